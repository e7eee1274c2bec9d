//! The people's records as compressed Parquet, one row group at a time, in the order of their offences.

use polars::prelude::*;

use super::SyntheticFile;
use super::assign::Records;
use super::calendar::Calendar;
use super::ids::{OffenceIds, person_id, scrambled};
use super::margins::Margins;
use super::people::{LifestyleRow, PairRow, PersonRow, World};
use super::write::{ROW_GROUP, in_batches};

/// `victims.parquet`, `suspects.parquet`, `relationships.parquet` and `lifestyle.parquet`, every row `scale` times.
///
/// # Errors
/// The errors of polars.
pub(super) fn files(
    margins: &Margins,
    calendar: &Calendar,
    records: &Records,
    world: &World,
    scale: u32,
) -> PolarsResult<Vec<SyntheticFile>> {
    let writer = Writer::new(margins, calendar, records, world, scale as usize);
    let file = |path: &str, bytes: Vec<u8>| SyntheticFile { path: path.to_owned(), bytes };
    Ok(vec![
        file("victims.parquet", writer.persons(&world.victims, false)?),
        file("suspects.parquet", writer.persons(&world.suspects, true)?),
        file("relationships.parquet", writer.pairs()?),
        file("lifestyle.parquet", writer.lifestyle()?),
    ])
}

/// A row of the world and the number of its copy.
type Copied<T> = (T, usize);

struct Writer<'a> {
    world: &'a World,
    ids: OffenceIds<'a>,
    scale: usize,
    /// Place in time of each row of the records.
    place: Vec<usize>,
    /// The last day, in days from 1 January 1970.
    as_of: i32,
    sexes: StringChunked,
    ethnicities: StringChunked,
    statuses: StringChunked,
    relationships: StringChunked,
    factors: StringChunked,
}

impl<'a> Writer<'a> {
    fn new(margins: &'a Margins, calendar: &Calendar, records: &Records, world: &'a World, scale: usize) -> Self {
        let mut place = vec![0; records.len()];
        records.order.iter().enumerate().for_each(|(index, &row)| place[row as usize] = index);
        let names = |names: &[String]| names.iter().map(|name| Some(name.as_str())).collect();
        Self {
            world,
            ids: OffenceIds::new(&margins.id_prefix, records.len() * scale),
            scale,
            place,
            as_of: calendar.origin + i32::try_from(calendar.length).unwrap_or(i32::MAX) - 1,
            sexes: [Some("Male"), Some("Female"), None].into_iter().collect(),
            ethnicities: world.ethnicities.iter().map(Option::as_deref).collect(),
            statuses: [Some("Suspect"), Some("Offender")].into_iter().collect(),
            relationships: names(&world.relationships),
            factors: names(&world.factors),
        }
    }

    fn persons(&self, rows: &[PersonRow], with_status: bool) -> PolarsResult<Vec<u8>> {
        let frame = |rows: &[Copied<&PersonRow>]| self.persons_frame(rows, with_status);
        self.file(rows, |row| (row.offence, scrambled(row.identity.into()), 0), frame)
    }

    fn pairs(&self) -> PolarsResult<Vec<u8>> {
        let identity = |row: &PersonRow| scrambled(row.identity.into());
        let suspect = |row: &PairRow| row.suspect.map_or(0, |suspect| identity(&self.world.suspects[suspect]));
        let key = |row: &PairRow| (row.offence, identity(&self.world.victims[row.victim]), suspect(row));
        self.file(&self.world.pairs, key, |rows| self.pairs_frame(rows))
    }

    /// Rows in order of their offences' time, then by a key without meaning; a row's offence comes first in its key.
    fn file<T>(
        &self,
        rows: &[T],
        key: impl Fn(&T) -> (u32, u64, u64),
        frame: impl Fn(&[Copied<&T>]) -> PolarsResult<DataFrame>,
    ) -> PolarsResult<Vec<u8>> {
        let mut order: Vec<&T> = rows.iter().collect();
        order.sort_by_cached_key(|row| {
            let (offence, first, second) = key(row);
            (self.place[offence as usize], first, second)
        });
        let of_one_offence = order.chunk_by(|one, other| key(one).0 == key(other).0);
        let mut copies = of_one_offence
            .flat_map(|rows| (0..self.scale).flat_map(move |copy| rows.iter().map(move |&row| (row, copy))));
        let batches = std::iter::from_fn(|| {
            let batch: Vec<Copied<&T>> = copies.by_ref().take(ROW_GROUP).collect();
            (!batch.is_empty()).then(|| frame(&batch))
        });
        in_batches(&frame(&[])?, batches)
    }

    fn persons_frame(&self, rows: &[Copied<&PersonRow>], with_status: bool) -> PolarsResult<DataFrame> {
        let persons = rows.iter().map(|&(row, copy)| self.person_id(row.identity, copy));
        let coded = |names: &StringChunked, code: fn(&PersonRow) -> u8| -> PolarsResult<Series> {
            take(names, rows.iter().map(|(row, _)| code(row).into()))
        };
        let mut columns = vec![
            ("offence_id", self.offence_ids(rows.iter().map(|&(row, copy)| (row.offence, copy)))),
            ("person_id", StringChunked::from_iter_values("".into(), persons).into_series()),
            ("age", ages(rows.iter().map(|(row, _)| Some(*row)))),
            ("sex", coded(&self.sexes, |row| row.sex)?),
            ("ethnicity", coded(&self.ethnicities, |row| row.ethnicity)?),
        ];
        if with_status {
            columns.push(("status", coded(&self.statuses, |row| row.is_offender.into())?));
        }
        frame_of(rows.len(), columns)
    }

    fn pairs_frame(&self, rows: &[Copied<&PairRow>]) -> PolarsResult<DataFrame> {
        let victim = |row: &PairRow| Some(&self.world.victims[row.victim]);
        let suspect = |row: &PairRow| row.suspect.map(|suspect| &self.world.suspects[suspect]);
        let unknown = IdxSize::try_from(self.sexes.len()).unwrap_or(IdxSize::MAX) - 1;
        let sex = |row: Option<&PersonRow>| row.map_or(unknown, |row| row.sex.into());
        let columns = vec![
            ("offence_id", self.offence_ids(rows.iter().map(|&(row, copy)| (row.offence, copy)))),
            ("relationship", take(&self.relationships, rows.iter().map(|(row, _)| row.relationship.into()))?),
            ("victim_age", ages(rows.iter().map(|(row, _)| victim(row)))),
            ("victim_sex", take(&self.sexes, rows.iter().map(|(row, _)| sex(victim(row))))?),
            ("suspect_age", ages(rows.iter().map(|(row, _)| suspect(row)))),
            ("suspect_sex", take(&self.sexes, rows.iter().map(|(row, _)| sex(suspect(row))))?),
        ];
        frame_of(rows.len(), columns)
    }

    fn lifestyle(&self) -> PolarsResult<Vec<u8>> {
        let mut members: Vec<&LifestyleRow> = self.world.lifestyle.iter().collect();
        members.sort_by_cached_key(|row| scrambled(row.identity.into()));
        let copies: Vec<Copied<&LifestyleRow>> =
            members.into_iter().flat_map(|row| (0..self.scale).map(move |copy| (row, copy))).collect();
        let members_of_a_group = (ROW_GROUP / self.factors.len().max(1)).max(1);
        let batches = copies.chunks(members_of_a_group).map(|rows| self.lifestyle_frame(rows));
        in_batches(&self.lifestyle_frame(&[])?, batches)
    }

    fn lifestyle_frame(&self, rows: &[Copied<&LifestyleRow>]) -> PolarsResult<DataFrame> {
        let each =
            rows.iter().flat_map(|&(row, copy)| (0..).zip(&row.present).map(move |cell| (row.identity, copy, cell)));
        let persons = each.clone().map(|(identity, copy, _)| self.person_id(identity, copy));
        let dates = each.clone().map(|_| self.as_of);
        let present = each.clone().map(|(.., (_, &present))| present);
        let columns = vec![
            ("person_id", StringChunked::from_iter_values("".into(), persons).into_series()),
            ("as_of", Int32Chunked::from_iter_values("".into(), dates).into_date().into_series()),
            ("factor", take(&self.factors, each.clone().map(|(.., (factor, _))| factor))?),
            ("present", BooleanChunked::from_iter_values("".into(), present).into_series()),
        ];
        frame_of(each.count(), columns)
    }

    fn offence_ids(&self, rows: impl Iterator<Item = (u32, usize)>) -> Series {
        let ids = rows.map(|(offence, copy)| self.ids.id(self.place[offence as usize] * self.scale + copy));
        StringChunked::from_iter_values("".into(), ids).into_series()
    }

    /// Every copy of a person is another person.
    fn person_id(&self, identity: u32, copy: usize) -> String {
        person_id(u64::from(identity) * self.scale as u64 + copy as u64)
    }
}

/// Whole years; null where the age, or the person, is not known.
fn ages<'a>(rows: impl Iterator<Item = Option<&'a PersonRow>>) -> Series {
    rows.map(|row| row.and_then(|row| row.age).map(i16::from)).collect::<Int16Chunked>().into_series()
}

/// Strings gathered from a short dictionary.
fn take(names: &StringChunked, codes: impl Iterator<Item = IdxSize>) -> PolarsResult<Series> {
    Ok(names.take(&IdxCa::from_iter_values("".into(), codes))?.into_series())
}

fn frame_of(rows: usize, columns: Vec<(&str, Series)>) -> PolarsResult<DataFrame> {
    let named = |(name, series): (&str, Series)| series.with_name(name.into()).into_column();
    DataFrame::new(rows, columns.into_iter().map(named).collect())
}

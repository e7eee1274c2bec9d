//! Records as compressed Parquet, one row group at a time: strings are gathered from short dictionaries.

use polars::prelude::*;

use super::assign::Records;
use super::calendar::Calendar;
use super::ids::OffenceIds;
use super::margins::{Kind, Margins};
use super::places::{Scene, SpotRow};

/// Rows of one row group, and of the one frame held at a time.
pub(super) const ROW_GROUP: usize = 512 * 512;

/// The records as a Parquet file, in order of time, each `scale` times. Columns: `offence_id`, `committed_date`, `committed_hour` (0 to 23),
/// `offence_group`, `offence`, `district` and `weapon` (null where there is none), `knife`, `domestic`, `alcohol`,
/// `drugs`; with a scene also `easting`, `northing`, `location_type`, `ward` and `lsoa`.
///
/// # Errors
/// The errors of polars.
pub(super) fn parquet(
    margins: &Margins,
    calendar: &Calendar,
    records: &Records,
    scene: Option<&Scene>,
    scale: u32,
) -> PolarsResult<Vec<u8>> {
    let scale = scale as usize;
    let rows = records.len() * scale;
    let names = Names { scene, ..Names::new(margins, rows, calendar.origin) };
    let starts = (0..rows).step_by(ROW_GROUP);
    let batch = |start: usize| {
        let rows = start..rows.min(start + ROW_GROUP);
        names.frame(records, &rows.clone().map(|row| records.order[row / scale]).collect::<Vec<_>>(), start)
    };
    in_batches(&names.frame(records, &[], 0)?, starts.map(batch))
}

/// Writes frames as one file, each as a row group; they have the columns of `empty`.
pub(super) fn in_batches(
    empty: &DataFrame,
    frames: impl Iterator<Item = PolarsResult<DataFrame>>,
) -> PolarsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut writer = ParquetWriter::new(&mut bytes).batched(empty.schema())?;
    for frame in frames {
        writer.write_batch(&frame?)?;
    }
    writer.finish()?;
    drop(writer);
    Ok(bytes)
}

/// The values behind the codes.
struct Names<'a> {
    kinds: &'a [Kind],
    groups: StringChunked,
    offences: StringChunked,
    weapons: StringChunked,
    /// The last is null, for unknown.
    districts: StringChunked,
    ids: OffenceIds<'a>,
    origin: i32,
    scene: Option<&'a Scene>,
}

impl<'a> Names<'a> {
    fn new(margins: &'a Margins, rows: usize, origin: i32) -> Self {
        let of_kind = |name: fn(&Kind) -> Option<&str>| margins.kinds.iter().map(name).collect();
        let districts = margins.districts.iter().map(|district| Some(district.as_str()));
        Self {
            kinds: &margins.kinds,
            groups: of_kind(|kind| Some(&kind.group)),
            offences: of_kind(|kind| Some(&kind.offence)),
            weapons: of_kind(|kind| kind.weapon.as_deref()),
            districts: districts.chain([None]).collect(),
            ids: OffenceIds::new(&margins.id_prefix, rows),
            origin,
            scene: None,
        }
    }

    /// Some rows as a frame; ids start after `before` rows.
    fn frame(&self, records: &Records, rows: &[u32], before: usize) -> PolarsResult<DataFrame> {
        let each = || rows.iter().map(|&row| row as usize);
        let kinds = IdxCa::from_iter_values("".into(), each().map(|row| records.kind[row].into()));
        let districts = IdxCa::from_iter_values("".into(), each().map(|row| records.district[row].into()));
        let ids = (before..before + rows.len()).map(|place| self.ids.id(place));
        let days =
            Int32Chunked::from_iter_values("".into(), each().map(|row| self.origin + i32::from(records.day[row])));
        let hours = each().map(|row| i32::from(records.cell[row] / 7));
        let flag = |is: &dyn Fn(usize) -> bool| BooleanChunked::from_iter_values("".into(), each().map(is));
        let named = |name: &str, series: Series| series.with_name(name.into()).into_column();
        let mut columns = vec![
            named("offence_id", StringChunked::from_iter_values("".into(), ids).into_series()),
            named("committed_date", days.into_date().into_series()),
            named("committed_hour", Int32Chunked::from_iter_values("".into(), hours).into_series()),
            named("offence_group", self.groups.take(&kinds)?.into_series()),
            named("offence", self.offences.take(&kinds)?.into_series()),
            named("district", self.districts.take(&districts)?.into_series()),
            named("weapon", self.weapons.take(&kinds)?.into_series()),
            named("knife", flag(&|row| records.knife[row] == 1).into_series()),
            named("domestic", flag(&|row| self.kinds[usize::from(records.kind[row])].domestic).into_series()),
            named("alcohol", flag(&|row| records.qualifier[row] & 1 != 0).into_series()),
            named("drugs", flag(&|row| records.qualifier[row] & 2 != 0).into_series()),
        ];
        if let Some(scene) = self.scene {
            columns.extend(places(scene, rows)?);
        }
        DataFrame::new(rows.len(), columns)
    }
}

/// Where the offences of some rows happened.
fn places(scene: &Scene, rows: &[u32]) -> PolarsResult<Vec<Column>> {
    let spots: Vec<Option<SpotRow>> =
        rows.iter().map(|&row| scene.spot[row as usize].map(|spot| scene.spots[spot as usize])).collect();
    let metres = |axis: usize| spots.iter().map(|spot| spot.map(|spot| spot.at[axis])).collect::<Int32Chunked>();
    let kinds = rows.iter().map(|&row| Some(scene.kind_of_place[row as usize].into()));
    let gathered = |names: &[String], codes: IdxCa| -> PolarsResult<Series> {
        let names: StringChunked = names.iter().map(|name| Some(name.as_str())).collect();
        Ok(names.take(&codes)?.into_series())
    };
    let columns = [
        ("easting", metres(0).into_series()),
        ("northing", metres(1).into_series()),
        ("location_type", gathered(&scene.kinds_of_place, kinds.collect())?),
        ("ward", gathered(&scene.wards, spots.iter().map(|spot| spot.map(|spot| spot.ward)).collect())?),
        ("lsoa", gathered(&scene.lsoas, spots.iter().map(|spot| spot.map(|spot| spot.lsoa)).collect())?),
    ];
    Ok(columns.into_iter().map(|(name, series)| series.with_name(name.into()).into_column()).collect())
}

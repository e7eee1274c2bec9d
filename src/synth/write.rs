//! Records as compressed Parquet, one row group at a time: strings are gathered from short dictionaries.

use polars::prelude::*;

use super::assign::Records;
use super::calendar::Calendar;
use super::margins::{Kind, Margins};

/// Rows of one row group, and of the one frame held at a time.
const ROW_GROUP: usize = 512 * 512;

/// The fewest digits of an `offence_id`.
const ID_DIGITS: usize = 6;

/// The records as a Parquet file, in order of time. Columns: `offence_id`, `committed_date`, `committed_hour` (0 to 23),
/// `offence_group`, `offence`, `district` and `weapon` (null where there is none), `knife`, `domestic`, `alcohol`,
/// `drugs`.
///
/// # Errors
/// Whatever polars refuses.
pub(super) fn parquet(margins: &Margins, calendar: &Calendar, records: &Records) -> PolarsResult<Vec<u8>> {
    let names = Names::new(margins, records.len(), calendar.origin);
    let mut bytes = Vec::new();
    let schema = names.frame(records, &[], 0)?.schema().clone();
    let mut writer = ParquetWriter::new(&mut bytes).batched(&schema)?;
    for (batch, rows) in records.order.chunks(ROW_GROUP).enumerate() {
        writer.write_batch(&names.frame(records, rows, batch * ROW_GROUP)?)?;
    }
    writer.finish()?;
    drop(writer);
    Ok(bytes)
}

/// What the codes stand for.
struct Names<'a> {
    kinds: &'a [Kind],
    groups: StringChunked,
    offences: StringChunked,
    weapons: StringChunked,
    /// The last is null: unknown.
    districts: StringChunked,
    id_prefix: &'a str,
    id_digits: usize,
    origin: i32,
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
            id_prefix: &margins.id_prefix,
            id_digits: rows.to_string().len().max(ID_DIGITS),
            origin,
        }
    }

    /// Some rows as a frame; ids count on from `before` rows.
    fn frame(&self, records: &Records, rows: &[u32], before: usize) -> PolarsResult<DataFrame> {
        let each = || rows.iter().map(|&row| row as usize);
        let kinds = IdxCa::from_iter_values("".into(), each().map(|row| records.kind[row].into()));
        let districts = IdxCa::from_iter_values("".into(), each().map(|row| records.district[row].into()));
        let ids =
            (1..=rows.len()).map(|row| format!("{}-{:0width$}", self.id_prefix, before + row, width = self.id_digits));
        let days =
            Int32Chunked::from_iter_values("".into(), each().map(|row| self.origin + i32::from(records.day[row])));
        let hours = each().map(|row| i32::from(records.cell[row] / 7));
        let flag = |is: &dyn Fn(usize) -> bool| BooleanChunked::from_iter_values("".into(), each().map(is));
        let named = |name: &str, series: Series| series.with_name(name.into()).into_column();
        DataFrame::new(
            rows.len(),
            vec![
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
            ],
        )
    }
}

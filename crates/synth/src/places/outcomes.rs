//! Outcomes of offences: positive, other and not yet complete, each year as published.
//!
//! District and group follow the offences of the margins file in proportion; the published totals are different, so
//! this is a separate extract.

use super::days;
use super::file::{OutcomesEntry, PartsEntry};
use super::table::{Values, table};
use crate::SyntheticFile;
use crate::apportion::apportion;
use crate::calendar::financial_year;
use crate::chance::{Random, dealt};
use crate::margins::{Block, Margins, YearMargins};
use sna_core::diag::Diagnostic;

/// One offence with its outcome.
struct Outcome {
    day: i32,
    /// Index into the names of the outcomes.
    outcome: usize,
    /// Index into the names of the groups.
    group: usize,
    /// Index into the districts; one past the last is unknown.
    district: usize,
}

/// `outcomes.parquet`.
///
/// # Errors
/// `records-not-encoded`.
pub(super) fn file(entry: &OutcomesEntry, margins: &Margins, random: &mut Random) -> Result<SyntheticFile, Diagnostic> {
    let names = names(entry);
    let mut rows: Vec<Outcome> =
        (0..entry.years.value.len()).flat_map(|year| of_year(entry, margins, year, random)).collect();
    rows.sort_by_key(|row| row.day);
    let groups = margins.years.first().map_or(Vec::new(), |year| group_names(margins, year));
    let district = |row: &Outcome| margins.districts.get(row.district).map(String::as_str);
    let columns = vec![
        ("offence_date", Values::Dates(rows.iter().map(|row| row.day).collect())),
        ("outcome", Values::words(rows.iter().map(|row| names[row.outcome]))),
        ("offence_group", Values::words(rows.iter().map(|row| groups[row.group]))),
        ("district", Values::Words(rows.iter().map(district).collect())),
    ];
    table("outcomes.parquet", rows.len(), columns)
}

/// Names of all outcomes, with those not yet complete last.
fn names(entry: &OutcomesEntry) -> Vec<&str> {
    names_of(&entry.positive).chain(names_of(&entry.other)).chain([entry.open.name.value.as_str()]).collect()
}

fn names_of(parts: &PartsEntry) -> impl Iterator<Item = &str> {
    let named = parts.named.iter().map(|named| &named.name);
    named.chain(parts.rest.iter().map(|part| &part.name)).map(|name| name.value.as_str())
}

/// Counts of a year in the order of the names.
fn counts(entry: &OutcomesEntry, year: usize) -> Vec<u32> {
    let parts = [&entry.positive, &entry.other].into_iter();
    parts.flat_map(|parts| parts_of(parts, year)).chain([entry.open.counts.value[year]]).collect()
}

/// Counts of a year of one kind: the published ones, then the rest by weight.
pub(super) fn parts_of(parts: &PartsEntry, year: usize) -> Vec<u32> {
    let named: Vec<u32> = parts.named.iter().map(|named| named.counts.value[year]).collect();
    let rest = parts.total.value[year].saturating_sub(named.iter().sum());
    let weights: Vec<u32> = parts.rest.iter().map(|part| part.weight).collect();
    [named, apportion(rest, &weights)].concat()
}

fn of_year(entry: &OutcomesEntry, margins: &Margins, year: usize, random: &mut Random) -> Vec<Outcome> {
    let label = &entry.years.value[year];
    let (total, span) = (entry.total.value[year], days::financial_year(label));
    let Some(like) = year_of(margins, label) else { return Vec::new() };
    let blocks: Vec<u32> = like.groups.iter().map(|block| u32::try_from(block.total()).unwrap_or(u32::MAX)).collect();
    let groups = dealt(random, &apportion(total, &blocks));
    let districts = dealt(random, &apportion(total, &like.districts));
    let counts = counts(entry, year);
    let open = counts.len() - 1;
    let outcomes = dealt(random, &counts);
    let outcome = |((outcome, group), district): ((usize, usize), usize)| {
        let mut drawn = || days::draw(random, &span, &[1; 7]);
        // Offences not yet complete are mostly recent.
        let day = if outcome == open { drawn().max(drawn()).max(drawn()) } else { drawn() };
        Outcome { day, outcome, group, district }
    };
    outcomes.into_iter().zip(groups).zip(districts).map(outcome).collect()
}

/// The counts of a financial year, if the margins file has it.
pub(super) fn year_of<'a>(margins: &'a Margins, label: &str) -> Option<&'a YearMargins> {
    let since = financial_year(label)?.since(margins.first_year);
    margins.years.get(usize::try_from(since).ok()?)
}

/// The groups within the definition, as the margins file names them.
fn group_names<'a>(margins: &'a Margins, year: &YearMargins) -> Vec<&'a str> {
    let name =
        |block: &Block| block.kinds.first().map_or("", |&(kind, _)| margins.kinds[usize::from(kind)].group.as_str());
    year.groups.iter().map(name).collect()
}

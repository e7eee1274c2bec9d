//! The columns that SQL names, and where each comes from: a file, the offence of the record, or the making of columns from others.

use super::answer::ColumnFacts;
use sna_core::document::{Document, ReadAs, Source};

/// The source that records may belong to.
const OFFENCES: &str = "offences";

/// Columns that are made when records are read: name, what they are made from, and how. The generated page `docs/data.md`
/// lists the same.
const MADE: [(&str, &str, &str); 12] = [
    ("financial_year", "date", "April to March, written `2023/24`"),
    ("year", "date", "the calendar year, written `2024`"),
    ("month", "date", "the month, written `2024-03`"),
    ("weekday", "date", "the day of the week, `Monday` to `Sunday`"),
    ("ethnic_group", "ethnicity", "one of five groups of codes; not stated is not recorded"),
    ("age", "birth_date", "whole years on the record's date"),
    ("nte_area", "easting", "the area of night-time economy that the point lies in"),
    ("ward", "easting", "the ward that the point lies in"),
    ("lsoa", "easting", "the LSOA that the point lies in"),
    ("hexagon", "easting", "the hexagon that the point lies in"),
    ("near_primary", "easting", "whether a primary school is near the point"),
    ("near_secondary", "easting", "whether a secondary school is near the point"),
];

/// A source, and the offences that its records belong to.
struct Read<'a> {
    own: &'a [ReadAs],
    of_offences: &'a [ReadAs],
}

/// Whether the records of a source belong to offences.
pub(super) fn belongs_to_offences(source: &Source) -> bool {
    source.reading.iter().any(|read| read.role == "offence_id")
}

/// Whether a column is made from points, and so rests on boundaries or schools.
pub(super) fn is_made_from_points(column: &ColumnFacts) -> bool {
    column.read.is_none() && column.from.contains("point")
}

/// The columns of a source that some SQL names, in alphabetical order.
pub(super) fn columns_named(document: &Document, source: &Source, sql: &[&str]) -> Vec<ColumnFacts> {
    let offences = document.sources.iter().find(|other| other.name == OFFENCES && belongs_to_offences(source));
    let read = Read { own: &source.reading, of_offences: offences.map_or(&[], |offences| &offences.reading) };
    let mut names: Vec<String> = sql.iter().flat_map(|sql| words(sql)).collect();
    names.sort_unstable();
    names.dedup();
    names.iter().filter_map(|name| read.column(name)).collect()
}

impl Read<'_> {
    fn column(&self, name: &str) -> Option<ColumnFacts> {
        let facts =
            |from: String, read: Option<&ReadAs>| ColumnFacts { name: name.to_owned(), from, read: read.cloned() };
        let among = |reading: &[ReadAs], name: &str| reading.iter().position(|read| read.role == name);
        if let Some(read) = among(self.own, name).and_then(|at| self.own.get(at)) {
            return Some(facts(format!("column `{}` of the file", read.column), Some(read)));
        }
        if let Some(read) = among(self.of_offences, name).and_then(|at| self.of_offences.get(at)) {
            return Some(facts(
                format!("column `{}` of the offence that the record belongs to", read.column),
                Some(read),
            ));
        }
        let (_, from, how) = MADE.iter().find(|(made, _, _)| *made == name)?;
        let has = |from: &str| among(self.own, from).is_some() || among(self.of_offences, from).is_some();
        let has_point = *from == "easting" && has("longitude");
        if !has(from) && !has_point {
            return None;
        }
        let from = if *from == "easting" { "the record's point".to_owned() } else { format!("`{from}`") };
        Some(facts(format!("made from {from}: {how}"), None))
    }
}

/// The words of SQL outside quotes that may be names of columns.
fn words(sql: &str) -> Vec<String> {
    let outside = sql.split('\'').step_by(2);
    outside
        .flat_map(|text| text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_quotes_are_no_names() {
        assert_eq!(
            words("SELECT month FROM offences WHERE ward = 'St Leonard''s hour' AND (knife)"),
            ["month", "offences", "ward", "knife"]
        );
    }

    #[test]
    fn every_derived_column_of_the_reference_page_is_known() {
        let page = include_str!("../../../../docs/data.md");
        let (_, derived) = page.split_once("Made when the data are read:").expect("the part on derived columns");
        let rows = derived.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
        let names: Vec<&str> = rows.filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        assert!(names.len() >= 5, "{names:?}");
        for name in names {
            assert!(MADE.iter().any(|(made, _, _)| *made == name), "{name}");
        }
    }
}

//! The columns that SQL names, and where each comes from: a file, the offence of the record, or other columns.

use super::answer::ColumnFacts;
use sna_core::columns::{Made, MadeFrom, OFFENCES, column};
use sna_core::document::{Document, ReadAs, Source};

/// A source, and the offences that its records belong to.
struct Read<'a> {
    own: &'a [ReadAs],
    of_offences: &'a [ReadAs],
}

/// Whether the records of a source belong to offences.
pub(super) fn belongs_to_offences(source: &Source) -> bool {
    source.reading.iter().any(|read| read.role == "offence_id")
}

/// Whether a column is made from points, and so depends on boundaries or schools.
pub(super) fn is_made_from_points(column: &ColumnFacts) -> bool {
    let made = registered(&column.name);
    column.read.is_none() && made.is_some_and(|made| made.from == MadeFrom::Point)
}

/// The columns of a source that SQL names, in alphabetical order.
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
        let (from, read) = match (among(self.own, name), among(self.of_offences, name)) {
            (Some(read), _) => (format!("column `{}` of the file", read.column), Some(read.clone())),
            (None, Some(read)) => {
                (format!("column `{}` of the offence that the record belongs to", read.column), Some(read.clone()))
            }
            (None, None) => (self.made(name)?, None),
        };
        Some(ColumnFacts { name: name.to_owned(), from, read })
    }

    /// What a column is made from, if the records have it.
    fn made(&self, name: &str) -> Option<String> {
        let made = registered(name)?;
        let from = match made.from {
            MadeFrom::Column(from) => self.has(from).then(|| format!("`{from}`"))?,
            MadeFrom::Point => {
                ["easting", "longitude"].iter().any(|axis| self.has(axis)).then(|| "the record's point".to_owned())?
            }
        };
        Some(format!("made from {from}: {}", made.how))
    }

    fn has(&self, role: &str) -> bool {
        among(self.own, role).or_else(|| among(self.of_offences, role)).is_some()
    }
}

fn among<'a>(reading: &'a [ReadAs], role: &str) -> Option<&'a ReadAs> {
    reading.iter().find(|read| read.role == role)
}

/// How a column is made if it is not read from a file.
fn registered(name: &str) -> Option<Made> {
    column(name)?.made
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
    use sna_core::columns::COLUMNS;

    #[test]
    fn words_in_quotes_are_not_names() {
        assert_eq!(
            words("SELECT month FROM offences WHERE ward = 'St Leonard''s hour' AND (knife)"),
            ["month", "offences", "ward", "knife"]
        );
    }

    #[test]
    fn every_column_that_is_made_is_explained() {
        let read = |role: &str| ReadAs { role: role.to_owned(), ..ReadAs::default() };
        let own = ["date", "ethnicity", "birth_date", "easting"].map(read);
        let source = Read { own: &own, of_offences: &[] };
        for made in COLUMNS.iter().filter(|column| column.made.is_some()) {
            let facts = source.column(made.name).unwrap_or_else(|| panic!("nothing on `{}`", made.name));
            assert!(facts.from.starts_with("made from "), "{facts:?}");
        }
        let school = source.column("nearest_school").expect("a column made from points");
        assert_eq!(school.from, "made from the record's point: the phase of the nearest school that is near the point");
        assert!(is_made_from_points(&school));
        let age = source.column("age").expect("a column made from the date of birth");
        assert_eq!(age.from, "made from `birth_date`: whole years on the record's date");
        assert!(!is_made_from_points(&age));
        assert_eq!(Read { own: &[], of_offences: &[] }.column("ward"), None);
    }
}

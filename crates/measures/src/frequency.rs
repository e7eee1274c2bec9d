//! Frequency: persons by how many records they have in the period.

use schemars::JsonSchema;
use serde::Deserialize;

use super::number_bands::{BandText, NumberBand, read_bands};
use super::person_source::{as_header, in_words};
use super::proportion::{count_column, proportion, proportion_column};
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Figure, RowKind};
use sna_core::yaml::Spanned;
use sna_data::query::{Ask, Counts, Persons, Sum};

/// Persons by how many records they have in the period, with the share of all records that are theirs.
///
/// Records without a person are not included. In a report on a part, the number of a person's records is that over the whole
/// area, and the records counted are those in the part.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Frequency {
    /// Name of a source whose records name persons; the section's by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Bands of numbers of records, from 1 up; `[1, 2, 3, 4, 5-9, 10+]` by default.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub groups: Vec<Spanned<BandText>>,
}

/// The usual bands.
const USUAL: [NumberBand; 6] = [
    NumberBand::closed(1, 1),
    NumberBand::closed(2, 2),
    NumberBand::closed(3, 3),
    NumberBand::closed(4, 4),
    NumberBand::closed(5, 9),
    NumberBand::open(10),
];

/// Whatever the number: a person has at least one record.
const ANY: NumberBand = NumberBand::open(1);

/// Frequencies whose question is asked.
struct LaidFrequency<'a> {
    at: At<'a>,
    /// Name of the source.
    source: &'a str,
    bands: Vec<NumberBand>,
    persons: Persons,
}

impl LaidFrequency<'_> {
    /// Persons with this many records, and their records, each with the share of all.
    fn cells(&self, persons: &Counts, band: NumberBand) -> Vec<Figure> {
        let sum = self.persons.records;
        let (own, all) = (persons.sum([band.of(sum)]), persons.sum([ANY.of(sum)]));
        let in_part = self.persons.in_part;
        let (records, all_records) = (persons.sum_of(in_part, [band.of(sum)]), persons.sum_of(in_part, [ANY.of(sum)]));
        let share = proportion(own.value(), all.value());
        let record_share = proportion(records.value(), all_records.value());
        vec![Figure::Count(own), share, Figure::Count(records), record_share]
    }
}

impl Measure for Frequency {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.person_source(self.of.as_ref())?;
        let bands = read_bands(&self.groups, &USUAL, at.origin)?;
        let persons = ask.persons_and_records(at.side(source, Sum::Records), Vec::new());
        Ok(Box::new(LaidFrequency { at, source: &source.name, bands, persons }))
    }
}

impl Laid for LaidFrequency<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let (persons, source) = (&answered[self.persons.answer], self.source);
        let mut rows: Vec<BodyRow> =
            self.bands.iter().map(|band| band.category().row(self.cells(persons, *band))).collect();
        let total = self.cells(persons, ANY);
        rows.push(BodyRow { key: "total".into(), label: "All persons".into(), kind: RowKind::Total, cells: total });
        let columns = vec![
            count_column("persons", "Persons"),
            proportion_column("person_share", "Share of persons"),
            count_column("records", &format!("{} (records)", as_header(source))),
            proportion_column("record_share", "Share of records"),
        ];
        let note = format!(
            "Persons by how many records of {} they have, {}. Records without a person are not included.",
            in_words(source),
            self.at.scope.period.label()
        );
        let notes = [note].into_iter().chain(self.at.records_in_part()).collect();
        let row_header = "Records of one person".to_owned();
        Ok(Body { row_header, columns, rows, notes, base: Some("persons".to_owned()), ..Body::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use super::super::histogram::tests::answer;
    use sna_core::document::Cell;
    use sna_core::document::Missing;
    use sna_data::query::Grouped;

    #[test]
    fn every_person_stands_in_one_row() {
        let counts = answer(&[(1, 50), (2, 20), (5, 3), (9, 1), (10, 1), (40, 1)]);
        let body = World::bare().made("frequency: { of: suspects }", &[counts]).unwrap();
        let labels: Vec<&str> = body.rows.iter().map(|row| row.label.as_str()).collect();
        assert_eq!(labels, ["1", "2", "3", "4", "5 to 9", "10 and over", "All persons"]);
        assert_eq!(number(&body, "5 to 9", "persons"), 4.0);
        assert_eq!(number(&body, "5 to 9", "records"), 24.0);
        assert_eq!(number(&body, "10 and over", "records"), 50.0);
        assert_eq!(number(&body, "total", "persons"), 76.0);
        assert_eq!(number(&body, "total", "records"), 164.0);
        assert_eq!(cell(&body, "1", "person_share").number(), Some(50.0 / 76.0));
        assert_eq!(body.base.as_deref(), Some("persons"));
    }

    #[test]
    fn groups_are_the_authors() {
        let counts = answer(&[(1, 5), (3, 2)]);
        let body = World::bare().made("frequency: { of: suspects, groups: [1, 2+] }", &[counts]).unwrap();
        assert_eq!(number(&body, "2 and over", "persons"), 2.0);
        assert_eq!(World::people().fault("frequency: { of: suspects, groups: [1, 3+] }"), "bad-number-band");
    }

    #[test]
    fn nobody_has_no_shares() {
        let body = World::bare().made("frequency: { of: suspects }", &[Grouped::default()]).unwrap();
        assert_eq!(cell(&body, "total", "record_share"), Cell::Missing(Missing::NotApplicable));
        assert_eq!(number(&body, "total", "persons"), 0.0);
    }

    /// V1 has three records, two of them in the North; V2 has one.
    #[test]
    fn in_a_district_the_records_are_its_own() {
        let body =
            World::districts().with_area("North").with_years(2023, 2023).table("frequency: { of: victims }").unwrap();
        let at = |row: &str| ["persons", "records"].map(|column| number(&body, row, column));
        assert_eq!([at("1"), at("2"), at("3"), at("total")], [[1.0, 1.0], [0.0, 0.0], [1.0, 2.0], [2.0, 3.0]]);
    }

    #[test]
    fn the_whole_way() {
        let body = World::people().table("frequency: { of: victims }").unwrap();
        assert_eq!([1, 2, 3].map(|records| number(&body, &records.to_string(), "persons")), [1.0, 0.0, 2.0]);
    }
}

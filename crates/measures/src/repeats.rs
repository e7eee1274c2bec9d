//! Repeats: how many persons have two or more records, and how many of the records are theirs.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{Category, categories, header};
use super::histogram::{Histogram, any_number, is_repeat};
use super::person_source::{as_header, in_words};
use super::proportion::{count_column, proportion, proportion_column};
use super::{Body, Measure, Setting};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Missing, Row, RowKind};
use sna_core::yaml::Spanned;
use sna_data::query::{Counts, Dimension, Key, Question};
use sna_data::{FinancialYear, Month, Period};

/// Persons with two or more records, by financial year and over the whole period.
///
/// A repeat person has two or more records within the time of the row. Each row counts a person once, so the whole period is
/// not the sum of its years. Shares are of the records with a person, and of the persons.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repeats {
    /// Name of a source whose records name persons; that of the section by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// How many persons with most records are taken together in a column of their own; 25 by default.
    #[schemars(with = "Option<u64>")]
    pub top: Option<Spanned<u64>>,
}

/// How many persons with most records are taken together.
const USUAL_TOP: u64 = 25;

/// Records within the time of a row, and the persons they name.
struct Line {
    records: u64,
    persons: Histogram,
}

impl Line {
    fn without_person(&self) -> u64 {
        self.records.saturating_sub(self.persons.records(any_number))
    }

    fn cells(&self, top: u64) -> Vec<Cell> {
        let persons = &self.persons;
        vec![
            Cell::Count(self.records),
            Cell::Count(persons.persons(any_number)),
            Cell::Count(persons.persons(is_repeat)),
            Cell::Count(persons.records(is_repeat)),
            proportion(persons.records(is_repeat), persons.records(any_number)),
            proportion(persons.persons(is_repeat), persons.persons(any_number)),
            Cell::Count(persons.top_records(top)),
            Cell::Count(self.without_person()),
        ]
    }
}

impl Repeats {
    fn top(&self) -> u64 {
        self.top.as_ref().map_or(USUAL_TOP, |top| top.value)
    }

    fn check_top(&self, setting: &Setting<'_>) -> Result<(), Diagnostic> {
        match self.top.as_ref().filter(|top| top.value == 0) {
            None => Ok(()),
            Some(top) => Err(Diagnostic::error(Code::BadTop, "no persons to take together")
                .at(setting.origin.place(top))
                .found("`0`")
                .expected("a whole number from 1 on, such as `25`")),
        }
    }

    fn columns(&self, source: &str) -> Vec<Column> {
        let top = format!("Records of the {} persons with most", self.top());
        vec![
            count_column("records", &format!("{} (records)", as_header(source))),
            count_column("persons", "Persons"),
            count_column("repeat_persons", "Repeat persons"),
            count_column("repeat_records", "Records of repeat persons"),
            proportion_column("repeat_share", "Share of records"),
            proportion_column("repeat_person_share", "Share of persons"),
            count_column("top_records", &top),
            count_column("no_person", "Records without a person"),
        ]
    }

    fn notes(source: &str, has_nobody: bool, in_part: &[String]) -> Vec<String> {
        let words = in_words(source);
        let mut notes = vec![
            format!("A record of {words} is one person in one offence, so one person can have several records."),
            "Repeat persons have two or more records within the time of the row. Each row counts a person once, so the \
             whole period is not the sum of its years."
                .to_owned(),
            "Shares are those of repeat persons: among the records with a person, and among the persons.".to_owned(),
        ];
        if has_nobody {
            notes.push("Records without an identified person stand in the first and the last column only.".to_owned());
        }
        if !in_part.is_empty() {
            notes.push(format!("Years in part: {}.", in_part.join("; ")));
        }
        notes
    }
}

impl Measure for Repeats {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.person_source(self.of.as_ref())?;
        setting.require(source, "date", self.of.as_ref())?;
        self.check_top(setting)?;
        Ok(vec![
            setting.persons(source, vec![Dimension::FinancialYear], Vec::new()),
            setting.persons(source, Vec::new(), Vec::new()),
            setting.query(source, vec![Dimension::FinancialYear]),
        ])
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let [by_year, pooled, records, ..] = answers else { return Err(Diagnostics::default()) };
        let (mut rows, mut in_part, mut has_nobody) = (Vec::new(), Vec::new(), false);
        for year in categories(&Dimension::FinancialYear, setting, &records.keys(0)) {
            let key = std::slice::from_ref(&year.key);
            let line = Line { records: records.at(key), persons: Histogram::at(by_year, key) };
            has_nobody |= line.without_person() > 0;
            in_part.extend(part_of_year(setting, &year));
            rows.push(year.row(if has_data(setting, &year) { line.cells(self.top()) } else { unavailable() }));
        }
        let line = Line { records: records.total(), persons: Histogram::at(pooled, &[]) };
        let label = span(setting.scope.period);
        rows.push(Row { key: "period".into(), label, kind: RowKind::Total, cells: line.cells(self.top()) });
        let source = setting.source_name(self.of.as_ref());
        let mut columns = self.columns(source);
        if !has_nobody {
            columns.pop();
            rows.iter_mut().for_each(|row| row.cells.truncate(columns.len()));
        }
        let row_header = header(&Dimension::FinancialYear).to_owned();
        Ok(Body { row_header, columns, rows, notes: Self::notes(source, has_nobody, &in_part), ..Body::default() })
    }
}

fn unavailable() -> Vec<Cell> {
    vec![Cell::Missing(Missing::NotAvailable); 8]
}

/// The months of the period that lie in a year.
fn months_of(setting: &Setting<'_>, year: &Category) -> Vec<Month> {
    let in_year = |month: &Month| Key::Number(month.financial_year().0.into()) == year.key;
    setting.scope.period.months().into_iter().filter(in_year).collect()
}

/// Whether the sources cover any of a year. A catalogue without any record covers nothing, and its figures are zeros.
fn has_data(setting: &Setting<'_>, year: &Category) -> bool {
    setting.months.is_empty() || setting.covered(months_of(setting, year).into_iter()) > 0
}

/// What a note says of a year that the sources or the period cover only in part.
fn part_of_year(setting: &Setting<'_>, year: &Category) -> Option<String> {
    let covered = setting.covered(months_of(setting, year).into_iter());
    let known = !setting.months.is_empty() && covered < 12;
    known.then(|| format!("{} covers {covered} of 12 months", year.label))
}

/// A period as the label of a row beside its years: `2019/20 to 2023/24`, or its months where it is not of whole years.
fn span(period: Period) -> String {
    let years = period.years();
    let whole = |first: &FinancialYear, last: &FinancialYear| Period::financial_years(*first, *last) == period;
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if first == last && whole(first, last) => "Whole period".to_owned(),
        (Some(first), Some(last)) if whole(first, last) => format!("{} to {}", first.label(), last.label()),
        _ => period.label(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture::{World, cell, number};
    use super::super::histogram::tests::answer;
    use super::*;

    const YAML: &str = "repeats: { of: victims, top: 2 }";

    #[test]
    fn a_person_counts_once_in_each_row() {
        let world = World::people();
        let body = world.table(YAML).unwrap();
        // 2022/23: V1 twice, V2 once, one record without a person. 2023/24: V1 once, V3 three times.
        assert_eq!(number(&body, "2022/23", "records"), 4.0);
        assert_eq!(number(&body, "2022/23", "persons"), 2.0);
        assert_eq!(number(&body, "2022/23", "repeat_persons"), 1.0);
        assert_eq!(number(&body, "2022/23", "repeat_records"), 2.0);
        assert_eq!(cell(&body, "2022/23", "repeat_share").number(), Some(2.0 / 3.0));
        assert_eq!(cell(&body, "2022/23", "repeat_person_share").number(), Some(0.5));
        assert_eq!(number(&body, "2022/23", "no_person"), 1.0);
        let of_period = |column| number(&body, "period", column);
        assert_eq!(["records", "persons", "repeat_persons", "repeat_records"].map(of_period), [8.0, 3.0, 2.0, 6.0]);
        assert_eq!(of_period("top_records"), 6.0, "the two with three each");
        assert_eq!(body.rows.last().map(|row| row.label.as_str()), Some("2022/23 to 2023/24"));
        assert_eq!(body.columns[0].title, "Victims (records)");
    }

    #[test]
    fn without_records_there_are_zeros_and_no_shares() {
        let world = World::bare();
        let body = world.made(YAML, &[Counts::default(), Counts::default(), Counts::default()]).unwrap();
        for row in ["2022/23", "2023/24", "period"] {
            assert_eq!(number(&body, row, "records"), 0.0);
            assert_eq!(number(&body, row, "top_records"), 0.0);
            assert_eq!(cell(&body, row, "repeat_share"), Cell::Missing(Missing::NotApplicable));
            assert_eq!(cell(&body, row, "repeat_person_share"), Cell::Missing(Missing::NotApplicable));
        }
        assert!(body.columns.iter().all(|column| column.key != "no_person"));
    }

    #[test]
    fn a_year_without_data_is_no_zero() {
        let world = World::bare().with_months("2023-04", "2023-06");
        let body = world.made(YAML, &[Counts::default(), Counts::default(), Counts::default()]).unwrap();
        assert_eq!(cell(&body, "2022/23", "records"), Cell::Missing(Missing::NotAvailable));
        assert_eq!(number(&body, "2023/24", "records"), 0.0);
        assert!(body.notes.iter().any(|note| note.contains("2023/24 covers 3 of 12 months")), "{:?}", body.notes);
    }

    #[test]
    fn mistakes_are_named() {
        let world = World::people();
        assert_eq!(world.fault("repeats: { of: victim }"), "unknown-source");
        assert_eq!(world.fault("repeats: { of: offences }"), "missing-column");
        assert_eq!(world.fault("repeats: { of: victims, top: 0 }"), "bad-top");
    }

    #[test]
    fn one_year_is_not_named_twice() {
        let year = FinancialYear(2023);
        assert_eq!(span(Period::financial_years(year, year)), "Whole period");
        let month = |text| Month::read(text).unwrap();
        assert_eq!(span(Period::of_months(month("2023-04"), month("2023-06"))), "April 2023 to June 2023");
    }

    proptest! {
        /// Whatever the histogram, records less repeat records are persons less repeat persons, in the table too.
        #[test]
        fn the_table_keeps_the_identity(persons in proptest::collection::btree_map(1i64..9, 1u64..400, 0..6), nobody in 0u32..50) {
            let counts: Vec<(i64, u64)> = persons.into_iter().collect();
            let named: u64 = counts.iter().map(|(records, persons)| u64::try_from(*records).unwrap_or(0) * persons).sum();
            let records = Counts([(vec![Key::Number(2023)], named + u64::from(nobody))].into_iter().collect());
            let body = World::bare().made(YAML, &[Counts::default(), answer(&counts), records]).unwrap();
            let at = |column| number(&body, "period", column);
            prop_assert_eq!(at("records") - at("repeat_records"), at("persons") - at("repeat_persons") + f64::from(nobody));
        }
    }
}

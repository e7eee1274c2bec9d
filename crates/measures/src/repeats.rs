//! Repeats: how many persons have two or more records, and how many of the records are theirs.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{categories, header};
use super::histogram::Histogram;
use super::numbers::number_of;
use super::person_source::{as_header, in_words};
use super::proportion::{count_column, proportion, proportion_column};
use super::times::period_of;
use super::{Answered, At, Body, Laid, Measure};
use sna_core::calendar::Extent;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{BodyRow, Column, Counted, Figure, Missing, NotCounted, RowKind};
use sna_core::yaml::Spanned;
use sna_data::query::{Along, AnswerId, Ask, Counts, Keys, Persons, Sum};
use sna_data::{Period, Years};

/// Persons with two or more records, by year and over the whole period.
///
/// A repeat person has two or more records within the time of the row. Each row counts a person once, so the whole period is
/// not the sum of its years. Shares are of the records with a person, and of the persons. In a report on a part, whether a
/// person is a repeat person is judged by their records over the whole area, and the records counted are those in the part.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repeats {
    /// Name of a source whose records name persons; the section's by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// How many persons with most records have a column together; 25 by default.
    #[schemars(with = "Option<u64>")]
    pub top: Option<Spanned<u64>>,
}

/// How many persons with most records are taken together.
const USUAL_TOP: u64 = 25;

/// Records within the time of a row, and the persons they name.
struct TimeSpan<'c> {
    records: Counted,
    persons: &'c Counts,
    /// The number of records of a person, wherever they are.
    sum: Along,
    /// The number of those in the part that the table is about.
    in_part: Along,
    /// The time, where it is not the whole period.
    time: Option<Keys>,
}

impl TimeSpan<'_> {
    /// Who has at least this many records.
    fn keys(&self, at_least: i64) -> impl Iterator<Item = Keys> {
        self.time.iter().cloned().chain([Keys::band(self.sum, at_least, None)])
    }

    fn persons(&self, at_least: i64) -> Counted {
        self.persons.sum(self.keys(at_least))
    }

    fn records(&self, at_least: i64) -> Counted {
        self.persons.sum_of(self.in_part, self.keys(at_least))
    }

    fn without_person(&self) -> Counted {
        self.records.clone().less(&self.records(ANY))
    }

    fn cells(&self, top: u64) -> Vec<Figure> {
        let (persons, repeat_persons) = (self.persons(ANY), self.persons(REPEAT));
        let repeat_records = self.records(REPEAT);
        let of_top = Histogram::of(self.persons, self.in_part, self.time.as_ref()).top_records(top);
        let shares = [
            proportion(repeat_records.value(), self.records(ANY).value()),
            proportion(repeat_persons.value(), persons.value()),
        ];
        let counts = [self.records.clone(), persons, repeat_persons, repeat_records].map(Figure::Count);
        let last = [Figure::not_counted(NotCounted::WorkedOut, of_top), Figure::Count(self.without_person())];
        counts.into_iter().chain(shares).chain(last).collect()
    }
}

/// This many records make a person counted.
const ANY: i64 = 1;
/// This many make a repeat.
const REPEAT: i64 = 2;

impl Repeats {
    fn top(&self) -> u64 {
        self.top.as_ref().map_or(USUAL_TOP, |top| top.value)
    }

    fn check_top(&self, at: &At<'_>) -> Result<(), Diagnostic> {
        match self.top.as_ref().filter(|top| top.value == 0) {
            None => Ok(()),
            Some(top) => Err(Diagnostic::error(Code::BadTop, "`top:` must be at least 1")
                .at(at.origin.place(top))
                .found("`0`")
                .expected("a whole number from 1 up, such as `25`")),
        }
    }

    fn columns(&self, source: &str) -> Vec<Column> {
        let top = format!("Records of the {} with most", number_of(self.top(), "person", "persons"));
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

    fn notes(source: &str, has_nobody: bool) -> Vec<String> {
        let words = in_words(source);
        let mut notes = vec![
            format!("A record of {words} is one person in one offence, so one person can have several records."),
            "Repeat persons have two or more records in the period of the row. Each row counts a person once, so the \
             whole period is not the sum of its years."
                .to_owned(),
            "Shares are of repeat persons in all persons, and of their records in all records with a person."
                .to_owned(),
        ];
        if has_nobody {
            notes.push(
                "Records without an identified person are counted in the first and last columns only.".to_owned(),
            );
        }
        notes
    }
}

/// Repeats whose questions are asked.
struct LaidRepeats<'a> {
    options: &'a Repeats,
    at: At<'a>,
    by_year: Persons,
    pooled: Persons,
    records: AnswerId,
}

impl Measure for Repeats {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.person_source(self.of.as_ref())?;
        at.require(source, "date", self.of.as_ref())?;
        self.check_top(&at)?;
        let side = at.side(source, Sum::Records);
        Ok(Box::new(LaidRepeats {
            options: self,
            at,
            by_year: ask.persons_and_records(side.clone(), vec![at.years()]),
            pooled: ask.persons_and_records(side, Vec::new()),
            records: ask.records(source, at.scope, [at.years()]),
        }))
    }
}

impl Laid for LaidRepeats<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let (records, period) = (&answered[self.records], self.at.scope.period);
        let (mut rows, mut has_nobody) = (Vec::new(), false);
        let (dimension, days) = (self.at.years(), answered.covered.days.within(period));
        for year in categories(&dimension, &self.at, &records.keys(&dimension)) {
            let time = year.of(&dimension);
            let span = TimeSpan {
                records: records.sum([time.clone()]),
                persons: &answered[self.by_year.answer],
                sum: self.by_year.records,
                in_part: self.by_year.in_part,
                time: Some(time),
            };
            has_nobody |= span.without_person().value() > 0;
            let has_data = period_of(&dimension, &year.key).is_none_or(|year| days.extent(year) != Extent::Nothing);
            rows.push(year.row(if has_data { span.cells(self.options.top()) } else { unavailable() }));
        }
        let all = TimeSpan {
            records: records.all(),
            persons: &answered[self.pooled.answer],
            sum: self.pooled.records,
            in_part: self.pooled.in_part,
            time: None,
        };
        let cells = all.cells(self.options.top());
        rows.push(BodyRow {
            key: "period".into(),
            label: span(period, self.at.scope.years),
            kind: RowKind::Total,
            cells,
        });
        let source = self.at.source_name(self.options.of.as_ref());
        let mut columns = self.options.columns(source);
        if !has_nobody {
            columns.pop();
            rows.iter_mut().for_each(|row| row.cells.truncate(columns.len()));
        }
        let notes = Repeats::notes(source, has_nobody).into_iter();
        let notes = notes.chain(self.at.records_in_part()).collect();
        Ok(Body { row_header: header(&dimension).to_owned(), columns, rows, notes, ..Body::default() })
    }
}

fn unavailable() -> Vec<Figure> {
    vec![Figure::Missing(Missing::NotAvailable); 8]
}

/// A period as the label of a row below its years: `2019/20 to 2023/24`, or its months where it is not of whole years.
fn span(period: Period, years: Years) -> String {
    let labels = years.labels(period);
    let ends = labels.first().zip(labels.last());
    let of_label = |label: &str| Period::of_label(label);
    match ends.and_then(|(first, last)| Some((first, last, of_label(first)?, of_label(last)?))) {
        Some((first, last, begin, end)) if Period { first: begin.first, last: end.last } == period => {
            if first == last {
                "Whole period".to_owned()
            } else {
                format!("{first} to {last}")
            }
        }
        Some(_) | None => period.label(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture::{World, cell, number};
    use super::super::histogram::tests::answer;
    use super::*;
    use sna_core::document::Cell;
    use sna_data::query::{Grouped, Key};
    use sna_data::{FinancialYear, Month};

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

    /// In the North: V1, who has three records, two of them here, and V2, who has one; one record names nobody.
    #[test]
    fn in_a_district_repeats_are_judged_by_all_records() {
        let at = |district: &str| {
            let body = World::districts().with_area(district).with_years(2023, 2023).table(YAML).unwrap();
            let columns = ["records", "persons", "repeat_persons", "repeat_records", "top_records"];
            (columns.map(|column| number(&body, "period", column)), body)
        };
        let (north, body) = at("North");
        assert_eq!(north, [4.0, 2.0, 1.0, 2.0, 3.0]);
        assert_eq!(number(&body, "period", "no_person"), 1.0);
        assert_eq!(cell(&body, "period", "repeat_share").number(), Some(2.0 / 3.0));
        assert_eq!(
            body.notes.last().map(String::as_str),
            Some(
                "Whether a person has one record or several is judged by all their records. Records, and shares of records, are of \
                 those in North only."
            )
        );
        // V1 with one record here and V3 with two: both are repeat victims.
        assert_eq!(at("South").0, [3.0, 2.0, 2.0, 3.0, 3.0]);
    }

    #[test]
    fn without_records_there_are_zeros_and_no_shares() {
        let world = World::bare();
        let body = world.made(YAML, &[Grouped::default(), Grouped::default(), Grouped::default()]).unwrap();
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
        let body = world.made(YAML, &[Grouped::default(), Grouped::default(), Grouped::default()]).unwrap();
        assert_eq!(cell(&body, "2022/23", "records"), Cell::Missing(Missing::NotAvailable));
        assert_eq!(number(&body, "2023/24", "records"), 0.0);
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
        assert_eq!(span(Period::financial_years(year, year), Years::Financial), "Whole period");
        let month = |text| Month::read(text).unwrap();
        assert_eq!(
            span(Period::of_months(month("2023-04"), month("2023-06")), Years::Financial),
            "April 2023 to June 2023"
        );
    }

    proptest! {
        /// Whatever the histogram, records minus repeat records are persons minus repeat persons, in the table too.
        #[test]
        fn the_table_keeps_the_identity(persons in proptest::collection::btree_map(1i64..9, 1u64..400, 0..6), nobody in 0u32..50) {
            let counts: Vec<(i64, u64)> = persons.into_iter().collect();
            let named: u64 = counts.iter().map(|(records, persons)| u64::try_from(*records).unwrap_or(0) * persons).sum();
            let records = Grouped([(vec![Key::Number(2023)], named + u64::from(nobody))].into_iter().collect());
            let body = World::bare().made(YAML, &[Grouped::default(), answer(&counts), records]).unwrap();
            let at = |column| number(&body, "period", column);
            prop_assert_eq!(at("records") - at("repeat_records"), at("persons") - at("repeat_persons") + f64::from(nobody));
        }
    }
}

//! Overlap: persons who stand in both of two sources, such as victims who are also suspects.

use schemars::JsonSchema;
use serde::Deserialize;

use super::person_source::{as_header, in_words, named, one_of};
use super::proportion::{count_column, proportion, proportion_column};
use super::{Body, Measure, Setting};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Format, Missing, Role, Row, RowKind};
use sna_core::stats;
use sna_core::yaml::Spanned;
use sna_data::query::{Counts, Key, PersonQuery, Question, Sum};

/// Persons who stand in both of two sources over the period, such as victims who are also suspects.
///
/// A person is in both who has any record in each, in whatever order and of whatever offence. The interval is Wilson's,
/// 95 %, of the share of the first source's persons.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Overlap {
    /// Name of the first source; `victims` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Name of the second source; `suspects` by default.
    #[schemars(with = "Option<String>")]
    pub with: Option<Spanned<String>>,
}

/// Persons by where they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Persons {
    first_only: u64,
    both: u64,
    second_only: u64,
}

impl Persons {
    /// From an answer with one sum for each source.
    fn of(counts: &Counts) -> Self {
        let mut persons = Self::default();
        for (keys, count) in &counts.0 {
            match keys.as_slice() {
                [Key::Missing, Key::Missing, ..] => {}
                [_, Key::Missing, ..] => persons.first_only += count,
                [Key::Missing, ..] => persons.second_only += count,
                _ => persons.both += count,
            }
        }
        persons
    }

    fn first(self) -> u64 {
        self.first_only + self.both
    }

    fn second(self) -> u64 {
        self.both + self.second_only
    }

    fn all(self) -> u64 {
        self.first_only + self.both + self.second_only
    }

    /// The interval of the share of the first source's persons who are in both.
    fn interval(self) -> [Cell; 2] {
        let interval = stats::wilson_interval(self.both, self.first(), stats::Confidence::NinetyFive);
        interval.map_or([not_applicable(), not_applicable()], |interval| {
            [Cell::Number(interval.low), Cell::Number(interval.high)]
        })
    }

    /// The cells of the four rows.
    fn cells(self) -> [Vec<Cell>; 4] {
        let row = |persons: u64, shares: [Cell; 2], interval: [Cell; 2]| {
            let [of_first, of_second] = shares;
            let [low, high] = interval;
            vec![Cell::Count(persons), proportion(persons, self.all()), of_first, low, high, of_second]
        };
        let of_first = |persons: u64| proportion(persons, self.first());
        let of_second = |persons: u64| proportion(persons, self.second());
        let none = || [not_applicable(), not_applicable()];
        [
            row(self.first_only, [of_first(self.first_only), not_applicable()], none()),
            row(self.both, [of_first(self.both), of_second(self.both)], self.interval()),
            row(self.second_only, [not_applicable(), of_second(self.second_only)], none()),
            row(self.all(), none(), none()),
        ]
    }
}

fn not_applicable() -> Cell {
    Cell::Missing(Missing::NotApplicable)
}

impl Overlap {
    fn names(&self) -> (Spanned<String>, Spanned<String>) {
        (named(self.of.as_ref(), "victims"), named(self.with.as_ref(), "suspects"))
    }

    fn columns(first: &str, second: &str) -> Vec<Column> {
        let percent = |key, title| Column::new(key, title, Role::Interval, Format::Percent(1));
        vec![
            count_column("persons", "Persons"),
            proportion_column("share", "Share of all persons"),
            proportion_column("first_share", &format!("Share of {}", in_words(first))),
            percent("low", "Low"),
            percent("high", "High"),
            proportion_column("second_share", &format!("Share of {}", in_words(second))),
        ]
    }

    fn rows(first: &str, second: &str, persons: Persons) -> Vec<Row> {
        let labels = [
            (format!("{first}_only"), format!("{} only", as_header(first)), RowKind::Body),
            ("both".to_owned(), format!("Both {} and {}", one_of(first), one_of(second)), RowKind::Body),
            (format!("{second}_only"), format!("{} only", as_header(second)), RowKind::Body),
            ("total".to_owned(), "All persons".to_owned(), RowKind::Total),
        ];
        let rows = labels.into_iter().zip(persons.cells());
        rows.map(|((key, label, kind), cells)| Row { key, label, kind, cells }).collect()
    }
}

/// A note on records that name no person, where there are any.
fn without_person(source: &str, position: usize, persons: &Counts, records: &Counts) -> Option<String> {
    let with_person = persons.0.iter().filter_map(|(keys, count)| match keys.get(position) {
        Some(Key::Number(records)) => Some(u64::try_from(*records).unwrap_or(0) * count),
        _ => None,
    });
    match records.total().saturating_sub(with_person.sum()) {
        0 => None,
        without => Some(format!(
            "{} of {} records of {} name no person and are left out.",
            Cell::Count(without).print(Format::Count),
            Cell::Count(records.total()).print(Format::Count),
            in_words(source)
        )),
    }
}

impl Measure for Overlap {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let (first, second) = self.names();
        let mut found = Diagnostics::default();
        let sources =
            (found.keep(setting.person_source(Some(&first))), found.keep(setting.person_source(Some(&second))));
        if first.value == second.value {
            found.push(
                Diagnostic::error(Code::OneSource, "an overlap is between two sources")
                    .at(setting.origin.place(&second))
                    .found(format!("`{}` twice", second.value))
                    .expected("two names, such as `of: victims` and `with: suspects`"),
            );
        }
        let ((), _) = found.into_result(())?;
        let (Some(first), Some(second)) = sources else { return Ok(Vec::new()) };
        let sides = vec![setting.side(first, Sum::Records), setting.side(second, Sum::Records)];
        Ok(vec![
            Question::Persons(PersonQuery { sides, per: Vec::new(), by: Vec::new() }),
            setting.query(first, Vec::new()),
            setting.query(second, Vec::new()),
        ])
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let [persons, of_first, of_second, ..] = answers else { return Err(Diagnostics::default()) };
        let (first, second) = self.names();
        let (first, second) = (first.value.as_str(), second.value.as_str());
        let mut notes = vec![
            format!(
                "Persons with any record from {}. A person in both may be so in different offences, and in either order.",
                setting.scope.period.label()
            ),
            format!(
                "Low and high bound the 95% interval of the share of {} who are in both (Wilson's method).",
                in_words(first)
            ),
        ];
        notes.extend(without_person(first, 0, persons, of_first));
        notes.extend(without_person(second, 1, persons, of_second));
        let rows = Self::rows(first, second, Persons::of(persons));
        let columns = Self::columns(first, second);
        Ok(Body {
            row_header: "Persons".to_owned(),
            columns,
            rows,
            notes,
            base: Some("persons".to_owned()),
            ..Body::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::fixture::{World, cell, number};
    use super::*;

    fn answer(persons: &[(Key, Key, u64)]) -> Counts {
        Counts(
            persons
                .iter()
                .map(|(one, two, count)| (vec![one.clone(), two.clone()], *count))
                .collect::<BTreeMap<_, _>>(),
        )
    }

    #[test]
    fn persons_of_both_sources_count_once() {
        let counts = answer(&[
            (Key::Number(1), Key::Missing, 80),
            (Key::Number(2), Key::Missing, 7),
            (Key::Number(1), Key::Number(3), 13),
            (Key::Missing, Key::Number(1), 100),
        ]);
        let all = |records| Counts([(Vec::new(), records)].into_iter().collect());
        let body = World::bare().made("overlap: {}", &[counts, all(107), all(1_139)]).unwrap();
        assert_eq!(number(&body, "victims_only", "persons"), 87.0);
        assert_eq!(number(&body, "Both victim and suspect", "persons"), 13.0);
        assert_eq!(number(&body, "suspects_only", "persons"), 100.0);
        assert_eq!(number(&body, "total", "persons"), 200.0);
        assert_eq!(cell(&body, "both", "first_share").number(), Some(0.13));
        assert_eq!(cell(&body, "both", "second_share").number(), Some(13.0 / 113.0));
        assert_eq!(cell(&body, "both", "share").number(), Some(13.0 / 200.0));
        assert_eq!(cell(&body, "suspects_only", "first_share"), not_applicable());
        assert_eq!(cell(&body, "total", "low"), not_applicable());
        assert!(number(&body, "both", "low") < 0.13 && number(&body, "both", "high") > 0.13);
        assert!(body.notes.iter().any(|note| note.starts_with("1,000 of 1,139 records of suspects name no person")));
        assert!(!body.notes.iter().any(|note| note.contains("records of victims name no person")), "{:?}", body.notes);
    }

    #[test]
    fn nobody_has_no_shares() {
        let nothing = || Counts::default();
        let body = World::bare().made("overlap: {}", &[nothing(), nothing(), nothing()]).unwrap();
        for row in &body.rows {
            assert_eq!(row.cells[0], Cell::Count(0));
            assert!(row.cells[1..].iter().all(|cell| *cell == not_applicable()), "{row:?}");
        }
    }

    #[test]
    fn the_whole_way() {
        let body = World::people().table("overlap: {}").unwrap();
        // V1 is a victim and a suspect; V2 and V3 victims only; S1 and S2 suspects only.
        assert_eq!(["victims_only", "both", "suspects_only"].map(|row| number(&body, row, "persons")), [2.0, 1.0, 2.0]);
    }

    #[test]
    fn mistakes_are_named() {
        let world = World::people();
        assert_eq!(world.fault("overlap: { with: victims }"), "one-source");
        assert_eq!(world.fault("overlap: { with: offences }"), "missing-column");
        assert_eq!(world.fault("overlap: { of: hospital }"), "unknown-source");
    }
}

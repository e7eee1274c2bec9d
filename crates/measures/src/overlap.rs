//! Overlap: persons who are in two sources, such as victims who are also suspects.

use schemars::JsonSchema;
use serde::Deserialize;

use super::numbers::number_of;
use super::person_source::{as_header, in_words, named, one_of};
use super::proportion::{count_column, proportion, proportion_column};
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{BodyRow, Cell, Column, Counted, Figure, Format, Missing, Role, RowKind};
use sna_core::stats;
use sna_core::yaml::Spanned;
use sna_data::SourceFrame;
use sna_data::query::{Along, AnswerId, Ask, Counts, Key, Keys, Part, PersonQuery, Sum};

/// Persons who are in two sources over the period, such as victims who are also suspects.
///
/// A person is in both if they have any record in each, in any order and for any offence. The interval is Wilson's,
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

/// Persons by the sources they are in. In a report on a part, a person in both may be in only one of them there.
struct InSources {
    first_only: Counted,
    both: Counted,
    /// Of those in both, the ones with a record of the first source in the part.
    both_of_first: u64,
    /// Of those in both, the ones with a record of the second source in the part.
    both_of_second: u64,
    second_only: Counted,
}

impl InSources {
    /// From an answer with sums for each source: a person without a record in one has no number there.
    fn of(persons: &Counts, first: &LaidSource, second: &LaidSource) -> Self {
        let none = |source: &LaidSource| Keys::only(source.sum, &Key::Missing);
        let any = |source: &LaidSource| Keys::recorded(source.sum);
        let in_part = |source: &LaidSource| Keys::recorded(source.in_part);
        Self {
            first_only: persons.sum([any(first), none(second)]),
            both: persons.sum([any(first), any(second)]),
            both_of_first: persons.sum([in_part(first), any(second)]).value(),
            both_of_second: persons.sum([any(first), in_part(second)]).value(),
            second_only: persons.sum([none(first), any(second)]),
        }
    }

    fn first(&self) -> u64 {
        self.first_only.value() + self.both_of_first
    }

    fn second(&self) -> u64 {
        self.both_of_second + self.second_only.value()
    }

    /// A note on whose shares are printed, in a report on a place.
    fn note(&self, at: &At<'_>, first: &str, second: &str) -> Option<String> {
        let place = at.scope.part.as_ref().filter(|part| part.is_place()).and_then(Part::name)?;
        let of = |source: &str, both: u64, all: u64, other: &str| {
            format!(
                "In {place}, {} of {} with a record of {} also had one of {}, there or elsewhere.",
                Cell::Count(both).print(Format::Count),
                number_of(all, "person", "people"),
                in_words(source),
                in_words(other)
            )
        };
        let shares = [
            of(first, self.both_of_first, self.first(), second),
            of(second, self.both_of_second, self.second(), first),
            "The last columns are shares of these people.".to_owned(),
        ];
        Some(shares.join(" "))
    }

    fn all(&self) -> Counted {
        [&self.first_only, &self.both, &self.second_only].into_iter().sum()
    }

    /// The interval of the share of the first source's persons who are in both.
    fn interval(&self) -> [Figure; 2] {
        let interval = stats::wilson_interval(self.both_of_first, self.first(), stats::Confidence::NinetyFive);
        interval.map_or([not_applicable(), not_applicable()], |interval| {
            [Figure::Number(interval.low), Figure::Number(interval.high)]
        })
    }

    /// The cells of the four rows.
    fn cells(&self) -> [Vec<Figure>; 4] {
        let all = self.all();
        let row = |persons: &Counted, shares: [Figure; 2], interval: [Figure; 2]| {
            let [of_first, of_second] = shares;
            let [low, high] = interval;
            let share = proportion(persons.value(), all.value());
            vec![Figure::Count(persons.clone()), share, of_first, low, high, of_second]
        };
        let of_first = |persons: u64| proportion(persons, self.first());
        let of_second = |persons: u64| proportion(persons, self.second());
        let none = || [not_applicable(), not_applicable()];
        [
            row(&self.first_only, [of_first(self.first_only.value()), not_applicable()], none()),
            row(&self.both, [of_first(self.both_of_first), of_second(self.both_of_second)], self.interval()),
            row(&self.second_only, [not_applicable(), of_second(self.second_only.value())], none()),
            row(&all, none(), none()),
        ]
    }
}

fn not_applicable() -> Figure {
    Figure::Missing(Missing::NotApplicable)
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

    fn rows(first: &str, second: &str, persons: &InSources) -> Vec<BodyRow> {
        let labels = [
            (format!("{first}_only"), format!("{} only", as_header(first)), RowKind::Body),
            ("both".to_owned(), format!("Both {} and {}", one_of(first), one_of(second)), RowKind::Body),
            (format!("{second}_only"), format!("{} only", as_header(second)), RowKind::Body),
            ("total".to_owned(), "All persons".to_owned(), RowKind::Total),
        ];
        let rows = labels.into_iter().zip(persons.cells());
        rows.map(|((key, label, kind), cells)| BodyRow { key, label, kind, cells }).collect()
    }
}

/// A note on records that do not identify a person, if there are any.
fn without_person(source: &str, with_person: &Counted, records: &Counts) -> Option<String> {
    match records.total().saturating_sub(with_person.value()) {
        0 => None,
        without => Some(format!(
            "{} of {} of {} {} not included.",
            Cell::Count(without).print(Format::Count),
            number_of(records.total(), "record", "records"),
            in_words(source),
            if without == 1 { "does not identify a person and is" } else { "do not identify a person and are" },
        )),
    }
}

/// One of the two sources, its questions asked.
struct LaidSource {
    name: String,
    /// Its records of each person.
    sum: Along,
    /// Those in the part that the table is about.
    in_part: Along,
    /// All its records.
    records: AnswerId,
}

/// An overlap whose questions are asked.
struct LaidOverlap<'a> {
    at: At<'a>,
    persons: AnswerId,
    first: LaidSource,
    second: LaidSource,
}

impl Measure for Overlap {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let (first, second) = self.sources(&at)?;
        let mut query = PersonQuery::default();
        let sums = [first, second].map(|source| (source, query.side(at.side(source, Sum::Records))));
        let sums = sums.map(|(source, sum)| (source, sum, query.side_in_part(at.side(source, Sum::Records), sum)));
        let persons = ask.persons(query);
        let [first, second] = sums.map(|(source, sum, in_part)| LaidSource {
            name: source.name.clone(),
            sum,
            in_part,
            records: ask.records(source, at.scope, []),
        });
        Ok(Box::new(LaidOverlap { at, persons, first, second }))
    }
}

impl Overlap {
    /// The two sources.
    fn sources<'a>(&self, at: &At<'a>) -> Result<(&'a SourceFrame, &'a SourceFrame), Diagnostics> {
        let (first, second) = self.names();
        let mut found = Diagnostics::default();
        let sources = (found.keep(at.person_source(Some(&first))), found.keep(at.person_source(Some(&second))));
        if first.value == second.value {
            found.push(
                Diagnostic::error(Code::OneSource, "`of:` and `with:` must name two different sources")
                    .at(at.origin.place(&second))
                    .found(format!("`{}` twice", second.value))
                    .expected("two names, such as `of: victims` and `with: suspects`"),
            );
        }
        match sources {
            (Some(first), Some(second)) => found.into_result((first, second)).map(|(sources, _)| sources),
            _ => Err(found),
        }
    }
}

impl Laid for LaidOverlap<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let persons = &answered[self.persons];
        let (first, second) = (self.first.name.as_str(), self.second.name.as_str());
        let mut notes = vec![
            format!(
                "Persons with any record from {}. A person in both may have been in different offences, in either order.",
                self.at.scope.period.label()
            ),
            format!(
                "Low and high are the limits of the 95% confidence interval of the share of {} who are in both (Wilson's method).",
                in_words(first)
            ),
        ];
        let in_sources = InSources::of(persons, &self.first, &self.second);
        notes.extend(in_sources.note(&self.at, first, second));
        for source in [&self.first, &self.second] {
            let with_person = persons.sum_of(source.in_part, []);
            notes.extend(without_person(&source.name, &with_person, &answered[source.records]));
        }
        Ok(Body {
            row_header: "Persons".to_owned(),
            columns: Overlap::columns(first, second),
            rows: Overlap::rows(first, second, &in_sources),
            notes,
            base: Some("persons".to_owned()),
            ..Body::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::fixture::{NOT_APPLICABLE, World, cell, number};
    use super::*;
    use sna_data::query::Grouped;

    /// V1 is a victim in the North and a suspect in the South only: in both districts a person who is both.
    #[test]
    fn in_a_district_a_victim_may_be_a_suspect_elsewhere() {
        let at = |district: &str| {
            let body = World::districts().with_area(district).with_years(2023, 2023).table("overlap: {}").unwrap();
            let rows = ["victims_only", "both", "suspects_only", "total"];
            let persons = rows.map(|row| number(&body, row, "persons"));
            let shares = ["first_share", "second_share"].map(|column| number(&body, "both", column));
            (persons, shares, body.notes)
        };
        // North: V1 and V2 are victims there, and V1 a suspect elsewhere; S1 is a suspect there.
        let (north, shares, notes) = at("North");
        assert_eq!((north, shares), ([1.0, 1.0, 1.0, 3.0], [0.5, 0.0]));
        assert_eq!(
            notes[2],
            "In North, 1 of 2 people with a record of victims also had one of suspects, there or elsewhere. In North, 0 of 1 person \
             with a record of suspects also had one of victims, there or elsewhere. The last columns are shares of these people."
        );
        let of_nobody = "1 of 4 records of victims does not identify a person and is not included.";
        assert_eq!(notes.last().map(String::as_str), Some(of_nobody));
        // South: V1 and V3 are victims there, V1 and S1 suspects.
        let (south, shares, _) = at("South");
        assert_eq!((south, shares), ([1.0, 1.0, 1.0, 3.0], [0.5, 0.5]));
    }

    fn answer(persons: &[(Key, Key, u64)]) -> Grouped {
        Grouped(
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
        let all = |records| Grouped([(Vec::new(), records)].into_iter().collect());
        let body = World::bare().made("overlap: {}", &[counts, all(107), all(1_139)]).unwrap();
        assert_eq!(number(&body, "victims_only", "persons"), 87.0);
        assert_eq!(number(&body, "Both victim and suspect", "persons"), 13.0);
        assert_eq!(number(&body, "suspects_only", "persons"), 100.0);
        assert_eq!(number(&body, "total", "persons"), 200.0);
        assert_eq!(cell(&body, "both", "first_share").number(), Some(0.13));
        assert_eq!(cell(&body, "both", "second_share").number(), Some(13.0 / 113.0));
        assert_eq!(cell(&body, "both", "share").number(), Some(13.0 / 200.0));
        assert_eq!(cell(&body, "suspects_only", "first_share"), NOT_APPLICABLE);
        assert_eq!(cell(&body, "total", "low"), NOT_APPLICABLE);
        assert!(number(&body, "both", "low") < 0.13 && number(&body, "both", "high") > 0.13);
        assert!(body.notes.iter().any(|note| note.starts_with("1,000 of 1,139 records of suspects do not identify")));
        assert!(!body.notes.iter().any(|note| note.contains("records of victims do not identify")), "{:?}", body.notes);
    }

    #[test]
    fn nobody_has_no_shares() {
        let nothing = || Grouped::default();
        let body = World::bare().made("overlap: {}", &[nothing(), nothing(), nothing()]).unwrap();
        for row in &body.rows {
            assert_eq!(row.cells[0], Cell::Count(0));
            assert!(row.cells[1..].iter().all(|cell| *cell == NOT_APPLICABLE), "{row:?}");
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

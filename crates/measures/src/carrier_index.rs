//! The carrier index: persons assessed by their lifestyle score and by the crime harm they are suspected of.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::factor_points::{FactorPoints, all_assessments, ask_persons_by_factor, by_name, check_factors};
use super::number_bands::{BandText, NumberBand, read_bands};
use super::numbers::number_of;
use super::person_source::{in_words, named};
use super::proportion::count_column;
use super::weights::{OFFENCE, check_weights, harm_weights};
use super::{Answered, At, Body, Laid, Measure};
use sna_core::columns;
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Column, Counted, Figure, Format, Role, RowKind};
use sna_core::yaml::Spanned;
use sna_data::query::{Along, AnswerId, Ask, Counts, Key, Keys, PersonQuery, Persons, Scope, Side, Sum};
use sna_data::{HarmWeights, Period, Predicate, SourceFrame, Years};

/// Persons assessed, by their lifestyle score (rows) and by the crime harm of their records over the period (columns).
///
/// The score adds up the points for the circumstances that apply. Harm adds the sentencing starting points of the
/// person's records in the section's scope, in whole days. Everybody assessed is counted, including people with a
/// score of 0 or without harm.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CarrierIndex {
    /// Name of a source of assessments; `lifestyle` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Points of each circumstance by its name in the records: all of them.
    #[schemars(with = "std::collections::BTreeMap<String, u32>")]
    pub weights: FactorPoints,
    /// Name of the source whose offences are weighted; `suspects` by default.
    #[schemars(with = "Option<String>")]
    pub harm_of: Option<Spanned<String>>,
    /// Bands of the score, from 0 up; `[0-9, 10-19, 20-29, 30+]` by default.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub score_bands: Vec<Spanned<BandText>>,
    /// Bands of harm in days, from 1 up; `[1-364, 365-1824, 1825-3649, 3650+]` by default: a year, five and ten.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub harm_bands_days: Vec<Spanned<BandText>>,
}

const USUAL_SCORES: [NumberBand; 4] =
    [NumberBand::closed(0, 9), NumberBand::closed(10, 19), NumberBand::closed(20, 29), NumberBand::open(30)];

const USUAL_HARM: [NumberBand; 4] =
    [NumberBand::closed(1, 364), NumberBand::closed(365, 1824), NumberBand::closed(1825, 3649), NumberBand::open(3650)];

/// The bands of rows and columns.
struct Bands {
    scores: Vec<NumberBand>,
    harm: Vec<NumberBand>,
}

/// The question about persons, and what is summed over each.
#[derive(Clone, Copy)]
struct Sums {
    answer: AnswerId,
    /// Points.
    score: Along,
    /// Assessments.
    assessments: Along,
    /// Days.
    harm: Along,
}

impl Sums {
    fn ask(ask: &mut Ask<'_>, score: Side, assessments: Side, harm: Side) -> Self {
        let mut query = PersonQuery::default();
        let (score, assessments, harm) = (query.side(score), query.side(assessments), query.side(harm));
        Self { answer: ask.persons(query), score, assessments, harm }
    }

    /// Persons assessed whose score and harm are in these bands; any score or any harm if no band is given.
    fn persons(self, counts: &Counts, score: Option<NumberBand>, harm: Option<NumberBand>) -> Counted {
        let harm = in_band(self.harm, harm);
        let both = in_band(self.score, score)
            .into_iter()
            .flat_map(|score| harm.iter().map(move |harm| (score.clone(), harm.clone())));
        let assessed = |(score, harm): (Option<Keys>, Option<Keys>)| {
            counts.sum([Keys::recorded(self.assessments)].into_iter().chain(score).chain(harm))
        };
        both.map(assessed).sum()
    }
}

/// The keys of a sum in a band. A person without a record has no sum, which counts as 0.
fn in_band(sum: Along, band: Option<NumberBand>) -> Vec<Option<Keys>> {
    match band {
        None => vec![None],
        Some(band) => {
            let none = band.holds(0).then(|| Some(Keys::only(sum, &Key::Missing)));
            [Some(band.of(sum))].into_iter().chain(none).collect()
        }
    }
}

const NO_HARM: NumberBand = NumberBand::closed(0, 0);

impl Bands {
    /// The cells of a row: no harm, each band of harm, and all.
    fn cells(&self, sums: Sums, persons: &Counts, score: Option<NumberBand>) -> Vec<Figure> {
        let columns = [NO_HARM].into_iter().chain(self.harm.iter().copied()).map(Some).chain([None]);
        columns.map(|harm| Figure::Count(sums.persons(persons, score, harm))).collect()
    }

    fn columns(&self) -> Vec<Column> {
        let harm = self.harm.iter().map(|band| count_column(&band.label(""), &band.label(" days")));
        let none = count_column("no_harm", "No harm recorded");
        let total = Column::new("total", "Total", Role::Total, Format::Count);
        [none].into_iter().chain(harm).chain([total]).collect()
    }

    fn rows(&self, sums: Sums, persons: &Counts) -> Vec<BodyRow> {
        let row = |band: &NumberBand| band.category().row(self.cells(sums, persons, Some(*band)));
        let mut rows: Vec<BodyRow> = self.scores.iter().map(row).collect();
        let cells = self.cells(sums, persons, None);
        rows.push(BodyRow { key: "total".into(), label: "All persons assessed".into(), kind: RowKind::Total, cells });
        rows
    }
}

/// All time: it does not matter when a person was assessed.
fn all_time() -> Period {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    Period { first: day(1900, 1, 1), last: day(2999, 12, 31) }
}

/// Weights in whole days.
#[expect(clippy::cast_possible_truncation, reason = "sentences are far below 2^63 days")]
fn whole_days(weights: &HarmWeights) -> BTreeMap<String, i64> {
    weights.0.iter().map(|(offence, weight)| (offence.clone(), weight.days.round() as i64)).collect()
}

impl CarrierIndex {
    fn names(&self) -> (Spanned<String>, Spanned<String>) {
        (named(self.of.as_ref(), "lifestyle"), named(self.harm_of.as_ref(), "suspects"))
    }

    fn bands(&self, at: &At<'_>) -> Result<Bands, Diagnostics> {
        let mut found = Diagnostics::default();
        let scores = found.keep(read_bands(&self.score_bands, &USUAL_SCORES, at.origin));
        let harm = found.keep(read_bands(&self.harm_bands_days, &USUAL_HARM, at.origin));
        let bands = Bands { scores: scores.unwrap_or_default(), harm: harm.unwrap_or_default() };
        found.into_result(bands).map(|(bands, _)| bands)
    }

    /// The sources of assessments and of harm.
    fn sources<'a>(&self, at: &At<'a>) -> Result<(&'a SourceFrame, &'a SourceFrame), Diagnostics> {
        let (name, harm_name) = self.names();
        let (source, harm) = (at.person_source(Some(&name))?, at.person_source(Some(&harm_name))?);
        // The date is needed to ask only for circumstances that apply.
        for column in ["factor", "present", "date"] {
            at.require(source, column, Some(&name))?;
        }
        at.require(harm, "offence", Some(&harm_name))?;
        Ok((source, harm))
    }

    /// The points of the circumstances that apply.
    fn score(&self, source: &str) -> Side {
        let conditions = columns::column("present").map(Predicate::flag).into_iter().collect();
        let scope = Scope {
            of: None,
            period: all_time(),
            part: None,
            whole: false,
            definition: None,
            conditions,
            years: Years::default(),
        };
        let sum = Sum::Weights { column: "factor", weights: by_name(&self.weights) };
        Side::new(source, Some(scope), sum)
    }

    fn notes(&self, at: &At<'_>, assessed: u64) -> Vec<String> {
        let (_, harm_of) = self.names();
        vec![
            format!(
                "Of {} assessed. The score adds up the points for the circumstances that apply.",
                number_of(assessed, "person", "persons")
            ),
            format!(
                "Harm adds up the sentencing starting points, in whole days, of the offences in which a person is one of the {} from {}.",
                in_words(&harm_of.value),
                at.scope.period.label()
            ),
        ]
    }
}

/// A carrier index whose questions are asked.
struct LaidCarrierIndex<'a> {
    options: &'a CarrierIndex,
    at: At<'a>,
    weights: &'a HarmWeights,
    bands: Bands,
    sums: Sums,
    by_factor: Persons,
    by_offence: AnswerId,
}

impl Measure for CarrierIndex {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let (source, harm) = self.sources(&at)?;
        let bands = self.bands(&at)?;
        let weights = harm_weights(&at)?;
        let days = at.side(harm, Sum::Weights { column: "offence", weights: whole_days(weights) });
        Ok(Box::new(LaidCarrierIndex {
            options: self,
            at,
            weights,
            bands,
            sums: Sums::ask(ask, self.score(&source.name), all_assessments(&source.name), days),
            by_factor: ask_persons_by_factor(&source.name, ask),
            by_offence: ask.records(harm, at.scope, [OFFENCE]),
        }))
    }
}

impl LaidCarrierIndex<'_> {
    /// Checks that every circumstance has points and every offence a weight.
    fn check(&self, answered: &Answered<'_>) -> Result<(), Diagnostics> {
        let (by_factor, points) = (&answered[self.by_factor.answer], Some(&self.options.weights));
        let mut found = Diagnostics::default();
        found.keep(check_factors(&self.at, self.by_factor, by_factor, points));
        found.keep(check_weights(self.weights, &answered[self.by_offence]));
        found.into_result(()).map(|_| ())
    }
}

impl Laid for LaidCarrierIndex<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        self.check(answered)?;
        let persons = &answered[self.sums.answer];
        Ok(Body {
            row_header: "Lifestyle score".to_owned(),
            columns: self.bands.columns(),
            rows: self.bands.rows(self.sums, persons),
            notes: self.options.notes(&self.at, self.sums.persons(persons, None, None).value()),
            base: Some("persons".to_owned()),
            ..Body::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture::{World, answer_to, number};
    use super::*;
    use sna_data::query::Grouped;

    const YAML: &str = "carrier_index: { weights: { Gang: 5, Weapons: 20, Debt: 1 } }";

    #[test]
    fn everybody_assessed_is_counted() {
        let body = World::carriers().table(YAML).unwrap();
        // P1: gang and weapons, 25 points, a robbery and a possession, 365 + 5 days. P2: weapons, 20 points, no record.
        // P3: weapons, 20 points, one possession, 5 days. P4: nothing applies, a homicide outside the period.
        assert_eq!(number(&body, "20 to 29", "365 to 1,824"), 1.0);
        assert_eq!(number(&body, "20 to 29", "no_harm"), 1.0);
        assert_eq!(number(&body, "20 to 29", "1 to 364"), 1.0);
        assert_eq!(number(&body, "0 to 9", "no_harm"), 1.0);
        assert_eq!(number(&body, "total", "total"), 4.0);
        assert_eq!(number(&body, "20 to 29", "total"), 3.0);
        assert!(body.notes[0].starts_with("Of 4 persons assessed"));
    }

    #[test]
    fn bands_are_the_authors() {
        let yaml = "carrier_index: { weights: { Gang: 5, Weapons: 20, Debt: 1 }, score_bands: [0-20, 21+], harm_bands_days: [1+] }";
        let body = World::carriers().table(yaml).unwrap();
        assert_eq!(number(&body, "21 and over", "1 and over"), 1.0);
        assert_eq!(number(&body, "0 to 20", "total"), 3.0);
    }

    #[test]
    fn mistakes_are_named() {
        let world = World::carriers();
        assert_eq!(world.fault("carrier_index: { weights: { Gang: 5, Weapons: 20 } }"), "factor-without-points");
        assert_eq!(
            world.fault("carrier_index: { weights: { Gang: 5, Weapons: 20, Debt: 1 }, score_bands: [1+] }"),
            "bad-number-band"
        );
        assert_eq!(world.fault("carrier_index: { weights: {}, of: suspects }"), "missing-column");
        assert_eq!(World::people().fault("carrier_index: { weights: {}, of: lifestyle }"), "unknown-source");
        let unweighed = Grouped([(vec![Key::Text("Arson".to_owned())], 3)].into_iter().collect());
        let factor = |name: &str| (vec![Key::Text(name.to_owned()), Key::Number(1)], 2);
        let factors = Grouped(["Gang", "Weapons", "Debt"].map(factor).into_iter().collect());
        let found = world.made(YAML, &[Grouped::default(), factors, unweighed]).unwrap_err();
        assert_eq!(found.iter().next().map(|fault| fault.code.as_str()), Some("missing-weight"));
    }

    /// A sum as a key. A person without a record has none.
    fn sum(number: u64) -> Key {
        i64::try_from(number).ok().filter(|number| *number > 0).map_or(Key::Missing, Key::Number)
    }

    proptest! {
        /// Rows and columns add up to everybody assessed, whatever their scores and harm.
        #[test]
        fn nobody_is_lost(persons in proptest::collection::vec((0u64..80, 0u64..9_000, 1u64..20), 0..30)) {
            let bands = Bands { scores: USUAL_SCORES.to_vec(), harm: USUAL_HARM.to_vec() };
            let mut counts = Grouped::default();
            for (score, harm, count) in &persons {
                *counts.0.entry(vec![sum(*score), Key::Number(1), sum(*harm)]).or_insert(0) += count;
            }
            let side = || all_assessments("lifestyle");
            let (sums, answers) = answer_to(|ask| Sums::ask(ask, side(), side(), side()), counts);
            let rows = bands.rows(sums, &answers[sums.answer]);
            let all: u64 = persons.iter().map(|(_, _, count)| count).sum();
            let count = |cell: &Figure| if let Figure::Count(count) = cell { count.value() } else { 0 };
            let (total, body) = rows.split_last().unwrap();
            prop_assert_eq!(body.iter().filter_map(|row| row.cells.last()).map(count).sum::<u64>(), all);
            let (last, cells) = total.cells.split_last().unwrap();
            prop_assert_eq!(count(last), all);
            prop_assert_eq!(cells.iter().map(count).sum::<u64>(), all);
        }
    }
}

//! The carrier index: persons assessed by their lifestyle score and by the crime harm they are suspected of.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::factor_points::{FactorPoints, all_assessments, by_name, check_factors, persons_by_factor};
use super::number_bands::{BandText, NumberBand, read_bands};
use super::person_source::{in_words, named};
use super::proportion::count_column;
use super::weights::{check_weights, harm_weights};
use super::{Body, Measure, Setting};
use sna_core::diag::Diagnostics;
use sna_core::document::{Cell, Column, Format, Role, Row, RowKind};
use sna_core::yaml::Spanned;
use sna_data::query::{Counts, Dimension, Key, PersonQuery, Question, Scope, Side, Sum};
use sna_data::{HarmWeights, Period, SourceFrame};

/// Persons assessed, by their lifestyle score (rows) and by the crime harm of their records over the period (columns).
///
/// The score adds the points of the circumstances that hold. Harm adds the sentencing starting points of the person's
/// records in the section's scope, in whole days. Everybody assessed is counted, also with a score of 0 or without harm.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CarrierIndex {
    /// Name of a source of assessments; `lifestyle` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Points of each circumstance by its name in the records: all of them.
    #[schemars(with = "std::collections::BTreeMap<String, u32>")]
    pub weights: FactorPoints,
    /// Name of the source whose offences are weighed; `suspects` by default.
    #[schemars(with = "Option<String>")]
    pub harm_of: Option<Spanned<String>>,
    /// Bands of the score, from 0 on; `[0-9, 10-19, 20-29, 30+]` by default.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub score_bands: Vec<Spanned<BandText>>,
    /// Bands of harm in days, from 1 on; `[1-364, 365-1824, 1825-3649, 3650+]` by default: a year, five and ten.
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

/// Everybody assessed, as (score, days of harm) and how many.
fn assessed(counts: &Counts) -> Vec<(u64, u64, u64)> {
    let number = |key: &Key| match key {
        Key::Number(number) => u64::try_from(*number).unwrap_or(0),
        _ => 0,
    };
    let persons = counts.0.iter().filter_map(|(keys, count)| match keys.as_slice() {
        [_, Key::Missing, ..] => None,
        [score, _, harm, ..] => Some((number(score), number(harm), *count)),
        _ => None,
    });
    persons.collect()
}

impl Bands {
    /// The cells of a row: no harm, each band of harm, and all.
    fn cells(&self, persons: &[(u64, u64, u64)], in_row: impl Fn(u64) -> bool) -> Vec<Cell> {
        let count = |held: &dyn Fn(u64) -> bool| {
            let inside = persons.iter().filter(|(score, harm, _)| in_row(*score) && held(*harm));
            Cell::Count(inside.map(|(_, _, count)| count).sum())
        };
        let mut cells = vec![count(&|harm| harm == 0)];
        cells.extend(self.harm.iter().map(|band| count(&|harm| band.holds(harm))));
        cells.push(count(&|_| true));
        cells
    }

    fn columns(&self) -> Vec<Column> {
        let harm = self.harm.iter().map(|band| count_column(&band.label(""), &band.label(" days")));
        let none = count_column("no_harm", "No harm recorded");
        let total = Column::new("total", "Total", Role::Total, Format::Count);
        [none].into_iter().chain(harm).chain([total]).collect()
    }

    fn rows(&self, persons: &[(u64, u64, u64)]) -> Vec<Row> {
        let row = |band: &NumberBand| band.category().row(self.cells(persons, |score| band.holds(score)));
        let mut rows: Vec<Row> = self.scores.iter().map(row).collect();
        let cells = self.cells(persons, |_| true);
        rows.push(Row { key: "total".into(), label: "All persons assessed".into(), kind: RowKind::Total, cells });
        rows
    }
}

/// All time: what holds of a person's assessments does not hang on when they were made.
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

    fn bands(&self, setting: &Setting<'_>) -> Result<Bands, Diagnostics> {
        let mut found = Diagnostics::default();
        let scores = found.keep(read_bands(&self.score_bands, &USUAL_SCORES, setting.origin));
        let harm = found.keep(read_bands(&self.harm_bands_days, &USUAL_HARM, setting.origin));
        let bands = Bands { scores: scores.unwrap_or_default(), harm: harm.unwrap_or_default() };
        found.into_result(bands).map(|(bands, _)| bands)
    }

    /// The sources of assessments and of harm.
    fn sources<'s>(&self, setting: &'s Setting<'_>) -> Result<(&'s SourceFrame, &'s SourceFrame), Diagnostics> {
        let (name, harm_name) = self.names();
        let (source, harm) = (setting.person_source(Some(&name))?, setting.person_source(Some(&harm_name))?);
        // The date is needed to ask only for circumstances that hold.
        for column in ["factor", "present", "date"] {
            setting.require(source, column, Some(&name))?;
        }
        setting.require(harm, "offence", Some(&harm_name))?;
        Ok((source, harm))
    }

    /// The points of the circumstances that hold.
    fn score(&self, source: &str) -> Side {
        let conditions = vec!["present".to_owned()];
        let scope = Scope { of: None, period: all_time(), part: None, whole: false, definition: None, conditions };
        let sum = Sum::Weights { column: "factor", weights: by_name(&self.weights) };
        Side { source: source.to_owned(), scope: Some(scope), sum }
    }

    fn notes(&self, setting: &Setting<'_>, assessed: u64) -> Vec<String> {
        let (_, harm_of) = self.names();
        vec![
            format!(
                "Of {} persons assessed. The score adds the points of the circumstances that hold.",
                Cell::Count(assessed).print(Format::Count)
            ),
            format!(
                "Harm adds the sentencing starting points, in whole days, of the offences in which a person is one of the {} from {}.",
                in_words(&harm_of.value),
                setting.scope.period.label()
            ),
        ]
    }
}

impl Measure for CarrierIndex {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let (source, harm) = self.sources(setting)?;
        self.bands(setting)?;
        let weights = harm_weights(setting)?;
        let harm_sum = Sum::Weights { column: "offence", weights: whole_days(weights) };
        let sides = vec![self.score(&source.name), all_assessments(&source.name), setting.side(harm, harm_sum)];
        Ok(vec![
            Question::Persons(PersonQuery { sides, per: Vec::new(), by: Vec::new() }),
            persons_by_factor(&source.name),
            setting.query(harm, vec![Dimension::Column("offence")]),
        ])
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let [persons, by_factor, by_offence, ..] = answers else { return Err(Diagnostics::default()) };
        let mut found = Diagnostics::default();
        found.keep(check_factors(setting, by_factor, Some(&self.weights)));
        found.keep(
            harm_weights(setting).map_err(Diagnostics::from).and_then(|weights| check_weights(weights, by_offence)),
        );
        let (bands, _) = found.into_result(self.bands(setting)?)?;
        let persons = assessed(persons);
        let notes = self.notes(setting, persons.iter().map(|(_, _, count)| count).sum());
        let (columns, rows) = (bands.columns(), bands.rows(&persons));
        Ok(Body {
            row_header: "Lifestyle score".to_owned(),
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
    use proptest::prelude::*;

    use super::super::fixture::{World, number};
    use super::*;

    const YAML: &str = "carrier_index: { weights: { Gang: 5, Weapons: 20, Debt: 1 } }";

    #[test]
    fn everybody_assessed_is_counted() {
        let body = World::carriers().table(YAML).unwrap();
        // P1: gang and weapons, 25 points, a robbery and a possession, 365 + 5 days. P2: weapons, 20 points, no record.
        // P3: weapons, 20 points, one possession, 5 days. P4: nothing holds, a homicide outside the period.
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
        let unweighed = Counts([(vec![Key::Text("Arson".to_owned())], 3)].into_iter().collect());
        let setting = world.setting();
        let found = check_weights(harm_weights(&setting).unwrap(), &unweighed).unwrap_err();
        assert_eq!(found.iter().next().map(|fault| fault.code.as_str()), Some("missing-weight"));
    }

    proptest! {
        /// Rows and columns add up to everybody assessed, whatever their scores and harm.
        #[test]
        fn nobody_is_lost(persons in proptest::collection::vec((0u64..80, 0u64..9_000, 1u64..20), 0..30)) {
            let bands = Bands { scores: USUAL_SCORES.to_vec(), harm: USUAL_HARM.to_vec() };
            let rows = bands.rows(&persons);
            let all: u64 = persons.iter().map(|(_, _, count)| count).sum();
            let count = |cell: &Cell| if let Cell::Count(count) = cell { *count } else { 0 };
            let (total, body) = rows.split_last().unwrap();
            prop_assert_eq!(body.iter().filter_map(|row| row.cells.last()).map(count).sum::<u64>(), all);
            let (last, cells) = total.cells.split_last().unwrap();
            prop_assert_eq!(count(last), all);
            prop_assert_eq!(cells.iter().map(count).sum::<u64>(), all);
        }
    }
}

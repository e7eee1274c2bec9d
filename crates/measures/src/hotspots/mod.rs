//! Hotspots: areas ranked by how many records they have, by their rate, and by both together.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

mod labels;
mod ranking;
#[cfg(test)]
mod tests;

use labels::Labels;
use ranking::{Placed, Ranking};

use super::areas::{AreaOptions, Areas, listed};
use super::proportion::count_column;
use super::{Body, Measure, Setting};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Format, Missing, Role, Support};
use sna_core::yaml::Spanned;
use sna_data::query::{Counts, Question};

/// Areas ranked by number of records, by rate per 1,000 residents, and by a score of both; the lowest score ranks first.
///
/// The score is the rank by volume and the rank by rate, each times its weight. Rank 1 has the most records or the highest
/// rate. An area without a population has no rate, no score and no rank but that by volume.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hotspots {
    /// Name of the source; that of the section by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the rows: `ward` (the default), `district`, `lsoa`, `nte_area`, `street` or `hexagon`.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
    /// Name of the populations in the manifest; the only ones by these rows by default.
    #[schemars(with = "Option<String>")]
    pub population: Option<Spanned<String>>,
    /// How much each rank counts in the score; 1 each by default.
    #[schemars(with = "Option<RankWeights>")]
    pub weights: Option<Spanned<RankWeights>>,
    /// Which rates are ranked.
    #[serde(default)]
    pub rank_rates: RankedRates,
    /// Which score is ranked.
    #[serde(default)]
    pub score: ScoreForm,
    /// What decides between equal figures.
    #[serde(default)]
    pub ties: Ties,
    /// Only the first so many areas; all by default.
    #[schemars(with = "Option<u64>")]
    pub top: Option<Spanned<u64>>,
    /// Further columns of words, left of the figures: for each column, for each word, the areas that carry it.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, BTreeMap<String, Vec<String>>>")]
    pub labels: IndexMap<Spanned<String>, IndexMap<String, Vec<Spanned<String>>>>,
}

/// How much each rank counts in a score.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RankWeights {
    /// The rank by number of records; 1 by default.
    #[serde(default = "one")]
    pub volume: f64,
    /// The rank by rate; 1 by default.
    #[serde(default = "one")]
    pub rate: f64,
}

fn one() -> f64 {
    1.0
}

/// Which rates are ranked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RankedRates {
    /// As they are.
    #[default]
    Exact,
    /// Rounded to whole numbers, halves up; they are printed so too.
    Whole,
}

/// Which score is ranked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoreForm {
    /// As it is.
    #[default]
    Exact,
    /// Rounded to a whole number, halves up.
    Rounded,
}

/// What decides between equal figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// More records come first; areas that are equal in this too share a rank.
    #[default]
    Volume,
    /// The higher rate comes first; areas that are equal in this too share a rank.
    Rate,
    /// Nothing: equal figures share a rank.
    Shared,
}

const NOT_AVAILABLE: Cell = Cell::Missing(Missing::NotAvailable);
const NOT_APPLICABLE: Cell = Cell::Missing(Missing::NotApplicable);

/// The keys of the columns of figures, which no column of words may take.
const FIGURES: [&str; 7] = ["count", "volume_rank", "population", "rate", "rate_rank", "score", "rank"];

impl Hotspots {
    fn options(&self) -> AreaOptions<'_> {
        AreaOptions::new(self.of.as_ref(), self.rows.as_ref(), "ward", self.population.as_ref())
    }

    fn weights(&self) -> RankWeights {
        self.weights.as_ref().map_or(RankWeights { volume: 1.0, rate: 1.0 }, |weights| weights.value)
    }

    /// Options that say nothing.
    fn check(&self, setting: &Setting<'_>) -> Diagnostics {
        let mut found = Diagnostics::default();
        let RankWeights { volume, rate } = self.weights();
        let usable = [volume, rate].iter().all(|weight| weight.is_finite() && *weight >= 0.0) && volume + rate > 0.0;
        if let (Some(weights), false) = (&self.weights, usable) {
            found.push(
                Diagnostic::error(Code::BadRankWeights, "the weights give no score")
                    .at(setting.origin.place(weights))
                    .found(format!("volume {volume}, rate {rate}"))
                    .expected("numbers from 0 up, one of them above 0"),
            );
        }
        if let Some(top) = self.top.as_ref().filter(|top| top.value == 0) {
            found.push(
                Diagnostic::error(Code::BadTop, "no area would be listed")
                    .at(setting.origin.place(top))
                    .found("0")
                    .expected("1 or more"),
            );
        }
        found.extend(Labels::check(&self.labels, setting));
        found
    }

    fn columns(&self) -> Vec<Column> {
        let figure = |key, title, format| Column::new(key, title, Role::Derived, format);
        let rate = match self.rank_rates {
            RankedRates::Exact => Format::Decimal(2),
            RankedRates::Whole => Format::Count,
        };
        let words = self.labels.keys().map(|title| figure(&title.value, &title.value, Format::Count));
        let figures = [
            count_column("count", "Number"),
            figure("volume_rank", "Rank by number", Format::Count),
            figure("population", "Population", Format::Count),
            figure("rate", "Per 1,000 residents a year", rate),
            figure("rate_rank", "Rank by rate", Format::Count),
            figure("score", "Score", self.score_format()),
            figure("rank", "Rank", Format::Count),
        ];
        words.chain(figures).collect()
    }

    fn score_format(&self) -> Format {
        let RankWeights { volume, rate } = self.weights();
        match self.score {
            ScoreForm::Rounded => Format::Count,
            ScoreForm::Exact if volume.fract() == 0.0 && rate.fract() == 0.0 => Format::Count,
            ScoreForm::Exact => Format::Decimal(1),
        }
    }

    fn shown(&self) -> usize {
        self.top.as_ref().map_or(usize::MAX, |top| usize::try_from(top.value).unwrap_or(usize::MAX))
    }

    fn notes(&self, areas: &Areas, ranking: &Ranking) -> Vec<String> {
        let mut notes = areas.notes();
        let RankWeights { volume, rate } = self.weights();
        let rounded = match self.score {
            ScoreForm::Exact => "",
            ScoreForm::Rounded => ", rounded to a whole number",
        };
        let rates = match self.rank_rates {
            RankedRates::Exact => "exact rates",
            RankedRates::Whole => "rates rounded to whole numbers",
        };
        notes.push(format!(
            "Score: {volume} times the rank by number and {rate} times the rank by rate{rounded}; the lowest ranks first. The rank \
             by rate is that of {rates}."
        ));
        notes.push(self.ties_in_words(ranking));
        if ranking.placed.len() > self.shown() {
            notes.push(format!("The first {} of {} areas are listed.", self.shown(), ranking.placed.len()));
        }
        notes
    }

    fn ties_in_words(&self, ranking: &Ranking) -> String {
        let equal = ranking.equal_in_words(self.shown());
        if equal.is_empty() {
            return "No two of the areas listed are equal in number, rate or score.".to_owned();
        }
        let rule = match self.ties {
            Ties::Volume => {
                "Of equal areas the one with more records ranks first; equal in this too, they share a rank"
            }
            Ties::Rate => {
                "Of equal areas the one with the higher rate ranks first; equal in this too, they share a rank"
            }
            Ties::Shared => "Equal areas share a rank",
        };
        format!("{rule}. Equal {}.", equal.join("; "))
    }
}

/// Names of areas that are equal, as `A and B`.
fn together(group: &[&Placed]) -> String {
    let names: Vec<&str> = group.iter().map(|placed| placed.area.category.label.as_str()).collect();
    listed(&names)
}

impl Measure for Hotspots {
    fn rests_on(&self) -> &'static [Support] {
        &[Support::Populations]
    }

    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let mut found = self.check(setting);
        let checked = found.keep(self.options().check(setting));
        match checked {
            Some((source, rows)) => found.into_result(vec![setting.query(source, vec![rows])]).map(|(asked, _)| asked),
            None => Err(found),
        }
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let counts = answers.first().cloned().unwrap_or_default();
        let mut areas = self.options().areas(setting, &counts)?;
        let listed = std::mem::take(&mut areas.areas);
        let ranking = Ranking::of(self, &areas, listed);
        let labels = Labels::read(&self.labels, setting, &ranking.placed)?;
        let words = |name: Option<&str>| labels.cells(name);
        let mut rows: Vec<_> = (ranking.placed.iter().take(self.shown()))
            .map(|placed| {
                let name = &placed.area.category.label;
                placed.area.category.row([words(Some(name)), placed.cells()].concat())
            })
            .collect();
        let unknown = [vec![Cell::Count(areas.unknown)], vec![NOT_APPLICABLE; 6]].concat();
        rows.extend(areas.unknown_row([words(None), unknown].concat()));
        areas.areas = ranking.placed.iter().map(|placed| placed.area.clone()).collect();
        let (records, residents) = (areas.records(), areas.residents);
        let rate = areas.rate(records, residents).map_or(NOT_AVAILABLE, |rate| Cell::Number(rate.value));
        let whole = [Cell::Count(records), NOT_APPLICABLE, Areas::residents_cell(residents), rate];
        let cells = [words(None), whole.to_vec(), vec![NOT_APPLICABLE; 3]].concat();
        rows.push(areas.whole_row(setting, cells));
        let notes = self.notes(&areas, &ranking);
        let row_header = areas.header.to_owned();
        Ok(Body { row_header, columns: self.columns(), rows, notes, ..Body::default() })
    }
}

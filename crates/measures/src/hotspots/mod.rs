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

use super::areas::{AreaOptions, Areas, Places, listed};
use super::proportion::count_column;
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Column, Figure, Format, Missing, Role, Support};
use sna_core::yaml::Spanned;
use sna_data::query::{AnswerId, Ask};

/// Areas ranked by number of records, by rate per 1,000 residents, and by a score of both; the lowest score ranks first.
///
/// The score is the rank by volume and the rank by rate, each times its weight. Rank 1 has the most records or the
/// highest rate. An area without a population has no rate or score, and only a rank by volume.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hotspots {
    /// Name of the source; the section's by default.
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
    /// Keep only the first N areas; all by default.
    #[schemars(with = "Option<u64>")]
    pub top: Option<Spanned<u64>>,
    /// Further columns of words, left of the figures: for each column, for each word, the areas that have it.
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
    /// Unchanged.
    #[default]
    Exact,
    /// Rounded to whole numbers, halves up, and printed like this.
    Whole,
}

/// Which score is ranked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoreForm {
    /// Unchanged.
    #[default]
    Exact,
    /// Rounded to a whole number, halves up.
    Rounded,
}

/// What decides between equal figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// More records come first; if these are equal too, areas share a rank.
    #[default]
    Volume,
    /// The higher rate comes first; if these are equal too, areas share a rank.
    Rate,
    /// Nothing: equal figures share a rank.
    Shared,
}

const NOT_AVAILABLE: Figure = Figure::Missing(Missing::NotAvailable);
const NOT_APPLICABLE: Figure = Figure::Missing(Missing::NotApplicable);

/// The keys of the columns of figures, which no column of words may take.
const FIGURES: [&str; 7] = ["count", "volume_rank", "population", "rate", "rate_rank", "score", "rank"];

impl Hotspots {
    fn options(&self) -> AreaOptions<'_> {
        AreaOptions::new(self.of.as_ref(), self.rows.as_ref(), "ward", self.population.as_ref())
    }

    fn weights(&self) -> RankWeights {
        self.weights.as_ref().map_or(RankWeights { volume: 1.0, rate: 1.0 }, |weights| weights.value)
    }

    /// Options that are out of range.
    fn check(&self, at: &At<'_>) -> Diagnostics {
        let mut found = Diagnostics::default();
        let RankWeights { volume, rate } = self.weights();
        let usable = [volume, rate].iter().all(|weight| weight.is_finite() && *weight >= 0.0) && volume + rate > 0.0;
        if let (Some(weights), false) = (&self.weights, usable) {
            found.push(
                Diagnostic::error(Code::BadRankWeights, "these weights do not give a score")
                    .at(at.origin.place(weights))
                    .found(format!("volume {volume}, rate {rate}"))
                    .expected("numbers from 0 up, at least one of them above 0"),
            );
        }
        if let Some(top) = self.top.as_ref().filter(|top| top.value == 0) {
            found.push(
                Diagnostic::error(Code::BadTop, "no area would be listed")
                    .at(at.origin.place(top))
                    .found("0")
                    .expected("1 or more"),
            );
        }
        found.extend(Labels::check(&self.labels, at));
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
            "Score: {volume} times the rank by number plus {rate} times the rank by rate{rounded}; the lowest ranks first. The rank \
             by rate uses {rates}."
        ));
        notes.push(self.ties_in_words(ranking));
        if ranking.placed.len() > self.shown() {
            let areas = ranking.placed.len();
            notes.push(match self.shown() {
                1 => format!("The first of {areas} areas is listed."),
                shown => format!("The first {shown} of {areas} areas are listed."),
            });
        }
        notes
    }

    fn ties_in_words(&self, ranking: &Ranking) -> String {
        let equal = ranking.equal_in_words(self.shown());
        let cut = ranking.cut_in_words(self.shown());
        if equal.is_empty() && cut.is_none() {
            return "No two of the areas listed are equal in number, rate or score.".to_owned();
        }
        let rule = match self.ties {
            Ties::Volume => {
                "Of equal areas, the one with more records ranks first; if these are equal too, they share a rank"
            }
            Ties::Rate => {
                "Of equal areas, the one with the higher rate ranks first; if these are equal too, they share a rank"
            }
            Ties::Shared => "Equal areas share a rank",
        };
        let equal = (!equal.is_empty()).then(|| format!("Equal {}.", equal.join("; ")));
        let sentences = [Some(format!("{rule}.")), equal, cut];
        sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// Names of areas that are equal, as `A and B`.
fn together(group: &[&Placed]) -> String {
    let names: Vec<&str> = group.iter().map(|placed| placed.area.category.label.as_str()).collect();
    listed(&names)
}

/// Hotspots whose question is asked.
struct LaidHotspots<'a> {
    options: &'a Hotspots,
    at: At<'a>,
    places: Places,
    counts: AnswerId,
}

impl Measure for Hotspots {
    fn rests_on(&self) -> &'static [Support] {
        &[Support::Populations]
    }

    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let mut found = self.check(&at);
        let Some(read) = found.keep(self.options().read(&at)) else { return Err(found) };
        let ((source, places), _) = found.into_result(read)?;
        let counts = ask.records(source, at.scope, [places.dimension.clone()]);
        Ok(Box::new(LaidHotspots { options: self, at, places, counts }))
    }
}

impl Laid for LaidHotspots<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let options = self.options;
        let mut areas = self.places.areas(&self.at, &answered[self.counts], &answered.covered);
        let listed = std::mem::take(&mut areas.areas);
        let ranking = Ranking::of(options, &areas, listed);
        areas.areas = ranking.placed.iter().map(|placed| placed.area.clone()).collect();
        let labels = Labels::read(&options.labels, &self.at, &ranking.placed)?;
        let row = |placed: &Placed| {
            let name = &placed.area.category.label;
            placed.area.category.row([labels.cells(Some(name)), placed.cells()].concat())
        };
        let mut rows: Vec<_> = ranking.placed.iter().take(options.shown()).map(row).collect();
        rows.extend(areas.unknown_row([labels.cells(None), unknown_cells(&areas)].concat()));
        rows.push(areas.whole_row(&self.at, [labels.cells(None), whole_cells(&areas)].concat()));
        let notes = options.notes(&areas, &ranking);
        let row_header = areas.header.to_owned();
        Ok(Body { row_header, columns: options.columns(), rows, notes, ..Body::default() })
    }
}

fn unknown_cells(areas: &Areas) -> Vec<Figure> {
    [vec![Figure::Count(areas.unknown.clone())], vec![NOT_APPLICABLE; 6]].concat()
}

fn whole_cells(areas: &Areas) -> Vec<Figure> {
    let rate = areas.rate_of_all();
    let known = [
        Figure::Count(areas.records.clone()),
        NOT_APPLICABLE,
        Areas::residents_cell(areas.residents),
        rate.map_or(NOT_AVAILABLE, |rate| Figure::Number(rate.value)),
    ];
    [known.to_vec(), vec![NOT_APPLICABLE; 3]].concat()
}

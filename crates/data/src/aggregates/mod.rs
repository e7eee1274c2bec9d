//! Aggregates: figures that partners publish, one line for each figure, read whole and kept unchanged.
//!
//! Records are counted; aggregates have been counted elsewhere. So each says who published it, for which period and in
//! which unit, and why a figure is missing.

mod columns;
mod faults;
mod figure;
mod grid;
mod manifest;
mod opening;
mod reading;
#[cfg(test)]
mod spoiled;
#[cfg(test)]
mod tests;
mod totals;

use std::path::PathBuf;

use indexmap::{IndexMap, IndexSet};
use schemars::JsonSchema;
use serde::Deserialize;

pub use figure::CODES;
pub use manifest::AggregateSpec;
pub(crate) use totals::among as totals_among;
pub use totals::{KnownBy, PublishedTotal};

/// One table of partners' figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// Name in the manifest of aggregates.
    pub name: String,
    /// What it shows, for the source line under tables.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// The period it covers, in words.
    pub period: Option<String>,
    /// What the figures count: `attendances`.
    pub unit: String,
    /// What kind of figure they are.
    pub figures: Figures,
    /// Values of its dimensions whose figures are stocks although the others are counts of events.
    pub stocks: Vec<String>,
    /// Of a dimension: its values that are others of it together, where the manifest says which.
    pub totals: IndexMap<String, Vec<String>>,
    /// What readers must know, printed under every table made from it.
    pub notes: Vec<String>,
    /// Names of its dimensions, in the order of the file's columns.
    pub dimensions: Vec<String>,
    /// Its figures, in the order of the file.
    pub lines: Vec<AggregateLine>,
    /// Decimals of the most exact figure, as written.
    pub decimals: u8,
    /// The file.
    pub path: PathBuf,
}

/// What kind of figure an aggregate has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Figures {
    /// Whole numbers of things, which can be added and tested.
    #[default]
    Count,
    /// Whole numbers of things there are at a moment, such as prisoners on a day or plans in force. They can be added over
    /// what they are broken down by; between two moments they are not tested, because the same things stand in both.
    Stock,
    /// Any other number, such as a rate.
    Rate,
    /// Percentages: 32.5 means 32.5%, and is kept as written.
    Percent,
}

/// One figure and what it describes.
#[derive(Debug, Clone, PartialEq)]
pub struct AggregateLine {
    /// One value for each dimension.
    pub keys: Vec<String>,
    /// The figure, or why there is none.
    pub figure: Result<f64, Absent>,
}

/// Why a figure is missing: the shorthand of the Department for Education and of the Analysis Function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// Blank or `x`: not available.
    NotAvailable,
    /// `c`: confidential.
    Confidential,
    /// `z`: not applicable.
    NotApplicable,
    /// `low` or `k`: it rounds to zero but is not zero.
    Low,
    /// `u`: unreliable.
    LowReliability,
}

/// Where the figures of several aggregates come from, in words: titles with the same publisher and period are put
/// together, each once.
pub fn sources(aggregates: &[&Aggregate]) -> String {
    let mut by_credit: Vec<(String, Vec<&str>)> = Vec::new();
    for aggregate in aggregates {
        let (credit, title) = (aggregate.credit(), aggregate.title.trim_end_matches('.'));
        match by_credit.iter_mut().find(|(known, _)| *known == credit) {
            Some((_, titles)) if titles.contains(&title) => {}
            Some((_, titles)) => titles.push(title),
            None => by_credit.push((credit, vec![title])),
        }
    }
    let words = |(credit, titles): &(String, Vec<&str>)| match credit.as_str() {
        "" => titles.join("; "),
        credit => format!("{} ({credit})", titles.join("; ")),
    };
    by_credit.iter().map(words).collect::<Vec<_>>().join("; ")
}

impl Aggregate {
    /// Where the figures come from, in words: title, publisher and period.
    pub fn source(&self) -> String {
        sources(&[self])
    }

    /// Publisher and period, as far as they are known.
    fn credit(&self) -> String {
        self.publisher.iter().chain(&self.period).map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// The position of a dimension.
    pub fn dimension(&self, name: &str) -> Option<usize> {
        self.dimensions.iter().position(|dimension| dimension == name)
    }

    /// The values of a dimension, each once, in the order of the file.
    pub fn values(&self, dimension: usize) -> Vec<&str> {
        let values: IndexSet<&str> =
            self.lines.iter().filter_map(|line| Some(line.keys.get(dimension)?.as_str())).collect();
        values.into_iter().collect()
    }
}

//! A chart: the words around a plot. It always belongs to a table of the document that has its figures.

use serde::{Deserialize, Serialize};

use super::Plot;

/// A chart as it is published: words around a plot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// Unique in the document.
    pub id: String,
    /// The 2 of `Figure 2`.
    pub number: usize,
    /// Says the finding.
    pub headline: String,
    /// Measure, place, period and unit.
    pub subtitle: String,
    /// Words that describe the picture: its type, extremes and trend.
    pub description: String,
    /// Where the records come from.
    pub source: String,
    /// Notes printed under the chart.
    pub notes: Vec<String>,
    /// Identifier of the table with the figures.
    pub table: String,
    /// What is drawn.
    pub plot: Plot,
}

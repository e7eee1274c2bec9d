//! Lines over a time axis.

use serde::{Deserialize, Serialize};

use super::{ChartKind, Drawn, over_positions};
use crate::document::Format;

/// Lines over a time axis, labelled at their ends; at most four, trend lines not counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lines {
    /// Labels of the positions on the time axis, in order, one for each value.
    pub positions: Vec<String>,
    /// The lines.
    pub lines: Vec<Line>,
    /// Points to label, such as the peak.
    pub marks: Vec<Mark>,
    /// How values are written.
    pub format: Format,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its name, printed at its end; empty for a single unnamed line.
    pub name: String,
    /// One value for each position; `None` leaves a gap.
    pub values: Vec<Option<f64>>,
    /// Drawn dashed and thin: a trend, not data.
    pub trend: bool,
}

/// A labelled point of the first line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Position on the time axis, from 0.
    pub position: usize,
    /// What to print next to the point; nothing for only a dot.
    pub label: String,
}

impl ChartKind for Lines {
    fn format(&self) -> Format {
        self.format
    }

    fn marks(&self) -> Vec<Drawn<'_>> {
        let line = |line| over_positions(&self.positions, line, self.format);
        self.lines.iter().map(|line| (line.name.as_str(), line.values.as_slice())).flat_map(line).collect()
    }

    fn values(&self) -> Vec<Option<f64>> {
        self.lines.iter().flat_map(|line| line.values.iter().copied()).collect()
    }

    fn parts(&self) -> Vec<&str> {
        self.lines.iter().map(|line| line.name.as_str()).collect()
    }
}

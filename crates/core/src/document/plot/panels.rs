//! Small multiples.

use serde::{Deserialize, Serialize};

use super::{ChartKind, Drawn, over_positions};
use crate::document::Format;

/// Small multiples: one panel of columns for each series, all on one scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Panels {
    /// Labels of the positions on the shared time axis.
    pub positions: Vec<String>,
    /// In reading order.
    pub panels: Vec<Panel>,
    /// How values are written.
    pub format: Format,
}

/// One panel of small multiples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// Its name, printed above it.
    pub name: String,
    /// One value for each position.
    pub values: Vec<Option<f64>>,
}

impl ChartKind for Panels {
    fn format(&self) -> Format {
        self.format
    }

    fn marks(&self) -> Vec<Drawn<'_>> {
        let panel = |panel| over_positions(&self.positions, panel, self.format);
        self.panels.iter().map(|panel| (panel.name.as_str(), panel.values.as_slice())).flat_map(panel).collect()
    }

    fn values(&self) -> Vec<Option<f64>> {
        self.panels.iter().flat_map(|panel| panel.values.iter().copied()).collect()
    }

    fn parts(&self) -> Vec<&str> {
        self.panels.iter().map(|panel| panel.name.as_str()).collect()
    }
}

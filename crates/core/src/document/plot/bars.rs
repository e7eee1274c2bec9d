//! Columns and bars: one value each.

use serde::{Deserialize, Serialize};

use super::{ChartKind, Drawn};
use crate::document::Format;

/// One value for each row: vertical columns over a time axis, or horizontal bars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bars {
    /// Left to right, or top to bottom.
    pub bars: Vec<Bar>,
    /// How values are written.
    pub format: Format,
    /// Emphasised bar, the rest in grey; all alike if `None`.
    pub emphasis: Option<usize>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its length; `None` where there is no figure.
    pub value: Option<f64>,
}

impl ChartKind for Bars {
    fn format(&self) -> Format {
        self.format
    }

    fn marks(&self) -> Vec<Drawn<'_>> {
        self.bars.iter().map(|bar| Drawn::figure(&bar.label, bar.value, self.format)).collect()
    }
}

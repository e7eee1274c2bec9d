//! How areas compare with the whole.

use serde::{Deserialize, Serialize};

/// How an area compares with the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its figure is above what chance explains.
    Higher,
    /// Chance explains the difference.
    Similar,
    /// Its figure is below what chance explains.
    Lower,
}

impl Standing {
    /// Printed next to an area: `higher`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Similar => "similar",
            Self::Lower => "lower",
        }
    }
}

/// The figure of the whole that areas are compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Benchmark {
    /// The whole.
    pub name: String,
    /// Its figure.
    pub value: f64,
}

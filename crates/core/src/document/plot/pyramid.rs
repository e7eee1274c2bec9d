//! Population pyramids.

use serde::{Deserialize, Serialize};

use super::{ChartKind, Drawn};
use crate::document::Format;

/// A population pyramid: two horizontal bars for each age band, back to back on one scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pyramid {
    /// What the bands are, printed over their names: `Age`.
    pub header: String,
    /// Names of the left and the right side, printed over them.
    pub sides: [String; 2],
    /// Youngest first, which is from the bottom up.
    pub bands: Vec<Band>,
    /// How values are written.
    pub format: Format,
    /// Records that are not in any bar, where records are counted.
    pub left_out: LeftOut,
}

/// One band of a pyramid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Its name.
    pub label: String,
    /// Length of its left and its right bar; `None` where there is no figure.
    pub values: [Option<f64>; 2],
}

/// How many records of a pyramid's table are not in any of its bars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Records without a known age.
    pub without_band: f64,
    /// Records with a known age that belong to neither side.
    pub on_neither_side: f64,
}

impl ChartKind for Pyramid {
    fn format(&self) -> Format {
        self.format
    }

    fn marks(&self) -> Vec<Drawn<'_>> {
        self.bands.iter().flat_map(|band| self.bars(band)).collect()
    }
}

impl Pyramid {
    fn bars<'a>(&'a self, band: &'a Band) -> impl Iterator<Item = Drawn<'a>> {
        let sides = self.sides.iter().zip(band.values);
        sides.map(|(side, value)| Drawn::of_series(&band.label, side, value, self.format))
    }
}

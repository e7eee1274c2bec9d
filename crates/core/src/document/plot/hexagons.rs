//! Maps of hexagons.

use serde::{Deserialize, Serialize};

use super::{ChartKind, Class, Drawn, MapArea, Ring};
use crate::document::Format;

/// A map of hexagons shaded by the classes of their counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hexagons {
    /// The hexagons that are drawn.
    pub hexagons: Vec<MapArea>,
    /// Boundaries drawn over them.
    pub outlines: Vec<Ring>,
    /// Lowest first; at most three.
    pub classes: Vec<Class>,
    /// Width of a hexagon across its flats, in metres.
    pub width_metres: f64,
    /// Hexagons of too few records, which are not drawn.
    pub hidden: Hidden,
}

/// Hexagons of too few records to be drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// Fewer records than this are not drawn.
    pub at_least: u64,
    /// How many hexagons have fewer.
    pub hexagons: u64,
    /// Records in them.
    pub records: u64,
}

impl ChartKind for Hexagons {
    fn format(&self) -> Format {
        Format::Count
    }

    fn marks(&self) -> Vec<Drawn<'_>> {
        self.hexagons.iter().map(|hexagon| Drawn::figure(&hexagon.name, hexagon.value, Format::Count)).collect()
    }
}

//! Charts as data. A chart always belongs to a table of the document that holds its figures.

use serde::{Deserialize, Serialize};

use super::{Benchmark, Class, Format, FunnelPoint, Interval, MapArea, Ring, Tile};

/// A chart as it is published: words around a plot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// Unique in the document.
    pub id: String,
    /// `Figure 2`; set when the document is numbered.
    pub number: usize,
    /// Says the finding.
    pub headline: String,
    /// Measure, place, period and unit.
    pub subtitle: String,
    /// Words that stand for the picture: its type, extremes and trend.
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

/// What is drawn. Faces match this in full: a new plot is a new variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plot {
    /// Vertical columns over a time axis, one value each.
    Columns {
        /// Left to right.
        bars: Vec<Bar>,
        /// How values are written.
        format: Format,
        /// Emphasised bar, the rest in grey; all alike if `None`.
        emphasis: Option<usize>,
    },
    /// Horizontal bars, longest names first in reading order.
    Bars {
        /// Top to bottom.
        bars: Vec<Bar>,
        /// How values are written.
        format: Format,
        /// Emphasised bar, the rest in grey; all alike if `None`.
        emphasis: Option<usize>,
    },
    /// Lines over a time axis, labelled at their ends; at most four, trend lines not counted.
    Lines {
        /// Labels of the positions on the time axis, in order, one for each value.
        positions: Vec<String>,
        /// The lines.
        lines: Vec<Line>,
        /// Points to label, such as the peak.
        marks: Vec<Mark>,
        /// How values are written.
        format: Format,
    },
    /// Small multiples: one panel of columns for each series, all on one scale.
    Panels {
        /// Labels of the positions on the shared time axis.
        positions: Vec<String>,
        /// In reading order.
        panels: Vec<Panel>,
        /// How values are written.
        format: Format,
    },
    /// A population pyramid: two horizontal bars for each age band, back to back on one scale.
    Pyramid {
        /// What the bands are, printed over their names: `Age`.
        header: String,
        /// Names of the left and the right side, printed over them.
        sides: [String; 2],
        /// Youngest first, which is from the bottom up.
        bands: Vec<Band>,
        /// How values are written.
        format: Format,
        /// Records that stand in no bar, where records are counted.
        left_out: LeftOut,
    },
    /// A tile map: an equal tile for each area, placed about as the areas lie.
    Tiles {
        /// In the order of the areas.
        tiles: Vec<Tile>,
        /// Lowest first; at most three.
        classes: Vec<Class>,
        /// How values are written.
        format: Format,
    },
    /// A map of areas shaded by the classes of their figures.
    Map {
        /// In the order of their layer.
        areas: Vec<MapArea>,
        /// Lowest first; at most three.
        classes: Vec<Class>,
        /// How values are written.
        format: Format,
    },
    /// A map of hexagons shaded by the classes of their counts.
    Hexagons {
        /// The hexagons that are drawn.
        hexagons: Vec<MapArea>,
        /// Boundaries drawn over them.
        outlines: Vec<Ring>,
        /// Lowest first; at most three.
        classes: Vec<Class>,
        /// Width of a hexagon across its flats, in metres.
        width_metres: f64,
        /// Hexagons of too few records, which are not drawn.
        hidden: Hidden,
    },
    /// A figure with its interval for each area, against the figure of the whole.
    Intervals {
        /// Highest figure first.
        intervals: Vec<Interval>,
        /// The whole.
        benchmark: Benchmark,
        /// How values are written.
        format: Format,
    },
    /// A funnel plot: figures against the size of their areas, with limits of what chance explains.
    Funnel {
        /// Smallest area first.
        points: Vec<FunnelPoint>,
        /// The whole, where the table has it.
        benchmark: Option<Benchmark>,
        /// What the figures measure, printed over them.
        measured: String,
        /// What the size of an area is, printed under it.
        against: String,
        /// How figures are written.
        format: Format,
        /// How sizes are written.
        size_format: Format,
    },
}

impl Plot {
    /// Whether its values are percentages.
    pub fn is_of_percentages(&self) -> bool {
        match self {
            Self::Columns { format, .. }
            | Self::Bars { format, .. }
            | Self::Lines { format, .. }
            | Self::Panels { format, .. }
            | Self::Pyramid { format, .. }
            | Self::Tiles { format, .. }
            | Self::Map { format, .. }
            | Self::Intervals { format, .. }
            | Self::Funnel { format, .. } => format.is_percent(),
            Self::Hexagons { .. } => false,
        }
    }
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

/// One bar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its length; `None` where there is no figure.
    pub value: Option<f64>,
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
    /// What to print beside the point; nothing for a dot alone.
    pub label: String,
}

/// One panel of small multiples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// Its name, printed above it.
    pub name: String,
    /// One value for each position.
    pub values: Vec<Option<f64>>,
}

/// One band of a pyramid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Its name.
    pub label: String,
    /// Length of its left and its right bar; `None` where there is no figure.
    pub values: [Option<f64>; 2],
}

/// How many records of a pyramid's table stand in none of its bars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Those of no known age.
    pub without_band: f64,
    /// Those of a known age that belong to neither side.
    pub on_neither_side: f64,
}

//! What a chart draws, as data: one file for each kind of chart.
//!
//! A kind of chart answers for itself what it draws ([`ChartKind`]); comparison, explanation and the check of a chart's
//! values ask the [`Plot`], and name no kind.

mod bars;
mod funnel;
mod hexagons;
mod intervals;
mod lines;
mod map;
mod panels;
mod pyramid;
mod standing;

pub use bars::{Bar, Bars};
pub use funnel::{Beyond, Funnel, FunnelPoint, WIDENED};
pub use hexagons::{Hexagons, Hidden};
pub use intervals::{Interval, Intervals};
pub use lines::{Line, Lines, Mark};
pub use map::{AreaMap, Class, MapArea, Ring, Tile, Tiles};
pub use panels::{Panel, Panels};
pub use pyramid::{Band, LeftOut, Pyramid};
pub use standing::{Benchmark, Standing};

use serde::{Deserialize, Serialize};

use super::Format;

/// What is drawn. A new kind of chart is a new variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plot {
    /// Vertical columns over a time axis, one value each.
    Columns(Bars),
    /// Horizontal bars, longest names first in reading order.
    Bars(Bars),
    /// Lines over a time axis, labelled at their ends; at most four, trend lines not counted.
    Lines(Lines),
    /// Small multiples: one panel of columns for each series, all on one scale.
    Panels(Panels),
    /// A population pyramid: two horizontal bars for each age band, back to back on one scale.
    Pyramid(Pyramid),
    /// A tile map: an equal tile for each area, placed about as the areas lie.
    Tiles(Tiles),
    /// A map of areas shaded by the classes of their figures.
    Map(AreaMap),
    /// A map of hexagons shaded by the classes of their counts.
    Hexagons(Hexagons),
    /// A figure with its interval for each area, against the figure of the whole.
    Intervals(Intervals),
    /// A funnel plot: figures against the size of their areas, with limits of what chance explains.
    Funnel(Funnel),
}

/// One thing that is drawn: a bar, a point, an end of an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn<'a> {
    /// What it is drawn for: a row, a place on an axis, a band.
    pub point: &'a str,
    /// The line, panel, side or end it belongs to; `None` for the one figure of its point.
    pub series: Option<&'a str>,
    /// Its figure; `None` where there is none.
    pub value: Option<f64>,
    /// How the figure is written.
    pub format: Format,
}

impl<'a> Drawn<'a> {
    fn figure(point: &'a str, value: Option<f64>, format: Format) -> Self {
        Self { point, series: None, value, format }
    }

    fn of_series(point: &'a str, series: &'a str, value: Option<f64>, format: Format) -> Self {
        Self { point, series: Some(series), value, format }
    }
}

/// What a kind of chart answers for itself.
trait ChartKind {
    /// How its figures are written.
    fn format(&self) -> Format;

    /// Everything that is drawn from the table, point by point.
    fn marks(&self) -> Vec<Drawn<'_>>;

    /// Every number that takes a place in the picture.
    fn values(&self) -> Vec<Option<f64>> {
        self.marks().iter().map(|mark| mark.value).collect()
    }

    /// Names of the rows, lines, panels or bands that are drawn; a name may occur several times.
    fn parts(&self) -> Vec<&str> {
        self.marks().iter().map(|mark| mark.point).collect()
    }
}

impl Plot {
    fn drawing(&self) -> &dyn ChartKind {
        match self {
            Self::Columns(bars) | Self::Bars(bars) => bars,
            Self::Lines(lines) => lines,
            Self::Panels(panels) => panels,
            Self::Pyramid(pyramid) => pyramid,
            Self::Tiles(tiles) => tiles,
            Self::Map(map) => map,
            Self::Hexagons(hexagons) => hexagons,
            Self::Intervals(intervals) => intervals,
            Self::Funnel(funnel) => funnel,
        }
    }

    /// What a reader calls this kind of chart.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Columns(_) => "columns",
            Self::Bars(_) => "bars",
            Self::Lines(_) => "lines",
            Self::Panels(_) => "panels",
            Self::Pyramid(_) => "pyramid",
            Self::Tiles(_) => "tile map",
            Self::Map(_) => "map",
            Self::Hexagons(_) => "hexagons",
            Self::Intervals(_) => "intervals",
            Self::Funnel(_) => "funnel",
        }
    }

    /// Whether its values are percentages.
    pub fn is_of_percentages(&self) -> bool {
        self.drawing().format().is_percent()
    }

    /// Everything that is drawn from the table, point by point.
    pub fn marks(&self) -> Vec<Drawn<'_>> {
        self.drawing().marks()
    }

    /// Every number that takes a place in the picture, limits and benchmarks too.
    pub fn values(&self) -> Vec<Option<f64>> {
        self.drawing().values()
    }

    /// Names of the rows, lines, panels or bands that are drawn; a name may occur several times.
    pub fn parts(&self) -> Vec<&str> {
        self.drawing().parts()
    }
}

/// The marks of one named series over an axis.
fn over_positions<'a>(
    positions: &'a [String],
    (series, values): (&'a str, &'a [Option<f64>]),
    format: Format,
) -> impl Iterator<Item = Drawn<'a>> {
    positions.iter().zip(values).map(move |(point, value)| Drawn::of_series(point, series, *value, format))
}

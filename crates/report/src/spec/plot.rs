//! What a chart draws of its table, as the author writes it. Shape only, as in `shape.rs`.

use schemars::JsonSchema;
use serde::Deserialize;

use sna_core::yaml::{Spanned, WordOrList};

/// What is drawn.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlotSpec {
    /// Vertical columns, one a row: for rows that are years, or single years of age.
    Columns(OneColumn),
    /// Horizontal bars, one a row.
    Bars(OneColumn),
    /// Lines over months or years.
    Lines(LineSeries),
    /// Small multiples: one panel a row, columns along its axis.
    Panels(PanelRows),
    /// A population pyramid: rows that are age bands, a column for each side.
    Pyramid(#[schemars(with = "PyramidSides")] Spanned<PyramidSides>),
    /// A map: areas shaded by their figures, as they lie or as equal tiles.
    Map(MapOfAreas),
    /// A map of hexagons shaded by how many records they hold.
    Hexagons(HexagonMap),
    /// Each area's figure with its interval, against the figure of the whole.
    Intervals(IntervalRows),
    /// A funnel plot: figures against the size of their areas, with limits of what chance explains.
    Funnel(FunnelRows),
}

/// One column of the table.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OneColumn {
    /// The column, by its name.
    #[schemars(with = "String")]
    pub column: Spanned<String>,
    /// Only the first so many rows.
    pub top: Option<usize>,
    /// Draw the highest first; rows of time are better left in their order.
    #[serde(default)]
    pub sort: bool,
    /// What to set off in blue; by default the highest of more than 24 columns, otherwise nothing.
    pub emphasis: Option<Emphasis>,
}

/// What to set off in blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Emphasis {
    /// Nothing: all alike.
    None,
    /// The highest value.
    Highest,
    /// The last value.
    Last,
}

/// Columns or rows of the table as lines; at most four.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineSeries {
    /// What each line is: by default a row where `rows` are named and `columns` are not, else a column. The other
    /// direction of the table is the axis of time.
    pub of: Option<LinesOf>,
    /// Only these columns; all that hold counts or other figures of the measure by default.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub columns: Vec<Spanned<String>>,
    /// Only these rows; all but the total and what is not known by default.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub rows: Vec<Spanned<String>>,
    /// Only the first so many rows.
    pub top: Option<usize>,
    /// A column to draw as a dashed trend line, or a list of such columns, where lines are columns.
    #[schemars(with = "Option<Vec<String>>")]
    pub trend: Option<Spanned<WordOrList<String>>>,
    /// A column of words, where lines are columns: points of the first line are marked where it holds any but `none`.
    #[schemars(with = "Option<String>")]
    pub signals: Option<Spanned<String>>,
    /// Label the highest point of the first line.
    #[serde(default)]
    pub label_peak: bool,
}

/// What is drawn as a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinesOf {
    /// A column, over the rows.
    Columns,
    /// A row, over the columns.
    Rows,
}

/// Rows of the table as panels.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PanelRows {
    /// Only the first so many rows.
    pub top: Option<usize>,
}

/// The two sides of a pyramid; rows are age bands, youngest first, at most 24.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PyramidSides {
    /// The column of males, drawn to the left; `Male` by default.
    #[schemars(with = "Option<String>")]
    pub left: Option<Spanned<String>>,
    /// The column of females, drawn to the right; `Female` by default.
    #[schemars(with = "Option<String>")]
    pub right: Option<Spanned<String>>,
}

/// Areas shaded by one column of the table; rows are found by an area's name or code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MapOfAreas {
    /// The column, by its name.
    #[schemars(with = "String")]
    pub column: Spanned<String>,
    /// The layer of areas with boundaries; without it, equal tiles where the data manifest puts each area.
    #[schemars(with = "Option<String>")]
    pub layer: Option<Spanned<String>>,
    /// How many classes of about equally many areas, 1 to 3; 3 by default.
    #[schemars(with = "Option<usize>")]
    pub classes: Option<Spanned<usize>>,
    /// Where classes begin instead, as figures are printed: `[5, 10]` makes three, below 5, from 5 and from 10.
    #[schemars(with = "Option<Vec<f64>>")]
    pub limits: Option<Spanned<Vec<f64>>>,
    /// Write name and figure of so many of the highest areas, at most 8; 5 by default. Tiles carry theirs anyway.
    #[schemars(with = "Option<usize>")]
    pub label: Option<Spanned<usize>>,
}

/// Hexagons shaded by how many records they hold; rows are hexagons such as `447,878`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HexagonMap {
    /// The column of counts, by its name.
    #[schemars(with = "String")]
    pub column: Spanned<String>,
    /// A layer whose boundaries are drawn over the hexagons.
    #[schemars(with = "Option<String>")]
    pub outlines: Option<Spanned<String>>,
    /// A hexagon of fewer records is not drawn; 3 by default.
    pub at_least: Option<u64>,
    /// How many classes of about equally many hexagons, 1 to 3; 3 by default.
    #[schemars(with = "Option<usize>")]
    pub classes: Option<Spanned<usize>>,
    /// Where classes begin instead: `[10, 50]` makes three.
    #[schemars(with = "Option<Vec<f64>>")]
    pub limits: Option<Spanned<Vec<f64>>>,
}

/// A figure and the ends of its interval; rows are areas.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntervalRows {
    /// The column of figures, by its name.
    #[schemars(with = "String")]
    pub column: Spanned<String>,
    /// The column of the intervals' lower ends.
    #[schemars(with = "String")]
    pub low: Spanned<String>,
    /// The column of the intervals' upper ends.
    #[schemars(with = "String")]
    pub high: Spanned<String>,
    /// The row whose figure areas are compared with, by its name or `total`; of ratios, what a ratio of 1 is called.
    #[schemars(with = "String")]
    pub benchmark: Spanned<String>,
    /// The figures are ratios: what they are compared with is 1, and `benchmark` is only its name.
    #[serde(default)]
    pub ratios: bool,
    /// Only the highest so many.
    pub top: Option<usize>,
}

/// Figures against the size of their areas; rows are areas.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FunnelRows {
    /// The column of figures, by its name.
    #[schemars(with = "String")]
    pub column: Spanned<String>,
    /// The column of what they are rates of, such as the population.
    #[schemars(with = "String")]
    pub against: Spanned<String>,
    /// The columns of the limits: 95% low and high, 99.8% low and high.
    #[schemars(with = "[String; 4]")]
    pub limits: [Spanned<String>; 4],
}

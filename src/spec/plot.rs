//! What a chart draws of its table, as the author writes it. Shape only, as in `shape.rs`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::yaml::{Spanned, WordOrList};

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

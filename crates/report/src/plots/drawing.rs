//! What every kind of chart is made of: a plot with what is said around it, and what is looked up in a table.

use sna_core::diag::{Code, Diagnostic};
use sna_core::document::{Format, Plot, Row, RowKind, Table};
use sna_core::yaml::{Origin, Spanned};

/// A plot with what is said around it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawing {
    /// What is drawn.
    pub(crate) plot: Plot,
    /// The title of what it measures.
    pub(crate) measured: String,
    /// Words that describe the picture: its type, its extremes and its trend.
    pub(crate) description: String,
    /// What cannot be seen in it, for the notes under it.
    pub(crate) notes: Vec<String>,
}

/// The position of a column.
///
/// # Errors
/// `unknown-column`.
pub(super) fn column(name: &Spanned<String>, table: &Table, origin: &Origin) -> Result<usize, Diagnostic> {
    table.column(&name.value).ok_or_else(|| {
        let known = table.columns.iter().map(|column| column.key.as_str());
        Diagnostic::unknown(Code::UnknownColumn, "column", &name.value, known)
            .at(origin.place(name))
            .hint(format!("these are the columns of table `{}`", table.id))
    })
}

/// The rows that are categories, without the total and what is not known.
pub(super) fn body(table: &Table) -> impl Iterator<Item = &Row> {
    table.rows.iter().filter(|row| row.kind == RowKind::Body)
}

/// What figures of several columns or rows are called together.
pub(super) fn measured(format: Format) -> String {
    match format {
        Format::Percent(_) | Format::SignedPercent(_) => "Share",
        Format::Pounds => "Cost",
        Format::Count | Format::SignedCount | Format::Decimal(_) | Format::SignedDecimal(_) => "Number",
    }
    .to_owned()
}

/// The position of the first of the highest values.
pub(super) fn highest(values: impl Iterator<Item = Option<f64>>) -> Option<usize> {
    let named = values.enumerate().filter_map(|(at, value)| Some((at, value?)));
    named.reduce(|best, each| if each.1 > best.1 { each } else { best }).map(|(at, _)| at)
}

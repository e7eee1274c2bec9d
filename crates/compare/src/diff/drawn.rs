//! The part of its table that a chart draws.

use std::collections::BTreeSet;

use sna_core::document::{Cell, Plot, Row, Table};

/// Titles of the columns whose figures a chart shows: those with the figure of every row it draws; none for a chart with
/// several figures a row.
pub(super) fn columns_drawn(plot: &Plot, table: &Table) -> BTreeSet<String> {
    let marks = plot.marks();
    let figures = marks.iter().filter(|mark| mark.series.is_none());
    let known: Vec<_> = figures.filter_map(|mark| Some((table.row(mark.point)?, mark.value?))).collect();
    if known.is_empty() {
        return BTreeSet::new();
    }
    let columns = table.columns.iter().enumerate().filter(|(at, _)| has_figures(&known, *at));
    columns.map(|(_, column)| column.title.clone()).collect()
}

/// Whether a column has the figure of every row.
fn has_figures(known: &[(&Row, f64)], column: usize) -> bool {
    known.iter().all(|(row, value)| row.cells.get(column).and_then(Cell::number) == Some(*value))
}

/// Names of the parts drawn: rows, lines, panels, bands.
pub(super) fn series(plot: &Plot) -> BTreeSet<String> {
    plot.parts().into_iter().map(str::to_owned).collect()
}

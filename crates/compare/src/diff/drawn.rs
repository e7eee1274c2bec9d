//! What a chart draws of its table.

use std::collections::BTreeSet;

use sna_core::document::{Cell, Plot, Table};

/// Titles of the columns whose figures a chart shows: those that hold the figure of every row it draws; none for a chart of
/// several figures a row.
pub(super) fn columns_drawn(plot: &Plot, table: &Table) -> BTreeSet<String> {
    let marks = plot.marks();
    let figures = marks.iter().filter(|mark| mark.series.is_none());
    let known: Vec<_> = figures.filter_map(|mark| Some((table.row(mark.point)?, mark.value?))).collect();
    let holds = |at: usize| known.iter().all(|(row, value)| row.cells.get(at).and_then(Cell::number) == Some(*value));
    let columns = table.columns.iter().enumerate().filter(|(at, _)| !known.is_empty() && holds(*at));
    columns.map(|(_, column)| column.title.clone()).collect()
}

/// Names of what is drawn: rows, lines, panels, bands.
pub(super) fn series(plot: &Plot) -> BTreeSet<String> {
    plot.parts().into_iter().map(str::to_owned).collect()
}

//! The part of its table that a chart draws.

use std::collections::BTreeSet;

use sna_core::document::{Cell, Plot, Row, Table};

/// The name of a kind of chart for readers.
pub(super) fn kind_of(plot: &Plot) -> &'static str {
    match plot {
        Plot::Columns { .. } => "columns",
        Plot::Bars { .. } => "bars",
        Plot::Lines { .. } => "lines",
        Plot::Panels { .. } => "panels",
        Plot::Pyramid { .. } => "pyramid",
        Plot::Tiles { .. } => "tile map",
        Plot::Map { .. } => "map",
        Plot::Hexagons { .. } => "hexagons",
        Plot::Intervals { .. } => "intervals",
        Plot::Funnel { .. } => "funnel",
    }
}

/// The rows of a chart that draws one column: their labels and figures; empty for other charts.
fn rows(plot: &Plot) -> Vec<(&str, Option<f64>)> {
    match plot {
        Plot::Columns { bars, .. } | Plot::Bars { bars, .. } => {
            bars.iter().map(|bar| (bar.label.as_str(), bar.value)).collect()
        }
        Plot::Tiles { tiles, .. } => tiles.iter().map(|tile| (tile.name.as_str(), tile.value)).collect(),
        Plot::Map { areas, .. } | Plot::Hexagons { hexagons: areas, .. } => {
            areas.iter().map(|area| (area.name.as_str(), area.value)).collect()
        }
        Plot::Intervals { intervals, .. } => {
            intervals.iter().map(|interval| (interval.name.as_str(), Some(interval.value))).collect()
        }
        Plot::Funnel { points, .. } => points.iter().map(|point| (point.name.as_str(), Some(point.value))).collect(),
        Plot::Lines { .. } | Plot::Panels { .. } | Plot::Pyramid { .. } => Vec::new(),
    }
}

/// Titles of the columns whose figures a chart shows: those with the figure of every row it draws.
pub(super) fn columns_drawn(plot: &Plot, table: &Table) -> BTreeSet<String> {
    let known: Vec<_> = rows(plot).into_iter().filter_map(|(label, value)| Some((table.row(label)?, value?))).collect();
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
    match plot {
        Plot::Lines { lines, .. } => lines.iter().map(|line| line.name.clone()).collect(),
        Plot::Panels { panels, .. } => panels.iter().map(|panel| panel.name.clone()).collect(),
        Plot::Pyramid { bands, .. } => bands.iter().map(|band| band.label.clone()).collect(),
        Plot::Columns { .. }
        | Plot::Bars { .. }
        | Plot::Tiles { .. }
        | Plot::Map { .. }
        | Plot::Hexagons { .. }
        | Plot::Intervals { .. }
        | Plot::Funnel { .. } => rows(plot).into_iter().map(|(label, _)| label.to_owned()).collect(),
    }
}

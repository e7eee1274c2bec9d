//! The points of a chart, and the cells of its table behind them.

use super::answer::{CellFacts, ChartFacts, MarkFacts};
use super::cells::{cell_facts, is_column, is_row};
use super::find::chart_number;
use sna_core::diag::{Code, Diagnostic};
use sna_core::document::{Cell, Chart, Drawn, Role, Table, format_number};

/// A chart, or one point of it.
///
/// # Errors
/// `unknown-point`.
pub(super) fn chart_facts(chart: &Chart, table: Option<&Table>, point: Option<&str>) -> Result<ChartFacts, Diagnostic> {
    let drawn = chart.plot.marks();
    let mut points: Vec<&str> = Vec::new();
    for mark in &drawn {
        if !points.contains(&mark.point) {
            points.push(mark.point);
        }
    }
    let facts = |point: Option<&str>, drawn, points| ChartFacts {
        id: chart.id.clone(),
        number: chart_number(chart),
        headline: chart.headline.clone(),
        table: chart.table.clone(),
        point: point.map(str::to_owned),
        drawn,
        points,
    };
    let Some(name) = point else {
        return Ok(facts(None, Vec::new(), points.into_iter().map(str::to_owned).collect()));
    };
    let marks: Vec<MarkFacts> =
        drawn.iter().filter(|mark| mark.point == name).map(|mark| mark_facts(mark, table)).collect();
    if marks.is_empty() {
        let unknown = Diagnostic::unknown(Code::UnknownPoint, "point", name, points);
        return Err(unknown.hint(format!("these are the points of chart `{}`", chart.id)));
    }
    Ok(facts(point, marks, Vec::new()))
}

fn mark_facts(mark: &Drawn<'_>, table: Option<&Table>) -> MarkFacts {
    MarkFacts {
        series: mark.series.unwrap_or_default().to_owned(),
        printed: mark.value.map_or_else(|| "no figure".to_owned(), |value| format_number(value, mark.format)),
        value: mark.value,
        cells: table.map(|table| behind(mark, table)).unwrap_or_default(),
    }
}

/// The cells that contain a mark's value, if its point and series name them. The measure's own figures come before
/// figures worked out from them.
fn behind(mark: &Drawn<'_>, table: &Table) -> Vec<CellFacts> {
    let named = cells_named(mark, table).into_iter();
    let found: Vec<(usize, usize)> =
        named.filter(|(row, column)| has_value(table, *row, *column, mark.value)).collect();
    let is_own = |column: usize| table.columns.get(column).is_some_and(|head| head.role == Role::Value);
    let own: Vec<(usize, usize)> = found.iter().filter(|(_, column)| is_own(*column)).copied().collect();
    let best = if own.is_empty() { found } else { own };
    best.into_iter().filter_map(|(row, column)| cell_facts(table, row, column)).collect()
}

/// The cells whose row and column the point and series of a mark name, whichever way round.
fn cells_named(mark: &Drawn<'_>, table: &Table) -> Vec<(usize, usize)> {
    let series = mark.series.unwrap_or_default();
    let (rows, columns) = (0..table.rows.len(), 0..table.columns.len());
    let series_is_row = rows.clone().any(|row| is_row(table, row, series));
    let series_is_column = columns.clone().any(|column| is_column(table, column, series));
    let is_named = |row: usize, column: usize| {
        let by_row = is_row(table, row, mark.point) && (!series_is_column || is_column(table, column, series));
        let by_column = is_column(table, column, mark.point) && (!series_is_row || is_row(table, row, series));
        by_row || by_column
    };
    let cells = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
    cells.filter(|(row, column)| is_named(*row, *column)).collect()
}

/// Whether a cell is a figure with this value.
fn has_value(table: &Table, row: usize, column: usize, value: Option<f64>) -> bool {
    let cell = table.rows.get(row).and_then(|row| row.cells.get(column));
    cell.is_some_and(|cell| cell.number() == value && !matches!(cell, Cell::Text(_)))
}

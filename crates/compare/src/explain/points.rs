//! The points of a chart, and the cells of its table behind them.

use super::answer::{CellFacts, ChartFacts, MarkFacts};
use super::cells::{cell_facts, is_column, is_row};
use super::find::chart_number;
use sna_core::diag::{Code, Diagnostic};
use sna_core::document::{Bar, Chart, Format, MapArea, Plot, Role, Table, Tile, format_number};

/// One thing that is drawn.
struct Drawn<'a> {
    point: &'a str,
    series: &'a str,
    value: Option<f64>,
    format: Format,
}

/// A chart, or one point of it.
///
/// # Errors
/// `unknown-point`.
pub(super) fn chart_facts(chart: &Chart, table: Option<&Table>, point: Option<&str>) -> Result<ChartFacts, Diagnostic> {
    let drawn = drawn(&chart.plot);
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
        series: mark.series.to_owned(),
        printed: mark.value.map_or_else(|| "no figure".to_owned(), |value| format_number(value, mark.format)),
        value: mark.value,
        cells: table.map(|table| behind(mark, table)).unwrap_or_default(),
    }
}

/// The cells that hold a mark's value, where its point and its series name them. The measure's own figures come before what
/// was worked out from them.
fn behind(mark: &Drawn<'_>, table: &Table) -> Vec<CellFacts> {
    let (rows, columns) = (0..table.rows.len(), 0..table.columns.len());
    let series_is_row = rows.clone().any(|row| is_row(table, row, mark.series));
    let series_is_column = columns.clone().any(|column| is_column(table, column, mark.series));
    let names = |row: usize, column: usize| {
        let by_row = is_row(table, row, mark.point) && (!series_is_column || is_column(table, column, mark.series));
        let by_column = is_column(table, column, mark.point) && (!series_is_row || is_row(table, row, mark.series));
        by_row || by_column
    };
    let holds = |row: usize, column: usize| {
        let cell = table.rows.get(row).and_then(|row| row.cells.get(column));
        cell.is_some_and(|cell| cell.number() == mark.value && !matches!(cell, sna_core::document::Cell::Text(_)))
    };
    let pairs = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
    let found: Vec<(usize, usize)> =
        pairs.filter(|(row, column)| names(*row, *column) && holds(*row, *column)).collect();
    let is_own =
        |(_, column): &&(usize, usize)| table.columns.get(*column).is_some_and(|head| head.role == Role::Value);
    let own: Vec<(usize, usize)> = found.iter().filter(is_own).copied().collect();
    let best = if own.is_empty() { found } else { own };
    best.into_iter().filter_map(|(row, column)| cell_facts(table, row, column)).collect()
}

/// Everything that is drawn.
fn drawn(plot: &Plot) -> Vec<Drawn<'_>> {
    match plot {
        Plot::Columns { bars, format, .. } | Plot::Bars { bars, format, .. } => {
            bars.iter().map(|Bar { label, value }| one(label, *value, *format)).collect()
        }
        Plot::Lines { positions, lines, format, .. } => {
            let lines = lines.iter().map(|line| (line.name.as_str(), line.values.as_slice()));
            series(positions, lines, *format)
        }
        Plot::Panels { positions, panels, format } => {
            let panels = panels.iter().map(|panel| (panel.name.as_str(), panel.values.as_slice()));
            series(positions, panels, *format)
        }
        Plot::Pyramid { sides, bands, format, .. } => bands
            .iter()
            .flat_map(|band| {
                let values = sides.iter().zip(band.values);
                values.map(|(side, value)| Drawn { point: &band.label, series: side, value, format: *format })
            })
            .collect(),
        Plot::Tiles { tiles, format, .. } => {
            tiles.iter().map(|Tile { name, value, .. }| one(name, *value, *format)).collect()
        }
        Plot::Map { areas, format, .. } => areas_drawn(areas, *format),
        Plot::Hexagons { hexagons, .. } => areas_drawn(hexagons, Format::Count),
        Plot::Intervals { intervals, format, .. } => intervals
            .iter()
            .flat_map(|interval| {
                let ends = [("", interval.value), ("lower end", interval.low), ("upper end", interval.high)];
                ends.map(|(series, value)| Drawn { point: &interval.name, series, value: Some(value), format: *format })
            })
            .collect(),
        Plot::Funnel { points, format, size_format, .. } => points
            .iter()
            .flat_map(|point| {
                let size = Drawn { point: &point.name, series: "size", value: Some(point.size), format: *size_format };
                [one(&point.name, Some(point.value), *format), size]
            })
            .collect(),
    }
}

fn one(point: &str, value: Option<f64>, format: Format) -> Drawn<'_> {
    Drawn { point, series: "", value, format }
}

fn areas_drawn(areas: &[MapArea], format: Format) -> Vec<Drawn<'_>> {
    areas.iter().map(|area| one(&area.name, area.value, format)).collect()
}

fn series<'a>(
    positions: &'a [String],
    lines: impl Iterator<Item = (&'a str, &'a [Option<f64>])>,
    format: Format,
) -> Vec<Drawn<'a>> {
    lines
        .flat_map(|(series, values)| {
            let values = positions.iter().zip(values);
            values.map(move |(point, value)| Drawn { point, series, value: *value, format })
        })
        .collect()
}

//! Shading of a heat table: a class for every cell, the classes in words, and the edges of the outlined window.

use serde::Serialize;

use sna_core::document::{Column, Format, Heat, Role, RowKind, Table, format_number};

/// Shading for the template.
#[derive(Serialize)]
pub(super) struct HeatView<'a> {
    /// The classes in words, lightest first: `up to 10`, `over 10 to 20`, `over 20`.
    classes: Vec<String>,
    window: Option<&'a str>,
    /// For each row, the class of each cell; `None` for totals and missing figures.
    shades: Vec<Vec<Option<usize>>>,
    /// For each row, the outlined edges of each cell, as letters from `tblr`.
    edges: Vec<Vec<String>>,
}

/// The shading of a table.
pub(super) fn view<'a>(table: &Table, heat: &'a Heat) -> HeatView<'a> {
    let format = table.columns.first().map_or(Format::Count, |column| column.format);
    HeatView {
        classes: classes(heat, format),
        window: heat.window.as_deref(),
        shades: (0..table.rows.len()).map(|row| shades(table, heat, row)).collect(),
        edges: (0..table.rows.len()).map(|row| edges(table, heat, row)).collect(),
    }
}

fn classes(heat: &Heat, format: Format) -> Vec<String> {
    let limits: Vec<String> = heat.breaks.iter().map(|limit| format_number(*limit, format)).collect();
    let [first, .., last] = limits.as_slice() else {
        return limits.iter().flat_map(|only| [format!("up to {only}"), format!("over {only}")]).collect();
    };
    let between = limits.windows(2).map(|pair| format!("over {} to {}", pair[0], pair[1]));
    std::iter::once(format!("up to {first}")).chain(between).chain([format!("over {last}")]).collect()
}

fn shades(table: &Table, heat: &Heat, row: usize) -> Vec<Option<usize>> {
    let total = table.rows[row].kind == RowKind::Total;
    let cells = table.rows[row].cells.iter().zip(&table.columns);
    cells
        .map(|(cell, column)| cell.number().filter(|_| !total && is_shaded(column)).map(|number| heat.class(number)))
        .collect()
}

fn is_shaded(column: &Column) -> bool {
    match column.role {
        Role::Value => true,
        Role::Total | Role::Change | Role::Derived | Role::Interval => false,
    }
}

/// An outlined cell has an edge wherever its neighbour is not outlined.
fn edges(table: &Table, heat: &Heat, row: usize) -> Vec<String> {
    (0..table.columns.len()).map(|column| cell_edges(heat, row, column)).collect()
}

fn cell_edges(heat: &Heat, row: usize, column: usize) -> String {
    let outlined =
        |row: Option<usize>, column: Option<usize>| row.zip(column).is_some_and(|cell| heat.outlined.contains(&cell));
    if !outlined(Some(row), Some(column)) {
        return String::new();
    }
    let neighbours = [
        ('t', row.checked_sub(1), Some(column)),
        ('b', Some(row + 1), Some(column)),
        ('l', Some(row), column.checked_sub(1)),
        ('r', Some(row), Some(column + 1)),
    ];
    neighbours.into_iter().filter(|(_, row, column)| !outlined(*row, *column)).map(|(edge, _, _)| edge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_read_as_ranges_and_the_window_has_a_closed_outline() {
        let heat = Heat { breaks: vec![10.0, 1000.0], window: None, outlined: vec![(0, 1), (1, 1), (1, 2)] };
        assert_eq!(classes(&heat, Format::Count), ["up to 10", "over 10 to 1,000", "over 1,000"]);
        assert_eq!(cell_edges(&heat, 0, 1), "tlr");
        assert_eq!(cell_edges(&heat, 1, 1), "bl");
        assert_eq!(cell_edges(&heat, 1, 2), "tbr");
        assert_eq!(cell_edges(&heat, 0, 2), "");
    }
}

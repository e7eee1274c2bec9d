//! Cells of a table: which ones are asked about, and the facts about each.

use super::answer::{CellFacts, TableFacts, TotalFacts};
use super::find::table_number;
use super::words::{cell_in_words, column_in_words, exact, row_in_words};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Role, RowKind, Table};

/// A whole table.
pub(super) fn table_facts(table: &Table) -> TableFacts {
    let columns = table.columns.iter().enumerate();
    TableFacts {
        id: table.id.clone(),
        number: table_number(table),
        title: table.title.clone(),
        base: table.base.clone(),
        rows: table.rows.iter().map(|row| row.key.clone()).collect(),
        columns: columns.map(|(at, column)| (column.key.clone(), column_in_words(table, at))).collect(),
        notes: table.notes.clone(),
    }
}

/// The cells of a row, of a column, or the cell where both meet.
///
/// # Errors
/// `unknown-row` and `unknown-column`, both at once.
pub(super) fn asked_cells(
    table: &Table,
    row: Option<&str>,
    column: Option<&str>,
) -> Result<Vec<CellFacts>, Diagnostics> {
    let mut found = Diagnostics::default();
    let rows = match row {
        None => (0..table.rows.len()).collect(),
        Some(name) => match row_at(table, name) {
            Some(at) => vec![at],
            None => {
                let keys = table.rows.iter().map(|row| row.key.as_str());
                found.push(Diagnostic::unknown(Code::UnknownRow, "row", name, keys).hint(of(table)));
                Vec::new()
            }
        },
    };
    let columns = match column {
        None => (0..table.columns.len()).collect(),
        Some(name) => match table.column(name) {
            Some(at) => vec![at],
            None => {
                let keys = table.columns.iter().map(|column| column.key.as_str());
                found.push(Diagnostic::unknown(Code::UnknownColumn, "column", name, keys).hint(of(table)));
                Vec::new()
            }
        },
    };
    let pairs = rows.iter().flat_map(|row| columns.iter().map(move |column| (*row, *column)));
    let cells = pairs.filter_map(|(row, column)| cell_facts(table, row, column)).collect();
    found.into_result(cells).map(|(cells, _)| cells)
}

fn of(table: &Table) -> String {
    format!("these are the names of table `{}`", table.id)
}

fn row_at(table: &Table, name: &str) -> Option<usize> {
    let by_key = table.rows.iter().position(|row| row.key == name);
    by_key.or_else(|| table.rows.iter().position(|row| row.label == name))
}

/// The facts about one cell; `None` if there is no such cell.
pub(super) fn cell_facts(table: &Table, row_at: usize, column_at: usize) -> Option<CellFacts> {
    let (row, column) = (table.rows.get(row_at)?, table.columns.get(column_at)?);
    let cell = row.cells.get(column_at)?;
    Some(CellFacts {
        table: table.id.clone(),
        row: row.key.clone(),
        row_label: row.label.clone(),
        column: column.key.clone(),
        column_title: column.title.clone(),
        printed: cell.print(column.format),
        value: cell.number(),
        exact: exact(cell),
        format: cell_in_words(cell, column.format),
        column_holds: column_in_words(table, column_at),
        row_holds: row_in_words(row.kind),
        totals: totals(table, row_at, column_at),
    })
}

/// The totals that a cell is part of.
fn totals(table: &Table, row_at: usize, column_at: usize) -> Vec<TotalFacts> {
    let counted = table.columns.get(column_at).is_some_and(|column| matches!(column.role, Role::Value | Role::Total));
    if !counted {
        return Vec::new();
    }
    let rows = table.rows.iter().enumerate().filter(|(at, row)| row.kind == RowKind::Total && *at != row_at);
    let columns =
        table.columns.iter().enumerate().filter(|(at, column)| column.role == Role::Total && *at != column_at);
    let places = columns.map(|(at, _)| (row_at, at)).chain(rows.map(|(at, _)| (at, column_at)));
    places.filter_map(|(row, column)| total(table, row, column)).collect()
}

fn total(table: &Table, row: usize, column: usize) -> Option<TotalFacts> {
    let (row, head) = (table.rows.get(row)?, table.columns.get(column)?);
    let printed = row.cells.get(column)?.print(head.format);
    Some(TotalFacts { row: row.key.clone(), column: head.key.clone(), printed })
}

/// Whether a name is a row's.
pub(super) fn is_row(table: &Table, at: usize, name: &str) -> bool {
    table.rows.get(at).is_some_and(|row| row.key == name || row.label == name)
}

/// Whether a name is a column's.
pub(super) fn is_column(table: &Table, at: usize, name: &str) -> bool {
    table.columns.get(at).is_some_and(|column| column.key == name || column.title == name)
}

/// The cell that an expression read, by the keys of its row and column.
pub(super) fn cell_by_keys(table: &Table, row: &str, column: &str) -> Option<CellFacts> {
    cell_facts(table, row_at(table, row)?, table.column(column)?)
}

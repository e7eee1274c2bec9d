//! A table for the template: printed cells, the kind of each column, and its sizes.

use std::borrow::Cow;

use serde::Serialize;

use super::heat::{self, HeatView};
use super::sizes::{self, Sizes};
use super::target;
use crate::typst::fonts::Fonts;
use sna_core::diag::{Code, Diagnostic};
use sna_core::document::{Cell, Column, Heat, Role, Row, RowKind, Table, Times};

/// A printed table.
#[derive(Serialize)]
pub(super) struct TableView<'a> {
    target: String,
    name: String,
    title: &'a str,
    base: String,
    /// Marks used, with their meaning: `[c] confidential: ...`.
    shorthand: Vec<String>,
    row_header: &'a str,
    columns: Vec<ColumnView<'a>>,
    rows: Vec<RowView<'a>>,
    heat: Option<HeatView<'a>>,
    notes: Vec<Cow<'a, str>>,
    source: &'a str,
    sizes: Sizes,
}

/// A value column.
#[derive(Serialize)]
struct ColumnView<'a> {
    title: Cow<'a, str>,
    /// Words are aligned left, numbers right.
    words: bool,
    emphasis: bool,
    /// Worked out from other columns: printed in the secondary colour.
    secondary: bool,
    /// Begins a different kind of figure: there is a little more space before it.
    gap: bool,
}

/// A row.
#[derive(Serialize)]
struct RowView<'a> {
    label: Cow<'a, str>,
    total: bool,
    cells: Vec<String>,
}

/// The name of a table: `Table 3`.
pub(super) fn name(table: &Table) -> String {
    format!("Table {}", table.number)
}

/// A table as the template needs it, or why it cannot be printed.
pub(super) fn view<'a>(table: &'a Table, notes: Vec<Cow<'a, str>>, fonts: &Fonts) -> Result<TableView<'a>, Diagnostic> {
    let rows: Vec<RowView> = table.rows.iter().map(|row| row_view(row, &table.columns, &table.times)).collect();
    let printed: Vec<&[String]> = rows.iter().map(|row| row.cells.as_slice()).collect();
    let sizes = sizes::choose(table, &printed, fonts).ok_or_else(|| too_wide(table))?;
    Ok(TableView {
        target: target(&table.id),
        name: name(table),
        title: &table.title,
        base: format!("{}{}", table.base, table.narrowed),
        shorthand: shorthand(table),
        row_header: &table.row_header,
        columns: columns(table),
        sizes,
        heat: table.heat.as_ref().map(|shading: &Heat| heat::view(table, shading)),
        rows,
        notes,
        source: &table.source,
    })
}

/// What the marks in a table mean.
fn shorthand(table: &Table) -> Vec<String> {
    let missing = table.shorthand().into_iter().map(|why| format!("{} {}", why.mark(), why.meaning()));
    let broken = table.times.has_break().then(|| "[b] break in the series".to_owned());
    missing.chain(broken).collect()
}

/// A name with what is added to it where it is read.
fn marked<'a>(name: &'a str, suffix: &str) -> Cow<'a, str> {
    if suffix.is_empty() { Cow::Borrowed(name) } else { Cow::Owned(format!("{name}{suffix}")) }
}

fn too_wide(table: &Table) -> Diagnostic {
    Diagnostic::error(Code::TableTooWide, format!("table `{}` does not fit on the page, even in small type", table.id))
        .found(format!("{} columns", table.columns.len()))
        .hint("remove columns, swap rows and columns, or do not print it: it is still attached as a file")
}

fn row_view<'a>(row: &'a Row, columns: &[Column], times: &Times) -> RowView<'a> {
    let total = match row.kind {
        RowKind::Total => true,
        RowKind::Body | RowKind::Unknown => false,
    };
    let cells = row.cells.iter().zip(columns).map(|(cell, column)| cell.print(column.format)).collect();
    RowView { label: marked(&row.label, &times.suffix(&row.key)), total, cells }
}

fn columns(table: &Table) -> Vec<ColumnView<'_>> {
    let before = std::iter::once(None).chain(table.columns.iter().map(Some));
    let columns = table.columns.iter().zip(before).enumerate();
    columns
        .map(|(position, (column, before))| ColumnView {
            title: marked(&column.title, &table.times.suffix(&column.key)),
            words: holds_words(table, position),
            emphasis: column.emphasis,
            secondary: is_secondary(column.role),
            gap: starts_group(table, before, column),
        })
        .collect()
}

/// Whether a column holds words rather than figures. Interval ends are figures whatever their cells are.
fn holds_words(table: &Table, position: usize) -> bool {
    table.columns[position].role != Role::Interval
        && table.rows.iter().any(|row| matches!(row.cells.get(position), Some(Cell::Text(_))))
}

fn is_secondary(role: Role) -> bool {
    match role {
        Role::Derived | Role::Interval => true,
        Role::Value | Role::Total | Role::Change => false,
    }
}

/// Whether a column begins a different kind of figure from the one before it.
pub(super) fn starts_group(table: &Table, before: Option<&Column>, column: &Column) -> bool {
    table.heat.is_none() && before.is_some_and(|before| before.role != column.role)
}

//! Counts laid out in rows and columns, and the table that grows from them.

use super::categories::Category;
use super::proportion::proportion;
use sna_core::document::{BodyRow, Column, Counted, Figure, Format, Role, RowKind};

/// Counts laid out: rows by columns.
pub(super) struct Grid {
    pub rows: Vec<(Category, Vec<Counted>)>,
    pub columns: Vec<Category>,
}

/// A table as it grows by columns; its last row is the total.
pub(super) struct Assembled {
    pub columns: Vec<Column>,
    pub rows: Vec<BodyRow>,
    /// The counts behind each row.
    pub counts: Vec<Vec<Counted>>,
    /// Their sums.
    pub totals: Vec<Counted>,
}

impl Assembled {
    /// The counts alone.
    pub(super) fn counts(grid: &Grid, has_columns: bool) -> Self {
        let newest = grid.columns.len().saturating_sub(1);
        let columns = grid.columns.iter().enumerate().map(|(at, category)| match has_columns {
            true => category.column(at == newest),
            false => Column::new("count", "Number", Role::Value, Format::Count),
        });
        let cells = |counts: &[Counted]| counts.iter().cloned().map(Figure::Count).collect();
        let mut rows: Vec<BodyRow> = grid.rows.iter().map(|(category, counts)| category.row(cells(counts))).collect();
        let sums: Vec<Counted> =
            (0..grid.columns.len()).map(|at| grid.rows.iter().map(|(_, counts)| &counts[at]).sum()).collect();
        rows.push(BodyRow { key: "total".into(), label: "Total".into(), kind: RowKind::Total, cells: cells(&sums) });
        let counts: Vec<Vec<Counted>> = grid.rows.iter().map(|(_, counts)| counts.clone()).chain([sums]).collect();
        let totals = counts.iter().map(|counts| counts.iter().sum()).collect();
        Self { columns: columns.collect(), rows, counts, totals }
    }

    /// Sets the counts of the total row.
    pub(super) fn set_sums(&mut self, sums: Vec<Counted>) {
        if let Some(total) = self.rows.last_mut() {
            total.cells = sums.iter().cloned().map(Figure::Count).collect();
        }
        if let Some(counts) = self.counts.last_mut() {
            *counts = sums;
        }
    }

    /// Shows each count as its share of the row's total.
    pub(super) fn show_row_shares(&mut self) {
        self.columns.iter_mut().for_each(|column| column.format = Format::Percent(1));
        for ((row, counts), total) in self.rows.iter_mut().zip(&self.counts).zip(&self.totals) {
            row.cells = counts.iter().map(|count| proportion(count.value(), total.value())).collect();
        }
    }

    /// Adds a column.
    pub(super) fn push(&mut self, column: Column, cells: &[Figure]) {
        self.columns.push(column);
        self.rows.iter_mut().zip(cells).for_each(|(row, cell)| row.cells.push(cell.clone()));
    }
}

//! Counts laid out in rows and columns, and the table that grows from them.

use super::categories::Category;
use super::proportion::proportion;
use sna_core::document::{Cell, Column, Format, Role, Row, RowKind};

/// Counts laid out: rows by columns.
pub(super) struct Grid {
    pub rows: Vec<(Category, Vec<u64>)>,
    pub columns: Vec<Category>,
}

/// A table as it grows by columns; its last row is the total.
pub(super) struct Assembled {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// The counts behind each row.
    pub figures: Vec<Vec<u64>>,
    /// Their sums.
    pub totals: Vec<u64>,
}

impl Assembled {
    /// The counts alone.
    pub(super) fn counts(grid: &Grid, has_columns: bool) -> Self {
        let newest = grid.columns.len().saturating_sub(1);
        let columns = grid.columns.iter().enumerate().map(|(at, category)| match has_columns {
            true => category.column(at == newest),
            false => Column::new("count", "Number", Role::Value, Format::Count),
        });
        let cells = |figures: &[u64]| figures.iter().map(|count| Cell::Count(*count)).collect();
        let mut rows: Vec<Row> = grid.rows.iter().map(|(category, figures)| category.row(cells(figures))).collect();
        let sums: Vec<u64> =
            (0..grid.columns.len()).map(|at| grid.rows.iter().map(|(_, figures)| figures[at]).sum()).collect();
        rows.push(Row { key: "total".into(), label: "Total".into(), kind: RowKind::Total, cells: cells(&sums) });
        let figures: Vec<Vec<u64>> = grid.rows.iter().map(|(_, figures)| figures.clone()).chain([sums]).collect();
        let totals = figures.iter().map(|figures| figures.iter().sum()).collect();
        Self { columns: columns.collect(), rows, figures, totals }
    }

    /// Shows each count as its share of the row's total.
    pub(super) fn show_row_shares(&mut self) {
        self.columns.iter_mut().for_each(|column| column.format = Format::Percent(1));
        for ((row, figures), total) in self.rows.iter_mut().zip(&self.figures).zip(&self.totals) {
            row.cells = figures.iter().map(|count| proportion(*count, *total)).collect();
        }
    }

    /// Adds a column.
    pub(super) fn push(&mut self, column: Column, cells: &[Cell]) {
        self.columns.push(column);
        self.rows.iter_mut().zip(cells).for_each(|(row, cell)| row.cells.push(cell.clone()));
    }
}

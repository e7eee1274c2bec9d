//! Reads the cells of a table and records each one that is read.

use sna_core::diag::Code;
use std::sync::Arc;

use minijinja::value::{Value, ValueKind};
use minijinja::{Error, ErrorKind};

use super::errors::{failed, unknown};
use super::reading::Figure;
use super::record::Recorder;
use super::shade::{Shade, turned};
use super::unlike::Unlike;
use super::values::RowObject;
use sna_core::document::{Cell, Column, Format, Fraction, Input, Missing, Role, RowKind, Table};

/// A table and the record its reads go to.
#[derive(Debug, Clone)]
pub(crate) struct Cells {
    pub(crate) table: Arc<Table>,
    pub(crate) recorder: Recorder,
}

/// A position in a table: row and column, from 0.
pub(crate) type Position = (usize, usize);

impl Cells {
    /// The position of a row by its key or label.
    ///
    /// # Errors
    /// `unknown-row`.
    pub(crate) fn row(&self, name: &Value) -> Result<usize, Error> {
        let name = key(name)?;
        let rows = &self.table.rows;
        let of = |name: &str| rows.iter().position(|row| row.key == name || row.label == name);
        of(&name).or_else(|| of(&turned(&name)).filter(|_| self.is_shaded())).ok_or_else(|| {
            let known = rows.iter().map(|row| row.label.as_str());
            unknown(Code::UnknownRow, &format!("table `{}` has no row `{name}`", self.table.id), &name, known)
        })
    }

    /// The position of a column by its key or title.
    ///
    /// # Errors
    /// `unknown-column`.
    pub(crate) fn column(&self, name: &Value) -> Result<usize, Error> {
        let name = key(name)?;
        let of = |name: &str| self.table.column(name);
        of(&name).or_else(|| of(&turned(&name)).filter(|_| self.is_shaded())).ok_or_else(|| {
            let known = self.table.columns.iter().map(|column| column.key.as_str());
            unknown(Code::UnknownColumn, &format!("table `{}` has no column `{name}`", self.table.id), &name, known)
        })
    }

    /// Whether figures are not the data's: the names that a table gave then have other digits.
    fn is_shaded(&self) -> bool {
        self.recorder.shade != Shade::Data
    }

    /// The column for a row as a whole: the one asked for, or the total column, or the last column of the measure.
    ///
    /// # Errors
    /// `unknown-column`, or when the table has no column at all.
    pub(crate) fn main_column(&self, name: Option<&Value>) -> Result<usize, Error> {
        let columns = &self.table.columns;
        let of_role = |role: Role| columns.iter().rposition(|column| column.role == role);
        match name {
            Some(name) => self.column(name),
            None => of_role(Role::Total).or_else(|| of_role(Role::Value)).ok_or_else(|| {
                failed(format!("table `{}` has no column of figures", self.table.id), "name the column")
            }),
        }
    }

    /// The columns of the measure itself; all columns if there are none.
    pub(crate) fn value_columns(&self) -> Vec<usize> {
        let all = 0..self.table.columns.len();
        let values: Vec<usize> = all.clone().filter(|at| self.table.columns[*at].role == Role::Value).collect();
        if values.is_empty() { all.collect() } else { values }
    }

    /// The rows that are categories.
    pub(crate) fn body_rows(&self) -> Vec<usize> {
        (0..self.table.rows.len()).filter(|at| self.table.rows[*at].kind == RowKind::Body).collect()
    }

    /// The keys of areas whose counts in a column are covered for fewer days than those of others.
    pub(crate) fn uneven_in(&self, column: usize) -> Vec<&str> {
        let is_count = |column: &&Column| {
            matches!(column.role, Role::Value | Role::Total) && matches!(column.format, Format::Count)
        };
        let column = self.table.columns.get(column).filter(is_count);
        column.map_or_else(Vec::new, |column| self.table.times.uneven_in(&column.key))
    }

    /// Records that areas are left out of an order.
    pub(crate) fn leave_out(&self, uneven: &[&str]) {
        if !uneven.is_empty() {
            let names = uneven.iter().map(ToString::to_string).collect();
            self.recorder.note_unlike(Unlike::Areas { table: self.table.id.clone(), names });
        }
    }

    /// The rows whose counts in a column can be set against one another.
    pub(crate) fn even_rows(&self, column: usize) -> Vec<usize> {
        let uneven = self.uneven_in(column);
        self.leave_out(&uneven);
        let is_even = |row: &usize| !uneven.contains(&self.table.rows[*row].key.as_str());
        self.body_rows().into_iter().filter(is_even).collect()
    }

    /// The total row.
    pub(crate) fn total_row(&self) -> Option<usize> {
        self.table.rows.iter().rposition(|row| row.kind == RowKind::Total)
    }

    /// The total column.
    pub(crate) fn total_column(&self) -> Option<usize> {
        self.table.columns.iter().rposition(|column| column.role == Role::Total)
    }

    /// The cell at a position; `None` in a ragged table.
    pub(crate) fn cell(&self, at: Position) -> Option<Cell> {
        let cell = self.table.rows.get(at.0)?.cells.get(at.1)?;
        Some(self.recorder.shade.cell(cell, at))
    }

    /// The number at a position, without recording that it was read.
    pub(crate) fn peek(&self, at: Position) -> Option<f64> {
        self.cell(at).as_ref().and_then(Cell::number)
    }

    /// The fraction at a position that is not printed because its base is small.
    pub(crate) fn peek_small(&self, at: Position) -> Option<f64> {
        self.fraction(at).filter(|fraction| fraction.small).map(Fraction::value)
    }

    fn fraction(&self, at: Position) -> Option<Fraction> {
        match self.cell(at)? {
            Cell::Fraction(fraction) => Some(fraction),
            Cell::Count(_) | Cell::Number(_) | Cell::Text(_) | Cell::Missing(_) => None,
        }
    }

    /// The count at a position.
    pub(crate) fn count(&self, at: Position) -> Option<u64> {
        match self.cell(at)? {
            Cell::Count(count) => Some(count),
            Cell::Fraction(_) | Cell::Number(_) | Cell::Text(_) | Cell::Missing(_) => None,
        }
    }

    /// How the figures at a position are written.
    pub(crate) fn format(&self, at: Position) -> Format {
        let column = self.table.columns.get(at.1).map_or(Format::Count, |column: &Column| column.format);
        self.cell(at).map_or(column, |cell| cell.format(column))
    }

    /// The name of a cell for the record.
    pub(crate) fn input(&self, at: Position) -> Input {
        Input {
            table: self.table.id.clone(),
            row: self.table.rows.get(at.0).map_or_else(String::new, |row| row.key.clone()),
            column: self.table.columns.get(at.1).map_or_else(String::new, |column| column.key.clone()),
            value: self.peek(at),
        }
    }

    /// Reads a cell: its number or text; `NaN` where the figure is missing.
    pub(crate) fn read(&self, at: Position) -> Value {
        let inputs = vec![self.input(at)];
        // A percentage on a small base can be compared; its counts are printed instead.
        let (fraction, number) = (self.fraction(at), self.peek(at).or_else(|| self.peek_small(at)));
        self.recorder.read(Figure { number, format: self.format(at), fraction, inputs });
        match self.cell(at) {
            Some(Cell::Count(count)) => Value::from(count),
            Some(Cell::Number(number)) => Value::from(number),
            Some(Cell::Fraction(fraction)) => Value::from(fraction.value()),
            Some(Cell::Text(text)) => Value::from(self.recorder.give(&text)),
            Some(Cell::Missing(why)) => Value::from(self.recorder.miss(why)),
            None => Value::UNDEFINED,
        }
    }

    /// Reads a cell as a number.
    pub(crate) fn number(&self, at: Position) -> f64 {
        super::printing::number(&self.read(at)).unwrap_or(f64::NAN)
    }

    /// Records a figure worked out from cells, and returns it.
    pub(crate) fn worked_out(&self, number: f64, format: Format, from: &[Position]) -> Value {
        let inputs = from.iter().map(|at| self.input(*at)).collect();
        self.recorder.read(Figure { number: Some(number), format, fraction: None, inputs });
        Value::from(number)
    }

    /// Records that words or an order rest on cells.
    pub(crate) fn note(&self, from: &[Position]) {
        let inputs = from.iter().map(|at| self.input(*at)).collect();
        self.recorder.read(Figure { number: None, format: Format::Count, fraction: None, inputs });
    }

    /// A row as a share of the total row, in one column; without a total row, of the sum over the rows. A share of
    /// nothing does not apply.
    pub(crate) fn share(&self, row: usize, column: usize) -> Value {
        let uneven = self.uneven_in(column);
        if self.table.rows.iter().any(|row| uneven.contains(&row.key.as_str())) {
            return Value::from(self.recorder.miss(Missing::NotAvailable));
        }
        let part = self.number((row, column));
        let mut from: Vec<Position> = match self.total_row() {
            Some(total) => vec![(total, column)],
            None => (0..self.table.rows.len()).map(|row| (row, column)).collect(),
        };
        let whole: f64 = from.iter().map(|at| self.number(*at)).sum();
        let counted: Option<u64> = from.iter().map(|at| self.count(*at)).sum();
        from.insert(0, (row, column));
        if whole == 0.0 {
            return Value::from(self.recorder.miss(Missing::NotApplicable));
        }
        let inputs = from.iter().map(|at| self.input(*at)).collect();
        let fraction = self.count((row, column)).zip(counted).and_then(|(part, whole)| Fraction::share(part, whole));
        self.recorder.read(Figure { number: Some(part / whole), format: Format::Percent(1), fraction, inputs });
        Value::from(part / whole)
    }
}

/// A row or column name: words, a number, or a row of `table.rows`.
fn key(name: &Value) -> Result<String, Error> {
    if let Some(row) = name.downcast_object_ref::<RowObject>() {
        return Ok(row.key().to_owned());
    }
    match name.kind() {
        ValueKind::String | ValueKind::Number => Ok(name.to_string()),
        ValueKind::Undefined => Err(Error::from(ErrorKind::UndefinedError)),
        kind => {
            Err(failed(format!("a row or column needs a name in words, not a value of kind {kind}"), "give its name"))
        }
    }
}

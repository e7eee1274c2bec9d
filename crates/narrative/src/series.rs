//! A row or a column of a table as an ordered series of figures.

use std::fmt;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, Value, from_args};
use minijinja::{Error, State};

use super::cells::{Cells, Position};
use super::errors::{failed, not_text};
use super::ranking::named;
use super::registry::Kind;
use super::values::unknown_word;
use sna_core::document::{Cell, Format, Missing};

/// What a series runs along.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Axis {
    /// A row, by column.
    Row(usize),
    /// A column, by row.
    Column(usize),
}

/// Figures of one row or one column, in the order of the table.
#[derive(Debug)]
pub(crate) struct Series {
    pub(super) cells: Cells,
    pub(super) axis: Axis,
    pub(super) positions: Vec<Position>,
}

impl Series {
    /// A row, over the columns of the measure itself, or a column, over the rows that are categories.
    pub(crate) fn new(cells: Cells, axis: Axis) -> Self {
        let positions = match axis {
            Axis::Row(row) => cells.value_columns().into_iter().map(|column| (row, column)).collect(),
            Axis::Column(column) => cells.body_rows().into_iter().map(|row| (row, column)).collect(),
        };
        Self { cells, axis, positions }
    }

    /// The position of a key; totals can be named too.
    pub(super) fn position(&self, key: &Value) -> Result<Position, Error> {
        match self.axis {
            Axis::Row(row) => Ok((row, self.cells.column(key)?)),
            Axis::Column(column) => Ok((self.cells.row(key)?, column)),
        }
    }

    /// A count, or why there is none.
    ///
    /// # Errors
    /// The cell contains something other than a count.
    pub(crate) fn count(&self, key: &Value) -> Result<Result<u64, Missing>, Error> {
        let at = self.position(key)?;
        let input = self.cells.input(at);
        match self.cells.cell(at) {
            Some(Cell::Count(count)) => {
                self.cells.read(at);
                Ok(Ok(count))
            }
            Some(Cell::Missing(why)) => {
                self.cells.read(at);
                Ok(Err(why))
            }
            Some(Cell::Number(_) | Cell::Fraction(_) | Cell::Text(_)) | None => Err(failed(
                format!(
                    "a change can be tested only between counts: column `{}` of `{}` does not contain counts",
                    input.column, input.table
                ),
                "name a column or row of counts; `moved(...)` writes both figures of a rate, a share or a stock, without a test",
            )),
        }
    }

    /// The figure of a key, recorded as read.
    ///
    /// # Errors
    /// No row or column has this name.
    pub(crate) fn figure(&self, key: &Value) -> Result<Value, Error> {
        Ok(self.cells.read(self.position(key)?))
    }

    /// How the figure of a key is written.
    ///
    /// # Errors
    /// No row or column has this name.
    pub(crate) fn figure_format(&self, key: &Value) -> Result<Format, Error> {
        Ok(self.cells.format(self.position(key)?))
    }

    /// Whether the figure of a key counts events, which a test can compare.
    ///
    /// # Errors
    /// No row or column has this name.
    pub(crate) fn is_count(&self, key: &Value) -> Result<bool, Error> {
        Ok(matches!(self.cells.cell(self.position(key)?), Some(Cell::Count(_))))
    }

    fn key(&self, (row, column): Position) -> String {
        let name = match self.axis {
            Axis::Row(_) => self.cells.table.columns.get(column).map(|column| &column.key),
            Axis::Column(_) => self.cells.table.rows.get(row).map(|row| &row.label),
        };
        self.cells.recorder.give(name.map_or("", String::as_str))
    }

    fn name(&self) -> String {
        let table = &self.cells.table;
        let name = match self.axis {
            Axis::Row(row) => table.rows.get(row).map(|row| &row.label),
            Axis::Column(column) => table.columns.get(column).map(|column| &column.title),
        };
        self.cells.recorder.give(name.map_or("", String::as_str))
    }

    fn known(&self) -> Vec<(Position, f64)> {
        let figures = |read: fn(&Cells, Position) -> Option<f64>| {
            self.alike().iter().filter_map(|at| read(&self.cells, *at).map(|figure| (*at, figure))).collect()
        };
        let reliable: Vec<(Position, f64)> = figures(Cells::peek);
        // If no percentage is printed, their counts still have an order.
        if reliable.is_empty() { figures(Cells::peek_small) } else { reliable }
    }

    /// All positions of the figure that wins every comparison with the other known figures.
    fn extremes(&self, wins: fn(f64, f64) -> bool) -> Vec<Position> {
        self.cells.leave_out(&self.uneven());
        self.note_break();
        let known = self.known();
        let is_extreme = |own: f64| known.iter().all(|(_, other)| !wins(*other, own));
        known.iter().filter(|(_, own)| is_extreme(*own)).map(|(at, _)| *at).collect()
    }

    fn extreme(&self, wins: fn(f64, f64) -> bool) -> Value {
        self.extremes(wins).first().map_or_else(|| self.none(), |at| self.cells.read(*at))
    }

    fn extreme_names(&self, wins: fn(f64, f64) -> bool) -> Value {
        let found = self.extremes(wins);
        if found.is_empty() {
            return self.none();
        }
        let names: Vec<String> = found.iter().map(|at| self.key(*at)).collect();
        self.cells.note(&found);
        Value::from(named(&self.cells.recorder, &names, self.header(&names)))
    }

    /// The names of all that have the greatest or smallest figure.
    fn all_extreme_names(&self, wins: fn(f64, f64) -> bool) -> Value {
        let found = self.extremes(wins);
        self.cells.note(&found);
        found.iter().map(|at| self.key(*at)).collect()
    }

    /// How many rows or columns have the greatest figure.
    pub(crate) fn leaders(&self) -> usize {
        self.extremes(|a, b| a > b).len()
    }

    /// What its names are names of. Columns have no header of their own.
    fn header(&self, names: &[String]) -> &str {
        match self.axis {
            Axis::Column(_) => &self.cells.table.row_header,
            Axis::Row(_) if names.iter().all(|name| name.starts_with(|c: char| c.is_ascii_digit())) => "year",
            Axis::Row(_) => "",
        }
    }

    /// The value used when there are no figures to choose from.
    fn none(&self) -> Value {
        match self.positions.first().and_then(|at| self.cells.cell(*at)) {
            Some(Cell::Missing(why)) => Value::from(self.cells.recorder.miss(why)),
            Some(Cell::Count(_) | Cell::Number(_) | Cell::Fraction(_) | Cell::Text(_)) | None => {
                Value::from(self.cells.recorder.miss(Missing::NotAvailable))
            }
        }
    }

    /// The value used where no time is wholly covered.
    fn none_whole(&self) -> Value {
        Value::from(self.cells.recorder.miss(Missing::NotAvailable))
    }

    fn empty(&self) -> Error {
        let message = format!("`{}` of table `{}` has too few figures for this", self.name(), self.cells.table.id);
        failed(message, "ask `.keys | length` first")
    }

    fn nth_last(&self, back: usize) -> Result<Value, Error> {
        self.positions.iter().rev().nth(back).map(|at| self.cells.read(*at)).ok_or_else(|| self.empty())
    }

    /// The same series without the figures that are missing.
    fn without_gaps(&self) -> Self {
        let positions = self.known().into_iter().map(|(at, _)| at).collect();
        Self { cells: self.cells.clone(), axis: self.axis, positions }
    }

    fn format(&self) -> Format {
        self.positions.first().map_or(Format::Count, |at| self.cells.format(*at))
    }

    fn mean(&self) -> Result<Value, Error> {
        let positions = self.alike();
        self.note_break();
        if positions.is_empty() {
            return if self.positions.is_empty() { Err(self.empty()) } else { Ok(self.none_whole()) };
        }
        let number = u32::try_from(positions.len()).unwrap_or(u32::MAX);
        let format = match self.format() {
            Format::Count | Format::SignedCount => Format::Decimal(1),
            other @ (Format::Decimal(_)
            | Format::SignedDecimal(_)
            | Format::Percent(_)
            | Format::SignedPercent(_)
            | Format::Pounds) => other,
        };
        let sum: f64 = positions.iter().map(|at| self.cells.number(*at)).sum();
        Ok(self.cells.worked_out(sum / f64::from(number), format, &positions))
    }

    fn total(&self) -> Value {
        let given = match self.axis {
            Axis::Row(row) => self.cells.total_column().map(|column| (row, column)),
            Axis::Column(column) => self.cells.total_row().map(|row| (row, column)),
        };
        if let Some(at) = given {
            return self.cells.read(at);
        }
        let covered = self.covered();
        let sum = covered.iter().map(|at| self.cells.number(*at)).sum();
        self.cells.worked_out(sum, self.format(), &covered)
    }

    /// Its figures, in order, each recorded as read.
    pub(crate) fn values(&self) -> Vec<Value> {
        self.positions.iter().map(|at| self.cells.read(*at)).collect()
    }

    fn is_highest(&self, key: &Value) -> Result<Value, Error> {
        let at = self.position(key)?;
        let own = self.cells.number(at);
        self.cells.note(&self.positions);
        Ok(Value::from(self.known().iter().all(|(other, figure)| *other == at || *figure < own)))
    }
}

impl Object for Series {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.to_string();
        let found = match name.as_str() {
            "first" => self.positions.first().map(|at| self.cells.read(*at)).ok_or_else(|| self.empty()),
            "last" => self.nth_last(0),
            "previous" => self.nth_last(1),
            "max" => Ok(self.extreme(|a, b| a > b)),
            "min" => Ok(self.extreme(|a, b| a < b)),
            "mean" => self.mean(),
            "total" => Ok(self.total()),
            "keys" => Ok(self.positions.iter().map(|at| self.key(*at)).collect()),
            "values" => Ok(self.values().into_iter().collect()),
            "known" => Ok(Value::from_object(self.without_gaps())),
            "name" => Ok(Value::from(self.name())),
            "highest" => Ok(self.extreme_names(|a, b| a > b)),
            "lowest" => Ok(self.extreme_names(|a, b| a < b)),
            "highest_names" => Ok(self.all_extreme_names(|a, b| a > b)),
            "lowest_names" => Ok(self.all_extreme_names(|a, b| a < b)),
            _ => self.position(key).map(|at| self.cells.read(at)).map_err(|fault| {
                let looks_like_word = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                if looks_like_word { unknown_word("a row or column of a table", &name, Kind::Series) } else { fault }
            }),
        };
        Some(found.unwrap_or_else(Value::from))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cells.recorder.spoil(not_text());
        f.write_str(&self.name())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.positions.iter().map(|at| Value::from(self.key(*at))).collect())
    }

    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, method: &str, args: &[Value]) -> Result<Value, Error> {
        match method {
            "at" => from_args(args).and_then(|(key,): (Value,)| Ok(self.cells.read(self.position(&key)?))),
            "is_highest" => from_args(args).and_then(|(key,): (Value,)| self.is_highest(&key)),
            _ => Err(unknown_word("a row or column of a table", method, Kind::Series)),
        }
    }
}

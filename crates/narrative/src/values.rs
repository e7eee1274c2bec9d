//! Tables, and their rows, as objects of a template.

use sna_core::diag::Code;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{DynObject, Enumerator, Object, ObjectRepr, Value, from_args};
use minijinja::{Error, State};

use super::cells::{Cells, Position};
use super::environment::Group;
use super::environment::Names;
use super::errors::{failed, not_text, unknown};
use super::ranking::Ranked;
use super::reading::{Plain, Reference};
use super::registry::{self, Kind};
use super::series::{Axis, Series};
use super::words::Words;
use sna_core::document::Missing;

/// A table.
#[derive(Debug)]
pub(crate) struct TableObject {
    pub(crate) cells: Cells,
    /// The name it was reached by, with which the names under it begin.
    pub(crate) path: String,
    pub(crate) names: Names,
}

impl Object for TableObject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cells.recorder.spoil(not_text());
        f.write_str(&self.path)
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.to_string();
        let cells = &self.cells;
        let given = |name: &str| cells.recorder.give(name);
        Some(match name.as_str() {
            "total" => cells_total(cells).unwrap_or_else(Value::from),
            "rows" => rows(cells, cells.body_rows()),
            "columns" => cells.value_columns().into_iter().map(|at| given(&cells.table.columns[at].key)).collect(),
            "all_columns" => cells.table.columns.iter().map(|column| given(&column.key)).collect(),
            "uneven" => cells.table.times.uneven.iter().map(|name| given(name)).collect(),
            "title" => Value::from(given(&cells.table.title)),
            _ => self.names.group(&format!("{}.{name}", self.path)).unwrap_or_else(|| {
                Value::from(unknown_word(&format!("table `{}`", cells.table.id), &name, Kind::Table))
            }),
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, method: &str, args: &[Value]) -> Result<Value, Error> {
        let cells = &self.cells;
        match method {
            "cell" => from_args(args)
                .and_then(|(row, column): (Value, Value)| Ok(cells.read((cells.row(&row)?, cells.column(&column)?)))),
            "row" => from_args(args).and_then(|(row,): (Value,)| Ok(series(cells, Axis::Row(cells.row(&row)?)))),
            "column" => {
                from_args(args).and_then(|(name,): (Value,)| Ok(series(cells, Axis::Column(cells.column(&name)?))))
            }
            "share" => from_args(args).and_then(|(row, column): (Value, Option<Value>)| {
                Ok(cells.share(cells.row(&row)?, cells.main_column(column.as_ref())?))
            }),
            "top" => {
                from_args(args).and_then(|(most, column): (usize, Option<Value>)| top(cells, most, column.as_ref()))
            }
            "rank" => {
                from_args(args).and_then(|(row, column): (Value, Option<Value>)| rank(cells, &row, column.as_ref()))
            }
            "same_as" => {
                from_args(args).and_then(|(row, column): (Value, Option<Value>)| same_as(cells, &row, column.as_ref()))
            }
            _ => Err(unknown_word(&format!("table `{}`", cells.table.id), method, Kind::Table)),
        }
    }
}

/// Whether a value is a part of a table or of the report, which takes no room of its own.
pub(crate) fn is_ours(value: &Value) -> bool {
    let of_table = value.downcast_object_ref::<RowObject>().is_some()
        || value.downcast_object_ref::<Series>().is_some()
        || value.downcast_object_ref::<TableObject>().is_some();
    of_table
        || value.downcast_object_ref::<Words>().is_some()
        || value.downcast_object_ref::<Group>().is_some()
        || value.downcast_object_ref::<Reference>().is_some()
        || value.downcast_object_ref::<Plain>().is_some()
}

/// An unknown word after a dot.
pub(crate) fn unknown_word(what: &str, name: &str, kind: Kind) -> Error {
    unknown(Code::UnknownName, &format!("{what} has no `{name}`"), name, registry::names(kind))
}

fn series(cells: &Cells, axis: Axis) -> Value {
    Value::from_object(Series::new(cells.clone(), axis))
}

fn cells_total(cells: &Cells) -> Result<Value, Error> {
    let column = cells.total_column().or(match cells.value_columns().as_slice() {
        [only] => Some(*only),
        _ => None,
    });
    match (cells.total_row(), column) {
        (Some(row), Some(column)) => Ok(cells.read((row, column))),
        (row, _) => Err(failed(
            format!("table `{}` has no total {}", cells.table.id, if row.is_none() { "row" } else { "column" }),
            "name the cell: `.cell(row, column)`",
        )),
    }
}

fn rows(cells: &Cells, rows: Vec<usize>) -> Value {
    let column = cells.main_column(None).unwrap_or_default();
    rows.into_iter().map(|row| Value::from_object(RowObject { cells: cells.clone(), row, column })).collect()
}

/// The highest rows, and all that equal the last of them; equal rows keep the order of the table.
fn top(cells: &Cells, most: usize, asked: Option<&Value>) -> Result<Value, Error> {
    let column = cells.main_column(asked)?;
    let figures = |read: fn(&Cells, Position) -> Option<f64>| {
        let rows = cells.even_rows(column).into_iter();
        rows.filter_map(|row| read(cells, (row, column)).map(|figure| (row, figure))).collect()
    };
    let mut known: Vec<(usize, f64)> = figures(Cells::peek);
    if known.is_empty() {
        known = figures(Cells::peek_small);
    }
    known.sort_by(|a, b| b.1.total_cmp(&a.1));
    let last = most.checked_sub(1).and_then(|last| known.get(last).map(|(_, figure)| *figure));
    let is_among = |(at, (_, figure)): &(usize, &(usize, f64))| *at < most || last == Some(*figure);
    let highest = known.iter().enumerate().take_while(is_among);
    let of = |(_, (row, _)): (usize, &(usize, f64))| {
        Value::from_object(RowObject { cells: cells.clone(), row: *row, column })
    };
    Ok(Value::from_object(Ranked { rows: highest.map(of).collect(), recorder: cells.recorder.clone() }))
}

/// The rank of a row among the categories: one more than the number of greater rows.
fn rank(cells: &Cells, row: &Value, column: Option<&Value>) -> Result<Value, Error> {
    let (row, column) = (cells.row(row)?, cells.main_column(column)?);
    let own = cells.number((row, column));
    let even = cells.even_rows(column);
    if own.is_nan() {
        return Ok(Value::from(own));
    }
    if !even.contains(&row) {
        return Ok(Value::from(cells.recorder.miss(Missing::NotAvailable)));
    }
    let all: Vec<(usize, usize)> = even.into_iter().map(|row| (row, column)).collect();
    let greater = all.iter().filter(|at| cells.peek(**at).is_some_and(|other| other > own)).count();
    cells.note(&all);
    cells.recorder.count(greater + 1);
    Ok(Value::from(greater + 1))
}

/// The names of the other categories with the same figure as a row.
fn same_as(cells: &Cells, row: &Value, column: Option<&Value>) -> Result<Value, Error> {
    let (row, column) = (cells.row(row)?, cells.main_column(column)?);
    let own = cells.peek((row, column));
    let all = cells.body_rows();
    cells.note(&all.iter().map(|row| (*row, column)).collect::<Vec<_>>());
    let equals = all.into_iter().filter(|other| *other != row && own.is_some() && cells.peek((*other, column)) == own);
    Ok(equals.map(|row| cells.recorder.give(&cells.table.rows[row].label)).collect())
}

/// A row of `table.rows` or `table.top(...)`.
#[derive(Debug)]
pub(crate) struct RowObject {
    cells: Cells,
    row: usize,
    column: usize,
}

impl RowObject {
    /// Its key in the table.
    pub(crate) fn key(&self) -> &str {
        self.cells.table.rows.get(self.row).map_or("", |row| row.key.as_str())
    }

    /// Its figure, which decides its rank.
    pub(crate) fn figure(&self) -> Option<f64> {
        let at = (self.row, self.column);
        self.cells.peek(at).or_else(|| self.cells.peek_small(at))
    }

    /// Its name as printed; the cell that decided its position counts as read.
    pub(crate) fn name(&self) -> Value {
        self.cells.note(&[(self.row, self.column)]);
        Value::from(self.cells.recorder.give(self.cells.table.rows.get(self.row).map_or("", |row| row.label.as_str())))
    }
}

impl Object for RowObject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name())
    }

    /// By figure; rows of equal figures, or without, in the order of the table.
    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        let other = other.downcast_ref::<Self>()?;
        let [own, figure] = [&**self, other].map(|row| row.cells.number((row.row, row.column)));
        let place = |row: &Self| (row.cells.table.id.clone(), row.row, row.column);
        Some(own.total_cmp(&figure).then_with(|| place(self).cmp(&place(other))))
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let cells = &self.cells;
        let name = key.to_string();
        Some(match name.as_str() {
            "name" => self.name(),
            "value" => cells.read((self.row, self.column)),
            "share" => cells.share(self.row, self.column),
            "series" => series(cells, Axis::Row(self.row)),
            _ => Value::from(unknown_word("a row", &name, Kind::Row)),
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, method: &str, args: &[Value]) -> Result<Value, Error> {
        match method {
            "cell" => from_args(args)
                .and_then(|(column,): (Value,)| Ok(self.cells.read((self.row, self.cells.column(&column)?)))),
            _ => Err(unknown_word("a row", method, Kind::Row)),
        }
    }
}

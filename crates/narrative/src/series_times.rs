//! The times that a series runs along: how two of them can be compared, which are wholly covered, and what the records without a
//! category leave open.

use minijinja::Error;
use minijinja::value::Value;

use super::cells::Position;
use super::series::{Axis, Series};
use super::unlike::Unlike;
use sna_core::document::{Comparable, Role, RowKind, SpanExtent};

/// The key of the column of records without a category.
const UNKNOWN: &str = "unknown";

/// Records of two times of which it is not known whether they belong to a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unknown {
    pub before: u64,
    pub after: u64,
    /// Those without a category and all, at both times; where either share differs, a direction may come from it.
    pub shares: Vec<[(u64, u64); 2]>,
    pub what: What,
}

/// Why it is not known whether records belong to a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// They are in a row or column of their own, with this name.
    Category(String),
    /// They do not say in which part of the whole area they are: the dimension of the parts.
    Part(String),
}

impl Series {
    /// How the figures of two keys can be compared; over equal times where the table has no times.
    ///
    /// # Errors
    /// No row or column has one of the names.
    pub(crate) fn comparable(&self, from: &Value, to: &Value) -> Result<Comparable<'_>, Error> {
        let (one, other) = (self.position(from)?, self.position(to)?);
        Ok(self.cells.table.times.comparable(self.line(one), self.time(one), self.time(other)))
    }

    /// The key of what the series is of: the row, or the column.
    fn line(&self, (row, column): Position) -> &str {
        match self.axis {
            Axis::Row(_) => self.row_key(row),
            Axis::Column(_) => self.column_key(column),
        }
    }

    /// The key of a figure: the column, or the row.
    fn time(&self, (row, column): Position) -> &str {
        match self.axis {
            Axis::Row(_) => self.column_key(column),
            Axis::Column(_) => self.row_key(row),
        }
    }

    fn row_key(&self, row: usize) -> &str {
        self.cells.table.rows.get(row).map_or("", |row| row.key.as_str())
    }

    fn column_key(&self, column: usize) -> &str {
        self.cells.table.columns.get(column).map_or("", |column| column.key.as_str())
    }

    /// What is not known of the figures at two keys: the records without a category, and in a table about a part those that do not
    /// say in which part they are.
    ///
    /// # Errors
    /// No row or column has one of the names.
    pub(crate) fn unknown(&self, from: &Value, to: &Value) -> Result<Vec<Unknown>, Error> {
        Ok(self.without_category(from, to)?.into_iter().chain(self.without_part(from, to)?).collect())
    }

    /// How many times wider than their sum the variance of the counts at two keys is.
    ///
    /// # Errors
    /// No row or column has one of the names.
    pub(crate) fn spread(&self, from: &Value, to: &Value) -> Result<f64, Error> {
        let (one, other) = (self.position(from)?, self.position(to)?);
        Ok(self.cells.table.times.spread(self.line(one), self.time(one), self.time(other)))
    }

    /// The records of the whole area that do not say in which part they are.
    fn without_part(&self, from: &Value, to: &Value) -> Result<Option<Unknown>, Error> {
        let (one, other) = (self.position(from)?, self.position(to)?);
        let times = &self.cells.table.times;
        let unplaced = times.unplaced(self.line(one), self.time(one), self.time(other));
        Ok(unplaced.map(|(before, after)| Unknown {
            before: before.count,
            after: after.count,
            shares: vec![[(before.count, before.of), (after.count, after.of)], [before.all, after.all]],
            what: What::Part(times.part.clone()),
        }))
    }

    /// The counts of what is not recorded at two keys, with the words for it: the row or column of records without a category, where
    /// this series is of a category.
    fn without_category(&self, from: &Value, to: &Value) -> Result<Option<Unknown>, Error> {
        let (one, other) = (self.position(from)?, self.position(to)?);
        let Some(beside) = self.beside(one) else { return Ok(None) };
        let counts =
            |at: Position, to: Position| self.same_months(at, to).or(self.cells.count(at).zip(self.cells.count(to)));
        let all = self.all_with(one).into_iter().zip(self.all_with(other));
        let all = all.filter_map(|(before, after)| counts(before, after));
        let all = all.fold((0, 0), |(before, after), counted| (before + counted.0, after + counted.1));
        let counts = counts(beside(one), beside(other));
        let label = match self.axis {
            Axis::Row(_) => self.cells.table.rows.get(beside(one).0).map(|row| row.label.clone()),
            Axis::Column(_) => self.cells.table.columns.get(beside(one).1).map(|column| column.title.clone()),
        };
        Ok(counts.map(|(before, after)| Unknown {
            before,
            after,
            shares: vec![[(before, all.0), (after, all.1)]],
            what: What::Category(label.unwrap_or_default()),
        }))
    }

    /// The counts of the same months of two times, where one of them is covered only in part.
    fn same_months(&self, from: Position, to: Position) -> Option<(u64, u64)> {
        match self.cells.table.times.comparable(self.line(from), self.time(from), self.time(to)) {
            Comparable::SameMonths(alike) => Some((alike.before, alike.after)),
            Comparable::Whole { .. } | Comparable::Unlike(_) => None,
        }
    }

    /// The figures that add up to all records of the time of a figure.
    fn all_with(&self, (row, column): Position) -> Vec<Position> {
        let table = &self.cells.table;
        match self.axis {
            Axis::Row(_) => {
                let rows = table.rows.iter().enumerate().filter(|(_, row)| row.kind != RowKind::Total);
                rows.map(|(row, _)| (row, column)).collect()
            }
            Axis::Column(_) => self.cells.value_columns().into_iter().map(|column| (row, column)).collect(),
        }
    }

    /// `` row `total` of table `by_year` ``.
    pub(crate) fn of_table(&self) -> String {
        let what = match self.axis {
            Axis::Row(row) => format!("row `{}`", self.row_key(row)),
            Axis::Column(column) => format!("column `{}`", self.column_key(column)),
        };
        format!("{what} of table `{}`", self.cells.table.id)
    }

    /// From the place of a figure to the place of what is not recorded next to it.
    fn beside(&self, (row, column): Position) -> Option<Box<dyn Fn(Position) -> Position>> {
        let table = &self.cells.table;
        match self.axis {
            Axis::Row(_) => {
                let is_category = table.rows.get(row)?.kind == RowKind::Body;
                let unknown = table.rows.iter().position(|row| row.kind == RowKind::Unknown).filter(|_| is_category)?;
                Some(Box::new(move |(_, column)| (unknown, column)))
            }
            Axis::Column(_) => {
                let own = table.columns.get(column)?;
                let is_category = own.role == Role::Value && own.key != UNKNOWN;
                let unknown = table.column(UNKNOWN).filter(|_| is_category)?;
                Some(Box::new(move |(row, _)| (row, unknown)))
            }
        }
    }

    /// The positions that can be set against each other: without times that are covered only in part, and without areas that are
    /// covered for fewer days than others.
    pub(super) fn alike(&self) -> Vec<Position> {
        let times = &self.cells.table.times;
        let uneven = self.uneven();
        let is_whole = |at: &Position| {
            let span = times.span(self.line(*at), self.time(*at));
            span.is_none_or(|span| span.extent == SpanExtent::Whole) && !uneven.contains(&self.time(*at))
        };
        self.positions.iter().copied().filter(is_whole).collect()
    }

    /// Records that times are set against each other although the recording changed between them.
    pub(super) fn note_break(&self) {
        let alike = self.alike();
        let Some((first, last)) = alike.first().zip(alike.last()) else { return };
        let times = &self.cells.table.times;
        if let Comparable::Unlike(why) = times.comparable(self.line(*first), self.time(*first), self.time(*last)) {
            let what = format!("the times of {}", self.of_table());
            self.cells.recorder.note_unlike(Unlike::Times { what, why });
        }
    }

    /// The positions of times that the records cover at all; all of them where none is covered.
    pub(super) fn covered(&self) -> Vec<Position> {
        let times = &self.cells.table.times;
        let is_covered = |at: &Position| {
            let span = times.span(self.line(*at), self.time(*at));
            span.is_none_or(|span| span.extent != SpanExtent::Nothing)
        };
        let covered: Vec<Position> = self.positions.iter().copied().filter(is_covered).collect();
        if covered.is_empty() { self.positions.clone() } else { covered }
    }

    /// The keys of areas whose counts are left out of every order, because they are covered for fewer days than others.
    pub(super) fn uneven(&self) -> Vec<&str> {
        match self.axis {
            Axis::Column(column) => self.cells.uneven_in(column),
            Axis::Row(row) => self.cells.table.times.uneven_in(self.row_key(row)),
        }
    }
}

//! Rows and columns that are new, gone or in a different order.

use std::collections::BTreeSet;

use super::alike::out_of_order;
use super::cells::Grid;
use super::periods::Months;
use super::reasons::{Reasons, Why};
use sna_core::comparison::{Effect, Reason};
use sna_core::document::{Role, RowKind, Table};

/// A row or column that is in one draft only.
#[derive(Debug)]
struct Line<'a> {
    key: &'a str,
    label: &'a str,
    /// Whether it is a category, which comes from records; an author asks for the others.
    category: bool,
}

/// The rows and columns that are in one draft only, and why.
#[derive(Debug, Default)]
pub(super) struct Lines {
    added: Vec<String>,
    removed: Vec<String>,
    /// Whether some of them came or went with records.
    pub(super) by_records: bool,
    /// Why, as far as the lines themselves show.
    pub(super) reasons: Reasons,
}

impl Lines {
    /// The lines of two tables.
    pub(super) fn of(old: &Table, new: &Table, grid: &Grid<'_>, why: &Why<'_>) -> Self {
        let by = |table: &Table| table.provenance.iter().map(|asked| asked.by.clone()).collect::<Vec<_>>();
        let same_question = by(old) == by(new);
        let (kept_old, kept_new) = (kept(grid, |pair| pair.0), kept(grid, |pair| pair.1));
        let mut found = Self::default();
        for line in lines(new, &kept_new) {
            found.added.push(line.label.to_owned());
            let months = Months::named(line.key).or_else(|| Months::named(line.label));
            let is_new = months.is_some_and(|months| why.is_new(new, months));
            found.reason(&line, (months.is_some(), is_new), same_question, other_period(old, new));
        }
        for line in lines(old, &kept_old) {
            found.removed.push(line.label.to_owned());
            let months = Months::named(line.key).or_else(|| Months::named(line.label));
            found.reason(&line, (months.is_some(), false), same_question, other_period(old, new));
        }
        found
    }

    fn reason(&mut self, line: &Line<'_>, (of_period, is_new): (bool, bool), same_question: bool, other_period: bool) {
        if !line.category || !same_question {
            self.reasons.add(Reason::Layout);
        } else if of_period && (is_new || other_period) {
            self.reasons.add_if(is_new, Reason::NewData);
            self.reasons.add_if(other_period, Reason::Period);
        } else {
            self.by_records = true;
        }
    }

    /// Whether any line is new or gone.
    pub(super) fn differ(&self) -> bool {
        !self.added.is_empty() || !self.removed.is_empty()
    }

    /// The changes to report.
    pub(super) fn effects(self) -> impl Iterator<Item = Effect> {
        let added = (!self.added.is_empty()).then_some(Effect::AddedLines(self.added));
        added.into_iter().chain((!self.removed.is_empty()).then_some(Effect::RemovedLines(self.removed)))
    }
}

/// Whether two tables count records from different days.
pub(super) fn other_period(old: &Table, new: &Table) -> bool {
    let periods = |table: &Table| table.provenance.iter().map(|asked| asked.scope.period.clone()).collect::<Vec<_>>();
    periods(old) != periods(new)
}

/// Positions of the rows and columns that are in both.
fn kept(grid: &Grid<'_>, side: fn(&(usize, usize)) -> usize) -> (BTreeSet<usize>, BTreeSet<usize>) {
    (grid.rows.iter().map(side).collect(), grid.columns.iter().map(side).collect())
}

/// The columns, then the rows, that are not among those in both.
fn lines<'t>(table: &'t Table, (rows, columns): &(BTreeSet<usize>, BTreeSet<usize>)) -> Vec<Line<'t>> {
    let of_columns = table.columns.iter().enumerate().filter(|(at, _)| !columns.contains(at)).map(|(_, column)| Line {
        key: &column.key,
        label: &column.title,
        category: column.role == Role::Value,
    });
    let of_rows = table.rows.iter().enumerate().filter(|(at, _)| !rows.contains(at)).map(|(_, row)| Line {
        key: &row.key,
        label: &row.label,
        category: row.kind != RowKind::Total,
    });
    of_columns.chain(of_rows).collect()
}

/// Rows in a different order: their labels in the old and in the new order.
pub(super) fn reordered(old: &Table, new: &Table, grid: &Grid<'_>) -> Option<Effect> {
    let places: Vec<usize> = grid.rows.iter().map(|pair| pair.0).collect();
    if out_of_order(&places).is_empty() {
        return None;
    }
    let mut before = places.clone();
    before.sort_unstable();
    let labels = |table: &Table, at: Vec<usize>| at.into_iter().map(|at| table.rows[at].label.clone()).collect();
    Some(Effect::Reordered {
        old: labels(old, before),
        new: labels(new, grid.rows.iter().map(|pair| pair.1).collect()),
    })
}

/// Columns in a different order.
pub(super) fn columns_reordered(old: &Table, new: &Table, grid: &Grid<'_>) -> Option<Effect> {
    let places: Vec<usize> = grid.columns.iter().map(|pair| pair.0).collect();
    if out_of_order(&places).is_empty() {
        return None;
    }
    let mut before = places;
    before.sort_unstable();
    let titles = |table: &Table, at: Vec<usize>| -> String {
        at.into_iter().map(|at| table.columns[at].title.clone()).collect::<Vec<_>>().join(", ")
    };
    Some(Effect::Setting {
        what: "order of columns".to_owned(),
        old: titles(old, before),
        new: titles(new, grid.columns.iter().map(|pair| pair.1).collect()),
    })
}

//! One source of records, opened: its files as a lazy frame over canonical columns, and where its rows stand.

use polars::prelude::*;

use super::columns::{Reason, condition, named, names_in};
use super::files::RecordFile;
use super::roles::{Kind, role};
use crate::diag::{Diagnostic, Place};

/// One source: its files as a lazy frame.
pub struct SourceFrame {
    /// Name in the manifest.
    pub name: String,
    /// What the records are.
    pub title: String,
    /// The files, in order.
    pub files: Vec<RecordFile>,
    /// Canonical columns, `_file` (position in `files`), `_row` (from 0 over all files) and `_reject`
    /// (position in `reasons`, missing where the row is sound).
    pub frame: LazyFrame,
    /// Why rows are set aside.
    pub reasons: Vec<Reason>,
    /// Names of the canonical columns, roles and derived.
    pub columns: Vec<&'static str>,
    /// Whether dates are known to the month only.
    pub months_only: bool,
}

impl SourceFrame {
    /// The row of this source that stands at `row` (from 0 over all files), given each file's number of rows.
    pub fn place(&self, row: u64, rows_by_file: &[u64]) -> Option<Place> {
        let mut before = 0;
        for (file, rows) in self.files.iter().zip(rows_by_file) {
            if row < before + rows {
                return Some(file.place(usize::try_from(row - before).ok()?));
            }
            before += rows;
        }
        None
    }

    /// The frame with the derived columns that some SQL conditions name. Those nobody names are not made: planning
    /// them costs more than counting a year of records.
    pub fn frame_for(&self, conditions: &[&str]) -> LazyFrame {
        let mut names: Vec<String> = conditions.iter().flat_map(|sql| names_in(sql)).collect();
        names.sort();
        names.dedup();
        self.frame.clone().with_columns(names.iter().filter_map(|name| named(name)).collect::<Vec<_>>())
    }

    /// Checks that a SQL condition can be asked of this source's records.
    ///
    /// # Errors
    /// What is wrong with it; the caller adds the place.
    pub fn check_condition(&self, sql: &str) -> Result<(), Diagnostic> {
        condition(sql, &self.columns, &self.frame_for(&[sql]))
    }

    /// Whether records carry an identifier that must be unique.
    pub fn has_identifier(&self) -> bool {
        self.columns.iter().any(|name| role(name).is_some_and(|role| role.kind == Kind::Identifier))
    }
}

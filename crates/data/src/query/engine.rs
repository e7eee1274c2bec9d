//! What an engine is asked and what it answers.

use std::collections::BTreeMap;

use super::{Answers, Question, Scope};
use crate::{Catalogue, Month};
use sna_core::diag::Diagnostics;
pub use sna_core::document::Key;
use sna_core::document::SourceRows;

/// Everything a run asks.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    /// Counts of records and of persons.
    pub queries: Vec<Question>,
    /// What becomes of every row.
    pub audits: Vec<Audit>,
}

impl Questions {
    /// Asks what becomes of every row; the same question is asked once.
    pub fn add_audit(&mut self, audit: Audit) {
        if !self.audits.contains(&audit) {
            self.audits.push(audit);
        }
    }
}

/// The question what becomes of every row of a source under a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Name of the source.
    pub source: String,
    /// Which records the report counts; its further conditions are ignored.
    pub scope: Scope,
}

/// How many records for each combination of keys that occurs, the keys in the order of the question's columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grouped(pub BTreeMap<Vec<Key>, u64>);

impl Grouped {
    /// The count at a combination; 0 where none occurs.
    pub fn at(&self, keys: &[Key]) -> u64 {
        self.0.get(keys).copied().unwrap_or(0)
    }

    /// The sum of all counts.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }
}

/// What became of every row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditAnswer {
    /// Rows by fate; `read` is the sum of the others.
    pub rows: SourceRows,
    /// Sound rows of each month in which the source has any: a month without rows is a gap, not a zero.
    pub months: BTreeMap<Month, u64>,
}

/// Answers questions about a catalogue.
pub trait Engine {
    /// Answers all questions with one scan of each source. Findings: rows set aside, names not among the areas.
    ///
    /// # Errors
    /// A file fails while it is read.
    fn answer(&self, catalogue: &Catalogue, questions: &Questions) -> Result<(Answers, Diagnostics), Diagnostics>;
}

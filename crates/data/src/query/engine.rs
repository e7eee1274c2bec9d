//! What an engine is asked and what it answers.

use std::collections::{BTreeMap, BTreeSet};

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
    /// Asks what becomes of every row; the same is asked once.
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

    /// Every key that occurs at a position of the combination.
    pub fn keys(&self, position: usize) -> BTreeSet<Key> {
        self.0.keys().filter_map(|keys| keys.get(position).cloned()).collect()
    }

    /// The same counts with the key at a position renamed; counts whose keys become equal are added.
    #[must_use]
    pub fn renamed(&self, position: usize, name: impl Fn(&Key) -> Key) -> Self {
        let mut summed = BTreeMap::new();
        for (keys, count) in &self.0 {
            let mut keys = keys.clone();
            if let Some(key) = keys.get_mut(position) {
                *key = name(key);
            }
            *summed.entry(keys).or_insert(0) += count;
        }
        Self(summed)
    }

    /// The counts by the keys at some positions only, summed over the others.
    #[must_use]
    pub fn by(&self, positions: &[usize]) -> Self {
        let mut summed = BTreeMap::new();
        for (keys, count) in &self.0 {
            let kept: Vec<Key> = positions.iter().filter_map(|position| keys.get(*position).cloned()).collect();
            *summed.entry(kept).or_insert(0) += count;
        }
        Self(summed)
    }
}

/// What became of every row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditAnswer {
    /// Rows by fate; `read` is the sum of the others.
    pub rows: SourceRows,
    /// Sound rows of each month in which the source has any: a month without is a gap, not a zero.
    pub months: BTreeMap<Month, u64>,
}

/// Answers questions about a catalogue.
pub trait Engine {
    /// Answers all questions with one scan of each source. Findings: rows set aside, names not among the areas.
    ///
    /// # Errors
    /// A file that fails while it is read.
    fn answer(&self, catalogue: &Catalogue, questions: &Questions) -> Result<(Answers, Diagnostics), Diagnostics>;
}

//! The comparisons that the words of a report test: each pair of counts once, however often and wherever a text asks for it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use sna_core::document::Input;

/// A pair of cells, in order.
type Pair = BTreeSet<(String, String, String)>;

/// The pairs of counts that were tested, shared by the narrators of a report.
#[derive(Debug, Clone, Default)]
pub struct Comparisons(Arc<Mutex<BTreeSet<Pair>>>);

impl Comparisons {
    /// How many different pairs were tested so far.
    #[must_use]
    pub fn number(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Notes that two cells were tested against each other.
    pub(crate) fn note(&self, cells: &[&Input]) {
        let name = |cell: &&Input| (cell.table.clone(), cell.row.clone(), cell.column.clone());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(cells.iter().map(name).collect());
    }
}

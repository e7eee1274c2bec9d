//! Faults in the lines of a file, each kind reported once: how many, the first place, and the first few.

use std::path::Path;

use sna_core::diag::{Code, Diagnostic, Place};

/// Most faults of one kind that are shown.
const MOST_SHOWN: usize = 10;

/// Faults of one kind: the line of each, and what is there.
#[derive(Default)]
pub(super) struct Repeats(Vec<(usize, String)>);

impl Repeats {
    /// Adds a fault.
    pub(super) fn push(&mut self, line: usize, found: impl Into<String>) {
        self.0.push((line, found.into()));
    }

    /// One message for all of them; `says` words it for a number of faults.
    pub(super) fn told(&self, code: Code, path: &Path, says: impl Fn(usize) -> String) -> Option<Diagnostic> {
        let (first, _) = self.0.first()?;
        let mut shown: Vec<&str> = self.0.iter().take(MOST_SHOWN).map(|(_, found)| found.as_str()).collect();
        let more = format!("and {} more", self.0.len() - shown.len());
        if self.0.len() > MOST_SHOWN {
            shown.push(&more);
        }
        Some(Diagnostic::error(code, says(self.0.len())).at(Place::line(path, *first)).found(shown.join(", ")))
    }
}

/// `1 line` or `3 lines`, with the verb that follows.
pub(super) fn lines(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 line {one}") } else { format!("{count} lines {many}") }
}

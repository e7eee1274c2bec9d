//! The findings of a stage: collected in order, each once, however many there are.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Diagnostic, Fault, Place, Severity};

/// Findings of one code in one file that are kept whole; of the others only the number is.
pub(super) const MOST_KEPT: usize = 100;

/// Everything a stage found, in the order it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    /// The findings seen so far, by hash: a search through them all would take the square of their number.
    seen: HashSet<u64>,
    /// How many findings of one severity, code and file are kept, and the position of the last of them.
    alike: HashMap<u64, (usize, usize)>,
}

impl Diagnostics {
    /// Adds one finding; the same finding at the same place is kept once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.seen.insert(diagnostic.identity()) {
            return;
        }
        let (kept, last) = self.alike.entry(diagnostic.kind()).or_default();
        if *kept < MOST_KEPT {
            (*kept, *last) = (*kept + 1, self.kept.len());
            self.kept.push(diagnostic);
        } else if let Some(last) = self.kept.get_mut(*last) {
            last.more += 1 + diagnostic.more;
        }
    }

    /// Adds all findings of another stage.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        other.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// The same findings, those without a place at this one.
    #[must_use]
    pub fn or_at(self, place: &Place) -> Self {
        let placed = |finding: Diagnostic| if finding.place.is_none() { finding.at(place.clone()) } else { finding };
        self.into_iter().map(placed).collect()
    }

    /// Keeps the value of a result, or its findings.
    pub fn keep<T, E: Into<Diagnostics>>(&mut self, result: Result<T, E>) -> Option<T> {
        result.map_err(|found| self.extend(found.into())).ok()
    }

    /// Keeps the value of a result and the warnings that came with it, or its findings.
    pub fn keep_both<T>(&mut self, result: Result<(T, Diagnostics), Diagnostics>) -> Option<T> {
        let (value, warnings) = self.keep(result)?;
        self.extend(warnings);
        Some(value)
    }

    /// Whether any finding stops the run.
    pub fn has_errors(&self) -> bool {
        self.kept.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The findings in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.kept.iter()
    }

    /// The exit code these findings call for: 0, 1 (input) or 3 (machine).
    pub fn exit_code(&self) -> u8 {
        let errors = || self.kept.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        match (errors().count(), errors().any(|diagnostic| diagnostic.fault == Fault::Machine)) {
            (0, _) => 0,
            (_, true) => 3,
            (_, false) => 1,
        }
    }

    /// `value` if nothing here stops the run, otherwise the findings.
    ///
    /// # Errors
    /// The findings themselves, when one of them is an error.
    pub fn into_result<T>(self, value: T) -> Result<(T, Diagnostics), Diagnostics> {
        if self.has_errors() { Err(self) } else { Ok((value, self)) }
    }
}

impl Diagnostic {
    /// A number for all that is said, the same for the same finding in every run.
    fn identity(&self) -> u64 {
        hash(&(self.kind(), self.fault, &self.message, &self.place, &self.found, &self.expected, &self.hints))
    }

    /// A number for findings of one severity, code and file.
    pub(super) fn kind(&self) -> u64 {
        hash(&(self.severity, self.code, self.place.as_ref().map(|place| &place.file)))
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.into_iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::from_iter([diagnostic])
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(found: I) -> Self {
        let mut all = Self::default();
        found.into_iter().for_each(|diagnostic| all.push(diagnostic));
        all
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diag::Code;

    fn finding(file: &str, line: usize) -> Diagnostic {
        Diagnostic::error(Code::BadIndicator, "a line cannot be read").at(Place::line(Path::new(file), line))
    }

    #[test]
    fn the_same_finding_is_kept_once_and_its_order_stays() {
        let found: Diagnostics = [("b.csv", 2), ("a.csv", 1), ("b.csv", 2), ("b.csv", 3)]
            .map(|(file, line)| finding(file, line))
            .into_iter()
            .collect();
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            [finding("b.csv", 2), finding("a.csv", 1), finding("b.csv", 3)]
        );
    }

    #[test]
    fn a_finding_without_a_place_gets_one() {
        let place = Place::file(Path::new("sna.yaml"));
        let bare = Diagnostic::error(Code::BadIndicator, "a line cannot be read");
        let found: Diagnostics = [bare.clone(), finding("a.csv", 1)].into_iter().collect();
        assert_eq!(found.or_at(&place).into_iter().collect::<Vec<_>>(), [bare.at(place), finding("a.csv", 1)]);
    }

    #[test]
    fn of_many_findings_alike_the_first_are_kept_and_all_are_counted() {
        let many = || (1..=100_000).map(|line| finding("a.csv", line));
        let mut found = Diagnostics::default();
        found.extend(many().chain(many()).chain([finding("b.csv", 1)]));
        let kept: Vec<&Diagnostic> = found.iter().collect();
        assert_eq!(
            (kept.len(), kept[MOST_KEPT].place.as_ref().map(|place| place.file.as_str())),
            (MOST_KEPT + 1, Some("b.csv"))
        );
        assert_eq!(kept.iter().map(|diagnostic| 1 + diagnostic.more).sum::<usize>(), 100_001);
        // Handing findings on loses none of them.
        let handed_on: Diagnostics = found.clone().into_iter().collect();
        assert_eq!(handed_on.iter().map(|diagnostic| 1 + diagnostic.more).sum::<usize>(), 100_001);
    }
}

//! Names that a great many values are looked up among, such as the areas in a file of figures.

use std::cell::Cell;
use std::collections::HashSet;

use super::findings::MOST_KEPT;
use super::{Code, Diagnostic};

/// Known names, for looking up the values of a whole file in time that grows with its length alone.
#[derive(Debug)]
pub struct Known<'n> {
    names: Vec<&'n str>,
    quick: HashSet<&'n str>,
    refused: Cell<usize>,
}

impl<'n> Known<'n> {
    /// These names, in the order in which they are listed.
    pub fn new(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        Self { quick: names.iter().copied().collect(), names, refused: Cell::new(0) }
    }

    /// Whether a name is among them.
    pub fn has(&self, name: &str) -> bool {
        self.quick.contains(name)
    }

    /// An unknown name, as [`Diagnostic::unknown`] says it. The nearest name is looked for only as often as findings
    /// are kept: each search goes through all names.
    pub fn unknown(&self, code: Code, what: &str, found: &str) -> Diagnostic {
        self.refused.set(self.refused.get() + 1);
        if self.refused.get() <= MOST_KEPT {
            Diagnostic::unknown(code, what, found, self.names.iter().copied())
        } else {
            Diagnostic::error(code, format!("unknown {what} `{found}`")).found(format!("`{found}`"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_looked_for_only_as_often_as_findings_are_kept() {
        let names: Vec<String> = (0..20_000).map(|number| format!("Area {number}")).collect();
        let known = Known::new(names.iter().map(String::as_str));
        assert!(known.has("Area 19999") && !known.has("Area 20000"));
        let found: Vec<Diagnostic> = (0..20_000).map(|_| known.unknown(Code::UnknownArea, "area", "Aera 7")).collect();
        assert_eq!(
            found[0],
            Diagnostic::unknown(Code::UnknownArea, "area", "Aera 7", names.iter().map(String::as_str))
        );
        assert_eq!((found[0].hints.len(), found[19_999].hints.len()), (1, 0));
    }
}

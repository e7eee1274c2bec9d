//! A link: one person on one offence, before it is known which person.

use sna_core::diag::{Code, Diagnostic};

pub(super) use crate::chance::{Random, any, weighted};

/// One person on one offence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// Row of the records.
    pub(super) offence: u32,
    pub(super) year: u8,
    pub(super) group: u8,
    /// Whole years on the day of the offence.
    pub(super) age: Option<u8>,
}

/// A margin that the search did not reach.
pub(super) fn unreached(what: &str, found: impl Into<String>, expected: &str) -> Diagnostic {
    Diagnostic::error(Code::MarginNotReached, format!("no records were found that meet {what}"))
        .found(found)
        .expected(expected)
        .hint("try another `--seed`; if none works, the margins contradict each other")
}

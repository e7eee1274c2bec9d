//! A link: one person on one offence, before it is known which person.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::diag::Diagnostic;

/// The one source of chance.
pub(super) type Random = ChaCha8Rng;

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

/// A place in a list, at random. The list is not empty.
pub(super) fn any(random: &mut Random, length: usize) -> usize {
    random.random_range(0..length)
}

/// An index, as often as its weight says; none where all weights are zero.
pub(super) fn weighted(random: &mut Random, weights: &[u32]) -> Option<usize> {
    let total: u32 = weights.iter().sum();
    let mut left = (total > 0).then(|| random.random_range(0..total))?;
    weights.iter().position(|&weight| {
        let is_it = left < weight;
        left = left.saturating_sub(weight);
        is_it
    })
}

/// A margin that the search did not reach.
pub(super) fn unreached(what: &str, found: impl Into<String>, expected: &str) -> Diagnostic {
    Diagnostic::error("margin-not-reached", format!("no records were found that hold {what}"))
        .found(found)
        .expected(expected)
        .hint("try another `--seed`; if none will do, the margins contradict each other")
}

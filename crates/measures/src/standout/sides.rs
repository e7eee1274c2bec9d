//! The two sides of the comparison: the part, and the rest of the whole.

use std::collections::BTreeSet;

use super::super::At;
use sna_data::query::{Counts, Dimension, Key, Keys, Scope};

/// The whole that a part is compared with.
pub(super) struct Whole {
    /// The dimension of the part: `district`.
    pub dimension: Dimension,
    /// The part's name.
    pub name: String,
    /// The scope without the part.
    pub scope: Scope,
}

impl Whole {
    /// The whole around the scope's part; none if the scope is the whole itself, or the rest after named parts.
    pub(super) fn of(at: &At<'_>) -> Option<Self> {
        let part = at.scope.part.as_ref()?;
        let name = part.name()?.to_owned();
        let dimension = Dimension::named(part.dimension)?;
        Some(Self { dimension, name, scope: Scope { part: None, ..at.scope.clone() } })
    }

    /// Whether records belong to the part (`Some(true)`), to the rest, or are not known to belong to either.
    pub(super) fn is_here(&self, part: &Key) -> Option<bool> {
        match part {
            Key::Missing => None,
            Key::Text(name) => Some(*name == self.name),
            Key::Number(number) => Some(number.to_string() == self.name),
            Key::Flag(_) => Some(false),
        }
    }

    /// An answer counted by part, as counts of each side.
    pub(super) fn sides<'c>(&self, counts: &'c Counts) -> Sides<'c> {
        let (here, others): (Vec<Key>, Vec<Key>) =
            counts.keys(&self.dimension).into_iter().partition(|part| self.is_here(part) == Some(true));
        let rest = others.into_iter().filter(|part| *part != Key::Missing);
        Sides { here: Keys::any_of(&self.dimension, here), rest: Keys::any_of(&self.dimension, rest), counts }
    }
}

/// Counts of the part and of the rest.
pub(super) struct Sides<'c> {
    counts: &'c Counts,
    here: Keys,
    rest: Keys,
}

impl Sides<'_> {
    /// Every key along a dimension that occurs on either side.
    pub(super) fn keys(&self, dimension: &Dimension) -> BTreeSet<Key> {
        let known = self.counts.lines().filter(|line| line.lies_in(&self.here) || line.lies_in(&self.rest));
        known.map(|line| line.key(dimension).clone()).collect()
    }

    /// The counts over some keys: here, and in the rest.
    pub(super) fn at(&self, keys: &Keys) -> (u64, u64) {
        let side = |side: &Keys| self.counts.sum([side.clone(), keys.clone()]).value();
        (side(&self.here), side(&self.rest))
    }

    /// All counts: here, and in the rest.
    pub(super) fn totals(&self) -> (u64, u64) {
        let side = |side: &Keys| self.counts.sum([side.clone()]).value();
        (side(&self.here), side(&self.rest))
    }
}

//! The two sides of the comparison: the part, and the rest of the whole.

use std::collections::BTreeSet;

use super::super::Setting;
use sna_data::query::{Counts, Dimension, Key, Scope};

/// The whole that a part is set against.
pub(super) struct Whole {
    /// The dimension of the part: `district`.
    pub dimension: Dimension,
    /// The part's name.
    pub name: String,
    /// The scope without the part.
    scope: Scope,
}

impl Whole {
    /// The whole around the scope's part; none where the scope is the whole itself, or what is left beside named parts.
    pub(super) fn of(setting: &Setting<'_>) -> Option<Self> {
        let part = setting.scope.part.as_ref()?;
        let name = part.name()?.to_owned();
        let dimension = Dimension::named(part.dimension)?;
        Some(Self { dimension, name, scope: Scope { part: None, ..setting.scope.clone() } })
    }

    /// The same setting, about the whole.
    pub(super) fn setting<'s>(&'s self, setting: &Setting<'s>) -> Setting<'s> {
        Setting { scope: &self.scope, months: setting.months.clone(), ..*setting }
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

    /// Counts by part (at the first position) and something else, as counts of each side by that.
    pub(super) fn sides(&self, counts: &Counts) -> Sides {
        let (mut here, mut rest) = (Counts::default(), Counts::default());
        for (keys, count) in &counts.0 {
            let Some((part, others)) = keys.split_first() else { continue };
            let Some(is_here) = self.is_here(part) else { continue };
            let side = if is_here { &mut here } else { &mut rest };
            *side.0.entry(others.to_vec()).or_insert(0) += count;
        }
        Sides { here, rest }
    }
}

/// Counts of the part and of the rest.
pub(super) struct Sides {
    pub here: Counts,
    pub rest: Counts,
}

impl Sides {
    /// Every key that occurs on either side.
    pub(super) fn keys(&self) -> BTreeSet<Key> {
        self.here.keys(0).into_iter().chain(self.rest.keys(0)).collect()
    }

    /// The counts at a key: here, and in the rest.
    pub(super) fn at(&self, key: &Key) -> (u64, u64) {
        let at = |counts: &Counts| counts.at(std::slice::from_ref(key));
        (at(&self.here), at(&self.rest))
    }

    /// All counts: here, and in the rest.
    pub(super) fn totals(&self) -> (u64, u64) {
        (self.here.total(), self.rest.total())
    }
}

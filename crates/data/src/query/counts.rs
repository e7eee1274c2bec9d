//! One answer: counts that know the dimension of each key, so that no count is read by its position.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::engine::{Grouped, Key};
use super::{Along, AnswerId, Keys, Question};
use sna_core::document::{Counted, Term};

/// How many records or persons there are for each combination of keys that occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    answer: AnswerId,
    along: Vec<Along>,
    grouped: Grouped,
}

/// One combination of keys and its count.
#[derive(Debug, Clone, Copy)]
pub struct Line<'c> {
    along: &'c [Along],
    keys: &'c [Key],
    /// How many records or persons.
    pub count: u64,
}

impl Counts {
    /// The answer to a question.
    pub(super) fn new(answer: AnswerId, question: &Question, grouped: Grouped) -> Self {
        Self { answer, along: question.along(), grouped }
    }

    /// Every key that occurs along a dimension.
    pub fn keys(&self, along: impl Into<Along>) -> BTreeSet<Key> {
        let along = along.into();
        self.lines().map(|line| line.key(along).clone()).collect()
    }

    /// The count over some keys; over all keys along a dimension that is not named.
    pub fn sum(&self, keys: impl IntoIterator<Item = Keys>) -> Counted {
        let keys: Vec<Keys> = keys.into_iter().collect();
        let value = self.lines_in(&keys).map(|line| line.count).sum();
        Counted::term(value, Term { answer: self.answer, keys, factor: 1, times: None })
    }

    /// The count over all keys.
    pub fn all(&self) -> Counted {
        self.sum([])
    }

    /// The sums of the persons over some keys instead of the persons: their records.
    pub fn sum_of(&self, sum: Along, keys: impl IntoIterator<Item = Keys>) -> Counted {
        let keys: Vec<Keys> = keys.into_iter().collect();
        let of_line = |line: Line<'_>| line.count * u64::try_from(line.number(sum).unwrap_or(0)).unwrap_or(0);
        let value = self.lines_in(&keys).map(of_line).sum();
        Counted::term(value, Term { answer: self.answer, keys, factor: 1, times: Some(sum) })
    }

    /// The number of all records or persons, for uses that are not printed.
    pub fn total(&self) -> u64 {
        self.grouped.total()
    }

    /// Every combination of keys, in the order of tables.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.grouped.0.iter().map(|(keys, count)| Line { along: &self.along, keys, count: *count })
    }

    /// The same answer without what its keys mean.
    #[cfg(test)]
    pub(super) fn grouped(&self) -> &Grouped {
        &self.grouped
    }

    /// Whether some answers add up to this one, at every combination of keys.
    pub fn is_sum_of(&self, parts: &[&Self]) -> bool {
        let all = parts.iter().flat_map(|part| part.grouped.0.keys());
        let keys: BTreeSet<_> = all.chain(self.grouped.0.keys()).collect();
        keys.into_iter().all(|key| parts.iter().map(|part| part.grouped.at(key)).sum::<u64>() == self.grouped.at(key))
    }

    /// The dimensions of its keys, in order.
    pub fn dimensions(&self) -> &[Along] {
        &self.along
    }

    /// The counts along some of the dimensions only.
    pub fn along(&self, kept: &[Along]) -> BTreeMap<Vec<Key>, u64> {
        let mut counts = BTreeMap::new();
        for line in self.lines() {
            let keys = kept.iter().map(|along| line.key(*along).clone()).collect();
            *counts.entry(keys).or_default() += line.count;
        }
        counts
    }

    /// The lines over some keys. Where the first dimensions have one key each, only those lines are looked at.
    pub fn lines_in<'c>(&'c self, wanted: &'c [Keys]) -> impl Iterator<Item = Line<'c>> {
        let single = |along: &Along| wanted.iter().find(|keys| keys.along == *along)?.set.single().cloned();
        let first: Vec<Key> = self.along.iter().map_while(single).collect();
        let from = (Bound::Included(first.clone()), Bound::Unbounded);
        let lines = self.grouped.0.range::<Vec<Key>, _>(from).take_while(move |(keys, _)| keys.starts_with(&first));
        let lines = lines.map(|(keys, count)| Line { along: &self.along, keys, count: *count });
        lines.filter(move |line| wanted.iter().all(|keys| line.lies_in(keys)))
    }
}

impl<'c> Line<'c> {
    /// Its key along a dimension.
    pub fn key(&self, along: impl Into<Along>) -> &'c Key {
        let along = along.into();
        let at = self.along.iter().position(|known| *known == along);
        at.and_then(|at| self.keys.get(at)).unwrap_or(&Key::Missing)
    }

    /// Its key along a dimension, where that is a number.
    pub fn number(&self, along: impl Into<Along>) -> Option<i64> {
        match self.key(along) {
            Key::Number(number) => Some(*number),
            Key::Flag(_) | Key::Text(_) | Key::Missing => None,
        }
    }

    /// Whether it lies in a set of keys.
    pub fn lies_in(&self, keys: &Keys) -> bool {
        keys.set.holds(self.key(keys.along))
    }
}

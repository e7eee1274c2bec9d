//! Persons by the number of their records, and what follows from it by adding up.

use std::collections::BTreeMap;

use sna_data::query::{Along, Counts, Grouped, Key, Keys};

/// How many persons have each number of records, from 1 on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Histogram(BTreeMap<u64, u64>);

impl Histogram {
    /// From an answer about persons: those whose keys begin with `first`, by the number that follows.
    pub(super) fn at(counts: &Grouped, first: &[Key]) -> Self {
        let mut persons = BTreeMap::new();
        for (keys, count) in &counts.0 {
            if let Some(Key::Number(records)) = keys.strip_prefix(first).and_then(|rest| rest.first())
                && let Some(records) = u64::try_from(*records).ok().filter(|records| *records > 0)
            {
                *persons.entry(records).or_insert(0) += count;
            }
        }
        Self(persons)
    }

    /// From an answer about persons: those at a time, by the number of their records.
    pub(super) fn of(persons: &Counts, sum: Along, time: Option<&Keys>) -> Self {
        let mut histogram = BTreeMap::new();
        for line in persons.lines().filter(|line| time.is_none_or(|time| line.lies_in(time))) {
            let records = line.number(sum).and_then(|records| u64::try_from(records).ok());
            if let Some(records) = records.filter(|records| *records > 0) {
                *histogram.entry(records).or_insert(0) += line.count;
            }
        }
        Self(histogram)
    }

    /// Persons who have so many records.
    pub(super) fn persons(&self, having: impl Fn(u64) -> bool) -> u64 {
        self.0.iter().filter(|(records, _)| having(**records)).map(|(_, persons)| persons).sum()
    }

    /// Records of the persons who have so many.
    pub(super) fn records(&self, having: impl Fn(u64) -> bool) -> u64 {
        self.0.iter().filter(|(records, _)| having(**records)).map(|(records, persons)| records * persons).sum()
    }

    /// Records of the `top` persons who have most. Where persons at the cut have equally many, it is the same whichever count.
    pub(super) fn top_records(&self, top: u64) -> u64 {
        let mut left = top;
        let taken = self.0.iter().rev().map(|(records, persons)| {
            let taken = left.min(*persons);
            left -= taken;
            records * taken
        });
        taken.sum()
    }
}

/// Whatever the number.
pub(super) fn any_number(_: u64) -> bool {
    true
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether so many records make a repeat.
    fn is_repeat(records: u64) -> bool {
        records >= 2
    }

    /// An answer about persons: how many have each number of records.
    pub(in super::super) fn answer(persons: &[(i64, u64)]) -> Grouped {
        Grouped(persons.iter().map(|(records, count)| (vec![Key::Number(*records)], *count)).collect())
    }

    #[test]
    fn persons_of_other_keys_are_left_out() {
        let year = |year: i64, records: Key| vec![Key::Number(year), records];
        let counts = Grouped(BTreeMap::from([
            (year(2022, Key::Number(1)), 5),
            (year(2023, Key::Number(1)), 7),
            (year(2023, Key::Number(3)), 2),
            (year(2023, Key::Missing), 9),
        ]));
        let histogram = Histogram::at(&counts, &[Key::Number(2023)]);
        assert_eq!((histogram.persons(any_number), histogram.records(any_number)), (9, 13));
        assert_eq!((histogram.persons(is_repeat), histogram.records(is_repeat)), (2, 6));
    }

    #[test]
    fn the_top_is_cut_at_exactly_so_many() {
        let histogram = Histogram::at(&answer(&[(1, 10), (4, 3), (9, 1)]), &[]);
        assert_eq!(histogram.top_records(1), 9);
        assert_eq!(histogram.top_records(3), 17, "two of the three with four");
        assert_eq!(histogram.top_records(1_000), histogram.records(any_number));
        assert_eq!(Histogram::default().top_records(25), 0);
    }

    proptest! {
        /// Those who repeat have as many records beyond their persons as all have: the others have one each.
        #[test]
        fn records_less_repeats_are_persons_less_repeats(persons in proptest::collection::btree_map(1i64..60, 0u64..5_000, 0..20)) {
            let counts: Vec<(i64, u64)> = persons.into_iter().collect();
            let histogram = Histogram::at(&answer(&counts), &[]);
            prop_assert_eq!(
                histogram.records(any_number) - histogram.records(is_repeat),
                histogram.persons(any_number) - histogram.persons(is_repeat)
            );
        }
    }
}

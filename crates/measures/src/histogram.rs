//! Persons by the number of their records, for a figure that no sum of keys gives: the records of those with most.

use std::collections::BTreeMap;

use sna_data::query::{Along, Counts, Keys};

/// How many persons have each number of records, from 1 up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Histogram(BTreeMap<u64, u64>);

impl Histogram {
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

    /// Records of the `top` persons who have most. If persons at the cut have the same number, it does not matter which of them count.
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

#[cfg(test)]
pub(super) mod tests {
    use super::super::fixture::answer_to;
    use super::*;
    use proptest::prelude::*;
    use sna_data::query::{Answers, Dimension, Grouped, Key, Persons, Side, Sum};

    /// An answer about persons: how many have each number of records.
    pub(in super::super) fn answer(persons: &[(i64, u64)]) -> Grouped {
        Grouped(persons.iter().map(|(records, count)| (vec![Key::Number(*records)], *count)).collect())
    }

    /// A question about persons and this answer to it.
    fn asked(per: Vec<Dimension>, counts: Grouped) -> (Persons, Answers) {
        let side = Side::new("victims", None, Sum::Records);
        answer_to(|ask| ask.persons_of(side, per, Vec::new()), counts)
    }

    fn histogram(counts: &[(i64, u64)]) -> Histogram {
        let (persons, answers) = asked(Vec::new(), answer(counts));
        Histogram::of(&answers[persons.answer], persons.records, None)
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
        let (persons, answers) = asked(vec![Dimension::FinancialYear], counts);
        let of_year = Keys::only(&Dimension::FinancialYear, &Key::Number(2023));
        let histogram = Histogram::of(&answers[persons.answer], persons.records, Some(&of_year));
        assert_eq!(histogram, Histogram(BTreeMap::from([(1, 7), (3, 2)])));
        assert_eq!((histogram.top_records(9), histogram.top_records(2)), (13, 6));
    }

    #[test]
    fn the_top_is_cut_at_exactly_so_many() {
        let histogram = histogram(&[(1, 10), (4, 3), (9, 1)]);
        assert_eq!(histogram.top_records(1), 9);
        assert_eq!(histogram.top_records(3), 17, "two of the three with four");
        assert_eq!(histogram.top_records(1_000), 31, "all there are");
        assert_eq!(Histogram::default().top_records(25), 0);
    }

    proptest! {
        /// Those who repeat have as many records beyond their persons as all have: the others have one each.
        #[test]
        fn records_less_repeats_are_persons_less_repeats(persons in proptest::collection::btree_map(1i64..60, 0u64..5_000, 0..20)) {
            let counts: Vec<(i64, u64)> = persons.into_iter().collect();
            let (asked, answers) = asked(Vec::new(), answer(&counts));
            let (persons, sum) = (&answers[asked.answer], asked.records);
            let having = |at_least| [Keys::band(sum, at_least, None)];
            prop_assert_eq!(
                persons.sum_of(sum, having(1)).value() - persons.sum_of(sum, having(2)).value(),
                persons.sum(having(1)).value() - persons.sum(having(2)).value()
            );
            prop_assert_eq!(Histogram::of(persons, sum, None).top_records(u64::MAX), persons.sum_of(sum, having(1)).value());
        }
    }
}

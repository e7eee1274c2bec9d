//! Values of a column that begin or end with some month while the records themselves go on: as they do where a list of codes, a
//! form or a system changed, and not because of what happened.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Supply, as_number};
use sna_core::calendar::{Extent, Month, Period};
use sna_core::stats::at_most_beside;

/// Fewest records of a value, and fewest that its silent months would usually have, before their silence says anything.
const FEWEST: f64 = 20.0;
/// A value is silent in months with at most this part of what its other months have: a few late records do not hide an end.
const TRICKLE: f64 = 0.05;
/// A value is doubted only where chance alone would hardly ever leave so few, given how much its other months vary.
const HARDLY_EVER: f64 = 1e-6;
/// Months of silence between two times with records that are no season.
const NO_SEASON: usize = 12;
/// The records go on in months with at least this part of what a busy month has.
const GOES_ON: f64 = 0.2;
/// Days between a stated break and the month in which a value turns, if the break is what made it turn.
const NEAR: i64 = 31;

/// A month with which a value begins or ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Turn {
    /// The value, as records have it.
    pub value: String,
    /// Which of both.
    pub way: Way,
    /// The first day with the value, or the first without it.
    pub at: NaiveDate,
    /// The months in which it is silent.
    pub silent: (Month, Month),
    /// Its records in them.
    pub records: u64,
    /// Its records in an average month of the others.
    pub usual: f64,
}

/// Whether a value begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Appears,
    Vanishes,
}

/// The turns of all values of a column that the author has not accounted for, oldest first.
pub(crate) fn turns(supply: &Supply, column: &str, values: &BTreeMap<String, BTreeMap<Month, u64>>) -> Vec<Turn> {
    let months = months_that_go_on(supply, values);
    let of_value = |(value, counts): (&String, &BTreeMap<Month, u64>)| {
        let counted = |month: &Month| (*month, counts.get(month).copied().unwrap_or(0));
        turns_of(value, &months.iter().map(counted).collect::<Vec<_>>())
    };
    let mut found: Vec<Turn> = values.iter().filter(|(value, _)| !value.is_empty()).flat_map(of_value).collect();
    found.retain(|turn| !supply.accounts_for(column, turn));
    found.sort_by_key(|turn| turn.at);
    found
}

impl Supply {
    /// Whether the manifest states a break with which a value of a column turns, or that few records in its silent months are true.
    fn accounts_for(&self, column: &str, turn: &Turn) -> bool {
        let is_near = |at: NaiveDate| turn.at.signed_duration_since(at).num_days().abs() <= NEAR;
        let mut breaks = self.breaks.iter().filter(|told| told.may_concern(column));
        breaks.any(|told| is_near(told.at)) || self.vouches_for(None, Period::of_months(turn.silent.0, turn.silent.1))
    }
}

/// The covered months in which the source has about as many records as usual, whatever their values.
fn months_that_go_on(supply: &Supply, values: &BTreeMap<String, BTreeMap<Month, u64>>) -> Vec<Month> {
    let mut all: BTreeMap<Month, u64> = BTreeMap::new();
    values.values().flatten().for_each(|(month, count)| *all.entry(*month).or_default() += count);
    let mut sorted: Vec<u64> = all.values().copied().collect();
    sorted.sort_unstable();
    let usual = sorted.get(sorted.len() * 3 / 4).copied().unwrap_or(0);
    let days = supply.of_all();
    let goes_on = |month: &Month, count: u64| {
        as_number(count) >= as_number(usual) * GOES_ON && days.extent(month.period()) == Extent::Whole
    };
    all.into_iter().filter(|(month, count)| goes_on(month, *count)).map(|(month, _)| month).collect()
}

/// The turns of one value: before its first month, after its last, and round a year or more without it.
fn turns_of(value: &str, months: &[(Month, u64)]) -> Vec<Turn> {
    let active: Vec<u64> = months.iter().map(|(_, count)| *count).filter(|count| *count > 0).collect();
    let low = as_number(active.iter().sum()) / as_number(active.len().max(1) as u64) * TRICKLE;
    let is_silent = |at: usize| as_number(months[at].1) <= low;
    let mut present = (0..months.len()).filter(|at| !is_silent(*at));
    let Some(first) = present.next() else { return Vec::new() };
    let last = present.next_back().unwrap_or(first);
    let inner: Vec<(usize, usize)> =
        runs(first, last, is_silent).into_iter().filter(|(from, to)| to - from >= NO_SEASON).collect();
    let is_inner = |at: usize| inner.iter().any(|(from, to)| (*from..*to).contains(&at));
    let others: Vec<(Month, u64)> = (first..=last).filter(|at| !is_inner(*at)).map(|at| months[at]).collect();
    let turn = |way, at: Month, (from, to): (usize, usize)| {
        silence(&months[from..to], &others, low).map(|(records, usual)| Turn {
            value: value.to_owned(),
            way,
            at: at.period().first,
            silent: (months[from].0, months[to - 1].0),
            records,
            usual,
        })
    };
    let begins = turn(Way::Appears, months[first].0, (0, first));
    let ends = months.get(last + 1).and_then(|next| turn(Way::Vanishes, next.0, (last + 1, months.len())));
    let between = inner
        .iter()
        .flat_map(|run| [turn(Way::Vanishes, months[run.0].0, *run), turn(Way::Appears, months[run.1].0, *run)]);
    begins.into_iter().chain(between.flatten()).chain(ends).collect()
}

/// The runs of positions for which something is true, each with the position after it.
fn runs(first: usize, last: usize, is: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in (first..=last).filter(|at| is(*at)) {
        match runs.last_mut().filter(|(_, to)| *to == at) {
            Some(run) => run.1 = at + 1,
            None => runs.push((at, at + 1)),
        }
    }
    runs
}

/// The records of silent months and of a usual month, if chance and season do not explain the silence.
fn silence(silent: &[(Month, u64)], others: &[(Month, u64)], low: f64) -> Option<(u64, f64)> {
    if silent.is_empty() || is_seasonal(silent, others, low) {
        return None;
    }
    let inside: u64 = silent.iter().map(|(_, count)| count).sum();
    let counts: Vec<u64> = others.iter().map(|(_, count)| *count).collect();
    let all = as_number(counts.iter().sum());
    let usual = all / as_number(counts.len() as u64);
    let expected = usual * as_number(silent.len() as u64);
    let is_clear = all >= FEWEST
        && expected >= FEWEST
        && as_number(inside) <= expected * TRICKLE
        && at_most_beside(inside, silent.len(), &counts) < HARDLY_EVER;
    is_clear.then_some((inside, usual))
}

/// Whether each of some months, less than a year of them, is silent in every other year too.
fn is_seasonal(silent: &[(Month, u64)], others: &[(Month, u64)], low: f64) -> bool {
    let is_usual = |month: &Month| {
        let mut same = others.iter().filter(|(other, _)| other.month == month.month).peekable();
        same.peek().is_some() && same.all(|(_, count)| as_number(*count) <= low)
    };
    silent.len() < NO_SEASON && silent.iter().all(|(month, _)| is_usual(month))
}

#[cfg(test)]
mod tests {
    use super::super::{Break, Concerns, Lapse};
    use super::*;

    fn month(number: i64) -> Month {
        Month::numbered(Month { year: 2021, month: 4 }.number() + number).unwrap()
    }

    /// Values with their counts by month from April 2021.
    fn values(all: &[(&str, Vec<u64>)]) -> BTreeMap<String, BTreeMap<Month, u64>> {
        let counts = |counts: &[u64]| (0..).map(month).zip(counts.iter().copied()).filter(|(_, n)| *n > 0).collect();
        all.iter().map(|(value, numbers)| ((*value).to_owned(), counts(numbers))).collect()
    }

    fn joined(parts: &[(usize, u64)]) -> Vec<u64> {
        parts.iter().flat_map(|(months, count)| vec![*count; *months]).collect()
    }

    /// The turns of `A` next to a hundred records of `B` each month.
    fn found(supply: &Supply, counts: Vec<u64>) -> Vec<(Way, Month)> {
        let rest = vec![100; counts.len()];
        let turns = turns(supply, "offence", &values(&[("A", counts), ("B", rest)]));
        turns.into_iter().map(|turn| (turn.way, Month::of(turn.at))).collect()
    }

    fn all_time(counts: Vec<u64>) -> Vec<(Way, Month)> {
        found(&Supply::all_time(), counts)
    }

    #[test]
    fn a_value_that_ends_begins_or_pauses_is_found() {
        assert_eq!(all_time(joined(&[(24, 2), (12, 0)])), [(Way::Vanishes, month(24))], "24 a year, then none");
        assert_eq!(all_time(joined(&[(24, 0), (12, 2)])), [(Way::Appears, month(24))]);
        let pause = [(Way::Vanishes, month(12)), (Way::Appears, month(24))];
        assert_eq!(all_time(joined(&[(12, 4), (12, 0), (12, 4)])), pause);
        let once = [(Way::Appears, month(12)), (Way::Vanishes, month(24))];
        assert_eq!(all_time(joined(&[(12, 0), (12, 4), (12, 0)])), once);
        assert_eq!(all_time(joined(&[(24, 40), (1, 1), (11, 0)])), [(Way::Vanishes, month(24))], "a late record");
    }

    #[test]
    fn a_small_a_falling_and_a_seasonal_value_are_not() {
        assert_eq!(all_time(joined(&[(24, 1), (12, 0)])), [], "twelve are expected");
        assert_eq!(all_time(joined(&[(24, 40), (12, 8)])), [], "a fall");
        let year = joined(&[(4, 20), (1, 0), (7, 20)]);
        assert_eq!(all_time([year.clone(), year.clone(), year].concat()[..29].to_vec()), [], "no August");
        let bursts = (0..36).map(|at| if at % 7 == 0 && at < 24 { 30 } else { 0 }).collect();
        assert_eq!(all_time(bursts), [], "bursts");
    }

    #[test]
    fn where_the_source_stops_a_value_does_not_end() {
        let both = joined(&[(24, 10), (12, 0)]);
        let values = values(&[("A", both.clone()), ("B", both)]);
        assert_eq!(turns(&Supply::all_time(), "offence", &values), []);
    }

    #[test]
    fn the_author_accounts_for_it() {
        let counts = || joined(&[(24, 4), (12, 0)]);
        let told = |concerns: Option<&str>, at: &str| Supply {
            breaks: vec![Break {
                at: at.parse().unwrap(),
                concerns: concerns.map_or(Concerns::All, |name| Concerns::Named(name.to_owned())),
                of: None,
                why: String::new(),
            }],
            ..Supply::all_time()
        };
        assert_eq!(found(&told(Some("offence"), "2023-04-01"), counts()), []);
        assert_eq!(found(&told(None, "2023-03-15"), counts()), []);
        assert_eq!(found(&told(Some("weapon"), "2023-04-01"), counts()).len(), 1, "another column");
        assert_eq!(found(&told(None, "2022-04-01"), counts()).len(), 1, "another year");
        let period = Period::of_months(month(24), month(35));
        let quiet = vec![Lapse { area: None, period, why: String::new() }];
        assert_eq!(found(&Supply { quiet, ..Supply::all_time() }, counts()), []);
    }

    /// Counts of a constant rate by a linear congruential generator: none of two thousand values turns.
    #[test]
    fn a_constant_rate_has_no_turn() {
        let mut state = 7u64;
        let mut chance = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % 1000
        };
        for rate in [5, 20, 50, 120] {
            for _ in 0..500 {
                let counts = (0..48).map(|_| (0..20).filter(|_| chance() < rate).count() as u64).collect();
                assert_eq!(all_time(counts), [], "{rate}");
            }
        }
    }
}

//! Two periods: did a count of events change by more than chance explains? This is the one test that decides the words
//! "rose" and "fell". It must not decide whether a change matters, only whether it is clear.

use serde::{Deserialize, Serialize};

use super::binomial::Trials;

/// The chance of a false alarm the test accepts, both sides together.
pub const SIGNIFICANCE: f64 = 0.05;

/// What the test lets a sentence say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The rate in the later period is clearly higher.
    Rose,
    /// The rate in the later period is clearly lower.
    Fell,
    /// Chance alone explains the difference.
    NoClearChange,
}

/// The result of comparing two periods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChangeTest {
    /// The relative change of the rate per exposure, a fraction: 0.32 is a rise of 32 per cent. `None` when nothing was
    /// counted before, when an exposure is not a positive number, or when the fraction is too large to hold.
    pub ratio: Option<f64>,
    /// The two-sided chance of a difference at least this large if the rates were equal. 1 when nothing can be tested.
    pub p_value: f64,
    /// The direction at the 5 per cent level ([`SIGNIFICANCE`]).
    pub direction: Direction,
}

/// Compares two counts of independent events by the exact conditional binomial test.
///
/// Given the total of both periods, the later count is binomial with probability
/// `exposure_after / (exposure_before + exposure_after)` if the rates are equal (Przyborowski and Wilenski 1940).
/// The two-sided p-value is **twice the smaller tail**, the observed count included, and at most 1 (the central rule that
/// inverts to Clopper and Pearson's interval). At equal exposures it equals the rule of R's `binom.test`, which sums all
/// outcomes no likelier than the observed one; at unequal ones it can be a little more cautious.
/// There is no mid-P correction: with it, 22 after 10 would already be a rise.
///
/// Both exposures are in the same unit: days, persons, person-years. Swapping the periods swaps the direction and
/// leaves the p-value the same to the last bit. Repeat events of one person are not independent: the test is then too
/// ready to see change.
pub fn change_test(before: u64, after: u64, exposure_before: f64, exposure_after: f64) -> ChangeTest {
    let Some(share) = exposure_shares(exposure_before, exposure_after) else {
        return ChangeTest { ratio: None, p_value: 1.0, direction: Direction::NoClearChange };
    };
    let trials =
        Trials { successes: after as f64, failures: before as f64, chance: share.after, complement: share.before };
    let p_value = (2.0 * trials.smaller_tail()).min(1.0);
    ChangeTest {
        ratio: relative_change(before, after, exposure_before / exposure_after),
        p_value,
        direction: direction(p_value, trials.excess()),
    }
}

/// Compares two counts of records of people, some of whom have several.
///
/// `spread` is the variance of the two counts divided by their sum: the sum over people of the square of their number of records in each
/// period, by the number of records. Both counts are divided by it and rounded, and [`change_test`] compares these effective
/// numbers (Rao and Scott 1999, Statistics in Medicine 18, 1373-1385, with one design effect for both periods). With a spread of
/// 1 or less it is [`change_test`]. The ratio is that of the counts themselves.
pub fn change_test_of_people(before: u64, after: u64, exposures: (f64, f64), spread: f64) -> ChangeTest {
    let independent = change_test(before, after, exposures.0, exposures.1);
    if !spread.is_finite() || spread <= 1.0 {
        return independent;
    }
    let effective = change_test(effective(before, spread), effective(after, spread), exposures.0, exposures.1);
    ChangeTest { ratio: independent.ratio, ..effective }
}

/// How many independent events are as certain as a count whose variance is `spread` times as large.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "no more than the count")]
pub(super) fn effective(count: u64, spread: f64) -> u64 {
    if spread > 1.0 { (count as f64 / spread).round() as u64 } else { count }
}

/// The relative change of the rate per exposure that is consistent with two counts: the 95 per cent interval that belongs to
/// [`change_test`], so that 0 is outside it if and only if the test sees a direction.
///
/// Clopper and Pearson's interval of the later count's part of both, `p`, as a ratio of rates, `p / (1 - p)` over the ratio of the
/// exposures, less 1 (Przyborowski and Wilenski 1940; `poisson.test` of two counts in R). The ends are fractions, the lower one at
/// least -1.
///
/// `None` when nothing was counted before, so that no relative change exists, or an exposure is not a positive number.
pub fn change_interval(before: u64, after: u64, exposure_before: f64, exposure_after: f64) -> Option<(f64, f64)> {
    exposure_shares(exposure_before, exposure_after)?;
    if before == 0 {
        return None;
    }
    let observed = after as f64 / before as f64;
    let chance_of = |odds: f64| {
        let trials = Trials {
            successes: after as f64,
            failures: before as f64,
            chance: odds / (1.0 + odds),
            complement: 1.0 / (1.0 + odds),
        };
        trials.smaller_tail()
    };
    let each_side = SIGNIFICANCE / 2.0;
    let low = if after == 0 { 0.0 } else { turning(0.0, observed, |odds| chance_of(odds) >= each_side) };
    let far = (after as f64 + 20.0) / before as f64 * 1e3;
    let high = turning(observed, far, |odds| chance_of(odds) < each_side);
    let relative = |odds: f64| odds * (exposure_before / exposure_after) - 1.0;
    let ends = (relative(low), relative(high));
    (ends.0.is_finite() && ends.1.is_finite()).then_some(ends)
}

/// The same for records of people, some of whom have several: of the effective numbers of [`change_test_of_people`], so that 0 is
/// outside it if and only if that test sees a direction.
pub fn change_interval_of_people(before: u64, after: u64, exposures: (f64, f64), spread: f64) -> Option<(f64, f64)> {
    change_interval(effective(before, spread), effective(after, spread), exposures.0, exposures.1)
}

/// The number between two at which something begins to be true and stays so.
fn turning(low: f64, high: f64, is_true: impl Fn(f64) -> bool) -> f64 {
    const HALVINGS: usize = 60;
    let (mut not, mut yes) = (low, high);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(not, yes);
        if is_true(middle) {
            yes = middle;
        } else {
            not = middle;
        }
    }
    yes
}

/// Each period's part of the whole exposure.
struct Shares {
    before: f64,
    after: f64,
}

/// `None` unless both exposures are positive numbers. Scaled by the larger one so that the sum cannot overflow.
fn exposure_shares(before: f64, after: f64) -> Option<Shares> {
    let usable = |exposure: f64| exposure.is_finite() && exposure > 0.0;
    if !usable(before) || !usable(after) {
        return None;
    }
    let larger = before.max(after);
    let whole = before / larger + after / larger;
    Some(Shares { before: before / larger / whole, after: after / larger / whole })
}

fn relative_change(before: u64, after: u64, exposure_factor: f64) -> Option<f64> {
    let change = after as f64 / before as f64 * exposure_factor - 1.0;
    (before > 0 && change.is_finite()).then_some(change)
}

fn direction(p_value: f64, excess: f64) -> Direction {
    if p_value >= SIGNIFICANCE {
        Direction::NoClearChange
    } else if excess > 0.0 {
        Direction::Rose
    } else {
        Direction::Fell
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at_equal_exposure(before: u64, after: u64) -> Direction {
        change_test(before, after, 1.0, 1.0).direction
    }

    /// Smallest changes that are a signal, equal periods, exact two-sided 5 per cent.
    #[test]
    fn the_smallest_signal_is_where_the_published_table_has_it() {
        for (before, falls_at, rises_at) in
            [(10, 2, 23), (20, 8, 36), (50, 31, 73), (100, 73, 131), (200, 161, 243), (500, 438, 565)]
        {
            let found = [falls_at, falls_at + 1, rises_at - 1, rises_at].map(|after| at_equal_exposure(before, after));
            use Direction::{Fell, NoClearChange, Rose};
            assert_eq!(found, [Fell, NoClearChange, NoClearChange, Rose], "before {before}");
        }
    }

    #[test]
    fn small_tables_match_fractions_worked_by_hand() {
        let p_value = |before, after, from, to| change_test(before, after, from, to).p_value;
        assert!((p_value(10, 2, 1.0, 1.0) - 2.0 * 79.0 / 4096.0).abs() < 1e-15);
        assert!((p_value(0, 6, 1.0, 1.0) - 2.0 / 64.0).abs() < 1e-16);
        // One in three of the exposure, three of three events: 2 x (1/3)^3.
        assert!((p_value(0, 3, 2.0, 1.0) - 2.0 / 27.0).abs() < 1e-16);
        // Both tails pass one half: capped.
        assert_eq!(p_value(1, 0, 3.0, 1.0), 1.0);
        assert_eq!(p_value(7, 7, 1.0, 1.0), 1.0);
    }

    #[test]
    fn ratio_is_per_exposure() {
        assert!((change_test(122, 161, 1.0, 1.0).ratio.unwrap() - 39.0 / 122.0).abs() < 1e-15);
        assert!((change_test(100, 100, 366.0, 365.0).ratio.unwrap() - 1.0 / 365.0).abs() < 1e-15);
        assert_eq!(change_test(5, 0, 1.0, 1.0).ratio, Some(-1.0));
        assert_eq!(change_test(0, 5, 1.0, 1.0).ratio, None);
        assert_eq!(change_test(1, 1, f64::MAX, f64::MIN_POSITIVE).ratio, None);
    }

    /// The example of R's `poisson.test`: 11 events in 800 person-years against 21 in 3,011.
    #[test]
    fn the_interval_of_a_change_meets_the_published_one() {
        let (low, high) = change_interval(21, 11, 3011.0, 800.0).unwrap();
        assert!((low + 1.0 - 0.858_426_4).abs() < 5e-8 && (high + 1.0 - 4.277_265_9).abs() < 5e-8, "{low} {high}");
        let (low, high) = change_interval(122, 161, 1.0, 1.0).unwrap();
        assert!((low - 0.036_544_5).abs() < 5e-8 && (high - 0.683_691_0).abs() < 5e-8, "{low} {high}");
    }

    #[test]
    fn the_interval_of_a_change_leaves_0_out_where_the_test_sees_a_direction() {
        for (before, after) in [(50, 73), (50, 72), (20, 8), (20, 9), (10_000, 10_300), (3, 0), (9, 0), (500, 500)] {
            let (low, high) = change_interval(before, after, 1.0, 1.0).unwrap();
            let is_clear = at_equal_exposure(before, after) != Direction::NoClearChange;
            assert_eq!(low > 0.0 || high < 0.0, is_clear, "{before} {after}: {low} {high}");
        }
        assert_eq!(change_interval(0, 4, 1.0, 1.0), None);
        assert_eq!(change_interval(4, 4, 0.0, 1.0), None);
        assert_eq!(change_interval(9, 0, 1.0, 1.0).map(|ends| ends.0), Some(-1.0));
    }

    #[test]
    fn exposure_changes_the_verdict() {
        assert_eq!(change_test(50, 73, 1.0, 1.0).direction, Direction::Rose);
        assert_eq!(change_test(50, 73, 2.0, 3.0).direction, Direction::NoClearChange);
        assert_eq!(change_test(50, 73, 1.0, 3.0).direction, Direction::Fell);
    }

    /// Ten people with ten records each before; 131 of 131 people after. Taken as independent, 131 after 100 is a rise (see above);
    /// the variance is 10 x 100 + 131, so the numbers count as 20 and 27.
    #[test]
    fn records_of_the_same_people_count_for_less() {
        use Direction::{NoClearChange, Rose};
        let of_people = |spread| change_test_of_people(100, 131, (1.0, 1.0), spread);
        assert_eq!(of_people(1.0), change_test(100, 131, 1.0, 1.0));
        assert_eq!(of_people(f64::NAN), change_test(100, 131, 1.0, 1.0));
        let found = of_people(1131.0 / 231.0);
        assert_eq!((of_people(1.0).direction, found.direction), (Rose, NoClearChange));
        assert_eq!(found.p_value, change_test(20, 27, 1.0, 1.0).p_value);
        assert_eq!(found.ratio, of_people(1.0).ratio);
        let interval = |spread| change_interval_of_people(100, 131, (1.0, 1.0), spread);
        assert_eq!(interval(1.0), change_interval(100, 131, 1.0, 1.0));
        assert_eq!(interval(1131.0 / 231.0), change_interval(20, 27, 1.0, 1.0));
    }

    #[test]
    fn nothing_to_test_is_no_clear_change() {
        let nothing = ChangeTest { ratio: None, p_value: 1.0, direction: Direction::NoClearChange };
        assert_eq!(change_test(0, 0, 1.0, 1.0), nothing);
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(change_test(10, 40, bad, 1.0), nothing);
            assert_eq!(change_test(10, 40, 1.0, bad), nothing);
        }
    }

    /// Ten million events: the normal limit of the difference is 1.96 x sqrt(2 x 10^7) = 8765, half an event of continuity aside.
    #[test]
    fn millions_of_events_are_answered() {
        let before = 10_000_000;
        assert_eq!(at_equal_exposure(before, before + 8_750), Direction::NoClearChange);
        assert_eq!(at_equal_exposure(before, before + 8_790), Direction::Rose);
        assert_eq!(at_equal_exposure(before, before - 8_750), Direction::NoClearChange);
        assert_eq!(at_equal_exposure(before, before - 8_790), Direction::Fell);
    }

    /// Tails summed with fifty decimal digits.
    #[test]
    fn p_values_keep_ten_digits_at_any_size() {
        for (before, after, exposure_before, exposure_after, expected) in [
            (100, 131, 1.0, 1.0, 4.816_305_344_074_454e-2),
            (12_000, 12_078, 365.0, 366.0, 7.764_473_562_184_457e-1),
            (50_000, 50_700, 1.0, 1.0, 2.761_286_943_193_707e-2),
            (10_000_000, 9_990_000, 1.0, 1.0, 2.532_534_693_305_791e-2),
            (10_000_000, 10_008_766, 1.0, 1.0, 5.005_610_476_748_876e-2),
            (10_000_000, 5_010_000, 2.0, 1.0, 2.626_296_386_656_197e-4),
        ] {
            let found = change_test(before, after, exposure_before, exposure_after).p_value;
            assert!((found / expected - 1.0).abs() < 1e-10, "{before} {after}: {found:e}");
        }
    }

    proptest! {
        #[test]
        fn swapping_the_periods_swaps_the_direction(
            before in 0u64..20_000, after in 0u64..20_000, from in 0.01f64..100.0, to in 0.01f64..100.0,
        ) {
            let forward = change_test(before, after, from, to);
            let backward = change_test(after, before, to, from);
            prop_assert_eq!(forward.p_value, backward.p_value);
            let swapped = match backward.direction {
                Direction::Rose => Direction::Fell,
                Direction::Fell => Direction::Rose,
                Direction::NoClearChange => Direction::NoClearChange,
            };
            prop_assert_eq!(forward.direction, swapped);
        }

        #[test]
        fn every_input_gives_a_probability(before: u64, after: u64, from: f64, to: f64) {
            let test = change_test(before, after, from, to);
            prop_assert!((0.0..=1.0).contains(&test.p_value));
            prop_assert!(test.ratio.is_none_or(f64::is_finite));
        }

        #[test]
        fn further_away_is_never_likelier(before in 0u64..2_000, after in 0u64..4_000) {
            let near = change_test(before, after, 1.0, 1.0).p_value;
            let next = if after >= before { after + 1 } else { after.saturating_sub(1) };
            prop_assert!(change_test(before, next, 1.0, 1.0).p_value <= near * (1.0 + 1e-12));
        }
    }
}

//! Process control of a series: its mean, the limits within which it varies by chance alone, and the points that do not.
//!
//! The individuals and moving range chart (`XmR`) of Wheeler and Chambers, Understanding Statistical Process Control, with the
//! rules of NHS England's Making Data Count (`NHSRplotthedots`, `R/ptd_spc_standard.R`).

use super::series::{mean, present};

/// From the mean moving range to a limit: 3 standard deviations, 3 / 1.128.
const LIMIT: f64 = 2.66;
/// A moving range above this many times the mean moving range is itself beyond chance.
const LARGE_RANGE: f64 = 3.267;
/// The length of a run that chance does not explain, in points.
const RUN: usize = 7;
/// The part of the way from the mean to a limit beyond which chance does not explain two points of three.
const NEAR_LIMIT: f64 = 2.0 / 3.0;
/// Differences this small compared with the mean are rounding, not movement.
const ROUNDING: f64 = 1e-9;
/// Fewest points for firm limits; with fewer they are trial limits.
pub const FIRM_POINTS: usize = 12;
/// Mean below which counts are too rare for this chart.
pub const RARE_MEAN: f64 = 5.0;

/// What a series does that chance alone would hardly do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// A point beyond a limit.
    OutsideLimits,
    /// Seven points in a row, each above the one before, or each below.
    SevenRisingOrFalling,
    /// Seven points in a row on one side of the mean.
    SevenOnOneSide,
    /// Two of three points in a row more than two thirds of the way from the mean to the same limit.
    TwoOfThreeNearLimit,
}

impl Signal {
    /// Every rule, in the order in which they are reported.
    pub const ALL: [Self; 4] =
        [Self::OutsideLimits, Self::SevenRisingOrFalling, Self::SevenOnOneSide, Self::TwoOfThreeNearLimit];
}

/// The mean and the natural process limits of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProcessLimits {
    /// The mean of the known points.
    pub mean: f64,
    /// The mean difference, whatever its sign, between neighbouring points.
    pub mean_moving_range: f64,
    /// How many points the mean is based on.
    pub points: usize,
    /// Moving ranges above 3.267 times their mean; they are included in the mean moving range.
    pub large_ranges: usize,
}

/// The limits of equally spaced points. A gap has no moving range on either side; a value that is not finite is a gap.
///
/// `None` without two known neighbours.
pub fn process_limits(points: &[Option<f64>]) -> Option<ProcessLimits> {
    let ranges: Vec<Option<f64>> = points.windows(2).map(moving_range).collect();
    let mean_moving_range = mean(&ranges)?;
    Some(ProcessLimits {
        mean: mean(points)?,
        mean_moving_range,
        points: present(points).count(),
        large_ranges: ranges.iter().flatten().filter(|range| **range > LARGE_RANGE * mean_moving_range).count(),
    })
}

fn moving_range(pair: &[Option<f64>]) -> Option<f64> {
    let known = |at: usize| pair.get(at).copied().flatten().filter(|value: &f64| value.is_finite());
    Some((known(1)? - known(0)?).abs())
}

impl ProcessLimits {
    /// The upper natural process limit, mean + 2.66 times the mean moving range.
    pub fn upper(&self) -> f64 {
        self.mean + LIMIT * self.mean_moving_range
    }

    /// The lower natural process limit of counts, mean - 2.66 times the mean moving range, and not below 0.
    pub fn lower(&self) -> f64 {
        (self.mean - LIMIT * self.mean_moving_range).max(0.0)
    }

    /// Whether there are too few points for the limits to be more than trial limits.
    pub fn is_trial(&self) -> bool {
        self.points < FIRM_POINTS
    }

    /// The positions of the series that take part in each signal. A gap ends a run.
    pub fn signals(&self, points: &[Option<f64>], signal: Signal) -> Vec<usize> {
        let slack = ROUNDING * self.mean.abs();
        let known: Vec<Option<f64>> = points.iter().map(|point| point.filter(|value| value.is_finite())).collect();
        let at = |is_one: &dyn Fn(f64) -> bool| -> Vec<bool> {
            known.iter().map(|value| value.is_some_and(is_one)).collect()
        };
        let marked: Vec<Vec<bool>> = match signal {
            Signal::OutsideLimits => vec![at(&|value| value > self.upper() + slack || value < self.lower() - slack)],
            Signal::SevenRisingOrFalling => vec![climbs(&known, |step| step > 0.0), climbs(&known, |step| step < 0.0)],
            Signal::SevenOnOneSide => {
                vec![
                    runs(&at(&|value| value > self.mean + slack), RUN),
                    runs(&at(&|value| value < self.mean - slack), RUN),
                ]
            }
            Signal::TwoOfThreeNearLimit => {
                let near = NEAR_LIMIT * LIMIT * self.mean_moving_range + slack;
                vec![
                    pairs(&at(&|value| value - self.mean > near), &known),
                    pairs(&at(&|value| self.mean - value > near), &known),
                ]
            }
        };
        (0..points.len()).filter(|at| marked.iter().any(|side| side[*at])).collect()
    }
}

/// The members of runs of at least `fewest`.
fn runs(members: &[bool], fewest: usize) -> Vec<bool> {
    members.chunk_by(|one, next| one == next).flat_map(|run| vec![run[0] && run.len() >= fewest; run.len()]).collect()
}

/// The points of runs of seven whose every step is of one kind: six steps in a row.
fn climbs(known: &[Option<f64>], is_one: impl Fn(f64) -> bool) -> Vec<bool> {
    let steps: Vec<bool> =
        known.windows(2).map(|pair| matches!(pair, [Some(from), Some(to)] if is_one(to - from))).collect();
    let in_runs = runs(&steps, RUN - 1);
    let of_step = |at: usize| in_runs.get(at).copied().unwrap_or(false);
    (0..known.len()).map(|at| of_step(at) || (at > 0 && of_step(at - 1))).collect()
}

/// The members of which two are within three known points in a row.
fn pairs(members: &[bool], known: &[Option<f64>]) -> Vec<bool> {
    let mut marked = vec![false; members.len()];
    for first in 0..members.len().saturating_sub(2) {
        let three = first..first + 3;
        let all_known = known[three.clone()].iter().all(Option::is_some);
        if all_known && members[three.clone()].iter().filter(|member| **member).count() >= 2 {
            three.filter(|at| members[*at]).for_each(|at| marked[at] = true);
        }
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    fn signals(values: &[f64], signal: Signal) -> Vec<usize> {
        let points = all(values);
        process_limits(&points).unwrap().signals(&points, signal)
    }

    /// NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rates with mean 50.81, mean moving range 1.8778,
    /// limits 45.8159 and 55.8041 by 3 / 1.128; by 2.66 the last decimals differ.
    #[test]
    fn meets_the_nist_flow_rates() {
        let found = process_limits(&all(&[49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])).unwrap();
        assert!((found.mean - 50.81).abs() < 1e-9 && (found.mean_moving_range - 1.8778).abs() < 5e-5, "{found:?}");
        assert!((found.lower() - 45.8159).abs() < 1e-3 && (found.upper() - 55.8041).abs() < 1e-3, "{found:?}");
        assert_eq!((found.points, found.large_ranges, found.is_trial()), (10, 0, true));
    }

    /// Worked by hand: mean 120 / 12 = 10, moving ranges 2 throughout, limits 10 ∓ 5.32.
    #[test]
    fn meets_limits_worked_by_hand() {
        let found = process_limits(&all(&[9.0, 11.0].repeat(6))).unwrap();
        assert!((found.lower() - 4.68).abs() < 1e-9 && (found.upper() - 15.32).abs() < 1e-9, "{found:?}");
        assert!(!found.is_trial());
        let low = process_limits(&all(&[1.0, 3.0, 1.0])).unwrap();
        assert_eq!(low.lower(), 0.0, "counts do not fall below 0");
    }

    /// Of 12 points the last leaps: mean 15, moving ranges 10 times 0 and once 60, mean moving range 60 / 11.
    #[test]
    fn a_leap_is_outside_and_its_range_is_kept() {
        let leap = [&[10.0; 11][..], &[70.0]].concat();
        let found = process_limits(&all(&leap)).unwrap();
        assert_eq!(found.large_ranges, 1);
        assert!((found.mean_moving_range - 60.0 / 11.0).abs() < 1e-12);
        assert_eq!(signals(&leap, Signal::OutsideLimits), [11]);
    }

    #[test]
    fn seven_points_rise_or_fall() {
        let rising = [5.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 3.0];
        assert_eq!(signals(&rising, Signal::SevenRisingOrFalling), [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(signals(&rising[2..], Signal::SevenRisingOrFalling), [0_usize; 0], "six points are not a run");
        let falling: Vec<f64> = rising.iter().map(|value| -value).collect();
        assert_eq!(signals(&falling, Signal::SevenRisingOrFalling), [1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn seven_points_are_on_one_side() {
        let shift = [&[9.0, 10.0].repeat(4)[..], &[21.0, 20.0].repeat(3), &[21.0]].concat();
        assert_eq!(signals(&shift, Signal::SevenOnOneSide), (0..15).collect::<Vec<_>>());
        assert_eq!(signals(&shift[2..14], Signal::SevenOnOneSide), [0_usize; 0], "six on each side");
    }

    /// Mean 10 in both. Mean moving range 64 / 14, two thirds of the way to a limit 8.1: points 8 away are not beyond it. Then 72 /
    /// 17 and 7.5: points 9 away are, two of them in three points above, and never two in three below.
    #[test]
    fn two_of_three_near_a_limit() {
        let near = [10.0, 10.0, 18.0, 10.0, 18.0, 10.0, 10.0, 10.0, 2.0, 10.0, 10.0, 10.0, 2.0, 10.0, 10.0];
        let found = process_limits(&all(&near)).unwrap();
        assert!(
            (found.mean - 10.0).abs() < 1e-12 && (found.mean_moving_range - 64.0 / 14.0).abs() < 1e-12,
            "{found:?}"
        );
        let lower =
            [10.0, 10.0, 19.0, 10.0, 19.0, 10.0, 10.0, 10.0, 1.0, 10.0, 10.0, 10.0, 10.0, 10.0, 1.0, 10.0, 10.0, 10.0];
        assert_eq!(signals(&lower, Signal::TwoOfThreeNearLimit), [2, 4]);
        assert_eq!(signals(&near, Signal::TwoOfThreeNearLimit), [0_usize; 0], "8 is not beyond 8.1");
    }

    #[test]
    fn a_gap_has_no_range_and_ends_a_run() {
        let points = [Some(1.0), Some(3.0), None, Some(100.0), Some(104.0), Some(f64::NAN)];
        let found = process_limits(&points).unwrap();
        assert_eq!((found.mean, found.mean_moving_range, found.points), (52.0, 3.0, 4));
        let mut rising = all(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
        assert_eq!(process_limits(&rising).unwrap().signals(&rising, Signal::SevenRisingOrFalling).len(), 8);
        rising[3] = None;
        let limits = process_limits(&rising).unwrap();
        assert_eq!(limits.signals(&rising, Signal::SevenRisingOrFalling), [0_usize; 0]);
        assert_eq!(process_limits(&[Some(1.0), None, Some(2.0)]), None);
        assert_eq!(process_limits(&[]), None);
    }

    proptest! {
        #[test]
        fn the_same_value_throughout_gives_no_signal(value in 0.0f64..1e6, number in 2usize..40) {
            let points = vec![Some(value); number];
            let limits = process_limits(&points).unwrap();
            prop_assert_eq!(limits.mean_moving_range, 0.0);
            for signal in Signal::ALL {
                prop_assert!(limits.signals(&points, signal).is_empty());
            }
        }

        #[test]
        fn every_input_is_answered(points in prop::collection::vec(prop::option::of(any::<f64>()), 0..30)) {
            if let Some(limits) = process_limits(&points) {
                for signal in Signal::ALL {
                    prop_assert!(limits.signals(&points, signal).iter().all(|at| points[*at].is_some()));
                }
            }
        }

        #[test]
        fn upside_down_the_signals_are_the_same(values in prop::collection::vec(0i32..40, 2..40)) {
            let points: Vec<_> = values.iter().map(|value| Some(f64::from(*value) + 1000.0)).collect();
            let turned: Vec<_> = values.iter().map(|value| Some(2000.0 - f64::from(*value))).collect();
            let (limits, other) = (process_limits(&points).unwrap(), process_limits(&turned).unwrap());
            for signal in [Signal::OutsideLimits, Signal::SevenRisingOrFalling] {
                prop_assert_eq!(limits.signals(&points, signal), other.signals(&turned, signal));
            }
        }
    }
}

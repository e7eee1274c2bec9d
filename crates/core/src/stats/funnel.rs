//! One area compared with the whole: how far chance alone moves the count of an area with the whole's rate, and on
//! which side of the whole's rate the area's own interval lies.

use super::interval::{Confidence, Interval};
use super::rate::{BYAR_FROM, byar_ends, exact_ends};

/// How an area compares with the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// Its interval lies above the whole's rate.
    Higher,
    /// Its interval lies below the whole's rate.
    Lower,
    /// Its interval includes the whole's rate.
    Similar,
}

/// How an area's interval compares with a benchmark that is taken as known, by the rule of public health profiles
/// (OHID, Fingertips technical guidance): the area differs if its interval does not include the benchmark.
pub fn against(interval: &Interval, benchmark: f64) -> Against {
    if interval.low > benchmark {
        Against::Higher
    } else if interval.high < benchmark {
        Against::Lower
    } else {
        Against::Similar
    }
}

/// The limits of a funnel at an expected number of events: exact Poisson below ten, Byar's at ten or more, by the
/// formulas of [`super::poisson_interval`] with the expected number, which need not be whole, in place of the count
/// (Spiegelhalter 2005, *Funnel plots for comparing institutional performance*; APHO's analytical tools use Byar's form).
///
/// They assume that events are independent and that areas differ only in size. Offences cluster, so more areas lie
/// outside than the limits say. `None` when the expected number is negative or not a number.
pub fn funnel_limits(expected: f64, confidence: Confidence) -> Option<Interval> {
    if !expected.is_finite() || expected < 0.0 {
        return None;
    }
    let limits = if expected < BYAR_FROM as f64 { exact_ends } else { byar_ends };
    Some(limits(expected, confidence))
}

#[cfg(test)]
mod tests {
    use super::super::{Method, poisson_interval};
    use super::*;
    use Confidence::{NinetyFive, NinetyNinePointEight};
    use proptest::prelude::*;

    /// At whole numbers the limits are the published ones of a Poisson count.
    #[test]
    fn meets_the_published_limits() {
        for (expected, low, high, method) in [
            (1.0, 0.025, 5.572, Method::ExactPoisson),
            (5.0, 1.623, 11.668, Method::ExactPoisson),
            (25.0, 16.174, 36.906, Method::Byar),
            (400.0, 361.755, 441.187, Method::Byar),
        ] {
            let found = funnel_limits(expected, NinetyFive).unwrap();
            assert!((found.low - low).abs() < 6e-4 && (found.high - high).abs() < 6e-4, "{expected}: {found:?}");
            assert_eq!(found.method, method);
        }
        assert_eq!(funnel_limits(0.0, NinetyFive).map(|limits| limits.low), Some(0.0));
    }

    #[test]
    fn an_area_differs_only_where_its_interval_leaves_the_whole_out() {
        let interval = poisson_interval(100, NinetyFive);
        assert_eq!(against(&interval, 81.0), Against::Higher);
        assert_eq!(against(&interval, 100.0), Against::Similar);
        assert_eq!(against(&interval, interval.high), Against::Similar);
        assert_eq!(against(&interval, 122.0), Against::Lower);
    }

    #[test]
    fn nothing_is_expected_of_no_number() {
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(funnel_limits(bad, NinetyFive), None);
        }
    }

    proptest! {
        #[test]
        fn the_funnel_holds_its_middle_and_widens(expected in 0.0f64..1e6) {
            let usual = funnel_limits(expected, NinetyFive).unwrap();
            let outer = funnel_limits(expected, NinetyNinePointEight).unwrap();
            prop_assert!(usual.contains(expected) && outer.low <= usual.low && usual.high <= outer.high);
        }
    }
}

//! Parts of a whole, with Wilson's score interval: the one method for proportions, whatever their size.

use super::interval::{Confidence, Interval, Method};

/// Wilson's interval of the proportion `part / whole` (Wilson 1927; `PHEindicatormethods` R/Proportions.R):
/// `(2x + z² ∓ z √(z² + 4x(1 - x/n))) / 2(n + z²)`, as fractions between 0 and 1.
///
/// `None` when the whole is 0 or smaller than the part.
pub fn wilson_interval(part: u64, whole: u64, confidence: Confidence) -> Option<Interval> {
    if whole == 0 || part > whole {
        return None;
    }
    let (counted, of) = (part as f64, whole as f64);
    let square = confidence.standard_errors().powi(2);
    let spread = (square * (square + 4.0 * counted * (1.0 - counted / of))).sqrt();
    let end = |spread: f64| (2.0 * counted + square + spread) / (2.0 * (of + square));
    // None or all counted: the end is exact, and rounding must not lift it off.
    let low = if part == 0 { 0.0 } else { end(-spread).clamp(0.0, counted / of) };
    let high = if part == whole { 1.0 } else { end(spread).clamp(counted / of, 1.0) };
    Some(Interval { low, high, method: Method::Wilson })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Confidence::{NinetyFive, NinetyNinePointEight};
    use proptest::prelude::*;

    #[test]
    fn meets_the_published_limits() {
        for (part, whole, low, high) in [(3, 10, 0.1078, 0.6032), (15, 60, 0.1578, 0.3723), (120, 400, 0.2572, 0.3466)]
        {
            let found = wilson_interval(part, whole, NinetyFive).unwrap();
            assert!((found.low - low).abs() < 6e-5 && (found.high - high).abs() < 6e-5, "{found:?}");
            assert_eq!(found.method, Method::Wilson);
        }
    }

    /// Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
    #[test]
    fn meets_newcombes_examples() {
        for (part, whole, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let found = wilson_interval(part, whole, NinetyFive).unwrap();
            assert!((found.low - low).abs() < 6e-5 && (found.high - high).abs() < 6e-5, "{found:?}");
        }
    }

    #[test]
    fn none_and_all_reach_the_ends() {
        assert_eq!(wilson_interval(0, 5, NinetyFive).map(|found| found.low), Some(0.0));
        assert_eq!(wilson_interval(5, 5, NinetyFive).map(|found| found.high), Some(1.0));
    }

    #[test]
    fn no_whole_no_interval() {
        assert_eq!(wilson_interval(0, 0, NinetyFive), None);
        assert_eq!(wilson_interval(4, 3, NinetyFive), None);
    }

    proptest! {
        #[test]
        fn stays_within_zero_and_one_round_the_proportion(first: u64, second: u64, few in 0u64..40) {
            for (part, whole) in [(first.min(second), first.max(second)), (few, few + first % 40)] {
                if let Some(usual) = wilson_interval(part, whole, NinetyFive) {
                    let outer = wilson_interval(part, whole, NinetyNinePointEight).unwrap();
                    prop_assert!(usual.contains(part as f64 / whole as f64));
                    prop_assert!(0.0 <= outer.low && outer.low <= usual.low && usual.high <= outer.high && outer.high <= 1.0);
                }
            }
        }

        #[test]
        fn the_rest_has_the_mirrored_interval(part in 0u64..10_000, rest in 1u64..10_000) {
            let ours = wilson_interval(part, part + rest, NinetyFive).unwrap();
            let theirs = wilson_interval(rest, part + rest, NinetyFive).unwrap();
            prop_assert!((ours.low + theirs.high - 1.0).abs() < 1e-12 && (ours.high + theirs.low - 1.0).abs() < 1e-12);
        }
    }
}

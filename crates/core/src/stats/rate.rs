//! Counts of events and rates per population, with their Poisson intervals. The choice of method follows OHID's
//! `PHEindicatormethods` (R/Rates.R): exact below ten events, Byar's at ten or more.
//!
//! The intervals assume that events are independent. Several events of one person are not: [`rate_interval_of_people`] allows
//! for it.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::interval::{Confidence, Interval, Method};

/// Fewest events for which Byar's method is used.
const BYAR_FROM: u64 = 10;

/// From this count up the exact interval is worked out by Byar's formula: the two differ by less than a thousandth of
/// an event (less and less as counts grow), and the exact one becomes slow.
pub(super) const EXACT_BELOW: u64 = 100_000;

/// A rate and its interval, both per the population asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Events per the number of persons asked for.
    pub value: f64,
    /// The interval on the same scale.
    pub interval: Interval,
}

/// The interval of the expected number of events behind a count: exact below ten, Byar's at ten or more.
pub fn poisson_interval(count: u64, confidence: Confidence) -> Interval {
    if count < BYAR_FROM { exact_interval(count, confidence) } else { byar_interval(count, confidence) }
}

/// Byar's interval of a count (Breslow and Day 1987, volume 2, page 69):
/// `x (1 - 1/9x - z/3√x)³` and `(x+1) (1 - 1/9(x+1) + z/3√(x+1))³`.
///
/// For very few events this formula can put the lower end below zero; it is then 0.
pub fn byar_interval(count: u64, confidence: Confidence) -> Interval {
    byar_ends(count as f64, confidence)
}

/// Byar's ends round a number of events that need not be whole.
pub(super) fn byar_ends(events: f64, confidence: Confidence) -> Interval {
    let errors = confidence.standard_errors();
    let end = |events: f64, errors: f64| events * (1.0 - 1.0 / (9.0 * events) + errors / (3.0 * events.sqrt())).powi(3);
    let low = if events == 0.0 { 0.0 } else { end(events, -errors).max(0.0) };
    Interval { low, high: end(events + 1.0, errors), method: Method::Byar }
}

/// The exact Poisson interval of a count (Garwood 1936): `χ²(α/2, 2x)/2` and `χ²(1-α/2, 2x+2)/2`; the lower end of no event is 0.
///
/// From 100,000 events up Byar's formula is used, and the interval says so.
pub fn exact_interval(count: u64, confidence: Confidence) -> Interval {
    if count >= EXACT_BELOW {
        return byar_interval(count, confidence);
    }
    exact_ends(count as f64, confidence)
}

/// The exact ends round a number of events that need not be whole.
fn exact_ends(events: f64, confidence: Confidence) -> Interval {
    let each_side = confidence.outside() / 2.0;
    Interval {
        low: half_chi_squared(each_side, events),
        high: half_chi_squared(1.0 - each_side, events + 1.0),
        method: Method::ExactPoisson,
    }
}

/// Half the quantile of the chi-squared distribution with twice as many degrees of freedom as events; 0 without any.
fn half_chi_squared(probability: f64, events: f64) -> f64 {
    ChiSquared::new(2.0 * events).map_or(0.0, |distribution| distribution.inverse_cdf(probability) / 2.0)
}

/// Events per `per` persons with the interval of [`poisson_interval`]; the population is taken as known.
///
/// `None` when the population or `per` is not a positive number, or when the rate is too large to hold.
pub fn rate_interval(count: u64, population: f64, per: f64, confidence: Confidence) -> Option<Rate> {
    let positive = |number: f64| number.is_finite() && number > 0.0;
    if !positive(population) || !positive(per) {
        return None;
    }
    let scaled = |events: f64| events / population * per;
    let Interval { low, high, method } = poisson_interval(count, confidence);
    let rate =
        Rate { value: scaled(count as f64), interval: Interval { low: scaled(low), high: scaled(high), method } };
    rate.interval.high.is_finite().then_some(rate)
}

/// The interval of the expected number of events behind a count, where some persons have several events.
///
/// `squares` is the estimated variance of the count: the sum over persons of the square of their number of events. An event
/// without a known person counts as 1. The ends of [`poisson_interval`] are moved away from the count in proportion to the
/// standard error (Dobson, Kuulasmaa, Eberle and Scherer 1991, Statistics in Medicine 10, 457-462): `x + √(V/x) (L - x)`. The
/// variance is that of `calculate_dsr` in OHID's `PHEindicatormethods` for events that are not independent.
///
/// Where every person has one event, it is the interval of [`poisson_interval`]. A lower end below zero is 0.
pub fn people_interval(count: u64, squares: u64, confidence: Confidence) -> Interval {
    let independent = poisson_interval(count, confidence);
    if count == 0 || squares <= count {
        return independent;
    }
    let events = count as f64;
    let wider = (squares as f64 / events).sqrt();
    let end = |end: f64| (events + wider * (end - events)).max(0.0);
    Interval { low: end(independent.low), high: end(independent.high), method: Method::Dobson }
}

/// Events per `per` persons with the interval of [`people_interval`]; otherwise as [`rate_interval`].
pub fn rate_interval_of_people(
    (count, squares): (u64, u64),
    population: f64,
    per: f64,
    confidence: Confidence,
) -> Option<Rate> {
    let rate = rate_interval(count, population, per, confidence)?;
    let Interval { low, high, method } = people_interval(count, squares, confidence);
    let scaled = |events: f64| events / population * per;
    let interval = Interval { low: scaled(low), high: scaled(high), method };
    interval.high.is_finite().then_some(Rate { interval, ..rate })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Confidence::{NinetyFive, NinetyNinePointEight};
    use proptest::prelude::*;

    fn assert_ends(found: Interval, low: f64, high: f64, method: Method) {
        assert!(
            (found.low - low).abs() < 6e-4 && (found.high - high).abs() < 6e-4,
            "{found:?}, wanted {low} to {high}"
        );
        assert_eq!(found.method, method);
    }

    /// 95 per cent limits of Poisson counts, exact and Byar's, to three decimals.
    #[test]
    fn both_methods_meet_the_published_limits() {
        for (count, exact, byar) in [
            (1, (0.025, 5.572), (0.013, 5.564)),
            (5, (1.623, 11.668), (1.611, 11.668)),
            (9, (4.115, 17.085), (4.107, 17.086)),
            (10, (4.795, 18.390), (4.787, 18.391)),
            (25, (16.179, 36.905), (16.174, 36.906)),
            (100, (81.364, 121.627), (81.362, 121.628)),
            (400, (361.756, 441.187), (361.755, 441.187)),
        ] {
            assert_ends(exact_interval(count, NinetyFive), exact.0, exact.1, Method::ExactPoisson);
            assert_ends(byar_interval(count, NinetyFive), byar.0, byar.1, Method::Byar);
        }
    }

    #[test]
    fn no_event_has_an_upper_limit_only() {
        // -ln 0.025 and -ln 0.001.
        assert_ends(poisson_interval(0, NinetyFive), 0.0, 3.689, Method::ExactPoisson);
        assert_ends(poisson_interval(0, NinetyNinePointEight), 0.0, 6.908, Method::ExactPoisson);
        assert_eq!(byar_interval(0, NinetyFive).low, 0.0);
        assert_eq!(byar_interval(1, NinetyNinePointEight).low, 0.0);
    }

    #[test]
    fn the_method_changes_at_ten() {
        assert_eq!(poisson_interval(9, NinetyFive).method, Method::ExactPoisson);
        assert_eq!(poisson_interval(10, NinetyFive).method, Method::Byar);
    }

    #[test]
    fn exact_hands_over_to_byar_without_a_step() {
        for confidence in [NinetyFive, NinetyNinePointEight] {
            let exact = exact_interval(EXACT_BELOW - 1, confidence);
            let byar = byar_interval(EXACT_BELOW - 1, confidence);
            assert_eq!(
                (exact.method, exact_interval(EXACT_BELOW, confidence).method),
                (Method::ExactPoisson, Method::Byar)
            );
            assert!((exact.low - byar.low).abs() < 1e-3 && (exact.high - byar.high).abs() < 1e-3, "{exact:?} {byar:?}");
        }
    }

    #[test]
    fn a_rate_is_the_count_scaled() {
        let rate = rate_interval(100, 50_000.0, 1_000.0, NinetyFive).unwrap();
        assert!((rate.value - 2.0).abs() < 1e-12);
        assert!(
            (rate.interval.low - 1.627_24).abs() < 2e-5 && (rate.interval.high - 2.432_56).abs() < 2e-5,
            "{rate:?}"
        );
    }

    /// Worked by hand with Byar's limits of 100, 81.362 and 121.628. 35 persons with one event and 5 with 13: V = 880,
    /// √8.8 = 2.966, so 100 - 2.966 x 18.638 = 44.71 and 100 + 2.966 x 21.628 = 164.16. All events of one person: V = 10,000,
    /// so 100 - 10 x 18.638 is below 0 and the upper end is 316.28. Fifty persons with two: V = 200, √2.
    #[test]
    fn events_of_the_same_people_are_less_certain() {
        for (squares, low, high) in [(880, 44.71, 164.16), (10_000, 0.0, 316.28), (200, 73.64, 130.59)] {
            let found = people_interval(100, squares, NinetyFive);
            assert!((found.low - low).abs() < 0.01 && (found.high - high).abs() < 0.01, "{found:?}");
            assert_eq!(found.method, Method::Dobson);
        }
        assert_eq!(people_interval(100, 100, NinetyFive), poisson_interval(100, NinetyFive));
        assert_eq!(people_interval(0, 0, NinetyFive), poisson_interval(0, NinetyFive));
        // Below ten on the exact limits: three events of one person, 0.619 and 8.767, moved by √3.
        let few = people_interval(3, 9, NinetyFive);
        assert!((few.low - 0.0).abs() < 1e-9 && (few.high - 12.989).abs() < 0.01, "{few:?}");
        let rate = rate_interval_of_people((100, 880), 50_000.0, 1_000.0, NinetyFive).unwrap();
        assert_eq!(
            [rate.value, rate.interval.low, rate.interval.high].map(|rate| format!("{rate:.2}")),
            ["2.00", "0.89", "3.28"]
        );
        assert_eq!(rate_interval_of_people((3, 9), 0.0, 1_000.0, NinetyFive), None);
    }

    #[test]
    fn no_population_no_rate() {
        for bad in [0.0, -5.0, f64::NAN, f64::INFINITY] {
            assert_eq!(rate_interval(3, bad, 1_000.0, NinetyFive), None);
            assert_eq!(rate_interval(3, 1_000.0, bad, NinetyFive), None);
        }
        assert_eq!(rate_interval(3, f64::MIN_POSITIVE, f64::MAX, NinetyFive), None);
        assert_eq!(rate_interval(0, 7.0, 1_000.0, NinetyFive).map(|rate| rate.value), Some(0.0));
    }

    proptest! {
        #[test]
        fn intervals_contain_their_count(count: u64, few in 0u64..200_000) {
            for count in [count, few, few % 50] {
                for interval in [poisson_interval, byar_interval, exact_interval] {
                    let (usual, outer) = (interval(count, NinetyFive), interval(count, NinetyNinePointEight));
                    prop_assert!(usual.contains(count as f64) && usual.low >= 0.0 && usual.high.is_finite());
                    prop_assert!(outer.low <= usual.low && usual.high <= outer.high);
                }
            }
        }

        #[test]
        fn more_events_lift_both_ends(count in 0u64..5_000) {
            let (fewer, more) = (exact_interval(count, NinetyFive), exact_interval(count + 1, NinetyFive));
            prop_assert!(fewer.low < more.low && fewer.high < more.high);
        }

        #[test]
        fn every_input_is_answered(count: u64, population: f64, per: f64) {
            if let Some(rate) = rate_interval(count, population, per, NinetyFive) {
                prop_assert!(rate.interval.contains(rate.value));
            }
        }
    }
}

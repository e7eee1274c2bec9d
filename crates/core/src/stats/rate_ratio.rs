//! One group's rate compared with another's: the relative rate index, with the usual log-normal interval.

use super::interval::Confidence;

/// Events and the population in which they occurred.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposed {
    /// Events.
    pub events: u64,
    /// Persons, or persons by years.
    pub population: f64,
}

/// A ratio of two rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateRatio {
    /// The group's rate divided by the reference group's: 2 is twice as high.
    pub value: f64,
    /// The ends of the interval; `None` where a group has no events, where the method has no answer.
    pub ends: Option<(f64, f64)>,
}

impl Exposed {
    fn rate(self) -> Option<f64> {
        let positive = self.population.is_finite() && self.population > 0.0;
        positive.then(|| self.events as f64 / self.population)
    }
}

/// The ratio of a group's rate to a reference group's, with the log-normal interval
/// `exp(ln RR ± z √(1/a + 1/b))`, `a` and `b` being the events of the two groups
/// (Rothman, Greenland and Lash 2008, chapter 14; Uhrig 2016 uses it for ethnic groups in the criminal justice system).
///
/// `None` where a population is not a positive number, where the reference group has no events, or where the ratio is too
/// large to hold. Several events of one person are not independent: then the true interval is wider.
pub fn rate_ratio(group: Exposed, reference: Exposed, confidence: Confidence) -> Option<RateRatio> {
    let value = group.rate()? / reference.rate()?;
    if reference.events == 0 || !value.is_finite() {
        return None;
    }
    let spread = (1.0 / group.events as f64 + 1.0 / reference.events as f64).sqrt();
    let factor = (confidence.standard_errors() * spread).exp();
    let ends = (value / factor, value * factor);
    Some(RateRatio { value, ends: (group.events > 0 && ends.1.is_finite()).then_some(ends) })
}

/// The same for records of people, some of whom have several: each group's events with their variance, the sum over people of
/// the square of their number of events. The interval is `exp(ln RR ± z √(V/a² + W/b²))` (the delta method; with `V = a` and
/// `W = b` it is that of [`rate_ratio`]).
pub fn rate_ratio_of_people(
    (group, group_variance): (Exposed, u64),
    (reference, reference_variance): (Exposed, u64),
    confidence: Confidence,
) -> Option<RateRatio> {
    let independent = rate_ratio(group, reference, confidence)?;
    let relative = |events: u64, variance: u64| variance.max(events) as f64 / (events as f64).powi(2);
    let spread = (relative(group.events, group_variance) + relative(reference.events, reference_variance)).sqrt();
    let factor = (confidence.standard_errors() * spread).exp();
    let ends = (independent.value / factor, independent.value * factor);
    Some(RateRatio { ends: independent.ends.and(ends.1.is_finite().then_some(ends)), ..independent })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Confidence::{NinetyFive, NinetyNinePointEight};
    use proptest::prelude::*;

    fn exposed(events: u64, population: f64) -> Exposed {
        Exposed { events, population }
    }

    /// The worked example of `OpenEpi` for two person-time rates (openepi.com, `PersonTime2`): two strata and both
    /// together, printed to four digits.
    #[test]
    fn meets_the_published_ratios() {
        for (group, reference, value, low, high) in [
            ((17, 100_025.0), (3, 122_268.0), 6.927, 2.03, 23.63),
            ((8, 78_531.0), (1, 77_932.0), 7.939, 0.9931, 63.47),
            ((25, 178_556.0), (4, 200_200.0), 7.008, 2.439, 20.13),
        ] {
            let found = rate_ratio(exposed(group.0, group.1), exposed(reference.0, reference.1), NinetyFive).unwrap();
            let ends = found.ends.unwrap();
            for (found, wanted) in [(found.value, value), (ends.0, low), (ends.1, high)] {
                assert!((found / wanted - 1.0).abs() < 6e-4, "{found}, wanted {wanted}");
            }
        }
    }

    /// 35 people with one event and 5 with 13 against 100 people with one: 880 / 100² + 1 / 100.
    #[test]
    fn people_with_several_events_widen_the_interval() {
        let (group, reference) = (exposed(100, 1_000.0), exposed(100, 2_000.0));
        let found = rate_ratio_of_people((group, 880), (reference, 100), NinetyFive).unwrap();
        let factor = (1.959_963_984_540_054 * 0.098_f64.sqrt()).exp();
        assert!((found.ends.unwrap().1 / (2.0 * factor) - 1.0).abs() < 1e-12, "{found:?}");
        let alone = rate_ratio_of_people((group, 100), (reference, 0), NinetyFive).unwrap();
        let independent = rate_ratio(group, reference, NinetyFive).unwrap();
        assert!((alone.ends.unwrap().0 / independent.ends.unwrap().0 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn no_population_and_no_reference_give_no_ratio() {
        let usual = exposed(5, 1_000.0);
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(rate_ratio(exposed(5, bad), usual, NinetyFive), None);
            assert_eq!(rate_ratio(usual, exposed(5, bad), NinetyFive), None);
        }
        assert_eq!(rate_ratio(usual, exposed(0, 1_000.0), NinetyFive), None);
        assert_eq!(rate_ratio(exposed(0, 10.0), usual, NinetyFive), Some(RateRatio { value: 0.0, ends: None }));
    }

    proptest! {
        #[test]
        fn the_other_way_round_is_the_inverse(a in 1u64..10_000, b in 1u64..10_000, p in 1.0f64..1e7, q in 1.0f64..1e7) {
            let (group, reference) = (exposed(a, p), exposed(b, q));
            let one = rate_ratio(group, reference, NinetyFive).unwrap();
            let other = rate_ratio(reference, group, NinetyFive).unwrap();
            let (ends, turned) = (one.ends.unwrap(), other.ends.unwrap());
            prop_assert!((one.value * other.value - 1.0).abs() < 1e-9);
            prop_assert!((ends.0 * turned.1 - 1.0).abs() < 1e-9 && (ends.1 * turned.0 - 1.0).abs() < 1e-9);
            let outer = rate_ratio(group, reference, NinetyNinePointEight).and_then(|outer| outer.ends).unwrap();
            prop_assert!(outer.0 < ends.0 && ends.0 < one.value && one.value < ends.1 && ends.1 < outer.1);
        }

        #[test]
        fn every_input_is_answered(a: u64, b: u64, p: f64, q: f64) {
            if let Some(found) = rate_ratio(exposed(a, p), exposed(b, q), NinetyFive) {
                prop_assert!(found.value.is_finite() && found.value >= 0.0);
            }
        }
    }
}

//! One group compared with another: do two shares, rates or changes differ by more than chance explains, and by how
//! much?

use super::change::{change_test, effective};
use super::hypergeometric::Draw;
use super::interval::Confidence;
use super::rate_ratio::{Exposed, rate_ratio_of_people};

/// A number of parts in a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    /// Those that are counted.
    pub part: u64,
    /// All of them.
    pub whole: u64,
}

impl Portion {
    fn is_sound(self) -> bool {
        self.whole > 0 && self.part <= self.whole
    }
}

/// How one group compares with another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The group's figure divided by the other's: 2 is twice as high; `None` where the other's is 0.
    pub ratio: Option<f64>,
    /// The ends of the ratio's 95 % interval; `None` where a count is 0, where the method has no answer.
    pub ends: Option<(f64, f64)>,
    /// The two-sided chance of a difference at least this large if there were none.
    pub p_value: f64,
    /// The difference in standard errors: above 0 where the group's figure is the higher.
    pub standard_errors: f64,
}

/// How many times wider than their number the variance of each side's records is, because some people have several: the sum over
/// people of the square of their number of records, by the number of records (the design effect). 1 for independent records.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spreads {
    /// Of the group.
    pub group: f64,
    /// Of the other.
    pub other: f64,
}

impl Spreads {
    /// Both sides have independent records.
    pub const NONE: Self = Self { group: 1.0, other: 1.0 };
}

/// Compares two shares by Fisher's exact test (Fisher 1922), two-sided: twice the smaller tail and at most 1, as in
/// [`change_test`]. The interval of their ratio is log-normal (Katz and others 1978):
/// `exp(ln RR ± z √(1/a - 1/n + 1/b - 1/m))`.
///
/// `None` where a whole is 0 or smaller than its part.
pub fn shares_differ(group: Portion, other: Portion) -> Option<Difference> {
    shares_of_people_differ(group, other, Spreads::NONE)
}

/// The same for shares of records of people, some of whom have several: the counts are divided by the side's spread and rounded
/// before they are tested (Rao and Scott 1992, Biometrics 48, 577-585), and in the interval `1/a - 1/n` is multiplied by it. The
/// spread is that of a quality which all records of a person share; for any other it is more cautious.
pub fn shares_of_people_differ(group: Portion, other: Portion, spreads: Spreads) -> Option<Difference> {
    let sound = group.is_sound() && other.is_sound() && group.whole.checked_add(other.whole).is_some();
    if !sound {
        return None;
    }
    let certain = |portion: Portion, spread| Portion {
        part: effective(portion.part, spread),
        whole: effective(portion.whole, spread).max(1),
    };
    let draw = Draw::new(certain(group, spreads.group), certain(other, spreads.other));
    let (excess, variance) = draw.excess_and_variance();
    let share = |portion: Portion| portion.part as f64 / portion.whole as f64;
    let part =
        |portion: Portion, spread: f64| spread.max(1.0) * (1.0 / portion.part as f64 - 1.0 / portion.whole as f64);
    let ratio = (other.part > 0).then(|| share(group) / share(other));
    Some(Difference {
        ratio,
        ends: ratio.and_then(|ratio| ends(ratio, part(group, spreads.group) + part(other, spreads.other))),
        p_value: (2.0 * draw.smaller_tail()).min(1.0),
        standard_errors: standardised(excess, variance),
    })
}

/// Compares two rates of events by the exact conditional binomial test ([`change_test`]), with the log-normal interval of
/// their ratio ([`super::rate_ratio`]).
///
/// `None` where a population is not a positive number.
pub fn rates_differ(group: Exposed, other: Exposed) -> Option<Difference> {
    rates_of_people_differ(group, other, Spreads::NONE)
}

/// The same for rates of records of people, some of whom have several: events and populations are divided by the side's spread
/// before they are tested (Rao and Scott 1999, Statistics in Medicine 18, 1373-1385), and the interval is that of
/// [`rate_ratio_of_people`].
pub fn rates_of_people_differ(group: Exposed, other: Exposed, spreads: Spreads) -> Option<Difference> {
    let usable = |exposed: Exposed| exposed.population.is_finite() && exposed.population > 0.0;
    if !usable(group) || !usable(other) {
        return None;
    }
    let variance = |exposed: Exposed, spread: f64| (exposed, whole_variance(exposed.events, spread));
    let ratio =
        rate_ratio_of_people(variance(group, spreads.group), variance(other, spreads.other), Confidence::NinetyFive);
    let certain = |exposed: Exposed, spread: f64| Exposed {
        events: effective(exposed.events, spread),
        population: exposed.population / spread.max(1.0),
    };
    let (own, rest) = (certain(group, spreads.group), certain(other, spreads.other));
    let test = change_test(rest.events, own.events, rest.population, own.population);
    let (events, share) =
        ((own.events as f64 + rest.events as f64), own.population / (own.population + rest.population));
    Some(Difference {
        ratio: ratio.map(|ratio| ratio.value),
        ends: ratio.and_then(|ratio| ratio.ends),
        p_value: test.p_value,
        standard_errors: standardised(own.events as f64 - events * share, events * share * (1.0 - share)),
    })
}

/// The variance of a number of events, rounded.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts and spreads are small and above 0")]
fn whole_variance(events: u64, spread: f64) -> u64 {
    (events as f64 * spread.max(1.0)).round() as u64
}

/// Counts of two periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Periods {
    /// Counted in the earlier one.
    pub before: u64,
    /// Counted in the later one.
    pub after: u64,
}

/// Compares two changes: is the later period's part of both periods the same in the two groups? Tested by
/// [`shares_differ`]; the ratio is of the growth factors, with the log-normal interval over all four counts.
///
/// `None` where a group has no events at all.
pub fn changes_differ(group: Periods, other: Periods) -> Option<Difference> {
    changes_of_people_differ(group, other, Spreads::NONE)
}

/// The same for records of people, some of whom have several: see [`shares_of_people_differ`].
pub fn changes_of_people_differ(group: Periods, other: Periods, spreads: Spreads) -> Option<Difference> {
    let portion =
        |periods: Periods| Some(Portion { part: periods.after, whole: periods.after.checked_add(periods.before)? });
    let difference = shares_of_people_differ(portion(group)?, portion(other)?, spreads)?;
    let growth = |periods: Periods| periods.after as f64 / periods.before as f64;
    let of_growth = growth(group) / growth(other);
    let ratio = (group.before > 0 && of_growth.is_finite()).then_some(of_growth);
    let of =
        |periods: Periods, spread: f64| spread.max(1.0) * (1.0 / periods.before as f64 + 1.0 / periods.after as f64);
    let variance = of(group, spreads.group) + of(other, spreads.other);
    Some(Difference { ratio, ends: ratio.and_then(|ratio| ends(ratio, variance)), ..difference })
}

/// The log-normal interval round a ratio.
fn ends(ratio: f64, variance: f64) -> Option<(f64, f64)> {
    let factor = (Confidence::NinetyFive.standard_errors() * variance.max(0.0).sqrt()).exp();
    (ratio > 0.0 && factor.is_finite()).then(|| (ratio / factor, ratio * factor))
}

fn standardised(excess: f64, variance: f64) -> f64 {
    if variance > 0.0 { excess / variance.sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn portion(part: u64, whole: u64) -> Portion {
        Portion { part, whole }
    }

    /// Fisher's lady and her tea (3 of 4 right): 17 of 70 ways. Convictions of like-sex twins (Fisher 1925; the example of R's
    /// `fisher.test`): one-sided 0.0004652.
    #[test]
    fn meets_fishers_examples() {
        let tea = shares_differ(portion(3, 4), portion(1, 4)).unwrap();
        assert!((tea.p_value - 34.0 / 70.0).abs() < 1e-12);
        let twins = shares_differ(portion(2, 17), portion(10, 13)).unwrap();
        assert!((twins.p_value / 2.0 - 0.000_465_2).abs() < 5e-8, "{}", twins.p_value);
        assert!(twins.standard_errors < 0.0);
    }

    /// The Physicians' Health Study (Agresti 2007, section 2.2): heart attacks of 189 in 11,034 and 104 in 11,037.
    #[test]
    fn meets_the_published_interval_of_a_ratio() {
        let found = shares_differ(portion(189, 11_034), portion(104, 11_037)).unwrap();
        let (low, high) = found.ends.unwrap();
        assert!((found.ratio.unwrap() - 1.82).abs() < 5e-3 && (low - 1.43).abs() < 5e-3 && (high - 2.31).abs() < 5e-3);
        assert!(
            (found.standard_errors - 5.0).abs() < 0.02,
            "the difference is 0.0077 with a standard error of 0.00154"
        );
    }

    #[test]
    fn zero_counts_have_a_test_and_no_interval() {
        let none_here = shares_differ(portion(0, 40), portion(30, 100)).unwrap();
        assert_eq!((none_here.ratio, none_here.ends), (Some(0.0), None));
        assert!(none_here.p_value < 0.001);
        let none_there = shares_differ(portion(3, 40), portion(0, 100)).unwrap();
        assert_eq!((none_there.ratio, none_there.ends), (None, None));
        assert_eq!(shares_differ(portion(0, 0), portion(1, 4)), None);
        assert_eq!(shares_differ(portion(5, 4), portion(1, 4)), None);
        assert_eq!(shares_differ(portion(0, 4), portion(0, 9)).unwrap().p_value, 1.0);
    }

    /// Of 40 people with five records each, 60 records are of twelve; of 300 people with one, 60. As independent records the shares
    /// would differ; 40 and 300 people do not.
    #[test]
    fn shares_of_the_same_people_are_less_certain() {
        let (group, other) = (portion(60, 200), portion(60, 300));
        let independent = shares_differ(group, other).unwrap();
        let found = shares_of_people_differ(group, other, Spreads { group: 5.0, other: 1.0 }).unwrap();
        assert!(independent.p_value < 0.05);
        assert_eq!(found.p_value, shares_differ(portion(12, 40), other).unwrap().p_value);
        assert!(found.p_value > 0.05);
        assert_eq!(found.ratio, independent.ratio);
        let spread = (1.959_963_984_540_054 * (5.0 * (1.0 / 60.0 - 0.005) + 1.0 / 60.0 - 1.0 / 300.0_f64).sqrt()).exp();
        assert!((found.ends.unwrap().1 - 1.5 * spread).abs() < 1e-12);
    }

    #[test]
    fn rates_of_the_same_people_are_less_certain() {
        let exposed = |events, population| Exposed { events, population };
        let spreads = Spreads { group: 4.0, other: 1.0 };
        let found = rates_of_people_differ(exposed(120, 1_000.0), exposed(80, 1_000.0), spreads).unwrap();
        assert_eq!(found.p_value, change_test(80, 30, 1_000.0, 250.0).p_value);
        assert!(rates_differ(exposed(120, 1_000.0), exposed(80, 1_000.0)).unwrap().p_value < found.p_value);
        assert_eq!(found.ratio, Some(1.5));
    }

    #[test]
    fn changes_are_compared_by_their_growth() {
        let found = changes_differ(Periods { before: 100, after: 150 }, Periods { before: 400, after: 400 }).unwrap();
        assert!((found.ratio.unwrap() - 1.5).abs() < 1e-12);
        let spread = 1.959_963_984_540_054 * (0.01_f64 + 1.0 / 150.0 + 0.005).sqrt();
        assert!((found.ends.unwrap().1 - 1.5 * spread.exp()).abs() < 1e-12);
        let same = changes_differ(Periods { before: 10, after: 20 }, Periods { before: 100, after: 200 }).unwrap();
        assert_eq!((same.p_value, same.standard_errors), (1.0, 0.0));
        assert_eq!(changes_differ(Periods { before: 0, after: 0 }, Periods { before: 1, after: 1 }), None);
        let from_none = changes_differ(Periods { before: 0, after: 9 }, Periods { before: 9, after: 9 }).unwrap();
        assert_eq!((from_none.ratio, from_none.ends), (None, None));
    }

    #[test]
    fn rates_are_compared_by_the_conditional_test() {
        let exposed = |events, population| Exposed { events, population };
        let found = rates_differ(exposed(73, 1_000.0), exposed(50, 1_000.0)).unwrap();
        assert_eq!(found.p_value, change_test(50, 73, 1.0, 1.0).p_value);
        assert!((found.standard_errors - 23.0 / 123f64.sqrt()).abs() < 1e-12, "11.5 above 61.5, of variance 123 / 4");
        assert_eq!(rates_differ(exposed(1, 0.0), exposed(1, 5.0)), None);
    }

    #[test]
    fn the_normal_limit_joins_the_sum() {
        // A variance just under and just over the change of method: the p-values of like differences lie close.
        let p_value = |scale: u64| {
            let half = 200_000_000 * scale;
            let shift = 25_000 * scale;
            shares_differ(portion(half / 2 + shift / 2, half), portion(half / 2 - shift / 2, half)).unwrap()
        };
        let (small, large) = (p_value(1), p_value(4));
        assert!(small.standard_errors > 2.0 && large.p_value < small.p_value && small.p_value < 0.05);
    }

    proptest! {
        #[test]
        fn exchanging_the_groups_turns_the_difference(a in 0u64..300, n in 1u64..300, b in 0u64..3_000, m in 1u64..3_000) {
            let (group, other) = (portion(a.min(n), n), portion(b.min(m), m));
            let (one, turned) = (shares_differ(group, other).unwrap(), shares_differ(other, group).unwrap());
            prop_assert!((one.p_value - turned.p_value).abs() < 1e-9);
            prop_assert!((one.standard_errors + turned.standard_errors).abs() < 1e-6);
            prop_assert!((0.0..=1.0).contains(&one.p_value));
        }

        #[test]
        fn every_input_is_answered(a: u64, n: u64, b in 0u64..50, m in 0u64..50) {
            for found in [shares_differ(portion(a, n), portion(b, m)), shares_differ(portion(b, m), portion(a.min(n), n))].into_iter().flatten() {
                prop_assert!((0.0..=1.0).contains(&found.p_value), "{found:?}");
            }
        }
    }
}

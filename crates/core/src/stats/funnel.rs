//! One area compared with the whole: between which counts chance alone leaves an area with the whole's rate or share, and
//! on which side of them its own count lies.

use statrs::function::gamma::checked_gamma_lr;

use super::interval::{Confidence, Interval, Method};
use super::rate::{EXACT_BELOW, byar_ends};

/// Steps of halving: the limit is then exact to the last digits of a number.
const HALVINGS: usize = 80;

/// How an area compares with the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// Its count lies above the limits.
    Higher,
    /// Its count lies below the limits.
    Lower,
    /// Its count lies within the limits.
    Similar,
}

/// On which side of the limits of a funnel a figure lies; a figure on a limit lies within.
pub fn against(figure: f64, limits: &Interval) -> Against {
    if figure > limits.high {
        Against::Higher
    } else if figure < limits.low {
        Against::Lower
    } else {
        Against::Similar
    }
}

/// The limits of a funnel of rates or of standardised ratios: the numbers of events between which an area lies whose exact
/// Poisson interval ([`super::exact_interval`]) has the expected number at one of its ends. So an area is outside if and only if its
/// own interval leaves out the whole's rate, and under chance alone each side has at most half of what `confidence` leaves out.
///
/// Inverted from the interval as in OHID's `PHEindicatormethods` (R/Funnels.R, `poisson_funnel`), and read between whole numbers
/// of events too. The limits assume that events are independent and that areas differ only in size. Offences cluster: see
/// [`super::over_dispersion`].
///
/// `None` when the expected number is negative or not a number.
pub fn funnel_limits(expected: f64, confidence: Confidence) -> Option<Interval> {
    if !expected.is_finite() || expected < 0.0 {
        return None;
    }
    let each_side = confidence.outside() / 2.0;
    let exact = expected < EXACT_BELOW as f64;
    let lower_end_above = |events: f64| match exact {
        true => at_least(events, expected) < each_side,
        false => byar_ends(events, confidence).low > expected,
    };
    let upper_end_above = |events: f64| match exact {
        true => at_least(events + 1.0, expected) < 1.0 - each_side,
        false => byar_ends(events, confidence).high > expected,
    };
    let far = expected + 6.0 * expected.sqrt() + 20.0;
    Some(Interval {
        low: if expected == 0.0 { 0.0 } else { first(upper_end_above, expected) },
        high: if expected == 0.0 { 0.0 } else { first(lower_end_above, far) },
        method: if exact { Method::ExactPoisson } else { Method::Byar },
    })
}

/// The chance of at least this many events where so many are expected; between whole numbers by the incomplete gamma function,
/// as the chi-squared form of the exact interval reads them.
fn at_least(events: f64, expected: f64) -> f64 {
    if events <= 0.0 { 1.0 } else { checked_gamma_lr(events, expected).unwrap_or(0.0) }
}

/// The first number from 0 to `far` that has a property which every larger one has too.
fn first(has: impl Fn(f64) -> bool, far: f64) -> f64 {
    let (mut without, mut with) = (0.0, far);
    if has(without) {
        return without;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(without, with);
        if has(middle) {
            with = middle;
        } else {
            without = middle;
        }
    }
    with
}

/// The limits of a funnel of shares, as fractions: Wilson's interval inverted, `p ± z √(p(1 - p)/n)` within 0 and 1 (the score test,
/// of which Wilson's interval is the inverse; `PHEindicatormethods` R/Funnels.R, `sigma_adjustment`). `whole` is the whole's share,
/// `of` the area's base.
///
/// `None` when the base is 0 or the share is not between 0 and 1.
pub fn share_limits(whole: f64, of: u64, confidence: Confidence) -> Option<Interval> {
    if of == 0 || !(0.0..=1.0).contains(&whole) {
        return None;
    }
    let spread = confidence.standard_errors() * (whole * (1.0 - whole) / of as f64).sqrt();
    Some(Interval { low: (whole - spread).max(0.0), high: (whole + spread).min(1.0), method: Method::Wilson })
}

#[cfg(test)]
mod tests {
    use super::super::{exact_interval, wilson_interval};
    use super::*;
    use Confidence::{NinetyFive, NinetyNinePointEight};
    use proptest::prelude::*;

    /// `PHEindicatormethods`, `tests/testthat/testdata_funnel_rate_outputs.csv`: for a number of events, the populations at which it is on
    /// the upper or the lower limit, round 116.1720835 per 100,000, over three years.
    const RATES: [(f64, f64, f64, f64, f64); 5] = [
        // Events; populations of the lower and upper 95 % limit, and of the lower and upper 99.8 % limit.
        (1.0, 1_598.675_694, 7.264_481_402, 2_649.348_525, 0.287_087_625),
        (5.0, 3_348.002_593, 465.828_012_9, 4_721.370_883, 212.148_48),
        (9.0, 4_902.152_951, 1_180.827_018, 6_501.096_999, 703.676_001_2),
        (10.0, 5_276.757_672, 1_375.943_768, 6_924.776_769, 849.463_954_7),
        (94.0, 33_006.268_8, 21_795.702_45, 36_723.736_82, 19_184.710_8),
    ];

    #[test]
    fn meets_the_published_limits_of_rates() {
        for (events, low_95, high_95, low_998, high_998) in RATES {
            let at = |population: f64, confidence| {
                funnel_limits(population * 3.0 * 116.172_083_5 / 1e5, confidence).unwrap()
            };
            for (found, population) in [
                (at(low_95, NinetyFive).low, low_95),
                (at(high_95, NinetyFive).high, high_95),
                (at(low_998, NinetyNinePointEight).low, low_998),
                (at(high_998, NinetyNinePointEight).high, high_998),
            ] {
                // The published populations were searched to seven decimals.
                assert!((found - events).abs() < 1e-5 * (1.0 + events), "{events} at {population}: {found}");
            }
        }
    }

    /// `testdata_funnel_ratio_outputs.csv`: expected numbers at which 1, 5 and 70 observed are on a limit.
    #[test]
    fn meets_the_published_limits_of_ratios() {
        for (observed, low, high) in [
            (1.0, 5.571_644_585, 0.025_317_898),
            (5.0, 11.668_333_1, 1.623_486_324),
            (70.0, 88.440_794_61, 54.568_446_1),
        ] {
            let found = [funnel_limits(low, NinetyFive).unwrap().low, funnel_limits(high, NinetyFive).unwrap().high];
            assert!(found.iter().all(|end| (end - observed).abs() < 1e-5 * (1.0 + observed)), "{observed}: {found:?}");
        }
    }

    /// `testdata_funnel_prop_outputs.csv`, round 80.642448 %: in per cent, of a population of 1, 4 and 7.
    #[test]
    fn meets_the_published_limits_of_shares() {
        for (of, low_95, low_998) in [(1, 3.204_264, 0.0), (4, 41.923_356, 19.594_903), (7, 51.373_565, 34.494_842)] {
            let of = |confidence| share_limits(0.806_424_48, of, confidence).unwrap();
            assert!((of(NinetyFive).low * 100.0 - low_95).abs() < 1e-5);
            assert!((of(NinetyNinePointEight).low * 100.0 - low_998).abs() < 1e-5);
            assert_eq!(of(NinetyFive).high, 1.0);
        }
    }

    /// The whole of the published files, where a folder has them: `SNA_WORKED_EXAMPLES=FOLDER cargo test --release -p sna -p sna-core
    /// --lib published_funnels -- --ignored`.
    #[test]
    #[ignore = "needs the published outputs of PHEindicatormethods: set SNA_WORKED_EXAMPLES"]
    fn meets_every_limit_of_the_published_funnels() {
        let Some(folder) = std::env::var_os("SNA_WORKED_EXAMPLES").map(std::path::PathBuf::from) else { return };
        let rows = |name: &str| -> Vec<Vec<f64>> {
            let text = std::fs::read_to_string(folder.join(name)).expect("a published file");
            let lines =
                text.lines().map(|line| line.split(',').map_while(|cell| cell.parse().ok()).collect::<Vec<f64>>());
            lines.filter(|cells| cells.len() > 4).collect()
        };
        let near =
            |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-5 * (1.0 + wanted), "{found} {wanted}");
        let mut checked = 0;
        let mut events = |file: &str, baseline: Option<usize>, places: [usize; 4]| {
            for row in rows(file) {
                let expected = |at: usize| row[at] * baseline.map_or(1.0, |at| 3.0 * row[at] / 1e5);
                near(funnel_limits(expected(places[0]), NinetyFive).unwrap().low, row[0]);
                near(funnel_limits(expected(places[1]), NinetyFive).unwrap().high, row[0]);
                near(funnel_limits(expected(places[2]), NinetyNinePointEight).unwrap().low, row[0]);
                near(funnel_limits(expected(places[3]), NinetyNinePointEight).unwrap().high, row[0]);
                checked += 4;
            }
        };
        events("phe_funnel_rate_outputs.csv", Some(9), [1, 3, 5, 7]);
        events("phe_funnel_ratio_outputs.csv", None, [1, 4, 7, 10]);
        for row in rows("phe_funnel_prop_outputs.csv") {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small whole numbers")]
            let limits = |confidence| share_limits(row[5] / 100.0, row[0] as u64, confidence).unwrap();
            let (usual, outer) = (limits(NinetyFive), limits(NinetyNinePointEight));
            for (found, wanted) in [usual.low, usual.high, outer.low, outer.high].into_iter().zip(&row[1..5]) {
                near(found * 100.0, *wanted);
                checked += 1;
            }
        }
        assert!(checked >= 200, "four limits in each row of three files: {checked}");
    }

    #[test]
    fn an_area_on_a_limit_is_within_it() {
        let limits = Interval { low: 4.0, high: 9.0, method: Method::ExactPoisson };
        assert_eq!([3.9, 4.0, 9.0, 9.1].map(|count| against(count, &limits)), {
            use Against::{Higher, Lower, Similar};
            [Lower, Similar, Similar, Higher]
        });
    }

    #[test]
    fn no_event_is_below_only_where_three_point_seven_are_expected() {
        // -ln 0.025: with fewer expected, none at all is no surprise.
        assert_eq!(funnel_limits(3.68, NinetyFive).unwrap().low, 0.0);
        assert!(funnel_limits(3.70, NinetyFive).unwrap().low > 0.0);
        assert_eq!(funnel_limits(0.0, NinetyFive).map(|limits| (limits.low, limits.high)), Some((0.0, 0.0)));
    }

    #[test]
    fn nothing_is_expected_of_no_number() {
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(funnel_limits(bad, NinetyFive), None);
            assert_eq!(share_limits(bad, 4, NinetyFive), None);
        }
        assert_eq!(share_limits(0.5, 0, NinetyFive), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn the_funnel_holds_its_middle_and_widens(expected in 0.0f64..3e5) {
            let usual = funnel_limits(expected, NinetyFive).unwrap();
            let outer = funnel_limits(expected, NinetyNinePointEight).unwrap();
            prop_assert!(usual.contains(expected) && outer.low <= usual.low && usual.high <= outer.high);
        }

        /// An area is outside if and only if its own interval leaves the expected number out.
        #[test]
        fn outside_the_limits_means_that_the_interval_leaves_the_whole_out(count in 0u64..400, off in -4.0f64..4.0, any in 0.0f64..600.0) {
            for expected in [(count as f64 + off * (count as f64 + 1.0).sqrt()).max(0.0), any] {
                for confidence in [NinetyFive, NinetyNinePointEight] {
                    let own = exact_interval(count, confidence);
                    // The ends are found by searching: a hair's breadth apart, either answer is right.
                    prop_assume!((own.low - expected).abs() > 1e-6 && (own.high - expected).abs() > 1e-6);
                    let by_interval = match expected {
                        expected if own.low > expected => Against::Higher,
                        expected if own.high < expected => Against::Lower,
                        _ => Against::Similar,
                    };
                    prop_assert_eq!(against(count as f64, &funnel_limits(expected, confidence).unwrap()), by_interval);
                }
            }
        }

        #[test]
        fn a_share_outside_its_limits_has_an_interval_without_the_whole(part in 0u64..200, rest in 0u64..200, whole in 0.01f64..0.99) {
            prop_assume!(part + rest > 0);
            let own = wilson_interval(part, part + rest, NinetyFive).unwrap();
            prop_assume!((own.low - whole).abs() > 1e-9 && (own.high - whole).abs() > 1e-9);
            let share = part as f64 / (part + rest) as f64;
            let side = against(share, &share_limits(whole, part + rest, NinetyFive).unwrap());
            prop_assert_eq!(side == Against::Similar, own.contains(whole));
        }
    }
}

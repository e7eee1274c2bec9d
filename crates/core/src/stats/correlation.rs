//! Correlation of pairs, by ranks (Spearman) or by values (Pearson), with Fisher's interval.

use super::interval::Confidence;

/// Fewest pairs for which there is a coefficient: with three, Fisher's interval has no width.
pub const FEWEST_PAIRS: usize = 4;

/// A coefficient nearer to 1 than this is 1: the difference is rounding of its sums.
const ROUNDING: f64 = 1e-12;

/// Which coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coefficient {
    /// Of ranks; equal values share the mean of their ranks.
    Spearman,
    /// Of the values themselves.
    Pearson,
}

/// A coefficient and its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// From -1 to 1.
    pub value: f64,
    /// The ends of the interval; `None` where every pair lies on one line, where the method has no answer.
    pub ends: Option<(f64, f64)>,
}

/// The correlation of pairs, with Fisher's interval `tanh(atanh r ± z s)` (Fisher 1921): `s = 1/√(n - 3)` for Pearson, and
/// `s = √((1 + r²/2) / (n - 3))` for Spearman (Bonett and Wright 2000, *Psychometrika* 65).
///
/// `None` for fewer than [`FEWEST_PAIRS`] pairs, where one side never varies, or where a value is not a number.
pub fn correlation(pairs: &[(f64, f64)], coefficient: Coefficient, confidence: Confidence) -> Option<Correlation> {
    if pairs.len() < FEWEST_PAIRS || pairs.iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
        return None;
    }
    let (first, second): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let value = match coefficient {
        Coefficient::Spearman => product_moment(&ranks(&first), &ranks(&second)),
        Coefficient::Pearson => product_moment(&first, &second),
    }?;
    Some(Correlation { value, ends: fisher(value, pairs.len() as f64, coefficient, confidence) })
}

fn fisher(value: f64, pairs: f64, coefficient: Coefficient, confidence: Confidence) -> Option<(f64, f64)> {
    let variance = match coefficient {
        Coefficient::Spearman => (1.0 + value * value / 2.0) / (pairs - 3.0),
        Coefficient::Pearson => 1.0 / (pairs - 3.0),
    };
    let reach = confidence.standard_errors() * variance.sqrt();
    let middle = value.atanh();
    middle.is_finite().then(|| ((middle - reach).tanh(), (middle + reach).tanh()))
}

/// The product-moment coefficient; `None` where a side never varies.
fn product_moment(first: &[f64], second: &[f64]) -> Option<f64> {
    let (first, second) = (deviations(first), deviations(second));
    let sum = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(x, y)| x * y).sum::<f64>();
    let scale = sum(&first, &first).sqrt() * sum(&second, &second).sqrt();
    let value = sum(&first, &second) / scale;
    let on_a_line = 1.0 - value.abs() < ROUNDING;
    value.is_finite().then(|| if on_a_line { value.signum() } else { value })
}

/// Values minus their mean, divided by the largest of these, so that neither small nor large numbers lose the
/// coefficient.
fn deviations(values: &[f64]) -> Vec<f64> {
    let number = values.len() as f64;
    let mean = values.iter().map(|value| value / number).sum::<f64>();
    let never_varies = values.iter().all(|value| *value == values[0]);
    let apart: Vec<f64> = values.iter().map(|value| if never_varies { 0.0 } else { value - mean }).collect();
    let largest = apart.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
    apart.iter().map(|value| value / largest).collect()
}

/// Ranks from 1, the smallest first; equal values share the mean of their places.
fn ranks(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| rank(*value, values)).collect()
}

fn rank(value: f64, values: &[f64]) -> f64 {
    let below = values.iter().filter(|other| **other < value).count() as f64;
    let equal = values.iter().filter(|other| **other == value).count() as f64;
    below + f64::midpoint(equal, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Coefficient::{Pearson, Spearman};
    use Confidence::NinetyFive;
    use proptest::prelude::*;

    fn found(pairs: &[(f64, f64)], coefficient: Coefficient) -> Correlation {
        correlation(pairs, coefficient, NinetyFive).unwrap()
    }

    /// The example of R's `cor.test` (Hollander and Wolfe 1973, page 187): r = 0.5711816, -0.1497426 to 0.8955795.
    #[test]
    fn meets_the_published_product_moment_and_its_interval() {
        let first = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
        let second = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
        let pairs: Vec<(f64, f64)> = first.into_iter().zip(second).collect();
        let found = found(&pairs, Pearson);
        let (low, high) = found.ends.unwrap();
        for (found, published) in [(found.value, 0.571_181_6), (low, -0.149_742_6), (high, 0.895_579_5)] {
            assert!((found - published).abs() < 1e-7, "{found}, published {published}");
        }
    }

    /// The example of ten pairs of test scores and hours of television: ρ = -29/165.
    #[test]
    fn meets_the_published_rank_coefficient() {
        let scores = [106.0, 100.0, 86.0, 101.0, 99.0, 103.0, 97.0, 113.0, 112.0, 110.0];
        let hours = [7.0, 27.0, 2.0, 50.0, 28.0, 29.0, 20.0, 12.0, 6.0, 17.0];
        let pairs: Vec<(f64, f64)> = scores.into_iter().zip(hours).collect();
        assert!((found(&pairs, Spearman).value + 29.0 / 165.0).abs() < 1e-12);
    }

    /// `√((1 + 0.5²/2) / 9)` is 0.35355, so twelve pairs with ρ = 0.5 give -0.1427 to 0.8461.
    #[test]
    fn ranks_have_a_wider_interval_than_values() {
        let (low, high) = fisher(0.5, 12.0, Spearman, NinetyFive).unwrap();
        assert!((low + 0.1427).abs() < 5e-5 && (high - 0.8461).abs() < 5e-5, "{low} {high}");
        let values = fisher(0.5, 12.0, Pearson, NinetyFive).unwrap();
        assert!(low < values.0 && values.1 < high);
    }

    #[test]
    fn equal_values_share_a_rank() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0, 3.0]), [4.0, 1.0, 4.0, 2.0, 4.0]);
    }

    #[test]
    fn what_cannot_be_correlated_has_no_coefficient() {
        let flat = [(1.0, 5.0), (2.0, 5.0), (3.0, 5.0), (4.0, 5.0)];
        for coefficient in [Spearman, Pearson] {
            assert_eq!(correlation(&flat, coefficient, NinetyFive), None);
            assert_eq!(correlation(&[(1.0, 2.0), (2.0, 1.0), (3.0, 3.0)], coefficient, NinetyFive), None);
            assert_eq!(correlation(&[(1.0, f64::NAN); 5], coefficient, NinetyFive), None);
        }
        let line = found(&[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (4.0, 4.0)], Pearson);
        assert_eq!((line.value, line.ends), (1.0, None));
        let tenths: Vec<(f64, f64)> = (0..9).map(|at| (f64::from(at), 0.1)).collect();
        assert_eq!(
            correlation(&tenths, Pearson, NinetyFive),
            None,
            "0.1 has no exact binary fraction, so its mean may differ"
        );
    }

    proptest! {
        #[test]
        fn lies_between_the_ends_and_turns_with_a_side(
            pairs in prop::collection::vec((-1e6f64..1e6, -1e6f64..1e6), 4..40),
        ) {
            let turned: Vec<(f64, f64)> = pairs.iter().map(|(x, y)| (*x, -y)).collect();
            for coefficient in [Spearman, Pearson] {
                if let Some(found) = correlation(&pairs, coefficient, NinetyFive) {
                    prop_assert!((-1.0..=1.0).contains(&found.value));
                    if let Some((low, high)) = found.ends {
                        prop_assert!(-1.0 <= low && low <= found.value && found.value <= high && high <= 1.0);
                    }
                    let other = correlation(&turned, coefficient, NinetyFive).unwrap();
                    prop_assert!((found.value + other.value).abs() < 1e-9);
                }
            }
        }

        #[test]
        fn ranks_do_not_mind_the_scale(pairs in prop::collection::vec((0u8..20, 0u8..20), 4..20)) {
            let pairs: Vec<(f64, f64)> = pairs.into_iter().map(|(x, y)| (f64::from(x), f64::from(y))).collect();
            let bent: Vec<(f64, f64)> = pairs.iter().map(|(x, y)| (x.powi(3), y * y - 400.0)).collect();
            let value = |pairs: &[(f64, f64)]| correlation(pairs, Spearman, NinetyFive).map(|found| found.value);
            prop_assert_eq!(value(&pairs), value(&bent));
        }
    }
}

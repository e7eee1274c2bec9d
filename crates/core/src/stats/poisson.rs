//! The Poisson distribution, as far as more than one file needs it, and its wider sister for events that come in bursts.

use statrs::distribution::{DiscreteCDF, NegativeBinomial, Poisson};

/// The chance of at most `count` events where `expected` are expected; 1 where nothing is expected.
pub fn poisson_at_most(count: u64, expected: f64) -> f64 {
    Poisson::new(expected).map_or(1.0, |distribution| distribution.cdf(count))
}

/// The chance of at most `count` events in as many units of time as `units`, where each of some other units had these many.
///
/// Poisson where the others vary no more than chance would have them; otherwise negative binomial with the mean m and the
/// variance s² of the others, in the number of failures before r = m² / (s² - m) successes for each unit (moments, as in
/// Bliss and Fisher 1953): events that come in bursts leave many units empty.
pub fn at_most_beside(count: u64, units: usize, others: &[u64]) -> f64 {
    let number = others.len() as f64;
    let mean = others.iter().map(|count| *count as f64).sum::<f64>() / number;
    let squares: f64 = others.iter().map(|count| (*count as f64 - mean).powi(2)).sum();
    let excess = squares / (number - 1.0).max(1.0) - mean;
    if excess <= 0.0 {
        return poisson_at_most(count, mean * units as f64);
    }
    let successes = mean * mean / excess * units as f64;
    NegativeBinomial::new(successes, mean / (mean + excess)).map_or(1.0, |distribution| distribution.cdf(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_event_has_the_chance_of_e_to_the_minus_expected() {
        assert!((poisson_at_most(0, 36.0) - (-36.0f64).exp()).abs() < 1e-24);
        assert!((poisson_at_most(1, 2.0) - 3.0 * (-2.0f64).exp()).abs() < 1e-12);
        assert!((poisson_at_most(3, 0.0) - 1.0).abs() < f64::EPSILON);
    }

    /// Four months of thirty and sixteen of none: m = 6 and s² = 151.58, so r = 0.2473 for a month, and eight empty months
    /// have the chance (6 / 151.58)^(8 r), 0.0017; if the months were alike it would be e^-48.
    #[test]
    fn bursts_leave_many_months_empty() {
        let bursts: Vec<u64> = (0..20).map(|month| if month % 5 == 0 { 30 } else { 0 }).collect();
        let chance = at_most_beside(0, 8, &bursts);
        assert!((chance - (6.0f64 / 151.578_947).powf(8.0 * 36.0 / 145.578_947)).abs() < 1e-9, "{chance}");
        assert!((at_most_beside(0, 8, &[6; 20]) - (-48.0f64).exp()).abs() < 1e-24);
        assert!((at_most_beside(3, 2, &[0; 5]) - 1.0).abs() < f64::EPSILON);
    }
}

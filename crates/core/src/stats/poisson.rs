//! The Poisson distribution, as far as more than one file needs it.

use statrs::distribution::{DiscreteCDF, Poisson};

/// The chance of at most `count` events where `expected` are expected; 1 where nothing is expected.
pub fn poisson_at_most(count: u64, expected: f64) -> f64 {
    Poisson::new(expected).map_or(1.0, |distribution| distribution.cdf(count))
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
}

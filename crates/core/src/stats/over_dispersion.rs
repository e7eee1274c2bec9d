//! Whether areas differ from one another by more than chance explains, by how much, and the limits of a funnel that allow for it.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::change::SIGNIFICANCE;
use super::interval::Interval;

/// The part of the areas on either side whose residuals are pulled in before the spread is measured.
const WINSORISED: f64 = 0.1;

/// How much more areas differ than chance explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OverDispersion {
    /// Areas compared.
    pub areas: usize,
    /// The mean of the squared standardised residuals: 1 where chance explains all of the spread.
    pub phi: f64,
    /// The chance of so large a spread if there were nothing but chance.
    pub p_value: f64,
    /// The standard deviation between the areas' true rates, as a fraction of the whole's rate; 0 where the spread is not larger than
    /// chance explains at the 5 per cent level.
    pub tau: f64,
}

impl OverDispersion {
    /// Whether the spread is larger than chance explains.
    pub fn is_found(&self) -> bool {
        self.tau > 0.0
    }

    /// The limits of an area of so many expected events, widened round that number.
    ///
    /// Additive random effects: the variance of an area's ratio to the whole grows from `1/E` to `1/E + τ²` (Spiegelhalter 2005,
    /// *Handling over-dispersion of performance indicators*), so the distance of each limit grows by `√(1 + τ²E)`; on the
    /// scale of square roots, on which the spread of counts is even, as `FunnelPlotR` does in its method `CQC`.
    pub fn widened(&self, limits: Interval, expected: f64) -> Interval {
        let (middle, factor) = (expected.sqrt(), (1.0 + self.tau.powi(2) * expected).sqrt());
        let moved = |limit: f64| (middle + (limit.sqrt() - middle) * factor).max(0.0).powi(2);
        Interval { low: moved(limits.low), high: moved(limits.high), ..limits }
    }
}

/// Tests whether observed numbers differ from the expected ones by more than chance explains, and measures by how much.
///
/// The residuals `z = (O - E)/√E` are Winsorised at 10 per cent on either side, so that a few areas apart do not make the rest look
/// unlike. `I φ = Σ z²` is compared with the chi-squared distribution of `I - 1` degrees of freedom; Winsorising makes the test
/// cautious. `τ² = (I φ - (I - 1)) / (Σ w - Σ w²/Σ w)` with `w = E`, by the method of moments (Der Simonian and Laird 1986;
/// Spiegelhalter 2005; `FunnelPlotR` `tau_func`). The residuals are not transformed: with few events the square root has too many
/// large ones.
///
/// `None` with fewer than two areas that expect any event.
pub fn over_dispersion(areas: &[(u64, f64)]) -> Option<OverDispersion> {
    let usable: Vec<(f64, f64)> =
        areas.iter().filter(|area| area.1.is_finite() && area.1 > 0.0).map(|area| (area.0 as f64, area.1)).collect();
    let free = usable.len().checked_sub(1).filter(|free| *free > 0)? as f64;
    let squares: f64 = winsorised(usable.iter().map(|(seen, expected)| (seen - expected) / expected.sqrt()).collect())
        .iter()
        .map(|z| z * z)
        .sum();
    let p_value = ChiSquared::new(free).ok()?.sf(squares);
    let (sum, sum_of_squares) =
        usable.iter().fold((0.0, 0.0), |(sum, squares), (_, weight)| (sum + weight, squares + weight * weight));
    let between = (squares - free) / (sum - sum_of_squares / sum);
    let found = p_value < SIGNIFICANCE && between > 0.0 && between.is_finite();
    Some(OverDispersion {
        areas: usable.len(),
        phi: squares / usable.len() as f64,
        p_value,
        tau: if found { between.sqrt() } else { 0.0 },
    })
}

/// Numbers with those beyond the 10th and the 90th percentile pulled in to these.
fn winsorised(numbers: Vec<f64>) -> Vec<f64> {
    let mut sorted = numbers.clone();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (quantile(&sorted, WINSORISED), quantile(&sorted, 1.0 - WINSORISED));
    numbers.into_iter().map(|number| number.clamp(low, high)).collect()
}

/// The quantile of sorted numbers, linear between them (Hyndman and Fan 1996, type 7, the default of R).
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place among the numbers")]
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let place = (sorted.len() - 1) as f64 * part;
    let at = |place: f64| sorted[(place as usize).min(sorted.len() - 1)];
    at(place.floor()) + (at(place.ceil()) - at(place.floor())) * (place - place.floor())
}

#[cfg(test)]
mod tests {
    use super::super::{Confidence, funnel_limits};
    use super::*;

    #[test]
    fn quantiles_are_those_of_r() {
        // quantile(c(1, 2, 4, 8, 16), c(0.1, 0.9)) in R: 1.4 and 12.8.
        let sorted = [1.0, 2.0, 4.0, 8.0, 16.0];
        assert!((quantile(&sorted, 0.1) - 1.4).abs() < 1e-12 && (quantile(&sorted, 0.9) - 12.8).abs() < 1e-12);
    }

    /// By hand: residuals -4, -2, 0, 2, 4 are Winsorised to -3.2, -2, 0, 2, 3.2; their squares add to 28.48.
    #[test]
    fn spread_is_measured_as_by_hand() {
        let areas = [(60, 100.0), (80, 100.0), (100, 100.0), (120, 100.0), (140, 100.0)];
        let found = over_dispersion(&areas).unwrap();
        assert!((found.phi - 28.48 / 5.0).abs() < 1e-12);
        assert!((found.tau.powi(2) - (28.48 - 4.0) / (500.0 - 100.0)).abs() < 1e-12);
        assert!(found.p_value < 1e-4 && found.is_found());
    }

    #[test]
    fn chance_is_not_called_spread() {
        let found = over_dispersion(&[(95, 100.0), (104, 100.0), (101, 100.0), (108, 100.0), (92, 100.0)]).unwrap();
        assert!(!found.is_found() && found.phi < 1.0, "{found:?}");
        let limits = funnel_limits(100.0, Confidence::NinetyFive).unwrap();
        let same = found.widened(limits, 100.0);
        assert!((same.low - limits.low).abs() < 1e-9 && (same.high - limits.high).abs() < 1e-9);
    }

    /// With a spread of 24.7 % an area of 100 expected has seven times the variance of chance alone: its limits are about as far off as 1.96
    /// standard deviations of `1/E + τ²`.
    #[test]
    fn limits_grow_by_the_spread() {
        let found = OverDispersion { areas: 5, phi: 5.7, p_value: 0.0, tau: 0.0612_f64.sqrt() };
        let wide = found.widened(funnel_limits(100.0, Confidence::NinetyFive).unwrap(), 100.0);
        let by_hand = |sign: f64| (10.0 + sign * 1.96 * 0.5 * (1.0 + 6.12_f64).sqrt()).powi(2);
        assert!((wide.low - by_hand(-1.0)).abs() < 2.5 && (wide.high - by_hand(1.0)).abs() < 1.0, "{wide:?}");
    }

    #[test]
    fn one_area_has_no_spread() {
        assert_eq!(over_dispersion(&[(5, 3.0)]), None);
        assert_eq!(over_dispersion(&[(5, 3.0), (0, 0.0), (1, f64::NAN)]), None);
        assert!(!over_dispersion(&[(3, 3.0), (2, 2.0)]).unwrap().is_found());
    }

    /// Few events in many areas: chance alone makes many of none and a few of several, and that is not spread.
    #[test]
    fn many_small_areas_are_not_over_dispersed_by_chance() {
        // A Poisson distribution of mean 1 among 1,000 areas.
        let areas: Vec<(u64, f64)> = [368, 368, 184, 61, 15, 3, 1]
            .into_iter()
            .zip(0..)
            .flat_map(|(areas, events)| std::iter::repeat_n((events, 1.0), areas))
            .collect();
        assert!(!over_dispersion(&areas).unwrap().is_found());
    }
}

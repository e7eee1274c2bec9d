//! The tail of the binomial distribution, exact from one trial to billions. The regularised beta function of `statrs`
//! stops after 140 steps, too few above about ten thousand events; here the tail is summed term by term instead.

use std::f64::consts::{PI, SQRT_2};

use statrs::function::erf::erfc;
use statrs::function::factorial::ln_factorial;

/// Above this variance (a standard deviation of 100,000 events) the normal limit with a continuity correction is within one
/// in a million of the exact tail, and a sum would take too long.
const NORMAL_FROM_VARIANCE: f64 = 1e10;

/// Observed successes and failures, and the chance of each. Both chances are given because the smaller one may be lost
/// next to 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trials {
    pub successes: f64,
    pub failures: f64,
    pub chance: f64,
    pub complement: f64,
}

impl Trials {
    /// Successes above the expected number; below zero when there are fewer. The identity `x - (x + y) p = x q - y p`
    /// keeps it exactly opposite when the sides are exchanged.
    pub(super) fn excess(self) -> f64 {
        self.successes * self.complement - self.failures * self.chance
    }

    /// The chance of the observed count or one further from the expected number on the same side.
    ///
    /// A median lies between the whole numbers round the mean (Kaas and Buhrman 1980), so this is the smaller of the two tails
    /// whenever that is below one half; otherwise the result is at least one half, 1 at the expected number itself.
    pub(super) fn smaller_tail(self) -> f64 {
        let excess = self.excess();
        if excess > 0.0 {
            self.exchanged().lower_tail(excess)
        } else if excess < 0.0 {
            self.lower_tail(-excess)
        } else {
            1.0
        }
    }

    fn exchanged(self) -> Self {
        Self { successes: self.failures, failures: self.successes, chance: self.complement, complement: self.chance }
    }

    /// The chance of this many successes or fewer, `shortfall` below the expected number.
    fn lower_tail(self, shortfall: f64) -> f64 {
        let variance = (self.successes + self.failures) * self.chance * self.complement;
        if variance > NORMAL_FROM_VARIANCE {
            0.5 * erfc((shortfall - 0.5) / (variance.sqrt() * SQRT_2))
        } else {
            self.summed_lower_tail()
        }
    }

    /// Term by term away from the expected number: each is smaller than the last, so the sum ends after about ten
    /// standard deviations and no terms cancel.
    fn summed_lower_tail(self) -> f64 {
        let Self { mut successes, mut failures, .. } = self;
        let mut term = self.probability();
        let mut tail = term;
        while successes > 0.0 && term > tail * f64::EPSILON {
            failures += 1.0;
            term *= successes * self.complement / (failures * self.chance);
            successes -= 1.0;
            tail += term;
        }
        tail
    }

    /// The probability of exactly this outcome, by Loader's saddle point form (Loader 2000, "Fast and accurate computation of
    /// binomial probabilities"; R's `dbinom`), which keeps its digits where differences of logarithms of factorials lose them.
    fn probability(self) -> f64 {
        let trials = self.successes + self.failures;
        if self.successes == 0.0 {
            return power_of_complement(self.failures, self.chance, self.complement);
        }
        if self.failures == 0.0 {
            return power_of_complement(self.successes, self.complement, self.chance);
        }
        let exponent = stirling_error(trials)
            - stirling_error(self.successes)
            - stirling_error(self.failures)
            - deviance(self.successes, trials * self.chance)
            - deviance(self.failures, trials * self.complement);
        exponent.exp() * (trials / (2.0 * PI * self.successes * self.failures)).sqrt()
    }
}

/// `complement ^ times`, where `chance = 1 - complement` is the better known of the two when it is small.
fn power_of_complement(times: f64, chance: f64, complement: f64) -> f64 {
    if chance < 0.1 { (times * (-chance).ln_1p()).exp() } else { (times * complement.ln()).exp() }
}

/// What Stirling's formula leaves out of `ln n!`.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 1 to 15")]
fn stirling_error(count: f64) -> f64 {
    if count < 16.0 {
        return ln_factorial(count as u64) - (count + 0.5) * count.ln() + count - 0.5 * (2.0 * PI).ln();
    }
    let square = count * count;
    let fourth = 1.0 / 1680.0 - 1.0 / (1188.0 * square);
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - fourth / square) / square) / square) / count
}

/// `x ln(x / m) + m - x`, by a series where the two are close and the terms would cancel.
fn deviance(observed: f64, expected: f64) -> f64 {
    let difference = observed - expected;
    let relative = difference / (observed + expected);
    if relative.abs() >= 0.1 {
        return observed * (observed / expected).ln() - difference;
    }
    let square = relative * relative;
    let mut sum = difference * relative;
    let mut power = 2.0 * observed * relative;
    let mut odd = 1.0;
    loop {
        power *= square;
        odd += 2.0;
        let next = sum + power / odd;
        if next == sum {
            return sum;
        }
        sum = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Binomial, Discrete, DiscreteCDF};

    fn trials(successes: u64, failures: u64, chance: f64) -> Trials {
        Trials { successes: successes as f64, failures: failures as f64, chance, complement: 1.0 - chance }
    }

    #[test]
    fn probabilities_of_twelve_trials_sum_to_one() {
        for chance in [1e-9, 0.01, 0.3, 0.5, 0.97] {
            let sum: f64 = (0..=12).map(|successes| trials(successes, 12 - successes, chance).probability()).sum();
            assert!((sum - 1.0).abs() < 1e-14, "{chance}: {sum}");
        }
    }

    #[test]
    fn agrees_with_statrs_where_that_is_right() {
        for (successes, failures, chance) in [(3, 17, 0.5), (40, 300, 0.2), (9, 1, 0.4), (700, 900, 0.4)] {
            let reference = Binomial::new(chance, successes + failures).unwrap();
            let ours = trials(successes, failures, chance);
            let tail = if ours.excess() < 0.0 { reference.cdf(successes) } else { reference.sf(successes - 1) };
            assert!((ours.probability() / reference.pmf(successes) - 1.0).abs() < 1e-10);
            assert!((ours.smaller_tail() / tail - 1.0).abs() < 1e-10, "{successes} {failures} {chance}");
        }
    }

    /// Just above the change-over the normal limit and the sum it replaces agree.
    #[test]
    fn normal_limit_meets_the_sum() {
        for (chance, below) in [(0.5, 1_000), (0.5, 196_000), (0.5, 260_000), (0.01, 100_000), (0.9, 250_000)] {
            let number = 1.01 * NORMAL_FROM_VARIANCE / (chance * (1.0 - chance));
            let successes = (number * chance).round() - f64::from(below);
            let ours = Trials { successes, failures: number.round() - successes, chance, complement: 1.0 - chance };
            let (limit, sum) = (ours.smaller_tail(), ours.summed_lower_tail());
            assert!((sum - limit).abs() < 1e-6, "{chance} {below}: {sum} {limit}");
            assert_ne!(sum, limit);
        }
    }

    #[test]
    fn extremes_stay_probabilities() {
        for (successes, failures, chance) in
            [(0, 0, 0.5), (0, u64::MAX, 1e-300), (u64::MAX, 0, 1e-300), (1, u64::MAX, 0.5)]
        {
            let tail = trials(successes, failures, chance).smaller_tail();
            assert!((0.0..=1.0).contains(&tail), "{tail}");
        }
        assert_eq!(Trials { successes: 3.0, failures: 4.0, chance: 0.0, complement: 1.0 }.smaller_tail(), 0.0);
        assert_eq!(Trials { successes: 3.0, failures: 4.0, chance: 1.0, complement: 0.0 }.smaller_tail(), 0.0);
    }
}

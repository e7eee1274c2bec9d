//! The tail of the hypergeometric distribution: the basis of Fisher's exact test of two shares. It is summed term by
//! term, so that it stays right where a normal limit does not.

use std::f64::consts::SQRT_2;

use statrs::function::erf::erfc;
use statrs::function::factorial::ln_factorial;

use super::difference::Portion;

/// Above this variance the normal limit with a continuity correction is as good as the sum, and quicker.
const NORMAL_FROM_VARIANCE: f64 = 1e8;

/// Two portions as a draw without replacement: the counted parts of the first are drawn from those of both.
pub(super) struct Draw {
    first: Portion,
    second: Portion,
}

impl Draw {
    pub(super) fn new(first: Portion, second: Portion) -> Self {
        Self { first, second }
    }

    fn of(&self) -> [f64; 4] {
        let counts = [self.first.part, self.first.whole, self.second.part, self.second.whole];
        counts.map(|count| count as f64)
    }

    /// Parts of the first portion above those expected if both shares were equal, and the variance of their number.
    pub(super) fn excess_and_variance(&self) -> (f64, f64) {
        let [part, whole, other_part, other_whole] = self.of();
        let (parts, all) = (part + other_part, whole + other_whole);
        let variance = parts * (whole / all) * (other_whole / all) * ((all - parts) / (all - 1.0));
        (part - parts * (whole / all), variance)
    }

    /// The chance of the observed number or one further from the expected number on the same side; 1 at the expected number.
    pub(super) fn smaller_tail(&self) -> f64 {
        let (excess, variance) = self.excess_and_variance();
        if excess == 0.0 || variance <= 0.0 {
            return 1.0;
        }
        if variance > NORMAL_FROM_VARIANCE {
            return 0.5 * erfc((excess.abs() - 0.5) / (variance.sqrt() * SQRT_2));
        }
        if excess < 0.0 { lower_tail(self.first, self.second) } else { lower_tail(self.second, self.first) }
    }
}

/// The chance that the first portion has this many parts or fewer. Each term is smaller than the last.
fn lower_tail(first: Portion, second: Portion) -> f64 {
    let ([mut part, whole], mut other) = ([first.part, first.whole].map(|count| count as f64), second.part as f64);
    let other_rest = (second.whole - second.part) as f64;
    let mut rest = other_rest;
    let mut term = probability(first, second);
    let mut tail = term;
    while part > 0.0 && rest > 0.0 && term > tail * f64::EPSILON {
        // One part moves from the first portion to the second.
        term *= part * rest / ((whole - part + 1.0) * (other + 1.0));
        part -= 1.0;
        rest -= 1.0;
        other += 1.0;
        tail += term;
    }
    tail.min(1.0)
}

fn probability(first: Portion, second: Portion) -> f64 {
    let choices = |whole: u64, part: u64| ln_factorial(whole) - ln_factorial(part) - ln_factorial(whole - part);
    let all = choices(first.whole + second.whole, first.part + second.part);
    (choices(first.whole, first.part) + choices(second.whole, second.part) - all).exp()
}

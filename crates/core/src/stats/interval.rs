//! What every interval has in common: its ends, its confidence level, and the method behind it, whose name is printed.

use std::fmt;

/// How sure an interval is, both sides together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Confidence {
    /// 95 per cent, the usual one.
    NinetyFive,
    /// 99.8 per cent, the outer limit of control charts and funnel plots.
    NinetyNinePointEight,
}

impl Confidence {
    /// The chance left outside, both sides together.
    pub fn outside(self) -> f64 {
        match self {
            Self::NinetyFive => 0.05,
            Self::NinetyNinePointEight => 0.002,
        }
    }

    /// Standard errors from the middle to an end: the normal quantile of 0.975 or 0.999.
    pub(super) fn standard_errors(self) -> f64 {
        match self {
            Self::NinetyFive => 1.959_963_984_540_054,
            Self::NinetyNinePointEight => 3.090_232_306_167_813_5,
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NinetyFive => "95%",
            Self::NinetyNinePointEight => "99.8%",
        })
    }
}

/// The method behind an interval. Its printed form can be part of a note: "95% interval by Byar's method".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Byar's approximation to the exact Poisson interval.
    Byar,
    /// The exact Poisson interval, from the chi-squared distribution.
    ExactPoisson,
    /// Dobson's method on one of these, for events that are not independent.
    Dobson,
    /// Wilson's score interval of a proportion.
    Wilson,
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Byar => "Byar's method",
            Self::ExactPoisson => "exact Poisson method",
            Self::Dobson => "Dobson's method",
            Self::Wilson => "Wilson score method",
        })
    }
}

/// The range of values that are consistent with the data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end, never below 0.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How the ends were found.
    pub method: Method,
}

impl Interval {
    /// Whether a value lies within, the ends included.
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::function::erf::erfc_inv;

    #[test]
    fn standard_errors_are_the_normal_quantiles() {
        for confidence in [Confidence::NinetyFive, Confidence::NinetyNinePointEight] {
            let quantile = std::f64::consts::SQRT_2 * erfc_inv(confidence.outside());
            assert!((confidence.standard_errors() - quantile).abs() < 1e-10, "{confidence}");
        }
    }

    #[test]
    fn names_read_well_in_a_note() {
        let note = |confidence: Confidence, method: Method| format!("{confidence} interval, {method}");
        assert_eq!(note(Confidence::NinetyFive, Method::Byar), "95% interval, Byar's method");
        assert_eq!(
            note(Confidence::NinetyNinePointEight, Method::ExactPoisson),
            "99.8% interval, exact Poisson method"
        );
        assert_eq!(note(Confidence::NinetyFive, Method::Wilson), "95% interval, Wilson score method");
    }
}

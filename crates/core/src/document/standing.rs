//! Areas against the whole: intervals beside a benchmark, and points within or beyond the limits of a funnel.

use serde::{Deserialize, Serialize};

/// How an area stands to the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its figure is above what chance explains.
    Higher,
    /// Chance explains the difference.
    Similar,
    /// Its figure is below what chance explains.
    Lower,
}

impl Standing {
    /// Printed beside an area: `higher`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Similar => "similar",
            Self::Lower => "lower",
        }
    }
}

/// An area's figure with its interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The area.
    pub name: String,
    /// Its figure.
    pub value: f64,
    /// The interval's lower end.
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
}

impl Interval {
    /// How it stands to a benchmark: similar where the interval holds it.
    pub fn standing(&self, benchmark: f64) -> Standing {
        if self.low > benchmark {
            Standing::Higher
        } else if self.high < benchmark {
            Standing::Lower
        } else {
            Standing::Similar
        }
    }
}

/// The figure of the whole that areas are compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Benchmark {
    /// The whole.
    pub name: String,
    /// Its figure.
    pub value: f64,
}

/// An area of a funnel plot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunnelPoint {
    /// The area.
    pub name: String,
    /// What its figure is a rate of, such as its population.
    pub size: f64,
    /// Its figure.
    pub value: f64,
    /// The limits at its size: 95% low and high, 99.8% low and high; `None` where there is none.
    pub limits: [Option<f64>; 4],
}

/// The limit that an area of a funnel lies beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beyond {
    /// Above or below the 95% limit, within that of 99.8%.
    Limit95(Standing),
    /// Above or below the 99.8% limit.
    Limit998(Standing),
}

impl FunnelPoint {
    /// The outermost limit that it lies beyond; `None` for a point within all limits.
    pub fn beyond(&self) -> Option<Beyond> {
        let [low_95, high_95, low_998, high_998] = self.limits;
        let outside = |low: Option<f64>, high: Option<f64>| {
            let above = high.filter(|high| self.value > *high).map(|_| Standing::Higher);
            above.or_else(|| low.filter(|low| self.value < *low).map(|_| Standing::Lower))
        };
        outside(low_998, high_998).map(Beyond::Limit998).or_else(|| outside(low_95, high_95).map(Beyond::Limit95))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_that_holds_the_benchmark_is_similar() {
        let standing = |low, high| Interval { name: String::new(), value: 5.0, low, high }.standing(5.5);
        assert_eq!(standing(4.0, 5.4), Standing::Lower);
        assert_eq!(standing(4.0, 5.5), Standing::Similar);
        assert_eq!(standing(5.5, 7.0), Standing::Similar);
        assert_eq!(standing(5.6, 7.0), Standing::Higher);
    }

    #[test]
    fn a_point_on_a_limit_is_not_beyond_it() {
        let limits = [Some(4.0), Some(6.0), Some(3.0), Some(7.0)];
        let beyond = |value| FunnelPoint { name: String::new(), size: 1.0, value, limits }.beyond();
        assert_eq!(beyond(6.0), None);
        assert_eq!(beyond(6.1), Some(Beyond::Limit95(Standing::Higher)));
        assert_eq!(beyond(3.0), Some(Beyond::Limit95(Standing::Lower)));
        assert_eq!(beyond(2.9), Some(Beyond::Limit998(Standing::Lower)));
        let open = FunnelPoint { name: String::new(), size: 1.0, value: 9.0, limits: [None; 4] };
        assert_eq!(open.beyond(), None);
    }
}

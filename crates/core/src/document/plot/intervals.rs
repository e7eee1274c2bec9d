//! Figures with their intervals, against the figure of the whole.

use serde::{Deserialize, Serialize};

use super::{Benchmark, ChartKind, Drawn, Standing};
use crate::document::Format;

/// A figure with its interval for each area, against the figure of the whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intervals {
    /// Highest figure first.
    pub intervals: Vec<Interval>,
    /// The whole.
    pub benchmark: Benchmark,
    /// How values are written.
    pub format: Format,
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
    /// How it compares with a benchmark: similar if the interval contains it.
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

impl ChartKind for Intervals {
    fn format(&self) -> Format {
        self.format
    }

    fn marks(&self) -> Vec<Drawn<'_>> {
        let of = |interval| interval_marks(interval, self.format);
        self.intervals.iter().flat_map(of).collect()
    }

    fn values(&self) -> Vec<Option<f64>> {
        self.marks().iter().map(|mark| mark.value).chain([Some(self.benchmark.value)]).collect()
    }
}

fn interval_marks(interval: &Interval, format: Format) -> [Drawn<'_>; 3] {
    [
        Drawn::figure(&interval.name, Some(interval.value), format),
        Drawn::of_series(&interval.name, "lower end", Some(interval.low), format),
        Drawn::of_series(&interval.name, "upper end", Some(interval.high), format),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_that_contains_the_benchmark_is_similar() {
        let standing = |low, high| Interval { name: String::new(), value: 5.0, low, high }.standing(5.5);
        assert_eq!(standing(4.0, 5.4), Standing::Lower);
        assert_eq!(standing(4.0, 5.5), Standing::Similar);
        assert_eq!(standing(5.5, 7.0), Standing::Similar);
        assert_eq!(standing(5.6, 7.0), Standing::Higher);
    }
}

//! Funnel plots: figures against the size of their areas.

use serde::{Deserialize, Serialize};

use super::{Benchmark, ChartKind, Drawn, Standing};
use crate::document::Format;

/// How the titles of limits end that are widened because areas differ by more than chance explains.
pub const WIDENED: &str = ", widened";

/// A funnel plot: figures against the size of their areas, with limits of what chance explains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Funnel {
    /// Smallest area first.
    pub points: Vec<FunnelPoint>,
    /// The whole, where the table has it.
    pub benchmark: Option<Benchmark>,
    /// What the figures measure, printed over them.
    pub measured: String,
    /// What the size of an area is, printed under it.
    pub against: String,
    /// How figures are written.
    pub format: Format,
    /// How sizes are written.
    pub size_format: Format,
    /// Whether the limits are widened because areas differ by more than chance explains.
    #[serde(default)]
    pub widened: bool,
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
    /// Above or below the 95% limit, within the 99.8% limit.
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

impl ChartKind for Funnel {
    fn format(&self) -> Format {
        self.format
    }

    fn marks(&self) -> Vec<Drawn<'_>> {
        let of = |point| point_marks(point, self.format, self.size_format);
        self.points.iter().flat_map(of).collect()
    }

    fn values(&self) -> Vec<Option<f64>> {
        let of = |point: &FunnelPoint| point.limits.into_iter().chain([Some(point.value), Some(point.size)]);
        self.points.iter().flat_map(of).chain(self.benchmark.as_ref().map(|whole| Some(whole.value))).collect()
    }
}

fn point_marks(point: &FunnelPoint, format: Format, size_format: Format) -> [Drawn<'_>; 2] {
    [
        Drawn::figure(&point.name, Some(point.value), format),
        Drawn::of_series(&point.name, "size", Some(point.size), size_format),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

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

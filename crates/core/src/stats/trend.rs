//! Series of equally spaced points with gaps: the straight line through them and whether it slopes clearly.
//! It must not forecast: the line describes the points it was given.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::change::SIGNIFICANCE;
use super::series::{mean, present};

/// Fewest points for which a line says more than two points joined.
const FEWEST_POINTS: usize = 3;

/// Differences this small compared with the largest value are rounding, not movement.
const ROUNDING: f64 = 1e-12;

/// Where a series is heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrendDirection {
    /// The slope is clearly above 0.
    Rising,
    /// The slope is clearly below 0.
    Falling,
    /// The slope is not clearly different from 0.
    Level,
}

/// The least-squares line through a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// The change from one position to the next, in the unit of the points.
    pub slope: f64,
    /// The line's value at position 0, the first of the series, whether or not there is a point.
    pub intercept: f64,
    /// The two-sided chance of a slope at least as steep if there were none.
    pub p_value: f64,
    /// The direction at the 5 per cent level.
    pub direction: TrendDirection,
    /// How many points the line is based on.
    pub points: usize,
}

impl Trend {
    /// The line's value at a position of the series, counted from 0.
    pub fn value_at(&self, position: usize) -> f64 {
        self.intercept + self.slope * position as f64
    }
}

/// Fits a line to equally spaced points by least squares and tests its slope: `t = b / √(SSE / (n-2) / Sxx)` with
/// `n - 2` degrees of freedom (Draper and Smith, Applied Regression Analysis, 1.4). A gap keeps its place in the positions.
///
/// `None` for fewer than three points, or when the line's numbers are too large to hold. A value that is not finite is
/// a gap. The test assumes that points are independent around the line; where months depend on the months before, it is
/// too ready to see a slope.
pub fn trend(points: &[Option<f64>]) -> Option<Trend> {
    let placed: Vec<(f64, f64)> = present(points).map(|(position, value)| (position as f64, value)).collect();
    if placed.len() < FEWEST_POINTS {
        return None;
    }
    let level = mean(points)?;
    let centre = placed.iter().map(|point| point.0).sum::<f64>() / placed.len() as f64;
    let Some(fit) = Fit::of(&placed, centre, level) else {
        return Some(level_trend(level, placed.len()));
    };
    let intercept = level - fit.slope * centre;
    let p_value = fit.p_value(placed.len())?;
    (fit.slope.is_finite() && intercept.is_finite()).then(|| Trend {
        slope: fit.slope,
        intercept,
        p_value,
        direction: direction(p_value, fit.slope),
        points: placed.len(),
    })
}

fn level_trend(level: f64, points: usize) -> Trend {
    Trend { slope: 0.0, intercept: level, p_value: 1.0, direction: TrendDirection::Level, points }
}

fn direction(p_value: f64, slope: f64) -> TrendDirection {
    if p_value >= SIGNIFICANCE {
        TrendDirection::Level
    } else if slope > 0.0 {
        TrendDirection::Rising
    } else {
        TrendDirection::Falling
    }
}

/// A slope and the sums that test it. The sums are of values divided by the largest, so that no square overflows.
struct Fit {
    slope: f64,
    scaled_slope: f64,
    position_squares: f64,
    residual_squares: f64,
}

impl Fit {
    /// `None` when the values are the same but for rounding: then there is no slope to test.
    fn of(placed: &[(f64, f64)], centre: f64, level: f64) -> Option<Self> {
        let largest = placed.iter().fold(0.0, |largest: f64, point| largest.max(point.1.abs()));
        let centred: Vec<(f64, f64)> =
            placed.iter().map(|point| (point.0 - centre, point.1 / largest - level / largest)).collect();
        if largest == 0.0 || centred.iter().all(|point| point.1.abs() <= ROUNDING) {
            return None;
        }
        let position_squares: f64 = centred.iter().map(|point| point.0 * point.0).sum();
        let scaled_slope = centred.iter().map(|point| point.0 * point.1).sum::<f64>() / position_squares;
        let residual_squares = centred.iter().map(|point| (point.1 - scaled_slope * point.0).powi(2)).sum();
        Some(Self { slope: scaled_slope * largest, scaled_slope, position_squares, residual_squares })
    }

    fn p_value(&self, points: usize) -> Option<f64> {
        if self.scaled_slope == 0.0 {
            return Some(1.0);
        }
        let freedom = (points - 2) as f64;
        let standard_error = (self.residual_squares / freedom / self.position_squares).sqrt();
        let distribution = StudentsT::new(0.0, 1.0, freedom).ok()?;
        Some((2.0 * distribution.sf((self.scaled_slope / standard_error).abs())).min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    /// R's data set `women`, `summary(lm(weight ~ height))`: slope 3.45, intercept -87.51667 (112.58333 at the first height, 58),
    /// p 1.09e-14.
    #[test]
    fn meets_the_line_through_rs_women() {
        let weights = [115, 117, 120, 123, 126, 129, 132, 135, 139, 142, 146, 150, 154, 159, 164].map(f64::from);
        let found = trend(&all(&weights)).unwrap();
        assert!((found.slope - 3.45).abs() < 1e-12);
        assert!((found.intercept - 112.583_33).abs() < 1e-5);
        assert!((found.p_value - 1.09e-14).abs() < 0.005e-14, "{}", found.p_value);
        assert_eq!((found.direction, found.points), (TrendDirection::Rising, 15));
        assert!((found.value_at(14) - 160.883_33).abs() < 1e-5);
    }

    /// Anscombe's first data set in order of x, which runs from 4 to 14: published slope 0.5001, intercept 3.0001, p 0.00217.
    /// The four gaps before it keep the positions equal to x.
    #[test]
    fn gaps_keep_their_place() {
        let values = [4.26, 5.68, 7.24, 4.82, 6.95, 8.81, 8.04, 8.33, 10.84, 7.58, 9.96];
        let series = [vec![None; 4], all(&values)].concat();
        let found = trend(&series).unwrap();
        assert!((found.slope - 0.5001).abs() < 5e-5 && (found.intercept - 3.0001).abs() < 5e-5, "{found:?}");
        assert!((found.p_value - 0.00217).abs() < 5e-6, "{found:?}");
        assert_eq!((found.direction, found.points), (TrendDirection::Rising, 11));
    }

    /// With three points t has one degree of freedom, p = 1 - 2/π atan t, worked by hand.
    #[test]
    fn three_points_need_a_near_perfect_line() {
        let found = trend(&all(&[0.0, 2.0, 1.0])).unwrap();
        // Slope 1/2, residual squares 3/2, t = 0.5 / √(1.5 / 2) = 1/√3, atan t = π/6, p = 2/3.
        assert!((found.p_value - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(found.direction, TrendDirection::Level);
        let line = trend(&all(&[9.0, 6.0, 3.0])).unwrap();
        assert_eq!(line.direction, TrendDirection::Falling);
        assert!((line.slope + 3.0).abs() < 1e-12 && line.p_value < 1e-6, "{line:?}");
    }

    #[test]
    fn a_line_with_holes_is_the_same_line() {
        let found = trend(&[None, Some(3.0), Some(f64::NAN), Some(7.0), None, Some(11.0)]).unwrap();
        assert!((found.slope - 2.0).abs() < 1e-12 && (found.intercept - 1.0).abs() < 1e-12);
        assert_eq!(found.points, 3);
    }

    #[test]
    fn the_same_value_throughout_is_level() {
        for level in [0.0, 0.1, -7.3, 1e300, 1e-300] {
            let found = trend(&[Some(level); 7]).unwrap();
            assert_eq!((found.slope, found.p_value, found.direction), (0.0, 1.0, TrendDirection::Level), "{level}");
        }
    }

    #[test]
    fn two_points_are_no_trend() {
        assert_eq!(trend(&[]), None);
        assert_eq!(trend(&[Some(1.0), None, Some(2.0), None]), None);
    }

    #[test]
    fn the_largest_numbers_are_fitted_or_refused() {
        let found = trend(&all(&[0.0, f64::MAX / 2.0, f64::MAX])).unwrap();
        assert!((found.slope / (f64::MAX / 2.0) - 1.0).abs() < 1e-12);
        assert_eq!(
            trend(&all(&[-f64::MAX, f64::MAX, -f64::MAX])).map(|found| found.direction),
            Some(TrendDirection::Level)
        );
    }

    /// At a million points the t distribution is the normal one; statrs must not lose its way there.
    #[test]
    fn many_points_meet_the_normal_distribution() {
        let fit = Fit { slope: 1.0, scaled_slope: 1.0, position_squares: 1.0, residual_squares: 1e6 / 1.96f64.powi(2) };
        assert!((fit.p_value(1_000_002).unwrap() - 0.049_996).abs() < 1e-5);
    }

    proptest! {
        #[test]
        fn backwards_the_slope_is_opposite(values in prop::collection::vec(prop::option::of(-1e6f64..1e6), 0..40)) {
            let backwards: Vec<_> = values.iter().rev().copied().collect();
            match (trend(&values), trend(&backwards)) {
                (Some(forward), Some(back)) => {
                    prop_assert!((forward.slope + back.slope).abs() <= 1e-6 * (1.0 + forward.slope.abs()));
                    prop_assert!((forward.p_value - back.p_value).abs() < 1e-6);
                }
                (forward, back) => prop_assert_eq!(forward.is_some(), back.is_some()),
            }
        }

        #[test]
        fn every_input_is_answered_with_numbers(values in prop::collection::vec(prop::option::of(any::<f64>()), 0..20)) {
            if let Some(found) = trend(&values) {
                prop_assert!(found.slope.is_finite() && found.intercept.is_finite());
                prop_assert!((0.0..=1.0).contains(&found.p_value));
            }
        }
    }
}

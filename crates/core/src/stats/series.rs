//! Plain facts of a series with gaps: its mean and its peak. A gap is unknown, never 0; a value that is not finite is a gap.

/// The highest value of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Peak {
    /// The first position that has it, counted from 0.
    pub position: usize,
    /// The value.
    pub value: f64,
    /// Later positions with the same value: a sentence that names one peak must look here first.
    pub ties: Vec<usize>,
}

/// The known points with their positions.
pub(super) fn present(points: &[Option<f64>]) -> impl Iterator<Item = (usize, f64)> {
    points.iter().enumerate().filter_map(|(position, point)| Some((position, point.filter(|value| value.is_finite())?)))
}

/// The arithmetic mean of the known points; `None` without any.
pub fn mean(points: &[Option<f64>]) -> Option<f64> {
    let number = present(points).count() as f64;
    let sum: f64 = present(points).map(|(_, value)| value).sum();
    // Dividing first costs digits, so only where the sum has overflowed.
    let mean = if sum.is_finite() { sum / number } else { present(points).map(|(_, value)| value / number).sum() };
    (number > 0.0).then_some(mean)
}

/// The maximum of the known points and every position that has it; `None` without any.
pub fn peak(points: &[Option<f64>]) -> Option<Peak> {
    let value = present(points).map(|(_, value)| value).reduce(f64::max)?;
    let mut positions = present(points).filter(|(_, other)| *other == value).map(|(position, _)| position);
    let position = positions.next()?;
    Some(Peak { position, value, ties: positions.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_gap_is_not_zero() {
        assert_eq!(mean(&[Some(2.0), None, Some(4.0)]), Some(3.0));
        assert_eq!(peak(&[None, Some(-3.0), None]), Some(Peak { position: 1, value: -3.0, ties: vec![] }));
    }

    #[test]
    fn the_first_of_equal_peaks_is_the_peak_and_the_others_are_listed() {
        let found = peak(&[Some(1.0), Some(5.0), None, Some(5.0), Some(2.0), Some(5.0)]);
        assert_eq!(found, Some(Peak { position: 1, value: 5.0, ties: vec![3, 5] }));
    }

    #[test]
    fn nothing_known_has_neither() {
        for points in [vec![], vec![None, None], vec![Some(f64::NAN), Some(f64::INFINITY)]] {
            assert_eq!(mean(&points), None);
            assert_eq!(peak(&points), None);
        }
    }

    #[test]
    fn the_largest_numbers_have_a_mean() {
        assert_eq!(mean(&[Some(f64::MAX), Some(f64::MAX)]), Some(f64::MAX));
    }

    proptest! {
        #[test]
        fn the_mean_lies_between_the_ends(values in prop::collection::vec(-1e9f64..1e9, 1..50)) {
            let points: Vec<_> = values.iter().copied().map(Some).collect();
            let highest = peak(&points).unwrap().value;
            let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
            let mean = mean(&points).unwrap();
            prop_assert!(lowest - 1e-3 <= mean && mean <= highest + 1e-3);
        }
    }
}

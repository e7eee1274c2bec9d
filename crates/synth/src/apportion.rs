//! Whole numbers from proportions: largest-remainder shares, and counts from printed percentages.

use std::cmp::Reverse;

/// Splits `whole` in proportion to `weights` by the largest-remainder (Hamilton) method; equal remainders go to the
/// earlier weight. The parts add up to `whole` unless every weight is zero: then all parts are zero.
pub(super) fn apportion(whole: u32, weights: &[u32]) -> Vec<u32> {
    let total: u64 = weights.iter().copied().map(u64::from).sum();
    let Some(share) = std::num::NonZeroU64::new(total) else { return vec![0; weights.len()] };
    let product = |weight: u32| u64::from(whole) * u64::from(weight);
    // A share never exceeds `whole`, so it fits.
    let mut parts: Vec<u32> =
        weights.iter().map(|&weight| u32::try_from(product(weight) / share).unwrap_or(whole)).collect();
    let left = whole - parts.iter().sum::<u32>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&index| Reverse(product(weights[index]) % share));
    for index in order.into_iter().take(left as usize) {
        parts[index] += 1;
    }
    parts
}

/// The whole number of `whole` that prints as `percent` with `decimals` places (rounded half up), if there is one.
/// Where several print the same (`whole` above a thousand at one decimal) the nearest to the printed value is used.
pub(super) fn count_printed_as(percent: f64, decimals: u32, whole: u32) -> Option<u32> {
    let unit = 10_f64.powi(i32::try_from(decimals).ok()?);
    let printed = (percent * unit).round();
    let is_printed_so = (percent * unit - printed).abs() < 1e-6 && (0.0..=100.0).contains(&percent);
    let count = (printed * f64::from(whole) / (100.0 * unit)).round();
    // Rounded half up in whole numbers, so that no binary fraction decides a tie.
    let as_printed = |count: u64| {
        let hundredths = 100 * 10_u64.pow(decimals);
        (2 * hundredths * count + u64::from(whole)).checked_div(2 * u64::from(whole)).unwrap_or(0)
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "both lie between 0 and 2^32 here")]
    let (count, printed) = (count as u64, printed as u64);
    (is_printed_so && as_printed(count) == printed).then(|| u32::try_from(count).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_the_largest_remainders_win() {
        assert_eq!(apportion(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(apportion(7, &[60, 25, 15]), [4, 2, 1]);
        assert_eq!(apportion(5, &[0, 0]), [0, 0]);
        assert_eq!(apportion(u32::MAX, &[u32::MAX, 1]).iter().map(|&part| u64::from(part)).sum::<u64>(), 4_294_967_295);
    }

    #[test]
    fn a_printed_percentage_gives_back_its_count() {
        assert_eq!(count_printed_as(36.4, 1, 11), Some(4));
        assert_eq!(count_printed_as(0.0, 1, 35), Some(0));
        assert_eq!(count_printed_as(12.5, 1, 606), Some(76));
        assert_eq!(count_printed_as(50.0, 1, 0), None);
        assert_eq!(count_printed_as(0.0, 1, 0), Some(0));
    }

    #[test]
    fn a_percentage_of_no_whole_number_is_refused() {
        assert_eq!(count_printed_as(37.0, 1, 11), None);
        assert_eq!(count_printed_as(36.36, 1, 11), None);
        assert_eq!(count_printed_as(104.0, 1, 50), None);
        assert_eq!(count_printed_as(f64::NAN, 1, 50), None);
    }
}

//! The one source of chance, and the ways in which the synthetic records use it.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// The one source of chance.
pub(super) type Random = ChaCha8Rng;

/// A random position in a list, which must not be empty.
pub(super) fn any(random: &mut Random, length: usize) -> usize {
    random.random_range(0..length)
}

/// A random index with chances in proportion to the weights; `None` where all weights are zero.
pub(super) fn weighted(random: &mut Random, weights: &[u32]) -> Option<usize> {
    let total: u32 = weights.iter().sum();
    let mut left = (total > 0).then(|| random.random_range(0..total))?;
    weights.iter().position(|&weight| {
        let is_it = left < weight;
        left = left.saturating_sub(weight);
        is_it
    })
}

/// Whether something with a chance of `percent` per cent happens.
pub(super) fn happens(random: &mut Random, percent: u32) -> bool {
    random.random_range(0..100) < percent
}

/// Each index as often as it counts, in random order.
pub(super) fn dealt(random: &mut Random, counts: &[u32]) -> Vec<usize> {
    let repeated = |(index, &count): (usize, &u32)| std::iter::repeat_n(index, count as usize);
    let mut codes: Vec<usize> = counts.iter().enumerate().flat_map(repeated).collect();
    codes.shuffle(random);
    codes
}

/// For many draws from the same weights: each draw is a search in their running sums.
pub(super) struct Wheel {
    sums: Vec<u64>,
}

impl Wheel {
    /// A wheel with a sector for each weight.
    pub(super) fn new(weights: impl IntoIterator<Item = u32>) -> Self {
        let mut sums = Vec::new();
        let mut sum = 0;
        for weight in weights {
            sum += u64::from(weight);
            sums.push(sum);
        }
        Self { sums }
    }

    /// A random index with chances in proportion to the weights; `None` where all weights are zero.
    pub(super) fn spin(&self, random: &mut Random) -> Option<usize> {
        let total = self.sums.last().copied().filter(|&total| total > 0)?;
        let stop = random.random_range(0..total);
        Some(self.sums.partition_point(|&sum| sum <= stop))
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn codes_are_dealt_as_often_as_they_count() {
        let mut dealt = dealt(&mut Random::seed_from_u64(1), &[2, 0, 3]);
        assert_eq!(dealt.len(), 5);
        dealt.sort_unstable();
        assert_eq!(dealt, [0, 0, 2, 2, 2]);
    }

    #[test]
    fn a_wheel_stops_as_often_as_its_sectors_are_wide() {
        let (wheel, mut random) = (Wheel::new([1, 0, 3]), Random::seed_from_u64(1));
        let mut stops = [0; 3];
        (0..4_000).for_each(|_| stops[wheel.spin(&mut random).unwrap()] += 1);
        assert_eq!(stops[1], 0);
        assert!((900..1_100).contains(&stops[0]), "{stops:?}");
        assert_eq!(Wheel::new([0, 0]).spin(&mut random), None);
    }
}

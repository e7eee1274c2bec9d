//! How far events are concentrated in few places, and how far they would be by chance alone.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use statrs::distribution::{Binomial, Discrete};
use statrs::function::factorial::ln_binomial;

/// Events at places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// Events at each place that has any, highest first.
    counts: Vec<u64>,
    /// All places, including those without an event.
    places: u64,
    events: u64,
}

impl Spread {
    /// Events at places; `None` if there are no events, or if more places have events than there are places.
    pub fn new(counts: impl IntoIterator<Item = u64>, places: u64) -> Option<Self> {
        let mut counts: Vec<u64> = counts.into_iter().filter(|count| *count > 0).collect();
        counts.sort_unstable_by(|one, other| other.cmp(one));
        let events = counts.iter().sum();
        (!counts.is_empty() && counts.len() as u64 <= places).then_some(Self { counts, places, events })
    }

    /// All events.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Places with at least one event.
    pub fn touched(&self) -> u64 {
        self.counts.len() as u64
    }

    /// The share of all events at this many of the places that have most, as a fraction.
    pub fn share_of_top(&self, places: u64) -> f64 {
        let most = usize::try_from(places).unwrap_or(usize::MAX);
        self.counts.iter().take(most).sum::<u64>() as f64 / self.events as f64
    }

    /// The smallest number of places that have at least half of the events between them.
    pub fn places_with_half(&self) -> u64 {
        let mut held = 0;
        let fewer = self.counts.iter().take_while(|count| {
            let needed = held < self.events.div_ceil(2);
            held += **count;
            needed
        });
        fewer.count() as u64
    }

    /// The Gini index `2 Σ i x₍ᵢ₎ / (n Σ x) - (n + 1) / n`, the places counted from the emptiest: 0 where all places are alike,
    /// near 1 where one has everything.
    pub fn gini(&self) -> f64 {
        let (places, events) = (self.places as f64, self.events as f64);
        let from_fullest = (0u32..).zip(&self.counts);
        let weighted: f64 = from_fullest.map(|(at, count)| (places - f64::from(at)) * *count as f64).sum();
        2.0 * weighted / (places * events) - (places + 1.0) / places
    }
}

/// The Gini index for fewer events than places, `max(n/c, 1) (G - 1) + 1` for `c` events at `n` places: events that are
/// fewer than places cannot be shared out evenly, so 0 is the most even spread possible, one event at each of `c`
/// places (Bernasco and Steenbeek 2017, *Journal of Quantitative Criminology* 33; their package `lorenzgini`). If there
/// are at least as many events as places, this is the Gini index.
pub fn gini_for_sparse(gini: f64, events: u64, places: u64) -> f64 {
    (places as f64 / events as f64).max(1.0) * (gini - 1.0) + 1.0
}

/// What chance alone would give: each event is equally likely at any place.
#[derive(Debug, Clone, PartialEq)]
pub struct ByChance {
    /// The expected share at the places with most events, for each number of places asked for.
    pub shares: Vec<f64>,
    /// The expected smallest number of places with half of the events.
    pub places_with_half: f64,
    /// The expected Gini index.
    pub gini: f64,
}

/// The most places allowed: more than the addresses in any police area.
pub const MOST_PLACES: u64 = 10_000_000;
/// Events drawn and places visited over all runs: a fraction of a second.
const DRAWS: u64 = 20_000_000;
/// The most runs: the mean of 500 is within a tenth of a percentage point of the expected share.
const MOST_RUNS: u64 = 500;
/// The fewest runs: many events vary so little that few runs are enough.
const FEWEST_RUNS: u64 = 20;
/// The seed of the draws, the same on every run and machine.
const SEED: u64 = 2017;

/// What is expected if every event were equally likely at any place. The Gini index is exact; the shares of the top
/// places (for each number in `tops`) and the number of places with half of the events are means over simulated runs
/// with a fixed seed.
///
/// `None` without events or places, or with more than [`MOST_PLACES`].
pub fn by_chance(events: u64, places: u64, tops: &[u64]) -> Option<ByChance> {
    let places_held = u32::try_from(places).ok().filter(|_| (1..=MOST_PLACES).contains(&places))?;
    let runs = (DRAWS / (events + places)).clamp(FEWEST_RUNS, MOST_RUNS);
    let mut chance = Chance::over(places_held);
    let mut sums =
        ByChance { shares: vec![0.0; tops.len()], places_with_half: 0.0, gini: expected_gini(events, places)? };
    for _ in 0..runs {
        let spread = Spread::new(chance.run(events), places)?;
        sums.shares.iter_mut().zip(tops).for_each(|(sum, top)| *sum += spread.share_of_top(*top));
        sums.places_with_half += spread.places_with_half() as f64;
    }
    sums.shares.iter_mut().for_each(|sum| *sum /= runs as f64);
    sums.places_with_half /= runs as f64;
    Some(sums)
}

/// Draws of events at places.
struct Chance {
    random: ChaCha8Rng,
    counts: Vec<u64>,
    places: u32,
}

impl Chance {
    fn over(places: u32) -> Self {
        let room = usize::try_from(places).unwrap_or_default();
        Self { random: ChaCha8Rng::seed_from_u64(SEED), counts: vec![0; room], places }
    }

    /// Draws a place at random for each of `events` events: the counts of the places that have any.
    fn run(&mut self, events: u64) -> Vec<u64> {
        self.counts.fill(0);
        for _ in 0..events {
            let place = usize::try_from(self.random.random_range(0..self.places)).unwrap_or_default();
            self.counts[place] += 1;
        }
        self.counts.iter().copied().filter(|count| *count > 0).collect()
    }
}

/// The expected Gini index of `c` events at `n` places drawn with equal chances: `(n - 1) E|X - Y| / 2c` for the counts
/// X, Y of two places, whose sum is binomial with the chance 2/n, and whose events are equally likely at either place.
fn expected_gini(events: u64, places: u64) -> Option<f64> {
    if events == 0 {
        return None;
    }
    if places == 1 {
        return Some(0.0);
    }
    let (count, chance) = (events as f64, 2.0 / places as f64);
    let of_two = Binomial::new(chance, events).ok()?;
    // Less than a rounding error lies beyond twelve standard errors.
    let reach = 12.0 * (count * chance * (1.0 - chance)).sqrt() + 12.0;
    let (from, to) = (whole(count * chance - reach), whole(count * chance + reach).min(events));
    let difference: f64 = (from..=to).map(|both| of_two.pmf(both) * mean_difference(both)).sum();
    Some((places as f64 - 1.0) * difference / (2.0 * count))
}

/// The whole number below, from 0 up.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "events that can be counted are far below 2^63"
)]
fn whole(number: f64) -> u64 {
    number.max(0.0) as u64
}

/// `E|2B - m|` for `m` events that are equally likely at either of two places: `m C(m-1, ⌊(m-1)/2⌋) / 2^(m-1)`.
fn mean_difference(both: u64) -> f64 {
    let Some(others) = both.checked_sub(1) else { return 0.0 };
    let halves = ln_binomial(others, others / 2) - others as f64 * std::f64::consts::LN_2;
    both as f64 * halves.exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spread(counts: &[u64], places: u64) -> Spread {
        Spread::new(counts.iter().copied(), places).unwrap()
    }

    /// The worked values in the help of `lorenzgini::gini` (biased form), version 0.1.2.
    #[test]
    fn meets_the_published_gini_and_its_form_for_few_events() {
        for (counts, places, gini, sparse) in [
            (&[10, 8, 2][..], 10, 0.78, 0.78),
            (&[5, 2, 1], 10, 0.80, 0.75),
            (&[10], 10, 0.90, 0.90),
            (&[10], 100, 0.99, 0.90),
        ] {
            let spread = spread(counts, places);
            let found = gini_for_sparse(spread.gini(), spread.events(), places);
            assert!((spread.gini() - gini).abs() < 1e-12 && (found - sparse).abs() < 1e-12, "{counts:?} at {places}");
        }
    }

    #[test]
    fn one_event_at_each_of_few_places_is_as_even_as_can_be() {
        let spread = spread(&[1; 5], 10);
        assert!(gini_for_sparse(spread.gini(), 5, 10).abs() < 1e-12 && spread.gini() > 0.49);
    }

    /// Pure chance over 490 places: the Gini index, and the share of places with half of the events.
    #[test]
    fn chance_alone_meets_the_known_values() {
        for (events, gini, half) in
            [(250, 0.67, 0.14), (500, 0.52, 0.20), (1_000, 0.38, 0.26), (2_000, 0.28, 0.32), (5_000, 0.17, 0.38)]
        {
            let found = by_chance(events, 490, &[]).unwrap();
            assert!((found.gini - gini).abs() < 0.006, "{events}: {found:?}");
            assert!((found.places_with_half / 490.0 - half).abs() < 0.006, "{events}: {found:?}");
        }
    }

    /// Three events at two places: 3 and 0 with a chance of a quarter, otherwise 2 and 1. G is 1/2 or 1/6.
    #[test]
    fn chance_alone_is_right_where_it_can_be_counted() {
        let found = by_chance(3, 2, &[1, 2]).unwrap();
        assert!((found.gini - 0.25).abs() < 1e-12, "{found:?}");
        assert!((found.shares[0] - 0.75).abs() < 0.02, "{found:?}");
        assert_eq!((found.shares[1], found.places_with_half), (1.0, 1.0));
        let one = by_chance(1, 4, &[1]).unwrap();
        assert!((one.gini - 0.75).abs() < 1e-12 && one.shares == [1.0]);
        assert_eq!(by_chance(7, 1, &[]).map(|found| found.gini), Some(0.0));
    }

    #[test]
    fn simulated_and_exact_gini_agree() {
        let (events, places) = (800, 300);
        let mut chance = Chance::over(300);
        let ginis: Vec<f64> = (0..400).map(|_| Spread::new(chance.run(events), places).unwrap().gini()).collect();
        let mean = ginis.iter().sum::<f64>() / 400.0;
        assert!((mean - expected_gini(events, places).unwrap()).abs() < 2e-3, "{mean}");
    }

    #[test]
    fn the_same_draws_every_time() {
        assert_eq!(by_chance(100, 50, &[1, 5]), by_chance(100, 50, &[1, 5]));
    }

    #[test]
    fn half_of_the_events_and_the_top() {
        let spread = spread(&[1, 5, 2, 2], 20);
        assert_eq!((spread.places_with_half(), spread.touched(), spread.events()), (1, 4, 10));
        assert!((spread.share_of_top(2) - 0.7).abs() < 1e-12);
        assert_eq!((spread.share_of_top(0), spread.share_of_top(99)), (0.0, 1.0));
        assert_eq!(Spread::new([1, 1, 1], 5).map(|spread| spread.places_with_half()), Some(2), "half of three is two");
    }

    #[test]
    fn nothing_has_no_concentration() {
        assert_eq!(Spread::new([0, 0], 5), None);
        assert_eq!(Spread::new([1, 1, 1], 2), None, "more places than there are");
        assert_eq!(by_chance(0, 5, &[]), None);
        assert_eq!(by_chance(5, 0, &[]), None);
        assert_eq!(by_chance(5, MOST_PLACES + 1, &[]), None);
    }

    proptest! {
        #[test]
        fn the_indices_stay_between_their_ends(counts in prop::collection::vec(0u64..50, 1..60), more in 0u64..200) {
            let places = counts.len() as u64 + more;
            if let Some(spread) = Spread::new(counts, places) {
                let (gini, half) = (spread.gini(), spread.places_with_half());
                prop_assert!((-1e-12..1.0).contains(&gini));
                let sparse = gini_for_sparse(gini, spread.events(), places);
                prop_assert!((-1e-9..1.0).contains(&sparse) && sparse <= gini + 1e-12);
                prop_assert!(spread.share_of_top(half) >= 0.5 && spread.share_of_top(half - 1) < 0.5);
            }
        }
    }
}

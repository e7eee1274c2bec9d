//! Year, age and offence group of every link: three margins at once.
//!
//! Exact: age band by year, age band by group, single years of age over all years. Approximate: links by year and
//! group, which follow the offences.

use rand::seq::SliceRandom;

use super::link::{Random, any};
use super::margins::{Band, Side};
use super::offences::Offences;

/// What is known of a link before it is put on an offence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Profile {
    pub(super) year: u8,
    pub(super) group: u8,
    pub(super) age: Option<u8>,
}

/// Swaps tried for each link.
const TRIES: usize = 60;

/// Deals each band's years, groups and ages, then swaps groups within bands until they follow the offences of the years.
pub(super) fn deal(side: &Side, offences: &Offences, random: &mut Random) -> Vec<Profile> {
    let mut profiles = Vec::new();
    let mut bands = Vec::new();
    for band in &side.bands {
        let start = profiles.len();
        profiles.extend(deal_band(band, random));
        bands.extend((start..profiles.len()).map(|_| start..profiles.len()));
    }
    let mut fit = Fit::new(side, offences, &profiles);
    for _ in 0..TRIES * profiles.len() {
        let one = any(random, profiles.len());
        let other = random_in(&bands[one], random);
        fit.swap_if_better(&mut profiles, one, other);
    }
    profiles
}

fn random_in(range: &std::ops::Range<usize>, random: &mut Random) -> usize {
    range.start + any(random, range.len())
}

fn deal_band(band: &Band, random: &mut Random) -> Vec<Profile> {
    let years = laid_out(&band.years);
    let mut groups = laid_out(&band.groups);
    let mut ages: Vec<Option<u8>> =
        band.ages.iter().flat_map(|&(age, count)| std::iter::repeat_n(age, count as usize)).collect();
    groups.shuffle(random);
    ages.shuffle(random);
    years.into_iter().zip(groups).zip(ages).map(|((year, group), age)| Profile { year, group, age }).collect()
}

/// Each code, repeated as often as it counts.
pub(super) fn laid_out(counts: &[u32]) -> Vec<u8> {
    (0..=u8::MAX).zip(counts).flat_map(|(code, &count)| std::iter::repeat_n(code, count as usize)).collect()
}

/// How far links by year and group are from what is expected from the offences of these years.
struct Fit {
    groups: usize,
    expected: Vec<f64>,
    found: Vec<f64>,
}

impl Fit {
    fn new(side: &Side, offences: &Offences, profiles: &[Profile]) -> Self {
        let groups = offences.groups();
        let mut found = vec![0.0; offences.years() * groups];
        for profile in profiles {
            found[usize::from(profile.year) * groups + usize::from(profile.group)] += 1.0;
        }
        Self { groups, expected: expected(side, offences), found }
    }

    fn misfit(&self, year: u8, group: u8, change: f64) -> f64 {
        let cell = usize::from(year) * self.groups + usize::from(group);
        let gap = self.found[cell] + change - self.expected[cell];
        gap * gap / (self.expected[cell] + 1.0)
    }

    fn swap_if_better(&mut self, profiles: &mut [Profile], one: usize, other: usize) {
        let (a, b) = (profiles[one], profiles[other]);
        if a.year == b.year || a.group == b.group {
            return;
        }
        let lose_and_gain = [(a.year, a.group, b.group), (b.year, b.group, a.group)];
        let after: f64 = lose_and_gain
            .iter()
            .map(|&(year, old, new)| self.misfit(year, old, -1.0) + self.misfit(year, new, 1.0))
            .sum();
        let before: f64 = lose_and_gain
            .iter()
            .map(|&(year, old, new)| self.misfit(year, old, 0.0) + self.misfit(year, new, 0.0))
            .sum();
        if after < before {
            for (year, old, new) in lose_and_gain {
                self.found[usize::from(year) * self.groups + usize::from(old)] -= 1.0;
                self.found[usize::from(year) * self.groups + usize::from(new)] += 1.0;
            }
            (profiles[one].group, profiles[other].group) = (b.group, a.group);
        }
    }
}

/// Links by year and group: the offences of each, fitted in turn to the links of the groups and of the years.
fn expected(side: &Side, offences: &Offences) -> Vec<f64> {
    let (years, groups) = (offences.years(), offences.groups());
    #[expect(clippy::cast_precision_loss, reason = "a count of offences is far below 2^52")]
    let count = |cell: usize| offences.count(cell / groups, cell % groups) as f64;
    let mut table: Vec<f64> = (0..years * groups).map(count).collect();
    for _ in 0..20 {
        for group in 0..groups {
            let links = side.bands.iter().map(|band| f64::from(band.groups[group])).sum::<f64>();
            scale(&mut table, (0..years).map(|year| year * groups + group), links);
        }
        for year in 0..years {
            scale(&mut table, (0..groups).map(|group| year * groups + group), f64::from(side.links[year]));
        }
    }
    table
}

/// Scales some cells so that they add up to a whole.
fn scale(table: &mut [f64], cells: impl Iterator<Item = usize> + Clone, whole: f64) {
    let sum: f64 = cells.clone().map(|cell| table[cell]).sum();
    if sum > 0.0 {
        cells.for_each(|cell| table[cell] *= whole / sum);
    }
}

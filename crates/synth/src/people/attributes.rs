//! Sex and self-defined ethnicity of every identity, the same on all its links.
//!
//! Exact: links by sex and year of each side; links by ethnicity, year and area of each side. Both are dealt in the
//! same way: each link is in one bucket, and a bucket has a number of links of each value. Persons with several links
//! choose first among the values that all their buckets have left; those with one link take what remains.

use rand::seq::SliceRandom;

use super::link::{Random, unreached, weighted};
use super::margins::{AREAS, People};
use super::offences::Offences;
use super::overlap::{Cast, Identity};
use sna_core::diag::Diagnostic;

/// Codes of the sexes, in the order of the margins.
pub(super) const MALE: u8 = 0;
/// See [`MALE`].
pub(super) const FEMALE: u8 = 1;

/// What is the same on all links of a person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attributes {
    pub(super) sex: u8,
    pub(super) ethnicity: u8,
}

/// Deals both to all identities.
///
/// # Errors
/// No value is left for somebody with several links.
pub(super) fn attributes(
    people: &People,
    offences: &Offences,
    sides: [Cast; 2],
    identities: &[Identity],
    random: &mut Random,
) -> Result<Vec<Attributes>, Diagnostic> {
    let by_year = |side: usize, row: u32| side * offences.years() + offences.year(row);
    let by_year_and_area = |side: usize, row: u32| by_year(side, row) * AREAS + area(people, offences, row);
    let of_sex = Buckets {
        of: buckets(sides, identities, by_year),
        left: [people.victims.sexes.clone(), people.suspects.sexes.clone()].concat(),
    };
    let of_ethnicity = Buckets {
        of: buckets(sides, identities, by_year_and_area),
        left: [people.victims.ethnicities.clone(), people.suspects.ethnicities.clone()].concat(),
    };
    let sexes = of_sex.deal("sexes", &cohort_sexes(people, sides, identities, random), random)?;
    let ethnicities = of_ethnicity.deal("ethnicities", &vec![None; identities.len()], random)?;
    Ok(sexes.into_iter().zip(ethnicities).map(|(sex, ethnicity)| Attributes { sex, ethnicity }).collect())
}

/// The index of an offence's area in the ethnicity tables: city, county, elsewhere.
fn area(people: &People, offences: &Offences, row: u32) -> usize {
    match offences.district(row) {
        district if district == people.city => 0,
        _ if offences.is_elsewhere(row) => 2,
        _ => 1,
    }
}

/// The bucket of each link of each identity.
fn buckets(sides: [Cast; 2], identities: &[Identity], bucket: impl Fn(usize, u32) -> usize) -> Vec<Vec<usize>> {
    let rows = identities.iter().map(|identity| rows_of(sides, identity));
    rows.map(|rows| rows.into_iter().map(|(side, row)| bucket(side, row)).collect()).collect()
}

/// The side and the offence of each link of an identity.
fn rows_of(sides: [Cast; 2], identity: &Identity) -> Vec<(usize, u32)> {
    let mut rows = Vec::new();
    for (side, person) in [identity.victim, identity.suspect].into_iter().enumerate() {
        let links = person.map_or(&[][..], |person| &sides[side].persons[person].links);
        rows.extend(links.iter().map(|&link| (side, sides[side].links[link].offence)));
    }
    rows
}

/// The cohort's sexes, which are published; `None` for everybody else.
fn cohort_sexes(people: &People, sides: [Cast; 2], identities: &[Identity], random: &mut Random) -> Vec<Option<u8>> {
    let in_cohort = |identity: &Identity| identity.suspect.is_some_and(|person| sides[1].persons[person].in_cohort);
    let mut cohort: Vec<usize> = (0..identities.len()).filter(|&index| in_cohort(&identities[index])).collect();
    cohort.shuffle(random);
    let mut sexes = vec![None; identities.len()];
    for (rank, index) in cohort.into_iter().enumerate() {
        sexes[index] = Some(if rank < people.cohort.male.value as usize { MALE } else { FEMALE });
    }
    sexes
}

struct Buckets {
    /// For each identity, the bucket of each link.
    of: Vec<Vec<usize>>,
    /// Links of each bucket by value.
    left: Vec<Vec<u32>>,
}

impl Buckets {
    fn deal(mut self, what: &str, fixed: &[Option<u8>], random: &mut Random) -> Result<Vec<u8>, Diagnostic> {
        let mut order: Vec<usize> =
            (0..self.of.len()).filter(|&one| self.of[one].len() > 1 || fixed[one].is_some()).collect();
        order.sort_by_key(|&one| std::cmp::Reverse((fixed[one].is_some(), self.of[one].len())));
        let mut values = fixed.to_vec();
        for one in order {
            let value = fixed[one].map_or_else(|| self.choose(one, random), |value| Some(value.into()));
            let value = value.ok_or_else(|| {
                unreached(&format!("the {what}"), "a person with no value left", "a value for everybody")
            })?;
            values[one] = u8::try_from(value).ok();
            for &bucket in &self.of[one] {
                self.left[bucket][value] = self.left[bucket][value].saturating_sub(1);
            }
        }
        self.rest(&mut values, random);
        let all: Option<Vec<u8>> = values.into_iter().collect();
        all.ok_or_else(|| unreached(&format!("the {what}"), "a person without a value", "a value for everybody"))
    }

    /// A value, chosen by its share of what is left in the bucket where that share is lowest.
    fn choose(&self, one: usize, random: &mut Random) -> Option<usize> {
        let values = 0..self.left.first().map_or(0, Vec::len);
        weighted(random, &values.map(|value| self.lowest_share(one, value)).collect::<Vec<u32>>())
    }

    /// The lowest share of a value among what is left, over the buckets of an identity; 0 where there are too few.
    fn lowest_share(&self, one: usize, value: usize) -> u32 {
        let buckets = &self.of[one];
        let shares = buckets.iter().map(|&bucket| {
            let needed = buckets.iter().filter(|&&other| other == bucket).count();
            let (left, all) = (self.left[bucket][value], self.left[bucket].iter().sum::<u32>());
            if left as usize >= needed { 10_000 * left / all.max(1) } else { 0 }
        });
        shares.min().unwrap_or(0)
    }

    /// What is left goes to those with one link.
    fn rest(&self, values: &mut [Option<u8>], random: &mut Random) {
        let mut decks: Vec<Vec<u8>> = self.left.iter().map(|left| super::ages::laid_out(left)).collect();
        decks.iter_mut().for_each(|deck| deck.shuffle(random));
        for (value, buckets) in values.iter_mut().zip(&self.of).filter(|(value, _)| value.is_none()) {
            *value = buckets.first().and_then(|&bucket| decks[bucket].pop());
        }
    }
}

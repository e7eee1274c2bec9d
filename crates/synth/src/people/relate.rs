//! How the victim and the suspect of each pair know one another.
//!
//! Exact: relationships by year, and those that the file names by district. Kept: what a relationship requires of the
//! pair's ages and sexes, and of whether a suspect is known.

use rand::seq::SliceRandom;

use super::attributes::FEMALE;
use super::file::{Known, RelationshipEntry};
use super::link::{Random, any, unreached};
use super::margins::People;
use super::offences::Offences;
use super::pairs::Pair;
use super::world::{PairRow, PersonRow};
use sna_core::diag::Diagnostic;

/// The lowest age at which two people may be partners or colleagues.
const GROWN: u8 = 16;

/// How many requirements of a pair a relationship has.
fn requirements(entry: &RelationshipEntry) -> usize {
    usize::from(entry.other_sex) + usize::from(entry.victim_older_by.is_some()) + usize::from(entry.suspect.is_some())
}

/// Whether a pair meets the requirements of a relationship.
pub(super) fn fits(entry: &RelationshipEntry, victim: &PersonRow, suspect: Option<&PersonRow>) -> bool {
    let ages = (victim.age, suspect.and_then(|suspect| suspect.age));
    let as_known = entry.suspect.is_none_or(|known| (known == Known::Known) == suspect.is_some());
    let apart = entry.victim_older_by.is_none_or(|(least, most)| match ages {
        (Some(victim), Some(suspect)) => (least..=most).contains(&(i16::from(victim) - i16::from(suspect))),
        _ => false,
    });
    let grown = !entry.adults || [ages.0, ages.1].iter().all(|age| age.is_some_and(|age| age >= GROWN));
    let sexes = !entry.other_sex
        || suspect.is_some_and(|suspect| victim.sex != suspect.sex && victim.sex <= FEMALE && suspect.sex <= FEMALE);
    as_known && apart && grown && sexes
}

/// Each pair with its relationship.
///
/// # Errors
/// A year or district has no pair left that a relationship fits.
pub(super) fn relate(
    people: &People,
    offences: &Offences,
    pairs: &[Pair],
    victims: &[PersonRow],
    suspects: &[PersonRow],
    random: &mut Random,
) -> Result<Vec<PairRow>, Diagnostic> {
    let mut relate = Relate { people, pairs, victims, suspects, of: vec![None; pairs.len()] };
    for year in 0..offences.years() {
        let mut order: Vec<usize> = (0..pairs.len()).filter(|&pair| usize::from(pairs[pair].year) == year).collect();
        order.shuffle(random);
        relate.year(year, &order, random)?;
    }
    let row = |(&pair, relationship): (&Pair, Option<u8>)| {
        let Pair { victim, suspect, .. } = pair;
        Some(PairRow { offence: victims[victim].offence, relationship: relationship?, victim, suspect })
    };
    let rows: Option<Vec<PairRow>> = pairs.iter().zip(relate.of).map(row).collect();
    rows.ok_or_else(|| unreached("the relationships", "a pair without one", "a relationship for every pair"))
}

struct Relate<'a> {
    people: &'a People,
    pairs: &'a [Pair],
    victims: &'a [PersonRow],
    suspects: &'a [PersonRow],
    of: Vec<Option<u8>>,
}

impl Relate<'_> {
    fn year(&mut self, year: usize, order: &[usize], random: &mut Random) -> Result<(), Diagnostic> {
        let named = self.named(year);
        let districts = self.people.pairs.iter().enumerate();
        let mut room: Vec<u32> = districts
            .map(|(district, of)| {
                let taken: u32 = named.iter().map(|(_, counts)| counts[district]).sum();
                of.pairs[year].saturating_sub(taken)
            })
            .collect();
        for relationship in self.strictest_first(&named) {
            let wanted = self.people.relationships[relationship].counts.value[year];
            self.free(relationship, wanted, order, &mut room)?;
        }
        let mut by_rank: Vec<(usize, usize)> = order
            .iter()
            .filter(|&&pair| self.of[pair].is_none())
            .map(|&pair| (any(random, 3) + 2 * usize::from(self.pairs[pair].suspect.is_some()), pair))
            .collect();
        by_rank.sort_by_key(|&(rank, _)| rank);
        for (relationship, mut counts) in named {
            for &(_, pair) in &by_rank {
                let left = &mut counts[usize::from(self.pairs[pair].district)];
                if self.of[pair].is_none() && *left > 0 {
                    *left -= 1;
                    self.of[pair] = u8::try_from(relationship).ok();
                }
            }
        }
        Ok(())
    }

    /// The relationships that the file names by district, with their counts by district, with unknown last.
    fn named(&self, year: usize) -> Vec<(usize, Vec<u32>)> {
        let (unknown, known) = self.people.pairs.split_last().map_or((0, &[][..]), |(_, known)| (known.len(), known));
        let of = |relationship: usize| {
            let is_named = known.iter().any(|of| of.named[relationship].is_some());
            let count = |district: usize| known[district].named[relationship].as_ref().map_or(0, |counts| counts[year]);
            let mut counts: Vec<u32> = (0..unknown).map(count).collect();
            let all = self.people.relationships[relationship].counts.value[year];
            counts.push(all.saturating_sub(counts.iter().sum()));
            is_named.then_some((relationship, counts))
        };
        (0..self.people.relationships.len()).filter_map(of).collect()
    }

    /// The other relationships, those with most requirements first.
    fn strictest_first(&self, named: &[(usize, Vec<u32>)]) -> Vec<usize> {
        let all = 0..self.people.relationships.len();
        let mut free: Vec<usize> =
            all.filter(|relationship| named.iter().all(|(other, _)| other != relationship)).collect();
        free.sort_by_key(|&relationship| std::cmp::Reverse(requirements(&self.people.relationships[relationship])));
        free
    }

    fn free(&mut self, relationship: usize, wanted: u32, order: &[usize], room: &mut [u32]) -> Result<(), Diagnostic> {
        let entry = &self.people.relationships[relationship];
        let mut left = wanted;
        for &pair in order.iter().filter(|&&pair| self.of[pair].is_none()).collect::<Vec<_>>() {
            let room = &mut room[usize::from(self.pairs[pair].district)];
            let suspect = self.pairs[pair].suspect.map(|suspect| &self.suspects[suspect]);
            if left > 0 && *room > 0 && fits(entry, &self.victims[self.pairs[pair].victim], suspect) {
                *room -= 1;
                left -= 1;
                self.of[pair] = u8::try_from(relationship).ok();
            }
        }
        let name = &entry.relationship.value;
        (left == 0).then_some(()).ok_or_else(|| {
            unreached(&format!("the pairs of `{name}`"), format!("{left} too few"), &format!("{wanted} in the year"))
        })
    }
}

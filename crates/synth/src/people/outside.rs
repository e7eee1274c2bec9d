//! Links and pairs on the offences outside the definition, all invented.
//!
//! Persons are new and have one link on a side. Age, sex and ethnicity are copied from a link of the same year within
//! the definition; so no margins have to be invented for them, and nobody here can belong to the crime cohort.

use rand::RngExt;

use super::file::OutsideLinks;
use super::link::{Random, any, weighted};
use super::margins::People;
use super::offences::Offences;
use super::relate::fits;
use super::world::{PairRow, PersonRow};

/// The lowest age of a suspect of a domestic offence.
const GROWN: u8 = 16;

/// How many models are tried for a link or a pair.
const LOOKS: u32 = 200;

/// Adds links and pairs for all offences outside. `identities` is the number that exist already.
pub(super) fn add(
    people: &People,
    offences: &Offences,
    [victims, suspects]: [&mut Vec<PersonRow>; 2],
    pairs: &mut Vec<PairRow>,
    identities: u32,
    random: &mut Random,
) {
    let mut outside = Outside { people, offences, identities };
    let (first_victim, first_suspect, first_pair) = (victims.len(), suspects.len(), pairs.len());
    outside.links(victims, |entry| entry.victims_percent.value, None, random);
    outside.links(suspects, |entry| entry.suspects_percent.value, Some(GROWN), random);
    outside.overlap(&victims[first_victim..], &mut suspects[first_suspect..], random);
    outside.pairs([victims, suspects], [first_victim, first_suspect], pairs, first_pair, random);
}

struct Outside<'a> {
    people: &'a People,
    offences: &'a Offences<'a>,
    identities: u32,
}

impl Outside<'_> {
    fn links(
        &mut self,
        rows: &mut Vec<PersonRow>,
        percent_of: fn(&OutsideLinks) -> u32,
        youngest_domestic: Option<u8>,
        random: &mut Random,
    ) {
        let by_year = self.by_year(rows);
        for offence in self.rows() {
            let entry = self.people.outside.iter().find(|entry| entry.group == self.offences.group_name(offence));
            let percent = entry.map_or(0, percent_of);
            let links = percent / 100 + u32::from(random.random_range(0..100) < percent % 100);
            let models = &by_year[self.offences.year(offence)];
            if models.is_empty() {
                continue;
            }
            let youngest = youngest_domestic.filter(|_| self.offences.is_domestic(offence));
            for _ in 0..links {
                let mut looks = (0..LOOKS).map(|_| models[any(random, models.len())]);
                let drawn =
                    looks.find(|row| youngest.is_none_or(|youngest| row.age.is_some_and(|age| age >= youngest)));
                rows.extend(drawn.map(|model| PersonRow { offence, identity: self.identities, ..model }));
                self.identities += 1;
            }
        }
    }

    /// Rows of the records outside the definition.
    fn rows(&self) -> std::ops::Range<u32> {
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        number(self.offences.inside())..number(self.offences.len())
    }

    fn by_year(&self, rows: &[PersonRow]) -> Vec<Vec<PersonRow>> {
        let mut by_year = vec![Vec::new(); self.offences.years()];
        rows.iter().for_each(|row| by_year[self.offences.year(row.offence)].push(*row));
        by_year
    }

    /// Makes some suspects the same persons as victims of their year and age, on another offence.
    fn overlap(&self, victims: &[PersonRow], suspects: &mut [PersonRow], random: &mut Random) {
        let overlap = &self.people.overlap;
        let first_year = self.offences.years().saturating_sub(overlap.last_years.value.into());
        let recent = |row: &PersonRow| self.offences.year(row.offence) >= first_year;
        let mut candidates: Vec<&PersonRow> = victims.iter().filter(|row| recent(row) && row.age.is_some()).collect();
        let wanted = candidates.len() * overlap.percent.value as usize / 100;
        let mut free: Vec<usize> = (0..suspects.len()).filter(|&index| recent(&suspects[index])).collect();
        let mut found = 0;
        for _ in 0..LOOKS as usize * wanted {
            if found == wanted || free.is_empty() || candidates.is_empty() {
                return;
            }
            let (one, other) = (any(random, candidates.len()), any(random, free.len()));
            let (victim, suspect) = (candidates[one], &mut suspects[free[other]]);
            let same_year = self.offences.year(victim.offence) == self.offences.year(suspect.offence);
            if same_year && victim.age == suspect.age && victim.offence != suspect.offence {
                (suspect.identity, suspect.sex, suspect.ethnicity) = (victim.identity, victim.sex, victim.ethnicity);
                candidates.swap_remove(one);
                free.swap_remove(other);
                found += 1;
            }
        }
    }

    /// One pair for each victim, with a suspect of the offence if it has one.
    fn pairs(
        &self,
        [victims, suspects]: [&[PersonRow]; 2],
        [first_victim, first_suspect]: [usize; 2],
        pairs: &mut Vec<PairRow>,
        first_pair: usize,
        random: &mut Random,
    ) {
        let mut suspect_of = vec![None; self.offences.len()];
        (first_suspect..suspects.len()).for_each(|index| suspect_of[suspects[index].offence as usize] = Some(index));
        for (index, victim) in victims.iter().enumerate().skip(first_victim) {
            let offence = victim.offence;
            let suspect = suspect_of[offence as usize];
            let with = suspect.map(|index| &suspects[index]);
            let relationship = if self.offences.is_domestic(offence) && suspect.is_some() {
                self.domestic(victim, with, random)
            } else {
                self.copied(victim, with, &pairs[..first_pair], random)
            };
            pairs.push(PairRow { offence, relationship, victim: index, suspect });
        }
    }

    fn domestic(&self, victim: &PersonRow, suspect: Option<&PersonRow>, random: &mut Random) -> u8 {
        let entries = &self.people.relationships;
        let weights: Vec<u32> =
            entries.iter().map(|entry| if fits(entry, victim, suspect) { entry.domestic } else { 0 }).collect();
        let other = || entries.iter().position(|entry| entry.relationship.value.starts_with("Other"));
        weighted(random, &weights).or_else(other).and_then(|index| u8::try_from(index).ok()).unwrap_or(0)
    }

    /// The relationship of a pair within the definition, if this pair could have it.
    fn copied(&self, victim: &PersonRow, suspect: Option<&PersonRow>, models: &[PairRow], random: &mut Random) -> u8 {
        if models.is_empty() {
            return 0;
        }
        let fits = |model: &&PairRow| {
            let entry = &self.people.relationships[usize::from(model.relationship)];
            model.suspect.is_some() == suspect.is_some() && fits(entry, victim, suspect)
        };
        let drawn = (0..LOOKS).map(|_| &models[any(random, models.len())]).find(fits);
        drawn.map_or(0, |model| model.relationship)
    }
}

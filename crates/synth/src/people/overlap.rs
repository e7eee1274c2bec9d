//! Which victims are also suspects, with one identity for both.
//!
//! Exact: the number of victims of the last years who are suspects in these years, and the number of the crime cohort
//! who are victims of knife crime or violence.

use super::file::{CohortEntry, OverlapEntry, RestsOn};
use super::link::{Link, Random, any, unreached};
use super::offences::Offences;
use super::persons::Person;
use sna_core::diag::Diagnostic;

/// Pairs of a victim and a suspect tried before the search gives up.
const TRIES: u32 = 20_000_000;

/// A person in all files.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Identity {
    /// Index among the victims.
    pub(super) victim: Option<usize>,
    /// Index among the suspects.
    pub(super) suspect: Option<usize>,
}

/// The persons of one side with their links.
#[derive(Clone, Copy)]
pub(super) struct Cast<'a> {
    pub(super) links: &'a [Link],
    pub(super) persons: &'a [Person],
}

/// An identity for everybody, those on both sides first.
///
/// # Errors
/// Too few victims and suspects could be the same person.
pub(super) fn identify(
    overlap: &OverlapEntry,
    cohort: &CohortEntry,
    offences: &Offences,
    sides: [Cast; 2],
    random: &mut Random,
) -> Result<Vec<Identity>, Diagnostic> {
    let mut search = Search::new(overlap, &cohort.group.value, offences, sides);
    let both = u64::from(overlap.percent.value) * search.victims.len() as u64 / 100;
    let of_cohort: u64 = cohort
        .factors
        .iter()
        .filter(|factor| factor.rests_on == Some(RestsOn::Victims))
        .map(|factor| u64::from(factor.persons.value))
        .sum();
    search.find(of_cohort, true, random)?;
    search.find(both.saturating_sub(of_cohort), false, random)?;
    Ok(search.finish())
}

struct Search<'a> {
    offences: &'a Offences<'a>,
    /// The group whose offences do not involve violence unless they involve a knife.
    possession: &'a str,
    sides: [Cast<'a>; 2],
    /// Victims and suspects of the last years who could be the same person as somebody on the other side.
    victims: Vec<usize>,
    suspects: Vec<usize>,
    other: [Vec<Option<usize>>; 2],
    found: Vec<Identity>,
}

impl<'a> Search<'a> {
    fn new(overlap: &OverlapEntry, possession: &'a str, offences: &'a Offences, sides: [Cast<'a>; 2]) -> Self {
        let first_year = offences.years().saturating_sub(overlap.last_years.value.into());
        let [victims, suspects] = sides.map(|cast| {
            let is_recent = |link: &usize| usize::from(cast.links[*link].year) >= first_year;
            (0..cast.persons.len()).filter(|&person| cast.persons[person].links.iter().any(is_recent)).collect()
        });
        let other = sides.map(|cast| vec![None; cast.persons.len()]);
        Self { offences, possession, sides, victims, suspects, other, found: Vec::new() }
    }

    /// Finds `wanted` identities, in the cohort or outside it.
    fn find(&mut self, wanted: u64, in_cohort: bool, random: &mut Random) -> Result<(), Diagnostic> {
        let suspects: Vec<usize> = self
            .suspects
            .iter()
            .copied()
            .filter(|&person| self.sides[1].persons[person].in_cohort == in_cohort)
            .collect();
        let (mut left, mut tries) = (wanted, 0);
        while left > 0 {
            tries += 1;
            if tries > TRIES || suspects.is_empty() || self.victims.is_empty() {
                return Err(unreached(
                    "the overlap of victims and suspects",
                    format!("{left} too few"),
                    "as in `overlap`",
                ));
            }
            let victim = self.victims[any(random, self.victims.len())];
            let suspect = suspects[any(random, suspects.len())];
            if self.could_be_one(victim, suspect) && (!in_cohort || self.is_victim_of_violence(victim)) {
                (self.other[0][victim], self.other[1][suspect]) = (Some(suspect), Some(victim));
                self.found.push(Identity { victim: Some(victim), suspect: Some(suspect) });
                left -= 1;
            }
        }
        Ok(())
    }

    fn could_be_one(&self, victim: usize, suspect: usize) -> bool {
        let people = [&self.sides[0].persons[victim], &self.sides[1].persons[suspect]];
        let (Some(one), Some(other)) = (people[0].born, people[1].born) else { return false };
        let overlap = one.0.max(other.0) <= one.1.min(other.1);
        let is_free = self.other[0][victim].is_none() && self.other[1][suspect].is_none();
        let rows = |side: usize| people[side].links.iter().map(move |&link| self.sides[side].links[link].offence);
        let is_apart = rows(0).all(|row| rows(1).all(|other| row != other));
        overlap && is_free && is_apart && !rows(0).chain(rows(1)).any(|row| self.offences.is_elsewhere(row))
    }

    fn is_victim_of_violence(&self, victim: usize) -> bool {
        let links = &self.sides[0].persons[victim].links;
        links.iter().any(|&link| self.offences.is_violent(self.sides[0].links[link].offence, self.possession))
    }

    fn finish(self) -> Vec<Identity> {
        let [victims, suspects] = self.other.map(|other| alone(&other));
        let victims_alone = victims.into_iter().map(|victim| Identity { victim: Some(victim), suspect: None });
        let suspects_alone = suspects.into_iter().map(|suspect| Identity { victim: None, suspect: Some(suspect) });
        self.found.into_iter().chain(victims_alone).chain(suspects_alone).collect()
    }
}

/// Positions of the persons without an identity on the other side.
fn alone(other: &[Option<usize>]) -> Vec<usize> {
    (0..other.len()).filter(|&person| other[person].is_none()).collect()
}

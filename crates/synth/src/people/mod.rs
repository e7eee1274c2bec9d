//! The people of the records: victims, suspects, how they know one another, and the crime cohort.
//!
//! A link is one person on one offence. Each step fixes some margins and keeps those fixed before; the head of its file
//! says which.
//!
//! ```text
//!  people.yaml ──file──► PeopleFile ──shape, sums, margins──► People
//!  Records ──offences──► Offences ──ages, place, hours──► victims' links ┐
//!                        Offences ──ages, place─────────► suspects' links ┴ pairs, matrix ──► pairs
//!  links ──plan, cohort, persons──► persons ──overlap──► identities ──attributes──► rows
//!  rows, pairs ──relate, lifestyle, outside──► World
//! ```

mod ages;
mod attributes;
mod cohort;
mod file;
mod hours;
mod lifestyle;
mod link;
mod margins;
mod matrix;
mod offences;
mod outside;
mod overlap;
mod pairs;
mod persons;
mod place;
mod plan;
mod relate;
mod shape;
mod sums;
#[cfg(test)]
mod tests;
mod world;

use std::path::Path;

use rand::{RngExt, SeedableRng};

use self::attributes::Attributes;
use self::cohort::Cohort;
use self::link::{Link, Random};
use self::offences::Offences;
use self::overlap::{Cast, Identity};
use self::pairs::Pair;
use self::persons::{Cutter, Person};
use self::place::Sharing;
use super::assign::Records;
use super::calendar::Calendar;
use super::file::MarginsFile;
use super::margins::Margins;
use sna_core::diag::{Diagnostic, Diagnostics, Place};

pub(super) use self::margins::People;
pub(super) use self::world::{LifestyleRow, PairRow, PersonRow, World};

/// Added to the seed, so that people do not follow the draws of their offences.
const OTHER_STREAM: u64 = 0x70_65_6f_70_6c_65;

/// How often suspects are placed before the search gives up.
const PLACINGS: u32 = 50;

/// Reads the people file named at a place and checks that it agrees with itself and with its margins file.
///
/// # Errors
/// Every fault found.
pub(super) fn read_people(path: &Path, named_at: &Place, offences: &MarginsFile) -> Result<People, Diagnostics> {
    let (file, source) = file::read(path, named_at)?;
    shape::check(&file, &source, offences)?;
    sums::check(&file, &source, &offences.years.value)?;
    let districts: Vec<String> = offences.districts.iter().map(|entry| entry.district.value.clone()).collect();
    let by_year = |year: usize| offences.districts.iter().map(|entry| entry.counts.value[year]).chain([0]).collect();
    let counts: Vec<Vec<u32>> = (0..offences.years.value.len()).map(by_year).collect();
    Ok(margins::resolve(file, &districts, &counts))
}

/// Makes all the people in the records, which are at scale 1.
///
/// # Errors
/// `margin-not-reached`, for the first margin that was not met.
pub(super) fn make(
    margins: &Margins,
    people: &People,
    calendar: &Calendar,
    records: &Records,
    seed: u64,
) -> Result<World, Diagnostic> {
    let offences = &Offences::new(margins, calendar, records);
    let random = &mut Random::seed_from_u64(seed ^ OTHER_STREAM);
    let (victims, suspects, pairs) = links(people, offences, random)?;
    let cohort = Cohort::new(&people.cohort, offences.years());
    let victim_persons = Cutter::new(&victims, offences, None).cut(plan::plan(&people.victims, random)?, random)?;
    let suspect_persons =
        Cutter::new(&suspects, offences, Some(&cohort)).cut(plan::plan(&people.suspects, random)?, random)?;
    let sides =
        [Cast { links: &victims, persons: &victim_persons }, Cast { links: &suspects, persons: &suspect_persons }];
    let identities = overlap::identify(&people.overlap, &people.cohort, offences, sides, random)?;
    let attributes = attributes::attributes(people, offences, sides, &identities, random)?;
    let [mut victims, mut suspects] = rows(sides, &identities, &attributes);
    let is_offender = |random: &mut Random| random.random_range(0..100) < people.suspects.offender_percent;
    suspects.iter_mut().for_each(|row| row.is_offender = is_offender(random));
    let lifestyle = lifestyle::lifestyle(&people.cohort.factors, offences, sides[1], &identities, random)?;
    let mut pairs = relate::relate(people, offences, &pairs, &victims, &suspects, random)?;
    let count = u32::try_from(identities.len()).unwrap_or(u32::MAX);
    outside::add(people, offences, [&mut victims, &mut suspects], &mut pairs, count, random);
    let relationships = people.relationships.iter().map(|entry| entry.relationship.value.clone()).collect();
    let factors = people.cohort.factors.iter().map(|entry| entry.factor.value.clone()).collect();
    let ethnicities = people.ethnicities.clone();
    Ok(World { victims, suspects, pairs, lifestyle, ethnicities, relationships, factors })
}

/// Victims' links, suspects' links and the pairs between them, with every margin that does not depend on persons.
fn links(
    people: &People,
    offences: &Offences,
    random: &mut Random,
) -> Result<(Vec<Link>, Vec<Link>, Vec<Pair>), Diagnostic> {
    let mut victims = place::place(&people.victims, offences, Sharing::Seldom, random)?;
    hours::repair(&people.hours, offences, &mut victims, random)?;
    let (mut suspects, pairs) = paired(people, offences, &victims, random)?;
    matrix::repair(&people.ages, offences, &victims, &mut suspects, &pairs, random)?;
    Ok((victims, suspects, pairs))
}

/// Suspects and their pairs with the victims: placed again until enough victims have several.
fn paired(
    people: &People,
    offences: &Offences,
    victims: &[Link],
    random: &mut Random,
) -> Result<(Vec<Link>, Vec<Pair>), Diagnostic> {
    let mut place = || {
        let suspects = place::place(&people.suspects, offences, Sharing::Often, random)?;
        let pairs = pairs::pair(&people.pairs, offences, victims, &suspects, random)?;
        Ok((suspects, pairs))
    };
    let mut placed = place();
    for _ in 1..PLACINGS {
        if placed.is_ok() {
            break;
        }
        placed = place();
    }
    placed
}

/// The rows of both sides within the definition, in the order of their links.
fn rows(sides: [Cast; 2], identities: &[Identity], attributes: &[Attributes]) -> [Vec<PersonRow>; 2] {
    let of = |side: usize, person: fn(&Identity) -> Option<usize>| {
        let Cast { links, persons } = sides[side];
        let mut rows: Vec<PersonRow> = links.iter().copied().map(blank).collect();
        for ((number, identity), &Attributes { sex, ethnicity }) in (0..).zip(identities).zip(attributes) {
            let person: Option<&Person> = person(identity).map(|person| &persons[person]);
            for &link in person.iter().flat_map(|person| &person.links) {
                rows[link] = PersonRow { identity: number, sex, ethnicity, ..rows[link] };
            }
        }
        rows
    };
    [of(0, |identity| identity.victim), of(1, |identity| identity.suspect)]
}

fn blank(link: Link) -> PersonRow {
    PersonRow { offence: link.offence, identity: 0, age: link.age, sex: 0, ethnicity: 0, is_offender: false }
}

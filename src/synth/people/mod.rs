//! The people of the records: victims, suspects, how they know one another, and the crime cohort.
//!
//! A link is one person on one offence. Each step fixes some margins and keeps those fixed before; what it fixes stands at the
//! head of its file.
//!
//! ```text
//!  people.yaml ──file──► PeopleFile ──check, margins──► People
//!  Records ──offences──► Offences ──ages, place, hours──► victims' links ┐
//!                        Offences ──ages, place─────────► suspects' links ┴ pairs, matrix ──► pairs
//!  links ──plan, cohort, persons──► persons ──overlap──► identities ──attributes──► rows
//!  rows, pairs ──relate, lifestyle, outside──► World
//! ```

mod ages;
mod attributes;
mod check;
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
mod world;

use std::path::Path;

use rand::{RngExt, SeedableRng};

use self::attributes::Attributes;
use self::cohort::Cohort;
use self::link::{Link, Random};
use self::offences::Offences;
use self::overlap::{Cast, Identity};
use self::persons::{Cutter, Person};
use self::place::Sharing;
use super::assign::Records;
use super::calendar::Calendar;
use super::file::MarginsFile;
use super::margins::Margins;
use crate::diag::{Diagnostic, Diagnostics};

pub(super) use self::margins::People;
pub(super) use self::world::{LifestyleRow, PairRow, PersonRow, World};

/// Added to the seed, so that people do not follow the draws of their offences.
const OTHER_STREAM: u64 = 0x70_65_6f_70_6c_65;

/// Reads a people file and checks that it agrees with itself and with its margins file.
///
/// # Errors
/// Every fault found.
pub(super) fn read_people(path: &Path, offences: &MarginsFile) -> Result<People, Diagnostics> {
    let (file, source) = file::read(path)?;
    check::check(&file, &source, offences)?;
    let districts: Vec<String> = offences.districts.iter().map(|entry| entry.district.value.clone()).collect();
    let by_year = |year: usize| offences.districts.iter().map(|entry| entry.counts.value[year]).chain([0]).collect();
    let counts: Vec<Vec<u32>> = (0..offences.years.value.len()).map(by_year).collect();
    Ok(margins::resolve(file, &districts, &counts))
}

/// Makes everybody in the records, which are at scale 1.
///
/// # Errors
/// `margin-not-reached`, for the first margin that no records were found for.
pub(super) fn make(
    margins: &Margins,
    people: &People,
    calendar: &Calendar,
    records: &Records,
    seed: u64,
) -> Result<World, Diagnostic> {
    let offences = &Offences::new(margins, calendar, records);
    let random = &mut Random::seed_from_u64(seed ^ OTHER_STREAM);
    let mut victims = place::place(&people.victims, offences, Sharing::Seldom, random)?;
    hours::repair(&people.hours, offences, &mut victims, random)?;
    let mut suspects = place::place(&people.suspects, offences, Sharing::Often, random)?;
    let pairs = pairs::pair(&people.pairs, offences, &victims, &suspects, random)?;
    matrix::repair(&people.ages, offences, &victims, &mut suspects, &pairs, random)?;
    let cohort = Cohort::new(&people.cohort, offences.years());
    let victim_persons = Cutter::new(&victims, offences, None).cut(plan::plan(&people.victims, random)?, random)?;
    let suspect_persons =
        Cutter::new(&suspects, offences, Some(&cohort)).cut(plan::plan(&people.suspects, random)?, random)?;
    let sides =
        [Cast { links: &victims, persons: &victim_persons }, Cast { links: &suspects, persons: &suspect_persons }];
    let identities = overlap::identify(&people.overlap, &people.cohort, offences, sides, random)?;
    let attributes = attributes::attributes(people, offences, sides, &identities, random)?;
    let mut scene = Scene::new(sides, &identities, &attributes);
    scene.offenders(people.suspects.offender_percent, random);
    let lifestyle = lifestyle::lifestyle(&people.cohort.factors, offences, sides[1], &identities, random)?;
    let [mut victims, mut suspects] = [scene.victims, scene.suspects];
    let relationships = relate::relate(people, offences, &pairs, &victims, &suspects, random)?;
    let row = |(pair, relationship): (&pairs::Pair, u8)| PairRow {
        offence: victims[pair.victim].offence,
        relationship,
        victim: pair.victim,
        suspect: pair.suspect,
    };
    let mut pairs: Vec<PairRow> = pairs.iter().zip(relationships).map(row).collect();
    let count = u32::try_from(identities.len()).unwrap_or(u32::MAX);
    let identities = outside::add(people, offences, [&mut victims, &mut suspects], &mut pairs, count, random);
    let relationships = people.relationships.iter().map(|entry| entry.relationship.value.clone()).collect();
    let factors = people.cohort.factors.iter().map(|entry| entry.factor.value.clone()).collect();
    let ethnicities = people.ethnicities.clone();
    Ok(World { victims, suspects, pairs, lifestyle, identities, ethnicities, relationships, factors })
}

/// The rows of both sides within the definition, in the order of the links.
struct Scene {
    victims: Vec<PersonRow>,
    suspects: Vec<PersonRow>,
}

impl Scene {
    fn new(sides: [Cast; 2], identities: &[Identity], attributes: &[Attributes]) -> Self {
        let who = |side: usize, of: fn(&Identity) -> Option<usize>| {
            let Cast { links, persons } = sides[side];
            let mut rows: Vec<PersonRow> = links.iter().map(blank).collect();
            for (number, identity) in (0..).zip(identities) {
                let person: Option<&Person> = of(identity).map(|person| &persons[person]);
                for &link in person.iter().flat_map(|person| &person.links) {
                    let Attributes { sex, ethnicity } = attributes[number as usize];
                    rows[link] = PersonRow { identity: number, sex, ethnicity, ..rows[link] };
                }
            }
            rows
        };
        Self { victims: who(0, |identity| identity.victim), suspects: who(1, |identity| identity.suspect) }
    }

    fn offenders(&mut self, percent: u32, random: &mut Random) {
        self.suspects.iter_mut().for_each(|row| row.is_offender = random.random_range(0..100) < percent);
    }
}

fn blank(link: &Link) -> PersonRow {
    PersonRow { offence: link.offence, identity: 0, age: link.age, sex: 0, ethnicity: 0, is_offender: false }
}

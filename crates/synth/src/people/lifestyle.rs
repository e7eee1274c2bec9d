//! Lifestyle factors of the crime cohort.
//!
//! Exact: persons with each factor. Age and being a victim are read from the records; the others are dealt.

use rand::seq::SliceRandom;

use super::file::{FactorEntry, RestsOn};
use super::link::{Random, unreached};
use super::offences::Offences;
use super::overlap::{Cast, Identity};
use super::persons::age_on;
use super::world::LifestyleRow;
use sna_core::diag::Diagnostic;

/// The age from which a member is no longer young.
const YOUNG_UNTIL: u8 = 25;

/// The rows of the cohort.
///
/// # Errors
/// A factor that is read from the records is more or less frequent than published.
pub(super) fn lifestyle(
    factors: &[FactorEntry],
    offences: &Offences,
    suspects: Cast,
    identities: &[Identity],
    random: &mut Random,
) -> Result<Vec<LifestyleRow>, Diagnostic> {
    let members: Vec<(u32, Identity)> = (0..)
        .zip(identities.iter().copied())
        .filter(|(_, identity)| identity.suspect.is_some_and(|person| suspects.persons[person].in_cohort))
        .collect();
    let mut rows: Vec<LifestyleRow> =
        members.iter().map(|&(identity, _)| LifestyleRow { identity, present: Vec::new() }).collect();
    for factor in factors {
        let present: Vec<bool> = match factor.rests_on {
            Some(RestsOn::Age) => {
                members.iter().map(|(_, identity)| is_young(identity, suspects, offences.last_day())).collect()
            }
            Some(RestsOn::Victims) => members.iter().map(|(_, identity)| identity.victim.is_some()).collect(),
            None => dealt(members.len(), factor.persons.value as usize, random),
        };
        check(factor, &present)?;
        rows.iter_mut().zip(present).for_each(|(row, present)| row.present.push(present));
    }
    Ok(rows)
}

fn is_young(identity: &Identity, suspects: Cast, last_day: i32) -> bool {
    let born = identity.suspect.and_then(|person| suspects.persons[person].born);
    born.is_some_and(|(born, _)| age_on(last_day, born) < YOUNG_UNTIL)
}

fn dealt(members: usize, with: usize, random: &mut Random) -> Vec<bool> {
    let mut present: Vec<bool> = (0..members).map(|index| index < with).collect();
    present.shuffle(random);
    present
}

fn check(factor: &FactorEntry, present: &[bool]) -> Result<(), Diagnostic> {
    let found = present.iter().filter(|present| **present).count();
    let name = &factor.factor.value;
    let wanted = factor.persons.value;
    let missed =
        || unreached(&format!("the factor `{name}`"), format!("{found} persons"), &format!("{wanted} persons"));
    (found == wanted as usize).then_some(()).ok_or_else(missed)
}

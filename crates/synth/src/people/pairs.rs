//! Pairs of a victim and a suspect of one offence, or of a victim alone where no suspect is known.
//!
//! Exact: pairs by year and district. A victim has one pair, a second where the offence has another suspect, and none
//! where a district has fewer pairs than victims.

use rand::seq::SliceRandom;

use super::link::{Link, Random, unreached};
use super::margins::PairCounts;
use super::offences::Offences;
use sna_core::diag::Diagnostic;

/// One pair.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    /// Index of the victim's link.
    pub(super) victim: usize,
    /// Index of the suspect's link; `None` where no suspect of the offence is known.
    pub(super) suspect: Option<usize>,
    pub(super) year: u8,
    pub(super) district: u8,
}

/// Pairs every victim, then adds or drops pairs of each year and district until there are as many as in `counts`.
///
/// # Errors
/// Too few offences have several suspects.
pub(super) fn pair(
    counts: &[PairCounts],
    offences: &Offences,
    victims: &[Link],
    suspects: &[Link],
    random: &mut Random,
) -> Result<Vec<Pair>, Diagnostic> {
    let suspects_of = by_offence(offences, suspects);
    let mut by_place: Vec<Vec<usize>> = vec![Vec::new(); offences.years() * offences.districts()];
    for (index, victim) in victims.iter().enumerate() {
        by_place[usize::from(victim.year) * offences.districts() + offences.district(victim.offence)].push(index);
    }
    let mut pairs = Vec::new();
    for (place, mut at_place) in by_place.into_iter().enumerate() {
        let (year, district) = (place / offences.districts(), place % offences.districts());
        at_place.shuffle(random);
        let wanted = counts[district].pairs[year] as usize;
        let made = pairs_at(&at_place, wanted, |victim| &suspects_of[victims[victim].offence as usize], random)
            .ok_or_else(|| too_few(at_place.len(), wanted))?;
        let code = |number: usize| u8::try_from(number).unwrap_or(u8::MAX);
        pairs.extend(made.into_iter().map(|(victim, suspect)| Pair {
            victim,
            suspect,
            year: code(year),
            district: code(district),
        }));
    }
    Ok(pairs)
}

/// Links by the row of their offence.
pub(super) fn by_offence(offences: &Offences, links: &[Link]) -> Vec<Vec<usize>> {
    let mut of = vec![Vec::new(); offences.inside()];
    for (index, link) in links.iter().enumerate() {
        of[link.offence as usize].push(index);
    }
    of
}

fn pairs_at<'a>(
    victims: &[usize],
    wanted: usize,
    suspects_of: impl Fn(usize) -> &'a Vec<usize>,
    random: &mut Random,
) -> Option<Vec<(usize, Option<usize>)>> {
    // Victims of one offence are paired with its suspects in turn.
    let first = |victim: usize| suspects_of(victim).get(victim % suspects_of(victim).len().max(1)).copied();
    let mut made: Vec<_> = victims.iter().take(wanted).map(|&victim| (victim, first(victim))).collect();
    let others = |&victim: &usize| {
        let others = suspects_of(victim).iter().copied().filter(move |&suspect| Some(suspect) != first(victim));
        others.map(move |suspect| (victim, Some(suspect)))
    };
    let mut more: Vec<_> = victims.iter().flat_map(others).collect();
    more.shuffle(random);
    let missing = wanted - made.len();
    made.extend(more.into_iter().take(missing));
    (made.len() == wanted).then_some(made)
}

fn too_few(victims: usize, wanted: usize) -> Diagnostic {
    let found = format!("{victims} victims of a district and year, with too few other suspects");
    unreached("the pairs of a district", found, &format!("{wanted} pairs"))
}

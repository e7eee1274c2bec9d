//! Which findings are key findings in either draft, and which were added, removed or changed places.

use std::collections::{BTreeMap, BTreeSet};

use super::alike::out_of_order;
use super::drafts::Drafts;
use super::outline::Outline;
use super::tables::setting;
use super::units::Unit;
use sna_core::comparison::Effect;
use sna_core::document::{Block, plain_text};

/// A unit by the positions of its section and of itself in that section.
type At = (usize, usize);

/// The places of findings among the key findings, from 1.
#[derive(Debug)]
pub(super) struct KeyFindings {
    old: BTreeMap<At, usize>,
    new: BTreeMap<At, usize>,
    /// Findings of the new draft that changed places with others.
    displaced: BTreeSet<At>,
}

impl KeyFindings {
    /// Finds the key findings of both drafts.
    pub(super) fn of(
        drafts: &Drafts<'_>,
        (old_units, new_units): (&[Vec<Unit<'_>>], &[Vec<Unit<'_>>]),
        matched: &[(At, At)],
    ) -> Self {
        let (old, new) = (places(&drafts.old, old_units), places(&drafts.new, new_units));
        let mut both: Vec<(usize, usize, At)> =
            matched.iter().filter_map(|(from, to)| Some((*new.get(to)?, *old.get(from)?, *to))).collect();
        both.sort_unstable();
        let before: Vec<usize> = both.iter().map(|(_, before, _)| *before).collect();
        let displaced = out_of_order(&before).into_iter().map(|at| both[at].2).collect();
        Self { old, new, displaced }
    }

    /// Whether a finding is a key finding in either draft.
    pub(super) fn is_key(&self, old: Option<At>, new: Option<At>) -> bool {
        old.is_some_and(|at| self.old.contains_key(&at)) || new.is_some_and(|at| self.new.contains_key(&at))
    }

    /// The change if a finding entered or left the key findings, or changed places among those in both.
    pub(super) fn effect(&self, old: At, new: At) -> Option<Effect> {
        let (before, after) = (self.old.get(&old), self.new.get(&new));
        let differs = before.is_some() != after.is_some() || self.displaced.contains(&new);
        let print = |place: Option<&usize>| place.map(usize::to_string).unwrap_or_default();
        differs.then(|| setting("place among the key findings", &print(before), &print(after)))
    }
}

fn places(outline: &Outline<'_>, units: &[Vec<Unit<'_>>]) -> BTreeMap<At, usize> {
    let mut found = BTreeMap::new();
    for links in outline.document.blocks().filter_map(Block::as_key_findings) {
        for (place, link) in (1..).zip(links) {
            let Some(chapter) = outline.chapters.iter().position(|chapter| chapter.id == link.section) else {
                continue;
            };
            let words = plain_text(&link.finding.text);
            let same = |unit: &Unit<'_>| unit.text.is_some_and(|text| plain_text(text) == words);
            if let Some(at) = units[chapter].iter().position(same) {
                found.entry((chapter, at)).or_insert(place);
            }
        }
    }
    found
}

/// Identifiers of the sections with key findings.
pub(super) fn sections<'a>(outline: &Outline<'a>) -> BTreeSet<&'a str> {
    let links = outline.document.blocks().filter_map(Block::as_key_findings);
    links.flatten().map(|link| link.section.as_str()).collect()
}

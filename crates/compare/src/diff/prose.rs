//! Prose, findings, recommendations, claims and the like of two drafts.

use std::collections::BTreeMap;

use super::alike::{Print, out_of_order, pairs};
use super::drafts::{Drafts, Found, Told};
use super::key_findings::KeyFindings;
use super::reasons::Reasons;
use super::sentences::{Differences, differences, whole};
use super::tables::setting;
use super::truth::{Tested, Truth};
use super::units::{Unit, units};
use sna_core::comparison::{Effect, Kind, Reason, WordRun};
use sna_core::document::Bound;

/// The kinds of units.
const KINDS: [Kind; 6] = [Kind::Finding, Kind::Recommendation, Kind::Claim, Kind::Callout, Kind::Fact, Kind::Prose];

/// A unit by the positions of its section and of itself in that section.
type At = (usize, usize);

/// Compares everything that is said in words; `of_tables` says why tables differ.
pub(super) fn prose(drafts: &Drafts<'_>, of_tables: &BTreeMap<String, Reasons>) -> Vec<Told> {
    let old: Vec<Vec<Unit<'_>>> = drafts.old.chapters.iter().map(units).collect();
    let new: Vec<Vec<Unit<'_>>> = drafts.new.chapters.iter().map(units).collect();
    let (matched, moved) = matched(drafts, &old, &new);
    let keys = KeyFindings::of(drafts, (&old, &new), &matched);
    let told = Telling { drafts, old: &old, new: &new, of_tables, truth: Truth::of(drafts), keys };
    let both = matched.iter().filter_map(|(from, to)| told.both(*from, *to, moved.contains(to)));
    let in_new = left(&new, matched.iter().map(|pair| pair.1)).into_iter();
    let added = in_new.filter(|at| !drafts.is_told_by_section(at.0, true)).filter_map(|at| told.added(at));
    let in_old = left(&old, matched.iter().map(|pair| pair.0)).into_iter();
    let gone = in_old.filter(|at| !drafts.is_told_by_section(at.0, false)).filter_map(|at| told.gone(at));
    both.chain(added).chain(gone).collect()
}

/// Units without a partner.
fn left(all: &[Vec<Unit<'_>>], partnered: impl Iterator<Item = At>) -> Vec<At> {
    let taken: std::collections::BTreeSet<At> = partnered.collect();
    let each = all.iter().enumerate().flat_map(|(chapter, units)| (0..units.len()).map(move |at| (chapter, at)));
    each.filter(|at| !taken.contains(at)).collect()
}

/// The units that are the same in both drafts, and which of the new ones have moved.
fn matched(drafts: &Drafts<'_>, old: &[Vec<Unit<'_>>], new: &[Vec<Unit<'_>>]) -> (Vec<(At, At)>, Vec<At>) {
    let (mut found, mut moved) = (Vec::new(), Vec::new());
    for (from, to) in drafts.pairs.chapters.pairs() {
        let mut here: Vec<(usize, usize)> =
            KINDS.into_iter().flat_map(|kind| of_kind(&old[from], &new[to], kind)).collect();
        here.sort_unstable_by_key(|pair| pair.1);
        let places: Vec<usize> = here.iter().map(|pair| pair.0).collect();
        moved.extend(out_of_order(&places).into_iter().map(|at| (to, here[at].1)));
        found.extend(here.into_iter().map(|(before, after)| ((from, before), (to, after))));
    }
    for (from, to) in elsewhere(drafts, old, new, &found) {
        moved.push(to);
        found.push((from, to));
    }
    (found, moved)
}

fn of_kind(old: &[Unit<'_>], new: &[Unit<'_>], kind: Kind) -> Vec<(usize, usize)> {
    let these = |units: &[Unit<'_>]| (0..units.len()).filter(|at| units[*at].kind == kind).collect::<Vec<_>>();
    let (mut before, mut after) = (these(old), these(new));
    // A recommendation has its own name, so it is the same one even if it is reworded.
    let mut named = Vec::new();
    if kind == Kind::Recommendation {
        let partner = |from: &usize| after.iter().copied().find(|to| new[*to].own == old[*from].own);
        named = before.iter().filter_map(|from| Some((*from, partner(from)?))).collect();
        before.retain(|from| named.iter().all(|pair: &(usize, usize)| pair.0 != *from));
        after.retain(|to| named.iter().all(|pair| pair.1 != *to));
    }
    let prints =
        |units: &[Unit<'_>], at: &[usize]| at.iter().map(|at| units[*at].print.clone()).collect::<Vec<Print>>();
    let found = pairs(&prints(old, &before), &prints(new, &after));
    found.into_iter().map(|(from, to)| (before[from], after[to])).chain(named).collect()
}

/// Units that are in a different section, with the author's words unchanged.
fn elsewhere(drafts: &Drafts<'_>, old: &[Vec<Unit<'_>>], new: &[Vec<Unit<'_>>], found: &[(At, At)]) -> Vec<(At, At)> {
    let mut gone = left(old, found.iter().map(|pair| pair.0));
    gone.retain(|at| !drafts.is_told_by_section(at.0, false));
    let mut moved = Vec::new();
    for to in left(new, found.iter().map(|pair| pair.1)) {
        let unit = &new[to.0][to.1];
        let from = gone.iter().map(|from| &old[from.0][from.1]);
        let mut same = from.map(|other| other.kind == unit.kind && other.print.has_shape_of(&unit.print));
        if let Some(at) = same.position(|same| same).filter(|_| !drafts.is_told_by_section(to.0, true)) {
            moved.push((gone.remove(at), to));
        }
    }
    moved
}

/// What is needed to report a unit.
struct Telling<'t, 'd, 'a> {
    drafts: &'t Drafts<'a>,
    old: &'t [Vec<Unit<'d>>],
    new: &'t [Vec<Unit<'d>>],
    of_tables: &'t BTreeMap<String, Reasons>,
    truth: Truth<'t, 'a>,
    keys: KeyFindings,
}

impl Telling<'_, '_, '_> {
    fn both(&self, from: At, to: At, moved: bool) -> Option<Told> {
        let (old, new) = (&self.old[from.0][from.1], &self.new[to.0][to.1]);
        let differ = differences(old, new);
        let mut reasons = self.why(&differ, to.0);
        let mut effects = Vec::new();
        if moved {
            reasons.add(Reason::Layout);
            effects.push(Effect::Moved { from: self.drafts.old.place(from.0), to: self.drafts.new.place(to.0) });
        }
        let figure = self.figure(old, new, &differ, &mut reasons, to.0);
        effects.extend((!differ.sentences.is_empty()).then_some(Effect::Sentences(differ.sentences)));
        effects.extend(figure);
        self.claims(old.tested.zip(new.tested), new.kind, from.0, (&mut effects, &mut reasons));
        Self::settings(old, new, &mut effects, &mut reasons);
        effects.extend(self.keys.effect(from, to));
        reasons.add_if(self.keys.effect(from, to).is_some(), Reason::Layout);
        let found = Self::found(new, self.drafts.new.chapters[to.0].id, effects, reasons);
        let told = found.told((to.0, new.block), self.drafts.new.place(to.0))?;
        Some(if self.keys.is_key(Some(from), Some(to)) { told.key_finding() } else { told })
    }

    fn added(&self, at: At) -> Option<Told> {
        let unit = &self.new[at.0][at.1];
        let effects = vec![Effect::Added, Effect::Sentences(whole(unit, WordRun::New))];
        let mut reasons = Reasons::default();
        reasons.add(Reason::Wording);
        let found = Self::found(unit, self.drafts.new.chapters[at.0].id, effects, reasons);
        let told = found.told((at.0, unit.block), self.drafts.new.place(at.0))?;
        Some(if self.keys.is_key(None, Some(at)) { told.key_finding() } else { told })
    }

    fn gone(&self, at: At) -> Option<Told> {
        let unit = &self.old[at.0][at.1];
        let mut effects = vec![Effect::Removed, Effect::Sentences(whole(unit, WordRun::Old))];
        let mut reasons = Reasons::default();
        if let Some(claim) = unit.tested.filter(|claim| self.truth.is_refuted(*claim, at.0)) {
            effects.push(Effect::NoLongerTrue);
            reasons.extend(&self.truth.reasons(claim, at.0, self.of_tables));
        }
        if reasons.is_empty() {
            reasons.add(Reason::Wording);
        }
        let found = Self::found(unit, self.drafts.old.chapters[at.0].id, effects, reasons);
        let (place_in_new, place) = self.drafts.gone_from(at.0);
        let told = found.told(place_in_new, place)?;
        Some(if self.keys.is_key(Some(at), None) { told.key_finding() } else { told })
    }

    fn found(unit: &Unit<'_>, chapter: &str, effects: Vec<Effect>, reasons: Reasons) -> Found {
        let id = format!("{}.{}", if chapter.is_empty() { "about" } else { chapter }, unit.own);
        Found { kind: unit.kind, id, name: unit.name.clone(), effects, reasons }
    }

    /// The large figure of a finding, where its sentence does not report it.
    fn figure(
        &self,
        old: &Unit<'_>,
        new: &Unit<'_>,
        told: &Differences<'_>,
        reasons: &mut Reasons,
        chapter: usize,
    ) -> Option<Effect> {
        let text = |unit: &Unit<'_>| unit.figure.map(|figure| figure.text.clone()).unwrap_or_default();
        let (before, after) = (text(old), text(new));
        let in_words =
            told.sentences.iter().flat_map(|sentence| &sentence.figures).any(|both| both.new.contains(&after));
        if before == after || in_words {
            return None;
        }
        match old.figure.zip(new.figure) {
            Some((from, to)) if from.expression == to.expression => reasons.extend(&self.of_value(to, chapter)),
            Some(_) | None => reasons.add(Reason::Wording),
        }
        Some(setting("large figure", &before, &after))
    }

    /// The settings of a unit.
    fn settings(old: &Unit<'_>, new: &Unit<'_>, effects: &mut Vec<Effect>, reasons: &mut Reasons) {
        let both = old.settings.iter().zip(&new.settings).filter(|((_, before), (_, after))| before != after);
        let differ: Vec<Effect> = both.map(|((what, before), (_, after))| setting(*what, before, after)).collect();
        reasons.add_if(!differ.is_empty(), Reason::Wording);
        effects.extend(differ);
    }

    /// The expressions of a claim or recommendation, and whether the new figures refute the old draft's.
    fn claims(
        &self,
        both: Option<(Tested<'_>, Tested<'_>)>,
        kind: Kind,
        chapter: usize,
        (effects, reasons): (&mut Vec<Effect>, &mut Reasons),
    ) {
        let Some((old, new)) = both else { return };
        let (before, after) = (old.expressions().join("; "), new.expressions().join("; "));
        if before == after {
            return;
        }
        reasons.add(Reason::Wording);
        if self.truth.is_refuted(old, chapter) {
            effects.push(Effect::NoLongerTrue);
            reasons.extend(&self.truth.reasons(old, chapter, self.of_tables));
        }
        let what = if kind == Kind::Claim { "what the claim rests on" } else { "what must be true" };
        effects.push(setting(what, &before, &after));
    }

    /// Why the sentences of a unit differ.
    fn why(&self, told: &Differences<'_>, chapter: usize) -> Reasons {
        let mut reasons = Reasons::default();
        reasons.add_if(told.reworded, Reason::Wording);
        told.values.iter().for_each(|value| reasons.extend(&self.of_value(value, chapter)));
        reasons
    }

    /// Why a value differs: the reasons of the tables behind it, or of the report's word that it repeats.
    fn of_value(&self, value: &Bound, chapter: usize) -> Reasons {
        let mut reasons = Reasons::default();
        value
            .inputs
            .iter()
            .filter_map(|input| self.of_tables.get(&input.table))
            .for_each(|found| reasons.extend(found));
        let root = value.expression.split(|c: char| !c.is_alphanumeric() && c != '_').find(|word| !word.is_empty());
        if reasons.is_empty() {
            match root {
                Some("period") => reasons.extend(&self.drafts.why.of_period()),
                Some("definition") => reasons.add(Reason::Definition),
                Some("area" | "title" | "publisher" | "subject" | "base" | "counted" | "data") => {
                    reasons.add(Reason::Wording);
                }
                Some(_) | None => {}
            }
        }
        if reasons.is_empty() {
            // A name that follows from figures, such as the highest row's, is explained by the tables of its section.
            let beside =
                self.drafts.new.chapters[chapter].tables().filter_map(|(_, table)| self.of_tables.get(&table.id));
            beside.for_each(|found| reasons.extend(found));
        }
        if reasons.is_empty() {
            self.of_tables.values().for_each(|found| reasons.extend(&found.of_figures()));
        }
        reasons.add_if(reasons.is_empty(), Reason::Wording);
        reasons
    }
}

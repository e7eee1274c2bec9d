//! Two documents side by side, and the parts that have moved in the later one.

use std::collections::BTreeMap;

use super::alike::out_of_order;
use super::outline::{Held, Outline};
use super::pairs::{Matched, Pairs};
use super::reasons::{Reasons, Why};
use sna_core::comparison::{Change, Effect, Kind, Place, Reason, Weight};
use sna_core::document::Document;

/// Two documents, the parts that belong together, and the sources of their figures.
#[derive(Debug)]
pub(super) struct Drafts<'a> {
    /// The earlier one.
    pub(super) old: Outline<'a>,
    /// The later one.
    pub(super) new: Outline<'a>,
    /// The parts that belong together.
    pub(super) pairs: Pairs,
    /// Why figures differ.
    pub(super) why: Why<'a>,
}

/// A change, and where it belongs in the new draft.
#[derive(Debug)]
pub(super) struct Told {
    /// Position of the section, then in the section.
    pub(super) at: (usize, usize),
    /// The change.
    pub(super) change: Change,
}

impl<'a> Drafts<'a> {
    /// Puts two documents side by side.
    pub(super) fn of(old: &'a Document, new: &'a Document) -> Self {
        let why = Why::of(old, new);
        let (old, new) = (Outline::of(old), Outline::of(new));
        let pairs = Pairs::of(&old, &new);
        Self { old, new, pairs, why }
    }

    /// The position of a section of the old draft in the new one: that of the last section before it that is still
    /// there.
    pub(super) fn reading_place(&self, old: usize) -> usize {
        (0..=old).rev().find_map(|at| self.pairs.chapters.of_old[at]).unwrap_or(0)
    }

    /// The section of the new draft that a section of the old one has become, with its place.
    pub(super) fn gone_from(&self, old: usize) -> ((usize, usize), Place) {
        ((self.reading_place(old), usize::MAX), self.old.place(old))
    }

    /// Whether the section that contains something is gone or new: then it is reported with the section.
    pub(super) fn is_told_by_section(&self, chapter: usize, of_new: bool) -> bool {
        let matched = &self.pairs.chapters;
        if of_new { matched.of_new[chapter].is_none() } else { matched.of_old[chapter].is_none() }
    }

    /// Tables or charts that are in one draft only, from sections that are in both; `named` gives an item's identifier
    /// and name.
    pub(super) fn in_one<T>(
        &self,
        kind: Kind,
        matched: &Matched,
        (old, new): (&[Held<'_, T>], &[Held<'_, T>]),
        named: impl Fn(&T) -> (String, String),
    ) -> Vec<Told> {
        let whole = |held: &Held<'_, T>, effect: Effect| {
            let mut reasons = Reasons::default();
            reasons.add(Reason::Layout);
            let (id, name) = named(held.thing);
            Found { kind, id, name, effects: vec![effect], reasons }
        };
        let is_own = |held: &&Held<'_, T>, of_new: bool| !self.is_told_by_section(held.chapter, of_new);
        let added = matched.added().map(|at| &new[at]).filter(|held| is_own(held, true)).filter_map(|held| {
            whole(held, Effect::Added).told((held.chapter, held.block), self.new.place(held.chapter))
        });
        let gone = matched.gone().map(|at| &old[at]).filter(|held| is_own(held, false)).filter_map(|held| {
            let (at, place) = self.gone_from(held.chapter);
            whole(held, Effect::Removed).told(at, place)
        });
        added.chain(gone).collect()
    }

    /// Sections that have moved, by their position in the new draft.
    pub(super) fn moved_chapters(&self) -> Vec<usize> {
        let chapters = &self.pairs.chapters;
        let (mut moved, mut beside) = (Vec::new(), BTreeMap::<Option<usize>, Vec<(usize, usize)>>::new());
        for (old, new) in chapters.pairs().filter(|pair| pair.1 > 0) {
            let (before, after) = (self.old.chapters[old].parent, self.new.chapters[new].parent);
            match before.map(|parent| chapters.of_old[parent]) {
                None if after.is_none() => beside.entry(None).or_default().push((old, new)),
                Some(Some(parent)) if after == Some(parent) => beside.entry(after).or_default().push((old, new)),
                None | Some(_) => moved.push(new),
            }
        }
        moved.extend(beside.into_values().flat_map(|siblings| displaced(&siblings)));
        moved.sort_unstable();
        moved
    }

    /// Tables and charts that have moved, by their positions in the new draft.
    pub(super) fn moved_things(&self) -> (Vec<usize>, Vec<usize>) {
        let mut beside = BTreeMap::<usize, Vec<(usize, usize, bool, usize)>>::new();
        let (mut tables, mut charts) = (Vec::new(), Vec::new());
        self.place_things(&self.pairs.tables, (&self.old.tables, &self.new.tables), (true, &mut tables), &mut beside);
        self.place_things(&self.pairs.charts, (&self.old.charts, &self.new.charts), (false, &mut charts), &mut beside);
        for mut things in beside.into_values() {
            things.sort_unstable_by_key(|thing| thing.1);
            let places: Vec<usize> = things.iter().map(|thing| thing.0).collect();
            for at in out_of_order(&places) {
                let (_, _, is_table, held) = things[at];
                if is_table { tables.push(held) } else { charts.push(held) }
            }
        }
        (tables, charts)
    }

    fn place_things<T>(
        &self,
        matched: &Matched,
        (before, after): (&[Held<'_, T>], &[Held<'_, T>]),
        (is_table, moved): (bool, &mut Vec<usize>),
        beside: &mut BTreeMap<usize, Vec<(usize, usize, bool, usize)>>,
    ) {
        for (old, new) in matched.pairs() {
            let (from, to) = (&before[old], &after[new]);
            if self.pairs.chapters.of_old[from.chapter] == Some(to.chapter) {
                beside.entry(to.chapter).or_default().push((from.block, to.block, is_table, new));
            } else {
                moved.push(new);
            }
        }
    }
}

/// The new positions of the pairs that are out of order.
fn displaced(pairs: &[(usize, usize)]) -> Vec<usize> {
    let places: Vec<usize> = pairs.iter().map(|pair| pair.0).collect();
    out_of_order(&places).into_iter().map(|at| pairs[at].1).collect()
}

/// The changes found in an item that is in one draft or both.
#[derive(Debug)]
pub(super) struct Found {
    /// What kind of item it is.
    pub(super) kind: Kind,
    /// Its identifier.
    pub(super) id: String,
    /// Its name for readers.
    pub(super) name: String,
    /// What happened.
    pub(super) effects: Vec<Effect>,
    /// Why.
    pub(super) reasons: Reasons,
}

impl Found {
    /// The change at a place; `None` if nothing changed.
    pub(super) fn told(self, at: (usize, usize), place: Place) -> Option<Told> {
        if self.effects.is_empty() {
            return None;
        }
        let prose = matches!(
            self.kind,
            Kind::Finding | Kind::Recommendation | Kind::Claim | Kind::Callout | Kind::Fact | Kind::Prose
        );
        let reasons = if prose { self.reasons.words_first() } else { self.reasons.listed() };
        let Self { kind, id, name, effects, .. } = self;
        let weight = super::weight::of(&effects, false);
        Some(Told { at, change: Change { kind, id, name, place, effects, reasons, weight, key_finding: false } })
    }
}

impl Told {
    /// The same, marked as one of the key findings.
    pub(super) fn key_finding(mut self) -> Self {
        self.change.key_finding = true;
        self.change.weight = self.change.weight.min(Weight::KeyFinding);
        self
    }
}

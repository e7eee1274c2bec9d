//! Finds the parts that two documents have in common: by identifier, or otherwise by content.

use std::collections::BTreeMap;

use super::alike::{Print, dice};
use super::outline::{Chapter, Held, Outline};
use super::words::{fact, phrases, plain_sentences, sentences};
use sna_core::document::{Block, Chart, CountedScope, Said, Table};

/// Sections that have less than this in common are different sections.
const LEAST_SECTION: f64 = 0.5;
/// Tables and charts that have less than this in common are different ones.
const LEAST_TABLE: f64 = 0.6;

/// Partners, by position, of items in the old and the new draft.
#[derive(Debug, Default)]
pub(super) struct Matched {
    /// For each old item, the new one.
    pub(super) of_old: Vec<Option<usize>>,
    /// For each new item, the old one.
    pub(super) of_new: Vec<Option<usize>>,
}

impl Matched {
    fn none(old: usize, new: usize) -> Self {
        Self { of_old: vec![None; old], of_new: vec![None; new] }
    }

    /// Joins two items that are both free.
    fn join(&mut self, old: usize, new: usize) -> bool {
        let free = self.of_old[old].is_none() && self.of_new[new].is_none();
        if free {
            (self.of_old[old], self.of_new[new]) = (Some(new), Some(old));
        }
        free
    }

    /// The pairs, in the order of the new draft.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.of_new.iter().enumerate().filter_map(|(new, old)| Some(((*old)?, new)))
    }

    /// Items of the old draft that are gone.
    pub(super) fn gone(&self) -> impl Iterator<Item = usize> {
        self.of_old.iter().enumerate().filter(|(_, new)| new.is_none()).map(|(old, _)| old)
    }

    /// Items that the old draft did not have.
    pub(super) fn added(&self) -> impl Iterator<Item = usize> {
        self.of_new.iter().enumerate().filter(|(_, old)| old.is_none()).map(|(new, _)| new)
    }

    /// Joins the likeliest pairs of those still free.
    fn join_likely(
        &mut self,
        least: f64,
        score: impl Fn(usize, usize) -> f64,
        mut joined: impl FnMut(&mut Self, usize, usize),
    ) {
        let added: Vec<usize> = self.added().collect();
        let likely = self.gone().flat_map(|old| added.iter().map(move |new| (old, *new)));
        let mut likely: Vec<(f64, usize, usize)> =
            likely.map(|(old, new)| (score(old, new), old, new)).filter(|found| found.0 >= least).collect();
        likely.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
        for (_, old, new) in likely {
            if self.join(old, new) {
                joined(self, old, new);
            }
        }
    }
}

/// The parts of two documents that belong together.
#[derive(Debug)]
pub(super) struct Pairs {
    /// Sections; the inside fronts are the first pair.
    pub(super) chapters: Matched,
    /// Tables.
    pub(super) tables: Matched,
    /// Charts.
    pub(super) charts: Matched,
}

impl Pairs {
    /// Matches two documents.
    pub(super) fn of<'a>(old: &Outline<'a>, new: &Outline<'a>) -> Self {
        let chapters = chapters(old, new);
        let tables = held(&chapters, (old, &old.tables), (new, &new.tables), |table: &Table| &table.id, tables_alike);
        let id = |chart: &'a Chart| chart.id.as_str();
        let charts = held(&chapters, (old, &old.charts), (new, &new.charts), id, |before, after| {
            charts_alike(before, after, draw_same_table((old, before), (new, after), &tables))
        });
        Self { chapters, tables, charts }
    }
}

fn chapters(old: &Outline<'_>, new: &Outline<'_>) -> Matched {
    let mut matched = Matched::none(old.chapters.len(), new.chapters.len());
    let by_id: BTreeMap<&str, usize> = new.chapters.iter().enumerate().map(|(at, chapter)| (chapter.id, at)).collect();
    for (at, chapter) in old.chapters.iter().enumerate() {
        if let Some(to) = by_id.get(chapter.id) {
            matched.join(at, *to);
        }
    }
    let known: Vec<(usize, usize)> = matched.pairs().collect();
    known.into_iter().for_each(|(at, to)| join_inner(&mut matched, old, new, at, to));
    let (gone, added) = (holdings(matched.gone(), old), holdings(matched.added(), new));
    let likeness = |from: usize, to: usize| gone[&from].likeness(&added[&to]);
    matched.join_likely(LEAST_SECTION, likeness, |matched, from, to| join_inner(matched, old, new, from, to));
    matched
}

/// The contents of some sections, by position.
fn holdings(chapters: impl Iterator<Item = usize>, outline: &Outline<'_>) -> BTreeMap<usize, Holds> {
    chapters.map(|at| (at, Holds::of(&outline.chapters[at]))).collect()
}

/// Sections inside a matched pair are matched by their own names, because renaming a section changes the identifiers of
/// everything in it.
fn join_inner(matched: &mut Matched, old: &Outline<'_>, new: &Outline<'_>, from: usize, to: usize) {
    let inner = |outline: &Outline<'_>, around: usize| -> Vec<usize> {
        (0..outline.chapters.len()).filter(|at| outline.chapters[*at].parent == Some(around)).collect()
    };
    for before in inner(old, from) {
        let own = old.chapters[from].own(old.chapters[before].id);
        if let Some(after) =
            inner(new, to).into_iter().find(|after| new.chapters[to].own(new.chapters[*after].id) == own)
            && matched.join(before, after)
        {
            join_inner(matched, old, new, before, after);
        }
    }
}

/// The contents of a section, for finding it again.
struct Holds {
    title: Print,
    words: Print,
    things: Vec<String>,
    scopes: Vec<String>,
}

impl Holds {
    fn of(chapter: &Chapter<'_>) -> Self {
        let (mut things, mut scopes) = (Vec::new(), Vec::new());
        for (_, table) in chapter.tables() {
            things.push(format!("table {}", chapter.own(&table.id)));
            things.extend(table.provenance.iter().map(|asked| format!("{} by {}", asked.source, asked.by.join(", "))));
            scopes.extend(table.provenance.iter().map(|asked| scope(&asked.scope)));
        }
        things.extend(chapter.charts().map(|(_, chart)| format!("chart {}", chapter.own(&chart.id))));
        things.sort();
        scopes.sort();
        let all: Vec<_> = chapter.blocks.iter().flat_map(words_of).collect();
        Self { title: Print::of(&plain_sentences(chapter.title)), words: Print::of(&all), things, scopes }
    }

    /// From 0 to 1. Two sections of one kind about different records are different sections, unless their headings are
    /// alike.
    fn likeness(&self, other: &Self) -> f64 {
        let titles = self.title.likeness(&other.title);
        let elsewhere = !self.scopes.is_empty() && !other.scopes.is_empty() && dice(&self.scopes, &other.scopes) == 0.0;
        if elsewhere && titles < LEAST_SECTION {
            return 0.0;
        }
        let (things, words) = (dice(&self.things, &other.things), self.words.likeness(&other.words));
        match (self.things.is_empty() && other.things.is_empty(), self.words == Print::default()) {
            (true, true) => titles,
            (true, false) => 0.9 * words + 0.1 * titles,
            (false, true) => 0.8 * things + 0.2 * titles,
            (false, false) => 0.5 * things + 0.4 * words + 0.1 * titles,
        }
    }
}

fn words_of(block: &Block) -> Vec<super::words::Phrase<'_>> {
    let phrases_of = |said| match said {
        Said::Prose(prose) => phrases(prose),
        Said::Sentence(text) => sentences(text),
        Said::Figure(told) => fact(told),
    };
    block.said().into_iter().flat_map(phrases_of).collect()
}

/// Matches tables, or charts: by their own name in sections that belong together, by their full name, then by their
/// content.
fn held<'a, T>(
    chapters: &Matched,
    (old, before): (&Outline<'_>, &[Held<'a, T>]),
    (new, after): (&Outline<'_>, &[Held<'a, T>]),
    id: impl Fn(&'a T) -> &'a str,
    alike: impl Fn(&T, &T) -> f64,
) -> Matched {
    let mut matched = Matched::none(before.len(), after.len());
    let own = |outline: &Outline<'_>, held: &Held<'a, T>| outline.chapters[held.chapter].own(id(held.thing)).to_owned();
    let by_own: BTreeMap<(usize, String), usize> =
        after.iter().enumerate().map(|(at, held)| ((held.chapter, own(new, held)), at)).collect();
    for (at, held) in before.iter().enumerate() {
        let there = chapters.of_old[held.chapter].and_then(|chapter| by_own.get(&(chapter, own(old, held))));
        if let Some(to) = there {
            matched.join(at, *to);
        }
    }
    let by_id: BTreeMap<&str, usize> = after.iter().enumerate().map(|(at, held)| (id(held.thing), at)).collect();
    for (at, held) in before.iter().enumerate() {
        if let Some(to) = by_id.get(id(held.thing)) {
            matched.join(at, *to);
        }
    }
    let score = |from: &Held<'a, T>, to: &Held<'a, T>| {
        let same_section = chapters.of_old[from.chapter] == Some(to.chapter);
        let bonus = if same_section || own(old, from) == own(new, to) { 0.2 } else { 0.0 };
        alike(from.thing, to.thing) + bonus
    };
    matched.join_likely(LEAST_TABLE, |from, to| score(&before[from], &after[to]), |_, _, _| {});
    matched
}

/// Whether two charts draw tables that belong together.
fn draw_same_table(
    (old, before): (&Outline<'_>, &Chart),
    (new, after): (&Outline<'_>, &Chart),
    tables: &Matched,
) -> bool {
    let old_at = old.tables.iter().position(|held| held.thing.id == before.table);
    let new_at = new.tables.iter().position(|held| held.thing.id == after.table);
    old_at.is_some_and(|at| tables.of_old[at].is_some() && tables.of_old[at] == new_at)
}

/// From 0 to 1: the same table, kind and headline.
fn charts_alike(old: &Chart, new: &Chart, same_table: bool) -> f64 {
    let same_kind = std::mem::discriminant(&old.plot) == std::mem::discriminant(&new.plot);
    let share = |is: bool, part: f64| if is { part } else { 0.0 };
    share(same_table, 0.4) + share(same_kind, 0.2) + share(old.headline == new.headline, 0.4)
}

/// From 0 to 0.8: the same question, title, rows and columns; less where different records are counted.
fn tables_alike(old: &Table, new: &Table) -> f64 {
    let sql = |table: &Table| sorted(table.provenance.iter().map(|asked| asked.sql.clone()));
    let scopes = |table: &Table| sorted(table.provenance.iter().map(|asked| scope(&asked.scope)));
    let rows = |table: &Table| sorted(table.rows.iter().map(|row| row.key.clone()));
    let columns = |table: &Table| sorted(table.columns.iter().map(|column| column.key.clone()));
    let title = |table: &Table| Print::of(&plain_sentences(&table.title));
    0.3 * dice(&sql(old), &sql(new))
        + 0.3 * title(old).likeness(&title(new))
        + 0.1 * dice(&rows(old), &rows(new))
        + 0.1 * dice(&columns(old), &columns(new))
        - if scopes(old) == scopes(new) { 0.0 } else { 0.3 }
}

/// The records that are counted, whatever the period and definition.
fn scope(scope: &CountedScope) -> String {
    format!("{:?} {:?}", scope.part, scope.conditions)
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut sorted: Vec<String> = names.collect();
    sorted.sort_unstable();
    sorted
}

//! Charts of two drafts. A chart draws a table, and changes reported for the table are not reported again.

use std::collections::{BTreeMap, BTreeSet};

use super::drafts::{Drafts, Found, Told};
use super::drawn::{columns_drawn, series};
use super::outline::{Held, chart_name};
use super::reasons::Reasons;
use super::tables::setting;
use super::texts::{Cause, Names, cause, has_figure, is_reversed, notes};
use super::words::plain_runs;
use sna_core::comparison::{Effect, Kind, Reason, Sentence};
use sna_core::document::{Chart, Table};

/// Compares all charts.
pub(super) fn charts(drafts: &Drafts<'_>, moved: &[usize], of_tables: &BTreeMap<String, Reasons>) -> Vec<Told> {
    let mut found = Vec::new();
    for (old, new) in drafts.pairs.charts.pairs() {
        let (before, after) = (&drafts.old.charts[old], &drafts.new.charts[new]);
        let pair = Pair::of(drafts, before, after, of_tables);
        let mut told = pair.compare();
        if moved.contains(&new) {
            let (from, to) = (drafts.old.place(before.chapter), drafts.new.place(after.chapter));
            told.effects.insert(0, Effect::Moved { from, to });
            told.reasons.add(Reason::Layout);
        }
        found.extend(told.told((after.chapter, after.block), drafts.new.place(after.chapter)));
    }
    let both = (drafts.old.charts.as_slice(), drafts.new.charts.as_slice());
    found.extend(drafts.in_one(Kind::Chart, &drafts.pairs.charts, both, |chart| (chart.id.clone(), chart_name(chart))));
    found
}

/// The same chart in both drafts, with the tables it draws.
struct Pair<'d, 'a> {
    drafts: &'d Drafts<'a>,
    old: &'a Chart,
    new: &'a Chart,
    tables: (Option<&'a Table>, Option<&'a Table>),
    /// Why the figures of the section and of the chart's table differ; empty where they do not.
    figures: Reasons,
    /// Tables whose rows and columns a headline can name.
    beside: Vec<&'a Table>,
}

impl<'d, 'a> Pair<'d, 'a> {
    fn of(
        drafts: &'d Drafts<'a>,
        old: &Held<'a, Chart>,
        new: &Held<'a, Chart>,
        of_tables: &BTreeMap<String, Reasons>,
    ) -> Self {
        let tables = (drafts.old.table(&old.thing.table), drafts.new.table(&new.thing.table));
        let beside: Vec<&Table> = drafts.new.chapters[new.chapter].tables().map(|(_, table)| table).collect();
        let about = || beside.iter().copied().chain(tables.1);
        let mut figures = Reasons::default();
        about().filter_map(|table| of_tables.get(&table.id)).for_each(|found| figures.extend(found));
        let before = drafts.old.chapters[old.chapter].tables().map(|(_, table)| table);
        let beside = about().chain(before).chain(tables.0).collect();
        Self { drafts, old: old.thing, new: new.thing, tables, figures, beside }
    }

    fn compare(&self) -> Found {
        let (mut effects, mut reasons) = (Vec::new(), Reasons::default());
        let (headline, subtitle) = (self.headline(&mut reasons), self.subtitle(&mut reasons));
        effects.extend(headline);
        let notes = self.notes(&mut reasons);
        effects.extend((!notes.is_empty()).then_some(Effect::Sentences(notes)));
        let settings = self.settings();
        reasons.add_if(!settings.is_empty(), Reason::Layout);
        effects.extend(settings);
        effects.extend(subtitle);
        Found { kind: Kind::Chart, id: self.new.id.clone(), name: chart_name(self.new), effects, reasons }
    }

    /// Whether two texts differ only because of figures or the period.
    fn follows(&self, old: &str, new: &str) -> bool {
        match cause(old, new, &Names::of(self.beside.iter().copied())) {
            Cause::Period => self.drafts.why.has_other_period() || !self.figures.is_empty(),
            Cause::Figures => !self.figures.is_empty(),
            Cause::Words => false,
        }
    }

    /// A reworded headline. A headline with different figures follows from its table, unless its direction has turned.
    fn headline(&self, reasons: &mut Reasons) -> Option<Effect> {
        let (old, new) = (self.old.headline.as_str(), self.new.headline.as_str());
        if old == new {
            return None;
        }
        let words = plain_runs(old, new);
        if self.follows(old, new) {
            let reversed = is_reversed(old, new);
            if reversed {
                reasons.extend(&self.figures);
            }
            return reversed.then(|| Effect::Sentences(vec![Sentence { words, figures: Vec::new(), reversed }]));
        }
        reasons.add(Reason::Wording);
        Some(Effect::Renamed(words))
    }

    fn subtitle(&self, reasons: &mut Reasons) -> Option<Effect> {
        let (old, new) = (self.old.subtitle.as_str(), self.new.subtitle.as_str());
        // A different column always has a different subtitle.
        if old == new || self.follows(old, new) || !self.settings().is_empty() {
            return None;
        }
        reasons.add(Reason::Wording);
        Some(setting("subtitle", old, new))
    }

    /// Its own notes; its table's notes are reported there.
    fn notes(&self, reasons: &mut Reasons) -> Vec<Sentence> {
        let found = notes(&own_notes(self.old, self.tables.0), &own_notes(self.new, self.tables.1));
        let reworded: Vec<Sentence> = found
            .into_iter()
            .filter(|(sentence, cause)| !self.note_follows(sentence, *cause))
            .map(|(sentence, _)| sentence)
            .collect();
        reasons.add_if(!reworded.is_empty(), Reason::Wording);
        reworded
    }

    /// Whether a sentence of a note differs only because figures or the period do.
    fn note_follows(&self, sentence: &Sentence, cause: Option<Cause>) -> bool {
        match cause {
            Some(Cause::Figures | Cause::Period) => !self.figures.is_empty(),
            None => !self.figures.is_empty() && has_figure(sentence),
            Some(Cause::Words) => false,
        }
    }

    /// A different kind of chart, table, column or set of lines.
    fn settings(&self) -> Vec<Effect> {
        let (before, after) = (self.old.plot.kind(), self.new.plot.kind());
        if before != after {
            return vec![setting("kind of chart", before, after)];
        }
        if !self.draws_same_table() {
            return vec![setting("table drawn", &self.old.table, &self.new.table)];
        }
        let (Some(old), Some(new)) = self.tables else { return Vec::new() };
        if self.old.plot == self.new.plot {
            return Vec::new();
        }
        let (before, after) = (columns_drawn(&self.old.plot, old), columns_drawn(&self.new.plot, new));
        if !before.is_empty() && !after.is_empty() && before.is_disjoint(&after) {
            return vec![setting("column drawn", &joined(before), &joined(after))];
        }
        let (before, after) = (series(&self.old.plot), series(&self.new.plot));
        if self.figures.is_empty() && before != after {
            return vec![setting("what is drawn", &joined(before), &joined(after))];
        }
        Vec::new()
    }

    fn draws_same_table(&self) -> bool {
        let at = |held: &[Held<'_, Table>], id: &str| held.iter().position(|held| held.thing.id == id);
        let (old, new) = (at(&self.drafts.old.tables, &self.old.table), at(&self.drafts.new.tables, &self.new.table));
        old.map_or(self.old.table == self.new.table, |at| self.drafts.pairs.tables.of_old[at] == new)
    }
}

/// The notes of a chart that its table does not have.
fn own_notes(chart: &Chart, table: Option<&Table>) -> Vec<String> {
    let of_table = table.map_or(&[][..], |table| &table.notes);
    chart.notes.iter().filter(|note| !of_table.contains(note)).cloned().collect()
}

fn joined(names: BTreeSet<String>) -> String {
    names.into_iter().collect::<Vec<_>>().join(", ")
}

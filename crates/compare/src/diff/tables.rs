//! Tables of two drafts: lines, cells, words and questions that differ.

use std::collections::BTreeMap;

use super::cells::{Grid, in_both};
use super::drafts::{Drafts, Found, Told};
use super::lines::{Lines, columns_reordered, other_period, reordered};
use super::outline::table_name;
use super::reasons::{Reasons, Touched};
use super::texts::{Cause, Names, cause, has_figure, notes};
use super::words::plain_runs;
use sna_core::comparison::{Effect, Kind, Reason, Redrawn, Side};
use sna_core::document::{Chart, CountedScope, Table};

/// The tables that differ.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// The changes to report.
    pub(super) told: Vec<Told>,
    /// Why the figures of a table differ, by its identifier in the new and in the old draft.
    pub(super) reasons: BTreeMap<String, Reasons>,
}

/// Compares all tables.
pub(super) fn tables(drafts: &Drafts<'_>, moved: &[usize]) -> Tables {
    let mut found = Tables::default();
    for (old, new) in drafts.pairs.tables.pairs() {
        let (before, after) = (&drafts.old.tables[old], &drafts.new.tables[new]);
        if before.thing == after.thing && !moved.contains(&new) {
            continue;
        }
        let mut table = Pair { drafts, old: before.thing, new: after.thing }.compare();
        if moved.contains(&new) {
            let (from, to) = (drafts.old.place(before.chapter), drafts.new.place(after.chapter));
            table.found.effects.insert(0, Effect::Moved { from, to });
            table.found.reasons.add(Reason::Layout);
        }
        if let Some(reasons) = table.figures {
            found.reasons.insert(before.thing.id.clone(), reasons.clone());
            found.reasons.insert(after.thing.id.clone(), reasons);
        }
        found.told.extend(table.found.told((after.chapter, after.block), drafts.new.place(after.chapter)));
    }
    let both = (drafts.old.tables.as_slice(), drafts.new.tables.as_slice());
    found
        .told
        .extend(drafts.in_one(Kind::Table, &drafts.pairs.tables, both, |table| (table.id.clone(), table_name(table))));
    found
}

/// The same table in both drafts.
struct Pair<'d, 'a> {
    drafts: &'d Drafts<'a>,
    old: &'a Table,
    new: &'a Table,
}

struct Compared {
    found: Found,
    /// Why figures or lines differ; `None` where they do not.
    figures: Option<Reasons>,
}

impl Pair<'_, '_> {
    fn compare(&self) -> Compared {
        let grid = Grid::of(self.old, self.new);
        let lines = Lines::of(self.old, self.new, &grid, &self.drafts.why);
        let cells = grid.cells(lines.differ());
        let (mut reasons, mut effects) = (lines.reasons.clone(), Vec::new());
        if !cells.changes.is_empty() || lines.by_records {
            let mut touched = cells.touched;
            touched.counted |= lines.by_records;
            touched.of_both_periods |= lines.by_records;
            reasons.extend(&self.why(touched, &lines.reasons));
        }
        let has_other_lines = lines.differ();
        let differ = has_other_lines || !cells.changes.is_empty();
        let figures = differ.then(|| reasons.clone());
        self.title(&mut effects, &mut reasons);
        effects.extend(lines.effects());
        let order = reordered(self.old, self.new, &grid);
        reasons.add_if(order.is_some() && !differ, Reason::Layout);
        effects.extend(order);
        effects.extend((!cells.changes.is_empty()).then_some(Effect::Cells(cells.changes)));
        // Rows and columns that are new or gone are also new or gone in its charts.
        effects.extend(if has_other_lines { None } else { self.drawn() });
        self.notes(&mut effects, &mut reasons, figures.as_ref());
        self.settings(&grid, &mut effects, &mut reasons);
        let (id, name) = (self.new.id.clone(), table_name(self.new));
        Compared { found: Found { kind: Kind::Table, id, name, effects, reasons }, figures }
    }

    /// Charts that draw it and show different figures.
    fn drawn(&self) -> Option<Effect> {
        let pairs = self.drafts.pairs.charts.pairs();
        let charts = pairs.map(|(old, new)| (self.drafts.old.charts[old].thing, self.drafts.new.charts[new].thing));
        let mine = charts.filter(|(old, new)| new.table == self.new.id && old.plot != new.plot);
        let drawn: Vec<Redrawn> = mine.map(|(old, new)| redrawn(old, new)).collect();
        (!drawn.is_empty()).then_some(Effect::Drawn(drawn))
    }

    /// Why figures differ. Figures explained by the author's change of lines, such as a total over a different period,
    /// need no other reason.
    fn why(&self, touched: Touched, lines: &Reasons) -> Reasons {
        let found = self.drafts.why.of_figures(self.old, self.new, touched);
        let unexplained = found.listed() == [Reason::Layout] && !lines.is_empty();
        if unexplained { Reasons::default() } else { found }
    }

    fn title(&self, effects: &mut Vec<Effect>, reasons: &mut Reasons) {
        if self.old.title == self.new.title {
            return;
        }
        effects.push(Effect::Renamed(plain_runs(&self.old.title, &self.new.title)));
        self.words(&self.old.title, &self.new.title, reasons);
    }

    /// The reason for different words: a title or heading that differs only in its period is not reworded.
    fn words(&self, old: &str, new: &str, reasons: &mut Reasons) {
        let other_period = other_period(self.old, self.new) || self.drafts.why.has_other_period();
        match cause(old, new, &Names::of([])) {
            Cause::Period if other_period => reasons.add(Reason::Period),
            Cause::Period | Cause::Figures | Cause::Words => reasons.add(Reason::Wording),
        }
    }

    fn notes(&self, effects: &mut Vec<Effect>, reasons: &mut Reasons, figures: Option<&Reasons>) {
        let found = notes(&self.old.notes, &self.new.notes);
        for (sentence, cause) in &found {
            match (cause, figures) {
                (Some(Cause::Figures), Some(figures)) => reasons.extend(figures),
                (Some(Cause::Period), _) if self.drafts.why.has_other_period() => reasons.add(Reason::Period),
                (None, Some(figures)) if has_figure(sentence) => reasons.extend(figures),
                (Some(_) | None, _) => reasons.add(Reason::Wording),
            }
        }
        let sentences: Vec<_> = found.into_iter().map(|(sentence, _)| sentence).collect();
        effects.extend((!sentences.is_empty()).then_some(Effect::Sentences(sentences)));
    }

    fn settings(&self, grid: &Grid<'_>, effects: &mut Vec<Effect>, reasons: &mut Reasons) {
        for (what, old, new) in self.scopes() {
            reasons.add(if what == "period" { Reason::Period } else { Reason::Definition });
            effects.push(setting(what, &old, &new));
        }
        for (what, old, new) in self.headings(grid) {
            self.words(old, new, reasons);
            effects.push(setting(what, old, new));
        }
        let order = columns_reordered(self.old, self.new, grid);
        let printed = self.old.printed != self.new.printed;
        reasons.add_if(order.is_some() || printed, Reason::Layout);
        effects.extend(order);
        let yes = |table: &Table| if table.printed { "yes" } else { "no" };
        effects.extend(printed.then(|| setting("printed in the report", yes(self.old), yes(self.new))));
    }

    /// The scope of the first question: its definition, condition and part, and its period if the period of the report
    /// has not changed.
    fn scopes(&self) -> Vec<(&'static str, String, String)> {
        let (Some(old), Some(new)) = (self.old.provenance.first(), self.new.provenance.first()) else {
            return Vec::new();
        };
        let part = |scope: &CountedScope| scope.part.as_ref().map(|part| part.value.clone()).unwrap_or_default();
        let period = |scope: &CountedScope| format!("{} to {}", scope.period.first, scope.period.last);
        let definition = |scope: &CountedScope| scope.definition.clone().unwrap_or_default();
        let condition = |scope: &CountedScope| scope.conditions.join(" AND ");
        let (old, new) = (&old.scope, &new.scope);
        let mut found = vec![
            ("definition", definition(old), definition(new)),
            ("condition", condition(old), condition(new)),
            ("part", part(old), part(new)),
        ];
        if !self.drafts.why.has_other_period() {
            found.push(("period", period(old), period(new)));
        }
        found.retain(|(_, old, new)| old != new);
        found
    }

    /// Headings that are worded differently.
    fn headings(&self, grid: &Grid<'_>) -> Vec<(&'static str, &str, &str)> {
        let (old, new) = (self.old, self.new);
        let mut found =
            vec![("base", old.base.as_str(), new.base.as_str()), ("header of rows", &old.row_header, &new.row_header)];
        found.extend((!self.source_is_renamed()).then_some(("source line", old.source.as_str(), new.source.as_str())));
        found.extend(grid.columns.iter().map(|(from, to)| {
            ("title of a column", old.columns[*from].title.as_str(), new.columns[*to].title.as_str())
        }));
        found.extend(
            grid.rows
                .iter()
                .map(|(from, to)| ("label of a row", old.rows[*from].label.as_str(), new.rows[*to].label.as_str())),
        );
        found.retain(|(_, old, new)| old != new);
        found
    }

    /// A source with a new title is reported once, as a source.
    fn source_is_renamed(&self) -> bool {
        let (old, new) = (&self.drafts.old.document.sources, &self.drafts.new.document.sources);
        let names = in_both(old.iter().map(|source| &source.name), new.iter().map(|source| &source.name));
        names.into_iter().any(|(from, to)| old[from].title == self.old.source && new[to].title == self.new.source)
    }
}

fn redrawn(old: &Chart, new: &Chart) -> Redrawn {
    let headline = Side { old: old.headline.clone(), new: new.headline.clone() };
    Redrawn { id: new.id.clone(), name: format!("Figure {}", new.number), headline }
}

/// A setting that differs.
pub(super) fn setting(what: impl Into<String>, old: &str, new: &str) -> Effect {
    Effect::Setting { what: what.into(), old: old.to_owned(), new: new.to_owned() }
}

//! Charts: a plot of a table, with its headline, subtitle and notes.

use std::sync::Arc;

use crate::compose::composer::Composer;
use crate::compose::small_numbers;
use crate::compose::words::{area_of, narrowed, subtitle};
use crate::plots::{Drawing, plot};
use crate::spec::{ChartPlan, SectionPlan, text_at};
use sna_core::diag::{Code, Diagnostic};
use sna_core::document::{Block, BreakTold, Chart, Column, Intervals, Missing, Plot, Role, Table};
use sna_narrative::Narrator;

/// The chart; nothing for a table without figures, or intervals that a small report does not have.
pub(super) fn make(
    composer: &mut Composer<'_>,
    narrator: &Narrator,
    section: &SectionPlan,
    plan: &ChartPlan,
) -> Option<Block> {
    let table = drawn_table(composer, section, plan)?;
    if has_no_figure(&table) {
        return None;
    }
    let headline = composer.words(narrator, &text_at(&plan.spec.headline, &plan.origin));
    let area = area_of(composer, section, &table.id);
    let drawing = plot(&plan.spec.plot, &table.marked(), (composer.catalogue, area), &plan.origin)
        .map_err(|found| found.or_at(&plan.origin.place(&plan.spec.from)));
    let Drawing { plot, measured, description, notes } = composer.found.keep(drawing)?;
    if matches!(&plot, Plot::Intervals(Intervals { intervals, .. }) if intervals.is_empty())
        || has_one_time(&plot, &table)
    {
        return None;
    }
    let gaps = gaps_note(composer, &plot, &table);
    let breaks = breaks(&table);
    let own = notes.into_iter().chain(gaps).chain(breaks);
    let given = plan.spec.subtitle.as_ref().map(|given| composer.words(narrator, &text_at(given, &plan.origin)));
    let said = [headline.as_str(), given.as_deref().unwrap_or_default()];
    let narrowed = composer.plan.table(&table.id).map(|plan| narrowed(composer, section, plan, &said));
    let narrowed = narrowed.unwrap_or_default();
    let subtitle = match given {
        Some(given) => given + &narrowed,
        None => subtitle(composer, section, &table, (&measured, &narrowed, area)),
    };
    Some(Block::Chart(Box::new(Chart {
        id: plan.id.clone(),
        number: composer.numbers.figure(),
        headline,
        subtitle,
        description,
        source: table.source.clone(),
        // A table that is not printed cannot give the notes that its figures need.
        notes: if table.printed { own.collect() } else { table.notes.iter().cloned().chain(own).collect() },
        table: table.id.clone(),
        plot,
    })))
}

/// What a chart of percentages says about those that are kept back.
fn gaps_note(composer: &Composer<'_>, plot: &Plot, table: &Table) -> Option<String> {
    let has_gaps = plot.is_of_percentages() && table.shorthand().contains(&Missing::LowReliability);
    composer.plan.percentages_from.filter(|_| has_gaps).map(small_numbers::chart_note)
}

/// Whether nothing of what a table counts has a figure, as where the records do not cover its time.
fn has_no_figure(table: &Table) -> bool {
    let counts = |column: &Column| matches!(column.role, Role::Value | Role::Total);
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().zip(&table.columns));
    let mut cells = cells.filter(|(_, column)| counts(column)).map(|(cell, _)| cell).peekable();
    cells.peek().is_some() && cells.all(|cell| cell.missing() == Some(Missing::NotAvailable))
}

/// Whether a chart over time has one time only: it would show no more than the figure.
fn has_one_time(plot: &Plot, table: &Table) -> bool {
    let is_time = |label: &str| table.times.spans.contains_key(label.trim_end_matches(" (part)"));
    match plot {
        Plot::Columns(bars) => matches!(bars.bars.as_slice(), [only] if is_time(&only.label)),
        Plot::Lines(lines) => lines.positions.len() == 1,
        Plot::Panels(panels) => panels.positions.len() == 1,
        Plot::Bars(_)
        | Plot::Pyramid(_)
        | Plot::Tiles(_)
        | Plot::Map(_)
        | Plot::Hexagons(_)
        | Plot::Intervals(_)
        | Plot::Funnel(_) => false,
    }
}

/// The breaks that a chart shows by a mark on a time.
fn breaks(table: &Table) -> Vec<String> {
    let told = table.times.breaks.iter().filter(|_| table.printed && table.times.has_break());
    told.map(BreakTold::note).collect()
}

fn drawn_table(composer: &mut Composer<'_>, section: &SectionPlan, plan: &ChartPlan) -> Option<Arc<Table>> {
    let name = &plan.spec.from;
    let tables = &composer.tables;
    let found = tables.get(&format!("{}.{}", section.id, name.value)).or_else(|| tables.get(&name.value));
    if found.is_none() {
        let own = format!("{}.", section.id);
        let known = tables.keys().map(|id| id.strip_prefix(&own).unwrap_or(id));
        let fault = Diagnostic::unknown(Code::UnknownTable, "table", &name.value, known).at(plan.origin.place(name));
        composer.found.push(fault);
        return None;
    }
    found.cloned()
}

//! Edited drafts: each edit is reported once, with the right class, and nothing else is reported.

mod edits;
mod framing;
mod whole;

use super::{Change, Comparison, Effect, compare};
use crate::fixture;
use sna_core::document::{Block, Chart, Claim, Document, Finding, Table};

/// One line for each change: what it is, what happened, why, how much it matters.
fn outline(comparison: &Comparison) -> Vec<String> {
    comparison.changes.iter().map(line).collect()
}

fn line(change: &Change) -> String {
    let effects: Vec<String> = change.effects.iter().map(effect).collect();
    let key = if change.key_finding { ", key" } else { "" };
    let reasons: Vec<String> = change.reasons.iter().map(|reason| format!("{reason:?}")).collect();
    format!("{:?} {}: {} ({}; {:?}{key})", change.kind, change.id, effects.join(", "), reasons.join(" "), change.weight)
}

fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Drawn(charts) => charts.iter().map(|chart| format!("drawn in {}", chart.id)).collect(),
        Effect::Added => "added".to_owned(),
        Effect::Removed => "removed".to_owned(),
        Effect::Moved { from, to } => format!("moved {} to {}", from.section, to.section),
        Effect::Renamed(_) => "renamed".to_owned(),
        Effect::AddedLines(lines) => format!("+[{}]", lines.join("; ")),
        Effect::RemovedLines(lines) => format!("-[{}]", lines.join("; ")),
        Effect::Reordered { new, .. } => format!("order [{}]", new.join("; ")),
        Effect::Cells(cells) => {
            let cell = |cell: &super::CellChange| {
                let beyond = if cell.beyond_chance == Some(true) { "!" } else { "" };
                format!(
                    "{}/{} {:?} {}→{}{beyond}",
                    cell.row, cell.column, cell.kind, cell.printed.old, cell.printed.new
                )
            };
            format!("cells [{}]", cells.iter().map(cell).collect::<Vec<_>>().join("; "))
        }
        Effect::Sentences(sentences) => {
            let one = |sentence: &super::Sentence| {
                let figures: Vec<String> =
                    sentence.figures.iter().map(|both| format!("{}→{}", both.old, both.new)).collect();
                format!("{}{}", figures.join(" "), if sentence.reversed { " reversed" } else { "" })
            };
            format!("sentences [{}]", sentences.iter().map(one).collect::<Vec<_>>().join("; "))
        }
        Effect::NoLongerTrue => "no longer true".to_owned(),
        Effect::Setting { what, old, new } => format!("{what} `{old}`→`{new}`"),
    }
}

/// The changes reported for an edited report.
fn told(edit: impl FnOnce(&mut Document)) -> Vec<String> {
    let old = fixture::report();
    let mut new = old.clone();
    edit(&mut new);
    outline(&compare(&old, &new))
}

fn blocks(document: &mut Document) -> impl Iterator<Item = &mut Block> {
    document.sections.iter_mut().flat_map(|section| &mut section.blocks)
}

fn table<'d>(document: &'d mut Document, id: &str) -> &'d mut Table {
    let mut tables = blocks(document).filter_map(|block| match block {
        Block::Table(table) => Some(table.as_mut()),
        _ => None,
    });
    tables.find(|table| table.id == id).expect("the table")
}

fn chart(document: &mut Document) -> &mut Chart {
    let mut charts = blocks(document).filter_map(|block| match block {
        Block::Chart(chart) => Some(chart.as_mut()),
        _ => None,
    });
    charts.next().expect("a chart")
}

fn finding(document: &mut Document) -> &mut Finding {
    let mut findings = blocks(document).filter_map(|block| match block {
        Block::Finding(finding) => Some(finding),
        _ => None,
    });
    findings.next().expect("a finding")
}

fn claim(document: &mut Document) -> &mut Claim {
    let mut claims = blocks(document).filter_map(|block| match block {
        Block::Claim(claim) => Some(claim),
        _ => None,
    });
    claims.next().expect("a claim")
}

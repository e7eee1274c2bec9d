//! Two documents to the changes between them: by meaning, each with its reason. Layout is never compared.
//!
//! ```text
//!  Document ──outline──┐                       ┌─ settings, sources, sections
//!                      ├─ pairs, why ─ drafts ─┼─ tables ── lines, cells        ─► changes, what matters most first
//!  Document ──outline──┘                       └─ prose, charts ── words, texts
//! ```

mod alike;
mod cells;
mod charts;
mod drafts;
mod drawn;
mod key_findings;
mod lines;
mod outline;
mod pairs;
mod periods;
mod prose;
mod reasons;
mod related;
mod sections;
mod sentences;
mod settings;
mod source_difference;
mod sources;
mod tables;
#[cfg(test)]
mod tests;
mod texts;
mod truth;
mod units;
mod weight;
mod words;

pub use related::related;
pub use sna_core::comparison::{
    CellChange, CellKind, Change, Comparison, Draft, Effect, Kind, Place, Reason, Redrawn, Sentence, Side, Weight,
    WordRun, WordsChange,
};

use drafts::{Drafts, Told};
use sna_core::document::Document;

/// Compares two drafts: every change once, the most important first, then in the reading order of the new draft.
/// Identical drafts give no changes.
pub fn compare(old: &Document, new: &Document) -> Comparison {
    let drafts = Drafts::of(old, new);
    let mut told = settings::settings(&drafts);
    told.extend(sources::sources(&drafts));
    told.extend(sections::sections(&drafts));
    let (moved_tables, moved_charts) = drafts.moved_things();
    let tables = tables::tables(&drafts, &moved_tables);
    told.extend(prose::prose(&drafts, &tables.reasons));
    told.extend(charts::charts(&drafts, &moved_charts, &tables.reasons));
    told.extend(tables.told);
    told.sort_by(in_order);
    Comparison { old: draft(old), new: draft(new), changes: told.into_iter().map(|told| told.change).collect() }
}

/// By weight, then in reading order.
fn in_order(one: &Told, other: &Told) -> std::cmp::Ordering {
    let key = |told: &Told| (told.change.weight, told.at, told.change.kind);
    key(one).cmp(&key(other)).then_with(|| one.change.id.cmp(&other.change.id))
}

fn draft(document: &Document) -> Draft {
    Draft {
        title: document.cover.title.clone(),
        area: document.cover.area.clone(),
        period: document.cover.period.clone(),
        published: document.cover.published.clone(),
        program: document.making.program.clone(),
    }
}

//! Blocks: one file each, with a `make` that gives the finished block, or a draft that waits for the whole report.

mod callout;
mod chart;
mod claim;
mod comparisons;
mod coverage;
mod facts;
mod finding;
mod key_findings;
mod recommendation;
mod reconciliation;
mod table;

pub(super) use reconciliation::add_reconciliations;
pub(super) use table::add_titles;

use super::composer::Composer;
use super::draft::Draft;
use crate::spec::{BlockPlan, SectionPlan};
use sna_core::document::Block;
use sna_narrative::Narrator;

/// Makes a block of a section with the section's narrator. Returns nothing for a block with a fault, which the
/// composer reports, and for a chart that has nothing to draw.
pub(super) fn make<'a>(
    composer: &mut Composer<'a>,
    narrator: &Narrator,
    section: &'a SectionPlan,
    block: &'a BlockPlan,
) -> Option<Draft<'a>> {
    let finished = match block {
        BlockPlan::Table(plan) => table::make(composer, plan),
        BlockPlan::Chart(plan) => chart::make(composer, narrator, section, plan),
        BlockPlan::Prose(text) if comparisons::is_asked(text) => {
            return Some(Draft::waiting(comparisons::Text { section, text }));
        }
        BlockPlan::Prose(text) => composer.prose(narrator, text).map(Block::Prose),
        BlockPlan::Finding(plan) => finding::make(composer, narrator, plan),
        BlockPlan::Claim(plan) => claim::make(composer, narrator, plan),
        BlockPlan::Reconciliation(audit) => reconciliation::make(composer, section, audit),
        BlockPlan::Callout(plan) => callout::make(composer, narrator, plan),
        BlockPlan::Facts(plan) => Some(facts::make(composer, narrator, plan)),
        BlockPlan::KeyFindings(top) => return Some(Draft::waiting(key_findings::Page { top: *top })),
        BlockPlan::Recommendation(plan) => {
            return recommendation::make(composer, narrator, section, plan).map(Draft::waiting);
        }
        BlockPlan::Coverage(plan) => return Some(Draft::waiting(coverage::make(composer, narrator, plan))),
    };
    finished.map(Draft::Finished)
}

//! Findings: one sentence, and the figure that the key findings show large.

use crate::compose::composer::{Composer, narrated};
use crate::spec::{FindingPlan, text_at};
use sna_core::document::{Block, Finding};
use sna_narrative::Narrator;

/// The finding; one without a rank stays in its section.
pub(super) fn make(composer: &mut Composer<'_>, narrator: &Narrator, plan: &FindingPlan) -> Option<Block> {
    let text = composer.found.keep(narrator.line(&narrated(&text_at(&plan.spec.text, &plan.origin))));
    let figure = plan.spec.figure.as_ref().map(|figure| text_at(figure, &plan.origin));
    let figure = figure.and_then(|figure| composer.found.keep(narrator.bound(&narrated(&figure))));
    Some(Block::Finding(Finding { id: plan.id.clone(), text: text?, figure, rank: plan.spec.rank.unwrap_or(u32::MAX) }))
}

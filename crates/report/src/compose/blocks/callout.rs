//! Callouts: a text set apart from the others.

use crate::compose::composer::Composer;
use crate::spec::{CalloutKindSpec, CalloutPlan, text_at};
use sna_core::document::{Block, Callout, CalloutKind};
use sna_narrative::Narrator;

/// The callout.
pub(super) fn make(composer: &mut Composer<'_>, narrator: &Narrator, plan: &CalloutPlan) -> Option<Block> {
    let title = composer.words(narrator, &text_at(&plan.spec.title, &plan.origin));
    let kind = match plan.spec.kind {
        CalloutKindSpec::Intervention => CalloutKind::Intervention,
        CalloutKindSpec::CaseStudy => CalloutKind::CaseStudy,
        CalloutKindSpec::Note => CalloutKind::Note,
    };
    let text = composer.prose(narrator, &plan.text)?;
    Some(Block::Callout(Callout { kind, title, text }))
}

//! Facts: figures at a glance.

use crate::compose::composer::{Composer, narrated};
use crate::spec::{FactSpec, FactsPlan, text_at};
use sna_core::document::{Block, Fact};
use sna_narrative::Narrator;

/// The facts without faults.
pub(super) fn make(composer: &mut Composer<'_>, narrator: &Narrator, plan: &FactsPlan) -> Block {
    Block::Facts(plan.facts.iter().filter_map(|spec| fact(composer, narrator, spec, plan)).collect())
}

fn fact(composer: &mut Composer<'_>, narrator: &Narrator, spec: &FactSpec, plan: &FactsPlan) -> Option<Fact> {
    let figure = composer.found.keep(narrator.bound(&narrated(&text_at(&spec.figure, &plan.origin))));
    let text = composer.found.keep(narrator.line(&narrated(&text_at(&spec.text, &plan.origin))));
    Some(Fact { figure: figure?, text: text? })
}

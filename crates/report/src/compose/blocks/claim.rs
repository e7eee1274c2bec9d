//! Claims: a sentence of the author, and the test that it passes.

use crate::compose::composer::{Composer, narrated};
use crate::spec::{ClaimPlan, text_at};
use sna_core::diag::{Code, Diagnostic};
use sna_core::document::{self, Block};
use sna_narrative::{Claim, Narrator};

/// The claim, if it is true.
pub(super) fn make(composer: &mut Composer<'_>, narrator: &Narrator, plan: &ClaimPlan) -> Option<Block> {
    let spec = &plan.spec;
    let sentence = text_at(&spec.text, &plan.origin);
    let at = |text: &sna_core::yaml::Spanned<String>| text_at(text, &plan.origin);
    let (holds, value) = (spec.holds.as_ref().map(at), spec.value.as_ref().map(at));
    let equals = match (&value, &spec.is) {
        (Some(value), Some(figure)) => Some((value, figure.value.as_str())),
        (None, None) if holds.is_some() => None,
        _ => {
            let fault = Diagnostic::error(Code::HalfAClaim, "a claim needs `holds`, or `value` and `is` together");
            composer.found.push(fault.at(plan.origin.place(&spec.text)));
            return None;
        }
    };
    let (sentence, holds) = (narrated(&sentence), holds.as_ref().map(narrated));
    let value = equals.map(|(value, figure)| (narrated(value), figure));
    let claim = Claim {
        text: &sentence,
        holds: holds.as_ref(),
        equals: value.as_ref().map(|(value, figure)| (value, *figure)),
    };
    let text = match narrator.claim(&claim) {
        Ok(text) => text,
        Err(found) => {
            composer.refuse(found);
            return None;
        }
    };
    let holds = holds.map(|holds| holds.source.trim().to_owned());
    let equals = value.map(|(value, figure)| (value.source.trim().to_owned(), figure.trim().to_owned()));
    Some(Block::Claim(document::Claim { text, holds, equals }))
}

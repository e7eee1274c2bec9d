//! Claims: a sentence of the author, and the test that it passes.

use super::sections::{Composer, narrated};
use crate::spec::{ClaimPlan, text_at};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Severity};
use sna_core::document::{self, Block};
use sna_narrative::{Claim, Narrator};

impl Composer<'_> {
    pub(super) fn claim(&mut self, narrator: &Narrator, plan: &ClaimPlan) -> Option<Block> {
        let spec = &plan.spec;
        let sentence = text_at(&spec.text, &plan.origin);
        let at = |text: &sna_core::yaml::Spanned<String>| text_at(text, &plan.origin);
        let (holds, value) = (spec.holds.as_ref().map(at), spec.value.as_ref().map(at));
        let equals = match (&value, &spec.is) {
            (Some(value), Some(figure)) => Some((value, figure.value.as_str())),
            (None, None) if holds.is_some() => None,
            _ => {
                let fault = Diagnostic::error(Code::HalfAClaim, "a claim needs `holds`, or `value` and `is` together");
                self.found.push(fault.at(plan.origin.place(&spec.text)));
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
            Err(found) if self.plan.scope.part.is_some() => {
                let left_out: Diagnostics = found.into_iter().map(|fault| self.left_out(fault)).collect();
                self.found.extend(left_out);
                return None;
            }
            Err(found) => {
                self.found.extend(found);
                return None;
            }
        };
        let holds = holds.map(|holds| holds.source.trim().to_owned());
        let equals = value.map(|(value, figure)| (value.source.trim().to_owned(), figure.trim().to_owned()));
        Some(Block::Claim(document::Claim { text, holds, equals }))
    }

    /// A claim or recommendation about the whole need not hold in a part: there it is left out, and said.
    pub(super) fn left_out(&self, fault: Diagnostic) -> Diagnostic {
        let code = match fault.code {
            Code::ClaimFails => Code::ClaimLeftOut,
            Code::RecommendationFails | Code::FindingTurned | Code::UnknownFinding => Code::RecommendationLeftOut,
            _ => return fault,
        };
        Diagnostic { severity: Severity::Warning, code, ..fault }
            .hint(format!("it is left out of the report of {}", self.plan.cover.area))
    }
}

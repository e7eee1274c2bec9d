//! Stands in until the comparison is there.

use super::{Change, Comparison, Draft, Kind, Place, Reason, Weight};
use crate::diag::Diagnostic;
use crate::document::Document;

/// Stand-in.
pub fn compare(old: &Document, new: &Document) -> Comparison {
    let draft = |document: &Document| Draft {
        title: document.cover.title.clone(),
        area: document.cover.area.clone(),
        period: document.cover.period.clone(),
        published: document.cover.published.clone(),
        program: document.making.program.clone(),
    };
    let changes = if old == new {
        vec![]
    } else {
        vec![Change {
            kind: Kind::Cover,
            id: "cover".into(),
            name: "Cover".into(),
            place: Place::default(),
            effects: vec![super::Effect::Added],
            reasons: vec![Reason::Wording],
            weight: Weight::Rest,
            key_finding: false,
        }]
    };
    Comparison { old: draft(old), new: draft(new), changes }
}

/// Stand-in.
///
/// # Errors
/// Other report.
pub fn related(old: &Document, new: &Document) -> Result<(), Diagnostic> {
    if old.making.report == new.making.report { Ok(()) } else { Err(Diagnostic::error("unrelated-reports", "x")) }
}

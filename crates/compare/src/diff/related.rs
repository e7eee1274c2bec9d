//! Checks that two documents are drafts of one report; others are not compared.

use std::collections::BTreeSet;

use sna_core::diag::{Code, Diagnostic};
use sna_core::document::{Document, PartOf};

/// Whether two documents can be compared as drafts of one report.
///
/// # Errors
/// `other-part` where they are about different parts of the whole, such as Bolsover and Derby; `unrelated-reports`
/// where the reports have different names and fewer than half of the sections of the shorter one are in both.
pub fn related(old: &Document, new: &Document) -> Result<(), Diagnostic> {
    if old.making.part != new.making.part {
        let fault = Diagnostic::error(Code::OtherPart, "the two documents are about different parts of the whole");
        return Err(fault
            .found(format!("{} and {}", part(old), part(new)))
            .expected("two drafts of the same part")
            .hint("compare a part with its own earlier draft, or two folders with all parts"));
    }
    let ids = |document: &Document| -> BTreeSet<String> {
        document.all_sections().into_iter().map(|section| section.id.clone()).collect()
    };
    let (before, after) = (ids(old), ids(new));
    let shared = before.intersection(&after).count();
    if old.making.report != new.making.report && shared * 2 < before.len().min(after.len()) {
        let fault = Diagnostic::error(Code::UnrelatedReports, "the two documents are not drafts of one report");
        let found = format!(
            "`{}` and `{}`, with {shared} of {} sections in both",
            old.making.report,
            new.making.report,
            before.len().min(after.len())
        );
        return Err(fault.found(found).expected("two drafts of one report, or at least half of the sections in both"));
    }
    Ok(())
}

fn part(document: &Document) -> String {
    match &document.making.part {
        Some(PartOf { dimension, value }) => format!("{} `{value}`", dimension.replace('_', " ")),
        None => format!("the whole of `{}`", document.cover.area),
    }
}

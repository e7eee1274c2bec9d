//! What every step of composing needs: the plan, what is known, the tables that texts can use, the numbers given out,
//! and what was found.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ask::Asked;
use super::numbers::Numbers;
use super::words::words;
use crate::spec::{ReportPlan, SectionPlan, TextAt};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Severity};
use sna_core::document::{Prose, SourceRows, Table};
use sna_core::yaml::Origin;
use sna_data::Catalogue;
use sna_data::query::{Answers, Audit};
use sna_narrative::{Comparisons, Narrator, Text, Word};

/// The context that all composing shares.
pub(super) struct Composer<'a> {
    pub(super) plan: &'a ReportPlan,
    pub(super) catalogue: &'a Catalogue,
    pub(super) asked: &'a Asked<'a>,
    pub(super) answers: &'a Answers,
    /// Every table by its identifier, as words and charts read it.
    pub(super) tables: BTreeMap<String, Arc<Table>>,
    pub(super) numbers: Numbers,
    /// What the words have tested so far.
    pub(super) comparisons: Comparisons,
    pub(super) found: Diagnostics,
}

impl Composer<'_> {
    /// What became of the rows of a source.
    pub(super) fn rows(&self, audit: &Audit) -> SourceRows {
        self.answers.audit(audit).map(|answer| answer.rows.clone()).unwrap_or_default()
    }

    /// A narrator that sees a section's own tables by their short names and all tables by their full ones.
    pub(super) fn narrator(&self, section: &SectionPlan) -> Narrator {
        self.narrator_with(section, None)
    }

    /// The same, with a further word.
    pub(super) fn narrator_with(&self, section: &SectionPlan, further: Option<(String, Word)>) -> Narrator {
        let own = format!("{}.", section.id);
        let short = self.tables.iter().filter_map(|(id, table)| {
            let name = id.strip_prefix(&own).filter(|name| !name.contains('.'))?;
            Some((name.to_owned(), Arc::clone(table)))
        });
        let full = self.tables.iter().map(|(id, table)| (id.clone(), Arc::clone(table)));
        let words = words(self.plan, section, self.catalogue).into_iter().chain(further);
        let narrator = Narrator::new(full.chain(short), words).counting(&self.comparisons);
        narrator.with_percentages_from(self.plan.percentages_from.unwrap_or(0))
    }

    /// Markdown with expressions, as prose.
    pub(super) fn prose(&mut self, narrator: &Narrator, text: &TextAt) -> Option<Vec<Prose>> {
        self.found.keep(narrator.prose(&narrated(text)))
    }

    /// A text with expressions, as plain words; nothing if it has a fault.
    pub(super) fn words(&mut self, narrator: &Narrator, text: &TextAt) -> String {
        self.found.keep(narrator.words(&narrated(text))).unwrap_or_default()
    }

    /// A table as it is printed or attached: it has the next number, if it is printed.
    pub(super) fn numbered(&mut self, table: &Table) -> Table {
        let number = if table.printed { self.numbers.table() } else { 0 };
        Table { number, ..table.clone() }
    }

    /// Faults of a claim or recommendation, which a report of one part leaves out instead: what is true of the whole
    /// need not be true there.
    pub(super) fn refuse(&mut self, faults: Diagnostics) {
        let in_part = self.plan.scope.part.is_some();
        let faults = faults.into_iter().map(|fault| if in_part { self.left_out(fault) } else { fault });
        let faults: Diagnostics = faults.collect();
        self.found.extend(faults);
    }

    fn left_out(&self, fault: Diagnostic) -> Diagnostic {
        let code = match fault.code {
            Code::ClaimFails => Code::ClaimLeftOut,
            Code::RecommendationFails | Code::FindingTurned | Code::UnknownFinding => Code::RecommendationLeftOut,
            _ => return fault,
        };
        Diagnostic { severity: Severity::Warning, code, ..fault }
            .hint(format!("it is left out of the report on {}", self.plan.cover.area))
    }
}

/// An author's text as the narrator reads it.
pub(super) fn narrated(text: &TextAt) -> Text<'_> {
    let Origin { file, text: file_text, .. } = text.origin.as_ref();
    Text { source: &text.text, file, first_line: text.first_line, column: text.column.saturating_sub(1), file_text }
}

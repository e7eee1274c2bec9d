//! A report of one part of the whole: what it cannot hold is left out, and said.

use std::collections::BTreeSet;

use crate::spec::{BlockPlan, ReportPlan, SectionPlan, TablePlan};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_data::Catalogue;
use sna_data::query::{Answers, Counts, Question};
use sna_measures::Setting;

use super::ask::Asked;

/// Leaves out the sections of a part's plan whose records cannot be told apart by its dimension, with a warning each.
pub fn leave_out(plan: &mut ReportPlan, catalogue: &Catalogue) -> Diagnostics {
    let mut found = Diagnostics::default();
    let Some(part) = plan.scope.part.clone() else { return found };
    keep_divided(&mut plan.sections, catalogue, part.dimension, &mut found);
    found
}

fn keep_divided(sections: &mut Vec<SectionPlan>, catalogue: &Catalogue, dimension: &str, found: &mut Diagnostics) {
    sections.retain_mut(|section| {
        if let Some(source) = undivided(section, catalogue) {
            let message = format!("section `{}` is left out of the reports by `{dimension}`", section.id);
            let fault = Diagnostic::warning(Code::SectionLeftOut, message);
            found.push(fault.found(format!("records of `{source}` that cannot be told apart by `{dimension}`")).hint(
                "`scope: { whole: true }` on the section or the table keeps it, with the figures of the whole area",
            ));
            return false;
        }
        let had_sections = !section.sections.is_empty();
        keep_divided(&mut section.sections, catalogue, dimension, found);
        let is_shell = had_sections && section.sections.is_empty() && !section.blocks.iter().any(is_content);
        !is_shell
    });
}

fn is_content(block: &BlockPlan) -> bool {
    match block {
        BlockPlan::Table(_)
        | BlockPlan::Chart(_)
        | BlockPlan::Reconciliation(_)
        | BlockPlan::KeyFindings(_)
        | BlockPlan::Coverage(_) => true,
        BlockPlan::Prose(_)
        | BlockPlan::Finding(_)
        | BlockPlan::Claim(_)
        | BlockPlan::Recommendation(_)
        | BlockPlan::Callout(_)
        | BlockPlan::Facts(_) => false,
    }
}

/// The first source of a section's tables about the part of which nothing can be told by the part: its records lack the
/// column, or the measure counts them beyond the part.
fn undivided(section: &SectionPlan, catalogue: &Catalogue) -> Option<String> {
    section.tables().find_map(|table| {
        let part = table.scope.part.as_ref()?;
        // What partners have counted is about the whole area.
        let measures = table.spec.measures();
        if let Some(aggregate) = measures.iter().flat_map(|measure| measure.aggregates()).next() {
            return Some(aggregate.value.clone());
        }
        let lacks =
            |name: &str| catalogue.sources.get(name).is_some_and(|source| !source.columns.contains(&part.dimension));
        let questions = questions(table, catalogue);
        // Counted by the part's own dimension, the part is told from the rest.
        let by_part = |question: &&Question| question.columns().contains(&part.dimension);
        let beyond = questions.iter().filter(|question| !by_part(question)).flat_map(Question::beyond_part).next();
        let found = beyond.or_else(|| questions.iter().flat_map(Question::sources).find(|name| lacks(name)));
        found.map(str::to_owned)
    })
}

fn questions(table: &TablePlan, catalogue: &Catalogue) -> Vec<Question> {
    let setting = Setting { scope: &table.scope, catalogue, origin: &table.origin, months: BTreeSet::new() };
    table.spec.measures().into_iter().flat_map(|measure| measure.ask(&setting).unwrap_or_default()).collect()
}

/// Whether a section of a part counts records in the part, and finds none.
pub(super) fn is_empty(section: &SectionPlan, asked: &Asked, answers: &Answers) -> bool {
    let in_part: Vec<&TablePlan> = section.tables().filter(|table| table.scope.part.is_some()).collect();
    let none = |table: &&TablePlan| asked.answers(&table.id, answers).iter().all(|counts| counts.total() == 0);
    !in_part.is_empty() && in_part.iter().all(none)
}

/// The answers to questions about records within a part, and those to the same questions about the whole.
#[derive(Debug, Clone, Copy)]
pub struct Addends<'a> {
    /// Of each part, and of what lies in none.
    pub parts: &'a [&'a Counts],
    /// Of the whole.
    pub whole: &'a Counts,
}

impl Addends<'_> {
    /// Whether the parts add up to the whole, at every combination of keys.
    pub fn add_up(&self) -> bool {
        let keys: BTreeSet<_> = self.parts.iter().flat_map(|part| part.0.keys()).chain(self.whole.0.keys()).collect();
        keys.into_iter().all(|key| self.parts.iter().map(|part| part.at(key)).sum::<u64>() == self.whole.at(key))
    }
}

/// The positions of the questions about records in a part, by table: those whose parts must add up.
pub fn additive(asked: &Asked) -> impl Iterator<Item = (&str, Vec<usize>)> {
    asked.tables().filter_map(|(table, range)| {
        let in_part = |at: &usize| match &asked.questions.queries[*at] {
            Question::Records(query) => query.scope.part.is_some(),
            Question::Persons(_) => false,
        };
        let positions: Vec<usize> = range.filter(in_part).collect();
        (!positions.is_empty()).then_some((table, positions))
    })
}

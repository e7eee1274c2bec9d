//! A report of one part of the whole: what it cannot hold is left out, and said.

use crate::spec::{BlockPlan, ReportPlan, SectionPlan, TablePlan};
use sna_core::diag::{Diagnostic, Diagnostics};
use sna_data::Catalogue;
use sna_data::query::{AnswerId, Answers, Query, Question, Questions, Scope};

use super::ask::{Asked, ask_table};

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
            let fault = Diagnostic::warning("section-left-out", message);
            found.push(fault.found(format!("records of `{source}` that cannot be told apart by `{dimension}`")).hint(
                "`scope: { whole: true }` on the section or the table keeps it, with the figures of the whole area",
            ));
            return false;
        }
        let had_sections = !section.sections.is_empty();
        keep_divided(&mut section.sections, catalogue, dimension, found);
        let is_shell = had_sections && section.sections.is_empty() && !section.blocks.iter().any(BlockPlan::is_content);
        !is_shell
    });
}

/// The first source of a section's tables about the part of which nothing can be told by the part: its records lack the
/// column, or the measure counts them beyond the part.
fn undivided(section: &SectionPlan, catalogue: &Catalogue) -> Option<String> {
    section.tables().find_map(|table| {
        let part = table.scope.part.as_ref()?;
        // What partners have counted is about the whole area.
        if let Some(aggregate) = table.measure.aggregates().first() {
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

/// What a table would ask; nothing where its options are wrong, which is found when it asks.
fn questions(table: &TablePlan, catalogue: &Catalogue) -> Vec<Question> {
    let mut questions = Questions::default();
    let asked = ask_table(table, catalogue, &mut questions).is_ok();
    if asked { questions.queries } else { Vec::new() }
}

/// Whether a section of a part counts records in the part, and finds none.
pub(super) fn is_empty(section: &SectionPlan, asked: &Asked<'_>, answers: &Answers) -> bool {
    let mut in_part = section.tables().filter(|table| table.scope.part.is_some()).peekable();
    let none = |table: &TablePlan| asked.answers(&table.id).iter().all(|answer| answers[*answer].total() == 0);
    in_part.peek().is_some() && in_part.all(none)
}

impl Asked<'_> {
    /// Every answer that counts records in a part, with its table and with the question about the whole: parts must add up.
    pub fn additive<'q>(&'q self, questions: &'q Questions) -> impl Iterator<Item = (&'q str, AnswerId, Query)> {
        let about_whole = |answer: AnswerId| {
            let query = questions.records(answer).filter(|query| query.scope.part.is_some())?.clone();
            Some((answer, Query { scope: Scope { part: None, ..query.scope }, ..query }))
        };
        self.tables().flat_map(move |table| {
            let queries = table.answers.iter().copied().filter_map(about_whole);
            queries.map(|(answer, query)| (table.plan.id.as_str(), answer, query))
        })
    }
}

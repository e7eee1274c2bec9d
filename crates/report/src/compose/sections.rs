//! From plan and tables to the document: each section's words over its own tables, in reading order; then what names findings
//! and sections of the whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ask::Asked;
use super::blocks;
use super::composer::Composer;
use super::draft::{Draft, SectionDraft};
use super::finishing::finish;
use super::numbers::{Numbers, Siblings};
use super::partners::rests_on_partners_alone;
use super::parts::is_empty;
use super::words::area;
use crate::spec::SectionPlan;
use sna_core::diag::Diagnostics;
use sna_core::document::{Block, Cover, Document, FORMAT, Inline, Prose, Source, Table};
use sna_data::Catalogue;
use sna_data::query::{Answers, Audit};
use sna_narrative::Comparisons;

/// Composes the document, with what a reader should know about it.
///
/// # Errors
/// The author's words have faults: in expressions or claims, figures typed by hand, or charts of missing tables.
pub fn compose(
    catalogue: &Catalogue,
    asked: &Asked<'_>,
    answers: &Answers,
    tables: BTreeMap<String, Table>,
) -> Result<(Document, Diagnostics), Diagnostics> {
    let plan = &asked.plan;
    let tables = tables.into_iter().map(|(id, table)| (id, Arc::new(table))).collect();
    let (numbers, found) = (Numbers::default(), Diagnostics::default());
    let comparisons = Comparisons::default();
    let mut composer = Composer { plan, catalogue, asked, answers, tables, numbers, comparisons, found };
    // Reconciliations are tables too, so that prose can use their figures.
    blocks::add_reconciliations(&mut composer);
    blocks::add_titles(&mut composer);
    let about = inside_front(&mut composer);
    let sections = sections(&mut composer, &plan.sections, None);
    let sources = sources(&mut composer);
    let making = composer.making();
    let (about, sections) = finish(&mut composer, about, sections);
    let mut document = Document { format: FORMAT, making, cover: plan.cover.clone(), about, sections, sources };
    if rests_on_partners_alone(&document, catalogue) {
        document.cover = Cover { notice: None, ..document.cover };
    }
    let mut found = composer.found;
    if !found.has_errors() {
        found.extend(sna_core::document::check(&document));
    }
    found.into_result(document)
}

/// The sources that are counted, then partners' aggregates.
fn sources(composer: &mut Composer<'_>) -> Vec<Source> {
    let (plan, catalogue) = (composer.plan, composer.catalogue);
    let counted = catalogue.sources.values().filter_map(|source| {
        let audit = Audit { source: source.name.clone(), scope: plan.scope.clone() };
        composer.source(source, &audit)
    });
    let counted: Vec<Source> = counted.collect();
    counted.into_iter().chain(composer.aggregates_used()).collect()
}

fn sections<'a>(composer: &mut Composer<'a>, plans: &'a [SectionPlan], outer: Option<&str>) -> Vec<SectionDraft<'a>> {
    let mut siblings = Siblings::inside(outer);
    plans.iter().map(|plan| section(composer, plan, siblings.next(plan.numbering))).collect()
}

fn section<'a>(composer: &mut Composer<'a>, plan: &'a SectionPlan, number: String) -> SectionDraft<'a> {
    let (title, blocks) = own(composer, plan);
    let sections = match finds_nothing(composer, plan) {
        true => Vec::new(),
        false => sections(composer, &plan.sections, Some(&number)),
    };
    SectionDraft { id: plan.id.clone(), number, title, blocks, sections }
}

/// The heading and the blocks of a section.
fn own<'a>(composer: &mut Composer<'a>, plan: &'a SectionPlan) -> (String, Vec<Draft<'a>>) {
    let narrator = composer.narrator(plan);
    let title = composer.words(&narrator, &plan.title);
    if finds_nothing(composer, plan) {
        return (title, vec![no_records(composer, plan)]);
    }
    let drafts: Vec<Draft<'a>> =
        plan.blocks.iter().filter_map(|block| blocks::make(composer, &narrator, plan, block)).collect();
    composer.found.extend(narrator.unlike());
    (title, drafts)
}

/// The inside front has no heading. Sections inside it are not printed: their faults are found, but they take no numbers.
fn inside_front<'a>(composer: &mut Composer<'a>) -> Vec<Draft<'a>> {
    let about = &composer.plan.about;
    let (_, blocks) = own(composer, about);
    let numbers = composer.numbers;
    sections(composer, &about.sections, None);
    composer.numbers = numbers;
    blocks
}

fn finds_nothing(composer: &Composer<'_>, plan: &SectionPlan) -> bool {
    composer.plan.scope.part.is_some() && is_empty(plan, composer.asked, composer.answers)
}

/// A section that finds no record in the part it is about says so, and nothing else.
fn no_records<'a>(composer: &Composer<'_>, plan: &SectionPlan) -> Draft<'a> {
    let source = composer.catalogue.sources.get(plan.scope.source());
    let counted = source.map_or(plan.scope.source(), |source| source.words.as_str());
    let area = area(composer.plan, plan);
    let words = format!("None of the {counted} behind this section are from {area}.");
    Draft::Finished(Block::Prose(vec![Prose::Paragraph(vec![Inline::Text(words)])]))
}

//! From plan and tables to the document: each section's words over its own tables, then findings, then numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ask::Asked;
use super::chart::{Drawing, plot};
use super::describe::describe;
use super::findings::{fill_key_findings, ranked_findings};
use super::framing::{Numbered, fill_coverage, numbered};
use super::number::number;
use super::partners::rests_on_partners_alone;
use super::parts::is_empty;
use super::recommendations::fill_grounds;
use super::reconciliation;
use super::small_numbers;
use super::words::{counted, words};
use crate::spec::{BlockPlan, ChartPlan, FindingPlan, ReportPlan, SectionPlan, TablePlan, TextAt, text_at};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{self, Block, Chart, Document, FORMAT, Finding, Missing, Plot, Prose, Section, Table};
use sna_core::yaml::Origin;
use sna_data::Catalogue;
use sna_data::query::{Answers, Audit};
use sna_narrative::{Narrator, Text};

/// Composes the document, with what a reader should know of it.
///
/// # Errors
/// Everything wrong with the author's words: expressions, claims, figures typed by hand, charts of tables that are not there.
pub fn compose(
    plan: &ReportPlan,
    catalogue: &Catalogue,
    asked: &Asked,
    answers: &Answers,
    tables: BTreeMap<String, Table>,
) -> Result<(Document, Diagnostics), Diagnostics> {
    let mut composer = Composer {
        plan,
        catalogue,
        asked,
        answers,
        tables: BTreeMap::new(),
        key_findings: BTreeMap::new(),
        found: Diagnostics::default(),
    };
    composer.tables = tables.into_iter().map(|(id, table)| (id, Arc::new(table))).collect();
    composer.add_reconciliations();
    composer.add_titles();
    let about = composer.section(&plan.about).blocks;
    let sections = plan.sections.iter().map(|section| composer.section(section)).collect();
    let counted = catalogue.sources.values().filter_map(|source| {
        let audit = Audit { source: source.name.clone(), scope: plan.scope.clone() };
        let at = composer.asked.audit(&audit)?;
        composer.source(source, at)
    });
    let sources: Vec<_> = counted.collect();
    let sources = sources.into_iter().chain(composer.aggregates_used()).collect();
    let making = composer.making();
    let mut document = Document { format: FORMAT, making, cover: plan.cover.clone(), about, sections, sources };
    if rests_on_partners_alone(&document, catalogue) {
        document.cover.notice = None;
    }
    composer.rest_recommendations(&mut document);
    number(&mut document.about, &mut document.sections, plan);
    let links = ranked_findings(&document);
    fill_key_findings(&mut document.sections, &links, &composer.key_findings);
    let numbered = numbered(&document.sections);
    fill(&mut document.about, plan, &numbered);
    fill_inside(&mut document.sections, plan, &numbered);
    let mut found = composer.found;
    if !found.has_errors() {
        found.extend(sna_core::document::check(&document));
    }
    found.into_result(document)
}

/// What names sections by their numbers, which it gets last.
fn fill(blocks: &mut [Block], plan: &ReportPlan, numbered: &Numbered) {
    fill_grounds(blocks, numbered);
    fill_coverage(blocks, plan, numbered);
}

fn fill_inside(sections: &mut [Section], plan: &ReportPlan, numbered: &Numbered) {
    for section in sections {
        fill(&mut section.blocks, plan, numbered);
        fill_inside(&mut section.sections, plan, numbered);
    }
}

pub(super) struct Composer<'a> {
    pub(super) plan: &'a ReportPlan,
    pub(super) catalogue: &'a Catalogue,
    asked: &'a Asked,
    pub(super) answers: &'a Answers,
    tables: BTreeMap<String, Arc<Table>>,
    /// How many findings the key-findings page of a section shows.
    key_findings: BTreeMap<String, usize>,
    pub(super) found: Diagnostics,
}

impl Composer<'_> {
    fn rows(&self, audit: &Audit) -> sna_core::document::SourceRows {
        let answer = self.asked.audit(audit).and_then(|at| self.answers.audits.get(at));
        answer.map(|answer| answer.rows.clone()).unwrap_or_default()
    }

    /// Reconciliations are tables too, so that prose can use their figures.
    fn add_reconciliations(&mut self) {
        for section in self.plan.all_sections() {
            for block in &section.blocks {
                if let BlockPlan::Reconciliation(audit) = block {
                    let id = reconciliation_id(section, audit);
                    let title = self.catalogue.sources.get(&audit.source).map_or("", |source| source.title.as_str());
                    let table = reconciliation::table(id.clone(), &self.rows(audit), &audit.source, title);
                    self.tables.insert(id, Arc::new(table));
                }
            }
        }
    }

    /// Titles and notes are templates too; they are filled before any text can speak of the tables.
    fn add_titles(&mut self) {
        for section in self.plan.all_sections() {
            let narrator = self.narrator(section);
            for block in &section.blocks {
                let BlockPlan::Table(plan) = block else { continue };
                let title = self.words(&narrator, &text_at(&plan.spec.title, &plan.origin));
                let notes: Vec<String> =
                    plan.spec.notes.iter().map(|note| self.words(&narrator, &text_at(note, &plan.origin))).collect();
                if let Some(table) = self.tables.get_mut(&plan.id) {
                    let table = Arc::make_mut(table);
                    table.title = title;
                    table.notes.extend(notes);
                }
            }
        }
    }

    /// A narrator that sees a section's own tables by their short names and all tables by their full ones.
    fn narrator(&self, section: &SectionPlan) -> Narrator {
        let own = format!("{}.", section.id);
        let short = self.tables.iter().filter_map(|(id, table)| {
            let name = id.strip_prefix(&own).filter(|name| !name.contains('.'))?;
            Some((name.to_owned(), Arc::clone(table)))
        });
        let full = self.tables.iter().map(|(id, table)| (id.clone(), Arc::clone(table)));
        let narrator = Narrator::new(full.chain(short), words(self.plan, section, self.catalogue));
        narrator.with_percentages_from(self.plan.percentages_from.unwrap_or(0))
    }

    fn section(&mut self, plan: &SectionPlan) -> Section {
        let narrator = self.narrator(plan);
        let title = self.words(&narrator, &plan.title);
        if self.plan.scope.part.is_some() && is_empty(plan, self.asked, self.answers) {
            return self.empty(plan, title);
        }
        let blocks = plan.blocks.iter().filter_map(|block| self.block(&narrator, plan, block)).collect();
        let sections = plan.sections.iter().map(|inner| self.section(inner)).collect();
        Section { id: plan.id.clone(), number: String::new(), title, blocks, sections }
    }

    /// A section that finds no record in the part it is about says so, and nothing else.
    fn empty(&self, plan: &SectionPlan, title: String) -> Section {
        let source = self.catalogue.sources.get(plan.scope.source());
        let counted = counted(&plan.subject, source.map_or(plan.scope.source(), |source| source.words.as_str()));
        let words = format!("No {counted} are recorded in {} for {}.", self.area(plan), plan.scope.period.label());
        let blocks = vec![Block::Prose(vec![Prose::Paragraph(vec![document::Inline::Text(words)])])];
        Section { id: plan.id.clone(), number: String::new(), title, blocks, sections: Vec::new() }
    }

    fn block(&mut self, narrator: &Narrator, section: &SectionPlan, block: &BlockPlan) -> Option<Block> {
        match block {
            BlockPlan::Table(plan) => self.table(plan),
            BlockPlan::Chart(plan) => self.chart(narrator, section, plan),
            BlockPlan::Prose(text) => self.prose(narrator, text).map(Block::Prose),
            BlockPlan::Finding(plan) => self.finding(narrator, plan),
            BlockPlan::Claim(plan) => self.claim(narrator, plan),
            BlockPlan::KeyFindings(top) => {
                self.key_findings.insert(section.id.clone(), *top);
                Some(Block::KeyFindings(Vec::new()))
            }
            BlockPlan::Reconciliation(audit) => {
                let table = self.tables.get(&reconciliation_id(section, audit))?;
                Some(Block::Table(Box::new(table.as_ref().clone())))
            }
            BlockPlan::Recommendation(plan) => self.recommendation(narrator, plan),
            BlockPlan::Callout(plan) => self.callout(narrator, plan),
            BlockPlan::Facts(plan) => Some(self.facts(narrator, plan)),
            BlockPlan::Coverage(plan) => Some(self.coverage(narrator, plan)),
        }
    }

    fn table(&self, plan: &TablePlan) -> Option<Block> {
        self.tables.get(&plan.id).map(|table| Block::Table(Box::new(table.as_ref().clone())))
    }

    pub(super) fn prose(&mut self, narrator: &Narrator, text: &TextAt) -> Option<Vec<Prose>> {
        self.found.keep(narrator.prose(&narrated(text)))
    }

    pub(super) fn words(&mut self, narrator: &Narrator, text: &TextAt) -> String {
        self.found.keep(narrator.words(&narrated(text))).unwrap_or_default()
    }

    fn finding(&mut self, narrator: &Narrator, plan: &FindingPlan) -> Option<Block> {
        let text = self.found.keep(narrator.line(&narrated(&text_at(&plan.spec.text, &plan.origin))));
        let figure = plan.spec.figure.as_ref().map(|figure| text_at(figure, &plan.origin));
        let figure = figure.and_then(|figure| self.found.keep(narrator.bound(&narrated(&figure))));
        Some(Block::Finding(Finding {
            id: plan.id.clone(),
            text: text?,
            figure,
            rank: plan.spec.rank.unwrap_or(u32::MAX),
        }))
    }

    fn chart(&mut self, narrator: &Narrator, section: &SectionPlan, plan: &ChartPlan) -> Option<Block> {
        let headline = self.words(narrator, &text_at(&plan.spec.headline, &plan.origin));
        let table = self.chart_table(section, plan)?;
        let place = (self.catalogue, self.area_of(section, &table.id));
        let drawing = plot(&plan.spec.plot, &table, place, &plan.origin);
        let Drawing { plot, measured, mut notes } = self.found.keep(drawing)?;
        if matches!(&plot, Plot::Intervals { intervals, .. } if intervals.is_empty()) {
            return None;
        }
        let has_gaps = plot.is_of_percentages() && table.shorthand().contains(&Missing::LowReliability);
        notes.extend(self.plan.percentages_from.filter(|_| has_gaps).map(small_numbers::chart_note));
        let subtitle = match &plan.spec.subtitle {
            Some(subtitle) => self.words(narrator, &text_at(subtitle, &plan.origin)),
            None => self.subtitle(section, &table, &measured),
        };
        Some(Block::Chart(Box::new(Chart {
            id: plan.id.clone(),
            number: 0,
            headline,
            subtitle,
            description: describe(&plot),
            source: table.source.clone(),
            // What is not printed cannot say what its figures need.
            notes: if table.printed { notes } else { table.notes.iter().cloned().chain(notes).collect() },
            table: table.id.clone(),
            plot,
        })))
    }

    fn chart_table(&mut self, section: &SectionPlan, plan: &ChartPlan) -> Option<Arc<Table>> {
        let name = &plan.spec.from;
        let found = self.tables.get(&format!("{}.{}", section.id, name.value)).or_else(|| self.tables.get(&name.value));
        if found.is_none() {
            let own = format!("{}.", section.id);
            let known = self.tables.keys().map(|id| id.strip_prefix(&own).unwrap_or(id));
            self.found
                .push(Diagnostic::unknown(Code::UnknownTable, "table", &name.value, known).at(plan.origin.place(name)));
        }
        found.cloned()
    }
}

/// `method.reconciliation`, and `method.reconciliation_victims` of a source that the section does not count itself.
fn reconciliation_id(section: &SectionPlan, audit: &Audit) -> String {
    match audit.source == section.scope.source() {
        true => format!("{}.reconciliation", section.id),
        false => format!("{}.reconciliation_{}", section.id, audit.source),
    }
}

pub(super) fn narrated(text: &TextAt) -> Text<'_> {
    let Origin { file, text: file_text } = text.origin.as_ref();
    Text { source: &text.text, file, first_line: text.first_line, column: text.column.saturating_sub(1), file_text }
}

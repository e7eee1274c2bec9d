//! All questions of a plan, collected before any is answered; then each measure's table from its answers.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::making::counted_scope;
use super::small_numbers;
use crate::spec::{BlockPlan, ReportPlan, SectionPlan, TablePlan};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::Taken;
use sna_core::document::{Provenance, Table};
use sna_data::query::{Answers, Audit, Counts, Question, Questions};
use sna_data::{Catalogue, OFFENCES};
use sna_measures::Setting;

/// What a plan asks, and which answers belong to which table.
#[derive(Debug, Default)]
pub struct Asked {
    /// The questions.
    pub questions: Questions,
    /// Positions of a table's answers, by the table's identifier.
    of_table: BTreeMap<String, Range<usize>>,
}

impl Asked {
    /// The position of an audit's answer.
    pub(super) fn audit(&self, audit: &Audit) -> Option<usize> {
        self.questions.audits.iter().position(|asked| asked == audit)
    }

    /// The answers that belong to a table.
    pub(super) fn answers<'a>(&self, table: &str, answers: &'a Answers) -> &'a [sna_data::query::Counts] {
        self.of_table.get(table).and_then(|range| answers.counts.get(range.clone())).unwrap_or_default()
    }

    /// Every table with the positions of its questions.
    pub(super) fn tables(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.of_table.iter().map(|(table, range)| (table.as_str(), range.clone()))
    }

    fn add_audit(&mut self, audit: Audit) {
        if !self.questions.audits.contains(&audit) {
            self.questions.audits.push(audit);
        }
    }
}

/// The tables of a plan, in reading order.
fn all_tables(plan: &ReportPlan) -> impl Iterator<Item = &TablePlan> {
    plan.all_sections().into_iter().flat_map(SectionPlan::tables)
}

/// Collects all questions.
///
/// # Errors
/// Every name in a measure's options that means nothing, and every identifier that stands twice.
pub fn ask(plan: &ReportPlan, catalogue: &Catalogue) -> Result<Asked, Diagnostics> {
    let (mut asked, mut found) = (Asked::default(), Diagnostics::default());
    for section in plan.all_sections() {
        for block in &section.blocks {
            if let BlockPlan::Reconciliation(audit) = block {
                asked.add_audit(audit.clone());
            }
        }
    }
    for table in all_tables(plan) {
        let setting = Setting { scope: &table.scope, catalogue, origin: &table.origin, months: BTreeSet::new() };
        let from = asked.questions.queries.len();
        for measure in table.spec.measures() {
            let questions = found.keep(measure.ask(&setting)).unwrap_or_default();
            found.extend(unanswerable(&questions, table, catalogue));
            asked.questions.queries.extend(questions);
        }
        if asked.of_table.insert(table.id.clone(), from..asked.questions.queries.len()).is_some() {
            found.push(
                Diagnostic::error(Code::DuplicateId, format!("two tables are called `{}`", table.id))
                    .at(table.origin.place(&table.spec.id))
                    .expected("a name of its own for each table of a section"),
            );
        }
    }
    // What became of the rows of every source that is counted; the offences are behind all others.
    let counted: BTreeSet<&str> =
        asked.questions.queries.iter().flat_map(Question::sources).chain([OFFENCES]).collect();
    let used: Vec<String> = catalogue.sources.keys().filter(|name| counted.contains(name.as_str())).cloned().collect();
    for source in used {
        asked.add_audit(Audit { source, scope: plan.scope.clone() });
    }
    found.into_result(asked).map(|(asked, _)| asked)
}

/// Conditions on a table that its source cannot answer, such as an age asked of offences.
fn unanswerable(questions: &[Question], table: &TablePlan, catalogue: &Catalogue) -> Diagnostics {
    let asked: BTreeSet<(&str, String)> = questions.iter().flat_map(Question::conditions).collect();
    let lacking = asked.iter().filter_map(|(source, sql)| {
        let source = catalogue.sources.get(*source)?;
        Some((source, source.lacks(sql).into_iter().next()?, sql))
    });
    lacking
        .map(|(source, column, sql)| {
            Diagnostic::unknown(Code::UnanswerableCondition, "column", &column, source.columns.iter().copied())
                .at(table.origin.place(&table.spec.id))
                .hint(format!(
                    "table `{}` counts `{}`, and stands where the condition `{}` holds",
                    table.spec.id.value,
                    source.name,
                    sql.split_whitespace().collect::<Vec<_>>().join(" ")
                ))
        })
        .collect()
}

fn taken(taken: &Taken) -> Provenance {
    let Taken { aggregate, sql, scope, by } = taken.clone();
    Provenance { source: aggregate, sql, scope, by }
}

/// Makes every table from its answers, by identifier. Titles and notes are still the author's templates.
///
/// # Errors
/// What measures find in the records, such as an offence without a harm weight.
pub fn tables(
    plan: &ReportPlan,
    catalogue: &Catalogue,
    asked: &Asked,
    answers: &Answers,
) -> Result<BTreeMap<String, Table>, Diagnostics> {
    let (mut tables, mut found) = (BTreeMap::new(), Diagnostics::default());
    for table in all_tables(plan) {
        let Some(range) = asked.of_table.get(&table.id) else { continue };
        let queries = &asked.questions.queries[range.clone()];
        let months = answers.months_covered(&asked.questions.audits, queries, catalogue);
        let setting = Setting { scope: &table.scope, catalogue, origin: &table.origin, months };
        for measure in table.spec.measures() {
            let Some(body) = found.keep(measure.table(&setting, &answers.counts[range.clone()])) else { continue };
            let records = answers.counts[range.clone()].iter().map(Counts::total).max().unwrap_or(0);
            let body = match plan.percentages_from {
                // How many stand behind a percentage that a partner published is not known.
                Some(from) if !body.taken.is_empty() => small_numbers::keep_back(body, from, u64::MAX),
                Some(from) => small_numbers::keep_back(body, from, records),
                None => body,
            };
            let sources: Vec<&str> = queries.iter().flat_map(Question::sources).collect();
            let source = sources.first().and_then(|name| catalogue.sources.get(*name));
            let asked = queries.iter().map(|query| Provenance {
                source: query.sources().join(", "),
                sql: query.sql(),
                scope: counted_scope(query.scope().unwrap_or(&table.scope)),
                by: query.columns().into_iter().map(str::to_owned).collect(),
            });
            let provenance = asked.chain(body.taken.iter().map(taken)).collect();
            let source_words =
                sna_measures::published_by(&body, catalogue).or_else(|| source.map(|source| source.title.clone()));
            tables.insert(
                table.id.clone(),
                Table {
                    id: table.id.clone(),
                    number: 0,
                    title: String::new(),
                    base: body.base.or_else(|| source.map(|source| source.words.clone())).unwrap_or_default(),
                    row_header: body.row_header,
                    columns: body.columns,
                    rows: body.rows,
                    heat: body.heat,
                    notes: body.notes,
                    source: source_words.unwrap_or_default(),
                    provenance,
                    rests_on: measure.rests_on().to_vec(),
                    printed: table.spec.print,
                },
            );
        }
    }
    found.into_result(tables).map(|(tables, _)| tables)
}

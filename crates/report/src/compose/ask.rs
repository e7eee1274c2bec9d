//! All questions of a plan, collected before any is answered; then each measure's table from its answers.

use std::collections::{BTreeMap, BTreeSet};

use super::making::counted_scope;
use super::small_numbers;
use crate::spec::{BlockPlan, ReportPlan, SectionPlan, TablePlan};
use sna_core::diag::{Diagnostic, Diagnostics};
use sna_core::document::{AnswerId, Body, BodyRow, Provenance, Table, Taken};
use sna_data::query::{Answers, Ask, Audit, Question, Questions};
use sna_data::{Catalogue, OFFENCES};
use sna_measures::{Answered, At, Laid};

/// The tables of a plan, their questions asked.
pub struct Asked<'p> {
    /// In reading order.
    tables: Vec<AskedTable<'p>>,
}

/// A table whose questions are asked.
pub(super) struct AskedTable<'p> {
    pub plan: &'p TablePlan,
    laid: Box<dyn Laid + 'p>,
    /// The answers to its questions.
    pub answers: Vec<AnswerId>,
}

impl Asked<'_> {
    /// Every table.
    pub(super) fn tables(&self) -> impl Iterator<Item = &AskedTable<'_>> {
        self.tables.iter()
    }

    /// The answers that belong to a table.
    pub(super) fn answers(&self, table: &str) -> &[AnswerId] {
        self.tables.iter().find(|asked| asked.plan.id == table).map_or(&[], |asked| &asked.answers)
    }
}

/// Puts the questions of a plan among those of the run.
///
/// # Errors
/// Every name in a measure's options that means nothing, and every identifier that stands twice.
pub fn ask<'p>(
    plan: &'p ReportPlan,
    catalogue: &'p Catalogue,
    questions: &mut Questions,
) -> Result<Asked<'p>, Diagnostics> {
    let mut asked = Asked { tables: Vec::new() };
    let mut found = Diagnostics::default();
    for block in plan.all_sections().into_iter().flat_map(|section| &section.blocks) {
        if let BlockPlan::Reconciliation(audit) = block {
            questions.add_audit(audit.clone());
        }
    }
    for table in plan.all_sections().into_iter().flat_map(SectionPlan::tables) {
        let laid = ask_table(table, catalogue, questions);
        let Some((laid, answers)) = found.keep(laid) else { continue };
        found.extend(unanswerable(questions.of(&answers), table, catalogue));
        found.extend(asked.tables.iter().any(|other| other.plan.id == table.id).then(|| called_alike(table)));
        asked.tables.push(AskedTable { plan: table, laid, answers });
    }
    audit_sources(plan, catalogue, &asked, questions);
    found.into_result(asked).map(|(asked, _)| asked)
}

/// Looks up the names in a table's options and asks its questions.
pub(super) fn ask_table<'p>(
    table: &'p TablePlan,
    catalogue: &'p Catalogue,
    questions: &mut Questions,
) -> Result<(Box<dyn Laid + 'p>, Vec<AnswerId>), Diagnostics> {
    let mut ask = Ask::new(questions);
    let at = At { scope: &table.scope, catalogue, origin: &table.origin };
    let laid = table.measure.lay(at, &mut ask)?;
    Ok((laid, ask.asked()))
}

fn called_alike(table: &TablePlan) -> Diagnostic {
    Diagnostic::error("duplicate-id", format!("two tables are called `{}`", table.id))
        .at(table.origin.place(&table.words.id))
        .expected("a name of its own for each table of a section")
}

/// Asks what became of the rows of every source that is counted; the offences are behind all others.
fn audit_sources(plan: &ReportPlan, catalogue: &Catalogue, asked: &Asked<'_>, questions: &mut Questions) {
    let of_plan = asked.tables.iter().flat_map(|table| questions.of(&table.answers));
    let counted: BTreeSet<&str> = of_plan.flat_map(Question::sources).chain([OFFENCES]).collect();
    let used: Vec<String> = catalogue.sources.keys().filter(|name| counted.contains(name.as_str())).cloned().collect();
    for source in used {
        questions.add_audit(Audit { source, scope: plan.scope.clone() });
    }
}

/// Conditions on a table that its source cannot answer, such as an age asked of offences.
fn unanswerable<'q>(
    questions: impl Iterator<Item = &'q Question>,
    table: &TablePlan,
    catalogue: &Catalogue,
) -> Diagnostics {
    let asked: BTreeSet<(&str, String)> = questions.flat_map(Question::conditions).collect();
    let lacking = asked.iter().filter_map(|(source, sql)| {
        let source = catalogue.sources.get(*source)?;
        Some((source, source.lacks(sql).into_iter().next()?, sql))
    });
    lacking
        .map(|(source, column, sql)| {
            Diagnostic::unknown("unanswerable-condition", "column", &column, source.columns.iter().copied())
                .at(table.origin.place(&table.words.id))
                .hint(format!(
                    "table `{}` counts `{}`, and stands where the condition `{}` holds",
                    table.words.id.value,
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
    asked: &Asked<'_>,
    answers: &Answers,
) -> Result<BTreeMap<String, Table>, Diagnostics> {
    let (mut tables, mut found) = (BTreeMap::new(), Diagnostics::default());
    for table in asked.tables() {
        let months = answers.months_covered(&table.answers, catalogue);
        let Some(body) = found.keep(table.laid.body(&Answered::new(answers, months))) else { continue };
        let body = match plan.percentages_from {
            Some(from) => {
                let records = records_behind(table, &body, answers);
                small_numbers::keep_back(body, from, records)
            }
            None => body,
        };
        tables.insert(table.plan.id.clone(), made(table, body, answers, catalogue));
    }
    found.into_result(tables).map(|(tables, _)| tables)
}

/// How many records stand behind a table. How many stand behind what a partner published is not known.
fn records_behind(table: &AskedTable<'_>, body: &Body, answers: &Answers) -> u64 {
    let of_answers = table.answers.iter().map(|answer| answers[*answer].total());
    if body.taken.is_empty() { of_answers.max().unwrap_or(0) } else { u64::MAX }
}

/// The table of a body, before it has a number and a title.
fn made(table: &AskedTable<'_>, body: Body, answers: &Answers, catalogue: &Catalogue) -> Table {
    let questions = || answers.questions(&table.answers);
    let source = questions().flat_map(Question::sources).next().and_then(|name| catalogue.sources.get(name));
    let asked = questions().map(|question| Provenance {
        source: question.sources().join(", "),
        sql: question.sql(),
        scope: counted_scope(question.scope().unwrap_or(&table.plan.scope)),
        by: question.columns().into_iter().map(str::to_owned).collect(),
    });
    let provenance = asked.chain(body.taken.iter().map(taken)).collect();
    let source_words =
        sna_measures::published_by(&body, catalogue).or_else(|| source.map(|source| source.title.clone()));
    Table {
        id: table.plan.id.clone(),
        number: 0,
        title: String::new(),
        base: body.base.or_else(|| source.map(|source| source.words.clone())).unwrap_or_default(),
        row_header: body.row_header,
        columns: body.columns,
        rows: body.rows.into_iter().map(BodyRow::published).collect(),
        heat: body.heat,
        notes: body.notes,
        source: source_words.unwrap_or_default(),
        provenance,
        rests_on: table.plan.measure.rests_on().to_vec(),
        printed: table.plan.printed,
    }
}

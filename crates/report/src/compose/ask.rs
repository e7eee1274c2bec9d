//! All questions of a plan, collected before any is answered; then each measure's table from its answers.

use std::collections::{BTreeMap, BTreeSet};

use super::making::counted_scope;
use super::parts::{persons_of_place, published_for_whole, unplaced_shares};
use super::small_numbers;
use crate::spec::{BlockPlan, ReportPlan, SectionPlan, TablePlan};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};
use sna_core::document::{AnswerId, Body, BodyRow, Provenance, Table, Taken, Times};
use sna_core::file_name::folded;
use sna_data::query::{Answers, Ask, Audit, Part, Question, Questions};
use sna_data::{Catalogue, OFFENCES, SourceFrame};
use sna_measures::{Answered, At, Beside, ByMonth, Laid, time_notes, times, without_uncovered};

/// The tables of a plan, with their questions asked.
pub struct Asked<'p> {
    /// The plan with its sections that are kept.
    pub plan: ReportPlan,
    /// What was left out, as warnings.
    pub left_out: Diagnostics,
    /// In reading order.
    tables: Vec<AskedTable<'p>>,
}

/// A table whose questions are asked.
pub(super) struct AskedTable<'p> {
    pub plan: &'p TablePlan,
    laid: Box<dyn Laid + 'p>,
    /// Which answers by year have answers by month as well.
    by_month: ByMonth,
    /// What is asked to know how far its changes can be trusted.
    beside: Beside,
    /// The answers to its questions.
    pub answers: Vec<AnswerId>,
}

impl Asked<'_> {
    /// Every table.
    pub(super) fn tables(&self) -> impl Iterator<Item = &AskedTable<'_>> {
        self.tables.iter()
    }

    /// Asks what became of the rows of every source that is counted or has a reconciliation; the offences are behind
    /// all others.
    fn audit(&self, catalogue: &Catalogue, questions: &mut Questions) {
        for block in self.plan.all_sections().into_iter().flat_map(|section| &section.blocks) {
            if let BlockPlan::Reconciliation(audit) = block {
                questions.add_audit(audit.clone());
            }
        }
        let of_plan = self.tables.iter().flat_map(|table| questions.of(&table.answers));
        let counted: BTreeSet<&str> = of_plan.flat_map(Question::sources).chain([OFFENCES]).collect();
        let used: Vec<String> =
            catalogue.sources.keys().filter(|name| counted.contains(name.as_str())).cloned().collect();
        for source in used {
            questions.add_audit(Audit { source, scope: self.plan.scope.clone() });
        }
    }

    /// The answers that belong to a table.
    pub(super) fn answers(&self, table: &str) -> &[AnswerId] {
        self.tables.iter().find(|asked| asked.plan.id == table).map_or(&[], |asked| &asked.answers)
    }
}

/// Puts the questions of a plan among those of the run.
///
/// # Errors
/// Every unknown name in a measure's options, and every identifier that appears twice.
pub fn ask<'p>(
    plan: &'p ReportPlan,
    catalogue: &'p Catalogue,
    questions: &mut Questions,
) -> Result<Asked<'p>, Diagnostics> {
    ask_leaving_out(None, plan, catalogue, questions)
}

/// The same for the plan of one of many parts: what a report on the part cannot contain is left out.
///
/// # Errors
/// As for [`ask`], in the sections that are kept.
pub fn ask_part<'p>(
    plan: &'p ReportPlan,
    catalogue: &'p Catalogue,
    questions: &mut Questions,
) -> Result<Asked<'p>, Diagnostics> {
    ask_leaving_out(plan.scope.part.as_ref(), plan, catalogue, questions)
}

/// Asks, and leaves out what cannot be divided by the part, if one is given.
fn ask_leaving_out<'p>(
    part: Option<&'p Part>,
    plan: &'p ReportPlan,
    catalogue: &'p Catalogue,
    questions: &mut Questions,
) -> Result<Asked<'p>, Diagnostics> {
    let mut asking = Asking {
        catalogue,
        part,
        questions,
        tables: Vec::new(),
        found: Diagnostics::default(),
        left_out: Diagnostics::default(),
    };
    let about = asking.tables_of(&plan.about);
    asking.keep(about);
    let sections = asking.kept(&plan.sections);
    let Asking { tables, found, left_out, .. } = asking;
    let asked = Asked { plan: ReportPlan { sections, ..plan.clone() }, left_out, tables };
    asked.audit(catalogue, questions);
    found.into_result(asked).map(|(asked, _)| asked)
}

/// The tables of a plan as they are asked, section by section.
pub(super) struct Asking<'p, 'r> {
    pub(super) catalogue: &'p Catalogue,
    /// The part; sections that cannot be divided by it are not kept.
    pub(super) part: Option<&'p Part>,
    pub(super) questions: &'r mut Questions,
    tables: Vec<AskedTable<'p>>,
    pub(super) found: Diagnostics,
    pub(super) left_out: Diagnostics,
}

/// A section's own tables: each with its questions, or with what is wrong in its options.
pub(super) struct OwnTables<'p> {
    /// How many questions the run had before.
    questions_before: usize,
    pub(super) tables: Vec<(&'p TablePlan, Result<AskedTable<'p>, Diagnostics>)>,
}

impl<'p> Asking<'p, '_> {
    /// Asks the questions of a section's own tables.
    pub(super) fn tables_of(&mut self, section: &'p SectionPlan) -> OwnTables<'p> {
        let questions_before = self.questions.queries.len();
        let tables = section.tables().map(|table| (table, ask_table(table, self.catalogue, self.questions))).collect();
        OwnTables { questions_before, tables }
    }

    /// Keeps a section's own tables.
    pub(super) fn keep(&mut self, own: OwnTables<'p>) {
        for (_, asked) in own.tables {
            let Some(table) = self.found.keep(asked) else { continue };
            self.found.extend(unanswerable(self.questions.of(&table.answers), table.plan, self.catalogue));
            let is_twice = self.tables.iter().any(|other| folded(&other.plan.id) == folded(&table.plan.id));
            self.found.extend(is_twice.then(|| called_alike(table.plan)));
            self.tables.push(table);
        }
    }

    /// Withdraws the questions of a section's own tables, which were the last.
    pub(super) fn withdraw(&mut self, own: &OwnTables<'p>) {
        self.questions.queries.truncate(own.questions_before);
    }
}

/// Looks up the names in a table's options and asks its questions.
fn ask_table<'p>(
    table: &'p TablePlan,
    catalogue: &'p Catalogue,
    questions: &mut Questions,
) -> Result<AskedTable<'p>, Diagnostics> {
    let mut ask = Ask::new(questions);
    let at = At { scope: &table.scope, catalogue, origin: &table.origin };
    let laid = table.measure.lay(at, &mut ask).map_err(|found| found.or_at(&place_of(table)))?;
    let own = ask.so_far().to_vec();
    let by_month = ByMonth::ask(&mut ask, catalogue);
    let answers = ask.so_far().to_vec();
    let beside = Beside::ask(&mut ask, &own, catalogue);
    Ok(AskedTable { plan: table, laid, by_month, beside, answers })
}

/// Where a table is in the author's file.
pub(super) fn place_of(table: &TablePlan) -> Place {
    table.origin.place(&table.words.id)
}

fn called_alike(table: &TablePlan) -> Diagnostic {
    Diagnostic::error(Code::DuplicateId, format!("two tables are called `{}`", table.id))
        .at(place_of(table))
        .expected("a different name for each table in a section")
}

/// Conditions on a table that its source cannot answer, such as an age asked of offences.
fn unanswerable<'q>(
    questions: impl Iterator<Item = &'q Question>,
    table: &TablePlan,
    catalogue: &Catalogue,
) -> Diagnostics {
    let asked = questions.flat_map(Question::conditions);
    let asked: BTreeMap<(&str, String), _> =
        asked.map(|(source, condition)| ((source, condition.sql().to_owned()), condition)).collect();
    let lacking = asked.iter().filter_map(|((source, sql), condition)| {
        let source = catalogue.sources.get(*source)?;
        Some((source, source.lacks(condition).into_iter().next()?, sql))
    });
    lacking
        .map(|(source, column, sql)| {
            Diagnostic::unknown(Code::UnanswerableCondition, "column", column, source.columns.iter().copied())
                .at(place_of(table))
                .hint(format!(
                    "table `{}` counts `{}`, and its scope has the condition `{}`",
                    table.words.id.value, source.name, sql
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
/// A measure finds a fault in the records, such as an offence without a harm weight.
pub fn tables(
    catalogue: &Catalogue,
    asked: &Asked<'_>,
    answers: &Answers,
) -> Result<BTreeMap<String, Table>, Diagnostics> {
    let (mut tables, mut found) = (BTreeMap::new(), Diagnostics::default());
    for table in asked.tables() {
        let covered = answers.covered(&table.answers, catalogue);
        let answered = Answered::new(answers, covered, table.by_month.clone()).with(table.beside.clone());
        let body = table.laid.body(&answered);
        let placed = body.map_err(|found| found.or_at(&place_of(table.plan)));
        let Some(placed) = found.keep(placed) else { continue };
        let scope = &table.plan.scope;
        let times = times(&placed, (scope, &catalogue.areas), answers.questions(&table.answers), &answered);
        let by = answers.questions(&table.answers).flat_map(Question::columns).collect();
        let covered =
            without_uncovered(placed, &times, (&answered.covered, scope.period), &by, table.plan.measure.rests_on());
        let body = match asked.plan.percentages_from {
            Some(from) => {
                let records = records_behind(table, &covered, answers);
                small_numbers::keep_back(covered, from, records)
            }
            None => covered,
        };
        let notes = time_notes(&times, &answered.covered, scope.period);
        let unplaced = unplaced_shares(&times, scope.part.as_ref(), &asked.plan.whole);
        let published = published_for_whole(table.plan, &body);
        let made = made(table, body, answers, catalogue);
        let of_persons = persons_of_place(table, answers, &asked.plan.whole);
        let notes =
            made.notes.iter().cloned().chain(published).chain(notes).chain(unplaced).chain(of_persons).collect();
        tables.insert(table.plan.id.clone(), Table { times, notes, ..made });
    }
    found.into_result(tables).map(|(tables, _)| tables)
}

/// How many records are behind a table. For what a partner published, this is not known.
fn records_behind(table: &AskedTable<'_>, body: &Body, answers: &Answers) -> u64 {
    let of_answers = table.answers.iter().map(|answer| answers[*answer].total());
    if body.taken.is_empty() { of_answers.max().unwrap_or(0) } else { u64::MAX }
}

/// The table of a body, before it has a number and a title.
fn made(table: &AskedTable<'_>, body: Body, answers: &Answers, catalogue: &Catalogue) -> Table {
    let questions = || answers.questions(&table.answers);
    let mut names: Vec<&str> = Vec::new();
    questions().flat_map(Question::sources).for_each(|name| {
        if !names.contains(&name) {
            names.push(name);
        }
    });
    let sources: Vec<&SourceFrame> = names.into_iter().filter_map(|name| catalogue.sources.get(name)).collect();
    let titles: Vec<&str> = sources.iter().map(|source| source.title.as_str()).collect();
    let source = sources.first();
    let asked = questions().map(|question| Provenance {
        source: question.sources().join(", "),
        sql: question.sql(),
        scope: counted_scope(question.scope().unwrap_or(&table.plan.scope)),
        by: question.columns().into_iter().map(str::to_owned).collect(),
    });
    let provenance = asked.chain(body.taken.iter().map(taken)).collect();
    let source_words = sna_measures::published_by(&body, catalogue).unwrap_or_else(|| titles.join("; "));
    Table {
        id: table.plan.id.clone(),
        number: 0,
        title: String::new(),
        base: body.base.or_else(|| source.map(|source| source.words.clone())).unwrap_or_default(),
        narrowed: String::new(),
        row_header: body.row_header,
        columns: body.columns,
        rows: body.rows.into_iter().map(BodyRow::published).collect(),
        times: Times::default(),
        tests: body.tests,
        heat: body.heat,
        notes: body.notes,
        source: source_words,
        provenance,
        rests_on: table.plan.measure.rests_on().to_vec(),
        printed: table.plan.printed,
    }
}

//! Many reports of one spec: one for each value of a dimension, from one pass over the records.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use super::{Built, Progress, Timings, answer, read, render_document};
use sna_core::columns::{Kind, column};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_data::query::{
    AnswerId, Answers, Ask, Counts, Dimension, Key, Part, PartValue, Query, Question, Questions, Scope,
};
use sna_data::{Catalogue, DISTRICT, OFFENCES};
use sna_render::Artifact;
use sna_report::compose::{Asked, ask_part, compose, tables};
use sna_report::spec::ReportPlan;

/// More reports than these of one spec are a mistake, such as a report for each street.
const MOST_PARTS: usize = 400;

/// Which reports to make.
#[derive(Debug, Clone)]
pub struct Each {
    /// Name of the dimension: `district`.
    pub dimension: String,
    /// Only these of its values; all of them if the list is empty.
    pub only: Vec<String>,
}

/// The reports of one spec, and whether they add up.
#[derive(Debug)]
pub struct Parts {
    /// One for each value, in the order in which tables list them.
    pub reports: Vec<Built>,
    /// Name of the whole area.
    pub whole: String,
    /// What was found on the way, once however many reports it concerns.
    pub found: Diagnostics,
    /// Tables of counts in which the parts, and the records in none of them, add up to the whole.
    pub tables_adding_up: usize,
    /// Time of each stage, over all reports.
    pub timings: Timings,
}

/// Reads a spec and its data once, computes everything in one pass, and composes a document for each part.
///
/// # Errors
/// A dimension or value that is not there, every mistake of the stage that found any, parts that do not add up.
pub fn build_parts(path: &Path, each: &Each, progress: Progress<'_>) -> Result<Parts, Diagnostics> {
    let mut timings = Timings::default();
    progress("reading");
    let (plan, catalogue, mut found) = timings.time("read", || read(path))?;
    let dimension = dimension(&each.dimension)?;
    let names = timings.time("find parts", || names(&plan, &catalogue, dimension))?;
    let chosen = chosen(each, &names)?;
    let plans: Vec<ReportPlan> = chosen.iter().map(|name| plan.of_part(&Part::is(dimension, name), name)).collect();
    let mut questions = Questions::default();
    let mut asked = timings.time("ask", || ask_all(&plans, &catalogue, &mut questions))?;
    asked.iter_mut().for_each(|asked| found.extend(std::mem::take(&mut asked.left_out)));
    let rest = PartValue::NoneOf(names.clone());
    let sums = ask_sums(&asked, &Part { dimension, value: rest }, &mut questions);
    progress("computing");
    let (answers, told) = timings.time("compute", || answer(&catalogue, &questions))?;
    found.extend(told);
    let whole = chosen.len() == names.len();
    let tables_adding_up = if whole { add_up(&sums, &answers, &plan.whole)? } else { 0 };
    progress("composing");
    let made = timings.time("compose", || compose_all(&catalogue, &asked, &answers));
    let reports = found.keep_both(made).unwrap_or_default();
    let (reports, found) = found.into_result(reports)?;
    Ok(Parts { reports, whole: plan.whole, found, tables_adding_up, timings })
}

/// The files of every report, typeset at the same time.
///
/// # Errors
/// As [`render_document`].
pub fn render_parts(parts: &mut Parts, spec: &Path, progress: Progress<'_>) -> Result<Vec<Artifact>, Diagnostics> {
    progress("typesetting");
    let Parts { reports, timings, .. } = parts;
    let rendered: Vec<Result<Vec<Artifact>, Diagnostics>> = timings
        .time("typeset", || reports.par_iter_mut().map(|report| render_document(report, spec, &|_| {})).collect());
    let (mut artifacts, mut found) = (Vec::new(), Diagnostics::default());
    for of_report in rendered {
        artifacts.extend(found.keep(of_report).unwrap_or_default());
    }
    for report in &mut parts.reports {
        parts.found.extend(std::mem::take(&mut report.found));
    }
    found.into_result(artifacts).map(|(artifacts, _)| artifacts)
}

/// A dimension of names: parts by age, hour or month would be no reports.
fn dimension(name: &str) -> Result<&'static str, Diagnostic> {
    let is_flag = |name: &str| column(name).is_some_and(|column| column.kind == Kind::Flag);
    let has_names = |name: &str| matches!(Dimension::named(name), Some(Dimension::Column(_))) && !is_flag(name);
    match Dimension::named(name) {
        Some(Dimension::Column(name)) if !is_flag(name) => Ok(name),
        Some(_) | None => {
            let known = Dimension::names().into_iter().filter(|name| has_names(name));
            Err(Diagnostic::unknown(Code::UnknownDimension, "dimension of parts", name, known))
        }
    }
}

/// The names of all parts: the manifest's areas, or what the records of the report hold.
fn names(plan: &ReportPlan, catalogue: &Catalogue, dimension: &'static str) -> Result<Vec<String>, Diagnostics> {
    let areas: Vec<String> = catalogue.areas.iter().map(|area| area.name.clone()).collect();
    if dimension == DISTRICT && !areas.is_empty() {
        return Ok(areas);
    }
    let source = plan.scope.source();
    let Some(frame) = catalogue.sources.get(source).filter(|source| source.columns.contains(&dimension)) else {
        let fault = format!("the records of `{source}` have no column `{dimension}`");
        return Err(Diagnostic::error(Code::MissingColumn, fault).expected(columns_of(catalogue, source)).into());
    };
    let (mut questions, dimension) = (Questions::default(), Dimension::Column(dimension));
    let records = Ask::new(&mut questions).records(frame, &plan.scope, [dimension.clone()]);
    let (answers, _) = answer(catalogue, &questions)?;
    let keys = answers[records].keys(&dimension);
    let names: Vec<String> = keys
        .into_iter()
        .filter_map(|key| match key {
            Key::Text(name) => Some(name),
            Key::Number(_) | Key::Flag(_) | Key::Missing => None,
        })
        .collect();
    if names.is_empty() {
        return Err(
            Diagnostic::error(Code::NoParts, format!("no record has a `{}` that is a name", dimension.name())).into()
        );
    }
    Ok(names)
}

fn columns_of(catalogue: &Catalogue, source: &str) -> String {
    catalogue
        .sources
        .get(source)
        .map_or_else(|| format!("records called `{OFFENCES}`"), |source| sna_core::diag::list(&source.columns))
}

fn chosen(each: &Each, names: &[String]) -> Result<Vec<String>, Diagnostics> {
    let known = || names.iter().map(String::as_str);
    let unknown = each.only.iter().filter(|name| !names.contains(name));
    let what = format!("value of `{}`", each.dimension);
    let found: Diagnostics = unknown.map(|name| Diagnostic::unknown(Code::UnknownPart, &what, name, known())).collect();
    let chosen: Vec<String> =
        names.iter().filter(|name| each.only.is_empty() || each.only.contains(name)).cloned().collect();
    if chosen.len() > MOST_PARTS {
        let message = format!("there are {} parts by `{}`", chosen.len(), each.dimension);
        let expected = format!("at most {MOST_PARTS} reports in one run; `--only` names some of them");
        return Err(Diagnostic::error(Code::TooManyParts, message).expected(expected).into());
    }
    found.into_result(chosen).map(|(chosen, _)| chosen)
}

/// Asks the questions of every part, and returns the tables of each.
fn ask_all<'p>(
    plans: &'p [ReportPlan],
    catalogue: &'p Catalogue,
    questions: &mut Questions,
) -> Result<Vec<Asked<'p>>, Diagnostics> {
    let mut found = Diagnostics::default();
    let asked = plans.iter().filter_map(|plan| found.keep(ask_part(plan, catalogue, questions))).collect();
    found.into_result(asked).map(|(asked, _)| asked)
}

/// A question of a table, asked of all parts alike.
struct Shared {
    table: String,
    /// The question, about the whole.
    question: Query,
    /// The answer of each part.
    parts: Vec<AnswerId>,
}

/// Answers about parts, and about what lies in none, that must add up to the answer about the whole.
struct Sum {
    table: String,
    parts: Vec<AnswerId>,
    whole: AnswerId,
}

/// Every question about records in a part, with the answers of all parts to it.
fn shared_questions(asked: &[Asked<'_>], questions: &Questions) -> Vec<Shared> {
    let mut all: Vec<Shared> = Vec::new();
    for (parts_before, of_part) in asked.iter().enumerate() {
        for (table, answer, question) in of_part.additive(questions) {
            let known = all.iter_mut().find(|known| known.table == table && known.question == question);
            match known {
                // What a part is asked twice counts once.
                Some(known) if known.parts.len() == parts_before => known.parts.push(answer),
                Some(_) => {}
                None => all.push(Shared { table: table.to_owned(), question, parts: vec![answer] }),
            }
        }
    }
    all
}

/// Asks, for every table of counts, what lies in none of the parts and what the whole is.
fn ask_sums(asked: &[Asked<'_>], rest: &Part, questions: &mut Questions) -> Vec<Sum> {
    let shared = shared_questions(asked, questions);
    let mut ask = Ask::new(questions);
    let sum = |Shared { table, question, mut parts }| {
        let of_rest = Scope { part: Some(rest.clone()), ..question.scope.clone() };
        parts.push(ask.question(Question::Records(Query { scope: of_rest, ..question.clone() })));
        Sum { table, parts, whole: ask.question(Question::Records(question)) }
    };
    shared.into_iter().map(sum).collect()
}

/// How many tables of counts add up.
///
/// # Errors
/// `parts-do-not-add-up`: a fault of the program, never of the records.
fn add_up(sums: &[Sum], answers: &Answers, whole: &str) -> Result<usize, Diagnostics> {
    let adds_up = |sum: &&Sum| {
        let parts: Vec<&Counts> = sum.parts.iter().map(|part| &answers[*part]).collect();
        answers[sum.whole].is_sum_of(&parts)
    };
    let tables: BTreeSet<&str> = sums.iter().map(|sum| sum.table.as_str()).collect();
    let wrong: BTreeSet<&str> = sums.iter().filter(|sum| !adds_up(sum)).map(|sum| sum.table.as_str()).collect();
    let found: Diagnostics = wrong.into_iter().map(|table| apart(table, whole)).collect();
    found.into_result(tables.len()).map(|(tables, _)| tables)
}

fn compose_all(
    catalogue: &Catalogue,
    asked: &[Asked<'_>],
    answers: &Answers,
) -> Result<(Vec<Built>, Diagnostics), Diagnostics> {
    let one = |asked: &Asked<'_>| {
        let plan = &asked.plan;
        let made = tables(catalogue, asked, answers)?;
        let document = compose(catalogue, asked, answers, made);
        let (document, found) = document.map_err(|found| in_report(found, &plan.cover.area))?;
        Ok(Built { name: plan.name.clone(), document, found, timings: Timings::default() })
    };
    let composed: Vec<Result<Built, Diagnostics>> = asked.par_iter().map(one).collect();
    let mut found = Diagnostics::default();
    let mut reports: Vec<Built> = composed.into_iter().filter_map(|built| found.keep(built)).collect();
    reports.iter_mut().for_each(|report| found.extend(std::mem::take(&mut report.found)));
    found.into_result(reports)
}

fn apart(table: &str, whole: &str) -> Diagnostic {
    let message = format!("the parts of table `{table}` do not add up to {whole}");
    Diagnostic::machine(Code::PartsDoNotAddUp, message).hint("please report this as a fault of the program")
}

/// Says in which report a fault lies.
fn in_report(found: Diagnostics, area: &str) -> Diagnostics {
    found.into_iter().map(|fault| fault.hint(format!("in the report of {area}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_do_not_add_up() {
        let told = apart("volume.by_year", "Derby and Derbyshire");
        insta::assert_snapshot!(sna_core::diag::render(&told.into(), false), @"
        error[parts-do-not-add-up]: the parts of table `volume.by_year` do not add up to Derby and Derbyshire
         |
         = hint: please report this as a fault of the program
        ");
    }
}

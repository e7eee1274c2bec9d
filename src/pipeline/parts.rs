//! Many reports of one spec: one for each value of a dimension, from one pass over the records.

use std::path::Path;

use rayon::prelude::*;

use super::{Built, Progress, Timings, answer, read, render_document};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_data::query::{Answers, Counts, Dimension, Key, Part, PartValue, Query, Question, Questions};
use sna_data::roles::{Kind, role};
use sna_data::{Catalogue, DISTRICT, OFFENCES};
use sna_render::Artifact;
use sna_report::compose::{Addends, Asked, additive, ask, compose, leave_out, tables};
use sna_report::spec::ReportPlan;

/// More reports than these of one spec are a mistake, such as a report for each street.
const MOST_PARTS: usize = 400;

/// Which reports to make.
#[derive(Debug, Clone)]
pub struct Each {
    /// Name of the dimension: `district`.
    pub dimension: String,
    /// Only these of its values; all of them where there are none.
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

/// What is asked for all parts at once.
struct AskedOfAll {
    questions: Questions,
    asked: Vec<Asked>,
    /// Where each part's answers begin: those to its queries and to its audits.
    begin: Vec<(usize, usize)>,
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
    let plans = plans(&plan, &catalogue, dimension, &chosen, &mut found);
    let mut all = timings.time("ask", || ask_all(&plans, &catalogue))?;
    let rest = PartValue::NoneOf(names.clone());
    let sums = all.ask_sums(&Part { dimension, value: rest });
    progress("computing");
    let (answers, told) = timings.time("compute", || answer(&catalogue, &all.questions))?;
    found.extend(told);
    let whole = chosen.len() == names.len();
    let tables_adding_up = if whole { all.add_up(&sums, &answers, &plan.whole)? } else { 0 };
    progress("composing");
    let made = timings.time("compose", || compose_all(&plans, &catalogue, &all, &answers));
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
    let is_flag = |name: &str| role(name).is_some_and(|role| role.kind == Kind::Flag);
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
    let has_column = catalogue.sources.get(source).is_some_and(|source| source.columns.contains(&dimension));
    if !has_column {
        let fault = format!("the records of `{source}` have no column `{dimension}`");
        return Err(Diagnostic::error(Code::MissingColumn, fault).expected(columns_of(catalogue, source)).into());
    }
    let group_by = vec![Dimension::Column(dimension)];
    let query = Query { source: source.to_owned(), scope: plan.scope.clone(), group_by };
    let questions = Questions { queries: vec![Question::Records(query)], audits: Vec::new() };
    let (answers, _) = answer(catalogue, &questions)?;
    let keys = answers.counts.first().map(|counts| counts.keys(0)).unwrap_or_default();
    let names: Vec<String> = keys
        .into_iter()
        .filter_map(|key| match key {
            Key::Text(name) => Some(name),
            Key::Number(_) | Key::Flag(_) | Key::Missing => None,
        })
        .collect();
    if names.is_empty() {
        return Err(Diagnostic::error(Code::NoParts, format!("no record has a `{dimension}` that is a name")).into());
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

fn plans(
    plan: &ReportPlan,
    catalogue: &Catalogue,
    dimension: &'static str,
    names: &[String],
    found: &mut Diagnostics,
) -> Vec<ReportPlan> {
    let one = |name: &String| {
        let mut plan = plan.of_part(&Part::is(dimension, name), name);
        found.extend(leave_out(&mut plan, catalogue));
        plan
    };
    names.iter().map(one).collect()
}

fn ask_all(plans: &[ReportPlan], catalogue: &Catalogue) -> Result<AskedOfAll, Diagnostics> {
    let mut all = AskedOfAll { questions: Questions::default(), asked: Vec::new(), begin: Vec::new() };
    let mut found = Diagnostics::default();
    for plan in plans {
        let Some(asked) = found.keep(ask(plan, catalogue)) else { continue };
        all.begin.push((all.questions.queries.len(), all.questions.audits.len()));
        all.questions.queries.extend(asked.questions.queries.iter().cloned());
        all.questions.audits.extend(asked.questions.audits.iter().cloned());
        all.asked.push(asked);
    }
    found.into_result(all).map(|(all, _)| all)
}

/// A table whose parts must add up: for each of its questions the position among a part's, and those of the rest and of the whole.
struct Sum {
    table: String,
    questions: Vec<(usize, usize, usize)>,
}

impl AskedOfAll {
    /// Asks, for every table of counts, what lies in none of the parts and what the whole is.
    fn ask_sums(&mut self, rest: &Part) -> Vec<Sum> {
        let Some(asked) = self.asked.first() else { return Vec::new() };
        let tables: Vec<(String, Vec<usize>)> =
            additive(asked).map(|(table, positions)| (table.to_owned(), positions)).collect();
        let mut ask = |at: usize, part: Option<Part>| {
            let mut query = self.questions.queries[at].clone();
            if let Question::Records(query) = &mut query {
                query.scope.part = part;
            }
            self.questions.queries.push(query);
            self.questions.queries.len() - 1
        };
        let mut sum = |at: usize| (at, ask(at, Some(rest.clone())), ask(at, None));
        let sums = tables.into_iter();
        sums.map(|(table, at)| Sum { table, questions: at.into_iter().map(&mut sum).collect() }).collect()
    }

    /// How many tables of counts add up.
    ///
    /// # Errors
    /// `parts-do-not-add-up`: a fault of the program, never of the records.
    fn add_up(&self, sums: &[Sum], answers: &Answers, whole: &str) -> Result<usize, Diagnostics> {
        let adds_up = |(at, rest, of_whole): &(usize, usize, usize)| {
            let of_parts = self.begin.iter().map(|(queries, _)| &answers.counts[queries + at]);
            let parts: Vec<&Counts> = of_parts.chain([&answers.counts[*rest]]).collect();
            Addends { parts: &parts, whole: &answers.counts[*of_whole] }.add_up()
        };
        let wrong = sums.iter().filter(|sum| !sum.questions.iter().all(adds_up));
        let found: Diagnostics = wrong.map(|sum| apart(&sum.table, whole)).collect();
        found.into_result(sums.len()).map(|(tables, _)| tables)
    }

    /// The answers to one part's questions.
    fn answers(&self, part: usize, answers: &Answers) -> Answers {
        let ((queries, audits), asked) = (self.begin[part], &self.asked[part].questions);
        Answers {
            counts: answers.counts[queries..queries + asked.queries.len()].to_vec(),
            audits: answers.audits[audits..audits + asked.audits.len()].to_vec(),
        }
    }
}

fn compose_all(
    plans: &[ReportPlan],
    catalogue: &Catalogue,
    all: &AskedOfAll,
    answers: &Answers,
) -> Result<(Vec<Built>, Diagnostics), Diagnostics> {
    let one = |(at, plan): (usize, &ReportPlan)| {
        let (asked, answers) = (&all.asked[at], all.answers(at, answers));
        let made = tables(plan, catalogue, asked, &answers)?;
        let document = compose(plan, catalogue, asked, &answers, made);
        let (document, found) = document.map_err(|found| in_report(found, &plan.cover.area))?;
        Ok(Built { name: plan.name.clone(), document, found, timings: Timings::default() })
    };
    let composed: Vec<Result<Built, Diagnostics>> = plans.par_iter().enumerate().map(one).collect();
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
        insta::assert_snapshot!(sna_core::diag::render(&told.into(), false), @"");
    }
}

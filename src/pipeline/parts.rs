//! Many reports of one spec: one for each value of a dimension, from one pass over the records.

mod several;

use std::collections::{BTreeMap, BTreeSet};

use super::answer;
use several::AskedSeveral;
pub use several::OfSeveral;
use sna_core::columns::{Kind, column};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_data::query::{
    self, Along, AnswerId, Answers, Ask, Counts, Dimension, Key, Part, PartValue, Question, Questions,
};
use sna_data::{Catalogue, DISTRICT, OFFENCES};
use sna_report::compose::Asked;
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

/// The area that is divided into parts, and how they add up to it.
#[derive(Debug)]
pub struct Whole {
    /// Its name.
    pub name: String,
    /// Tables of counts in which the parts, and the records in none of them, add up to the whole; nothing is checked
    /// where only some parts are made.
    pub tables_adding_up: usize,
    /// The persons of each source, who can belong to several parts.
    pub persons: Vec<OfSeveral>,
}

/// The parts of a report.
pub(super) struct Division {
    dimension: &'static str,
    /// Names of all parts.
    names: Vec<String>,
    /// Names of those to make.
    chosen: Vec<String>,
}

impl Division {
    /// The parts by a dimension.
    ///
    /// # Errors
    /// A dimension or value that does not exist, more parts than anybody would read.
    pub(super) fn of(plan: &ReportPlan, catalogue: &Catalogue, each: &Each) -> Result<Self, Diagnostics> {
        let dimension = dimension(&each.dimension)?;
        let names = names(plan, catalogue, dimension)?;
        let chosen = chosen(each, &names)?;
        Ok(Self { dimension, names, chosen })
    }

    /// The plan of each part.
    pub(super) fn plans(&self, plan: &ReportPlan) -> Vec<ReportPlan> {
        // Names of files come from all parts, so that a part has the same one when it is made alone.
        let files = plan.part_names(&self.names);
        let parts = self.names.iter().zip(&files).filter(|(name, _)| self.chosen.contains(name));
        parts.map(|(name, file)| plan.of_part(&Part::is(self.dimension, name), name, file)).collect()
    }

    /// Asks, for every table of counts, what lies in none of the parts and what the whole is.
    pub(super) fn ask_sums(&self, asked: &[Asked<'_>], questions: &mut Questions) -> Sums {
        let rest = Part { dimension: self.dimension, value: PartValue::NoneOf(self.names.clone()) };
        let shared = shared_questions(asked, &rest, questions);
        let mut ask = Ask::new(questions);
        let several = several::ask(&rest, shared.iter().map(|shared| &shared.whole), &mut ask);
        let sum = |Shared { table, whole, rest: of_rest, mut parts }| {
            parts.push(ask.question(of_rest));
            Sum { table, parts, rule: Rule::of(&whole, &rest), whole: ask.question(whole) }
        };
        let all = shared.into_iter().map(sum).collect();
        Sums { all, several, are_complete: self.chosen.len() == self.names.len() }
    }
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

/// A question of a table, asked of all parts alike.
struct Shared {
    table: String,
    /// The question, about the whole.
    whole: Question,
    /// The question, about what is in no part.
    rest: Question,
    /// The answer of each part.
    parts: Vec<AnswerId>,
}

/// Answers about parts, and about what lies in none, that must fit the answer about the whole.
struct Sum {
    table: String,
    parts: Vec<AnswerId>,
    whole: AnswerId,
    rule: Rule,
}

/// How answers about parts must fit the answer about the whole.
enum Rule {
    /// A record is in one part: the parts add up to the whole.
    AddUp,
    /// A person can belong to several parts: along these dimensions no part is more than the whole, and together the parts
    /// are at least the whole. Their records, if they are counted in each part, add up.
    Cover { along: Vec<Along>, records: Vec<Along> },
}

impl Rule {
    fn of(whole: &Question, rest: &Part) -> Self {
        match whole {
            Question::Records(_) => Self::AddUp,
            Question::Persons(query) => {
                let side = |along: &Along| match along {
                    Along::Sum(side) => query.sides.get(*side).filter(|side| side.only_in_part),
                    Along::Column(_) => None,
                };
                let (mut records, along): (Vec<Along>, Vec<Along>) =
                    whole.along().into_iter().partition(|along| side(along).is_some());
                // A day with records in two parts is a day in each.
                records.retain(|along| side(along).is_some_and(|side| side.sum != query::Sum::Days));
                // Persons of a part that is not a place are put together from its own records.
                let along = if rest.is_place() { along } else { query.per.iter().map(Along::from).collect() };
                Self::Cover { along, records }
            }
        }
    }
}

/// Every question about a part, with the answers of all parts to it.
fn shared_questions(asked: &[Asked<'_>], rest: &Part, questions: &Questions) -> Vec<Shared> {
    let mut all: Vec<Shared> = Vec::new();
    for (parts_before, of_part) in asked.iter().enumerate() {
        for (table, answer, whole) in of_part.divided(questions) {
            let known = all.iter_mut().find(|known| known.table == table && known.whole == whole);
            match known {
                // What a part is asked twice counts once.
                Some(known) if known.parts.len() == parts_before => known.parts.push(answer),
                Some(_) => {}
                None => {
                    let rest = questions.question(answer).and_then(|question| question.in_part(Some(rest)));
                    let table = table.to_owned();
                    all.extend(rest.map(|rest| Shared { table, whole, rest, parts: vec![answer] }));
                }
            }
        }
    }
    all
}

/// What must add up once it is answered.
pub(super) struct Sums {
    all: Vec<Sum>,
    several: Vec<AskedSeveral>,
    /// Whether every part is made.
    are_complete: bool,
}

impl Sums {
    /// How many tables of counts add up, if every part is made.
    ///
    /// # Errors
    /// `parts-do-not-add-up`: a fault of the program, never of the records.
    pub(super) fn add_up(&self, answers: &Answers, whole: &str) -> Result<Whole, Diagnostics> {
        let sums = if self.are_complete { self.all.as_slice() } else { &[] };
        let adding_up = sums.iter().filter(|sum| matches!(sum.rule, Rule::AddUp)).map(|sum| sum.table.as_str());
        let adding_up: BTreeSet<&str> = adding_up.collect();
        let wrong = sums.iter().filter(|sum| !sum.fits(answers)).map(|sum| sum.table.as_str());
        let wrong: BTreeSet<&str> = wrong.collect();
        let found: Diagnostics = wrong.into_iter().map(|table| apart(table, whole)).collect();
        let persons = several::of_sources(&self.several, answers);
        let whole = Whole { name: whole.to_owned(), tables_adding_up: adding_up.len(), persons };
        found.into_result(whole).map(|(whole, _)| whole)
    }
}

impl Sum {
    fn fits(&self, answers: &Answers) -> bool {
        let parts: Vec<&Counts> = self.parts.iter().map(|part| &answers[*part]).collect();
        let whole = &answers[self.whole];
        match &self.rule {
            Rule::AddUp => whole.is_sum_of(&parts),
            Rule::Cover { along, records } => {
                covers(whole, &parts, along) && records.iter().all(|sum| adds_up(whole, &parts, *sum))
            }
        }
    }
}

/// Whether at every combination of keys no part has more persons than the whole, and all together have at least as many.
fn covers(whole: &Counts, parts: &[&Counts], along: &[Along]) -> bool {
    let whole = whole.along(along);
    let parts: Vec<BTreeMap<Vec<Key>, u64>> = parts.iter().map(|part| part.along(along)).collect();
    let keys: BTreeSet<&Vec<Key>> = parts.iter().flat_map(BTreeMap::keys).chain(whole.keys()).collect();
    keys.into_iter().all(|keys| {
        let all = whole.get(keys).copied().unwrap_or(0);
        let of_parts = || parts.iter().filter_map(|part| part.get(keys)).copied();
        of_parts().all(|part| part <= all) && of_parts().sum::<u64>() >= all
    })
}

/// Whether what is summed over the records in each part adds up to the sum over all records.
fn adds_up(whole: &Counts, parts: &[&Counts], sum: Along) -> bool {
    let total = |counts: &Counts| counts.sum_of(sum, []).value();
    parts.iter().map(|part| total(part)).sum::<u64>() == total(whole)
}

fn apart(table: &str, whole: &str) -> Diagnostic {
    let message = format!("the parts of table `{table}` do not add up to {whole}");
    Diagnostic::machine(Code::PartsDoNotAddUp, message).hint("please report this as a fault of the program")
}

/// Says in which report a fault lies.
pub(super) fn in_report(found: Diagnostics, area: &str) -> Diagnostics {
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

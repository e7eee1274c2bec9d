//! Values that conditions and recodes look for and no record has: they are often misspelt.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::engine::Questions;
use super::{Question, Scope};
use crate::{Catalogue, DISTRICT, Predicate, Recoded, Sought, SourceFrame, given};
use sna_core::columns::{self, Kind};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place, list, nearest};

/// Most values that one message names.
const MOST_NAMED: usize = 10;

/// What is looked for in the records of all sources.
#[derive(Default)]
pub(super) struct Search<'a> {
    /// By what is looked for, the sources whose records could have it.
    sought: BTreeMap<&'a Sought, BTreeSet<&'a str>>,
    recoded: Vec<&'a Recoded>,
    /// Where definitions are written.
    defining: BTreeSet<&'a Place>,
}

/// Names of columns of a source, and the texts that occur in each.
pub(super) type Occurring = BTreeMap<String, BTreeSet<String>>;

impl<'a> Search<'a> {
    pub(super) fn of(questions: &'a Questions, catalogue: &'a Catalogue) -> Self {
        let mut search = Self { recoded: catalogue.recoded.iter().collect(), ..Self::default() };
        let mut look = |source: &str, condition: &'a Predicate| {
            let Some(source) = catalogue.sources.get(source) else { return };
            for sought in condition.sought().iter().filter(|sought| source.columns.contains(&sought.column)) {
                search.sought.entry(sought).or_default().insert(source.has_from(sought.column));
            }
        };
        for question in &questions.queries {
            conditions(question).into_iter().for_each(|(source, condition)| look(source, condition));
        }
        for audit in &questions.audits {
            audit.scope.definition.iter().for_each(|(_, condition)| look(&audit.source, condition));
        }
        let scopes = questions.queries.iter().flat_map(sides).map(|(_, scope)| scope);
        let scopes = scopes.chain(questions.audits.iter().map(|audit| &audit.scope));
        let definitions = scopes.filter_map(|scope| scope.definition.as_ref());
        let defined = definitions.flat_map(|(_, condition)| condition.sought());
        search.defining = defined.map(|sought| sought.place.as_ref()).collect();
        search
    }

    /// The columns of a source whose texts are wanted, as the engine has them.
    pub(super) fn columns(&self, source: &SourceFrame) -> BTreeSet<&'static str> {
        let sought = self.sought.iter().filter(|(_, sources)| sources.contains(source.name.as_str()));
        sought.map(|(sought, _)| sought.column).collect()
    }

    /// The recodes of a source.
    pub(super) fn recoded(&self, source: &SourceFrame) -> impl Iterator<Item = &Recoded> {
        self.recoded.iter().copied().filter(|recoded| recoded.source == source.name)
    }

    /// A word for each condition and each recode that looks for what no record has: an error in a definition, on which every
    /// figure rests, and a warning elsewhere.
    pub(super) fn told(&self, occurring: &BTreeMap<String, Occurring>, catalogue: &Catalogue) -> Diagnostics {
        let mut missing: BTreeMap<_, Vec<Missing<'_>>> = BTreeMap::new();
        for (sought, sources) in &self.sought {
            let texts: Option<Vec<&BTreeSet<String>>> =
                sources.iter().map(|source| occurring.get(*source)?.get(sought.column)).collect();
            let Some(texts) = texts else { continue };
            let mut listed = catalogue.areas.iter().filter(|_| sought.column == DISTRICT);
            if texts.iter().any(|texts| texts.contains(&sought.value)) || listed.any(|area| area.name == sought.value) {
                continue;
            }
            let others = missing.entry((&sought.place, sought.column)).or_default();
            others.extend(Missing::of(sought, &texts, others.len()));
        }
        let in_conditions = missing.into_iter().filter(|(_, missing)| !missing.is_empty());
        let in_conditions = in_conditions.map(|((place, column), missing)| {
            let is_error = self.defining.contains(place.as_ref());
            told(is_error, &missing, &format!("in `{column}`")).at(place.as_ref().clone())
        });
        in_conditions.chain(self.recoded.iter().filter_map(|recoded| recode_told(recoded, occurring))).collect()
    }
}

/// The scopes of a question, each with its source.
fn sides(question: &Question) -> Vec<(&str, &Scope)> {
    match question {
        Question::Records(query) => vec![(query.source.as_str(), &query.scope)],
        Question::Persons(query) => {
            query.sides.iter().filter_map(|side| Some((side.source.as_str(), side.scope.as_ref()?))).collect()
        }
    }
}

/// The conditions of authors in a question, each with its source.
pub(super) fn conditions(question: &Question) -> Vec<(&str, &Predicate)> {
    sides(question)
        .into_iter()
        .flat_map(|(source, scope)| {
            let definition = scope.definition.iter().map(|(_, condition)| condition);
            definition.chain(&scope.conditions).map(move |condition| (source, condition))
        })
        .collect()
}

/// A value that no record has, and the one that may be meant.
struct Missing<'a> {
    value: &'a str,
    near: Option<&'a str>,
}

impl<'a> Missing<'a> {
    /// A value that no record has, unless the column has no values at all. A place that is left out and that no record has is
    /// usually no mistake; it is one where a place is called nearly so. `before` are those found before it: what they may mean is
    /// looked for only as often as it is said.
    fn of(sought: &'a Sought, texts: &[&'a BTreeSet<String>], before: usize) -> Option<Self> {
        let kind = columns::column(sought.column)?.kind;
        let known = texts.iter().copied().flatten().map(String::as_str);
        known.clone().next()?;
        let near = if before < MOST_NAMED { near(kind, &sought.value, known) } else { None };
        let is_told = sought.kept || kind == Kind::Category || near.is_some();
        is_told.then_some(Self { value: &sought.value, near })
    }
}

fn near<'t>(kind: Kind, value: &str, known: impl IntoIterator<Item = &'t str>) -> Option<&'t str> {
    if can_be_named(kind) { nearest(value, known) } else { None }
}

/// Whether a message may name a value of such a column: no name of a person, no number of a record, no street.
fn can_be_named(kind: Kind) -> bool {
    matches!(kind, Kind::Category | Kind::Area)
}

fn told(is_error: bool, missing: &[Missing<'_>], place: &str) -> Diagnostic {
    let values: Vec<&str> = missing.iter().take(MOST_NAMED).map(|missing| missing.value).collect();
    let more = missing.len().saturating_sub(MOST_NAMED);
    let more = if more == 0 { String::new() } else { format!(", or any of {more} more,") };
    let message = format!("no record has {}{more} {place}", list(&values));
    let told = match is_error {
        true => Diagnostic::error(Code::UnknownValue, message),
        false => Diagnostic::warning(Code::UnknownValue, message),
    };
    let hints = missing.iter().take(MOST_NAMED).filter_map(|missing| match (missing.value, missing.near) {
        ("", _) => Some("a blank is a value that is missing: write `IS NULL`".to_owned()),
        (value, Some(near)) => Some(format!("is `{near}` meant by `{value}`?")),
        (_, None) => None,
    });
    let told = hints.fold(told, Diagnostic::hint);
    if told.hints.is_empty() { told.hint("check how the records spell it") } else { told }
}

fn recode_told(recoded: &Recoded, occurring: &BTreeMap<String, Occurring>) -> Option<Diagnostic> {
    let texts = occurring.get(&recoded.source)?.get(&given(recoded.role))?;
    let kind = columns::role(recoded.role)?.kind;
    let absent = recoded.from.iter().filter(|from| !texts.is_empty() && !texts.contains(*from));
    let missing: Vec<Missing<'_>> = absent
        .enumerate()
        .map(|(before, value)| {
            let known = texts.iter().map(String::as_str);
            Missing { value, near: if before < MOST_NAMED { near(kind, value, known) } else { None } }
        })
        .collect();
    let place = format!("before it is recoded as `{}`", recoded.role);
    (!missing.is_empty()).then(|| told(false, &missing, &place).at(recoded.place.clone()))
}

/// The different texts of some columns, as plans for the engine.
pub(super) fn plans(search: &Search<'_>, source: &SourceFrame, sound: &LazyFrame) -> Vec<(String, LazyFrame)> {
    let texts = |frame: LazyFrame, name: &str| frame.group_by([col(name)]).agg([len()]);
    let sought = search.columns(source).into_iter().map(|name| (name.to_owned(), texts(sound.clone(), name)));
    let given = search.recoded(source).map(|recoded| given(recoded.role));
    sought.chain(given.map(|name| (name.clone(), texts(source.as_given(), &name)))).collect()
}

/// The texts in an answer to one of these plans.
pub(super) fn texts(name: &str, frame: &DataFrame) -> PolarsResult<BTreeSet<String>> {
    Ok(frame.column(name)?.str()?.iter().flatten().map(str::to_owned).collect())
}

//! The vocabulary of the columns that a run asks about: how often each value occurs in each month, which values look alike, and
//! which begin or end while the records go on.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::alike::{Declared, alike_told};
use super::cells::cells_by_name;
use super::engine::{Key, Questions};
use super::sought::conditions;
use crate::{Catalogue, DISTRICT, Month, Period, SourceFrame, Turn, Way, turns};
use sna_core::columns::{Column, Kind, column};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};

/// A column of what is known so far: only new records are open, and only old ones closed.
const SO_FAR: &str = "outcome";
/// Most values that one message names.
const MOST_NAMED: usize = 10;

/// A column that is asked about, its values and when they begin and end.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Watched {
    /// Name of the column.
    pub column: &'static str,
    /// Its values, each with its number of records.
    pub records: BTreeMap<String, u64>,
    /// In how many months it has any.
    pub months: usize,
    /// Where values begin and end.
    pub turns: Vec<Turn>,
}

/// The columns of a source that are watched.
pub(super) struct Watch<'a> {
    source: &'a SourceFrame,
    columns: BTreeSet<&'static str>,
    declared: Declared<'a>,
}

impl<'a> Watch<'a> {
    /// The columns that questions count by, or ask about in conditions. Records that belong to offences have the offences' own.
    pub(super) fn of(questions: &'a Questions, source: &'a SourceFrame, catalogue: &'a Catalogue) -> Self {
        let asked = questions.queries.iter().flat_map(|question| {
            let by = question.columns().into_iter();
            let by = question.sources().into_iter().flat_map(move |name| by.clone().map(move |column| (name, column)));
            let narrowed = conditions(question).into_iter();
            by.chain(
                narrowed.flat_map(|(name, condition)| condition.columns().iter().map(move |column| (name, *column))),
            )
        });
        let is_own = |(name, column): &(&str, &'static str)| {
            let asked = catalogue.sources.get(*name);
            asked.is_some_and(|asked| asked.columns.contains(column) && asked.has_from(column) == source.name)
        };
        let columns = asked.filter(is_own).map(|(_, name)| name).filter(|name| column(name).is_some_and(is_watched));
        Self { source, columns: columns.collect(), declared: Declared::of(questions, source, catalogue) }
    }

    /// Names of the columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = String> {
        self.columns.iter().map(|name| (*name).to_owned())
    }

    /// For each column a plan that counts the sound records by its value and month.
    pub(super) fn plans(&self, sound: &LazyFrame) -> impl Iterator<Item = LazyFrame> {
        self.columns.iter().map(|name| sound.clone().group_by([col(*name), col("_month")]).agg([len()]))
    }

    /// What is found in the answers to the plans, and the warnings about it, as far as a question asks about its time.
    pub(super) fn told(&self, frames: &[DataFrame], periods: &[Period]) -> PolarsResult<(Vec<Watched>, Diagnostics)> {
        let (mut watched, mut told) = (Vec::new(), Diagnostics::default());
        for (name, frame) in self.columns.iter().zip(frames) {
            let Some(column) = column(name) else { continue };
            let by_month = by_month(name, frame)?;
            let mut turns = turns(&self.source.supply, name, &by_month);
            turns.retain(|turn| {
                *name != SO_FAR
                    && (periods.is_empty()
                        || periods.iter().any(|asked| asked.first < turn.at && turn.at <= asked.last))
            });
            let months: BTreeSet<Month> = by_month.values().flat_map(BTreeMap::keys).copied().collect();
            let records = by_month.into_iter().filter(|(value, _)| !value.is_empty());
            let records: BTreeMap<String, u64> =
                records.map(|(value, months)| (value, months.values().sum())).collect();
            told.extend(alike_told(column, &records, &self.declared).map(|told| self.at_source(told)));
            let days: BTreeSet<_> = turns.iter().map(|turn| turn.at).collect();
            told.extend(days.into_iter().map(|at| {
                let turned: Vec<&Turn> = turns.iter().filter(|turn| turn.at == at).collect();
                self.at_source(turn_told(column, &self.source.name, &turned))
            }));
            watched.push(Watched { column: name, records, months: months.len(), turns });
        }
        Ok((watched, told))
    }

    fn at_source(&self, told: Diagnostic) -> Diagnostic {
        match self.source.files.first() {
            Some(file) => told.at(Place::file(&file.path)),
            None => told,
        }
    }
}

/// Whether the values of a column are from a list that may change. The supply of records is watched by district already, and
/// streets are too many.
fn is_watched(column: &Column) -> bool {
    match column.kind {
        Kind::Category | Kind::Flag | Kind::Sex | Kind::Ethnicity => true,
        Kind::Area => column.name != DISTRICT,
        Kind::Identifier
        | Kind::Date
        | Kind::FinancialYear
        | Kind::Year
        | Kind::Quarter
        | Kind::Month
        | Kind::Weekday
        | Kind::Hour
        | Kind::Spot
        | Kind::Offence
        | Kind::Person
        | Kind::Age
        | Kind::BirthDate
        | Kind::Coordinate => false,
    }
}

/// The number of records with each value in each month; without a value under an empty name.
fn by_month(name: &str, frame: &DataFrame) -> PolarsResult<BTreeMap<String, BTreeMap<Month, u64>>> {
    let mut counted: BTreeMap<String, BTreeMap<Month, u64>> = BTreeMap::new();
    for (keys, count) in cells_by_name(frame)? {
        let (Some(value), Some(Key::Number(month))) = (keys.get(name), keys.get("_month")) else { continue };
        let Some(month) = Month::numbered(*month) else { continue };
        let value = match value {
            Key::Text(text) => text.clone(),
            Key::Flag(flag) => flag.to_string(),
            Key::Number(number) => number.to_string(),
            Key::Missing => String::new(),
        };
        *counted.entry(value).or_default().entry(month).or_default() += count;
    }
    Ok(counted)
}

/// A value as tables name it.
pub(super) fn label(column: &Column, value: &str) -> String {
    match (column.kind, value) {
        (Kind::Flag, "true") => "Yes".to_owned(),
        (Kind::Flag, "false") => "No".to_owned(),
        _ => column.label(value).to_owned(),
    }
}

/// The warning about values that begin or end with one month.
fn turn_told(column: &Column, source: &str, turned: &[&Turn]) -> Diagnostic {
    let of = |way: Way| turned.iter().filter(|turn| turn.way == way).copied().collect::<Vec<_>>();
    let (gone, new) = (of(Way::Vanishes), of(Way::Appears));
    let month = turned.first().map(|turn| Month::of(turn.at)).map(Month::long).unwrap_or_default();
    let values = |some: &[&Turn], verbs: [&str; 2]| match some.len() {
        0 => None,
        1 => Some(format!("a value {}", verbs[0])),
        many => Some(format!("{many} values {}", verbs[1])),
    };
    let what = [values(&gone, ["vanishes", "vanish"]), values(&new, ["appears", "appear"])];
    let what: Vec<String> = what.into_iter().flatten().collect();
    let code = if gone.is_empty() { Code::CategoryAppears } else { Code::CategoryVanishes };
    let message = format!("in `{}` of `{source}` {} in {month}", column.name, what.join(" and "));
    let mut found: Vec<String> = gone.iter().chain(&new).take(MOST_NAMED).map(|turn| in_words(column, turn)).collect();
    let more = turned.len().saturating_sub(MOST_NAMED);
    found.extend((more > 0).then(|| format!("{more} more")));
    let told = Diagnostic::warning(code, message).found(found.join("; "));
    let told = if gone.is_empty() || new.is_empty() {
        told
    } else {
        told.hint("if one is a new name of another, give both one name with `recode:`")
    };
    let at = turned.first().map(|turn| Month::of(turn.at).key()).unwrap_or_default();
    let silent = turned.first().map(|turn| turn.silent);
    let (from, to) = silent.map(|(from, to)| (from.key(), to.key())).unwrap_or_default();
    told.hint(format!(
        "if the recording changed, say so: `breaks: [{{ at: {at}, where: {}, why: ... }}]`; if the numbers are true: `quiet: [{{ from: {from}, to: {to}, why: ... }}]`",
        column.name
    ))
    .hint("until then no change of these values is reported across that month")
}

/// `` `Robbery`: no record from then on, 4.0 in a month before ``.
fn in_words(column: &Column, turn: &Turn) -> String {
    let records = match turn.records {
        0 => "no record".to_owned(),
        1 => "1 record".to_owned(),
        number => format!("{number} records"),
    };
    let (silent, usual) = match turn.way {
        Way::Vanishes => ("from then on", "before"),
        Way::Appears => ("before", "from then on"),
    };
    let decimals = usize::from(turn.usual < 10.0);
    format!("`{}`: {records} {silent}, about {:.decimals$} in a month {usual}", label(column, &turn.value), turn.usual)
}

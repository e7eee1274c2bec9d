//! Questions about persons, answered by polars: the records that they ask for are gathered in the scan of each source,
//! then counted by person.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::cells::keys;
use super::engine::{Grouped, Key};
use super::fates::Faulty;
use super::{Condition, Dimension, PersonQuery, Question, Side, Sum};
use crate::{PERSON, SourceFrame};
use sna_core::diag::{Code, Diagnostics};

/// Records of persons, gathered from one source.
pub(super) struct Events {
    /// Name of the source.
    pub source: String,
    /// One row for each record: `_person`, `_row`, the columns to count by, and one column for each side (see
    /// [`side_name`]).
    pub frame: DataFrame,
}

/// The column of a side: what a record adds to it, missing (or false) where it is outside.
fn side_name(query: usize, side: usize) -> String {
    format!("_side_{query}_{side}")
}

/// What questions about persons ask of one source.
pub(super) struct PersonSides<'a> {
    sides: Vec<(String, &'a Side)>,
    columns: Vec<&'static str>,
}

impl<'a> PersonSides<'a> {
    /// The sides of all questions that lie in a source.
    pub(super) fn of(questions: &'a [Question], source: &SourceFrame) -> Self {
        let (mut sides, mut columns) = (Vec::new(), Vec::new());
        for (at, query) in first_asked(questions) {
            let own = query.sides.iter().enumerate().filter(|(_, side)| side.source == source.name);
            let own: Vec<_> = own.map(|(side_at, side)| (side_name(at, side_at), side)).collect();
            if own.is_empty() {
                continue;
            }
            columns.extend(query.per.iter().chain(&query.by).map(Dimension::frame_column));
            columns.extend(own.iter().filter(|(_, side)| side.sum == Sum::Days).map(|_| "date"));
            sides.extend(own);
        }
        if source.columns.contains(&"sex") {
            columns.push("sex");
        }
        columns.sort_unstable();
        columns.dedup();
        Self { sides, columns }
    }

    /// Whether nothing is asked.
    pub(super) fn is_empty(&self) -> bool {
        self.sides.is_empty()
    }

    /// The columns that are asked of the records.
    pub(super) fn columns(&self) -> impl Iterator<Item = String> {
        let weighed = self.sides.iter().filter_map(|(_, side)| match &side.sum {
            Sum::Weights { column, .. } => Some(*column),
            Sum::Records | Sum::Days => None,
        });
        let person = self.sides.iter().take(1).map(|_| PERSON);
        self.columns.iter().copied().chain(weighed).chain(person).map(str::to_owned)
    }

    /// Every condition of a side, each once, with the name of its column.
    pub(super) fn conditions(&self) -> Vec<(String, Condition)> {
        let mut conditions: Vec<Condition> = Vec::new();
        for condition in self.sides.iter().flat_map(|(_, side)| side.conditions()) {
            if !conditions.contains(&condition) {
                conditions.push(condition);
            }
        }
        conditions.into_iter().enumerate().map(|(at, condition)| (format!("_of_person_{at}"), condition)).collect()
    }

    /// The plan that gathers the records from the sound ones; none where nothing is asked.
    pub(super) fn events(&self, sound: &LazyFrame) -> Option<LazyFrame> {
        if self.sides.is_empty() {
            return None;
        }
        let conditions = self.conditions();
        let mut columns = vec![col(PERSON), col("_row")];
        columns.extend(self.columns.iter().map(|name| col(*name)));
        let mut any = lit(false);
        for (name, side) in &self.sides {
            let inside = inside(side, &conditions);
            columns.push(adds(side, inside.clone()).alias(name.as_str()));
            any = any.or(inside);
        }
        Some(sound.clone().filter(col(PERSON).is_not_null().and(any)).select(columns))
    }

    /// A warning for persons whose records give two sexes. Their records are counted as they are; tables of persons
    /// count these people as not known.
    pub(super) fn disagreements(
        &self,
        source: &SourceFrame,
        events: &DataFrame,
        faulty: &Faulty,
    ) -> PolarsResult<Diagnostics> {
        if !self.columns.contains(&"sex") {
            return Ok(Diagnostics::default());
        }
        let female = col("sex").eq(lit("Female"));
        let records = events.clone().lazy().filter(col("sex").is_not_null());
        let records = records.select([col(PERSON), col("_row"), female.alias("female")]);
        let persons = records
            .clone()
            .group_by([col(PERSON)])
            .agg([col("female").any(true).alias("any"), col("female").all(true).alias("all")]);
        let two = persons.filter(col("any").and(col("all").not())).select([col(PERSON)]);
        let two = two.collect_with_engine(polars::prelude::Engine::Streaming)?.unwrap_single();
        if two.height() == 0 {
            return Ok(Diagnostics::default());
        }
        let rows = records.join(two.lazy(), [col(PERSON)], [col(PERSON)], JoinArgs::new(JoinType::Semi));
        let rows = rows.select([col(PERSON), col("_row")]).sort(["_row"], SortMultipleOptions::default()).collect()?;
        let persons = rows.column("_person")?.n_unique()?;
        let rows: Vec<u64> = rows.column("_row")?.u32()?.iter().flatten().map(u64::from).collect();
        let who = if persons == 1 { "1 person has".to_owned() } else { format!("{persons} persons have") };
        let message = format!("{who} records of both sexes in `{}`", source.name);
        let told = faulty.warning(source, Code::TwoSexes, message, &rows);
        Ok(told
            .map(|told| told.hint("records are counted as they are; tables of persons count these people as not known"))
            .into_iter()
            .collect())
    }
}

fn person_queries(questions: &[Question]) -> impl Iterator<Item = (usize, &PersonQuery)> {
    questions.iter().enumerate().filter_map(|(at, question)| match question {
        Question::Persons(query) => Some((at, query)),
        Question::Records(_) => None,
    })
}

/// The questions that were not asked before.
fn first_asked(questions: &[Question]) -> impl Iterator<Item = (usize, &PersonQuery)> {
    person_queries(questions).filter(|(at, query)| earlier(questions, *at, query).is_none())
}

/// The place of the same question asked before: tables ask how many repeats there are, and how often.
fn earlier(questions: &[Question], at: usize, query: &PersonQuery) -> Option<usize> {
    person_queries(questions).find(|(_, other)| *other == query).map(|(first, _)| first).filter(|first| *first < at)
}

/// Whether a record lies on a side.
fn inside(side: &Side, conditions: &[(String, Condition)]) -> Expr {
    let own = side.conditions();
    let names = conditions.iter().filter(|(_, condition)| own.contains(condition)).map(|(name, _)| col(name.as_str()));
    names.reduce(Expr::and).unwrap_or_else(|| lit(true))
}

/// What a record adds to a side: true for a record or a day, a weight, nothing outside.
fn adds(side: &Side, inside: Expr) -> Expr {
    match &side.sum {
        Sum::Records | Sum::Days => inside,
        Sum::Weights { column, weights } => {
            let weight = weights.iter().fold(lit(0i64), |rest, (value, weight)| {
                when(col(*column).eq(lit(value.as_str()))).then(lit(*weight)).otherwise(rest)
            });
            when(inside).then(weight).otherwise(lit(NULL).cast(DataType::Int64))
        }
    }
}

/// Counts persons for every question about them.
pub(super) fn answer_persons(questions: &[Question], events: &[Events], answers: &mut [Grouped]) -> PolarsResult<()> {
    for (at, query) in person_queries(questions) {
        if let Some(first) = earlier(questions, at, query) {
            answers[at] = answers[first].clone();
            continue;
        }
        let counted = persons_by_sums(at, query, events)?;
        if let Some(counted) = counted {
            let names: Vec<String> = counted_columns(query);
            answers[at] = counts(&counted, &names)?;
        }
    }
    Ok(())
}

/// The key columns of an answer, in order.
fn counted_columns(query: &PersonQuery) -> Vec<String> {
    let dimensions = query.per.iter().chain(&query.by).map(|dimension| dimension.frame_column().to_owned());
    dimensions.chain((0..query.sides.len()).map(sum_name)).collect()
}

fn sum_name(side: usize) -> String {
    format!("_sum_{side}")
}

/// How many persons have each combination of keys; none where no source has records.
fn persons_by_sums(at: usize, query: &PersonQuery, events: &[Events]) -> PolarsResult<Option<DataFrame>> {
    let frames: Vec<LazyFrame> = events.iter().filter_map(|events| records(at, query, events)).collect();
    if frames.is_empty() {
        return Ok(None);
    }
    let per: Vec<Expr> = query.per.iter().map(|dimension| col(dimension.frame_column())).collect();
    let frame = concat(frames, UnionArgs { rechunk: false, to_supertypes: true, ..UnionArgs::default() })?;
    let sums = query.sides.iter().enumerate().map(|(at, side)| sum(at, side));
    let known = query.by.iter().map(known);
    let persons = frame.group_by([&[col(PERSON)], per.as_slice()].concat()).agg(known.chain(sums).collect::<Vec<_>>());
    let keys: Vec<Expr> = counted_columns(query).into_iter().map(col).collect();
    persons
        .group_by(keys)
        .agg([len()])
        .collect_with_engine(polars::prelude::Engine::Streaming)
        .map(|answer| Some(answer.unwrap_single()))
}

/// The records of one source that lie on any side of a question.
fn records(at: usize, query: &PersonQuery, events: &Events) -> Option<LazyFrame> {
    let own = |side: &Side| side.source == events.source;
    let mut any = query.sides.iter().enumerate().filter(|(_, side)| own(side));
    let any = any.by_ref().map(|(index, side)| (col(side_name(at, index)), side));
    let any =
        any.map(|(column, side)| if matches!(side.sum, Sum::Weights { .. }) { column.is_not_null() } else { column });
    let any = any.reduce(Expr::or)?;
    let has = |name: &str| events.frame.schema().contains(name);
    let dimension = |dimension: &Dimension| match (has(dimension.frame_column()), dimension) {
        (true, _) => col(dimension.frame_column()),
        (false, Dimension::Age(name)) => lit(NULL).cast(DataType::Int16).alias(*name),
        (false, other) => lit(NULL).cast(DataType::String).alias(other.frame_column()),
    };
    let mut columns = vec![col(PERSON)];
    columns.extend(query.per.iter().chain(&query.by).map(dimension));
    if query.sides.iter().any(|side| side.sum == Sum::Days) {
        columns.push(if has("date") { col("date") } else { lit(NULL).cast(DataType::Date).alias("date") });
    }
    columns.extend(query.sides.iter().enumerate().map(|(index, side)| {
        let nothing = || match side.sum {
            Sum::Records | Sum::Days => lit(false),
            Sum::Weights { .. } => lit(NULL).cast(DataType::Int64),
        };
        if own(side) { col(side_name(at, index)) } else { nothing() }.alias(sum_name(index))
    }));
    Some(events.frame.clone().lazy().filter(any).select(columns))
}

/// A person's sum over a side; missing where the person has no record there.
fn sum(at: usize, side: &Side) -> Expr {
    let column = col(sum_name(at));
    let some =
        |number: Expr| when(number.clone().gt(lit(0i64))).then(number).otherwise(lit(NULL).cast(DataType::Int64));
    match side.sum {
        Sum::Records => some(column.sum().cast(DataType::Int64)),
        Sum::Days => some(col("date").filter(column).n_unique().cast(DataType::Int64)),
        Sum::Weights { .. } => {
            when(column.clone().count().gt(lit(0u32))).then(column.sum()).otherwise(lit(NULL).cast(DataType::Int64))
        }
    }
    .alias(sum_name(at))
}

/// The latest age; of other columns, the one value that all records give.
fn known(dimension: &Dimension) -> Expr {
    let column = col(dimension.frame_column());
    match dimension {
        Dimension::Age(_) => column.max(),
        _ => {
            let one = column.clone().min().eq(column.clone().max());
            when(one).then(column.max()).otherwise(lit(NULL)).alias(dimension.frame_column())
        }
    }
}

/// An answer with its keys in the order of `names`.
fn counts(frame: &DataFrame, names: &[String]) -> PolarsResult<Grouped> {
    let columns: Vec<Vec<Key>> = names.iter().map(|name| keys(frame.column(name)?)).collect::<PolarsResult<_>>()?;
    let numbers = frame.column("len")?.cast(&DataType::UInt64)?;
    let mut counts = BTreeMap::new();
    for (row, number) in numbers.u64()?.iter().enumerate() {
        let key = columns.iter().map(|column| column[row].clone()).collect();
        *counts.entry(key).or_insert(0) += number.unwrap_or(0);
    }
    Ok(Grouped(counts))
}

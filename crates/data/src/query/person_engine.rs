//! Persons, counted by polars from the records that were gathered in the scan of each source.
//!
//! All records of a person are put together, wherever they are. For a question about parts there is a second, smaller
//! grouping that says to which parts each person belongs.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::cells::keys;
use super::engine::{Grouped, Key};
use super::person_events::{Events, lies_on, makes_member, nothing, side_name};
use super::person_tallies::{Gathered, Members, Reach, Tallies, Tally, TallySide};
use super::{Dimension, Sum};
use crate::PERSON;

/// Where a record is, in the answer for each part.
const PART: &str = "_part";
/// Whether a record makes its person one of the members.
const MEMBER: &str = "_member";

/// Counts persons for every question about them.
pub(super) fn answer_persons(tallies: &Tallies, events: &[Events], answers: &mut [Grouped]) -> PolarsResult<()> {
    let mut all = Vec::new();
    for (at, tally) in tallies.all.iter().enumerate() {
        let counted = persons_by_sums(at, tally, events)?;
        let grouped = counted.map(|counted| counts(&counted, &counted_columns(tally))).transpose()?;
        all.push(grouped.unwrap_or_default());
    }
    tallies.hand_out(&all, answers);
    Ok(())
}

/// The key columns of an answer, in order.
fn counted_columns(tally: &Tally) -> Vec<String> {
    let part = matches!(tally.members, Some(Members::OfEach(_))).then(|| PART.to_owned());
    let dimensions = tally.per.iter().chain(&tally.by).map(|dimension| dimension.frame_column().to_owned());
    part.into_iter().chain(dimensions).chain((0..tally.sides.len()).map(sum_name)).collect()
}

fn sum_name(side: usize) -> String {
    format!("_sum_{side}")
}

/// How many persons have each combination of keys; none where no source has records.
fn persons_by_sums(at: usize, tally: &Tally, events: &[Events]) -> PolarsResult<Option<DataFrame>> {
    let frames: Vec<LazyFrame> = events.iter().filter_map(|events| records(at, tally, events)).collect();
    if frames.is_empty() {
        return Ok(None);
    }
    let records = concat(frames, UnionArgs { rechunk: false, to_supertypes: true, ..UnionArgs::default() })?;
    let per = tally.per.iter().map(|dimension| col(dimension.frame_column()));
    let person: Vec<Expr> = [col(PERSON)].into_iter().chain(per).collect();
    let known: Vec<Expr> = tally.by.iter().map(known).chain(sums(tally, false)).collect();
    let persons = match (&tally.members, tally.gathered) {
        (None, _) => records.group_by(person).agg(known),
        (Some(_), Gathered::InPart) => records.filter(col(MEMBER)).group_by(in_part(tally, &person)).agg(known),
        (Some(_), Gathered::Everywhere) => {
            let whole = records.clone().group_by(person.clone()).agg(known);
            belonging(tally, &person, records, whole)
        }
    };
    let keys: Vec<Expr> = counted_columns(tally).into_iter().map(col).collect();
    persons
        .group_by(keys)
        .agg([len()])
        .collect_with_engine(polars::prelude::Engine::Streaming)
        .map(|answer| Some(answer.unwrap_single()))
}

/// The persons who belong to parts, once in each, with their sums over the whole and those over the part only.
fn belonging(tally: &Tally, person: &[Expr], records: LazyFrame, whole: LazyFrame) -> LazyFrame {
    let sums = sums(tally, true).chain([len().alias("_records_in_part")]);
    let members = records.filter(col(MEMBER)).group_by(in_part(tally, person)).agg(sums.collect::<Vec<_>>());
    // Persons are put together by year, district and so on too, and these can be missing.
    members.join_builder().with(whole).left_on(person).right_on(person).how(JoinType::Inner).join_nulls(true).finish()
}

/// What makes a person of a part, where each part is separate.
fn in_part(tally: &Tally, person: &[Expr]) -> Vec<Expr> {
    let part = matches!(tally.members, Some(Members::OfEach(_))).then(|| col(PART));
    person.iter().cloned().chain(part).collect()
}

/// The sums over the sides, either those over the part only or all others.
fn sums(tally: &Tally, only_in_part: bool) -> impl Iterator<Item = Expr> {
    let sides = tally.sides.iter().enumerate();
    let chosen = sides.filter(move |(_, side)| (side.reach == Reach::OnlyInPart) == only_in_part);
    chosen.map(|(at, side)| sum(at, side))
}

/// The records of one source that lie on any side of a tally.
fn records(at: usize, tally: &Tally, events: &Events) -> Option<LazyFrame> {
    let own = |side: &TallySide| side.source == events.source;
    let sides = || tally.sides.iter().enumerate();
    let on = sides().filter(|(_, side)| own(side)).map(|(index, side)| lies_on(side, col(side_name(at, index))));
    let any = on.reduce(Expr::or)?;
    let has = |name: &str| events.frame.schema().contains(name);
    let dimension = |dimension: &Dimension| match (has(dimension.frame_column()), dimension) {
        (true, _) => col(dimension.frame_column()),
        (false, Dimension::Age(name)) => lit(NULL).cast(DataType::Int16).alias(*name),
        (false, other) => lit(NULL).cast(DataType::String).alias(other.frame_column()),
    };
    let mut columns = vec![col(PERSON)];
    columns.extend(tally.per.iter().chain(&tally.by).map(dimension));
    if tally.sides.iter().any(|side| side.sum == Sum::Days) {
        columns.push(if has("date") { col("date") } else { lit(NULL).cast(DataType::Date).alias("date") });
    }
    if let Some(members) = &tally.members {
        let place = members.dimension();
        columns.push(if has(place) { col(place) } else { lit(NULL).cast(DataType::String) }.alias(PART));
        columns.push(makes_member(at, tally, &events.source).alias(MEMBER));
    }
    columns.extend(
        sides().map(|(index, side)| {
            if own(side) { col(side_name(at, index)) } else { nothing(side) }.alias(sum_name(index))
        }),
    );
    Some(events.frame.clone().lazy().filter(any).select(columns))
}

/// A person's sum over a side; missing where the person has no record there.
fn sum(at: usize, side: &TallySide) -> Expr {
    let column = col(sum_name(at));
    let some =
        |number: Expr| when(number.clone().gt(lit(0i64))).then(number).otherwise(lit(NULL).cast(DataType::Int64));
    match side.sum {
        Sum::Records => some(column.sum().cast(DataType::Int64)),
        Sum::Days => some(col("date").filter(column).n_unique().cast(DataType::Int64)),
        Sum::Parts { .. } | Sum::Values(_) => some(column.drop_nulls().n_unique().cast(DataType::Int64)),
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

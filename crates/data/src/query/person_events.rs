//! The records that questions about persons ask for, gathered in the scan of each source.

use polars::prelude::*;

use super::asked_conditions::condition_expr;
use super::fates::Faulty;
use super::person_tallies::{Members, Reach, Tally, TallySide};
use super::{Condition, Dimension, Sum};
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
pub(super) fn side_name(tally: usize, side: usize) -> String {
    format!("_side_{tally}_{side}")
}

/// What questions about persons ask of one source.
pub(super) struct PersonSides<'a> {
    sides: Vec<(String, &'a TallySide)>,
    columns: Vec<&'static str>,
}

impl<'a> PersonSides<'a> {
    /// The sides of all tallies that lie in a source.
    pub(super) fn of(tallies: &'a [Tally], source: &SourceFrame) -> Self {
        let (mut sides, mut columns) = (Vec::new(), Vec::new());
        for (at, tally) in tallies.iter().enumerate() {
            let own = tally.sides.iter().enumerate().filter(|(_, side)| side.source == source.name);
            let own: Vec<_> = own.map(|(side_at, side)| (side_name(at, side_at), side)).collect();
            if own.is_empty() {
                continue;
            }
            columns.extend(tally.per.iter().chain(&tally.by).map(Dimension::frame_column));
            columns.extend(own.iter().filter(|(_, side)| side.sum == Sum::Days).map(|_| "date"));
            let divides = own.iter().any(|(_, side)| side.reach != Reach::Whole);
            columns.extend(tally.members.iter().filter(|_| divides).map(Members::dimension));
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
            Sum::Weights { column, .. } | Sum::Parts { dimension: column, .. } => Some(*column),
            Sum::Values(dimension) => Some(dimension.frame_column()),
            Sum::Records | Sum::Days => None,
        });
        let person = self.sides.iter().take(1).map(|_| PERSON);
        self.columns.iter().copied().chain(weighed).chain(person).map(str::to_owned)
    }

    /// Every condition of a side, each once, with the name of its column.
    pub(super) fn conditions(&self) -> Vec<(String, Condition)> {
        let mut conditions: Vec<Condition> = Vec::new();
        for condition in self.sides.iter().flat_map(|(_, side)| &side.conditions) {
            if !conditions.contains(condition) {
                conditions.push(condition.clone());
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

/// Whether a record lies on a side.
fn inside(side: &TallySide, conditions: &[(String, Condition)]) -> Expr {
    let own = |condition: &Condition| side.conditions.contains(condition);
    let names = conditions.iter().filter(|(_, condition)| own(condition)).map(|(name, _)| col(name.as_str()));
    names.reduce(Expr::and).unwrap_or_else(|| lit(true))
}

/// What a record adds to a side: true for a record or a day, a weight, the name of a part; nothing outside.
fn adds(side: &TallySide, inside: Expr) -> Expr {
    match &side.sum {
        Sum::Records | Sum::Days => inside,
        Sum::Weights { column, weights } => {
            let weight = weights.iter().fold(lit(0i64), |rest, (value, weight)| {
                when(col(*column).eq(lit(value.as_str()))).then(lit(*weight)).otherwise(rest)
            });
            when(inside).then(weight).otherwise(lit(NULL).cast(DataType::Int64))
        }
        Sum::Parts { dimension, names } => {
            let named = names.iter().fold(lit(false), |any, name| any.or(col(*dimension).eq(lit(name.as_str()))));
            let part = when(named).then(col(*dimension)).otherwise(lit(""));
            when(inside).then(part).otherwise(lit(NULL).cast(DataType::String))
        }
        Sum::Values(dimension) => {
            let value = col(dimension.frame_column()).cast(DataType::String).fill_null(lit(""));
            when(inside).then(value).otherwise(lit(NULL).cast(DataType::String))
        }
    }
}

/// What a record outside a side adds to it.
pub(super) fn nothing(side: &TallySide) -> Expr {
    match side.sum {
        Sum::Records | Sum::Days => lit(false),
        Sum::Weights { .. } => lit(NULL).cast(DataType::Int64),
        Sum::Parts { .. } | Sum::Values(_) => lit(NULL).cast(DataType::String),
    }
}

/// Whether a gathered record lies on a side, by the side's column.
pub(super) fn lies_on(side: &TallySide, column: Expr) -> Expr {
    match side.sum {
        Sum::Records | Sum::Days => column,
        Sum::Weights { .. } | Sum::Parts { .. } | Sum::Values(_) => column.is_not_null(),
    }
}

/// Whether a gathered record makes its person one of the members; never for records of a source without such a side.
pub(super) fn makes_member(at: usize, tally: &Tally, source: &str) -> Expr {
    let sides = tally.sides.iter().enumerate();
    let own = sides.filter(|(_, side)| side.source == source && side.reach != Reach::Whole);
    let on = own.map(|(index, side)| lies_on(side, col(side_name(at, index)))).reduce(Expr::or);
    match (on, &tally.members) {
        (None, _) | (_, None) => lit(false),
        (Some(on), Some(Members::OfEach(_))) => on,
        (Some(on), Some(Members::Of(part))) => on.and(condition_expr(&Condition::Part(part.clone()))),
    }
}

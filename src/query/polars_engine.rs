//! The default engine: polars in the process, all plans of a source answered by one streaming scan.

use polars::prelude::*;
use polars::sql::sql_expr;

use super::cells::{Cells, condition_name, months};
use super::cube::{Cube, CubePlan, plan};
use super::engine::{Answers, Audit, AuditAnswer, Counts, Engine, Questions};
use super::fates::{audit_conditions, explain, other_districts, rejected, source_rows};
use super::{Condition, Query};
use crate::data::{Catalogue, SourceFrame};
use crate::diag::Diagnostics;

/// Answers by polars.
pub struct PolarsEngine;

impl Engine for PolarsEngine {
    fn answer(&self, catalogue: &Catalogue, questions: &Questions) -> Result<(Answers, Diagnostics), Diagnostics> {
        let mut found = Diagnostics::default();
        let mut answers = Answers {
            counts: vec![Counts::default(); questions.queries.len()],
            audits: vec![AuditAnswer::default(); questions.audits.len()],
        };
        for source in catalogue.sources.values() {
            let asked = Asked::of(questions, source, catalogue);
            if let Some(told) = found.keep(asked.answer(&mut answers)) {
                found.extend(told);
            }
        }
        found.into_result(answers)
    }
}

/// What is asked of one source.
struct Asked<'a> {
    source: &'a SourceFrame,
    areas: Vec<&'a str>,
    queries: Vec<(usize, &'a Query)>,
    audits: Vec<(usize, &'a Audit)>,
    plan: CubePlan,
}

impl<'a> Asked<'a> {
    fn of(questions: &'a Questions, source: &'a SourceFrame, catalogue: &'a Catalogue) -> Self {
        let queries: Vec<_> =
            questions.queries.iter().enumerate().filter(|(_, query)| query.source == source.name).collect();
        let audits = questions.audits.iter().enumerate().filter(|(_, audit)| audit.source == source.name).collect();
        let areas: Vec<&str> = catalogue.areas.iter().map(|area| area.name.as_str()).collect();
        Self { source, plan: plan(&queries, areas.len()), areas, queries, audits }
    }

    fn answer(&self, answers: &mut Answers) -> Result<Diagnostics, Diagnostics> {
        if self.queries.is_empty() && self.audits.is_empty() {
            return Ok(Diagnostics::default());
        }
        let read =
            |repeated: &[u32]| self.read(repeated).map_err(|error| Diagnostics::from(explain(self.source, &error)));
        let mut frames = read(&[])?;
        let identifiers = std::mem::take(&mut frames.identifiers);
        if any_repeated(identifiers).map_err(|error| explain(self.source, &error))? {
            let repeated = self.repeated_rows().map_err(|error| explain(self.source, &error))?;
            frames = read(&repeated)?;
        }
        self.take(&frames, answers).map_err(|error| explain(self.source, &error).into())
    }

    /// One scan. `repeated` are rows found to carry an identifier that stood before.
    fn read(&self, repeated: &[u32]) -> PolarsResult<Frames> {
        let base = self.base(repeated)?;
        let mut plans = vec![self.fates(&base)];
        plans.push(
            base.clone().filter(col("_other_district").is_not_null()).group_by([col("_other_district")]).agg([len()]),
        );
        plans.push(base.clone().filter(col("_reject").is_not_null()).select([col("_row"), col("_reject")]));
        plans.push(self.identifiers(&base, false));
        let sound = self.plan.shared.iter().fold(col("_reject").is_null(), |all, at| all.and(col(condition_name(*at))));
        let sound = base.filter(sound);
        plans.extend(self.plan.cubes.iter().map(|cube| sound.clone().group_by(cube_keys(cube)).agg([len()])));
        let plans = plans.into_iter().map(|frame| frame.logical_plan).collect();
        let mut frames =
            LazyFrame::collect_all_with_engine(plans, polars::prelude::Engine::Streaming, OptFlags::default())?;
        let cubes = frames.split_off(4);
        let mut next = frames.into_iter();
        let mut take = || next.next().unwrap_or_default();
        Ok(Frames { fates: take(), other_districts: take(), rejects: take(), identifiers: take(), cubes })
    }

    /// The source with one yes/no column for each condition.
    fn base(&self, repeated: &[u32]) -> PolarsResult<LazyFrame> {
        let audited: Vec<(String, Condition)> =
            self.audits.iter().flat_map(|(at, audit)| audit_conditions(*at, audit)).collect();
        let asked = self.plan.conditions.iter().enumerate().map(|(at, each)| (condition_name(at), each.clone()));
        let conditions: Vec<(String, Condition)> = asked.chain(audited).collect();
        let sql: Vec<&str> = conditions.iter().filter_map(|(_, condition)| condition.as_sql()).collect();
        let mut frame = self.source.frame_for(&sql);
        if !repeated.is_empty() {
            let rows = lit(Series::new("repeated".into(), repeated)).implode(false);
            let reason = u8::try_from(self.source.reasons.len() - 1).unwrap_or(u8::MAX);
            let twice = col("_reject").is_null().and(col("_row").is_in(rows, false));
            frame = frame.with_column(when(twice).then(lit(reason)).otherwise(col("_reject")).alias("_reject"));
        }
        let columns: PolarsResult<Vec<Expr>> = conditions
            .iter()
            .map(|(name, each)| Ok(condition_expr(each)?.fill_null(lit(false)).alias(name.as_str())))
            .collect();
        Ok(frame.with_columns(columns?))
    }

    /// Rows by file, reason for setting aside, month, and the conditions of every audit.
    fn fates(&self, base: &LazyFrame) -> LazyFrame {
        let audited =
            self.audits.iter().flat_map(|(at, audit)| audit_conditions(*at, audit)).map(|(name, _)| col(name));
        base.clone()
            .group_by([col("_file"), col("_reject"), col("_month")].into_iter().chain(audited).collect::<Vec<_>>())
            .agg([len()])
    }

    /// A hash of every sound row's identifier, in the order of rows; the rows too when `with_rows`.
    fn identifiers(&self, base: &LazyFrame, with_rows: bool) -> LazyFrame {
        let hash =
            if self.source.has_identifier() { col("id").hash(1, 2, 3, 4) } else { col("_row").cast(DataType::UInt64) };
        let kept = if self.source.has_identifier() { lit(true) } else { lit(false) };
        let columns = [hash.alias("hash"), col("_row")].into_iter().take(if with_rows { 2 } else { 1 });
        base.clone().filter(col("_reject").is_null().and(kept)).select(columns.collect::<Vec<_>>())
    }

    /// Rows whose identifier stood in an earlier row: a scan of its own, made only when there are any.
    fn repeated_rows(&self) -> PolarsResult<Vec<u32>> {
        let identifiers = self.identifiers(&self.source.frame, true).collect()?;
        let (hashes, rows) = (identifiers.column("hash")?.u64()?, identifiers.column("_row")?.u32()?);
        let mut seen: Vec<(u64, u32)> =
            hashes.iter().zip(rows.iter()).filter_map(|(hash, row)| Some((hash?, row?))).collect();
        seen.sort_unstable();
        Ok(seen.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1].1).collect())
    }

    fn take(&self, frames: &Frames, answers: &mut Answers) -> PolarsResult<Diagnostics> {
        for (cube, frame) in self.plan.cubes.iter().zip(&frames.cubes) {
            let cells = Cells::of(frame)?;
            for (index, query) in self.queries.iter().filter(|(index, _)| cube.queries.contains(index)) {
                answers.counts[*index] = cells.answer(query, &self.plan);
            }
        }
        let months = months(&frames.fates)?;
        for (index, audit) in &self.audits {
            let rows = source_rows(self.source, *index, audit, &frames.fates)?;
            answers.audits[*index] = AuditAnswer { rows, months: months.clone() };
        }
        let mut told = rejected(self.source, &frames.fates, &frames.rejects)?;
        told.extend(other_districts(self.source, &self.areas, &frames.other_districts)?);
        Ok(told)
    }
}

/// What one scan gives.
struct Frames {
    fates: DataFrame,
    other_districts: DataFrame,
    rejects: DataFrame,
    identifiers: DataFrame,
    cubes: Vec<DataFrame>,
}

fn condition_expr(condition: &Condition) -> PolarsResult<Expr> {
    Ok(match condition {
        Condition::Period(period) => col("date").gt_eq(lit(period.first)).and(col("date").lt_eq(lit(period.last))),
        Condition::Area(name) => col("district").eq(lit(name.as_str())),
        Condition::Definition(sql) | Condition::Sql(sql) => sql_expr(sql)?,
    })
}

fn cube_keys(cube: &Cube) -> Vec<Expr> {
    let dimensions = cube.dimensions.iter().map(|dimension| col(dimension.frame_column()));
    let keys: Vec<Expr> = dimensions.chain(cube.conditions.iter().map(|at| col(condition_name(*at)))).collect();
    if keys.is_empty() { vec![lit(0i8).alias("_all")] } else { keys }
}

/// Whether two identifiers agree. Compares 64-bit hashes: at ten million rows the chance that two different
/// identifiers agree is 3 in a million.
fn any_repeated(identifiers: DataFrame) -> PolarsResult<bool> {
    let mut seen: Vec<u64> = identifiers.column("hash")?.u64()?.iter().flatten().collect();
    drop(identifiers);
    seen.sort_unstable();
    Ok(seen.windows(2).any(|pair| pair[0] == pair[1]))
}

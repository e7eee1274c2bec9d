//! The default engine: polars in the process, all the plans for a source answered in one streaming scan.

mod read_out;

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::asked_conditions::{condition_columns, condition_expr};
use super::blanks::{self, Blanks};
use super::cells::condition_name;
use super::cube::{CubePlan, plan};
use super::engine::{Audit, AuditAnswer, Engine, Grouped, Questions};
use super::fates::{AuditPlan, read_guarded};
use super::person_engine::answer_persons;
use super::person_events::{Events, PersonSides};
use super::person_tallies::{Tallies, Tally};
use super::presence::{days_of, periods};
use super::repeats;
use super::scan_parts::{any_repeated, cube_keys, explain_persons};
use super::scans::scan_all;
use super::sought::{self, Occurring, Search};
use super::supplied::{divided_by_area, supplied};
use super::watch::{Watch, Watched};
use super::{Answers, Condition, Query, Question};
use crate::{Catalogue, OFFENCES, Period, SourceFrame, Stop, Wanted, key};
use sna_core::diag::{Diagnostic, Diagnostics};

/// Answers by polars.
pub struct PolarsEngine;

impl Engine for PolarsEngine {
    fn answer(&self, catalogue: &Catalogue, questions: &Questions) -> Result<(Answers, Diagnostics), Diagnostics> {
        let tallies = Tallies::of(&questions.queries);
        let search = Search::of(questions, catalogue);
        let (mut found, mut occurring, mut stops) = (Diagnostics::default(), BTreeMap::new(), BTreeMap::new());
        let mut watched = BTreeMap::new();
        let mut counts = vec![Grouped::default(); questions.queries.len()];
        let mut audits = vec![AuditAnswer::default(); questions.audits.len()];
        // Offences first: records that belong to them must know which of them are set aside.
        let (first, rest): (Vec<_>, Vec<_>) =
            catalogue.sources.values().partition(|source| !source.belongs_to_offences());
        let (mut repeated_offences, mut events) = (Vec::new(), Vec::new());
        let mut blanks = BTreeSet::new();
        for sources in [first, rest] {
            let scanned = scan_all((questions, &tallies.all), &sources, (catalogue, &search), &repeated_offences);
            for (source, scanned) in sources.into_iter().zip(scanned) {
                let Some(scanned) = scanned.and_then(|scanned| found.keep(scanned)) else { continue };
                found.extend(scanned.told);
                // Said once of a condition: of the offences, before the records that belong to them.
                found
                    .extend(scanned.blank.into_iter().filter_map(|(asked, told)| blanks.insert(asked).then_some(told)));
                occurring.insert(source.name.clone(), scanned.occurring);
                scanned.counts.into_iter().for_each(|(at, counted)| counts[at] = counted);
                scanned.audits.into_iter().for_each(|(at, audit)| audits[at] = audit);
                if source.name == OFFENCES {
                    repeated_offences = scanned.repeated;
                }
                stops.insert(source.name.clone(), scanned.stops);
                watched.insert(source.name.clone(), scanned.watched);
                events.extend(scanned.events.map(|frame| Events { source: source.name.clone(), frame }));
            }
        }
        found.extend(search.told(&occurring, catalogue));
        if !found.has_errors() {
            let counted = answer_persons(&tallies, &events, &mut counts);
            found.keep(counted.map_err(|_| Diagnostics::from(explain_persons())));
        }
        found.into_result(Answers::new(questions, counts, audits).with_stops(stops).with_watched(watched))
    }
}

/// What is asked of one source.
pub(super) struct Asked<'a> {
    source: &'a SourceFrame,
    areas: Vec<&'a str>,
    queries: Vec<(usize, &'a Query)>,
    persons: PersonSides<'a>,
    audits: Vec<(usize, &'a Audit)>,
    audit_plan: AuditPlan,
    plan: CubePlan,
    search: &'a Search<'a>,
    blanks: Blanks<'a>,
    watch: Watch<'a>,
    /// The periods that are asked about; none where all time is.
    periods: Vec<Period>,
    repeated_offences: &'a [u32],
}

/// What a scan of one source gives in addition to its answers.
pub(super) struct Scanned {
    told: Diagnostics,
    /// Answers to questions about records, each with the question's position.
    counts: Vec<(usize, Grouped)>,
    /// Answers to audits, each with the audit's position.
    audits: Vec<(usize, AuditAnswer)>,
    /// Rows whose identifier appeared in an earlier row.
    repeated: Vec<u32>,
    /// The records that questions about persons ask for.
    events: Option<DataFrame>,
    /// The texts of the columns in which conditions and recodes look for any.
    occurring: Occurring,
    stops: Vec<Stop>,
    watched: Vec<Watched>,
    blank: Vec<(blanks::Asked, Diagnostic)>,
}

impl<'a> Asked<'a> {
    pub(super) fn of(
        (questions, tallies): (&'a Questions, &'a [Tally]),
        source: &'a SourceFrame,
        (catalogue, search): (&'a Catalogue, &'a Search<'a>),
        repeated_offences: &'a [u32],
    ) -> Self {
        let records = |question: &'a Question| match question {
            Question::Records(query) => (query.source == source.name).then_some(query),
            Question::Persons(_) => None,
        };
        let numbered = questions.queries.iter().enumerate();
        let queries: Vec<_> = numbered.filter_map(|(at, question)| Some((at, records(question)?))).collect();
        let audits: Vec<(usize, &Audit)> =
            questions.audits.iter().enumerate().filter(|(_, audit)| audit.source == source.name).collect();
        let audit_plan = AuditPlan::of(&audits, source);
        let areas: Vec<&str> = catalogue.areas.iter().map(|area| area.name.as_str()).collect();
        let persons = PersonSides::of(tallies, source);
        let plan = plan(&queries, areas.len());
        let periods = periods(&questions.queries, &source.name);
        let blanks = Blanks::of(questions, source);
        let watch = Watch::of(questions, source, catalogue);
        Self {
            source,
            areas,
            queries,
            persons,
            audits,
            audit_plan,
            plan,
            search,
            blanks,
            watch,
            periods,
            repeated_offences,
        }
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.queries.is_empty() && self.audits.is_empty() && self.persons.is_empty()
    }

    pub(super) fn answer(&self) -> Result<Scanned, Diagnostics> {
        Ok(read_guarded(self.source, || self.scan())?)
    }

    fn scan(&self) -> PolarsResult<Scanned> {
        let mut frames = self.read(&[])?;
        let identifiers = std::mem::take(&mut frames.identifiers);
        let nameless = identifiers.column("hash")?.null_count() > 0;
        let alike = if nameless { repeats::told(self.source)? } else { Vec::new() };
        let mut repeated = Vec::new();
        if any_repeated(identifiers)? {
            repeated = self.repeated_rows()?;
            frames = self.read(&repeated)?;
        }
        let mut scanned = Scanned { repeated, ..self.take(frames)? };
        scanned.told.extend(alike);
        Ok(scanned)
    }

    /// One scan. `repeated` are rows whose identifier was found in an earlier row.
    fn read(&self, repeated: &[u32]) -> PolarsResult<Frames> {
        let base = self.base(repeated)?;
        let mut plans = vec![self.fates(&base)];
        plans.push(
            base.clone()
                .filter(col("_other_district").is_not_null())
                .group_by([col("_other_district")])
                .agg([len(), col("_row").min()]),
        );
        let faulty = col("_reject").is_not_null().or(col("_doubt").gt(lit(0u64)));
        plans.push(base.clone().filter(faulty).select([col("_row"), col("_reject"), col("_doubt")]));
        plans.push(self.identifiers(&base, false));
        let sound = base.clone().filter(col("_reject").is_null());
        plans.push(days_of(&sound, &self.periods));
        plans.push(supplied(&sound, self.source));
        plans.push(self.blanks.plan(&sound));
        let shared = self.plan.shared.iter().fold(lit(true), |all, at| all.and(col(condition_name(*at))));
        let counted = sound.clone().filter(shared);
        let (sought, texts): (Vec<_>, Vec<_>) = sought::plans(self.search, self.source, &sound).into_iter().unzip();
        plans.extend(texts);
        plans.extend(self.watch.plans(&sound));
        plans.extend(self.plan.cubes.iter().map(|cube| counted.clone().group_by(cube_keys(cube)).agg([len()])));
        plans.extend(self.persons.events(&sound));
        let plans = plans.into_iter().map(|frame| frame.logical_plan).collect();
        let mut frames =
            LazyFrame::collect_all_with_engine(plans, polars::prelude::Engine::Streaming, OptFlags::default())?;
        let watching = self.watch.columns().count();
        let events =
            (frames.len() > 7 + sought.len() + watching + self.plan.cubes.len()).then(|| frames.pop()).flatten();
        let mut texts = frames.split_off(7);
        let mut watched = texts.split_off(sought.len());
        let cubes = watched.split_off(watching);
        let sought = sought.into_iter().zip(texts).collect();
        let mut next = frames.into_iter();
        let mut take = || next.next().unwrap_or_default();
        let (fates, other_districts, faulty, identifiers, days, supplied, blank) =
            (take(), take(), take(), take(), take(), take(), take());
        Ok(Frames {
            fates,
            other_districts,
            faulty,
            identifiers,
            days,
            supplied,
            blank,
            sought,
            watched,
            cubes,
            events,
        })
    }

    /// The source with one yes/no column for each condition.
    fn base(&self, repeated: &[u32]) -> PolarsResult<LazyFrame> {
        let audited = &self.audit_plan;
        let asked = self.plan.conditions.iter().enumerate().map(|(at, each)| (condition_name(at), each.clone()));
        let of_persons = self.persons.conditions().into_iter();
        let conditions: Vec<(String, Condition)> = asked.chain(audited.named()).chain(of_persons).collect();
        let mut names: Vec<String> = conditions.iter().flat_map(|(_, each)| condition_columns(each)).collect();
        let columns = self.queries.iter().flat_map(|(_, query)| &query.group_by);
        names.extend(columns.map(|dimension| dimension.frame_column().to_owned()));
        names.extend(audited.parted().into_iter().map(str::to_owned));
        names.extend(self.persons.columns());
        names.extend(self.blanks.columns());
        names.extend(self.watch.columns());
        names.extend(divided_by_area(self.source).map(str::to_owned));
        names.extend(self.search.columns(self.source).into_iter().map(str::to_owned));
        names.extend(["id".to_owned()].into_iter().filter(|_| self.source.has_identifier()));
        let left_open: Vec<(String, Expr)> = audited.left_open().collect();
        let conditions = conditions
            .iter()
            .map(|(name, each)| (name, condition_expr(each)))
            .chain(left_open.iter().map(|(name, open)| (name, open.clone())))
            .map(|(name, each)| each.fill_null(lit(false)).alias(name.as_str()))
            .collect();
        let columns = names.iter().map(String::as_str).collect();
        let repeated_offences = self.repeated_offences;
        self.source.records(Wanted { columns, conditions, repeated, repeated_offences })
    }

    /// A hash of every sound row's identifier, missing where it has none, in the order of rows; the rows too when `with_rows`.
    fn identifiers(&self, base: &LazyFrame, with_rows: bool) -> LazyFrame {
        let none = || lit(NULL).cast(DataType::UInt64);
        let hash = match self.source.has_identifier() {
            true => when(col("id").is_not_null()).then(key("id")).otherwise(none()),
            // One row stands for all: that there is no identifier need not be said of each.
            false => none(),
        };
        let sound = base.clone().filter(col("_reject").is_null());
        let sound = if self.source.has_identifier() { sound } else { sound.limit(1) };
        let columns = [hash.alias("hash"), col("_row")].into_iter().take(if with_rows { 2 } else { 1 });
        sound.select(columns.collect::<Vec<_>>())
    }

    /// Rows whose identifier appeared in an earlier row: a separate scan, made only if there are any.
    pub(super) fn repeated_rows(&self) -> PolarsResult<Vec<u32>> {
        let wanted = Wanted {
            columns: ["id"].into_iter().filter(|_| self.source.has_identifier()).collect(),
            repeated_offences: self.repeated_offences,
            ..Wanted::default()
        };
        let records = self.source.records(wanted)?;
        let identifiers = self.identifiers(&records, true).collect()?;
        let (hashes, rows) = (identifiers.column("hash")?.u64()?, identifiers.column("_row")?.u32()?);
        let mut seen: Vec<(u64, u32)> =
            hashes.iter().zip(rows.iter()).filter_map(|(hash, row)| Some((hash?, row?))).collect();
        seen.sort_unstable();
        Ok(seen.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1].1).collect())
    }
}

/// What one scan gives.
struct Frames {
    fates: DataFrame,
    other_districts: DataFrame,
    faulty: DataFrame,
    identifiers: DataFrame,
    days: DataFrame,
    supplied: DataFrame,
    blank: DataFrame,
    sought: Vec<(String, DataFrame)>,
    watched: Vec<DataFrame>,
    cubes: Vec<DataFrame>,
    events: Option<DataFrame>,
}

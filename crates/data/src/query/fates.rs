//! What became of rows: counted, outside, or set aside with a reason and a place.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::cells::cells_by_name;
use super::engine::{Audit, Key};
use super::{Condition, Part};
use crate::{Denial, RecordFile, SourceFrame, doubts_in};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::SourceRows;
use sna_core::guarded::{fault, guarded};

/// Most places named for one reason why rows are set aside.
const MOST_PLACES: usize = 10;

/// What to do about lines that do not fit the columns.
const ONE_CELL_EACH: &str =
    "each line needs a cell for each column name: put a value that contains a comma in quotation marks";

/// The conditions that decide the fates of a source's rows, each once, however many audits ask them.
pub(super) struct AuditPlan {
    conditions: Vec<Condition>,
}

impl AuditPlan {
    /// The conditions of some audits. A condition is not applied to records that lack what it is about, such as lists
    /// of persons.
    pub(super) fn of(audits: &[(usize, &Audit)], source: &SourceFrame) -> Self {
        let mut conditions: Vec<Condition> = Vec::new();
        for condition in audits.iter().flat_map(|(_, audit)| audit.scope.all_conditions()) {
            if is_asked(&condition, source) && !conditions.contains(&condition) {
                conditions.push(condition);
            }
        }
        Self { conditions }
    }

    /// Every yes-or-no condition with the name of its column.
    pub(super) fn named(&self) -> impl Iterator<Item = (String, Condition)> {
        let named = self.conditions.iter().enumerate().filter(|(_, condition)| part(condition).is_none());
        named.map(|(at, condition)| (column_name(at), condition.clone()))
    }

    /// For every definition that denies something of a column, whether a blank leaves it open.
    pub(super) fn left_open(&self) -> impl Iterator<Item = (String, Expr)> {
        self.conditions.iter().enumerate().filter_map(|(at, condition)| {
            let open = denials(condition).iter().map(Denial::left_open).reduce(Expr::or)?;
            // A definition that another of its values settles is not open.
            let unknown = condition.authored()?.expr().is_null();
            Some((open_name(at), open.and(unknown)))
        })
    }

    fn is_left_open(&self, condition: &Condition, keys: &BTreeMap<String, Key>) -> bool {
        let at = self.conditions.iter().position(|known| known == condition);
        at.is_some_and(|at| keys.get(&open_name(at)) == Some(&Key::Flag(true)))
    }

    /// The columns that divide the whole into parts.
    pub(super) fn parted(&self) -> BTreeSet<&'static str> {
        self.conditions.iter().filter_map(part).map(|part| part.dimension).collect()
    }

    /// What a row fails first under an audit.
    fn failed<'a>(&'a self, audit: &Audit, keys: &BTreeMap<String, Key>) -> Option<&'a Condition> {
        let asked = audit.scope.all_conditions();
        let asked = asked.iter().filter_map(|condition| self.conditions.iter().position(|known| known == condition));
        asked
            .map(|at| (at, &self.conditions[at]))
            .find(|(at, condition)| !holds(*at, condition, keys))
            .map(|(_, failed)| failed)
    }
}

/// A report's definition, period and part decide a row's fate; further conditions of sections do not.
fn is_asked(condition: &Condition, source: &SourceFrame) -> bool {
    let has = |name: &str| source.columns.contains(&name);
    match condition {
        Condition::Period(_) => has("date"),
        Condition::Part(part) => has(part.dimension),
        Condition::Definition(condition) => source.lacks(condition).is_empty(),
        Condition::Further(_) => false,
    }
}

fn part(condition: &Condition) -> Option<&Part> {
    match condition {
        Condition::Part(part) => Some(part),
        Condition::Period(_) | Condition::Definition(_) | Condition::Further(_) => None,
    }
}

fn denials(condition: &Condition) -> &[Denial] {
    match condition {
        Condition::Definition(condition) => condition.denials(),
        Condition::Period(_) | Condition::Part(_) | Condition::Further(_) => &[],
    }
}

fn open_name(at: usize) -> String {
    format!("_open_{at}")
}

fn column_name(at: usize) -> String {
    format!("_audit_{at}")
}

fn holds(at: usize, condition: &Condition, keys: &BTreeMap<String, Key>) -> bool {
    match part(condition) {
        Some(part) => keys.get(part.dimension).is_some_and(|key| part.holds(key)),
        None => keys.get(&column_name(at)) == Some(&Key::Flag(true)),
    }
}

/// What became of every row under an audit.
pub(super) fn source_rows(
    source: &SourceFrame,
    plan: &AuditPlan,
    audit: &Audit,
    fates: &[(BTreeMap<String, Key>, u64)],
) -> SourceRows {
    let mut rows = SourceRows {
        rejected: source.reasons.iter().map(|reason| (reason.text.clone(), 0)).collect(),
        ..SourceRows::default()
    };
    for (keys, count) in fates {
        rows.read += count;
        if let Some(Key::Number(reason)) = keys.get("_reject") {
            let reason = usize::try_from(*reason).ok().and_then(|at| rows.rejected.get_mut(at));
            reason.into_iter().for_each(|(_, rejected)| *rejected += count);
            continue;
        }
        match plan.failed(audit, keys) {
            None => rows.used += count,
            Some(Condition::Period(_)) => rows.outside_period += count,
            Some(Condition::Part(_)) => rows.outside_area += count,
            Some(failed) if plan.is_left_open(failed, keys) => rows.definition_unknown += count,
            Some(Condition::Definition(_) | Condition::Further(_)) => rows.outside_definition += count,
        }
    }
    rows.rejected.retain(|(_, count)| *count > 0);
    rows
}

/// Rows that are set aside, by reason, and sound rows with a value that counts as not known, by doubt.
pub(super) struct Faulty {
    by_file: Vec<u64>,
    rejected: BTreeMap<u8, Vec<u64>>,
    doubted: BTreeMap<u8, Vec<u64>>,
}

impl Faulty {
    /// Reads the faulty rows of a scan.
    pub(super) fn of(source: &SourceFrame, fates: &DataFrame, faulty: &DataFrame) -> PolarsResult<Self> {
        let faulty = faulty.sort(["_row"], SortMultipleOptions::default())?;
        let (mut rejected, mut doubted) = (BTreeMap::<u8, Vec<u64>>::new(), BTreeMap::<u8, Vec<u64>>::new());
        let (rows, reasons) = (faulty.column("_row")?.u32()?, faulty.column("_reject")?.u8()?);
        let doubts = faulty.column("_doubt")?.u64()?;
        for ((row, reason), bits) in rows.iter().zip(reasons.iter()).zip(doubts.iter()) {
            let (Some(row), bits) = (row.map(u64::from), bits.unwrap_or(0)) else { continue };
            match reason {
                Some(reason) => rejected.entry(reason).or_default().push(row),
                None => doubts_in(bits).for_each(|doubt| doubted.entry(doubt).or_default().push(row)),
            }
        }
        Ok(Self { by_file: rows_by_file(source, fates)?, rejected, doubted })
    }

    /// One warning for each reason and each doubt, with the first places.
    pub(super) fn told(&self, source: &SourceFrame) -> Diagnostics {
        let rejected = self.rejected.iter().filter_map(|(at, rows)| {
            let reason = source.reasons.get(usize::from(*at))?;
            let (rows_are, name) = (rows_are(rows.len()), &source.name);
            let message = format!("{rows_are} set aside in `{name}`: {}", reason.text);
            let hint = "these rows are not in any figure; the reconciliation at the end of the report counts them";
            let told = self.warning(source, reason.code, message, rows)?;
            let told = if reason.code == Code::RaggedLine { told.hint(ONE_CELL_EACH) } else { told };
            Some(told.hint(hint))
        });
        let doubted = self.doubted.iter().filter_map(|(at, rows)| {
            let doubt = source.doubts.get(usize::from(*at))?;
            let (rows_are, name) = (rows_are(rows.len()), &source.name);
            let message = format!("{rows_are} counted with a value not known in `{name}`: {}", doubt.text);
            Some(self.warning(source, doubt.code, message, rows)?.hint("tables count these rows as not known"))
        });
        rejected.chain(doubted).collect()
    }

    /// How many rows each file has.
    pub(super) fn rows_by_file(&self) -> &[u64] {
        &self.by_file
    }

    /// How many rows there are.
    pub(super) fn rows_read(&self) -> u64 {
        self.by_file.iter().sum()
    }

    /// How many rows are set aside.
    pub(super) fn rows_set_aside(&self) -> u64 {
        self.rejected.values().map(|rows| rows.len() as u64).sum()
    }

    /// How many sound rows have each doubt.
    pub(super) fn doubts(&self, source: &SourceFrame) -> Vec<(String, u64)> {
        let named =
            self.doubted.iter().filter_map(|(at, rows)| Some((source.doubts.get(usize::from(*at))?, rows.len())));
        named.map(|(doubt, rows)| (doubt.text.clone(), rows as u64)).collect()
    }

    /// A warning at the first of some rows that names the first few.
    pub(super) fn warning(
        &self,
        source: &SourceFrame,
        code: Code,
        message: String,
        rows: &[u64],
    ) -> Option<Diagnostic> {
        let places: Vec<_> =
            rows.iter().take(MOST_PLACES).filter_map(|row| source.place(*row, &self.by_file)).collect();
        let listed: Vec<String> =
            places.iter().map(|place| format!("{}:{}", place.file, place.line.unwrap_or(0))).collect();
        let more = rows.len().saturating_sub(MOST_PLACES);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        Some(
            Diagnostic::warning(code, message)
                .at(places.first()?.clone())
                .found(format!("{}{more}", listed.join(", "))),
        )
    }
}

fn rows_are(count: usize) -> String {
    if count == 1 { "1 row is".to_owned() } else { format!("{count} rows are") }
}

fn rows_by_file(source: &SourceFrame, fates: &DataFrame) -> PolarsResult<Vec<u64>> {
    let mut by_file = vec![0u64; source.files.len()];
    for (keys, count) in cells_by_name(fates)? {
        if let Some(Key::Number(file)) = keys.get("_file") {
            usize::try_from(*file).ok().and_then(|at| by_file.get_mut(at)).into_iter().for_each(|rows| *rows += count);
        }
    }
    Ok(by_file)
}

/// What a reading of a source's files gives. A damaged file can make polars fail or panic.
///
/// # Errors
/// The file that is at fault, with the line where known. What a library says is never shown: it may repeat a record.
pub(super) fn read_guarded<T>(source: &SourceFrame, read: impl FnOnce() -> PolarsResult<T>) -> Result<T, Diagnostic> {
    let at_fault = || source.files.iter().find_map(RecordFile::fault);
    match guarded(read) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(at_fault().or_else(|| source.files.first().map(RecordFile::explain)).unwrap_or_else(|| {
            Diagnostic::error(Code::UnreadableFile, format!("the records of `{}` cannot be read", source.name))
        })),
        Err(panicked) => Err(at_fault().unwrap_or_else(|| fault(panicked))),
    }
}

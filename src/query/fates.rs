//! What became of rows: counted, outside, or set aside with a reason and a place.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::Condition;
use super::cells::cells_by_name;
use super::engine::{Audit, Key};
use crate::data::SourceFrame;
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::document::SourceRows;

/// Most places named for one reason why rows are set aside.
const MOST_PLACES: usize = 10;

/// The conditions that decide a row's fate, named by what a row fails.
pub(super) fn audit_conditions(index: usize, audit: &Audit) -> Vec<(String, Condition)> {
    let conditions = audit.scope.all_conditions().into_iter();
    conditions
        .filter_map(|condition| {
            let what = match &condition {
                Condition::Period(_) => "period",
                Condition::Area(_) => "area",
                Condition::Definition(_) => "definition",
                Condition::Sql(_) => return None,
            };
            Some((format!("_audit_{index}_{what}"), condition))
        })
        .collect()
}

/// What became of every row under an audit.
pub(super) fn source_rows(
    source: &SourceFrame,
    index: usize,
    audit: &Audit,
    fates: &DataFrame,
) -> PolarsResult<SourceRows> {
    let names: Vec<String> = audit_conditions(index, audit).into_iter().map(|(name, _)| name).collect();
    let mut rows = SourceRows {
        rejected: source.reasons.iter().map(|reason| (reason.text.clone(), 0)).collect(),
        ..SourceRows::default()
    };
    let holds = |name: &str, keys: &BTreeMap<String, Key>| keys.get(name) == Some(&Key::Flag(true));
    for (keys, count) in cells_by_name(fates)? {
        rows.read += count;
        if let Some(Key::Number(reason)) = keys.get("_reject") {
            let reason = usize::try_from(*reason).ok().and_then(|at| rows.rejected.get_mut(at));
            reason.into_iter().for_each(|(_, rejected)| *rejected += count);
            continue;
        }
        match names.iter().find(|name| !holds(name, &keys)).and_then(|name| name.rsplit('_').next()) {
            None => rows.used += count,
            Some("period") => rows.outside_period += count,
            Some("area") => rows.outside_area += count,
            Some(_) => rows.outside_definition += count,
        }
    }
    rows.rejected.retain(|(_, count)| *count > 0);
    Ok(rows)
}

/// One warning for each reason, with the first places.
pub(super) fn rejected(source: &SourceFrame, fates: &DataFrame, rejects: &DataFrame) -> PolarsResult<Diagnostics> {
    let mut by_file = vec![0u64; source.files.len()];
    for (keys, count) in cells_by_name(fates)? {
        if let Some(Key::Number(file)) = keys.get("_file") {
            usize::try_from(*file).ok().and_then(|at| by_file.get_mut(at)).into_iter().for_each(|rows| *rows += count);
        }
    }
    let rejects = rejects.sort(["_row"], SortMultipleOptions::default())?;
    let (rows, reasons) = (rejects.column("_row")?.u32()?, rejects.column("_reject")?.u8()?);
    let mut places: BTreeMap<u8, Vec<u64>> = BTreeMap::new();
    for (row, reason) in rows.iter().zip(reasons.iter()) {
        places.entry(reason.unwrap_or(u8::MAX)).or_default().extend(row.map(u64::from));
    }
    Ok(places.into_iter().filter_map(|(reason, rows)| rejection(source, reason, &rows, &by_file)).collect())
}

fn rejection(source: &SourceFrame, reason: u8, rows: &[u64], by_file: &[u64]) -> Option<Diagnostic> {
    let reason = source.reasons.get(usize::from(reason))?;
    let places: Vec<_> = rows.iter().take(MOST_PLACES).filter_map(|row| source.place(*row, by_file)).collect();
    let listed: Vec<String> =
        places.iter().map(|place| format!("{}:{}", place.file, place.line.unwrap_or(0))).collect();
    let more = rows.len().saturating_sub(MOST_PLACES);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let rows_are = if rows.len() == 1 { "1 row is".to_owned() } else { format!("{} rows are", rows.len()) };
    Some(
        Diagnostic::warning(reason.code, format!("{rows_are} set aside in `{}`: {}", source.name, reason.text))
            .at(places.first()?.clone())
            .found(format!("{}{more}", listed.join(", ")))
            .hint("these rows are in no figure; the reconciliation at the end of the report counts them"),
    )
}

/// A warning that names the districts that are not among the areas.
pub(super) fn other_districts(source: &SourceFrame, areas: &[&str], frame: &DataFrame) -> PolarsResult<Diagnostics> {
    let mut names: Vec<(u64, String)> = Vec::new();
    for (keys, count) in cells_by_name(frame)? {
        if let Some(Key::Text(name)) = keys.get("_other_district") {
            names.push((count, name.clone()));
        }
    }
    if names.is_empty() {
        return Ok(Diagnostics::default());
    }
    names.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let listed: Vec<String> =
        names.iter().take(MOST_PLACES).map(|(count, name)| format!("`{name}` ({count})")).collect();
    let rows: u64 = names.iter().map(|(count, _)| count).sum();
    let mut told = Diagnostic::warning(
        "unlisted-district",
        format!(
            "{rows} {} in `{}` a district that is not listed",
            if rows == 1 { "row names" } else { "rows name" },
            source.name
        ),
    )
    .found(listed.join(", "))
    .expected("a name under `areas:` in the data manifest")
    .hint("they count as not known or elsewhere");
    for (_, name) in &names {
        if let Some(near) = nearest(name, areas.iter().copied()) {
            told = told.hint(format!("is `{name}` the area `{near}`? a `recode:` would say so"));
        }
    }
    Ok(told.into())
}

/// Why a scan failed: the file that cannot be read, with the line where known.
pub(super) fn explain(source: &SourceFrame, error: &PolarsError) -> Diagnostic {
    let careful = source.files.iter().map(|file| file.explain(error));
    let careful: Vec<Diagnostic> = careful.collect();
    let precise = careful.iter().find(|told| told.place.as_ref().is_some_and(|place| place.line.is_some()));
    precise.or(careful.first()).cloned().unwrap_or_else(|| Diagnostic::error("unreadable-file", error.to_string()))
}

//! Whether a source has anything to count: a report in which every figure of a source is 0 because of its file or its dates must
//! not look like a report. Places do not matter here: a source without a record in one district is sound.

use chrono::{Days, NaiveDate};
use polars::prelude::*;

use super::Question;
use super::fates::Faulty;
use crate::{Period, SourceFrame};
use sna_core::diag::{Code, Diagnostic, Place};

/// The periods that questions ask of a source; none where a question asks about all time.
pub(super) fn periods(questions: &[Question], source: &str) -> Vec<Period> {
    let scopes = questions.iter().flat_map(|question| match question {
        Question::Records(query) => vec![(query.source.as_str(), Some(query.scope.period))],
        Question::Persons(query) => {
            let sides = query.sides.iter();
            sides.map(|side| (side.source.as_str(), side.scope.as_ref().map(|scope| scope.period))).collect()
        }
    });
    let mut periods = Vec::new();
    for (_, period) in scopes.filter(|(asked, _)| *asked == source) {
        match period {
            Some(period) if periods.contains(&period) => {}
            Some(period) => periods.push(period),
            None => return Vec::new(),
        }
    }
    periods
}

/// The plan that finds the first and the last day of some sound records, and whether any is in one of the periods.
pub(super) fn days_of(sound: &LazyFrame, periods: &[Period]) -> LazyFrame {
    let day = || col("date").to_physical();
    let inside = periods.iter().fold(lit(false), |any, period| {
        any.or(col("date").gt_eq(lit(period.first)).and(col("date").lt_eq(lit(period.last))))
    });
    sound.clone().select([
        day().min().cast(DataType::Int64).alias("first"),
        day().max().cast(DataType::Int64).alias("last"),
        inside.any(true).cast(DataType::Int64).alias("inside"),
    ])
}

/// Why a source has nothing to count, if so.
pub(super) fn nothing_to_count(
    source: &SourceFrame,
    faulty: &Faulty,
    periods: &[Period],
    days: &DataFrame,
) -> PolarsResult<Option<Diagnostic>> {
    let read = faulty.rows_read();
    if let Some(changed) = changed(source, faulty.rows_by_file()) {
        return Ok(Some(changed));
    }
    if read == 0 {
        return Ok(Some(no_record(source)));
    }
    if faulty.rows_set_aside() == read {
        return Ok(Some(none_is_sound(source, read)));
    }
    let number = |name: &str| PolarsResult::Ok(days.column(name)?.i64()?.get(0));
    let (first, last) = (number("first")?.and_then(day), number("last")?.and_then(day));
    let Some((first, last)) = first.zip(last) else { return Ok(None) };
    let is_outside = !periods.is_empty() && number("inside")? != Some(1);
    Ok(is_outside.then(|| outside(source, (first, last), periods)))
}

fn day(number: i64) -> Option<NaiveDate> {
    let days = Days::new(number.unsigned_abs());
    let begin = NaiveDate::default();
    if number < 0 { begin.checked_sub_days(days) } else { begin.checked_add_days(days) }
}

/// A file of which another number of records was read than when it was opened.
fn changed(source: &SourceFrame, rows: &[u64]) -> Option<Diagnostic> {
    let mut files = source.files.iter().zip(rows);
    let (file, _) = files.find(|(file, rows)| file.lines.len() as u64 != **rows)?;
    Some(
        Diagnostic::error(Code::UnreadableFile, format!("`{}` cannot be read twice alike", file.path.display()))
            .at(Place::file(&file.path))
            .found("a different number of records the second time")
            .expected("a file that nothing changes while it is read"),
    )
}

fn of_source(source: &SourceFrame, fault: Diagnostic) -> Diagnostic {
    match source.files.first() {
        Some(file) => fault.at(Place::file(&file.path)),
        None => fault,
    }
}

fn no_record(source: &SourceFrame) -> Diagnostic {
    let fault = Diagnostic::error(Code::NoRecords, format!("`{}` has no records", source.name));
    let fault = fault.found("column names and nothing under them").expected("at least one record");
    of_source(source, fault).hint("check that the file was exported whole")
}

fn none_is_sound(source: &SourceFrame, read: u64) -> Diagnostic {
    let rows = if read == 1 { "the only row is".to_owned() } else { format!("all {read} rows are") };
    let fault = Diagnostic::error(Code::NoRecords, format!("no record of `{}` can be counted", source.name));
    let fault = fault.found(format!("{rows} set aside")).expected("at least one record that can be read");
    of_source(source, fault).hint("the warnings say why: correct the file, or how the manifest reads it")
}

fn outside(source: &SourceFrame, (first, last): (NaiveDate, NaiveDate), periods: &[Period]) -> Diagnostic {
    let shown = |day: NaiveDate| match source.months_only {
        true => day.format("%Y-%m").to_string(),
        false => day.to_string(),
    };
    let range = |(first, last): (NaiveDate, NaiveDate)| format!("{} to {}", shown(first), shown(last));
    let from = periods.iter().map(|period| period.first).min().unwrap_or(first);
    let to = periods.iter().map(|period| period.last).max().unwrap_or(last);
    let message = format!("no record of `{}` is in any period that the report asks about", source.name);
    let fault = Diagnostic::error(Code::OutsidePeriod, message).found(format!("records from {}", range((first, last))));
    of_source(source, fault.expected(format!("records from {}", range((from, to)))))
        .hint("check `period:` in the report, the file, and how the manifest reads its dates")
}

//! Records that have the name of a total where others have a category, as when a table of counts was exported with its last line: they
//! are counted like any other, and are hardly records.

use polars::prelude::*;

use super::SourceFrame;
use sna_core::columns::{Kind, role};
use sna_core::diag::{Code, Diagnostic, Place};
use sna_core::guarded::guarded;

/// Values that no single record has.
const TOTALS: [&str; 15] = [
    "all",
    "All",
    "ALL",
    "total",
    "Total",
    "TOTAL",
    "totals",
    "Totals",
    "TOTALS",
    "grand total",
    "Grand total",
    "Grand Total",
    "GRAND TOTAL",
    "both sexes",
    "Both sexes",
];

/// A warning for each column of a source in which some, but not all, records have the name of a total.
pub(super) fn told(source: &SourceFrame) -> Vec<Diagnostic> {
    let is_text = |name: &&str| {
        role(name).is_some_and(|role| matches!(role.kind, Kind::Category | Kind::Area | Kind::Spot))
            && source.has_from(name) == source.name
    };
    let columns: Vec<&str> = source.columns.iter().copied().filter(is_text).collect();
    let names = Series::new("totals".into(), TOTALS);
    let totals = |name: &str| col(name).is_in(lit(names.clone()).implode(false), false);
    let counts = columns.iter().map(|name| totals(name).sum().cast(DataType::UInt64).alias(*name));
    let known = columns.iter().map(|name| col(*name).count().cast(DataType::UInt64).alias(format!("{name} known")));
    let sound = source.as_given().filter(col("_reject").is_null()).select(counts.chain(known).collect::<Vec<_>>());
    // A file that cannot be read is reported when it is counted.
    let answer = guarded(|| sound.collect_with_engine(polars::prelude::Engine::Streaming)).ok().and_then(Result::ok);
    let Some(answer) = answer else { return Vec::new() };
    let read = answer.unwrap_single();
    let number = |name: &str| read.column(name).ok()?.u64().ok()?.get(0);
    let counted = columns.iter().filter_map(|name| Some((*name, number(name)?, number(&format!("{name} known"))?)));
    counted.filter(|(_, totals, known)| *totals > 0 && totals < known).map(|found| warning(source, found)).collect()
}

fn warning(source: &SourceFrame, (column, totals, known): (&str, u64, u64)) -> Diagnostic {
    let have = if totals == 1 { "has" } else { "have" };
    let message = format!("{totals} of {known} rows in `{}` {have} the name of a total as `{column}`", source.name);
    let told = Diagnostic::warning(Code::TotalRow, message).expected("one row for each record, without sums").hint(
        "they are counted like the others: take sums out of the file, or name the value otherwise with `recode:`",
    );
    match source.files.first() {
        Some(file) => told.at(Place::file(&file.path)),
        None => told,
    }
}

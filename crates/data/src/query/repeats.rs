//! Rows without an identifier that repeat an earlier row in every column that is read. They may be one record exported twice or
//! two records that are alike: nothing is dropped, and their number is told.

use polars::prelude::*;
use sna_core::columns::{Kind, role};
use sna_core::diag::{Code, Diagnostic, Place};

use crate::SourceFrame;

/// A warning with the number of rows that repeat an earlier one, where there are any.
pub(super) fn told(source: &SourceFrame) -> PolarsResult<Option<Diagnostic>> {
    let found = nameless(source).collect_with_engine(polars::prelude::Engine::Streaming)?.unwrap_single();
    let mut seen: Vec<u64> = found.column("hash")?.u64()?.iter().flatten().collect();
    drop(found);
    let rows = seen.len();
    seen.sort_unstable();
    let repeats = seen.windows(2).filter(|pair| pair[0] == pair[1]).count();
    Ok((repeats > 0).then(|| warning(source, repeats, rows)))
}

/// A hash of all the columns of each sound row without an identifier. At ten million rows the chance that two different rows agree
/// is 3 in a million.
fn nameless(source: &SourceFrame) -> LazyFrame {
    let nameless = if source.has_identifier() { col("id").is_null() } else { lit(true) };
    let sound = source.own.clone().filter(col("_reject").is_null().and(nameless));
    let own = source.columns.iter().filter(|name| is_own(source, name));
    let hashes = own.zip(1u64..).map(|(name, seed)| col(*name).hash(seed, 2, 3, 4));
    sound.select([hashes.fold(lit(0u64), Expr::xor).alias("hash")])
}

/// Whether a column was read from the records' own files.
fn is_own(source: &SourceFrame, name: &str) -> bool {
    let of_offences = source.link.as_ref().is_some_and(|link| link.columns.contains(&name));
    !of_offences && role(name).is_some_and(|role| role.kind != Kind::Identifier)
}

fn warning(source: &SourceFrame, repeats: usize, rows: usize) -> Diagnostic {
    let (repeat, which) = (
        if repeats == 1 { "repeats" } else { "repeat" },
        if source.has_identifier() { "rows without an identifier" } else { "rows" },
    );
    let name = &source.name;
    let message =
        format!("{repeats} of {rows} {which} in `{name}` {repeat} an earlier row in every column that is read");
    let told = Diagnostic::warning(Code::RepeatedRows, message);
    let told = match source.files.first() {
        Some(file) => told.at(Place::file(&file.path)),
        None => told,
    };
    let told = told.hint("all of them are counted: check that no file or record was exported twice");
    match source.months_only {
        true => told.hint("where only the month of a record is known, equal rows are usual"),
        false => told,
    }
}

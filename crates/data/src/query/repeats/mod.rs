//! Rows without an identifier that repeat earlier rows in every column that is read. They may be records exported twice or records
//! that are alike: nothing is dropped. Records that are alike are usual where few columns are read, so repeats are told only where
//! chance does not explain them: most of a file in another, many rows in the order of earlier ones, or more than one in twenty and
//! several times as many as the dates of like rows give by chance, or most rows of a small file.

mod alike;

use polars::prelude::*;
use sna_core::columns::{Kind, role};
use sna_core::diag::{Code, Diagnostic, Place};

use crate::SourceFrame;
use alike::{Copied, Run, Sound, copied_files, mostly, runs, scattered};

/// Most runs that are named.
const MOST_RUNS: usize = 3;

/// Warnings about rows that repeat earlier ones beyond chance.
pub(super) fn told(source: &SourceFrame) -> PolarsResult<Vec<Diagnostic>> {
    let mut rows = nameless(source)?;
    let copied = copied_files(&rows);
    rows.retain(|row| !copied.iter().any(|copied| copied.file == row.file));
    let runs = runs(&rows);
    let mut told: Vec<Diagnostic> = copied.iter().filter_map(|copied| of_file(source, copied)).collect();
    if !runs.is_empty() {
        told.push(of_runs(source, &runs));
    } else if let Some((repeats, by_chance)) = scattered(&rows).filter(|_| !source.months_only) {
        told.push(of_scattered(source, repeats, rows.len(), Some(by_chance)));
    } else if let Some(repeats) = mostly(&rows) {
        told.push(of_scattered(source, repeats, rows.len(), None));
    }
    Ok(told)
}

/// The sound rows without an identifier, in their order: a hash of all their columns, and one of what tells records of one kind
/// apart, their date or offence. At ten million rows the chance that two different rows agree is 3 in a million.
fn nameless(source: &SourceFrame) -> PolarsResult<Vec<Sound>> {
    let nameless = if source.has_identifier() { col("id").is_null() } else { lit(true) };
    let sound = source.own.clone().filter(col("_reject").is_null().and(nameless));
    let own: Vec<&str> = source.columns.iter().copied().filter(|name| is_own(source, name)).collect();
    let hash = |name: &str, seed: u64| col(name).hash(seed, 2, 3, 4);
    let hashes = own.iter().zip(1u64..).map(|(name, seed)| hash(name, seed));
    let apart = ["date", "offence_id"].iter().find_map(|wanted| own.iter().position(|name| name == wanted));
    let apart = apart.map_or(lit(0u64), |at| hash(own[at], 1 + at as u64));
    let found = sound.select([
        hashes.fold(lit(0u64), Expr::xor).alias("hash"),
        apart.alias("apart"),
        col("_file").cast(DataType::UInt32).alias("file"),
        col("_row").cast(DataType::UInt32).alias("row"),
    ]);
    let found = found.collect_with_engine(polars::prelude::Engine::Streaming)?.unwrap_single();
    let (hashes, apart) = (found.column("hash")?.u64()?, found.column("apart")?.u64()?);
    let (files, numbers) = (found.column("file")?.u32()?, found.column("row")?.u32()?);
    let cells = hashes.iter().zip(apart.iter()).zip(files.iter().zip(numbers.iter()));
    let row = |((hash, apart), (file, row)): ((Option<u64>, Option<u64>), (Option<u32>, Option<u32>))| {
        Some(Sound { hash: hash?, apart: apart?, file: file?, row: row? })
    };
    let mut rows: Vec<Sound> = cells.filter_map(row).collect();
    rows.sort_unstable_by_key(|row| row.row);
    Ok(rows)
}

/// Whether a column was read from the records' own files.
fn is_own(source: &SourceFrame, name: &str) -> bool {
    let of_offences = source.link.as_ref().is_some_and(|link| link.columns.contains(&name));
    !of_offences && role(name).is_some_and(|role| role.kind != Kind::Identifier)
}

const ALL_COUNTED: &str = "all of them are counted: check that no file or record was exported twice";

fn of_file(source: &SourceFrame, copied: &Copied) -> Option<Diagnostic> {
    let path = |file: u32| source.files.get(file as usize).map(|file| &file.path);
    let (file, before) = (path(copied.file)?, path(copied.before)?);
    let (rows, of) = (copied.rows, copied.of);
    let message = format!("{rows} of {of} rows in `{}` are rows of `{}` too", file.display(), before.display());
    Some(Diagnostic::warning(Code::RepeatedRows, message).at(Place::file(file)).hint(ALL_COUNTED))
}

fn of_runs(source: &SourceFrame, runs: &[Run]) -> Diagnostic {
    let rows: usize = runs.iter().map(|run| run.length).sum();
    let rows_by_file: Vec<u64> = source.files.iter().map(|file| file.lines.len() as u64).collect();
    let place = |row: u32| source.place(u64::from(row), &rows_by_file);
    let told = |place: Option<Place>| match place {
        Some(Place { file, line: Some(line), .. }) => format!("{file}:{line}"),
        Some(Place { file, .. }) => file,
        None => "a row".to_owned(),
    };
    let run = |run: &Run| {
        format!("{} rows from {} on, as from {} on", run.length, told(place(run.row)), told(place(run.before)))
    };
    let mut found: Vec<String> = runs.iter().take(MOST_RUNS).map(run).collect();
    if runs.len() > MOST_RUNS {
        found.push(format!("{} more such runs", runs.len() - MOST_RUNS));
    }
    let message = format!(
        "{rows} rows in `{}` repeat earlier rows in every column that is read, and in the same order",
        source.name
    );
    let told = Diagnostic::warning(Code::RepeatedRows, message).found(found.join("; ")).hint(ALL_COUNTED);
    match runs.first().and_then(|run| place(run.row)) {
        Some(place) => told.at(place),
        None => told,
    }
}

fn of_scattered(source: &SourceFrame, repeats: usize, rows: usize, by_chance: Option<f64>) -> Diagnostic {
    let which = if source.has_identifier() { "rows without an identifier" } else { "rows" };
    let name = &source.name;
    let message = format!("{repeats} of {rows} {which} in `{name}` repeat an earlier row in every column that is read");
    let told = Diagnostic::warning(Code::RepeatedRows, message).hint(ALL_COUNTED);
    let told = match by_chance {
        Some(few) if few < 1.0 => told.expected("less than 1 by chance"),
        Some(number) => told.expected(format!("about {number:.0} by chance")),
        None => told,
    };
    match source.files.first() {
        Some(file) => told.at(Place::file(&file.path)),
        None => told,
    }
}

//! Records in a workbook: one sheet as a frame of texts, which is then read like a CSV file.

use std::path::Path;

use polars::prelude::*;

use super::files::{FileFormat, Opened, RecordFile};
use super::hidden::{HiddenCells, Region};
use super::manifest::Source;
use super::manifest_file::ManifestFile;
use super::names::{Names, twice};
use super::sheet_choice::{SheetChoice, not_a_workbook};
use super::workbook::{Unusable, Workbook};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};

/// Most cells named in a message.
const MOST_PLACES: usize = 10;

/// The line of each record of a sheet, as runs of consecutive lines: blank lines are not records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lines {
    /// The first record (from 0) and the first line of each run.
    runs: Vec<(usize, usize)>,
    records: usize,
}

impl Lines {
    /// One line for each of some records, from a first line on.
    pub(super) fn consecutive(first: usize, records: usize) -> Self {
        Self { runs: vec![(0, first)], records }
    }

    /// Adds the line of the next record.
    pub(super) fn push(&mut self, line: usize) {
        if self.line(self.records) != line {
            self.runs.push((self.records, line));
        }
        self.records += 1;
    }

    /// How many records there are.
    pub(super) fn len(&self) -> usize {
        self.records
    }

    /// The line of a record.
    pub(super) fn line(&self, record: usize) -> usize {
        let run = self.runs.iter().rev().find(|(first, _)| *first <= record);
        run.map_or(0, |(first, line)| line + record - first)
    }
}

impl ManifestFile {
    /// Gives workbooks the sheet and the line of column names that the manifest gives.
    pub(super) fn choose_sheets(&self, source: &Source, files: &mut Vec<RecordFile>) -> Diagnostics {
        let mut found = Diagnostics::default();
        let sheet = source.sheet.as_ref().map(|sheet| (sheet.value.clone(), self.place(sheet)));
        let header = source.header.as_ref().map(|header| (header.value, self.place(header)));
        let hidden = source.hidden.as_ref();
        if let Some(file) = files.iter().find(|file| file.format != FileFormat::Workbook) {
            let hidden = hidden.map(|hidden| self.place(hidden));
            let keys = [
                ("hidden", hidden.as_ref()),
                ("sheet", sheet.as_ref().map(|(_, place)| place)),
                ("header", header.as_ref().map(|(_, place)| place)),
            ];
            let given = keys.into_iter().filter_map(|(key, place)| Some((key, place?.clone())));
            found.extend(given.map(|(key, place)| not_a_workbook(key, place, &file.path)));
        }
        match found.keep(SheetChoice::new(sheet, header, hidden.map(|hidden| hidden.value))) {
            Some(choice) => files.iter_mut().for_each(|file| file.sheet = choice.clone()),
            // A wrong line would only be reported as missing columns.
            None => files.clear(),
        }
        found
    }
}

/// Reads the records of a sheet, every column as text, and keeps the line of each.
///
/// # Errors
/// The workbook cannot be read, has no such sheet, or the sheet's columns cannot be distinguished.
pub(super) fn read(
    path: &Path,
    choice: &SheetChoice,
    wanted: &[&str],
    lines: &mut Lines,
) -> Result<Opened, Diagnostics> {
    let mut workbook = Workbook::open(path)?;
    let sheet = workbook.sheet(choice)?;
    let unseen = workbook.unseen(&sheet)?;
    let leaves_out = choice.hidden == Some(HiddenCells::LeaveOut);
    let (mut columns, mut records, mut hidden) = (Vec::new(), Lines::default(), Vec::new());
    let unusable = workbook.lines(&sheet, &mut |line, cells| {
        if line == choice.header {
            columns = header(cells);
            columns.retain(|column| !(leaves_out && unseen.has_column(column.at)));
        } else if line > choice.header {
            if unseen.has_row(line) {
                hidden.push(line);
            }
            if !(leaves_out && unseen.has_row(line)) {
                add(&mut columns, &cells);
                records.push(line);
            }
        }
    })?;
    if columns.is_empty() {
        return Err(no_header(path, choice.header).into());
    }
    let all: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    twice(all.iter().map(String::as_str), Some(wanted), path, choice.header).into_result(())?;
    let told = without_value(&unusable, path, |cell| {
        cell.line > choice.header
            && !(leaves_out && unseen.has_row(cell.line))
            && columns.iter().any(|column| column.at == cell.column)
    });
    let shown: Vec<(usize, Option<&str>)> = columns
        .iter()
        .filter_map(|column| Some((column.at, Some(wanted.iter().copied().find(|wanted| *wanted == column.name)?))))
        .collect();
    let region = Region { path, sheet: &sheet, choice, columns: &shown, lines: records.len(), hidden: &hidden };
    let not_seen = unseen.told(&region);
    let height = records.len();
    *lines = records;
    let columns = columns.into_iter().map(|column| column.texts.finish().into_column()).collect();
    // The engine's own words may hold cells.
    let frame = DataFrame::new(height, columns).map_err(|_| {
        let fault = Diagnostic::error(Code::UnreadableFile, format!("`{}` cannot be read", path.display()));
        fault.at(Place::file(path)).found("columns that do not make a table")
    })?;
    let told = told.map(|told| Diagnostic { severity: sna_core::diag::Severity::Warning, ..told });
    let mut warnings: Diagnostics = told.map(|told| told.hint("these cells count as blank")).into_iter().collect();
    warnings.extend(not_seen);
    let names = Names { all, line: Some(choice.header), are_sure: true };
    Ok(Opened { frame: frame.lazy(), names, warnings })
}

/// A column of a sheet.
struct Column {
    name: String,
    /// Its position in the sheet.
    at: usize,
    texts: StringChunkedBuilder,
}

/// The columns that have a name: no other column of a sheet can be asked for.
fn header(cells: Vec<Option<String>>) -> Vec<Column> {
    let named = cells.into_iter().enumerate().filter_map(|(at, name)| Some((at, name?)));
    named.map(|(at, name)| Column { texts: StringChunkedBuilder::new(name.as_str().into(), 0), name, at }).collect()
}

fn add(columns: &mut [Column], cells: &[Option<String>]) {
    for column in columns {
        column.texts.append_option(cells.get(column.at).and_then(Option::as_deref));
    }
}

/// Reports that a file has no column names where they should be.
pub(super) fn no_header(path: &Path, header: usize) -> Diagnostic {
    Diagnostic::error(Code::EmptyFile, format!("`{}` has no column names", path.display()))
        .at(Place::line(path, header))
        .found("nothing in this line")
        .expected("a line with the name of each column")
        .hint("`header:` gives the line that holds them")
}

/// The cells of interest that have no value, if any.
pub(super) fn without_value(
    unusable: &[Unusable],
    path: &Path,
    of_interest: impl Fn(&Unusable) -> bool,
) -> Option<Diagnostic> {
    let cells: Vec<&Unusable> = unusable.iter().filter(|cell| of_interest(cell)).collect();
    let first = cells.first()?;
    let have = if cells.len() == 1 { "1 cell has".to_owned() } else { format!("{} cells have", cells.len()) };
    let mut listed: Vec<String> = cells.iter().take(MOST_PLACES).map(|cell| cell.told()).collect();
    if cells.len() > MOST_PLACES {
        listed.push(format!("and {} more", cells.len() - MOST_PLACES));
    }
    let fault = Diagnostic::error(Code::CellWithoutValue, format!("{have} no value"));
    Some(fault.at(Place::line(path, first.line)).found(listed.join(", ")).expected("a number, a text or a date").hint(
        "open the workbook in a spreadsheet program, let it recalculate the formulas, correct what is wrong and save it",
    ))
}

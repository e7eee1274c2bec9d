//! A file of figures as lines of trimmed cells, whatever its format, each with the number of its line.

use std::path::{Path, PathBuf};

use super::faults::{Repeats, lines};
use crate::csv_lines::CsvLines;
use crate::files::{FileFormat, RecordFile, too_large};
use crate::hidden::{HiddenCells, Region};
use crate::names::twice;
use crate::sheet_choice::SheetChoice;
use crate::sheets::no_header;
use crate::workbook::{MOST_COLUMNS, MOST_LINES, Unusable, Workbook};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};

/// Most bytes of text in a file of figures.
const MOST_BYTES: u64 = 256 << 20;
/// Decimals kept in the figures of a CSV file.
const MOST_DECIMALS: u8 = 6;
/// Decimals kept in the figures of a workbook, which stores remainders of binary numbers that nobody wrote.
const MOST_DECIMALS_OF_WORKBOOK: u8 = 3;

/// A file's column names and the lines under them.
pub(super) struct Grid {
    pub(super) path: PathBuf,
    /// The line with the column names.
    pub(super) header: usize,
    /// Column names; blank where a column has none.
    pub(super) columns: Vec<String>,
    /// Lines that are not blank: the number of each and its cells, one for each column.
    pub(super) lines: Vec<(usize, Vec<String>)>,
    /// Cells of a workbook that should have a value but do not.
    pub(super) unusable: Vec<Unusable>,
    /// Most decimals that are kept.
    pub(super) most_decimals: u8,
    /// What the reader should know.
    pub(super) warnings: Diagnostics,
}

impl Grid {
    /// Reads a file.
    ///
    /// # Errors
    /// The file cannot be read, has no column names or no lines, or its lines do not fit its columns.
    pub(super) fn read(path: PathBuf, format: FileFormat, choice: &SheetChoice) -> Result<Self, Diagnostics> {
        let Rows { lines: mut rows, unusable, warnings } = match format {
            FileFormat::Workbook => sheet_rows(&path, choice)?,
            FileFormat::Csv | FileFormat::CsvGzip | FileFormat::Parquet => {
                let lines = csv_rows(&RecordFile::new(path.clone(), format), choice.header)?;
                Rows { lines, unusable: Vec::new(), warnings: Diagnostics::default() }
            }
        };
        let starts = rows.first().is_some_and(|(line, _)| *line == choice.header);
        if !starts {
            return Err(no_header(&path, choice.header).into());
        }
        let (header, mut columns) = rows.remove(0);
        columns.truncate(columns.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1));
        let most_decimals = if format == FileFormat::Workbook { MOST_DECIMALS_OF_WORKBOOK } else { MOST_DECIMALS };
        let mut grid = Self { path, header, columns, lines: rows, unusable, most_decimals, warnings };
        let found = grid.check(format);
        found.into_result(grid).map(|(grid, _)| grid)
    }

    /// What is wrong with the shape of the file; lines get a cell for each column.
    fn check(&mut self, format: FileFormat) -> Diagnostics {
        let mut found = twice(self.columns.iter().map(String::as_str), None, &self.path, self.header);
        if self.lines.is_empty() {
            let fault = Diagnostic::error(Code::EmptyFile, format!("`{}` has no figures", self.path.display()));
            let fault = fault.at(Place::line(&self.path, self.header));
            found.push(fault.found("column names and nothing under them").expected("one line for each figure"));
        }
        let (wanted, mut ragged) = (self.columns.len(), Repeats::default());
        for (line, cells) in &mut self.lines {
            let beyond = cells.iter().skip(wanted).any(|cell| !cell.is_empty());
            // A workbook stores no blank cells at the end of a line.
            if beyond || (cells.len() < wanted && format != FileFormat::Workbook) {
                ragged.push(*line, format!("{} in line {line}", cells.len()));
            }
            cells.resize(wanted, String::new());
        }
        let told = ragged.told(Code::RaggedLine, &self.path, |count| {
            lines(
                count,
                "has more or fewer cells than there are columns",
                "have more or fewer cells than there are columns",
            )
        });
        found.extend(told.map(|fault| {
            let hint = "put a value that contains a comma in quotation marks, and remove notes next to the table from the file";
            fault.expected(format!("{wanted} cells in each line")).hint(hint)
        }));
        found
    }
}

/// The lines of a file from the column names on, each with its number.
struct Rows {
    lines: Vec<(usize, Vec<String>)>,
    unusable: Vec<Unusable>,
    warnings: Diagnostics,
}

fn sheet_rows(path: &Path, choice: &SheetChoice) -> Result<Rows, Diagnostic> {
    let mut workbook = Workbook::open(path)?;
    let sheet = workbook.sheet(choice)?;
    let unseen = workbook.unseen(&sheet)?;
    let leaves_out = choice.hidden == Some(HiddenCells::LeaveOut);
    let (mut lines, mut hidden): (Vec<(usize, Vec<String>)>, Vec<usize>) = (Vec::new(), Vec::new());
    let unusable = workbook.lines(&sheet, &mut |line, cells| {
        if line < choice.header {
            return;
        }
        if line > choice.header && unseen.has_row(line) {
            hidden.push(line);
            if leaves_out {
                return;
            }
        }
        let cell = |(at, cell): (usize, Option<String>)| cell.filter(|_| !(leaves_out && unseen.has_column(at)));
        lines.push((line, cells.into_iter().enumerate().map(cell).map(Option::unwrap_or_default).collect()));
    })?;
    let head = lines.first().filter(|(line, _)| *line == choice.header);
    let columns: Vec<(usize, Option<&str>)> = head
        .iter()
        .flat_map(|(_, names)| names.iter().enumerate())
        .filter(|(_, name)| !name.is_empty())
        .map(|(at, name)| (at, Some(name.as_str())))
        .collect();
    let region = Region {
        path,
        sheet: &sheet,
        choice,
        columns: &columns,
        lines: lines.len().saturating_sub(1),
        hidden: &hidden,
    };
    let warnings = unseen.told(&region);
    let is_read = |cell: &Unusable| {
        cell.line > choice.header && !(leaves_out && (unseen.has_row(cell.line) || unseen.has_column(cell.column)))
    };
    let unusable = unusable.into_iter().filter(is_read).collect();
    Ok(Rows { lines, unusable, warnings })
}

fn csv_rows(file: &RecordFile, header: usize) -> Result<Vec<(usize, Vec<String>)>, Diagnostic> {
    let text = file.text(MOST_BYTES)?;
    let mut records = CsvLines::new(text.as_bytes());
    let mut rows = Vec::new();
    let failed = |error| file.csv_error(error);
    records.skip(header - 1).map_err(failed)?;
    while let Some(record) = records.next().map_err(failed)? {
        let line = record.line;
        let cells: Vec<String> = record.cells().map(|cell| cell.trim().to_owned()).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if cells.iter().skip(MOST_COLUMNS).any(|cell| !cell.is_empty()) || rows.len() > MOST_LINES {
            let found = format!("{} cells in line {line}", cells.len());
            return Err(
                too_large(&file.path, found).expected(format!("at most 1,048,576 lines and {MOST_COLUMNS} columns"))
            );
        }
        rows.push((line, cells));
    }
    Ok(rows)
}

//! A CSV file of records as a frame of texts. Every file is first surveyed record by record. One in which nothing is
//! unusual is then left to polars, which needs little memory; any other is read here, and records that do not fit the
//! columns are marked.

use std::io::BufRead;

use polars::prelude::*;

use super::csv_lines::{CsvError, CsvLines, CsvRecord};
use super::sheets::Lines;

/// The column that is true where a record has more or fewer cells than there are columns.
pub(super) const RAGGED: &str = "_ragged";

/// What a CSV file is like.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Survey {
    /// The names of its columns: the cells of its first record.
    pub(super) names: Vec<String>,
    /// The line with the names.
    pub(super) header: usize,
    /// Whether the next record has a cell for each name: if not, the names may be something else.
    pub(super) fits: bool,
    /// How many records there are under the names.
    pub(super) records: usize,
    /// Whether every line is one record with a cell for each name, and quotation marks are only around cells.
    pub(super) is_plain: bool,
}

impl Survey {
    /// Surveys a file; `None` where it has nothing but blank lines.
    ///
    /// # Errors
    /// The bytes cannot be read, or the text is at fault.
    pub(super) fn of(reader: impl BufRead) -> Result<Option<Self>, CsvError> {
        let mut lines = CsvLines::new(reader);
        let Some(mut survey) = lines.next()?.as_ref().map(Self::start) else { return Ok(None) };
        while let Some(record) = lines.next()? {
            survey.add(&record);
        }
        survey.is_plain &= lines.read() == survey.records + 1;
        Ok(Some(survey))
    }

    fn start(header: &CsvRecord<'_>) -> Self {
        let names: Vec<String> = header.cells().map(std::borrow::Cow::into_owned).collect();
        let is_plain = names.len() > 1 && header.line == 1 && !header.has_quotes && !header.has_loose_quote;
        Self { is_plain, fits: true, records: 0, header: header.line, names }
    }

    fn add(&mut self, record: &CsvRecord<'_>) {
        self.records += 1;
        let fits = record.width == self.names.len();
        self.fits &= fits || self.records > 1;
        self.is_plain &= fits && !record.has_breaks && !record.has_loose_quote;
    }
}

/// A CSV file that was read here.
pub(super) struct CsvFrame {
    /// The wanted columns that the file has, and [`RAGGED`].
    pub(super) frame: DataFrame,
    /// The line of each record.
    pub(super) lines: Lines,
    /// The line of each record with a quotation mark in a cell that does not begin with one.
    pub(super) loose_quotes: Vec<usize>,
}

impl CsvFrame {
    /// Reads the columns of some names, of a file that was surveyed.
    ///
    /// # Errors
    /// The bytes cannot be read, or the text is at fault.
    pub(super) fn read(reader: impl BufRead, names: &[String], wanted: &[&str]) -> Result<Self, CsvError> {
        let mut columns: Vec<Option<StringChunkedBuilder>> = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let is_first = !names[..at].contains(name);
            let is_read = is_first && wanted.contains(&name.as_str());
            columns.push(is_read.then(|| StringChunkedBuilder::new(name.as_str().into(), 0)));
        }
        let mut ragged = BooleanChunkedBuilder::new(RAGGED.into(), 0);
        let (mut lines, mut loose_quotes) = (Lines::default(), Vec::new());
        let mut records = CsvLines::new(reader);
        records.next()?;
        while let Some(record) = records.next()? {
            lines.push(record.line);
            let fits = record.width == names.len();
            ragged.append_value(!fits);
            if record.has_loose_quote {
                loose_quotes.push(record.line);
            }
            add(&mut columns, fits.then_some(&record));
        }
        let height = lines.len();
        let texts = columns.into_iter().flatten().map(|column| column.finish().into_column());
        let columns = texts.chain([ragged.finish().into_column()]).collect();
        // The columns have different names and equal lengths.
        let frame = DataFrame::new(height, columns).unwrap_or_default();
        Ok(Self { frame, lines, loose_quotes })
    }
}

/// Adds a record to the columns; nothing of one that does not fit them.
fn add(columns: &mut [Option<StringChunkedBuilder>], record: Option<&CsvRecord<'_>>) {
    let mut cells = record.map(CsvRecord::cells);
    for column in columns {
        let cell = cells.as_mut().and_then(Iterator::next);
        if let Some(column) = column {
            column.append_option(cell.as_deref().filter(|cell| !cell.is_empty()));
        }
    }
}

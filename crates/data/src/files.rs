//! Record files: opening them, and what is said where one cannot be read. CSV is read as text throughout, so that nothing is
//! guessed; Parquet keeps its types.

use std::fs::File;
use std::io::{BufReader, Read, Take};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use polars::prelude::*;

use super::csv_frame::{CsvFrame, Survey};
use super::csv_lines::{CsvError, CsvFault, CsvFaultKind};
use super::names::{Names, twice};
use super::parquet;
use super::sheet_choice::SheetChoice;
use super::sheets::{self, Lines};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};

/// Most bytes that a compressed file may come to when it is unpacked.
const MOST_UNPACKED: u64 = 1 << 30;
/// Bytes read at a time.
const CHUNK: usize = 1 << 17;
/// Most lines named in a message.
const MOST_PLACES: usize = 10;

/// One file of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFile {
    /// Where it is.
    pub path: PathBuf,
    /// CSV, Parquet or a workbook.
    pub format: FileFormat,
    /// Of a workbook: where its records are.
    pub(super) sheet: SheetChoice,
    /// The lines of its records, once it was opened.
    pub(super) lines: Lines,
}

/// How a file of records is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Comma-separated text with a header line.
    Csv,
    /// The same, compressed.
    CsvGzip,
    /// Apache Parquet.
    Parquet,
    /// A workbook (XLSX).
    Workbook,
}

/// A file that was opened.
pub(super) struct Opened {
    /// Its records. Of a CSV file this may be the wanted columns only, with the column that marks ragged lines.
    pub(super) frame: LazyFrame,
    /// The names of its columns.
    pub(super) names: Names,
    /// What the reader should know.
    pub(super) warnings: Diagnostics,
}

impl RecordFile {
    /// The file's name, without its folder.
    pub fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    pub(super) fn new(path: PathBuf, format: FileFormat) -> Self {
        Self { path, format, sheet: SheetChoice::default(), lines: Lines::default() }
    }

    /// The place of row `row` (from 0) in this file.
    pub fn place(&self, row: usize) -> Place {
        Place::line(&self.path, self.lines.line(row))
    }

    /// A lazy frame over the file, with warnings; `wanted` are the columns that will be asked for. A workbook, and a CSV file with
    /// anything unusual, is read at once. The lines of the records are kept.
    ///
    /// # Errors
    /// The file is empty, truncated, not UTF-8 or not what its name says.
    pub(super) fn open(&mut self, wanted: &[&str]) -> Result<Opened, Diagnostics> {
        if size(&self.path)? == 0 {
            return Err(empty(&self.path).into());
        }
        match self.format {
            FileFormat::Workbook => sheets::read(&self.path, &self.sheet, wanted, &mut self.lines),
            FileFormat::Parquet => parquet::open(self, wanted),
            FileFormat::Csv | FileFormat::CsvGzip => self.open_csv(wanted),
        }
    }

    fn open_csv(&mut self, wanted: &[&str]) -> Result<Opened, Diagnostics> {
        let survey = self.read_csv(|reader| Survey::of(reader))?.ok_or_else(|| empty(&self.path))?;
        let Survey { names: all, header, fits, records, is_plain } = survey;
        twice(all.iter().map(String::as_str), Some(wanted), &self.path, header).into_result(())?;
        let (frame, warnings) = if is_plain {
            self.lines = Lines::consecutive(2, records);
            let path = PlRefPath::new(self.path.to_string_lossy());
            let scan = LazyCsvReader::new(path).with_infer_schema_length(Some(0)).with_glob(false);
            (scan.finish().map_err(|_| self.explain())?, Diagnostics::default())
        } else {
            let read = self.read_csv(|reader| CsvFrame::read(reader, &all, wanted))?;
            self.lines = read.lines;
            (read.frame.lazy(), self.loose_quotes(&read.loose_quotes).into_iter().collect())
        };
        Ok(Opened { frame, names: Names { all, line: Some(header), are_sure: fits }, warnings })
    }

    /// Reads the text of a CSV file in some way.
    fn read_csv<T>(&self, read: impl FnOnce(&mut BufReader<Bounded>) -> Result<T, CsvError>) -> Result<T, Diagnostic> {
        let mut reader = self.reader()?;
        let result = read(&mut reader);
        // Where the limit is reached, the file looks as if it ended.
        if reader.get_ref().limit() == 0 {
            return Err(too_large(&self.path, "more than 1 GB when it is unpacked").hint("split the file"));
        }
        result.map_err(|error| self.csv_error(error))
    }

    /// Why a CSV file cannot be read.
    pub(super) fn csv_error(&self, error: CsvError) -> Diagnostic {
        match error {
            CsvError::Broken(error) => self.broken(&error),
            CsvError::Fault(fault) => faulty(&self.path, fault),
        }
    }

    /// The whole text of a CSV file, without a byte order mark.
    ///
    /// # Errors
    /// The file cannot be read, is not UTF-8, is blank or is larger than the limit.
    pub(super) fn text(&self, most: u64) -> Result<String, Diagnostic> {
        let mut bytes = Vec::new();
        size(&self.path)?;
        self.reader()?.take(most + 1).read_to_end(&mut bytes).map_err(|error| self.broken(&error))?;
        if bytes.len() as u64 > most {
            let found = format!("more than {} MB", most >> 20);
            return Err(too_large(&self.path, found));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            not_utf8(&self.path, before.split(|byte| *byte == b'\n').count())
        })?;
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        if text.trim().is_empty() { Err(empty(&self.path)) } else { Ok(text) }
    }

    /// The bytes of the file, unpacked.
    pub(super) fn reader(&self) -> Result<BufReader<Bounded>, Diagnostic> {
        let file = File::open(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        let (bytes, most): (Box<dyn Read>, u64) = match self.format {
            FileFormat::CsvGzip => (Box::new(MultiGzDecoder::new(file)), MOST_UNPACKED + 1),
            FileFormat::Csv | FileFormat::Parquet | FileFormat::Workbook => (Box::new(file), u64::MAX),
        };
        Ok(BufReader::with_capacity(CHUNK, bytes.take(most)))
    }

    /// Why reading failed although the file was opened before. What a library says of it is never shown, because it may repeat
    /// what the file holds.
    pub fn explain(&self) -> Diagnostic {
        let (what, hint) = match self.format {
            FileFormat::Csv | FileFormat::CsvGzip => {
                ("comma-separated text with one header line", "the file may have been changed while it was read")
            }
            FileFormat::Parquet => {
                ("a whole Parquet file", "the file may be damaged or cut short: copy it again from where it came")
            }
            FileFormat::Workbook => {
                ("a whole workbook (XLSX)", "the file may be damaged or cut short: copy it again from where it came")
            }
        };
        cannot_be_read(&self.path).found("bytes that make no sense").expected(what).hint(hint)
    }

    /// What is wrong with the file, if it is the one that cannot be read.
    pub(super) fn fault(&self) -> Option<Diagnostic> {
        match self.format {
            FileFormat::Csv | FileFormat::CsvGzip => self.read_csv(|reader| Survey::of(reader)).err(),
            FileFormat::Parquet => parquet::is_damaged(&self.path).then(|| self.explain()),
            // Its records are in memory.
            FileFormat::Workbook => None,
        }
    }

    fn broken(&self, error: &std::io::Error) -> Diagnostic {
        let expected = if self.format == FileFormat::CsvGzip { "a whole gzip file" } else { "a whole file" };
        cannot_be_read(&self.path)
            .found(error.to_string())
            .expected(expected)
            .hint("the file may be cut short: copy it again from where it came")
    }

    /// A warning that names the first lines with a quotation mark in a cell that does not begin with one.
    fn loose_quotes(&self, lines: &[usize]) -> Option<Diagnostic> {
        let have = if lines.len() == 1 { "1 line has".to_owned() } else { format!("{} lines have", lines.len()) };
        let told = format!("{have} a quotation mark inside a cell that does not begin with one");
        let mut listed: Vec<String> = lines.iter().take(MOST_PLACES).map(|line| format!("line {line}")).collect();
        if lines.len() > MOST_PLACES {
            listed.push(format!("{} more", lines.len() - MOST_PLACES));
        }
        Some(
            Diagnostic::warning(Code::StrayQuote, told)
                .at(Place::line(&self.path, *lines.first()?))
                .found(listed.join(", "))
                .hint("the mark is read as part of the text"),
        )
    }
}

pub(super) type Bounded = Take<Box<dyn Read>>;

/// The size of a file of data in bytes.
///
/// # Errors
/// It cannot be opened, or it is not a file: data are read more than once, and a folder, a device or a pipe cannot be.
pub(super) fn size(path: &Path) -> Result<u64, Diagnostic> {
    let about = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if about.is_file() {
        return Ok(about.len());
    }
    let found = if about.is_dir() { "a folder" } else { "a device or a pipe" };
    Err(cannot_be_read(path).found(found).expected("a file"))
}

fn cannot_be_read(path: &Path) -> Diagnostic {
    Diagnostic::error(Code::UnreadableFile, format!("`{}` cannot be read", path.display())).at(Place::file(path))
}

/// What is wrong with the text of a CSV file.
pub(super) fn faulty(path: &Path, fault: CsvFault) -> Diagnostic {
    let (code, found, expected, hint) = match fault.kind {
        CsvFaultKind::NotUtf8 => return not_utf8(path, fault.line),
        CsvFaultKind::Nul => (
            Code::NotUtf8,
            "a NUL byte, which no text has",
            "UTF-8",
            "save the file as `CSV UTF-8`; if it was cut short or damaged, copy it again from where it came",
        ),
        CsvFaultKind::CarriageReturn => (
            Code::LineEnds,
            "a carriage return without a line feed",
            "lines that end with a line feed, or with a carriage return and a line feed",
            "save the file as `CSV UTF-8`; a line break inside a cell needs quotation marks around the cell",
        ),
        CsvFaultKind::StrayQuote => (
            Code::StrayQuote,
            "text after the closing quotation mark of a cell that begins in this line",
            "a comma or the end of the line after a closing quotation mark",
            "write a quotation mark inside a cell twice (`\"\"`), and delete one that does not belong there",
        ),
        CsvFaultKind::OpenQuote => (
            Code::StrayQuote,
            "a quotation mark that opens a cell and is never closed",
            "a closing quotation mark",
            "delete the mark if it does not belong there; if the file was cut short, copy it again from where it came",
        ),
        CsvFaultKind::TooLong => (
            Code::TooLarge,
            "a cell of more than 1 MB, or a line of more than 16 MB",
            "shorter cells",
            "a quotation mark that is not closed also makes a long cell",
        ),
    };
    let fault_of = Diagnostic::error(code, format!("`{}` cannot be read from this line on", path.display()));
    fault_of.at(Place::line(path, fault.line)).found(found).expected(expected).hint(hint)
}

fn not_utf8(path: &Path, line: usize) -> Diagnostic {
    Diagnostic::error(Code::NotUtf8, format!("`{}` is not UTF-8 text", path.display()))
        .at(Place::line(path, line))
        .found("bytes in a different encoding")
        .expected("UTF-8")
        .hint("save the file as `CSV UTF-8`")
}

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(Code::UnreadableFile, format!("`{}` cannot be opened", path.display()))
        .at(Place::file(path))
        .found(error.to_string())
        .expected("a readable file")
}

/// A file that is larger than the limit.
pub(super) fn too_large(path: &Path, found: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::TooLarge, format!("`{}` is too large to read", path.display()))
        .at(Place::file(path))
        .found(found)
}

fn empty(path: &Path) -> Diagnostic {
    Diagnostic::error(Code::EmptyFile, format!("`{}` is empty", path.display()))
        .at(Place::file(path))
        .found("no header line")
        .expected("a header line and one line for each record")
}

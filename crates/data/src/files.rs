//! Finding and opening record files. CSV is read as text throughout, so that nothing is guessed; Parquet keeps its types.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use polars::prelude::*;

use super::sheets::{self, Lines};
use super::workbook::SheetChoice;
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};

/// One file of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFile {
    /// Where it is.
    pub path: PathBuf,
    /// CSV, Parquet or a workbook.
    pub format: FileFormat,
    /// Of a workbook: where its records are.
    pub(super) sheet: SheetChoice,
    /// Of a workbook that was read: the lines of its records.
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

impl RecordFile {
    pub(super) fn new(path: PathBuf, format: FileFormat) -> Self {
        Self { path, format, sheet: SheetChoice::default(), lines: Lines::default() }
    }

    /// The place of row `row` (from 0) in this file.
    pub fn place(&self, row: usize) -> Place {
        let line = match self.format {
            FileFormat::Csv | FileFormat::CsvGzip => row + 2,
            FileFormat::Parquet => row + 1,
            FileFormat::Workbook => self.lines.line(row),
        };
        Place::line(&self.path, line)
    }

    /// A lazy frame over the file, with warnings. A workbook is read at once, and the lines of its records are kept.
    ///
    /// # Errors
    /// The file is empty, truncated, not UTF-8 or not what its name says.
    pub(super) fn scan(&mut self) -> Result<(LazyFrame, Diagnostics), Diagnostics> {
        let size = std::fs::metadata(&self.path).map_err(|error| unreadable(&self.path, &error))?.len();
        if size == 0 {
            return Err(empty(&self.path).into());
        }
        let path = PlRefPath::new(self.path.to_string_lossy());
        let frame = match self.format {
            FileFormat::Workbook => {
                let (frame, warnings) = sheets::read(&self.path, &self.sheet, &mut self.lines)?;
                return Ok((frame.lazy(), warnings));
            }
            FileFormat::Parquet => LazyFrame::scan_parquet(path, ScanArgsParquet::default()),
            FileFormat::Csv | FileFormat::CsvGzip => {
                self.check_header()?;
                LazyCsvReader::new(path).with_infer_schema_length(Some(0)).with_glob(false).finish()
            }
        };
        let mut frame = frame.map_err(|error| self.explain(&error))?;
        frame.collect_schema().map_err(|error| self.explain(&error))?;
        Ok((frame, Diagnostics::default()))
    }

    /// The whole text of a CSV file, without a byte order mark.
    ///
    /// # Errors
    /// The file cannot be read, is not UTF-8, is blank or is larger than the limit.
    pub(super) fn text(&self, most: u64) -> Result<String, Diagnostic> {
        let mut bytes = Vec::new();
        self.reader()?.take(most + 1).read_to_end(&mut bytes).map_err(|error| self.broken(&error))?;
        if bytes.len() as u64 > most {
            let found = format!("more than {} MB", most >> 20);
            return Err(too_large(&self.path, found));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            self.not_utf8(before.split(|byte| *byte == b'\n').count())
        })?;
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        if text.trim().is_empty() { Err(empty(&self.path)) } else { Ok(text) }
    }

    fn check_header(&self) -> Result<(), Diagnostic> {
        let mut header = Vec::new();
        self.reader()?.read_until(b'\n', &mut header).map_err(|error| self.broken(&error))?;
        match std::str::from_utf8(&header) {
            Ok(text) if text.trim().is_empty() => Err(empty(&self.path)),
            Ok(_) => Ok(()),
            Err(_) => Err(self.not_utf8(1)),
        }
    }

    fn reader(&self) -> Result<Box<dyn BufRead>, Diagnostic> {
        let file = File::open(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        Ok(match self.format {
            FileFormat::CsvGzip => Box::new(BufReader::new(MultiGzDecoder::new(file))),
            FileFormat::Csv | FileFormat::Parquet | FileFormat::Workbook => Box::new(BufReader::new(file)),
        })
    }

    /// Why reading failed, found by reading the file again in a slow and careful way after the fast one failed.
    pub fn explain(&self, error: &PolarsError) -> Diagnostic {
        let careful = match self.format {
            FileFormat::Csv | FileFormat::CsvGzip => self.check_lines().err(),
            FileFormat::Parquet | FileFormat::Workbook => None,
        };
        careful.unwrap_or_else(|| {
            let reason = error.to_string();
            let reason = reason.lines().next().unwrap_or_default();
            Diagnostic::error(Code::UnreadableFile, format!("`{}` cannot be read", self.path.display()))
                .at(Place::file(&self.path))
                .found(reason.to_owned())
                .expected(match self.format {
                    FileFormat::Parquet => "a whole Parquet file",
                    FileFormat::Workbook => "a whole workbook (XLSX)",
                    FileFormat::Csv | FileFormat::CsvGzip => "comma-separated text with one header line",
                })
                .hint("the file may be cut short: copy it again from where it came")
        })
    }

    /// Reads every line; names the first that cannot be read.
    fn check_lines(&self) -> Result<(), Diagnostic> {
        let mut reader = self.reader()?;
        let (mut line, mut text) = (0, Vec::new());
        loop {
            text.clear();
            if reader.read_until(b'\n', &mut text).map_err(|error| self.broken(&error))? == 0 {
                return Ok(());
            }
            line += 1;
            std::str::from_utf8(&text).map_err(|_| self.not_utf8(line))?;
        }
    }

    fn not_utf8(&self, line: usize) -> Diagnostic {
        Diagnostic::error(Code::NotUtf8, format!("`{}` is not UTF-8 text", self.path.display()))
            .at(Place::line(&self.path, line))
            .found("bytes in a different encoding")
            .expected("UTF-8")
            .hint("save the file as `CSV UTF-8`")
    }

    fn broken(&self, error: &std::io::Error) -> Diagnostic {
        Diagnostic::error(Code::UnreadableFile, format!("`{}` cannot be read", self.path.display()))
            .at(Place::file(&self.path))
            .found(error.to_string())
            .expected("a whole gzip file")
            .hint("the file may be cut short: copy it again from where it came")
    }
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

/// The files a pattern names, sorted; `at` is where the pattern is.
///
/// # Errors
/// The text is not a pattern, or no file matches it.
pub(super) fn paths(folder: &Path, pattern: &str, at: &Place) -> Result<Vec<PathBuf>, Diagnostic> {
    let full = folder.join(pattern);
    let listed = glob::glob(&full.to_string_lossy()).map_err(|error| {
        Diagnostic::error(Code::BadPattern, format!("`{pattern}` is not a file pattern: {error}")).at(at.clone())
    })?;
    let mut paths: Vec<PathBuf> = listed.filter_map(Result::ok).collect();
    paths.sort();
    if paths.is_empty() { Err(missing(folder, pattern, at)) } else { Ok(paths) }
}

/// The files of records that a pattern names, sorted; `at` is where the pattern is.
///
/// # Errors
/// No file matches, or the ending of a file's name is not one that we read.
pub(super) fn find(folder: &Path, pattern: &str, at: &Place) -> Result<Vec<RecordFile>, Diagnostics> {
    let paths = paths(folder, pattern, at)?;
    let (mut files, mut found) = (Vec::new(), Diagnostics::default());
    for path in paths {
        match format_of(&path) {
            Some(format) => files.push(RecordFile::new(path, format)),
            None => found.push(
                Diagnostic::error(Code::UnknownFormat, format!("`{}` is not in a known format", path.display()))
                    .at(at.clone())
                    .expected("a name that ends in `.csv`, `.csv.gz`, `.parquet` or `.xlsx`"),
            ),
        }
    }
    found.into_result(files).map(|(files, _)| files)
}

/// Reports that no file has this name, with the nearest name.
pub(super) fn missing(folder: &Path, pattern: &str, at: &Place) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::MissingFile, format!("no file `{pattern}`"))
        .at(at.clone())
        .found(format!(
            "no such file in `{}`",
            if folder == Path::new("") { ".".into() } else { folder.display().to_string() }
        ))
        .expected("a file, or a pattern that matches at least one file");
    let beside: Vec<String> = std::fs::read_dir(folder)
        .map(|entries| {
            entries.filter_map(Result::ok).map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
        })
        .unwrap_or_default();
    match sna_core::diag::nearest(pattern, beside.iter().map(String::as_str)) {
        Some(name) => diagnostic.hint(format!("did you mean `{name}`?")),
        None => diagnostic,
    }
}

/// What a file's name says about its format.
pub(super) fn format_of(path: &Path) -> Option<FileFormat> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let formats = [
        (".csv", FileFormat::Csv),
        (".csv.gz", FileFormat::CsvGzip),
        (".parquet", FileFormat::Parquet),
        (".xlsx", FileFormat::Workbook),
    ];
    formats.into_iter().find(|(end, _)| name.ends_with(end)).map(|(_, format)| format)
}

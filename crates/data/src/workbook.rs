//! Workbooks (XLSX): the rows of one sheet as text, one row at a time. The size that a file states is not trusted.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use calamine::{Cell, DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader};
use zip::ZipArchive;

use super::cell_text::{Shown, text};
use super::files::{too_large, unreadable};
use super::hidden::Unseen;
use super::sheet_choice::SheetChoice;
use sna_core::diag::{Code, Diagnostic, Place};

/// Most lines of a sheet: the limit of spreadsheet programs.
pub(super) const MOST_LINES: usize = 1_048_576;
/// Most columns of a sheet with anything in them.
pub(super) const MOST_COLUMNS: usize = 200;
/// Most bytes that a workbook may come to when it is unpacked.
const MOST_BYTES: u64 = 1 << 30;
/// Most bytes of text in a sheet, and of the texts that its sheets share: these are held in memory.
const MOST_TEXT: u64 = 256 << 20;
const TOO_MUCH_TEXT: &str = "more than 256 MB of text";
/// Most cells without a value that are kept for messages.
const MOST_UNUSABLE: usize = 10_000;

/// A cell without the value that it should have: an error, or a formula that was never calculated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unusable {
    /// Its line, from 1.
    pub(super) line: usize,
    /// Its column, from 0.
    pub(super) column: usize,
    /// What is there instead.
    pub(super) found: String,
}

impl Unusable {
    /// `` `#N/A` in C7 ``.
    pub(super) fn told(&self) -> String {
        format!("{} in {}{}", self.found, column_letters(self.column), self.line)
    }
}

/// A workbook that was opened.
pub(super) struct Workbook {
    path: PathBuf,
    sheets: Xlsx<BufReader<File>>,
}

impl Workbook {
    /// Opens a workbook.
    ///
    /// # Errors
    /// The file is damaged, locked with a password or not a workbook, or it unpacks to more than the limit.
    pub(super) fn open(path: &Path) -> Result<Self, Diagnostic> {
        let file = || File::open(path).map(BufReader::new).map_err(|error| unreadable(path, &error));
        if let Some(found) = other_kind(file()?) {
            return Err(damaged(path, found));
        }
        unpack(path, file()?, MOST_BYTES)?;
        let sheets = Xlsx::new(file()?).map_err(|_| damaged(path, BROKEN))?;
        Ok(Self { path: path.to_owned(), sheets })
    }

    /// The name of the sheet to read: the one that is asked for, or the first visible one.
    ///
    /// # Errors
    /// The workbook has no such sheet.
    pub(super) fn sheet(&self, choice: &SheetChoice) -> Result<String, Diagnostic> {
        let sheets = self.sheets.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let names: Vec<&str> = sheets.clone().map(|sheet| sheet.name.as_str()).collect();
        let Some((name, place)) = &choice.name else {
            let shown = sheets.filter(|sheet| sheet.visible == SheetVisible::Visible).map(|sheet| sheet.name.as_str());
            let first = shown.chain(names).next();
            return first.map(str::to_owned).ok_or_else(|| damaged(&self.path, "no sheet with cells"));
        };
        if names.contains(&name.as_str()) {
            return Ok(name.clone());
        }
        let unknown = Diagnostic::unknown(Code::UnknownSheet, "sheet", name, names.iter().copied()).at(place.clone());
        Err(unknown.hint(format!("these are the sheets of `{}`", self.path.display())))
    }

    /// What a person does not see of a sheet.
    ///
    /// # Errors
    /// The workbook is damaged.
    pub(super) fn unseen(&mut self, sheet: &str) -> Result<Unseen, Diagnostic> {
        let mut unseen = Unseen::of(&self.path, sheet).map_err(|_| damaged(&self.path, BROKEN))?;
        unseen.merged = self.sheets.merge_cells_by_sheet_name(sheet).map_err(|_| damaged(&self.path, BROKEN))?;
        Ok(unseen)
    }

    /// Gives `each` the number (from 1) and the cells of every line that is not blank, from top to bottom. A cell is its text,
    /// trimmed, or `None` where it is blank or unusable; the unusable cells are returned.
    ///
    /// # Errors
    /// The sheet is damaged or larger than the limit.
    pub(super) fn lines(
        &mut self,
        sheet: &str,
        each: &mut dyn FnMut(usize, Vec<Option<String>>),
    ) -> Result<Vec<Unusable>, Diagnostic> {
        // The reader's own words may hold cells.
        let broken = || damaged(&self.path, BROKEN);
        let mut reader = self.sheets.worksheet_cells_reader(sheet).map_err(|_| broken())?;
        let formats = reader.styles().iter().map(|style| style.number_format.as_ref());
        let formats: Vec<Shown> = formats.map(|format| Shown::by(format.map(|format| &*format.format_code))).collect();
        let mut lines = SheetLines { path: &self.path, each, current: None, text: 0, unusable: Vec::new() };
        let mut has_empty = false;
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|_| broken())? {
            has_empty |= *cell.get_value() == DataRef::Empty;
            lines.add(&cell, formats.get(style).copied().unwrap_or_default())?;
        }
        drop(reader);
        let mut unusable = lines.end();
        if has_empty {
            let reader = self.sheets.worksheet_cells_reader(sheet).map_err(|_| broken())?;
            unusable.extend(without_result(reader).map_err(|_| broken())?);
        }
        unusable.sort_by_key(|cell| (cell.line, cell.column));
        Ok(unusable)
    }
}

/// What a file is if its first bytes are not a workbook's.
fn other_kind(mut file: BufReader<File>) -> Option<&'static str> {
    let mut first = Vec::new();
    // A file that cannot be read is reported when it is unpacked.
    let _ = file.by_ref().take(4).read_to_end(&mut first);
    match first.as_slice() {
        b"PK\x03\x04" => None,
        b"\xd0\xcf\x11\xe0" => Some("an older workbook (XLS), or one locked with a password"),
        _ => Some("a file that is not a workbook"),
    }
}

/// Unpacks every part once and keeps nothing, to find damaged parts: a small file can unpack to more than fits in
/// memory.
pub(super) fn unpack(path: &Path, file: BufReader<File>, most: u64) -> Result<(), Diagnostic> {
    let mut archive = ZipArchive::new(file).map_err(|_| damaged(path, "a workbook that is cut short"))?;
    let mut left = most;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| damaged(path, BROKEN))?;
        let is_text = part.name().is_ok_and(|name| name.to_lowercase().ends_with("sharedstrings.xml"));
        let unpacked = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|_| damaged(path, BROKEN))?;
        if is_text && unpacked > MOST_TEXT {
            return Err(beyond(path, TOO_MUCH_TEXT));
        }
        left = left.checked_sub(unpacked).ok_or_else(|| beyond(path, "more than 1 GB when it is unpacked"))?;
    }
    Ok(())
}

/// What is found where the parts of a workbook are not what they should be.
const BROKEN: &str = "a workbook with parts that make no sense";

fn damaged(path: &Path, found: &str) -> Diagnostic {
    Diagnostic::error(Code::UnreadableFile, format!("`{}` cannot be read", path.display()))
        .at(Place::file(path))
        .found(found)
        .expected("a whole workbook (XLSX) that opens without a password")
        .hint("open it in a spreadsheet program and save it again as XLSX, or copy it again from where it came")
}

fn beyond(path: &Path, found: &str) -> Diagnostic {
    too_large(path, found)
        .expected(format!(
            "a sheet of at most {} lines and {MOST_COLUMNS} columns, 256 MB of text and 1 GB in all",
            "1,048,576"
        ))
        .hint("save the sheet as `CSV UTF-8`")
}

/// Formulas that were never calculated, as written by programs other than spreadsheets: their cells would look blank.
fn without_result(mut reader: XlsxCellReader<'_, BufReader<File>>) -> Result<Vec<Unusable>, calamine::XlsxError> {
    let mut unusable = Vec::new();
    while let Some(cell) = reader.next_cell_with_formula_metadata()? {
        if cell.formula.is_some() && cell.value == DataRef::Empty && unusable.len() < MOST_UNUSABLE {
            let (line, column) = (cell.pos.0 as usize + 1, cell.pos.1 as usize);
            unusable.push(Unusable { line, column, found: "a formula without its result".to_owned() });
        }
    }
    Ok(unusable)
}

/// Cells of a sheet, gathered into lines.
struct SheetLines<'a> {
    path: &'a Path,
    each: &'a mut dyn FnMut(usize, Vec<Option<String>>),
    /// The line that is being gathered, from 0, and its cells.
    current: Option<(usize, Vec<Option<String>>)>,
    /// Bytes of text so far.
    text: u64,
    unusable: Vec<Unusable>,
}

impl SheetLines<'_> {
    fn add(&mut self, cell: &Cell<DataRef<'_>>, shown: Shown) -> Result<(), Diagnostic> {
        let (line, column) = cell.get_position();
        let (line, column) = (line as usize, column as usize);
        let found = text(cell.get_value(), shown);
        if found == Ok(None) {
            return Ok(());
        }
        if line >= MOST_LINES || column >= MOST_COLUMNS {
            return Err(beyond(self.path, &format!("a cell in {}{}", column_letters(column), line.saturating_add(1))));
        }
        match found {
            Ok(text) => self.put(line, column, text),
            Err(_) if self.unusable.len() >= MOST_UNUSABLE => Ok(()),
            Err(found) => {
                self.unusable.push(Unusable { line: line + 1, column, found });
                Ok(())
            }
        }
    }

    fn put(&mut self, line: usize, column: usize, text: Option<String>) -> Result<(), Diagnostic> {
        self.text += text.as_ref().map_or(0, |text| text.len() as u64);
        if self.text > MOST_TEXT {
            return Err(beyond(self.path, TOO_MUCH_TEXT));
        }
        let before = self.current.as_ref().map(|(line, _)| *line);
        if before.is_some_and(|before| before > line) {
            return Err(damaged(self.path, "lines that are out of order"));
        }
        if before != Some(line) {
            self.give();
        }
        let (_, cells) = self.current.get_or_insert_with(|| (line, Vec::new()));
        if cells.len() <= column {
            cells.resize(column + 1, None);
        }
        cells[column] = text;
        Ok(())
    }

    fn give(&mut self) {
        if let Some((line, cells)) = self.current.take() {
            (self.each)(line + 1, cells);
        }
    }

    fn end(mut self) -> Vec<Unusable> {
        self.give();
        self.unusable
    }
}

/// What a spreadsheet calls a column: `A` for 0, `AB` for 27.
pub(super) fn column_letters(column: usize) -> String {
    let (mut left, mut letters) = (column, Vec::new());
    loop {
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or_default()));
        if left < 26 {
            return letters.iter().rev().collect();
        }
        left = left / 26 - 1;
    }
}

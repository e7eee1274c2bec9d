//! The records of a CSV file, strictly: where each begins, and whether its quotation marks can be read in only one way.
//! Nothing is guessed: what could be read in two ways is a fault with its line. Holds one record at a time.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use memchr::memchr;

use super::csv_walk::{Walk, end_of_text};

/// Most bytes of a record.
const MOST_RECORD: usize = 16 << 20;

/// Why a file of CSV cannot be read.
#[derive(Debug)]
pub(super) enum CsvError {
    /// Its bytes cannot be read.
    Broken(io::Error),
    /// Something is wrong with its text.
    Fault(CsvFault),
}

/// What is wrong with the text of a CSV file, and where it begins to go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvFault {
    /// What is wrong.
    pub kind: CsvFaultKind,
    /// The line, from 1.
    pub line: usize,
}

/// What can be wrong with the text of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvFaultKind {
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// A NUL byte.
    Nul,
    /// A carriage return without a line feed, outside quotation marks.
    CarriageReturn,
    /// A cell in quotation marks that goes on after the closing one.
    StrayQuote,
    /// A quotation mark that is never closed.
    OpenQuote,
    /// A cell of more than 1 MB, or a record of more than 16 MB.
    TooLong,
}

/// Reads a file of CSV record by record.
pub(super) struct CsvLines<R> {
    reader: R,
    /// How many lines were read.
    lines: usize,
    record: Vec<u8>,
}

/// A record that is not blank.
pub(super) struct CsvRecord<'a> {
    text: &'a str,
    /// The line on which it begins, from 1.
    pub(super) line: usize,
    /// Whether it has line breaks inside cells.
    pub(super) has_breaks: bool,
    /// Whether a cell has a quotation mark but does not begin with one: the mark is part of its text.
    pub(super) has_loose_quote: bool,
    /// Whether a cell is in quotation marks.
    pub(super) has_quotes: bool,
    /// How many cells it has.
    pub(super) width: usize,
}

impl<R: BufRead> CsvLines<R> {
    /// Starts before the first line; a byte order mark is passed over.
    pub(super) fn new(reader: R) -> Self {
        Self { reader, lines: 0, record: Vec::new() }
    }

    /// Passes over some lines, whatever they hold.
    ///
    /// # Errors
    /// The bytes cannot be read.
    pub(super) fn skip(&mut self, lines: usize) -> Result<(), CsvError> {
        for _ in 0..lines {
            self.record.clear();
            self.add_line().map_err(CsvError::Broken)?;
        }
        Ok(())
    }

    /// How many lines were read.
    pub(super) fn read(&self) -> usize {
        self.lines
    }

    /// The next record that is not blank; `None` at the end.
    ///
    /// # Errors
    /// The bytes cannot be read, or the text is at fault.
    pub(super) fn next(&mut self) -> Result<Option<CsvRecord<'_>>, CsvError> {
        loop {
            self.record.clear();
            if self.add_line().map_err(CsvError::Broken)? == 0 {
                return Ok(None);
            }
            if !self.record.trim_ascii().is_empty() {
                break;
            }
        }
        let line = self.lines;
        let walk = self.walk()?;
        let end = end_of_text(&self.record);
        let text = std::str::from_utf8(&self.record[..end]).map_err(|_| fault(CsvFaultKind::NotUtf8, line))?;
        let has_breaks = self.lines > line;
        let Walk { has_quotes, has_loose_quote, width, .. } = walk;
        Ok(Some(CsvRecord { text, line, has_breaks, has_loose_quote, has_quotes, width }))
    }

    /// Adds the next line to the record; the number of its bytes, 0 at the end of the file.
    fn add_line(&mut self) -> io::Result<usize> {
        let left = (MOST_RECORD + 1).saturating_sub(self.record.len()) as u64;
        let read = self.reader.by_ref().take(left).read_until(b'\n', &mut self.record)?;
        self.lines += usize::from(read > 0);
        if self.lines == 1 && self.record.starts_with(b"\xef\xbb\xbf") {
            self.record.drain(..3);
        }
        Ok(read)
    }

    /// Walks over the record, which has its first line, and adds lines until its quotation marks are closed.
    fn walk(&mut self) -> Result<Walk, CsvError> {
        let (mut walk, mut from) = (Walk::default(), 0);
        loop {
            let too_long = self.record.len() > MOST_RECORD;
            if !too_long {
                check_text(&self.record[from..], self.lines)?;
            }
            walk.over(&self.record, self.lines)?;
            if too_long {
                return Err(fault(CsvFaultKind::TooLong, self.lines));
            }
            if walk.opened.is_none() {
                return Ok(walk);
            }
            from = self.record.len();
            if self.add_line().map_err(CsvError::Broken)? == 0 {
                return Err(fault(CsvFaultKind::OpenQuote, walk.opened.unwrap_or(self.lines)));
            }
        }
    }
}

pub(super) fn fault(kind: CsvFaultKind, line: usize) -> CsvError {
    CsvError::Fault(CsvFault { kind, line })
}

fn check_text(added: &[u8], line: usize) -> Result<(), CsvError> {
    if std::str::from_utf8(added).is_err() {
        return Err(fault(CsvFaultKind::NotUtf8, line));
    }
    if memchr(0, added).is_some() { Err(fault(CsvFaultKind::Nul, line)) } else { Ok(()) }
}

impl CsvRecord<'_> {
    /// Its cells, without the quotation marks around them.
    pub(super) fn cells(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let mut rest = Some(self.text);
        std::iter::from_fn(move || {
            let text = rest?;
            let (cell, after) = match text.strip_prefix('"') {
                Some(quoted) => split_quoted(quoted),
                None => match text.split_once(',') {
                    Some((cell, after)) => (Cow::Borrowed(cell), Some(after)),
                    None => (Cow::Borrowed(text), None),
                },
            };
            rest = after;
            Some(cell)
        })
    }
}

/// The text of a cell after its opening quotation mark, and what comes after the cell.
fn split_quoted(text: &str) -> (Cow<'_, str>, Option<&str>) {
    let (bytes, mut at, mut is_doubled) = (text.as_bytes(), 0, false);
    while let Some(step) = memchr(b'"', &bytes[at..]) {
        at += step;
        if bytes.get(at + 1) != Some(&b'"') {
            break;
        }
        (at, is_doubled) = (at + 2, true);
    }
    let (cell, after) = text.split_at(at);
    let cell = if is_doubled { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) };
    (cell, after.get(1..).and_then(|after| after.strip_prefix(',')))
}

/// Every record of a text of CSV that is not blank: the line on which it begins, and its cells. Nothing else is looked at: not
/// whether records have as many cells as the first.
///
/// # Errors
/// The first fault of the text.
pub fn csv_records(text: &[u8]) -> Result<Vec<(usize, Vec<String>)>, CsvFault> {
    let (mut lines, mut records) = (CsvLines::new(text), Vec::new());
    loop {
        match lines.next() {
            Ok(Some(record)) => records.push((record.line, record.cells().map(Cow::into_owned).collect())),
            Ok(None) | Err(CsvError::Broken(_)) => return Ok(records),
            Err(CsvError::Fault(fault)) => return Err(fault),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::csv_walk::MOST_CELL;
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        csv_records(text.as_bytes()).expect("sound text").into_iter().map(|(_, cells)| cells).collect()
    }

    fn fault_of(text: &[u8]) -> (CsvFaultKind, usize) {
        csv_records(text).map_err(|fault| (fault.kind, fault.line)).expect_err("a fault")
    }

    #[test]
    fn cells_and_lines() {
        let text = "\u{feff}a,b\r\n\n1,\"x, \"\"y\"\"\"\n \t\n2,\"one\ntwo\r\nthree\"\n3,\n\"\",\"4\"";
        let read = csv_records(text.as_bytes()).expect("sound text");
        let lines: Vec<usize> = read.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3, 5, 8, 9]);
        assert_eq!(cells(text), [["a", "b"], ["1", "x, \"y\""], ["2", "one\ntwo\r\nthree"], ["3", ""], ["", "4"]]);
        assert_eq!(cells("5\" blade,a\"b\n"), [["5\" blade", "a\"b"]]);
        assert_eq!(cells(" \"a,b\"\n"), [[" \"a", "b\""]]);
        assert_eq!(cells(",\n"), [["", ""]]);
        assert!(cells("").is_empty() && cells("\n \n\t").is_empty());
    }

    #[test]
    fn faults_and_their_lines() {
        assert_eq!(fault_of(b"a,b\n1,\"x\" y\n"), (CsvFaultKind::StrayQuote, 2));
        assert_eq!(fault_of(b"a,b\n1,\"x\ny\"z\n"), (CsvFaultKind::StrayQuote, 2));
        assert_eq!(fault_of(b"a,b\n\"1\n2\",\"x\n\n\"\"y\n"), (CsvFaultKind::OpenQuote, 3));
        assert_eq!(fault_of(b"a,b\r1,2\r"), (CsvFaultKind::CarriageReturn, 1));
        assert_eq!(fault_of(b"a,b\n\"1\",2\r3,4\n"), (CsvFaultKind::CarriageReturn, 2));
        assert_eq!(fault_of(b"a,b\n1,\0\n"), (CsvFaultKind::Nul, 2));
        assert_eq!(fault_of(b"a,b\n\"1\n\xa3\",2\n"), (CsvFaultKind::NotUtf8, 3));
        assert_eq!(fault_of(b"\xff\xfea\0,\0b\0\r\0\n\0"), (CsvFaultKind::NotUtf8, 1));
        let long = format!("a,b\n1,{}\n", "x".repeat(MOST_CELL + 9));
        assert_eq!(fault_of(long.as_bytes()), (CsvFaultKind::TooLong, 2));
        let quoted = format!("a,b\n1,\"{}\"\n", "x\n".repeat(MOST_CELL));
        assert_eq!(fault_of(quoted.as_bytes()), (CsvFaultKind::TooLong, 2));
        let endless = vec![b','; MOST_RECORD + 9];
        assert_eq!(fault_of(&endless), (CsvFaultKind::TooLong, 1));
    }

    #[test]
    fn a_cell_of_many_lines_takes_linear_time() {
        let text = format!("a\n\"{}", "\n".repeat(MOST_CELL));
        assert_eq!(fault_of(text.as_bytes()), (CsvFaultKind::OpenQuote, 2));
    }

    proptest! {
        /// What a writer of CSV writes is read back, whatever the cells hold.
        #[test]
        fn what_was_written_is_read(table in prop::collection::vec(prop::collection::vec("[a, \"\n\r\u{e9}]{0,5}", 2), 1..9)) {
            let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).expect("a record");
            }
            let text = writer.into_inner().expect("text");
            let read: Vec<Vec<String>> = csv_records(&text).expect("sound text").into_iter().map(|(_, row)| row).collect();
            prop_assert_eq!(read, table);
        }

        /// No bytes bring it to a stop.
        #[test]
        fn any_bytes_are_read(text in prop::collection::vec(prop::sample::select(b"a,\"\n\r \0\xc3\xa9".to_vec()), 0..60)) {
            let _ = csv_records(&text);
        }
    }
}

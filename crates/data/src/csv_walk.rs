//! A walk over the cells of one record of CSV, which knows whether its quotation marks can be read in only one way.

use memchr::{memchr, memchr_iter};

use super::csv_lines::{CsvError, CsvFaultKind, fault};

/// Most bytes of a cell.
pub(super) const MOST_CELL: usize = 1 << 20;

/// Where the text of a record ends: before its line end.
pub(super) fn end_of_text(record: &[u8]) -> usize {
    let text = record.strip_suffix(b"\n").unwrap_or(record);
    text.strip_suffix(b"\r").unwrap_or(text).len()
}

/// A walk over the cells of a record. It goes on where it stopped when the record gets a further line.
#[derive(Default)]
pub(super) struct Walk {
    /// How far it came.
    at: usize,
    /// Where the present cell begins.
    cell: usize,
    /// The line of the quotation mark that is open.
    pub(super) opened: Option<usize>,
    pub(super) width: usize,
    pub(super) has_quotes: bool,
    pub(super) has_loose_quote: bool,
}

impl Walk {
    /// Goes to the end of the record, as far as it is known; `line` is its last line.
    pub(super) fn over(&mut self, record: &[u8], line: usize) -> Result<(), CsvError> {
        let text = &record[..end_of_text(record)];
        if self.at == 0 && memchr(b'"', text).is_none() {
            return self.over_plain(text, line);
        }
        loop {
            let is_over = match self.opened {
                Some(opened) => self.over_quoted(text, record.len(), opened)?,
                None if text.get(self.at) == Some(&b'"') => {
                    (self.opened, self.has_quotes) = (Some(line), true);
                    self.at += 1;
                    false
                }
                None => self.over_unquoted(text, line)?,
            };
            if is_over {
                return Ok(());
            }
        }
    }

    /// A record without quotation marks.
    fn over_plain(&mut self, text: &[u8], line: usize) -> Result<(), CsvError> {
        if memchr(b'\r', text).is_some() {
            return Err(fault(CsvFaultKind::CarriageReturn, line));
        }
        self.width = memchr_iter(b',', text).count() + 1;
        if text.len() > MOST_CELL && text.split(|byte| *byte == b',').any(|cell| cell.len() > MOST_CELL) {
            return Err(fault(CsvFaultKind::TooLong, line));
        }
        Ok(())
    }

    /// Goes over a cell that is in quotation marks; whether the record, as far as it is known, ends here.
    fn over_quoted(&mut self, text: &[u8], known: usize, opened: usize) -> Result<bool, CsvError> {
        let Some(step) = text.get(self.at..).and_then(|rest| memchr(b'"', rest)) else {
            self.at = known;
            return self.checked(opened).map(|()| true);
        };
        self.at += step + 1;
        match text.get(self.at) {
            Some(b'"') => self.at += 1,
            Some(b',') => {
                self.checked(opened)?;
                (self.opened, self.at) = (None, self.at + 1);
                self.next_cell();
            }
            Some(_) => return Err(fault(CsvFaultKind::StrayQuote, opened)),
            None => {
                self.checked(opened)?;
                self.opened = None;
                self.next_cell();
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Goes over a cell that is not in quotation marks; whether the record ends with it.
    fn over_unquoted(&mut self, text: &[u8], line: usize) -> Result<bool, CsvError> {
        let rest = &text[self.at..];
        let length = memchr(b',', rest).unwrap_or(rest.len());
        let cell = &rest[..length];
        if memchr(b'\r', cell).is_some() {
            return Err(fault(CsvFaultKind::CarriageReturn, line));
        }
        self.has_loose_quote |= memchr(b'"', cell).is_some();
        self.at += length;
        self.checked(line)?;
        self.at += 1;
        self.next_cell();
        Ok(length == rest.len())
    }

    fn next_cell(&mut self) {
        self.cell = self.at;
        self.width += 1;
    }

    fn checked(&self, line: usize) -> Result<(), CsvError> {
        if self.at - self.cell > MOST_CELL + 2 { Err(fault(CsvFaultKind::TooLong, line)) } else { Ok(()) }
    }
}

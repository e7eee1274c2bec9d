//! Which part of a workbook is read, as the author says.

use std::path::Path;

use super::hidden::HiddenCells;
use sna_core::diag::{Code, Diagnostic, Place};

/// Which sheet is read, and where its table begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetChoice {
    /// The sheet's name and where it is named; the first visible sheet by default.
    pub(super) name: Option<(String, Place)>,
    /// The line with the column names, from 1.
    pub(super) header: usize,
    /// Whether hidden rows and columns are read; where nobody says so they are, with a warning.
    pub(super) hidden: Option<HiddenCells>,
}

impl Default for SheetChoice {
    fn default() -> Self {
        Self { name: None, header: 1, hidden: None }
    }
}

impl SheetChoice {
    /// A choice as the author writes it.
    ///
    /// # Errors
    /// The header is not a line of the file.
    pub(super) fn new(
        name: Option<(String, Place)>,
        header: Option<(usize, Place)>,
        hidden: Option<HiddenCells>,
    ) -> Result<Self, Diagnostic> {
        match header {
            Some((0, place)) => Err(Diagnostic::error(Code::BadHeader, "`header` is not a line of the file")
                .at(place)
                .found("0")
                .expected("the number of the line that holds the column names, counted from 1")),
            Some((header, _)) => Ok(Self { name, header, hidden }),
            None => Ok(Self { name, hidden, ..Self::default() }),
        }
    }
}

/// Reports that a sheet is named for a file that has no sheets.
pub(super) fn not_a_workbook(key: &str, place: Place, path: &Path) -> Diagnostic {
    Diagnostic::error(Code::NotAWorkbook, format!("`{key}` applies only to workbooks, and this file is not one"))
        .at(place)
        .found(format!("`{}`", path.display()))
        .expected("a file whose name ends in `.xlsx`")
}

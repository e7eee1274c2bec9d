//! A manifest of data or of aggregates as a file: the folder from which it names others, and its text for pointing into it.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use sna_core::diag::{Diagnostic, Place};
use sna_core::yaml::{Origin, Spanned, read_text};

/// The last day of a year of four digits.
const LAST: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap();

/// A manifest as a file. Its content is read elsewhere; this gives the place of each value.
#[derive(Debug, Clone)]
pub(super) struct ManifestFile {
    /// Its folder: the names of other files in it start from here.
    pub(super) folder: PathBuf,
    /// Its name and text.
    pub(super) origin: Origin,
    /// The last day that a record can have: the day of publication, where it is known.
    pub(super) latest: NaiveDate,
}

impl ManifestFile {
    /// Reads the file; `named_at` is where another file names it.
    ///
    /// # Errors
    /// The file cannot be read as text.
    pub(super) fn read(path: &Path, named_at: Option<&Place>) -> Result<Self, Diagnostic> {
        let origin = Origin::new(path.display().to_string(), read_text(path, named_at)?);
        let folder = path.parent().unwrap_or(Path::new(".")).to_owned();
        Ok(Self { folder, origin, latest: LAST })
    }

    /// The place of a value.
    pub(super) fn place<T>(&self, spanned: &Spanned<T>) -> Place {
        self.origin.place(spanned)
    }
}

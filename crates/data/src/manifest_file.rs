//! A manifest of data or of aggregates as a file: the folder from which it names others, and its text for pointing into it.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::files::RecordFile;
use super::patterns;
use sna_core::diag::{Diagnostic, Diagnostics, Place};
use sna_core::walls::Walls;
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
    /// The folders that the files it names may be in.
    walls: Walls,
}

impl ManifestFile {
    /// Reads the file; `named_at` is where another file names it.
    ///
    /// # Errors
    /// The file is outside the walls, or cannot be read as text.
    pub(super) fn read(path: &Path, named_at: Option<&Place>, walls: &Walls) -> Result<Self, Diagnostic> {
        walls.admit(path, named_at.unwrap_or(&Place::file(path)))?;
        let origin = Origin::new(path.display().to_string(), read_text(path, named_at)?);
        let folder = path.parent().unwrap_or(Path::new(".")).to_owned();
        Ok(Self { folder, origin, latest: LAST, walls: walls.clone() })
    }

    /// A manifest with this text in a folder.
    #[cfg(test)]
    pub(super) fn of_text(folder: &Path, text: &str) -> Self {
        let origin = Origin::new("data.yaml".to_owned(), text.to_owned());
        let walls = Walls::around(&folder.join("data.yaml"), &[]);
        Self { folder: folder.to_owned(), origin, latest: LAST, walls }
    }

    /// A manifest that this one names; its files are within the same walls.
    ///
    /// # Errors
    /// As for `read`.
    pub(super) fn inner(&self, path: &Path, named_at: &Place) -> Result<Self, Diagnostic> {
        Self::read(path, Some(named_at), &self.walls)
    }

    /// Where a file that the manifest names is.
    ///
    /// # Errors
    /// The file is outside the walls.
    pub(super) fn path(&self, named: &Spanned<String>) -> Result<PathBuf, Diagnostic> {
        self.path_at(&named.value, &self.place(named))
    }

    /// The same, for a name that is part of a longer value.
    ///
    /// # Errors
    /// The file is outside the walls.
    pub(super) fn path_at(&self, name: &str, at: &Place) -> Result<PathBuf, Diagnostic> {
        let path = self.folder.join(name);
        self.walls.admit(&path, at).map(|()| path)
    }

    /// The files that a pattern in the manifest names, sorted.
    ///
    /// # Errors
    /// The text is not a pattern, no file matches it, or one that does is outside the walls.
    pub(super) fn paths(&self, pattern: &Spanned<String>) -> Result<Vec<PathBuf>, Diagnostic> {
        let at = self.place(pattern);
        self.walls.admit_pattern(&self.folder, &pattern.value, &at)?;
        let paths = patterns::paths(&self.folder, &pattern.value, &at)?;
        paths.iter().try_for_each(|path| self.walls.admit(path, &at)).map(|()| paths)
    }

    /// The files of records that a pattern in the manifest names, sorted.
    ///
    /// # Errors
    /// As for `paths`, or the ending of a file's name is not one that we read.
    pub(super) fn record_files(&self, pattern: &Spanned<String>) -> Result<Vec<RecordFile>, Diagnostics> {
        patterns::of_records(self.paths(pattern)?, &self.place(pattern))
    }

    /// The place of a value.
    pub(super) fn place<T>(&self, spanned: &Spanned<T>) -> Place {
        self.origin.place(spanned)
    }
}

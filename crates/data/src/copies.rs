//! Files of one source with the same contents: `o.csv` and `o (1).csv` under a pattern, or a file beside its compressed copy. Every
//! record of them would be counted twice, and nothing else can be meant, so it is an error.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use indexmap::IndexMap;
use sha2::{Digest, Sha256};

use super::files::{FileFormat, RecordFile, size};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};

/// What two files with the same contents have in common and can be found without reading them.
type Likeness = (bool, bool, u64);

/// An error for each file that has the contents of an earlier one; `at` is where they are named. Files without records may be alike.
pub(super) fn copies(files: &[RecordFile], at: &Place) -> Diagnostics {
    let mut alike: IndexMap<Likeness, Vec<&RecordFile>> = IndexMap::new();
    for file in files.iter().filter(|file| file.lines.len() > 0) {
        // A file that cannot be read is reported where it is read.
        if let Ok(likeness) = likeness(file) {
            alike.entry(likeness).or_default().push(file);
        }
    }
    alike.values().filter(|files| files.len() > 1).flat_map(|files| copies_among(files, at)).collect()
}

fn copies_among(files: &[&RecordFile], at: &Place) -> Vec<Diagnostic> {
    let mut first: IndexMap<[u8; 32], &RecordFile> = IndexMap::new();
    let mut found = Vec::new();
    for file in files {
        let Ok(digest) = digest(file) else { continue };
        match first.get(&digest) {
            Some(before) => found.push(told(before, file, at)),
            None => {
                first.insert(digest, file);
            }
        }
    }
    found
}

fn told(before: &RecordFile, file: &RecordFile, at: &Place) -> Diagnostic {
    let (one, other) = (before.path.display(), file.path.display());
    Diagnostic::error(
        Code::FileTwice,
        format!("`{other}` has the same contents as `{one}`, so every record of it would count twice"),
    )
    .at(at.clone())
    .expected("files that are different from each other")
    .hint("take the copy out of the folder, or name the files more closely")
}

/// Whether it is Parquet, whether it is a workbook, and its size when it is unpacked, as far as its end says.
fn likeness(file: &RecordFile) -> io::Result<Likeness> {
    let bytes = size(&file.path).map_err(|_| io::ErrorKind::Other)?;
    Ok(match file.format {
        FileFormat::Csv => (false, false, bytes & u64::from(u32::MAX)),
        FileFormat::CsvGzip => (false, false, u64::from(stated_size(file)?)),
        FileFormat::Parquet => (true, false, bytes),
        FileFormat::Workbook => (false, true, bytes),
    })
}

/// The size of the unpacked text that the last four bytes of a gzip file state.
fn stated_size(file: &RecordFile) -> io::Result<u32> {
    let mut file = File::open(&file.path)?;
    let mut last = [0; 4];
    file.seek(SeekFrom::End(-4))?;
    file.read_exact(&mut last)?;
    Ok(u32::from_le_bytes(last))
}

fn digest(file: &RecordFile) -> io::Result<[u8; 32]> {
    let mut reader = file.reader().map_err(|_| io::ErrorKind::Other)?;
    let mut hasher = Sha256::new();
    io::copy(&mut reader, &mut Hashing(&mut hasher))?;
    Ok(hasher.finalize().into())
}

/// A hasher that can be written to.
struct Hashing<'h>(&'h mut Sha256);

impl io::Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

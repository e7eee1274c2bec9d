//! A text file the author wrote, read whole.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::diag::{Code, Diagnostic, Place};

/// Most bytes of a text file: boundaries at full resolution have some 100 MB.
const MOST_BYTES: u64 = 256 << 20;

/// Reads a text file the author wrote.
///
/// # Errors
/// The file is missing, unreadable or not UTF-8.
pub fn read_text(path: &Path, at: Option<&Place>) -> Result<String, Diagnostic> {
    let mut bytes = Vec::new();
    // A device or a pipe may have no end, and says nothing of its size.
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
    read.map_err(|error| {
        let code = if error.kind() == std::io::ErrorKind::NotFound { Code::MissingFile } else { Code::UnreadableFile };
        Diagnostic::error(code, format!("cannot read `{}`", path.display()))
            .at(at.cloned().unwrap_or_else(|| Place::file(path)))
            .found(error.to_string())
            .expected("a readable text file")
    })?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Diagnostic::error(Code::TooLarge, format!("`{}` is too large to read", path.display()))
            .at(at.cloned().unwrap_or_else(|| Place::file(path)))
            .found("more than 256 MB of text")
            .expected("a text file"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        Diagnostic::error(Code::NotUtf8, format!("`{}` is not UTF-8 text", path.display()))
            .at(Place::line(path, line))
            .found("bytes in another encoding")
            .expected("UTF-8")
    })
}

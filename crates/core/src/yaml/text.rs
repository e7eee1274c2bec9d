//! A text file the author wrote, read whole.

use std::fs;
use std::path::Path;

use crate::diag::{Code, Diagnostic, Place};

/// Reads a text file the author wrote.
///
/// # Errors
/// The file is missing, unreadable or not UTF-8.
pub fn read_text(path: &Path, at: Option<&Place>) -> Result<String, Diagnostic> {
    let bytes = fs::read(path).map_err(|error| {
        let code = if error.kind() == std::io::ErrorKind::NotFound { Code::MissingFile } else { Code::UnreadableFile };
        Diagnostic::error(code, format!("cannot read `{}`", path.display()))
            .at(at.cloned().unwrap_or_else(|| Place::file(path)))
            .found(error.to_string())
            .expected("a readable text file")
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        Diagnostic::error(Code::NotUtf8, format!("`{}` is not UTF-8 text", path.display()))
            .at(Place::line(path, line))
            .found("bytes in another encoding")
            .expected("UTF-8")
    })
}

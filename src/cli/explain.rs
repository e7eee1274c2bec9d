//! `sna explain`.

use std::path::{Path, PathBuf};

use super::args::{AnswerAs, Explain};
use super::drafts;
use super::output::print;
use sna_compare::explain::{Asked, Explanation, explain as explained, text};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place, list, visible_json};
use sna_core::document::Document;
use sna_core::guarded;
use sna_render::read_document;

/// Says where a figure of a finished report comes from.
pub(super) fn explain(arguments: &Explain) -> Diagnostics {
    let asked = Asked {
        what: arguments.what.as_deref(),
        row: arguments.row.as_deref(),
        column: arguments.column.as_deref(),
        point: arguments.point.as_deref(),
        figure: arguments.figure.as_deref(),
    };
    let answer = open(&arguments.report).map_err(Diagnostics::from).and_then(|document| explained(&document, &asked));
    match answer.and_then(|answer| Ok(printed(&answer, arguments.format)?)) {
        Ok(words) => {
            print(&words);
            Diagnostics::default()
        }
        Err(found) => found,
    }
}

fn printed(answer: &Explanation, format: AnswerAs) -> Result<String, Diagnostic> {
    match format {
        AnswerAs::Text => Ok(text(answer)),
        AnswerAs::Json => {
            let json = serde_json::to_string_pretty(answer).map_err(|_| not_written())?;
            Ok(visible_json(&json).into_owned() + "\n")
        }
    }
}

fn not_written() -> Diagnostic {
    Diagnostic::machine(Code::AnswerNotWritten, "the answer cannot be written as JSON")
}

/// The document in a file, or the one in an output folder.
fn open(path: &Path) -> Result<Document, Diagnostic> {
    let path = if path.is_dir() { in_folder(path)? } else { path.to_owned() };
    guarded::file(&path);
    let bytes = drafts::bytes(&path).map_err(|error| unreadable(&path, &error))??;
    read_document(&path, &bytes)
}

/// The one JSON file of a folder.
fn in_folder(folder: &Path) -> Result<PathBuf, Diagnostic> {
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut files: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match files.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Diagnostic::error(Code::NoReport, format!("`{}` does not contain a report", folder.display()))
            .at(Place::file(folder))
            .expected("a folder that `sna build` wrote, with the report's document as JSON")),
        _ => Err(Diagnostic::error(Code::SeveralReports, format!("`{}` contains several reports", folder.display()))
            .at(Place::file(folder))
            .found(format!("{} JSON files", files.len()))
            .expected(list(&names))),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(Code::UnreadableFile, format!("`{}` cannot be read", path.display()))
        .at(Place::file(path))
        .found(error.to_string())
        .expected("a report as PDF, its document as JSON, or the folder it was built into")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_cannot_be_written() {
        insta::assert_snapshot!(sna_core::diag::render(&not_written().into(), false), @"error[answer-not-written]: the answer cannot be written as JSON");
    }
}

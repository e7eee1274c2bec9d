//! Faults of minijinja as diagnostics with a place in the author's file.

use std::fmt;

use minijinja::{Error, ErrorKind};

use super::Text;
use super::registry::{self, Kind};
use sna_core::diag::{Code, Diagnostic, Place, list};

/// One of our diagnostics on its way through minijinja.
#[derive(Debug)]
struct Fault {
    diagnostic: Diagnostic,
    /// What to say instead where a full stop follows the name that is not known, as one follows a table's.
    of_table: Option<Diagnostic>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Fault {}

/// A diagnostic as an error that a function of a template can return.
pub(crate) fn fault(diagnostic: Diagnostic) -> Error {
    raised(Fault { diagnostic, of_table: None })
}

fn raised(fault: Fault) -> Error {
    Error::new(ErrorKind::InvalidOperation, fault.diagnostic.message.clone()).with_source(fault)
}

/// A `template-failed` fault with a hint.
pub(crate) fn failed(message: impl Into<String>, hint: impl Into<String>) -> Error {
    fault(Diagnostic::error(Code::TemplateFailed, message).hint(hint))
}

/// An unknown name as a fault: the name, the names that exist, and the nearest of them.
pub(crate) fn unknown<'a>(code: Code, message: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
    fault(Diagnostic { message: message.to_owned(), ..Diagnostic::unknown(code, "name", name, known) })
}

/// A name that is neither a word nor a table, as a fault. Only the text after it shows whether a table was meant.
pub(crate) fn unknown_name(name: &str, known: &[&str]) -> Error {
    raised(Fault {
        diagnostic: Diagnostic::unknown(Code::UnknownName, "name", name, known.iter().copied()),
        of_table: Some(Diagnostic::unknown(Code::UnknownTable, "table", name, known.iter().copied())),
    })
}

/// What joins or prints something that is not text or a number.
pub(crate) fn not_text() -> Diagnostic {
    Diagnostic::error(Code::TemplateFailed, "the value of the expression is not text or a number")
        .found("a table, a row, a column or a group of words")
        .expected("text or a number")
        .hint("choose one of its figures: `.cell(row, column)`, `.total`, `.last`, `.name`")
}

/// The place of a byte of a text.
pub(crate) fn place(text: &Text<'_>, at: usize) -> Place {
    let mut at = at.min(text.source.len());
    while !text.source.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text.source[..at];
    let line = before.matches('\n').count();
    let column = before[before.rfind('\n').map_or(0, |end| end + 1)..].chars().count();
    Place::position(text.file, text.file_text, text.first_line + line, text.column + column + 1)
}

/// What went wrong in a template; `original` turns a byte of the compiled text into a byte of the author's text.
pub(crate) fn diagnose(error: &Error, text: &Text<'_>, original: impl Fn(usize) -> usize) -> Diagnostic {
    let range = error.range().map(|range| original(range.start)..original(range.end));
    let start = range.clone().map_or_else(|| start_of_line(text, error.line()), |range| range.start);
    let part = range.and_then(|range| text.source.get(range)).unwrap_or_default();
    let ours = ours(error);
    let diagnostic = ours.map_or_else(|| theirs(error, part), |fault| fault.diagnostic.clone());
    let found = diagnostic.found.as_deref().unwrap_or_default().trim_matches('`');
    let offset = offset_of(found, part);
    let after = text.source.get(start + offset + found.len()..).unwrap_or_default();
    let of_table = ours.and_then(|fault| fault.of_table.clone()).filter(|_| after.starts_with('.'));
    let space = text.source.get(start + offset..).map_or(0, |rest| rest.len() - rest.trim_start().len());
    of_table.unwrap_or(diagnostic).at(place(text, start + offset + space))
}

/// Where a name is in the part of the text that failed: in quotation marks, or otherwise anywhere.
fn offset_of(name: &str, part: &str) -> usize {
    let quoted = ['"', '\''].iter().find_map(|mark| part.find(&format!("{mark}{name}{mark}")).map(|at| at + 1));
    if name.is_empty() { 0 } else { quoted.or_else(|| part.find(name)).unwrap_or_default() }
}

fn start_of_line(text: &Text<'_>, line: Option<usize>) -> usize {
    text.source.split_inclusive('\n').take(line.unwrap_or(1).saturating_sub(1)).map(str::len).sum()
}

/// Our own fault, when one of our functions raised the error.
fn ours(error: &Error) -> Option<&Fault> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(current) = cause {
        if let Some(fault) = current.downcast_ref::<Fault>() {
            return Some(fault);
        }
        cause = current.source();
    }
    None
}

fn theirs(error: &Error, part: &str) -> Diagnostic {
    let detail = error.detail().unwrap_or_default();
    let word = |at: usize| detail.split_whitespace().nth(at).unwrap_or_default();
    match error.kind() {
        ErrorKind::SyntaxError | ErrorKind::BadEscape => {
            Diagnostic::error(Code::TemplateSyntax, format!("the expression cannot be read: {detail}"))
        }
        ErrorKind::OutOfFuel => Diagnostic::error(Code::TemplateRunsOn, "the text does not end")
            .expected("loops over the rows or columns of a table"),
        ErrorKind::UnknownFilter => {
            Diagnostic::unknown(Code::UnknownName, "filter", word(1), registry::names(Kind::Filter))
        }
        ErrorKind::UnknownTest => Diagnostic::unknown(Code::UnknownName, "test", word(1), registry::names(Kind::Test)),
        ErrorKind::UnknownFunction => unknown_function(word(0)),
        ErrorKind::InvalidOperation if detail.contains("invalid value is not callable") => {
            unknown_function(part.split('(').next().unwrap_or_default().trim())
        }
        ErrorKind::MissingArgument | ErrorKind::TooManyArguments => wrong_arguments(error.kind(), part),
        ErrorKind::UndefinedError => {
            let what = if detail.is_empty() { "the value" } else { detail };
            Diagnostic::error(Code::UnknownName, format!("{what} is not defined"))
        }
        kind => Diagnostic::error(Code::TemplateFailed, format!("the text cannot be written: {}", words(kind, detail))),
    }
}

fn wrong_arguments(kind: ErrorKind, part: &str) -> Diagnostic {
    let start = part.find(|c: char| c.is_ascii_alphabetic()).unwrap_or_default();
    let name = part[start..].split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or_default();
    let known: Vec<&str> =
        registry::REGISTRY.iter().filter(|entry| entry.name() == name).map(|entry| entry.signature).collect();
    let few = if kind == ErrorKind::MissingArgument { "too few" } else { "too many" };
    Diagnostic::error(Code::TemplateFailed, format!("`{name}` has {few} values")).expected(list(&known))
}

fn words(kind: ErrorKind, detail: &str) -> String {
    if detail.is_empty() { kind.to_string() } else { detail.to_owned() }
}

fn unknown_function(name: &str) -> Diagnostic {
    Diagnostic::unknown(Code::UnknownName, "function", name, registry::names(Kind::Function))
}

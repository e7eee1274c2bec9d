//! What went wrong, where, and what to do about it.
//!
//! A [`Diagnostic`] is the only shape in which a stage reports a fault. Stages collect them all in
//! [`Diagnostics`]; the run stops *between* stages. This room knows nothing of the others.

mod codes;
mod findings;
mod groups;
mod known;
mod render;
mod shorten;
mod suggest;
mod visible;

use std::path::Path;

pub use codes::Code;
pub use findings::Diagnostics;
pub use known::Known;
pub use render::render;
pub use shorten::{first_of, shortened};
pub use suggest::{is_one_slip, list, misspelt, nearest};
pub use visible::{visible, visible_json, visible_lines};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The run cannot be finished.
    Error,
    /// The run goes on; the reader should act.
    Warning,
}

/// Whose fault it is; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The user's input is wrong: exit code 1.
    Input,
    /// The machine failed (disk, permission, a broken installation): exit code 3.
    Machine,
}

/// A place in a file. Lines and columns count from 1; columns count characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file as the user named it.
    pub file: String,
    /// The line, where known.
    pub line: Option<usize>,
    /// The column, where known.
    pub column: Option<usize>,
    /// The text of that line, shown under the message. Never set for records: they may hold personal data.
    pub excerpt: Option<String>,
}

/// The longest line that is shown, in bytes: a paragraph, not a file on one line.
const LONGEST_EXCERPT: usize = 4000;

impl Place {
    /// A whole file.
    pub fn file(path: &Path) -> Self {
        Self { file: path.display().to_string(), line: None, column: None, excerpt: None }
    }

    /// A line of a file whose content must not be shown.
    pub fn line(path: &Path, line: usize) -> Self {
        Self { line: Some(line), ..Self::file(path) }
    }

    /// A position in a text file the user wrote, with the line's text as excerpt unless nobody wrote it by hand.
    pub fn position(file: &str, text: &str, line: usize, column: usize) -> Self {
        Self::in_line(file, text.lines().nth(line.saturating_sub(1)), line, column)
    }

    /// A position in a line of a text file the user wrote, whose own text is at hand.
    pub fn in_line(file: &str, text: Option<&str>, line: usize, column: usize) -> Self {
        let excerpt = text.filter(|text| text.len() <= LONGEST_EXCERPT).map(str::to_owned);
        Self { file: file.to_owned(), line: Some(line), column: Some(column), excerpt }
    }
}

/// One finding, complete enough to act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of fault.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// Whose fault.
    pub fault: Fault,
    /// Lower case, no full stop, names in backticks.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// What is there.
    pub found: Option<String>,
    /// What should be there.
    pub expected: Option<String>,
    /// What to do.
    pub hints: Vec<String>,
    /// How many findings of this code in this file there are besides, which are not kept.
    pub more: usize,
}

impl Diagnostic {
    /// A mistake of the user that stops the run.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            fault: Fault::Input,
            message: message.into(),
            place: None,
            found: None,
            expected: None,
            hints: Vec::new(),
            more: 0,
        }
    }

    /// Something the reader should know; the run goes on.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// A failure of the machine that stops the run.
    pub fn machine(code: Code, message: impl Into<String>) -> Self {
        Self { fault: Fault::Machine, ..Self::error(code, message) }
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Adds what was found.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Adds what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// An unknown name: says what was found, what is known and which known name is nearest.
    pub fn unknown<'a>(code: Code, what: &str, found: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = known.into_iter().collect();
        let diagnostic =
            Self::error(code, format!("unknown {what} `{found}`")).found(format!("`{found}`")).expected(list(&names));
        match nearest(found, names.iter().copied()) {
            Some(name) => diagnostic.hint(format!("did you mean `{name}`?")),
            None => diagnostic,
        }
    }
}

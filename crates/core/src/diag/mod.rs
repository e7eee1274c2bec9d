//! What went wrong, where, and what to do about it.
//!
//! A [`Diagnostic`] is the only shape in which a stage reports a fault. Stages collect them all in
//! [`Diagnostics`]; the run stops *between* stages. This room knows nothing of the others.

mod codes;
mod render;
mod suggest;

use std::path::Path;

pub use codes::Code;
pub use render::render;
pub use suggest::{list, misspelt, nearest};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The run cannot be finished.
    Error,
    /// The run goes on; the reader should act.
    Warning,
}

/// Whose fault it is; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The user's input is wrong: exit code 1.
    Input,
    /// The machine failed (disk, permission, a broken installation): exit code 3.
    Machine,
}

/// A place in a file. Lines and columns count from 1; columns count characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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

impl Place {
    /// A whole file.
    pub fn file(path: &Path) -> Self {
        Self { file: path.display().to_string(), line: None, column: None, excerpt: None }
    }

    /// A line of a file whose content must not be shown.
    pub fn line(path: &Path, line: usize) -> Self {
        Self { line: Some(line), ..Self::file(path) }
    }

    /// A position in a text file the user wrote, with the line's text as excerpt.
    pub fn position(file: &str, text: &str, line: usize, column: usize) -> Self {
        let excerpt = text.lines().nth(line.saturating_sub(1)).map(str::to_owned);
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

/// Everything a stage found, in the order it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds one finding; the same finding at the same place is kept once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.0.contains(&diagnostic) {
            self.0.push(diagnostic);
        }
    }

    /// Adds all findings of another stage.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        other.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Keeps the value of a result, or its findings.
    pub fn keep<T, E: Into<Diagnostics>>(&mut self, result: Result<T, E>) -> Option<T> {
        result.map_err(|found| self.extend(found.into())).ok()
    }

    /// Keeps the value of a result and the warnings that came with it, or its findings.
    pub fn keep_both<T>(&mut self, result: Result<(T, Diagnostics), Diagnostics>) -> Option<T> {
        let (value, warnings) = self.keep(result)?;
        self.extend(warnings);
        Some(value)
    }

    /// Whether any finding stops the run.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The findings in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// The exit code these findings call for: 0, 1 (input) or 3 (machine).
    pub fn exit_code(&self) -> u8 {
        let errors = || self.0.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        match (errors().count(), errors().any(|diagnostic| diagnostic.fault == Fault::Machine)) {
            (0, _) => 0,
            (_, true) => 3,
            (_, false) => 1,
        }
    }

    /// `value` if nothing here stops the run, otherwise the findings.
    ///
    /// # Errors
    /// The findings themselves, when one of them is an error.
    pub fn into_result<T>(self, value: T) -> Result<(T, Diagnostics), Diagnostics> {
        if self.has_errors() { Err(self) } else { Ok((value, self)) }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(found: I) -> Self {
        let mut all = Self::default();
        found.into_iter().for_each(|diagnostic| all.push(diagnostic));
        all
    }
}

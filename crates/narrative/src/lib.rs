//! The author's words: Markdown with expressions, to prose in which every figure has its source.
//!
//! ```text
//!  Text ──compile, rewrite, render──► text with marks ──Markdown──► Prose
//!            │ scan                     │ record, cells, series         figures: digits typed by hand
//! ```
//!
//! An expression may read only the tables and words it is given. This crate does not know where they come from.

mod bounds;
mod builtins;
mod cells;
mod claims;
mod comparing;
mod comparisons;
mod doubts;
mod environment;
mod errors;
mod figures;
mod functions;
mod lex;
mod markdown;
mod moved;
mod printing;
mod ranking;
mod reading;
mod record;
mod registry;
mod rewrite;
mod scan;
mod series;
mod series_times;
mod shade;
mod signs;
#[cfg(test)]
mod spoiled;
#[cfg(test)]
mod tests;
mod typed;
mod unlike;
mod values;
mod weight;
mod words;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

pub use claims::Claim;
pub use comparisons::Comparisons;
pub use registry::{Entry, Kind, REGISTRY};
pub use words::Word;

use environment::Names;
use errors::place;
use record::Recorder;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Bound, Inline, Prose, Table};

/// A text of the author, and where it is.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// The text itself.
    pub source: &'a str,
    /// The file as the user named it.
    pub file: &'a str,
    /// The line of the file on which the text begins, from 1.
    pub first_line: usize,
    /// Characters before each of its lines in the file: the indent of a YAML block.
    pub column: usize,
    /// The whole file, for the lines shown under a fault.
    pub file_text: &'a str,
}

impl<'a> Text<'a> {
    /// A text that is a whole file.
    #[must_use]
    pub fn file(file: &'a str, source: &'a str) -> Self {
        Self { source, file, first_line: 1, column: 0, file_text: source }
    }
}

/// Turns texts into prose, over one set of tables and words.
#[derive(Debug, Clone)]
pub struct Narrator {
    tables: Arc<BTreeMap<String, Arc<Table>>>,
    words: Arc<BTreeMap<String, Word>>,
    percentages_from: u64,
    /// Comparisons of times that are not alike, each with its text.
    unlike: Arc<Mutex<Diagnostics>>,
    comparisons: Comparisons,
}

impl Narrator {
    /// A narrator that sees these tables by these names (`volume`, `knife_crime.volume`) and these words. A word hides
    /// a table of the same name.
    pub fn new(
        tables: impl IntoIterator<Item = (String, Arc<Table>)>,
        words: impl IntoIterator<Item = (String, Word)>,
    ) -> Self {
        let tables = tables.into_iter().map(|(name, table)| (name, words::without_marks_in(table)));
        let words = words.into_iter().map(|(name, word)| (name, word.without_marks()));
        let (tables, words) = (Arc::new(tables.collect()), Arc::new(words.collect()));
        Self { tables, words, percentages_from: 0, unlike: Arc::default(), comparisons: Comparisons::default() }
    }

    /// The same narrator, which gives the counts instead of a percentage on a smaller base than this: `6 of 14`.
    #[must_use]
    pub fn with_percentages_from(self, base: u64) -> Self {
        Self { percentages_from: base, ..self }
    }

    /// The same narrator, which notes there every comparison that it tests.
    #[must_use]
    pub fn counting(self, comparisons: &Comparisons) -> Self {
        Self { comparisons: comparisons.clone(), ..self }
    }

    /// Each rendering has its own record.
    fn names(&self) -> Names {
        let recorder = Recorder::new(self.percentages_from, self.comparisons.clone());
        Names { tables: Arc::clone(&self.tables), words: Arc::clone(&self.words), recorder }
    }

    /// The warnings about comparisons of times that are not alike in the texts so far; each is given once.
    pub fn unlike(&self) -> Diagnostics {
        std::mem::take(&mut *self.unlike.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what a text found that cannot be compared.
    fn note_unlike(&self, names: &Names, text: &Text<'_>) {
        let told = names.recorder.unlike().into_iter().map(|unlike| unlike::told(&unlike).at(place(text, 0)));
        self.unlike.lock().unwrap_or_else(PoisonError::into_inner).extend(told);
    }

    /// Blocks of prose.
    ///
    /// # Errors
    /// Everything wrong with the text: its expressions, its Markdown, figures typed by hand.
    pub fn prose(&self, text: &Text<'_>) -> Result<Vec<Prose>, Diagnostics> {
        bounds::check(text)?;
        self.blocks(text, figures::check(text, &[]))
    }

    /// One paragraph.
    ///
    /// # Errors
    /// As [`Narrator::prose`], and `not-one-paragraph`.
    pub fn line(&self, text: &Text<'_>) -> Result<Vec<Inline>, Diagnostics> {
        self.sentence(text, &[], false)
    }

    /// One paragraph in which these figures, or all, may be typed by hand.
    fn sentence(&self, text: &Text<'_>, stated: &[String], all: bool) -> Result<Vec<Inline>, Diagnostics> {
        bounds::check(text)?;
        let typed = if all { Diagnostics::default() } else { figures::check(text, stated) };
        let blocks = self.blocks(text, typed)?;
        let number = blocks.len();
        match <[Prose; 1]>::try_from(blocks) {
            Ok([Prose::Paragraph(content)]) => Ok(content),
            Err(none) if none.is_empty() => Ok(Vec::new()),
            Ok([Prose::Heading(_) | Prose::List { .. } | Prose::Quote(_)]) | Err(_) => {
                let fault = Diagnostic::error(Code::NotOneParagraph, "this text must be a single paragraph");
                let found =
                    if number == 1 { "a heading, list or quotation".to_owned() } else { format!("{number} blocks") };
                Err(fault.found(found).expected("one paragraph").at(place(text, 0)).into())
            }
        }
    }

    fn blocks(&self, text: &Text<'_>, typed: Diagnostics) -> Result<Vec<Prose>, Diagnostics> {
        let names = self.names();
        let mut found = no_marks(text)?;
        let prose = found
            .keep(environment::render(&names, text))
            .and_then(|rendered| found.keep(markdown::prose(&rendered, &names.recorder, text)));
        self.note_unlike(&names, text);
        if !is_unreadable(&found) {
            found.extend(typed);
        }
        found.into_result(prose.unwrap_or_default()).map(|(prose, _)| prose)
    }

    /// Plain text on one line: a headline or title. Markdown has no meaning in it.
    ///
    /// # Errors
    /// As [`Narrator::prose`].
    pub fn words(&self, text: &Text<'_>) -> Result<String, Diagnostics> {
        let names = self.names();
        let mut found = no_marks(text)?;
        let rendered = found.keep(environment::render(&names, text)).unwrap_or_default();
        self.note_unlike(&names, text);
        if !is_unreadable(&found) {
            found.extend(figures::check_plain(text));
        }
        let words = names.recorder.without_marks(&rendered);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(long) = markdown::words_too_long(&words) {
            found.extend(markdown::long(long, text));
        }
        found.into_result(words).map(|(words, _)| words)
    }

    /// The value of a single expression.
    ///
    /// # Errors
    /// The fault of the expression.
    pub fn bound(&self, expression: &Text<'_>) -> Result<Bound, Diagnostics> {
        no_marks(expression)?;
        let names = self.names();
        let (watched, value) = environment::evaluate(&names, expression)?;
        let reading = names.recorder.end();
        let bound = names.recorder.bound(&watched, &value, &reading);
        let bound = bound.map_err(|error| errors::diagnose(&error, expression, |at| at))?;
        match typed::in_expression(&names, expression, &value, &bound.text, &reading) {
            Some(typed) => Err(typed.into()),
            None => Ok(bound),
        }
    }
}

/// Whether the expressions could not be separated from the text.
fn is_unreadable(found: &Diagnostics) -> bool {
    found.iter().any(|diagnostic| diagnostic.code == Code::TemplateSyntax)
}

/// Refuses a text of the author that contains the characters used as marks for values.
fn no_marks(text: &Text<'_>) -> Result<Diagnostics, Diagnostics> {
    match text.source.char_indices().find(|(_, c)| markdown::is_mark(*c)) {
        None => Ok(Diagnostics::default()),
        Some((at, c)) => {
            let fault = Diagnostic::error(Code::TemplateSyntax, "the text contains a character without a meaning");
            Err(fault
                .found(format!("U+{:X}", u32::from(c)))
                .expected("letters, digits and symbols")
                .at(place(text, at))
                .into())
        }
    }
}

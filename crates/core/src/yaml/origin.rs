//! A file the author wrote, for pointing into it.

use std::sync::OnceLock;

use serde_saphyr::Spanned;

use crate::diag::Place;

/// How the names of files begin that came with the program.
pub const SHIPPED: &str = "templates/sections/";

/// A file the author wrote, for pointing into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its name.
    pub file: String,
    /// Its text.
    pub text: String,
    lines: Lines,
}

/// Where the lines of the text start, counted when they are first asked for: a file may have as many faults as lines.
#[derive(Debug, Clone)]
struct Lines(OnceLock<Vec<usize>>);

/// They follow from the text.
impl PartialEq for Lines {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Lines {}

impl Origin {
    /// A file of this name with this text.
    pub const fn new(file: String, text: String) -> Self {
        Self { file, text, lines: Lines(OnceLock::new()) }
    }

    /// Whether it came with the program, and not from an author of the project.
    pub fn is_shipped(&self) -> bool {
        self.file.starts_with(SHIPPED)
    }

    /// The place of a value.
    pub fn place<T>(&self, spanned: &Spanned<T>) -> Place {
        let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let location = spanned.referenced;
        match count(location.line()) {
            0 => Place { file: self.file.clone(), line: None, column: None, excerpt: None },
            line => Place::in_line(&self.file, self.line(line), line, count(location.column()).max(1)),
        }
    }

    /// A line of the text by its number from 1; nothing beyond the last.
    fn line(&self, number: usize) -> Option<&str> {
        let starts = self.lines.0.get_or_init(|| {
            let after_breaks = self.text.match_indices('\n').map(|(at, _)| at + 1);
            [0].into_iter().chain(after_breaks).collect()
        });
        let start = *starts.get(number - 1)?;
        self.text[start..].lines().next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_its_number() {
        for text in ["", "a", "a\n", "a\r\nb\n\nc", "\n\n"] {
            let origin = Origin::new("sna.yaml".to_owned(), text.to_owned());
            let lines: Vec<&str> = text.lines().collect();
            for (at, line) in lines.iter().enumerate() {
                assert_eq!(origin.line(at + 1), Some(*line));
            }
            assert_eq!(origin.line(lines.len() + 1), None, "{text:?}");
            assert_eq!(origin, origin.clone());
        }
    }
}

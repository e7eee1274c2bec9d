//! Where a text of the author is, and names made from titles.

use std::sync::Arc;

use super::plan::TextAt;
use sna_core::yaml::{Origin, Spanned};

/// A text in a YAML file, with the line and column at which its first line begins: after `|` or `>` that is the next line.
pub fn text_at(text: &Spanned<String>, origin: &Arc<Origin>) -> TextAt {
    let line = usize::try_from(text.referenced.line()).unwrap_or(1).max(1);
    let column = usize::try_from(text.referenced.column()).unwrap_or(1).max(1);
    let at = origin.text.lines().nth(line - 1).and_then(|line| line.chars().nth(column - 1));
    let (first_line, column) = match at {
        Some('|' | '>') => {
            let next = origin.text.lines().nth(line).unwrap_or_default();
            (line + 1, next.len() - next.trim_start().len() + 1)
        }
        Some('"' | '\'') => (line, column + 1),
        _ => (line, column),
    };
    TextAt { text: text.value.clone(), origin: Arc::clone(origin), first_line, column }
}

/// A name in small letters, digits and underscores.
pub(super) fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_").to_lowercase()
}

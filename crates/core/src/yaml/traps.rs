//! Hints for what YAML reads differently from how people read it.

use crate::diag::{Code, Diagnostic, Place};

/// A key whose whole value is a comment: `definition: # serious_violence_2021` would silently count everything.
pub(super) fn commented_value(text: &str, file: &str) -> Option<Diagnostic> {
    let lines: Vec<&str> = text.lines().collect();
    let at = (0..lines.len()).find(|at| has_commented_value(lines[*at]) && !has_value_below(&lines, *at))?;
    let column = lines[at].find('#').map_or(1, |byte| lines[at][..byte].chars().count() + 1);
    let trap = Diagnostic::error(Code::YamlTrap, "the value of this key is a comment, so the key has no value");
    Some(add_hints(trap.at(Place::position(file, text, at + 1, column)).expected("a value, or leave the key out")))
}

fn has_commented_value(line: &str) -> bool {
    let entry = line.trim_start().trim_start_matches("- ").split_once(": ");
    entry.is_some_and(|(key, value)| {
        key.chars().all(|c| c.is_alphanumeric() || c == '_') && value.trim_start().starts_with('#')
    })
}

/// Whether the lines after a key are its value: indented further, or items of a list.
fn has_value_below(lines: &[&str], key: usize) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let next = lines[key + 1..].iter().find(|next| !next.trim().is_empty() && !next.trim_start().starts_with('#'));
    next.is_some_and(|next| indent(next) > indent(lines[key]) || next.trim_start().starts_with("- "))
}

/// Adds a hint where the faulty line has a known trap: `no` for a word, a leading zero, a `#` that starts a comment.
pub(super) fn add_hints(diagnostic: Diagnostic) -> Diagnostic {
    let Some(line) = diagnostic.place.as_ref().and_then(|place| place.excerpt.clone()) else { return diagnostic };
    let value = line.split_once(':').map_or(line.as_str(), |(_, value)| value).trim();
    let bare = value.split(" #").next().unwrap_or_default().trim();
    if value.starts_with('#') || value.contains(" #") {
        return diagnostic.hint("everything after ` #` is a comment in YAML: put the value in quotes to keep it");
    }
    if ["yes", "no", "on", "off", "y", "n"].contains(&bare.to_lowercase().as_str()) {
        return diagnostic.hint(format!("write `true` or `false`, or `\"{bare}\"` in quotes for the word"));
    }
    if bare.len() > 1 && bare.starts_with('0') && bare.chars().all(|digit| digit.is_ascii_digit()) {
        return diagnostic.hint(format!(
            "a number has no leading zero: write `{}`, or `\"{bare}\"` in quotes for text",
            bare.trim_start_matches('0')
        ));
    }
    diagnostic
}

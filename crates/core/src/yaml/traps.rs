//! Hints for what YAML reads differently from how people read it.

use crate::diag::{Code, Diagnostic, Place};

/// A key whose whole value is a comment: `definition: # serious_violence_2021` would silently count everything.
pub(super) fn commented_value(text: &str, file: &str) -> Option<Diagnostic> {
    let (number, line) = first_without_value(text)?;
    let column = line.find('#').map_or(1, |byte| line[..byte].chars().count() + 1);
    let trap = Diagnostic::error(Code::YamlTrap, "the value of this key is a comment, so the key has no value");
    Some(add_hints(trap.at(Place::position(file, text, number, column)).expected("a value, or leave the key out")))
}

/// The first key whose value is a comment and is not below either, with its number. Each line is looked at once.
fn first_without_value(text: &str) -> Option<(usize, &str)> {
    let mut key: Option<(usize, &str)> = None;
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        if key.is_some_and(|(_, key)| !is_value_of(line, key)) {
            break;
        }
        key = has_commented_value(line).then_some((number, line));
    }
    key
}

fn has_commented_value(line: &str) -> bool {
    let entry = line.trim_start().trim_start_matches("- ").split_once(": ");
    entry.is_some_and(|(key, value)| {
        key.chars().all(|c| c.is_alphanumeric() || c == '_') && value.trim_start().starts_with('#')
    })
}

/// Whether the next line with content is the value of a key: indented further, or an item of a list.
fn is_value_of(next: &str, key: &str) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    indent(next) > indent(key) || next.trim_start().starts_with("- ")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_without_value_only_if_nothing_below_is_its_value() {
        let line = |text: &str| first_without_value(text).map(|(number, _)| number);
        assert_eq!(line("a: # b\n\n# c\n  d: 1\ne: # f\n\n  # g\nh: 2\n"), Some(5));
        assert_eq!(line("a: # b\n- 1\n- 2\n"), None);
        assert_eq!(line("a: # b\n  c: # d\n"), Some(2));
        assert_eq!(line("\n\na: 1\nb: # c\n\n\n"), Some(4));
        assert_eq!(line(""), None);
    }

    #[test]
    fn lines_without_content_take_no_time() {
        let text = format!("a: # b\n{}c: # d\n{}  e: 1\n", "  # f\n".repeat(200_000), "\n".repeat(200_000));
        assert_eq!(first_without_value(&text), Some((1, "a: # b")));
    }
}

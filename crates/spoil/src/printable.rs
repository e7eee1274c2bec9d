//! What is asked of every message, whatever the input was.

/// Holds a message to what is asked of every one: it names one of some files, and has nothing in it that is unfit.
///
/// # Panics
/// When the message is unfit.
#[track_caller]
pub fn assert_fit(message: &str, files: &[&str]) {
    assert_eq!(unfit(message), None, "{message}");
    assert!(files.iter().any(|file| message.contains(file)), "{message}");
}

/// What must not be in a message: the first control, bidirectional or invisible character, or word of the program's inside.
pub fn unfit(message: &str) -> Option<String> {
    let character = message.chars().find(|character| is_unfit(*character));
    let inside = INSIDE.iter().find(|word| message.contains(**word));
    character.map(|found| format!("character {found:?}")).or_else(|| inside.map(|word| format!("the word `{word}`")))
}

/// Words that only a program's own text has: names of libraries, and debug forms of their types.
const INSIDE: &[&str] =
    &["polars", "minijinja", "sqlparser", "serde", "panicked", "TokenWithSpan", "Span {", "Some(", "Utf8Error"];

fn is_unfit(character: char) -> bool {
    let is_control = character.is_control() && character != '\n';
    is_control
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_are_fit_and_hidden_marks_are_not() {
        assert_eq!(unfit("error[x]: `Ystrad Mynach’s` ward\n  --> sna.yaml:3:1\n"), None);
        assert_eq!(unfit("red \u{1b}[31m"), Some("character '\\u{1b}'".to_owned()));
        assert_eq!(unfit("\u{202e}desrever"), Some("character '\\u{202e}'".to_owned()));
        assert_eq!(unfit("polars failed"), Some("the word `polars`".to_owned()));
    }
}

//! YAML text to a typed value, every fault a [`Diagnostic`] with its place.
//!
//! Hostile input (alias bombs, deep nesting, huge files) is refused by the reader's budget before it costs anything.

mod origin;
mod text;
mod traps;
mod word_or_list;
mod word_or_map;
mod words;

use serde::de::DeserializeOwned;
use serde_saphyr::{Error, Location, Options};

pub use origin::{Origin, SHIPPED};
pub use serde_saphyr::Spanned;
pub use text::{MOST_TEXT, Unread, read_bytes, read_text, read_text_up_to};
pub use word_or_list::WordOrList;
pub use word_or_map::{FromWord, word_or_map};

use crate::diag::{Code, Diagnostic, Place};

/// Largest YAML file read, in bytes: a spec is text a person wrote.
const LARGEST: usize = 4 << 20;

/// Reads `text` of `file` as `T`.
///
/// # Errors
/// One diagnostic: the reader stops at a file's first fault of shape.
pub fn read<T: DeserializeOwned>(text: &str, file: &str) -> Result<T, Diagnostic> {
    if text.len() > LARGEST {
        return Err(Diagnostic::error(Code::HostileYaml, format!("`{file}` is too large to be a settings file"))
            .at(Place { file: file.to_owned(), line: None, column: None, excerpt: None })
            .found(format!("{} bytes", text.len()))
            .expected(format!("at most {LARGEST} bytes")));
    }
    if let Some(trap) = traps::commented_value(text, file) {
        return Err(trap);
    }
    serde_saphyr::from_str_with_options(text, options()).map_err(|error| explain(&error, text, file))
}

fn options() -> Options {
    let budget = serde_saphyr::budget! {
        max_aliases: 200,
        max_anchors: 200,
        max_depth: 64,
        // A second document has its own message.
        max_documents: 2,
        max_events: 400_000,
        max_nodes: 200_000,
    };
    serde_saphyr::options! {
        budget: budget,
        no_schema: true,
        strict_booleans: true,
        with_snippet: false,
    }
}

/// A value that is not in any file: a default.
pub fn here<T>(value: T) -> Spanned<T> {
    Spanned { value, referenced: Location::UNKNOWN, defined: Location::UNKNOWN }
}

fn at(location: Location, text: &str, file: &str) -> Place {
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    match count(location.line()) {
        0 => Place { file: file.to_owned(), line: None, column: None, excerpt: None },
        line => Place::position(file, text, line, count(location.column()).max(1)),
    }
}

fn explain(error: &Error, text: &str, file: &str) -> Diagnostic {
    let diagnostic = match error {
        Error::SerdeUnknownField { field, expected, .. } => {
            Diagnostic::unknown(Code::UnknownKey, "key", field, expected.iter().copied())
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            Diagnostic::unknown(Code::UnknownValue, "value", variant, expected.iter().copied())
        }
        Error::SerdeMissingField { field, .. } => Diagnostic::error(Code::MissingKey, format!("missing key `{field}`"))
            .expected(format!("a key `{field}` here")),
        Error::DuplicateMappingKey { key, .. } => {
            let name = key.as_deref().unwrap_or("?");
            Diagnostic::error(Code::DuplicateKey, format!("key `{name}` appears twice in one mapping"))
                .hint("keep one of the two")
        }
        Error::SerdeInvalidType { unexpected, expected, .. }
        | Error::SerdeInvalidValue { unexpected, expected, .. } => {
            Diagnostic::error(Code::WrongType, "a value of the wrong type")
                .found(unexpected.clone())
                .expected(words::expected(expected))
        }
        Error::InvalidScalar { ty, .. } => {
            Diagnostic::error(Code::WrongType, "a value of the wrong type").expected(words_for(ty))
        }
        Error::InvalidBooleanStrict { .. } => {
            Diagnostic::error(Code::WrongType, "a value of the wrong type").expected("`true` or `false`")
        }
        Error::QuotingRequired { value, .. } => {
            Diagnostic::error(Code::YamlTrap, format!("`{value}` is not text in YAML"))
                .found(format!("`{value}`"))
                .expected("text")
                .hint(format!("put it in quotes: `\"{value}\"`"))
        }
        Error::Budget { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => hostile(),
        Error::UnknownAnchor { .. } => {
            Diagnostic::error(Code::YamlSyntax, format!("cannot read the YAML: {}", words::said(error)))
        }
        Error::AliasError { error, .. } => return explain(error, text, file),
        other if ["nesting", "recursion", "alias", "budget"].iter().any(|word| other.to_string().contains(word)) => {
            hostile()
        }
        other => Diagnostic::error(Code::YamlSyntax, format!("cannot read the YAML: {}", words::said(other))),
    };
    let placed = match error.location() {
        Some(location) => diagnostic.at(at(location, text, file)),
        None => diagnostic.at(Place { file: file.to_owned(), line: None, column: None, excerpt: None }),
    };
    traps::add_hints(placed)
}

fn hostile() -> Diagnostic {
    Diagnostic::error(Code::HostileYaml, "the file is nested too deeply or repeats itself too often")
        .hint("write values out instead of aliases, and nest less deeply")
}

fn words_for(rust_type: &str) -> &'static str {
    match rust_type {
        "bool" => "`true` or `false`",
        name if name.starts_with('f') => "a number",
        name if name.starts_with(['u', 'i']) => "a whole number",
        _ => "a value of a different type",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::render;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the reading is tested")]
    struct Sample {
        title: String,
        years: Option<u32>,
        rank: Option<bool>,
    }

    fn message(text: &str) -> String {
        match read::<Sample>(text, "sna.yaml") {
            Ok(sample) => format!("{sample:?}"),
            Err(diagnostic) => render(&diagnostic.into(), false),
        }
    }

    #[test]
    fn every_fault_has_its_place_and_its_hint() {
        let cases = [
            "title: A\nyeers: 5\n",
            "years: 5\n",
            "title: A\nyears: five\n",
            "title: A\nyears: 08\n",
            "title: no\n",
            "title: A\nrank: yes\n",
            "title: A\ntitle: B\n",
            "title: [A\n",
            "title: A\nyears: # five\n",
            "5\n",
            "title: [A]\n",
            "title: ~\n",
            "title: !Sample A\nrank: *a\n",
            "",
            "title: A\n---\ntitle: B\n",
        ];
        insta::assert_snapshot!(cases.map(message).join(""));
    }

    #[test]
    fn alias_bombs_and_deep_nesting_are_refused() {
        let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
        for (name, before) in ('b'..='k').zip('a'..) {
            bomb += &format!(
                "{name}: &{name} [*{before},*{before},*{before},*{before},*{before},*{before},*{before},*{before}]\n"
            );
        }
        let refused = |text: &str| read::<serde_json::Value>(text, "x.yaml").map_err(|found| found.code.as_str());
        assert_eq!(refused(&bomb), Err("hostile-yaml"));
        assert_eq!(refused(&"[".repeat(100_000)), Err("hostile-yaml"));
    }
}

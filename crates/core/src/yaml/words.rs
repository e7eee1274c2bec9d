//! The faults of the YAML reader in the author's words. Its own messages name types of the program.

use serde_saphyr::Error;

/// What is wrong, for `cannot read the YAML: ...`.
pub(super) fn said(error: &Error) -> String {
    let words = match error {
        Error::Eof { .. } => "the file ends before its value does",
        Error::MultipleDocuments { .. } => "the file has more than one document, separated by `---`",
        Error::Unexpected { expected, .. } => kind_of(expected),
        Error::MergeValueNotMapOrSeqOfMaps { .. } | Error::MergeKeyNotAllowed { .. } => "`<<` cannot be used here",
        Error::InvalidBinaryBase64 { .. } | Error::BinaryNotUtf8 { .. } => "`!!binary` is not text here",
        Error::TaggedScalarCannotDeserializeIntoString { .. } | Error::TaggedEnumMismatch { .. } => {
            "a tag, a word that begins with `!`, cannot be used here"
        }
        Error::NullIntoString { .. } => "text is expected here, and there is no value",
        Error::ExpectedStringKeyForExternallyTaggedEnum { .. }
        | Error::ExternallyTaggedEnumExpectedScalarOrMapping { .. } => {
            "a word, or one key with its value, is expected here"
        }
        Error::ExpectedMappingEndAfterEnumVariantValue { .. } => "only one key can be used here",
        Error::UnexpectedValueForUnitEnumVariant { .. } => "this word has no value of its own",
        Error::SerdeInvalidLength { .. } => "a list of a different length is expected here",
        Error::NonFiniteFloat { .. } => "a finite number is expected here",
        Error::UnknownAnchor { .. } => "there is no anchor `&` of this name before it",
        // Sentences of our own readers, and those of the scanner about marks: neither name a type.
        Error::Message { .. } | Error::ExternalMessage { .. } => return without_place(error),
        _ => "a value of a different kind is expected here",
    };
    words.to_owned()
}

fn kind_of(expected: &str) -> &'static str {
    match expected {
        "mapping start" => "a mapping is expected here: keys with their values",
        "sequence start" => "a list is expected here",
        "string scalar" => "text is expected here",
        _ => "a value of a different kind is expected here",
    }
}

/// The first line of a message, without the place that is shown under it.
fn without_place(error: &Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
    line.rfind(" at line ").map_or(line, |at| &line[..at]).to_owned()
}

/// What a reader of serde's expects: a type of the program is a mapping for the author.
pub(super) fn expected(words: &str) -> String {
    let is_type =
        ["struct ", "enum ", "tuple ", "unit ", "variant ", "newtype "].iter().any(|kind| words.starts_with(kind));
    if is_type || words.contains("::") { "a mapping: keys with their values".to_owned() } else { words.to_owned() }
}

//! Text that the bundled fonts can print. A character without a glyph is an error, never an empty box: PDF/UA forbids
//! the box, and a reader would not know what was there.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fonts::Fonts;
use sna_core::diag::{Code, Diagnostic, Diagnostics};

/// Keys of the view whose text is not printed.
const UNPRINTED: [&str; 6] = ["address", "target", "picture", "file", "path", "mime"];

/// Longest piece of text shown in a message, in characters.
const SHOWN: usize = 60;

/// Cleans every printed text of the view and reports each character that no bundled font can print, once.
pub(super) fn clean(view: &mut Value, fonts: &Fonts) -> Diagnostics {
    let mut missing = BTreeMap::new();
    walk(view, fonts, &mut missing);
    report(missing)
}

/// Reports each character of a drawn chart that no bundled font can print.
pub(super) fn check_picture(svg: &str, fonts: &Fonts) -> Diagnostics {
    let mut missing = BTreeMap::new();
    svg.lines().for_each(|line| note_missing(line, fonts, &mut missing));
    report(missing)
}

fn walk(value: &mut Value, fonts: &Fonts, missing: &mut BTreeMap<char, (String, usize)>) {
    match value {
        Value::String(text) => {
            *text = clean_text(text);
            note_missing(text, fonts, missing);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, fonts, missing)),
        Value::Object(fields) => fields
            .iter_mut()
            .filter(|(key, _)| !UNPRINTED.contains(&key.as_str()))
            .for_each(|(_, field)| walk(field, fonts, missing)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// White space becomes a space; characters without a shape (controls, joiners, direction and variation marks) go.
fn clean_text(text: &str) -> String {
    let spaced = text.chars().map(|c| if c.is_whitespace() && c != '\u{a0}' { ' ' } else { c });
    spaced.filter(|c| !is_shapeless(*c)).collect()
}

fn is_shapeless(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e01ef}')
}

fn note_missing(text: &str, fonts: &Fonts, missing: &mut BTreeMap<char, (String, usize)>) {
    for character in text.chars().filter(|c| !c.is_ascii() && !is_printable(*c, fonts)) {
        missing.entry(character).or_insert_with(|| (text.chars().take(SHOWN).collect(), 0)).1 += 1;
    }
}

/// Private-use characters are refused even where the font draws something: PDF/A forbids them.
fn is_printable(character: char, fonts: &Fonts) -> bool {
    !matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..) && fonts.cover(character)
}

fn report(missing: BTreeMap<char, (String, usize)>) -> Diagnostics {
    missing
        .into_iter()
        .map(|(character, (text, times))| {
            let message = format!("the report's font cannot print `{character}` (U+{:04X})", u32::from(character));
            Diagnostic::error(Code::MissingGlyph, message)
                .found(format!("{times} of them, first in `{text}`"))
                .expected("a Latin, Greek or Cyrillic letter, or a common symbol")
                .hint("write it in words, or recode the category in the data manifest")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn text_without_shape_goes_and_a_missing_glyph_is_named_once() {
        let fonts = Fonts::bundled().expect("bundled fonts");
        let mut view =
            json!({ "title": "a\u{200b}b\n\u{7}c \u{1f600}", "address": "\u{1f600}", "list": ["\u{1f600}x"] });
        let found = clean(&mut view, &fonts);
        assert_eq!(view["title"], "ab c \u{1f600}");
        insta::assert_snapshot!(sna_core::diag::render(&found, false));
    }

    #[test]
    fn the_signs_reports_use_can_be_printed() {
        let fonts = Fonts::bundled().expect("bundled fonts");
        assert_eq!(
            check_picture(
                "\u{a3} \u{20ac} \u{2212} \u{2013} \u{2014} \u{2019} \u{201c} \u{2026} \u{b1} \u{d7} \u{2265} \u{e9} \u{175}",
                &fonts
            ),
            Diagnostics::default()
        );
    }
}

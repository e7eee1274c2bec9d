//! Text from outside, made safe to show: what a terminal would obey, or a reader could not see, becomes visible.
//!
//! Every text that the program prints passes through here: messages, answers and comparisons.

use std::borrow::Cow;

/// Characters that nobody sees although they are not control characters: marks that turn the direction of text, that
/// have no width or no shape, that break lines, and those for private agreement. Both ends belong to a range.
const UNSEEN: &[(char, char)] = &[
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{e000}', '\u{f8ff}'),
    ('\u{fdd0}', '\u{fdef}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{fffe}', '\u{ffff}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{10ffff}'),
];

/// The signs of which emoji are made: arrows, symbols and pictures.
const EMOJI: &[(char, char)] = &[('\u{2190}', '\u{2bff}'), ('\u{1f000}', '\u{1faff}')];

/// Text for one line: control characters, line breaks, and characters that nobody sees are written as escapes such as
/// `\u{202e}`. Letters of every script, accents and emoji are left as they are.
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, false, |letter| match letter {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        other => other.escape_unicode().to_string(),
    })
}

/// Text of several lines, such as an answer: as [`visible`], but its line breaks are kept.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    escaped(text, true, |letter| letter.escape_unicode().to_string())
}

/// JSON text that means the same, its characters that nobody sees written as JSON writes them: `\u202e`.
pub fn visible_json(json: &str) -> Cow<'_, str> {
    escaped(json, true, |letter| letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect())
}

fn escaped(text: &str, keep_lines: bool, escape: impl Fn(char) -> String) -> Cow<'_, str> {
    let mut shown: Option<String> = None;
    let mut before = None;
    for (at, letter) in text.char_indices() {
        let next = || text[at + letter.len_utf8()..].chars().next();
        if (keep_lines && letter == '\n') || !is_unseen(letter) || is_part_of_emoji(before, letter, next()) {
            shown.iter_mut().for_each(|shown| shown.push(letter));
        } else {
            shown.get_or_insert_with(|| text[..at].to_owned()).push_str(&escape(letter));
        }
        before = Some(letter);
    }
    shown.map_or(Cow::Borrowed(text), Cow::Owned)
}

fn is_unseen(letter: char) -> bool {
    letter.is_control() || (!letter.is_ascii() && is_among(UNSEEN, letter))
}

fn is_among(ranges: &[(char, char)], letter: char) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&letter))
}

/// Whether an unseen character only joins two pictures into one, or asks for the coloured form of a sign.
fn is_part_of_emoji(before: Option<char>, letter: char, next: Option<char>) -> bool {
    let is_sign = |other: Option<char>| other.is_some_and(|other| is_among(EMOJI, other));
    match letter {
        '\u{200d}' => (is_sign(before) || before == Some('\u{fe0f}')) && is_sign(next),
        '\u{fe0f}' => is_sign(before),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        assert_eq!(visible("\u{1b}[2J\u{9b}31mNorth\u{7}\0\u{7f}"), "\\u{1b}[2J\\u{9b}31mNorth\\u{7}\\u{0}\\u{7f}");
        assert_eq!(visible("North\r\nerror[x]:\tforged"), "North\\r\\nerror[x]:\\tforged");
    }

    #[test]
    fn what_turns_or_hides_text_is_written_out() {
        for letter in "\u{202a}\u{202e}\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{2028}\u{2029}\u{e000}\u{e0041}\u{e01ef}\u{f0000}\u{10fffd}\u{3164}\u{fe0f}".chars() {
            assert_eq!(visible(&format!("a{letter}b")), format!("a\\u{{{:x}}}b", u32::from(letter)));
        }
    }

    #[test]
    fn letters_accents_and_emoji_stay() {
        for text in [
            "Llanfair-ym-Muallt",
            "Ŵŷ £5–£6 “St Mary’s”",
            "Αθήνα Київ 東京 القاهرة हिन्दी e\u{301}",
            "👩🏽‍🚒 ❤️ 🔪 → ↑",
            "a\u{a0}b",
        ] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn lines_are_kept_only_where_they_are_meant() {
        assert_eq!(visible_lines("a\nb\r\n\u{202e}"), "a\nb\\u{d}\n\\u{202e}");
        let json = serde_json::to_string(&["\u{9b}\u{202e}\u{e0041}"]).unwrap();
        assert_eq!(visible_json(&json), "[\"\\u009b\\u202e\\udb40\\udc41\"]");
        assert_eq!(serde_json::from_str::<[String; 1]>(&visible_json(&json)).unwrap()[0], "\u{9b}\u{202e}\u{e0041}");
    }

    proptest! {
        #[test]
        fn nothing_unseen_is_left(text in any::<String>()) {
            let shown = visible(&text);
            prop_assert!(!shown.chars().any(char::is_control));
            prop_assert_eq!(visible(&shown), shown.as_ref());
        }
    }
}

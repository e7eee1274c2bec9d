//! The one rule for names that become names of files: what they may hold so that every system can write them, and the names
//! of files made from words in any language.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::diag::{Code, Diagnostic};

/// The most bytes of a name, so that there is room for an ending; no usual file system takes more than 255.
pub const LONGEST: usize = 240;

/// Names of devices on Windows, with any ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Checks a name that becomes the name of a file; `what` it names, such as `the report`.
///
/// # Errors
/// `bad-file-name`, with what is wrong and what a name may hold.
pub fn check(what: &str, name: &str) -> Result<(), Diagnostic> {
    let Some(found) = fault(name) else { return Ok(()) };
    let shown =
        if name.chars().count() > 60 { name.chars().take(60).chain(['…']).collect() } else { name.to_owned() };
    Err(Diagnostic::error(Code::BadFileName, format!("{what} cannot be called `{shown}`"))
        .found(found)
        .expected(format!(
            "a name for a file on any system: letters, digits, blanks inside, `-`, `_`, `.` inside and similar, at most {LONGEST} bytes"
        )))
}

/// What keeps a name from being the name of a file.
fn fault(name: &str) -> Option<String> {
    let first_part = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let port =
        |port: &str| first_part.strip_prefix(port).is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']));
    if name.is_empty() {
        Some("an empty name".to_owned())
    } else if let Some(mark) = name.chars().find(|mark| is_refused(*mark)) {
        Some(match mark.is_control() || is_unseen(mark) {
            true => format!("the invisible character U+{:04X}", u32::from(mark)),
            false => format!("the character `{mark}`"),
        })
    } else if name.starts_with(['.', ' ']) || name.ends_with(['.', ' ']) {
        Some("a full stop or a blank at its beginning or end".to_owned())
    } else if DEVICES.contains(&first_part.as_str()) || port("com") || port("lpt") {
        Some("the name of a device on Windows".to_owned())
    } else if name.len() > LONGEST {
        Some(format!("{} bytes", name.len()))
    } else {
        None
    }
}

fn is_refused(mark: char) -> bool {
    mark.is_control() || is_unseen(mark) || "/\\:*?\"<>|".contains(mark)
}

/// Marks that turn the direction of writing or take no room, and line ends.
fn is_unseen(mark: char) -> bool {
    matches!(mark, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Names of files made from words, one for each: small letters and digits of every script with `-` between. Names that some system
/// would take for the same are told apart by a number at their end, in the order of the words. `room` is how many bytes each may have.
pub fn distinct(words: &[String], room: usize) -> Vec<String> {
    let plain: Vec<String> = words.iter().map(|words| from_words(words, room)).collect();
    // A number never makes a name that other words have by themselves.
    let reserved: BTreeSet<String> = plain.iter().map(|name| folded(name)).collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    plain
        .iter()
        .map(|name| {
            let numbered =
                (2..).map(|number| format!("{name}-{number}")).filter(|name| !reserved.contains(&folded(name)));
            let mut names = [name.clone()].into_iter().chain(numbered);
            let free = names.find(|name| taken.insert(folded(name)));
            free.unwrap_or_else(|| name.clone())
        })
        .collect()
}

/// Room for `-` and a number at the end of a name.
const NUMBER: usize = 5;

fn from_words(words: &str, room: usize) -> String {
    let small: String = words.nfc().collect::<String>().to_lowercase();
    // Lower case may have come apart into letter and mark.
    let small: String = small.nfc().collect();
    let parts =
        small.split(|mark: char| !mark.is_alphanumeric() && !is_combining_mark(mark)).filter(|part| !part.is_empty());
    let name = parts.collect::<Vec<_>>().join("-");
    let end = name.char_indices().map(|(at, mark)| at + mark.len_utf8()).take_while(|end| *end + NUMBER <= room).last();
    let short = name[..end.unwrap_or(0)].trim_end_matches('-');
    if short.is_empty() { "unnamed".to_owned() } else { short.to_owned() }
}

/// What names have in common that a system without capitals takes for one.
pub fn folded(name: &str) -> String {
    name.nfkd().collect::<String>().to_uppercase().to_lowercase().nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_system_refuses() {
        for good in ["sna", "North Derbyshire 2024", "Καλλιθέα", "v1.2", "a,b;c'd", "console", "com10", "-x"] {
            assert!(fault(good).is_none(), "{good}");
        }
        for bad in [
            "",
            ".",
            "..",
            "/x",
            "a/b",
            "../x",
            "a\\b",
            "a:b",
            "CON",
            "con.v2",
            "Lpt1",
            "x\u{202e}y",
            " ",
            "x ",
            "x.",
            ".x",
            "a\nb",
            "a\u{200b}",
        ] {
            assert!(fault(bad).is_some(), "{bad:?}");
        }
        assert!(
            fault(&"n".repeat(240)).is_none() && fault(&"n".repeat(241)).is_some() && fault(&"é".repeat(121)).is_some()
        );
    }

    #[test]
    fn a_bad_name_says_what_a_name_may_hold() {
        let told = check("the report", "../north").unwrap_err();
        insta::assert_snapshot!(crate::diag::render(&told.into(), false), @"
        error[bad-file-name]: the report cannot be called `../north`
         |
         = found: the character `/`
         = expected: a name for a file on any system: letters, digits, blanks inside, `-`, `_`, `.` inside and similar, at most 240 bytes
        ");
    }

    fn named(words: &[&str]) -> Vec<String> {
        distinct(&words.iter().map(|words| (*words).to_owned()).collect::<Vec<_>>(), 100)
    }

    #[test]
    fn letters_of_every_script_are_kept() {
        let made = named(&[
            "Καλλιθέα",
            "Παλαιό Φάληρο",
            "بغداد",
            "Cafe\u{301}",
            "हिन्दी",
            "Saint-Étienne",
            "Derby_shire & Dales",
        ]);
        assert_eq!(made, ["καλλιθέα", "παλαιό-φάληρο", "بغداد", "café", "हिन्दी", "saint-étienne", "derby-shire-dales"]);
    }

    #[test]
    fn names_that_some_system_takes_for_one_are_numbered() {
        assert_eq!(named(&["St Mary's", "St Mary s"]), ["st-mary-s", "st-mary-s-2"]);
        assert_eq!(
            named(&["Elm/Oak", "Elm Oak", "Elm-Oak", "Elm Oak 2"]),
            ["elm-oak", "elm-oak-3", "elm-oak-4", "elm-oak-2"]
        );
        assert_eq!(named(&["caf\u{e9}", "cafe\u{301}", "CAFÉ"]), ["café", "café-2", "café-3"]);
        assert_eq!(named(&["Straße", "STRASSE"]), ["straße", "strasse-2"]);
        assert_eq!(named(&["ΟΔΟΣ", "οδοσ"]), ["οδος", "οδοσ-2"]);
        assert_eq!(named(&["...", "?!", ""]), ["unnamed", "unnamed-2", "unnamed-3"]);
        let long = ["x".repeat(300) + "a", "x".repeat(300) + "b"];
        let made = distinct(&long, 100);
        assert!(made[0] != made[1] && made.iter().all(|name| name.len() <= 100), "{made:?}");
    }
}

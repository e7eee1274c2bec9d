//! Signed figures of claims: `-6.4%` may be written with either minus sign, or as "fell by 6.4%", where the word has the sign.

use sna_core::diag::{Code, Diagnostic};
use sna_core::document::Bound;

/// Beginnings of words for more.
const UP: [&str; 16] = [
    "rose", "rise", "rising", "risen", "up", "increas", "grew", "grow", "higher", "more", "gain", "plus", "above",
    "climb", "added", "greater",
];

/// Beginnings of words for less.
const DOWN: [&str; 18] = [
    "fell", "fall", "down", "decreas", "drop", "declin", "reduc", "fewer", "lower", "less", "minus", "below", "lost",
    "loss", "shrank", "shrunk", "cut", "smaller",
];

/// The signs that a figure begins with.
const SIGNS: [char; 3] = ['+', '-', '\u{2212}'];

/// The ways in which a sentence may write a figure: as given, with the other minus sign, without its sign or its pound sign.
pub(crate) fn ways_to_write(figure: &str) -> Vec<String> {
    let given = figure.trim();
    let bare = given.trim_start_matches(SIGNS);
    let other = match given.chars().next() {
        Some('-') => format!("\u{2212}{bare}"),
        Some('\u{2212}') => format!("-{bare}"),
        _ => given.to_owned(),
    };
    vec![given.to_owned(), other, bare.to_owned(), bare.trim_start_matches('£').to_owned()]
}

/// A bound figure in the way in which its sentence writes it.
pub(crate) fn as_written(sentence: &str, bound: Bound) -> Bound {
    let text = ways_to_write(&bound.text).into_iter().find(|way| sentence.contains(way.as_str()));
    Bound { text: text.unwrap_or_else(|| bound.text.clone()), ..bound }
}

/// The fault of a sentence that writes a signed figure without its sign and has no word for it.
pub(crate) fn without_its_sign(sentence: &str, figure: &str) -> Option<Diagnostic> {
    let is_fall = figure.starts_with(['-', '\u{2212}']);
    let signed = ways_to_write(figure).into_iter().take(2).any(|way| sentence.contains(&way));
    if signed || !figure.starts_with(SIGNS) {
        return None;
    }
    let lower = sentence.to_lowercase();
    let has = |beginnings: &[&str]| {
        let mut words = lower.split(|c: char| !c.is_alphabetic());
        words.any(|word| beginnings.iter().any(|beginning| word.starts_with(beginning)))
    };
    let (said, opposite) = if is_fall { (has(&DOWN), has(&UP)) } else { (has(&UP), has(&DOWN)) };
    if said && !opposite {
        return None;
    }
    let word = if is_fall { "fell" } else { "rose" };
    Some(
        Diagnostic::error(Code::ClaimFails, format!("the data do not support a claim: {}", sentence.trim()))
            .found(format!("`{}` without its sign", figure.trim_start_matches(SIGNS)))
            .expected(format!("`{figure}`, or one clear word for it, such as `{word} by`")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_without_its_sign_needs_a_word_for_it() {
        for (sentence, figure) in [
            ("Robbery fell by 6.4%.", "-6.4%"),
            ("The change was -6.4%.", "-6.4%"),
            ("The change was \u{2212}6.4%.", "-6.4%"),
            ("A decrease of 6.4%.", "\u{2212}6.4%"),
            ("It rose by 40.9%.", "+40.9%"),
            ("Anything, 40.9%.", "40.9%"),
        ] {
            assert_eq!(without_its_sign(sentence, figure), None, "{sentence}");
        }
        for (sentence, figure) in [
            ("Robbery rose by 6.4%.", "-6.4%"),
            ("Robbery changed by 6.4%.", "-6.4%"),
            ("Theft rose and robbery fell by 6.4%.", "-6.4%"),
            ("It fell by 40.9%.", "+40.9%"),
        ] {
            assert!(without_its_sign(sentence, figure).is_some(), "{sentence}");
        }
        let fault =
            without_its_sign("Robbery rose by 6.4%.", "-6.4%").unwrap_or_else(|| unreachable!("there is a fault"));
        insta::assert_snapshot!(sna_core::diag::render(&fault.into(), false));
    }
}

//! Words: how wide they are in the document's own font, and where they break.

use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

use crate::fonts::{REGULAR, SEMIBOLD};
use sna_core::diag::{Code, Diagnostic};

/// The family the document is set in, and the only one a picture names.
pub(super) const FAMILY: &str = "Source Sans 3";

/// Ascender and descender of the font together, in ems (`hhea`: 1000 and 326 of 1000 units). Plotters' measure takes
/// the height of a font for its size.
const HEIGHT_PER_EM: f64 = 1.326;

/// Height of a capital or a figure in hundredths of the font size (`OS/2`: 660 of 1000 units).
pub(super) const CAPITAL_PERCENT: i32 = 66;

/// How heavy words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Semibold,
}

impl Weight {
    /// Plotters knows no semibold: bold is used instead until the picture is finished.
    pub(super) fn style(self) -> FontStyle {
        match self {
            Self::Regular => FontStyle::Normal,
            Self::Semibold => FontStyle::Bold,
        }
    }
}

/// Makes the bundled fonts known to plotters, once in a process.
///
/// # Errors
/// `broken-font` if the font files in the program cannot be read.
pub(super) fn load_fonts() -> Result<(), Diagnostic> {
    static LOADED: OnceLock<bool> = OnceLock::new();
    let loaded = LOADED.get_or_init(|| {
        register_font(FAMILY, Weight::Regular.style(), REGULAR).is_ok()
            && register_font(FAMILY, Weight::Semibold.style(), SEMIBOLD).is_ok()
    });
    if *loaded { Ok(()) } else { Err(Diagnostic::machine(Code::BrokenFont, "the program's own fonts cannot be read")) }
}

/// Width of words at a font size, in the units of that size. Kerning is left out: it only ever makes words narrower.
pub(super) fn width(words: &str, size: i32, weight: Weight) -> i32 {
    let font = FontDesc::new(FontFamily::Name(FAMILY), f64::from(size) * HEIGHT_PER_EM, weight.style());
    let estimate = || i32::try_from(words.chars().count()).unwrap_or(i32::MAX).saturating_mul(size / 2);
    font.layout_box(words).map_or_else(|_| estimate(), |((left, _), (right, _))| right - left + 1)
}

/// Words on one line: runs of white space become one space, characters that XML forbids disappear.
pub(super) fn clean(words: &str) -> String {
    let allowed = |c: &char| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    let parts = words.split_whitespace().map(|word| word.chars().filter(allowed).collect::<String>());
    parts.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Words cut so that they are no wider than `room`, with an ellipsis if something is cut.
pub(super) fn fit(words: &str, size: i32, weight: Weight, room: i32) -> String {
    let words = clean(words);
    if width(&words, size, weight) <= room {
        return words;
    }
    let ends = words.char_indices().map(|(at, _)| at).rev();
    let mut shorter = ends.map(|end| format!("{}\u{2026}", words[..end].trim_end()));
    shorter.find(|words| width(words, size, weight) <= room).unwrap_or_default()
}

/// Words over at most `lines` lines no wider than `room`, broken after spaces and slashes; the last line is cut if
/// the words need more.
pub(super) fn wrap(words: &str, size: i32, weight: Weight, (room, lines): (i32, usize)) -> Vec<String> {
    let words = clean(words);
    let mut rest = words.as_str();
    let mut wrapped = Vec::new();
    while !rest.is_empty() && wrapped.len() + 1 < lines {
        let (line, after) = rest.split_at(break_at(rest, size, weight, room));
        wrapped.push(fit(line, size, weight, room));
        rest = after.trim_start();
    }
    if !rest.is_empty() {
        wrapped.push(fit(rest, size, weight, room));
    }
    wrapped
}

/// Where the first line of some words ends: the last place to break that fits, or the first place there is.
fn break_at(words: &str, size: i32, weight: Weight, room: i32) -> usize {
    let after = |(at, c): (usize, char)| matches!(c, ' ' | '/').then(|| at + c.len_utf8());
    let mut breaks: Vec<usize> = words.char_indices().filter_map(after).collect();
    breaks.push(words.len());
    let fits = |end: &&usize| width(words[..**end].trim_end(), size, weight) <= room;
    breaks.iter().rev().find(fits).or(breaks.first()).copied().unwrap_or(words.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_as_wide_as_the_font_makes_them() {
        load_fonts().unwrap();
        // Every figure of Source Sans 3 is 497 of 1000 units wide, 514 in Semibold.
        assert!((width("0123456789", 1000, Weight::Regular) - 4970).abs() <= 2);
        assert!(width("0123456789", 1000, Weight::Semibold) > 4980);
    }

    #[test]
    fn long_names_break_at_spaces_and_slashes_and_are_cut_at_last() {
        load_fonts().unwrap();
        let wrap = |words, room| wrap(words, 100, Weight::Regular, (room, 2));
        assert_eq!(wrap("Prohibited/Offensive weapon", 800), ["Prohibited/", "Offensive weapon"]);
        assert_eq!(wrap("Robbery of personal property", 5000), ["Robbery of personal property"]);
        assert_eq!(wrap("Robbery of personal property", 600), ["Robbery of", "personal pr\u{2026}"]);
        assert!(wrap(" \n\u{0} ", 600).is_empty());
    }
}

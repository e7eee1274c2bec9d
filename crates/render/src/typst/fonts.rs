//! The bundled fonts as Typst reads them.

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontInstance, FontVariations};
use typst::utils::LazyHash;

use crate::fonts::{ITALIC, REGULAR, SEMIBOLD};
use sna_core::diag::{Code, Diagnostic};

const FILES: [&[u8]; 3] = [REGULAR, SEMIBOLD, ITALIC];

/// The bundled fonts, ready for Typst and for measuring.
pub(super) struct Fonts {
    pub(super) book: LazyHash<FontBook>,
    pub(super) faces: Vec<Font>,
    widest: FontInstance,
}

impl Fonts {
    /// Reads the embedded font files.
    pub(super) fn bundled() -> Result<Self, Diagnostic> {
        Self::of(FILES)
    }

    fn of(files: [&'static [u8]; 3]) -> Result<Self, Diagnostic> {
        let faces: Vec<Font> = files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
        let [_regular, semibold, _italic] = faces.as_slice() else {
            return Err(Diagnostic::machine(Code::BrokenFont, "a bundled font cannot be read"));
        };
        Ok(Self { book: LazyHash::new(FontBook::from_fonts(&faces)), widest: measurable(semibold), faces })
    }

    /// Whether every bundled face can print a character.
    pub(super) fn cover(&self, character: char) -> bool {
        self.faces.iter().all(|face| face.info().coverage.contains(u32::from(character)))
    }

    /// Width of a line of text in points, in the heavier weight, without kerning and with figures of equal width: no
    /// line of a table is wider.
    pub(super) fn width(&self, text: &str, size: f64) -> f64 {
        text.chars().map(|character| advance(&self.widest, character)).sum::<f64>() * size
    }
}

fn measurable(font: &Font) -> FontInstance {
    font.clone().instantiate(font.info().variant, Abs::pt(12.0), &FontVariations::default())
}

/// Advance of a character in ems. Every figure counts as a zero: tables are set in tabular figures.
fn advance(face: &FontInstance, character: char) -> f64 {
    const UNKNOWN: f64 = 0.6;
    let character = if character.is_ascii_digit() { '0' } else { character };
    let glyph = face.ttf().glyph_index(character);
    glyph.and_then(|glyph| face.x_advance(glyph.0)).map_or(UNKNOWN, typst::layout::Em::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_that_is_damaged() {
        let damaged = Fonts::of([REGULAR, &SEMIBOLD[..100], ITALIC]).map(|_| ());
        let told = damaged.expect_err("a damaged font");
        insta::assert_snapshot!(sna_core::diag::render(&told.into(), false), @"error[broken-font]: a bundled font cannot be read");
    }
}

//! The classes of a map in words, each next to its shade.

use super::picture::{Anchor, Picture, Stroke};
use super::region::Region;
use super::text::{Weight, fit};
use super::theme::{Colour, Colours, Sizes, Theme};
use sna_core::document::{Class, Format};

/// What areas without a figure are called.
pub(super) const NO_FIGURE: &str = "No figure";

/// Classes and areas without a figure, in rows above a map.
pub(super) struct Key<'a> {
    /// Words and shade; no shade for areas without a figure.
    entries: Vec<(String, Option<Colour>)>,
    theme: &'a Theme,
}

impl Theme {
    /// One shade for each class, lightest first.
    pub(super) fn shades(&self, classes: usize) -> Vec<Colour> {
        let [light, middle, dark] = self.colours.sequential;
        match classes {
            0 | 1 => vec![middle],
            2 => vec![light, dark],
            _ => vec![light, middle, dark],
        }
    }

    /// The edge of areas without a figure.
    pub(super) fn blank_edge(&self) -> Stroke {
        Stroke { colour: self.colours.quiet, width: Sizes::from_pt(self.sizes.grid_pt), dashed: true }
    }
}

impl<'a> Key<'a> {
    /// The key of some classes, with an entry for areas without a figure if there are any.
    pub(super) fn new(classes: &[Class], format: Format, blank: bool, theme: &'a Theme) -> Self {
        let shades = theme.shades(classes.len()).into_iter().map(Some);
        let classes = classes.iter().map(|class| class.label(format)).zip(shades);
        let blank = blank.then(|| (NO_FIGURE.to_owned(), None));
        let room = theme.sizes.width() - Self::swatch(theme);
        let fitted = |words: &str| fit(words, theme.sizes.text(), Weight::Regular, room);
        Self { entries: classes.chain(blank).map(|(words, shade)| (fitted(&words), shade)).collect(), theme }
    }

    /// Its height with the gap below it.
    pub(super) fn height(&self) -> i32 {
        let rows = self.places().last().map_or(0, |(_, row)| row + 1);
        self.theme.sizes.leading() * 6 / 5 * rows + self.theme.sizes.gap()
    }

    /// Writes it at the top of a picture.
    pub(super) fn write(&self, picture: &mut Picture) {
        let (sizes, pitch) = (self.theme.sizes, self.theme.sizes.leading() * 6 / 5);
        let side = sizes.text();
        for ((words, shade), (left, row)) in self.entries.iter().zip(self.places()) {
            let (top, inset) = (pitch * row, Sizes::from_pt(self.theme.sizes.grid_pt));
            match shade {
                Some(shade) => picture.block([(left, top), (left + side, top + side)], *shade),
                None => {
                    let (near, far) = (inset, side - inset);
                    let ring = [(near, near), (far, near), (far, far), (near, far)].map(|(x, y)| (left + x, top + y));
                    let edge = self.theme.blank_edge();
                    picture.region(Region { rings: vec![ring.to_vec()], fill: Some(Colours::PAPER), edge });
                }
            }
            let place = (left + Self::swatch(self.theme), sizes.centred(top + side / 2));
            picture.write(words, place, Anchor::Left, self.theme.plain());
        }
    }

    /// A shade with the gap next to it.
    fn swatch(theme: &Theme) -> i32 {
        theme.sizes.text() + theme.sizes.gap()
    }

    /// The distance from the left and the row of each entry: next to the one before while there is room.
    fn places(&self) -> Vec<(i32, i32)> {
        let (mut left, mut row) = (0, 0);
        let mut place = |(words, _): &(String, Option<Colour>)| {
            let width = Self::swatch(self.theme) + self.theme.sizes.measure(words, Weight::Regular);
            if left > 0 && left + width > self.theme.sizes.width() {
                (left, row) = (0, row + 1);
            }
            let place = (left, row);
            left += width + 2 * self.theme.sizes.text();
            place
        };
        self.entries.iter().map(&mut place).collect()
    }
}

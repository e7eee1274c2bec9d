//! A population pyramid: bars to both sides of the names of their bands, on one scale.

use super::axis::{self, as_units};
use super::columns::MISSING;
use super::picture::{Anchor, Ink, Picture};
use super::scale::{Scale, sound};
use super::text::{Weight, fit};
use super::theme::{Colour, Sizes, Theme};
use sna_core::document::{Pyramid, format_number};

/// Greatest height of a picture in millimetres: more than other plots have, because a pyramid has many bands.
const HIGHEST_MM: f64 = 110.0;

/// From one band to the next, in millimetres, while the heights allow it.
const BAND_MM: f64 = 4.8;

/// If there are few bands, they are no higher than this, in points.
const HIGHEST_BAND_PT: f64 = 24.0;

/// Part of a band's height that its bars fill, in hundredths.
const BAR_PERCENT: i32 = 76;

/// Part of the picture that the names in the middle may fill, in hundredths.
const NAMES_PERCENT: i32 = 26;

/// Bands with what they have in common.
pub(super) struct PyramidChart<'a> {
    pub(super) plot: &'a Pyramid,
    pub(super) theme: &'a Theme,
}

/// One side of the picture.
struct Side {
    /// Which value of a band it shows.
    at: usize,
    /// Where its bars begin.
    zero: i32,
    /// Which way they run: -1 to the left, 1 to the right.
    way: i32,
    /// Words next to a bar begin, or end, at its end.
    anchor: Anchor,
    /// Of its bars.
    colour: Colour,
}

impl PyramidChart<'_> {
    /// The picture.
    pub(super) fn draw(&self) -> Picture {
        let values = || self.plot.bands.iter().flat_map(|band| band.values).filter_map(sound);
        if values().next().is_none() {
            return axis::no_data(self.theme);
        }
        let (head, pitch) = (self.head(), self.pitch());
        let mut picture = Picture::new(head + pitch * as_units(self.plot.bands.len()), self.theme);
        let scale = Scale::exact(values().map(|value| value.max(0.0)));
        self.write_names(&mut picture, head, pitch);
        for side in self.two_sides() {
            self.write_heading(&mut picture, &side);
            self.bars(&mut picture, &side, (head, pitch), &scale);
            picture.path(vec![(side.zero, head), (side.zero, picture.height)], self.theme.axis());
        }
        picture
    }

    /// Height of the headings, with the gap below them.
    fn head(&self) -> i32 {
        self.theme.sizes.leading() + self.theme.sizes.gap()
    }

    /// From one band to the next: within the heights allowed, and never too close for the words.
    fn pitch(&self) -> i32 {
        let (sizes, number) = (self.theme.sizes, as_units(self.plot.bands.len()));
        let highest = Sizes::from_mm(HIGHEST_MM.max(sizes.lowest_mm)) - self.head();
        let lowest = Sizes::from_mm(sizes.lowest_mm) - self.head();
        let whole = (number * Sizes::from_mm(BAND_MM)).clamp(lowest, highest);
        (whole / number).min(Sizes::from_pt(HIGHEST_BAND_PT)).max(sizes.text() * 23 / 20)
    }

    fn two_sides(&self) -> [Side; 2] {
        let (width, names, [left, right]) = (self.theme.sizes.width(), self.names_room(), self.theme.colours.pair);
        [
            Side { at: 0, zero: (width - names) / 2, way: -1, anchor: Anchor::Right, colour: left },
            Side { at: 1, zero: i32::midpoint(width, names), way: 1, anchor: Anchor::Left, colour: right },
        ]
    }

    /// Width of the names in the middle, with the gaps next to them.
    fn names_room(&self) -> i32 {
        let sizes = self.theme.sizes;
        let names = self.plot.bands.iter().map(|band| band.label.as_str()).chain([self.plot.header.as_str()]);
        let widest = names.map(|name| sizes.measure(name, Weight::Regular)).max().unwrap_or(0);
        widest.min(sizes.width() * NAMES_PERCENT / 100) + sizes.gap() * 2
    }

    fn write_names(&self, picture: &mut Picture, head: i32, pitch: i32) {
        let sizes = self.theme.sizes;
        let mut write = |words: &str, baseline: i32, ink: Ink| {
            let words = fit(words, sizes.text(), ink.weight, self.names_room() - sizes.gap() * 2);
            picture.write(&words, (picture.width / 2, baseline), Anchor::Middle, ink);
        };
        write(&self.plot.header, sizes.text(), self.theme.quiet());
        for (at, band) in self.plot.bands.iter().rev().enumerate() {
            write(&band.label, sizes.centred(head + pitch * as_units(at) + pitch / 2), self.theme.plain());
        }
    }

    /// The name of a side, over the beginning of its bars.
    fn write_heading(&self, picture: &mut Picture, side: &Side) {
        let (sizes, ink) = (self.theme.sizes, self.theme.strong());
        let heading = fit(&self.plot.sides[side.at], sizes.text(), ink.weight, self.room() - sizes.gap());
        picture.write(&heading, (side.zero, sizes.text()), side.anchor, ink);
    }

    /// Width of a side.
    fn room(&self) -> i32 {
        (self.theme.sizes.width() - self.names_room()) / 2
    }

    /// The bars of a side, the oldest band on top, with their values; the highest highlighted.
    fn bars(&self, picture: &mut Picture, side: &Side, (head, pitch): (i32, i32), scale: &Scale) {
        let (longest, half) = (self.longest_bar(), pitch * BAR_PERCENT / 200);
        let values: Vec<Option<f64>> = self.plot.bands.iter().rev().map(|band| sound(band.values[side.at])).collect();
        let highest = values.iter().copied().flatten().reduce(f64::max);
        for (at, value) in values.into_iter().enumerate() {
            let middle = head + pitch * as_units(at) + pitch / 2;
            let end = side.zero + side.way * scale.place(value.unwrap_or(0.0).max(0.0), (0, longest));
            picture.block([(side.zero, middle - half), (end, middle + half)], side.colour);
            let place = (end + side.way * self.theme.sizes.gap(), self.theme.sizes.centred(middle));
            picture.write(&self.words(value), place, side.anchor, self.ink(value, highest));
        }
    }

    /// Length of the bar of the highest value on either side: both sides leave room for the widest of all values.
    fn longest_bar(&self) -> i32 {
        let sizes = self.theme.sizes;
        let words = self.plot.bands.iter().flat_map(|band| band.values).map(|value| self.words(sound(value)));
        let widest = words.map(|words| sizes.measure(&words, Weight::Semibold)).max().unwrap_or(0);
        (self.room() - widest - sizes.gap()).max(sizes.text())
    }

    fn words(&self, value: Option<f64>) -> String {
        value.map_or_else(|| MISSING.to_owned(), |value| format_number(value, self.plot.format))
    }

    fn ink(&self, value: Option<f64>, highest: Option<f64>) -> Ink {
        match value {
            None => self.theme.quiet(),
            Some(value) if highest.is_some_and(|highest| value >= highest) => self.theme.strong(),
            Some(_) => self.theme.plain(),
        }
    }
}

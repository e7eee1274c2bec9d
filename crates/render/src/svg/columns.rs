//! Vertical columns over a time axis.

use super::axis::{self, Frame, as_units};
use super::breaks;
use super::picture::{Anchor, Picture};
use super::scale::{Scale, sound};
use super::text::{Weight, fit, wrap};
use super::theme::{Colour, Sizes, Theme};
use sna_core::document::{Bar, Bars, format_number};

/// Columns are no further apart than this, in points, so that two years do not fill a page.
const WIDEST_SLOT_PT: f64 = 110.0;

/// Part of a slot that its column fills, in hundredths: the gap is narrower than the column.
const COLUMN_PERCENT: i32 = 62;

/// The words in place of a missing value, for whatever reason.
pub(super) const MISSING: &str = "no figure";

/// Columns with what they have in common.
pub(super) struct ColumnChart<'a> {
    pub(super) plot: &'a Bars,
    pub(super) theme: &'a Theme,
}

impl ColumnChart<'_> {
    /// The picture: values above the columns if they have room, otherwise numbers on an axis.
    pub(super) fn draw(&self) -> Picture {
        if self.values().next().is_none() {
            return axis::no_data(self.theme);
        }
        let height = Sizes::from_mm(self.theme.sizes.lowest_mm);
        let slot = self.theme.sizes.width() / as_units(self.plot.bars.len());
        let fits = |words: &str| self.theme.sizes.measure(words, Weight::Semibold) + self.theme.sizes.gap() <= slot;
        if self.plot.bars.iter().all(|bar| fits(&self.value_words(bar))) {
            self.with_values(Picture::new(height, self.theme))
        } else {
            self.with_axis(Picture::new(height, self.theme))
        }
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        self.plot.bars.iter().filter_map(|bar| sound(bar.value))
    }

    fn value_words(&self, bar: &Bar) -> String {
        sound(bar.value).map_or_else(|| MISSING.to_owned(), |value| format_number(value, self.plot.format))
    }

    fn with_values(&self, mut picture: Picture) -> Picture {
        let sizes = self.theme.sizes;
        let slot = (picture.width / as_units(self.plot.bars.len())).min(Sizes::from_pt(WIDEST_SLOT_PT));
        let names: Vec<Vec<String>> = self.plot.bars.iter().map(|bar| self.name(bar, slot - sizes.gap())).collect();
        let lines = as_units(names.iter().map(Vec::len).max().unwrap_or(0).max(1));
        let scale = Scale::exact(self.values());
        let below = if self.values().any(|value| value < 0.0) { sizes.leading() } else { 0 };
        let indent = (picture.width - slot * as_units(self.plot.bars.len())) / 2;
        let bottom = picture.height - lines * sizes.leading() - sizes.gap() - below;
        let frame = Frame { left: indent, right: picture.width - indent, top: sizes.leading(), bottom };
        let centres = frame.slots(self.plot.bars.len());
        self.blocks(&mut picture, frame, &scale, &centres);
        self.breaks(&mut picture, frame, &centres);
        for ((at, bar), centre) in self.plot.bars.iter().enumerate().zip(&centres) {
            self.write_value(&mut picture, (at, bar), *centre, (frame, &scale));
        }
        axis::zero_line(&mut picture, frame, &scale, self.theme);
        for (name, centre) in names.iter().zip(&centres) {
            for (line, words) in name.iter().enumerate() {
                let baseline = picture.height - sizes.leading() * (lines - 1 - as_units(line)) - sizes.text() / 3;
                picture.write(words, (*centre, baseline), Anchor::Middle, self.theme.quiet());
            }
        }
        picture
    }

    fn name(&self, bar: &Bar, room: i32) -> Vec<String> {
        wrap(&bar.label, self.theme.sizes.text(), Weight::Regular, (room, 2))
    }

    fn write_value(
        &self,
        picture: &mut Picture,
        (at, bar): (usize, &Bar),
        centre: i32,
        (frame, scale): (Frame, &Scale),
    ) {
        let (sizes, value) = (self.theme.sizes, sound(bar.value));
        let end = frame.height_of(value.unwrap_or(0.0), scale);
        let below = value.is_some_and(|value| value < 0.0);
        let baseline = if below { end + sizes.text() } else { end - sizes.text() / 3 };
        let ink = match value {
            None => self.theme.quiet(),
            Some(_) if self.emphasised() == Some(at) => self.theme.strong(),
            Some(_) => self.theme.plain(),
        };
        picture.write(&self.value_words(bar), (centre, baseline), Anchor::Middle, ink);
    }

    fn with_axis(&self, mut picture: Picture) -> Picture {
        let sizes = self.theme.sizes;
        let scale = match self.emphasised() {
            Some(_) => Scale::snug(self.values(), 5, self.plot.format),
            None => Scale::round(self.values(), self.plot.format),
        };
        let left = axis::axis_room(&scale, self.plot.format, self.theme);
        let bottom = picture.height - axis::time_room(&scale, self.theme);
        let top = if self.emphasised().is_some() { sizes.leading() } else { sizes.text() / 2 };
        let frame = Frame { left, right: picture.width, top, bottom };
        let centres = frame.slots(self.plot.bars.len());
        axis::value_axis(&mut picture, frame, &scale, Some(self.plot.format), self.theme);
        self.blocks(&mut picture, frame, &scale, &centres);
        self.breaks(&mut picture, frame, &centres);
        axis::zero_line(&mut picture, frame, &scale, self.theme);
        let names: Vec<String> = self.plot.bars.iter().map(|bar| bar.label.clone()).collect();
        let baseline = picture.height - sizes.text() / 3;
        axis::time_labels(&mut picture, &names, &centres, baseline, self.theme);
        self.label_emphasised(&mut picture, frame, &scale, &centres);
        picture
    }

    /// Name and value of the highlighted bar, over it and over every other bar below them.
    fn label_emphasised(&self, picture: &mut Picture, frame: Frame, scale: &Scale, centres: &[i32]) {
        let Some((at, value)) = self.emphasised().and_then(|at| Some((at, sound(self.plot.bars[at].value)?))) else {
            return;
        };
        let (sizes, ink) = (self.theme.sizes, self.theme.strong());
        let words = format!("{}: {}", self.plot.bars[at].label, format_number(value, self.plot.format));
        let words = fit(&words, sizes.text(), ink.weight, frame.right - frame.left);
        let room = sizes.measure(&words, ink.weight);
        let left = (centres[at] - room / 2).min(frame.right - room).max(frame.left);
        let beneath = self.plot.bars.iter().zip(centres).filter(|(_, x)| (left..=left + room).contains(*x));
        let highest = beneath.filter_map(|(bar, _)| sound(bar.value)).fold(0.0, f64::max);
        let baseline = frame.height_of(highest, scale) - sizes.text() / 3;
        picture.write(&words, (left, baseline), Anchor::Left, ink);
    }

    fn breaks(&self, picture: &mut Picture, frame: Frame, centres: &[i32]) {
        let labels = self.plot.bars.iter().map(|bar| bar.label.as_str());
        breaks::draw(picture, labels, (frame, centres), true, self.theme);
    }

    fn blocks(&self, picture: &mut Picture, frame: Frame, scale: &Scale, centres: &[i32]) {
        let slot = (frame.right - frame.left) / as_units(self.plot.bars.len().max(1));
        let half = (slot * COLUMN_PERCENT / 200).max(1);
        for ((at, bar), centre) in self.plot.bars.iter().enumerate().zip(centres) {
            let end = frame.height_of(sound(bar.value).unwrap_or(0.0), scale);
            let zero = frame.height_of(0.0, scale);
            picture.block([(centre - half, end), (centre + half, zero)], self.colour(at));
        }
    }

    fn emphasised(&self) -> Option<usize> {
        self.plot.emphasis.filter(|at| *at < self.plot.bars.len())
    }

    fn colour(&self, at: usize) -> Colour {
        bar_colour(at, self.emphasised(), self.theme)
    }
}

/// The colour of a bar: blue, but grey if another is highlighted.
pub(super) fn bar_colour(at: usize, emphasised: Option<usize>, theme: &Theme) -> Colour {
    if emphasised.is_none_or(|point| point == at) { theme.colours.emphasis } else { theme.colours.rest }
}

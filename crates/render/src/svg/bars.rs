//! Horizontal bars: names at the left, values at their ends.

use super::axis::{self, as_units};
use super::columns::{MISSING, bar_colour};
use super::picture::{Anchor, Picture};
use super::scale::{Scale, sound};
use super::text::{Weight, wrap};
use super::theme::{Sizes, Theme};
use sna_core::document::{Bar, Bars, format_number};

/// Part of the picture that names may fill, in hundredths.
const NAMES_PERCENT: i32 = 36;

/// Part of a row that its bar fills, in hundredths: the gap is narrower than the bar.
const BAR_PERCENT: i32 = 64;

/// If there are few bars, rows are no higher than this in points.
const HIGHEST_ROW_PT: f64 = 27.0;

/// Bars with what they have in common.
pub(super) struct BarChart<'a> {
    pub(super) plot: &'a Bars,
    pub(super) theme: &'a Theme,
}

/// A bar with the words next to it.
struct Row {
    name: Vec<String>,
    value: Option<f64>,
    words: String,
}

impl BarChart<'_> {
    /// The picture.
    pub(super) fn draw(&self) -> Picture {
        if self.plot.bars.iter().all(|bar| sound(bar.value).is_none()) {
            return axis::no_data(self.theme);
        }
        let rows: Vec<Row> = self.plot.bars.iter().map(|bar| self.row(bar)).collect();
        let pitch = self.pitch(&rows);
        let mut picture = Picture::new(pitch * as_units(rows.len()), self.theme);
        let (names, (left, right)) = self.columns(&rows);
        let scale = Scale::exact(rows.iter().filter_map(|row| row.value));
        for (at, row) in rows.iter().enumerate() {
            let middle = pitch * as_units(at) + pitch / 2;
            axis::write_row_name(&mut picture, &row.name, (names, middle), self.theme);
            let (zero, end) = (scale.place(0.0, (left, right)), scale.place(row.value.unwrap_or(0.0), (left, right)));
            let half = pitch * BAR_PERCENT / 200;
            picture.block([(zero, middle - half), (end, middle + half)], bar_colour(at, self.emphasised(), self.theme));
            self.write_value(&mut picture, (at, row), (end, middle));
        }
        let zero = scale.place(0.0, (left, right));
        picture.path(vec![(zero, 0), (zero, picture.height)], self.theme.axis());
        picture
    }

    fn row(&self, bar: &Bar) -> Row {
        let room = self.theme.sizes.width() * NAMES_PERCENT / 100;
        let value = sound(bar.value);
        let words = value.map_or_else(|| MISSING.to_owned(), |value| format_number(value, self.plot.format));
        Row { name: wrap(&bar.label, self.theme.sizes.text(), Weight::Regular, (room, 2)), value, words }
    }

    /// From one bar to the next: as the theme asks, within the heights it allows, and never too close for the words.
    fn pitch(&self, rows: &[Row]) -> i32 {
        let sizes = self.theme.sizes;
        let number = as_units(rows.len());
        let whole = (number * Sizes::from_mm(sizes.bar_mm))
            .clamp(Sizes::from_mm(sizes.lowest_mm), Sizes::from_mm(sizes.highest_mm.max(sizes.lowest_mm)));
        let lines = as_units(rows.iter().map(|row| row.name.len()).max().unwrap_or(0).max(1));
        let least = lines * sizes.text() * 11 / 10 + sizes.text() / 5;
        (whole / number).min(Sizes::from_pt(HIGHEST_ROW_PT)).max(least)
    }

    /// Where names end, and the ends of the bars that leave room for their values.
    fn columns(&self, rows: &[Row]) -> (i32, (i32, i32)) {
        let sizes = self.theme.sizes;
        let names = rows.iter().flat_map(|row| &row.name).map(|line| sizes.measure(line, Weight::Regular));
        let names = names.max().unwrap_or(0);
        let values = |negative: bool| {
            let side = rows.iter().filter(move |row| row.value.is_some_and(|value| value < 0.0) == negative);
            side.map(|row| sizes.measure(&row.words, Weight::Semibold)).max()
        };
        // A value left of its bar is well clear of the name, or the two read as one.
        let left = names + sizes.gap() + values(true).map_or(0, |widest| widest + 2 * sizes.text());
        let right = sizes.width() - values(false).map_or(0, |widest| widest + sizes.gap());
        (names, (left, right.max(left + sizes.text())))
    }

    fn write_value(&self, picture: &mut Picture, (at, row): (usize, &Row), (end, middle): (i32, i32)) {
        let sizes = self.theme.sizes;
        let ink = match row.value {
            None => self.theme.quiet(),
            Some(_) if self.emphasised() == Some(at) => self.theme.strong(),
            Some(_) => self.theme.plain(),
        };
        let (x, anchor) = match row.value {
            Some(value) if value < 0.0 => (end - sizes.gap(), Anchor::Right),
            Some(_) | None => (end + sizes.gap(), Anchor::Left),
        };
        picture.write(&row.words, (x, sizes.centred(middle)), anchor, ink);
    }

    fn emphasised(&self) -> Option<usize> {
        self.plot.emphasis.filter(|at| *at < self.plot.bars.len())
    }
}

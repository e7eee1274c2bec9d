//! A figure with its interval for each area, against the figure of the whole: a caterpillar plot.

use super::across;
use super::axis::{self, Frame, as_units};
use super::picture::{Anchor, Ink, Picture, Stroke};
use super::scale::{Scale, sound};
use super::text::{Weight, fit, wrap};
use super::theme::{Colour, Sizes, Theme};
use sna_core::document::{Interval, Intervals, Standing, format_number};

/// Part of the picture that names may fill, in hundredths.
const NAMES_PERCENT: i32 = 32;

/// From one area to the next, in millimetres, while the heights allow it.
const ROW_MM: f64 = 6.5;

/// Intervals with what they have in common.
pub(super) struct IntervalChart<'a> {
    pub(super) plot: &'a Intervals,
    pub(super) theme: &'a Theme,
}

/// An area with the words next to it.
struct Row {
    name: Vec<String>,
    /// Figure, lower and upper end.
    values: [f64; 3],
    figure: String,
    standing: Option<Standing>,
}

impl IntervalChart<'_> {
    /// The picture.
    pub(super) fn draw(&self) -> Picture {
        let rows: Vec<Row> = self.plot.intervals.iter().filter_map(|interval| self.row(interval)).collect();
        if rows.is_empty() {
            return axis::no_data(self.theme);
        }
        let benchmark = sound(Some(self.plot.benchmark.value));
        let pitch = self.pitch(&rows);
        let head = self.theme.sizes.leading() + self.theme.sizes.gap();
        let bottom = head + pitch * as_units(rows.len());
        let mut picture = Picture::new(bottom + across::room(self.theme), self.theme);
        let (names, frame, figures) = self.columns(&rows, (head, bottom));
        let scale = Scale::round(rows.iter().flat_map(|row| row.values).chain(benchmark), self.plot.format);
        across::write(&mut picture, frame, &scale, self.plot.format, self.theme);
        if let Some(value) = benchmark {
            self.write_benchmark(&mut picture, frame, across::place(frame, value, &scale), value);
        }
        for (at, row) in rows.iter().enumerate() {
            let middle = head + pitch * as_units(at) + pitch / 2;
            axis::write_row_name(&mut picture, &row.name, (names, middle), self.theme);
            self.mark(&mut picture, row, middle, (frame, &scale));
            self.write_standing(&mut picture, row, (figures, middle));
        }
        picture
    }

    fn row(&self, interval: &Interval) -> Option<Row> {
        let room = self.theme.sizes.width() * NAMES_PERCENT / 100;
        let Interval { name, value, low, high } = interval;
        let values = [sound(Some(*value))?, sound(Some(*low))?, sound(Some(*high))?];
        Some(Row {
            name: wrap(name, self.theme.sizes.text(), Weight::Regular, (room, 2)),
            values,
            figure: format_number(values[0], self.plot.format),
            standing: sound(Some(self.plot.benchmark.value)).map(|benchmark| interval.standing(benchmark)),
        })
    }

    /// From one row to the next: as asked, within the heights the theme allows, and never too close for the words.
    fn pitch(&self, rows: &[Row]) -> i32 {
        let (sizes, number) = (self.theme.sizes, as_units(rows.len()));
        let lines = as_units(rows.iter().map(|row| row.name.len()).max().unwrap_or(0).max(1));
        let least = lines * sizes.text() * 11 / 10 + sizes.text() / 5;
        let highest = Sizes::from_mm(sizes.highest_mm.max(sizes.lowest_mm));
        Sizes::from_mm(ROW_MM).min(highest / number).max(least)
    }

    /// Where names end, the frame of the intervals, and where figures end.
    fn columns(&self, rows: &[Row], (top, bottom): (i32, i32)) -> (i32, Frame, i32) {
        let sizes = self.theme.sizes;
        let widest = |words: &mut dyn Iterator<Item = &str>| {
            words.map(|words| sizes.measure(words, Weight::Semibold)).max().unwrap_or(0)
        };
        let names = widest(&mut rows.iter().flat_map(|row| row.name.iter().map(String::as_str)));
        let figures = widest(&mut rows.iter().map(|row| row.figure.as_str()));
        let words = widest(&mut rows.iter().filter_map(|row| row.standing.map(Standing::word)));
        let figures_end = sizes.width() - words - sizes.gap();
        let left = names + sizes.text();
        let right = (figures_end - figures - sizes.text()).max(left + sizes.text());
        (names, Frame { left, right, top, bottom }, figures_end)
    }

    /// A line for the whole, its name over it.
    fn write_benchmark(&self, picture: &mut Picture, frame: Frame, x: i32, value: f64) {
        picture.path(vec![(x, frame.top), (x, frame.bottom)], self.theme.axis());
        let ink = self.theme.strong();
        let figure = format_number(value, self.plot.format);
        let room = picture.width / 2 - self.theme.sizes.measure(&figure, ink.weight);
        let name = fit(&self.plot.benchmark.name, self.theme.sizes.text(), ink.weight, room);
        let words = if name.is_empty() { figure } else { format!("{name}: {figure}") };
        picture.write(&words, (x, self.theme.sizes.text()), Anchor::Middle, ink);
    }

    fn mark(&self, picture: &mut Picture, row: &Row, middle: i32, (frame, scale): (Frame, &Scale)) {
        let colour = self.colour(row);
        let [value, low, high] = row.values.map(|value| across::place(frame, value, scale));
        let line = Stroke { colour, width: Sizes::from_pt(self.theme.sizes.line_pt), dashed: false };
        picture.path(vec![(low, middle), (high, middle)], line);
        picture.dot((value, middle), line.width * 2, colour);
    }

    fn colour(&self, row: &Row) -> Colour {
        match row.standing {
            Some(Standing::Higher | Standing::Lower) => self.theme.colours.emphasis,
            Some(Standing::Similar) | None => self.theme.colours.rest,
        }
    }

    /// Figure and word: colour is not the only sign.
    fn write_standing(&self, picture: &mut Picture, row: &Row, (right, middle): (i32, i32)) {
        let sizes = self.theme.sizes;
        let ink: Ink = match row.standing {
            Some(Standing::Higher | Standing::Lower) => self.theme.strong(),
            Some(Standing::Similar) | None => self.theme.quiet(),
        };
        picture.write(&row.figure, (right, sizes.centred(middle)), Anchor::Right, ink);
        if let Some(standing) = row.standing {
            picture.write(standing.word(), (right + sizes.gap(), sizes.centred(middle)), Anchor::Left, ink);
        }
    }
}

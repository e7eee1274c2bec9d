//! Small multiples: one panel of columns for each series, all on one scale.

use super::axis::{self, Frame, as_units};
use super::breaks;
use super::columns::MISSING;
use super::picture::{Anchor, Picture};
use super::scale::{Scale, sound};
use super::text::{Weight, fit, wrap};
use super::theme::{Sizes, Theme};
use sna_core::document::{Panel, Panels, format_number};

/// Most panels side by side.
const MOST_ACROSS: usize = 3;

/// Height of the columns of a panel in points, at the least.
const LOWEST_COLUMNS_PT: f64 = 44.0;

/// Part of a slot that its column fills, in hundredths.
const COLUMN_PERCENT: i32 = 68;

/// Panels with what they have in common.
pub(super) struct PanelChart<'a> {
    pub(super) plot: &'a Panels,
    pub(super) theme: &'a Theme,
}

/// How the panels share the picture, in its units.
struct Grid {
    /// Panels side by side.
    across: usize,
    /// Of one panel.
    width: i32,
    /// From the left edge of a panel to the left edge of the next.
    pitch: i32,
    /// Left of the first panel of a row.
    left: i32,
    /// Of the columns in a panel.
    height: i32,
    /// From the columns of a panel down to the baseline of its years.
    years: i32,
    /// Of each row of panels: where its names begin and where its columns begin.
    rows: Vec<(i32, i32)>,
}

impl PanelChart<'_> {
    /// The picture.
    pub(super) fn draw(&self) -> Picture {
        if self.values().next().is_none() {
            return axis::no_data(self.theme);
        }
        let scale = Scale::snug(self.values(), 3, self.plot.format);
        let grid = self.grid(&scale);
        let mut picture = Picture::new(self.height(&grid), self.theme);
        for (at, panel) in self.plot.panels.iter().enumerate() {
            self.panel(&mut picture, panel, (&grid, at), &scale);
        }
        picture
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        self.plot.panels.iter().flat_map(|panel| self.values_of(panel)).flatten()
    }

    /// One value for each position of the axis.
    fn values_of(&self, panel: &Panel) -> Vec<Option<f64>> {
        (0..self.plot.positions.len()).map(|at| sound(panel.values.get(at).copied().flatten())).collect()
    }

    fn grid(&self, scale: &Scale) -> Grid {
        let sizes = self.theme.sizes;
        // Four are two by two rather than three and one.
        let across = if self.plot.panels.len() == 4 { 2 } else { self.plot.panels.len().min(MOST_ACROSS) };
        let (between, left) = (sizes.text() * 2, axis::axis_room(scale, self.plot.format, self.theme));
        let width = (sizes.width() - left - between * (as_units(across) - 1)) / as_units(across);
        let names = |panel: &Panel| as_units(self.name(panel, width).len());
        // Above the columns of a row are the names of its panels and one line for a value.
        let above = |row: &[Panel]| sizes.leading() * (row.iter().map(names).max().unwrap_or(0) + 1);
        let above: Vec<i32> = self.plot.panels.chunks(across).map(above).collect();
        let whole = Sizes::from_mm(if above.len() == 1 { sizes.lowest_mm } else { sizes.highest_mm });
        // Below the columns are a value, if one is negative, the years, and space before the next row.
        let years = sizes.leading() * if scale.is_negative() { 2 } else { 1 };
        let below = years + sizes.leading();
        let words: i32 = above.iter().map(|above| above + below).sum();
        let height = ((whole - words) / as_units(above.len())).max(Sizes::from_pt(LOWEST_COLUMNS_PT));
        let mut top = 0;
        let row = |above: &i32| {
            let columns = top + above;
            (std::mem::replace(&mut top, columns + height + below), columns)
        };
        Grid { across, width, pitch: width + between, left, height, years, rows: above.iter().map(row).collect() }
    }

    fn height(&self, grid: &Grid) -> i32 {
        let bottom = grid.rows.last().map_or(0, |(_, columns)| columns + grid.height);
        bottom + grid.years + self.theme.sizes.gap()
    }

    fn name(&self, panel: &Panel, room: i32) -> Vec<String> {
        wrap(&panel.name, self.theme.sizes.text(), Weight::Semibold, (room, 2))
    }

    fn panel(&self, picture: &mut Picture, panel: &Panel, (grid, at): (&Grid, usize), scale: &Scale) {
        let sizes = self.theme.sizes;
        let left = grid.left + grid.pitch * as_units(at % grid.across);
        let (top, columns) = grid.rows[at / grid.across];
        for (line, words) in self.name(panel, grid.width).iter().enumerate() {
            let baseline = top + sizes.text() + sizes.leading() * as_units(line);
            picture.write(words, (left, baseline), Anchor::Left, self.theme.strong());
        }
        let frame = Frame { left, right: left + grid.width, top: columns, bottom: columns + grid.height };
        let values = self.values_of(panel);
        if values.iter().all(Option::is_none) {
            axis::write_no_data(picture, frame, self.theme);
        } else {
            let numbers = at.is_multiple_of(grid.across).then_some(self.plot.format);
            axis::value_axis(picture, frame, scale, numbers, self.theme);
            self.columns(picture, frame, &values, scale);
        }
        self.write_years(picture, frame, frame.bottom + grid.years);
    }

    /// Columns, the last in blue with its value above it.
    fn columns(&self, picture: &mut Picture, frame: Frame, values: &[Option<f64>], scale: &Scale) {
        let centres = frame.slots(values.len());
        let half = ((frame.right - frame.left) / as_units(values.len()) * COLUMN_PERCENT / 200).max(1);
        let zero = frame.height_of(0.0, scale);
        for ((at, value), centre) in values.iter().enumerate().zip(&centres) {
            let last = at + 1 == values.len();
            let end = frame.height_of(value.unwrap_or(0.0), scale);
            let colour = if last { self.theme.colours.emphasis } else { self.theme.colours.rest };
            picture.block([(centre - half, end), (centre + half, zero)], colour);
        }
        let labels = self.plot.positions.iter().map(String::as_str);
        breaks::draw(picture, labels, (frame, &centres), false, self.theme);
        axis::zero_line(picture, frame, scale, self.theme);
        if let (Some(value), Some(centre)) = (values.last(), centres.last()) {
            self.write_last(picture, frame, (*value, *centre), scale);
        }
    }

    fn write_last(&self, picture: &mut Picture, frame: Frame, (value, centre): (Option<f64>, i32), scale: &Scale) {
        let sizes = self.theme.sizes;
        let words = value.map_or_else(|| MISSING.to_owned(), |value| format_number(value, self.plot.format));
        let ink = if value.is_some() { self.theme.strong() } else { self.theme.quiet() };
        let words = fit(&words, sizes.text(), ink.weight, frame.right - frame.left);
        let half = sizes.measure(&words, ink.weight) / 2;
        let centre = centre.min(frame.right - half).max(frame.left + half);
        let end = frame.height_of(value.unwrap_or(0.0), scale);
        let below = value.is_some_and(|value| value < 0.0);
        let baseline = if below { end + sizes.text() } else { end - sizes.text() / 3 };
        picture.write(&words, (centre, baseline), Anchor::Middle, ink);
    }

    /// The first and the last position, at the ends of the axis.
    fn write_years(&self, picture: &mut Picture, frame: Frame, baseline: i32) {
        let sizes = self.theme.sizes;
        let room = (frame.right - frame.left) / 2 - sizes.gap();
        let mut write = |position: &String, x: i32, anchor: Anchor| {
            let words = fit(position, sizes.text(), Weight::Regular, room);
            picture.write(&words, (x, baseline), anchor, self.theme.quiet());
        };
        match self.plot.positions.as_slice() {
            [] => {}
            [only] => write(only, i32::midpoint(frame.left, frame.right), Anchor::Middle),
            [first, .., last] => {
                write(first, frame.left, Anchor::Left);
                write(last, frame.right, Anchor::Right);
            }
        }
    }
}

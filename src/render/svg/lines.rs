//! Lines over a time axis, named at their ends.

use super::axis::{self, Frame, as_units};
use super::ends::{self, End};
use super::marks;
use super::picture::{Picture, Point, Stroke};
use super::scale::{Scale, sound};
use super::theme::{Colour, Sizes, Theme};
use crate::document::{Format, Line, Mark, format_number};

/// Height of the picture, in hundredths of the way from the lowest to the highest the theme allows.
const HEIGHT_PERCENT: f64 = 60.0;

/// Radius of a dot, as a multiple of the width of its line.
const DOT: i32 = 3;

/// Lines with what they have in common.
pub(super) struct LineChart<'a> {
    pub(super) positions: &'a [String],
    pub(super) lines: &'a [Line],
    pub(super) marks: &'a [Mark],
    pub(super) format: Format,
    pub(super) theme: &'a Theme,
}

/// A line with its place in the picture.
pub(super) struct Drawn {
    /// One for each position of the axis; `None` in a gap.
    pub(super) points: Vec<Option<Point>>,
    /// How it is drawn.
    pub(super) stroke: Stroke,
}

impl Drawn {
    /// The runs of points without a gap between them.
    pub(super) fn runs(&self) -> Vec<Vec<Point>> {
        self.points
            .split(Option::is_none)
            .filter(|run| !run.is_empty())
            .map(|run| run.iter().copied().flatten().collect())
            .collect()
    }
}

impl LineChart<'_> {
    /// The picture.
    pub(super) fn draw(&self) -> Picture {
        let sizes = self.theme.sizes;
        if self.values().next().is_none() {
            return axis::no_data(self.theme);
        }
        let height = sizes.lowest_mm + (sizes.highest_mm - sizes.lowest_mm) * HEIGHT_PERCENT / 100.0;
        let mut picture = Picture::new(Sizes::from_mm(height), self.theme);
        let scale = Scale::round(self.values(), self.format);
        let ends = self.end_words();
        let (frame, centres) = self.frame(&picture, &scale, ends::room(&ends, self.theme));
        axis::value_axis(&mut picture, frame, &scale, Some(self.format), self.theme);
        let baseline = picture.height - sizes.text() / 3;
        for at in axis::time_labels(&mut picture, self.positions, &centres, baseline, self.theme) {
            let tick = vec![(centres[at], frame.bottom), (centres[at], frame.bottom + sizes.text() / 3)];
            picture.path(tick, Stroke { width: Sizes::from_pt(sizes.grid_pt), ..self.theme.axis() });
        }
        let drawn = self.place(frame, &scale, &centres);
        trace(&mut picture, &drawn);
        self.name_ends(&mut picture, frame, (&drawn, ends));
        marks::write(&mut picture, frame, self.marks, &drawn, self.theme);
        picture
    }

    /// The values that stand at a position of the axis.
    fn values(&self) -> impl Iterator<Item = f64> {
        let within = |line: &'_ Line| line.values.iter().take(self.positions.len()).copied().collect::<Vec<_>>();
        self.lines.iter().flat_map(within).filter_map(sound)
    }

    /// What stands at the end of each line: its name, or the last value of a line without a name.
    fn end_words(&self) -> Vec<String> {
        let last = |line: &Line| line.values.iter().take(self.positions.len()).rev().find_map(|value| sound(*value));
        let words = |line: &Line| match (line.name.trim().is_empty(), line.trend) {
            (false, _) => line.name.clone(),
            (true, true) => String::new(),
            (true, false) => last(line).map_or_else(String::new, |value| format_number(value, self.format)),
        };
        self.lines.iter().map(words).collect()
    }

    /// The frame that leaves room for the numbers and names beside it, and where its positions stand.
    fn frame(&self, picture: &Picture, scale: &Scale, ends: i32) -> (Frame, Vec<i32>) {
        let sizes = self.theme.sizes;
        let top = if self.marks.is_empty() { sizes.text() / 2 } else { sizes.leading() + sizes.gap() };
        let frame = Frame {
            left: axis::axis_room(scale, self.format, self.theme),
            right: picture.width - ends,
            top,
            bottom: picture.height - axis::time_room(scale, self.theme),
        };
        let (first, last) = (frame.left + sizes.text(), frame.right - sizes.gap());
        let steps = as_units(self.positions.len()) - 1;
        let place = |at: i32| if steps == 0 { i32::midpoint(first, last) } else { first + (last - first) * at / steps };
        (frame, (0..=steps).map(place).collect())
    }

    fn place(&self, frame: Frame, scale: &Scale, centres: &[i32]) -> Vec<Drawn> {
        let point = |(value, x): (&Option<f64>, &i32)| sound(*value).map(|value| (*x, frame.height_of(value, scale)));
        let mut data = 0;
        let mut place = |line: &Line| {
            let points = line.values.iter().zip(centres).map(point).collect();
            let stroke = self.stroke(line, data);
            data += usize::from(!line.trend);
            Drawn { points, stroke }
        };
        self.lines.iter().map(&mut place).collect()
    }

    fn stroke(&self, line: &Line, data: usize) -> Stroke {
        let sizes = self.theme.sizes;
        if line.trend {
            Stroke { colour: self.theme.colours.quiet, width: Sizes::from_pt(sizes.trend_pt), dashed: true }
        } else {
            Stroke { colour: self.series_colour(data), width: Sizes::from_pt(sizes.line_pt), dashed: false }
        }
    }

    fn series_colour(&self, data: usize) -> Colour {
        let (pair, series) = (self.theme.colours.pair, self.theme.colours.series);
        let number = self.lines.iter().filter(|line| !line.trend).count();
        if number == pair.len() { pair[data % pair.len()] } else { series[data % series.len()] }
    }

    fn name_ends(&self, picture: &mut Picture, frame: Frame, (drawn, words): (&[Drawn], Vec<String>)) {
        let ends = drawn.iter().zip(words).filter_map(|(line, words)| {
            let point = line.points.iter().rev().copied().flatten().next()?;
            Some(End { point, words, stroke: line.stroke })
        });
        let ends = ends.filter(|end| !end.words.is_empty()).collect();
        ends::write(picture, frame, ends, self.theme);
    }
}

/// Trends over data, the first line over the others; a point between two gaps as a dot, and one at a line's end.
fn trace(picture: &mut Picture, drawn: &[Drawn]) {
    let trends = drawn.iter().rev().filter(|line| line.stroke.dashed);
    let data = drawn.iter().rev().filter(|line| !line.stroke.dashed);
    for line in data.chain(trends) {
        for run in line.runs() {
            match run.as_slice() {
                [alone] => picture.dot(*alone, line.stroke.width * DOT / 2, line.stroke.colour),
                _ => picture.path(run, line.stroke),
            }
        }
        if let Some(last) = line.points.iter().rev().copied().flatten().next().filter(|_| !line.stroke.dashed) {
            picture.dot(last, line.stroke.width * DOT / 2, line.stroke.colour);
        }
    }
}

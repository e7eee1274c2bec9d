//! Lines over a time axis, named at their ends.

use super::axis::{self, Frame, as_units};
use super::breaks;
use super::ends::{self, Beside, Caption, End};
use super::marks;
use super::picture::{Picture, Point, Stroke};
use super::scale::{Scale, sound};
use super::theme::{Colour, Sizes, Theme};
use sna_core::document::{Line, Lines, format_number};

/// Height of the picture, in hundredths of the way from the lowest to the highest the theme allows: a few points need less.
const HEIGHT_PERCENT: f64 = 60.0;
const HEIGHT_OF_FEW_PERCENT: f64 = 5.0;

/// Lines with at most this many positions show their first and last values: they are read point by point.
const FEW_POSITIONS: usize = 8;

/// Radius of a dot, as a multiple of the width of its line.
const DOT: i32 = 3;

/// Lines with what they have in common.
pub(super) struct LineChart<'a> {
    pub(super) plot: &'a Lines,
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
        let percent = if self.has_few_positions() { HEIGHT_OF_FEW_PERCENT } else { HEIGHT_PERCENT };
        let height = sizes.lowest_mm + (sizes.highest_mm - sizes.lowest_mm) * percent / 100.0;
        let mut picture = Picture::new(Sizes::from_mm(height), self.theme);
        let scale = Scale::round(self.values(), self.plot.format);
        let (starts, ends) = (self.start_captions(), self.end_captions());
        let (frame, centres) = self.frame(&picture, &scale, (&starts, &ends));
        axis::value_axis(&mut picture, frame, &scale, Some(self.plot.format), self.theme);
        self.time_axis(&mut picture, frame, &centres);
        let labels = self.plot.positions.iter().map(String::as_str);
        breaks::draw(&mut picture, labels, (frame, &centres), true, self.theme);
        let drawn = self.place(frame, &scale, &centres);
        trace(&mut picture, &drawn);
        let clear = self.write_captions(&mut picture, (frame, &centres), &drawn, (starts, ends));
        marks::write(&mut picture, clear, &self.plot.marks, &drawn, self.theme);
        picture
    }

    /// Writes the words at both ends of the lines; returns the part of the frame without words.
    fn write_captions(
        &self,
        picture: &mut Picture,
        (frame, centres): (Frame, &[i32]),
        drawn: &[Drawn],
        (starts, ends): (Vec<Caption>, Vec<Caption>),
    ) -> Frame {
        let first = centres.first().copied().unwrap_or(frame.left);
        let starts = captioned(drawn, starts, |line| line.points.first().copied().flatten());
        let ends = captioned(drawn, ends, |line| line.points.iter().rev().copied().flatten().next());
        let clear = if starts.is_empty() { frame.left } else { first - self.theme.sizes.gap() };
        ends::write(picture, Beside::before(first, frame, self.theme), starts, self.theme);
        ends::write(picture, Beside::after(frame, self.theme), ends, self.theme);
        Frame { left: clear, ..frame }
    }

    fn time_axis(&self, picture: &mut Picture, frame: Frame, centres: &[i32]) {
        let sizes = self.theme.sizes;
        let baseline = picture.height - sizes.text() / 3;
        for at in axis::time_labels(picture, &self.plot.positions, centres, baseline, self.theme) {
            let tick = vec![(centres[at], frame.bottom), (centres[at], frame.bottom + sizes.text() / 3)];
            picture.path(tick, Stroke { width: Sizes::from_pt(sizes.grid_pt), ..self.theme.axis() });
        }
    }

    /// The values at a position of the axis.
    fn values(&self) -> impl Iterator<Item = f64> {
        let within = |line: &'_ Line| line.values.iter().take(self.plot.positions.len()).copied().collect::<Vec<_>>();
        self.plot.lines.iter().flat_map(within).filter_map(sound)
    }

    /// Whether the lines show their first and last values.
    fn has_few_positions(&self) -> bool {
        (2..=FEW_POSITIONS).contains(&self.plot.positions.len())
    }

    /// The words at the beginning of each line: the first value of a line of few points.
    fn start_captions(&self) -> Vec<Caption> {
        let has_value = |line: &Line| !line.trend && self.has_few_positions();
        let value = |line: &Line| line.values.first().filter(|_| has_value(line)).and_then(|value| sound(*value));
        self.plot.lines.iter().map(|line| Caption { name: String::new(), value: self.words(value(line)) }).collect()
    }

    /// The words at the end of each line: its name, and the last value of a line without a name or with few points.
    fn end_captions(&self) -> Vec<Caption> {
        let last =
            |line: &Line| line.values.iter().take(self.plot.positions.len()).rev().find_map(|value| sound(*value));
        let has_value = |line: &Line| !line.trend && (line.name.trim().is_empty() || self.has_few_positions());
        let value = |line: &Line| last(line).filter(|_| has_value(line));
        self.plot.lines.iter().map(|line| Caption { name: line.name.clone(), value: self.words(value(line)) }).collect()
    }

    fn words(&self, value: Option<f64>) -> String {
        value.map_or_else(String::new, |value| format_number(value, self.plot.format))
    }

    /// The frame that leaves room for the numbers and names next to it, and where its positions are.
    fn frame(&self, picture: &Picture, scale: &Scale, (starts, ends): (&[Caption], &[Caption])) -> (Frame, Vec<i32>) {
        let sizes = self.theme.sizes;
        let top = if self.plot.marks.is_empty() { sizes.text() / 2 } else { sizes.leading() + sizes.gap() };
        let frame = Frame {
            left: axis::axis_room(scale, self.plot.format, self.theme),
            right: picture.width - ends::room(ends, self.theme),
            top,
            bottom: picture.height - axis::time_room(scale, self.theme),
        };
        // First values are well clear of the numbers of the axis, or the two read as one.
        let room = ends::room(starts, self.theme) + sizes.text();
        let before = if starts.iter().all(Caption::is_empty) { sizes.text() } else { room };
        let (first, last) = (frame.left + before, frame.right - sizes.gap());
        let steps = as_units(self.plot.positions.len()) - 1;
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
        self.plot.lines.iter().map(&mut place).collect()
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
        let number = self.plot.lines.iter().filter(|line| !line.trend).count();
        if number == pair.len() { pair[data % pair.len()] } else { series[data % series.len()] }
    }
}

/// The ends of lines that have one and something to say there.
fn captioned(drawn: &[Drawn], captions: Vec<Caption>, end: impl Fn(&Drawn) -> Option<Point>) -> Vec<End> {
    let ends = drawn.iter().zip(captions).filter(|(_, caption)| !caption.is_empty());
    ends.filter_map(|(line, caption)| Some(End { point: end(line)?, caption, stroke: line.stroke })).collect()
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

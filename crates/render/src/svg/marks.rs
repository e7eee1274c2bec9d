//! Labels of single points, such as a peak: next to their point, inside the frame, clear of the lines and of one
//! another.

use super::axis::Frame;
use super::lines::Drawn;
use super::picture::{Anchor, Picture, Point};
use super::text::{Weight, fit};
use super::theme::Theme;
use sna_core::document::Mark;

/// A rectangle: left, top, right, bottom.
type Extent = (i32, i32, i32, i32);

/// A place for a label: where it is written and what it covers.
#[derive(Clone, Copy)]
struct Spot {
    place: Point,
    anchor: Anchor,
    extent: Extent,
}

/// Writes the marks of the first line. A mark at a gap, or beyond the axis, has no point to label and is left out.
pub(super) fn write(picture: &mut Picture, frame: Frame, marks: &[Mark], drawn: &[Drawn], theme: &Theme) {
    let Some(first) = drawn.first() else { return };
    let mut taken: Vec<Extent> = Vec::new();
    for mark in marks {
        let words = fit(&mark.label, theme.sizes.text(), Weight::Semibold, frame.right - frame.left);
        let Some(point) = first.points.get(mark.position).copied().flatten() else { continue };
        picture.dot(point, first.stroke.width * 3 / 2, first.stroke.colour);
        if words.is_empty() {
            continue;
        }
        let spots = spots(picture, frame, &words, (point, theme));
        let free = |spot: &&Spot| !taken.iter().any(|other| overlap(spot.extent, *other));
        let clear = |spot: &&Spot| free(spot) && !drawn.iter().any(|line| crosses(line, spot.extent));
        let best = spots.iter().find(clear).or_else(|| spots.iter().find(free)).or(spots.first());
        if let Some(spot) = best {
            picture.write(&words, spot.place, spot.anchor, theme.strong());
            taken.push(spot.extent);
        }
    }
}

/// What names of points keep clear of.
pub(super) struct Taken<'a> {
    lines: &'a [Drawn],
    dots: Vec<Extent>,
    words: Vec<Extent>,
}

impl<'a> Taken<'a> {
    /// Lines, and dots of a radius.
    pub(super) fn new(lines: &'a [Drawn], dots: Vec<Point>, radius: i32) -> Self {
        let around = |(x, y): Point| (x - radius, y - radius, x + radius, y + radius);
        Self { lines, dots: dots.into_iter().map(around).collect(), words: Vec::new() }
    }
}

/// Writes the name of a point next to it, clear of other names and dots and, if possible, of lines; if there is no
/// room, the point has no name. Returns whether it was written.
pub(super) fn name(
    picture: &mut Picture,
    frame: Frame,
    (point, words): (Point, &str),
    taken: &mut Taken,
    theme: &Theme,
) -> bool {
    let spots = spots(picture, frame, words, (point, theme));
    let free = |spot: &&Spot| !taken.words.iter().chain(&taken.dots).any(|other| overlap(spot.extent, *other));
    let within = |spot: &&Spot| spot.extent.1 >= frame.top && free(spot);
    let clear = |spot: &&Spot| within(spot) && !taken.lines.iter().any(|line| crosses(line, spot.extent));
    let best = spots.iter().find(clear).or_else(|| spots.iter().find(within)).filter(|_| !words.is_empty());
    if let Some(spot) = best {
        picture.write(words, spot.place, spot.anchor, theme.strong());
        taken.words.push(spot.extent);
    }
    best.is_some()
}

/// Places for a label, best first: above its point, below it, to its side, off its corners. All within the picture
/// and above the axis.
fn spots(picture: &Picture, frame: Frame, words: &str, (point, theme): (Point, &Theme)) -> Vec<Spot> {
    let (size, gap) = (theme.sizes.text(), theme.sizes.gap());
    let (above, below) = (point.1 - gap - size / 5, point.1 + gap + size);
    let beside = theme.sizes.centred(point.1);
    let sides = |baseline: i32, away: i32| {
        [(point.0 + away, baseline, Anchor::Left), (point.0 - away, baseline, Anchor::Right)]
    };
    let upright = [(point.0, above, Anchor::Middle), (point.0, below, Anchor::Middle)];
    let sideways = [sides(beside, size), sides(above, gap / 2), sides(below, gap / 2)].concat();
    let spot = |(x, baseline, anchor): (i32, i32, Anchor)| {
        let (left, right) = picture.extent(words, x, anchor, Weight::Semibold);
        let shift = (frame.left - left).max(0) - (right - frame.right).max(0);
        let extent = (left + shift, baseline - size * 4 / 5, right + shift, baseline + size / 5);
        Spot { place: (extent.0, baseline), anchor: Anchor::Left, extent }
    };
    let inside = |spot: &Spot| spot.extent.1 >= 0 && spot.extent.3 <= frame.bottom;
    let off_the_point = |spot: &Spot| spot.extent.0 > point.0 || spot.extent.2 < point.0;
    let sideways = sideways.into_iter().map(spot).filter(off_the_point);
    upright.into_iter().map(spot).chain(sideways).filter(inside).collect()
}

fn overlap(one: Extent, other: Extent) -> bool {
    one.0 < other.2 && other.0 < one.2 && one.1 < other.3 && other.1 < one.3
}

/// Whether a line runs through an extent, looked at in short steps.
fn crosses(line: &Drawn, extent: Extent) -> bool {
    const STEPS: i32 = 24;
    let within = |(x, y): Point| extent.0 <= x && x <= extent.2 && extent.1 <= y && y <= extent.3;
    let between = |from: Point, to: Point, step: i32| {
        (from.0 + (to.0 - from.0) * step / STEPS, from.1 + (to.1 - from.1) * step / STEPS)
    };
    line.runs()
        .iter()
        .any(|run| run.windows(2).any(|pair| (0..=STEPS).any(|step| within(between(pair[0], pair[1], step)))))
}

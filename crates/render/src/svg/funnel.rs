//! A funnel plot: figures against the size of their areas, with the limits for chance variation as curves.

use super::across;
use super::axis::{self, Frame};
use super::ends::{self, Beside, Caption, End};
use super::lines::Drawn;
use super::marks::{self, Taken};
use super::picture::{Anchor, Picture, Point, Stroke};
use super::scale::{Scale, sound};
use super::text::{Weight, fit};
use super::theme::{Sizes, Theme};
use sna_core::document::{Beyond, Funnel, FunnelPoint, format_number};

/// Height of the picture in millimetres, within what the theme allows.
const HEIGHT_MM: f64 = 85.0;

/// What the four limits are called, in the order of the document.
const LIMITS: [&str; 4] = ["95%", "95%", "99.8%", "99.8%"];

/// More names than these crowd the picture; the description has the others.
const MOST_NAMES: usize = 12;

/// Points with what they have in common.
pub(super) struct FunnelChart<'a> {
    pub(super) plot: &'a Funnel,
    pub(super) theme: &'a Theme,
}

/// Where figures and sizes are.
struct Axes {
    frame: Frame,
    across: Scale,
    up: Scale,
}

impl Axes {
    fn place(&self, size: f64, value: f64) -> Point {
        (across::place(self.frame, size, &self.across), self.frame.height_of(value, &self.up))
    }
}

impl FunnelChart<'_> {
    /// The picture.
    pub(super) fn draw(&self) -> Picture {
        let points: Vec<&FunnelPoint> = self
            .plot
            .points
            .iter()
            .filter(|point| sound(Some(point.value)).and(sound(Some(point.size))).is_some())
            .collect();
        if points.is_empty() {
            return axis::no_data(self.theme);
        }
        let sizes = self.theme.sizes;
        let height = HEIGHT_MM.clamp(sizes.lowest_mm, sizes.highest_mm.max(sizes.lowest_mm));
        let mut picture = Picture::new(Sizes::from_mm(height), self.theme);
        let axes = self.axes(&picture, &points);
        axis::value_axis(&mut picture, axes.frame, &axes.up, Some(self.plot.format), self.theme);
        across::write(&mut picture, axes.frame, &axes.across, self.plot.size_format, self.theme);
        self.name_axes(&mut picture, axes.frame);
        let curves = self.curves(&axes, &points);
        self.trace(&mut picture, &curves, axes.frame);
        self.dots(&mut picture, &axes, &points, &curves);
        picture
    }

    fn axes(&self, picture: &Picture, points: &[&FunnelPoint]) -> Axes {
        let sizes = self.theme.sizes;
        let limits = points.iter().flat_map(|point| point.limits).filter_map(sound);
        let values = points.iter().filter_map(|point| sound(Some(point.value)));
        let up = Scale::round(values.chain(limits).chain(self.whole()), self.plot.format);
        let across = Scale::snug(points.iter().filter_map(|point| sound(Some(point.size))), 4, self.plot.size_format);
        let captions: Vec<Caption> = self.captions().into_iter().flatten().collect();
        let frame = Frame {
            left: axis::axis_room(&up, self.plot.format, self.theme),
            right: picture.width - ends::room(&captions, self.theme),
            top: sizes.leading() + sizes.gap(),
            bottom: picture.height - across::room(self.theme) - sizes.leading(),
        };
        Axes { frame, across, up }
    }

    fn whole(&self) -> Option<f64> {
        self.plot.benchmark.as_ref().and_then(|whole| sound(Some(whole.value)))
    }

    /// Names of the limits, then of the whole.
    fn captions(&self) -> [Option<Caption>; 5] {
        let limit = |at: usize| {
            let any = self.plot.points.iter().any(|point| sound(point.limits[at]).is_some());
            any.then(|| Caption { name: LIMITS[at].to_owned(), value: String::new() })
        };
        let whole =
            self.plot.benchmark.as_ref().zip(self.whole()).map(|(whole, value)| Caption {
                name: whole.name.clone(),
                value: format_number(value, self.plot.format),
            });
        [limit(0), limit(1), limit(2), limit(3), whole]
    }

    /// The title of the vertical axis, over the frame; of the horizontal axis, under the right end of its numbers.
    fn name_axes(&self, picture: &mut Picture, frame: Frame) {
        let (sizes, ink) = (self.theme.sizes, self.theme.quiet());
        let measured = fit(&self.plot.measured, sizes.text(), ink.weight, picture.width);
        picture.write(&measured, (0, sizes.text()), Anchor::Left, ink);
        let against = fit(&self.plot.against, sizes.text(), ink.weight, frame.right - frame.left);
        picture.write(&against, (frame.right, picture.height - sizes.text() / 3), Anchor::Right, ink);
    }

    /// The limits over the sizes of the areas, in their order, then the whole.
    fn curves(&self, axes: &Axes, points: &[&FunnelPoint]) -> Vec<Drawn> {
        let sizes = self.theme.sizes;
        let stroke =
            |dashed: bool| Stroke { colour: self.theme.colours.quiet, width: Sizes::from_pt(sizes.trend_pt), dashed };
        let curve = |at: usize| Drawn {
            points: points.iter().map(|point| Some(axes.place(point.size, sound(point.limits[at])?))).collect(),
            stroke: stroke(at < 2),
        };
        let level = self.whole().map(|value| axes.frame.height_of(value, &axes.up));
        let whole = level.map_or_else(Vec::new, |y| vec![Some((axes.frame.left, y)), Some((axes.frame.right, y))]);
        let whole = Drawn { points: whole, stroke: Stroke { colour: self.theme.colours.axis, ..stroke(false) } };
        (0..LIMITS.len()).map(curve).chain([whole]).collect()
    }

    fn trace(&self, picture: &mut Picture, curves: &[Drawn], frame: Frame) {
        for curve in curves {
            curve.runs().into_iter().filter(|run| run.len() > 1).for_each(|run| picture.path(run, curve.stroke));
        }
        let end = |(curve, caption): (&Drawn, Option<Caption>)| {
            let point = curve.points.iter().rev().copied().flatten().next()?;
            Some(End { point, caption: caption?, stroke: curve.stroke })
        };
        let named = curves.iter().zip(self.captions()).filter_map(end).collect();
        ends::write(picture, Beside::after(frame, self.theme), named, self.theme);
    }

    /// A dot for each area; those beyond a limit in the strong colour, with their names if there is room.
    fn dots(&self, picture: &mut Picture, axes: &Axes, points: &[&FunnelPoint], curves: &[Drawn]) {
        let radius = Sizes::from_pt(self.theme.sizes.line_pt) * 3 / 2;
        let mut dots: Vec<(Point, &FunnelPoint)> =
            points.iter().map(|point| (axes.place(point.size, point.value), *point)).collect();
        // The furthest beyond are named first, and lie on top.
        dots.sort_by(|(_, one), (_, other)| excess(other).total_cmp(&excess(one)));
        for (place, point) in dots.iter().rev() {
            let beyond = point.beyond().is_some();
            picture.dot(*place, radius, if beyond { self.theme.colours.emphasis } else { self.theme.colours.rest });
        }
        let mut taken = Taken::new(curves, dots.iter().map(|(place, _)| *place).collect(), radius);
        let (sizes, room) = (self.theme.sizes, axes.frame.right - axes.frame.left);
        let name = |(place, point): &(Point, &FunnelPoint)| {
            let words = fit(&point.name, sizes.text(), Weight::Semibold, room);
            marks::name(picture, axes.frame, (*place, &words), &mut taken, self.theme)
        };
        // A point without room for its name leaves it to the next.
        let beyond = dots.iter().filter(|(_, point)| point.beyond().is_some());
        beyond.map(name).filter(|named| *named).take(MOST_NAMES).for_each(drop);
    }
}

/// How far a point lies beyond the limits, as a part of the way between them; below zero within them. Those beyond the
/// outer limits come before all others.
fn excess(point: &FunnelPoint) -> f64 {
    let outside = |low: Option<f64>, high: Option<f64>| {
        let (low, high) = (sound(low)?, sound(high)?);
        sound(Some((point.value - high).max(low - point.value) / (high - low).max(f64::MIN_POSITIVE)))
    };
    let [low_95, high_95, low_998, high_998] = point.limits;
    match point.beyond() {
        Some(Beyond::Limit998(_)) => 1.0 + outside(low_998, high_998).unwrap_or(0.0).max(0.0),
        Some(Beyond::Limit95(_)) => outside(low_95, high_95).unwrap_or(0.0).clamp(0.0, 1.0),
        None => -1.0,
    }
}

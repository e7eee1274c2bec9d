//! A picture: shapes with whole-number coordinates, and their SVG text by plotters.
//!
//! Plots add shapes; nothing else touches plotters' backend, and [`finish`] alone touches the text it writes.

use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Rectangle, Text};
use plotters::prelude::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, RGBColor, ShapeStyle, TextStyle};

use super::region::Region;
use super::text::{FAMILY, Weight, fit, width};
use super::theme::{Colour, Theme, UNITS_PER_POINT};
use sna_core::diag::{Code, Diagnostic};

/// A place in a picture: from the left, from the top.
pub(super) type Point = (i32, i32);

/// Plotters divides a text's size by this when it writes it.
const SIZE_FACTOR: f64 = 1.24;

/// Plotters knows neither dashes nor, in our pictures, anything transparent: a path drawn at this opacity is one to
/// be dashed when the picture is finished.
const DASHED: f64 = 0.5;

/// Which end of the words is at their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Left,
    Middle,
    Right,
}

/// How words look; their size is the theme's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ink {
    pub(super) colour: Colour,
    pub(super) weight: Weight,
}

/// How a line looks; the width in tenths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stroke {
    pub(super) colour: Colour,
    pub(super) width: i32,
    pub(super) dashed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Block { corners: [Point; 2], colour: Colour },
    Path { points: Vec<Point>, stroke: Stroke },
    Dot { centre: Point, radius: i32, colour: Colour },
    Words { words: String, start: Point, ink: Ink, anchor: Anchor },
    Region(Region),
}

/// A picture in the making. What is added first is underneath.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) width: i32,
    pub(super) height: i32,
    size: i32,
    shapes: Vec<Shape>,
}

impl Picture {
    /// An empty picture of the theme's width.
    pub(super) fn new(height: i32, theme: &Theme) -> Self {
        Self { width: theme.sizes.width(), height, size: theme.sizes.text(), shapes: Vec::new() }
    }

    /// A filled rectangle; nothing if it has no area.
    pub(super) fn block(&mut self, corners: [Point; 2], colour: Colour) {
        let [(left, top), (right, bottom)] = corners;
        if left != right && top != bottom {
            let corners = [(left.min(right), top.min(bottom)), (left.max(right), top.max(bottom))];
            self.shapes.push(Shape::Block { corners, colour });
        }
    }

    /// A line through points.
    pub(super) fn path(&mut self, points: Vec<Point>, stroke: Stroke) {
        self.shapes.push(Shape::Path { points, stroke });
    }

    /// A filled circle.
    pub(super) fn dot(&mut self, centre: Point, radius: i32, colour: Colour) {
        self.shapes.push(Shape::Dot { centre, radius, colour });
    }

    /// A part within outlines; nothing if there is no outline.
    pub(super) fn region(&mut self, region: Region) {
        if !region.rings.is_empty() {
            self.shapes.push(Shape::Region(region));
        }
    }

    /// Words on one line, their baseline at `place`. Words that would leave the picture are moved back into it, and
    /// cut if they are wider than all of it.
    pub(super) fn write(&mut self, words: &str, place: Point, anchor: Anchor, ink: Ink) {
        let words = fit(words, self.size, ink.weight, self.width);
        if !words.is_empty() {
            let (left, right) = self.extent(&words, place.0, anchor, ink.weight);
            let x = match anchor {
                Anchor::Left => left,
                Anchor::Middle => i32::midpoint(left, right),
                Anchor::Right => right,
            };
            let y = place.1.clamp(self.size * 4 / 5, (self.height - self.size / 4).max(self.size * 4 / 5));
            self.shapes.push(Shape::Words { words, start: (x, y), ink, anchor });
        }
    }

    /// Where words begin and end when they are written at `x`, moved into the picture as [`Picture::write`] does.
    pub(super) fn extent(&self, words: &str, x: i32, anchor: Anchor, weight: Weight) -> (i32, i32) {
        let room = width(words, self.size, weight).min(self.width);
        let left = match anchor {
            Anchor::Left => x,
            Anchor::Middle => x - (room + 1) / 2,
            Anchor::Right => x - room,
        };
        let left = left.clamp(0, self.width - room);
        (left, left + room)
    }

    /// The SVG text. Regions are between the runs of shapes that plotters writes.
    ///
    /// # Errors
    /// `undrawn-chart` if plotters refuses a shape; it has no reason to.
    pub(super) fn svg(&self) -> Result<String, Diagnostic> {
        let mut svg = self.opening();
        let plotted = |shape: &Shape| !matches!(shape, Shape::Region(_));
        for run in self.shapes.chunk_by(|one, next| plotted(one) && plotted(next)) {
            match run {
                [Shape::Region(region)] => svg += &region.svg(),
                shapes => svg += &finish(&self.plot(shapes)?),
            }
        }
        Ok(svg + "</svg>\n")
    }

    /// Plotters' SVG of some shapes.
    fn plot(&self, shapes: &[Shape]) -> Result<String, Diagnostic> {
        let mut svg = String::new();
        self.draw_into(&mut svg, shapes).map_err(|error| undrawn(&error))?;
        Ok(svg)
    }

    /// The root's tag: the picture's size in points; its font, font size and round joins, once.
    fn opening(&self) -> String {
        let Self { width, height, size, shapes: _ } = self;
        let points = |units: i32| format!("{:.1}pt", f64::from(units) / UNITS_PER_POINT);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"'{FAMILY}'\" font-size=\"{size}\" stroke-linejoin=\"round\">\n",
            points(*width),
            points(*height)
        )
    }

    fn draw_into(&self, svg: &mut String, shapes: &[Shape]) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
        let size = (self.width.unsigned_abs(), self.height.unsigned_abs());
        let area = SVGBackend::with_string(svg, size).into_drawing_area();
        shapes.iter().try_for_each(|shape| self.draw_shape(&area, shape))?;
        area.present()
    }

    fn draw_shape(
        &self,
        area: &DrawingArea<SVGBackend<'_>, Shift>,
        shape: &Shape,
    ) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
        match shape {
            Shape::Block { corners, colour } => area.draw(&Rectangle::new(*corners, RGBColor::from(*colour).filled())),
            Shape::Path { points, stroke } => {
                let opacity = if stroke.dashed { DASHED } else { 1.0 };
                let style = ShapeStyle::from(RGBColor::from(stroke.colour).mix(opacity));
                area.draw(&PathElement::new(points.as_slice(), style.stroke_width(stroke.width.unsigned_abs())))
            }
            Shape::Dot { centre, radius, colour } => {
                area.draw(&Circle::new(*centre, *radius, RGBColor::from(*colour).filled()))
            }
            Shape::Words { words, start, ink, anchor } => {
                area.draw(&Text::new(words.as_str(), *start, self.text_style(*ink, *anchor)))
            }
            // Written by itself.
            Shape::Region(_) => Ok(()),
        }
    }

    fn text_style(&self, ink: Ink, anchor: Anchor) -> TextStyle<'static> {
        let across = match anchor {
            Anchor::Left => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        let size = f64::from(self.size) * SIZE_FACTOR;
        let font = FontDesc::new(FontFamily::Name(FAMILY), size, ink.weight.style());
        font.color(&RGBColor::from(ink.colour)).pos(Pos::new(across, VPos::Bottom))
    }
}

fn undrawn(error: &DrawingAreaErrorKind<std::io::Error>) -> Diagnostic {
    let why = match error {
        DrawingAreaErrorKind::BackendError(_) => "a shape or a word cannot be written",
        DrawingAreaErrorKind::SharingError => "two parts are drawn at once",
        DrawingAreaErrorKind::LayoutError => "its parts do not fit",
    };
    Diagnostic::machine(Code::UndrawnChart, format!("a chart cannot be drawn: {why}"))
}

/// Plotters' SVG as we publish it, without its root. Everything that is changed after plotters is changed here:
/// - the size of the picture, and its font, are given once, on the root; the family is quoted there, because
///   CSS rejects a name with a bare `3` and a reader would fall back to another font;
/// - words are on their baseline (plotters shifts the line it calls the bottom), their weight is the semibold the
///   document has, and no white space is added to them;
/// - paths of half opacity are dashed instead;
/// - attributes that repeat a default are removed.
///
/// Words cannot be mistaken for markup here: a quotation mark in them is already `&quot;`.
fn finish(svg: &str) -> String {
    let body: String = svg.lines().skip(1).filter(|line| *line != "</svg>").map(finish_line).collect();
    let changes = [
        (" opacity=\"1\"", ""),
        (" opacity=\"0.5\"", " stroke-dasharray=\"40 30\""),
        (" stroke=\"none\"", ""),
        (" stroke-width=\"1\"/>", "/>"),
        (" \"/>", "\"/>"),
        (" text-anchor=\"start\"", ""),
        (" font-weight=\"bold\"", " font-weight=\"600\""),
    ];
    changes.iter().fold(body, |body, (from, to)| body.replace(from, to))
}

/// One line of plotters' SVG: the opening tag of a text, its words or any other tag.
fn finish_line(line: &str) -> String {
    if line.starts_with("<text ") {
        ["dy", "font-family", "font-size"].iter().fold(line.to_owned(), |tag, name| without(&tag, name))
    } else if line.starts_with('<') {
        format!("{line}\n")
    } else {
        line.to_owned()
    }
}

fn without(tag: &str, attribute: &str) -> String {
    let opening = format!(" {attribute}=\"");
    let Some((before, rest)) = tag.split_once(&opening) else { return tag.to_owned() };
    rest.split_once('"').map_or_else(|| tag.to_owned(), |(_, after)| format!("{before}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_that_plotters_refuses() {
        let told = undrawn(&DrawingAreaErrorKind::LayoutError);
        insta::assert_snapshot!(sna_core::diag::render(&told.into(), false), @"error[undrawn-chart]: a chart cannot be drawn: its parts do not fit");
    }
}

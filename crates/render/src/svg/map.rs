//! A map: areas within their boundaries, shaded by class, the highest named inside or next to the map.

use super::axis::{self, as_units};
use super::ends::{self, Caption};
use super::ground::{Extent, Ground};
use super::inside;
use super::key::Key;
use super::picture::{Anchor, Ink, Picture, Point, Stroke};
use super::region::Region;
use super::scale::sound;
use super::text::{Weight, wrap};
use super::theme::{Colours, Sizes, Theme};
use sna_core::document::{AreaMap, Class, Format, Hexagons, MapArea, Ring, format_number};

/// Greatest height of a map with this many areas, in millimetres: more areas need more room to be visible.
const HEIGHTS_MM: [(usize, f64); 3] = [(20, 105.0), (250, 130.0), (usize::MAX, 150.0)];

/// Width of boundaries for this many areas, in points: finer if areas are small.
const EDGES_PT: [(usize, f64); 3] = [(30, 0.9), (250, 0.5), (usize::MAX, 0.25)];

/// Part of the map's width that a scale bar fills at most, in hundredths.
const SCALE_PERCENT: i32 = 25;

/// Lines that a name inside its area may take.
const NAME_LINES: usize = 3;

/// Areas with what they have in common.
pub(super) struct ShadedMap<'a> {
    areas: &'a [MapArea],
    /// Boundaries drawn over the areas.
    outlines: &'a [Ring],
    classes: &'a [Class],
    format: Format,
    theme: &'a Theme,
}

/// The map in its place in the picture, with its words.
struct Layout {
    ground: Ground,
    /// Outlines of each area.
    areas: Vec<Vec<Vec<Point>>>,
    /// Words within areas: their middle, their lines and their colours.
    inside: Vec<(Point, Vec<String>, Ink)>,
    /// Areas named next to the map, by their position.
    beside: Vec<usize>,
}

impl<'a> ShadedMap<'a> {
    /// A map of areas.
    pub(super) fn of_areas(plot: &'a AreaMap, theme: &'a Theme) -> Self {
        Self { areas: &plot.areas, outlines: &[], classes: &plot.classes, format: plot.format, theme }
    }

    /// A map of hexagons, which shows counts.
    pub(super) fn of_hexagons(plot: &'a Hexagons, theme: &'a Theme) -> Self {
        let Hexagons { hexagons, outlines, classes, .. } = plot;
        Self { areas: hexagons, outlines, classes, format: Format::Count, theme }
    }

    /// The picture.
    pub(super) fn draw(&self) -> Picture {
        let rings = self.areas.iter().flat_map(|area| &area.rings).chain(self.outlines);
        let extent = Extent::of(rings).filter(|_| self.areas.iter().any(|area| sound(area.value).is_some()));
        let Some(extent) = extent else { return axis::no_data(self.theme) };
        let blank = self.areas.iter().any(|area| sound(area.value).is_none());
        let key = Key::new(self.classes, self.format, blank, self.theme);
        let layout = self.laid_out(extent, key.height());
        let foot = layout.ground.top + layout.ground.height.max(self.captions_height(&layout.beside));
        let scale_bar = self.theme.sizes.leading() + self.theme.sizes.gap();
        let mut picture = Picture::new(foot + scale_bar, self.theme);
        key.write(&mut picture);
        self.shade(&mut picture, &layout);
        self.write_inside(&mut picture, &layout);
        self.write_beside(&mut picture, &layout, foot);
        self.scale_bar(&mut picture, &layout.ground);
        picture
    }

    /// Over the whole width if every name fits inside its area, otherwise with room for names at the right.
    fn laid_out(&self, extent: Extent, top: i32) -> Layout {
        let sizes = self.theme.sizes;
        let edge = self.edge();
        let height = Sizes::from_mm(by_number(&HEIGHTS_MM, self.areas.len()));
        let within = |width: i32| {
            let room = (width - 2 * edge, height - 2 * edge);
            self.with_words(Ground::fit(extent, room, (edge, top + edge)))
        };
        let whole = within(sizes.width());
        if whole.beside.is_empty() {
            return whole;
        }
        let labelled = (0..self.areas.len()).filter(|at| self.areas[*at].labelled);
        let captions: Vec<Caption> = labelled.map(|at| self.caption(at)).collect();
        let room = ends::room(&captions, self.theme) + sizes.text();
        if whole.ground.width + room <= sizes.width() { whole } else { within(sizes.width() - room) }
    }

    fn with_words(&self, ground: Ground) -> Layout {
        let areas: Vec<_> = self.areas.iter().map(|area| ground.outlines(&area.rings)).collect();
        let mut layout = Layout { ground, areas, inside: Vec::new(), beside: Vec::new() };
        let mut taken: Vec<[i32; 4]> = Vec::new();
        for (at, area) in self.areas.iter().enumerate().filter(|(_, area)| area.labelled) {
            let clear = |(_, extent): &(_, [i32; 4])| !taken.iter().any(|other| overlap(*extent, *other));
            match self.words_inside(area, &layout.areas[at]).filter(clear) {
                Some((words, extent)) => {
                    layout.inside.push(words);
                    taken.push(extent);
                }
                None => layout.beside.push(at),
            }
        }
        layout
    }

    /// Name and figure as they fit inside an area, on as few lines as they can, with what they cover.
    fn words_inside(&self, area: &MapArea, rings: &[Vec<Point>]) -> Option<((Point, Vec<String>, Ink), [i32; 4])> {
        let sizes = self.theme.sizes;
        let ink = Ink { colour: self.theme.on(*self.shades().get(area.class?)?), weight: Weight::Semibold };
        let figure = format_number(sound(area.value)?, self.format);
        let whole = sizes.measure(&area.name, ink.weight);
        let names = (1..=NAME_LINES).map(|lines| {
            let room = whole / as_units(lines) + if lines > 1 { whole / 8 } else { 0 };
            wrap(&area.name, sizes.text(), ink.weight, (room, NAME_LINES))
        });
        let whole_names = names.filter(|lines| !lines.iter().any(|line| line.ends_with('\u{2026}')));
        let place = |mut lines: Vec<String>| {
            lines.push(figure.clone());
            let width = lines.iter().map(|line| sizes.measure(line, ink.weight)).max().unwrap_or(0) + sizes.gap();
            let height = sizes.leading() * as_units(lines.len());
            let middle = inside::room(rings, (width, height))?;
            let [half, above] = [width / 2 + 1, height / 2 + 1];
            let extent = [middle.0 - half, middle.1 - above, middle.0 + half, middle.1 + above];
            Some(((middle, lines, ink), extent))
        };
        whole_names.into_iter().find_map(place)
    }

    fn shades(&self) -> Vec<super::theme::Colour> {
        self.theme.shades(self.classes.len())
    }

    /// One region for each class, areas without a figure over them with their dashed edge, and the boundaries over
    /// all.
    fn shade(&self, picture: &mut Picture, layout: &Layout) {
        let edge = Stroke { colour: Colours::PAPER, width: self.edge(), dashed: false };
        let class_of = |area: &MapArea| area.class.filter(|_| sound(area.value).is_some());
        let rings_of = |class: Option<usize>| {
            let areas = self.areas.iter().zip(&layout.areas).filter(|(area, _)| class_of(area) == class);
            areas.flat_map(|(_, rings)| rings.iter().cloned()).collect::<Vec<_>>()
        };
        for (class, shade) in self.shades().into_iter().enumerate() {
            picture.region(Region { rings: rings_of(Some(class)), fill: Some(shade), edge });
        }
        let blank = Region { rings: rings_of(None), fill: Some(Colours::PAPER), edge: self.theme.blank_edge() };
        picture.region(blank);
        let over = Stroke { dashed: false, ..self.theme.blank_edge() };
        picture.region(Region { rings: layout.ground.outlines(self.outlines), fill: None, edge: over });
    }

    fn edge(&self) -> i32 {
        Sizes::from_pt(by_number(&EDGES_PT, self.areas.len()))
    }

    fn write_inside(&self, picture: &mut Picture, layout: &Layout) {
        let sizes = self.theme.sizes;
        for (middle, lines, ink) in &layout.inside {
            let above = sizes.leading() * (as_units(lines.len()) - 1) / 2;
            for (at, line) in lines.iter().enumerate() {
                let baseline = sizes.centred(middle.1) - above + sizes.leading() * as_units(at);
                picture.write(line, (middle.0, baseline), Anchor::Middle, *ink);
            }
        }
    }

    fn caption(&self, at: usize) -> Caption {
        let area = &self.areas[at];
        let value = sound(area.value).map_or_else(String::new, |value| format_number(value, self.format));
        Caption { name: area.name.clone(), value }
    }

    fn captions_height(&self, areas: &[usize]) -> i32 {
        areas.iter().map(|at| ends::height_of(self.caption(*at).lines(self.theme).len(), self.theme)).sum()
    }

    /// Names in a column right of the map, each with a line that leads to its area.
    fn write_beside(&self, picture: &mut Picture, layout: &Layout, foot: i32) {
        let (sizes, ground) = (self.theme.sizes, layout.ground);
        let anchor =
            |at: &usize| inside::middle(&layout.areas[*at]).unwrap_or((ground.left + ground.width, ground.top));
        let mut named: Vec<(Point, Vec<String>)> =
            layout.beside.iter().map(|at| (anchor(at), self.caption(*at).lines(self.theme))).collect();
        named.sort_by_key(|(point, _)| point.1);
        let wanted =
            |(point, lines): &(Point, Vec<String>)| (point.1 - ground.top, ends::height_of(lines.len(), self.theme));
        let middles = ends::apart(&named.iter().map(wanted).collect::<Vec<_>>(), foot - ground.top);
        let edge = ground.left + ground.width + 2 * sizes.text();
        for ((point, lines), middle) in named.iter().zip(middles) {
            let middle = middle + ground.top;
            self.lead(picture, *point, (edge - sizes.gap() / 2, middle));
            let above = sizes.leading() * (as_units(lines.len()) - 1) / 2;
            for (at, line) in lines.iter().enumerate() {
                let baseline = sizes.centred(middle) - above + sizes.leading() * as_units(at);
                picture.write(line, (edge, baseline), Anchor::Left, self.theme.strong());
            }
        }
    }

    /// A thin line with light around it, to be seen on every shade.
    fn lead(&self, picture: &mut Picture, from: Point, to: Point) {
        let line =
            Stroke { colour: self.theme.colours.text, width: Sizes::from_pt(self.theme.sizes.grid_pt), dashed: false };
        picture.path(vec![from, to], Stroke { colour: Colours::PAPER, width: line.width * 3, ..line });
        picture.dot(from, line.width * 3, Colours::PAPER);
        picture.path(vec![from, to], line);
        picture.dot(from, line.width * 2, line.colour);
    }

    /// A bar of a round length under the map.
    fn scale_bar(&self, picture: &mut Picture, ground: &Ground) {
        let sizes = self.theme.sizes;
        let Some((length, metres)) = ground.round_length(ground.width * SCALE_PERCENT / 100) else { return };
        let stroke = self.theme.axis();
        let (left, y, tick) = (ground.left + stroke.width, picture.height - sizes.gap(), sizes.text() / 4);
        let bar = vec![(left, y - tick), (left, y), (left + length, y), (left + length, y - tick)];
        picture.path(bar, stroke);
        let words = match metres {
            metres if metres >= 1000.0 => format!("{} km", format_number(metres / 1000.0, Format::Count)),
            metres => format!("{} m", format_number(metres, Format::Count)),
        };
        picture.write(&words, (left + length + sizes.gap(), y), Anchor::Left, self.theme.quiet());
    }
}

/// The size for a number of areas.
fn by_number(sizes: &[(usize, f64); 3], number: usize) -> f64 {
    sizes.iter().find(|(most, _)| number <= *most).map_or(sizes[2].1, |(_, size)| *size)
}

fn overlap(one: [i32; 4], other: [i32; 4]) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}

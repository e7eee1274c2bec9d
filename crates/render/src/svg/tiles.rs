//! A tile map: equal squares, each with its area's name and figure.

use super::axis::{self, as_units};
use super::columns::MISSING;
use super::key::Key;
use super::picture::{Anchor, Ink, Picture};
use super::region::Region;
use super::scale::sound;
use super::text::{Weight, fit, wrap};
use super::theme::{Colours, Sizes, Theme};
use sna_core::document::{Tile, Tiles, format_number};

/// Side of a tile in millimetres, while they fit side by side: a tile has room for three lines of a name and a
/// figure.
const SIDE_MM: f64 = 22.0;

/// Lines that a name may take.
const NAME_LINES: usize = 3;

/// Between tiles, in points.
const BETWEEN_PT: f64 = 2.0;

/// Tiles with what they have in common.
pub(super) struct TileMap<'a> {
    pub(super) plot: &'a Tiles,
    pub(super) theme: &'a Theme,
}

/// How tiles share the picture.
struct Grid {
    /// The first column and row that any tile is in.
    first: (u8, u8),
    rows: i32,
    width: i32,
    height: i32,
    between: i32,
}

impl TileMap<'_> {
    /// The picture.
    pub(super) fn draw(&self) -> Picture {
        let Some(grid) = self.grid().filter(|_| self.plot.tiles.iter().any(|tile| sound(tile.value).is_some())) else {
            return axis::no_data(self.theme);
        };
        let blank = self.plot.tiles.iter().any(|tile| sound(tile.value).is_none());
        let key = Key::new(&self.plot.classes, self.plot.format, blank, self.theme);
        let top = key.height();
        let mut picture = Picture::new(top + grid.rows * (grid.height + grid.between), self.theme);
        key.write(&mut picture);
        for tile in &self.plot.tiles {
            let step = |at: u8, first: u8, pitch: i32| i32::from(at - first) * (pitch + grid.between);
            let left = step(tile.column, grid.first.0, grid.width);
            self.tile(&mut picture, tile, (left, top + step(tile.row, grid.first.1, grid.height)), &grid);
        }
        picture
    }

    /// Squares, but taller if words need it.
    fn grid(&self) -> Option<Grid> {
        let span = |at: fn(&Tile) -> u8| {
            let all = || self.plot.tiles.iter().map(at);
            Some((all().min()?, i32::from(all().max()? - all().min()?) + 1))
        };
        let ((west, columns), (north, rows)) = (span(|tile| tile.column)?, span(|tile| tile.row)?);
        let (sizes, between) = (self.theme.sizes, Sizes::from_pt(BETWEEN_PT));
        let width = (sizes.width() / columns - between).min(Sizes::from_mm(SIDE_MM));
        let lines = self.plot.tiles.iter().map(|tile| as_units(self.name(tile, width).len()) + 1).max()?;
        let height = width.max(lines * sizes.leading() + sizes.gap());
        Some(Grid { first: (west, north), rows, width, height, between })
    }

    fn name(&self, tile: &Tile, width: i32) -> Vec<String> {
        let sizes = self.theme.sizes;
        wrap(&tile.name, sizes.text(), Weight::Regular, (width - sizes.gap(), NAME_LINES))
    }

    fn tile(&self, picture: &mut Picture, tile: &Tile, (left, top): (i32, i32), grid: &Grid) {
        let value = sound(tile.value);
        let shades = self.theme.shades(self.plot.classes.len());
        let shade = tile.class.filter(|_| value.is_some()).and_then(|class| shades.get(class).copied());
        let corners = [(left, top), (left + grid.width, top + grid.height)];
        let colour = match shade {
            Some(shade) => {
                picture.block(corners, shade);
                self.theme.on(shade)
            }
            None => {
                self.blank(picture, corners);
                self.theme.colours.quiet
            }
        };
        let figure = value.map_or_else(|| MISSING.to_owned(), |value| format_number(value, self.plot.format));
        let weight = if value.is_some() { Weight::Semibold } else { Weight::Regular };
        let name = self.name(tile, grid.width);
        let middle = (left + grid.width / 2, top + grid.height / 2);
        let lines = name.into_iter().map(|line| (line, Weight::Regular)).chain([(figure, weight)]);
        self.write(picture, middle, grid.width, lines.map(|(line, weight)| (line, Ink { colour, weight })).collect());
    }

    fn blank(&self, picture: &mut Picture, [(left, top), (right, bottom)]: [(i32, i32); 2]) {
        let ring = vec![(left + 4, top + 4), (right - 4, top + 4), (right - 4, bottom - 4), (left + 4, bottom - 4)];
        picture.region(Region { rings: vec![ring], fill: Some(Colours::PAPER), edge: self.theme.blank_edge() });
    }

    /// Lines centred on a middle.
    fn write(&self, picture: &mut Picture, middle: (i32, i32), width: i32, lines: Vec<(String, Ink)>) {
        let sizes = self.theme.sizes;
        let above = sizes.leading() * (as_units(lines.len()) - 1) / 2;
        for (at, (line, ink)) in lines.into_iter().enumerate() {
            let words = fit(&line, sizes.text(), ink.weight, width);
            let baseline = sizes.centred(middle.1) - above + sizes.leading() * as_units(at);
            picture.write(&words, (middle.0, baseline), Anchor::Middle, ink);
        }
    }
}

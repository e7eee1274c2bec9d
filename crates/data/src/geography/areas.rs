//! Which area of a layer a point lies in.

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{BoundingRect, Coord, MultiPolygon};
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use super::grid::Extent;
use crate::layer::{Layer, Outline};

/// An area with its shape in metres on the grid.
#[derive(Debug, Clone)]
pub(super) struct Area {
    pub(super) name: String,
    pub(super) code: Option<String>,
    pub(super) shape: MultiPolygon<f64>,
}

/// The areas of one layer, found by their bounding boxes.
pub(super) struct Areas {
    /// The role their names play in a record.
    pub(super) role: &'static str,
    /// Where the boundaries come from.
    pub(super) source: Option<String>,
    /// Whether a point may lie outside all of them.
    pub(super) gaps: bool,
    areas: Vec<Area>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl Areas {
    pub(super) fn new(role: &'static str, source: Option<String>, gaps: bool, areas: Vec<Area>) -> Self {
        let boxes = areas.iter().enumerate().filter_map(|(at, area)| {
            let rect = area.shape.bounding_rect()?;
            Some(GeomWithData::new(Rectangle::from_corners(rect.min().into(), rect.max().into()), at))
        });
        let boxes = RTree::bulk_load(boxes.collect());
        Self { role, source, gaps, areas, boxes }
    }

    /// The area's position; if several contain the point (a shared edge, an overlap), the first in the file.
    pub(super) fn position(&self, east: f64, north: f64) -> Option<usize> {
        let point = Coord { x: east, y: north };
        let near = self.boxes.locate_all_at_point(&[east, north]).map(|found| found.data);
        near.filter(|at| self.areas[*at].shape.coordinate_position(&point) != CoordPos::Outside).min()
    }

    pub(super) fn name(&self, position: usize) -> &str {
        &self.areas[position].name
    }

    /// The rectangle around all areas.
    pub(super) fn extent(&self) -> Option<Extent> {
        let rects = self.areas.iter().filter_map(|area| area.shape.bounding_rect());
        let extents = rects.map(|rect| Extent {
            west: rect.min().x,
            south: rect.min().y,
            east: rect.max().x,
            north: rect.max().y,
        });
        extents.reduce(Extent::around)
    }

    /// The areas as maps draw them.
    pub(super) fn layer(&self) -> Layer {
        let rings = |shape: &MultiPolygon<f64>| {
            let of_polygons =
                shape.iter().flat_map(|polygon| [polygon.exterior()].into_iter().chain(polygon.interiors()));
            of_polygons.map(|ring| ring.coords().map(|point| [point.x, point.y]).collect()).collect()
        };
        let outline =
            |area: &Area| Outline { name: area.name.clone(), code: area.code.clone(), rings: rings(&area.shape) };
        Layer {
            name: self.role.to_owned(),
            source: self.source.clone(),
            areas: self.areas.iter().map(outline).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use geo::{LineString, Polygon};
    use proptest::prelude::*;

    use super::*;

    fn square(name: &str, west: f64, south: f64, side: f64, clockwise: bool) -> Area {
        let mut ring =
            vec![(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)];
        if clockwise {
            ring.reverse();
        }
        let polygon = Polygon::new(LineString::from(ring), Vec::new());
        Area { name: name.to_owned(), code: None, shape: MultiPolygon::new(vec![polygon]) }
    }

    proptest! {
        /// A board of squares, wound either way: the square that is found is the one given by arithmetic.
        #[test]
        fn a_point_lies_in_the_square_that_arithmetic_names(
            x in 0.0..1000.0f64, y in 0.0..1000.0f64, clockwise in any::<bool>(),
        ) {
            let board = (0..100).map(|at| {
                square(&at.to_string(), f64::from(at % 10) * 100.0, f64::from(at / 10) * 100.0, 100.0, clockwise ^ (at % 2 == 0))
            });
            let areas = Areas::new("ward", None, false, board.collect());
            let (column, row) = ((x / 100.0).floor(), (y / 100.0).floor());
            let on_an_edge = x % 100.0 == 0.0 || y % 100.0 == 0.0;
            let found = areas.position(x, y).map(|at| areas.name(at).to_owned());
            let named = Some((row * 10.0 + column).to_string());
            prop_assert!(on_an_edge || found == named);
        }
    }

    #[test]
    fn a_shared_edge_belongs_to_the_first_and_outside_is_none() {
        let areas = Areas::new(
            "ward",
            None,
            false,
            vec![square("A", 0.0, 0.0, 10.0, false), square("B", 10.0, 0.0, 10.0, true)],
        );
        assert_eq!(areas.position(10.0, 5.0), Some(0));
        assert_eq!(areas.position(10.1, 5.0), Some(1));
        assert_eq!(areas.position(30.0, 5.0), None);
        assert_eq!(areas.extent(), Some(Extent { west: 0.0, south: 0.0, east: 20.0, north: 10.0 }));
    }
}

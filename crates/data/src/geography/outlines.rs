//! Whether the boundary of an area has one clear inside: rings that do not cross or touch themselves, do not cross each
//! other, and are not inside each other the wrong way round.
//!
//! Only edges that are near each other are compared, so the time grows little faster than the number of points.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{Coord, GeoNum, Kernel, Line, LineString, MultiPolygon, Orientation};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// Comparisons for each point, and in all, before a boundary counts as not clean: edges of a real one have few others
/// near them.
const MOST_FOR_EACH: usize = 100;
const MOST_ANYWAY: usize = 1_000_000;

/// Whether a boundary is clean: rings may touch each other in points, and share nothing else.
pub(super) fn is_clean(shape: &MultiPolygon<f64>) -> bool {
    let rings = rings(shape);
    rings.iter().all(|ring| ring.points.len() >= 3) && Outline::new(&rings).is_clean()
}

/// A ring without repeated points; its last point is joined to its first.
struct Ring {
    points: Vec<Coord<f64>>,
    polygon: usize,
    is_hole: bool,
}

impl Ring {
    fn new(ring: &LineString<f64>, polygon: usize, is_hole: bool) -> Self {
        let mut points = ring.0.clone();
        points.dedup();
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        Self { points, polygon, is_hole }
    }

    fn edge(&self, at: usize) -> Line<f64> {
        Line::new(self.points[at], self.points[self.after(at)])
    }

    fn after(&self, at: usize) -> usize {
        (at + 1) % self.points.len()
    }

    fn before(&self, at: usize) -> usize {
        (at + self.points.len() - 1) % self.points.len()
    }

    /// Where the ring comes from and goes to at a point of one of its edges.
    fn ends_at(&self, at: usize, point: Coord<f64>) -> [Coord<f64>; 2] {
        let edge = self.edge(at);
        if point == edge.start {
            [self.points[self.before(at)], edge.end]
        } else if point == edge.end {
            [edge.start, self.points[self.after(self.after(at))]]
        } else {
            [edge.start, edge.end]
        }
    }
}

fn rings(shape: &MultiPolygon<f64>) -> Vec<Ring> {
    let of_polygons = shape.iter().enumerate().flat_map(|(at, polygon)| {
        let holes = polygon.interiors().iter().map(move |hole| Ring::new(hole, at, true));
        [Ring::new(polygon.exterior(), at, false)].into_iter().chain(holes)
    });
    of_polygons.collect()
}

/// An edge by its ring and its position there, in the box around it.
type Edge = GeomWithData<Rectangle<[f64; 2]>, (usize, usize)>;

struct Outline<'r> {
    rings: &'r [Ring],
    edges: RTree<Edge>,
    comparisons_left: Cell<usize>,
}

impl<'r> Outline<'r> {
    fn new(rings: &'r [Ring]) -> Self {
        let edges = rings.iter().enumerate().flat_map(|(number, ring)| {
            (0..ring.points.len()).map(move |at| {
                let edge = ring.edge(at);
                GeomWithData::new(Rectangle::from_corners(edge.start.into(), edge.end.into()), (number, at))
            })
        });
        let edges: Vec<Edge> = edges.collect();
        let comparisons_left = Cell::new(MOST_ANYWAY + MOST_FOR_EACH * edges.len());
        Self { rings, edges: RTree::bulk_load(edges), comparisons_left }
    }

    fn is_clean(&self) -> bool {
        let mut pairs = self.edges.intersection_candidates_with_other_tree(&self.edges);
        let is_apart = pairs
            .all(|(one, other)| self.may_compare() && (one.data >= other.data || !self.is_fault(one.data, other.data)));
        is_apart && (0..self.rings.len()).all(|ring| self.is_well_inside(ring))
    }

    /// Counts a comparison; false when there were too many.
    fn may_compare(&self) -> bool {
        let left = self.comparisons_left.get();
        self.comparisons_left.set(left.saturating_sub(1));
        left > 0
    }

    /// Whether two edges meet where they should not.
    fn is_fault(&self, one: (usize, usize), other: (usize, usize)) -> bool {
        let ring = &self.rings[one.0];
        let is_neighbour = one.0 == other.0 && (ring.after(one.1) == other.1 || ring.before(one.1) == other.1);
        match line_intersection(ring.edge(one.1), self.rings[other.0].edge(other.1)) {
            None => false,
            Some(LineIntersection::Collinear { intersection }) => {
                !is_neighbour || intersection.start != intersection.end
            }
            Some(LineIntersection::SinglePoint { .. }) if one.0 == other.0 => !is_neighbour,
            Some(LineIntersection::SinglePoint { is_proper: true, .. }) => true,
            Some(LineIntersection::SinglePoint { intersection, .. }) => self.cross_at(intersection, one, other),
        }
    }

    /// Whether two rings that touch in a point also cross there: one of them goes from one side of the other to its
    /// other side.
    fn cross_at(&self, point: Coord<f64>, one: (usize, usize), other: (usize, usize)) -> bool {
        let angle = |end: Coord<f64>| (end.y - point.y).atan2(end.x - point.x);
        let [from, to] = self.rings[one.0].ends_at(one.1, point).map(angle);
        let turned = |angle: f64| (angle - from).rem_euclid(std::f64::consts::TAU);
        let [inside, outside] = self.rings[other.0].ends_at(other.1, point).map(|end| turned(angle(end)) < turned(to));
        inside != outside
    }

    /// Whether a hole is inside its own outline and no other hole of it, or an outline is inside no other polygon.
    fn is_well_inside(&self, ring: usize) -> bool {
        let Some(point) = self.point_of(ring) else { return true };
        let Some(around) = self.around(ring, point) else { return false };
        let Ring { polygon, is_hole, .. } = self.rings[ring];
        let mut of_polygon: BTreeMap<usize, usize> = BTreeMap::new();
        for other in around {
            *of_polygon.entry(self.rings[other].polygon).or_default() += 1;
        }
        // Inside an outline and not in one of its holes is once; in a hole is twice.
        if is_hole {
            of_polygon.get(&polygon) == Some(&1)
        } else {
            of_polygon.into_iter().all(|(other, times)| other == polygon || times % 2 == 0)
        }
    }

    /// A point of a ring that no other ring touches.
    fn point_of(&self, ring: usize) -> Option<Coord<f64>> {
        let edges = (0..self.rings[ring].points.len()).map(|at| self.rings[ring].edge(at));
        let mut points =
            edges.flat_map(|edge| [0.5, 0.375, 0.25].map(|part| edge.start + (edge.end - edge.start) * part));
        points.find(|point| {
            let near = self.edges.locate_in_envelope_intersecting(&AABB::from_point([point.x, point.y]));
            let mut others = near.filter(|edge| edge.data.0 != ring);
            !others.any(|edge| side(self.rings[edge.data.0].edge(edge.data.1), *point) == Orientation::Collinear)
        })
    }

    /// The other rings around a point: those that a line to the east crosses an odd number of times. Nothing after too
    /// many comparisons.
    fn around(&self, ring: usize, point: Coord<f64>) -> Option<BTreeSet<usize>> {
        let east = self.edges.root().envelope().upper()[0];
        let line = AABB::from_corners([point.x, point.y], [east.max(point.x), point.y]);
        let mut around = BTreeSet::new();
        for edge in self.edges.locate_in_envelope_intersecting(&line) {
            if !self.may_compare() {
                return None;
            }
            let (number, at) = edge.data;
            if number != ring && is_east(self.rings[number].edge(at), point) && !around.remove(&number) {
                around.insert(number);
            }
        }
        Some(around)
    }
}

/// Whether an edge crosses the line from a point to the east. Of its two ends, only the lower belongs to it.
fn is_east(edge: Line<f64>, point: Coord<f64>) -> bool {
    match (edge.start.y > point.y, edge.end.y > point.y) {
        (false, true) => side(edge, point) == Orientation::CounterClockwise,
        (true, false) => side(edge, point) == Orientation::Clockwise,
        (true, true) | (false, false) => false,
    }
}

/// On which side of an edge a point is, exactly.
fn side(edge: Line<f64>, point: Coord<f64>) -> Orientation {
    <f64 as GeoNum>::Ker::orient2d(edge.start, edge.end, point)
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use geo::Polygon;
    use proptest::prelude::*;

    use super::*;

    type Points<'p> = &'p [(f64, f64)];

    /// Polygons, each an outline and its holes.
    fn shape(polygons: &[&[Points<'_>]]) -> MultiPolygon<f64> {
        let polygon = |rings: &&[Points<'_>]| {
            let mut rings = rings.iter().map(|ring| LineString::from(ring.to_vec()));
            Polygon::new(rings.next().unwrap_or_else(|| LineString::new(Vec::new())), rings.collect())
        };
        MultiPolygon::new(polygons.iter().map(polygon).collect())
    }

    fn square(west: f64, south: f64, side: f64) -> Vec<(f64, f64)> {
        vec![(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
    }

    fn is_clean_of(polygons: &[&[Points<'_>]]) -> bool {
        is_clean(&shape(polygons))
    }

    #[test]
    fn one_ring() {
        let clean = |ring: Points<'_>| is_clean_of(&[&[ring]]);
        assert!(clean(&square(0.0, 0.0, 10.0)));
        assert!(clean(&square(0.0, 0.0, 10.0).into_iter().rev().collect::<Vec<_>>()), "the other way round");
        assert!(
            clean(&[(0.0, 0.0), (5.0, 0.0), (5.0, 0.0), (10.0, 0.0), (5.0, 9.0), (0.0, 0.0)]),
            "a point twice running"
        );
        assert!(!clean(&[(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0), (0.0, 0.0)]), "it crosses itself");
        let touching = [(0.0, 0.0), (10.0, 0.0), (5.0, 5.0), (10.0, 10.0), (0.0, 10.0), (5.0, 5.0), (0.0, 0.0)];
        assert!(!clean(&touching), "it touches itself in a point");
        let on_edge = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (5.0, 0.0), (0.0, 10.0), (0.0, 0.0)];
        assert!(!clean(&on_edge), "it touches itself on an edge");
        let spike =
            [(0.0, 0.0), (10.0, 0.0), (10.0, 5.0), (20.0, 5.0), (10.0, 5.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)];
        assert!(!clean(&spike), "a spike");
        assert!(!clean(&[(0.0, 0.0), (10.0, 0.0), (0.0, 0.0)]), "there and back");
        assert!(!clean(&[(1.0, 1.0); 4]), "one point");
        let twice: Vec<(f64, f64)> = square(0.0, 0.0, 10.0).into_iter().chain(square(0.0, 0.0, 10.0)).collect();
        assert!(!clean(&twice), "the same way twice");
    }

    #[test]
    fn holes() {
        let outline = square(0.0, 0.0, 10.0);
        let clean = |holes: &[Points<'_>]| {
            let rings: Vec<Points<'_>> = [outline.as_slice()].into_iter().chain(holes.iter().copied()).collect();
            is_clean_of(&[&rings])
        };
        assert!(clean(&[&square(1.0, 1.0, 2.0), &square(5.0, 5.0, 2.0)]));
        assert!(
            clean(&[&[(0.0, 5.0), (3.0, 4.0), (3.0, 6.0), (0.0, 5.0)]]),
            "a hole that touches the outline in a point"
        );
        assert!(clean(&[&square(1.0, 1.0, 2.0), &square(3.0, 3.0, 2.0)]), "holes that touch in a point");
        assert!(!clean(&[&square(20.0, 1.0, 2.0)]), "a hole outside");
        assert!(!clean(&[&square(9.0, 4.0, 3.0)]), "a hole half outside");
        assert!(!clean(&[&square(1.0, 1.0, 4.0), &square(2.0, 2.0, 1.0)]), "a hole in a hole");
        assert!(!clean(&[&square(1.0, 1.0, 3.0), &square(3.0, 3.0, 3.0)]), "holes that cross");
        assert!(!clean(&[&square(0.0, 4.0, 2.0)]), "a hole along the outline");
        assert!(!clean(&[&square(-1.0, -1.0, 12.0)]), "a hole around the outline");
        let through = [(5.0, -5.0), (15.0, 5.0), (5.0, 15.0), (-5.0, 5.0), (5.0, -5.0)];
        assert!(!clean(&[&through]), "a hole that crosses in corners");
        let out_of_a_corner = [(10.0, 10.0), (5.0, 8.0), (12.0, 12.0), (10.0, 10.0)];
        assert!(!clean(&[&out_of_a_corner]), "a hole that leaves through a corner");
    }

    #[test]
    fn several_polygons() {
        let (one, island) = (square(0.0, 0.0, 10.0), square(3.0, 3.0, 2.0));
        assert!(is_clean_of(&[&[&one], &[&square(20.0, 0.0, 5.0)]]));
        assert!(is_clean_of(&[&[&one], &[&square(10.0, 10.0, 5.0)]]), "corners touch");
        assert!(is_clean_of(&[&[&one, &square(2.0, 2.0, 5.0)], &[&island]]), "an island in a lake");
        assert!(!is_clean_of(&[&[&one], &[&island]]), "one inside the other");
        assert!(!is_clean_of(&[&[&one], &[&square(5.0, 5.0, 10.0)]]), "they overlap");
        assert!(!is_clean_of(&[&[&one], &[&square(10.0, 0.0, 10.0)]]), "a shared edge");
        assert!(!is_clean_of(&[&[&one], &[&one]]), "the same twice");
    }

    fn circle(points: u32, radius: f64) -> Vec<(f64, f64)> {
        let at = |number: u32| TAU * f64::from(number % points) / f64::from(points);
        (0..=points).map(|number| (radius * at(number).cos(), radius * at(number).sin())).collect()
    }

    #[test]
    fn many_points_take_little_time() {
        let (outline, hole) = (circle(200_000, 500.0), circle(100_000, 400.0));
        assert!(is_clean_of(&[&[&outline, &hole]]));
        let mut crossing = outline;
        crossing.swap(10, 12);
        assert!(!is_clean_of(&[&[&crossing]]));
    }

    #[test]
    fn edges_that_are_all_near_each_other_are_given_up() {
        // Long teeth side by side: the box around every one of them meets all the others.
        let tooth = |at: u32| [(f64::from(at), f64::from(at)), (1e6 + f64::from(at), 1e6 - f64::from(at))];
        let mut ring: Vec<(f64, f64)> = (0..100_000).flat_map(tooth).collect();
        ring.push(ring[0]);
        is_clean_of(&[&[&ring]]);
    }

    proptest! {
        /// Against every pair of edges, compared one by one.
        #[test]
        fn one_ring_is_judged_as_by_all_pairs(points in prop::collection::vec((0u8..8, 0u8..8), 3..9)) {
            let mut ring: Vec<(f64, f64)> = points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect();
            ring.push(ring[0]);
            let shape = shape(&[&[&ring]]);
            let rings = rings(&shape);
            let number = rings[0].points.len();
            let outline = Outline::new(&rings);
            let pairs = (0..number).flat_map(|one| (one + 1..number).map(move |other| (one, other)));
            let slow = number >= 3 && !pairs.into_iter().any(|(one, other)| outline.is_fault((0, one), (0, other)));
            prop_assert_eq!(is_clean(&shape), slow);
        }
    }
}

//! Outlines with fewer points, by the method of Ramer (1972) and of Douglas and Peucker (1973): a point stays only if
//! the line without it would be visibly different.
//!
//! Each outline is thinned by itself. Neighbours then differ along their common edge by at most the tolerance on either
//! side, which the white line drawn on it covers.

use super::picture::Point;

/// How far a thinned outline may pass from a point, in tenths of a point: 0.1 mm, about what an eye can tell apart at a
/// reading distance of 35 cm (one minute of arc).
const TOLERANCE: f64 = 3.0;

/// A closed ring with the points that can be seen; `None` if less than a triangle is left.
pub(super) fn thin(ring: &[Point]) -> Option<Vec<Point>> {
    let mut ring = ring.to_vec();
    ring.dedup();
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    let apart = |at: &usize| from_segment(ring[*at], ring[0], ring[0]);
    let furthest = (0..ring.len()).max_by(|one, other| apart(one).total_cmp(&apart(other)))?;
    ring.push(ring[0]);
    let mut kept = vec![false; ring.len()];
    keep(&ring, (0, furthest), &mut kept);
    keep(&ring, (furthest, ring.len() - 1), &mut kept);
    let last = ring.len() - 1;
    let thinned: Vec<Point> =
        ring[..last].iter().zip(&kept).filter(|(_, kept)| **kept).map(|(point, _)| *point).collect();
    (thinned.len() >= 3).then_some(thinned)
}

/// Marks what stays between two points, ends included. The stack is a list: an outline may be deeper than the program's own.
fn keep(ring: &[Point], ends: (usize, usize), kept: &mut [bool]) {
    let mut stretches = vec![ends];
    while let Some((from, to)) = stretches.pop() {
        (kept[from], kept[to]) = (true, true);
        // Of points equally far off, the one nearest to the middle: a regular outline is then halved, not peeled.
        let off = |at: usize| (from_segment(ring[at], ring[from], ring[to]), (2 * at).abs_diff(from + to), at);
        let further = |most: &(f64, usize, usize), each: &(f64, usize, usize)| {
            each.0.total_cmp(&most.0).then(most.1.cmp(&each.1)).is_gt()
        };
        let furthest = (from + 1..to).map(off).reduce(|most, each| if further(&most, &each) { each } else { most });
        if let Some((_, _, at)) = furthest.filter(|(squared, _, _)| *squared > TOLERANCE * TOLERANCE) {
            stretches.extend([(at, to), (from, at)]);
        }
    }
}

/// The squared distance of a point from a line between two others, ends included.
fn from_segment(point: Point, from: Point, to: Point) -> f64 {
    let way = |one: Point, other: Point| (f64::from(other.0) - f64::from(one.0), f64::from(other.1) - f64::from(one.1));
    let ((along, down), (across, off)) = (way(from, to), way(from, point));
    let length = along * along + down * down;
    let part = if length > 0.0 { ((across * along + off * down) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (across, off) = (across - part * along, off - part * down);
    across * across + off * off
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_straight_side_keeps_its_ends_alone() {
        let side: Vec<Point> = (0..=100).map(|at| (at, 0)).collect();
        let ring = [side.as_slice(), &[(100, 40), (50, 41), (0, 40), (0, 0)]].concat();
        assert_eq!(thin(&ring).unwrap(), [(0, 0), (100, 0), (100, 40), (0, 40)]);
    }

    #[test]
    fn what_is_not_an_area_disappears() {
        assert_eq!(thin(&[]), None);
        assert_eq!(thin(&[(5, 5), (5, 5), (6, 5)]), None);
        assert_eq!(thin(&[(0, 0), (50, 1), (100, 0)]), None);
    }

    #[test]
    fn an_outline_of_a_hundred_thousand_points_is_thinned() {
        let ring: Vec<Point> = (0..100_000).map(|at| (at * 10, (at % 2) * 50)).collect();
        assert!(thin(&ring).is_some_and(|thinned| thinned.len() > 99_000));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_point_is_further_off_than_the_tolerance(ring in prop::collection::vec((0..60_i32, 0..60_i32), 3..80)) {
            let Some(thinned) = thin(&ring) else { return Ok(()) };
            prop_assert!(thinned.len() <= ring.len());
            prop_assert!(thinned.iter().all(|point| ring.contains(point)));
            let sides = || thinned.iter().zip(thinned.iter().cycle().skip(1));
            for point in &ring {
                let nearest = sides().map(|(from, to)| from_segment(*point, *from, *to)).fold(f64::MAX, f64::min);
                prop_assert!(nearest <= TOLERANCE * TOLERANCE + 1e-9, "{point:?} is {} off {thinned:?}", nearest.sqrt());
            }
        }
    }
}

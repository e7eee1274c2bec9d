//! From the ground to the picture: metres east and north to units across and down, one scale for both.

use super::picture::Point;
use super::thinning::thin;
use sna_core::document::Ring;

/// Parts of a scale bar's round lengths.
const ROUND: [f64; 3] = [5.0, 2.0, 1.0];

/// The part of the ground that rings cover, in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

impl Extent {
    /// Around rings; `None` if they cover nothing.
    pub(super) fn of<'a>(rings: impl Iterator<Item = &'a Ring>) -> Option<Self> {
        let points = rings.flat_map(|ring| ring.0.iter()).map(|point| point.map(f64::from));
        let one = |[east, north]: [f64; 2]| Self { west: east, east, south: north, north };
        let both = |one: Self, other: Self| Self {
            west: one.west.min(other.west),
            east: one.east.max(other.east),
            south: one.south.min(other.south),
            north: one.north.max(other.north),
        };
        points.map(one).reduce(both).filter(|all| all.west < all.east && all.south < all.north)
    }
}

/// An extent laid into a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground {
    extent: Extent,
    units_per_metre: f64,
    /// Left of it in the picture.
    pub(super) left: i32,
    /// Above it.
    pub(super) top: i32,
    /// What it covers in the picture.
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Ground {
    /// As large as fits into a room of a width and a height, whose top left corner is given.
    pub(super) fn fit(extent: Extent, (width, height): (i32, i32), (left, top): Point) -> Self {
        let (across, up) = (extent.east - extent.west, extent.north - extent.south);
        let units_per_metre = (f64::from(width) / across).min(f64::from(height) / up);
        let units = |metres: f64| whole(metres * units_per_metre);
        Self { extent, units_per_metre, left, top, width: units(across), height: units(up) }
    }

    fn place(&self, [east, north]: [i32; 2]) -> Point {
        let units = |metres: f64| whole(metres * self.units_per_metre);
        let (across, down) = (f64::from(east) - self.extent.west, self.extent.north - f64::from(north));
        (self.left + units(across), self.top + units(down))
    }

    /// The outlines that can be seen.
    pub(super) fn outlines(&self, rings: &[Ring]) -> Vec<Vec<Point>> {
        let placed = |ring: &Ring| ring.0.iter().map(|point| self.place(*point)).collect::<Vec<_>>();
        rings.iter().filter_map(|ring| thin(&placed(ring))).collect()
    }

    /// A round length for a scale bar of at most this many units: its units and its metres. `None` if there is none.
    pub(super) fn round_length(&self, most: i32) -> Option<(i32, f64)> {
        let most_metres = f64::from(most) / self.units_per_metre;
        let powers = (0..9).rev().map(|power| 10f64.powi(power));
        let lengths = powers.flat_map(|power| ROUND.map(|part| part * power));
        let metres = lengths.into_iter().find(|metres| *metres <= most_metres)?;
        Some((whole(metres * self.units_per_metre), metres))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "rounded, and within a picture; a cast saturates")]
fn whole(units: f64) -> i32 {
    units.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rings(points: &[[i32; 2]]) -> Vec<Ring> {
        vec![Ring(points.to_vec())]
    }

    #[test]
    fn north_is_up_and_both_ways_have_one_scale() {
        let square = rings(&[[400_000, 300_000], [410_000, 300_000], [410_000, 320_000], [400_000, 320_000]]);
        let ground = Ground::fit(Extent::of(square.iter()).unwrap(), (1000, 1000), (50, 70));
        assert_eq!((ground.width, ground.height), (500, 1000));
        assert_eq!(ground.outlines(&square), [[(50, 1070), (550, 1070), (550, 70), (50, 70)]]);
    }

    #[test]
    fn a_scale_bar_has_a_round_length() {
        let county = rings(&[[0, 0], [55_000, 0], [55_000, 75_000]]);
        let ground = Ground::fit(Extent::of(county.iter()).unwrap(), (2000, 3000), (0, 0));
        assert_eq!(ground.round_length(500), Some((364, 10_000.0)));
        assert_eq!(ground.round_length(0), None);
    }

    #[test]
    fn what_covers_nothing_has_no_extent() {
        assert_eq!(Extent::of(std::iter::empty()), None);
        assert_eq!(Extent::of(rings(&[[1, 1], [9, 1]]).iter()), None);
    }
}

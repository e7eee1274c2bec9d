//! The British National Grid: degrees to metres, and what is wrong with a pair of numbers that should be a point.

use proj4rs::{Proj, transform::transform};
use sna_core::diag::Code;

/// British National Grid (EPSG:27700), reached from WGS84 by the seven parameters of EPSG:1314, good to about 5 m.
const NATIONAL_GRID: &str = "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy \
                             +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs";
const WGS84: &str = "+proj=longlat +datum=WGS84 +no_defs";

/// The extent of the grid in metres, which contains Great Britain.
const GRID: Extent = Extent { west: 0.0, south: 0.0, east: 700_000.0, north: 1_300_000.0 };
/// Great Britain in degrees.
const BRITAIN: Extent = Extent { west: -9.0, south: 49.0, east: 2.5, north: 61.5 };

/// A rectangle, in metres or degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    pub(super) west: f64,
    pub(super) south: f64,
    pub(super) east: f64,
    pub(super) north: f64,
}

impl Extent {
    /// The rectangle around two.
    pub(super) fn around(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    fn holds(self, x: f64, y: f64) -> bool {
        (self.west..=self.east).contains(&x) && (self.south..=self.north).contains(&y)
    }
}

/// How a pair of numbers says where a point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    /// Metres east and north on the British National Grid.
    Grid,
    /// Degrees of longitude and latitude, WGS84.
    Degrees,
}

/// What is wrong with a pair of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misplaced {
    /// One number of the two is missing.
    Half,
    /// 0, 0: what systems write for an unknown point.
    Zero,
    /// Degrees where metres are expected, or the other way round.
    OtherSystem,
    /// The second number where the first should be.
    Swapped,
    /// Outside Great Britain.
    FarAway,
}

impl Misplaced {
    pub(super) const ALL: [Self; 5] = [Self::Half, Self::Zero, Self::OtherSystem, Self::Swapped, Self::FarAway];

    /// Its code, and what a message says about the point.
    pub(super) fn words(self) -> (Code, &'static str) {
        match self {
            Self::Half => (Code::HalfAPoint, "one of the two coordinates is missing"),
            Self::Zero => (Code::ZeroCoordinates, "the coordinates are 0, 0"),
            Self::OtherSystem => (
                Code::WrongGrid,
                "the coordinates are in the wrong system (degrees instead of metres, or metres instead of degrees)",
            ),
            Self::Swapped => (Code::SwappedCoordinates, "the coordinates look swapped"),
            Self::FarAway => (Code::FarAway, "the coordinates lie outside Great Britain"),
        }
    }
}

impl System {
    /// What is wrong with a pair, if it is not a point; two missing numbers are neither a point nor a fault. `known`
    /// is where the areas of the data lie on the grid, if that is known: swapped metres are only recognised with it.
    pub(super) fn fault(self, first: Option<f64>, second: Option<f64>, known: Option<Extent>) -> Option<Misplaced> {
        let (first, second) = match (first, second) {
            (None, None) => return None,
            (Some(first), Some(second)) => (first, second),
            (Some(_), None) | (None, Some(_)) => return Some(Misplaced::Half),
        };
        if first == 0.0 && second == 0.0 {
            return Some(Misplaced::Zero);
        }
        let are_degrees = first.abs() <= 180.0 && second.abs() <= 180.0;
        if are_degrees != (self == Self::Degrees) {
            return Some(Misplaced::OtherSystem);
        }
        let whole = if self == Self::Degrees { BRITAIN } else { GRID };
        let known = known.filter(|_| self == Self::Grid).unwrap_or(whole);
        match whole.holds(first, second) {
            _ if !known.holds(first, second) && known.holds(second, first) => Some(Misplaced::Swapped),
            true => None,
            false if whole.holds(second, first) => Some(Misplaced::Swapped),
            false => Some(Misplaced::FarAway),
        }
    }
}

/// From degrees to the grid.
pub(super) struct Projection {
    from: Proj,
    to: Proj,
}

impl Projection {
    /// The projection; `None` only if the library cannot read its own definitions.
    pub(super) fn new() -> Option<Self> {
        Some(Self { from: Proj::from_proj_string(WGS84).ok()?, to: Proj::from_proj_string(NATIONAL_GRID).ok()? })
    }

    /// Metres east and north of a longitude and a latitude in degrees; `None` where the projection has no value.
    pub(super) fn to_grid(&self, longitude: f64, latitude: f64) -> Option<[f64; 2]> {
        let mut point = (longitude.to_radians(), latitude.to_radians(), 0.0);
        transform(&self.from, &self.to, &mut point).ok()?;
        (point.0.is_finite() && point.1.is_finite()).then_some([point.0, point.1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ordnance Survey, "A guide to coordinate systems in Great Britain", annexe: the same points by the exact shift.
    #[test]
    fn degrees_become_metres_to_within_five() {
        let projection = Projection::new().unwrap();
        let points = [
            ((1.716_051_9, 52.657_978_6), (651_409.792, 313_177.448)),
            ((-6.299_777_52, 49.922_263_94), (91_492.146, 11_318.804)),
        ];
        for ((longitude, latitude), (east, north)) in points {
            let [x, y] = projection.to_grid(longitude, latitude).unwrap();
            assert!((x - east).hypot(y - north) < 5.0, "{x} {y} instead of {east} {north}");
        }
    }

    #[test]
    fn pairs_that_are_not_points_are_distinguished() {
        let derbyshire = Some(Extent { west: 400_000.0, south: 314_000.0, east: 455_000.0, north: 404_000.0 });
        let grid = |first, second| System::Grid.fault(Some(first), Some(second), derbyshire);
        assert_eq!(grid(435_200.0, 336_300.0), None);
        assert_eq!(grid(336_300.0, 435_200.0), Some(Misplaced::Swapped));
        assert_eq!(grid(0.0, 0.0), Some(Misplaced::Zero));
        assert_eq!(grid(-1.47, 52.92), Some(Misplaced::OtherSystem));
        assert_eq!(grid(9_999_999.0, 336_300.0), Some(Misplaced::FarAway));
        // In Britain but not in the areas: still a point.
        assert_eq!(grid(530_000.0, 180_000.0), None);
        let degrees = |first, second| System::Degrees.fault(Some(first), Some(second), derbyshire);
        assert_eq!(degrees(-1.47, 52.92), None);
        assert_eq!(degrees(52.92, -1.47), Some(Misplaced::Swapped));
        assert_eq!(degrees(435_200.0, 336_300.0), Some(Misplaced::OtherSystem));
        assert_eq!(degrees(100.0, 10.0), Some(Misplaced::FarAway));
        assert_eq!(System::Grid.fault(None, None, None), None);
        assert_eq!(System::Grid.fault(Some(1.0), None, None), Some(Misplaced::Half));
    }
}

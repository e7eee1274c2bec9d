//! Areas of the night-time economy: polygons around their centres, points within them, and points of their districts outside
//! all of them.

use std::f64::consts::TAU;

use rand::RngExt;
use serde_json::json;

use super::file::{AreaEntry, Point};
use super::geography::{moved, squared_metres};
use crate::SyntheticFile;
use crate::chance::Random;

/// Points around an area, and how many are tried for them.
const OUTSIDE: usize = 2;
const TRIES: usize = 200;

/// Metres from an area's bounding circle to the points outside it.
const BEYOND: std::ops::Range<f64> = 60.0..500.0;

/// An area with its outline.
pub(super) struct Area {
    pub(super) name: String,
    /// Index into the districts.
    pub(super) district: usize,
    pub(super) weight: u32,
    /// Corners in order, the first not repeated.
    pub(super) ring: Vec<Point>,
    /// Points strictly within.
    pub(super) inside: Vec<Point>,
    /// Points around it that are in no area.
    pub(super) outside: Vec<Point>,
}

/// Draws the areas. A ring goes once round its centre, near and far in turn, so it never crosses itself, every point
/// between the centre and a corner is inside, and it is seldom convex.
pub(super) fn areas(entries: &[AreaEntry], districts: &[String], random: &mut Random) -> Vec<Area> {
    let mut area = |entry: &AreaEntry| {
        let ring = ring(entry, random);
        let centre = entry.at.value;
        let halfway = ring.iter().step_by(2).map(|corner| between(centre, *corner));
        Area {
            name: entry.area.value.clone(),
            district: districts.iter().position(|name| *name == entry.district.value).unwrap_or(0),
            weight: entry.weight,
            inside: std::iter::once(centre).chain(halfway).collect(),
            outside: outside(entry, entries, random),
            ring,
        }
    };
    entries.iter().map(&mut area).collect()
}

fn ring(entry: &AreaEntry, random: &mut Random) -> Vec<Point> {
    let corners: u32 = random.random_range(6..=9);
    let radius = f64::from(entry.metres.value) / 2.0;
    let start = random.random_range(0.0..1.0);
    let corner = |turn: u32| {
        let share = if turn.is_multiple_of(2) { random.random_range(0.85..1.0) } else { random.random_range(0.5..0.9) };
        moved(entry.at.value, radius * share, TAU * (f64::from(turn) + start) / f64::from(corners))
    };
    (0..corners).map(corner).collect()
}

/// The point half way, which rounding does not move out of a ring of 50 metres or more.
fn between([east, north]: Point, [to_east, to_north]: Point) -> Point {
    [i32::midpoint(east, to_east), i32::midpoint(north, to_north)]
}

fn outside(entry: &AreaEntry, all: &[AreaEntry], random: &mut Random) -> Vec<Point> {
    let tries = (0..TRIES).map(|_| {
        let metres = f64::from(entry.metres.value) / 2.0 + random.random_range(BEYOND);
        moved(entry.at.value, metres, random.random_range(0.0..TAU))
    });
    tries.filter(|&at| is_clear(at, all)).take(OUTSIDE).collect()
}

fn is_clear(at: Point, areas: &[AreaEntry]) -> bool {
    areas.iter().all(|area| squared_metres(at, area.at.value) > clearance(area))
}

/// The square of the radius of a circle around an area, with a margin.
fn clearance(area: &AreaEntry) -> i64 {
    (i64::from(area.metres.value) / 2 + 10).pow(2)
}

fn feature(area: &Area) -> String {
    let closed: Vec<Point> = area.ring.iter().chain(area.ring.first()).copied().collect();
    let geometry = json!({ "type": "Polygon", "coordinates": [closed] });
    json!({ "type": "Feature", "properties": { "name": area.name }, "geometry": geometry }).to_string()
}

/// The areas as GeoJSON in metres on the British National Grid, named as such.
pub(super) fn geojson(areas: &[Area]) -> SyntheticFile {
    let crs = json!({ "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::27700" } });
    let features: Vec<String> = areas.iter().map(feature).collect();
    let text =
        format!("{{\"type\":\"FeatureCollection\",\"crs\":{crs},\"features\":[\n{}\n]}}\n", features.join(",\n"));
    SyntheticFile { path: "nte_areas.geojson".to_owned(), bytes: text.into_bytes() }
}

//! Invented LSOAs and wards around the towns, and the few points in each of them where offences happen. Nothing here is
//! random: the same towns give the same map with every seed.

use std::collections::BTreeSet;
use std::f64::consts::TAU;
use std::ops::Range;

use super::file::{Point, TownEntry};

/// Metres from the centre of a town to its second LSOA; neighbouring ones are about 1.7 times as far from one another.
const SPACING: f64 = 300.0;

/// Points lie on a grid of this many metres, moved by [`SHIFT`] so that none is on a round figure.
const GRID: i32 = 250;
const SHIFT: i32 = 40;

/// Metres from the centre of an LSOA to its other points, before they are moved to the grid.
const ABOUT: f64 = 200.0;

/// The most points of an LSOA.
const MOST_POINTS: usize = 6;

/// The most LSOAs of a ward.
const WARD: usize = 5;

/// Districts, wards, LSOAs and points.
pub(super) struct Geography {
    pub(super) wards: Vec<Ward>,
    pub(super) lsoas: Vec<Lsoa>,
    /// Points of all LSOAs; those of one LSOA, and of one district, are next to each other.
    pub(super) spots: Vec<Spot>,
}

/// A ward.
pub(super) struct Ward {
    pub(super) name: String,
    /// Index into the districts.
    pub(super) district: usize,
    /// The centre of its town.
    pub(super) at: Point,
}

/// An LSOA.
pub(super) struct Lsoa {
    pub(super) name: String,
    pub(super) ward: usize,
}

/// A point where offences happen.
pub(super) struct Spot {
    pub(super) at: Point,
    pub(super) lsoa: usize,
    /// How many offences it has, relative to the other points of its district.
    pub(super) weight: u32,
}

impl Geography {
    /// The map of towns whose shape has been checked.
    pub(super) fn new(towns: &[TownEntry], districts: &[String]) -> Self {
        let mut map = Self { wards: Vec::new(), lsoas: Vec::new(), spots: Vec::new() };
        let mut taken = BTreeSet::new();
        for (index, district) in districts.iter().enumerate() {
            let (first_ward, first_lsoa) = (map.wards.len(), map.lsoas.len());
            for town in towns.iter().filter(|town| town.district.value == *district) {
                map.town(town, index, [first_ward, first_lsoa], &mut taken);
            }
        }
        map
    }

    /// The points of a district, as indices.
    pub(super) fn spots_of(&self, district: usize) -> Range<usize> {
        let of = |spot: &Spot| self.wards[self.lsoas[spot.lsoa].ward].district;
        self.spots.partition_point(|spot| of(spot) < district)..self.spots.partition_point(|spot| of(spot) <= district)
    }

    fn town(
        &mut self,
        town: &TownEntry,
        district: usize,
        [first_ward, first_lsoa]: [usize; 2],
        taken: &mut BTreeSet<Point>,
    ) {
        let name = &town.district.value;
        for (place, ward) in wards(town.lsoas.value as usize).into_iter().enumerate() {
            let number = self.wards.len() - first_ward + 1;
            let named = town.ward.as_ref().filter(|_| place == 0).map(|ward| ward.value.clone());
            let ward_name = named.unwrap_or_else(|| format!("{name} ward {number}"));
            self.wards.push(Ward { name: ward_name, district, at: town.at.value });
            for index in ward {
                let number = self.lsoas.len() - first_lsoa + 1;
                self.lsoas.push(Lsoa { name: format!("{name} {number:03}"), ward: self.wards.len() - 1 });
                self.points(town, index, taken);
            }
        }
    }

    /// The points of the last LSOA, which has this number in its town; no two LSOAs share a point.
    fn points(&mut self, town: &TownEntry, index: usize, taken: &mut BTreeSet<Point>) {
        let centre = sunflower(town.at.value, SPACING, index);
        let around = (0..5).map(|turn| moved(centre, ABOUT, TAU * f64::from(turn) / 5.0));
        let candidates: Vec<Point> = std::iter::once(centre).chain(around).map(|at| at.map(on_grid)).collect();
        let most = if index < 3 { MOST_POINTS } else { 1 + (index * 2 + self.lsoas.len()) % MOST_POINTS };
        let mut free: Vec<Point> = candidates.into_iter().filter(|&at| taken.insert(at)).collect();
        free.truncate(most);
        if free.is_empty() {
            free.push(centre);
        }
        let share = town.weight.saturating_mul(1_000) / u32::try_from(index).unwrap_or(u32::MAX).saturating_add(2);
        let lsoa = self.lsoas.len() - 1;
        self.spots.extend(free.into_iter().zip(1..).map(|(at, rank)| Spot { at, lsoa, weight: share / rank + 1 }));
    }
}

/// The LSOAs of a town by ward: the innermost are one ward, the others are sectors around it. A ward has 3 to 5.
fn wards(lsoas: usize) -> Vec<Vec<usize>> {
    let count = lsoas.div_ceil(WARD).max(1);
    let size = |ward: usize| lsoas / count + usize::from(ward < lsoas % count);
    let mut outer: Vec<usize> = (size(0)..lsoas).collect();
    outer.sort_by(|&one, &other| angle(one).rem_euclid(TAU).total_cmp(&angle(other).rem_euclid(TAU)));
    let mut around = outer.into_iter();
    let sectors = (1..count).map(|ward| around.by_ref().take(size(ward)).collect());
    std::iter::once((0..size(0)).collect()).chain(sectors).collect()
}

/// The golden angle: points that follow one another by it never line up.
fn angle(index: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a town has a few hundred at most")]
    let turns = index as f64;
    turns * 2.399_963
}

/// The point of a number on a spiral that fills a disc evenly, as seeds fill a sunflower (Vogel 1979).
pub(super) fn sunflower(centre: Point, spacing: f64, index: usize) -> Point {
    #[expect(clippy::cast_precision_loss, reason = "a town has a few hundred at most")]
    let area = index as f64;
    moved(centre, spacing * area.sqrt(), angle(index))
}

/// A point at a distance and angle, in whole metres.
pub(super) fn moved([east, north]: Point, metres: f64, angle: f64) -> Point {
    [east + whole(metres * angle.cos()), north + whole(metres * angle.sin())]
}

#[expect(clippy::cast_possible_truncation, reason = "distances on one island fit 32 bits; others are cut to them")]
fn whole(metres: f64) -> i32 {
    metres.round() as i32
}

fn on_grid(metres: i32) -> i32 {
    (metres + GRID / 2).div_euclid(GRID) * GRID + SHIFT
}

/// The square of the metres between two points.
pub(super) fn squared_metres(one: Point, other: Point) -> i64 {
    one.iter().zip(&other).map(|(&one, &other)| (i64::from(one) - i64::from(other)).pow(2)).sum()
}

//! Invented schools, spread over the towns as their LSOAs are.

use rand::seq::SliceRandom;

use super::file::{Point, SchoolsEntry, TownEntry};
use super::geography::{squared_metres, sunflower};
use super::table::{Values, table};
use crate::SyntheticFile;
use crate::apportion::apportion;
use crate::chance::{Random, dealt};
use sna_core::diag::Diagnostic;

/// The distance from a school that counts as near, in metres.
const NEAR: i64 = 500;

/// Metres from the centre of a town with one LSOA to its edge.
const REACH: f64 = 300.0;

/// The ages of a school's pupils.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Primary,
    Secondary,
    AllThrough,
    Special,
}

impl Phase {
    const ALL: [Self; 4] = [Self::Primary, Self::Secondary, Self::AllThrough, Self::Special];

    fn name(self) -> &'static str {
        match self {
            Self::Primary => "Primary",
            Self::Secondary => "Secondary",
            Self::AllThrough => "All-through",
            Self::Special => "Special",
        }
    }

    /// Whether it has pupils of 5 to 11.
    pub(super) fn is_primary(self) -> bool {
        match self {
            Self::Primary | Self::AllThrough => true,
            Self::Secondary | Self::Special => false,
        }
    }

    /// Whether it has pupils of 11 to 16.
    pub(super) fn is_secondary(self) -> bool {
        match self {
            Self::Secondary | Self::AllThrough => true,
            Self::Primary | Self::Special => false,
        }
    }
}

/// A school.
pub(super) struct School {
    pub(super) phase: Phase,
    /// Index into the districts.
    pub(super) district: usize,
    pub(super) at: Point,
}

/// All schools, those of one town together.
pub(super) fn schools(
    entry: &SchoolsEntry,
    towns: &[TownEntry],
    districts: &[String],
    random: &mut Random,
) -> Vec<School> {
    let sizes: Vec<u32> = towns.iter().map(|town| town.lsoas.value).collect();
    let counts = [&entry.primary, &entry.secondary, &entry.all_through, &entry.special].map(|count| count.value);
    let mut phases = dealt(random, &counts).into_iter();
    let mut schools = Vec::new();
    for (town, count) in towns.iter().zip(apportion(counts.iter().sum(), &sizes)) {
        let district = districts.iter().position(|name| *name == town.district.value).unwrap_or(0);
        let spacing = REACH * (f64::from(town.lsoas.value) / f64::from(count.max(1))).sqrt();
        let mut places: Vec<usize> = (1..=count as usize).collect();
        places.shuffle(random);
        schools.extend(places.into_iter().zip(phases.by_ref()).map(|(place, phase)| School {
            phase: Phase::ALL[phase],
            district,
            at: sunflower(town.at.value, spacing, place),
        }));
    }
    schools
}

/// Whether a school of a phase for which `is` is true is near a point: within 500 metres.
pub(super) fn near(schools: &[School], at: Point, is: fn(Phase) -> bool) -> bool {
    schools.iter().any(|school| is(school.phase) && squared_metres(school.at, at) <= NEAR * NEAR)
}

/// Whether a point is so close to 500 metres from a school that the method of measuring would decide.
pub(super) fn is_on_the_edge(schools: &[School], at: Point) -> bool {
    let edge = (NEAR - 1).pow(2)..=(NEAR + 1).pow(2);
    schools.iter().any(|school| edge.contains(&squared_metres(school.at, at)))
}

/// `schools.parquet`.
///
/// # Errors
/// `records-not-encoded`.
pub(super) fn file(schools: &[School], districts: &[String]) -> Result<SyntheticFile, Diagnostic> {
    let ids: Vec<String> = (1..=schools.len()).map(|number| format!("S{number:04}")).collect();
    let mut numbers = [0; Phase::ALL.len()];
    let mut name = |school: &School| {
        let number = &mut numbers[Phase::ALL.iter().position(|phase| *phase == school.phase).unwrap_or(0)];
        *number += 1;
        format!("{} school {number:03}", school.phase.name())
    };
    let names: Vec<String> = schools.iter().map(&mut name).collect();
    let columns = vec![
        ("school_id", Values::words(ids.iter().map(String::as_str))),
        ("name", Values::words(names.iter().map(String::as_str))),
        ("phase", Values::words(schools.iter().map(|school| school.phase.name()))),
        ("easting", Values::numbers(schools.iter().map(|school| school.at[0]))),
        ("northing", Values::numbers(schools.iter().map(|school| school.at[1]))),
        ("district", Values::words(schools.iter().map(|school| districts[school.district].as_str()))),
    ];
    table("schools.parquet", schools.len(), columns)
}

//! Records for the chapters on places: where the offences happened, crime of the night-time economy, schools and the offences
//! near them, hotspots, stop and search, outcomes.
//!
//! Each file except the offences is a separate extract, whose published totals do not match the others. They are made
//! at scale 1 whatever the scale of the offences, and each has its own stream of chance, so a change in one leaves the
//! others as they are.
//!
//! ```text
//!  places.yaml ──file──► PlacesFile ──shape, sums──► Places
//!  towns ──geography──► LSOAs, wards, spots ──offences──► Scene (columns of offences.parquet)
//!                                            ├─hotspots──► hotspot_offences.parquet
//!  areas ──areas──► polygons, points ──night─┴► nte_areas.geojson, nte_crimes.parquet
//!  towns ──schools──► schools.parquet ──school_grounds, school_offences──► school_offences.parquet
//!  searches ──► stop_searches.parquet        outcomes ──► outcomes.parquet
//! ```

mod areas;
mod days;
mod faults;
mod file;
mod geography;
mod hotspots;
mod night;
mod offences;
mod outcomes;
mod school_grounds;
mod school_offences;
mod schools;
mod searches;
mod shape;
mod sums;
mod table;
#[cfg(test)]
mod tests;

use std::path::Path;

use rand::SeedableRng;

use self::geography::Geography;
use super::SyntheticFile;
use super::assign::Records;
use super::chance::Random;
use super::file::MarginsFile;
use super::margins::Margins;
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};

pub(super) use self::file::PlacesFile;
pub(super) use self::offences::{Scene, SpotRow};

/// Reads the places file named at a place and checks that it agrees with itself and with its margins file.
///
/// # Errors
/// Every fault found.
pub(super) fn read_places(path: &Path, named_at: &Place, offences: &MarginsFile) -> Result<PlacesFile, Diagnostics> {
    let (file, source) = file::read(path, named_at)?;
    shape::check(&file, &source, offences)?;
    sums::check(&file, &source)?;
    Ok(file)
}

/// Where the offences, which are at scale 1, happened.
pub(super) fn scene(places: &PlacesFile, margins: &Margins, records: &Records, seed: u64) -> Scene {
    let geography = Geography::new(&places.towns.value, &margins.districts);
    offences::scene(&places.offences, &geography, margins, records, &mut stream(seed, *b"offences"))
}

/// All other files.
///
/// # Errors
/// `margin-not-reached`, when towns or areas leave no room for some records; `records-not-encoded`.
pub(super) fn files(places: &PlacesFile, margins: &Margins, seed: u64) -> Result<Vec<SyntheticFile>, Diagnostic> {
    let (towns, districts) = (&places.towns.value, &margins.districts);
    let geography = Geography::new(towns, districts);
    let areas = areas::areas(&places.night.areas.value, districts, &mut stream(seed, *b"areas   "));
    let schools = schools::schools(&places.schools, towns, districts, &mut stream(seed, *b"schools "));
    let near_schools = &mut stream(seed, *b"pupils  ");
    Ok(vec![
        areas::geojson(&areas),
        night::file(&places.night, &areas, districts, &mut stream(seed, *b"night   "))?,
        schools::file(&schools, districts)?,
        school_offences::file(&places.school_offences, &schools, districts, near_schools)?,
        hotspots::file(&places.hotspots, &geography, districts, &mut stream(seed, *b"hotspots"))?,
        searches::file(&places.stop_searches, towns, districts, &mut stream(seed, *b"searches"))?,
        outcomes::file(&places.outcomes, margins, &mut stream(seed, *b"outcomes"))?,
    ])
}

/// A separate stream of chance for each name.
fn stream(seed: u64, name: [u8; 8]) -> Random {
    Random::seed_from_u64(seed ^ u64::from_be_bytes(name))
}

/// Records that do not fit in the places.
fn unreached(what: &str, found: impl Into<String>, expected: &str) -> Diagnostic {
    Diagnostic::error(Code::MarginNotReached, format!("no records were found that meet {what}"))
        .found(found)
        .expected(expected)
}

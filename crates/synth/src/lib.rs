//! Synthetic records of offences and of the people in them that reproduce published margins.
//!
//! Real police records cannot be published, so an author without an extract works on invented rows whose totals are the
//! published ones. [`read_margins`] reads and checks the published counts, [`synthesise`] deals them out to rows. They
//! are exact by construction: every margin is expanded to as many codes as it counts, shuffled, and given to the rows
//! that it counts; nothing that a margin fixes is sampled. People are dealt in the same way, then moved and exchanged
//! until every margin is met. Records of places are in `places`. This room reads three YAML files and writes nothing.
//!
//! ```text
//!  margins.yaml ──file──► MarginsFile ──shape, sums──► Margins ──assign──► Records ──write──► offences.parquet
//!  people.yaml ─────────────people──► People, Records ──people──► World ──write_people──► victims.parquet and others
//!  places.yaml ─────────────places──► PlacesFile ──places──► columns of offences.parquet, nte_crimes.parquet and others
//! ```

mod apportion;
mod assign;
mod calendar;
mod chance;
mod file;
mod ids;
mod margins;
mod people;
mod places;
mod shape;
mod sums;
#[cfg(test)]
mod tests;
mod write;
mod write_people;

use std::path::Path;

use polars::prelude::{PolarsError, PolarsResult};

use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::walls::Walls;

use assign::Records;
use calendar::Calendar;
pub use margins::Margins;
use people::World;
use places::Scene;

/// The most offences one run makes: the compressed files are held at once.
const MOST_ROWS: u64 = 100_000_000;

/// One file of synthetic records, not yet written to disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntheticFile {
    /// The file's name inside the output folder, such as `offences.parquet`.
    pub path: String,
    /// The whole content.
    pub bytes: Vec<u8>,
}

/// Reads a margins file, and the files that it names within the walls, and checks that its tables agree with one another.
///
/// # Errors
/// Every fault found: an unreadable file, a wrong shape (with its place), or margins that contradict each other
/// (`margins-disagree`, with both sums).
pub fn read_margins(path: &Path, walls: &Walls) -> Result<Margins, Diagnostics> {
    let (file, source) = file::read(path)?;
    shape::check(&file, &source)?;
    let mut margins = margins::resolve(&file, &source)?;
    if let Some(people) = &file.people {
        let beside = path.with_file_name(&people.value);
        walls.admit(&beside, &source.place(people))?;
        margins.people = Some(people::read_people(&beside, &source.place(people), &file)?);
    }
    if let Some(places) = &file.places {
        let beside = path.with_file_name(&places.value);
        walls.admit(&beside, &source.place(places))?;
        margins.places = Some(places::read_places(&beside, &source.place(places), &file)?);
    }
    Ok(margins)
}

/// Makes the records once, in an order that depends on `seed` alone, and writes each `scale` times, with the copies
/// next to each other as different offences and persons. The files of places, apart from the offences, are always at
/// scale 1. The same margins, seed and scale give the same bytes.
///
/// # Errors
/// `scale-out-of-range` when scale is 0 or the offences would be more than 100 million, `margin-not-reached` when no
/// people or places were found that meet a margin, `records-not-encoded` when the Parquet writer fails.
pub fn synthesise(margins: &Margins, seed: u64, scale: u32) -> Result<Vec<SyntheticFile>, Diagnostics> {
    let rows = margins.rows();
    if scale == 0 || rows.saturating_mul(scale.into()) > MOST_ROWS {
        return Err(scale_out_of_range(rows, scale).into());
    }
    let calendar = Calendar::new(margins.first_year, margins.years.len());
    let records = assign::assign(margins, &calendar, seed);
    let made = margins.people.as_ref().map(|people| people::make(margins, people, &calendar, &records, seed));
    let world = made.transpose()?;
    let scene = margins.places.as_ref().map(|places| places::scene(places, margins, &records, seed));
    let made = Made { calendar: &calendar, records: &records, scene: scene.as_ref(), world: world.as_ref() };
    let mut files = encode(margins, &made, scale).map_err(|error| not_encoded(&error))?;
    if let Some(places) = &margins.places {
        files.extend(places::files(places, margins, seed)?);
    }
    Ok(files)
}

/// The records of offences and people, before they are written.
struct Made<'a> {
    calendar: &'a Calendar,
    records: &'a Records,
    scene: Option<&'a Scene>,
    world: Option<&'a World>,
}

fn not_encoded(error: &PolarsError) -> Diagnostic {
    let why = if matches!(error, PolarsError::IO { .. }) {
        "there is no room for them"
    } else {
        "a column has no form in Parquet"
    };
    Diagnostic::machine(Code::RecordsNotEncoded, format!("cannot encode the records: {why}"))
}

/// The offences, then the files of their people.
fn encode(margins: &Margins, made: &Made, scale: u32) -> PolarsResult<Vec<SyntheticFile>> {
    let offences = SyntheticFile {
        path: "offences.parquet".to_owned(),
        bytes: write::parquet(margins, made.calendar, made.records, made.scene, scale)?,
    };
    let mut files = vec![offences];
    if let Some(world) = made.world {
        files.extend(write_people::files(margins, made.calendar, made.records, world, scale)?);
    }
    Ok(files)
}

fn scale_out_of_range(rows: u64, scale: u32) -> Diagnostic {
    let records = rows.saturating_mul(scale.into());
    Diagnostic::error(Code::ScaleOutOfRange, format!("scale {scale} makes {records} records"))
        .found(format!("scale {scale} over margins of {rows} records"))
        .expected(format!("at least 1 and at most {MOST_ROWS} records: a scale up to {}", MOST_ROWS / rows.max(1)))
}

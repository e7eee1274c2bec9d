//! Synthetic offence records that reproduce published margins.
//!
//! Real police records cannot be published, so an author without an extract works on invented rows whose totals are
//! the published ones. [`read_margins`] reads and checks the published counts, [`synthesise`] deals them out to rows.
//! Exact by construction: every margin is expanded to as many codes as it counts, shuffled, and laid beside the rows
//! it counts; nothing is sampled that a margin fixes. This room reads one YAML file and writes nothing.
//!
//! ```text
//!  margins.yaml ──file──► MarginsFile ──shape, sums──► Margins ──assign──► Records ──write──► offences.parquet
//! ```

mod apportion;
mod assign;
mod calendar;
mod file;
mod margins;
mod shape;
mod sums;
#[cfg(test)]
mod tests;
mod write;

use std::path::Path;

use crate::diag::{Diagnostic, Diagnostics};

use calendar::Calendar;
pub use margins::Margins;

/// The most rows one run makes: at most 15 bytes of codes each are held at once, besides the compressed file.
const MOST_ROWS: u64 = 100_000_000;

/// One file of synthetic records, not yet on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntheticFile {
    /// The file's name inside the output folder, such as `offences.parquet`.
    pub path: String,
    /// The whole content.
    pub bytes: Vec<u8>,
}

/// Reads a margins file and checks that its tables agree with one another.
///
/// # Errors
/// Every fault found: an unreadable file, a wrong shape (with its place), or margins that contradict each other
/// (`margins-disagree`, with both sums).
pub fn read_margins(path: &Path) -> Result<Margins, Diagnostics> {
    let (file, source) = file::read(path)?;
    shape::check(&file, &source)?;
    margins::resolve(&file, &source)
}

/// Makes the records: each margin times `scale`, in an order that depends on `seed` alone. The same margins, seed and
/// scale give the same bytes.
///
/// # Errors
/// `scale-out-of-range` when scale is 0 or the rows would be more than 100 million, `records-not-encoded` when the Parquet
/// writer fails.
pub fn synthesise(margins: &Margins, seed: u64, scale: u32) -> Result<Vec<SyntheticFile>, Diagnostics> {
    let rows = margins.rows();
    if scale == 0 || rows.saturating_mul(scale.into()) > MOST_ROWS {
        return Err(scale_out_of_range(rows, scale).into());
    }
    let calendar = Calendar::new(margins.first_year, margins.years.len());
    let records = assign::assign(margins, &calendar, seed, scale);
    let bytes = write::parquet(margins, &calendar, &records)
        .map_err(|error| Diagnostic::machine("records-not-encoded", format!("cannot encode the records: {error}")))?;
    Ok(vec![SyntheticFile { path: "offences.parquet".to_owned(), bytes }])
}

fn scale_out_of_range(rows: u64, scale: u32) -> Diagnostic {
    let records = rows.saturating_mul(scale.into());
    Diagnostic::error("scale-out-of-range", format!("scale {scale} makes {records} records"))
        .found(format!("scale {scale} over margins of {rows} records"))
        .expected(format!("at least 1 and at most {MOST_ROWS} records: a scale up to {}", MOST_ROWS / rows.max(1)))
}

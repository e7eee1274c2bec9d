//! Harm weights as measures use them: there must be some, and one for every offence that is counted.

use super::Setting;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_data::HarmWeights;
use sna_data::query::{Counts, Key};

/// The weights of the manifest.
///
/// # Errors
/// `no-harm-weights` when it names none.
pub(super) fn harm_weights<'a>(setting: &Setting<'a>) -> Result<&'a HarmWeights, Diagnostic> {
    setting.catalogue.harm_weights.as_ref().ok_or_else(|| {
        Diagnostic::error(Code::NoHarmWeights, "the data manifest names no harm weights")
            .expected("a line `harm_weights:` in the data manifest")
    })
}

/// Checks that every offence has a weight: a missing one would silently lower the harm. `by_offence` counts records by
/// offence.
///
/// # Errors
/// `missing-weight` for each offence without one, and for records without an offence.
pub(super) fn check_weights(weights: &HarmWeights, by_offence: &Counts) -> Result<(), Diagnostics> {
    let missing = by_offence.0.iter().filter_map(|(keys, count)| {
        let message = match keys.first() {
            Some(Key::Text(offence)) if weights.0.contains_key(offence) => return None,
            Some(Key::Text(offence)) => format!("no harm weight for `{offence}` ({count} records)"),
            _ => format!("{count} records have no offence, so no harm weight"),
        };
        Some(
            Diagnostic::error(Code::MissingWeight, message).expected("a weight in the file that `harm_weights:` names"),
        )
    });
    let found: Diagnostics = missing.collect();
    found.into_result(()).map(|_| ())
}

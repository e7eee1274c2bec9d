//! Harm weights as measures use them: there must be some, and one for every offence that is counted.

use super::At;
use super::numbers::number_of;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_data::HarmWeights;
use sna_data::query::{Counts, Dimension, Key, Keys};

/// The weights of the manifest.
///
/// # Errors
/// `no-harm-weights` if the manifest does not name a file of weights.
pub(super) fn harm_weights<'a>(setting: &At<'a>) -> Result<&'a HarmWeights, Diagnostic> {
    setting.catalogue.harm_weights.as_ref().ok_or_else(|| {
        Diagnostic::error(Code::NoHarmWeights, "the data manifest does not name a file of harm weights")
            .expected("a line `harm_weights:` in the data manifest")
    })
}

/// Offences, which are what the weights are for.
pub(super) const OFFENCE: Dimension = Dimension::Column("offence");

/// Checks that every offence has a weight: a missing one would silently lower the harm. `counts` are by offence and anything
/// else.
///
/// # Errors
/// `missing-weight` for each offence without one, and for records without an offence.
pub(super) fn check_weights(weights: &HarmWeights, counts: &Counts) -> Result<(), Diagnostics> {
    let missing = counts.keys(&OFFENCE).into_iter().filter_map(|key| {
        let records = counts.sum([Keys::only(&OFFENCE, &key)]).value();
        let message = match key {
            Key::Text(offence) if weights.0.contains_key(&offence) => return None,
            Key::Text(offence) => {
                format!("no harm weight for `{offence}` ({})", number_of(records, "record", "records"))
            }
            Key::Number(_) | Key::Flag(_) | Key::Missing => {
                let have = if records == 1 { "has" } else { "have" };
                format!("{} {have} no offence, so no harm weight", number_of(records, "record", "records"))
            }
        };
        Some(
            Diagnostic::error(Code::MissingWeight, message).expected("a weight in the file that `harm_weights:` names"),
        )
    });
    let found: Diagnostics = missing.collect();
    found.into_result(()).map(|_| ())
}

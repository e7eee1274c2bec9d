//! Harm weights: the sentencing starting point of each offence, in days, and where each figure comes from.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};
use sna_core::yaml;
use sna_core::yaml::read_text;

/// The weight of one offence.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HarmWeight {
    /// Starting point of a first offender's sentence, in days.
    pub days: f64,
    /// Where the figure comes from.
    pub source: String,
}

/// Weights by offence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HarmWeights(pub BTreeMap<String, HarmWeight>);

impl HarmWeights {
    /// Reads the weights file.
    ///
    /// # Errors
    /// The file cannot be read, or a weight is negative or not a number.
    pub fn read(path: &Path, named_at: &Place) -> Result<Self, Diagnostics> {
        let text = read_text(path, Some(named_at))?;
        let weights: BTreeMap<String, HarmWeight> = yaml::read(&text, &path.display().to_string())?;
        let wrong = weights.iter().filter(|(_, weight)| !weight.days.is_finite() || weight.days < 0.0);
        let found: Diagnostics = wrong
            .map(|(offence, weight)| {
                Diagnostic::error(Code::BadWeight, format!("the harm weight of `{offence}` is not a number of days"))
                    .at(Place::file(path))
                    .found(weight.days.to_string())
                    .expected("a number from 0 up")
            })
            .collect();
        found.into_result(Self(weights)).map(|(weights, _)| weights)
    }
}

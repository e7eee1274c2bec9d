//! Crime harm: each offence counts as many days as its sentencing starting point for a first offender.
//!
//! After the Cambridge Crime Harm Index (Sherman, Neyroud and Neyroud 2016, doi 10.1093/police/paw003).

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{categories, header};
use super::{Body, Measure, Setting};
use crate::diag::{Diagnostic, Diagnostics};
use crate::document::{Cell, Column, Format, Missing, Role};
use crate::query::{Counts, Dimension, Key, Question};
use crate::yaml::Spanned;

/// Crime harm: offences weighted by their sentencing starting points, by year.
///
/// Total harm is the sum of the weights in days, average harm that sum by the number of offences. Every offence in
/// scope must have a weight in the manifest's weights file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Harm {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the rows; `financial_year` by default.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
}

impl Harm {
    fn rows(&self, setting: &Setting<'_>) -> Result<Dimension, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        match &self.rows {
            Some(name) => Ok(setting.dimension(source, name)?),
            None => Ok(Dimension::FinancialYear),
        }
    }
}

impl Measure for Harm {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        setting.require(source, "offence", self.of.as_ref())?;
        if setting.catalogue.harm_weights.is_none() {
            return Err(Diagnostic::error("no-harm-weights", "the data manifest names no harm weights")
                .expected("a line `harm_weights:` in the data manifest")
                .into());
        }
        let rows = self.rows(setting)?;
        Ok(vec![setting.query(source, vec![rows, Dimension::Column("offence")])])
    }

    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let counts = answers.first().cloned().unwrap_or_default();
        let dimension = self.rows(setting)?;
        check_weights(&counts, setting)?;
        let by_row = counts.by(&[0]);
        let all: f64 = counts.0.iter().map(|(keys, count)| days(setting, keys) * *count as f64).sum();
        let mut rows = Vec::new();
        for category in categories(&dimension, setting, &counts.keys(0)) {
            let offences = by_row.at(std::slice::from_ref(&category.key));
            let of_row = counts.0.iter().filter(|(keys, _)| keys.first() == Some(&category.key));
            let harm: f64 = of_row.map(|(keys, count)| days(setting, keys) * *count as f64).sum();
            let ratio = |part: f64, whole: f64| {
                if whole > 0.0 { Cell::Number(part / whole) } else { Cell::Missing(Missing::NotApplicable) }
            };
            rows.push(category.row(vec![
                Cell::Count(offences),
                Cell::Number(harm),
                ratio(harm, offences as f64),
                ratio(harm, all),
            ]));
        }
        let columns = vec![
            Column::new("count", "Offences", Role::Value, Format::Count),
            Column::new("harm", "Harm, days", Role::Value, Format::Count),
            Column::new("mean_harm", "Average harm, days an offence", Role::Derived, Format::Decimal(0)),
            Column::new("share", "Share of harm", Role::Derived, Format::Percent(1)),
        ];
        let notes =
            vec!["Harm is the sentencing starting point of each offence for a first offender, in days.".to_owned()];
        Ok(Body { row_header: header(&dimension).to_owned(), columns, rows, heat: None, notes })
    }
}

fn days(setting: &Setting<'_>, keys: &[Key]) -> f64 {
    let weights = setting.catalogue.harm_weights.as_ref();
    match (weights, keys.get(1)) {
        (Some(weights), Some(Key::Text(offence))) => weights.0.get(offence).map_or(0.0, |weight| weight.days),
        _ => 0.0,
    }
}

/// Every offence in scope must have a weight: a missing one would silently lower the harm.
fn check_weights(counts: &Counts, setting: &Setting<'_>) -> Result<(), Diagnostics> {
    let Some(weights) = &setting.catalogue.harm_weights else { return Ok(()) };
    let mut found = Diagnostics::default();
    for (keys, count) in &counts.by(&[1]).0 {
        match keys.first() {
            Some(Key::Text(offence)) if weights.0.contains_key(offence) => {}
            Some(Key::Text(offence)) => found.push(
                Diagnostic::error("missing-weight", format!("no harm weight for `{offence}` ({count} offences)"))
                    .expected("a weight in the file that `harm_weights:` names"),
            ),
            _ => found.push(Diagnostic::error(
                "missing-weight",
                format!("{count} records have no offence, so no harm weight"),
            )),
        }
    }
    found.into_result(()).map(|_| ())
}

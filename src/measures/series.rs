//! Counts by month with a straight trend line. A month in which the source has no records at all is a gap.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{categories, header};
use super::{Body, Measure, Setting};
use crate::diag::Diagnostics;
use crate::document::{Cell, Column, Format, Missing, Role};
use crate::query::{Counts, Dimension, Question};
use crate::stats;
use crate::yaml::Spanned;

/// Counts by month with a trend line; months without data are gaps.
///
/// The trend is the least-squares line over the months with data. It is not drawn across a gap's missing figures.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Only the last so many months of the period.
    pub last_months: Option<usize>,
}

impl Measure for Series {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        Ok(vec![setting.query(source, vec![Dimension::Month])])
    }

    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let counts = answers.first().cloned().unwrap_or_default();
        let months = setting.scope.period.months();
        let from = self.last_months.map_or(0, |last| months.len().saturating_sub(last));
        let all = categories(&Dimension::Month, setting, &counts.keys(0));
        let shown: Vec<_> = all.into_iter().zip(&months).skip(from).collect();
        let figures: Vec<Option<u64>> = (shown.iter())
            .map(|(category, month)| {
                setting.months.contains(month).then(|| counts.at(std::slice::from_ref(&category.key)))
            })
            .collect();
        let trend = stats::trend(&figures.iter().map(|figure| figure.map(|count| count as f64)).collect::<Vec<_>>());
        let rows = shown.iter().zip(&figures).enumerate().map(|(at, ((category, _), figure))| {
            let count = figure.map_or(Cell::Missing(Missing::NotAvailable), Cell::Count);
            let line =
                trend.as_ref().map_or(Cell::Missing(Missing::NotAvailable), |trend| Cell::Number(trend.value_at(at)));
            category.row(vec![count, line])
        });
        let gaps = figures.iter().filter(|figure| figure.is_none()).count();
        let notes = if gaps == 0 {
            vec![]
        } else {
            vec![format!("{gaps} months have no records in the source and are left as gaps.")]
        };
        let columns = vec![
            Column::new("count", "Number", Role::Value, Format::Count),
            Column::new("trend", "Trend line", Role::Derived, Format::Decimal(1)),
        ];
        Ok(Body {
            row_header: header(&Dimension::Month).to_owned(),
            columns,
            rows: rows.collect(),
            notes,
            ..Body::default()
        })
    }
}

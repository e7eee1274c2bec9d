//! Counts by month with a straight trend line. A month in which the source has no records at all is a gap.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{categories, header};
use super::process::{Process, Watched};
use super::{Body, Setting, Stated};
use sna_core::diag::Diagnostics;
use sna_core::document::{Column, Figure, Format, Missing, Role};
use sna_core::stats;
use sna_core::yaml::Spanned;
use sna_data::query::{Dimension, Grouped, Question};

/// Counts by month with a trend line; months without data are gaps.
///
/// The trend is the least-squares line over the months with data. It is not drawn across a gap's missing figures. With
/// `process: xmr` a chart can draw the mean and the limits dashed and mark the months with a signal:
/// `lines: { columns: [count], trend: [mean, lower_limit, upper_limit], signals: signal }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Only the last so many months of the period.
    pub last_months: Option<usize>,
    /// Process control: columns for the mean, the natural process limits and what chance alone would hardly do.
    pub process: Option<Process>,
}

impl Stated for Series {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        Ok(vec![setting.query(source, vec![Dimension::Month])])
    }

    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn table(&self, setting: &Setting<'_>, answers: &[Grouped]) -> Result<Body, Diagnostics> {
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
        let points: Vec<Option<f64>> = figures.iter().map(|figure| figure.map(|count| count as f64)).collect();
        let trend = stats::trend(&points);
        let process = self.process.map(|process| process.of(&points));
        let rows = shown.iter().zip(&figures).enumerate().map(|(at, ((category, _), figure))| {
            let count = figure.map_or(Figure::Missing(Missing::NotAvailable), Figure::undeclared);
            let line = trend
                .as_ref()
                .map_or(Figure::Missing(Missing::NotAvailable), |trend| Figure::Number(trend.value_at(at)));
            let process = process.iter().flat_map(|process| process.cells(at));
            category.row([count, line].into_iter().chain(process).collect())
        });
        let gaps = figures.iter().filter(|figure| figure.is_none()).count();
        let gaps = (gaps > 0).then(|| format!("{gaps} months have no records in the source and are left as gaps."));
        let labels: Vec<&str> = shown.iter().map(|(category, _)| category.label.as_str()).collect();
        let of_process = process.iter().flat_map(|process| process.notes(&labels));
        let notes = gaps.into_iter().chain(of_process).collect();
        let columns = vec![
            Column::new("count", "Number", Role::Value, Format::Count),
            Column::new("trend", "Trend line", Role::Derived, Format::Decimal(1)),
        ];
        let columns = columns.into_iter().chain(self.process.iter().flat_map(|_| Watched::columns())).collect();
        Ok(Body {
            row_header: header(&Dimension::Month).to_owned(),
            columns,
            rows: rows.collect(),
            notes,
            ..Body::default()
        })
    }
}

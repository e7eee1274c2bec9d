//! Crime harm: each offence counts as many days as its sentencing starting point for a first offender.
//!
//! After the Cambridge Crime Harm Index (Sherman, Neyroud and Neyroud 2016, doi 10.1093/police/paw003).

use schemars::JsonSchema;
use serde::Deserialize;

use super::axis::Axis;
use super::bands::Bands;
use super::categories::Category;
use super::person_source::as_header;
use super::weights::{check_weights, harm_weights};
use super::{Body, Setting, Stated};
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Column, Figure, Format, Missing, Role, RowKind, Support};
use sna_core::yaml::Spanned;
use sna_data::HarmWeights;
use sna_data::query::{Dimension, Grouped, Key, Question};

/// Crime harm: offences weighted by their sentencing starting points, by year.
///
/// Total harm is the sum of the weights in days, average harm that sum by the number of records. Every offence in
/// scope must have a weight in the manifest's weights file. Of victims or suspects, an offence weighs once for each of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Harm {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the rows; `financial_year` by default.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
    /// Age bands of the rows, when they are an age.
    pub bands: Option<Bands>,
    /// Dimension of columns: the cells are then total harm, and the last column is their sum.
    #[schemars(with = "Option<String>")]
    pub columns: Option<Spanned<String>>,
}

/// Records and their harm in days.
#[derive(Debug, Clone, Copy, Default)]
struct Weighed {
    records: u64,
    days: f64,
}

impl Harm {
    fn rows(&self, setting: &Setting<'_>) -> Result<Axis, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        match &self.rows {
            Some(name) => Axis::read(setting, source, name, self.bands.as_ref()),
            None => Ok(Axis::plain(Dimension::FinancialYear)),
        }
    }

    fn columns(&self, setting: &Setting<'_>) -> Result<Option<Axis>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        self.columns.as_ref().map(|name| Axis::read(setting, source, name, None)).transpose()
    }

    /// Records, harm, average and share, one row each.
    fn summary(
        rows: &[Category],
        weighed: impl Fn(Option<&Key>, Option<&Key>) -> Weighed,
        base: &str,
    ) -> (Vec<Column>, Vec<BodyRow>) {
        let all = weighed(None, None);
        let cells = |part: Weighed| {
            vec![
                Figure::undeclared(part.records),
                Figure::Number(part.days),
                ratio(part.days, count(part.records)),
                ratio(part.days, all.days),
            ]
        };
        let columns = vec![
            Column::new("count", base, Role::Value, Format::Count),
            Column::new("harm", "Harm, days", Role::Value, Format::Count),
            Column::new("mean_harm", "Average harm, days", Role::Derived, Format::Decimal(0)),
            Column::new("share", "Share of harm", Role::Derived, Format::Percent(1)),
        ];
        (columns, rows.iter().map(|row| row.row(cells(weighed(Some(&row.key), None)))).collect())
    }

    /// Total harm by row and column, with sums.
    fn matrix(
        rows: &[Category],
        across: &[Category],
        weighed: impl Fn(Option<&Key>, Option<&Key>) -> Weighed,
    ) -> (Vec<Column>, Vec<BodyRow>) {
        let cells = |row: Option<&Key>| {
            let by_column = across.iter().map(|column| weighed(row, Some(&column.key)));
            by_column.chain([weighed(row, None)]).map(|part| Figure::Number(part.days)).collect::<Vec<_>>()
        };
        let newest = across.len().saturating_sub(1);
        let columns = across.iter().enumerate().map(|(at, column)| column.column(at == newest));
        let columns = columns.chain([Column::new("total", "Total", Role::Total, Format::Count)]).collect();
        let total = BodyRow { key: "total".into(), label: "Total".into(), kind: RowKind::Total, cells: cells(None) };
        (columns, rows.iter().map(|row| row.row(cells(Some(&row.key)))).chain([total]).collect())
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn count(records: u64) -> f64 {
    records as f64
}

fn ratio(part: f64, whole: f64) -> Figure {
    if whole > 0.0 { Figure::Number(part / whole) } else { Figure::Missing(Missing::NotApplicable) }
}

impl Stated for Harm {
    fn rests_on(&self) -> &'static [Support] {
        &[Support::HarmWeights]
    }

    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        setting.require(source, "offence", self.of.as_ref())?;
        harm_weights(setting)?;
        let rows = self.rows(setting)?.dimension;
        let columns = self.columns(setting)?.map(|axis| axis.dimension);
        Ok(vec![setting.query(source, [rows, Dimension::Column("offence")].into_iter().chain(columns).collect())])
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Grouped]) -> Result<Body, Diagnostics> {
        let counts = answers.first().cloned().unwrap_or_default();
        let weights = harm_weights(setting)?;
        check_weights(weights, &counts.by(&[1]))?;
        let (rows, columns) = (self.rows(setting)?, self.columns(setting)?);
        let counts = rows.fold(&counts, 0);
        let weighed = |row: Option<&Key>, column: Option<&Key>| {
            let inside = |keys: &[Key]| {
                row.is_none_or(|row| keys.first() == Some(row))
                    && column.is_none_or(|column| keys.get(2) == Some(column))
            };
            counts.0.iter().filter(|(keys, _)| inside(keys)).fold(Weighed::default(), |sum, (keys, records)| Weighed {
                records: sum.records + records,
                days: sum.days + days(weights, keys) * count(*records),
            })
        };
        let down = rows.categories(setting, &counts.keys(0));
        let base = as_header(&setting.source(self.of.as_ref())?.name);
        let (columns, body) = match columns {
            None => Self::summary(&down, weighed, &base),
            Some(across) => Self::matrix(&down, &across.categories(setting, &counts.keys(2)), weighed),
        };
        let mut notes =
            vec!["Harm is the sentencing starting point of each offence for a first offender, in days.".to_owned()];
        if base != "Offences" {
            notes.push(format!("An offence weighs once for each of its {}.", base.to_lowercase()));
        }
        Ok(Body { row_header: rows.header().to_owned(), columns, rows: body, notes, ..Body::default() })
    }
}

fn days(weights: &HarmWeights, keys: &[Key]) -> f64 {
    match keys.get(1) {
        Some(Key::Text(offence)) => weights.0.get(offence).map_or(0.0, |weight| weight.days),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests;

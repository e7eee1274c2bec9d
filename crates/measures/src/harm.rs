//! Crime harm: each offence counts as many days as its sentencing starting point for a first offender.
//!
//! After the Cambridge Crime Harm Index (Sherman, Neyroud and Neyroud 2016, doi 10.1093/police/paw003).

use schemars::JsonSchema;
use serde::Deserialize;

use super::axis::Axis;
use super::bands::Bands;
use super::categories::Category;
use super::person_source::as_header;
use super::weights::{OFFENCE, check_weights, harm_weights};
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Column, Figure, Format, Missing, Role, RowKind, Support};
use sna_core::yaml::Spanned;
use sna_data::query::{AnswerId, Ask, Counts, Key, Keys};
use sna_data::{HarmWeights, SourceFrame};

/// Crime harm: offences weighted by their sentencing starting points, by year.
///
/// Total harm is the sum of the weights in days, average harm that sum by the number of records. Every offence in scope
/// must have a weight in the manifest's weights file. For victims or suspects, an offence counts once for each person.
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

impl Harm {
    fn rows(&self, at: &At<'_>, source: &SourceFrame) -> Result<Axis, Diagnostics> {
        match &self.rows {
            Some(name) => Axis::read(at, source, name, self.bands.as_ref()),
            None => Ok(Axis::plain(at.years())),
        }
    }

    fn columns(&self, at: &At<'_>, source: &SourceFrame) -> Result<Option<Axis>, Diagnostics> {
        self.columns.as_ref().map(|name| Axis::read(at, source, name, None)).transpose()
    }
}

/// Harm whose question is asked.
struct LaidHarm<'a> {
    at: At<'a>,
    /// The source at the head of a column.
    base: String,
    weights: &'a HarmWeights,
    rows: Axis,
    columns: Option<Axis>,
    counts: AnswerId,
}

/// Records by offence, and what an offence weighs.
struct Weighed<'c> {
    counts: &'c Counts,
    weights: &'c HarmWeights,
}

/// Columns and rows of a table.
type Cells = (Vec<Column>, Vec<BodyRow>);

impl Weighed<'_> {
    /// The harm of the records of some keys, in days.
    fn days(&self, keys: &[Keys]) -> f64 {
        let lines = self.counts.lines().filter(|line| keys.iter().all(|keys| line.lies_in(keys)));
        lines.fold(0.0, |days, line| days + self.weight(line.key(&OFFENCE)) * number(line.count))
    }

    fn weight(&self, offence: &Key) -> f64 {
        match offence {
            Key::Text(offence) => self.weights.0.get(offence).map_or(0.0, |weight| weight.days),
            Key::Number(_) | Key::Flag(_) | Key::Missing => 0.0,
        }
    }

    /// Records, harm, average and share, one row each.
    fn summary(&self, rows: &Axis, listed: &[Category], base: &str) -> Cells {
        let all = self.days(&[]);
        let cells = |row: &Category| {
            let keys = [rows.of(row)];
            let (days, records) = (self.days(&keys), self.counts.sum(keys));
            let average = ratio(days, number(records.value()));
            vec![Figure::Count(records), Figure::Number(days), average, ratio(days, all)]
        };
        let columns = vec![
            Column::new("count", base, Role::Value, Format::Count),
            Column::new("harm", "Harm, days", Role::Value, Format::Count),
            Column::new("mean_harm", "Average harm, days", Role::Derived, Format::Decimal(0)),
            Column::new("share", "Share of harm", Role::Derived, Format::Percent(1)),
        ];
        (columns, listed.iter().map(|row| row.row(cells(row))).collect())
    }

    /// Total harm by row and column, with sums.
    fn matrix(&self, rows: &Axis, listed: &[Category], across: &Axis, columns: &[Category]) -> Cells {
        let cells = |row: Option<&Category>| {
            let keys = |column| row.map(|row| rows.of(row)).into_iter().chain(column).collect::<Vec<Keys>>();
            let by_column = columns.iter().map(|column| keys(Some(across.of(column)))).chain([keys(None)]);
            by_column.map(|keys| Figure::Number(self.days(&keys))).collect()
        };
        let newest = columns.len().saturating_sub(1);
        let columns = columns.iter().enumerate().map(|(at, column)| column.column(at == newest));
        let columns = columns.chain([Column::new("total", "Total", Role::Total, Format::Count)]).collect();
        let total = BodyRow { key: "total".into(), label: "Total".into(), kind: RowKind::Total, cells: cells(None) };
        (columns, listed.iter().map(|row| row.row(cells(Some(row)))).chain([total]).collect())
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn number(records: u64) -> f64 {
    records as f64
}

fn ratio(part: f64, whole: f64) -> Figure {
    if whole > 0.0 { Figure::Number(part / whole) } else { Figure::Missing(Missing::NotApplicable) }
}

impl Measure for Harm {
    fn rests_on(&self) -> &'static [Support] {
        &[Support::HarmWeights]
    }

    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        at.require(source, "offence", self.of.as_ref())?;
        let weights = harm_weights(&at)?;
        let (rows, columns) = (self.rows(&at, source)?, self.columns(&at, source)?);
        let across = columns.as_ref().map(|axis| axis.dimension.clone());
        let counts = ask.records(source, at.scope, [rows.dimension.clone(), OFFENCE].into_iter().chain(across));
        Ok(Box::new(LaidHarm { at, base: as_header(&source.name), weights, rows, columns, counts }))
    }
}

impl Laid for LaidHarm<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let (counts, rows, base) = (&answered[self.counts], &self.rows, &self.base);
        check_weights(self.weights, counts)?;
        let weighed = Weighed { counts, weights: self.weights };
        let listed = rows.listed(&self.at, counts);
        let (columns, body) = match &self.columns {
            None => weighed.summary(rows, &listed, base),
            Some(across) => weighed.matrix(rows, &listed, across, &across.listed(&self.at, counts)),
        };
        let mut notes =
            vec!["Harm is the sentencing starting point of each offence for a first offender, in days.".to_owned()];
        if base != "Offences" {
            notes.push(format!("An offence counts once for each of its {}.", base.to_lowercase()));
        }
        Ok(Body { row_header: rows.header().to_owned(), columns, rows: body, notes, ..Body::default() })
    }
}

#[cfg(test)]
mod tests;

//! Counts by year: the change on the year before, the relative change, and the average month.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{categories, header};
use super::times::period_of;
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::Diagnostics;
use sna_core::document::{Column, Counted, Figure, Format, Fraction, Missing, Role};
use sna_core::yaml::Spanned;
use sna_data::Period;
use sna_data::query::{AnswerId, Ask, Dimension};

/// Counts by year with change, change % and the monthly average.
///
/// Change is the new figure minus the old; change % divides that by the old figure. The average month divides by the
/// months that the source covers; a year that it covers only in part is compared with the same months of the year before.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Calendar years, whatever years the report counts by.
    #[serde(default)]
    pub calendar_years: bool,
}

/// A year's records and the months' worth of it that the source covers.
struct Year {
    count: Counted,
    period: Period,
    months: f64,
}

impl Volume {
    fn dimension(&self, at: &At<'_>) -> Dimension {
        if self.calendar_years { Dimension::Year } else { at.years() }
    }
}

/// Counts by year whose question is asked.
struct LaidVolume<'a> {
    at: At<'a>,
    dimension: Dimension,
    counts: AnswerId,
}

impl Measure for Volume {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        let dimension = self.dimension(&at);
        let counts = ask.records(source, at.scope, [dimension.clone()]);
        Ok(Box::new(LaidVolume { at, dimension, counts }))
    }
}

impl Laid for LaidVolume<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let counts = &answered[self.counts];
        let days = answered.covered.all.complete.within(self.at.scope.period);
        let mut before: Option<Year> = None;
        let mut rows = Vec::new();
        for category in categories(&self.dimension, &self.at, &counts.keys(&self.dimension)) {
            let Some(period) = period_of(&self.dimension, &category.key) else { continue };
            let count = counts.sum([category.of(&self.dimension)]);
            let year = Year { count, period, months: days.months_in(period) };
            rows.push(category.row(self.cells(answered, before.as_ref(), &year)));
            before = Some(year);
        }
        Ok(Body { row_header: header(&self.dimension).to_owned(), columns: columns(), rows, ..Body::default() })
    }
}

impl LaidVolume<'_> {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn cells(&self, answered: &Answered<'_>, before: Option<&Year>, year: &Year) -> Vec<Figure> {
        if year.months == 0.0 {
            return vec![Figure::Missing(Missing::NotAvailable); 4];
        }
        let days = &answered.covered.all;
        let pair = |before: &Year| {
            answered.comparable(&self.at, days, (&before.count, before.period), (&year.count, year.period))
        };
        let (change, relative) =
            before.map_or([Missing::NotApplicable; 2].map(Figure::Missing).into(), |before| changed(pair(before)));
        let monthly = Figure::Number(year.count.value() as f64 / year.months);
        vec![Figure::Count(year.count.clone()), change, relative, monthly]
    }
}

/// Change and relative change of two counts that can be compared; not available where there are none.
pub(super) fn changed(pair: Option<(u64, u64)>) -> (Figure, Figure) {
    let none = || Figure::Missing(Missing::NotAvailable);
    pair.map_or_else(|| (none(), none()), |(before, after)| change(before, after))
}

/// Change and relative change; the latter does not exist from 0.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn change(before: u64, after: u64) -> (Figure, Figure) {
    let change = after as f64 - before as f64;
    let relative = Fraction::change(before, after).map_or(Figure::Missing(Missing::NotApplicable), Figure::Fraction);
    (Figure::Number(change), relative)
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("count", "Number", Role::Value, Format::Count),
        Column::new("change", "Change on the year before", Role::Change, Format::SignedCount),
        Column::new("change_pct", "Relative change", Role::Change, Format::SignedPercent(1)),
        Column::new("monthly_mean", "Average a month", Role::Derived, Format::Decimal(1)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use sna_core::document::{Cell, NotCounted};

    #[test]
    fn change_divides_by_the_old_figure() {
        let (absolute, relative) = change(750, 605);
        assert_eq!((absolute, relative.number()), (Figure::Number(-145.0), Some(-145.0 / 750.0)));
        assert_eq!(change(0, 5).1, Figure::Missing(Missing::NotApplicable));
    }

    #[test]
    fn a_year_in_part_has_no_change() {
        let year = |count, months_covered| Year { count: Counted::not(NotCounted::WorkedOut, count), months_covered };
        let (whole, part) = (year(120, 12), year(30, 3));
        let missing = Cell::Missing(Missing::NotAvailable);
        let cells: Vec<Cell> = part.cells(Some(&whole)).iter().map(Figure::cell).collect();
        assert_eq!(cells, [Cell::Count(30), missing.clone(), missing, Cell::Number(10.0)]);
    }
}

//! Counts by year: the change on the year before, the relative change, and the average month.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{categories, header};
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::Diagnostics;
use sna_core::document::{Column, Counted, Figure, Format, Fraction, Missing, Role};
use sna_core::yaml::Spanned;
use sna_data::query::{AnswerId, Ask, Dimension, Key};
use sna_data::{Month, Period};

/// Counts by year with change, change % and the monthly average.
///
/// Change is the new figure minus the old; change % divides that by the old figure. The average month divides by the
/// months that the source covers; a year that it covers only in part is marked and has no change, since the
/// periods are not alike.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Calendar years in place of financial years.
    #[serde(default)]
    pub calendar_years: bool,
}

const MONTHS_OF_A_YEAR: u32 = 12;

/// A year's records and the months it covers.
struct Year {
    count: Counted,
    months_covered: u32,
}

impl Volume {
    fn dimension(&self) -> Dimension {
        if self.calendar_years { Dimension::Year } else { Dimension::FinancialYear }
    }

    fn months_of(&self, key: &Key, period: Period) -> Vec<Month> {
        let year = |month: &Month| if self.calendar_years { month.year } else { month.financial_year().0 };
        period.months().into_iter().filter(|month| Key::Number(year(month).into()) == *key).collect()
    }
}

/// Counts by year whose question is asked.
struct LaidVolume<'a> {
    options: &'a Volume,
    at: At<'a>,
    dimension: Dimension,
    counts: AnswerId,
}

impl Measure for Volume {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        let dimension = self.dimension();
        let counts = ask.records(source, at.scope, [dimension.clone()]);
        Ok(Box::new(LaidVolume { options: self, at, dimension, counts }))
    }
}

impl Laid for LaidVolume<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let (counts, period) = (&answered[self.counts], self.at.scope.period);
        let mut before: Option<Year> = None;
        let mut rows = Vec::new();
        for category in categories(&self.dimension, &self.at, &counts.keys(&self.dimension)) {
            let year = Year {
                count: counts.sum([category.of(&self.dimension)]),
                months_covered: answered.months.covered(self.options.months_of(&category.key, period)),
            };
            rows.push(category.row(year.cells(before.as_ref())));
            before = Some(year);
        }
        let notes = answered.months.years_in_part(period, &self.dimension).into_iter().collect();
        Ok(Body { row_header: header(&self.dimension).to_owned(), columns: columns(), rows, notes, ..Body::default() })
    }
}

impl Year {
    fn is_whole(&self) -> bool {
        self.months_covered == MONTHS_OF_A_YEAR
    }

    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn cells(&self, before: Option<&Self>) -> Vec<Figure> {
        let count = if self.months_covered == 0 {
            Figure::Missing(Missing::NotAvailable)
        } else {
            Figure::Count(self.count.clone())
        };
        let monthly = match self.months_covered {
            0 => Figure::Missing(Missing::NotAvailable),
            months => Figure::Number(self.count.value() as f64 / f64::from(months)),
        };
        let (change, relative) = match before {
            None => (Figure::Missing(Missing::NotApplicable), Figure::Missing(Missing::NotApplicable)),
            Some(before) if !before.is_whole() || !self.is_whole() => {
                (Figure::Missing(Missing::NotAvailable), Figure::Missing(Missing::NotAvailable))
            }
            Some(before) => change(before.count.value(), self.count.value()),
        };
        vec![count, change, relative, monthly]
    }
}

/// Change and relative change; the latter does not exist from 0.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(super) fn change(before: u64, after: u64) -> (Figure, Figure) {
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

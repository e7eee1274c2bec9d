//! Counts by year: the change on the year before, the relative change, and the average month.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{categories, header};
use super::{Body, Measure, Setting};
use sna_core::diag::Diagnostics;
use sna_core::document::{Cell, Column, Format, Fraction, Missing, Role};
use sna_core::yaml::Spanned;
use sna_data::query::{Counts, Dimension, Key, Question};
use sna_data::{Month, Period};

/// Counts by year with change, change % and the monthly average.
///
/// Change is new less old, relative change is that by the old. The average month divides by the months that the
/// source covers; a year that it covers only in part is marked and its change left out, since it compares unlike spans.
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
    count: u64,
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

impl Measure for Volume {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        Ok(vec![setting.query(source, vec![self.dimension()])])
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let dimension = self.dimension();
        let counts = answers.first().cloned().unwrap_or_default();
        let mut before: Option<Year> = None;
        let mut rows = Vec::new();
        for category in categories(&dimension, setting, &counts.keys(0)) {
            let months = self.months_of(&category.key, setting.scope.period);
            let year = Year {
                count: counts.at(std::slice::from_ref(&category.key)),
                months_covered: setting.covered(months.iter().copied()),
            };
            rows.push(category.row(year.cells(before.as_ref())));
            before = Some(year);
        }
        let notes = setting.years_in_part(&dimension).into_iter().collect();
        Ok(Body { row_header: header(&dimension).to_owned(), columns: columns(), rows, notes, ..Body::default() })
    }
}

impl Year {
    fn is_whole(&self) -> bool {
        self.months_covered == MONTHS_OF_A_YEAR
    }

    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn cells(&self, before: Option<&Self>) -> Vec<Cell> {
        let count =
            if self.months_covered == 0 { Cell::Missing(Missing::NotAvailable) } else { Cell::Count(self.count) };
        let monthly = match self.months_covered {
            0 => Cell::Missing(Missing::NotAvailable),
            months => Cell::Number(self.count as f64 / f64::from(months)),
        };
        let (change, relative) = match before {
            None => (Cell::Missing(Missing::NotApplicable), Cell::Missing(Missing::NotApplicable)),
            Some(before) if !before.is_whole() || !self.is_whole() => {
                (Cell::Missing(Missing::NotAvailable), Cell::Missing(Missing::NotAvailable))
            }
            Some(before) => change(before.count, self.count),
        };
        vec![count, change, relative, monthly]
    }
}

/// Change and relative change; the latter does not exist from 0.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(super) fn change(before: u64, after: u64) -> (Cell, Cell) {
    let change = after as f64 - before as f64;
    let relative = Fraction::change(before, after).map_or(Cell::Missing(Missing::NotApplicable), Cell::Fraction);
    (Cell::Number(change), relative)
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

    #[test]
    fn change_divides_by_the_old_figure() {
        let (absolute, relative) = change(750, 605);
        assert_eq!((absolute, relative.number()), (Cell::Number(-145.0), Some(-145.0 / 750.0)));
        assert_eq!(change(0, 5).1, Cell::Missing(Missing::NotApplicable));
    }

    #[test]
    fn a_year_in_part_has_no_change() {
        let whole = Year { count: 120, months_covered: 12 };
        let part = Year { count: 30, months_covered: 3 };
        let missing = Cell::Missing(Missing::NotAvailable);
        assert_eq!(part.cells(Some(&whole)), vec![Cell::Count(30), missing.clone(), missing, Cell::Number(10.0)]);
    }
}

//! Counts by year: the change on the year before, the relative change, and the average month.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{categories, header};
use super::times::period_of;
use super::{Answered, At, Body, Laid, Measure};
use sna_core::calendar::{Extent, Month};
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

/// A year's records.
struct Year {
    count: Counted,
    period: Period,
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
        let mut before: Option<Year> = None;
        let mut rows = Vec::new();
        for category in categories(&self.dimension, &self.at, &counts.keys(&self.dimension)) {
            let Some(period) = period_of(&self.dimension, &category.key) else { continue };
            let count = counts.sum([category.of(&self.dimension)]);
            let year = Year { count, period };
            rows.push(category.row(self.cells(answered, before.as_ref(), &year)));
            before = Some(year);
        }
        Ok(Body { row_header: header(&self.dimension).to_owned(), columns: columns(), rows, ..Body::default() })
    }
}

impl LaidVolume<'_> {
    fn cells(&self, answered: &Answered<'_>, before: Option<&Year>, year: &Year) -> Vec<Figure> {
        if answered.covered.days.within(self.at.scope.period).extent(year.period) == Extent::Nothing {
            return vec![Figure::Missing(Missing::NotAvailable); 4];
        }
        let days = &answered.covered.all;
        let pair = |before: &Year| {
            answered.comparable(&self.at, ("count", days), (&before.count, before.period), (&year.count, year.period))
        };
        let (change, relative) =
            before.map_or([Missing::NotApplicable; 2].map(Figure::Missing).into(), |before| changed(pair(before)));
        vec![Figure::Count(year.count.clone()), change, relative, self.monthly(answered, year)]
    }

    /// The average month of a year, over the months that are complete for all areas; not available where none is.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn monthly(&self, answered: &Answered<'_>, year: &Year) -> Figure {
        let complete = answered.covered.all.complete.within(self.at.scope.period);
        let months: Vec<Month> = year.period.months();
        let whole: Vec<Month> =
            months.iter().copied().filter(|month| complete.extent(month.period()) == Extent::Whole).collect();
        let records = match whole.len() == months.len() {
            true => Some(year.count.value()),
            false => answered.in_months(&year.count, &whole),
        };
        match records.filter(|_| !whole.is_empty()) {
            Some(records) => Figure::Number(records as f64 / whole.len() as f64),
            None => Figure::Missing(Missing::NotAvailable),
        }
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
    use super::super::fixture::{World, cell, number};
    use super::*;
    use sna_core::document::Cell;

    #[test]
    fn change_divides_by_the_old_figure() {
        let (absolute, relative) = change(750, 605);
        assert_eq!((absolute, relative.number()), (Figure::Number(-145.0), Some(-145.0 / 750.0)));
        assert_eq!(change(0, 5).1, Figure::Missing(Missing::NotApplicable));
    }

    const MANIFEST: &str = "title: T
sources:
  offences: { title: O, files: o.csv, covers: COVER, columns: { date: date, knife: knife } }
";

    /// Ten records a month from April 2022 to March 2024, twenty from April 2023, which end with the cover.
    fn world(cover: &str, last: i32) -> World {
        let months = (3..=last).map(|month| (2022 + month / 12, month % 12 + 1));
        let rows = months.flat_map(|(year, month)| {
            let number = if (year, month) >= (2023, 4) { 20 } else { 10 };
            (0..number).map(move |day| format!("{year}-{month:02}-{:02},yes", day % 28 + 1))
        });
        let rows: Vec<String> = ["date,knife".to_owned()].into_iter().chain(rows).collect();
        World::read(&MANIFEST.replace("COVER", cover), &[("o.csv", rows.join("\n") + "\n")])
    }

    #[test]
    fn a_year_in_part_is_compared_with_the_same_months() {
        let body = world("{ from: 2022-04, to: 2023-09 }", 20).table("volume: {}").unwrap();
        assert_eq!(number(&body, "2023/24", "count"), 120.0);
        assert_eq!(number(&body, "2023/24", "change"), 60.0, "April to September: 120 after 60");
        assert_eq!(number(&body, "2023/24", "monthly_mean"), 20.0);
        assert_eq!(number(&body, "2022/23", "monthly_mean"), 10.0);
    }

    #[test]
    fn years_without_a_month_in_common_are_not_compared() {
        let body =
            world("{ from: 2022-04, to: 2024-03 }", 26).within("2023-01", "2023-12").table("volume: {}").unwrap();
        assert_eq!(cell(&body, "2023/24", "change"), Cell::Missing(Missing::NotAvailable));
        let calendar = "volume: { calendar_years: true }";
        let body = world("{ from: 2022-04, to: 2024-03 }", 26).table(calendar).unwrap();
        assert_eq!(number(&body, "2023", "change"), 90.0, "April to December: 180 after 90");
    }

    #[test]
    fn a_year_outside_the_cover_has_no_figure() {
        let body = world("{ from: 2022-04, to: 2023-03 }", 26).table("volume: {}").unwrap();
        assert_eq!(cell(&body, "2023/24", "count"), Cell::Missing(Missing::NotAvailable));
        assert_eq!(cell(&body, "2023/24", "change"), Cell::Missing(Missing::NotAvailable));
    }

    #[test]
    fn nothing_is_compared_across_a_break() {
        let told = "covers: { from: 2022-04, to: 2024-03 }, breaks: [{ at: 2023-04, where: knife, why: a new flag }]";
        let manifest = MANIFEST.replace("covers: COVER", told);
        let rows = "date,knife\n2022-05-01,yes\n2023-05-01,yes\n".to_owned();
        let world = || World::read(&manifest, &[("o.csv", rows.clone())]);
        assert_eq!(number(&world().table("volume: {}").unwrap(), "2023/24", "change"), 0.0, "all records");
        let knife = world().where_("knife").table("volume: {}").unwrap();
        assert_eq!(cell(&knife, "2023/24", "change"), Cell::Missing(Missing::NotAvailable));
    }
}

//! Counts by month with a straight trend line. A month that the source does not wholly cover is a gap; a covered month without a
//! record is a true zero.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{Category, categories, header};
use super::days_between::{LaidDaysBetween, by_day};
use super::process::{Causes, Process, Rebase, Watched, causes};
use super::{Answered, At, Body, Laid, Measure};
use sna_core::calendar::Extent;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Counted, Figure, Format, Missing, Role};
use sna_core::stats;
use sna_core::yaml::Spanned;
use sna_data::Month;
use sna_data::query::{AnswerId, Ask, Dimension};

/// Counts by month with a trend line; months without data are gaps.
///
/// A month that the source covers has a figure, which is 0 where nothing happened; a month that it does not wholly cover is a gap.
/// The trend is the least-squares line over the covered months. It is not drawn across a gap's missing figures. With
/// `process: xmr` a chart can draw the mean and the limits dashed and mark the months with a signal:
/// `lines: { columns: [count], trend: [mean, lower_limit, upper_limit], signals: signal }`. With `process: days_between`, for events
/// rarer than five a month, rows are events and not months:
/// `lines: { columns: [days], trend: [centre, lower_limit, upper_limit], signals: signal }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Only the last N months of the period.
    pub last_months: Option<usize>,
    /// Process control: columns for the mean, the natural process limits and what is unlikely by chance.
    pub process: Option<Process>,
    /// Months from which the mean and the limits are worked out anew, each with its cause: `[{ at: 2020-04, why: "the first lockdown" }]`.
    #[serde(default)]
    pub rebase: Vec<Rebase>,
}

/// A series whose question is asked.
struct LaidSeries<'a> {
    options: &'a Series,
    at: At<'a>,
    counts: AnswerId,
    causes: Causes,
}

/// A month and its records; none where the source does not cover all of it.
struct Point {
    month: Category,
    count: Option<Counted>,
    /// The records of a month that is covered in part.
    part: Option<u64>,
}

impl Point {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn number(&self) -> Option<f64> {
        self.count.as_ref().map(|count| count.value() as f64)
    }

    fn figure(&self) -> Figure {
        self.count.clone().map_or(Figure::Missing(Missing::NotAvailable), Figure::Count)
    }
}

impl Measure for Series {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        let causes = causes(&self.rebase, &at)?;
        if let Some(first) = self.rebase.first().filter(|_| self.process != Some(Process::Xmr)) {
            let fault = Diagnostic::error(Code::RebaseWithoutProcess, "there are no limits to work out anew");
            return Err(fault.at(at.origin.place(&first.at)).expected("`process: xmr` beside `rebase`").into());
        }
        if self.process == Some(Process::DaysBetween) {
            let months = at.scope.period.months();
            let skipped = self.last_months.map_or(0, |last| months.len().saturating_sub(last));
            let from = months.get(skipped).map_or(at.scope.period.first, |month| month.period().first);
            let counts = ask.records(source, at.scope, [by_day()]);
            return Ok(Box::new(LaidDaysBetween { at, from, counts }));
        }
        let counts = ask.records(source, at.scope, [Dimension::Month]);
        Ok(Box::new(LaidSeries { options: self, at, counts, causes }))
    }
}

impl Laid for LaidSeries<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let points = self.points(answered);
        let numbers: Vec<Option<f64>> = points.iter().map(Point::number).collect();
        let months = self.months();
        let broken = Self::broken(answered, &months);
        // No line runs through a break.
        let trend = stats::trend(&numbers).filter(|_| broken.is_empty());
        let causes = broken.into_iter().chain(self.causes.clone()).collect();
        let process = self.options.process.map(|process| process.of(&numbers, &months, &causes));
        let rows = points.iter().enumerate().map(|(at, point)| {
            let line = trend.as_ref().map(|trend| Figure::Number(trend.value_at(at)));
            let first = [point.figure(), line.unwrap_or(Figure::Missing(Missing::NotAvailable))];
            point.month.row(first.into_iter().chain(process.iter().flat_map(|process| process.cells(at))).collect())
        });
        Ok(Body {
            row_header: header(&Dimension::Month).to_owned(),
            columns: self.options.columns(),
            rows: rows.collect(),
            notes: notes(&points, process.as_ref()),
            ..Body::default()
        })
    }
}

impl LaidSeries<'_> {
    /// The months that are shown.
    fn months(&self) -> Vec<Month> {
        let months = self.at.scope.period.months();
        let from = self.options.last_months.map_or(0, |last| months.len().saturating_sub(last));
        months.into_iter().skip(from).collect()
    }

    /// The months after the first that begin with a break in the recording or hold one, each with its cause.
    fn broken(answered: &Answered<'_>, months: &[Month]) -> Causes {
        let breaks = answered.covered.breaks.iter().map(|told| (Month::of(told.at), told.why.clone()));
        breaks.filter(|(month, _)| months.iter().skip(1).any(|own| own == month)).collect()
    }

    /// The months that are shown, oldest first.
    fn points(&self, answered: &Answered<'_>) -> Vec<Point> {
        let counts = &answered[self.counts];
        let months = self.at.scope.period.months();
        let from = self.options.last_months.map_or(0, |last| months.len().saturating_sub(last));
        let categories = categories(&Dimension::Month, &self.at, &counts.keys(&Dimension::Month));
        let shown = categories.into_iter().zip(months).skip(from);
        let points = shown.map(|(category, month)| {
            let count = counts.sum([category.of(&Dimension::Month)]);
            match answered.covered.all.complete.extent(month.period()) {
                Extent::Whole => Point { month: category, count: Some(count), part: None },
                Extent::Part => Point { month: category, count: None, part: Some(count.value()) },
                Extent::Nothing => Point { month: category, count: None, part: None },
            }
        });
        points.collect()
    }
}

impl Series {
    fn columns(&self) -> Vec<Column> {
        let columns = [
            Column::new("count", "Number", Role::Value, Format::Count),
            Column::new("trend", "Trend line", Role::Derived, Format::Decimal(1)),
        ];
        columns.into_iter().chain(self.process.iter().flat_map(|_| Watched::columns())).collect()
    }
}

/// Notes on gaps, and on the process if it is watched.
fn notes(points: &[Point], process: Option<&Watched>) -> Vec<String> {
    let gaps = points.iter().filter(|point| point.count.is_none() && point.part.is_none()).count();
    let of_gaps = match gaps {
        0 => None,
        1 => Some("1 month is not covered by the records and is left as a gap.".to_owned()),
        gaps => Some(format!("{gaps} months are not covered by the records and are left as gaps.")),
    };
    let of_parts = points.iter().filter_map(|point| {
        let records = Cell::Count(point.part?).print(Format::Count);
        Some(format!("{} is covered only in part and is left as a gap: {records} so far.", point.month.label))
    });
    let labels: Vec<&str> = points.iter().map(|point| point.month.label.as_str()).collect();
    of_gaps.into_iter().chain(of_parts).chain(process.iter().flat_map(|process| process.notes(&labels))).collect()
}

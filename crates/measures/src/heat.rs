//! Hour by weekday, shaded, with a named window outlined and its share of the whole.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{Category, categories, header};
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{BodyRow, Column, Counted, Figure, Format, Heat, Missing, Role, RowKind};
use sna_core::yaml::Spanned;
use sna_data::query::{AnswerId, Ask, Counts, Dimension, Key, Keys};

/// Hour by weekday, shaded, with a named window outlined.
///
/// Rows are the hours in which offences began, from 06 to 05 so that a night is one block. The window is a set of
/// nights: each begins on one of its days and ends on the morning after, and its offences have a row of their own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeatTable {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// The window to outline; Friday and Saturday nights, 18:00 to 05:59, by default.
    #[serde(default)]
    pub window: Window,
    /// The hour of the first row; 6 by default.
    #[schemars(with = "Option<u8>")]
    pub first_hour: Option<Spanned<u8>>,
    /// How many hours have rows, starting at the first; 24 by default. The other hours share one row.
    #[schemars(with = "Option<u8>")]
    pub hours: Option<Spanned<u8>>,
}

/// Some nights of the week.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// What it is called.
    pub name: String,
    /// Days on which its nights begin.
    #[schemars(with = "Vec<String>")]
    pub nights: Vec<Spanned<String>>,
    /// First hour of a night.
    pub from_hour: i64,
    /// Last hour of a night, on the morning after.
    pub to_hour: i64,
}

impl Default for Window {
    fn default() -> Self {
        let day = |name: &str| sna_core::yaml::here(name.to_owned());
        Self {
            name: "Friday and Saturday nights, 18:00 to 05:59".to_owned(),
            nights: vec![day("Friday"), day("Saturday")],
            from_hour: 18,
            to_hour: 5,
        }
    }
}

impl Window {
    /// Whether an hour (0 to 23) of a weekday (Monday is 1) is in the window, if days begin at `day_begins`.
    fn holds(&self, hour: i64, weekday: i64, day_begins: i64) -> bool {
        let begins_on = |day: i64| {
            let name = usize::try_from(day - 1).ok().and_then(|at| sna_data::WEEKDAYS.get(at));
            name.is_some_and(|name| self.nights.iter().any(|night| night.value == *name))
        };
        let day_before = match (hour < day_begins, weekday) {
            (true, _) => weekday,
            (false, 1) => 7,
            (false, _) => weekday - 1,
        };
        (hour >= self.from_hour && begins_on(weekday)) || (hour <= self.to_hour && begins_on(day_before))
    }
}

/// Steps of the shading.
const CLASSES: usize = 5;

/// Hours by weekday whose question is asked.
struct LaidHeat<'a> {
    options: &'a HeatTable,
    at: At<'a>,
    /// The hour at which the source's days begin.
    day_begins: i64,
    counts: AnswerId,
}

impl Measure for HeatTable {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        at.require(source, "hour", self.of.as_ref())?;
        let ((), _) = self.faults(&at).into_result(())?;
        let counts = ask.records(source, at.scope, [Dimension::Hour, Dimension::Weekday]);
        Ok(Box::new(LaidHeat { options: self, at, day_begins: source.day_begins.into(), counts }))
    }
}

impl Laid for LaidHeat<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let grid = self.grid(&answered[self.counts]);
        let hours = grid.hours.iter().map(|hour| grid.hour_row(hour));
        let totals = [self.window_row(&grid), grid.total_row()];
        Ok(Body {
            row_header: header(&Dimension::Hour).to_owned(),
            columns: columns(&grid.days),
            rows: hours.chain(grid.others_row()).chain(totals).collect(),
            heat: Some(self.heat(&grid)),
            notes: vec![self.note()],
            ..Body::default()
        })
    }
}

impl HeatTable {
    /// Options that are out of range.
    fn faults(&self, at: &At<'_>) -> Diagnostics {
        let known = sna_data::WEEKDAYS;
        let strangers = self.window.nights.iter().filter(|night| !known.contains(&night.value.as_str()));
        let unknown = strangers.map(|night| {
            Diagnostic::unknown(Code::UnknownWeekday, "weekday", &night.value, known).at(at.origin.place(night))
        });
        unknown.chain(self.bad_first_hour(at)).chain(self.bad_hours(at)).collect()
    }

    fn bad_first_hour(&self, at: &At<'_>) -> Option<Diagnostic> {
        let hour = self.first_hour.as_ref().filter(|hour| hour.value > 23)?;
        let fault =
            Diagnostic::error(Code::BadHour, "the first hour is not an hour of the day").at(at.origin.place(hour));
        Some(fault.found(hour.value.to_string()).expected("0 to 23"))
    }

    fn bad_hours(&self, at: &At<'_>) -> Option<Diagnostic> {
        let hours = self.hours.as_ref().filter(|hours| !(1..=24).contains(&hours.value))?;
        let fault = Diagnostic::error(Code::BadHours, "a day does not have this many hours").at(at.origin.place(hours));
        Some(fault.found(hours.value.to_string()).expected("1 to 24"))
    }
}

impl LaidHeat<'_> {
    fn grid<'c>(&self, counts: &'c Counts) -> Grid<'c> {
        let mut hours = categories(&Dimension::Hour, &self.at, &counts.keys(&Dimension::Hour));
        hours[..24].rotate_left(usize::from(self.options.first_hour.as_ref().map_or(6, |hour| hour.value)) % 24);
        let with_rows = usize::from(self.options.hours.as_ref().map_or(24, |hours| hours.value));
        let others = hours.drain(with_rows..24).collect();
        let days = categories(&Dimension::Weekday, &self.at, &counts.keys(&Dimension::Weekday));
        Grid { hours, others, days, counts }
    }

    fn outlined(&self, hour: &Category, day: &Category) -> bool {
        match (&hour.key, &day.key) {
            (Key::Number(hour), Key::Number(day)) => self.options.window.holds(*hour, *day, self.day_begins),
            _ => false,
        }
    }

    fn heat(&self, grid: &Grid<'_>) -> Heat {
        let (mut outlined, mut numbers) = (Vec::new(), Vec::new());
        for (row, hour) in grid.hours.iter().enumerate() {
            for (column, day) in grid.days.iter().enumerate() {
                numbers.push(grid.count(hour, day).value());
                outlined.extend(self.outlined(hour, day).then_some((row, column)));
            }
        }
        numbers.sort_unstable();
        Heat { breaks: quantiles(&numbers), window: Some(self.options.window.name.clone()), outlined }
    }

    fn window_row(&self, grid: &Grid<'_>) -> BodyRow {
        let by_day: Vec<Option<Counted>> = grid.days.iter().map(|day| self.inside(grid, day)).collect();
        let all: Counted = by_day.iter().flatten().sum();
        let figure = |inside: Option<Counted>| inside.map_or(Figure::Missing(Missing::NotApplicable), Figure::Count);
        let cells = by_day.into_iter().map(figure).chain([Figure::Count(all)]).collect();
        BodyRow { key: "window".to_owned(), label: "Outlined".to_owned(), kind: RowKind::Total, cells }
    }

    /// The records of a day inside the window; none if no hour of the day is in it.
    fn inside(&self, grid: &Grid<'_>, day: &Category) -> Option<Counted> {
        let hours = grid.hours.iter().chain(&grid.others).filter(|hour| self.outlined(hour, day));
        let hours: Vec<Key> = hours.map(|hour| hour.key.clone()).collect();
        (!hours.is_empty())
            .then(|| grid.counts.sum([Keys::any_of(&Dimension::Hour, hours), day.of(&Dimension::Weekday)]))
    }

    fn note(&self) -> String {
        let days = match self.day_begins {
            0 => "Columns are calendar days: hours after midnight belong to the night that began the day before."
                .to_owned(),
            hour => {
                format!("A day runs from {hour:02}:00 to the same hour of the next, so that a night is in one column.")
            }
        };
        format!("Rows are the hour in which an offence began: 18 is 18:00 to 18:59. {days}")
    }
}

/// Counts by hour and day.
struct Grid<'c> {
    /// The hours that have rows, and what has no hour.
    hours: Vec<Category>,
    /// The other hours.
    others: Vec<Category>,
    days: Vec<Category>,
    counts: &'c Counts,
}

impl Grid<'_> {
    fn count(&self, hour: &Category, day: &Category) -> Counted {
        self.counts.sum([hour.of(&Dimension::Hour), day.of(&Dimension::Weekday)])
    }

    /// The counts of each day, then of all days, over some hours; over all of them if none are named.
    fn by_day(&self, hours: Option<&Keys>) -> Vec<Counted> {
        let of_day = |day: &Category| self.counts.sum(hours.cloned().into_iter().chain([day.of(&Dimension::Weekday)]));
        self.days.iter().map(of_day).chain([self.counts.sum(hours.cloned())]).collect()
    }

    fn hour_row(&self, hour: &Category) -> BodyRow {
        hour.row(figures(self.by_day(Some(&hour.of(&Dimension::Hour)))))
    }

    /// The hours without rows of their own, if they have any records.
    fn others_row(&self) -> Option<BodyRow> {
        let hours = Keys::any_of(&Dimension::Hour, self.others.iter().map(|hour| hour.key.clone()));
        let counts = self.by_day(Some(&hours));
        let any = counts.iter().any(|count| count.value() > 0);
        let (key, label) = ("others".to_owned(), "Other hours".to_owned());
        any.then(|| BodyRow { key, label, kind: RowKind::Unknown, cells: figures(counts) })
    }

    fn total_row(&self) -> BodyRow {
        let cells = figures(self.by_day(None));
        BodyRow { key: "total".to_owned(), label: "Total".to_owned(), kind: RowKind::Total, cells }
    }
}

fn figures(counts: Vec<Counted>) -> Vec<Figure> {
    counts.into_iter().map(Figure::Count).collect()
}

/// Limits of equally full classes, without repeats.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn quantiles(sorted: &[u64]) -> Vec<f64> {
    let mut breaks: Vec<f64> = (1..CLASSES)
        .filter_map(|step| sorted.get((sorted.len() * step / CLASSES).saturating_sub(1)))
        .map(|limit| *limit as f64)
        .collect();
    breaks.dedup();
    breaks
}

fn columns(days: &[Category]) -> Vec<Column> {
    days.iter().map(day_column).chain([Column::new("total", "Total", Role::Total, Format::Count)]).collect()
}

fn day_column(day: &Category) -> Column {
    Column { title: day.label.chars().take(3).collect(), ..day.column(false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_belongs_to_the_evening_it_began() {
        let window = Window::default();
        let (thursday, friday, saturday, sunday) = (4, 5, 6, 7);
        let calendar = |hour, day| window.holds(hour, day, 0);
        assert!(calendar(18, friday) && calendar(23, saturday) && calendar(5, saturday) && calendar(0, sunday));
        assert!(!calendar(5, friday) && !calendar(18, sunday) && !calendar(6, saturday) && !calendar(23, thursday));
        // If days begin at six, the hours after midnight are in the column of the evening before.
        let evening = |hour, day| window.holds(hour, day, 6);
        assert!(evening(18, friday) && evening(0, friday) && evening(5, saturday) && evening(23, saturday));
        assert!(!evening(0, sunday) && !evening(5, thursday) && !evening(6, saturday) && !evening(18, sunday));
    }

    #[test]
    fn classes_are_equally_full_and_never_empty() {
        assert_eq!(quantiles(&(1..=10).collect::<Vec<_>>()), [2.0, 4.0, 6.0, 8.0]);
        assert_eq!(quantiles(&[0; 10]), [0.0]);
        assert!(quantiles(&[]).is_empty());
    }
}

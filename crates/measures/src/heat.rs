//! Hour by weekday, shaded, with a named window outlined and its share beside the whole.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{Category, categories, header};
use super::{Body, Measure, Setting};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Format, Heat, Missing, Role, Row, RowKind};
use sna_core::yaml::Spanned;
use sna_data::query::{Counts, Dimension, Key, Question};

/// Hour by weekday, shaded, with a named window outlined.
///
/// Rows are the hours in which offences began, from 06 to 05 so that a night is one block. The window is a set of
/// nights: each begins on one of its days and ends on the morning after, and its offences stand in a row of their own.
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
    /// How many hours have rows, from the first on; 24 by default. What falls into the others stands in one row.
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
    /// Whether an hour (0 to 23) of a weekday (Monday is 1) lies in the window, where days begin at `day_begins`.
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

impl Measure for HeatTable {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        setting.require(source, "hour", self.of.as_ref())?;
        let mut found = Diagnostics::default();
        for night in self.window.nights.iter().filter(|night| !sna_data::WEEKDAYS.contains(&night.value.as_str())) {
            let known = sna_data::WEEKDAYS;
            found.push(
                Diagnostic::unknown(Code::UnknownWeekday, "weekday", &night.value, known)
                    .at(setting.origin.place(night)),
            );
        }
        if let Some(hour) = self.first_hour.as_ref().filter(|hour| hour.value > 23) {
            found.push(
                Diagnostic::error(Code::BadHour, "no such hour of the day")
                    .at(setting.origin.place(hour))
                    .found(hour.value.to_string())
                    .expected("0 to 23"),
            );
        }
        if let Some(hours) = self.hours.as_ref().filter(|hours| !(1..=24).contains(&hours.value)) {
            let fault =
                Diagnostic::error(Code::BadHours, "a day does not have so many hours").at(setting.origin.place(hours));
            found.push(fault.found(hours.value.to_string()).expected("1 to 24"));
        }
        found
            .into_result(vec![setting.query(source, vec![Dimension::Hour, Dimension::Weekday])])
            .map(|(queries, _)| queries)
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let counts = answers.first().cloned().unwrap_or_default();
        let mut hours = categories(&Dimension::Hour, setting, &counts.keys(0));
        hours[..24].rotate_left(usize::from(self.first_hour.as_ref().map_or(6, |hour| hour.value)) % 24);
        let others: Vec<Category> =
            hours.drain(usize::from(self.hours.as_ref().map_or(24, |hours| hours.value))..24).collect();
        let days = categories(&Dimension::Weekday, setting, &counts.keys(1));
        let grid =
            Grid { days: &days, counts: &counts, day_begins: setting.source(self.of.as_ref())?.day_begins.into() };
        let mut rows: Vec<Row> = hours.iter().map(|hour| grid.hour_row(hour)).collect();
        let heat = self.heat(&hours, &grid);
        rows.extend(grid.others_row(&others));
        rows.push(self.window_row(&hours.iter().chain(&others).collect::<Vec<_>>(), &grid));
        rows.push(total_row(&days, &counts));
        let columns =
            days.iter().map(day_column).chain([Column::new("total", "Total", Role::Total, Format::Count)]).collect();
        let days = match grid.day_begins {
            0 => {
                "Columns are calendar days: the hours from midnight on follow the evening of the day before.".to_owned()
            }
            hour => format!(
                "A day runs from {hour:02}:00 to the same hour of the next, so that a night stands in one column."
            ),
        };
        let notes = vec![format!("Rows are the hour in which an offence began: 18 holds 18:00 to 18:59. {days}")];
        Ok(Body {
            row_header: header(&Dimension::Hour).to_owned(),
            columns,
            rows,
            heat: Some(heat),
            notes,
            ..Body::default()
        })
    }
}

impl HeatTable {
    fn outlined(&self, hour: &Category, day: &Category, day_begins: i64) -> bool {
        match (&hour.key, &day.key) {
            (Key::Number(hour), Key::Number(day)) => self.window.holds(*hour, *day, day_begins),
            _ => false,
        }
    }

    fn heat(&self, hours: &[Category], grid: &Grid<'_>) -> Heat {
        let mut outlined = Vec::new();
        for (row, hour) in hours.iter().enumerate() {
            let of_hour = grid.days.iter().enumerate().filter(|(_, day)| self.outlined(hour, day, grid.day_begins));
            outlined.extend(of_hour.map(|(column, _)| (row, column)));
        }
        let mut cells: Vec<u64> =
            hours.iter().flat_map(|hour| grid.days.iter().map(|day| grid.count(hour, day))).collect();
        cells.sort_unstable();
        Heat { breaks: quantiles(&cells), window: Some(self.window.name.clone()), outlined }
    }

    fn window_row(&self, hours: &[&Category], grid: &Grid<'_>) -> Row {
        let outlined = |day: &Category| -> Vec<&&Category> {
            hours.iter().filter(|hour| self.outlined(hour, day, grid.day_begins)).collect()
        };
        let inside = |day: &Category| -> u64 { outlined(day).into_iter().map(|hour| grid.count(hour, day)).sum() };
        let all: u64 = grid.days.iter().map(inside).sum();
        let cell = |day: &Category| match outlined(day).is_empty() {
            false => Cell::Count(inside(day)),
            true => Cell::Missing(Missing::NotApplicable),
        };
        let cells = grid.days.iter().map(cell).chain([Cell::Count(all)]).collect();
        Row { key: "window".to_owned(), label: "Outlined".to_owned(), kind: RowKind::Total, cells }
    }
}

/// Counts by hour and day.
struct Grid<'c> {
    days: &'c [Category],
    counts: &'c Counts,
    day_begins: i64,
}

impl Grid<'_> {
    fn count(&self, hour: &Category, day: &Category) -> u64 {
        self.counts.at(&[hour.key.clone(), day.key.clone()])
    }

    fn hour_row(&self, hour: &Category) -> Row {
        let by_day: Vec<u64> = self.days.iter().map(|day| self.count(hour, day)).collect();
        let all = by_day.iter().sum();
        hour.row(by_day.into_iter().chain([all]).map(Cell::Count).collect())
    }

    /// The hours without rows of their own, if anything fell into them.
    fn others_row(&self, hours: &[Category]) -> Option<Row> {
        let by_day: Vec<u64> =
            self.days.iter().map(|day| hours.iter().map(|hour| self.count(hour, day)).sum()).collect();
        let all: u64 = by_day.iter().sum();
        let cells = by_day.into_iter().chain([all]).map(Cell::Count).collect();
        let row = Row { key: "others".to_owned(), label: "Other hours".to_owned(), kind: RowKind::Unknown, cells };
        (all > 0).then_some(row)
    }
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

fn total_row(days: &[Category], counts: &Counts) -> Row {
    let by_weekday = counts.by(&[1]);
    let totals = days.iter().map(|day| by_weekday.at(std::slice::from_ref(&day.key)));
    let cells = totals.chain([counts.total()]).map(Cell::Count).collect();
    Row { key: "total".to_owned(), label: "Total".to_owned(), kind: RowKind::Total, cells }
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
        // Where days begin at six, the hours after midnight stand under the evening's own day.
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

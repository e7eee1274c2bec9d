//! Days as numbers from 1 January 1970: spans of them, their weekdays, and draws from them.

use std::ops::Range;

use chrono::{Datelike, Days, NaiveDate};

use crate::calendar::{self, days_from_epoch};
use crate::chance::{Random, any, weighted};

/// The calendar years allowed in a places file.
pub(super) const YEARS: Range<i32> = 1970..2100;

/// Days of a financial year such as `2021/22`. The checks refuse other labels, which have no days.
pub(super) fn financial_year(label: &str) -> Range<i32> {
    calendar::financial_year(label).map_or(0..0, calendar::days)
}

/// Days of a calendar year.
pub(super) fn calendar_year(year: i32) -> Range<i32> {
    let first = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1).map_or(0, days_from_epoch);
    first(year)..first(year + 1)
}

/// The day of a date such as `2023-05-01`, in the years allowed.
pub(super) fn day(date: &str) -> Option<i32> {
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    YEARS.contains(&date.year()).then(|| days_from_epoch(date))
}

/// 0 is Monday. The first of January 1970 was a Thursday.
pub(super) fn weekday(day: i32) -> usize {
    usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0)
}

/// 1 is January.
pub(super) fn month(day: i32) -> u32 {
    let after = |days: u64| NaiveDate::default().checked_add_days(Days::new(days));
    u64::try_from(day).ok().and_then(after).map_or(1, |date| date.month())
}

/// A day in a span of at least a week, with weekdays in proportion to the weights.
pub(super) fn draw(random: &mut Random, days: &Range<i32>, weekdays: &[u32]) -> i32 {
    let wanted = weighted(random, weekdays).unwrap_or(0);
    let first = (days.start..days.end).find(|&day| weekday(day) == wanted).unwrap_or(days.start);
    let weeks = usize::try_from((days.end - first + 6) / 7).unwrap_or(1).max(1);
    first + 7 * i32::try_from(any(random, weeks)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn days_know_their_weekday_and_month() {
        let leap_day = day("2024-02-29").unwrap();
        assert_eq!((weekday(leap_day), month(leap_day)), (3, 2));
        assert_eq!((weekday(day("2023-05-01").unwrap()), weekday(0)), (0, 3));
        assert_eq!(day("2023-02-30"), None);
        assert_eq!(financial_year("2021/22"), day("2021-04-01").unwrap()..day("2022-04-01").unwrap());
        assert_eq!(calendar_year(2024).len(), 366);
    }

    #[test]
    fn a_day_is_drawn_of_its_span_and_weekday() {
        let (mut random, span) = (Random::seed_from_u64(3), calendar_year(2023));
        let drawn: Vec<i32> = (0..5_000).map(|_| draw(&mut random, &span, &[0, 0, 0, 0, 0, 0, 1])).collect();
        assert!(drawn.iter().all(|&day| span.contains(&day) && weekday(day) == 6));
        // 2023 had 53 Sundays, the first and the last day among them.
        assert!(drawn.contains(&span.start) && drawn.contains(&(span.end - 1)));
    }
}

//! Financial years (April to March), their months, and the days of each month by weekday.

use std::ops::Range;

use chrono::{Datelike, Months, NaiveDate};

use sna_core::calendar::{FinancialYear, Month};

/// Years a margins file may speak of: offence records older or later than these are a slip of the pen.
const YEARS: Range<i32> = 1900..2100;

/// Reads the label of a financial year within these years, such as `2019/20`.
pub(super) fn financial_year(label: &str) -> Option<FinancialYear> {
    FinancialYear::read(label).filter(|year| YEARS.contains(&year.0))
}

/// The year and month (0 is April, 11 March) that a calendar month such as `2023-07` belongs to.
pub(super) fn of_month(text: &str) -> Option<(FinancialYear, usize)> {
    let month = Month::from_key(text).filter(|month| YEARS.contains(&month.year))?;
    Some((month.financial_year(), (month.month as usize + 8) % 12))
}

/// The days of a financial year, counted from 1 January 1970.
pub(super) fn days(year: FinancialYear) -> Range<i32> {
    days_from_epoch(year.first_day())..days_from_epoch(year.last_day()) + 1
}

/// The days of consecutive financial years, counted from 1 April of the first.
pub(super) struct Calendar {
    /// Days from 1 January 1970 to day 0.
    pub(super) origin: i32,
    /// How many days there are.
    pub(super) length: usize,
    months: Vec<[Vec<u16>; 7]>,
}

impl Calendar {
    /// The calendar of `years` financial years, starting with `first`. At most 100 years, so that a day fits 16 bits.
    pub(super) fn new(first: FinancialYear, years: usize) -> Self {
        let start = first.first_day();
        let mut months = vec![<[Vec<u16>; 7]>::default(); years * 12];
        let mut length = 0;
        for (index, days) in (0..).zip(&mut months) {
            let first = start + Months::new(index);
            let after = start + Months::new(index + 1);
            for date in first.iter_days().take_while(|date| *date < after) {
                days[date.weekday().num_days_from_monday() as usize].push(length);
                length += 1;
            }
        }
        Self { origin: days_from_epoch(start), length: usize::from(length), months }
    }

    /// The first day of each year, and the day after the last year.
    pub(super) fn year_starts(&self) -> Vec<u16> {
        let length = u16::try_from(self.length).unwrap_or(u16::MAX);
        let first = |april: &[Vec<u16>; 7]| april.iter().filter_map(|days| days.first()).copied().min().unwrap_or(0);
        self.months.iter().step_by(12).map(first).chain([length]).collect()
    }

    /// The days of a month (0 is the first April) that fall on a weekday (0 is Monday): four or five.
    pub(super) fn days(&self, month: usize, weekday: usize) -> &[u16] {
        &self.months[month][weekday]
    }
}

/// Days from 1 January 1970 to a date.
pub(super) fn days_from_epoch(date: NaiveDate) -> i32 {
    // The default date is 1 January 1970.
    date.num_days_from_ce() - NaiveDate::default().num_days_from_ce()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_names_consecutive_years() {
        assert_eq!(financial_year("2019/20"), Some(FinancialYear(2019)));
        assert_eq!(financial_year("1999/00"), Some(FinancialYear(1999)));
        assert_eq!(days(FinancialYear(2019)), 17_987..18_353);
        for wrong in ["2019/21", "2019", "19/20", "2019-20", "+209/10", "9999/00", "2019/2020"] {
            assert_eq!(financial_year(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn months_belong_to_the_financial_year_they_fall_in() {
        assert_eq!(of_month("2023-07"), Some((FinancialYear(2023), 3)));
        assert_eq!(of_month("2024-03"), Some((FinancialYear(2023), 11)));
        for wrong in ["2024-13", "2024-3", "2024", "2024-00", "2024/03"] {
            assert_eq!(of_month(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_calendar_knows_leap_days_and_weekdays() {
        let calendar = Calendar::new(FinancialYear(2019), 5);
        assert_eq!(calendar.length, 1827);
        assert_eq!(calendar.origin, 17987);
        // 1 April 2019 was a Monday; February 2020 had five Saturdays (1, 8, 15, 22 and 29), 306 days later.
        assert_eq!(calendar.days(0, 0), [0, 7, 14, 21, 28]);
        assert_eq!(calendar.days(10, 5), [306, 313, 320, 327, 334]);
    }
}

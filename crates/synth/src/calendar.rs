//! Financial years (April to March), their months, and the days of each month by weekday.

use chrono::{Datelike, Months, NaiveDate};

/// The years allowed in a margins file: earlier or later ones are a typing mistake.
const YEARS: std::ops::Range<i32> = 1900..2100;

/// A financial year, April to March, by the calendar year in which it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FinancialYear(i32);

impl FinancialYear {
    /// Reads a label such as `2019/20`; the two halves must be consecutive years.
    pub(super) fn parse(label: &str) -> Option<Self> {
        let (start, end) = label.split_once('/')?;
        let year: i32 = start.parse().ok().filter(|year| YEARS.contains(year))?;
        (start.len() == 4 && end == format!("{:02}", (year + 1) % 100)).then_some(Self(year))
    }

    /// The year and month (0 is April, 11 March) that a calendar month such as `2023-07` belongs to.
    pub(super) fn of_month(text: &str) -> Option<(Self, usize)> {
        let (year, month) = text.split_once('-')?;
        let year: i32 = year.parse().ok().filter(|year| YEARS.contains(year))?;
        let month: usize = month.parse().ok().filter(|month| (1..=12).contains(month) && text.len() == 7)?;
        Some(if month >= 4 { (Self(year), month - 4) } else { (Self(year - 1), month + 8) })
    }

    /// Whole years from `first` to this one; negative when this one is earlier.
    pub(super) fn since(self, first: Self) -> i32 {
        self.0 - first.0
    }

    /// Its days, counted from 1 January 1970.
    pub(super) fn days(self) -> std::ops::Range<i32> {
        days_from_epoch(self.first_day())..days_from_epoch(Self(self.0 + 1).first_day())
    }

    fn first_day(self) -> NaiveDate {
        // Invariant: only `parse` and `of_month` make a year, and both keep it within `YEARS`.
        NaiveDate::from_ymd_opt(self.0, 4, 1).expect("every year from 1899 to 2100 has a 1 April")
    }
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
        assert_eq!(FinancialYear::parse("2019/20"), Some(FinancialYear(2019)));
        assert_eq!(FinancialYear::parse("1999/00"), Some(FinancialYear(1999)));
        assert_eq!(FinancialYear(2019).days(), 17_987..18_353);
        for wrong in ["2019/21", "2019", "19/20", "2019-20", "+209/10", "9999/00", "2019/2020"] {
            assert_eq!(FinancialYear::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn months_belong_to_the_financial_year_they_fall_in() {
        assert_eq!(FinancialYear::of_month("2023-07"), Some((FinancialYear(2023), 3)));
        assert_eq!(FinancialYear::of_month("2024-03"), Some((FinancialYear(2023), 11)));
        for wrong in ["2024-13", "2024-3", "2024", "2024-00", "2024/03"] {
            assert_eq!(FinancialYear::of_month(wrong), None, "{wrong}");
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

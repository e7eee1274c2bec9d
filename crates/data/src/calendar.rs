//! Financial years, months and periods.

use chrono::{Datelike, NaiveDate};

/// A financial year, by the calendar year in which it begins on 1 April.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FinancialYear(pub i32);

impl FinancialYear {
    /// The financial year of a date.
    pub fn of(date: NaiveDate) -> Self {
        Self(date.year() - i32::from(date.month() < 4))
    }

    /// `2023/24`.
    pub fn label(self) -> String {
        format!("{}/{:02}", self.0, (self.0 + 1).rem_euclid(100))
    }

    /// Reads `2023/24`; the second part must be the year after the first.
    pub fn read(text: &str) -> Option<Self> {
        let (first, second) = text.trim().split_once('/')?;
        let year = Self((first.len() == 4).then(|| first.parse().ok())??);
        (second.len() == 2 && year.label() == text.trim()).then_some(year)
    }

    /// 1 April.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, 4, 1).unwrap_or(NaiveDate::MIN)
    }

    /// 31 March of the year after.
    pub fn last_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0 + 1, 3, 31).unwrap_or(NaiveDate::MAX)
    }
}

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Calendar year.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

const NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Month {
    /// The month of a date.
    pub fn of(date: NaiveDate) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// Reads `2024-03`.
    pub fn read(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(&format!("{}-01", text.trim()), "%Y-%m-%d").ok().map(Self::of)
    }

    /// `2024-03`.
    pub fn key(self) -> String {
        format!("{}-{:02}", self.year, self.month)
    }

    fn name(self) -> &'static str {
        NAMES.get(self.month as usize - 1).copied().unwrap_or_default()
    }

    /// `Mar 2024`.
    pub fn short(self) -> String {
        format!("{} {}", self.name().get(..3).unwrap_or_default(), self.year)
    }

    /// `March 2024`.
    pub fn long(self) -> String {
        format!("{} {}", self.name(), self.year)
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        match self.month {
            12 => Self { year: self.year + 1, month: 1 },
            month => Self { year: self.year, month: month + 1 },
        }
    }

    /// Its financial year.
    pub fn financial_year(self) -> FinancialYear {
        FinancialYear(self.year - i32::from(self.month < 4))
    }

    fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or(NaiveDate::MIN)
    }
}

/// A period: whole days from `first` to `last`, both inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
}

impl Period {
    /// Whole financial years.
    pub fn financial_years(first: FinancialYear, last: FinancialYear) -> Self {
        Self { first: first.first_day(), last: last.last_day() }
    }

    /// Whole months.
    pub fn of_months(first: Month, last: Month) -> Self {
        let last = last.next().first_day().pred_opt().unwrap_or(NaiveDate::MAX);
        Self { first: first.first_day(), last }
    }

    /// The financial years it touches, oldest first.
    pub fn years(self) -> Vec<FinancialYear> {
        (FinancialYear::of(self.first).0..=FinancialYear::of(self.last).0).map(FinancialYear).collect()
    }

    /// The calendar years it touches, oldest first.
    pub fn calendar_years(self) -> Vec<i32> {
        (self.first.year()..=self.last.year()).collect()
    }

    /// The months it touches, oldest first.
    pub fn months(self) -> Vec<Month> {
        let last = Month::of(self.last);
        std::iter::successors(Some(Month::of(self.first)), |month| Some(month.next()))
            .take_while(|month| *month <= last)
            .collect()
    }

    /// `April 2019 to March 2024`.
    pub fn label(self) -> String {
        format!("{} to {}", Month::of(self.first).long(), Month::of(self.last).long())
    }
}

/// Days of the week, Monday first, as records and tables name them.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn financial_years_turn_on_the_first_of_april() {
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap_or_default();
        assert_eq!(FinancialYear::of(day("2024-03-31")).label(), "2023/24");
        assert_eq!(FinancialYear::of(day("2024-04-01")).label(), "2024/25");
        assert_eq!(FinancialYear::read("1999/00"), Some(FinancialYear(1999)));
        assert_eq!(FinancialYear::read("2023/25"), None);
        assert_eq!(FinancialYear::read("2023-24"), None);
    }

    #[test]
    fn five_financial_years_hold_sixty_months() {
        let period = Period::financial_years(FinancialYear(2019), FinancialYear(2023));
        assert_eq!(period.months().len(), 60);
        assert_eq!(period.label(), "April 2019 to March 2024");
        assert_eq!(period.years().len(), 5);
    }
}

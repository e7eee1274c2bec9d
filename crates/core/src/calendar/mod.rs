//! The calendar: financial years, months, days of the week and periods, and how each is written and read.

mod covered;
mod published;
mod stretch;

use chrono::{Datelike, NaiveDate};

pub use covered::{CoveredDays, Extent};
pub use published::{PublishedTime, published_days};
pub use stretch::{Quarter, calendar_year, days_in_words, months_in_words};

/// Days of the week, Monday first, as records and tables name them.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The months, January first.
pub const MONTHS: [&str; 12] = [
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

/// The first letters of a month's name, as narrow columns and axes write it: `Mar`.
pub fn short(month: &'static str) -> &'static str {
    month.get(..3).unwrap_or(month)
}

/// A whole number written in exactly this many digits, as years, months and days are; `None` for any other text.
pub fn digits(text: &str, count: usize) -> Option<u32> {
    let is_number = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// `30 November 2024`.
pub fn day_in_words(date: NaiveDate) -> String {
    format!("{} {}", date.day(), Month::of(date).long())
}

/// `2024-11-30` as `30 November 2024`; other text unchanged.
pub fn date_in_words(date: &str) -> String {
    date.parse().map_or_else(|_| date.to_owned(), day_in_words)
}

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

    /// Reads `2023/24`, written exactly so; the second part must be the year after the first.
    pub fn read(text: &str) -> Option<Self> {
        let (first, _) = text.split_once('/')?;
        let year = Self(digits(first, 4)?.try_into().ok()?);
        (year.label() == text).then_some(year)
    }

    /// Whole years from another year to this one; negative when this one is earlier.
    pub fn since(self, other: Self) -> i32 {
        self.0 - other.0
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

impl Month {
    /// The month of a date.
    pub fn of(date: NaiveDate) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// Reads a month as an author writes it: `2024-03`, or `2024-3`.
    pub fn read(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok().map(Self::of)
    }

    /// Reads `2024-03`, written exactly as [`Month::key`] writes it.
    pub fn from_key(key: &str) -> Option<Self> {
        let (year, month) = key.split_once('-')?;
        let month = digits(month, 2).filter(|month| (1..=12).contains(month))?;
        Some(Self { year: digits(year, 4)?.try_into().ok()?, month })
    }

    /// Reads `March 2024` or `Mar 2024`.
    pub fn from_words(text: &str) -> Option<Self> {
        let (word, year) = text.split_once(' ')?;
        let (month, _) = (1..).zip(MONTHS).find(|(_, name)| *name == word || short(name) == word)?;
        Some(Self { year: digits(year, 4)?.try_into().ok()?, month })
    }

    /// The month of a number that [`Month::number`] gives; `None` for years that dates cannot have.
    pub fn numbered(number: i64) -> Option<Self> {
        let (year, month) = (number.div_euclid(12), number.rem_euclid(12));
        Some(Self { year: year.try_into().ok()?, month: u32::try_from(month).ok()? + 1 })
    }

    /// Its number, counted from January of the year 0.
    pub fn number(self) -> i64 {
        i64::from(self.year) * 12 + i64::from(self.month) - 1
    }

    /// `2024-03`.
    pub fn key(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    /// `March`.
    pub fn name(self) -> &'static str {
        MONTHS.get(self.month as usize - 1).copied().unwrap_or_default()
    }

    /// `Mar 2024`.
    pub fn short(self) -> String {
        format!("{} {}", short(self.name()), self.year)
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

/// Which years a report counts by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Years {
    /// April to March.
    #[default]
    Financial,
    /// January to December.
    Calendar,
}

impl Years {
    /// The years that fit a period: calendar years if it is made of whole calendar years and not of whole financial years.
    pub fn that_fit(period: Period) -> Self {
        let is_calendar = (period.first.month0(), period.last.month0()) == (0, 11);
        if is_calendar { Self::Calendar } else { Self::Financial }
    }

    /// The labels of the years that a period touches, oldest first.
    pub fn labels(self, period: Period) -> Vec<String> {
        match self {
            Self::Financial => period.years().into_iter().map(FinancialYear::label).collect(),
            Self::Calendar => period.calendar_years().into_iter().map(|year| year.to_string()).collect(),
        }
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

    /// The calendar quarters it touches, oldest first.
    pub fn quarters(self) -> Vec<Quarter> {
        let (first, last) = (Quarter::of(Month::of(self.first)).number(), Quarter::of(Month::of(self.last)).number());
        (first..=last).filter_map(Quarter::numbered).collect()
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
        for wrong in ["2023-24", "2023/2024", " 2023/24", "23/24", "-209/92", "+209/10"] {
            assert_eq!(FinancialYear::read(wrong), None, "{wrong}");
        }
        assert_eq!(FinancialYear(2021).since(FinancialYear(2023)), -2);
    }

    #[test]
    fn months_are_read_as_they_are_written() {
        let month = Month { year: 2023, month: 4 };
        assert_eq!((month.key().as_str(), month.short().as_str()), ("2023-04", "Apr 2023"));
        for (read, text) in [
            (Month::from_key("2023-04"), "a key"),
            (Month::from_words("April 2023"), "a long name"),
            (Month::from_words("Apr 2023"), "a short name"),
            (Month::read("2023-4"), "an author's month"),
            (Month::numbered(month.number()), "a number"),
        ] {
            assert_eq!(read, Some(month), "{text}");
        }
        for wrong in ["2023-4", "2023-13", "2023-00", "2023", " 2023-04", "2023/04", "+023-04"] {
            assert_eq!(Month::from_key(wrong), None, "{wrong}");
        }
        for wrong in ["april 2023", "Apri 2023", "April", "April 23"] {
            assert_eq!(Month::from_words(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn dates_are_written_as_people_read_them() {
        assert_eq!(date_in_words("2024-11-03"), "3 November 2024");
        assert_eq!(date_in_words("spring"), "spring");
    }

    #[test]
    fn five_financial_years_have_sixty_months() {
        let period = Period::financial_years(FinancialYear(2019), FinancialYear(2023));
        assert_eq!(period.months().len(), 60);
        assert_eq!(period.label(), "April 2019 to March 2024");
        assert_eq!(period.years().len(), 5);
    }
}

//! Stretches of time that tables have columns or rows for, by their labels: a year, a quarter, a month.

use chrono::Datelike;

use super::{FinancialYear, MONTHS, Month, Period, digits, short};

/// A calendar quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    /// Calendar year.
    pub year: i32,
    /// 1 for January to March, 4 for October to December.
    pub quarter: u32,
}

impl Quarter {
    /// The quarter of a month.
    pub fn of(month: Month) -> Self {
        Self { year: month.year, quarter: (month.month - 1) / 3 + 1 }
    }

    /// The quarter of a number that [`Quarter::number`] gives; `None` for years that dates cannot have.
    pub fn numbered(number: i64) -> Option<Self> {
        let quarter = u32::try_from(number.rem_euclid(4)).ok()? + 1;
        Some(Self { year: number.div_euclid(4).try_into().ok()?, quarter })
    }

    /// Its number, counted from the first quarter of the year 0.
    pub fn number(self) -> i64 {
        i64::from(self.year) * 4 + i64::from(self.quarter) - 1
    }

    /// `Jan to Mar 2024`.
    pub fn label(self) -> String {
        let [first, _, last] = self.months();
        let name = |month: Month| MONTHS.get(month.month as usize - 1).map_or("", |name| short(name));
        format!("{} to {} {}", name(first), name(last), self.year)
    }

    /// `2024-Q1`.
    pub fn key(self) -> String {
        format!("{:04}-Q{}", self.year, self.quarter)
    }

    /// Reads `Jan to Mar 2024`, `January to March 2024`, `2024-Q1` or `2024 Q1`.
    pub fn read(text: &str) -> Option<Self> {
        if let Some((year, quarter)) = text.split_once([' ', '-']).filter(|(_, rest)| rest.starts_with('Q')) {
            let quarter = digits(&quarter[1..], 1).filter(|quarter| (1..=4).contains(quarter))?;
            return Some(Self { year: digits(year, 4)?.try_into().ok()?, quarter });
        }
        let (first, rest) = text.split_once(" to ")?;
        let last = Month::from_words(rest)?;
        let first = Month::from_words(&format!("{first} {}", last.year))?;
        let quarter = Self::of(last);
        (quarter.months()[0] == first && quarter.months()[2] == last).then_some(quarter)
    }

    /// Its months.
    pub fn months(self) -> [Month; 3] {
        let first = self.quarter * 3 - 2;
        [first, first + 1, first + 2].map(|month| Month { year: self.year, month })
    }

    /// Its days.
    pub fn period(self) -> Period {
        let [first, _, last] = self.months();
        Period::of_months(first, last)
    }
}

/// The days of a calendar year.
pub fn calendar_year(year: i32) -> Period {
    Period::of_months(Month { year, month: 1 }, Month { year, month: 12 })
}

impl FinancialYear {
    /// Its days.
    pub fn period(self) -> Period {
        Period { first: self.first_day(), last: self.last_day() }
    }
}

impl Month {
    /// Its days.
    pub fn period(self) -> Period {
        Period::of_months(self, self)
    }

    /// The month of the same name some years later, or earlier where the number is negative.
    #[must_use]
    pub fn years_later(self, years: i32) -> Self {
        Self { year: self.year + years, month: self.month }
    }
}

impl Period {
    /// The period that a label names: `2023/24`, `2023`, `Mar 2024`, `March 2024`, `2024-03`, a quarter, or `12 months to Mar 2024`;
    /// `None` for any other text.
    pub fn of_label(label: &str) -> Option<Self> {
        let year = || digits(label, 4).and_then(|year| year.try_into().ok()).map(calendar_year);
        let month = || Month::from_key(label).or_else(|| Month::from_words(label)).map(Month::period);
        FinancialYear::read(label)
            .map(FinancialYear::period)
            .or_else(year)
            .or_else(month)
            .or_else(|| Quarter::read(label).map(Quarter::period))
            .or_else(|| {
                let last = Month::from_words(label.strip_prefix("12 months to ")?)?;
                Some(Self::of_months(Month::numbered(last.number() - 11)?, last))
            })
    }
}

/// A period of whole months in words: `March 2024`, `April to December 2024`, `October 2023 to March 2024`. A period that is not
/// of whole months has its days: `1 April to 10 December 2024`.
pub fn months_in_words(period: Period) -> String {
    let (first, last) = (Month::of(period.first), Month::of(period.last));
    if Period::of_months(first, last) != period {
        return days_in_words(period);
    }
    match (first == last, first.year == last.year) {
        (true, _) => last.long(),
        (false, true) => format!("{} to {}", first.name(), last.long()),
        (false, false) => format!("{} to {}", first.long(), last.long()),
    }
}

/// `1 April to 10 December 2024`, `1 October 2023 to 3 March 2024`.
pub fn days_in_words(period: Period) -> String {
    let (first, last) = (period.first, super::day_in_words(period.last));
    match first.year() == period.last.year() {
        _ if first == period.last => last,
        true => format!("{} {} to {last}", first.day(), Month::of(first).name()),
        false => format!("{} to {last}", super::day_in_words(first)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_are_read_as_they_are_written() {
        let quarter = Quarter { year: 2024, quarter: 2 };
        assert_eq!((quarter.label().as_str(), quarter.key().as_str()), ("Apr to Jun 2024", "2024-Q2"));
        for text in ["Apr to Jun 2024", "April to June 2024", "2024-Q2", "2024 Q2"] {
            assert_eq!(Quarter::read(text), Some(quarter), "{text}");
        }
        for wrong in
            ["Apr to May 2024", "May to Jul 2024", "2024-Q5", "2024-Q0", "Q2 2024", "2024-Q", "Jun to Apr 2024"]
        {
            assert_eq!(Quarter::read(wrong), None, "{wrong}");
        }
        assert_eq!(Quarter::numbered(quarter.number()), Some(quarter));
        assert_eq!(quarter.period().days(), 91);
    }

    #[test]
    fn labels_name_periods() {
        for (label, days) in [("2023/24", 366), ("2023", 365), ("Feb 2024", 29), ("2024-02", 29), ("2024 Q1", 91)] {
            assert_eq!(Period::of_label(label).map(Period::days), Some(days), "{label}");
        }
        for wrong in ["Derby", "2023-24", "23", "Total", "", "20234"] {
            assert_eq!(Period::of_label(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn months_and_days_are_written_shortly() {
        let period = |first: &str, last: &str| Period { first: first.parse().unwrap(), last: last.parse().unwrap() };
        for (first, last, words) in [
            ("2024-03-01", "2024-03-31", "March 2024"),
            ("2024-04-01", "2024-12-31", "April to December 2024"),
            ("2023-10-01", "2024-03-31", "October 2023 to March 2024"),
            ("2024-04-01", "2024-12-10", "1 April to 10 December 2024"),
            ("2023-04-05", "2024-12-10", "5 April 2023 to 10 December 2024"),
            ("2024-04-05", "2024-04-05", "5 April 2024"),
        ] {
            assert_eq!(months_in_words(period(first, last)), words);
        }
    }
}

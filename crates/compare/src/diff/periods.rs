//! Months and years by the names that tables and sentences give them.

use sna_core::document::PeriodUsed;

/// Names of the months.
const MONTHS: [&str; 12] = [
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
/// Words between periods.
const BETWEEN: [&str; 10] = ["to", "and", "between", "from", "since", "in", "until", "year", "years", "the"];

/// Months from the first to the last, each counted from the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Months {
    first: u32,
    last: u32,
}

impl Months {
    /// The months of a document's or question's period; `None` where its days are not written as dates.
    pub(super) fn of(period: &PeriodUsed) -> Option<Self> {
        Some(Self { first: month(period.first.get(..7)?)?, last: month(period.last.get(..7)?)? })
    }

    /// The period of a row or column, from its key or its label: `2023/24`, `2023`, `2023-04`, `April 2023`.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        let single = |at: u32| Self { first: at, last: at };
        financial_year(name)
            .or_else(|| month(name).map(single))
            .or_else(|| calendar_year(name))
            .or_else(|| month_in_words(name).map(single))
    }

    /// Whether all its months are in another period.
    pub(super) fn is_within(self, other: Self) -> bool {
        other.first <= self.first && self.last <= other.last
    }

    /// Whether one of its months is this one: `2023-04`.
    pub(super) fn holds(self, key: &str) -> bool {
        month(key).is_some_and(|at| self.first <= at && at <= self.last)
    }

    /// The first and last month, `2023-04`.
    pub(super) fn ends(self) -> [String; 2] {
        [self.first, self.last].map(|at| format!("{:04}-{:02}", at / 12, at % 12 + 1))
    }

    /// Financial years that it touches, `2023/24`.
    pub(super) fn financial_years(self) -> Vec<String> {
        let year = |at: u32| at.saturating_sub(3) / 12;
        (year(self.first)..=year(self.last)).map(|year| format!("{year}/{:02}", (year + 1) % 100)).collect()
    }
}

fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.chars().all(|c| c.is_ascii_digit())).then(|| text.parse().ok())?
}

fn month(key: &str) -> Option<u32> {
    let (year, month) = key.split_once('-')?;
    let month = digits(month, 2).filter(|month| (1..=12).contains(month))?;
    Some(digits(year, 4)? * 12 + month - 1)
}

fn calendar_year(name: &str) -> Option<Months> {
    let year = digits(name, 4).filter(|year| (1900..2200).contains(year))?;
    Some(Months { first: year * 12, last: year * 12 + 11 })
}

fn financial_year(name: &str) -> Option<Months> {
    let (first, second) = name.split_once('/')?;
    let year = digits(first, 4).filter(|year| (year + 1) % 100 == digits(second, 2).unwrap_or(u32::MAX))?;
    Some(Months { first: year * 12 + 3, last: year * 12 + 14 })
}

fn month_in_words(name: &str) -> Option<u32> {
    let (word, year) = name.split_once(' ')?;
    let at = (0..).zip(MONTHS).find(|(_, month)| *month == word || month[..3] == *word).map(|(at, _)| at)?;
    Some(digits(year, 4)? * 12 + at)
}

/// `2023-04` as `April 2023`; other text unchanged.
pub(super) fn month_name(key: &str) -> String {
    let name = month(key).and_then(|at| Some((*MONTHS.get(usize::try_from(at % 12).ok()?)?, at / 12)));
    name.map_or_else(|| key.to_owned(), |(name, year)| format!("{name} {year}"))
}

/// Whether a word is a period, or comes between two.
pub(super) fn is_of_period(word: &str) -> bool {
    let year = word.split(['/', '-', '–']).all(|part| digits(part, 4).is_some() || digits(part, 2).is_some());
    year || MONTHS.contains(&word) || BETWEEN.contains(&word) || !word.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_columns_are_read_as_months() {
        let ends = |name: &str| Months::named(name).map(Months::ends);
        let both = |first: &str, last: &str| Some([first.to_owned(), last.to_owned()]);
        assert_eq!(ends("2023/24"), both("2023-04", "2024-03"));
        assert_eq!(ends("2023"), both("2023-01", "2023-12"));
        assert_eq!(ends("2023-12"), both("2023-12", "2023-12"));
        assert_eq!(ends("April 2023"), both("2023-04", "2023-04"));
        assert_eq!(ends("2023/25"), None);
        assert_eq!(ends("0 to 17"), None);
        assert_eq!(month_name("2024-03"), "March 2024");
        let period = PeriodUsed { first: "2022-04-01".to_owned(), last: "2024-03-31".to_owned() };
        let months = Months::of(&period).expect("dates");
        assert_eq!(months.financial_years(), ["2022/23", "2023/24"]);
        assert!(Months::named("2023/24").is_some_and(|year| year.is_within(months)));
    }
}

//! Months and years by the names that tables and sentences give them.

use sna_core::calendar::{FinancialYear, MONTHS, Month, digits};
use sna_core::document::PeriodUsed;

/// Words that stand between periods.
const BETWEEN: [&str; 10] = ["to", "and", "between", "from", "since", "in", "until", "year", "years", "the"];

/// Months from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Months {
    first: Month,
    last: Month,
}

impl Months {
    /// The months of a document's or question's period; `None` where its days are not written as dates.
    pub(super) fn of(period: &PeriodUsed) -> Option<Self> {
        Some(Self { first: Month::from_key(period.first.get(..7)?)?, last: Month::from_key(period.last.get(..7)?)? })
    }

    /// The period of a row or column, from its key or its label: `2023/24`, `2023`, `2023-04`, `April 2023`.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        Self::of_financial_year(name).or_else(|| Self::of_calendar_year(name)).or_else(|| Self::of_month(name))
    }

    fn of_financial_year(name: &str) -> Option<Self> {
        let year = FinancialYear::read(name)?;
        Some(Self { first: Month::of(year.first_day()), last: Month::of(year.last_day()) })
    }

    fn of_calendar_year(name: &str) -> Option<Self> {
        let year = i32::try_from(digits(name, 4)?).ok().filter(|year| (1900..2200).contains(year))?;
        Some(Self { first: Month { year, month: 1 }, last: Month { year, month: 12 } })
    }

    fn of_month(name: &str) -> Option<Self> {
        let month = Month::from_key(name).or_else(|| Month::from_words(name))?;
        Some(Self { first: month, last: month })
    }

    /// Whether all its months are in another period.
    pub(super) fn is_within(self, other: Self) -> bool {
        other.first <= self.first && self.last <= other.last
    }

    /// Whether one of its months is this one: `2023-04`.
    pub(super) fn holds(self, key: &str) -> bool {
        Month::from_key(key).is_some_and(|month| self.first <= month && month <= self.last)
    }

    /// The first and last month, `2023-04`.
    pub(super) fn ends(self) -> [String; 2] {
        [self.first, self.last].map(Month::key)
    }

    /// Financial years that it touches, `2023/24`.
    pub(super) fn financial_years(self) -> Vec<String> {
        let (first, last) = (self.first.financial_year(), self.last.financial_year());
        (first.0..=last.0).map(|year| FinancialYear(year).label()).collect()
    }
}

/// `2023-04` as `April 2023`; other text as it is.
pub(super) fn month_name(key: &str) -> String {
    Month::from_key(key).map_or_else(|| key.to_owned(), Month::long)
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

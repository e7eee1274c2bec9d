//! The days a cohort is taken on, and the windows that end on them.

use chrono::NaiveDate;

use sna_core::calendar::day_in_words;
use sna_data::{Month, Period};

/// Months of a quarter.
pub(super) const QUARTER: u32 = 3;

/// The month a number of months before another.
pub(super) fn months_before(month: Month, months: u32) -> Month {
    Month::numbered(month.number() - i64::from(months)).unwrap_or(month)
}

/// The whole months up to and including the last day of a month: 24 months to 31 March 2024 begin on 1 April 2022.
pub(super) fn window(end: Month, months: u32) -> Period {
    Period::of_months(months_before(end, months.saturating_sub(1)), end)
}

/// The last months of the last N quarters that end on or before a day, oldest first.
pub(super) fn quarter_ends(until: NaiveDate, quarters: u32) -> Vec<Month> {
    let newest = newest_quarter_end(until);
    (0..quarters).rev().map(|back| months_before(newest, back * QUARTER)).collect()
}

/// The last month of the last quarter that ends on or before a day.
pub(super) fn newest_quarter_end(until: NaiveDate) -> Month {
    let month = Month::of(until);
    let ended = if last_day(month) > until { months_before(month, 1) } else { month };
    months_before(ended, ended.month % QUARTER)
}

/// The last day of a month.
pub(super) fn last_day(month: Month) -> NaiveDate {
    Period::of_months(month, month).last
}

/// The last day of a month in words: `31 March 2024`.
pub(super) fn day_label(month: Month) -> String {
    day_in_words(last_day(month))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn month(text: &str) -> Month {
        Month::read(text).unwrap()
    }

    #[test]
    fn a_window_is_whole_months_to_the_day_itself() {
        let window = window(month("2024-03"), 24);
        assert_eq!((window.first.to_string(), window.last.to_string()), ("2022-04-01".into(), "2024-03-31".into()));
        let one = super::window(month("2024-02"), 1);
        assert_eq!((one.first.to_string(), one.last.to_string()), ("2024-02-01".into(), "2024-02-29".into()));
    }

    #[test]
    fn quarters_end_on_or_before_the_day() {
        let keys = |day: &str, quarters| -> Vec<String> {
            quarter_ends(day.parse().unwrap(), quarters).into_iter().map(Month::key).collect()
        };
        assert_eq!(keys("2024-03-31", 3), ["2023-09", "2023-12", "2024-03"]);
        assert_eq!(keys("2024-03-30", 1), ["2023-12"]);
        assert_eq!(keys("2024-05-31", 1), ["2024-03"]);
        assert_eq!(keys("2024-01-15", 2), ["2023-09", "2023-12"]);
        assert_eq!(day_label(month("2024-06")), "30 June 2024");
    }

    proptest! {
        /// A window begins the day after the day this many months before its end.
        #[test]
        fn windows_abut(year in 1990i32..2060, at in 1u32..13, months in 1u32..60) {
            let end = Month { year, month: at };
            let before = months_before(end, months);
            prop_assert_eq!(last_day(before).succ_opt(), Some(window(end, months).first));
            prop_assert_eq!(window(end, months).months().len(), months as usize);
        }
    }
}

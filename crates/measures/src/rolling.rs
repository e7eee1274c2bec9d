//! Twelve months at a time, whatever month a year ends with: the last of them end with the period.

use super::categories::{Category, month_key};
use sna_core::calendar::{Month, Period};
use sna_data::query::Key;

/// What a label of twelve months begins with.
pub(super) const ROLLING: &str = "12 months to ";

/// Twelve months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RollingYear {
    /// Their days.
    pub period: Period,
}

/// The whole runs of twelve months in a period, counted back from its end, oldest first. Months left over at the beginning are in
/// none.
pub(super) fn rolling_years(period: Period) -> Vec<RollingYear> {
    let months = period.months();
    let years = months.rchunks_exact(12).rev();
    years.map(|year| RollingYear { period: Period::of_months(year[0], year[11]) }).collect()
}

impl RollingYear {
    /// Its key: its last month.
    pub(super) fn key(self) -> Key {
        month_key(Month::of(self.period.last))
    }

    /// `12 months to Mar 2024`.
    pub(super) fn category(self) -> Category {
        Category { key: self.key(), label: format!("{ROLLING}{}", Month::of(self.period.last).short()) }
    }

    /// The keys of its months.
    pub(super) fn month_keys(self) -> Vec<Key> {
        self.period.months().into_iter().map(month_key).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_counted_back_from_the_end() {
        let month = |text: &str| Month::read(text).unwrap();
        let years = rolling_years(Period::of_months(month("2021-11"), month("2024-01")));
        let labels: Vec<String> = years.iter().map(|year| year.category().label).collect();
        assert_eq!(labels, ["12 months to Jan 2023", "12 months to Jan 2024"]);
        assert_eq!(Period::of_label(&labels[0]), Some(years[0].period));
        assert!(rolling_years(Period::of_months(month("2023-05"), month("2024-01"))).is_empty());
    }
}

//! The days that records cover: which parts of a year or a month a source can say anything about.

use chrono::{Days, NaiveDate};

use super::Period;

/// Whole days that are covered: runs, oldest first, that neither overlap nor touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CoveredDays(Vec<Period>);

/// How much of a period is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// No day.
    Nothing,
    /// Some days.
    Part,
    /// Every day.
    Whole,
}

impl CoveredDays {
    /// Every day of the years that records can have.
    pub fn all_time() -> Self {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        Self::of(Period { first: day(1, 1, 1), last: day(9999, 12, 31) })
    }

    /// The days of a period.
    pub fn of(period: Period) -> Self {
        Self(if period.first <= period.last { vec![period] } else { Vec::new() })
    }

    /// The days of some periods, which may overlap.
    pub fn of_all(periods: impl IntoIterator<Item = Period>) -> Self {
        let mut periods: Vec<Period> = periods.into_iter().filter(|period| period.first <= period.last).collect();
        periods.sort_by_key(|period| period.first);
        let mut runs: Vec<Period> = Vec::new();
        for period in periods {
            match runs.last_mut().filter(|run| run.last.succ_opt().is_none_or(|next| period.first <= next)) {
                Some(run) => run.last = run.last.max(period.last),
                None => runs.push(period),
            }
        }
        Self(runs)
    }

    /// The runs, oldest first.
    pub fn runs(&self) -> &[Period] {
        &self.0
    }

    /// The first and the last day; `None` where no day is covered.
    pub fn ends(&self) -> Option<Period> {
        Some(Period { first: self.0.first()?.first, last: self.0.last()?.last })
    }

    /// The days that both cover.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let both = |one: &Period| other.0.iter().filter_map(|run| one.overlap(*run)).collect::<Vec<_>>();
        Self(self.0.iter().flat_map(both).collect())
    }

    /// The days that lie in a period.
    #[must_use]
    pub fn within(&self, period: Period) -> Self {
        self.and(&Self::of(period))
    }

    /// The days outside a period.
    #[must_use]
    pub fn without(&self, gap: Period) -> Self {
        let sides = |run: &Period| {
            let before = gap.first.pred_opt().map(|last| Period { first: run.first, last: last.min(run.last) });
            let after = gap.last.succ_opt().map(|first| Period { first: first.max(run.first), last: run.last });
            [before, after].into_iter().flatten().filter(|side| side.first <= side.last).collect::<Vec<_>>()
        };
        Self(self.0.iter().flat_map(sides).collect())
    }

    /// How many days of a period are covered.
    pub fn days_in(&self, period: Period) -> u32 {
        self.0.iter().filter_map(|run| run.overlap(period)).map(Period::days).sum()
    }

    /// How much of a period is covered.
    pub fn extent(&self, period: Period) -> Extent {
        match self.days_in(period) {
            0 => Extent::Nothing,
            days if days == period.days() => Extent::Whole,
            _ => Extent::Part,
        }
    }

    /// Months' worth of a period: each month counts as far as its days are covered, so that whole years have exactly twelve.
    pub fn months_in(&self, period: Period) -> f64 {
        let share = |month: super::Month| {
            let whole = month.period();
            f64::from(whole.overlap(period).map_or(0, |part| self.days_in(part))) / f64::from(whole.days())
        };
        period.months().into_iter().map(share).sum()
    }
}

impl Period {
    /// The days from the first to the last, both inside; 0 where the last comes before the first.
    pub fn days(self) -> u32 {
        u32::try_from(self.last.signed_duration_since(self.first).num_days() + 1).unwrap_or(0)
    }

    /// The days that two periods share.
    pub fn overlap(self, other: Self) -> Option<Self> {
        let shared = Self { first: self.first.max(other.first), last: self.last.min(other.last) };
        (shared.first <= shared.last).then_some(shared)
    }

    /// Whether a day lies in it.
    pub fn holds(self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// The same period with more days at either end, as far as the calendar goes.
    #[must_use]
    pub fn wider(self, days: u64) -> Self {
        Self {
            first: self.first.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN),
            last: self.last.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FinancialYear, Month};
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn from_to(first: &str, last: &str) -> Period {
        Period { first: day(first), last: day(last) }
    }

    #[test]
    fn a_gap_splits_a_run() {
        let year = FinancialYear(2023).period();
        let covered = CoveredDays::of(year).without(from_to("2023-07-01", "2023-12-31"));
        assert_eq!(covered.runs(), [from_to("2023-04-01", "2023-06-30"), from_to("2024-01-01", "2024-03-31")]);
        assert_eq!(covered.extent(year), Extent::Part);
        assert_eq!(covered.extent(Month { year: 2023, month: 5 }.period()), Extent::Whole);
        assert_eq!(covered.extent(Month { year: 2023, month: 7 }.period()), Extent::Nothing);
        assert!((covered.months_in(year) - 6.0).abs() < 1e-12);
        assert_eq!(covered.days_in(year), 91 + 91);
    }

    #[test]
    fn a_part_month_counts_by_its_days() {
        let covered = CoveredDays::of(from_to("2024-01-01", "2024-02-10"));
        assert!((covered.months_in(FinancialYear(2023).period()) - (1.0 + 10.0 / 29.0)).abs() < 1e-12);
    }

    #[test]
    fn runs_that_touch_are_one() {
        let all = CoveredDays::of_all([
            from_to("2024-02-01", "2024-02-29"),
            from_to("2024-01-01", "2024-01-31"),
            from_to("2024-01-10", "2024-01-20"),
        ]);
        assert_eq!(all.runs(), [from_to("2024-01-01", "2024-02-29")]);
        assert_eq!(CoveredDays::of(from_to("2024-02-01", "2024-01-01")).ends(), None);
    }

    #[test]
    fn whole_years_have_twelve_months_also_leap_years() {
        for year in 2019..2026 {
            let months = CoveredDays::all_time().months_in(FinancialYear(year).period());
            assert!((months - 12.0).abs() < 1e-12, "{year}");
        }
    }

    fn any_days() -> impl Strategy<Value = CoveredDays> {
        let run = (0i64..400, 0i64..40).prop_map(|(from, length)| {
            let first = day("2023-01-01") + chrono::Duration::days(from);
            Period { first, last: first + chrono::Duration::days(length) }
        });
        prop::collection::vec(run, 0..6).prop_map(CoveredDays::of_all)
    }

    proptest! {
        #[test]
        fn days_are_in_both_or_not(one in any_days(), other in any_days(), at in 0i64..440) {
            let day = day("2023-01-01") + chrono::Duration::days(at);
            let holds = |days: &CoveredDays| days.runs().iter().any(|run| run.holds(day));
            prop_assert_eq!(holds(&one.and(&other)), holds(&one) && holds(&other));
            if let Some(gap) = other.runs().first() {
                prop_assert_eq!(holds(&one.without(*gap)), holds(&one) && !gap.holds(day));
            }
        }
    }
}

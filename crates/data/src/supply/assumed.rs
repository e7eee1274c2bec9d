//! What a source covers where the manifest does not say: from the first record to the last, and beyond them as far as a lack of
//! records says nothing.

use chrono::NaiveDate;
use polars::prelude::*;

use super::Supply;
use super::spec::StatedEnds;
use crate::SourceFrame;
use crate::manifest::Source;
use crate::manifest_file::ManifestFile;
use sna_core::calendar::{CoveredDays, Month, Period};
use sna_core::guarded::guarded;

/// A run of days without a record is believed to be chance where it is at least this likely.
const LIKELY: f64 = 0.05;

/// The first and last day with a record, and how many days (or months, where dates are known to the month) have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Active {
    first: NaiveDate,
    last: NaiveDate,
    number: u64,
}

/// Works out the days of a source whose manifest does not state them, from all its records, before any scope.
pub(crate) fn assume(file: &ManifestFile, source: &Source, frame: &SourceFrame) -> Supply {
    let supply = frame.supply.clone();
    if !supply.is_assumed {
        return supply;
    }
    let days = match active(frame) {
        Some(active) => CoveredDays::of(covered(active, frame.months_only, file.stated_ends(source), file.latest)),
        // Without a date there is nothing to cover; a file that cannot be read is reported when it is counted.
        None => CoveredDays::all_time(),
    };
    Supply { days, ..supply }
}

fn active(frame: &SourceFrame) -> Option<Active> {
    let unit = if frame.months_only { col("_month") } else { col("date") };
    let asked = frame.as_given().filter(col("_reject").is_null().and(col("date").is_not_null())).select([
        col("date").min().to_physical().cast(DataType::Int64).alias("first"),
        col("date").max().to_physical().cast(DataType::Int64).alias("last"),
        unit.n_unique().cast(DataType::Int64).alias("number"),
    ]);
    let answer = guarded(|| asked.collect_with_engine(polars::prelude::Engine::Streaming)).ok()?.ok()?.unwrap_single();
    let number = |name: &str| answer.column(name).ok()?.i64().ok()?.get(0);
    let day = |name: &str| NaiveDate::default().checked_add_signed(chrono::Duration::try_days(number(name)?)?);
    Some(Active { first: day("first")?, last: day("last")?, number: u64::try_from(number("number")?).ok()? })
}

/// From the first record to the last, wider where records are so rare that their absence says nothing; never beyond the last
/// day that a record can have.
fn covered(active: Active, months_only: bool, stated: StatedEnds, latest: NaiveDate) -> Period {
    let assumed = if months_only { months_covered(active) } else { days_covered(active) };
    let last = stated.last.unwrap_or(assumed.last.min(latest.max(active.last)));
    Period { first: stated.first.unwrap_or(assumed.first), last }
}

fn days_covered(active: Active) -> Period {
    let span = Period { first: active.first, last: active.last };
    span.wider(silent(u64::from(span.days()), active.number))
}

fn months_covered(active: Active) -> Period {
    let (first, last) = (Month::of(active.first), Month::of(active.last));
    let span = u64::try_from(last.number() - first.number() + 1).unwrap_or(1);
    let silent = i64::try_from(silent(span, active.number)).unwrap_or(0);
    let moved =
        |month: Month, by: i64| Month::numbered(month.number() + by).filter(|month| (1..=9999).contains(&month.year));
    Period::of_months(moved(first, -silent).unwrap_or(first), moved(last, silent).unwrap_or(last))
}

/// How many units of time in a row may have no record by chance, where `active` of `span` have one. What follows the first of
/// them is a chance each day: with all days active it is none, with one alone nothing is known.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "days of records stay far below 2^53, and the quotient is cut to a few thousand years"
)]
fn silent(span: u64, active: u64) -> u64 {
    const MOST: f64 = 36_525.0;
    let chance = active.saturating_sub(1) as f64 / span.saturating_sub(1).max(1) as f64;
    if chance >= 1.0 {
        return 0;
    }
    if chance <= 0.0 {
        return MOST as u64;
    }
    (LIKELY.ln() / (1.0 - chance).ln()).clamp(0.0, MOST) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn of(first: &str, last: &str, number: u64) -> Active {
        Active { first: day(first), last: day(last), number }
    }

    const NONE: StatedEnds = StatedEnds { first: None, last: None };

    #[test]
    fn what_happens_daily_ends_with_its_last_record() {
        let found = covered(of("2023-04-01", "2024-03-10", 345), false, NONE, day("2024-06-30"));
        assert_eq!(found, Period { first: day("2023-04-01"), last: day("2024-03-10") });
    }

    /// One day in seven: (6/7)^19 is 0.053, (6/7)^20 is 0.046.
    #[test]
    fn what_happens_weekly_may_be_silent_for_nineteen_days() {
        assert_eq!(silent(365, 53), 19);
        let found = covered(of("2023-04-03", "2024-03-25", 52), false, NONE, day("2024-06-30"));
        assert!(found.first <= day("2023-04-01") && found.last >= day("2024-03-31"));
    }

    #[test]
    fn rare_events_say_nothing_of_the_months_around_them() {
        let found = covered(of("2022-05-10", "2024-02-14", 8), false, NONE, day("2024-06-30"));
        assert!(found.first <= day("2022-04-01") && found.last == day("2024-06-30"), "{found:?}");
        let alone = covered(of("2023-05-10", "2023-05-10", 1), false, NONE, day("2024-06-30"));
        assert!(alone.first <= day("2000-01-01") && alone.last == day("2024-06-30"), "{alone:?}");
    }

    #[test]
    fn dates_known_to_the_month_cover_whole_months() {
        let found = covered(of("2025-01-01", "2025-12-01", 12), true, NONE, day("2026-01-31"));
        assert_eq!(found, Period { first: day("2025-01-01"), last: day("2025-12-31") });
    }

    #[test]
    fn a_stated_end_holds() {
        let stated = StatedEnds { first: Some(day("2023-01-01")), last: None };
        let found = covered(of("2023-04-01", "2024-03-10", 345), false, stated, day("2024-06-30"));
        assert_eq!(found, Period { first: day("2023-01-01"), last: day("2024-03-10") });
    }
}

//! The notes that a table's times need.

use sna_core::calendar::{CoveredDays, Extent, Period, months_in_words};
use sna_core::document::Times;
use sna_data::{Covered, Days};

/// The notes that a table's times need: which years are covered in part, where records are missing or seem to be, and where the
/// recording changed.
pub fn notes(times: &Times, covered: &Covered, period: Period) -> Vec<String> {
    if times.is_empty() {
        return Vec::new();
    }
    let part = |key: &String| {
        let time = Period::of_label(key)?;
        let days = covered.days.within(period).within(time);
        let words: Vec<String> = days.runs().iter().map(|run| months_in_words(*run)).collect();
        (days.extent(time) == Extent::Part).then(|| format!("{key} covers {} only", words.join(" and ")))
    };
    let parts: Vec<String> = times.spans.keys().filter_map(part).collect();
    let in_part = (!parts.is_empty()).then(|| format!("{}{}.", parts.join("; "), how_compared(times)));
    let missing = covered.areas.iter().filter_map(|(name, days)| missing_from(name, days, &covered.days, period));
    let breaks = times.breaks.iter().map(|told| format!("[b] From {}: {}.", told.since, told.why));
    let repeated = (!times.repeated.is_empty()).then(|| REPEATED.to_owned());
    in_part.into_iter().chain(missing).chain(breaks).chain(repeated).collect()
}

/// How changes of records of people with several are tested.
const REPEATED: &str =
    "Some people have several of these records. Where the text says that numbers rose or fell, the test allows for it.";

fn how_compared(times: &Times) -> &'static str {
    if times.alike.is_empty() {
        ": not compared with other years"
    } else {
        ": compared with the same months of other years"
    }
}

/// `No records of South from July 2023 to March 2024.`
fn missing_from(name: &str, days: &Days, all: &CoveredDays, period: Period) -> Option<String> {
    let missing = days.complete.runs().iter().fold(all.within(period), |left, run| left.without(*run));
    let words: Vec<String> = missing.runs().iter().map(|run| months_in_words(*run)).collect();
    let seem = if days.doubted.days_in(period) > 0 { "seem to be" } else { "are" };
    (!words.is_empty()).then(|| format!("Records of {name} {seem} missing for {}.", words.join(" and ")))
}

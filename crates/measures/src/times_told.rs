//! What the times of a table mean for what it prints: no figures where nothing is covered, and the notes.

use std::collections::BTreeSet;

use sna_core::calendar::{CoveredDays, Extent, Period, months_in_words};
use sna_core::columns::is_place;
use sna_core::document::{Body, BreakTold, Column, Figure, Missing, Role, SpanExtent, Support, TimeSpan, Times};
use sna_data::{Covered, DISTRICT, Days};

/// The table without figures that the records cannot support, whatever its measure counts. A period or a time that is not covered has
/// no zero, and neither has its total; where an area is missing, a zero is not known to be one, nothing is said of places whose area
/// is not known, and times that are not covered alike have no shares or ranks. `columns` are those that its questions count by, and
/// `rests_on` is what its figures rest on other than records: rates of all residents need the records of all areas.
#[must_use]
pub fn without_uncovered(
    mut body: Body,
    times: &Times,
    (covered, period): (&Covered, Period),
    columns: &BTreeSet<&str>,
    rests_on: &[Support],
) -> Body {
    if !body.taken.is_empty() {
        return body;
    }
    let is_of_residents = rests_on.contains(&Support::Populations) && !columns.contains(DISTRICT);
    let is_of_places = is_of_residents || columns.iter().any(|name| is_place(name) && *name != DISTRICT);
    let gaps = Gaps { times, covered, period, is_of_places };
    for row in &mut body.rows {
        for (cell, column) in row.cells.iter_mut().zip(&body.columns) {
            if gaps.are_in(&row.key, column, cell) {
                *cell = Figure::Missing(Missing::NotAvailable);
            }
        }
    }
    body
}

/// Where the records behind a table leave figures out.
struct Gaps<'t> {
    times: &'t Times,
    covered: &'t Covered,
    period: Period,
    /// Whether it is of places other than the manifest's areas, or of the residents of all of them.
    is_of_places: bool,
}

impl Gaps<'_> {
    fn are_in(&self, row: &str, column: &Column, cell: &Figure) -> bool {
        let nothing = self.covered.days.extent(self.period) == Extent::Nothing;
        let is_of_other = matches!(column.role, Role::Derived | Role::Interval) && column.key != "population";
        let is_unknown_place = self.is_of_places && is_of_other && self.are_areas_missing(self.period);
        match cell {
            Figure::Text(_) => is_unknown_place,
            _ if column.key.starts_with("trend") => false,
            _ if nothing || is_unknown_place || self.is_absent(row) || self.is_absent(&column.key) => true,
            Figure::Count(count) if count.value() == 0 => {
                self.is_out(row, &column.key) || self.is_doubtful(row, &column.key)
            }
            Figure::Count(_) | Figure::Number(_) | Figure::Fraction(_) | Figure::Missing(_) => {
                self.is_out(row, &column.key) || self.are_rows_unlike(row, column)
            }
        }
    }

    /// Whether a row or column is an area whose records cover no day of the table's period.
    fn is_absent(&self, name: &str) -> bool {
        let own = self.covered.areas.get(name);
        own.is_some_and(|own| own.complete.within(self.period).extent(self.period) == Extent::Nothing)
    }

    /// Whether a cell is about a time that is not covered.
    fn is_out(&self, row: &str, column: &str) -> bool {
        let is_nothing = |span: Option<&TimeSpan>| span.is_some_and(|span| span.extent == SpanExtent::Nothing);
        is_nothing(self.times.span(row, column)) || is_nothing(self.times.span(column, row))
    }

    /// Whether a cell is about a time without a month that all areas have, and not about an area.
    fn is_doubtful(&self, row: &str, column: &str) -> bool {
        let time = [(row, column), (column, row)].into_iter().find(|(_, time)| self.times.spans.contains_key(*time));
        time.is_some_and(|(of, time)| {
            let period = Period::of_label(time);
            let has_no_month = |time| self.covered.all.complete.within(self.period).extent(time) == Extent::Nothing;
            !self.times.own.contains_key(of) && period.is_some_and(has_no_month)
        })
    }

    /// Whether an area is missing on days of a period that others cover.
    fn are_areas_missing(&self, time: Period) -> bool {
        let days = |complete: &CoveredDays| complete.within(self.period).days_in(time);
        let all = days(&self.covered.days);
        self.covered.areas.values().any(|area| days(&area.complete) < all)
    }

    /// Whether a column sets rows that are times beside each other of which some are covered in part.
    fn are_rows_unlike(&self, row: &str, column: &Column) -> bool {
        let is_beside = column.key == "rank" || ["Share of total", "Share of harm"].contains(&column.title.as_str());
        is_beside
            && self.times.spans.contains_key(row)
            && self.times.spans.values().any(|span| span.extent != SpanExtent::Whole)
    }
}

/// The notes that a table's times need: which years are covered in part, where records are missing or seem to be, and where the
/// recording changed.
pub fn notes(times: &Times, covered: &Covered, period: Period) -> Vec<String> {
    let missing = covered.areas.iter().filter_map(|(name, days)| missing_from(name, days, &covered.days, period));
    if times.spans.is_empty() {
        return whole_period(covered, period).into_iter().chain(missing).collect();
    }
    // Of partners' figures nothing is known but that they are whole, also outside the report's period.
    let part = |(key, span): (&String, &TimeSpan)| {
        if span.extent == SpanExtent::Whole {
            return None;
        }
        let time = Period::of_label(key)?;
        let days = covered.days.within(period).within(time);
        let words: Vec<String> = days.runs().iter().map(|run| months_in_words(*run)).collect();
        (days.extent(time) == Extent::Part).then(|| format!("{key} covers {} only", words.join(" and ")))
    };
    let parts: Vec<String> = times.spans.iter().filter_map(part).collect();
    let in_part = (!parts.is_empty()).then(|| format!("{}{}.", parts.join("; "), how_compared(times)));
    let is_area_missing = times.spans.iter().any(|(key, span)| {
        let time = Period::of_label(key).unwrap_or(period);
        matches!(span.extent, SpanExtent::Part(_)) && covered.days.within(period).extent(time) == Extent::Whole
    });
    let of_totals = (is_area_missing && !times.alike.is_empty()).then(|| {
        "Where an area is missing from a year, totals are compared by the months that all areas have.".to_owned()
    });
    let missing = missing.chain(of_totals);
    let breaks = times.breaks.iter().map(BreakTold::note);
    let repeated = (!times.repeated.is_empty()).then(|| REPEATED.to_owned());
    in_part.into_iter().chain(missing).chain(breaks).chain(repeated).collect()
}

/// How changes of records of people with several are tested.
const REPEATED: &str =
    "Some people have several of these records. Where the text says that numbers rose or fell, the test allows for it.";

/// What the records of a table without times cover, where it is not all of its period.
fn whole_period(covered: &Covered, period: Period) -> Option<String> {
    let days = covered.days.within(period);
    let words: Vec<String> = days.runs().iter().map(|run| months_in_words(*run)).collect();
    match days.extent(period) {
        Extent::Whole => None,
        Extent::Nothing => Some("The records cover no day of this period.".to_owned()),
        Extent::Part => Some(format!("The records cover {} only.", words.join(" and "))),
    }
}

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

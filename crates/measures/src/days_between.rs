//! Rare events one by one: for each, the days since the one before, with the limits of a t chart.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::process::words;
use super::{Answered, At, Body, Laid};
use sna_core::calendar::{Period, day_in_words};
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Column, Figure, Format, Missing, Role, RowKind, format_number};
use sna_core::stats::{BetweenLimits, FIRM_POINTS, Signal, between_limits};
use sna_data::query::{AnswerId, Dimension, Key};

/// The days of records, as a question counts by them.
pub(super) fn by_day() -> Dimension {
    Dimension::Column("date")
}

/// Events whose question is asked.
pub(super) struct LaidDaysBetween<'a> {
    pub(super) at: At<'a>,
    /// Only events from this day on.
    pub(super) from: NaiveDate,
    pub(super) counts: AnswerId,
}

/// An event and the days since the one before; not known across days that the records do not cover, or a break.
struct Event {
    day: NaiveDate,
    since: Option<f64>,
}

impl Laid for LaidDaysBetween<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let events = self.events(answered);
        // The first event has none before it.
        let days: Vec<Option<f64>> = events.iter().skip(1).map(|event| event.since).collect();
        let limits = between_limits(&days);
        let signals = limits.as_ref().map(|limits| signals(limits, &days)).unwrap_or_default();
        let mut of_day: BTreeMap<NaiveDate, usize> = BTreeMap::new();
        let rows = events.iter().enumerate().skip(1).map(|(at, event)| {
            let number = of_day.entry(event.day).or_default();
            *number += 1;
            let again = if *number > 1 { format!(" ({number})") } else { String::new() };
            let label = format!("{}{again}", day_in_words(event.day));
            let signal = signals.get(&(at - 1)).map_or("none", String::as_str);
            BodyRow { key: label.clone(), label, kind: RowKind::Body, cells: cells(event, limits.as_ref(), signal) }
        });
        Ok(Body {
            row_header: "Day".to_owned(),
            columns: columns(),
            rows: rows.collect(),
            notes: self.notes(answered, &events, limits.as_ref()),
            ..Body::default()
        })
    }
}

impl LaidDaysBetween<'_> {
    /// The events, oldest first.
    fn events(&self, answered: &Answered<'_>) -> Vec<Event> {
        let counts = &answered[self.counts];
        let by_day = by_day();
        let day = |key: &Key| match key {
            Key::Text(text) => text.parse::<NaiveDate>().ok(),
            Key::Number(_) | Key::Flag(_) | Key::Missing => None,
        };
        let days = counts.lines().filter_map(|line| Some((day(line.key(&by_day))?, line.count)));
        let mut days: Vec<(NaiveDate, u64)> = days.filter(|(day, _)| *day >= self.from).collect();
        days.sort_unstable();
        let each = days.iter().flat_map(|(day, count)| (0..*count).map(|_| *day));
        let mut before: Option<NaiveDate> = None;
        each.map(|day| {
            let since = before.replace(day).and_then(|before| days_between(answered, before, day));
            Event { day, since }
        })
        .collect()
    }

    fn notes(&self, answered: &Answered<'_>, events: &[Event], limits: Option<&BetweenLimits>) -> Vec<String> {
        let Some(limits) = limits else {
            return vec!["Fewer than three events follow each other, so there are no limits.".to_owned()];
        };
        let mut notes = vec![format!(
            "Days since the event before. Limits are those of the 1/3.6th power of the days, its mean minus and plus 2.66 times its \
             mean moving range, raised again (t chart). The middle is {} days.",
            format_number(limits.centre(), Format::Decimal(1)),
        )];
        notes.extend(limits.is_trial().then(|| {
            format!(
                "Trial limits: they are based on {} times between events, fewer than {FIRM_POINTS}.",
                limits.points()
            )
        }));
        notes.extend(self.since_last(answered, events, limits));
        notes
    }

    /// How long there has been no event at the end, which no row shows.
    fn since_last(&self, answered: &Answered<'_>, events: &[Event], limits: &BetweenLimits) -> Option<String> {
        let last = events.last()?.day;
        let end = answered.covered.all.complete.within(self.at.scope.period).ends()?.last;
        let days = days_between(answered, last, end).filter(|days| *days > 0.0)?;
        let long = if days > limits.upper() { ", longer than the upper limit" } else { "" };
        Some(format!(
            "After the last event, {} days passed without another until {}{long}.",
            format_number(days, Format::Count),
            day_in_words(end)
        ))
    }
}

/// The days from one to another, where the records cover all of them in the same way.
fn days_between(answered: &Answered<'_>, from: NaiveDate, to: NaiveDate) -> Option<f64> {
    let covered = &answered.covered;
    let span = Period { first: from, last: to };
    let is_broken = covered.breaks.iter().any(|told| told.of.is_none() && from < told.at && told.at <= to);
    let is_covered = covered.all.complete.days_in(span) == span.days();
    (is_covered && !is_broken).then(|| f64::from(span.days()) - 1.0)
}

/// The words for the signals at each position.
fn signals(limits: &BetweenLimits, days: &[Option<f64>]) -> BTreeMap<usize, String> {
    let mut found: BTreeMap<usize, String> = BTreeMap::new();
    for signal in Signal::ALL {
        for at in limits.signals(days, signal) {
            let told = found.entry(at).or_default();
            let between = if told.is_empty() { "" } else { "; " };
            *told += &format!("{between}{}", words(signal));
        }
    }
    found
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("days", "Days since the one before", Role::Value, Format::Count),
        Column::new("centre", "Middle", Role::Derived, Format::Decimal(1)),
        Column::new("lower_limit", "Lower limit", Role::Interval, Format::Decimal(1)),
        Column::new("upper_limit", "Upper limit", Role::Interval, Format::Decimal(1)),
        Column::new("signal", "Signal", Role::Derived, Format::Count),
    ]
}

fn cells(event: &Event, limits: Option<&BetweenLimits>, signal: &str) -> Vec<Figure> {
    let none = || Figure::Missing(Missing::NotAvailable);
    let days = event.since.map_or_else(none, Figure::Number);
    let Some(limits) = limits else { return vec![days, none(), none(), none(), none()] };
    let signal = if event.since.is_some() { Figure::Text(signal.to_owned()) } else { none() };
    let [centre, lower, upper] = [limits.centre(), limits.lower(), limits.upper()].map(Figure::Number);
    vec![days, centre, lower, upper, signal]
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use sna_core::document::{Cell, Missing};
    use sna_data::query::{Grouped, Key};

    fn events(days: &[(&str, u64)]) -> Grouped {
        Grouped(days.iter().map(|(day, count)| (vec![Key::Text((*day).to_owned())], *count)).collect())
    }

    #[test]
    fn each_event_has_its_days_since_the_one_before() {
        let answer = events(&[("2022-05-01", 1), ("2022-05-31", 2), ("2022-06-20", 1), ("2022-08-01", 1)]);
        let body = World::people().made("series: { process: days_between }", &[answer]).unwrap();
        let days = |row: &str| number(&body, row, "days");
        assert_eq!(
            [days("31 May 2022"), days("31 May 2022 (2)"), days("20 June 2022"), days("1 August 2022")],
            [30.0, 0.0, 20.0, 42.0]
        );
        assert!(body.notes[1].starts_with("Trial limits: they are based on 4 times"), "{:?}", body.notes);
        assert_eq!(cell(&body, "20 June 2022", "signal"), Cell::Text("none".to_owned()));
    }

    #[test]
    fn two_events_have_no_limits() {
        let body = World::people()
            .made("series: { process: days_between }", &[events(&[("2022-05-01", 1), ("2022-05-31", 1)])]);
        let body = body.unwrap();
        assert_eq!(cell(&body, "31 May 2022", "upper_limit"), Cell::Missing(Missing::NotAvailable));
        assert_eq!(body.notes, ["Fewer than three events follow each other, so there are no limits."]);
    }
}

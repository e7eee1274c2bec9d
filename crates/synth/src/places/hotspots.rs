//! Offences of a year in the wards with most of them, by street.
//!
//! A ward has as many as published, and so have its named streets together; the hours of their peak are dealt. All other
//! streets are invented, and each of them has fewer offences than any street that is named.

use std::ops::Range;

use super::days;
use super::file::{HotWardEntry, HotspotsEntry, LocationEntry, Point, StreetEntry};
use super::geography::{Geography, Ward, sunflower};
use super::table::{Values, table};
use crate::SyntheticFile;
use crate::apportion::apportion;
use crate::chance::{Random, dealt, weighted};
use sna_core::diag::Diagnostic;

/// Weights of the hours from 00, and of the days from Monday, outside a peak.
const HOURS: [u32; 24] = [9, 7, 6, 4, 2, 2, 1, 2, 3, 4, 4, 5, 6, 6, 7, 9, 10, 10, 11, 11, 11, 11, 11, 11];
const WEEKDAYS: [u32; 7] = [9, 9, 9, 9, 11, 13, 11];

/// Metres between invented streets.
const BLOCK: f64 = 110.0;

/// The most offences of an invented street where no street is named.
const MOST: u32 = 20;

/// One offence.
struct Offence {
    day: i32,
    hour: u8,
    /// Index into the streets.
    street: usize,
}

struct Street {
    name: String,
    /// Index into the geography's wards.
    ward: usize,
    at: Point,
}

/// `hotspot_offences.parquet`.
///
/// # Errors
/// `records-not-encoded`.
pub(super) fn file(
    entry: &HotspotsEntry,
    geography: &Geography,
    districts: &[String],
    random: &mut Random,
) -> Result<SyntheticFile, Diagnostic> {
    let (streets, mut rows) = (&mut Vec::new(), Vec::new());
    let span = days::day(&entry.from.value).unwrap_or(0)..days::day(&entry.to.value).unwrap_or(0) + 1;
    let most = fewest_of_a_named_street(entry).map_or(MOST, |fewest| fewest.saturating_sub(2)).max(1);
    for ward in &entry.wards.value {
        if let Some(number) = geography.wards.iter().position(|known| known.name == ward.ward.value) {
            rows.extend(named(ward, number, streets, &span, random));
            rows.extend(invented(ward, (number, &geography.wards[number]), most, streets, &span, random));
        }
    }
    rows.sort_by_key(|row| (row.day, row.hour));
    let street = |row: &Offence| &streets[row.street];
    let ward = |row: &Offence| &geography.wards[street(row).ward];
    let columns = vec![
        ("offence_date", Values::Dates(rows.iter().map(|row| row.day).collect())),
        ("hour", Values::numbers(rows.iter().map(|row| row.hour))),
        ("ward", Values::words(rows.iter().map(|row| ward(row).name.as_str()))),
        ("district", Values::words(rows.iter().map(|row| districts[ward(row).district].as_str()))),
        ("street", Values::words(rows.iter().map(|row| street(row).name.as_str()))),
        ("easting", Values::numbers(rows.iter().map(|row| street(row).at[0]))),
        ("northing", Values::numbers(rows.iter().map(|row| street(row).at[1]))),
    ];
    table("hotspot_offences.parquet", rows.len(), columns)
}

fn fewest_of_a_named_street(entry: &HotspotsEntry) -> Option<u32> {
    let locations = entry.wards.value.iter().filter_map(|ward| ward.location.as_ref());
    locations.flat_map(|location| &location.streets).map(|street| street.offences.value).min()
}

/// Offences on the named streets of a ward: those of the peak first; their streets are dealt.
fn named(
    entry: &HotWardEntry,
    ward: usize,
    streets: &mut Vec<Street>,
    span: &Range<i32>,
    random: &mut Random,
) -> Vec<Offence> {
    let Some(location) = &entry.location else { return Vec::new() };
    let first = streets.len();
    let street = |street: &StreetEntry| Street { name: street.street.value.clone(), ward, at: street.at.value };
    streets.extend(location.streets.iter().map(street));
    let counts: Vec<u32> = location.streets.iter().map(|street| street.offences.value).collect();
    let codes = dealt(random, &counts);
    let peak = dealt(random, &location.peak.value).into_iter().map(Some).chain(std::iter::repeat(None));
    let offences = codes.into_iter().zip(peak).map(|(street, weekday)| {
        let (weekdays, hour) = time(location, weekday, random);
        Offence { day: days::draw(random, span, &weekdays), hour, street: first + street }
    });
    offences.collect()
}

/// Weights of the weekdays and the hour of an offence: in the peak where its weekday is dealt, otherwise outside it.
fn time(location: &LocationEntry, weekday: Option<usize>, random: &mut Random) -> ([u32; 7], u8) {
    let [from, to] = location.peak_hours.value.map(usize::from);
    let mut hours = HOURS;
    for (hour, weight) in hours.iter_mut().enumerate() {
        let in_peak = (from..=to).contains(&hour);
        if in_peak != weekday.is_some() {
            *weight = 0;
        }
    }
    let mut weekdays = WEEKDAYS;
    if let Some(weekday) = weekday {
        weekdays = [0; 7];
        weekdays[weekday] = 1;
    }
    let hour = weighted(random, &hours).unwrap_or(0);
    (weekdays, u8::try_from(hour).unwrap_or(0))
}

/// Offences on invented streets.
fn invented(
    entry: &HotWardEntry,
    (number, ward): (usize, &Ward),
    most: u32,
    streets: &mut Vec<Street>,
    span: &Range<i32>,
    random: &mut Random,
) -> Vec<Offence> {
    let rest = entry.offences.value - entry.location.as_ref().map_or(0, |location| location.offences.value);
    let counts = falling(rest, most);
    let first = streets.len();
    streets.extend((1..=counts.len()).map(|number_of_street| Street {
        name: format!("{} street {number_of_street:02}", ward.name),
        ward: number,
        at: sunflower(ward.at, BLOCK, number_of_street),
    }));
    let codes = counts.iter().enumerate().flat_map(|(street, &count)| std::iter::repeat_n(street, count as usize));
    let offences = codes.map(|street| {
        let hour = weighted(random, &HOURS).unwrap_or(0);
        let day = days::draw(random, span, &WEEKDAYS);
        Offence { day, hour: u8::try_from(hour).unwrap_or(0), street: first + street }
    });
    offences.collect()
}

/// Parts of a whole from about `most` down to a third of it, none above `most` by more than one.
fn falling(whole: u32, most: u32) -> Vec<u32> {
    let count = (3 * whole).div_ceil(2 * most);
    let weight = |place: u32| 3 * count - 2 * place;
    apportion(whole, &(0..count).map(weight).collect::<Vec<u32>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fall_and_stay_below_the_limit() {
        for (whole, most) in [(810, 20), (232, 20), (94, 18), (1, 1), (0, 5)] {
            let parts = falling(whole, most);
            assert_eq!(parts.iter().sum::<u32>(), whole);
            assert!(parts.is_sorted_by(|one, other| one >= other) && parts.iter().all(|&part| part <= most + 1));
        }
        assert!(falling(810, 20).len() > 40);
    }
}

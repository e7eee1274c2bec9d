//! Offences against victims of school age: at a school, near one in school hours, or neither.
//!
//! Years, groups and counted offences are dealt as published. Each offence that is not counted fails the condition that
//! its reason names, and many fail only that one, so that every part of the definition matters.

use std::ops::Range;

use super::days;
use super::file::{Point, ReasonsEntry, SchoolOffencesEntry};
use super::school_grounds::{Ground, Grounds};
use super::schools::School;
use super::table::{Values, table};
use super::unreached;
use crate::SyntheticFile;
use crate::chance::{Random, any, dealt, happens, weighted};
use sna_core::diag::Diagnostic;

/// Weights of victims' ages from 5 to 16.
const AGES: [u32; 12] = [1, 1, 2, 2, 3, 4, 9, 13, 15, 15, 13, 9];

/// Weights of the hours of day 8 to 15 at which school offences begin, and of the other hours.
const SCHOOL_HOURS: [u32; 8] = [9, 6, 8, 9, 14, 12, 12, 30];
const OTHER_HOURS: [u32; 24] = [3, 2, 1, 1, 0, 0, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 20, 17, 14, 11, 9, 7, 5, 4];

const SCHOOL_DAYS: [u32; 7] = [1, 1, 1, 1, 1, 0, 0];
const WEEKEND: [u32; 7] = [0, 0, 0, 0, 0, 1, 1];
const ALL_DAYS: [u32; 7] = [1; 7];

/// Kinds of place: schools, then the two to which "near" applies, then the others.
const KINDS_OF_PLACE: [&str; 8] = [
    "Education establishment",
    "Street",
    "Open space",
    "Dwelling",
    "Shop",
    "Public transport",
    "Sports or leisure centre",
    "Licensed premises",
];
const OPEN: [u32; 8] = [0, 7, 3, 0, 0, 0, 0, 0];
const ELSEWHERE: [u32; 8] = [0, 0, 0, 55, 15, 12, 13, 5];
const ANYWHERE: [u32; 8] = [2, 45, 20, 20, 5, 4, 3, 1];

/// One offence against one victim.
struct Offence {
    day: i32,
    hour: u8,
    group: usize,
    age: u8,
    kind_of_place: usize,
    ground: Ground,
}

/// How an offence relates to the definition.
#[derive(Clone, Copy)]
enum Fate {
    AtSchool,
    NearSecondary,
    NearPrimary,
    /// Not counted, for at least this reason.
    Hour,
    Weekday,
    KindOfPlace,
    Distance,
    Phase,
}

const COUNTED: [Fate; 3] = [Fate::AtSchool, Fate::NearSecondary, Fate::NearPrimary];
const NOT_COUNTED: [Fate; 5] = [Fate::Hour, Fate::Weekday, Fate::KindOfPlace, Fate::Distance, Fate::Phase];

/// `school_offences.parquet`.
///
/// # Errors
/// `margin-not-reached`, when the schools leave no point of one of the kinds; `records-not-encoded`.
pub(super) fn file(
    entry: &SchoolOffencesEntry,
    schools: &[School],
    districts: &[String],
    random: &mut Random,
) -> Result<SyntheticFile, Diagnostic> {
    let grounds = Grounds::new(schools);
    if let Some(lacking) = grounds.lacking() {
        return Err(unreached("the offences near schools", format!("no {lacking}"), "more `schools`, or more `towns`"));
    }
    let rows = offences(entry, &grounds, random);
    let point = |row: &Offence| -> Point { row.ground.1 };
    let columns = vec![
        ("offence_date", Values::Dates(rows.iter().map(|row| row.day).collect())),
        ("hour", Values::numbers(rows.iter().map(|row| row.hour))),
        ("offence_group", Values::words(rows.iter().map(|row| entry.groups[row.group].group.value.as_str()))),
        ("district", Values::words(rows.iter().map(|row| districts[row.ground.0].as_str()))),
        ("victim_age", Values::numbers(rows.iter().map(|row| row.age))),
        ("location_type", Values::words(rows.iter().map(|row| KINDS_OF_PLACE[row.kind_of_place]))),
        ("easting", Values::numbers(rows.iter().map(|row| point(row)[0]))),
        ("northing", Values::numbers(rows.iter().map(|row| point(row)[1]))),
    ];
    table("school_offences.parquet", rows.len(), columns)
}

/// All offences in order of time.
fn offences(entry: &SchoolOffencesEntry, grounds: &Grounds, random: &mut Random) -> Vec<Offence> {
    let parts = [&entry.at_school, &entry.near_secondary, &entry.near_primary].map(|count| count.value);
    let mut fates = dealt(random, &parts).into_iter().map(|fate| COUNTED[fate]);
    let mut rows = Vec::new();
    for (year, &label) in entry.years.value.iter().enumerate() {
        let span = days::calendar_year(label);
        for (group, of) in entry.groups.iter().enumerate() {
            let (victims, counted) = (of.victims.value[year], of.at_or_near.value[year]);
            let row = |fate: Fate, random: &mut Random| offence(grounds, &span, group, fate, random);
            rows.extend(fates.by_ref().take(counted as usize).map(|fate| row(fate, random)));
            rows.extend((counted..victims).map(|_| row(reason(&entry.reasons, random), random)));
        }
        rows.extend(
            (0..entry.other_ages.value[year]).map(|_| of_another_age(entry.groups.len(), grounds, &span, random)),
        );
    }
    rows.sort_by_key(|row| (row.day, row.hour));
    rows
}

fn reason(reasons: &ReasonsEntry, random: &mut Random) -> Fate {
    let weights = [reasons.hour.value, reasons.weekday, reasons.kind_of_place, reasons.distance, reasons.phase];
    NOT_COUNTED[weighted(random, &weights).unwrap_or(0)]
}

/// An offence with a fate: it meets the whole definition, or fails part of it.
fn offence(grounds: &Grounds, span: &Range<i32>, group: usize, fate: Fate, random: &mut Random) -> Offence {
    let age = age(fate, random);
    let list = points(grounds, fate, age);
    let (weekdays, kinds) = circumstances(fate);
    let school_hour = 8 + weighted(random, &SCHOOL_HOURS).unwrap_or(0);
    let hour = if matches!(fate, Fate::Hour) { weighted(random, &OTHER_HOURS).unwrap_or(0) } else { school_hour };
    Offence {
        day: term_day(span, weekdays, random),
        hour: u8::try_from(hour).unwrap_or(0),
        group,
        age,
        kind_of_place: weighted(random, kinds).unwrap_or(0),
        ground: list[any(random, list.len())],
    }
}

/// The points where an offence with a fate and a victim of an age can be.
fn points(grounds: &Grounds, fate: Fate, age: u8) -> &[Ground] {
    match fate {
        Fate::AtSchool if age < 11 => &grounds.primary_schools,
        Fate::AtSchool => &grounds.secondary_schools,
        Fate::NearPrimary => &grounds.near_primary_alone,
        Fate::Distance => &grounds.far,
        Fate::Phase if age < 11 => &grounds.near_secondary_alone,
        Fate::Phase => &grounds.near_primary_alone,
        Fate::Hour | Fate::Weekday | Fate::KindOfPlace if age < 11 => &grounds.near_primary_alone,
        Fate::NearSecondary | Fate::Hour | Fate::Weekday | Fate::KindOfPlace => &grounds.near_secondary,
    }
}

/// Weights of the weekdays and of the kinds of place.
fn circumstances(fate: Fate) -> (&'static [u32], &'static [u32]) {
    match fate {
        Fate::AtSchool => (&SCHOOL_DAYS, &[1]),
        Fate::NearSecondary | Fate::NearPrimary | Fate::Distance | Fate::Phase => (&SCHOOL_DAYS, &OPEN),
        Fate::Hour => (&ALL_DAYS, &ANYWHERE),
        Fate::Weekday => (&WEEKEND, &ANYWHERE),
        Fate::KindOfPlace => (&SCHOOL_DAYS, &ELSEWHERE),
    }
}

/// The victim's age, which for some fates must match the phase of the school.
fn age(fate: Fate, random: &mut Random) -> u8 {
    let weights: Vec<u32> = match fate {
        Fate::NearSecondary => [[0; 6].as_slice(), &AGES[6..]].concat(),
        Fate::NearPrimary => AGES[..7].to_vec(),
        // At 11 either phase is possible.
        Fate::Phase => [&AGES[..6], &[0], &AGES[7..]].concat(),
        Fate::AtSchool | Fate::Hour | Fate::Weekday | Fate::KindOfPlace | Fate::Distance => AGES.to_vec(),
    };
    5 + weighted(random, &weights).and_then(|age| u8::try_from(age).ok()).unwrap_or(0)
}

/// A day of the span; a day in August, when schools are closed, is usually drawn again.
fn term_day(span: &Range<i32>, weekdays: &[u32], random: &mut Random) -> i32 {
    let day = days::draw(random, span, weekdays);
    let is_kept = days::month(day) != 8 || happens(random, 20);
    if is_kept { day } else { days::draw(random, span, weekdays) }
}

/// An offence that the definition would count if its victim were of school age.
fn of_another_age(groups: usize, grounds: &Grounds, span: &Range<i32>, random: &mut Random) -> Offence {
    let group = any(random, groups);
    let row = offence(grounds, span, group, COUNTED[any(random, COUNTED.len())], random);
    let years = any(random, 45);
    let age = if years < 5 { years } else { years + 12 };
    Offence { age: u8::try_from(age).unwrap_or(0), ..row }
}

//! The places file as its author writes it: only the shape of the YAML. A list of counts has one number for each year
//! of its table. Points are metres east and north on the British National Grid.

use std::path::Path;

use serde::Deserialize;

use crate::file::Counts;
use sna_core::diag::{Diagnostics, Place};
use sna_core::yaml::read_text;
use sna_core::yaml::{self, Origin, Spanned};

/// Metres east and north.
pub(crate) type Point = [i32; 2];

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlacesFile {
    /// Where people live; every district of the margins file has at least one.
    pub towns: Spanned<Vec<TownEntry>>,
    /// Where the offences of the margins file happened.
    pub offences: OffencesEntry,
    pub night: NightEntry,
    pub schools: SchoolsEntry,
    pub school_offences: SchoolOffencesEntry,
    pub hotspots: HotspotsEntry,
    pub stop_searches: SearchesEntry,
    pub outcomes: OutcomesEntry,
}

/// A town or a part of one: LSOAs around a centre.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TownEntry {
    pub town: Spanned<String>,
    pub district: Spanned<String>,
    pub at: Spanned<Point>,
    /// How many LSOAs it has, at least 3.
    pub lsoas: Spanned<u32>,
    /// How many offences its centre has, relative to the other towns of its district.
    pub weight: u32,
    /// The name of the ward at its centre; numbered where left out.
    pub ward: Option<Spanned<String>>,
}

/// Where offences happened, all invented.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OffencesEntry {
    /// Offences of a known district that have no point.
    pub without_point_percent: Spanned<u32>,
    pub location_types: Spanned<Vec<String>>,
    /// Weights of the kinds of place, for offences of a group without weights of its own.
    pub parts: Counts,
    #[serde(default)]
    pub groups: Vec<GroupPartsEntry>,
}

/// Weights of the kinds of place for an offence group.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupPartsEntry {
    pub group: Spanned<String>,
    pub parts: Counts,
}

/// Crime of the night-time economy: 18:00 to 06:00 within its areas.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NightEntry {
    /// Consecutive financial years. A night belongs to the day on which it began.
    pub years: Spanned<Vec<String>>,
    pub total: Counts,
    pub groups: Vec<NamedCounts>,
    pub districts: Vec<NamedCounts>,
    pub areas: Spanned<Vec<AreaEntry>>,
    /// Weights of the hours 18 to 05, in this order.
    pub hours: Counts,
    /// Weights of the evenings on which nights begin, Monday to Sunday.
    pub weekdays: Counts,
    pub not_counted: NotCounted,
}

/// A name and its counts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedCounts {
    pub name: Spanned<String>,
    pub counts: Counts,
}

/// An area of the night-time economy, drawn as a polygon around a centre.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AreaEntry {
    pub area: Spanned<String>,
    pub district: Spanned<String>,
    pub at: Spanned<Point>,
    /// Its greatest width.
    pub metres: Spanned<u32>,
    /// How much of its district's crime it has.
    pub weight: u32,
}

/// Invented records outside the night-time economy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotCounted {
    /// Within an area, but by day.
    pub by_day: Counts,
    /// At night, but outside every area.
    pub outside: Counts,
    /// At night within an area, but in one of the groups below.
    pub of_other_groups: Counts,
    /// In the small hours of the first day: they belong to the year before.
    pub night_before: Spanned<u32>,
    pub other_groups: Spanned<Vec<String>>,
}

/// Schools, spread over the districts as their LSOAs are.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SchoolsEntry {
    pub primary: Spanned<u32>,
    pub secondary: Spanned<u32>,
    pub all_through: Spanned<u32>,
    pub special: Spanned<u32>,
}

/// Offences against victims of school age.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SchoolOffencesEntry {
    /// Calendar years.
    pub years: Spanned<Vec<i32>>,
    /// All victims of school age, and those counted at or near a school: years and groups together.
    pub total: Spanned<u32>,
    pub at_or_near: Spanned<u32>,
    /// How those at or near a school are divided.
    pub at_school: Spanned<u32>,
    pub near_secondary: Spanned<u32>,
    pub near_primary: Spanned<u32>,
    pub groups: Vec<SchoolGroupEntry>,
    /// Why the others are not counted, as weights.
    pub reasons: ReasonsEntry,
    /// Offences against victims of other ages.
    pub other_ages: Counts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SchoolGroupEntry {
    pub group: Spanned<String>,
    pub victims: Counts,
    pub at_or_near: Counts,
}

/// Weights of the reasons for which an offence is not at or near a school in school hours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonsEntry {
    pub hour: Spanned<u32>,
    pub weekday: u32,
    pub kind_of_place: u32,
    pub distance: u32,
    /// Near a school, but of another phase than the victim's.
    pub phase: u32,
}

/// Wards and streets with most offences.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HotspotsEntry {
    /// First and last day, such as `2023-05-01`.
    pub from: Spanned<String>,
    pub to: Spanned<String>,
    pub wards: Spanned<Vec<HotWardEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HotWardEntry {
    /// One of the wards that `towns` name.
    pub ward: Spanned<String>,
    pub offences: Spanned<u32>,
    pub location: Option<LocationEntry>,
}

/// The streets of a ward that are named, with the time of their peak.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LocationEntry {
    pub offences: Spanned<u32>,
    pub streets: Vec<StreetEntry>,
    /// First and last hour of the peak.
    pub peak_hours: Spanned<[u8; 2]>,
    /// Offences in these hours, Monday to Sunday.
    pub peak: Counts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StreetEntry {
    pub street: Spanned<String>,
    pub at: Spanned<Point>,
    pub offences: Spanned<u32>,
}

/// Stop and search.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchesEntry {
    /// Financial years.
    pub years: Spanned<Vec<String>>,
    pub total: Counts,
    /// Searches for offensive weapons, and those that found one.
    pub for_weapons: Counts,
    pub weapons_found: Counts,
    /// Those that found one, by age.
    pub ages: Vec<SearchAgesEntry>,
    pub unknown_age: Counts,
    /// Weapons found in searches for something else.
    pub found_otherwise: Counts,
    /// What else was searched for.
    pub other_reasons: Spanned<Vec<ReasonEntry>>,
    pub unknown_age_percent: Spanned<u32>,
    pub female_percent: Spanned<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchAgesEntry {
    pub from: Spanned<u8>,
    pub to: u8,
    pub counts: Counts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonEntry {
    pub searched_for: Spanned<String>,
    pub weight: u32,
    /// What is found, and in how many searches of a hundred.
    pub found: String,
    pub found_percent: Spanned<u32>,
}

/// Outcomes of offences.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutcomesEntry {
    /// Financial years, among those of the margins file.
    pub years: Spanned<Vec<String>>,
    pub total: Counts,
    pub positive: PartsEntry,
    pub other: PartsEntry,
    pub open: NamedCounts,
}

/// Outcomes of one kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartsEntry {
    pub total: Counts,
    /// Those whose counts were published.
    #[serde(default)]
    pub named: Vec<NamedCounts>,
    /// How the rest is divided.
    pub rest: Vec<PartEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartEntry {
    pub name: Spanned<String>,
    pub weight: u32,
}

/// Reads the shape of the file that is named at a place.
///
/// # Errors
/// The file cannot be read, or its first fault of shape, with its place.
pub(crate) fn read(path: &Path, named_at: &Place) -> Result<(PlacesFile, Origin), Diagnostics> {
    parse(path.display().to_string(), read_text(path, Some(named_at))?)
}

/// The shape of a places file's text.
pub(crate) fn parse(file: String, text: String) -> Result<(PlacesFile, Origin), Diagnostics> {
    let places = yaml::read(&text, &file)?;
    Ok((places, Origin::new(file, text)))
}

//! The people file as its author writes it: only the shape of the YAML. A list of counts has one number for each year;
//! one called `groups` has one for each offence group of the margins file.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::file::{Counts, HourEntry};
use sna_core::diag::{Diagnostics, Place};
use sna_core::yaml::read_text;
use sna_core::yaml::{self, Origin, Spanned};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeopleFile {
    /// The district whose ethnicities are under `city`; the others are the county.
    pub city: Spanned<String>,
    pub victims: SideEntry,
    pub suspects: SideEntry,
    pub victim_hours: VictimHours,
    pub relationships: RelationshipsEntry,
    pub cohort: CohortEntry,
    pub overlap: OverlapEntry,
    /// Links on the offences outside the definition.
    #[serde(default)]
    pub outside: Vec<OutsideLinks>,
}

/// Victims, or suspects.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SideEntry {
    /// Links: one person on one offence.
    pub links: Counts,
    pub ages: Vec<BandEntry>,
    pub unknown_age: UnknownAge,
    pub sexes: SexesEntry,
    pub ethnicity: Vec<EthnicityEntry>,
    pub repeats: RepeatsEntry,
    /// Links with the status of an offender, in per cent.
    #[serde(default)]
    pub offender_percent: Option<Spanned<u32>>,
}

/// A band of ages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BandEntry {
    pub from: Spanned<u8>,
    pub to: u8,
    pub counts: Counts,
    /// Links of the band by offence group, all years together.
    pub groups: Counts,
    /// Weights of the single years of age; equal ones where left out.
    pub single: Option<Counts>,
}

/// Links whose age is not known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnknownAge {
    pub counts: Counts,
    pub groups: Counts,
}

/// Links by sex; the rest is male.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SexesEntry {
    pub female: Counts,
    pub unknown: Counts,
}

/// Links of one self-defined ethnicity by area.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EthnicityEntry {
    /// Such as `W1`; `None` where it was not recorded.
    pub code: Option<String>,
    pub city: Counts,
    pub county: Counts,
    /// On offences without a district.
    pub elsewhere: Counts,
}

/// Persons with more than one link, in each year and in all years together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RepeatsEntry {
    pub persons: Counts,
    pub repeat_persons: Counts,
    pub repeat_links: Counts,
    pub pooled: PooledRepeats,
    pub most: MostLinks,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PooledRepeats {
    pub persons: Spanned<u32>,
    pub repeat_persons: u32,
    pub repeat_links: u32,
}

/// The persons with most links, and how many links they have in all.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MostLinks {
    pub persons: Spanned<u32>,
    pub links: u32,
}

/// Hour by weekday of the victims, all years together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VictimHours {
    /// Victims aged 0 to 17.
    pub children: Spanned<Vec<HourEntry>>,
    /// Victims of 18 and over.
    pub adults: Spanned<Vec<HourEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RelationshipsEntry {
    pub by_year: Spanned<Vec<RelationshipEntry>>,
    pub by_district: Vec<DistrictPairs>,
    pub ages: AgeTable,
}

/// How a victim and a suspect know one another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RelationshipEntry {
    pub relationship: Spanned<String>,
    pub counts: Counts,
    /// Whether a suspect of the offence is known; either where left out.
    pub suspect: Option<Known>,
    /// The least and the most years by which the victim is older.
    pub victim_older_by: Option<(i16, i16)>,
    /// Both are at least 16.
    #[serde(default)]
    pub adults: bool,
    #[serde(default)]
    pub other_sex: bool,
    /// Its weight on domestic offences, which are outside the definition.
    #[serde(default)]
    pub domestic: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Known {
    Known,
    Unknown,
}

/// Pairs of a district, and those of some relationships.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DistrictPairs {
    pub district: Spanned<String>,
    pub pairs: Counts,
    pub named: BTreeMap<String, Counts>,
}

/// Age of suspects by age of their victims, in per cent of each row, in the last years together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgeTable {
    pub last_years: Spanned<u8>,
    pub victims: Vec<AgeRange>,
    pub suspects: Vec<AgeRow>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgeRange {
    pub from: u8,
    pub to: u8,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgeRow {
    pub from: u8,
    pub to: u8,
    /// One for each range of victims, to one decimal place.
    pub percents: Spanned<Vec<f64>>,
}

/// Suspects of knife crime or weapon possession at the end of the last year.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CohortEntry {
    /// The offence group that counts as well as knife crime.
    pub group: Spanned<String>,
    pub persons: Spanned<Vec<CohortPersons>>,
    pub ages: Spanned<Vec<CohortAges>>,
    pub male: Spanned<u32>,
    pub factors: Vec<FactorEntry>,
}

/// Persons of the cohort by number of offences in its 24 months.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CohortPersons {
    pub offences: u8,
    pub persons: u32,
}

/// Persons of the cohort of an age at its date.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CohortAges {
    pub from: u8,
    pub to: u8,
    pub persons: u32,
}

/// A lifestyle factor, and the persons of the cohort who have it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactorEntry {
    pub factor: Spanned<String>,
    pub persons: Spanned<u32>,
    pub rests_on: Option<RestsOn>,
}

/// What a factor is read from in the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RestsOn {
    /// Aged under 25.
    Age,
    /// A victim of knife crime or of an offence that is not possession.
    Victims,
}

/// Victims of the last years who are suspects in these years too.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OverlapEntry {
    pub last_years: Spanned<u8>,
    pub percent: Spanned<u32>,
}

/// Links on a group's offences outside the definition, in per cent of these offences.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutsideLinks {
    pub group: String,
    pub victims_percent: Spanned<u32>,
    pub suspects_percent: Spanned<u32>,
}

/// Reads the shape of the file that is named at a place.
///
/// # Errors
/// The file cannot be read, or its first fault of shape, with its place.
pub(crate) fn read(path: &Path, named_at: &Place) -> Result<(PeopleFile, Origin), Diagnostics> {
    parse(path.display().to_string(), read_text(path, Some(named_at))?)
}

/// The shape of a people file's text.
pub(crate) fn parse(file: String, text: String) -> Result<(PeopleFile, Origin), Diagnostics> {
    let people = yaml::read(&text, &file)?;
    Ok((people, Origin::new(file, text)))
}

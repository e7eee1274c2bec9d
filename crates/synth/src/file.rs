//! The margins file as its author writes it: only the shape of the YAML. Every list of counts has one number for each
//! year, in the order of `years`.

use std::path::Path;

use serde::Deserialize;

use sna_core::diag::Diagnostics;
use sna_core::yaml::read_text;
use sna_core::yaml::{self, Origin, Spanned};

/// One number for each year, with its place in the file.
pub(super) type Counts = Spanned<Vec<u32>>;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MarginsFile {
    /// The beginning of every `offence_id`.
    pub id_prefix: String,
    /// Labels of consecutive financial years, such as `2019/20`.
    pub years: Spanned<Vec<String>>,
    /// Offences within the definition.
    pub total: Counts,
    /// The offence groups of the definition, which add up to the total.
    pub groups: Vec<GroupEntry>,
    /// Districts, which with `unknown` add up to the total.
    pub districts: Vec<DistrictEntry>,
    /// Offences without a district.
    pub unknown_district: Option<Counts>,
    /// Hour by weekday over all years.
    pub hours: HoursEntry,
    /// How a year's offences are spread over its months.
    pub months: MonthsEntry,
    /// How the qualifier percentages are printed and divided.
    pub qualifiers: QualifiersEntry,
    /// Offences outside the definition, which no published figure counts.
    #[serde(default)]
    pub outside: Vec<OutsideEntry>,
    /// The file of the people, in the same folder; without it only offences are made.
    pub people: Option<Spanned<String>>,
    /// The file of the places, in the same folder; without it offences have no point and no records of places are made.
    pub places: Option<Spanned<String>>,
}

/// One offence group of the definition.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupEntry {
    pub group: Spanned<String>,
    pub total: Counts,
    /// Offences with the knife flag.
    pub knife: Option<Counts>,
    /// Offences with alcohol, drugs or both, in per cent of the group's total, as printed.
    pub alcohol_or_drugs_percent: Option<Spanned<Vec<f64>>>,
    /// The offences of the group; left out when it is one offence of the same name.
    #[serde(default)]
    pub offences: Vec<OffenceEntry>,
}

/// One offence, or one weapon of an offence.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OffenceEntry {
    pub offence: Spanned<String>,
    pub weapon: Option<String>,
    /// Whether its rows may have the knife flag.
    #[serde(default = "yes")]
    pub knife_possible: bool,
    pub counts: Counts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DistrictEntry {
    pub district: Spanned<String>,
    pub counts: Counts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoursEntry {
    pub by_weekday: Spanned<Vec<HourEntry>>,
    /// The hour that the published table does not show, if there is one.
    pub unprinted: Option<UnprintedHour>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HourEntry {
    pub hour: Spanned<u8>,
    /// Monday to Sunday.
    pub counts: Counts,
}

/// An hour with all offences that the table does not show, spread over the weekdays like another hour.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnprintedHour {
    pub hour: Spanned<u8>,
    pub shaped_like: Spanned<u8>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MonthsEntry {
    /// Twelve weights for each year, April to March.
    pub weights: Spanned<Vec<Counts>>,
    /// Months whose count was published.
    #[serde(default)]
    pub fixed: Vec<FixedMonth>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FixedMonth {
    /// Such as `2023-07`.
    pub month: Spanned<String>,
    pub count: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QualifiersEntry {
    /// Decimal places of the printed percentages.
    pub decimals: Spanned<u32>,
    /// Parts of the qualified offences: with alcohol alone, with drugs alone, with both.
    pub split: QualifierSplit,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QualifierSplit {
    pub alcohol: Spanned<u32>,
    pub drugs: u32,
    pub both: u32,
}

/// Offences outside the definition; districts, hours and dates are copied from rows of the same year within it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutsideEntry {
    pub group: String,
    pub offence: Spanned<String>,
    pub weapon: Option<String>,
    #[serde(default)]
    pub domestic: bool,
    #[serde(default)]
    pub knife_percent: Option<Spanned<u32>>,
    #[serde(default)]
    pub alcohol_or_drugs_percent: Option<Spanned<u32>>,
    pub counts: Counts,
}

fn yes() -> bool {
    true
}

/// Reads the file's shape.
///
/// # Errors
/// The file cannot be read, or its first fault of shape, with its place.
pub(super) fn read(path: &Path) -> Result<(MarginsFile, Origin), Diagnostics> {
    parse(path.display().to_string(), read_text(path, None)?)
}

/// The shape of a margins file's text.
pub(super) fn parse(file: String, text: String) -> Result<(MarginsFile, Origin), Diagnostics> {
    let margins = yaml::read(&text, &file)?;
    Ok((margins, Origin::new(file, text)))
}

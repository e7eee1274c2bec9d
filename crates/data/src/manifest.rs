//! The data manifest's shape: files, columns, recodes, areas and definitions, as the author writes them.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::geography::GeographySpec;
use super::hidden::HiddenCells;
use super::supply::{BreakSpec, CoversSpec, LapseSpec};
use sna_core::diag::Place;
use sna_core::yaml::{FromWord, Spanned, word_or_map};

/// `data.yaml`: what the records are and how to read them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What the data are, for readers of the report.
    pub title: String,
    /// True for invented records: the cover and every footer then say so.
    #[serde(default)]
    pub synthetic: bool,
    /// What the report says about invented records, in full sentences.
    pub notice: Option<String>,
    /// Districts of the area, in the order tables list them.
    #[serde(default)]
    pub areas: Vec<Area>,
    /// Where the populations come from, for the notes of rates.
    pub population_source: Option<String>,
    /// Further populations by name, for rates and rate ratios: of wards, of ethnic groups, of districts in another year.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Populations>")]
    pub populations: IndexMap<Spanned<String>, Populations>,
    /// Boundaries, schools and hexagons that the points of records are compared with.
    pub geography: Option<GeographySpec>,
    /// File with indicators of areas, for correlations; relative to this file.
    #[schemars(with = "Option<IndicatorSpec>")]
    pub indicators: Option<Spanned<IndicatorFile>>,
    /// Sources of records by the name that measures use in `of:`.
    #[schemars(with = "BTreeMap<String, Source>")]
    pub sources: IndexMap<String, Source>,
    /// Named, dated definitions: which records count.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Definition>")]
    pub definitions: IndexMap<String, Definition>,
    /// File with the harm weight of each offence, relative to this file.
    #[schemars(with = "Option<String>")]
    pub harm_weights: Option<Spanned<String>>,
    /// File with the unit cost of each group of offences, relative to this file.
    #[schemars(with = "Option<String>")]
    pub unit_costs: Option<Spanned<String>>,
    /// File that lists partners' published figures, relative to this file; [aggregates.md](aggregates.md) has its keys.
    #[schemars(with = "Option<String>")]
    pub aggregates: Option<Spanned<String>>,
}

/// A district and its population.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// The name in the records (after recoding).
    pub name: String,
    /// Residents; without it no rate is printed.
    pub population: Option<u64>,
    /// The position of its tile on a tile map: column from the west, row from the north, each 0 to 7. Each area needs
    /// a different one.
    pub tile: Option<[u8; 2]>,
}

/// Residents by the values of a dimension.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Populations {
    /// The dimension, such as `ward`; by default the populations' own name.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Where they come from; by default `population_source`.
    pub source: Option<String>,
    /// Residents by name. A group whose name is not in the records has no rate.
    #[schemars(with = "BTreeMap<String, u64>")]
    pub residents: IndexMap<Spanned<String>, u64>,
}

/// Where the indicators of areas are: a file's name, or a mapping with more detail.
#[derive(Debug, Clone)]
pub struct IndicatorFile(pub IndicatorSpec);

impl<'de> Deserialize<'de> for IndicatorFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        word_or_map(deserializer).map(Self)
    }
}

/// Indicators of areas: the name of the file, alone or with a source.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorSpec {
    /// A CSV file with a column named after a dimension (`district`, `ward`), a column `indicator` and a column
    /// `value`, and a line for each area and indicator.
    pub file: String,
    /// Where they come from, for the notes of correlations.
    pub source: Option<String>,
}

impl FromWord for IndicatorSpec {
    const EXPECTED: &'static str = "a file's name, or a mapping with `file:`";
    fn from_word(word: &str) -> Self {
        Self { file: word.to_owned(), source: None }
    }
}

/// One source of records.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What the records are, for the source line under tables.
    pub title: String,
    /// What they are called when a table says what it counts, such as `searches`; the source's name by default.
    pub records: Option<String>,
    /// A file or a pattern with `*`, relative to this file: CSV (plain or gzip), Parquet or a workbook (XLSX).
    #[schemars(with = "String")]
    pub files: Spanned<String>,
    /// Of a workbook: the name of the sheet with the records; the first visible sheet by default.
    #[schemars(with = "Option<String>")]
    pub sheet: Option<Spanned<String>>,
    /// Of a workbook: the line of the sheet with the column names; 1 by default. Lines above it are ignored.
    #[schemars(with = "Option<usize>")]
    pub header: Option<Spanned<usize>>,
    /// Of a workbook: whether hidden rows and columns, as in a filtered sheet, are read (`take`) or left out (`leave_out`).
    /// Where this is not said they are read, with a warning.
    #[schemars(with = "Option<HiddenCells>")]
    pub hidden: Option<Spanned<HiddenCells>>,
    /// The file's column for each role (see the data roles page); leave out a role that the records do not have.
    #[schemars(with = "BTreeMap<String, Column>")]
    pub columns: IndexMap<Spanned<String>, Column>,
    /// The hour at which a day of these records begins, 0 to 23; 0 by default. With 6, what happened at 02:00 belongs
    /// to the evening before: it has the date, weekday, month and year of the day before.
    #[schemars(with = "Option<i8>")]
    pub day_begins: Option<Spanned<i8>>,
    /// From which day to which day these records are complete; worked out from the records where it is not said.
    pub covers: Option<CoversSpec>,
    /// Times in which records are missing: there is no figure for them.
    #[serde(default)]
    pub gaps: Vec<LapseSpec>,
    /// Times in which there truly were few records or none, although it looks as if the supply had stopped.
    #[serde(default)]
    pub quiet: Vec<LapseSpec>,
    /// Days from which the records are not like those before: a new recording rule, flag or system. Nothing is compared
    /// across one.
    #[serde(default)]
    pub breaks: Vec<BreakSpec>,
}

impl Source {
    /// Whether a column of the files is read as this role.
    pub(super) fn has(&self, role: &str) -> bool {
        self.columns.keys().any(|name| name.value == role)
    }
}

/// How one role is read: a column's name, or a mapping with more detail.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(with = "ColumnSpec")]
pub struct Column(pub ColumnSpec);

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        word_or_map(deserializer).map(Self)
    }
}

/// How one role is read, in full.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnSpec {
    /// The column's name in the file.
    pub column: String,
    /// How dates are written, such as `%d/%m/%Y`; `%Y-%m-%d` by default. A format without a day reads months.
    pub format: Option<String>,
    /// A regular expression with one group: the part of the text to keep.
    pub extract: Option<String>,
    /// Values in the file and what they become.
    #[serde(default)]
    pub recode: BTreeMap<String, String>,
}

/// The values of one column that a manifest recodes.
#[derive(Debug, Clone)]
pub struct Recoded {
    /// Name of the source.
    pub source: String,
    /// Name of the role.
    pub role: &'static str,
    /// The values in the file.
    pub from: Vec<String>,
    /// Where the manifest says so.
    pub place: Place,
}

impl FromWord for ColumnSpec {
    const EXPECTED: &'static str = "a column's name, or a mapping with `column:`";
    fn from_word(word: &str) -> Self {
        Self { column: word.to_owned(), format: None, extract: None, recode: BTreeMap::new() }
    }
}

/// A named, dated definition.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// What a record that meets it is called: `serious violence`.
    pub title: String,
    /// The date from which it is in use.
    pub since: String,
    /// True where it is applied to records from before that date too, so that the years can be compared.
    #[serde(default)]
    pub backdated: bool,
    /// The definition in words, for the method section.
    pub description: String,
    /// A SQL condition over the roles.
    #[serde(rename = "where")]
    #[schemars(with = "String")]
    pub condition: Spanned<String>,
}

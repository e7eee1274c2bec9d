//! How a document was made: program, period, definitions, populations, files. Two drafts are compared by it, so that each
//! change can be given its reason.

use serde::{Deserialize, Serialize};

/// How a document was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Making {
    /// Version of the program.
    pub program: String,
    /// Name of the report, the same for all its parts and drafts: `derbyshire`.
    pub report: String,
    /// Title of the records, from the data manifest.
    pub data: String,
    /// The part of the whole that this document is about, when it is one of many.
    pub part: Option<PartOf>,
    /// The period of the whole report.
    pub period: PeriodUsed,
    /// Name of the definition that decides which records count; `None` counts all.
    pub definition: Option<String>,
    /// Every definition that the manifest gives.
    pub definitions: Vec<DefinitionUsed>,
    /// Every set of populations that the manifest gives; the set of the districts is called `district`.
    pub populations: Vec<PopulationUsed>,
    /// Files other than records: weights, costs, indicators, boundaries, schools, the manifest of aggregates.
    pub files: Vec<InputFile>,
}

/// The part of the whole that a document is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartOf {
    /// Name of the dimension: `district`.
    pub dimension: String,
    /// Its value: `Bolsover`.
    pub value: String,
}

/// A period by its days.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PeriodUsed {
    /// First day, ISO 8601.
    pub first: String,
    /// Last day, ISO 8601.
    pub last: String,
}

/// A definition as the manifest gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefinitionUsed {
    /// Name in the manifest.
    pub name: String,
    /// What a record that meets it is called.
    pub title: String,
    /// The date from which it is in use.
    pub since: String,
    /// The definition in words.
    pub description: String,
    /// The condition, on one line.
    pub sql: String,
}

/// A set of populations as the manifest gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PopulationUsed {
    /// Name in the manifest.
    pub name: String,
    /// Name of the dimension.
    pub dimension: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// Residents by value, in the manifest's order.
    pub residents: Vec<(String, u64)>,
}

/// What figures are based on other than records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    /// Residents, for rates.
    Populations,
    /// The weight of each offence, for harm.
    HarmWeights,
    /// The cost of one offence.
    UnitCosts,
    /// Indicators of areas.
    Indicators,
    /// Boundaries and schools that points are compared with.
    Geography,
    /// The manifest of partners' aggregates: which figures they are and how they are read.
    Aggregates,
}

/// A file that figures are based on, and what identifies its contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// What it is for; `None` for records.
    pub support: Option<Support>,
    /// Its path relative to the data manifest, with `/` between folders.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes in hexadecimal digits.
    pub sha256: String,
}

/// How one role of a source is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadAs {
    /// The role.
    pub role: String,
    /// The column of the file.
    pub column: String,
    /// How dates are written, where the manifest says.
    pub format: Option<String>,
    /// The part of the text that is kept, where the manifest says.
    pub extract: Option<String>,
    /// Values in the file and what they become.
    pub recode: Vec<(String, String)>,
}

/// Sound rows of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthRows {
    /// The month: `2023-04`.
    pub month: String,
    /// Rows.
    pub rows: u64,
}

/// The records that a question counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedScope {
    /// Their days.
    pub period: PeriodUsed,
    /// The part of the whole they lie in.
    pub part: Option<PartOf>,
    /// Name of the definition they meet.
    pub definition: Option<String>,
    /// Further SQL conditions they meet, each on one line.
    pub conditions: Vec<String>,
}

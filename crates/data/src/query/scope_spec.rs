//! The YAML shape of a scope and of a period. Resolved against the records at hand by the spec room.

use schemars::JsonSchema;
use serde::Deserialize;

use sna_core::yaml::Spanned;

/// A period: whole financial years, or months, or the last years of the period around it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodSpec {
    /// How many financial years; 5 by default.
    pub financial_years: Option<i32>,
    /// The last financial year, such as 2023/24, or the last month, such as 2024-03.
    #[schemars(with = "Option<String>")]
    pub to: Option<Spanned<String>>,
    /// The first month, such as 2024-01; then `to` is a month too.
    #[schemars(with = "Option<String>")]
    pub from: Option<Spanned<String>>,
    /// Only the last N years of the period around this scope; no other key can then be given.
    #[schemars(with = "Option<i32>")]
    pub last_years: Option<Spanned<i32>>,
}

/// A filter over records; scopes inside each other add up.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScopeSpec {
    /// The source that measures count if they do not name one; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// A SQL condition over the data roles, such as `knife`.
    #[serde(rename = "where")]
    #[schemars(with = "Option<String>")]
    pub condition: Option<Spanned<String>>,
    /// One of the manifest's areas.
    #[schemars(with = "Option<String>")]
    pub area: Option<Spanned<String>>,
    /// True for the whole area even in a report or section about one part of it (`area:`, `sna build --each`).
    #[serde(default)]
    pub whole: bool,
    /// A different definition from the report's, or `none` to count every record, for example records without the
    /// columns that the report's definition needs.
    #[schemars(with = "Option<String>")]
    pub definition: Option<Spanned<String>>,
    /// A different period from the report's.
    pub period: Option<PeriodSpec>,
}

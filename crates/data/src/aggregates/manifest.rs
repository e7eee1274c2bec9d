//! The manifest of aggregates, as the author writes it: one file of figures for each name.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Figures;
use crate::hidden::HiddenCells;
use sna_core::yaml::Spanned;

/// The file that `aggregates:` in the data manifest names. It has a name for each table of partners' figures, used by
/// the measure `aggregate` in `of:`, and these keys under each name. The figures are in a tidy file: one line for each
/// figure, one column with the figures, and every other column a dimension, such as `district` or `financial_year`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AggregateSpec {
    /// What the figures show, for the source line under tables.
    pub title: String,
    /// Who published them.
    pub publisher: Option<String>,
    /// The period they cover, in words.
    pub period: Option<String>,
    /// The file, relative to this one: CSV (plain or gzip) or a workbook (XLSX).
    #[schemars(with = "String")]
    pub file: Spanned<String>,
    /// Of a workbook: the name of the sheet; the first visible sheet by default.
    #[schemars(with = "Option<String>")]
    pub sheet: Option<Spanned<String>>,
    /// The line with the column names; 1 by default. Lines above it are ignored.
    #[schemars(with = "Option<usize>")]
    pub header: Option<Spanned<usize>>,
    /// Of a workbook: whether hidden rows and columns are read (`take`) or left out (`leave_out`). Where this is not said they
    /// are read, with a warning.
    #[schemars(with = "Option<HiddenCells>")]
    pub hidden: Option<Spanned<HiddenCells>>,
    /// What the figures count, such as `attendances` or `% of pupils`: tables name it as their base.
    pub unit: String,
    /// What kind of figures they are; `count` by default.
    #[serde(default)]
    pub is: Figures,
    /// Of counts: values of a dimension whose figures are stocks, as with `is: stock`, where a file has both.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub stocks: Vec<Spanned<String>>,
    /// For a dimension: its values that are others of it together, such as `sex: [Persons]`. A table that adds them up with
    /// the others is an error. Where this is not said they are found by their figures and names; `sex: []` says that there
    /// are none.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub totals: IndexMap<Spanned<String>, Vec<Spanned<String>>>,
    /// The name of the column with the figures; `value` by default.
    #[schemars(with = "Option<String>")]
    pub value: Option<Spanned<String>>,
    /// Other names for dimensions: the new name, and the file's column. A column that is not named here keeps its own
    /// name, in lower case and with `_` for any character that is not a letter or a digit: `Financial year` is
    /// `financial_year`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub columns: IndexMap<Spanned<String>, Spanned<String>>,
    /// Columns of the file to leave out, because they are not dimensions.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub ignore: Vec<Spanned<String>>,
    /// For a dimension: values in the file and what they become.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, BTreeMap<String, String>>")]
    pub recode: IndexMap<Spanned<String>, IndexMap<Spanned<String>, String>>,
    /// What readers must know: printed under every table made from the figures.
    #[serde(default)]
    pub notes: Vec<String>,
}

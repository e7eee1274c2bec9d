//! The manifest of aggregates, as the author writes it: one file of figures for each name.

use std::collections::BTreeMap;
use std::path::Path;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::reading::Reading;
use super::{Aggregate, Figures};
use crate::files::{FileFormat, format_of, missing};
use crate::manifest::Manifest;
use crate::opening::Origin;
use crate::workbook::{SheetChoice, not_a_workbook};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::{self, Spanned};

/// The file that `aggregates:` in the data manifest names. It holds a name for each table of partners' figures, which the measure
/// `aggregate` uses in `of:`, and under each name these keys. The figures stand in a tidy file: one line a figure, one column with
/// the figures, and every other column a dimension, such as `district` or `financial_year`.
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
    /// Of a workbook: the name of the sheet; the first sheet that is shown by default.
    #[schemars(with = "Option<String>")]
    pub sheet: Option<Spanned<String>>,
    /// The line that the column names stand in; 1 by default. Lines above it are left alone.
    #[schemars(with = "Option<usize>")]
    pub header: Option<Spanned<usize>>,
    /// What the figures count, such as `attendances` or `% of pupils`: tables name it as their base.
    pub unit: String,
    /// What kind of figures they are; `count` by default.
    #[serde(default)]
    pub is: Figures,
    /// The name of the column with the figures; `value` by default.
    #[schemars(with = "Option<String>")]
    pub value: Option<Spanned<String>>,
    /// Other names for dimensions: ours, and the file's column. A column that is not named here goes by its own name, in lower
    /// case and with `_` for what is neither letter nor digit: `Financial year` is `financial_year`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub columns: IndexMap<Spanned<String>, Spanned<String>>,
    /// Columns of the file that are no dimensions and are left out.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub ignore: Vec<Spanned<String>>,
    /// For a dimension: values in the file and what they become.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, BTreeMap<String, String>>")]
    pub recode: IndexMap<Spanned<String>, IndexMap<Spanned<String>, String>>,
    /// What readers must know: printed under every table made of the figures.
    #[serde(default)]
    pub notes: Vec<String>,
}

impl Origin<'_> {
    /// Every aggregate that the manifest of aggregates names, with warnings.
    ///
    /// # Errors
    /// Every mistake in that manifest and in the files it names.
    pub(crate) fn aggregates(
        &self,
        manifest: &Manifest,
    ) -> Result<(IndexMap<String, Aggregate>, Diagnostics), Diagnostics> {
        let Some(named) = &manifest.aggregates else { return Ok((IndexMap::new(), Diagnostics::default())) };
        let path = self.folder.join(&named.value);
        if !path.is_file() {
            return Err(missing(self.folder, &named.value, &self.place(named)).expected("a file").into());
        }
        let (text, file) = (yaml::read_text(&path, Some(&self.place(named)))?, path.display().to_string());
        let specs: IndexMap<Spanned<String>, AggregateSpec> = yaml::read(&text, &file)?;
        let origin = yaml::Origin { file, text };
        let folder = path.parent().unwrap_or(Path::new("."));
        let (mut aggregates, mut found) = (IndexMap::new(), Diagnostics::default());
        for (name, spec) in &specs {
            if manifest.sources.contains_key(&name.value) {
                let fault = Diagnostic::error(
                    Code::SharedName,
                    format!("`{}` is the name of an aggregate and of a source of records", name.value),
                );
                found.push(fault.at(origin.place(name)).expected("a name of its own: `of:` names either"));
            }
            let aggregate = found.keep(read(folder, &name.value, spec, &origin));
            aggregates.extend(aggregate.map(|aggregate| (name.value.clone(), aggregate)));
        }
        found.into_result(aggregates)
    }
}

/// Reads one aggregate; `folder` is that of the manifest of aggregates.
///
/// # Errors
/// Every mistake in its keys and in its file.
pub(super) fn read(
    folder: &Path,
    name: &str,
    spec: &AggregateSpec,
    origin: &yaml::Origin,
) -> Result<Aggregate, Diagnostics> {
    let (path, at) = (folder.join(&spec.file.value), origin.place(&spec.file));
    let format = format_of(&path).filter(|format| *format != FileFormat::Parquet).ok_or_else(|| {
        Diagnostic::error(Code::UnknownFormat, format!("`{}` has no known format", path.display()))
            .at(at.clone())
            .expected("a name that ends in `.csv`, `.csv.gz` or `.xlsx`")
    })?;
    if !path.is_file() {
        return Err(missing(folder, &spec.file.value, &at).expected("a file").into());
    }
    let mut found = Diagnostics::default();
    let sheet = spec.sheet.as_ref().map(|sheet| (sheet.value.clone(), origin.place(sheet)));
    if let Some((_, place)) = sheet.as_ref().filter(|_| format != FileFormat::Workbook) {
        found.push(not_a_workbook("sheet", place.clone(), &path));
    }
    let header = spec.header.as_ref().map(|header| (header.value, origin.place(header)));
    let choice = found.keep(SheetChoice::new(sheet, header));
    let ((), _) = found.into_result(())?;
    Reading::of(name, spec, origin, (path, format, choice.unwrap_or_default()))?.aggregate()
}

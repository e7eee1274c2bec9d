//! Opening the aggregates that a manifest names.

use indexmap::IndexMap;

use super::Aggregate;
use super::manifest::AggregateSpec;
use super::reading::Reading;
use crate::files::FileFormat;
use crate::manifest::Manifest;
use crate::manifest_file::ManifestFile;
use crate::patterns::{format_of, missing};
use crate::sheet_choice::{SheetChoice, not_a_workbook};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::{self, Spanned};

impl ManifestFile {
    /// Every aggregate that the manifest of aggregates names, with warnings.
    ///
    /// # Errors
    /// Every mistake in that manifest and in the files it names.
    pub(crate) fn aggregates(
        &self,
        manifest: &Manifest,
    ) -> Result<(IndexMap<String, Aggregate>, Diagnostics), Diagnostics> {
        let Some(named) = &manifest.aggregates else { return Ok((IndexMap::new(), Diagnostics::default())) };
        let path = self.path(named)?;
        if !path.is_file() {
            return Err(missing(&self.folder, &named.value, &self.place(named)).expected("a file").into());
        }
        let partners = self.inner(&path, &self.place(named))?;
        let specs: IndexMap<Spanned<String>, AggregateSpec> = yaml::read(&partners.origin.text, &partners.origin.file)?;
        let (mut aggregates, mut found) = (IndexMap::new(), Diagnostics::default());
        for (name, spec) in &specs {
            if manifest.sources.contains_key(&name.value) {
                let fault = Diagnostic::error(
                    Code::SharedName,
                    format!("`{}` is the name of an aggregate and of a source of records", name.value),
                );
                found.push(fault.at(partners.place(name)).expected("a different name, because `of:` can name either"));
            }
            let aggregate = found.keep_both(read(&partners, &name.value, spec));
            aggregates.extend(aggregate.map(|aggregate| (name.value.clone(), aggregate)));
        }
        found.into_result(aggregates)
    }
}

/// Reads one aggregate, with warnings; `partners` is the manifest of aggregates.
///
/// # Errors
/// Every mistake in its keys and in its file.
fn read(partners: &ManifestFile, name: &str, spec: &AggregateSpec) -> Result<(Aggregate, Diagnostics), Diagnostics> {
    let (origin, at) = (&partners.origin, partners.place(&spec.file));
    let path = partners.path(&spec.file)?;
    let format = format_of(&path).filter(|format| *format != FileFormat::Parquet).ok_or_else(|| {
        Diagnostic::error(Code::UnknownFormat, format!("`{}` is not in a known format", path.display()))
            .at(at.clone())
            .expected("a name that ends in `.csv`, `.csv.gz` or `.xlsx`")
    })?;
    if !path.is_file() {
        return Err(missing(&partners.folder, &spec.file.value, &at).expected("a file").into());
    }
    let mut found = Diagnostics::default();
    let sheet = spec.sheet.as_ref().map(|sheet| (sheet.value.clone(), origin.place(sheet)));
    if let Some((_, place)) = sheet.as_ref().filter(|_| format != FileFormat::Workbook) {
        found.push(not_a_workbook("sheet", place.clone(), &path));
    }
    if let Some(hidden) = spec.hidden.as_ref().filter(|_| format != FileFormat::Workbook) {
        found.push(not_a_workbook("hidden", origin.place(hidden), &path));
    }
    let header = spec.header.as_ref().map(|header| (header.value, origin.place(header)));
    let choice = found.keep(SheetChoice::new(sheet, header, spec.hidden.as_ref().map(|hidden| hidden.value)));
    let ((), _) = found.into_result(())?;
    Reading::of(name, spec, origin, (path, format, choice.unwrap_or_default()))?.aggregate()
}

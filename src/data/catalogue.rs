//! The catalogue: every source as one lazy frame over canonical columns, ready to be asked.

use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;
use polars::prelude::*;

use super::columns::{FileColumn, Reason, canonical, derived};
use super::files::{FileFormat, RecordFile, find, read_text};
use super::harm::HarmWeights;
use super::manifest::{Area, Manifest, Source};
use super::roles::{DERIVED, ROLES, role};
use super::source::SourceFrame;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::yaml::{self, Spanned};

/// All records of a run, opened but not yet read.
pub struct Catalogue {
    /// What the data are.
    pub title: String,
    /// Whether the records are invented.
    pub synthetic: bool,
    /// What the report says of invented records.
    pub notice: Option<String>,
    /// The districts.
    pub areas: Vec<Area>,
    /// Where the populations come from.
    pub population_source: Option<String>,
    /// Sources by name.
    pub sources: IndexMap<String, SourceFrame>,
    /// Definitions by name.
    pub definitions: IndexMap<String, DefinitionInUse>,
    /// Harm weights, where the manifest names a file.
    pub harm_weights: Option<HarmWeights>,
}

/// A definition that has been read.
#[derive(Debug, Clone)]
pub struct DefinitionInUse {
    /// What a record that meets it is called.
    pub title: String,
    /// The date from which it is in use.
    pub since: String,
    /// The definition in words.
    pub description: String,
    /// The condition as the author wrote it.
    pub sql: String,
}

/// The name of the reason for a second row with one identifier; it is found by comparing rows, not by one row's values.
pub(crate) const DUPLICATE_ID: &str = "duplicate-id";

impl Catalogue {
    /// What is wrong with a SQL condition, if no source can be asked it.
    pub fn condition_fault(&self, sql: &str) -> Option<Diagnostic> {
        unusable(self.sources.values(), sql)
    }

    /// Reads a manifest and opens everything it names; `named_at` is where the spec names the manifest.
    ///
    /// # Errors
    /// Every mistake found in the manifest and the heads of its files.
    pub fn read(path: &Path, named_at: Option<&Place>) -> Result<Self, Diagnostics> {
        let text = read_text(path, named_at)?;
        let file = path.display().to_string();
        let manifest: Manifest = yaml::read(&text, &file)?;
        let origin = Origin { folder: path.parent().unwrap_or(Path::new(".")), text: &text, file: &file };
        let mut found = Diagnostics::default();
        let mut sources = IndexMap::new();
        for (name, source) in &manifest.sources {
            if let Some(frame) = found.keep(origin.open(name, source, &manifest.areas)) {
                sources.insert(name.clone(), frame);
            }
        }
        let harm_weights = manifest
            .harm_weights
            .as_ref()
            .and_then(|named| found.keep(HarmWeights::read(&origin.folder.join(&named.value), &origin.place(named))));
        let definitions = origin.definitions(&manifest, &sources, &mut found);
        let catalogue = Self {
            title: manifest.title,
            synthetic: manifest.synthetic,
            notice: manifest.notice,
            areas: manifest.areas,
            population_source: manifest.population_source,
            sources,
            definitions,
            harm_weights,
        };
        found.into_result(catalogue).map(|(catalogue, _)| catalogue)
    }
}

/// A manifest's own place, for reading what it names and for pointing into it.
struct Origin<'a> {
    folder: &'a Path,
    text: &'a str,
    file: &'a str,
}

impl Origin<'_> {
    fn place<T>(&self, spanned: &Spanned<T>) -> Place {
        yaml::place(spanned, self.text, self.file)
    }

    fn definitions(
        &self,
        manifest: &Manifest,
        sources: &IndexMap<String, SourceFrame>,
        found: &mut Diagnostics,
    ) -> IndexMap<String, DefinitionInUse> {
        for definition in manifest.definitions.values() {
            if let Some(fault) = unusable(sources.values(), &definition.condition.value) {
                found.push(fault.at(self.place(&definition.condition)));
            }
        }
        let read = |definition: &super::manifest::Definition| DefinitionInUse {
            title: definition.title.clone(),
            since: definition.since.clone(),
            description: definition.description.trim().to_owned(),
            sql: definition.condition.value.trim().to_owned(),
        };
        manifest.definitions.iter().map(|(name, definition)| (name.clone(), read(definition))).collect()
    }

    fn open(&self, name: &str, source: &Source, areas: &[Area]) -> Result<SourceFrame, Diagnostics> {
        let mut found = self.check_roles(source);
        let files = found.keep(find(self.folder, &source.files.value, &self.place(&source.files))).unwrap_or_default();
        let mut frames = Vec::new();
        for file in &files {
            let scanned = found.keep(file.scan());
            frames.extend(scanned.and_then(|frame| found.keep(self.canonical_frame(file, frame, source))));
        }
        let ((), _) = found.into_result(())?;
        let reasons = frames.first().map(|(_, reasons)| reasons.clone()).unwrap_or_default();
        let frames: Vec<LazyFrame> =
            (0u16..).zip(frames).map(|(at, (frame, _))| frame.with_column(lit(at).alias("_file"))).collect();
        let frame =
            one_frame(frames, areas, source.columns.keys().any(|role| role.value == "district")).map_err(|error| {
                Diagnostic::error("unreadable-file", format!("the files of `{name}` do not fit together: {error}"))
            })?;
        Ok(SourceFrame {
            name: name.to_owned(),
            title: source.title.clone(),
            files,
            frame,
            reasons,
            columns: column_names(source),
            months_only: source.columns.iter().any(|(role, column)| {
                role.value == "date" && column.0.format.as_deref().is_some_and(|format| !format.contains("%d"))
            }),
        })
    }

    fn check_roles(&self, source: &Source) -> Diagnostics {
        let unknown = source.columns.keys().filter(|name| role(&name.value).is_none());
        let mut found: Diagnostics = unknown
            .map(|name| {
                Diagnostic::unknown("unknown-role", "role", &name.value, ROLES.iter().map(|role| role.name))
                    .at(self.place(name))
            })
            .collect();
        if !source.columns.keys().any(|name| name.value == "date") {
            found.push(
                Diagnostic::error("missing-role", "no column plays the role `date`")
                    .at(self.place(&source.files))
                    .expected("a line `date:` under `columns:`"),
            );
        }
        found
    }

    /// One file's rows as canonical columns.
    fn canonical_frame(
        &self,
        file: &RecordFile,
        mut frame: LazyFrame,
        source: &Source,
    ) -> Result<(LazyFrame, Vec<Reason>), Diagnostics> {
        let schema = frame.collect_schema().map_err(|error| file.explain(&error))?;
        let (mut columns, mut faults, mut found) = (Vec::new(), Vec::new(), Diagnostics::default());
        for (name, column) in &source.columns {
            let Some(role) = role(&name.value) else { continue };
            let Some(dtype) = schema.get(column.0.column.as_str()) else {
                found.push(self.unknown_column(file, name, &column.0.column, &schema));
                continue;
            };
            let is_text_file = file.format != FileFormat::Parquet;
            let canonical = canonical(role, FileColumn { spec: &column.0, dtype, is_text_file });
            columns.push(canonical.column);
            faults.extend(canonical.faults);
        }
        let ((), _) = found.into_result(())?;
        let (tests, mut reasons): (Vec<Expr>, Vec<Reason>) = faults.into_iter().unzip();
        let reject = (0u8..).zip(tests).collect::<Vec<_>>().into_iter().rev();
        let reject =
            reject.fold(lit(NULL).cast(DataType::UInt8), |rest, (at, test)| when(test).then(lit(at)).otherwise(rest));
        reasons.push(Reason { code: DUPLICATE_ID, text: "identifier stands twice".to_owned() });
        columns.push(reject.alias("_reject"));
        Ok((frame.select(columns), reasons))
    }

    fn unknown_column(
        &self,
        file: &RecordFile,
        role: &Spanned<String>,
        column: &str,
        schema: &Arc<Schema>,
    ) -> Diagnostic {
        let known: Vec<&str> = schema.iter_names().map(PlSmallStr::as_str).collect();
        Diagnostic::unknown("unknown-column", "column", column, known).at(self.place(role)).hint(format!(
            "the role `{}` is read from `{}`",
            role.value,
            file.path.display()
        ))
    }
}

/// Why no source can be asked a condition; `None` where at least one can.
fn unusable<'a>(sources: impl Iterator<Item = &'a SourceFrame>, sql: &str) -> Option<Diagnostic> {
    let mut faults = Vec::new();
    for source in sources {
        faults.push(source.check_condition(sql).err()?);
    }
    faults.into_iter().next()
}

fn column_names(source: &Source) -> Vec<&'static str> {
    let roles = source.columns.keys().filter_map(|name| role(&name.value)).map(|role| role.name);
    roles.chain(DERIVED.iter().map(|(name, _)| *name)).collect()
}

/// All files as one frame; a district that is not among the areas counts as not known and stays in `_other_district`.
fn one_frame(frames: Vec<LazyFrame>, areas: &[Area], has_district: bool) -> PolarsResult<LazyFrame> {
    let frame = concat(frames, UnionArgs { rechunk: false, ..UnionArgs::default() })?;
    let mut columns = derived();
    if has_district && !areas.is_empty() {
        let names = Series::new("areas".into(), areas.iter().map(|area| area.name.as_str()).collect::<Vec<_>>());
        let listed = col("district").is_in(lit(names).implode(false), false);
        columns.push(when(listed.clone()).then(col("district")).otherwise(lit(NULL)).alias("district"));
        columns.push(when(listed).then(lit(NULL)).otherwise(col("district")).alias("_other_district"));
    } else {
        columns.push(lit(NULL).cast(DataType::String).alias("_other_district"));
    }
    Ok(frame.with_row_index("_row", None).with_columns(columns))
}

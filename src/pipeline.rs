//! The stages, top to bottom. The run stops between stages, with everything a stage found.

mod parts;

use std::path::{Path, PathBuf};
use std::time::Instant;

use sna_core::diag::Diagnostics;
use sna_core::document::Document;
use sna_data::Catalogue;
use sna_data::query::{Answers, Engine, PolarsEngine, Questions, about, export, views};
use sna_render::Artifact;
use sna_report::compose::{ask, compose, tables};
use sna_report::spec::{ReportPlan, read_spec, resolve};

pub use parts::{Each, Parts, build_parts, render_parts};

/// How long each stage took, in the order of the stages.
#[derive(Debug, Default)]
pub struct Timings(pub Vec<(&'static str, std::time::Duration)>);

impl Timings {
    fn time<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let value = work();
        self.0.push((stage, begun.elapsed()));
        value
    }
}

/// Is called as each stage begins, for a progress display.
pub type Progress<'a> = &'a dyn Fn(&'static str);

/// A finished document and what was found on the way.
#[derive(Debug)]
pub struct Built {
    /// Name of the files to write.
    pub name: String,
    /// The document.
    pub document: Document,
    /// Warnings.
    pub found: Diagnostics,
    /// Time of each stage.
    pub timings: Timings,
}

/// Reads a spec and its data, computes everything and composes the document; renders nothing.
///
/// # Errors
/// Every mistake of the stage that found any.
pub fn build_document(path: &Path, progress: Progress<'_>) -> Result<Built, Diagnostics> {
    let mut timings = Timings::default();
    progress("reading");
    let (plan, catalogue, mut found) = timings.time("read", || read(path))?;
    let mut questions = Questions::default();
    let asked = timings.time("ask", || ask(&plan, &catalogue, &mut questions))?;
    progress("computing");
    let (answers, told) = timings.time("compute", || answer(&catalogue, &questions))?;
    found.extend(told);
    let made = timings.time("tables", || tables(&catalogue, &asked, &answers))?;
    progress("composing");
    let (document, told) = timings.time("compose", || compose(&catalogue, &asked, &answers, made))?;
    found.extend(told);
    Ok(Built { name: plan.name.clone(), document, found, timings })
}

fn read(path: &Path) -> Result<(ReportPlan, Catalogue, Diagnostics), Diagnostics> {
    let (spec, origin) = read_spec(path)?;
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let (catalogue, told) = Catalogue::read(&folder.join(&spec.data.value), Some(&origin.place(&spec.data)))?;
    let name = path.file_stem().map_or_else(|| "report".into(), |stem| stem.to_string_lossy().into_owned());
    let plan = resolve(spec, &origin, &folder, &catalogue, &name)?;
    Ok((plan, catalogue, told))
}

fn answer(catalogue: &Catalogue, questions: &Questions) -> Result<(Answers, Diagnostics), Diagnostics> {
    PolarsEngine.answer(catalogue, questions)
}

/// Where the tables of a report are; each of many reports has a folder of its own.
fn tables_folder(name: &str, document: &Document) -> String {
    if name == document.making.report { "tables".to_owned() } else { format!("tables/{name}") }
}

/// The files of a finished document: PDF, document and tables. Adds its own stages to `built.timings`.
///
/// # Errors
/// A template that fails, or a chart that cannot be drawn.
pub fn render_document(built: &mut Built, spec: &Path, progress: Progress<'_>) -> Result<Vec<Artifact>, Diagnostics> {
    let overrides: PathBuf = spec.parent().unwrap_or(Path::new("")).join("templates");
    let Built { name, document, found, timings } = built;
    let own = sna_render::own_files(&overrides)?;
    let tables = timings.time("write tables", || sna_render::tables(document, &tables_folder(name, document)));
    let json = sna_render::json(document)?;
    progress("drawing");
    let charts = timings.time("draw charts", || sna_render::charts(document, &own))?;
    progress("typesetting");
    let attachments = sna_render::attachments(name, &json, &tables);
    let inputs = sna_render::typst::Inputs { document, charts: &charts, attachments: &attachments, overrides: &own };
    let typeset = sna_render::typst::typeset(&inputs)?;
    timings.0.push(("typeset", typeset.laid_out_in));
    timings.0.push(("export PDF", typeset.exported_in));
    found.extend(typeset.warnings);
    let pdf = Artifact { path: format!("{name}.pdf"), bytes: typeset.pdf };
    let json = Artifact { path: format!("{name}.json"), bytes: json };
    Ok([pdf, json].into_iter().chain(tables).collect())
}

/// The derived records that a report's questions read, as Parquet, with the statements that give them the names used
/// in the questions' SQL; and what was found on the way.
///
/// # Errors
/// Every mistake of the stage that found any.
pub fn export_records(path: &Path, progress: Progress<'_>) -> Result<(Vec<Artifact>, Diagnostics), Diagnostics> {
    progress("reading");
    let (plan, catalogue, found) = read(path)?;
    let mut questions = Questions::default();
    ask(&plan, &catalogue, &mut questions)?;
    progress("computing");
    let records = export(&catalogue, &questions)?;
    let text = |path: &str, text: String| Artifact { path: path.to_owned(), bytes: text.into_bytes() };
    let words = [text("views.sql", views(&records)), text("README.txt", about(&plan.name, &records))];
    let files = records.into_iter().map(|records| Artifact { path: records.file_name(), bytes: records.parquet });
    Ok((words.into_iter().chain(files).collect(), found))
}

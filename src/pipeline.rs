//! The stages, top to bottom. The run stops between stages, with everything a stage found.

mod parts;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use sna_core::diag::Diagnostics;
use sna_core::document::Document;
use sna_core::guarded;
use sna_core::walls::Walls;
use sna_data::Catalogue;
use sna_data::query::{Answers, Engine, PolarsEngine, Questions, about, export, views};
use sna_render::Artifact;
use sna_report::compose::{Asked, ask, ask_part, compose, tables};
use sna_report::spec::{ReportPlan, dated_inside, read_spec, resolve, unused_sections};

use parts::{Division, in_report};
pub use parts::{Each, OfSeveral, Whole};

/// How long each stage took, in the order of the stages.
#[derive(Debug, Default)]
pub struct Timings(pub Vec<(&'static str, Duration)>);

impl Timings {
    fn time<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let value = work();
        self.0.push((stage, begun.elapsed()));
        value
    }

    /// Adds a stage that reports go through side by side, or the steps of a report that is alone.
    fn add(&mut self, stage: &'static str, took: Duration, reports: &mut [Built]) {
        if let [alone] = reports {
            self.0.append(&mut alone.timings.0);
        } else {
            reports.iter_mut().for_each(|report| report.timings.0.clear());
            self.0.push((stage, took));
        }
    }
}

/// Is called as each stage begins, for a progress display.
pub type Progress<'a> = &'a dyn Fn(&'static str);

/// What a run makes: one report, or one for each part of it.
#[derive(Debug)]
pub struct Run {
    /// The reports; those of parts are in the order in which tables list the parts.
    pub reports: Vec<Built>,
    /// How the parts add up, if there are parts.
    pub parts: Option<Whole>,
    /// Warnings, once however many reports they concern.
    pub found: Diagnostics,
    /// Time of each stage.
    pub timings: Timings,
    /// The project's own template files.
    own: BTreeMap<String, Vec<u8>>,
    /// The files that were opened.
    pub inputs: Vec<PathBuf>,
}

/// The report file, and the folders besides its own and that of its manifest that its files may be in.
#[derive(Debug, Clone, Copy)]
pub struct Project<'a> {
    /// The report file.
    pub spec: &'a Path,
    /// Folders that the command allows.
    pub allowed: &'a [PathBuf],
}

/// A finished document.
#[derive(Debug)]
pub struct Built {
    /// Name of the files to write.
    pub name: String,
    /// The document.
    pub document: Document,
    /// Warnings about this report.
    found: Diagnostics,
    /// Time of the stages that each report goes through by itself.
    timings: Timings,
}

/// Reads a spec and its data once, computes everything in one pass, and composes the document, or one for each part;
/// renders nothing.
///
/// # Errors
/// A dimension or part that does not exist, every mistake of the stage that found any, parts that do not add up.
pub fn build(project: Project<'_>, each: Option<&Each>, progress: Progress<'_>) -> Result<Run, Diagnostics> {
    give_threads_room();
    let mut timings = Timings::default();
    progress("reading");
    let (plan, catalogue, mut found) = timings.time("read", || read(project))?;
    let (own, unused) = own_files(project.spec, &catalogue.walls)?;
    found.extend(unused);
    let division = each.map(|each| timings.time("find parts", || Division::of(&plan, &catalogue, each))).transpose()?;
    let plans = division.as_ref().map_or_else(|| vec![plan.clone()], |division| division.plans(&plan));
    let mut questions = Questions::default();
    let mut asked = timings.time("ask", || ask_all(&plans, division.is_some(), &catalogue, &mut questions))?;
    asked.iter_mut().for_each(|asked| found.extend(std::mem::take(&mut asked.left_out)));
    found.extend(catalogue.cover_assumed(&questions.sources(), plan.scope.period));
    let sums = division.as_ref().map(|division| division.ask_sums(&asked, &mut questions));
    progress("computing");
    let (answers, told) = timings.time("compute", || answer(&catalogue, &questions))?;
    found.extend(told);
    let parts = sums.map(|sums| sums.add_up(&answers, &plan.whole)).transpose()?;
    progress("composing");
    let begun = Instant::now();
    let made = compose_all(&catalogue, &asked, &answers, division.is_some());
    let mut reports = found.keep_both(made).unwrap_or_default();
    timings.add("compose", begun.elapsed(), &mut reports);
    let (reports, found) = found.into_result(reports)?;
    Ok(Run { reports, parts, found, timings, own, inputs: catalogue.walls.opened() })
}

/// Typesetting and expressions recurse, so the threads that reports are made on get as much stack as a main thread.
fn give_threads_room() {
    const STACK_BYTES: usize = 8 << 20;
    // Fails only where the threads were started before, with the same room.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build_global();
}

/// Asks the questions of every report. A report of a part leaves out what cannot be divided.
fn ask_all<'p>(
    plans: &'p [ReportPlan],
    are_parts: bool,
    catalogue: &'p Catalogue,
    questions: &mut Questions,
) -> Result<Vec<Asked<'p>>, Diagnostics> {
    let mut found = Diagnostics::default();
    let one = if are_parts { ask_part } else { ask };
    let asked = plans.iter().filter_map(|plan| found.keep(one(plan, catalogue, questions))).collect();
    found.into_result(asked).map(|(asked, _)| asked)
}

/// Composes every report, with what was found in any of them.
fn compose_all(
    catalogue: &Catalogue,
    asked: &[Asked<'_>],
    answers: &Answers,
    are_parts: bool,
) -> Result<(Vec<Built>, Diagnostics), Diagnostics> {
    let composed: Vec<Result<Built, Diagnostics>> =
        asked.par_iter().map(|asked| compose_one(catalogue, asked, answers, are_parts)).collect();
    let mut found = Diagnostics::default();
    let mut reports: Vec<Built> = composed.into_iter().filter_map(|built| found.keep(built)).collect();
    reports.iter_mut().for_each(|report| found.extend(std::mem::take(&mut report.found)));
    found.into_result(reports)
}

fn compose_one(
    catalogue: &Catalogue,
    asked: &Asked<'_>,
    answers: &Answers,
    is_part: bool,
) -> Result<Built, Diagnostics> {
    let mut timings = Timings::default();
    let made = timings.time("tables", || tables(catalogue, asked, answers))?;
    let composed = timings.time("compose", || compose(catalogue, asked, answers, made));
    let area = &asked.plan.cover.area;
    let (document, found) = composed.map_err(|found| if is_part { in_report(found, area) } else { found })?;
    Ok(Built { name: asked.plan.name.clone(), document, found, timings })
}

fn read(project: Project<'_>) -> Result<(ReportPlan, Catalogue, Diagnostics), Diagnostics> {
    guarded::file(project.spec);
    let (spec, origin) = read_spec(project.spec)?;
    let folder = folder_of(project.spec);
    let manifest = folder.join(&spec.data.value);
    let walls = Walls::around(project.spec, project.allowed).with_folder_of(&manifest);
    // A date that cannot be read is reported when the spec is resolved.
    let published = spec.report.published.value.parse().ok();
    let named_at = origin.place(&spec.data);
    let (catalogue, mut told) = Catalogue::read_until(&manifest, Some(&named_at), walls, published)?;
    let name = project.spec.file_stem().map_or_else(|| "report".into(), |stem| stem.to_string_lossy().into_owned());
    let plan = resolve(spec, &origin, &folder, &catalogue, &name)?;
    told.extend(unused_sections(&folder, &catalogue.walls));
    told.extend(dated_inside(&plan, &catalogue));
    Ok((plan, catalogue, told))
}

/// The folder from which a report file names others.
fn folder_of(spec: &Path) -> PathBuf {
    spec.parent().unwrap_or(Path::new("")).to_owned()
}

/// The project's own template files, with warnings.
fn own_files(spec: &Path, walls: &Walls) -> Result<(BTreeMap<String, Vec<u8>>, Diagnostics), Diagnostics> {
    sna_render::own_files(&folder_of(spec).join("templates"), walls)
}

fn answer(catalogue: &Catalogue, questions: &Questions) -> Result<(Answers, Diagnostics), Diagnostics> {
    PolarsEngine.answer(catalogue, questions)
}

/// Where the tables of a report are; each of many reports has a folder of its own.
fn tables_folder(name: &str, document: &Document) -> String {
    if name == document.making.report { "tables".to_owned() } else { format!("tables/{name}") }
}

/// The tables of the drafts of this run's reports that a folder holds, as far as no other report there has them too.
pub fn table_files_before(run: &Run, folder: &Path) -> Vec<String> {
    let draft = |path: &Path| {
        let bytes = sna_core::yaml::read_bytes(path, sna_render::MOST_BYTES).ok()?;
        sna_render::read_document(path, &bytes).ok()
    };
    let files = |path: &Path, document: &Document| {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        sna_render::table_paths(document, &tables_folder(&name, document))
    };
    let own: BTreeSet<PathBuf> =
        run.reports.iter().map(|report| folder.join(format!("{}.json", report.name))).collect();
    let before = own.iter().filter_map(|path| Some(files(path, &draft(path)?)));
    let before: BTreeSet<String> = before.flatten().collect();
    let written =
        run.reports.iter().flat_map(|report| files(&folder.join(format!("{}.json", report.name)), &report.document));
    let written: BTreeSet<String> = written.collect();
    let stale: BTreeSet<String> = before.difference(&written).cloned().collect();
    if stale.is_empty() {
        return Vec::new();
    }
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let others = entries.filter(|path| path.extension().is_some_and(|end| end == "json") && !own.contains(path));
    let kept: BTreeSet<String> = others.filter_map(|path| Some(files(&path, &draft(&path)?))).flatten().collect();
    stale.difference(&kept).cloned().collect()
}

/// The files of every report, typeset at the same time. Adds its own stages to `run.timings`.
///
/// # Errors
/// A template that fails, or a chart that cannot be drawn.
pub fn render(run: &mut Run, progress: Progress<'_>) -> Result<Vec<Artifact>, Diagnostics> {
    progress("typesetting");
    let begun = Instant::now();
    let rendered: Vec<Result<Vec<Artifact>, Diagnostics>> =
        run.reports.par_iter_mut().map(|report| render_one(report, &run.own)).collect();
    run.timings.add("typeset", begun.elapsed(), &mut run.reports);
    run.reports.iter_mut().for_each(|report| run.found.extend(std::mem::take(&mut report.found)));
    let mut found = Diagnostics::default();
    let artifacts = rendered.into_iter().filter_map(|files| found.keep(files)).flatten().collect();
    let (mut artifacts, _): (Vec<Artifact>, _) = found.into_result(artifacts)?;
    if artifacts.iter().any(|artifact| artifact.path.starts_with("tables/")) {
        artifacts.push(sna_render::tables_readme());
    }
    Ok(artifacts)
}

/// PDF, document and tables of one report.
fn render_one(built: &mut Built, own: &BTreeMap<String, Vec<u8>>) -> Result<Vec<Artifact>, Diagnostics> {
    let Built { name, document, found, timings } = built;
    let tables = timings.time("write tables", || sna_render::tables(document, &tables_folder(name, document)));
    let json = sna_render::json(document)?;
    let charts = timings.time("draw charts", || sna_render::charts(document, own))?;
    let attachments = sna_render::attachments(name, &json, &tables);
    let inputs = sna_render::typst::Inputs { document, charts: &charts, attachments: &attachments, overrides: own };
    let typeset = sna_render::typst::typeset(&inputs)?;
    timings.0.push(("typeset", typeset.laid_out_in));
    timings.0.push(("export PDF", typeset.exported_in));
    found.extend(typeset.warnings);
    let pdf = Artifact { path: format!("{name}.pdf"), bytes: typeset.pdf };
    let json = Artifact { path: format!("{name}.json"), bytes: json };
    Ok([pdf, json].into_iter().chain(tables).collect())
}

/// The derived records that a report's questions read, and what was found on the way.
#[derive(Debug)]
pub struct Exported {
    /// The records as Parquet, with the statements that give them the names used in the questions' SQL.
    pub artifacts: Vec<Artifact>,
    /// Warnings.
    pub found: Diagnostics,
    /// The files that were opened.
    pub inputs: Vec<PathBuf>,
}

/// Exports the derived records that a report's questions read.
///
/// # Errors
/// Every mistake of the stage that found any.
pub fn export_records(project: Project<'_>, progress: Progress<'_>) -> Result<Exported, Diagnostics> {
    progress("reading");
    let (plan, catalogue, found) = read(project)?;
    let mut questions = Questions::default();
    ask(&plan, &catalogue, &mut questions)?;
    progress("computing");
    let records = export(&catalogue, &questions)?;
    let text = |path: &str, text: String| Artifact { path: path.to_owned(), bytes: text.into_bytes() };
    let words = [text("views.sql", views(&records)), text("README.txt", about(&plan.name, &records))];
    let files = records.into_iter().map(|records| Artifact { path: records.file_name(), bytes: records.parquet });
    Ok(Exported { artifacts: words.into_iter().chain(files).collect(), found, inputs: catalogue.walls.opened() })
}

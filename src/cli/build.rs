//! `sna build` and `sna check`.

use std::path::{Path, PathBuf};

use super::args::{self, Build, Check};
use super::output::{Display, Writing, print, print_line, write_all};
use super::timings;
use crate::pipeline::{
    Built, Each, OfSeveral, Progress, Project, Run, Timings, Whole, build as build_reports, render, table_files_before,
};
use sna_core::diag::Diagnostics;
use sna_core::document::{Cell, Document, Format};
use sna_render::{Artifact, Listed};

/// Builds a report, or one for each part, and writes the files.
pub(super) fn build(arguments: &Build) -> Diagnostics {
    let display = Display::new();
    let progress = |stage| display.show(stage);
    let done = written(arguments, &progress);
    display.clear();
    finish(done, arguments.timings)
}

/// What a command has left to print.
struct Done {
    lines: Vec<String>,
    timings: Timings,
    found: Diagnostics,
}

fn written(arguments: &Build, progress: Progress<'_>) -> Result<Done, Diagnostics> {
    let each = each(&arguments.parts);
    let project = Project { spec: &arguments.spec, allowed: &arguments.allow };
    let mut run = build_reports(project, each.as_ref(), progress)?;
    let mut artifacts = render(&mut run, progress)?;
    let sums = each.and_then(|each| sums(&run, &each));
    artifacts.extend(list(&run, sums.as_deref())?);
    progress("writing");
    let stale = |folder: &Path| table_files_before(&run, folder);
    let written =
        write_all(&Writing { folder: &arguments.out, artifacts: &artifacts, inputs: &run.inputs, stale: &stale })?;
    let shown = |path: &&PathBuf| path.extension().is_some_and(|end| end == "pdf" || end == "html");
    let lines = written.iter().filter(shown).map(|path| path.display().to_string()).chain(sums).collect();
    Ok(Done { lines, timings: run.timings, found: run.found })
}

fn each(parts: &args::Parts) -> Option<Each> {
    let only = parts.only.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    parts.each.as_ref().map(|dimension| Each { dimension: dimension.clone(), only })
}

/// Whether the parts add up, for the run's log; nothing where there are none.
fn sums(run: &Run, each: &Each) -> Option<String> {
    let Whole { name, tables_adding_up, persons } = run.parts.as_ref()?;
    let (number, dimension) = (run.reports.len(), each.dimension.replace('_', " "));
    Some(match each.only.is_empty() {
        true => format!(
            "{number} reports by {dimension}: in all {tables_adding_up} tables of counts, the parts and the records outside them add up to {name}{}",
            several(persons)
        ),
        false => format!("{number} reports by {dimension}; sums are checked when all are made"),
    })
}

/// How many persons belong to several parts; nothing where no table counts persons.
fn several(persons: &[OfSeveral]) -> String {
    let grouped = |number: u64| Cell::Count(number).print(Format::Count);
    let of_source = |source: &OfSeveral| {
        let (in_several, all) = (grouped(source.in_several), grouped(source.persons));
        format!("{in_several} of the {all} people in `{}`", source.source)
    };
    let all: Vec<String> = persons.iter().map(of_source).collect();
    if all.is_empty() { String::new() } else { format!("; {} belong to more than one part", all.join(", ")) }
}

/// Finds every mistake without rendering.
pub(super) fn check(arguments: &Check) -> Diagnostics {
    let display = Display::new();
    let done = checked(arguments, &|stage| display.show(stage));
    display.clear();
    finish(done, arguments.timings)
}

fn checked(arguments: &Check, progress: Progress<'_>) -> Result<Done, Diagnostics> {
    let (spec, each) = (arguments.spec.display().to_string(), each(&arguments.parts));
    let project = Project { spec: &arguments.spec, allowed: &arguments.allow };
    let run = build_reports(project, each.as_ref(), progress)?;
    let named = |report: &Built| if run.parts.is_some() { report.name.clone() } else { spec.clone() };
    let reports = run.reports.iter().map(|report| format!("{}: {}", named(report), contents(&report.document)));
    let sums = each.and_then(|each| sums(&run, &each)).map(|sums| format!("{spec}: {sums}"));
    let lines = reports.chain(sums).collect();
    Ok(Done { lines, timings: run.timings, found: run.found })
}

/// How much a document contains.
fn contents(document: &Document) -> String {
    let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let parts = [
        counted(document.all_sections().len(), "section"),
        counted(document.tables().count(), "table"),
        counted(document.charts().count(), "chart"),
    ];
    parts.join(", ")
}

fn finish(done: Result<Done, Diagnostics>, with_timings: bool) -> Diagnostics {
    match done {
        Ok(done) => {
            done.lines.iter().for_each(|line| print_line(line));
            if with_timings {
                print(&timings::table(&done.timings));
            }
            done.found
        }
        Err(found) => found,
    }
}

/// The page that lists the reports of parts.
fn list(run: &Run, sums: Option<&str>) -> Result<Option<Artifact>, Diagnostics> {
    let (Some(whole), Some(sums)) = (&run.parts, sums) else { return Ok(None) };
    let listed = run.reports.iter().map(|report| Listed { name: &report.name, document: &report.document });
    let bytes = sna_render::index(&listed.collect::<Vec<_>>(), &whole.name, sums)?;
    Ok(Some(Artifact { path: "index.html".to_owned(), bytes }))
}

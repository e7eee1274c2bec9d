//! `sna build` and `sna check`.

use std::path::PathBuf;

use super::args::{self, Build, Check};
use super::output::{Display, print, write_all};
use super::timings;
use crate::pipeline::{Each, Parts, Progress, Timings, build_document, build_parts, render_document, render_parts};
use sna_core::diag::Diagnostics;
use sna_core::document::Document;
use sna_render::{Artifact, Listed};

/// Builds a report, or one for each part, and writes the files.
pub(super) fn build(arguments: &Build) -> Diagnostics {
    let display = Display::new();
    let progress = |stage| display.show(stage);
    let done = match each(&arguments.parts) {
        None => build_one(arguments, &progress),
        Some(each) => build_each(arguments, &each, &progress),
    };
    display.clear();
    finish(done, arguments.timings)
}

/// What a command has left to print.
struct Done {
    lines: Vec<String>,
    timings: Timings,
    found: Diagnostics,
}

fn build_one(arguments: &Build, progress: Progress<'_>) -> Result<Done, Diagnostics> {
    let mut built = build_document(&arguments.spec, progress)?;
    let artifacts = render_document(&mut built, &arguments.spec, progress)?;
    progress("writing");
    let written = write_all(&arguments.out, &artifacts)?;
    let lines = written.first().map(|pdf| pdf.display().to_string()).into_iter().collect();
    Ok(Done { lines, timings: built.timings, found: built.found })
}

fn build_each(arguments: &Build, each: &Each, progress: Progress<'_>) -> Result<Done, Diagnostics> {
    let mut parts = build_parts(&arguments.spec, each, progress)?;
    let mut artifacts = render_parts(&mut parts, &arguments.spec, progress)?;
    let sums = sums(&parts, each);
    artifacts.push(index(&parts, &sums)?);
    progress("writing");
    let written = write_all(&arguments.out, &artifacts)?;
    let shown = |path: &&PathBuf| path.extension().is_some_and(|end| end == "pdf" || end == "html");
    let mut lines: Vec<String> = written.iter().filter(shown).map(|path| path.display().to_string()).collect();
    lines.push(sums);
    Ok(Done { lines, timings: parts.timings, found: parts.found })
}

fn each(parts: &args::Parts) -> Option<Each> {
    let only = parts.only.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    parts.each.as_ref().map(|dimension| Each { dimension: dimension.clone(), only })
}

/// Whether the parts add up, for the run's log.
fn sums(parts: &Parts, each: &Each) -> String {
    let (number, dimension, whole) = (parts.reports.len(), each.dimension.replace('_', " "), &parts.whole);
    match each.only.is_empty() {
        true => format!(
            "{number} reports by {dimension}: in all {} tables of counts, the parts and the records outside them add up to {whole}",
            parts.tables_adding_up
        ),
        false => format!("{number} reports by {dimension}; sums are checked when all are made"),
    }
}

/// Finds every mistake without rendering.
pub(super) fn check(arguments: &Check) -> Diagnostics {
    let display = Display::new();
    let progress = |stage| display.show(stage);
    let spec = arguments.spec.display();
    let done = match each(&arguments.parts) {
        None => build_document(&arguments.spec, &progress).map(|built| Done {
            lines: vec![format!("{spec}: {}", contents(&built.document))],
            timings: built.timings,
            found: built.found,
        }),
        Some(each) => build_parts(&arguments.spec, &each, &progress).map(|parts| Done {
            lines: (parts.reports.iter())
                .map(|report| format!("{}: {}", report.name, contents(&report.document)))
                .chain([format!("{spec}: {}", sums(&parts, &each))])
                .collect(),
            timings: parts.timings,
            found: parts.found,
        }),
    };
    display.clear();
    finish(done, arguments.timings)
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
            done.lines.iter().for_each(|line| print(&format!("{line}\n")));
            if with_timings {
                print(&timings::table(&done.timings));
            }
            done.found
        }
        Err(found) => found,
    }
}

/// The page that lists the reports.
fn index(parts: &Parts, sums: &str) -> Result<Artifact, Diagnostics> {
    let listed = parts.reports.iter().map(|report| Listed { name: &report.name, document: &report.document });
    let bytes = sna_render::index(&listed.collect::<Vec<_>>(), &parts.whole, sums)?;
    Ok(Artifact { path: "index.html".to_owned(), bytes })
}

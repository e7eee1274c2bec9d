//! `sna build` and `sna check`.

use super::args::{Build, Check};
use super::output::{Display, print, write_all};
use super::timings;
use crate::diag::Diagnostics;
use crate::pipeline::{Built, build_document, render_document};

/// Builds a report and writes its files.
pub(super) fn build(arguments: &Build) -> Diagnostics {
    let display = Display::new();
    let progress = |stage| display.show(stage);
    let built = build_document(&arguments.spec, &progress).and_then(|mut built| {
        let artifacts = render_document(&mut built, &arguments.spec, &progress)?;
        display.show("writing");
        let written = write_all(&arguments.out, &artifacts)?;
        display.clear();
        written.first().iter().for_each(|pdf| print(&format!("{}\n", pdf.display())));
        Ok(built)
    });
    display.clear();
    finish(built, arguments.timings)
}

/// Finds every mistake without rendering.
pub(super) fn check(arguments: &Check) -> Diagnostics {
    let display = Display::new();
    let built = build_document(&arguments.spec, &|stage| display.show(stage));
    display.clear();
    if let Ok(built) = &built {
        let document = &built.document;
        let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        let parts = [
            counted(document.all_sections().len(), "section"),
            counted(document.tables().count(), "table"),
            counted(document.charts().count(), "chart"),
        ];
        print(&format!("{}: {}\n", arguments.spec.display(), parts.join(", ")));
    }
    finish(built, arguments.timings)
}

fn finish(built: Result<Built, Diagnostics>, with_timings: bool) -> Diagnostics {
    match built {
        Ok(built) => {
            if with_timings {
                print(&timings::table(&built.timings));
            }
            built.found
        }
        Err(found) => found,
    }
}

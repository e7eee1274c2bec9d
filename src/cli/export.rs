//! `sna export`.

use super::args::Export;
use super::output::{Display, Writing, nothing_stale, print_line, write_all};
use crate::pipeline::{Exported, Project, export_records};
use sna_core::diag::Diagnostics;

/// Writes the derived records of a report.
pub(super) fn export(arguments: &Export) -> Diagnostics {
    let display = Display::new();
    let progress = |stage| display.show(stage);
    let project = Project { spec: &arguments.spec, allowed: &arguments.allow };
    let exported = export_records(project, &progress).and_then(|Exported { artifacts, found, inputs }| {
        display.show("writing");
        let folder = &arguments.out;
        let writing = Writing { folder, artifacts: &artifacts, inputs: &inputs, stale: &nothing_stale };
        Ok((write_all(&writing)?, found))
    });
    display.clear();
    match exported {
        Ok((written, found)) => {
            written.iter().for_each(|path| print_line(&path.display().to_string()));
            found
        }
        Err(found) => found,
    }
}

//! `sna export`.

use super::args::Export;
use super::output::{Display, Writing, nothing_stale, print_line, write_all};
use crate::pipeline::export_records;
use sna_core::diag::Diagnostics;

/// Writes the derived records of a report.
pub(super) fn export(arguments: &Export) -> Diagnostics {
    let display = Display::new();
    let progress = |stage| display.show(stage);
    let exported = export_records(&arguments.spec, &progress).and_then(|(artifacts, found)| {
        display.show("writing");
        let inputs = [arguments.spec.clone()];
        let folder = &arguments.out;
        Ok((write_all(&Writing { folder, artifacts: &artifacts, inputs: &inputs, stale: &nothing_stale })?, found))
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

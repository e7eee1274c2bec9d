//! `sna export`.

use super::args::Export;
use super::output::{Display, print_line, write_all};
use crate::pipeline::export_records;
use sna_core::diag::Diagnostics;

/// Writes the derived records of a report.
pub(super) fn export(arguments: &Export) -> Diagnostics {
    let display = Display::new();
    let progress = |stage| display.show(stage);
    let exported = export_records(&arguments.spec, &progress).and_then(|(artifacts, found)| {
        display.show("writing");
        Ok((write_all(&arguments.out, &artifacts)?, found))
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

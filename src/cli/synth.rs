//! `sna synth`: synthetic records from published totals.

use super::args::Synth;
use super::output::{Writing, nothing_stale, print_line, write_all};
use sna_core::diag::Diagnostics;
use sna_core::walls::Walls;
use sna_render::Artifact;
use sna_synth::{read_margins, synthesise};

/// Makes the records and writes them.
pub(super) fn synth(arguments: &Synth) -> Diagnostics {
    let walls = Walls::around(&arguments.margins, &arguments.allow);
    let made = read_margins(&arguments.margins, &walls)
        .and_then(|margins| synthesise(&margins, arguments.seed, arguments.scale));
    let artifacts = made
        .map(|files| files.into_iter().map(|file| Artifact { path: file.path, bytes: file.bytes }).collect::<Vec<_>>());
    let (folder, inputs) = (&arguments.out, walls.opened());
    let written = artifacts.and_then(|artifacts| {
        write_all(&Writing { folder, artifacts: &artifacts, inputs: &inputs, stale: &nothing_stale })
    });
    match written {
        Ok(written) => {
            written.iter().for_each(|path| print_line(&path.display().to_string()));
            Diagnostics::default()
        }
        Err(found) => found,
    }
}

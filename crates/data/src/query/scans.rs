//! Scans of several sources, at the same time where they are small.

use rayon::prelude::*;

use super::engine::Questions;
use super::person_tallies::Tally;
use super::polars_engine::{Asked, Scanned};
use super::sought::Search;
use crate::{Catalogue, SourceFrame};
use sna_core::diag::Diagnostics;

/// Files up to this many bytes in all are scanned at the same time; larger ones one after the other, which holds less in memory.
const TOGETHER: u64 = 64 << 20;

/// What a scan of each source gives, in their order; nothing where nothing is asked of it.
pub(super) fn scan_all(
    questions: (&Questions, &[Tally]),
    sources: &[&SourceFrame],
    (catalogue, search): (&Catalogue, &Search<'_>),
    repeated_offences: &[u32],
) -> Vec<Option<Result<Scanned, Diagnostics>>> {
    let scan = |source: &&SourceFrame| {
        let asked = Asked::of(questions, source, (catalogue, search), repeated_offences);
        (!asked.is_nothing()).then(|| asked.answer())
    };
    let files = sources.iter().flat_map(|source| &source.files);
    let bytes: u64 = files.filter_map(|file| Some(std::fs::metadata(&file.path).ok()?.len())).sum();
    match bytes <= TOGETHER {
        true => sources.par_iter().map(scan).collect(),
        false => sources.iter().map(scan).collect(),
    }
}

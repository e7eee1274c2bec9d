//! Blocks on their way into the document. Most are finished where they are made; one that names findings or sections of the
//! whole report is finished when all are known. No block is made with a part of it to be filled in later.

use std::collections::BTreeMap;

use super::composer::Composer;
use sna_core::document::{Block, Finding, FindingLink};

/// A block, or what it takes to finish it.
pub(super) enum Draft<'a> {
    /// It does not depend on the rest of the report.
    Finished(Block),
    /// It names findings or sections of the whole report.
    Waiting(Box<dyn Finish + 'a>),
}

impl<'a> Draft<'a> {
    /// A block that waits for the whole report.
    pub(super) fn waiting(draft: impl Finish + 'a) -> Self {
        Self::Waiting(Box::new(draft))
    }
}

/// What is finished when all findings and sections of the report are known.
pub(super) trait Finish {
    /// The block; nothing if the report does not support it, which the composer reports.
    fn finish(self: Box<Self>, composer: &mut Composer<'_>, whole: &Whole) -> Option<Block>;
}

/// A section whose blocks may wait.
pub(super) struct SectionDraft<'a> {
    /// Its identifier.
    pub(super) id: String,
    /// Its number.
    pub(super) number: String,
    /// Its heading.
    pub(super) title: String,
    /// What it says.
    pub(super) blocks: Vec<Draft<'a>>,
    /// Sections inside it.
    pub(super) sections: Vec<SectionDraft<'a>>,
}

/// What blocks may name from the whole report.
#[derive(Debug, Default)]
pub(super) struct Whole {
    /// The ranked findings of all sections, most important first.
    pub(super) ranked: Vec<FindingLink>,
    /// Findings that have a name, by name.
    pub(super) stated: BTreeMap<String, Stated>,
    /// How many tests at the 5 per cent level tables rest on, by what was asked for them: two tables of one comparison are one.
    pub(super) tested: BTreeMap<String, usize>,
    /// Number and title of every section, by its identifier.
    pub(super) sections: BTreeMap<String, (String, String)>,
}

/// A finding that has a name, and the section it is in; the section of the inside front has no name.
#[derive(Debug)]
pub(super) struct Stated {
    /// Identifier of the section.
    pub(super) section: String,
    /// The finding.
    pub(super) finding: Finding,
}

//! The key findings: the ranked findings of all sections, most important first.

use crate::compose::composer::Composer;
use crate::compose::draft::{Finish, Whole};
use sna_core::document::Block;

/// A page of key findings, which shows the first of them when all are known.
pub(super) struct Page {
    /// The number of findings it shows.
    pub(super) top: usize,
}

impl Finish for Page {
    fn finish(self: Box<Self>, _: &mut Composer<'_>, whole: &Whole) -> Option<Block> {
        Some(Block::KeyFindings(whole.ranked.iter().take(self.top).cloned().collect()))
    }
}

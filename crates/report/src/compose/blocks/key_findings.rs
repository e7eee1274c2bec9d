//! The key findings: the ranked findings of all sections, most important first.

use crate::compose::composer::Composer;
use crate::compose::draft::{Finish, Whole};
use crate::spec::{BlockPlan, SectionPlan};
use sna_core::document::Block;

/// A page of key findings, which shows the first of them when all are known.
pub(super) struct Page {
    top: usize,
}

/// The page of a section. Two faults are known: a page inside the front shows nothing, and of several pages in one section all
/// take the `top` of the last.
pub(super) fn make(composer: &Composer<'_>, section: &SectionPlan) -> Page {
    let is_inside_front = std::ptr::eq(section, &raw const composer.plan.about);
    let last = section.blocks.iter().filter_map(BlockPlan::as_key_findings).next_back();
    Page { top: last.filter(|_| !is_inside_front).unwrap_or(0) }
}

impl Finish for Page {
    fn finish(self: Box<Self>, _: &mut Composer<'_>, whole: &Whole) -> Option<Block> {
        Some(Block::KeyFindings(whole.ranked.iter().take(self.top).cloned().collect()))
    }
}

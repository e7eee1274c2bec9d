//! The key findings: the ranked findings of all sections, most important first.

use std::collections::BTreeMap;

use sna_core::document::{Block, Document, FindingLink, Section};

/// The ranked findings of all sections, most important first.
pub(super) fn ranked_findings(document: &Document) -> Vec<FindingLink> {
    let mut links: Vec<FindingLink> = Vec::new();
    for section in document.all_sections() {
        links.extend(section.blocks.iter().filter_map(|block| match block {
            Block::Finding(finding) if finding.rank < u32::MAX => Some(FindingLink {
                finding: finding.clone(),
                section: section.id.clone(),
                section_number: section.number.clone(),
                section_title: section.title.clone(),
            }),
            Block::Finding(_)
            | Block::Prose(_)
            | Block::KeyFindings(_)
            | Block::Claim(_)
            | Block::Table(_)
            | Block::Chart(_)
            | Block::Recommendation(_)
            | Block::Callout(_)
            | Block::Facts(_) => None,
        }));
    }
    links.sort_by_key(|link| link.finding.rank);
    links
}

/// Fills the key-findings pages; `tops` says how many findings the page of a section shows.
pub(super) fn fill_key_findings(sections: &mut [Section], links: &[FindingLink], tops: &BTreeMap<String, usize>) {
    for section in sections {
        for block in &mut section.blocks {
            if let (Block::KeyFindings(shown), Some(top)) = (block, tops.get(&section.id)) {
                *shown = links.iter().take(*top).cloned().collect();
            }
        }
        fill_key_findings(&mut section.sections, links, tops);
    }
}

//! The targets of references in prose, and their names.

use std::collections::BTreeMap;

use super::framing::recommendation_name;
use sna_core::document::{Block, Document, section_called};

/// Something prose can refer to.
pub(super) struct Target {
    /// `Table 3`, `Figure 2`, `Section 3.1`, `Recommendation 1`.
    pub(super) name: String,
    /// A table that is only attached cannot be linked.
    pub(super) printed: bool,
}

/// The name a reference prints, by identifier.
pub(super) fn targets(document: &Document) -> BTreeMap<&str, Target> {
    let mut targets = BTreeMap::new();
    for section in document.all_sections() {
        targets.insert(
            section.id.as_str(),
            Target { name: section_called(&section.number, &section.title), printed: true },
        );
    }
    for table in document.tables() {
        targets.insert(table.id.as_str(), Target { name: format!("Table {}", table.number), printed: table.printed });
    }
    for chart in document.charts() {
        targets.insert(chart.id.as_str(), Target { name: format!("Figure {}", chart.number), printed: true });
    }
    statements(&document.about, "About this report", &mut targets);
    for section in document.all_sections() {
        statements(&section.blocks, &section_called(&section.number, &section.title), &mut targets);
    }
    targets
}

/// Findings are named by their section, recommendations by their own number.
fn statements<'a>(blocks: &'a [Block], section: &str, targets: &mut BTreeMap<&'a str, Target>) {
    for block in blocks {
        let Some(id) = block.statement() else { continue };
        let name = block.as_recommendation().map_or_else(|| section.to_owned(), recommendation_name);
        targets.insert(id, Target { name, printed: true });
    }
}

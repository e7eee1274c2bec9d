//! What a section leaves out of print: tables that are attached as files only, and charts that are not drawn.

use super::plan::{BlockPlan, SectionPlan};
use super::resolve::Resolver;
use sna_core::diag::{Code, Diagnostic};
use sna_core::yaml::{Origin, Spanned};

impl Resolver<'_> {
    /// Takes tables and charts out of print, by their names within the section: `by_year`, `ages.bands`, `by_year_chart`.
    pub(super) fn leave_unprinted(&mut self, section: &mut SectionPlan, names: &[Spanned<String>], origin: &Origin) {
        for name in names {
            let id = format!("{}.{}", section.id, name.value);
            if !take_out(section, &id) {
                let (mut known, own) = (Vec::new(), format!("{}.", section.id));
                printable(section, &mut known);
                let known = known.iter().map(|id| id.strip_prefix(&own).unwrap_or(id));
                let fault = Diagnostic::unknown(Code::UnknownUnprinted, "table or chart", &name.value, known);
                self.found.push(fault.at(origin.place(name)));
            }
        }
    }
}

/// Takes one table or chart out of print; whether it was there.
fn take_out(section: &mut SectionPlan, id: &str) -> bool {
    let before = section.blocks.len();
    section.blocks.retain(|block| !matches!(block, BlockPlan::Chart(chart) if chart.id == id));
    let mut found = section.blocks.len() < before;
    for block in &mut section.blocks {
        if let BlockPlan::Table(table) = block
            && table.id == id
        {
            table.printed = false;
            found = true;
        }
    }
    found || section.sections.iter_mut().any(|inner| take_out(inner, id))
}

/// The names of all tables and charts of a section and of those inside it.
fn printable(section: &SectionPlan, found: &mut Vec<String>) {
    for block in &section.blocks {
        found.extend(block.as_table().map(|table| table.id.clone()));
        found.extend(block.as_chart().map(|chart| chart.id.clone()));
    }
    section.sections.iter().for_each(|inner| printable(inner, found));
}

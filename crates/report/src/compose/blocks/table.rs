//! Tables: made by their measures, with the author's title and notes.

use std::sync::Arc;

use crate::compose::composer::Composer;
use crate::compose::words::narrowed;
use crate::spec::{BlockPlan, TablePlan, text_at};
use sna_core::document::Block;

/// Titles and notes are templates too; they are filled before any text can use the tables.
pub(in crate::compose) fn add_titles(composer: &mut Composer<'_>) {
    for section in composer.plan.all_sections() {
        let narrator = composer.narrator(section);
        for plan in section.blocks.iter().filter_map(BlockPlan::as_table) {
            let title = composer.words(&narrator, &text_at(&plan.words.title, &plan.origin));
            let notes: Vec<String> =
                plan.words.notes.iter().map(|note| composer.words(&narrator, &text_at(note, &plan.origin))).collect();
            let narrowed = narrowed(composer, section, plan, &[&title]);
            if let Some(table) = composer.tables.get_mut(&plan.id) {
                let table = Arc::make_mut(table);
                table.title = title;
                table.narrowed = narrowed;
                table.notes.extend(notes);
            }
        }
    }
}

/// The table; nothing if its measure failed.
pub(super) fn make(composer: &mut Composer<'_>, plan: &TablePlan) -> Option<Block> {
    let table = composer.tables.get(&plan.id).cloned()?;
    Some(Block::Table(Box::new(composer.numbered(&table))))
}

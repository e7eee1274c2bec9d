//! What a table or chart leaves out: the conditions that narrow its records and that no word around it tells.

use super::super::composer::Composer;
use crate::spec::{SectionPlan, TablePlan};
use sna_data::Predicate;

/// The conditions of a table's records in brackets, ` (Robbery only)`, after what is counted; nothing where it has none, or where
/// the words above it, `said`, name the same values.
pub(in crate::compose) fn narrowed(
    composer: &Composer<'_>,
    section: &SectionPlan,
    table: &TablePlan,
    said: &[&str],
) -> String {
    let is_own = table.id.rsplit_once('.').is_some_and(|(id, _)| id == section.id);
    // A chart of another section's table: only what holds of the whole report is known there.
    let known = if is_own { section.told } else { composer.plan.scope.conditions.len() };
    let conditions = table.scope.conditions.get(known..).unwrap_or_default();
    let said: Vec<String> = said.iter().map(|words| words.to_lowercase()).collect();
    let is_said = |words: &String| said.iter().any(|known| known.contains(&words.to_lowercase()));
    let defined = definition(composer, section, table).filter(|title| !is_said(title));
    let further = conditions.iter().filter_map(|condition| match in_words(composer, condition) {
        Some((_, values)) if !values.is_empty() && values.iter().all(is_said) => None,
        Some((words, _)) => Some(words),
        None => Some("only those that meet a condition".to_owned()),
    });
    let words: Vec<String> = defined.map(|title| format!("{title} only")).into_iter().chain(further).collect();
    if words.is_empty() { String::new() } else { format!(" ({})", words.join("; ")) }
}

/// The title of the definition of a table that counts by another one than its section.
fn definition(composer: &Composer<'_>, section: &SectionPlan, table: &TablePlan) -> Option<String> {
    let name = |scope: &sna_data::query::Scope| scope.definition.as_ref().map(|(name, _)| name.clone());
    let own = name(&table.scope).filter(|own| Some(own) != name(&section.scope).as_ref())?;
    composer.catalogue.definitions.get(&own).map(|definition| definition.title.clone())
}

/// A condition in words, with the values that say the same: by the title of the definition that it is, if it is one.
fn in_words(composer: &Composer<'_>, condition: &Predicate) -> Option<(String, Vec<String>)> {
    let mut definitions = composer.catalogue.definitions.values();
    if let Some(definition) = definitions.find(|definition| definition.condition == *condition) {
        return Some((format!("{} only", definition.title), vec![definition.title.clone()]));
    }
    condition.in_words().map(|told| (told.words, told.values))
}

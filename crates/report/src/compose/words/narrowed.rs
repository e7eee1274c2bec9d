//! What a table or chart leaves out: the conditions that narrow its records and that no word around it tells.

use crate::compose::composer::Composer;
use crate::compose::partners::aggregate_of;
use crate::spec::{SectionPlan, TablePlan};
use sna_data::{InWords, Predicate};

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
    let is_published =
        composer.tables.get(&table.id).is_some_and(|made| aggregate_of(made, composer.catalogue).is_some());
    let conditions = table.scope.conditions.get(known..).filter(|_| !is_published).unwrap_or_default();
    let said: Vec<String> = said.iter().map(|words| words.to_lowercase()).collect();
    // A short value is in many words by chance.
    let is_said = |words: &String| {
        words.trim().chars().count() > 3 && said.iter().any(|known| known.contains(&words.to_lowercase()))
    };
    let defined = definition(composer, section, table).filter(|title| !is_published && !is_said(title));
    let further = conditions.iter().flat_map(|condition| in_words(composer, condition));
    let unsaid =
        further.filter(|part| part.values.is_empty() || !part.values.iter().all(is_said)).map(|part| part.words);
    let words: Vec<String> = defined.map(|title| format!("{title} only")).into_iter().chain(unsaid).collect();
    if words.is_empty() { String::new() } else { format!(" ({})", words.join("; ")) }
}

/// The title of the definition of a table that counts by another one than its section.
fn definition(composer: &Composer<'_>, section: &SectionPlan, table: &TablePlan) -> Option<String> {
    let name = |scope: &sna_data::query::Scope| scope.definition.as_ref().map(|(name, _)| name.clone());
    let own = name(&table.scope).filter(|own| Some(own) != name(&section.scope).as_ref())?;
    composer.catalogue.definitions.get(&own).map(|definition| definition.title.clone())
}

/// A condition in words: by the title of the definition that it is, if it is one.
fn in_words(composer: &Composer<'_>, condition: &Predicate) -> Vec<InWords> {
    let mut definitions = composer.catalogue.definitions.values();
    if let Some(definition) = definitions.find(|definition| definition.condition == *condition) {
        return vec![InWords { words: format!("{} only", definition.title), values: vec![definition.title.clone()] }];
    }
    let unsaid = || vec![InWords { words: "only those that meet a condition".to_owned(), values: Vec::new() }];
    condition.in_words().unwrap_or_else(unsaid)
}

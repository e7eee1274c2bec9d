//! Conditions that an author names: checked together, and asked by stating them in the scope of a question.

use indexmap::IndexMap;

use super::setting::At;
use sna_core::diag::{Diagnostic, Diagnostics};
use sna_core::yaml::Spanned;
use sna_data::query::Scope;
use sna_data::{Predicate, SourceFrame};

/// SQL conditions by the name of their column of counts, in the order written.
pub(super) type Conditions = IndexMap<Spanned<String>, Spanned<String>>;

impl At<'_> {
    /// A condition on a source's records.
    ///
    /// # Errors
    /// What is wrong with it, at its place.
    pub(super) fn condition(&self, source: &SourceFrame, text: &Spanned<String>) -> Result<Predicate, Diagnostic> {
        let place = self.origin.place(text);
        let read = source.condition(&text.value).map_err(|fault| fault.at(place.clone()))?;
        Ok(if self.origin.is_shipped() { read } else { read.at(&place) })
    }

    /// Several conditions on a source's records, in their order.
    ///
    /// # Errors
    /// What is wrong with any of them, each at its place.
    pub(super) fn conditions<'c>(
        &self,
        source: &SourceFrame,
        texts: impl IntoIterator<Item = &'c Spanned<String>>,
    ) -> Result<Vec<Predicate>, Diagnostics> {
        let mut found = Diagnostics::default();
        let read = texts.into_iter().filter_map(|text| found.keep(self.condition(source, text))).collect();
        found.into_result(read).map(|(read, _)| read)
    }

    /// The scope narrowed to the records that meet further conditions. A condition that it states already is not stated twice, and
    /// one that is true of every record is not stated.
    pub(super) fn scope_where<'c>(&self, conditions: impl IntoIterator<Item = &'c Predicate>) -> Scope {
        let mut scope = self.scope.clone();
        for condition in conditions.into_iter().filter(|condition| !condition.holds_always()) {
            if !scope.conditions.contains(condition) {
                scope.conditions.push(condition.clone());
            }
        }
        scope
    }
}

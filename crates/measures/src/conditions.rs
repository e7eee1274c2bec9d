//! Conditions that an author names: checked together, and asked by stating them in the scope of a question.

use indexmap::IndexMap;

use super::setting::At;
use sna_core::diag::Diagnostics;
use sna_core::yaml::Spanned;
use sna_data::SourceFrame;
use sna_data::query::Scope;

/// SQL conditions by the name of their column of counts, in the order written.
pub(super) type Conditions = IndexMap<Spanned<String>, Spanned<String>>;

/// Whether a condition is true of every record: no question need state it.
fn holds_always(sql: &str) -> bool {
    sql.trim().eq_ignore_ascii_case("true")
}

impl At<'_> {
    /// What is wrong with conditions on a source's records, each at its place.
    pub(super) fn condition_faults<'c>(
        &self,
        source: &SourceFrame,
        conditions: impl IntoIterator<Item = &'c Spanned<String>>,
    ) -> Diagnostics {
        let asked = conditions.into_iter().filter(|condition| !holds_always(&condition.value));
        let fault = |condition: &Spanned<String>| {
            source.check_condition(&condition.value).err().map(|fault| fault.at(self.origin.place(condition)))
        };
        asked.filter_map(fault).collect()
    }

    /// The scope narrowed to the records that meet further conditions. A condition that it states already is not stated twice.
    pub(super) fn scope_where(&self, conditions: &[&str]) -> Scope {
        let mut scope = self.scope.clone();
        for condition in conditions.iter().filter(|condition| !holds_always(condition)) {
            if !scope.conditions.iter().any(|stated| stated == condition) {
                scope.conditions.push((*condition).to_owned());
            }
        }
        scope
    }
}

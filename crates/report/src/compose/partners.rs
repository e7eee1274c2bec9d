//! What a document says about partners' aggregates: which it uses, and what their files contained.

use std::collections::BTreeSet;

use super::composer::Composer;
use crate::spec::SectionPlan;
use sna_core::document::{Document, Source, SourceRows, Table};
use sna_data::{Aggregate, Catalogue};

/// Whether a document has tables, and all were made from partners' figures: a notice about records does not apply to
/// it.
pub(super) fn rests_on_partners_alone(document: &Document, catalogue: &Catalogue) -> bool {
    let mut taken = document.tables().flat_map(|table| &table.provenance).map(|taken| &taken.source).peekable();
    taken.peek().is_some() && taken.all(|source| catalogue.aggregates.contains_key(source))
}

/// The aggregate that a table was made from, if any.
pub(super) fn aggregate_of<'c>(table: &Table, catalogue: &'c Catalogue) -> Option<&'c Aggregate> {
    table.provenance.iter().find_map(|taken| catalogue.aggregates.get(&taken.source))
}

impl Composer<'_> {
    /// Every aggregate that a table of the report was made from, in the order of the manifest, as a source whose
    /// lines are all used.
    pub(super) fn aggregates_used(&mut self) -> Vec<Source> {
        let tables = self.plan.all_sections().into_iter().flat_map(SectionPlan::tables);
        let names = tables.flat_map(|table| table.measure.aggregates());
        let used: BTreeSet<&str> = names.map(|name| name.value.as_str()).collect();
        let catalogue = self.catalogue;
        let aggregates = catalogue.aggregates.values().filter(|aggregate| used.contains(aggregate.name.as_str()));
        aggregates.map(|aggregate| self.aggregate_source(aggregate)).collect()
    }

    fn aggregate_source(&mut self, aggregate: &Aggregate) -> Source {
        let lines = aggregate.lines.len() as u64;
        Source {
            name: aggregate.name.clone(),
            title: aggregate.source(),
            synthetic: false,
            rows: SourceRows { read: lines, used: lines, ..SourceRows::default() },
            files: self.fingerprints(&[self.catalogue.aggregate_file(aggregate)]),
            reading: Vec::new(),
            months: Vec::new(),
        }
    }
}

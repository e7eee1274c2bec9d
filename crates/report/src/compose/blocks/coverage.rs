//! Coverage: the table that says which section covers each component of the assessment, and what no section covers.

use std::sync::Arc;

use crate::compose::composer::Composer;
use crate::compose::draft::{Finish, Whole};
use crate::spec::{CoveragePlan, CoverageSpec, text_at};
use sna_core::document::{Block, Cell, Column, Format, Role, Row, RowKind, Table, Times, is_appendix};
use sna_core::yaml::Origin;
use sna_narrative::Narrator;

/// The words for a component that no section covers, and for one without a gap.
const NO_SECTION: &str = "None";
const NO_GAP: &str = "None stated";

/// The table before the sections have their titles: for each component, what is not covered, in words.
pub(super) struct Coverage<'a> {
    plan: &'a CoveragePlan,
    number: usize,
    gaps: Vec<String>,
}

/// The gaps in words, and the number of the table.
pub(super) fn make<'a>(composer: &mut Composer<'_>, narrator: &Narrator, plan: &'a CoveragePlan) -> Coverage<'a> {
    let gaps = plan.components.iter().map(|component| gap(composer, narrator, component, &plan.origin)).collect();
    Coverage { plan, number: composer.numbers.table(), gaps }
}

fn gap(composer: &mut Composer<'_>, narrator: &Narrator, spec: &CoverageSpec, origin: &Arc<Origin>) -> String {
    let gap = spec.gap.as_ref().map(|gap| composer.words(narrator, &text_at(gap, origin)));
    gap.filter(|gap| !gap.is_empty()).unwrap_or_else(|| NO_GAP.to_owned())
}

impl Finish for Coverage<'_> {
    fn finish(self: Box<Self>, _: &mut Composer<'_>, whole: &Whole) -> Option<Block> {
        let column = |key: &str, title: &str| Column::new(key, title, Role::Value, Format::Count);
        let components = self.plan.components.iter().zip(self.gaps);
        Some(Block::Table(Box::new(Table {
            id: self.plan.id.clone(),
            number: self.number,
            title: "Where this report covers each component of the assessment".to_owned(),
            base: String::new(),
            narrowed: String::new(),
            row_header: "Component".to_owned(),
            columns: vec![column("where", "Where"), column("gap", "Gap")],
            rows: components.map(|(component, gap)| row(component, gap, whole)).collect(),
            times: Times::default(),
            tests: 0,
            heat: None,
            notes: Vec::new(),
            source: String::new(),
            provenance: Vec::new(),
            rests_on: Vec::new(),
            printed: true,
        })))
    }
}

fn row(spec: &CoverageSpec, gap: String, whole: &Whole) -> Row {
    Row {
        key: spec.component.value.clone(),
        label: spec.component.value.clone(),
        kind: RowKind::Body,
        cells: vec![Cell::Text(covered(spec, whole)), Cell::Text(gap)],
    }
}

/// The sections that cover a component, as a reader finds them.
fn covered(spec: &CoverageSpec, whole: &Whole) -> String {
    let sections = spec.sections.iter().filter_map(|named| whole.sections.get(&named.value));
    let covered: Vec<String> = sections.map(|(number, title)| named(number, title)).collect();
    if covered.is_empty() { NO_SECTION.to_owned() } else { covered.join("; ") }
}

/// `3.1 Offence types`, `Appendix A Method`, `Foreword`.
fn named(number: &str, title: &str) -> String {
    match number {
        "" => title.to_owned(),
        letters if is_appendix(letters) => format!("Appendix {letters} {title}"),
        number => format!("{number} {title}"),
    }
}

//! What frames the numbers: callouts, facts at a glance, and the table that says which section covers what.

use std::collections::BTreeMap;

use super::sections::{Composer, narrated};
use crate::spec::{
    BlockPlan, CalloutKindSpec, CalloutPlan, CoveragePlan, CoverageSpec, FactSpec, FactsPlan, ReportPlan, text_at,
};
use sna_core::document::{
    Block, Callout, CalloutKind, Cell, Column, Fact, Format, Role, Row, RowKind, Section, Table, is_appendix,
};
use sna_core::yaml::Origin;
use sna_narrative::Narrator;

/// What stands where no section covers a component, and where none leaves a gap.
const NO_SECTION: &str = "None";
const NO_GAP: &str = "None stated";

impl Composer<'_> {
    pub(super) fn callout(&mut self, narrator: &Narrator, plan: &CalloutPlan) -> Option<Block> {
        let title = self.words(narrator, &text_at(&plan.spec.title, &plan.origin));
        let kind = match plan.spec.kind {
            CalloutKindSpec::Intervention => CalloutKind::Intervention,
            CalloutKindSpec::CaseStudy => CalloutKind::CaseStudy,
            CalloutKindSpec::Note => CalloutKind::Note,
        };
        let text = self.prose(narrator, &plan.text)?;
        Some(Block::Callout(Callout { kind, title, text }))
    }

    pub(super) fn facts(&mut self, narrator: &Narrator, plan: &FactsPlan) -> Block {
        Block::Facts(plan.facts.iter().filter_map(|fact| self.fact(narrator, fact, plan)).collect())
    }

    fn fact(&mut self, narrator: &Narrator, spec: &FactSpec, plan: &FactsPlan) -> Option<Fact> {
        let figure = self.found.keep(narrator.bound(&narrated(&text_at(&spec.figure, &plan.origin))));
        let text = self.found.keep(narrator.line(&narrated(&text_at(&spec.text, &plan.origin))));
        Some(Fact { figure: figure?, text: text? })
    }

    /// The table of components; where each is covered is filled in when the sections have their numbers.
    pub(super) fn coverage(&mut self, narrator: &Narrator, plan: &CoveragePlan) -> Block {
        let components = plan.components.iter();
        let rows = components.map(|component| self.component(narrator, component, &plan.origin)).collect();
        let column = |key: &str, title: &str| Column::new(key, title, Role::Value, Format::Count);
        Block::Table(Box::new(Table {
            id: plan.id.clone(),
            number: 0,
            title: "Where this report covers each component of the assessment".to_owned(),
            base: String::new(),
            row_header: "Component".to_owned(),
            columns: vec![column("where", "Where"), column("gap", "Gap")],
            rows,
            heat: None,
            notes: Vec::new(),
            source: String::new(),
            provenance: Vec::new(),
            rests_on: Vec::new(),
            printed: true,
        }))
    }

    fn component(&mut self, narrator: &Narrator, spec: &CoverageSpec, origin: &std::sync::Arc<Origin>) -> Row {
        let gap = spec.gap.as_ref().map(|gap| self.words(narrator, &text_at(gap, origin)));
        Row {
            key: spec.component.value.clone(),
            label: spec.component.value.clone(),
            kind: RowKind::Body,
            cells: vec![
                Cell::Text(NO_SECTION.to_owned()),
                Cell::Text(gap.filter(|gap| !gap.is_empty()).unwrap_or_else(|| NO_GAP.to_owned())),
            ],
        }
    }
}

/// Number and title of every section, by its identifier.
pub(super) type Numbered = BTreeMap<String, (String, String)>;

/// Says in each table of components by which sections each is covered.
pub(super) fn fill_coverage(blocks: &mut [Block], plan: &ReportPlan, numbered: &Numbered) {
    for block in blocks {
        let Block::Table(table) = block else { continue };
        let Some(coverage) = coverage_of(plan, &table.id) else { continue };
        for (row, spec) in table.rows.iter_mut().zip(coverage.components.iter()) {
            let covered: Vec<String> = spec
                .sections
                .iter()
                .filter_map(|named| numbered.get(&named.value))
                .map(|(number, title)| named(number, title))
                .collect();
            if let (false, Some(cell)) = (covered.is_empty(), row.cells.first_mut()) {
                *cell = Cell::Text(covered.join("; "));
            }
        }
    }
}

fn coverage_of<'p>(plan: &'p ReportPlan, table: &str) -> Option<&'p CoveragePlan> {
    let blocks = plan.all_sections().into_iter().flat_map(|section| &section.blocks);
    blocks.into_iter().find_map(|block| match block {
        BlockPlan::Coverage(coverage) if coverage.id == table => Some(coverage),
        BlockPlan::Coverage(_)
        | BlockPlan::Table(_)
        | BlockPlan::Chart(_)
        | BlockPlan::Prose(_)
        | BlockPlan::Finding(_)
        | BlockPlan::Claim(_)
        | BlockPlan::KeyFindings(_)
        | BlockPlan::Reconciliation(_)
        | BlockPlan::Recommendation(_)
        | BlockPlan::Callout(_)
        | BlockPlan::Facts(_) => None,
    })
}

/// `3.1 Offence types`, `Appendix A Method`, `Foreword`.
fn named(number: &str, title: &str) -> String {
    match number {
        "" => title.to_owned(),
        letters if is_appendix(letters) => format!("Appendix {letters} {title}"),
        number => format!("{number} {title}"),
    }
}

/// Numbers and titles of all sections.
pub(super) fn numbered(sections: &[Section]) -> Numbered {
    let inner = sections.iter().flat_map(|section| numbered(&section.sections));
    let own = sections.iter().map(|section| (section.id.clone(), (section.number.clone(), section.title.clone())));
    own.chain(inner).collect()
}

//! The plan: the spec with every name resolved, every default filled and every scope worked out.

use std::sync::Arc;

use sna_core::document::Cover;
use sna_core::yaml::Origin;
use sna_data::query::{Audit, Scope};
use sna_measures::{Measure, TableWords};

use super::framing::{CalloutSpec, CoverageSpec, FactSpec, Numbering, RecommendationSpec};
use super::shape::{ChartSpec, ClaimSpec, FindingSpec};

/// Everything a report needs, before any record is read.
#[derive(Debug, Clone)]
pub struct ReportPlan {
    /// Name of the files written.
    pub name: String,
    /// Name of the report that this one is a part of; its own name if it is the whole.
    pub report: String,
    /// Name of the whole area.
    pub whole: String,
    /// The cover.
    pub cover: Cover,
    /// Which records the whole report is about.
    pub scope: Scope,
    /// What the records in scope are called.
    pub subject: String,
    /// The smallest base of a percentage, if there is one.
    pub percentages_from: Option<u64>,
    /// Inside front.
    pub about: SectionPlan,
    /// Chapters.
    pub sections: Vec<SectionPlan>,
}

impl ReportPlan {
    /// The table with this identifier.
    pub fn table(&self, id: &str) -> Option<&TablePlan> {
        let blocks = self.all_sections().into_iter().flat_map(|section| &section.blocks);
        blocks.into_iter().filter_map(BlockPlan::as_table).find(|table| table.id == id)
    }

    /// Every section with the inside front, depth first, in reading order.
    pub fn all_sections(&self) -> Vec<&SectionPlan> {
        let mut found = Vec::new();
        [&self.about].into_iter().chain(&self.sections).for_each(|section| walk(section, &mut found));
        found
    }

    /// Every section except the inside front, in the same order.
    pub fn sections_below_about(&self) -> Vec<&SectionPlan> {
        let mut found = Vec::new();
        self.sections.iter().for_each(|section| walk(section, &mut found));
        found
    }
}

fn walk<'a>(section: &'a SectionPlan, found: &mut Vec<&'a SectionPlan>) {
    found.push(section);
    section.sections.iter().for_each(|inner| walk(inner, found));
}

/// A section with its scope worked out.
#[derive(Debug, Clone)]
pub struct SectionPlan {
    /// Unique in the report: the names of the sections around it and its own, with points between.
    pub id: String,
    /// The heading.
    pub title: TextAt,
    /// How it is numbered, if not like the others.
    pub numbering: Option<Numbering>,
    /// What the records in scope are called.
    pub subject: String,
    /// Which records.
    pub scope: Scope,
    /// How many of the scope's conditions the subject tells.
    pub told: usize,
    /// What it says.
    pub blocks: Vec<BlockPlan>,
    /// Sections inside it.
    pub sections: Vec<SectionPlan>,
}

impl SectionPlan {
    /// Its own tables, top to bottom.
    pub fn tables(&self) -> impl Iterator<Item = &TablePlan> {
        self.blocks.iter().filter_map(BlockPlan::as_table)
    }
}

/// One block, with the file it is in.
#[derive(Debug, Clone)]
pub enum BlockPlan {
    /// A table.
    Table(TablePlan),
    /// A chart of a table.
    Chart(ChartPlan),
    /// Text.
    Prose(TextAt),
    /// A finding.
    Finding(FindingPlan),
    /// A claim.
    Claim(ClaimPlan),
    /// The key findings page, with its number of findings.
    KeyFindings(usize),
    /// What became of every row.
    Reconciliation(Audit),
    /// A recommendation.
    Recommendation(RecommendationPlan),
    /// A text set apart.
    Callout(CalloutPlan),
    /// Figures at a glance.
    Facts(FactsPlan),
    /// Where each component is covered.
    Coverage(CoveragePlan),
}

impl BlockPlan {
    /// The table, if it is one.
    pub fn as_table(&self) -> Option<&TablePlan> {
        if let Self::Table(plan) = self { Some(plan) } else { None }
    }

    /// The finding, if it is one.
    pub fn as_finding(&self) -> Option<&FindingPlan> {
        if let Self::Finding(plan) = self { Some(plan) } else { None }
    }

    /// The reconciliation, if it is one.
    pub fn as_reconciliation(&self) -> Option<&Audit> {
        if let Self::Reconciliation(plan) = self { Some(plan) } else { None }
    }

    /// The coverage, if it is one.
    pub fn as_coverage(&self) -> Option<&CoveragePlan> {
        if let Self::Coverage(plan) = self { Some(plan) } else { None }
    }

    /// The chart, if it is one.
    pub fn as_chart(&self) -> Option<&ChartPlan> {
        if let Self::Chart(plan) = self { Some(plan) } else { None }
    }

    /// The recommendation, if it is one.
    pub fn as_recommendation(&self) -> Option<&RecommendationPlan> {
        if let Self::Recommendation(plan) = self { Some(plan) } else { None }
    }

    /// The records it counts itself, if it counts any: a report of one part narrows them.
    pub(super) fn scope_mut(&mut self) -> Option<&mut Scope> {
        match self {
            Self::Table(table) => Some(&mut table.scope),
            Self::Reconciliation(audit) => Some(&mut audit.scope),
            Self::Chart(_)
            | Self::Prose(_)
            | Self::Finding(_)
            | Self::Claim(_)
            | Self::KeyFindings(_)
            | Self::Recommendation(_)
            | Self::Callout(_)
            | Self::Facts(_)
            | Self::Coverage(_) => None,
        }
    }

    /// Whether a section that has nothing else is worth printing: words introduce what follows them, figures need
    /// nothing else.
    pub(crate) fn is_content(&self) -> bool {
        match self {
            Self::Table(_) | Self::Chart(_) | Self::Reconciliation(_) | Self::KeyFindings(_) | Self::Coverage(_) => {
                true
            }
            Self::Prose(_)
            | Self::Finding(_)
            | Self::Claim(_)
            | Self::Recommendation(_)
            | Self::Callout(_)
            | Self::Facts(_) => false,
        }
    }
}

/// A table.
#[derive(Debug, Clone)]
pub struct TablePlan {
    /// Unique in the report: the section's identifier and the table's own.
    pub id: String,
    /// Its name, title and notes.
    pub words: Arc<TableWords>,
    /// What it computes.
    pub measure: Arc<dyn Measure>,
    /// Whether it is printed in the report.
    pub printed: bool,
    /// Which records.
    pub scope: Scope,
    /// The file it is in.
    pub origin: Arc<Origin>,
}

/// A chart.
#[derive(Debug, Clone)]
pub struct ChartPlan {
    /// Unique in the report.
    pub id: String,
    /// What is drawn and said.
    pub spec: Arc<ChartSpec>,
    /// The file it is in.
    pub origin: Arc<Origin>,
}

/// A finding.
#[derive(Debug, Clone)]
pub struct FindingPlan {
    /// Unique in the report, if the author named it: the section's identifier and the finding's own.
    pub id: Option<String>,
    /// What it says.
    pub spec: Arc<FindingSpec>,
    /// The file it is in.
    pub origin: Arc<Origin>,
}

/// A claim.
#[derive(Debug, Clone)]
pub struct ClaimPlan {
    /// What it says and what must be true.
    pub spec: Arc<ClaimSpec>,
    /// The file it is in.
    pub origin: Arc<Origin>,
}

/// A recommendation.
#[derive(Debug, Clone)]
pub struct RecommendationPlan {
    /// Unique in the report.
    pub id: String,
    /// What is recommended.
    pub text: TextAt,
    /// What it rests on and what must be true.
    pub spec: Arc<RecommendationSpec>,
    /// The file it is in.
    pub origin: Arc<Origin>,
}

/// A text set apart.
#[derive(Debug, Clone)]
pub struct CalloutPlan {
    /// What it says.
    pub text: TextAt,
    /// Its kind and title.
    pub spec: Arc<CalloutSpec>,
    /// The file it is in.
    pub origin: Arc<Origin>,
}

/// Figures at a glance.
#[derive(Debug, Clone)]
pub struct FactsPlan {
    /// The figures, in order.
    pub facts: Arc<[FactSpec]>,
    /// The file they are in.
    pub origin: Arc<Origin>,
}

/// Where each component is covered.
#[derive(Debug, Clone)]
pub struct CoveragePlan {
    /// Identifier of the table it becomes, unique in the report.
    pub id: String,
    /// The components, in order.
    pub components: Arc<[CoverageSpec]>,
    /// The file it is in.
    pub origin: Arc<Origin>,
}

/// An author's text and its place.
#[derive(Debug, Clone)]
pub struct TextAt {
    /// The text.
    pub text: String,
    /// The file it is in.
    pub origin: Arc<Origin>,
    /// Line of the text's first line, from 1.
    pub first_line: usize,
    /// Column at which its lines begin, from 1.
    pub column: usize,
}

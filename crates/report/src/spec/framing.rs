//! What frames the numbers, as the author writes it: recommendations, callouts, facts, coverage, numbering. Their
//! shape, and what can be checked of it before any record is read.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::plan::{BlockPlan, CalloutPlan, CoveragePlan, FactsPlan, RecommendationPlan, ReportPlan, SectionPlan};
use super::resolve::Resolver;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::{Origin, Spanned};

/// How a section is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Numbering {
    /// Without a number, like a foreword; the sections inside it have none either.
    None,
    /// With a letter, as an appendix: A, A.1, B. Only for a section that is not inside another.
    Appendix,
}

/// What should be done, and the findings it rests on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecommendationSpec {
    /// Name for references.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Markdown with expressions, or the name of a `.md` file.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
    /// The findings it rests on, at least one.
    #[serde(default)]
    pub rests_on: Vec<RestsOnSpec>,
    /// An expression that must be true.
    #[schemars(with = "Option<String>")]
    pub holds: Option<Spanned<String>>,
}

/// A finding that a recommendation rests on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestsOnSpec {
    /// The finding: its section's name and its own `id`, such as `volume.trend`; its own `id` is enough within its
    /// section.
    #[schemars(with = "String")]
    pub finding: Spanned<String>,
    /// The direction of the first change that the finding states. If the data change it, the report is not built.
    pub says: Option<Says>,
}

/// What a finding says about two counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// The later count is clearly higher.
    Rose,
    /// The later count is clearly lower.
    Fell,
    /// Chance alone could explain the difference.
    NoClearChange,
}

/// A text set apart from the others.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalloutSpec {
    /// What it is; printed above the title.
    pub kind: CalloutKindSpec,
    /// Its title; expressions are allowed.
    #[schemars(with = "String")]
    pub title: Spanned<String>,
    /// Markdown with expressions, or the name of a `.md` file.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
}

/// What a callout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CalloutKindSpec {
    /// Work that is done to prevent violence.
    Intervention,
    /// One case, described without a name.
    CaseStudy,
    /// Anything else that should be set apart.
    Note,
}

/// A figure shown large, and what it describes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactSpec {
    /// An expression: the figure.
    #[schemars(with = "String")]
    pub figure: Spanned<String>,
    /// The words below it, which continue from the figure; expressions are allowed.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
}

/// A component that an assessment must have, and where the report covers it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageSpec {
    /// Its name.
    #[schemars(with = "String")]
    pub component: Spanned<String>,
    /// The sections that cover it, by their names, such as `volume` or `volume.offence_types`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub sections: Vec<Spanned<String>>,
    /// What is not covered; expressions are allowed.
    #[schemars(with = "Option<String>")]
    pub gap: Option<Spanned<String>>,
}

impl Resolver<'_> {
    pub(super) fn recommendation(
        &mut self,
        spec: RecommendationSpec,
        origin: Arc<Origin>,
        section: &str,
    ) -> Option<BlockPlan> {
        let id = format!("{section}.{}", spec.id.value);
        if spec.rests_on.is_empty() {
            self.found.push(
                Diagnostic::error(
                    Code::RecommendationWithoutFinding,
                    format!("recommendation `{id}` does not rest on any finding"),
                )
                .at(origin.place(&spec.id))
                .expected("at least one finding of the report, such as `rests_on: [{ finding: volume.trend }]`"),
            );
            return None;
        }
        let text = self.prose(&spec.text, &origin);
        Some(BlockPlan::Recommendation(RecommendationPlan { id, text, spec: Arc::new(spec), origin }))
    }

    pub(super) fn callout(&mut self, spec: CalloutSpec, origin: Arc<Origin>) -> BlockPlan {
        let text = self.prose(&spec.text, &origin);
        BlockPlan::Callout(CalloutPlan { text, spec: Arc::new(spec), origin })
    }

    pub(super) fn facts(specs: Vec<FactSpec>, origin: Arc<Origin>) -> BlockPlan {
        BlockPlan::Facts(FactsPlan { facts: Arc::from(specs), origin })
    }

    pub(super) fn coverage(&mut self, specs: Vec<CoverageSpec>, origin: Arc<Origin>, section: &str) -> BlockPlan {
        for spec in specs.iter().filter(|spec| spec.sections.is_empty() && spec.gap.is_none()) {
            let message = format!("component `{}` has neither sections nor a gap", spec.component.value);
            self.found.push(
                Diagnostic::error(Code::ComponentWithoutCover, message)
                    .at(origin.place(&spec.component))
                    .expected("`sections` that cover it, or a `gap` that says what is missing"),
            );
        }
        BlockPlan::Coverage(CoveragePlan { id: format!("{section}.coverage"), components: Arc::from(specs), origin })
    }

    /// How a section is numbered; an appendix is not inside another section.
    pub(super) fn numbering(
        &mut self,
        own: Option<&Spanned<Numbering>>,
        origin: &Origin,
        depth: usize,
    ) -> Option<Numbering> {
        let own = own?;
        if own.value == Numbering::Appendix && depth > 0 {
            self.found.push(
                Diagnostic::error(Code::AppendixInsideSection, "an appendix is inside another section")
                    .at(origin.place(own))
                    .expected("`numbering: appendix` on a section that is not inside another")
                    .hint("sections inside an appendix are numbered A.1, A.2 by themselves"),
            );
        }
        Some(own.value)
    }

    /// Findings and recommendations have names that nothing else in their section has.
    pub(super) fn check_names(&mut self, section: &SectionPlan) {
        let things = section.blocks.iter().filter_map(thing);
        let inner = section.sections.iter().map(|inner| inner.id.clone());
        let mut taken: Vec<String> = things.chain(inner).collect();
        for (id, own, origin) in section.blocks.iter().filter_map(statement) {
            if taken.contains(&id) {
                self.found.push(
                    Diagnostic::error(
                        Code::DuplicateId,
                        format!("two things in section `{}` have the same name", section.id),
                    )
                    .at(origin.place(own))
                    .found(format!("`{}`", own.value))
                    .expected("a different name for each table, chart, finding, recommendation and inner section"),
                );
            }
            taken.push(id);
        }
    }
}

/// The name of a table or chart.
fn thing(block: &BlockPlan) -> Option<String> {
    let drawn = block.as_table().map(|table| &table.id).or_else(|| block.as_chart().map(|chart| &chart.id));
    drawn.or_else(|| block.as_coverage().map(|coverage| &coverage.id)).cloned()
}

/// The name of a finding or recommendation, as it is written, with its place.
fn statement(block: &BlockPlan) -> Option<(String, &Spanned<String>, &Origin)> {
    let recommendation = block.as_recommendation().map(|plan| (plan.id.clone(), &plan.spec.id, plan.origin.as_ref()));
    recommendation.or_else(|| {
        let finding = block.as_finding()?;
        Some((finding.id.clone()?, finding.spec.id.as_ref()?, finding.origin.as_ref()))
    })
}

/// Sections that a coverage names and the report does not have.
pub(super) fn check_coverage(plan: &ReportPlan) -> Diagnostics {
    let all = plan.all_sections();
    let known: Vec<&str> = plan.sections_below_about().iter().map(|section| section.id.as_str()).collect();
    let mut found = Diagnostics::default();
    for coverage in all.iter().flat_map(|section| &section.blocks).filter_map(BlockPlan::as_coverage) {
        for named in coverage.components.iter().flat_map(|component| &component.sections) {
            if !known.contains(&named.value.as_str()) {
                let fault = Diagnostic::unknown(Code::UnknownSection, "section", &named.value, known.iter().copied());
                found.push(fault.at(coverage.origin.place(named)));
            }
        }
    }
    found
}

//! The YAML as the author writes it. Nothing is looked up here: shape only, every name with its place.

use schemars::JsonSchema;
use serde::Deserialize;

use super::framing::{CalloutSpec, CoverageSpec, FactSpec, Numbering, RecommendationSpec};
use crate::plots::PlotSpec;
use sna_core::yaml::Spanned;
use sna_data::query::{PeriodSpec, ScopeSpec};
use sna_measures::TableSpec;

/// A report.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecFile {
    /// What the report is.
    pub report: ReportSpec,
    /// The data manifest, relative to this file.
    #[schemars(with = "String")]
    pub data: Spanned<String>,
    /// Name of the definition that decides which records count. Without it, or with `none`, all records count.
    #[schemars(with = "Option<String>")]
    pub definition: Option<Spanned<String>>,
    /// Which records the whole report is about.
    #[serde(default)]
    pub scope: ScopeSpec,
    /// The text inside the front cover; the supplied text by default.
    pub about: Option<Vec<BlockSpec>>,
    /// The chapters.
    pub sections: Vec<SectionSpec>,
}

/// What the report is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportSpec {
    /// Name of the files written; the name of this file by default.
    pub name: Option<String>,
    /// The title.
    pub title: String,
    /// The area it is about.
    pub area: String,
    /// Date of publication, such as 2024-11-30.
    #[schemars(with = "String")]
    pub published: Spanned<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// The period it covers.
    pub period: PeriodSpec,
    /// The years that tables and sentences count by: `financial` or `calendar`; by default financial years, or calendar
    /// years where the period is made of them.
    pub years: Option<YearsSpec>,
    /// The smallest base of a percentage: with fewer records, tables print [u] and sentences give the counts, such as
    /// 6 of 14. Without it every percentage is printed.
    pub percentages_from: Option<u64>,
}

/// Which years a report counts by.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum YearsSpec {
    /// April to March.
    Financial,
    /// January to December.
    Calendar,
}

/// A section: a shipped kind, or blocks of your own, or both.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionSpec {
    /// A section kind, shipped or in your own `sections/` folder; its blocks come first.
    #[serde(rename = "use")]
    #[schemars(with = "Option<String>")]
    pub kind: Option<Spanned<String>>,
    /// Name for references; the kind's name or the title in small letters by default.
    #[schemars(with = "Option<String>")]
    pub id: Option<Spanned<String>>,
    /// The heading; expressions are allowed.
    #[schemars(with = "Option<String>")]
    pub title: Option<Spanned<String>>,
    /// `none` for a section without a number, such as a foreword; `appendix` for a letter.
    #[schemars(with = "Option<Numbering>")]
    pub numbering: Option<Spanned<Numbering>>,
    /// What the records in scope are called in sentences, such as `knife crime`.
    pub subject: Option<String>,
    /// Which records the section is about.
    #[serde(default)]
    pub scope: ScopeSpec,
    /// False keeps the findings of this section, and of those inside it, out of the key findings.
    pub key_findings: Option<bool>,
    /// Tables that are attached as files and not printed, and charts that are left out, by their names in this section and in those
    /// inside it, such as `by_year` or `ages.bands`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub unprinted: Vec<Spanned<String>>,
    /// What it says.
    #[serde(default)]
    pub blocks: Vec<BlockSpec>,
    /// Text before the sections inside it: Markdown, or the name of a `.md` file.
    #[schemars(with = "Option<String>")]
    pub prose: Option<Spanned<String>>,
    /// Sections inside it.
    #[serde(default)]
    pub sections: Vec<SectionSpec>,
}

/// A section kind's own file: a section, and what it is for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KindFile {
    /// What the kind shows, for `sna kinds`.
    pub about: String,
    /// The section.
    pub section: SectionSpec,
}

/// One block of a section.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockSpec {
    /// A table.
    Table(Box<TableSpec>),
    /// A chart of a table.
    Chart(Box<ChartSpec>),
    /// Markdown with expressions, or the name of a `.md` file.
    Prose(#[schemars(with = "String")] Spanned<String>),
    /// The sentence a section opens with; the most important appear on the key-findings page.
    Finding(FindingSpec),
    /// A sentence that must be true for the report to build.
    Claim(ClaimSpec),
    /// The findings of the whole report, most important first.
    KeyFindings(KeyFindingsSpec),
    /// What happened to every row of a source.
    Reconciliation(ReconciliationSpec),
    /// What should be done; it must rest on findings, and be true as long as they are.
    Recommendation(RecommendationSpec),
    /// A text set apart from the others: an intervention, a case study, a note.
    Callout(CalloutSpec),
    /// Figures shown large, side by side.
    Facts(Vec<FactSpec>),
    /// Which section covers each component that an assessment must have, or the gap.
    Coverage(Vec<CoverageSpec>),
}

/// A chart of a table.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChartSpec {
    /// Name for references; the table's name and `_chart` by default.
    #[schemars(with = "Option<String>")]
    pub id: Option<Spanned<String>>,
    /// The table, by its name in this section.
    #[schemars(with = "String")]
    pub from: Spanned<String>,
    /// States the finding; expressions are allowed.
    #[schemars(with = "String")]
    pub headline: Spanned<String>,
    /// Measure, place, period and unit; made from the table by default.
    #[schemars(with = "Option<String>")]
    pub subtitle: Option<Spanned<String>>,
    /// What is drawn.
    pub plot: PlotSpec,
}

/// A finding.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingSpec {
    /// Name for references and recommendations.
    #[schemars(with = "Option<String>")]
    pub id: Option<Spanned<String>>,
    /// One sentence that starts with the subject and ends with the figure.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
    /// An expression: the figure shown large if the finding is one of the three most important.
    #[schemars(with = "Option<String>")]
    pub figure: Option<Spanned<String>>,
    /// Rank by importance: 1 comes first; without it the finding stays in its section.
    pub rank: Option<u32>,
}

/// A claim.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimSpec {
    /// The sentence that is printed.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
    /// An expression that must be true.
    #[schemars(with = "Option<String>")]
    pub holds: Option<Spanned<String>>,
    /// An expression whose value must be the figure in `is`.
    #[schemars(with = "Option<String>")]
    pub value: Option<Spanned<String>>,
    /// The figure as the sentence prints it, such as 16%.
    #[schemars(with = "Option<String>")]
    pub is: Option<Spanned<String>>,
}

/// The key-findings page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyFindingsSpec {
    /// How many; 8 by default.
    pub top: Option<usize>,
}

/// What became of every row.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReconciliationSpec {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
}

//! What a section contains: text, findings, claims, tables, charts and what frames them.

use serde::{Deserialize, Serialize};

use super::{Bound, Callout, Chart, Fact, Inline, Prose, Recommendation, Table, directions};
use crate::stats::Direction;

/// One thing in a section. A new block is a new variant, which gives its own words and name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Text.
    Prose(Vec<Prose>),
    /// The finding a section opens with, in bold.
    Finding(Finding),
    /// The ranked findings of the whole report, each linked to its section.
    KeyFindings(Vec<FindingLink>),
    /// A sentence that the data support; otherwise the report would not have been built.
    Claim(Claim),
    /// A table.
    Table(Box<Table>),
    /// A chart.
    Chart(Box<Chart>),
    /// What should be done, and the findings it is based on.
    Recommendation(Box<Recommendation>),
    /// A text set off from the others.
    Callout(Callout),
    /// Figures at a glance.
    Facts(Vec<Fact>),
}

/// What a block says, as its author wrote it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Said<'a> {
    /// A paragraph, heading, list or quotation.
    Prose(&'a Prose),
    /// A sentence.
    Sentence(&'a [Inline]),
    /// A figure shown large, and the words that continue from it.
    Figure(&'a Fact),
}

impl Block {
    /// The finding, if it is one.
    pub fn as_finding(&self) -> Option<&Finding> {
        if let Self::Finding(found) = self { Some(found) } else { None }
    }

    /// The page of key findings, if it is one.
    pub fn as_key_findings(&self) -> Option<&[FindingLink]> {
        if let Self::KeyFindings(found) = self { Some(found) } else { None }
    }

    /// The claim, if it is one.
    pub fn as_claim(&self) -> Option<&Claim> {
        if let Self::Claim(found) = self { Some(found) } else { None }
    }

    /// The table, if it is one.
    pub fn as_table(&self) -> Option<&Table> {
        if let Self::Table(found) = self { Some(found) } else { None }
    }

    /// The chart, if it is one.
    pub fn as_chart(&self) -> Option<&Chart> {
        if let Self::Chart(found) = self { Some(found) } else { None }
    }

    /// The recommendation, if it is one.
    pub fn as_recommendation(&self) -> Option<&Recommendation> {
        if let Self::Recommendation(found) = self { Some(found) } else { None }
    }

    /// The name of a finding or recommendation, if it has one.
    pub fn statement(&self) -> Option<&str> {
        let finding = self.as_finding().and_then(|finding| finding.id.as_deref());
        finding.or_else(|| self.as_recommendation().map(|recommendation| recommendation.id.as_str()))
    }

    /// Everything it says in its own words. The key findings repeat the words of others; tables and charts have only
    /// titles.
    pub fn said(&self) -> Vec<Said<'_>> {
        match self {
            Self::Prose(text) | Self::Callout(Callout { text, .. }) => text.iter().map(Said::Prose).collect(),
            Self::Recommendation(recommendation) => recommendation.text.iter().map(Said::Prose).collect(),
            Self::Finding(Finding { text, .. }) | Self::Claim(Claim { text, .. }) => vec![Said::Sentence(text)],
            Self::Facts(facts) => facts.iter().map(Said::Figure).collect(),
            Self::KeyFindings(_) | Self::Table(_) | Self::Chart(_) => Vec::new(),
        }
    }

    /// What a reader calls the place of its words.
    pub fn called(&self) -> &'static str {
        match self {
            Self::Prose(_) => "the text",
            Self::Finding(_) => "the finding",
            Self::KeyFindings(_) => "the key findings",
            Self::Claim(_) => "a claim",
            Self::Table(_) => "a table",
            Self::Chart(_) => "a chart",
            Self::Recommendation(_) => "a recommendation",
            Self::Callout(_) => "a box",
            Self::Facts(_) => "the figures at a glance",
        }
    }
}

/// One finding: a sentence that starts with the subject and ends with the figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Unique in the document, where the author named it: `volume.trend`. The target of links and of recommendations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The sentence.
    pub text: Vec<Inline>,
    /// The figure shown large when the finding is one of the three most important.
    pub figure: Option<Bound>,
    /// Rank by importance: 1 comes first.
    pub rank: u32,
}

impl Finding {
    /// The directions of the changes it states, in the order in which it states them.
    pub fn directions(&self) -> Vec<Direction> {
        directions(&self.text)
    }
}

/// A sentence written by hand, with the test that it has passed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The sentence.
    pub text: Vec<Inline>,
    /// The expression that is true, if the claim has one.
    pub holds: Option<String>,
    /// The expression that gives a figure, and the figure as the sentence prints it.
    pub equals: Option<(String, String)>,
}

/// A finding on the key-findings page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingLink {
    /// The finding.
    pub finding: Finding,
    /// Identifier of its section.
    pub section: String,
    /// Number of its section.
    pub section_number: String,
    /// Title of its section.
    pub section_title: String,
}

//! What frames the numbers: recommendations that are based on findings, boxes next to the text, figures at a glance.

use serde::{Deserialize, Serialize};

use super::{Bound, Inline, Prose};
use crate::stats::Direction;

/// What the partnership should do, and the findings it follows from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recommendation {
    /// Unique in the document; the target of links: `strategy.r1`.
    pub id: String,
    /// The 1 of `Recommendation 1`.
    pub number: usize,
    /// What is recommended.
    pub text: Vec<Prose>,
    /// The findings it is based on; never empty.
    pub rests_on: Vec<RestsOn>,
    /// The expression that was true when the report was built, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
}

/// A finding that a recommendation is based on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestsOn {
    /// Identifier of the finding: `volume.trend`.
    pub finding: String,
    /// The direction that the finding stated when the report was built, where the recommendation depends on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<Direction>,
    /// Identifier of the finding's section; empty for a finding on the inside front.
    pub section: String,
    /// Number of that section.
    pub section_number: String,
    /// Title of that section.
    pub section_title: String,
}

/// A text set apart from the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Callout {
    /// What it is.
    pub kind: CalloutKind,
    /// Its title.
    pub title: String,
    /// What it says.
    pub text: Vec<Prose>,
}

/// What a callout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalloutKind {
    /// Work that is done to prevent violence.
    Intervention,
    /// One case, described without a name.
    CaseStudy,
    /// Anything else that should be set apart.
    Note,
}

impl CalloutKind {
    /// What it is called on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Intervention => "Intervention",
            Self::CaseStudy => "Case study",
            Self::Note => "Note",
        }
    }
}

/// One figure shown large, and what it describes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The figure.
    pub figure: Bound,
    /// The words beneath, which continue from the figure.
    pub text: Vec<Inline>,
}

/// What links and lists call a section: `Section 3.1`, `Appendix A`, `Section A.1`, or its title where it has no number.
pub fn section_called(number: &str, title: &str) -> String {
    match number.chars().next() {
        None => title.to_owned(),
        Some(_) if is_appendix(number) => format!("Appendix {number}"),
        Some(_) => format!("Section {number}"),
    }
}

/// Whether a section's number is the number of an appendix itself: `A`, not `A.1`.
pub fn is_appendix(number: &str) -> bool {
    !number.is_empty() && number.chars().all(|letter| letter.is_ascii_uppercase())
}

/// How the direction of a count is stated: `rose`, `fell`, `showed no clear change`.
pub fn direction_in_words(direction: Direction) -> &'static str {
    match direction {
        Direction::Rose => "rose",
        Direction::Fell => "fell",
        Direction::NoClearChange => "showed no clear change",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_called_by_its_number_its_letter_or_its_title() {
        assert_eq!(section_called("3.1", "Types"), "Section 3.1");
        assert_eq!(section_called("A", "Method"), "Appendix A");
        assert_eq!(section_called("AB", "Method"), "Appendix AB");
        assert_eq!(section_called("A.1", "Sources"), "Section A.1");
        assert_eq!(section_called("", "Foreword"), "Foreword");
    }
}

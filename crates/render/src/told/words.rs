//! The names of kinds, reasons and weights.

use sna_core::comparison::{Kind, Reason, Weight};

/// The heading over changes of a weight; `None` for the rest.
pub(super) fn matters(weight: Weight) -> Option<&'static str> {
    match weight {
        Weight::Reversal => Some("Turned directions and claims that no longer hold"),
        Weight::Rank => Some("Ranks"),
        Weight::KeyFinding => Some("Key findings"),
        Weight::BeyondChance => Some("Figures that differ beyond chance"),
        Weight::Rest => None,
    }
}

/// A reason in a word or two.
pub(super) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Definition => "definition",
        Reason::Recode => "recode",
        Reason::Population => "population",
        Reason::Period => "period",
        Reason::NewData => "new data",
        Reason::RevisedData => "revised data",
        Reason::Wording => "wording",
        Reason::Layout => "layout",
        Reason::ProgramVersion => "program version",
    }
}

/// What a reason means, for a reader who sees it for the first time.
pub(super) fn meaning(reason: Reason) -> &'static str {
    match reason {
        Reason::Definition => "Other records count: a definition or a condition is different.",
        Reason::Recode => "Values of the files are read as other values, or from another column.",
        Reason::Population => "Other numbers of residents stand behind a rate.",
        Reason::Period => "The report covers another period.",
        Reason::NewData => "There are records of months that the old draft did not have.",
        Reason::RevisedData => "Records that the old draft had are different now.",
        Reason::Wording => "The author wrote other words.",
        Reason::Layout => "The author put things elsewhere, or asks for other tables and charts.",
        Reason::ProgramVersion => "Only the program that made the drafts is another.",
    }
}

/// The name of a kind of item.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Cover => "cover",
        Kind::Definition => "definition",
        Kind::Population => "population",
        Kind::Source => "source",
        Kind::Section => "section",
        Kind::Finding => "finding",
        Kind::Recommendation => "recommendation",
        Kind::Claim => "claim",
        Kind::Callout => "callout",
        Kind::Fact => "figure at a glance",
        Kind::Prose => "text",
        Kind::Table => "table",
        Kind::Chart => "chart",
    }
}

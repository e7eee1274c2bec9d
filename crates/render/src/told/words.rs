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
        Reason::Definition => "Different records are counted, because a definition or a condition has changed.",
        Reason::Recode => "Values in the files are recoded differently, or read from another column.",
        Reason::Population => "A rate is based on different numbers of residents.",
        Reason::Period => "The report covers a different period.",
        Reason::NewData => "There are records for months that the old draft did not have.",
        Reason::RevisedData => "Records that were in the old draft have changed.",
        Reason::Wording => "The author changed the words.",
        Reason::Layout => "The author moved things, or asked for different tables and charts.",
        Reason::ProgramVersion => "Only the version of the program is different.",
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

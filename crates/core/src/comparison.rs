//! What a comparison says: which things changed, how, why, and how much it matters. Plain data; every face of a comparison
//! sees only this.

use serde::Serialize;

/// A comparison of two drafts of one report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The earlier draft.
    pub old: Draft,
    /// The later draft.
    pub new: Draft,
    /// Every change, once: what matters most first, then in the reading order of the new draft.
    pub changes: Vec<Change>,
}

/// One draft, as a comparison names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// Title of the report.
    pub title: String,
    /// The area it is about.
    pub area: String,
    /// The period it covers.
    pub period: String,
    /// Date of publication, ISO 8601.
    pub published: String,
    /// Version of the program that made it.
    pub program: String,
}

/// One thing that changed. A thing is listed once, with everything that happened to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// What sort of thing it is.
    pub kind: Kind,
    /// Its identifier in the new draft, or in the old one where it is gone.
    pub id: String,
    /// What a reader calls it: `Table 3: Offences by district`, `Definition of serious violence`.
    pub name: String,
    /// Where it is, or was.
    pub place: Place,
    /// What happened, in a fixed order.
    pub effects: Vec<Effect>,
    /// Why, the reason that explains most first. Never empty.
    pub reasons: Vec<Reason>,
    /// How much it matters.
    pub weight: Weight,
    /// Whether it is among the key findings of either draft.
    pub key_finding: bool,
}

/// What sort of thing changed, in the order in which a report presents them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Title, area, date or publisher on the cover.
    Cover,
    /// A definition of the manifest.
    Definition,
    /// A set of populations.
    Population,
    /// A source of records, or another file: what was read, and how.
    Source,
    /// A section: its place and its heading.
    Section,
    /// A finding.
    Finding,
    /// A recommendation.
    Recommendation,
    /// A claim.
    Claim,
    /// A text set apart from the others.
    Callout,
    /// A figure at a glance.
    Fact,
    /// Prose.
    Prose,
    /// A table.
    Table,
    /// A chart.
    Chart,
}

/// The place of a thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Number of its section: `3.1`; empty on the inside front and outside sections.
    pub section: String,
    /// Heading of its section.
    pub title: String,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is in a different place or order.
    Moved {
        /// Where it was.
        from: Place,
        /// Where it is.
        to: Place,
    },
    /// Its heading or title is worded differently.
    Renamed(WordsChange),
    /// Rows or columns are new; of a new section, what came with it: `Table 3: Offences by district`, `2 paragraphs`.
    AddedLines(Vec<String>),
    /// Rows or columns are gone; of a section that is gone, what went with it.
    RemovedLines(Vec<String>),
    /// Rows are in a different order: their labels in the old and in the new order.
    Reordered {
        /// Labels in the old order.
        old: Vec<String>,
        /// Labels in the new order.
        new: Vec<String>,
    },
    /// Cells have different figures.
    Cells(Vec<CellChange>),
    /// Charts that draw the changed table, each with its headline in both drafts.
    Drawn(Vec<Redrawn>),
    /// Sentences that differ.
    Sentences(Vec<Sentence>),
    /// A claim of the old draft that the figures of the new one do not support.
    NoLongerTrue,
    /// A setting: a definition's condition, a recode, a file, the period, a chart's kind.
    Setting {
        /// What is set: `condition`, `recode of district`, `file offences.parquet`.
        what: String,
        /// The old setting; empty if there was none.
        old: String,
        /// The new setting; empty if there is none.
        new: String,
    },
}

impl Effect {
    /// Whether a direction turned, in a table or a sentence.
    pub fn turns(&self) -> bool {
        match self {
            Self::Cells(cells) => cells.iter().any(|cell| cell.kind == CellKind::Reversal),
            Self::Sentences(sentences) => sentences.iter().any(|sentence| sentence.reversed),
            Self::Added
            | Self::Removed
            | Self::Moved { .. }
            | Self::Renamed(_)
            | Self::AddedLines(_)
            | Self::RemovedLines(_)
            | Self::Reordered { .. }
            | Self::Drawn(_)
            | Self::NoLongerTrue
            | Self::Setting { .. } => false,
        }
    }
}

/// A chart that shows different figures because its table has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Redrawn {
    /// Its identifier in the new draft.
    pub id: String,
    /// What a reader calls it: `Figure 3`.
    pub name: String,
    /// Its headline in each draft.
    pub headline: Side<String>,
}

/// A cell whose figure differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellChange {
    /// Label of the row.
    pub row: String,
    /// Title of the column.
    pub column: String,
    /// What kind of figure it is.
    pub kind: CellKind,
    /// As printed in each draft: `1,234`, `[x]`.
    pub printed: Side<String>,
    /// The number in each draft, where there is one.
    pub value: Side<Option<f64>>,
    /// The new number minus the old, printed with its sign; percentage points for a percentage.
    pub change: Option<String>,
    /// Whether the two are clearly different; `None` where this cannot be tested.
    pub beyond_chance: Option<bool>,
}

/// Old and new of one thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Side<T> {
    /// In the old draft.
    pub old: T,
    /// In the new draft.
    pub new: T,
}

/// What kind of figure a cell has, as far as it matters to a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CellKind {
    /// A figure that does not follow from others.
    Figure,
    /// A change between periods whose sign has turned.
    Reversal,
    /// A rank.
    Rank,
    /// A total, share, rate or interval that follows from other cells of its table.
    Follows,
}

/// A sentence of prose that differs: reworded, or with different figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sentence {
    /// The words of the old and the new draft in one run.
    pub words: WordsChange,
    /// Figures taken from the data that differ, as printed.
    pub figures: Vec<Side<String>>,
    /// Whether a direction turned: `rose` became `fell` or `no clear change`, or the reverse.
    pub reversed: bool,
}

/// Words in two drafts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WordsChange(pub Vec<WordRun>);

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WordRun {
    /// In both drafts.
    Same(String),
    /// Only in the old draft.
    Old(String),
    /// Only in the new draft.
    New(String),
}

/// Why something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Different records count: a definition or a condition changed.
    Definition,
    /// Values of the files are recoded differently, or a different column is read.
    Recode,
    /// A rate is based on different populations.
    Population,
    /// The report covers a different period.
    Period,
    /// Records of months that the old draft did not have.
    NewData,
    /// Records that the old draft had are different now.
    RevisedData,
    /// The author wrote other words.
    Wording,
    /// The author put things elsewhere, or asks for other tables and charts.
    Layout,
    /// Only the program that made the drafts is different.
    ProgramVersion,
}

/// How much a change matters, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// A claim that is no longer true, or a direction that turned.
    Reversal,
    /// A different order of ranks.
    Rank,
    /// A key finding.
    KeyFinding,
    /// A figure that is clearly different.
    BeyondChance,
    /// The rest.
    Rest,
}

//! The document itself: cover, sections, sources.

use serde::{Deserialize, Serialize};

use super::{Block, Chart, InputFile, Making, MonthRows, ReadAs, Table};

/// Version of the document's shape.
pub const FORMAT: u32 = 3;

/// The oldest version that is still read: what is new since then has a default.
pub const OLDEST_FORMAT: u32 = 2;

/// A finished report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Version of this shape; a reader refuses a version it does not know.
    pub format: u32,
    /// How it was made: what a reader of two drafts needs to say why they differ.
    pub making: Making,
    /// The first page.
    pub cover: Cover,
    /// Inside front: what this is, definition, period, how to read the marks.
    pub about: Vec<Block>,
    /// Numbered sections.
    pub sections: Vec<Section>,
    /// The sources, each with what became of its rows.
    pub sources: Vec<Source>,
}

/// The cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// Title of the report.
    pub title: String,
    /// The area it is about.
    pub area: String,
    /// The period: `April 2019 to March 2024`.
    pub period: String,
    /// Date of publication, ISO 8601.
    pub published: String,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// A notice for the cover and every footer: the records are synthetic.
    pub notice: Option<String>,
}

/// A numbered section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Unique in the document; the target of links.
    pub id: String,
    /// `3.1`; `A` or `A.1` of an appendix; empty for a section without a number.
    pub number: String,
    /// The heading.
    pub title: String,
    /// What it says, top to bottom.
    pub blocks: Vec<Block>,
    /// Sections inside it.
    pub sections: Vec<Section>,
}

/// A source of records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Name in the data manifest.
    pub name: String,
    /// What it is, for readers.
    pub title: String,
    /// Whether the records are synthetic.
    pub synthetic: bool,
    /// What became of its rows.
    pub rows: SourceRows,
    /// Its files.
    pub files: Vec<InputFile>,
    /// How each role is read.
    pub reading: Vec<ReadAs>,
    /// Its sound rows by month, whatever the report counts of them.
    pub months: Vec<MonthRows>,
}

/// What became of a source's rows: `read` is the sum of the others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRows {
    /// Rows read.
    pub read: u64,
    /// Rows the report counts.
    pub used: u64,
    /// Rows outside the definition.
    pub outside_definition: u64,
    /// Rows of which it is not known whether they meet the definition: it says what a value is not, and the value is blank.
    #[serde(default)]
    pub definition_unknown: u64,
    /// Rows outside the period.
    pub outside_period: u64,
    /// Rows outside the area.
    pub outside_area: u64,
    /// Rows set aside, by reason.
    pub rejected: Vec<(String, u64)>,
    /// Sound rows with a value that counts as not known, by reason; they are among the others.
    #[serde(default)]
    pub doubted: Vec<(String, u64)>,
}

impl Document {
    /// Every section, depth first, in reading order.
    pub fn all_sections(&self) -> Vec<&Section> {
        fn walk<'a>(sections: &'a [Section], found: &mut Vec<&'a Section>) {
            for section in sections {
                found.push(section);
                walk(&section.sections, found);
            }
        }
        let mut found = Vec::new();
        walk(&self.sections, &mut found);
        found
    }

    /// Every block, in reading order.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.about.iter().chain(self.all_sections().into_iter().flat_map(|section| &section.blocks))
    }

    /// Every table, in reading order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks().filter_map(Block::as_table)
    }

    /// Every chart, in reading order.
    pub fn charts(&self) -> impl Iterator<Item = &Chart> {
        self.blocks().filter_map(Block::as_chart)
    }

    /// Every finding and recommendation that has a name, in reading order.
    pub fn named_statements(&self) -> impl Iterator<Item = &str> {
        self.blocks().filter_map(Block::statement)
    }
}

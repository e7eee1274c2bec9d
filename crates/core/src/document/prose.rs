//! Prose as data: text, and values that know where they come from.

use serde::{Deserialize, Serialize};

use crate::stats::Direction;

/// A block of prose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prose {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A small heading inside a section; not numbered.
    Heading(Vec<Inline>),
    /// A list; each item contains blocks.
    List {
        /// Numbered or not.
        ordered: bool,
        /// The items.
        items: Vec<Vec<Prose>>,
    },
    /// A quotation.
    Quote(Vec<Prose>),
}

/// A run of text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Literal text.
    Text(String),
    /// Strong text.
    Strong(Vec<Inline>),
    /// Emphasised text.
    Emphasis(Vec<Inline>),
    /// A link to an address on the web.
    Link {
        /// The address.
        address: String,
        /// The words of the link.
        content: Vec<Inline>,
    },
    /// A link to a section, table or figure of this document by its identifier.
    Reference(String),
    /// A value taken from the data.
    Value(Bound),
    /// A line break.
    Break,
}

/// A value in prose, and how it came to be there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// What is printed.
    pub text: String,
    /// The expression as the author wrote it.
    pub expression: String,
    /// The cells it was computed from.
    pub inputs: Vec<Input>,
    /// What it says about two counts, if it says that one is higher: a comparison of drafts checks whether that has
    /// turned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
}

/// A cell that a value was computed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Identifier of the table.
    pub table: String,
    /// Key of the row.
    pub row: String,
    /// Key of the column.
    pub column: String,
    /// The number in the cell, if it has one.
    pub value: Option<f64>,
}

/// The directions of changes that a run of text states, in the order in which it states them.
pub(super) fn directions(content: &[Inline]) -> Vec<Direction> {
    let of_one = |inline: &Inline| match inline {
        Inline::Value(bound) => bound.direction.into_iter().collect(),
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Link { content, .. } => directions(content),
        Inline::Text(_) | Inline::Reference(_) | Inline::Break => Vec::new(),
    };
    content.iter().flat_map(of_one).collect()
}

/// The words of a run of text, without marks or links. References print as nothing: they have no words of their own.
pub fn plain_text(content: &[Inline]) -> String {
    content
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) => text.clone(),
            Inline::Strong(content) | Inline::Emphasis(content) | Inline::Link { content, .. } => plain_text(content),
            Inline::Value(bound) => bound.text.clone(),
            Inline::Reference(_) => String::new(),
            Inline::Break => " ".to_owned(),
        })
        .collect()
}

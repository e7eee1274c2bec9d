//! Prose for the template. References get their printed names here; a reference without a target is an error.

use serde::Serialize;

use super::{Builder, target};
use sna_core::diag::{Code, Diagnostic};
use sna_core::document::{Inline, Prose};

/// A block of prose.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ProseView<'a> {
    Paragraph(Vec<InlineView<'a>>),
    Heading { level: usize, content: Vec<InlineView<'a>> },
    List { ordered: bool, items: Vec<Vec<ProseView<'a>>> },
    Quote(Vec<ProseView<'a>>),
}

/// A run of text.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum InlineView<'a> {
    Text(&'a str),
    Strong(Vec<InlineView<'a>>),
    Emphasis(Vec<InlineView<'a>>),
    Link { address: &'a str, content: Vec<InlineView<'a>> },
    Reference { target: String, name: String },
    Break {},
}

impl<'a> Builder<'a> {
    /// Prose of a section of a level; its headings are one level below, so that no level is skipped.
    pub(super) fn prose(&mut self, prose: &'a [Prose], level: usize) -> Vec<ProseView<'a>> {
        prose.iter().map(|block| self.prose_block(block, level)).collect()
    }

    /// One sentence as a paragraph.
    pub(super) fn sentence(&mut self, text: &'a [Inline]) -> ProseView<'a> {
        ProseView::Paragraph(self.inlines(text))
    }

    fn prose_block(&mut self, block: &'a Prose, level: usize) -> ProseView<'a> {
        match block {
            Prose::Paragraph(content) => ProseView::Paragraph(self.inlines(content)),
            Prose::Heading(content) => ProseView::Heading { level: level + 1, content: self.inlines(content) },
            Prose::List { ordered, items } => {
                ProseView::List { ordered: *ordered, items: items.iter().map(|item| self.prose(item, level)).collect() }
            }
            Prose::Quote(content) => ProseView::Quote(self.prose(content, level)),
        }
    }

    pub(super) fn inlines(&mut self, content: &'a [Inline]) -> Vec<InlineView<'a>> {
        content.iter().map(|inline| self.inline(inline)).collect()
    }

    fn inline(&mut self, inline: &'a Inline) -> InlineView<'a> {
        match inline {
            Inline::Text(text) => InlineView::Text(text),
            Inline::Strong(content) => InlineView::Strong(self.inlines(content)),
            Inline::Emphasis(content) => InlineView::Emphasis(self.inlines(content)),
            Inline::Link { address, content } => {
                if address.trim().is_empty() {
                    self.found.push(Diagnostic::error(Code::EmptyLink, "a link in the text has no address"));
                }
                InlineView::Link { address, content: self.inlines(content) }
            }
            Inline::Reference(id) => self.reference(id),
            Inline::Value(bound) => InlineView::Text(&bound.text),
            Inline::Break => InlineView::Break {},
        }
    }

    pub(super) fn reference(&mut self, id: &str) -> InlineView<'a> {
        let name = match self.targets.get(id) {
            Some(found) if found.printed => found.name.clone(),
            Some(_) => {
                let message = format!("the text refers to table `{id}`, which is attached but not printed");
                let hint = "print the table, or name it in words without a reference";
                self.found.push(Diagnostic::error(Code::UnprintedReference, message).hint(hint));
                String::new()
            }
            None => {
                let known = self.targets.keys().copied();
                self.found.push(Diagnostic::unknown(
                    Code::UnknownReference,
                    "section, table, figure, finding or recommendation",
                    id,
                    known,
                ));
                String::new()
            }
        };
        InlineView::Reference { target: target(id), name }
    }
}

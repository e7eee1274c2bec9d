//! Markdown to prose. Values are single marks in the text, so nothing in them is ever read as Markdown.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Text;
use super::errors::place;
use super::printing::mark_index;
use super::record::Recorder;
use super::scan::Outline;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Inline, Prose, plain_text};

/// The deepest nesting of quotations, lists, strong text and so on: deeper text is not prose.
const DEEPEST: usize = 10;

/// Tables and footnotes are read so that they can be refused by name.
pub(crate) fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES)
}

/// Whether a reader can open an address from a document.
pub(crate) fn is_web(address: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme))
}

/// Whether a character is the mark of a value.
pub(crate) fn is_mark(c: char) -> bool {
    mark_index(c).is_some()
}

/// Why an event is refused, if it is.
fn refused(event: &Event<'_>) -> Option<&'static str> {
    match event {
        Event::Start(Tag::CodeBlock(_)) => Some("a code block (or a line that begins with four spaces)"),
        Event::Code(_) => Some("code"),
        Event::Start(Tag::HtmlBlock) | Event::Html(_) | Event::InlineHtml(_) => Some("HTML"),
        Event::Start(Tag::Image { .. }) => Some("an image"),
        Event::Start(Tag::Table(_)) => Some("a table"),
        Event::Start(Tag::FootnoteDefinition(_)) | Event::FootnoteReference(_) => Some("a footnote"),
        Event::Rule => Some("a rule"),
        Event::Start(Tag::List(Some(first))) if *first != 1 => Some("a list that does not begin with 1"),
        Event::Start(Tag::Link { dest_url, .. }) => {
            let known = is_web(dest_url) || dest_url.starts_with('#') || dest_url.starts_with(is_mark);
            (!known).then_some("a link to something that is not on the web")
        }
        _ => None,
    }
}

/// The blocks of a rendered text.
///
/// # Errors
/// `markdown-not-supported`, with its place in the author's text.
pub(crate) fn prose(rendered: &str, recorder: &Recorder, text: &Text<'_>) -> Result<Vec<Prose>, Diagnostics> {
    let mut builder =
        Builder { emitted: recorder.emitted(), recorder, open: vec![Frame::new(Kind::Root)], refused: Vec::new() };
    for event in parser(rendered) {
        match refused(&event) {
            Some(what) => builder.refuse(what, &event),
            None => builder.take(event),
        }
        if builder.open.len() > DEEPEST {
            builder.refused = vec!["text nested more than ten levels deep"];
            break;
        }
    }
    // Each kind is named once, where it is first: to find that place takes a look at the whole text.
    let mut refused: Vec<&'static str> = Vec::new();
    for what in std::mem::take(&mut builder.refused) {
        if !refused.contains(&what) {
            refused.push(what);
        }
    }
    if !refused.is_empty() {
        return Err(refusals(&refused, text));
    }
    let blocks = builder.finish();
    match blocks.iter().find_map(too_long) {
        Some(found) => Err(long(found, text)),
        None => Ok(blocks),
    }
}

/// The longest paragraph, and the longest word in it, in bytes: a page has 3,000.
const PARAGRAPH: usize = 20_000;
const WORD: usize = 400;

/// What is too long to be typeset in a block.
fn too_long(block: &Prose) -> Option<String> {
    match block {
        Prose::Paragraph(content) | Prose::Heading(content) => words_too_long(&plain_text(content)),
        Prose::List { items, .. } => items.iter().flatten().find_map(too_long),
        Prose::Quote(blocks) => blocks.iter().find_map(too_long),
    }
}

/// What is too long to be typeset in one run of words.
pub(crate) fn words_too_long(words: &str) -> Option<String> {
    if words.len() > PARAGRAPH {
        return Some(format!("a paragraph of more than {PARAGRAPH} bytes"));
    }
    let is_long = words.split_whitespace().any(|word| word.len() > WORD);
    is_long.then(|| format!("a word of more than {WORD} bytes"))
}

/// The message about it.
pub(crate) fn long(found: String, text: &Text<'_>) -> Diagnostics {
    Diagnostic::error(Code::TextTooLarge, "a text is too long to be typeset")
        .found(found)
        .expected(format!("paragraphs of at most {PARAGRAPH} bytes and words of at most {WORD}"))
        .at(place(text, 0))
        .into()
}

fn refusals(refused: &[&'static str], text: &Text<'_>) -> Diagnostics {
    let mut found = Diagnostics::default();
    for what in refused {
        found.push(
            Diagnostic::error(Code::MarkdownNotSupported, "this part of Markdown cannot be used in a report's text")
                .found(*what)
                .expected("paragraphs, headings, lists, quotations, strong and emphasised text, links, `[](#id)`")
                .at(place(text, position(what, text))),
        );
    }
    found
}

/// Where the author wrote what is refused: the first of its kind in the text as written.
fn position(what: &str, text: &Text<'_>) -> usize {
    let outline = Outline::of(text.source);
    let mut events = parser(&outline.text).into_offset_iter();
    let first = events.find(|(event, _)| match event {
        Event::Start(Tag::Link { dest_url, .. }) if what == WORDED => dest_url.starts_with('#'),
        event => refused(event) == Some(what),
    });
    first.map_or(0, |(_, range)| outline.original(range.start))
}

/// A reference prints as `Table 3`: words of the author have no place in it.
const WORDED: &str = "words in a link to a part of the report";

#[derive(Debug)]
enum Kind {
    Root,
    Paragraph,
    Heading,
    Quote,
    List { ordered: bool },
    Item,
    Strong,
    Emphasis,
    Link(String),
    Skipped,
}

/// An element that has begun and not yet ended.
#[derive(Debug)]
struct Frame {
    kind: Kind,
    blocks: Vec<Prose>,
    items: Vec<Vec<Prose>>,
    inlines: Vec<Inline>,
}

impl Frame {
    fn new(kind: Kind) -> Self {
        Self { kind, blocks: Vec::new(), items: Vec::new(), inlines: Vec::new() }
    }

    /// Its blocks; text outside a paragraph becomes one.
    fn into_blocks(mut self) -> Vec<Prose> {
        self.close_paragraph();
        self.blocks
    }

    fn close_paragraph(&mut self) {
        if !self.inlines.is_empty() {
            self.blocks.push(Prose::Paragraph(std::mem::take(&mut self.inlines)));
        }
    }

    fn push_block(&mut self, block: Prose) {
        self.close_paragraph();
        self.blocks.push(block);
    }

    fn push_text(&mut self, text: &str) {
        match self.inlines.last_mut() {
            Some(Inline::Text(known)) => known.push_str(text),
            _ => self.inlines.push(Inline::Text(text.to_owned())),
        }
    }
}

struct Builder<'a> {
    emitted: Vec<Inline>,
    recorder: &'a Recorder,
    open: Vec<Frame>,
    refused: Vec<&'static str>,
}

impl Builder<'_> {
    fn refuse(&mut self, what: &'static str, event: &Event<'_>) {
        self.refused.push(what);
        if let Event::Start(_) = event {
            self.open.push(Frame::new(Kind::Skipped));
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open.push(Frame::new(kind(tag, self.recorder))),
            Event::End(end) => self.end(end),
            Event::Text(text) => self.text(&text),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.inline(Inline::Break),
            _ => {}
        }
    }

    fn end(&mut self, _: TagEnd) {
        let Some(frame) = self.open.pop() else { return };
        match frame.kind {
            Kind::Root | Kind::Skipped => {}
            Kind::Paragraph => self.block(Prose::Paragraph(frame.inlines)),
            Kind::Heading => self.block(Prose::Heading(frame.inlines)),
            Kind::Quote => self.block(Prose::Quote(frame.into_blocks())),
            Kind::List { ordered } => self.block(Prose::List { ordered, items: frame.items }),
            Kind::Item => self.item(frame.into_blocks()),
            Kind::Strong => self.inline(Inline::Strong(frame.inlines)),
            Kind::Emphasis => self.inline(Inline::Emphasis(frame.inlines)),
            Kind::Link(address) => self.link(address, frame.inlines),
        }
    }

    fn link(&mut self, address: String, content: Vec<Inline>) {
        match address.strip_prefix('#') {
            Some(id) if content.is_empty() => self.inline(Inline::Reference(id.to_owned())),
            Some(_) => self.refused.push(WORDED),
            None if !is_web(&address) => self.refused.push("a link to something that is not on the web"),
            None if content.is_empty() => {
                self.inline(Inline::Link { content: vec![Inline::Text(address.clone())], address });
            }
            None => self.inline(Inline::Link { address, content }),
        }
    }

    fn block(&mut self, block: Prose) {
        if let Some(parent) = self.open.last_mut() {
            parent.push_block(block);
        }
    }

    fn item(&mut self, blocks: Vec<Prose>) {
        if let Some(parent) = self.open.last_mut() {
            parent.items.push(blocks);
        }
    }

    fn inline(&mut self, inline: Inline) {
        if let Some(parent) = self.open.last_mut() {
            parent.inlines.push(inline);
        }
    }

    /// Adds text, with marks replaced by their values.
    fn text(&mut self, text: &str) {
        let Some(frame) = self.open.last_mut() else { return };
        for part in text.split_inclusive(is_mark) {
            let words = part.trim_end_matches(is_mark);
            if !words.is_empty() {
                frame.push_text(words);
            }
            match part.chars().next_back().and_then(mark_index).and_then(|index| self.emitted.get(index)) {
                Some(Inline::Text(plain)) => frame.push_text(plain),
                Some(value) => frame.inlines.push(value.clone()),
                None => {}
            }
        }
    }

    fn finish(mut self) -> Vec<Prose> {
        self.open.drain(..).next().map(Frame::into_blocks).unwrap_or_default()
    }
}

fn kind(tag: Tag<'_>, recorder: &Recorder) -> Kind {
    match tag {
        Tag::Paragraph => Kind::Paragraph,
        Tag::Heading { .. } => Kind::Heading,
        Tag::BlockQuote(_) => Kind::Quote,
        Tag::List(first) => Kind::List { ordered: first.is_some() },
        Tag::Item => Kind::Item,
        Tag::Strong => Kind::Strong,
        Tag::Emphasis => Kind::Emphasis,
        Tag::Link { dest_url, .. } => Kind::Link(recorder.without_marks(&dest_url)),
        _ => Kind::Skipped,
    }
}

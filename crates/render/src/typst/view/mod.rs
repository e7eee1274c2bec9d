//! The data for the template: a narrow view of the document in which every number is already text.
//!
//! The template decides how things look; this view decides what is said, and the sizes that need measuring.

mod framing;
mod heat;
mod notes;
mod prose;
mod sizes;
mod table;
mod targets;

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use self::framing::{CalloutView, FactsView, RecommendationView};
use self::notes::Noted;
use self::prose::{InlineView, ProseView};
use self::table::TableView;
use self::targets::{Target, targets};
use super::fonts::Fonts;
use super::{Inputs, words, world};
use sna_core::calendar::day_in_words;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Block, Chart, Cover, Finding, FindingLink, Section, is_appendix, plain_text};

/// The view as a JSON file, with the pictures it names.
#[derive(Debug)]
pub(super) struct View {
    pub(super) json: String,
    /// SVG text by file name.
    pub(super) pictures: BTreeMap<String, String>,
    pub(super) date: NaiveDate,
}

#[derive(Serialize)]
struct DocumentView<'a> {
    cover: CoverView<'a>,
    about: Vec<BlockView<'a>>,
    sections: Vec<SectionView<'a>>,
    attachments: Vec<AttachmentView<'a>>,
}

#[derive(Serialize)]
struct CoverView<'a> {
    title: &'a str,
    area: &'a str,
    period: &'a str,
    date: String,
    publisher: Option<&'a str>,
    notice: Option<&'a str>,
}

/// A section and its level, where 1 is a chapter. Sections inside it follow it in the list.
#[derive(Serialize)]
struct SectionView<'a> {
    target: String,
    number: String,
    title: &'a str,
    level: usize,
    blocks: Vec<BlockView<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum BlockView<'a> {
    Prose(Vec<ProseView<'a>>),
    Finding(FindingView<'a>),
    KeyFindings(Vec<KeyFindingView<'a>>),
    Table(Box<TableView<'a>>),
    Chart(ChartView<'a>),
    Recommendation(RecommendationView<'a>),
    Callout(CalloutView<'a>),
    Facts(FactsView<'a>),
}

#[derive(Serialize)]
struct FindingView<'a> {
    target: Option<String>,
    text: Vec<InlineView<'a>>,
}

#[derive(Serialize)]
struct KeyFindingView<'a> {
    text: Vec<InlineView<'a>>,
    figure: Option<&'a str>,
    /// Whether the sentence also contains the figure, so that it need not be read out twice.
    figure_repeats: bool,
    section: InlineView<'a>,
    section_title: &'a str,
}

#[derive(Serialize)]
struct ChartView<'a> {
    target: String,
    name: String,
    headline: &'a str,
    subtitle: &'a str,
    picture: String,
    description: &'a str,
    notes: Vec<Cow<'a, str>>,
    source: &'a str,
}

#[derive(Serialize)]
struct AttachmentView<'a> {
    path: &'a str,
    file: String,
    mime: &'a str,
    description: &'a str,
}

/// Makes the view, or reports the parts of the document that cannot be shown.
pub(super) fn build(inputs: &Inputs, fonts: &Fonts) -> Result<View, Diagnostics> {
    let mut found = Diagnostics::default();
    let date = found.keep(publication_date(&inputs.document.cover));
    let mut builder = Builder {
        targets: targets(inputs.document),
        fonts,
        pictures: BTreeMap::new(),
        noted: Noted::default(),
        inputs,
        found,
    };
    let view = builder.document(date.unwrap_or_default());
    let Builder { pictures, mut found, .. } = builder;
    let mut value = serde_json::to_value(view).map_err(|problem| internal(&problem))?;
    found.extend(words::clean(&mut value, fonts));
    pictures.values().for_each(|svg| found.extend(words::check_picture(svg, fonts)));
    let json = serde_json::to_string(&value).map_err(|problem| internal(&problem))?;
    found.into_result(View { json, pictures, date: date.unwrap_or_default() }).map(|(view, _)| view)
}

fn internal(_: &serde_json::Error) -> Diagnostic {
    Diagnostic::machine(Code::TemplateFailed, "the report cannot be written as JSON for its template")
}

fn publication_date(cover: &Cover) -> Result<NaiveDate, Diagnostic> {
    NaiveDate::parse_from_str(&cover.published, "%Y-%m-%d").map_err(|_| {
        Diagnostic::error(Code::UnreadablePublicationDate, "the date of publication cannot be read")
            .found(format!("`{}`", cover.published))
            .expected("a day such as `2024-11-30`")
    })
}

/// The number before a heading: `3.1`, `Appendix A`.
fn heading_number(number: &str) -> String {
    if is_appendix(number) { format!("Appendix {number}") } else { number.to_owned() }
}

/// The label of a part of the report in the template.
fn target(id: &str) -> String {
    format!("part:{id}")
}

struct Builder<'a> {
    targets: BTreeMap<&'a str, Target>,
    fonts: &'a Fonts,
    pictures: BTreeMap<String, String>,
    noted: Noted<'a>,
    inputs: &'a Inputs<'a>,
    found: Diagnostics,
}

impl<'a> Builder<'a> {
    fn document(&mut self, date: NaiveDate) -> DocumentView<'a> {
        let document = self.inputs.document;
        let mut sections = Vec::new();
        document.sections.iter().for_each(|section| self.section(section, 1, &mut sections));
        DocumentView {
            cover: cover(&document.cover, date),
            about: self.blocks(&document.about, 1),
            sections,
            attachments: self.inputs.attachments.iter().enumerate().map(attachment).collect(),
        }
    }

    fn section(&mut self, section: &'a Section, level: usize, sections: &mut Vec<SectionView<'a>>) {
        if level == 1 {
            self.noted = Noted::default();
        }
        let blocks = self.blocks(&section.blocks, level);
        let (number, title) = (heading_number(&section.number), section.title.as_str());
        sections.push(SectionView { target: target(&section.id), number, title, level, blocks });
        section.sections.iter().for_each(|inner| self.section(inner, level + 1, sections));
    }

    fn blocks(&mut self, blocks: &'a [Block], level: usize) -> Vec<BlockView<'a>> {
        blocks.iter().filter_map(|block| self.block(block, level)).collect()
    }

    fn block(&mut self, block: &'a Block, level: usize) -> Option<BlockView<'a>> {
        match block {
            Block::Prose(prose) => Some(BlockView::Prose(self.prose(prose, level))),
            Block::Finding(finding) => {
                let target = finding.id.as_deref().map(target);
                Some(BlockView::Finding(FindingView { target, text: self.inlines(&finding.text) }))
            }
            Block::KeyFindings(findings) => {
                Some(BlockView::KeyFindings(findings.iter().map(|finding| self.key_finding(finding)).collect()))
            }
            Block::Table(table) if table.printed => {
                let notes = self.noted.print(&table.notes, &table::name(table));
                self.found.keep(table::view(table, notes, self.fonts)).map(|table| BlockView::Table(Box::new(table)))
            }
            Block::Claim(claim) => Some(BlockView::Prose(vec![self.sentence(&claim.text)])),
            Block::Table(_) => None,
            Block::Chart(chart) => self.chart(chart).map(BlockView::Chart),
            Block::Recommendation(recommendation) => {
                Some(BlockView::Recommendation(self.recommendation(recommendation, level)))
            }
            Block::Callout(callout) => Some(BlockView::Callout(self.callout(callout, level))),
            Block::Facts(facts) => Some(BlockView::Facts(self.facts(facts))),
        }
    }

    fn key_finding(&mut self, link: &'a FindingLink) -> KeyFindingView<'a> {
        let Finding { id: _, text, figure, rank: _ } = &link.finding;
        let figure = figure.as_ref().map(|figure| figure.text.as_str());
        KeyFindingView {
            text: self.inlines(text),
            figure,
            figure_repeats: figure.is_some_and(|figure| plain_text(text).contains(figure)),
            section: self.reference(&link.section),
            section_title: &link.section_title,
        }
    }

    fn chart(&mut self, chart: &'a Chart) -> Option<ChartView<'a>> {
        let Some(svg) = self.inputs.charts.get(&chart.id) else {
            self.found.push(Diagnostic::machine(Code::ChartNotDrawn, format!("chart `{}` has no picture", chart.id)));
            return None;
        };
        let picture = format!("charts/{}.svg", self.pictures.len());
        self.pictures.insert(picture.clone(), svg.clone());
        let name = format!("Figure {}", chart.number);
        let notes = self.noted.print(&chart.notes, &name);
        Some(ChartView {
            target: target(&chart.id),
            name,
            headline: &chart.headline,
            subtitle: &chart.subtitle,
            picture,
            description: &chart.description,
            notes,
            source: &chart.source,
        })
    }
}

fn cover(cover: &Cover, date: NaiveDate) -> CoverView<'_> {
    CoverView {
        title: &cover.title,
        area: &cover.area,
        period: &cover.period,
        date: day_in_words(date),
        publisher: cover.publisher.as_deref(),
        notice: cover.notice.as_deref(),
    }
}

fn attachment((position, attachment): (usize, &super::Attachment)) -> AttachmentView<'_> {
    AttachmentView {
        path: &attachment.path,
        file: world::attachment_file(position),
        mime: attachment.mime,
        description: &attachment.description,
    }
}

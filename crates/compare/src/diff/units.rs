//! What a section says in words: its paragraphs, findings, recommendations and the like, as units that are compared one by one.

use super::alike::Print;
use super::outline::Chapter;
use super::truth::Tested;
use super::words::{Phrase, fact, phrases, plain_sentences, sentences};
use sna_core::comparison::Kind;
use sna_core::document::{Block, Bound, Callout, Inline, Prose, Recommendation, RestsOn, direction_in_words};

/// A paragraph, list, heading, finding, recommendation, claim, callout or fact.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    /// Its kind.
    pub(super) kind: Kind,
    /// Its name for readers: `Paragraph 2`.
    pub(super) name: String,
    /// Its name among those of its section: `paragraph_2`.
    pub(super) own: String,
    /// Position of its block in the section.
    pub(super) block: usize,
    /// Its sentences.
    pub(super) phrases: Vec<Phrase<'a>>,
    /// Its own identifier, if it has one.
    pub(super) print: Print,
    /// What it was checked against, if anything.
    pub(super) tested: Option<Tested<'a>>,
    /// Its settings: name and value.
    pub(super) settings: Vec<(&'static str, String)>,
    /// The large figure of a finding.
    pub(super) figure: Option<&'a Bound>,
    /// The words of a finding, for finding it among the key findings.
    pub(super) text: Option<&'a [Inline]>,
}

/// The units of a section, in reading order.
pub(super) fn units<'a>(chapter: &Chapter<'a>) -> Vec<Unit<'a>> {
    let mut found: Vec<Unit<'a>> = Vec::new();
    for (block, held) in chapter.blocks.iter().enumerate() {
        match held {
            Block::Prose(prose) => {
                for element in prose {
                    let unit = unit(&found, Kind::Prose, called(element), block, phrases(element));
                    found.push(unit);
                }
            }
            Block::Finding(finding) => {
                let unit = unit(&found, Kind::Finding, "Finding", block, sentences(&finding.text));
                found.push(Unit { figure: finding.figure.as_ref(), text: Some(&finding.text), ..unit });
            }
            Block::Claim(claim) => {
                let unit = unit(&found, Kind::Claim, "Claim", block, sentences(&claim.text));
                found.push(Unit { tested: Some(Tested::claim(claim)), ..unit });
            }
            Block::Recommendation(told) => {
                let unit = recommendation(
                    told,
                    chapter,
                    unit(&found, Kind::Recommendation, "Recommendation", block, said(&told.text)),
                );
                found.push(unit);
            }
            Block::Callout(told) => {
                let unit = unit(&found, Kind::Callout, "Callout", block, callout(told));
                found.push(Unit { settings: vec![("kind", told.kind.label().to_owned())], ..unit });
            }
            Block::Facts(facts) => {
                for told in facts {
                    let unit = unit(&found, Kind::Fact, "Fact", block, fact(told));
                    found.push(unit);
                }
            }
            Block::KeyFindings(_) | Block::Table(_) | Block::Chart(_) => {}
        }
    }
    found
}

fn said(text: &[Prose]) -> Vec<Phrase<'_>> {
    text.iter().flat_map(phrases).collect()
}

fn callout(told: &Callout) -> Vec<Phrase<'_>> {
    plain_sentences(&told.title).into_iter().chain(said(&told.text)).collect()
}

/// A recommendation is identified by its own name and number.
fn recommendation<'a>(told: &'a Recommendation, chapter: &Chapter<'a>, unit: Unit<'a>) -> Unit<'a> {
    Unit {
        name: format!("Recommendation {}", told.number),
        own: chapter.own(&told.id).to_owned(),
        tested: Some(Tested::recommendation(told)),
        settings: vec![("findings it rests on", told.rests_on.iter().map(ground).collect::<Vec<_>>().join(", "))],
        ..unit
    }
}

/// `volume.trend (rose)`.
fn ground(ground: &RestsOn) -> String {
    let says = ground.says.map(|says| format!(" ({})", direction_in_words(says)));
    format!("{}{}", ground.finding, says.unwrap_or_default())
}

fn called(element: &Prose) -> &'static str {
    match element {
        Prose::Paragraph(_) => "Paragraph",
        Prose::Heading(_) => "Heading",
        Prose::List { .. } => "List",
        Prose::Quote(_) => "Quotation",
    }
}

fn unit<'a>(before: &[Unit<'a>], kind: Kind, called: &str, block: usize, phrases: Vec<Phrase<'a>>) -> Unit<'a> {
    let number = before.iter().filter(|unit| unit.name.starts_with(called)).count() + 1;
    let print = Print::of(&phrases);
    let own = format!("{}_{number}", called.to_lowercase());
    let alone = number == 1 && kind != Kind::Prose;
    let name = if alone { called.to_owned() } else { format!("{called} {number}") };
    Unit { kind, name, own, block, phrases, print, tested: None, settings: Vec::new(), figure: None, text: None }
}

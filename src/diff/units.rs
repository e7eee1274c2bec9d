//! What a section says in words: its paragraphs, findings and claims, as units that are compared one by one.

use super::alike::Print;
use super::change::Kind;
use super::outline::Chapter;
use super::words::{Phrase, phrases, sentences};
use crate::document::{Block, Bound, Claim, Inline, Prose};

/// A paragraph, list, heading, finding or claim.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    /// Which of them.
    pub(super) kind: Kind,
    /// What a reader calls it: `Paragraph 2`.
    pub(super) name: String,
    /// Its name among those of its section: `paragraph_2`.
    pub(super) own: String,
    /// Position of its block in the section.
    pub(super) block: usize,
    /// Its sentences.
    pub(super) phrases: Vec<Phrase<'a>>,
    /// What it is known by.
    pub(super) print: Print,
    /// The claim, if it is one.
    pub(super) claim: Option<&'a Claim>,
    /// The figure that a finding shows large.
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
                found.push(Unit { claim: Some(claim), ..unit });
            }
            Block::KeyFindings(_) | Block::Table(_) | Block::Chart(_) => {}
        }
    }
    found
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
    Unit { kind, name, own, block, phrases, print, claim: None, figure: None, text: None }
}

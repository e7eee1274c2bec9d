//! Recommendations, callouts and facts for the template.

use serde::Serialize;

use super::prose::{InlineView, ProseView};
use super::{Builder, target};
use crate::typst::fonts::Fonts;
use sna_core::document::{Callout, Fact, Prose, Recommendation, RestsOn, plain_text, section_called};

/// A recommendation.
#[derive(Serialize)]
pub(super) struct RecommendationView<'a> {
    target: String,
    name: String,
    /// Level of its heading.
    level: usize,
    text: Vec<ProseView<'a>>,
    rests_on: Vec<GroundView>,
    /// Short enough to keep on one page.
    whole: bool,
}

/// The place of a finding that a recommendation rests on, in words.
#[derive(Serialize)]
struct GroundView {
    target: String,
    name: String,
}

/// A callout.
#[derive(Serialize)]
pub(super) struct CalloutView<'a> {
    label: &'static str,
    title: &'a str,
    text: Vec<ProseView<'a>>,
    /// Short enough to keep on one page.
    whole: bool,
}

/// Facts side by side.
#[derive(Serialize)]
pub(super) struct FactsView<'a> {
    /// How many are side by side.
    across: usize,
    /// Size of the figures, in points.
    size: f64,
    facts: Vec<FactView<'a>>,
}

#[derive(Serialize)]
struct FactView<'a> {
    figure: &'a str,
    text: Vec<InlineView<'a>>,
}

/// Characters of a text that is kept on one page.
const WHOLE: usize = 1_100;

impl<'a> Builder<'a> {
    pub(super) fn recommendation(
        &mut self,
        recommendation: &'a Recommendation,
        level: usize,
    ) -> RecommendationView<'a> {
        RecommendationView {
            target: target(&recommendation.id),
            name: recommendation_name(recommendation),
            level: level + 1,
            text: self.prose(&recommendation.text, level + 1),
            rests_on: grounds(&recommendation.rests_on),
            whole: length(&recommendation.text) <= WHOLE,
        }
    }

    pub(super) fn callout(&mut self, callout: &'a Callout, level: usize) -> CalloutView<'a> {
        let (label, title) = (callout.kind.label(), callout.title.as_str());
        CalloutView { label, title, text: self.prose(&callout.text, level), whole: length(&callout.text) <= WHOLE }
    }

    pub(super) fn facts(&mut self, facts: &'a [Fact]) -> FactsView<'a> {
        let figures: Vec<&str> = facts.iter().map(|fact| fact.figure.text.as_str()).collect();
        let (across, size) = tiles(&figures, self.fonts);
        let fact = |fact: &'a Fact| FactView { figure: &fact.figure.text, text: self.inlines(&fact.text) };
        FactsView { across, size, facts: facts.iter().map(fact).collect() }
    }
}

/// `Recommendation 1`.
pub(super) fn recommendation_name(recommendation: &Recommendation) -> String {
    format!("Recommendation {}", recommendation.number)
}

/// Each section once, even for several findings in it; the link leads to the first of them.
fn grounds(rests_on: &[RestsOn]) -> Vec<GroundView> {
    let mut found: Vec<GroundView> = Vec::new();
    for ground in rests_on {
        let name = ground_name(ground);
        if found.iter().all(|known| known.name != name) {
            found.push(GroundView { target: target(&ground.finding), name });
        }
    }
    found
}

/// `Section 3.1: Offence types`.
fn ground_name(ground: &RestsOn) -> String {
    let (number, title) = (ground.section_number.as_str(), ground.section_title.as_str());
    match (section_called(number, title), number.is_empty()) {
        (called, _) if called.is_empty() => "About this report".to_owned(),
        (called, true) => called,
        (called, false) => format!("{called}: {title}"),
    }
}

fn length(prose: &[Prose]) -> usize {
    let lengths = prose.iter().map(|block| match block {
        Prose::Paragraph(text) | Prose::Heading(text) => plain_text(text).chars().count(),
        Prose::List { items, .. } => items.iter().map(|item| length(item)).sum(),
        Prose::Quote(inner) => length(inner),
    });
    lengths.sum()
}

/// Width of the page's text and of the space between two tiles, in points.
const PAGE: f64 = 470.5;
const GUTTER: f64 = 16.0;

/// Sizes of the figures that are tried, in points.
const SIZES: [f64; 3] = [30.0, 27.0, 24.0];

/// How many tiles are side by side, and the size of their figures: as few gaps in the last row as possible, then as
/// many tiles in a row as their figures allow.
fn tiles(figures: &[&str], fonts: &Fonts) -> (usize, f64) {
    let mut ways = [4u8, 3, 2];
    ways.sort_by_key(|across| (figures.len().next_multiple_of((*across).into()), std::cmp::Reverse(*across)));
    let found = ways.into_iter().find_map(|across| {
        let width = (PAGE - GUTTER * (f64::from(across) - 1.0)) / f64::from(across);
        Some((across.into(), largest_size(figures, fonts, width)?))
    });
    found.unwrap_or((2, SIZES[SIZES.len() - 1]))
}

/// The largest size in which every figure fits a width in points.
fn largest_size(figures: &[&str], fonts: &Fonts, width: f64) -> Option<f64> {
    SIZES.into_iter().find(|size| figures.iter().all(|figure| fonts.width(figure, *size) <= width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_fill_their_rows_and_have_room_for_their_figures() {
        let fonts = Fonts::bundled().expect("bundled fonts");
        let across = |figures: &[&str]| tiles(figures, &fonts).0;
        assert_eq!([2, 3, 4, 5, 6, 7, 8, 9].map(|number| across(&vec!["1,021"; number])), [2, 3, 4, 3, 3, 4, 4, 3]);
        assert_eq!(across(&["£1,092,800,000"; 4]), 2);
        assert_eq!(tiles(&["1"; 4], &fonts).1, 30.0);
    }
}

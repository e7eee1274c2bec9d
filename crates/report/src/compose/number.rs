//! Numbers the finished document: sections as they nest, tables, figures and recommendations through the whole report.

use std::collections::BTreeMap;

use crate::spec::{Numbering, ReportPlan};
use sna_core::document::{Block, Section};

/// Sets the numbers of all sections, tables, figures and recommendations.
pub(super) fn number(about: &mut [Block], sections: &mut [Section], plan: &ReportPlan) {
    let all = plan.sections_below_about();
    let own = all.iter().filter_map(|section| Some((section.id.as_str(), section.numbering?)));
    let mut count = Count { own: own.collect(), tables: 0, figures: 0, recommendations: 0 };
    count.blocks(about);
    count.sections(sections, None);
}

struct Count<'p> {
    /// Sections that are not numbered as the others.
    own: BTreeMap<&'p str, Numbering>,
    tables: usize,
    figures: usize,
    recommendations: usize,
}

impl Count<'_> {
    /// `outer` is the number of the section around these: empty where it has none.
    fn sections(&mut self, sections: &mut [Section], outer: Option<&str>) {
        let (mut numbers, mut letters) = (0, 0);
        for section in sections {
            section.number = match (self.own.get(section.id.as_str()), outer) {
                (Some(Numbering::None), _) | (_, Some("")) => String::new(),
                (Some(Numbering::Appendix), None) => {
                    letters += 1;
                    in_letters(letters)
                }
                (Some(Numbering::Appendix) | None, outer) => {
                    numbers += 1;
                    outer.map_or_else(|| numbers.to_string(), |outer| format!("{outer}.{numbers}"))
                }
            };
            self.blocks(&mut section.blocks);
            let own = section.number.clone();
            self.sections(&mut section.sections, Some(&own));
        }
    }

    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Table(table) if table.printed => {
                    self.tables += 1;
                    table.number = self.tables;
                }
                Block::Chart(chart) => {
                    self.figures += 1;
                    chart.number = self.figures;
                }
                Block::Recommendation(recommendation) => {
                    self.recommendations += 1;
                    recommendation.number = self.recommendations;
                }
                Block::Table(_)
                | Block::Prose(_)
                | Block::Finding(_)
                | Block::KeyFindings(_)
                | Block::Claim(_)
                | Block::Callout(_)
                | Block::Facts(_) => {}
            }
        }
    }
}

/// 1 as `A`, 26 as `Z`, 27 as `AA`.
fn in_letters(number: u32) -> String {
    let (before, last) = ((number.max(1) - 1) / 26, (number.max(1) - 1) % 26);
    let before = if before == 0 { String::new() } else { in_letters(before) };
    before + &char::from_u32(u32::from(b'A') + last).map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: &str, sections: Vec<Section>) -> Section {
        let (id, title) = (id.to_owned(), id.to_owned());
        Section { id, number: String::new(), title, blocks: Vec::new(), sections }
    }

    #[test]
    fn some_sections_have_no_number_and_appendices_have_letters() {
        let inner = |outer: &str| vec![section(&format!("{outer}.x"), Vec::new())];
        let ids = ["foreword", "volume", "method", "people", "data"];
        let mut sections: Vec<Section> = ids.into_iter().map(|id| section(id, inner(id))).collect();
        let own = BTreeMap::from([
            ("foreword", Numbering::None),
            ("method", Numbering::Appendix),
            ("data", Numbering::Appendix),
        ]);
        Count { own, tables: 0, figures: 0, recommendations: 0 }.sections(&mut sections, None);
        let numbers = sections.iter().map(|section| format!("{} {}", section.number, section.sections[0].number));
        assert_eq!(numbers.collect::<Vec<_>>(), [" ", "1 1.1", "A A.1", "2 2.1", "B B.1"]);
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([1, 2, 26, 27, 52, 53].map(in_letters), ["A", "B", "Z", "AA", "AZ", "BA"]);
    }
}

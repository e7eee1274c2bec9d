//! The walk at the end: when every finding and section is known, it finishes the blocks that name them.

use super::composer::Composer;
use super::draft::{Draft, SectionDraft, Stated, Whole};
use sna_core::document::{Block, Cell, Finding, FindingLink, Section, Table};

/// The words of cells that a test decided.
const TESTED: [&str; 6] = ["higher", "lower", "similar", "▲ rise", "▼ fall", "● no clear change"];

/// Finishes the inside front and the sections.
pub(super) fn finish(
    composer: &mut Composer<'_>,
    about: Vec<Draft<'_>>,
    sections: Vec<SectionDraft<'_>>,
) -> (Vec<Block>, Vec<Section>) {
    let mut whole = Whole::default();
    whole.state("", &about);
    sections.iter().for_each(|section| whole.add(section));
    // Findings of one rank stay in reading order.
    whole.ranked.sort_by_key(|link| link.finding.rank);
    let about = blocks(composer, &whole, about);
    let sections = sections.into_iter().map(|draft| section(composer, &whole, draft)).collect();
    (about, sections)
}

fn section(composer: &mut Composer<'_>, whole: &Whole, draft: SectionDraft<'_>) -> Section {
    let SectionDraft { id, number, title, blocks: drafts, sections } = draft;
    let blocks = blocks(composer, whole, drafts);
    let sections = sections.into_iter().map(|inner| section(composer, whole, inner)).collect();
    Section { id, number, title, blocks, sections }
}

fn blocks(composer: &mut Composer<'_>, whole: &Whole, drafts: Vec<Draft<'_>>) -> Vec<Block> {
    let finished = drafts.into_iter().filter_map(|draft| match draft {
        Draft::Finished(block) => Some(block),
        Draft::Waiting(draft) => draft.finish(composer, whole),
    });
    finished.collect()
}

impl Whole {
    fn add(&mut self, section: &SectionDraft<'_>) {
        let SectionDraft { id, number, title, blocks, sections } = section;
        self.sections.insert(id.clone(), (number.clone(), title.clone()));
        self.state(id, blocks);
        self.tested.extend(tested(blocks));
        let ranked = findings(blocks).filter(|finding| finding.rank < u32::MAX);
        self.ranked.extend(ranked.map(|finding| FindingLink {
            finding: finding.clone(),
            section: id.clone(),
            section_number: number.clone(),
            section_title: title.clone(),
        }));
        sections.iter().for_each(|inner| self.add(inner));
    }

    fn state(&mut self, section: &str, blocks: &[Draft<'_>]) {
        for finding in findings(blocks) {
            if let Some(id) = &finding.id {
                self.stated.insert(id.clone(), Stated { section: section.to_owned(), finding: finding.clone() });
            }
        }
    }
}

/// The tests that tables rest on: stated by them, or cells that say what a test found, such as `against` of rates of areas and trends of
/// published counts.
fn tested<'d>(blocks: &'d [Draft<'_>]) -> impl Iterator<Item = (String, usize)> + 'd {
    let tables = blocks.iter().filter_map(|draft| match draft {
        Draft::Finished(block) => block.as_table(),
        Draft::Waiting(_) => None,
    });
    let is_tested = |cell: &Cell| match cell {
        Cell::Text(word) => TESTED.contains(&word.as_str()),
        Cell::Count(_) | Cell::Number(_) | Cell::Fraction(_) | Cell::Missing(_) => false,
    };
    let number = move |table: &Table| match table.tests {
        0 => table.rows.iter().flat_map(|row| &row.cells).filter(|cell| is_tested(cell)).count(),
        stated => stated,
    };
    tables.map(move |table| (asked(table), number(table)))
}

/// What a table was made of; its name where nothing was asked.
fn asked(table: &Table) -> String {
    let asked: Vec<&str> = table.provenance.iter().map(|asked| asked.sql.as_str()).collect();
    if asked.is_empty() { table.id.clone() } else { format!("{} {}", asked.join("; "), table.tests) }
}

fn findings<'d>(blocks: &'d [Draft<'_>]) -> impl Iterator<Item = &'d Finding> {
    blocks.iter().filter_map(|draft| match draft {
        Draft::Finished(block) => block.as_finding(),
        Draft::Waiting(_) => None,
    })
}

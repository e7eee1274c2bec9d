//! What is true of any two drafts.

use proptest::prelude::*;

use super::super::{Effect, compare, related};
use super::fixture::{paragraph, report, section};
use sna_core::document::{Block, Cell, Document, PartOf, Prose};

/// Edits that add or remove something.
fn edited(words: &[u8], dropped: &[usize], counts: &[u64]) -> Document {
    let mut document = report();
    for (at, word) in words.iter().enumerate() {
        let name = format!("extra{word}");
        let text = format!("Words{word} of{word} one{word} kind{word}.");
        let prose = Block::Prose(vec![paragraph(&text)]);
        if at % 2 == 0 && document.sections.iter().all(|section| section.id != name) {
            document.sections.push(section(&name, "9", &name, vec![prose]));
        } else {
            document.sections[1].blocks.push(prose);
        }
    }
    for at in dropped {
        let blocks = &mut document.sections[1].blocks;
        if at < &blocks.len() {
            blocks.remove(*at);
        }
    }
    for block in document.sections.iter_mut().flat_map(|section| &mut section.blocks) {
        if let Block::Table(table) = block {
            table.rows.iter_mut().zip(counts).for_each(|(row, count)| row.cells[0] = Cell::Count(*count));
        }
    }
    document
}

/// Identifiers that are in one draft only, and cells that differ, each with its other side.
fn mirrored(old: &Document, new: &Document) -> (Vec<String>, Vec<String>, Vec<String>) {
    let (mut added, mut removed, mut cells) = (Vec::new(), Vec::new(), Vec::new());
    for change in compare(old, new).changes {
        for effect in &change.effects {
            match effect {
                Effect::Added => added.push(format!("{:?} {}", change.kind, change.name)),
                Effect::Removed => removed.push(format!("{:?} {}", change.kind, change.name)),
                Effect::Cells(found) => {
                    cells.extend(found.iter().map(|cell| format!("{} {} {}", change.id, cell.row, cell.column)));
                }
                _ => {}
            }
        }
    }
    [&mut added, &mut removed, &mut cells].into_iter().for_each(|list| list.sort());
    (added, removed, cells)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn a_draft_compared_with_itself_gives_nothing(
        words in prop::collection::vec(0_u8..6, 0..5), dropped in prop::collection::vec(0_usize..6, 0..3),
        counts in prop::collection::vec(0_u64..500, 0..3),
    ) {
        let draft = edited(&words, &dropped, &counts);
        prop_assert_eq!(compare(&draft, &draft).changes, vec![]);
    }

    #[test]
    fn what_is_added_one_way_is_removed_the_other(
        words in prop::collection::btree_set(0_u8..9, 0..5), dropped in prop::collection::vec(0_usize..6, 0..3),
        counts in prop::collection::vec(0_u64..500, 0..3),
    ) {
        let words: Vec<u8> = words.into_iter().collect();
        let (old, new) = (report(), edited(&words, &dropped, &counts));
        let (added, removed, cells) = mirrored(&old, &new);
        let (added_back, removed_back, cells_back) = mirrored(&new, &old);
        prop_assert_eq!(added, removed_back);
        prop_assert_eq!(removed, added_back);
        prop_assert_eq!(cells, cells_back);
    }
}

#[test]
fn reports_of_other_parts_and_other_reports_are_not_compared() {
    let old = report();
    let mut new = report();
    assert!(related(&old, &new).is_ok());
    new.making.report = "other".to_owned();
    assert!(related(&old, &new).is_ok(), "the same sections under another name");
    new.sections.iter_mut().skip(1).for_each(|section| section.id.push_str("_other"));
    let fault = related(&old, &new).expect_err("another report");
    assert_eq!(
        (fault.code.as_str(), fault.found.as_deref()),
        ("unrelated-reports", Some("`small` and `other`, with 1 of 3 sections in both"))
    );
    let part = |value: &str| Some(PartOf { dimension: "district".to_owned(), value: value.to_owned() });
    let (mut bolsover, mut derby) = (report(), report());
    (bolsover.making.part, derby.making.part) = (part("Bolsover"), part("Derby"));
    let fault = related(&bolsover, &derby).expect_err("another part");
    assert_eq!(
        (fault.code.as_str(), fault.found.as_deref()),
        ("other-part", Some("district `Bolsover` and district `Derby`"))
    );
}

/// Two drafts of some 300 pages differ in every paragraph and table. The limit is only meant to catch work that grows
/// with the square of the text.
#[test]
fn long_reports_are_compared_at_once() {
    let mut old = report();
    let chapter = old.sections[1].clone();
    for number in 0..150 {
        let mut copy = chapter.clone();
        copy.id = format!("chapter_{number}");
        copy.title = format!("Chapter {number}");
        for block in &mut copy.blocks {
            match block {
                Block::Table(table) => table.id = format!("chapter_{number}.by_year"),
                Block::Chart(chart) => {
                    chart.id = format!("chapter_{number}.by_year_chart");
                    chart.table = format!("chapter_{number}.by_year");
                }
                Block::Prose(prose) => prose.extend((0..6).map(|at| {
                    paragraph(&format!("Sentence {at} of {number}. {}", "Many words stand here. ".repeat(12)))
                })),
                _ => {}
            }
        }
        old.sections.push(copy);
    }
    let mut new = old.clone();
    for block in new.sections.iter_mut().flat_map(|section| &mut section.blocks) {
        match block {
            Block::Table(table) => table.rows.iter_mut().for_each(|row| row.cells[0] = Cell::Count(1)),
            Block::Prose(prose) => prose.iter_mut().for_each(|prose| {
                if let Prose::Paragraph(content) = prose {
                    content.push(super::fixture::words(" And one more thing."));
                }
            }),
            _ => {}
        }
    }
    let begun = std::time::Instant::now();
    let changes = compare(&old, &new).changes.len();
    let took = begun.elapsed();
    assert!(changes > 1_000, "{changes}");
    assert!(took.as_secs() < 5, "{took:?}, even on a busy machine");
    println!("{changes} changes in {took:?}");
}

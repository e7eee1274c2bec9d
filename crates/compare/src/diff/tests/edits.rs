//! One edit at a time.

use super::super::compare;
use super::fixture::{file, paragraph, report, section, table as a_table, value, words};
use super::{chart, claim, finding, outline, table, told};
use sna_core::document::{
    Bars, Block, Cell, Column, Document, Format, Inline, MonthRows, Plot, Prose, Role, Row, RowKind,
};
use sna_core::stats::Direction;

/// Different records of the same months.
pub(super) fn revise(document: &mut Document) {
    document.sources[0].files = vec![file("offences.csv", "bbbb")];
}

const FILE: &str = "Source offences: file offences.csv `1,234 bytes, SHA-256 aaaaaaaaaaaa…`→`1,234 bytes, SHA-256 bbbbbbbbbbbb…` (RevisedData; Rest)";

fn prose_of(document: &mut Document, section: usize) -> &mut Vec<Prose> {
    let prose = document.sections[section].blocks.iter_mut().find_map(|block| match block {
        Block::Prose(prose) => Some(prose),
        _ => None,
    });
    prose.expect("prose")
}

#[test]
fn a_revised_count_is_reported_with_what_follows_from_it() {
    let found = told(|new| {
        revise(new);
        let table = table(new, "districts.places");
        table.rows[1].cells[2] = Cell::Count(180);
        table.rows[1].cells[3] = Cell::Count(380);
        table.rows[2].cells[2] = Cell::Count(420);
        table.rows[2].cells[3] = Cell::Count(1000);
        table.rows[1].cells[5] = Cell::Number(4.75);
    });
    let cells = "Table districts.places: cells [Bolsover/2023/24 Figure 120→180!; Bolsover/Total Follows 320→380!; \
                 Bolsover/Per 1,000 residents Follows 4.00→4.75; total/2023/24 Follows 360→420!; total/Total Follows 940→1,000] \
                 (RevisedData; BeyondChance)";
    assert_eq!(found, [cells, FILE]);
}

#[test]
fn a_change_too_small_to_print_is_ignored_except_in_a_count() {
    assert_eq!(told(|new| table(new, "districts.places").rows[0].cells[5] = Cell::Number(2.381)), [""; 0]);
    let found = told(|new| {
        revise(new);
        table(new, "districts.places").rows[0].cells[2] = Cell::Count(241);
    });
    assert_eq!(found[1], "Table districts.places: cells [Derby/2023/24 Figure 240→241] (RevisedData; Rest)");
}

#[test]
fn a_change_that_turns_is_a_reversal() {
    let found = told(|new| {
        revise(new);
        let table = table(new, "volume.by_year");
        table.rows[2].cells = vec![Cell::Count(290), Cell::Number(-10.0 / 300.0)];
    });
    let cells = "Table volume.by_year: cells [2023/24/Number Figure 360→290!; 2023/24/Relative change Reversal +20.0%→\u{2212}3.3%] \
                 (RevisedData; Reversal)";
    assert_eq!(found, [cells, FILE]);
}

#[test]
fn a_changed_rank_is_reported_before_figures() {
    let found = told(|new| {
        revise(new);
        let table = table(new, "districts.places");
        table.rows[0].cells[4] = Cell::Count(2);
        table.rows[1].cells[4] = Cell::Count(1);
    });
    let cells = "Table districts.places: cells [Derby/Rank Rank 1→2; Bolsover/Rank Rank 2→1] (RevisedData; Rank)";
    assert_eq!(found, [cells, FILE]);
}

#[test]
fn a_category_of_the_records_is_a_new_row() {
    let found = told(|new| {
        revise(new);
        let table = table(new, "districts.places");
        let mut row: Row = table.rows[1].clone();
        (row.key, row.label) = ("Amber Valley".to_owned(), "Amber Valley".to_owned());
        table.rows.insert(2, row);
        table.rows[3].cells[0] = Cell::Count(380);
    });
    let lines =
        "Table districts.places: +[Amber Valley], cells [total/2021/22 Follows 280→380!] (RevisedData; BeyondChance)";
    assert_eq!(found, [lines, FILE]);
}

#[test]
fn a_column_that_the_author_asks_for_is_layout() {
    let found = told(|new| {
        let table = table(new, "districts.places");
        table.columns.push(Column::new("share", "Share", Role::Derived, Format::Percent(1)));
        table.rows.iter_mut().for_each(|row| row.cells.push(Cell::Number(0.5)));
    });
    assert_eq!(found, ["Table districts.places: +[Share] (Layout; Rest)"]);
}

#[test]
fn a_changed_definition_is_the_reason_for_all_figures_it_changes() {
    let found = told(|new| {
        new.making.definitions[0].sql = "kind IN ('Robbery', 'Homicide')".to_owned();
        table(new, "volume.by_year").rows[0].cells[0] = Cell::Count(285);
    });
    let definition =
        "Definition narrow: condition `kind = 'Robbery'`→`kind IN ('Robbery', 'Homicide')` (Definition; Rest)";
    let cells = "Table volume.by_year: cells [2021/22/Number Figure 280→285] (Definition; Rest)";
    assert_eq!(found, [definition, cells]);
}

#[test]
fn a_chapter_with_another_definition_says_so_where_it_counts() {
    let found = told(|new| {
        let table = table(new, "volume.by_year");
        table.provenance[0].scope.definition = Some("wide".to_owned());
        table.provenance[0].sql = table.provenance[0].sql.replace("kind = 'Robbery'", "kind <> 'Theft'");
        table.rows[0].cells[0] = Cell::Count(285);
    });
    let cells =
        "Table volume.by_year: cells [2021/22/Number Figure 280→285], definition `narrow`→`wide` (Definition; Rest)";
    assert_eq!(found, [cells]);
}

#[test]
fn recoded_values_and_changed_populations_are_separate_reasons() {
    let found = told(|new| {
        new.sources[0].reading[0].recode.push(("Bolsvr".to_owned(), "Bolsover".to_owned()));
        table(new, "districts.places").rows[1].cells[0] = Cell::Count(101);
        table(new, "volume.by_year").rows[1].cells[0] = Cell::Count(301);
    });
    let reading = "Source offences: recode of district ``→`Bolsvr becomes Bolsover` (Recode; Rest)";
    let cells = "Table districts.places: cells [Bolsover/2021/22 Figure 100→101] (Recode; Rest)";
    assert_eq!([&found[0], &found[2]], [reading, cells]);
    assert!(found[1].ends_with("(Layout; Rest)"), "nothing read by district stands behind it: {}", found[1]);

    let found = told(|new| {
        new.making.populations[0].residents[0].1 = 270_000;
        table(new, "districts.places").rows[0].cells[5] = Cell::Number(2.30);
    });
    let residents = "Population district: residents of Derby `260,000`→`270,000` (Population; Rest)";
    let cells = "Table districts.places: cells [Derby/Per 1,000 residents Figure 2.38→2.30] (Population; Rest)";
    assert_eq!(found, [residents, cells]);
}

#[test]
fn a_program_is_a_reason_only_where_nothing_else_differs() {
    let found = told(|new| {
        new.making.program = "0.2.0".to_owned();
        table(new, "volume.by_year").rows[1].cells[0] = Cell::Count(301);
    });
    assert_eq!(found, ["Table volume.by_year: cells [2022/23/Number Figure 300→301] (ProgramVersion; Rest)"]);
}

/// The report a year later: one year is added and one is dropped.
fn roll(document: &mut Document) {
    let roll = |text: &mut String| {
        *text = text.replace("2024-03-31", "2025-03-31").replace("2021-04-01", "2022-04-01");
        *text = text.replace("March 2024", "March 2025").replace("April 2021", "April 2022");
    };
    revise(document);
    let months = (4..=12).map(|month| (2024, month)).chain((1..4).map(|month| (2025, month)));
    document.sources[0]
        .months
        .extend(months.map(|(year, month)| MonthRows { month: format!("{year}-{month:02}"), rows: 30 }));
    [&mut document.making.period.first, &mut document.making.period.last, &mut document.cover.period]
        .into_iter()
        .for_each(roll);
    for id in ["volume.by_year", "districts.places"] {
        let table = table(document, id);
        roll(&mut table.title);
        let asked = &mut table.provenance[0];
        [&mut asked.scope.period.first, &mut asked.scope.period.last, &mut asked.sql].into_iter().for_each(roll);
    }
    let years = table(document, "volume.by_year");
    years.rows.remove(0);
    let mut last = years.rows[1].clone();
    (last.key, last.label) = ("2024/25".to_owned(), "2024/25".to_owned());
    last.cells = vec![Cell::Count(390), Cell::Number(30.0 / 360.0)];
    years.rows.push(last);
    let places = table(document, "districts.places");
    places.columns.remove(0);
    places.columns.insert(2, Column::new("2024/25", "2024/25", Role::Value, Format::Count));
    for row in &mut places.rows {
        row.cells.remove(0);
        row.cells.insert(2, Cell::Count(130));
        row.cells[3] = Cell::Count(700);
    }
    let picture = chart(document);
    roll(&mut picture.subtitle);
    picture.headline = "Offences rose to 390 in 2024/25".to_owned();
    if let Plot::Columns(Bars { bars, .. }) = &mut picture.plot {
        bars.remove(0);
    }
    let Prose::Paragraph(content) = &mut prose_of(document, 1)[1] else { panic!("a paragraph") };
    content[1] = value("390", "by_year.column(\"count\").max", &[("volume.by_year", "2024/25", "count", 390.0)], None);
    content[3] = value("2024/25", "period.last_year", &[], None);
}

#[test]
fn a_new_year_of_data_is_new_data_and_a_new_period_and_nothing_else() {
    let found = told(roll);
    let expected = [
        "Cover cover: period `April 2021 to March 2024 (2021-04-01 to 2024-03-31)`→`April 2022 to March 2025 (2022-04-01 to 2025-03-31)` (NewData Period; Rest)",
        "Source offences: file offences.csv `1,234 bytes, SHA-256 aaaaaaaaaaaa…`→`1,234 bytes, SHA-256 bbbbbbbbbbbb…`, rows of April 2024 to March 2025 ``→`360` (NewData; Rest)",
        "Prose volume.paragraph_2: sentences [360→390 2023/24→2024/25] (NewData Period; Rest)",
        "Table volume.by_year: renamed, +[2024/25], -[2021/22] (NewData Period; Rest)",
        "Table districts.places: +[2024/25], -[2021/22], cells [Derby/Total Follows 620→700; Bolsover/Total Follows 320→700; total/Total Follows 940→700] (NewData Period; Rest)",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_later_period_over_the_same_files_is_not_new_data() {
    let found = told(|new| {
        roll(new);
        new.sources = report().sources;
    });
    let table = found.iter().find(|line| line.starts_with("Table volume.by_year")).expect("the table");
    assert_eq!(table, "Table volume.by_year: renamed, +[2024/25], -[2021/22] (Period; Rest)");
    assert!(found.iter().all(|line| !line.contains("NewData") && !line.contains("RevisedData")), "{found:#?}");
}

#[test]
fn words_of_the_author_are_reported_sentence_by_sentence() {
    let found = told(|new| {
        prose_of(new, 1)[0] =
            paragraph("Counts are of crimes recorded by the police. They say nothing of what goes unreported.");
    });
    assert_eq!(found, ["Prose volume.paragraph_1: sentences [] (Wording; Rest)"]);
}

#[test]
fn a_finding_that_turns_comes_first_and_once_although_the_key_findings_repeat_it() {
    let fell = value(
        "fell by 10.0% (from 300 to 270)",
        "change(by_year.column(\"count\"), period.previous_year, period.last_year)",
        &[("volume.by_year", "2023/24", "count", 270.0)],
        Some(Direction::Fell),
    );
    let found = told(|new| {
        revise(new);
        table(new, "volume.by_year").rows[2].cells[0] = Cell::Count(330);
        finding(new).text[1] = fell;
        let repeated = finding(new).clone();
        let Block::KeyFindings(links) = &mut new.sections[0].blocks[0] else { panic!("key findings") };
        links[0].finding = repeated;
    });
    let expected = "Finding volume.finding_1: sentences [rose by 20.0% (from 300 to 360)→fell by 10.0% (from 300 to 270) reversed] \
                    (RevisedData; Reversal, key)";
    assert_eq!(found[0], expected);
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[test]
fn a_finding_that_leaves_the_key_findings_is_reported() {
    let found = told(|new| {
        let Block::KeyFindings(links) = &mut new.sections[0].blocks[0] else { panic!("key findings") };
        links.clear();
    });
    assert_eq!(found, ["Finding volume.finding_1: place among the key findings `1`→`` (Layout; KeyFinding, key)"]);
}

#[test]
fn a_claim_that_is_gone_is_checked_against_the_new_figures() {
    let drop_claim = |new: &mut Document| new.sections[1].blocks.retain(|block| !matches!(block, Block::Claim(_)));
    assert_eq!(told(drop_claim), ["Claim volume.claim_1: removed, sentences [] (Wording; Rest)"]);
    let found = told(|new| {
        drop_claim(new);
        revise(new);
        table(new, "volume.by_year").rows[2].cells[0] = Cell::Count(270);
    });
    assert_eq!(found[0], "Claim volume.claim_1: removed, sentences [], no longer true (RevisedData; Reversal)");
    let found = told(|new| {
        revise(new);
        table(new, "volume.by_year").rows[2].cells[0] = Cell::Count(270);
        let claim = claim(new);
        claim.text = vec![words("The last year held fewer offences than the first.")];
        claim.holds = claim.holds.as_ref().map(|holds| holds.replace('>', "<"));
    });
    assert!(
        found[0].starts_with("Claim volume.claim_1: sentences [], no longer true, what the claim rests on"),
        "{}",
        found[0]
    );
    assert!(found[0].ends_with("(Wording RevisedData; Reversal)"), "{}", found[0]);
}

#[test]
fn a_section_that_is_moved_and_renamed_is_the_same_section() {
    let found = told(|new| {
        let mut moved = new.sections.remove(2);
        (moved.id, moved.title, moved.number) =
            ("volume.places".to_owned(), "Where it happened".to_owned(), "2.1".to_owned());
        for block in &mut moved.blocks {
            if let Block::Table(table) = block {
                table.id = "volume.places.places".to_owned();
            }
        }
        new.sections[1].sections.push(moved);
    });
    assert_eq!(
        found,
        ["Section volume.places: moved 3 to 2.1, renamed (Layout Wording; Rest)"
            .replace("Layout Wording", "Wording Layout")]
    );
}

#[test]
fn a_new_section_is_reported_once_with_its_contents_and_renumbering_is_not_a_change() {
    let found = told(|new| {
        let column = Column::new("count", "Number", Role::Value, Format::Count);
        let rows = vec![super::fixture::row("Knife", RowKind::Body, vec![Cell::Count(7)])];
        let table = a_table("weapons.kinds", "Weapons", vec![column], rows, &["weapon"]);
        let blocks = vec![Block::Prose(vec![paragraph("Knives lead.")]), Block::Table(Box::new(table))];
        new.sections.insert(1, section("weapons", "2", "Weapons", blocks));
        new.sections[2].number = "3".to_owned();
        new.sections[3].number = "4".to_owned();
    });
    assert_eq!(found, ["Section weapons: added, +[Table 1: Weapons; 1 paragraph] (Layout; Rest)"]);
}

#[test]
fn a_section_of_the_same_kind_about_different_records_is_a_different_section() {
    let old = told(|new| {
        let section = &mut new.sections[2];
        (section.id, section.title) = ("knives".to_owned(), "Knife crime".to_owned());
        for block in &mut section.blocks {
            if let Block::Table(table) = block {
                table.id = "knives.places".to_owned();
                table.provenance[0].scope.conditions = vec!["weapon = 'Knife'".to_owned()];
                table.provenance[0].sql.push_str(" AND (weapon = 'Knife')");
            }
        }
    });
    assert_eq!(old.len(), 2, "{old:#?}");
    assert!(old[0].contains("districts: removed") && old[1].contains("knives: added"), "{old:#?}");
}

#[test]
fn a_table_or_chart_that_changes_places_has_moved() {
    let found = told(|new| new.sections[1].blocks.swap(3, 4));
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("moved 2 to 2 (Layout; Rest)"), "{found:?}");
}

#[test]
fn a_chart_reports_only_what_its_table_does_not() {
    assert_eq!(
        told(|new| chart(new).headline = "Offences by year".to_owned()),
        ["Chart volume.by_year_chart: renamed (Wording; Rest)"]
    );
    let other_kind = told(|new| {
        let chart = chart(new);
        if let Plot::Columns(Bars { bars, format, emphasis }) = chart.plot.clone() {
            chart.plot = Plot::Bars(Bars { bars, format, emphasis });
        }
    });
    assert_eq!(other_kind, ["Chart volume.by_year_chart: kind of chart `columns`→`bars` (Layout; Rest)"]);
    let other_column = told(|new| {
        if let Plot::Columns(Bars { bars, .. }) = &mut chart(new).plot {
            bars.iter_mut().zip([None, Some(20.0 / 280.0), Some(0.2)]).for_each(|(bar, value)| bar.value = value);
        }
    });
    assert_eq!(other_column, ["Chart volume.by_year_chart: column drawn `Number`→`Relative change` (Layout; Rest)"]);
}

#[test]
fn a_sentence_that_comes_with_a_row_is_not_a_change_of_wording() {
    let found = told(|new| {
        revise(new);
        table(new, "districts.places").rows[0].cells[2] = Cell::Count(241);
        let Prose::List { items, .. } = &mut prose_of(new, 2)[0] else { panic!("a list") };
        let mut item = items[0].clone();
        let Prose::Paragraph(content) = &mut item[0] else { panic!("a paragraph") };
        if let Inline::Value(bound) = &mut content[1] {
            bound.text = "Amber Valley".to_owned();
        }
        items.push(item);
    });
    assert_eq!(found[1], "Prose districts.list_1: sentences [] (RevisedData; Rest)");
}

#[test]
fn notes_and_the_cover_are_reported() {
    let found = told(|new| {
        new.cover.published = "2024-12-15".to_owned();
        table(new, "volume.by_year").notes.push("Robbery is counted once.".to_owned());
    });
    let cover = "Cover cover: published `2024-11-30`→`2024-12-15` (Wording; Rest)";
    assert_eq!(found, [cover, "Table volume.by_year: sentences [] (Wording; Rest)"]);
}

#[test]
fn identical_drafts_give_no_changes() {
    assert_eq!(outline(&compare(&report(), &report())), [""; 0]);
}

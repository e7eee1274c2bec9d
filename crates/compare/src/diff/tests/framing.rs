//! Edits to the parts that frame the numbers.

use super::fixture::{paragraph, report, section, value, words};
use super::{compare, outline, table};
use sna_core::document::{
    Block, Bound, Callout, CalloutKind, Cell, Document, Fact, Inline, Prose, Recommendation, RestsOn,
};
use sna_core::stats::Direction;

fn figure(text: &str) -> Bound {
    let cells = [("volume.by_year", "2023/24", "count", 360.0)];
    match value(text, "table(\"volume.by_year\").cell(\"2023/24\", \"count\")", &cells, None) {
        Inline::Value(bound) => bound,
        _ => panic!("a value"),
    }
}

/// The small report with a chapter that frames its figures.
fn framed() -> Document {
    let mut document = report();
    if let Block::Finding(finding) = &mut document.sections[1].blocks[0] {
        finding.id = Some("volume.trend".to_owned());
    }
    let ground = RestsOn {
        finding: "volume.trend".to_owned(),
        says: Some(Direction::Rose),
        section: "volume".to_owned(),
        section_number: "2".to_owned(),
        section_title: "Offences over time".to_owned(),
    };
    let recommendation = Recommendation {
        id: "strategy.r1".to_owned(),
        number: 1,
        text: vec![paragraph("Keep the patrols. Ask again in a year.")],
        rests_on: vec![ground],
        holds: Some("table(\"volume.by_year\").cell(\"2023/24\", \"count\") > 300".to_owned()),
    };
    let callout = Callout {
        kind: CalloutKind::Note,
        title: "A word on counts".to_owned(),
        text: vec![paragraph("They are of recorded offences.")],
    };
    let fact = Fact { figure: figure("360"), text: vec![words("offences in the last year")] };
    let blocks =
        vec![Block::Recommendation(Box::new(recommendation)), Block::Callout(callout), Block::Facts(vec![fact])];
    document.sections.push(section("strategy", "4", "Strategy", blocks));
    document
}

fn told(edit: impl FnOnce(&mut Document)) -> Vec<String> {
    let old = framed();
    let mut new = old.clone();
    edit(&mut new);
    outline(&compare(&old, &new))
}

fn recommendation(document: &mut Document) -> &mut Recommendation {
    match &mut document.sections[3].blocks[0] {
        Block::Recommendation(recommendation) => recommendation,
        _ => panic!("a recommendation"),
    }
}

#[test]
fn each_edit_of_the_frame_is_reported_once() {
    assert_eq!(told(|_| {}), [""; 0]);
    let reworded = told(|new| recommendation(new).text = vec![paragraph("Do something else altogether.")]);
    assert_eq!(reworded, ["Recommendation strategy.r1: sentences [; ; ] (Wording; Rest)"]);
    let rests = told(|new| recommendation(new).rests_on[0].says = None);
    let expected =
        "Recommendation strategy.r1: findings it rests on `volume.trend (rose)`→`volume.trend` (Wording; Rest)";
    assert_eq!(rests, [expected]);
    let renumbered = told(|new| recommendation(new).number = 2);
    assert_eq!(renumbered, [""; 0]);
    let kind = told(|new| {
        if let Block::Callout(callout) = &mut new.sections[3].blocks[1] {
            callout.kind = CalloutKind::CaseStudy;
        }
    });
    assert_eq!(kind, ["Callout strategy.callout_1: kind `Note`→`Case study` (Wording; Rest)"]);
    let gone = told(|new| {
        new.sections[3].blocks.pop();
    });
    assert_eq!(gone, ["Fact strategy.fact_1: removed, sentences [] (Wording; Rest)"]);
    let added = told(|new| {
        let again = new.sections[3].blocks[1].clone();
        new.sections[3].blocks.push(again);
    });
    assert_eq!(added, ["Callout strategy.callout_2: added, sentences [; ] (Wording; Rest)"]);
}

#[test]
fn a_new_chapter_lists_its_recommendations_callouts_and_facts() {
    let found = outline(&compare(&report(), &framed()));
    let expected = "Section strategy: added, +[1 recommendation; 1 callout; 1 figure at a glance] (Layout; Rest)";
    assert_eq!(found, [expected]);
}

#[test]
fn a_recommendation_that_is_gone_is_checked_against_the_new_figures() {
    let found = told(|new| {
        super::edits::revise(new);
        table(new, "volume.by_year").rows[2].cells[0] = Cell::Count(270);
        new.sections[3].blocks.remove(0);
    });
    assert_eq!(found[0], "Recommendation strategy.r1: removed, sentences [; ], no longer true (RevisedData; Reversal)");
}

#[test]
fn a_fact_reports_its_figure() {
    let found = told(|new| {
        super::edits::revise(new);
        table(new, "volume.by_year").rows[2].cells[0] = Cell::Count(361);
        if let Block::Facts(facts) = &mut new.sections[3].blocks[2] {
            facts[0].figure = figure("361");
        }
    });
    assert!(found.contains(&"Fact strategy.fact_1: sentences [360→361] (RevisedData; Rest)".to_owned()), "{found:#?}");
}

#[test]
fn the_items_of_a_list_are_compared() {
    let list = Prose::List { ordered: false, items: vec![vec![paragraph("One thing.")]] };
    let found = told(|new| recommendation(new).text.push(list));
    assert_eq!(found, ["Recommendation strategy.r1: sentences [] (Wording; Rest)"]);
}

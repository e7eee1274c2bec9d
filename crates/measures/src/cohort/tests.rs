//! Cohorts from answers and from records.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::fixture::{World, cell, number};
use super::*;
use sna_core::document::{Cell, Figure, Missing};
use sna_data::query::{Answers, Grouped, Key, Questions};

fn cohort(yaml: &str) -> Cohort {
    sna_core::yaml::read(yaml, "a.yaml").unwrap()
}

/// A person's sum: a number of days, or nothing on the side.
fn sum() -> impl Strategy<Value = Key> {
    prop_oneof![Just(Key::Missing), (1i64..5).prop_map(Key::Number)]
}

fn answers() -> impl Strategy<Value = Grouped> {
    let age = prop_oneof![Just(Key::Missing), (10i64..40).prop_map(Key::Number)];
    let keys = (age, [sum(), sum(), sum(), sum()]);
    let person = keys.prop_map(|(age, sums)| [age].into_iter().chain(sums).collect::<Vec<Key>>());
    proptest::collection::btree_map(person, 1u64..50, 0..30).prop_map(Grouped)
}

/// Whether a person was a member by the two sums at the end of the keys: two incidents, one of them recent.
fn was_member(keys: &[Key]) -> bool {
    matches!(keys, [.., Key::Number(incidents), Key::Number(_)] if *incidents >= 2)
}

proptest! {
    /// Who is in now stayed or joined; who was in a quarter before stayed or left.
    #[test]
    fn members_add_up(counts in answers()) {
        let (world, cohort) = (World::bare(), cohort("{}\n"));
        let mut questions = Questions::default();
        let end = Month::read("2024-03").unwrap();
        let source = world.at().source(Some(&here("suspects".to_owned()))).unwrap();
        let laid = cohort.lay_quarter(&world.at(), source, end, &mut Ask::new(&mut questions));
        let before: u64 = counts.0.iter().filter(|(keys, _)| was_member(keys)).map(|(_, persons)| persons).sum();
        let answers = Answers::new(&questions, vec![counts], Vec::new());
        let quarter = cohort.quarter(&laid, &answers[laid.persons]);
        prop_assert_eq!(quarter.stayed.value() + quarter.joined.value(), quarter.persons.value());
        prop_assert_eq!(quarter.stayed.value() + quarter.left.value(), before);
        prop_assert!(quarter.under_18.value() + quarter.age_not_known.value() <= quarter.persons.value());
    }
}

/// Suspects on days of knife crime; the window of the last quarter is April 2022 to March 2024.
const YAML: &str = "cohort: { quarters: 2 }";

#[test]
fn members_join_and_leave() {
    let world = World::knives();
    let body = world.table(YAML).unwrap();
    // On 31 December 2023: A (two days) and B (two days). On 31 March 2024: A left (one of its days is out of the window), C joined.
    assert_eq!(body.rows.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), ["Dec 2023", "Mar 2024"]);
    let at = |column: &str| number(&body, "2024-03-31", column);
    assert_eq!(["persons", "under_18", "joined", "left", "stayed"].map(at), [2.0, 1.0, 1.0, 1.0, 1.0]);
    assert_eq!(number(&body, "2023-12-31", "persons"), 2.0);
    assert!(body.notes.iter().any(|note| {
        note.contains("at least 2 incidents in the 24 months up to it, at least 1 of them in the last 12")
    }));
}

#[test]
fn the_quarter_before_is_the_same_in_the_next_row() {
    let body = World::knives().table("cohort: { quarters: 6 }").unwrap();
    for pair in body.rows.windows(2) {
        let at = |row: &sna_core::document::BodyRow, column| {
            row.cells.get(body.columns.iter().position(|known| known.key == column).unwrap()).and_then(Figure::number)
        };
        if let (Some(before), Some(stayed), Some(left)) =
            (at(&pair[0], "persons"), at(&pair[1], "stayed"), at(&pair[1], "left"))
        {
            assert_eq!(before, stayed + left, "{}", pair[1].label);
        }
    }
}

#[test]
fn members_are_shown_by_incidents_age_and_sex() {
    let world = World::knives();
    let by = |what: &str| world.table(&format!("cohort: {{ by: {what} }}")).unwrap();
    let incidents = by("incidents");
    assert_eq!(
        incidents.rows.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(),
        ["2", "3", "4", "5 and over", "All members"]
    );
    assert_eq!(number(&incidents, "2", "persons"), 1.0);
    assert_eq!(number(&incidents, "3", "persons"), 1.0);
    let ages = by("age");
    assert_eq!(ages.rows[0].label, "Under 15");
    assert_eq!(number(&ages, "15 to 17", "persons"), 1.0);
    assert_eq!(cell(&ages, "25 and over", "share").number(), Some(0.5));
    let sexes = by("sex");
    assert_eq!(number(&sexes, "Male", "persons"), 2.0);
    assert_eq!(number(&sexes, "total", "persons"), 2.0);
}

#[test]
fn a_window_before_the_data_is_not_available() {
    let empty = || Grouped(BTreeMap::new());
    let world = World::bare().with_months("2022-04", "2024-03");
    let body = world.made("cohort: { quarters: 2 }", &[empty(), empty()]).unwrap();
    assert_eq!(cell(&body, "2023-12-31", "persons"), Cell::Missing(Missing::NotAvailable));
    assert_eq!(number(&body, "2024-03-31", "persons"), 0.0);
    assert_eq!(
        cell(&body, "2024-03-31", "joined"),
        Cell::Missing(Missing::NotAvailable),
        "the window before begins in January 2022"
    );
    assert!(body.notes.iter().any(|note| note.contains("they cover April 2022 to March 2024")), "{:?}", body.notes);
    let members = World::bare().with_months("2023-04", "2024-03").made("cohort: { by: sex }", &[empty()]).unwrap();
    assert_eq!(cell(&members, "total", "persons"), Cell::Missing(Missing::NotAvailable));
}

#[test]
fn mistakes_are_named() {
    let world = World::knives();
    for incidents in ["{ months: 0 }", "{ recent_months: 36 }", "{ at_least: 0 }", "{ recent: 3 }", "{ months: 500 }"] {
        assert_eq!(world.fault(&format!("cohort: {{ incidents: {incidents} }}")), "bad-cohort", "{incidents}");
    }
    assert_eq!(world.fault("cohort: { quarters: 0 }"), "bad-quarters");
    assert_eq!(world.fault("cohort: { of: offences }"), "missing-column");
}

/// S1 is a suspect on 1 April and 1 June in the North, and on 1 October in the South: in the cohort on 30 June, and a member of the
/// South from the quarter in which there is a record there.
#[test]
fn in_a_district_members_have_an_incident_there() {
    let at = |district: &str| {
        let world = World::districts().with_area(district).with_years(2023, 2023);
        let body = world.table("cohort: { quarters: 4 }").unwrap();
        ["2023-06-30", "2023-09-30", "2023-12-31", "2024-03-31"]
            .map(|row| ["persons", "joined", "left", "stayed", "under_18"].map(|column| number(&body, row, column)))
    };
    let north =
        [[1.0, 1.0, 0.0, 0.0, 1.0], [1.0, 0.0, 0.0, 1.0, 1.0], [1.0, 0.0, 0.0, 1.0, 1.0], [1.0, 0.0, 0.0, 1.0, 1.0]];
    assert_eq!(at("North"), north);
    let south =
        [[0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0, 1.0], [1.0, 0.0, 0.0, 1.0, 1.0]];
    assert_eq!(at("South"), south);
    let members =
        World::districts().with_area("South").with_years(2023, 2023).table("cohort: { by: incidents }").unwrap();
    assert_eq!([2, 3].map(|incidents| number(&members, &incidents.to_string(), "persons")), [0.0, 1.0]);
}

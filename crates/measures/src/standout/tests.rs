//! What stands out in small worlds where the answer is known.

use proptest::prelude::*;

use super::super::fixture::{Chance, World, cell, lines, number};
use super::candidates::Candidate;
use super::choice::beyond_chance;
use super::wording::Wording;
use sna_core::document::{Cell, Figure, Fraction, Missing};
use sna_core::stats::{Portion, shares_differ};

const MANIFEST: &str = "title: T
areas: [{ name: North, population: 10000 }, { name: South, population: 20000 }, { name: East, population: 10000 }]
sources:
  offences: { title: O, files: o.csv, columns: { id: id, date: date, hour: hour, offence_group: type, district: district, knife: knife } }
  victims: { title: V, files: v.csv, columns: { offence_id: offence, sex: sex, age: age } }
";

/// Offences of a type in a district in each month of two years, the first of them with a knife.
fn world(types: &[(&str, &str, usize)]) -> World {
    let (mut offences, mut victims) = (Vec::new(), Vec::new());
    for (district, kind, monthly) in types {
        for month in 0..24 {
            let (year, month) = (2022 + (month + 3) / 12, (month + 3) % 12 + 1);
            for at in 0..*monthly {
                let id = offences.len();
                let knife = if at == 0 { "yes" } else { "" };
                offences.push(format!("o{id},{year}-{month:02}-15,{},{kind},{district},{knife}", 8 + at % 12));
                victims.push(format!("o{id},{},{}", if at % 2 == 0 { "m" } else { "f" }, 20 + at % 3));
            }
        }
    }
    let text = |head: &str, rows: &[String]| lines(head, &rows.iter().map(String::as_str).collect::<Vec<_>>());
    let files =
        [("o.csv", text("id,date,hour,type,district,knife", &offences)), ("v.csv", text("offence,sex,age", &victims))];
    World::read(MANIFEST, &files)
}

const SHARES: &str = "standout: { rate: false, change: false, shares: [offence_group] }";

fn labels(body: &super::super::Body) -> Vec<&str> {
    body.rows.iter().map(|row| row.label.as_str()).collect()
}

#[test]
fn a_share_that_differs_stands_with_its_ratio_and_interval() {
    let types = [("North", "Robbery", 4), ("North", "Assault", 4), ("North", "Arson", 4)];
    let world = world(
        &[
            types.as_slice(),
            &[("South", "Robbery", 4), ("South", "Assault", 13), ("South", "Arson", 23), ("", "Arson", 9)],
        ]
        .concat(),
    );
    let body = world.with_area("North").table(SHARES).unwrap();
    assert_eq!(
        labels(&body),
        ["Share of offences: robbery", "Share of offences: arson"],
        "a third of 288 against a tenth of 960; a third of assault is no different from 13 in 40"
    );
    let row = "Share of offences: robbery";
    assert_eq!(cell(&body, row, "here"), Cell::Fraction(Fraction::share(96, 288).unwrap()));
    assert_eq!(cell(&body, row, "rest"), Cell::Fraction(Fraction::share(96, 960).unwrap()));
    let spread = 1.959_963_984_540_054 * (2.0 / 96.0 - 1.0 / 288.0 - 1.0 / 960.0_f64).sqrt();
    assert!((number(&body, row, "ratio") - 10.0 / 3.0).abs() < 1e-12);
    assert!((number(&body, row, "low") - 10.0 / 3.0 / spread.exp()).abs() < 1e-12);
    assert_eq!(cell(&body, row, "against"), Cell::Text("higher".to_owned()));
    assert_eq!(cell(&body, "Share of offences: arson", "against"), Cell::Text("lower".to_owned()));
    insta::assert_snapshot!(body.notes.join("\n"));
}

#[test]
fn rates_changes_conditions_and_other_sources_are_compared() {
    let types = [("North", "Robbery", 9), ("South", "Robbery", 3), ("East", "Robbery", 1)];
    let yaml = "standout:
  shares: [knife, weekday, district]
  shares_of: { victims: [sex, age] }
  conditions: { in the morning: 'hour < 12' }
  in_words: true
  top: 9
";
    let body = world(&types).with_area("North").table(yaml).unwrap();
    assert_eq!(
        labels(&body),
        [
            "Offences a year per 1,000 residents",
            "Share of offences in the morning",
            "Share of offences with a knife",
            "Share of records of victims who are male"
        ]
    );
    let rate = "Offences a year per 1,000 residents";
    assert!((number(&body, rate, "here") - 10.8).abs() < 1e-12, "216 in two years of 10,000");
    assert!((number(&body, rate, "rest") - 1.6).abs() < 1e-12, "96 in two years of 30,000");
    assert!((number(&body, rate, "ratio") - 6.75).abs() < 1e-12);
    let knife = "Share of offences with a knife";
    assert_eq!(cell(&body, knife, "here"), Cell::Fraction(Fraction::share(24, 216).unwrap()), "blank counts as no");
    assert_eq!(cell(&body, knife, "begins"), Cell::Text("Offences with a knife accounted for".to_owned()));
    assert_eq!(cell(&body, knife, "ends"), Cell::Text("of offences".to_owned()));
}

#[test]
fn a_small_base_is_not_compared() {
    let types = [("North", "Robbery", 1), ("South", "Assault", 9)];
    let compared = |smallest: u64| {
        let yaml = format!("standout: {{ rate: false, change: false, shares: [offence_group], smallest: {smallest} }}");
        world(&types).with_area("North").table(&yaml).unwrap()
    };
    assert_eq!(labels(&compared(24)).len(), 1, "of two values one says it for both");
    let none = compared(25);
    assert!(none.rows.is_empty());
    assert!(none.notes[0].starts_with("0 figures for North, each based on at least 25 records"), "{:?}", none.notes);
    assert!(none.notes[0].ends_with("None of them is clearly different from the rest."));
}

#[test]
fn every_figure_can_be_shown_with_its_verdict() {
    let types = [("North", "Robbery", 4), ("North", "Assault", 4), ("North", "Arson", 4)];
    let rest = [("South", "Robbery", 4), ("South", "Assault", 13), ("South", "Arson", 23)];
    let yaml = "standout: { rate: false, change: false, shares: [offence_group], every: true }";
    let body = world(&[types.as_slice(), &rest].concat()).with_area("North").table(yaml).unwrap();
    let verdict = |what: &str| {
        cell(&body, &format!("Share of offences: {what}"), "against").print(sna_core::document::Format::Count)
    };
    assert_eq!([verdict("arson"), verdict("assault"), verdict("robbery")], ["lower", "similar", "higher"]);
    assert_eq!(labels(&body).len(), 3);
}

#[test]
fn of_the_whole_area_nothing_is_compared_and_the_table_says_so() {
    let body = world(&[("North", "Robbery", 2)]).table(SHARES).unwrap();
    assert!(body.rows.is_empty());
    assert_eq!(body.columns.len(), 6);
    assert_eq!(body.notes, ["This report is about the whole area, so there is nothing to compare it with."]);
}

#[test]
fn a_share_of_nothing_in_the_rest_has_no_ratio() {
    let types = [("North", "Robbery", 2), ("North", "Arson", 2), ("South", "Assault", 4), ("South", "Arson", 4)];
    let body = world(&types).with_area("North").table(SHARES).unwrap();
    for column in ["ratio", "low"] {
        assert_eq!(
            cell(&body, "Share of offences: robbery", column),
            Cell::Missing(Missing::NotApplicable),
            "{column}"
        );
    }
    assert_eq!(number(&body, "Share of offences: assault", "ratio"), 0.0);
}

#[test]
fn mistakes_are_named_with_and_without_a_part() {
    let wrong = "standout: { shares: [offence_grup, month], shares_of: { victms: [sex] }, conditions: { at night: 'our > 22' } }";
    insta::assert_snapshot!(world(&[("North", "Robbery", 1)]).message(wrong));
    assert_eq!(world(&[("North", "Robbery", 1)]).with_area("North").fault(wrong), "unknown-dimension");
}

/// Thirty shares of two random halves of one population.
fn halves(chance: &mut Chance) -> Vec<Candidate> {
    let candidate = |at: u64, chance: &mut Chance| {
        let (wholes, in_a_thousand) = ([300 + chance.below(200), 2_000], 20 + chance.below(400));
        let [here, rest] = wholes.map(|whole| Portion {
            part: (0..whole).map(|_| u64::from(chance.below(1_000) < in_a_thousand)).sum(),
            whole,
        });
        let cell = |portion: Portion| Figure::Fraction(Fraction::share(portion.part, portion.whole).unwrap());
        let difference = shares_differ(here, rest).unwrap();
        let wording = Wording::new(String::new(), String::new(), String::new());
        Candidate {
            key: at.to_string(),
            wording,
            here: cell(here),
            rest: cell(rest),
            difference,
            is_beyond_chance: false,
        }
    };
    (0..30).map(|at| candidate(at, chance)).collect()
}

/// The family-wise error: among parts that are like the rest, fewer than one in twenty has anything that stands out.
#[test]
fn a_random_part_almost_never_stands_out() {
    let mut chance = Chance::of(20_241_130);
    let trials = 200;
    let alarms = (0..trials).filter(|_| !beyond_chance(halves(&mut chance)).is_empty()).count();
    let uncorrected = (0..20).filter(|_| halves(&mut chance).iter().any(|one| one.difference.p_value < 0.05)).count();
    assert!(alarms <= trials / 20, "{alarms} of {trials} alarms");
    assert!(uncorrected > 5, "without the correction most parts would have a false finding: {uncorrected} of 20");
}

proptest! {
    #[test]
    fn what_stands_out_is_beyond_chance_and_the_furthest_comes_first(seed: u64) {
        let mut chance = Chance::of(seed);
        let mut candidates = halves(&mut chance);
        candidates[3].difference = shares_differ(Portion { part: 200, whole: 400 }, Portion { part: 400, whole: 2_000 }).unwrap();
        let beyond = beyond_chance(candidates);
        prop_assert_eq!(&beyond[0].key, "3");
        let distances: Vec<f64> = beyond.iter().map(|one| one.difference.standard_errors.abs()).collect();
        prop_assert!(distances.windows(2).all(|pair| pair[0] >= pair[1]));
    }
}

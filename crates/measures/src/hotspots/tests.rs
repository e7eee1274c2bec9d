//! Tests of hotspots: the published table, and the rules of ranks and labels.

use super::super::Body;
use super::super::fixture::{NOT_APPLICABLE, NOT_AVAILABLE, World, cell, day, number};
use super::*;
use sna_core::document::Cell;

/// Wards with a number of offences in 2023/24 and a number of residents.
fn wards(wards: &[(&str, usize, Option<u64>)]) -> World {
    let known = wards.iter().filter_map(|(ward, _, residents)| Some(format!("\"{ward}\": {}", (*residents)?)));
    let manifest = format!(
        "title: T\npopulations: {{ wards: {{ of: ward, residents: {{ {} }} }} }}\n\
         sources: {{ offences: {{ title: O, files: o.csv, columns: {{ date: date, ward: ward }} }} }}\n",
        known.collect::<Vec<_>>().join(", ")
    );
    let mut offences = "date,ward\n".to_owned();
    for (ward, number, _) in wards {
        (0..*number).for_each(|at| offences += &format!("{},{ward}\n", day(2023, at)));
    }
    // Every month is covered.
    (0..12).for_each(|at| offences += &format!("{},\n", day(2023, at)));
    World::read(&manifest, &[("o.csv", offences)]).with_years(2023, 2023)
}

fn four() -> World {
    wards(&[("Elm", 30, Some(1_000)), ("Oak", 20, Some(2_000)), ("Ash", 20, Some(500)), ("Fir", 8, Some(800))])
}

fn column(body: &Body, key: &str) -> Vec<String> {
    let rows = body.rows.iter().filter(|row| row.kind == sna_core::document::RowKind::Body);
    rows.map(|row| format!("{} {}", row.label, cell(body, &row.key, key).print(Format::Count))).collect()
}

fn published() -> Vec<csv::StringRecord> {
    let text = include_str!("../../../../tests/golden/s04_hotspot_wards.csv");
    csv::Reader::from_reader(text.as_bytes()).records().map(|row| row.unwrap()).collect()
}

/// I-10 and I-11: the published score is the rank by number and half the rank by rate, rounded half up; equal scores and equal
/// whole rates are decided by number.
#[test]
fn meets_the_published_ranking_of_wards_cell_by_cell() {
    let rows = published();
    let all: Vec<(&str, usize, Option<u64>)> =
        rows.iter().map(|row| (&row[2], row[3].parse().unwrap(), row[5].parse().ok())).collect();
    let label = |column: usize| {
        let mut words: IndexMap<String, Vec<String>> = IndexMap::new();
        rows.iter().for_each(|row| words.entry(row[column].to_owned()).or_default().push(format!("\"{}\"", &row[2])));
        let words = words.iter().map(|(word, wards)| format!("{word}: [{}]", wards.join(", ")));
        format!("{{ {} }}", words.collect::<Vec<_>>().join(", "))
    };
    let built = wards(&all)
        .table(&format!(
            "hotspots: {{ population: wards, weights: {{ volume: 1, rate: 0.5 }}, rank_rates: whole, score: rounded, \
             ties: volume, labels: {{ Type: {}, Section: {} }} }}",
            label(0),
            label(1)
        ))
        .unwrap();
    let keys = ["Type", "Section", "", "count", "volume_rank", "population", "rate", "rate_rank", "score", "rank"];
    let mut compared = 0;
    for (place, row) in rows.iter().enumerate() {
        assert_eq!(built.rows[place].label, row[2], "in the order of the published ranks");
        for (at, key) in keys.iter().enumerate().filter(|(_, key)| !key.is_empty()) {
            assert_eq!(cell(&built, &row[2], key).print(Format::Count).replace(',', ""), row[at], "{} {key}", &row[2]);
            compared += 1;
        }
    }
    assert_eq!((rows.len(), compared), (15, 135));
    let ties = built.notes.iter().find(|note| note.contains("Abbey and Ripley"));
    assert!(ties.is_some_and(|note| note.contains("in score: Sinfin and Abbey")), "{:?}", built.notes);
}

/// I-11: on exact rates Ripley (14.26) comes before Abbey (13.92).
#[test]
fn exact_rates_rank_otherwise_than_whole_ones() {
    let rows = published();
    let all: Vec<(&str, usize, Option<u64>)> =
        rows.iter().map(|row| (&row[2], row[3].parse().unwrap(), row[5].parse().ok())).collect();
    let built = wards(&all).table("hotspots: { population: wards }").unwrap();
    assert_eq!((number(&built, "Ripley", "rate_rank"), number(&built, "Abbey", "rate_rank")), (5.0, 6.0));
    // The sum that the document describes: rank by number and rank by rate.
    assert_eq!(["Arboretum", "St Leonard's", "Mackworth"].map(|ward| number(&built, ward, "score")), [2.0, 4.0, 29.0]);
}

#[test]
fn ties_are_decided_as_asked_and_reported() {
    // By number Elm, then Oak and Ash; by rate Ash (40), Elm (30), then Oak and Fir (10).
    let ranks = |ties: &str| {
        let body = four().table(&format!("hotspots: {{ ties: {ties} }}")).unwrap();
        (column(&body, "volume_rank"), column(&body, "rate_rank"), body.notes)
    };
    let (volume, rate, notes) = ranks("volume");
    assert_eq!(volume, ["Elm 1", "Ash 2", "Oak 2", "Fir 4"]);
    assert_eq!(rate, ["Elm 2", "Ash 1", "Oak 3", "Fir 4"]);
    assert!(
        notes.iter().any(|note| note
            .ends_with("share a rank. Equal in number: Ash and Oak; in rate: Oak and Fir; in score: Elm and Ash.")),
        "{notes:?}"
    );
    let (volume, rate, _) = ranks("rate");
    assert_eq!(
        (volume, rate),
        (
            ["Ash 2", "Elm 1", "Oak 3", "Fir 4"].map(str::to_owned).to_vec(),
            ["Ash 1", "Elm 2", "Oak 3", "Fir 3"].map(str::to_owned).to_vec(),
        )
    );
    let (volume, rate, notes) = ranks("shared");
    assert_eq!((volume[1].as_str(), rate[3].as_str()), ("Ash 2", "Fir 3"));
    assert!(notes.iter().any(|note| note.starts_with("Equal areas share a rank.")), "{notes:?}");
}

#[test]
fn without_residents_there_is_a_rank_by_number_only() {
    let body =
        wards(&[("Elm", 30, None), ("Oak", 20, Some(2_000)), ("Ash", 24, Some(0))]).table("hotspots: {}").unwrap();
    assert_eq!(column(&body, "volume_rank"), ["Oak 3", "Elm 1", "Ash 2"]);
    for key in ["rate", "rate_rank", "score", "rank"] {
        assert_eq!(cell(&body, "Elm", key), NOT_AVAILABLE, "{key}");
        assert_eq!(cell(&body, "Ash", key), NOT_AVAILABLE, "{key}");
    }
    assert_eq!(number(&body, "Oak", "rank"), 1.0);
    assert!(body.notes.iter().any(|note| note.ends_with("(2): Elm and Ash.")), "{:?}", body.notes);
}

#[test]
fn the_first_are_listed_and_the_rest_still_counts() {
    let body = four().table("hotspots: { top: 2, labels: { Kind: { Centre: [Fir, Elm] } } }").unwrap();
    assert_eq!(column(&body, "rank"), ["Elm 1", "Ash 2"]);
    assert_eq!([cell(&body, "Elm", "Kind"), cell(&body, "Ash", "Kind")], [Cell::Text("Centre".into()), NOT_APPLICABLE]);
    assert_eq!((number(&body, "total", "count"), number(&body, "unknown", "count")), (90.0, 12.0));
    assert!((number(&body, "total", "rate") - 90.0 / 4.3).abs() < 1e-9);
    assert!(body.notes.contains(&"The first 2 of 4 areas are listed.".to_owned()), "{:?}", body.notes);
}

#[test]
fn the_last_area_listed_can_be_equal_to_one_that_is_not() {
    let notes = |top: u64| four().table(&format!("hotspots: {{ top: {top} }}")).unwrap().notes;
    let cut = "share a rank. Elm has the same score as Ash, which is not listed.";
    assert!(notes(1).iter().any(|note| note.ends_with(cut)), "{:?}", notes(1));
    assert!(notes(1).contains(&"The first of 4 areas is listed.".to_owned()), "{:?}", notes(1));
    assert!(!notes(2).iter().any(|note| note.contains("has the same score")), "{:?}", notes(2));
}

#[test]
fn mistakes_are_named() {
    let world = four();
    for (options, code) in [
        ("rows: lsoa", "missing-column"),
        ("population: ward", "unknown-population"),
        ("weights: { volume: 0, rate: 0 }", "bad-rank-weights"),
        ("weights: { volume: -1 }", "bad-rank-weights"),
        ("top: 0", "bad-top"),
        ("labels: { rate: { High: [Elm] } }", "column-taken"),
        ("labels: { Type: { Hotspot: [Elm], Control: [Elm] } }", "area-labelled-twice"),
        ("labels: { Type: { Hotspot: [Elmm] } }", "unknown-area"),
    ] {
        assert_eq!(world.fault(&format!("hotspots: {{ {options} }}")), code, "{options}");
    }
}

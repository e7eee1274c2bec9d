//! Crime harm of a few records, worked out by hand.

use super::super::fixture::{World, cell, lines, number};
use sna_core::document::{Cell, Missing};

const MANIFEST: &str = "title: T
areas: [{ name: North, population: 100 }, { name: South, population: 100 }]
harm_weights: harm.yaml
sources:
  offences: { title: O, files: offences.csv, columns: { id: id, date: date, offence_group: type, offence: offence, district: district } }
";

/// A source more, for a manifest.
const VICTIMS: &str =
    "  victims: { title: V, files: victims.csv, columns: { offence_id: offence, person_id: person, age: age } }\n";

/// Homicide weighs fifteen times as much as robbery, grievous bodily harm four times, a threat half a day, a nuisance nothing.
const WEIGHTS: &str = "Homicide: { days: 5475, source: s }
GBH: { days: 1460, source: s }
Robbery: { days: 365, source: s }
Threat: { days: 0.5, source: s }
Nuisance: { days: 0, source: s }
";

/// Offences of 2022/23 and 2023/24; the last has no district.
const OFFENCES: &[&str] = &[
    "o1,2022-04-01,Theft,Robbery,North",
    "o2,2022-06-15,Theft,Robbery,South",
    "o3,2023-03-31,Injury,GBH,North",
    "o4,2023-04-01,Injury,Homicide,South",
    "o5,2023-12-31,Theft,Robbery,",
];

fn world(offences: &[&str]) -> World {
    World::read(MANIFEST, &files(offences, &[]))
}

fn with_victims(offences: &[&str], victims: &[&str]) -> World {
    World::read(&format!("{MANIFEST}{VICTIMS}"), &files(offences, victims))
}

fn files(offences: &[&str], victims: &[&str]) -> [(&'static str, String); 3] {
    [
        ("harm.yaml", WEIGHTS.to_owned()),
        ("offences.csv", lines("id,date,type,offence,district", offences)),
        ("victims.csv", lines("offence,person,age", victims)),
    ]
}

/// The figure of a cell is this one, to what a sum of a few `f64` can keep.
#[track_caller]
fn is(body: &super::Body, row: &str, column: &str, expected: f64) {
    let found = number(body, row, column);
    assert!((found - expected).abs() < 1e-9, "{row}, {column}: {found}, not {expected}");
}

/// 2022/23: 2 x 365 + 1460 = 2190 days of 3 offences, 730 each. 2023/24: 5475 + 365 = 5840 days of 2 offences, 2920 each.
/// In all 8030 days, which is 11 x 730: 3/11 in the first year, 8/11 in the second.
#[test]
fn harm_is_the_sum_of_the_days_of_each_offence() {
    let body = world(OFFENCES).table("harm: {}").unwrap();
    assert_eq!(body.row_header, "Financial year");
    is(&body, "2022/23", "count", 3.0);
    is(&body, "2022/23", "harm", 2190.0);
    is(&body, "2022/23", "mean_harm", 730.0);
    is(&body, "2022/23", "share", 3.0 / 11.0);
    is(&body, "2023/24", "count", 2.0);
    is(&body, "2023/24", "harm", 5840.0);
    is(&body, "2023/24", "mean_harm", 2920.0);
    is(&body, "2023/24", "share", 8.0 / 11.0);
}

/// North 365 + 1460 = 1825, South 365 + 5475 = 5840, not known 365; together 8030.
#[test]
fn what_has_no_district_counts_in_a_row_of_its_own() {
    let body = world(OFFENCES).table("harm: { rows: district }").unwrap();
    let rows: Vec<&str> = body.rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(rows, ["North", "South", "unknown"]);
    is(&body, "North", "harm", 1825.0);
    is(&body, "South", "harm", 5840.0);
    is(&body, "unknown", "harm", 365.0);
    is(&body, "unknown", "share", 365.0 / 8030.0);
}

/// Theft: 730 in the first year, 365 in the second. Injury: 1460, then 5475.
#[test]
fn by_row_and_column_the_cells_are_days_and_add_up() {
    let body = world(OFFENCES).table("harm: { rows: offence_group, columns: financial_year }").unwrap();
    for (row, first, second, total) in
        [("Theft", 730.0, 365.0, 1095.0), ("Injury", 1460.0, 5475.0, 6935.0), ("total", 2190.0, 5840.0, 8030.0)]
    {
        is(&body, row, "2022/23", first);
        is(&body, row, "2023/24", second);
        is(&body, row, "total", total);
    }
    assert_eq!(body.rows.len(), 3, "two types and their sum");
}

/// o1 has two victims, o3 one, o4 none: 2 x 365 + 1460 = 2190 days of three victims. One victim's age is not known.
#[test]
fn of_victims_an_offence_weighs_once_for_each() {
    let world = with_victims(OFFENCES, &["o1,V1,17", "o1,V2,40", "o3,V1,"]);
    let body = world.table("harm: { of: victims, rows: age, bands: child_adult }").unwrap();
    let all: f64 = body.rows.iter().map(|row| row.cells[1].number().unwrap()).sum();
    assert!((all - 2190.0).abs() < 1e-9, "{all}");
    is(&body, "Age not known", "harm", 1460.0);
    is(&body, "Age not known", "share", 2.0 / 3.0);
    assert_eq!(body.columns[0].title, "Victims");
    assert_eq!(body.notes.last().unwrap(), "An offence counts once for each of its victims.");
    let by_year = world.table("harm: { of: victims }").unwrap();
    is(&by_year, "2022/23", "count", 3.0);
    is(&by_year, "2022/23", "harm", 2190.0);
}

/// A period of January to June 2023 takes the last quarter of 2022/23 (1460) and the first of 2023/24 (5475).
#[test]
fn of_a_year_in_part_only_its_months_count() {
    let body = world(OFFENCES).within("2023-01", "2023-06").table("harm: {}").unwrap();
    is(&body, "2022/23", "count", 1.0);
    is(&body, "2022/23", "harm", 1460.0);
    is(&body, "2023/24", "harm", 5475.0);
    is(&body, "2023/24", "share", 5475.0 / 6935.0);
}

/// A year without an offence has no harm, and no average; offences that weigh nothing have an average of nothing, but no
/// share of nothing.
#[test]
fn nothing_is_divided_by_nothing() {
    let body = world(&["o1,2022-04-01,Other,Nuisance,North"]).table("harm: {}").unwrap();
    is(&body, "2022/23", "count", 1.0);
    is(&body, "2022/23", "harm", 0.0);
    is(&body, "2022/23", "mean_harm", 0.0);
    assert_eq!(cell(&body, "2022/23", "share"), Cell::Missing(Missing::NotApplicable));
    is(&body, "2023/24", "count", 0.0);
    is(&body, "2023/24", "harm", 0.0);
    assert_eq!(cell(&body, "2023/24", "mean_harm"), Cell::Missing(Missing::NotApplicable));
    assert_eq!(cell(&body, "2023/24", "share"), Cell::Missing(Missing::NotApplicable));
}

/// Three threats of half a day and one homicide: 1.5 and 5475 days. Rounding is for those who print.
#[test]
fn small_weights_are_not_lost() {
    let threats = ["o1,2022-04-01,T,Threat,North", "o2,2022-04-02,T,Threat,North", "o3,2022-04-03,T,Threat,South"];
    let body = world(&[threats.as_slice(), &["o4,2023-05-01,H,Homicide,North"]].concat()).table("harm: {}").unwrap();
    is(&body, "2022/23", "harm", 1.5);
    is(&body, "2022/23", "mean_harm", 0.5);
    is(&body, "2022/23", "share", 1.5 / 5476.5);
}

#[test]
fn an_offence_without_a_weight_stops_the_build() {
    let unweighed = ["o6,2023-05-01,T,Arson,North", "o7,2023-05-01,T,Arson,North", "o8,2023-05-01,T,,North"];
    let message = world(&[OFFENCES, &unweighed].concat()).message("harm: {}");
    assert_eq!(message.matches("error[missing-weight]").count(), 2, "{message}");
    assert!(message.contains("no harm weight for `Arson` (2 records)"), "{message}");
    assert!(message.contains("no offence, so no harm weight"), "{message}");
}

/// Outside the scope an offence needs no weight: it is not counted.
#[test]
fn an_offence_outside_the_period_needs_no_weight() {
    let body = world(&[OFFENCES, &["o6,2021-05-01,T,Arson,North"]].concat()).table("harm: {}").unwrap();
    is(&body, "2022/23", "harm", 2190.0);
}

#[test]
fn without_weights_or_offences_there_is_no_harm() {
    let unweighed = MANIFEST.replace("harm_weights: harm.yaml\n", "");
    assert_eq!(World::read(&unweighed, &files(OFFENCES, &[])).fault("harm: {}"), "no-harm-weights");
    let without_offence = MANIFEST.replace(" offence: offence, district", " district");
    assert_eq!(World::read(&without_offence, &files(OFFENCES, &[])).fault("harm: {}"), "missing-column");
    assert_eq!(world(OFFENCES).fault("harm: { rows: hour }"), "missing-column");
}

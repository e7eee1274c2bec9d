//! The published tables, cell by cell. The misprints among them (docs/published-figures.md) are expected as computed.

use std::path::Path;

use crate::program::{Table, derbyshire, project};

/// A published table: its header and its rows.
pub(crate) fn published(name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let path = project().join("tests/golden").join(name);
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let header = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|record| record.expect("a row").iter().map(str::to_owned).collect()).collect();
    (header, rows)
}

/// Compares every count of a published table; returns how many cells were compared.
pub(crate) fn same_counts(
    name: &str,
    built: &Table,
    row_of: impl Fn(&str) -> String,
    column_of: impl Fn(&str) -> Option<String>,
) -> usize {
    let (header, rows) = published(name);
    let mut compared = 0;
    for row in &rows {
        for (title, cell) in header.iter().zip(row).skip(1) {
            let (Some(column), false) = (column_of(title), cell.is_empty()) else { continue };
            assert_eq!(built.at(&row_of(&row[0]), &column), cell, "{name}: {} / {title}", row[0]);
            compared += 1;
        }
    }
    compared
}

pub(crate) fn total(label: &str) -> String {
    if label.to_lowercase().contains("total") { "Total".to_owned() } else { label.to_owned() }
}

pub(crate) fn year(title: &str) -> Option<String> {
    title.starts_with("20").then(|| title.to_owned())
}

/// `mon` as the report writes it.
pub(crate) fn day(title: &str) -> Option<String> {
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    days.iter().find(|day| day.to_lowercase().starts_with(title)).map(ToString::to_string)
}

pub(crate) fn read(id: &str) -> Table {
    Table::read(derbyshire(), id)
}

#[test]
fn volume_by_year_and_its_changes() {
    for (name, id, misprints) in [
        ("s03_0_volume_by_year.csv", "volume.by_year", vec![("2021/22", "25.08"), ("2022/23", "2.02")]),
        // I-01: the document divides knife crime's change by the new year; the old year is right.
        (
            "s06_knife_crime_volume_by_year.csv",
            "knife_crime.volume.by_year",
            vec![("2020/21", "-19.33"), ("2021/22", "18.18"), ("2022/23", "3.50"), ("2023/24", "-7.43")],
        ),
    ] {
        let built = read(id);
        let (header, rows) = published(name);
        for (at, title) in header.iter().enumerate().skip(2) {
            assert_eq!(built.at(title, "count"), rows[0][at], "{name}: volume {title}");
            if rows[1][at].is_empty() {
                assert_eq!(built.at(title, "change"), "[z]");
                continue;
            }
            assert_eq!(built.at(title, "change"), rows[1][at], "{name}: change {title}");
            let expected =
                misprints.iter().find(|(year, _)| year == title).map_or(rows[2][at].as_str(), |(_, right)| right);
            let percent = format!("{:.2}", built.number(title, "change_pct") * 100.0);
            assert_eq!(
                percent,
                format!("{:.2}", expected.parse::<f64>().expect("a number")),
                "{name}: change % {title}"
            );
        }
    }
}

#[test]
fn offence_types_weapons_and_main_offences() {
    let by_type = read("volume.offence_types.by_type");
    assert_eq!(same_counts("s03_1_offence_type_by_year.csv", &by_type, total, year), 30);
    let knife = read("knife_crime.offence_types.by_type");
    assert_eq!(same_counts("s06_1_knife_crime_offence_type_by_year.csv", &knife, total, year), 30);
    let weapons = read("volume.weapons_in_possession_offences.weapons");
    let column = |title: &str| if title == "total" { Some("total".to_owned()) } else { year(title) };
    assert_eq!(same_counts("s03_1_possession_by_weapon.csv", &weapons, total, column), 21 * 6);
    for row in published("s03_1_possession_by_weapon.csv").1.iter().filter(|row| !row[7].is_empty()) {
        assert_eq!(format!("{:.1}", weapons.number(&row[0], "share") * 100.0), row[7], "share of {}", row[0]);
    }
    let main = read("volume.main_offences_of_violence_with_injury.main");
    assert_eq!(same_counts("s03_1_vwi_main_offences_by_year.csv", &main, str::to_owned, year), 15);
}

#[test]
fn districts_add_up_with_their_unknown_row() {
    let built = read("volume.districts.by_year");
    assert_eq!(same_counts("s03_2_district_by_year.csv", &built, total, year), 50);
    let unknown: Vec<&str> = ["2019/20", "2020/21", "2021/22", "2022/23", "2023/24"]
        .iter()
        .map(|year| built.at("Not known or elsewhere", year))
        .collect();
    assert_eq!(unknown, ["9", "8", "16", "16", "33"]);
}

#[test]
fn hour_by_weekday_with_the_missing_midnight() {
    let built = read("volume.temporal.week");
    assert_eq!(same_counts("s03_3_hour_by_day_all.csv", &built, str::to_owned, day), 23 * 7);
    assert_eq!(built.at("00", "total"), "811");
    assert_eq!(built.at("Total", "total"), "11647");
}

#[test]
fn qualifiers_to_their_printed_decimal() {
    let built = read("qualifiers.flagged");
    let (header, rows) = published("s05_alcohol_drug_qualifiers_pct.csv");
    for row in &rows {
        for (title, cell) in header.iter().zip(row).skip(1) {
            let share = built.number(&row[0], title.trim_end_matches(" pct"));
            assert_eq!(format!("{:.1}", share * 100.0), *cell, "{} / {title}", row[0]);
        }
    }
    assert_eq!(format!("{:.1}", built.number("All", "pooled") * 100.0), "21.0");
}

#[test]
fn the_reconciliation_adds_up() {
    let built = read("method.reconciliation");
    let parts: f64 = built.rows.iter().filter(|row| *row != "Rows read").map(|row| built.number(row, "rows")).sum();
    assert_eq!(parts, built.number("Rows read", "rows"));
    assert_eq!(built.at("Within the definition and the period", "rows"), "11647");
}

#[test]
fn every_golden_file_is_used() {
    let tests = std::fs::read_dir(project().join("tests/suite")).expect("a folder").flatten();
    let golden = tests.filter(|entry| entry.file_name().to_string_lossy().starts_with("golden"));
    let here: String = golden.map(|entry| std::fs::read_to_string(entry.path()).expect("a test")).collect();
    for entry in std::fs::read_dir(project().join("tests/golden")).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(here.contains(&name), "{name} is compared with nothing");
        assert!(Path::new(&name).extension().is_some_and(|end| end == "csv"));
    }
}

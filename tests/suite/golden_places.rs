//! The published tables about places, searches and outcomes, cell by cell.

use crate::golden::{published, read, same_counts, total, year};
use crate::program::{Report, Table, head};

/// A report with some blocks on the Derbyshire records.
fn tables(scope: &str, blocks: &str, ids: &[&str]) -> Vec<Table> {
    let report = Report::with_head(
        &head(),
        &format!(
            "\
sections:
  - title: P
    id: p
    scope: {scope}
    blocks:
{blocks}"
        ),
    );
    let out = report.build();
    ids.iter().map(|id| Table::read(&out, &format!("p.{id}"))).collect()
}

const HOTSPOTS: &str = "{ of: hotspot_offences, definition: none, period: { from: 2023-05, to: 2024-04 } }";

/// The document does not state the rule that the printed ranks follow: half the rank by rate is added, scores are
/// rounded half up, and rates are ranked as printed (I-10, I-11).
#[test]
fn hotspot_wards_under_the_rule_of_the_printed_ranks() {
    let rule = "{ weights: { rate: 0.5 }, rank_rates: whole, score: rounded, ties: volume }";
    let built = tables(HOTSPOTS, &format!("      - table: {{ id: w, title: W, hotspots: {rule} }}\n"), &["w"]);
    let (header, rows) = published("s04_hotspot_wards.csv");
    assert_eq!(
        header[2..],
        [
            "ward",
            "sv_total",
            "sv_rank",
            "population",
            "per_1000_population",
            "rate_rank",
            "combined_score",
            "combined_rank"
        ]
    );
    let columns = ["count", "volume_rank", "population", "rate", "rate_rank", "score", "rank"];
    for row in &rows {
        for (column, printed) in columns.iter().zip(&row[3..]) {
            let cell = built[0].number(&row[2], column);
            let whole = if *column == "rate" { (cell + 0.5).floor() } else { cell };
            assert_eq!(whole, printed.parse::<f64>().expect("a number"), "{} / {column}", row[2]);
        }
    }
    let order: Vec<&String> = rows.iter().map(|row| &row[2]).collect();
    assert_eq!(built[0].rows.iter().take(15).collect::<Vec<_>>(), order);
}

#[test]
fn hot_streets_with_the_numbers_and_nights_of_the_text() {
    let groups = "{ Derby centre: [Curzon Street, Wardwick, Victoria Street, St. Peters Street], Chesterfield centre: [Holywell Street, Corporation Street, Stephenson Place] }";
    let block = |hours: u8| {
        format!("      - table: {{ id: s{hours}, title: S, hot_places: {{ hours: {hours}, groups: {groups} }} }}\n")
    };
    let built = tables(HOTSPOTS, &[block(4), block(3)].concat(), &["s4", "s3"]);
    let (_, rows) = published("s04_hotspot_locations.csv");
    assert_eq!(
        [built[0].at("Derby centre", "count"), built[0].at("Chesterfield centre", "count")],
        [rows[0][3].as_str(), rows[1][3].as_str()]
    );
    // "Midnight to 4am", and "1am to 4am", on Saturday and Sunday morning.
    let peak = |table: &Table, row: &str| format!("{} {}", table.at(row, "peak_days"), table.at(row, "peak_hours"));
    assert_eq!(peak(&built[0], "Derby centre"), "Saturday and Sunday 00:00 to 03:59");
    assert_eq!(peak(&built[1], "Chesterfield centre"), "Saturday and Sunday 01:00 to 03:59");
}

#[test]
fn offences_at_and_near_schools() {
    let scope = "{ of: school_offences, definition: none, period: { from: 2021-01, to: 2023-12 } }";
    let groups = ["Serious violence", "Knife crime", "Lower-level violence"];
    let block = |at: usize, group: &str| {
        format!(
            "      - table: {{ id: g{at}, title: G, scope: {{ where: \"offence_group = '{group}'\" }}, school_proximity: {{ years: year }} }}\n"
        )
    };
    let blocks: String = groups.iter().enumerate().map(|(at, group)| block(at, group)).collect();
    let built = tables(scope, &blocks, &["g0", "g1", "g2"]);
    let (_, rows) = published("s08_school_proximity.csv");
    assert_eq!(rows.len(), 12);
    for row in &rows {
        let table = &built[groups.iter().position(|group| *group == row[0]).expect("a group")];
        let label = total(&row[1]);
        assert_eq!(
            [table.at(&label, "school_age"), table.at(&label, "at_or_near")],
            [row[2].as_str(), row[3].as_str()],
            "{row:?}"
        );
        assert_eq!(format!("{:.0}", table.number(&label, "share") * 100.0), row[4], "{row:?}");
    }
    let places = read("schools.places");
    let share = |row: &str| format!("{:.0}", places.number(row, "share") * 100.0);
    assert_eq!(["At a school", "Near a secondary school", "Near a primary school"].map(share), ["73", "20", "7"]);
    assert_eq!(places.at("Total", "count"), "1032");
}

#[test]
fn night_time_crime_by_offence_and_by_district() {
    assert_eq!(
        same_counts(
            "s09_nte_by_offence.csv",
            &read("nte.by_offence"),
            |row| match row {
                "Total crimes" => "Total".to_owned(),
                row => row.to_owned(),
            },
            year
        ),
        15 * 3
    );
    let built = &tables(
        "{ of: night_time_crimes, definition: nte_crime, period: { financial_years: 3, to: 2023/24 } }",
        "      - table: { id: d, title: D, area_rates: { columns: financial_year, population: nte_districts } }\n",
        &["d"],
    )[0];
    let (_, rows) = published("s09_nte_by_district.csv");
    for row in &rows {
        let label = if row[0] == "Force" { "Whole area" } else { row[0].as_str() };
        for (column, printed) in ["2021/22", "2022/23", "2023/24"].iter().zip(&row[2..5]) {
            assert_eq!(built.at(label, column), printed, "{label} / {column}");
        }
        assert_eq!(built.number(label, "population"), row[1].parse::<f64>().expect("a number"));
        assert_eq!(format!("{:.0}", built.number(label, "average")), row[5], "{label}");
        // I-45: printed from the rounded average.
        let rate = if label == "High Peak" { "9.53" } else { &row[6] };
        assert_eq!(format!("{:.2}", built.number(label, "rate")), rate, "{label}");
    }
}

#[test]
fn stop_and_search_with_the_finds_by_age() {
    let searches = read("stop_search.searches");
    let (_, rows) = published("s10_stop_searches.csv");
    for row in &rows {
        let built = ["All searches", "For weapons", "Weapons found"].map(|column| searches.at(&row[0], column));
        assert_eq!(built, [row[1].as_str(), row[2].as_str(), row[3].as_str()], "{}", row[0]);
    }
    let ages = read("stop_search.by_age");
    let (header, rows) = published("s10_weapon_found_by_age.csv");
    for row in &rows {
        for (age, printed) in header.iter().zip(row).skip(1) {
            let band = match age.as_str() {
                "60+" => "60 and over".to_owned(),
                age => age.replace('-', " to "),
            };
            assert_eq!(ages.at(&band, &row[0]), printed, "{age} / {}", row[0]);
        }
    }
    // I-46: one search without an age.
    assert_eq!(ages.at("Age not known", "2022/23"), "1");
}

#[test]
fn outcomes_by_year_and_the_five_most_frequent_others() {
    let built = read("outcomes.by_year");
    let (header, rows) = published("s11_outcomes_by_year.csv");
    let columns = ["Positive outcome", "Other outcome", "open", "share", "total"];
    for (row, column) in rows.iter().zip(columns) {
        for (year, printed) in header.iter().zip(row).skip(2) {
            match column {
                "share" => assert_eq!(format!("{:.2}", built.number(year, column) * 100.0), *printed, "{year}"),
                _ => assert_eq!(built.at(year, column), printed, "{year} / {column}"),
            }
        }
    }
    assert_eq!(same_counts("s11_other_outcomes_top5.csv", &read("outcomes.others"), str::to_owned, year), 25);
}

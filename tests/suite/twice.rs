//! Nothing is counted twice or under another's name: copies of files, repeated records, areas of one name, sums among records.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::mistakes::refused;
use crate::program::{Report, Table};

const HEAD: &str = "\
report: { title: T, area: A, published: 2024-05-01, period: { financial_years: 1, to: 2023/24 } }
data: data.yaml
sections:
  - title: A
    blocks:
";

fn manifest(files: &str, rest: &str) -> String {
    format!(
        "\
title: T
areas: [{{ name: Derby, population: 9000 }}, {{ name: Bolsover, population: 8000 }}]
sources:
  offences:
    title: Offences
    files: '{files}'
    covers: {{ from: 2023-04-01, to: 2024-03-31 }}
    columns: {{ date: date, offence: offence, district: district, ward: ward, street: street }}
{rest}"
    )
}

fn report(blocks: &str, files: &str, rest: &str) -> Report {
    Report::with_head(HEAD, blocks).file("data.yaml", manifest(files, rest))
}

const BY_DISTRICT: &str = "      - table: { id: t, title: T, crosstab: { rows: district, total: row } }\n";
const BY_WARD: &str = "      - table: { id: t, title: T, hotspots: { rows: ward } }\n";
const NAMES: &str = "date,offence,district,ward,street\n";

/// Records of these wards, as many of each as is said, on different days in different streets.
fn records(wards: &[(&str, &str, usize)]) -> String {
    let mut text = NAMES.to_owned();
    let mut day = 0;
    for (district, ward, count) in wards {
        for _ in 0..*count {
            day += 1;
            let (month, of_month) = (4 + day % 9, 1 + day % 28);
            writeln!(text, "2023-{month:02}-{of_month:02},Robbery,{district},{ward},{day} Street").expect("a text");
        }
    }
    text
}

fn warned(report: &Report) -> String {
    let (code, words) = report.check();
    assert_eq!(code, 0, "{words}");
    words
}

#[test]
fn a_file_that_is_there_twice_is_refused() {
    let text = records(&[("Derby", "Abbey", 30), ("Bolsover", "Mill", 20)]);
    let twice = report(BY_DISTRICT, "o*.csv*", "").file("o.csv", &text).file("o (1).csv", &text);
    insta::assert_snapshot!(refused(&twice));
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).expect("a packed text");
    let packed = packed.finish().expect("a packed text");
    let beside = report(BY_DISTRICT, "o*.csv*", "").file("o.csv", &text).file("o.csv.gz", packed);
    assert!(refused(&beside).contains("`o.csv.gz` has the same contents as `o.csv`"));
}

#[test]
fn files_without_records_may_be_alike() {
    let text = records(&[("Derby", "Abbey", 30)]);
    let report = report(BY_DISTRICT, "o*.csv", "").file("o.csv", text).file("o2.csv", NAMES).file("o3.csv", NAMES);
    assert_eq!(warned(&report), "");
}

#[test]
fn a_tenth_of_a_file_that_was_appended_again_is_told() {
    let text = records(&[("Derby", "Abbey", 60), ("Bolsover", "Mill", 60)]);
    let again: String = text.lines().skip(51).take(12).map(|line| format!("{line}\n")).collect();
    insta::assert_snapshot!(warned(&report(BY_DISTRICT, "o.csv", "").file("o.csv", format!("{text}{again}"))));
}

#[test]
fn a_file_that_is_half_of_another_is_told() {
    let text = records(&[("Derby", "Abbey", 60), ("Bolsover", "Mill", 60)]);
    let (mut half, mut new) = (NAMES.to_owned(), 0);
    for line in text.lines().skip(1).step_by(4) {
        new += 1;
        writeln!(half, "{line}\n2024-01-{:02},Arson,Derby,Abbey,New {new}", 1 + new % 28).expect("a text");
    }
    insta::assert_snapshot!(warned(&report(BY_DISTRICT, "o*.csv", "").file("o1.csv", text).file("o2.csv", half)));
}

const TWO_ABBEYS: [(&str, &str, usize); 3] =
    [("Derby", "Abbey", 40), ("Bolsover", "Abbey", 12), ("Bolsover", "Mill", 24)];

/// Forty offences among 5,000 residents are 8.0 per 1,000, twelve among 6,000 are 2.0.
#[test]
fn two_wards_of_one_name_are_two_wards() {
    let residents = "populations: { wards: { of: ward, residents: { Abbey (Derby): 5000, Abbey (Bolsover): 6000, Mill: 4000 } } }\n";
    let report = report(BY_WARD, "o.csv", residents).file("o.csv", records(&TWO_ABBEYS));
    let table = Table::read(&report.build(), "a.t");
    assert_eq!(table.rows[..3], ["Abbey (Derby)", "Mill", "Abbey (Bolsover)"]);
    let figures = ["Abbey (Derby)", "Mill", "Abbey (Bolsover)"]
        .map(|ward| (table.number(ward, "count"), table.number(ward, "rate")));
    assert_eq!(
        figures.map(|(count, rate)| (count, (rate * 10.0).round() / 10.0)),
        [(40.0, 8.0), (24.0, 6.0), (12.0, 2.0)]
    );
}

#[test]
fn residents_of_a_name_that_is_two_wards_are_refused() {
    let residents = "populations: { wards: { of: ward, residents: { Abbey: 5000, Mill: 4000 } } }\n";
    insta::assert_snapshot!(refused(&report(BY_WARD, "o.csv", residents).file("o.csv", records(&TWO_ABBEYS))));
}

/// One record in forty elsewhere is a slip rather than a ward; and records without a district cannot be told apart.
#[test]
fn a_ward_with_a_record_elsewhere_and_records_without_a_district() {
    let crosstab = "      - table: { id: t, title: T, crosstab: { rows: ward } }\n";
    let slip = [("Derby", "Abbey", 40), ("Bolsover", "Abbey", 1)];
    let slipped = warned(&report(crosstab, "o.csv", "").file("o.csv", records(&slip)));
    let stops = "  stops: { title: Stops, files: s.csv, covers: { from: 2023-04-01, to: 2024-03-31 }, columns: { date: date, ward: ward } }\n";
    let stops = report(crosstab, "o.csv", stops)
        .file("o.csv", records(&TWO_ABBEYS))
        .file("s.csv", "date,ward\n2023-05-01,Abbey\n");
    insta::assert_snapshot!(format!("{slipped}----\n{}", warned(&stops)));
}

#[test]
fn a_sum_among_records_is_told() {
    let text = records(&[("Derby", "Abbey", 30)]) + "2024-01-01,Total,Derby,Abbey,High Street\n";
    insta::assert_snapshot!(warned(&report(BY_DISTRICT, "o.csv", "").file("o.csv", text)));
}

#[test]
fn residents_with_their_total_are_refused() {
    let residents = "populations: { wards: { of: ward, residents: { Abbey: 5123, Mill: 4418, All wards: 9541 } } }\n";
    let wards = [("Derby", "Abbey", 40), ("Bolsover", "Mill", 12)];
    insta::assert_snapshot!(refused(&report(BY_WARD, "o.csv", residents).file("o.csv", records(&wards))));
}

//! What records cover: like is compared with like, in tables and words alike, and every message about it.

use crate::program::{Report, Table};

const HEAD: &str = "
data: data.yaml
about: []
report: { title: T, area: Both, published: 2024-11-30, period: { financial_years: 2, to: 2023/24 } }
";

const BY_DISTRICT: &str = "
sections:
  - title: S
    blocks:
      - table: { id: by, title: T, crosstab: { rows: district, columns: years, total: both, change: last } }
      - table: { id: v, title: V, volume: {} }
      - prose: >
          South {{ change(by.row(\"South\"), \"2022/23\", \"2023/24\") }}. All {{ change(by.row(\"total\"), \"2022/23\", \"2023/24\") }}.
";

/// A manifest of two districts, with further keys of the source.
fn manifest(keys: &str) -> String {
    format!(
        "title: T
areas: [{{ name: North, population: 1000 }}, {{ name: South, population: 500 }}]
sources:
  offences:
    title: Offences
    files: o.csv
    columns: {{ date: date, district: district, knife: knife }}
{keys}"
    )
}

/// Ten records a month in North, four in South, from April 2022; those of South end with a month.
fn records(last_of_south: &str) -> String {
    let mut rows = "date,district,knife\n".to_owned();
    for at in 3..27 {
        let month = format!("{}-{:02}", 2022 + at / 12, at % 12 + 1);
        rows.extend((0..10).map(|day| format!("{month}-{:02},North,yes\n", day * 3 + 1)));
        let of_south = if month.as_str() <= last_of_south { 4 } else { 0 };
        rows.extend((0..of_south).map(|day| format!("{month}-{:02},South,no\n", day * 7 + 1)));
    }
    rows
}

fn report(keys: &str, last_of_south: &str, sections: &str) -> Report {
    Report::with_head(HEAD, sections).file("data.yaml", manifest(keys)).file("o.csv", records(last_of_south))
}

/// How often a note is in the document.
fn notes(out: &std::path::Path, note: &str) -> usize {
    let document = std::fs::read_to_string(out.join("sna.json")).expect("the document");
    document.matches(note).count()
}

#[test]
fn a_district_that_stops_is_told_and_compared_with_nothing() {
    let report = report("", "2023-06", BY_DISTRICT);
    let out = report.build();
    let by = Table::read(&out, "s.by");
    assert_eq!([by.at("North", "change"), by.at("South", "change"), by.at("Total", "change")], ["0", "[x]", "[x]"]);
    insta::assert_snapshot!(report.check().1);
}

#[test]
fn a_gap_that_is_stated_is_compared_with_the_same_months() {
    let keys = "    covers: { from: 2022-04, to: 2024-03 }
    gaps: [{ area: South, from: 2023-07, to: 2024-03, why: no extract }]
";
    let report = report(keys, "2023-06", BY_DISTRICT);
    let out = report.build();
    let by = Table::read(&out, "s.by");
    assert_eq!([by.at("North", "change"), by.at("South", "change"), by.at("Total", "change")], ["0", "0", "0"]);
    assert_eq!(Table::read(&out, "s.v").at("2023/24", "change"), "0");
    assert_eq!(notes(&out, "Records of South are missing for July 2023 to March 2024."), 2, "under both tables");
    assert_eq!(report.check().1, "");
}

#[test]
fn what_is_wrong_with_a_cover_is_told_at_once() {
    let keys = "    covers: { from: 2022-4-1, to: 2021-03, areas: { Sout: { from: 2022-04, to: 2022-05 } }, files: { p.csv: { from: 2022-04, to: 2022-05 } } }
    gaps: [{ from: 2023-07, to: 2023-06, why: W }]
    breaks: [{ at: 2023-07, where: knive, why: W }]
";
    insta::assert_snapshot!(report(keys, "2024-03", BY_DISTRICT).check().1);
}

#[test]
fn a_cover_of_some_files_needs_one_for_the_rest() {
    let keys = "    covers: { files: { o.csv: { from: 2022-04, to: 2024-03 } } }\n";
    let manifest = manifest(keys).replace("files: o.csv", "files: \"?.csv\"");
    let report = report(keys, "2024-03", BY_DISTRICT).file("data.yaml", manifest).file("q.csv", records("2024-02"));
    insta::assert_snapshot!(report.check().1);
}

#[test]
fn records_outside_the_cover_are_set_aside() {
    let report = report("    covers: { from: 2022-04, to: 2024-02 }\n", "2024-03", BY_DISTRICT);
    let out = report.build();
    assert_eq!(Table::read(&out, "s.v").at("2023/24", "count"), (11 * 14).to_string());
    assert_eq!(Table::read(&out, "s.v").at("2023/24", "change"), "0", "April to February");
    let note = "2023/24 covers April 2023 to February 2024 only: compared with the same months of other years.";
    assert_eq!(notes(&out, note), 2, "under both tables");
    insta::assert_snapshot!(report.check().1);
}

#[test]
fn a_bridge_of_one_a_short_period_and_a_definition_inside_the_period() {
    let bridge = "
definition: d
sections:
  - title: S
    blocks:
      - table: { id: b, title: T, bridge: { definitions: [d] } }
      - table: { id: r, title: T, scope: { period: { from: 2023-04, to: 2023-06 } }, crosstab: { rows: district, columns: rolling_year } }
";
    let keys = "    covers: { from: 2022-04, to: 2024-03 }
definitions: { d: { title: knife crime, since: \"2023-04-01\", description: D, where: knife } }
";
    insta::assert_snapshot!(report(keys, "2024-03", bridge).check().1);
    let sections = "
definition: d
sections: [{ title: S, blocks: [{ table: { id: t, title: T, crosstab: { rows: district, columns: quarter } } }] }]
";
    insta::assert_snapshot!(report(keys, "2024-03", sections).check().1);
}

#[test]
fn records_of_another_time_than_the_report_are_refused() {
    let head = HEAD.replace("2023/24", "2013/14");
    let report =
        Report::with_head(&head, BY_DISTRICT).file("data.yaml", manifest("")).file("o.csv", records("2024-03"));
    insta::assert_snapshot!(report.check().1);
}

/// The manifest that `docs/comparison.md` prints is read as it stands, and does what the page says.
#[test]
fn the_example_of_the_page_on_comparison_builds() {
    let page = std::fs::read_to_string(crate::program::project().join("docs/comparison.md")).expect("the page");
    let sources = page.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let areas = "areas: [{ name: Northtown, population: 1000 }, { name: Southtown, population: 500 }]";
    let mut rows = "id,date,district,offence,knife\n".to_owned();
    for at in 3..36 {
        let month = format!("{}-{:02}", 2022 + at / 12, at % 12 + 1);
        let is_gap = ["2023-05", "2023-06"].contains(&month.as_str());
        let of_north = if is_gap || month == "2022-08" { 0 } else { 5 };
        let of_south = if month.as_str() < "2022-07" || month == "2022-08" { 0 } else { 5 };
        for (district, number) in [("Northtown", of_north), ("Southtown", of_south)] {
            rows.extend(
                (1..=number).map(|day| format!("{month}{district}{day},{month}-{day:02},{district},Robbery,yes\n")),
            );
        }
    }
    let head = HEAD.replace("2024-11-30", "2025-01-31").replace("2023/24", "2024/25");
    let table = "sections: [{ title: S, blocks: [{ table: { id: by, title: T, crosstab: { rows: district, columns: year, change: last } } }] }]";
    let report =
        Report::with_head(&head.replace("financial_years: 2, to: 2024/25", "from: 2022-01, to: 2024-12"), table)
            .file("data.yaml", format!("title: T\n{areas}\n{sources}"))
            .file("offences.csv", rows);
    let out = report.build();
    assert_eq!(report.check().1, "");
    let by = Table::read(&out, "s.by");
    let of_years = ["2022", "2023", "2024"].map(|year| by.at("Northtown", year));
    assert_eq!(of_years, ["40", "50", "60"]);
    assert_eq!(by.at("Northtown", "change"), "0", "without May and June");
    assert_eq!([by.at("Southtown", "2023"), by.at("Southtown", "change")], ["60", "0"]);
}

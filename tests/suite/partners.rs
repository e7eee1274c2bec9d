//! Partners' aggregates the whole way: tables, charts, findings and sentences made of them, what a changed file changes, and what a
//! report for each district leaves out.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Table, sna};

const MANIFEST: &str = "\
title: Invented records
areas: [ { name: Derby, population: 1000 }, { name: Bolsover, population: 500 } ]
sources:
  offences: { title: Invented offences, files: o.csv, columns: { date: DATE, district: PLACE } }
aggregates: partners.yaml
";

const PARTNERS: &str = "\
fires:
  title: Deliberate fires
  publisher: Fire service
  period: April 2022 to March 2024
  file: fires.csv
  unit: incidents
  notes: [ Counted by the fire service. ]
calls:
  title: Malicious calls
  file: calls.csv
  unit: calls
";

const FIRES: &str = "\
district,financial_year,value
Derby,2022/23,100
Derby,2023/24,160
Bolsover,2022/23,50
Bolsover,2023/24,48
";

const SPEC: &str = "\
report: { name: small, title: T, area: A, published: 2024-11-30, period: { financial_years: 2, to: 2023/24 } }
data: data.yaml
sections:
  - use: summary
  - title: Fires
    blocks:
      - finding: { text: 'Deliberate fires {{ change(by_place.row(\"total\"), \"2022/23\", \"2023/24\") }}.', rank: 1 }
      - prose: |
          {{ by_place.column(\"2023/24\").highest }} had most, with {{ by_place.column(\"2023/24\").max }}.
      - chart:
          from: by_place
          headline: '{{ by_place.column(\"2023/24\").highest }} had most fires'
          plot: { bars: { column: 2023/24 } }
      - table: { id: by_place, title: Fires, aggregate: { of: fires, rows: district, columns: financial_year, total: row, change: true, trend: true } }
  - title: Calls
    blocks:
      - prose: 'There were {{ calls.cell(\"2023/24\", \"value\") }} calls.'
      - table: { id: calls, title: Calls, aggregate: { of: calls, rows: financial_year } }
  - title: Offences
    blocks:
      - table: { id: places, title: Places, crosstab: { rows: district } }
";

fn build(folder: &Path, fires: &str) {
    fs::create_dir_all(folder).expect("a folder");
    let records = "\
DATE,PLACE
2023-05-01,Derby
2023-06-01,Bolsover
";
    let calls = "\
financial_year,value
2022/23,c
2023/24,9
";
    let files = [("sna.yaml", SPEC), ("data.yaml", MANIFEST), ("partners.yaml", PARTNERS), ("o.csv", records)];
    for (name, text) in files.into_iter().chain([("fires.csv", fires), ("calls.csv", calls)]) {
        fs::write(folder.join(name), text).expect("a file");
    }
    let run = sna(folder, &["build", "sna.yaml", "-o", "out"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

fn words(document: &Value) -> String {
    document["sections"].to_string()
}

#[test]
fn partners_figures_become_tables_with_their_source() {
    let folder = TempDir::new().expect("a folder");
    build(folder.path(), FIRES);
    let out = folder.path().join("out");
    let fires = Table::read(&out, "fires.by_place");
    assert_eq!([fires.at("Total", "2022/23"), fires.at("Total", "2023/24")], ["150", "208"]);
    assert_eq!([fires.at("Derby", "trend"), fires.at("Bolsover", "trend")], ["▲ rise", "● no clear change"]);
    assert_eq!(Table::read(&out, "calls.calls").at("2022/23", "value"), "[c]");
    let document: Value = serde_json::from_slice(&fs::read(out.join("small.json")).expect("JSON")).expect("JSON");
    assert!(words(&document).contains("Deliberate fires (Fire service, April 2022 to March 2024)"));
    let sources: Vec<&str> =
        document["sources"].as_array().expect("sources").iter().filter_map(|source| source["name"].as_str()).collect();
    assert_eq!(sources, ["offences", "fires", "calls"]);
    let files = document["sources"][1]["files"].as_array().expect("files");
    assert_eq!((files.len(), files[0]["path"].as_str()), (1, Some("fires.csv")));
}

#[test]
fn one_changed_partner_file_changes_its_cells_chart_finding_and_sentence() {
    let folder = TempDir::new().expect("a folder");
    build(&folder.path().join("old"), FIRES);
    build(&folder.path().join("new"), &FIRES.replace("Bolsover,2023/24,48", "Bolsover,2023/24,190"));
    let run = sna(folder.path(), &["diff", "--format", "json", "old/out/small.json", "new/out/small.json"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let comparison: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let changes = comparison["changes"].as_array().expect("changes");
    let told: Vec<String> = changes
        .iter()
        .map(|change| format!("{} {} {}", change["kind"], change["id"], change["reasons"]).replace('"', ""))
        .collect();
    insta::assert_snapshot!(told.join("\n"));
    let cells: Vec<&Value> = changes.iter().filter(|change| change["id"] == "fires.by_place").collect();
    let cells = cells[0]["effects"].to_string();
    for (row, column) in [("Bolsover", "2023/24"), ("Total", "2023/24"), ("Bolsover", "Trend")] {
        assert!(
            cells.contains(&format!("\"row\":\"{row}\"")) && cells.contains(&format!("\"column\":\"{column}\"")),
            "{cells}"
        );
    }
    assert!(!cells.contains("\"row\":\"Derby\""), "{cells}");
    assert!(cells.contains("Derby had most fires") && cells.contains("Bolsover had most fires"), "the chart: {cells}");
}

#[test]
fn a_district_s_report_leaves_out_what_partners_counted_for_the_whole() {
    let folder = TempDir::new().expect("a folder");
    build(folder.path(), FIRES);
    let run = sna(folder.path(), &["build", "sna.yaml", "--each", "district", "-o", "each"]);
    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{told}");
    assert!(told.contains("section-left-out") && told.contains("`fires`"), "{told}");
    let document = fs::read_to_string(folder.path().join("each/small-derby.json")).expect("a document");
    assert!(!document.contains("Deliberate fires"));
}

/// Only in the reports of parts: an author who asks for one area says what its sections contain.
#[test]
fn a_report_about_one_area_keeps_what_partners_counted_for_the_whole() {
    let folder = TempDir::new().expect("a folder");
    build(folder.path(), FIRES);
    let of_derby = SPEC.replace("data: data.yaml\n", "data: data.yaml\nscope: { area: Derby }\n");
    fs::write(folder.path().join("sna.yaml"), of_derby).expect("a file");
    let run = sna(folder.path(), &["build", "sna.yaml", "-o", "one"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let document = fs::read_to_string(folder.path().join("one/small.json")).expect("a document");
    assert!(document.contains("Deliberate fires"));
    assert!(document.contains("they are not limited to Derby."), "a note says so");
}

#[test]
fn an_explained_figure_names_the_partner_s_file() {
    let folder = TempDir::new().expect("a folder");
    build(folder.path(), FIRES);
    let run =
        sna(folder.path(), &["explain", "out/small.json", "fires.by_place", "--row", "Derby", "--column", "2023/24"]);
    let told = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(told.contains("fires.csv") && told.contains("SELECT district, financial_year, value FROM fires"), "{told}");
}

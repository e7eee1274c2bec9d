//! What an author changes without code: order, columns, definition, scope.

use std::fs;

use crate::program::{Report, Table, head, project};

/// Identifiers of the document's tables, in reading order.
fn table_order(report: &Report) -> Vec<String> {
    let out = report.build();
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("sna.json")).expect("the document")).expect("JSON");
    let mut found = Vec::new();
    collect(&json["sections"], &mut found);
    found
}

fn collect(sections: &serde_json::Value, found: &mut Vec<String>) {
    for section in sections.as_array().into_iter().flatten() {
        for block in section["blocks"].as_array().into_iter().flatten() {
            found.extend(block["table"]["id"].as_str().map(str::to_owned));
        }
        collect(&section["sections"], found);
    }
}

const TYPES: &str = "      - table: { id: types, title: Types, crosstab: { rows: offence_group } }\n";
const PLACES: &str = "      - table: { id: places, title: Places, crosstab: { rows: district } }\n";

#[test]
fn two_tables_change_places() {
    let order = |blocks: &[&str]| {
        table_order(&Report::new(&format!(
            "\
sections:
  - title: A
    blocks:
{}",
            blocks.concat()
        )))
    };
    assert_eq!(order(&[TYPES, PLACES]), ["a.types", "a.places"]);
    assert_eq!(order(&[PLACES, TYPES]), ["a.places", "a.types"]);
}

#[test]
fn two_sections_change_places() {
    let order = |kinds: [&str; 2]| {
        table_order(&Report::new(&format!("sections: [{{ use: {} }}, {{ use: {} }}]\n", kinds[0], kinds[1])))
    };
    assert_eq!(order(["qualifiers", "temporal"]), ["qualifiers.flagged", "temporal.week"]);
    assert_eq!(order(["temporal", "qualifiers"]), ["temporal.week", "qualifiers.flagged"]);
}

#[test]
fn a_shipped_kind_is_copied_and_its_blocks_reordered() {
    let shipped = fs::read_to_string(project().join("templates/sections/temporal.yaml")).expect("the kind");
    let (before, table) = shipped.split_at(shipped.find("    - table:").expect("a table"));
    let (start, finding) = before.split_at(before.find("    - finding:").expect("a finding"));
    let own = format!("{start}{}\n{finding}", table.trim_end());
    let report = Report::new("sections: [{ use: temporal }]\n").file("sections/temporal.yaml", own);
    let out = report.build();
    let json = fs::read_to_string(out.join("sna.json")).expect("the document");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(json["sections"][0]["blocks"][0]["table"].is_object(), "the table now comes first");
}

#[test]
fn a_column_is_renamed_in_the_manifest_alone() {
    let manifest = "\
title: T
sources:
  offences:
    title: T
    files: o.csv
    columns: { date: DATE, offence_group: KIND }
";
    let spec = "\
report: { title: T, area: A, published: 2024-01-01, period: { financial_years: 1, to: 2023/24 } }
data: data.yaml
sections:
  - title: S
    blocks:
      - table: { id: t, title: T, crosstab: { rows: offence_group } }
";
    let records = "\
DATE,KIND
2023-05-01,Robbery
2023-06-01,Robbery
2023-06-02,Homicide
";
    let report = Report::with_head(spec, "").file("data.yaml", manifest).file("o.csv", records);
    let first = Table::read(&report.build(), "s.t");
    let renamed = report
        .file("o.csv", records.replace("KIND", "Offence type"))
        .file("data.yaml", manifest.replace("KIND", "Offence type"));
    assert_eq!(Table::read(&renamed.build(), "s.t"), first);
    assert_eq!(first.at("Robbery", "count"), "2");
}

#[test]
fn one_word_swaps_the_definition() {
    let rest = "sections: [{ use: volume }]\n";
    let of_2021 = Table::read(&Report::new(rest).build(), "volume.by_year");
    let newer = Report::with_head(&head().replace("serious_violence_2021", "serious_violence_2025"), rest);
    let of_2025 = Table::read(&newer.build(), "volume.by_year");
    assert_eq!(of_2021.at("2023/24", "count"), "2513");
    assert!(of_2025.number("2023/24", "count") > 3000.0, "actual bodily harm is added");
}

#[test]
fn knife_crime_is_scoped_to_one_district() {
    let section = |scope: &str| {
        format!(
            "\
sections:
  - use: knife_crime
{scope}"
        )
    };
    let whole = Table::read(&Report::new(&section("")).build(), "knife_crime.volume.by_year");
    let one = Table::read(&Report::new(&section("    scope: { area: Derby }\n")).build(), "knife_crime.volume.by_year");
    let years = ["2019/20", "2020/21", "2021/22", "2022/23", "2023/24"];
    let total = |table: &Table| years.iter().map(|year| table.number(year, "count")).sum::<f64>();
    assert_eq!(total(&whole), 3495.0);
    assert!(total(&one) > 500.0 && total(&one) < 3000.0, "{}", total(&one));
}

#[test]
fn scopes_nest_from_report_to_table() {
    let rest = "\
scope: { area: Derby }
sections:
  - title: A
    scope: { where: knife }
    blocks:
      - table: { id: t, title: T, scope: { where: alcohol, period: { last_years: 1 } }, crosstab: { rows: financial_year } }
";
    let report = Report::new(rest);
    let json = fs::read_to_string(report.build().join("sna.json")).expect("the document");
    for condition in ["district = 'Derby'", "(knife)", "(alcohol)", "DATE '2023-04-01' AND DATE '2024-03-31'"] {
        assert!(json.contains(condition), "{condition} is not in the query");
    }
}

#[test]
fn a_pyramid_and_lines_of_rows_are_drawn_from_tables_of_the_author_s_own() {
    let manifest = "\
title: T
sources:
  offences:
    title: T
    files: o.csv
    columns: { date: DATE, offence_group: AGE, weapon: SEX }
";
    let spec = "\
report: { title: T, area: A, published: 2024-01-01, period: { financial_years: 2, to: 2023/24 } }
data: data.yaml
sections:
  - title: S
    blocks:
      - table: { id: t, title: T, crosstab: { rows: offence_group, columns: weapon } }
      - chart: { from: t, headline: H, plot: { pyramid: {} } }
      - table: { id: y, title: T, crosstab: { rows: weapon, columns: financial_year } }
      - chart: { from: y, headline: H, plot: { lines: { of: rows } } }
";
    let records = "\
DATE,AGE,SEX
2022-05-01,0 to 17,Male
2023-06-01,18 to 64,Male
2023-06-02,18 to 64,Female
2023-06-03,,Male
2023-06-04,0 to 17,
";
    let report = Report::with_head(spec, "").file("data.yaml", manifest).file("o.csv", records);
    let json = fs::read_to_string(report.build().join("sna.json")).expect("the document");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let described = |block: usize| json["sections"][0]["blocks"][block]["chart"]["description"].as_str();
    assert_eq!(
        described(1),
        Some(
            "Population pyramid with 2 bands, the youngest 0 to 17, the oldest 18 to 64. Male: 2 of the 3 drawn, \
             most in 0 to 17 and 18 to 64 (1). Female: 1 of the 3 drawn, most in 18 to 64 (1). Records with no known \
             age, not drawn: 1. Records with a known age but neither Male nor Female, not drawn: 1."
        )
    );
    assert_eq!(
        described(3),
        Some(
            "Line chart from 2022/23 to 2023/24. Female: from 0 to 1. The highest is 2023/24 (1), the lowest 2022/23 (0). \
             Male: from 1 to 2. The highest is 2023/24 (2), the lowest 2022/23 (1)."
        )
    );
}

#[test]
fn tables_and_charts_are_taken_out_of_print_by_name() {
    let section = |names: &str| {
        Report::new(&format!(
            "\
sections:
  - title: A
    unprinted: [{names}]
    blocks:
      - chart: {{ from: types, headline: H, plot: {{ bars: {{ column: count }} }} }}
{TYPES}    sections:
      - title: B
        blocks:
{}",
            PLACES.replace("      -", "          -")
        ))
    };
    let report = section("types_chart, b.places");
    let out = report.build();
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("sna.json")).expect("the document")).expect("JSON");
    let section_a = &json["sections"][0];
    assert_eq!(section_a["blocks"].as_array().map(Vec::len), Some(1), "the chart is gone: {section_a}");
    assert_eq!(section_a["blocks"][0]["table"]["printed"], true);
    assert_eq!(section_a["sections"][0]["blocks"][0]["table"]["printed"], false);
    assert!(!Table::read(&out, "a.b.places").rows.is_empty(), "it is a file all the same");
    let (code, words) = section("typs").check();
    assert_eq!(code, 1);
    insta::assert_snapshot!(words);
}

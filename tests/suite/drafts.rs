//! Edited drafts of a small report, built by the program and compared by it: each edit is reported once, in the right
//! class, and nothing else is reported.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::sna;

const MANIFEST: &str = "\
title: Invented records
sources:
  offences:
    title: Invented offences
    files: o.csv
    columns: { date: DATE, offence_group: KIND, district: PLACE }
definitions:
  narrow: { title: violence, since: '2020-04-01', description: Robbery and homicide., where: \"offence_group <> 'Theft'\" }
  wide: { title: violence, since: '2020-04-01', description: All., where: \"offence_group IS NOT NULL\" }
";

const SPEC: &str = "\
report: { name: small, title: T, area: A, published: 2024-11-30, period: { financial_years: 2, to: 2023/24 } }
data: data.yaml
definition: narrow
sections:
  - title: Kinds
    blocks:
      - finding: { text: 'Robbery {{ change(kinds.row(\"Robbery\"), period.previous_year, period.last_year) }}.', rank: 1 }
      - prose: |
          Figures are of recorded offences. They came to {{ kinds.total }}.
      - table: { id: kinds, title: 'Kinds, {{ period.label }}', crosstab: { rows: offence_group, columns: financial_year, total: both } }
  - title: Places
    blocks:
      - prose: Where an offence took place is known of nearly all of them.
      - table: { id: places, title: Places, crosstab: { rows: district } }
  - title: Years
    blocks:
      - table: { id: years, title: By year, crosstab: { rows: financial_year } }
";

/// Offences of a financial year: robberies in two places, and a theft and a homicide.
fn year(first: u32, robberies: usize) -> String {
    let day = |at: usize| format!("{first}-{:02}-{:02}", 4 + at % 8, 1 + at % 27);
    let robbery =
        |at: usize| format!("{},Robbery,{}\n", day(at), if at.is_multiple_of(3) { "Bolsover" } else { "Derby" });
    let robberies: String = (0..robberies).map(robbery).collect();
    format!("{robberies}{},Theft,Derby\n{},Homicide,Derby\n", day(1), day(2))
}

/// A project of one spec, one manifest and one file of records.
struct Project {
    spec: String,
    records: String,
}

impl Project {
    fn new() -> Self {
        Self { spec: SPEC.to_owned(), records: format!("DATE,KIND,PLACE\n{}{}", year(2022, 30), year(2023, 60)) }
    }

    fn build(&self, folder: &Path) {
        fs::create_dir_all(folder).expect("a folder");
        for (name, text) in [("sna.yaml", self.spec.as_str()), ("data.yaml", MANIFEST), ("o.csv", &self.records)] {
            fs::write(folder.join(name), text).expect("a file");
        }
        let run = sna(folder, &["build", "sna.yaml", "-o", "out"]);
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    }
}

/// What is reported about an edited project: one line for each change, its kind, its identifier, its effects and its
/// reasons.
fn told(edit: impl FnOnce(&mut Project)) -> Vec<String> {
    let folder = TempDir::new().expect("a folder");
    Project::new().build(&folder.path().join("old"));
    let mut edited = Project::new();
    edit(&mut edited);
    edited.build(&folder.path().join("new"));
    let run = sna(folder.path(), &["diff", "--format", "json", "old/out/small.json", "new/out/small.json"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let comparison: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    comparison["changes"].as_array().expect("changes").iter().map(line).collect()
}

fn line(change: &Value) -> String {
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let effect = |effect: &Value| match effect {
        Value::String(word) => word.clone(),
        Value::Object(map) => map.iter().map(|(name, held)| named(name, held)).collect(),
        other => other.to_string(),
    };
    let effects: Vec<String> = change["effects"].as_array().into_iter().flatten().map(effect).collect();
    let reasons: Vec<String> = change["reasons"].as_array().into_iter().flatten().map(words).collect();
    format!("{} {}: {} ({})", words(&change["kind"]), words(&change["id"]), effects.join(", "), reasons.join(" "))
}

fn named(name: &str, held: &Value) -> String {
    match name {
        "setting" => held["what"].as_str().unwrap_or_default().to_owned(),
        "added_lines" | "removed_lines" => format!("{name} {held}").replace('"', ""),
        "cells" => {
            let cells = held.as_array().into_iter().flatten();
            let cells = cells.map(|cell| format!("{}/{} {}", cell["row"], cell["column"], cell["kind"]));
            format!("cells [{}]", cells.collect::<Vec<_>>().join("; ")).replace('"', "")
        }
        _ => name.to_owned(),
    }
}

#[test]
fn the_same_project_gives_the_same_draft() {
    assert_eq!(told(|_| {}), [""; 0]);
}

#[test]
fn one_value_revised() {
    let found = told(|project| {
        project.records = project.records.replacen("Theft,Derby", "Theft,Bolsover", 1).replacen(
            "Robbery,Derby",
            "Robbery,Bolsover",
            1,
        );
    });
    let expected = [
        "source offences: file o.csv (revised_data)",
        "table places.places: cells [Bolsover/Number figure; Derby/Number figure] (revised_data)",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_category_added() {
    let found = told(|project| project.records.push_str("2023-05-05,Arson,Derby\n"));
    let expected = [
        "source offences: file o.csv, rows of May 2023, rows read, rows counted (revised_data)",
        "prose kinds.paragraph_1: sentences (revised_data)",
        "table kinds.kinds: added_lines [Arson], cells [Total/2023/24 follows; Total/Total follows] (revised_data)",
        "table places.places: cells [Derby/Number figure; Total/Number follows] (revised_data)",
        "table years.years: cells [2023/24/Number figure; Total/Number follows] (revised_data)",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_definition_changed_in_one_chapter() {
    let found = told(|project| {
        project.spec = project.spec.replace("- title: Places", "- title: Places\n    scope: { definition: wide }");
    });
    assert_eq!(
        found,
        ["table places.places: cells [Derby/Number figure; Total/Number follows], definition (definition)"]
    );
}

#[test]
fn a_section_moved_and_renamed() {
    let found = told(move_and_rename);
    assert_eq!(found, ["section where_it_happened: moved, renamed (wording layout)"]);
}

fn move_and_rename(project: &mut Project) {
    let (before, rest) = project.spec.split_once("  - title: Places").expect("the section");
    let (places, years) = rest.split_once("  - title: Years").expect("the next");
    project.spec = format!("{before}  - title: Years{years}  - title: Where it happened{places}");
}

#[test]
fn a_sentence_reworded() {
    let found = told(|project| {
        project.spec = project
            .spec
            .replace("Figures are of recorded offences.", "Figures are of offences that the police recorded.");
    });
    assert_eq!(found, ["prose kinds.paragraph_1: sentences (wording)"]);
}

fn next_year(project: &mut Project) {
    project.records.push_str(&year(2024, 40));
    project.spec = project.spec.replace("to: 2023/24", "to: 2024/25");
}

#[test]
fn a_new_year_of_data() {
    let found = told(next_year);
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn all_at_once() {
    let found = told(|project| {
        next_year(project);
        move_and_rename(project);
        project.records.push_str("2023-05-05,Arson,Derby\n");
        project.spec = project
            .spec
            .replace("Figures are of recorded offences.", "Figures are of offences that the police recorded.");
        project.spec = project.spec.replace("- title: Years", "- title: Years\n    scope: { definition: wide }");
    });
    insta::assert_snapshot!(found.join("\n"));
}

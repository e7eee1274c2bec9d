//! What frames the numbers: recommendations that rest on findings, callouts, facts, coverage, and sections without a number or with a
//! letter.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Report, sna};

const MANIFEST: &str = "\
title: Invented records
areas: [{ name: Derby }, { name: Bolsover }]
sources:
  offences:
    title: Invented offences
    files: o.csv
    covers: { from: 2022-04, to: 2024-03 }
    quiet: [{ from: 2022-04, to: 2024-03, why: they are invented }]
    columns: { date: DATE, offence_group: KIND, district: PLACE }
";

const HEAD: &str = "\
report: { name: small, title: T, area: A, published: 2024-11-30, period: { financial_years: 2, to: 2023/24 } }
data: data.yaml
";

const KINDS: &str = r#"  - title: Kinds
    blocks:
      - finding: { id: robbery, text: 'Robbery {{ change(kinds.row("Robbery"), period.previous_year, period.last_year) }}.', rank: 1 }
      - finding: { id: most, text: 'The most common kind was {{ kinds.top(1)[0].name | lower_first }}.' }
      - table: { id: kinds, title: 'Kinds, {{ period.label }}', crosstab: { rows: offence_group, columns: financial_year, total: both } }
"#;

const STRATEGY: &str = r#"  - title: Strategy
    blocks:
      - recommendation:
          id: r1
          text: |
            Keep the patrols where robbery is: there were {{ table("kinds.kinds").cell("Robbery", "2023/24") }} in the last year.
          rests_on:
            - { finding: kinds.robbery, says: rose }
            - { finding: kinds.most }
          holds: table("kinds.kinds").cell("Robbery", "2023/24") > 50
"#;

const REST: &str = r#"  - title: At a glance
    id: glance
    blocks:
      - facts:
          - { figure: 'table("kinds.kinds").cell("Robbery", "2023/24")', text: 'robberies in {{ period.last_year }}' }
          - { figure: 'table("kinds.kinds").total', text: 'offences in {{ period.label }}' }
          - { figure: 'table("kinds.kinds").share("Robbery") | pct', text: 'of all offences were robberies' }
      - callout: { kind: intervention, title: 'Patrols in {{ area }}', text: patrols.md }
      - callout: { kind: case_study, title: A young man, text: He was robbed on his way home. }
  - title: Coverage
    blocks:
      - coverage:
          - { component: Kinds of violence, sections: [kinds, data.files], gap: Hospital data are not to hand. }
          - { component: Hospital data, gap: Not to hand. }
          - { component: Foreword, sections: [foreword] }
  - title: Data
    numbering: appendix
    blocks:
      - prose: 'See {{ ref("kinds.robbery") }}, {{ ref("strategy.r1") }}, {{ ref("data.files") }}, {{ ref("data") }} and {{ ref("foreword") }}.'
    sections:
      - title: Files
        blocks:
          - prose: One file.
"#;

const FOREWORD: &str = r"  - title: Foreword
    numbering: none
    blocks:
      - prose: Why this report was made.
";

/// Offences of a financial year: robberies in two places, and a theft.
fn year(first: u32, robberies: usize) -> String {
    let day = |at: usize| format!("{first}-{:02}-{:02}", 4 + at % 8, 1 + at % 27);
    let place = |at: usize| if at.is_multiple_of(30) { "Bolsover" } else { "Derby" };
    let robbery = |at: usize| format!("{},Robbery,{}\n", day(at), place(at));
    let robberies: String = (0..robberies).map(robbery).collect();
    format!("{robberies}{},Theft,Derby\n", day(1))
}

fn records(before: usize, after: usize) -> String {
    format!("DATE,KIND,PLACE\n{}{}", year(2022, before), year(2023, after))
}

fn report(sections: &str, records: &str) -> Report {
    Report::with_head(HEAD, &format!("sections:\n{sections}")).file("data.yaml", MANIFEST).file("o.csv", records).file(
        "sections/patrols.md",
        r#"Two officers walk the town on {{ "Friday" }} nights.

- from dusk
- to dawn
"#,
    )
}

fn refused(report: &Report) -> String {
    let (code, words) = report.check();
    assert_eq!(code, 1, "{words}");
    words
}

fn document(out: &Path) -> Value {
    let text = fs::read_to_string(out.join("small.json")).expect("the document");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn a_whole_frame_builds() {
    let report = report(&[FOREWORD, KINDS, STRATEGY, REST].concat(), &records(30, 60));
    let built = report.build();
    if let Some(folder) = std::env::var_os("SNA_LOOK") {
        fs::copy(built.join("small.pdf"), Path::new(&folder).join("frame.pdf")).expect("a copy");
    }
    let document = document(&built);
    let sections = document["sections"].as_array().expect("sections");
    let numbers: Vec<&str> = sections.iter().filter_map(|section| section["number"].as_str()).collect();
    assert_eq!(numbers, ["", "1", "2", "3", "4", "A"]);
    assert_eq!(sections[5]["sections"][0]["number"], "A.1");
    let blocks = |at: usize| serde_json::to_string_pretty(&sections[at]["blocks"]).expect("JSON");
    insta::assert_snapshot!([blocks(2), blocks(3), blocks(4)].join("\n"));
}

#[test]
fn a_finding_that_vanished() {
    let strategy = STRATEGY.replace("kinds.most", "kinds.mots");
    let own = "      - recommendation: { id: r2, text: Do more., rests_on: [{ finding: nothing_like_it }] }\n";
    insta::assert_snapshot!(refused(&report(&[KINDS, &strategy, own].concat(), &records(30, 60))));
}

/// Two published shares say nothing of chance, so a movement between them carries no recommendation.
#[test]
fn a_movement_is_no_direction() {
    let kinds = KINDS.replace(
        "{{ change(kinds.row(\"Robbery\"), period.previous_year, period.last_year) }}",
        "{{ moved(parts.row(\"Robbery\"), period.previous_year, period.last_year) }} of its years",
    ) + "      - table: { id: parts, title: P, crosstab: { rows: offence_group, columns: financial_year, show: row_share } }\n";
    insta::assert_snapshot!(refused(&report(&format!("{kinds}{STRATEGY}"), &records(30, 60))));
    let silent = STRATEGY.replace(", says: rose", "");
    let (code, words) = report(&format!("{kinds}{silent}"), &records(30, 60)).check();
    assert_eq!(code, 0, "{words}");
}

#[test]
fn a_finding_that_turned() {
    let texts = [
        refused(&report(&[KINDS, &STRATEGY.replace("> 50", "> 20")].concat(), &records(60, 30))),
        refused(&report(
            &[KINDS, &STRATEGY.replace("kinds.most }", "kinds.most, says: no_clear_change }")].concat(),
            &records(30, 60),
        )),
    ];
    insta::assert_snapshot!(texts.join("----\n"));
}

#[test]
fn a_condition_that_fails() {
    insta::assert_snapshot!(refused(&report(&[KINDS, &STRATEGY.replace("> 50", "> 70")].concat(), &records(30, 60))));
}

#[test]
fn a_recommendation_that_rests_on_nothing_and_names_that_clash() {
    let nothing = "  - title: Strategy
    blocks:
      - recommendation: { id: r1, text: Do more. }
      - finding: { id: kinds, text: Nothing. }
      - finding: { id: kinds, text: Nothing else. }
";
    insta::assert_snapshot!(refused(&report(&[KINDS, nothing].concat(), &records(30, 60))));
}

#[test]
fn coverage_of_unknown_sections_and_of_nothing() {
    let coverage = "  - title: Coverage
    blocks:
      - coverage:
          - { component: Kinds, sections: [kind, coverage] }
          - { component: Health }
";
    insta::assert_snapshot!(refused(&report(&[KINDS, coverage].concat(), &records(30, 60))));
}

#[test]
fn an_appendix_inside_a_section() {
    let inner = "    sections:
      - { title: Inside, numbering: appendix }
";
    insta::assert_snapshot!(refused(&report(&[KINDS, inner].concat(), &records(30, 60))));
}

#[test]
fn a_part_in_which_a_recommendation_fails_leaves_it_out() {
    let report = report(&[KINDS, STRATEGY].concat(), &records(30, 60));
    let (code, words) = report.run(&["build", "sna.yaml", "--each", "district", "-o", "out"]);
    assert_eq!(code, 0, "{words}");
    let document = |name: &str| {
        let text = fs::read_to_string(report.folder.path().join(format!("out/{name}.json"))).expect("the document");
        let document: Value = serde_json::from_str(&text).expect("JSON");
        document["sections"][1]["blocks"].as_array().expect("blocks").len()
    };
    assert_eq!((document("small-derby"), document("small-bolsover")), (1, 0));
    let warnings = words.split("\n\n").filter(|told| told.contains("recommendation-left-out"));
    insta::assert_snapshot!(warnings.collect::<Vec<_>>().join("\n\n"));
}

/// What is reported about two drafts: kind, identifier and effects.
fn told(old: (&str, &str), new: (&str, &str)) -> Vec<String> {
    let folder = TempDir::new().expect("a folder");
    for (name, (sections, records)) in [("old", old), ("new", new)] {
        let report = report(sections, records);
        let built = report.build();
        fs::copy(built.join("small.json"), folder.path().join(format!("{name}.json"))).expect("a copy");
    }
    let run = sna(folder.path(), &["diff", "--format", "json", "old.json", "new.json"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let comparison: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let effects = |change: &Value| {
        let one = |effect: &Value| match effect {
            Value::Object(map) if map.contains_key("setting") => map["setting"]["what"].to_string().replace('"', ""),
            Value::Object(map) => map.keys().cloned().collect(),
            other => other.as_str().unwrap_or_default().to_owned(),
        };
        change["effects"].as_array().into_iter().flatten().map(one).collect::<Vec<String>>().join(", ")
    };
    let changes = comparison["changes"].as_array().expect("changes").iter();
    let framing = ["recommendation", "callout", "fact"];
    let line = |change: &Value| {
        let word = |key: &str| change[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}: {}", word("kind"), word("id"), effects(change))
    };
    changes.filter(|change| framing.contains(&change["kind"].as_str().unwrap_or_default())).map(line).collect()
}

#[test]
fn a_comparison_tells_of_each_once() {
    let all = [FOREWORD, KINDS, STRATEGY, REST].concat();
    let before = records(30, 60);
    assert_eq!(told((&all, &before), (&all, &before)), [""; 0]);
    let revised = told((&all, &before), (&all, &records(30, 66)));
    assert_eq!(
        revised,
        [
            "recommendation strategy.r1: sentences",
            "fact glance.fact_1: sentences",
            "fact glance.fact_2: sentences",
            "fact glance.fact_3: sentences"
        ]
    );
    let reworded = all
        .replace("Keep the patrols where robbery is", "Patrol more")
        .replace("kind: case_study", "kind: note")
        .replace(", says: rose", "")
        .replace("> 50", "> 40")
        .replace("of all offences were robberies", "of all offences");
    assert_eq!(
        told((&all, &before), (&reworded, &before)),
        [
            "recommendation strategy.r1: sentences, what must be true, findings it rests on",
            "fact glance.fact_3: sentences",
            "callout glance.callout_2: kind"
        ]
    );
    let without = all.replace(
        "      - callout: { kind: case_study, title: A young man, text: He was robbed on his way home. }\n",
        "",
    );
    assert_eq!(told((&all, &before), (&without, &before)), ["callout glance.callout_2: removed, sentences"]);
}

#[test]
fn explain_knows_the_figures_of_the_frame() {
    let report = report(&[FOREWORD, KINDS, STRATEGY, REST].concat(), &records(30, 60));
    report.build();
    let run = sna(report.folder.path(), &["explain", "out/small.json", "--figure", "60"]);
    let words = String::from_utf8_lossy(&run.stdout).into_owned();
    let places: Vec<&str> = words.lines().filter(|line| line.starts_with("60  in ")).collect();
    insta::assert_snapshot!(places.join("\n"), @r"
    60  in a recommendation of section 2 (`strategy`)
    60  in the figures at a glance of section 3 (`glance`)
    ");
}

/// Each page of key findings shows its own number, also in the front of the report and twice in one section.
#[test]
fn each_page_of_key_findings_shows_its_own_number() {
    let findings = r"about:
  - key_findings: { top: 1 }
sections:
  - title: Kinds
    blocks:
      - key_findings: { top: 3 }
      - table: { id: kinds, title: Kinds, crosstab: { rows: offence_group } }
      - finding: { text: 'There were {{ kinds.total }} offences.', rank: 1 }
      - finding: { text: 'The most frequent kind was {{ kinds.top(1)[0].name }}.', rank: 2 }
      - finding: { text: 'The total was {{ kinds.total }}.', rank: 3 }
      - key_findings: { top: 2 }
";
    let report = Report::new(findings);
    let document = fs::read_to_string(report.build().join("sna.json")).expect("a document");
    let document: Value = serde_json::from_str(&document).expect("JSON");
    let pages = |blocks: &Value| -> Vec<usize> {
        let blocks = blocks.as_array().expect("blocks").iter();
        blocks.filter_map(|block| block.get("key_findings")?.as_array().map(Vec::len)).collect()
    };
    assert_eq!(pages(&document["about"]), [1]);
    assert_eq!(pages(&document["sections"][0]["blocks"]), [3, 2]);
}

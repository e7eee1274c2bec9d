//! Kinds about searches, outcomes, schools and cost: their words are right for full records, for one year and for
//! none at all.

use std::fmt::Write;
use std::fs;

use crate::program::{Report, Table};

const MANIFEST: &str = "title: T
sources:
  offences:
    title: Offences
    files: o.csv
    columns: { id: id, date: date, hour: hour, offence_group: group, location_type: place, near_primary: primary, near_secondary: secondary, outcome: outcome }
  victims: { title: Victims, files: v.csv, columns: { offence_id: id, age: age } }
  stop_searches: { title: Searches, files: s.csv, columns: { date: date, age: age, searched_for: reason, found: found } }
definitions:
  all:
    title: violence
    since: \"2021-04-01\"
    description: All
    where: offence_group IS NOT NULL
unit_costs: c.yaml
";

const COSTS: &str = "\
title: Costs
price_year: 2015/16
costs: { Robbery: { cost_gbp: 11320, source: S }, Homicide: { cost_gbp: 3200000, source: S } }
";

/// A report of all four kinds over this many years; `first` is the year in which its records begin.
fn report(years: u32, first: u32) -> Report {
    let (mut offences, mut victims) =
        ("id,date,hour,group,place,primary,secondary,outcome\n".to_owned(), "id,age\n".to_owned());
    let mut searches = "date,age,reason,found\n".to_owned();
    let outcomes =
        ["Charged or summonsed", "Caution", "No suspect identified", "Victim declines", "Investigation not complete"];
    for (at, year) in (first..first + 2).flat_map(|year| std::iter::repeat_n(year, 60)).enumerate() {
        let group = if at % 30 == 0 {
            "Homicide"
        } else if at % 5 == 0 {
            "Weapons"
        } else {
            "Robbery"
        };
        let place = if at % 2 == 0 { "Street" } else { "Education establishment" };
        let _ = writeln!(
            offences,
            "o{at},{year}-06-{:02},{},{group},{place},yes,no,{}",
            at % 28 + 1,
            at % 20,
            outcomes[at % 5]
        );
        let _ = writeln!(victims, "o{at},{}", 4 + at % 15);
        let reason = if at % 3 == 0 { "Offensive weapons" } else { "Controlled drugs" };
        let found = if at % 6 == 0 { "Offensive weapon" } else { "" };
        let _ = writeln!(searches, "{year}-07-{:02},{},{reason},{found}", at % 28 + 1, 10 + at % 60);
    }
    let head = format!(
        "\
report: {{ title: T, area: Exampleshire, published: 2024-11-30, period: {{ financial_years: {years}, to: 2023/24 }} }}
data: data.yaml
definition: all
"
    );
    Report::with_head(&head, "sections: [{ use: stop_search }, { use: outcomes }, { use: schools }, { use: cost }]\n")
        .file("data.yaml", MANIFEST)
        .file("c.yaml", COSTS)
        .file("o.csv", offences)
        .file("v.csv", victims)
        .file("s.csv", searches)
}

/// The findings, headlines, descriptions and prose of a built report.
fn words(report: &Report) -> String {
    let json = fs::read_to_string(report.build().join("sna.json")).expect("the document");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let mut words = String::new();
    for block in
        json["sections"].as_array().into_iter().flatten().filter_map(|section| section["blocks"].as_array()).flatten()
    {
        let mut line = String::new();
        for part in ["finding", "prose", "chart"] {
            collect(&block[part], &mut line);
        }
        let _ = writeln!(words, "{}", line.trim());
    }
    words
}

fn collect(value: &serde_json::Value, words: &mut String) {
    for (name, part) in value.as_object().into_iter().flatten() {
        match part.as_str() {
            Some(text) if name == "text" => words.push_str(text),
            Some(text) if ["headline", "description"].contains(&name.as_str()) => {
                let _ = write!(words, "{name}: {text} ");
            }
            _ if ["figure", "plot", "expression", "inputs"].contains(&name.as_str()) => {}
            _ => collect(part, words),
        }
    }
    value.as_array().into_iter().flatten().for_each(|part| collect(part, words));
    if value.get("paragraph").is_some() {
        words.push(' ');
    }
}

#[test]
fn their_words_follow_the_records() {
    let report = report(2, 2022);
    insta::assert_snapshot!(words(&report));
    let out = report.folder.path().join("out");
    assert_eq!(Table::read(&out, "stop_search.searches").at("Total", "All searches"), "120");
    assert_eq!(Table::read(&out, "cost.by_type").at("Homicide", "cost"), "12800000");
    assert_eq!(Table::read(&out, "outcomes.by_year").at("Total", "total"), "120");
}

#[test]
fn their_words_hold_for_one_year() {
    insta::assert_snapshot!(words(&report(1, 2022)));
}

#[test]
fn their_words_hold_for_no_records() {
    let report = report(2, 2012);
    let spec = fs::read_to_string(report.folder.path().join("sna.yaml")).expect("the spec");
    // Without a table in whose period there are records, it would be an error that there are none.
    let tables = ["offences", "victims", "stop_searches"]
        .map(|of| format!("{{ table: {{ id: {of}, title: T, crosstab: {{ of: {of}, rows: financial_year }} }} }}"));
    let scope = "scope: { definition: none, period: { financial_years: 2, to: 2013/14 } }";
    let before = format!("{{ use: cost }}, {{ title: Before, {scope}, blocks: [{}] }}]", tables.join(", "));
    insta::assert_snapshot!(words(&report.file("sna.yaml", spec.replace("{ use: cost }]", &before))));
}

/// Searches have none of the columns that the report's definition uses.
#[test]
fn a_section_counts_every_record_where_it_asks_for_no_definition() {
    let table = |definition: &str| {
        let rest = format!(
            "\
sections:
  - title: S
    id: s
    scope: {{ of: stop_searches{definition} }}
    blocks:
      - table: {{ id: t, title: T, crosstab: {{ rows: financial_year }} }}
"
        );
        let head = "\
report: { title: T, area: A, published: 2024-11-30, period: { financial_years: 2, to: 2023/24 } }
data: data.yaml
definition: all
";
        let searches = "\
date,age,reason,found
2023-06-01,20,x,
2023-06-02,20,x,
";
        Report::with_head(head, &rest)
            .file("data.yaml", MANIFEST)
            .file("c.yaml", COSTS)
            .file(
                "o.csv",
                "\
id,date,hour,group,place,primary,secondary,outcome
o1,2023-06-01,1,a,b,no,no,c
",
            )
            .file("v.csv", "id,age\no1,20\n")
            .file("s.csv", searches)
    };
    let (code, words) = table("").check();
    assert!(code == 1 && words.contains("unanswerable-condition"), "{words}");
    let counted = Table::read(&table(", definition: none").build(), "s.t");
    assert_eq!(counted.at("2023/24", "count"), "2");
    let (code, words) = table(", definition: nome").check();
    assert!(code == 1 && words.contains("did you mean `none`?"), "{words}");
    let reserved = table("").file("data.yaml", MANIFEST.replace("  all:", "  none:"));
    let (code, words) = reserved.check();
    assert!(code == 1 && words.contains("error[reserved-name]: a definition cannot be called `none`"), "{words}");
}

//! Equals: where several types, districts, hours or days have the same figure, the shipped kinds name all of them, and their
//! sentences read right with two or three names.

use serde_json::Value;

use crate::program::Report;

const MANIFEST: &str = "\
title: Invented records
areas:
  - { name: North, population: 10000, tile: [0, 0] }
  - { name: South, population: 10000, tile: [0, 1] }
  - { name: West, population: 10000, tile: [1, 1] }
population_source: Invented
sources:
  offences:
    title: Invented offences
    files: o.csv
    columns: { date: day, hour: hour, offence_group: kind, district: place }
";

const HEAD: &str = "\
report: { name: small, title: T, area: A, published: 2024-11-30, period: { from: 2022-04, to: 2024-03 } }
data: data.yaml
sections:
";

/// Two types, two districts, two hours and two days with 72 offences each, and fewer of a third.
fn records(third: usize) -> String {
    let mut lines = vec!["day,hour,kind,place".to_owned()];
    let one = |month: usize, day: usize, hour: &str, kind: &str, place: &str| {
        let year = 2022 + (month + 3) / 12;
        format!("{year}-{:02}-{day:02},{hour},{kind},{place}", (month + 3) % 12 + 1)
    };
    for month in 0..24 {
        for _ in 0..3 {
            lines.push(one(month, 5, "8", "Robbery", "North"));
            lines.push(one(month, 17, "1", "Homicide", "South"));
        }
        lines.extend((0..third).map(|_| one(month, 11, "12", "Arson", "West")));
    }
    lines.join("\n") + "\n"
}

fn texts(found: &Value, into: &mut Vec<String>) {
    match found {
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("headline", Value::Array(parts)) => into.push(plain(parts)),
                    ("headline", Value::String(words)) => into.push(words.clone()),
                    ("paragraph", Value::Array(parts)) => into.push(plain(parts)),
                    ("text", Value::Array(parts)) => into.push(plain(parts)),
                    _ => texts(value, into),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|item| texts(item, into)),
        _ => {}
    }
}

fn plain(parts: &[Value]) -> String {
    let of = |part: &Value| {
        let words = part.as_object().and_then(|map| map.values().next());
        let text = |value: &Value| value.as_str().or_else(|| value["text"].as_str()).unwrap_or_default().to_owned();
        words.map_or_else(String::new, text)
    };
    parts.iter().map(of).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn said(sections: &str, records: &str) -> String {
    let report = Report::with_head(HEAD, sections).file("data.yaml", MANIFEST).file("o.csv", records);
    let built = report.build();
    let document = std::fs::read_to_string(built.join("small.json")).expect("the document");
    let document: Value = serde_json::from_str(&document).expect("JSON");
    let mut found = Vec::new();
    texts(&document["sections"], &mut found);
    found.join("\n")
}

const KINDS: &str = "  - use: offence_types\n  - use: districts\n  - use: temporal\n  - use: volume\n";

#[test]
fn two_equals_are_both_named() {
    insta::assert_snapshot!(said(KINDS, &records(1)));
}

#[test]
fn three_equals_are_all_named() {
    insta::assert_snapshot!(said(KINDS, &records(3)));
}

/// Worked by hand from the kinds: two of three types have enough offences to be compared between two years, and so are three districts
/// and the whole, once each; the table of rates compares three districts with the whole.
#[test]
fn the_method_chapter_says_how_many_comparisons_are_tested() {
    let text = said(&format!("{KINDS}  - use: method\n"), &records(1));
    assert!(
        text.contains(
            "This report tests 9 differences at the five per cent level, 6 in its words and 3 in its tables. If nothing but chance were at \
             work, one of them might still be called a rise, a fall or a difference."
        ),
        "{text}"
    );
}

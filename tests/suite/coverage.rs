//! `docs/coverage.md` accounts for every published table and chart, once each, and what it says is built is in the report.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::program::{derbyshire, project};

/// Lines of the page's tables by what they are about: chapter or not, the state and the places that they name.
fn lines() -> BTreeMap<String, (String, Vec<String>)> {
    let page = fs::read_to_string(project().join("docs/coverage.md")).expect("the page");
    let mut lines = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with("| `") || line.starts_with("| C-")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let of_chart = usize::from(cells[0].starts_with("C-"));
        let places = cells[3 + of_chart].split('`').skip(1).step_by(2).map(str::to_owned).collect();
        let name = cells[0].trim_matches('`').to_owned();
        let known = lines.insert(name.clone(), (cells[2 + of_chart].to_owned(), places));
        assert!(known.is_none(), "{name} appears twice");
    }
    lines
}

/// Every identifier of a section, table or chart of the built report.
fn identifiers() -> BTreeSet<String> {
    fn walk(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("id").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|value| walk(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| walk(value, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let document = fs::read(derbyshire().join("derbyshire.json")).expect("a document");
    let mut found = BTreeSet::new();
    walk(&serde_json::from_slice(&document).expect("JSON"), &mut found);
    found
}

#[test]
fn every_published_table_and_chart_is_accounted_for_once() {
    let golden = fs::read_dir(project().join("tests/golden")).expect("the published tables");
    let mut published: BTreeSet<String> = golden
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().trim_end_matches(".csv").to_owned())
        .collect();
    assert_eq!(published.len(), 75);
    published.extend((1..=96).map(|number| format!("C-{number:02}")));
    assert_eq!(lines().into_keys().collect::<BTreeSet<_>>(), published);
}

#[test]
fn what_is_built_is_where_the_page_says() {
    let known = identifiers();
    for (name, (state, places)) in lines() {
        assert!(
            ["built", "built with corrections", "built from the text", "left out"].contains(&state.as_str()),
            "{name}: `{state}`"
        );
        for place in places.iter().filter(|place| !place.starts_with('.')) {
            assert!(known.contains(place), "{name}: the report has no `{place}`");
        }
    }
}

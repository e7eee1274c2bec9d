//! Profiles of districts: what stands out, and percentages on a small base that do not exist anywhere.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Table, project, sna};

fn built(folder: &Path, arguments: &[&str]) {
    let run = sna(folder, &[&["build"], arguments].concat());
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

fn document(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("the document")).expect("JSON")
}

/// Every object below a value that has this key.
fn holding<'v>(value: &'v Value, key: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key(key) {
                found.push(value);
            }
            fields.values().for_each(|inner| holding(inner, key, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| holding(inner, key, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The full report with a base that nothing reaches: it builds, its words still work, and no share is left.
#[test]
fn no_percentage_is_left_below_the_base() {
    let folder = TempDir::new().expect("a folder");
    let example = project().join("examples/derbyshire");
    let data = project().join("data/derbyshire/data.yaml");
    let spec = fs::read_to_string(example.join("sna.yaml")).expect("the example");
    let spec = spec.replace("../../data/derbyshire/data.yaml", &data.to_string_lossy()).replacen(
        "  period: {",
        "  percentages_from: 100000000\n  period: {",
        1,
    );
    fs::write(folder.path().join("sna.yaml"), spec).expect("a spec");
    fs::create_dir(folder.path().join("sections")).expect("a folder");
    for own in fs::read_dir(example.join("sections")).expect("the example's own sections").flatten() {
        fs::copy(own.path(), folder.path().join("sections").join(own.file_name())).expect("a copy");
    }
    built(folder.path(), &["sna.yaml", "-o", "."]);
    let document = document(&folder.path().join("derbyshire.json"));
    let mut fractions = Vec::new();
    holding(&document, "fraction", &mut fractions);
    assert!(fractions.len() > 400, "{} shares and changes", fractions.len());
    assert!(fractions.iter().all(|cell| cell["fraction"]["small"] == true));
    let weapons = Table::read(folder.path(), "volume.weapons_in_possession_offences.weapons");
    assert_eq!(weapons.at("Knife/blade", "share"), "[u]");
    assert_ne!(weapons.at("Knife/blade", "total"), "[u]", "counts stay");
    let published = of_partners(&document);
    let is_published = |input: &Value| published.iter().any(|table| input["table"] == **table);
    let mut bound = Vec::new();
    holding(&document, "expression", &mut bound);
    let percentages: Vec<&Value> = bound
        .into_iter()
        .filter(|value| value["text"].as_str().is_some_and(|text| text.contains('%')))
        .filter(|value| !value["inputs"].as_array().is_some_and(|inputs| inputs.iter().any(is_money)))
        .filter(|value| !value["inputs"].as_array().is_some_and(|inputs| inputs.iter().any(is_published)))
        .collect();
    assert!(percentages.is_empty(), "{percentages:#?}");
}

/// Tables of partners' figures: what they publish as percentages comes without its counts.
fn of_partners(document: &Value) -> Vec<&str> {
    let mut tables = Vec::new();
    holding(document, "provenance", &mut tables);
    let is_taken = |table: &&Value| table["provenance"][0]["sql"].as_str().is_some_and(|sql| sql.contains("value"));
    tables.into_iter().filter(is_taken).filter_map(|table| table["id"].as_str()).collect()
}

/// A share of a sum of money is not based on a count of its own.
fn is_money(input: &Value) -> bool {
    input["column"] == "cost"
}

#[test]
fn a_profile_sets_one_district_beside_the_rest() {
    let folder = TempDir::new().expect("a folder");
    let spec = project().join("examples/derbyshire/profile.yaml");
    let only = "Derbyshire Dales,Derby";
    built(folder.path(), &[&spec.to_string_lossy(), "--each", "district", "--only", only, "-o", "."]);
    let (small, large) = ("profile-derbyshire-dales", "profile-derby");
    for name in [small, large] {
        let document = document(&folder.path().join(format!("{name}.json")));
        let mut fractions = Vec::new();
        holding(&document, "fraction", &mut fractions);
        for cell in &fractions {
            let base = cell["fraction"]["base"].as_u64().expect("a base");
            assert_eq!(cell["fraction"]["small"] == true, base < 20, "{cell}");
        }
        let mut tables = Vec::new();
        holding(&document, "row_header", &mut tables);
        let out = tables.iter().find(|table| table["id"] == "at_a_glance.out").expect("the table");
        let rows = out["rows"].as_array().expect("rows");
        assert!((1..=5).contains(&rows.len()), "{name}: {} figures stand out", rows.len());
        let rate = rows.iter().find(|row| row["key"] == "rate").expect("the rate");
        let against = if name == large { "higher" } else { "lower" };
        assert_eq!(rate["cells"][5]["text"], against, "{name}");
    }
    let pdf = fs::read(folder.path().join(format!("{small}.pdf"))).expect("the PDF");
    assert!(String::from_utf8_lossy(&pdf).contains("pdfuaid:part"));
}

/// The same spec serves for the whole area: nothing is compared, and the words say so.
#[test]
fn a_profile_of_the_whole_area_compares_nothing() {
    let folder = TempDir::new().expect("a folder");
    built(folder.path(), &[&project().join("examples/derbyshire/profile.yaml").to_string_lossy(), "-o", "."]);
    let text = fs::read_to_string(folder.path().join("profile.json")).expect("the document");
    assert!(text.contains("so there is nothing to compare it with"));
    assert!(text.contains("nothing to set side by side"));
}

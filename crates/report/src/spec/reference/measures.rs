//! The page of measures: the keys of each, the table that its example makes, and the parts that only measures use.

use std::collections::BTreeSet;
use std::fmt::Write;

use schemars::schema_for;
use serde_json::{Map, Value};

use super::super::shape::SpecFile;
use super::{GENERATED, description, keys, kind_of, link, part_section, parts_of};
use sna_measures::{EXAMPLES, MEASURES};

const PAGE: &str = "measures.md";
const REST: &str = "spec.md";

const ABOUT: &str = "A `table` has exactly one of these measures.

The examples leave out a table's `id` and `title`. They are made from eighty invented offences, with their victims and suspects, \
which are in [crates/measures/examples/data](../crates/measures/examples/data). The period is 2022/23 and 2023/24.";

/// The page of the report file and the page of the measures.
pub(super) fn spec_and_measures() -> [(String, String); 2] {
    let schema = schema_for!(SpecFile);
    let parts = parts_of(schema.as_value());
    let of_measures = used_only_by_measures(schema.as_value(), &parts);
    let (own, rest): (Vec<_>, Vec<_>) = parts.iter().partition(|(name, _)| of_measures.contains(*name));
    let spec = spec_page(schema.as_value(), &rest);
    [
        (REST.to_owned(), linked_to(spec, PAGE, &own)),
        (PAGE.to_owned(), linked_to(measures_page(&parts, &own), REST, &rest)),
    ]
}

fn spec_page(root: &Value, parts: &[(&String, &Value)]) -> String {
    let mut page = format!("# The report file\n\n{GENERATED}\n\n{}\n\n{}", description(root), keys(root));
    page += "The measures that make tables, each with an example, have a page of their own: [measures.md](measures.md).\n\n";
    page += &parts.iter().map(|(name, part)| part_section(name, part)).collect::<String>();
    page.trim_end().to_owned() + "\n"
}

fn measures_page(parts: &Map<String, Value>, own: &[(&String, &Value)]) -> String {
    let mut page = format!("# Measures\n\n{GENERATED}\n\n{ABOUT}\n\n| measure | computes |\n|---|---|\n");
    let measures = measure_properties(parts);
    for (name, doc) in MEASURES {
        let property = measures.iter().find(|(known, _)| known.as_str() == *name);
        let options = property.map_or_else(String::new, |(_, property)| kind_of(property));
        let _ = writeln!(page, "| [`{name}`]({} | {} |", target(&options), doc.trim());
    }
    page += "\n";
    for (part_name, part) in own {
        page += &part_section(part_name, part);
        page += &example_of(part_name, &measures);
    }
    page.trim_end().to_owned() + "\n"
}

/// The example of the measure that has this part as its options, if any has.
fn example_of(part: &str, measures: &[(&String, &Value)]) -> String {
    let measure = measures.iter().find(|(_, property)| kind_of(property) == link(part));
    let example = measure.and_then(|(name, _)| EXAMPLES.iter().find(|(known, _)| name.as_str() == *known));
    example.map_or_else(String::new, |(_, text)| format!("**Example.** {text}\n"))
}

/// The keys of a table that are measures.
fn measure_properties(parts: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let table = parts.get("TableSpec").and_then(|table| table.get("properties")).and_then(Value::as_object);
    let is_measure = |name: &str| MEASURES.iter().any(|(known, _)| *known == name);
    table.into_iter().flatten().filter(|(name, _)| is_measure(name)).collect()
}

/// Names of the parts that a report file reaches through measures alone.
fn used_only_by_measures(root: &Value, parts: &Map<String, Value>) -> BTreeSet<String> {
    let measures: Vec<&String> = measure_properties(parts).into_iter().map(|(name, _)| name).collect();
    let mut without = parts.clone();
    if let Some(Value::Object(keys)) = without.get_mut("TableSpec").and_then(|table| table.get_mut("properties")) {
        keys.retain(|name, _| !measures.contains(&name));
    }
    let mut elsewhere = BTreeSet::new();
    reach(root.get("properties").unwrap_or(&Value::Null), &without, &mut elsewhere);
    parts.keys().filter(|name| !elsewhere.contains(*name)).cloned().collect()
}

/// Adds every part that a value refers to, and every part that these refer to.
fn reach(value: &Value, parts: &Map<String, Value>, reached: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            let name = entries.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
            if let Some(name) = name.filter(|name| reached.insert((*name).to_owned())) {
                parts.get(name).into_iter().for_each(|part| reach(part, parts, reached));
            }
            entries.values().for_each(|entry| reach(entry, parts, reached));
        }
        Value::Array(items) => items.iter().for_each(|item| reach(item, parts, reached)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Where a link leads, with its closing bracket.
fn target(link: &str) -> &str {
    link.rsplit('(').next().unwrap_or_default()
}

/// The page with its links to these parts leading to the page that has them.
fn linked_to(page: String, other: &str, parts: &[(&String, &Value)]) -> String {
    parts.iter().fold(page, |page, (name, _)| {
        let here = link(name);
        page.replace(&format!("]({}", target(&here)), &format!("]({other}{}", target(&here)))
    })
}

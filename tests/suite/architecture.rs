//! The house: which room may use which, and where foreign crates may appear. Reads the `use` lines.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::program::project;

/// Each room, and the rooms it may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("diag", &[]),
    ("stats", &[]),
    ("yaml", &["diag"]),
    ("document", &["diag", "stats"]),
    ("data", &["diag", "yaml"]),
    ("query", &["diag", "yaml", "data", "document"]),
    ("measures", &["diag", "yaml", "stats", "document", "data", "query"]),
    ("narrative", &["diag", "stats", "document"]),
    ("spec", &["diag", "yaml", "document", "data", "query", "measures"]),
    ("compose", &["diag", "yaml", "document", "data", "query", "measures", "narrative", "spec"]),
    ("render", &["diag", "yaml", "document", "diff"]),
    ("diff", &["diag", "stats", "document", "narrative"]),
    ("explain", &["diag", "document"]),
    ("synth", &["diag", "yaml", "data"]),
    ("pipeline", &["diag", "document", "data", "query", "spec", "compose", "render"]),
    ("cli", &["diag", "document", "diff", "explain", "render", "spec", "synth", "pipeline"]),
];

/// Crates that appear in these places alone.
const CRATES: &[(&str, &[&str])] = &[
    ("polars", &["data", "query", "synth"]),
    ("typst", &["render/typst"]),
    ("plotters", &["render/svg"]),
    ("minijinja", &["narrative", "render/html"]),
    ("clap", &["cli"]),
    ("serde_saphyr", &["yaml"]),
    ("indicatif", &["cli"]),
    ("tempfile", &["cli", "data/geography/tests.rs", "data/aggregates/tests.rs", "data/workbook_tests.rs"]),
    ("geo", &["data/geography"]),
    ("rstar", &["data/geography"]),
    ("geojson", &["data/geography"]),
    ("proj4rs", &["data/geography"]),
    ("annotate_snippets", &["diag"]),
    ("statrs", &["stats"]),
    ("hayro_syntax", &["render/attached"]),
    ("rayon", &["pipeline", "query/scans", "cli/drafts", "cli/output"]),
    ("sha2", &["data"]),
    ("similar", &["diff"]),
    ("calamine", &["data"]),
    ("zip", &["data"]),
];

fn sources() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&project().join("src"), &mut found);
    found
}

/// `render/typst/world.rs` under `src`.
fn inside(path: &Path) -> String {
    path.strip_prefix(project().join("src")).expect("under src").to_string_lossy().replace('\\', "/")
}

fn room(path: &str) -> &str {
    path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

#[test]
fn arrows_point_one_way() {
    let mut wrong = BTreeSet::new();
    for path in sources() {
        let name = inside(&path);
        let Some((_, allowed)) = ROOMS.iter().find(|(known, _)| *known == room(&name)) else {
            assert!(["lib.rs", "main.rs"].contains(&name.as_str()), "`{name}` stands in no room of the map");
            continue;
        };
        for (number, line) in fs::read_to_string(&path).expect("a source").lines().enumerate() {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if ROOMS.iter().any(|(known, _)| *known == used)
                    && used != room(&name)
                    && !allowed.contains(&used.as_str())
                {
                    wrong.insert(format!("{name}:{}: `{}` may not use `{used}`", number + 1, room(&name)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn foreign_crates_stay_in_their_rooms() {
    let mut wrong = BTreeSet::new();
    for path in sources() {
        let name = inside(&path);
        let text = fs::read_to_string(&path).expect("a source");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            for (foreign, places) in CRATES {
                let named = line.contains(&format!("{foreign}::")) && !line.contains(&format!("::{foreign}::"));
                if named && !places.iter().any(|place| name.starts_with(place)) {
                    wrong.insert(format!("{name}: uses {foreign}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_say_what_they_are_for_and_stay_short() {
    const LONGEST: usize = 300;
    let mut wrong = Vec::new();
    for path in sources() {
        let text = fs::read_to_string(&path).expect("a source");
        if !text.starts_with("//!") {
            wrong.push(format!("{} does not open with what it is for", inside(&path)));
        }
        let code = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).count();
        let is_test = inside(&path).contains("tests") || inside(&path).contains("fixture");
        if code > LONGEST && !is_test {
            wrong.push(format!("{} has {code} lines without its tests", inside(&path)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_map_in_contributing_names_every_room() {
    let map = fs::read_to_string(project().join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    let missing: Vec<&str> =
        ROOMS.iter().map(|(room, _)| *room).filter(|room| !map.contains(&format!("`{room}"))).collect();
    assert!(missing.is_empty(), "not on the map: {missing:?}");
}

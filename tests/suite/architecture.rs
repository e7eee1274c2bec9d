//! What the compiler cannot say about the house: which crate of ours may use which, which room inside a crate, and
//! where a foreign crate may appear. Reads the manifests and the sources. Walls between crates are the compiler's.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::program::project;

/// Each crate, and the crates of ours that its manifest may name; `sna-spoil` is for tests.
const CRATES: &[(&str, &[&str])] = &[
    ("crates/core", &[]),
    ("crates/data", &["sna-core", "sna-spoil"]),
    ("crates/measures", &["sna-core", "sna-data"]),
    ("crates/narrative", &["sna-core", "sna-spoil"]),
    ("crates/report", &["sna-core", "sna-data", "sna-measures", "sna-narrative", "sna-spoil"]),
    ("crates/compare", &["sna-core", "sna-narrative"]),
    ("crates/render", &["sna-core", "sna-spoil"]),
    ("crates/spoil", &[]),
    ("crates/synth", &["sna-core"]),
    (
        "",
        &[
            "sna-compare",
            "sna-core",
            "sna-data",
            "sna-measures",
            "sna-narrative",
            "sna-render",
            "sna-report",
            "sna-synth",
        ],
    ),
];

/// Each room: its name, where it is, and the rooms of the same crate that it may use. Where one place lies in another,
/// a file belongs to the inner one.
const ROOMS: &[(&str, &str, &[&str])] = &[
    ("diag", "crates/core/src/diag", &[]),
    ("stats", "crates/core/src/stats", &[]),
    ("yaml", "crates/core/src/yaml", &["diag"]),
    ("calendar", "crates/core/src/calendar", &[]),
    ("columns", "crates/core/src/columns", &[]),
    ("document", "crates/core/src/document", &["diag", "stats"]),
    ("comparison", "crates/core/src/comparison", &[]),
    ("file_name", "crates/core/src/file_name", &["diag"]),
    ("guarded", "crates/core/src/guarded", &["diag"]),
    ("walls", "crates/core/src/walls", &["diag"]),
    ("data", "crates/data/src", &["condition"]),
    ("condition", "crates/data/src/condition", &[]),
    ("query", "crates/data/src/query", &["condition", "data"]),
    ("measures", "crates/measures/src", &[]),
    ("narrative", "crates/narrative/src", &[]),
    ("plots", "crates/report/src/plots", &[]),
    ("spec", "crates/report/src/spec", &["plots"]),
    ("compose", "crates/report/src/compose", &["plots", "spec"]),
    ("diff", "crates/compare/src/diff", &[]),
    ("explain", "crates/compare/src/explain", &[]),
    ("render", "crates/render/src", &[]),
    ("spoil", "crates/spoil/src", &[]),
    ("synth", "crates/synth/src", &[]),
    ("pipeline", "src/pipeline", &[]),
    ("cli", "src/cli", &["pipeline"]),
];

/// Where each foreign crate may appear: files and folders, including the tests' own.
const FOREIGN: &[(&str, &[&str])] = &[
    ("annotate-snippets", &["crates/core/src/diag"]),
    ("anstream", &["src/cli"]),
    ("anstyle", &["crates/render/src/terminal"]),
    ("calamine", &["crates/data/src"]),
    ("clap", &["src/cli"]),
    ("csv", &["crates/data/src", "crates/measures/src", "crates/render/src/files", "crates/synth/src", "tests"]),
    ("flate2", &["crates/data/src", "crates/render/src/attached", "tests"]),
    ("geo", &["crates/data/src/geography"]),
    ("geojson", &["crates/data/src/geography"]),
    ("glob", &["crates/data/src/patterns"]),
    ("indicatif", &["src/cli"]),
    ("memchr", &["crates/data/src/csv_lines", "crates/data/src/csv_walk"]),
    ("mimalloc", &["src/main"]),
    ("minijinja", &["crates/narrative/src", "crates/render/src/html"]),
    ("plotters", &["crates/render/src/svg"]),
    ("polars", &["crates/data/src", "crates/synth/src"]),
    ("proj4rs", &["crates/data/src/geography"]),
    ("pulldown-cmark", &["crates/narrative/src", "crates/render/src/markdown"]),
    ("rand", &["crates/core/src/stats", "crates/synth/src"]),
    ("rand_chacha", &["crates/core/src/stats", "crates/synth/src"]),
    ("rayon", &["crates/data/src/query/scans", "src/cli/drafts", "src/cli/output", "src/pipeline"]),
    ("rstar", &["crates/data/src/geography"]),
    ("rust_xlsxwriter", &["crates/data/src", "tests"]),
    ("rustix", &["src/cli/output"]),
    ("serde-saphyr", &["crates/core/src/yaml"]),
    ("sha2", &["crates/data/src", "src/cli/output"]),
    ("signal-hook", &["src/cli/output"]),
    ("similar", &["crates/compare/src/diff"]),
    ("sqlparser", &["crates/data/src/condition"]),
    ("statrs", &["crates/core/src/stats"]),
    ("strsim", &["crates/core/src/diag"]),
    (
        "tempfile",
        &[
            "crates/core/src/walls",
            "crates/data/src",
            "crates/render/src/own",
            "crates/report/src/spec",
            "src",
            "tests",
        ],
    ),
    ("typst", &["crates/render/src/typst"]),
    ("typst-layout", &["crates/render/src/typst"]),
    ("typst-pdf", &["crates/render/src/typst"]),
    ("unicode-normalization", &["crates/core/src/file_name"]),
    ("zip", &["crates/data/src"]),
];

/// Foreign crates that may appear anywhere: plain data, days, and the tools of tests.
const ANYWHERE: &[&str] = &["bolero", "chrono", "indexmap", "insta", "proptest", "schemars", "serde", "serde_json"];

/// The `.rs` files under a folder of the project, in order.
fn sources_under(folder: &str) -> Vec<PathBuf> {
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
    walk(&project().join(folder), &mut found);
    found
}

/// Every source of the program, without `tests/`.
fn sources() -> Vec<PathBuf> {
    let folders = CRATES.iter().map(|(folder, _)| Path::new(folder).join("src"));
    folders.flat_map(|folder| sources_under(&folder.to_string_lossy())).collect()
}

/// `crates/render/src/typst/world.rs`, from the project's folder.
fn inside(path: &Path) -> String {
    path.strip_prefix(project()).expect("in the project").to_string_lossy().replace('\\', "/")
}

/// The text of a file, without its lines of comment.
fn code(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("a source");
    text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line }.to_owned()).collect()
}

/// Whether a file, by its path in the project, is at this place or under it.
fn is_at(file: &str, place: &str) -> bool {
    file.strip_prefix(place).is_some_and(|rest| rest.starts_with(['/', '.']))
}

/// The crates that a manifest names under `dependencies` and `dev-dependencies`.
fn named_in_manifest(folder: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(project().join(folder).join("Cargo.toml")).expect("a manifest");
    let mut named = BTreeSet::new();
    let mut lists = false;
    for line in text.lines() {
        if line.starts_with('[') {
            lists = ["[dependencies]", "[dev-dependencies]"].contains(&line);
        } else if let Some((name, _)) = line.split_once(['.', '=']).filter(|_| lists) {
            named.insert(name.trim().to_owned());
        }
    }
    named
}

/// Every crate on the workspace's one list of versions.
fn known_to_workspace() -> BTreeSet<String> {
    let text = fs::read_to_string(project().join("Cargo.toml")).expect("a manifest");
    let list = text.lines().skip_while(|line| *line != "[workspace.dependencies]").skip(1);
    let names = list.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
    names.map(|(name, _)| name).filter(|name| !name.starts_with([' ', '#'])).map(str::to_owned).collect()
}

/// The room of a file; the most specific one if several contain it.
fn room(file: &str) -> Option<&'static (&'static str, &'static str, &'static [&'static str])> {
    ROOMS.iter().filter(|(_, place, _)| is_at(file, place)).max_by_key(|(_, place, _)| place.len())
}

/// The names that a line of code takes from `crate::`.
fn taken_from_crate(line: &str) -> impl Iterator<Item = String> {
    line.split("crate::").skip(1).map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
}

#[test]
fn manifests_name_only_the_crates_of_the_map() {
    let folders = fs::read_dir(project().join("crates")).expect("a folder").flatten();
    let mut on_disk: BTreeSet<String> =
        folders.map(|entry| format!("crates/{}", entry.file_name().to_string_lossy())).collect();
    on_disk.insert(String::new());
    let on_map: BTreeSet<String> = CRATES.iter().map(|(folder, _)| (*folder).to_owned()).collect();
    assert_eq!(on_map, on_disk, "the map does not list the crates that exist");
    assert!(named_in_manifest("").contains("clap"), "manifests are read");
    let mut wrong = Vec::new();
    for (folder, allowed) in CRATES {
        let ours = named_in_manifest(folder).into_iter().filter(|name| name.starts_with("sna-"));
        wrong.extend(ours.filter(|name| !allowed.contains(&name.as_str())).map(|name| format!("{folder}: {name}")));
    }
    assert!(wrong.is_empty(), "not on the map: {wrong:#?}");
}

#[test]
fn manifests_name_only_what_their_sources_use() {
    let mut wrong = Vec::new();
    for (folder, _) in CRATES {
        let mut files = sources_under(&Path::new(folder).join("src").to_string_lossy());
        if folder.is_empty() {
            files.extend(sources_under("tests"));
        }
        let text: String = files.iter().flat_map(|path| code(path)).map(|line| line + "\n").collect();
        let unused = named_in_manifest(folder).into_iter().filter(|name| !uses(&text, name));
        wrong.extend(unused.map(|name| format!("{folder}: {name}")));
    }
    assert!(wrong.is_empty(), "named in a manifest and not used: {wrong:#?}");
}

/// Whether code names a crate: `geo::`, not `my_geo::` and not `data::geo::`.
fn uses(code: &str, name: &str) -> bool {
    let path = format!("{}::", name.replace('-', "_"));
    code.match_indices(&path)
        .any(|(at, _)| !code[..at].ends_with("::") && !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

#[test]
fn foreign_crates_stay_in_their_places() {
    let known = known_to_workspace();
    let placed = FOREIGN.iter().map(|(name, _)| *name).chain(ANYWHERE.iter().copied());
    let placed: BTreeSet<String> = placed.map(str::to_owned).collect();
    let foreign: BTreeSet<String> = known.into_iter().filter(|name| !name.starts_with("sna-")).collect();
    assert_eq!(placed, foreign, "every foreign crate of the workspace says where it may appear");
    let mut wrong = BTreeSet::new();
    for path in sources() {
        let file = inside(&path);
        let text = code(&path).join("\n");
        for (name, places) in FOREIGN {
            if uses(&text, name) && !places.iter().any(|place| is_at(&file, place)) {
                wrong.insert(format!("{file}: uses {name}"));
            }
        }
    }
    for (folder, _) in CRATES {
        let named = named_in_manifest(folder);
        let rows = FOREIGN.iter().filter(|(name, _)| named.contains(*name));
        let strangers = rows.filter(|(_, places)| !places.iter().any(|place| is_of_crate(place, folder)));
        wrong.extend(strangers.map(|(name, _)| format!("{folder}/Cargo.toml: names {name}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether a place lies in a crate's folder; the root package has `src` and `tests`.
fn is_of_crate(place: &str, folder: &str) -> bool {
    if folder.is_empty() { !place.starts_with("crates/") } else { is_at(place, folder) }
}

#[test]
fn arrows_between_the_rooms_of_a_crate_point_one_way() {
    let mut wrong = BTreeSet::new();
    for path in sources() {
        let file = inside(&path);
        let Some((name, _, allowed)) = room(&file) else {
            let of_all_rooms = ["src/lib.rs", "src/main.rs", "src/fixture.rs"].iter().any(|end| file.ends_with(end));
            assert!(of_all_rooms, "`{file}` is in no room of the map");
            continue;
        };
        let source = file.split("src/").next().unwrap_or_default();
        for (number, line) in code(&path).iter().enumerate() {
            for used in taken_from_crate(line) {
                let target = room(&format!("{source}src/{used}.rs")).map(|(target, ..)| *target);
                if let Some(target) = target.filter(|target| target != name && !allowed.contains(target)) {
                    wrong.insert(format!("{file}:{}: `{name}` may not use `{target}`", number + 1));
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
    let crates =
        CRATES.iter().filter_map(|(folder, _)| folder.strip_prefix("crates/")).map(|name| format!("sna-{name}"));
    let rooms = ROOMS.iter().map(|(name, ..)| (*name).to_owned());
    let missing: Vec<String> = rooms.chain(crates).filter(|name| !map.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "not on the map: {missing:?}");
}

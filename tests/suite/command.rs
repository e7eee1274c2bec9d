//! The command and its stages, on a small project: which faults are found together, what goes to which stream with which exit
//! code, what parts are called, and the names of the stages that other programs read.

use std::fs;
use std::path::Path;

use crate::program::{Report, sna};
use crate::small::DATA;

/// Four offences; the last is in a district that is not an area.
const OFFENCES: &str = "\
id,date,offence,district,ward
1,2023-04-01,Robbery,North,St Leonard's
2,2023-05-01,Robbery,North,Dale & Hill
3,2023-06-01,GBH,South,St Leonard's
4,2023-07-01,GBH,Elsewhere,
";

const HEAD: &str = "
report: { title: T, area: Both, published: 2024-11-30, period: { financial_years: 1, to: 2023/24 } }
data: data.yaml
about: []
";

const SECTIONS: &str = "
sections:
  - title: S
    blocks:
      - table: { id: t, title: Offences, crosstab: { rows: offence, columns: financial_year } }
";

fn project(sections: &str) -> Report {
    Report::with_head(HEAD, sections).file("data.yaml", DATA).file("offences.csv", OFFENCES)
}

/// Exit code, stdout, stderr.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let run = sna(folder, arguments);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (run.status.code(), text(run.stdout), text(run.stderr))
}

/// The codes of the errors, in the order of their places.
fn errors(words: &str) -> Vec<&str> {
    words.lines().filter_map(|line| line.strip_prefix("error[")?.split(']').next()).collect()
}

/// A kind and an area are looked up before anything is asked of the records, expressions are evaluated afterwards: each stage
/// reports all of its faults and none of a later one's.
#[test]
fn the_run_stops_between_stages_with_all_that_one_found() {
    let names = "
sections:
  - use: nothing
  - title: S
    scope: { area: Nowhere }
    blocks:
      - prose: '{{ no_table.total }}'
      - table: { id: t, title: T, crosstab: { rows: ofence } }
";
    let report = project(names);
    let (_, words) = report.check();
    assert_eq!(errors(&words), ["unknown-kind", "unknown-area"], "{words}");
    let questions = names.replace("  - use: nothing\n", "").replace("    scope: { area: Nowhere }\n", "");
    let (_, words) = project(&questions).check();
    assert_eq!(errors(&words), ["unknown-dimension"], "{words}");
    let prose = questions.replace("ofence", "offence").replace("- table:", "- prose: '{{ t.totl }}'\n      - table:");
    let (code, words) = project(&prose).check();
    assert_eq!((code, errors(&words).len()), (1, 2), "both expressions: {words}");
}

/// `check` finds what `build` finds, and writes nothing.
#[test]
fn check_and_build_agree() {
    for sections in
        [SECTIONS, "sections: [{ use: nothing }]\n", "sections: [{ title: S, blocks: [{ prose: '{{ x }}' }] }]\n"]
    {
        let report = project(sections);
        let folder = report.folder.path();
        let (checked, _, found) = run(folder, &["check", "sna.yaml"]);
        assert!(!folder.join("out").exists());
        let (built, _, words) = run(folder, &["build", "sna.yaml", "-o", "out"]);
        assert_eq!((checked, found), (built, words));
        assert_eq!(folder.join("out/sna.pdf").exists(), built == Some(0), "a report appears whole or not at all");
    }
}

/// Warnings do not fail a build. What was asked for goes to stdout, what was found on the way to stderr.
#[test]
fn each_stream_has_its_own_words() {
    let report = project(SECTIONS);
    let (code, out, found) = run(report.folder.path(), &["build", "sna.yaml", "-o", "out"]);
    assert_eq!((code, out.as_str()), (Some(0), "out/sna.pdf\n"));
    assert!(found.starts_with("warning[unlisted-district]"), "{found}");
    let (code, out, found) = run(report.folder.path(), &["check", "sna.yaml"]);
    assert_eq!((code, out.as_str()), (Some(0), "sna.yaml: 1 section, 1 table, 0 charts\n"));
    assert!(found.starts_with("warning[unlisted-district]"), "{found}");
    let (code, out, found) = run(report.folder.path(), &["kinds", "volume"]);
    assert_eq!((code, found.as_str()), (Some(0), ""));
    assert!(out.contains("section:"), "{out}");
    let (code, out, found) = run(report.folder.path(), &["kinds", "volum"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert_eq!(errors(&found), ["unknown-kind"]);
}

#[test]
fn the_exit_code_says_whose_fault_it_was() {
    let report = project(SECTIONS);
    for (arguments, expected) in [
        (["--version"].as_slice(), 0),
        (&["--help"], 0),
        (&["help", "build"], 0),
        (&[], 2),
        (&["build", "sna.yaml"], 2),
        (&["build", "-o", "out"], 2),
        (&["check", "sna.yaml", "--only", "North"], 2),
        (&["check", "sna.yaml", "--each"], 2),
        (&["check", "sna.yaml", "other.yaml"], 2),
        (&["diff", "old.json"], 2),
        (&["diff", "old.json", "new.json", "--fail-on", "everything"], 2),
        (&["explain", "out", "t", "--point", "North", "--row", "North"], 2),
        (&["explain", "out", "--figure", "1", "--row", "North"], 2),
        (&["explain", "out", "--format", "yaml"], 2),
        (&["synth", "m.yaml", "-o", "o", "--scale", "10001"], 2),
        (&["check", "absent.yaml"], 1),
        (&["export", "absent.yaml", "-o", "out"], 1),
        (&["synth", "absent.yaml", "-o", "out"], 1),
        (&["explain", "absent"], 1),
        (&["build", "sna.yaml", "-o", "offences.csv"], 3),
        (&["check", "sna.yaml"], 0),
    ] {
        let (code, out, found) = run(report.folder.path(), arguments);
        assert_eq!(code, Some(expected), "sna {}\n{out}{found}", arguments.join(" "));
        assert_eq!(found.is_empty(), expected == 0 && !arguments.contains(&"sna.yaml"), "sna {}", arguments.join(" "));
    }
    let (_, version, _) = run(report.folder.path(), &["--version"]);
    assert_eq!(version, format!("sna {}\n", env!("CARGO_PKG_VERSION")));
}

/// The names of files in a folder with this ending, in order.
fn files(folder: &Path, end: &str) -> Vec<String> {
    let names = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.file_name());
    let mut names: Vec<String> =
        names.filter_map(|name| name.into_string().ok()).filter(|name| name.ends_with(end)).collect();
    names.sort();
    names
}

/// Files are called after the report and the part, in letters that every file system takes.
#[test]
fn parts_are_called_after_what_they_are_about() {
    let report = project(SECTIONS);
    let folder = report.folder.path();
    let (code, out, found) = run(folder, &["build", "sna.yaml", "--each", "ward", "-o", "wards"]);
    assert_eq!(code, Some(0), "{found}");
    // A ward in each of two districts has the same name.
    let names = ["sna-dale-hill.pdf", "sna-st-leonard-s-north.pdf", "sna-st-leonard-s-south.pdf"];
    assert_eq!(files(&folder.join("wards"), ".pdf"), names);
    let printed: Vec<&str> = out.lines().filter(|line| line.ends_with(".pdf")).collect();
    assert_eq!(printed, names.map(|name| format!("wards/{name}")));
    assert_eq!(
        found.matches("warning[unlisted-district]").count(),
        1,
        "once, however many reports it concerns: {found}"
    );
    // Blanks around names are not part of them; parts come in the order of tables, not in the order of the command.
    let (code, out, _) = run(folder, &["check", "sna.yaml", "--each", "district", "--only", " South ,North,"]);
    assert_eq!(code, Some(0));
    let parts: Vec<&str> = out.lines().filter_map(|line| line.split_once(": ").map(|(name, _)| name)).collect();
    assert_eq!(parts, ["sna-north", "sna-south", "sna.yaml"]);
}

/// A fault in one part's report says in which, and faults of several parts are found together. There is no robbery in the South.
#[test]
fn a_fault_of_a_part_names_the_part() {
    let robberies = r#"
sections:
  - title: S
    blocks:
      - prose: '{{ t.cell("Robbery", "count") }} robberies.'
      - table: { id: t, title: Offences, crosstab: { rows: offence } }
"#;
    let (code, _, found) = run(project(robberies).folder.path(), &["check", "sna.yaml", "--each", "district"]);
    assert_eq!((code, errors(&found).len()), (Some(1), 1), "{found}");
    assert!(found.contains("in the report of South"), "{found}");
    let nowhere = project(&robberies.replace("Robbery", "Arson"));
    let (_, _, found) = run(nowhere.folder.path(), &["check", "sna.yaml", "--each", "district"]);
    assert!(found.contains("in the report of North") && found.contains("in the report of South"), "{found}");
}

/// `scripts/bench` reads these.
#[test]
fn stages_are_timed_by_name() {
    let report = project(SECTIONS);
    let (_, out, _) = run(report.folder.path(), &["build", "sna.yaml", "-o", "out", "--timings"]);
    for stage in ["compute", "typeset", "export PDF", "all stages"] {
        let line = out.lines().find(|line| line.starts_with(&format!("{stage}  ")));
        assert!(line.is_some_and(|line| line.ends_with(" ms")), "{stage}: {out}");
    }
    assert!(out.lines().any(|line| line.starts_with("peak memory  ")), "{out}");
}

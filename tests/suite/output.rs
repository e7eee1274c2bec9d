//! What is left on disk: all files of a run or none, nothing of anybody else's lost, nothing written elsewhere.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::program::{Report, command, sna};
use crate::small::{HEAD, SECTIONS, listing, small};

const ONE_TABLE: &str = "
sections:
  - title: S
    blocks:
      - table: { id: t, title: Offences, crosstab: { rows: offence, columns: financial_year } }
";

/// What a build of the small project leaves.
const WRITTEN: [&str; 6] = ["sna.json", "sna.pdf", "tables/", "tables/README.txt", "tables/s.t.csv", "tables/s.u.csv"];

/// Puts things into a folder that are not of the report.
fn with_others(out: &Path) {
    fs::create_dir_all(out.join("notes/deep")).expect("folders");
    fs::write(out.join("notes/deep/mine.txt"), "mine").expect("a file");
    fs::write(out.join("tables/mine.csv"), "mine").expect("a file");
    fs::write(out.join("other.json"), "{}").expect("a file");
    #[cfg(unix)]
    std::os::unix::fs::symlink("notes/deep/mine.txt", out.join("link")).expect("a link");
}

fn others() -> Vec<String> {
    let all = ["link", "notes/", "notes/deep/", "notes/deep/mine.txt", "other.json", "tables/mine.csv"];
    all.into_iter().filter(|name| cfg!(unix) || *name != "link").map(str::to_owned).collect()
}

fn and(mut names: Vec<String>, more: &[&str]) -> Vec<String> {
    names.extend(more.iter().map(|name| (*name).to_owned()));
    names.sort();
    names
}

#[test]
fn tables_that_a_report_no_longer_has_go_and_files_of_others_stay() {
    let report = small(SECTIONS);
    let out = report.build();
    with_others(&out);
    fs::write(out.join(".sna-a1b2c3"), "left by an earlier version").expect("a file");
    assert_eq!(report.run(&["build", "sna.yaml", "-o", "out"]), (0, String::new()));
    assert_eq!(listing(&out), and(others(), &WRITTEN));
    let report = report.file("sna.yaml", format!("{HEAD}{ONE_TABLE}"));
    for folder in ["out", "out/../out"] {
        assert_eq!(report.run(&["build", "sna.yaml", "-o", folder]), (0, String::new()));
        assert_eq!(listing(&out), and(others(), &WRITTEN[..5]));
    }
    assert_eq!(fs::read_to_string(out.join("link")).expect("the link still leads to the file"), "mine");
    // In place, because the run is started in the folder.
    let report = report.file("sna.yaml", format!("{HEAD}{SECTIONS}"));
    assert!(sna(&out, &["build", "../sna.yaml", "-o", "."]).status.success());
    let report = report.file("sna.yaml", format!("{HEAD}{ONE_TABLE}"));
    assert!(sna(&out, &["build", "../sna.yaml", "-o", "."]).status.success());
    assert_eq!(listing(&out), and(others(), &WRITTEN[..5]));
    assert_eq!(listing(report.folder.path()).iter().filter(|name| name.contains(".sna-")).count(), 0);
}

#[test]
fn tables_of_another_report_in_the_folder_stay() {
    let report = small(SECTIONS).file("kpi.yaml", format!("{HEAD}{SECTIONS}"));
    let out = report.build();
    assert_eq!(report.run(&["build", "kpi.yaml", "-o", "out"]).0, 0);
    let report = report.file("sna.yaml", format!("{HEAD}{ONE_TABLE}"));
    assert_eq!(report.run(&["build", "sna.yaml", "-o", "out"]).0, 0);
    assert!(out.join("tables/s.u.csv").exists(), "the other report has this table too");
    let report = report.file("kpi.yaml", format!("{HEAD}{ONE_TABLE}"));
    assert_eq!(report.run(&["build", "kpi.yaml", "-o", "out"]).0, 0);
    assert!(!out.join("tables/s.u.csv").exists());
}

#[test]
fn what_is_in_the_way_is_named_and_nothing_changes() {
    let report = small(SECTIONS);
    let out = report.build();
    fs::remove_dir_all(out.join("tables")).expect("the tables");
    fs::write(out.join("tables"), "a file").expect("a file");
    let before = fs::read(out.join("sna.pdf")).expect("the PDF");
    let report = report.file("sna.yaml", format!("{HEAD}{ONE_TABLE}"));
    let (code, words) = report.run(&["build", "sna.yaml", "-o", "out"]);
    assert_eq!(code, 3);
    insta::assert_snapshot!(words.lines().take(5).collect::<Vec<_>>().join("\n"), @"
    error[unwritable-output]: cannot write `out/tables`
    --> out/tables
     = found: a file or a link of that name
     = expected: a folder that can be written to
     = hint: nothing was changed: earlier files are as they were
    ");
    assert!(words.contains("nothing was changed"), "{words}");
    assert!(fs::read(out.join("sna.pdf")).expect("the PDF") == before);
    assert_eq!(listing(&out), ["sna.json", "sna.pdf", "tables"]);
}

#[test]
fn a_run_does_not_write_over_what_it_reads() {
    let report = small(SECTIONS).file("small.json", format!("{HEAD}{SECTIONS}"));
    let (code, words) = report.run(&["build", "small.json", "-o", "."]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(words, @"
    error[overwrites-input]: `./small.json` would be written over a file that this run reads
    --> ./small.json
     = expected: an output folder with none of the report's own files, or another `name:` under `report:`
     = hint: nothing was changed: earlier files are as they were
    ");
    assert!(!report.folder.path().join("small.pdf").exists());
    assert_eq!(report.build(), report.folder.path().join("out"));
    let (code, words) = report.run(&["diff", "out/sna.json", "out/sna.pdf", "-o", "out/sna.json"]);
    assert!(code == 1 && words.contains("overwrites-input"), "{words}");
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for name in ["../../escaped", "/escaped", "a/b", "..", "", "CON", "a:b"] {
        let head = HEAD.replace("title: T,", &format!("title: T, name: '{name}',"));
        let report = small(SECTIONS).file("sna.yaml", format!("{head}{SECTIONS}"));
        let (code, words) = report.run(&["build", "sna.yaml", "-o", "out"]);
        assert!(code == 1 && words.contains("error[bad-file-name]: the report cannot be called"), "{name}: {words}");
    }
    let sections = SECTIONS.replace("id: t,", "id: ../../../../escaped,");
    let (code, words) = small(&sections).run(&["check", "sna.yaml"]);
    assert!(code == 1 && words.contains("error[bad-file-name]: a table cannot be called"), "{words}");
    assert!(words.contains("--> sna.yaml:9"), "{words}");
}

/// A run that was killed while it changed a folder in place.
fn interrupted(report: &Report, journal: &str) {
    let work = report.folder.path().join("out/.sna-in-progress");
    fs::create_dir_all(work.join("old")).expect("a folder");
    fs::create_dir_all(work.join("new")).expect("a folder");
    fs::write(work.join("old/mine.txt"), "as it was").expect("a file");
    fs::write(work.join("journal"), journal).expect("a file");
}

#[test]
fn what_a_killed_run_has_begun_is_put_back() {
    let report = small(SECTIONS).file("out/mine.txt", "half made").file("out/stray.csv", "half made");
    interrupted(&report, "old mine.txt\nnew stray.csv\n");
    let out = report.build();
    assert_eq!(listing(&out), and(vec!["mine.txt".to_owned()], &WRITTEN));
    assert_eq!(fs::read_to_string(out.join("mine.txt")).expect("the file"), "as it was");
}

#[test]
fn a_journal_from_elsewhere_moves_nothing() {
    let report = small(SECTIONS).file("kept.txt", "kept");
    interrupted(&report, "new ../kept.txt\n");
    let (code, words) = report.run(&["build", "sna.yaml", "-o", "out"]);
    assert_eq!(code, 3);
    assert!(words.contains("an earlier run was interrupted, and its files cannot be put back"), "{words}");
    assert!(report.folder.path().join("kept.txt").exists());
}

#[test]
fn a_run_waits_for_another_in_the_same_folder() {
    let report = small(SECTIONS);
    let out = report.build();
    let run = || command(report.folder.path(), &["build", "sna.yaml", "-o", "out"]).stdout(Stdio::null()).spawn();
    let mut runs: Vec<_> = (0..4).map(|_| run().expect("the program starts")).collect();
    assert!(runs.iter_mut().all(|run| run.wait().expect("it ends").success()));
    assert_eq!(listing(&out), WRITTEN);
    assert_eq!(listing(report.folder.path()).iter().filter(|name| name.contains(".sna-")).count(), 0);
}

#[cfg(unix)]
#[test]
fn killed_at_any_moment_the_folder_is_old_or_new() {
    let report = small(SECTIONS);
    let out = report.build();
    let old = fs::read(out.join("sna.json")).expect("the document");
    let report = report.file("sna.yaml", format!("{HEAD}{ONE_TABLE}").replace("title: T", "title: New"));
    for (at, signal) in [(40, "-KILL"), (80, "-INT"), (110, "-KILL"), (140, "-TERM"), (170, "-KILL"), (200, "-INT")] {
        let mut run = command(report.folder.path(), &["build", "sna.yaml", "-o", "out"]);
        let mut run = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        std::thread::sleep(Duration::from_millis(at));
        let _ = std::process::Command::new("kill").args([signal, &run.id().to_string()]).status();
        run.wait().expect("it ends");
        let is_old = fs::read(out.join("sna.json")).expect("the document") == old;
        let written: &[&str] = if is_old { &WRITTEN } else { &WRITTEN[..5] };
        assert_eq!(listing(&out), written);
    }
    assert!(report.run(&["build", "sna.yaml", "-o", "out"]).0 == 0);
    assert_eq!(listing(report.folder.path()).iter().filter(|name| name.contains(".sna-")).count(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_an_error_and_a_closed_one_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [&["kinds"] as &[&str], &["kinds", "volume"], &["explain-code"], &["--help"]] {
        let full = File::options().write(true).open("/dev/full").expect("a full device");
        let run = command(folder.path(), arguments).stdout(full).output().expect("the program starts");
        assert_eq!(run.status.code(), Some(3), "{arguments:?}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(String::from_utf8_lossy(&run.stderr), @"
            error[unwritable-output]: cannot write to the standard output
             |
             = found: No space left on device (os error 28)
             = expected: a terminal, a program that reads, or a disk with free space
            ");
        }
    }
    let mut run = command(folder.path(), &["explain-code"]).stdout(Stdio::piped()).spawn().expect("the program starts");
    drop(run.stdout.take());
    assert!(run.wait().expect("it ends").success());
}

#[test]
fn every_part_has_its_own_files_and_keeps_them() {
    let report = small(ONE_TABLE);
    let (folder, out) = (report.folder.path(), report.folder.path().join("out"));
    assert_eq!(report.run(&["build", "sna.yaml", "--each", "ward", "-o", "out"]).0, 0);
    let pdfs: Vec<String> = listing(&out).into_iter().filter(|name| name.ends_with(".pdf")).collect();
    assert_eq!(pdfs, ["sna-st-mary-s-2.pdf", "sna-st-mary-s.pdf", "sna-unnamed.pdf", "sna-καλλιθέα.pdf"]);
    let index = fs::read_to_string(out.join("index.html")).expect("the list of reports");
    assert!(index.contains("sna-st-mary-s-2.pdf") && index.contains("sna-st-mary-s.pdf"), "{index}");
    assert_eq!(report.run(&["build", "sna.yaml", "--each", "ward", "--only", "St Mary's", "-o", "one"]).0, 0);
    let title = |path: &str| {
        let text = fs::read_to_string(folder.join(path)).expect("a document");
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON")["cover"]["area"].clone()
    };
    let alone = listing(&folder.join("one")).into_iter().find(|name| name.ends_with(".json")).expect("a document");
    assert_eq!(title(&format!("one/{alone}")), title(&format!("out/{alone}")));
}

#[test]
fn no_cell_of_a_table_runs_in_a_spreadsheet() {
    let offences = "id,date,offence,district,ward\n1,2023-04-01,\"=cmd|' /C calc'!A0\",North,-5\n";
    let report = small(ONE_TABLE).file("offences.csv", offences);
    let out = report.build();
    let table = fs::read_to_string(out.join("tables/s.t.csv")).expect("the table");
    assert!(table.contains("\n'=cmd|' /C calc'!A0,body,"), "{table}");
    assert!(fs::read_to_string(out.join("sna.json")).expect("the document").contains("\"=cmd|' /C calc'!A0\""));
    assert!(fs::read_to_string(out.join("tables/README.txt")).expect("the words").contains("remove one apostrophe"));
}

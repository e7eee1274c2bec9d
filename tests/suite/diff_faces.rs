//! `sna diff` from the command line: formats, exit codes, folders, and what bad input gets.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::{Report, command, mask, sna};

const REPORT: &str = "\
sections:
  - title: Volume
    id: volume
    blocks:
      - prose: PROSE
      - table: { id: groups, title: Offences by group, crosstab: { of: offences, rows: offence_group, columns: financial_year } }
";

/// Two drafts of a report that differ in one word, in one folder: `old` and `new`.
fn drafts() -> (TempDir, &'static str) {
    let folder = TempDir::new().expect("a temporary folder");
    for (draft, prose) in [("old", "Offences are counted here."), ("new", "Offences are listed here.")] {
        let report = Report::new(&REPORT.replace("PROSE", prose));
        let out = report.build();
        fs::create_dir_all(folder.path().join(draft)).expect("a folder");
        for file in ["sna.pdf", "sna.json"] {
            fs::copy(out.join(file), folder.path().join(draft).join(file)).expect("a draft");
        }
    }
    (folder, "Offences are")
}

struct Said {
    code: i32,
    out: String,
    fault: String,
}

fn diff(folder: &Path, arguments: &[&str]) -> Said {
    let run = sna(folder, &[&["diff"], arguments].concat());
    Said {
        code: run.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&run.stdout).into_owned(),
        fault: mask(&String::from_utf8_lossy(&run.stderr), folder),
    }
}

#[test]
fn drafts_are_compared_in_every_form() {
    let (folder, shared) = drafts();
    let at = folder.path();
    let forms = ["old/sna.pdf new/sna.pdf", "old/sna.pdf new/sna.json", "old/sna.json new/sna.json"];
    let said: Vec<String> = forms
        .iter()
        .map(|form| {
            let said = diff(at, &form.split(' ').collect::<Vec<_>>());
            assert_eq!((said.code, said.fault.as_str()), (0, ""), "{form}");
            said.out
        })
        .collect();
    assert!(said[0].starts_with("1 change: 1 wording.\n"), "{}", said[0]);
    assert_eq!((&said[0], &said[0]), (&said[1], &said[2]));
    let all = diff(at, &["old/sna.pdf", "new/sna.pdf", "--all"]).out;
    assert!(all.contains(&format!("- {shared} counted here.")), "{all}");
    assert!(all.contains(&format!("+ {shared} listed here.")), "{all}");
    for format in ["html", "markdown", "json"] {
        let said = diff(at, &["old/sna.pdf", "new/sna.pdf", "--all", "--format", format]);
        assert_eq!(said.code, 0, "{}", said.fault);
        assert!(said.out.contains("listed") && said.out.contains("counted"), "{}", said.out);
    }
    let json = diff(at, &["old", "new", "--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["format"], &json["reports"][0]["compared"]["changes"][0]["kind"]), (&1.into(), &"prose".into()));
}

#[test]
fn a_file_is_written_in_the_format_of_its_name() {
    let (folder, _) = drafts();
    let at = folder.path();
    for (name, begins) in
        [("w/c.html", "<!DOCTYPE html>"), ("c.md", "## What changed"), ("c.json", "{"), ("c.txt", "1 change")]
    {
        let said = diff(at, &["old/sna.json", "new/sna.json", "-o", name]);
        assert_eq!((said.code, said.out), (0, format!("{name}\n")), "{}", said.fault);
        let written = fs::read_to_string(at.join(name)).expect("a file");
        assert!(written.starts_with(begins), "{written}");
    }
}

#[test]
fn identical_drafts_say_so_and_give_0() {
    let (folder, _) = drafts();
    let said = diff(folder.path(), &["old/sna.pdf", "old/sna.json", "--fail-on", "changes,reversals,claims"]);
    assert_eq!((said.code, said.out.as_str(), said.fault.as_str()), (0, "The drafts are the same.\n", ""));
}

#[test]
fn fail_on_gives_1_and_says_why() {
    let (folder, _) = drafts();
    let said = diff(folder.path(), &["old/sna.pdf", "new/sna.pdf", "--fail-on", "reversals,claims"]);
    assert_eq!((said.code, said.fault.as_str()), (0, ""));
    let said = diff(folder.path(), &["old", "new", "--fail-on", "changes"]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("1 change: 1 wording."), "{}", said.out);
    insta::assert_snapshot!("fail_on", said.fault);
}

#[test]
fn colour_stays_off_in_a_pipe() {
    let (folder, _) = drafts();
    let run = command(folder.path(), &["diff", "old/sna.json", "new/sna.json"]).env_remove("NO_COLOR").output();
    assert!(!run.expect("the program starts").stdout.contains(&0x1b));
}

#[test]
fn folders_pair_reports_and_name_those_on_one_side() {
    let (folder, _) = drafts();
    let at = folder.path();
    let edited = |from: &str, to: &str, part: &str| {
        let json = fs::read_to_string(at.join(from)).expect("a draft");
        let part = format!("\"part\": {{ \"dimension\": \"district\", \"value\": \"{part}\" }}");
        assert!(json.contains("\"part\": null"), "{from}");
        fs::write(at.join(to), json.replacen("\"part\": null", &part, 1)).expect("a draft");
    };
    edited("old/sna.json", "old/bolsover.json", "Bolsover");
    edited("new/sna.json", "new/renamed.json", "Bolsover");
    edited("old/sna.json", "old/derby.json", "Derby");
    edited("new/sna.json", "new/erewash.json", "Erewash");
    fs::write(at.join("old/notes.json"), "{\"mine\": true}").expect("a file");
    let said = diff(at, &["old", "new"]);
    assert_eq!((said.code, said.fault.as_str()), (0, ""));
    insta::assert_snapshot!("folders", said.out);
}

#[test]
fn bad_input_gets_a_clear_message_and_no_comparison() {
    let (folder, _) = drafts();
    let at = folder.path();
    let write = |name: &str, bytes: &[u8]| {
        fs::create_dir_all(at.join(name).parent().expect("a folder")).expect("a folder");
        fs::write(at.join(name), bytes).expect("a file");
    };
    let pdf = fs::read(at.join("old/sna.pdf")).expect("a draft");
    write("cut.pdf", &pdf[..pdf.len() / 2]);
    write("letter.txt", b"Dear all");
    write("foreign/notes.json", b"{}");
    let json = fs::read_to_string(at.join("old/sna.json")).expect("a draft");
    write("twice/a.json", json.as_bytes());
    write("twice/b.json", json.as_bytes());
    write("broken/a.json", &json.as_bytes()[..json.len() / 2]);
    let elsewhere =
        json.replace("\"report\": \"sna\"", "\"report\": \"other\"").replace("\"id\": \"volume\"", "\"id\": \"v\"");
    write("elsewhere.json", elsewhere.as_bytes());
    let cases = [
        ["missing.pdf", "letter.txt"],
        ["cut.pdf", "new/sna.pdf"],
        ["old", "new/sna.pdf"],
        ["old/sna.pdf", "new"],
        ["old", "foreign"],
        ["old", "twice"],
        ["old", "broken"],
        ["old/sna.json", "elsewhere.json"],
    ];
    let said: Vec<String> = cases
        .iter()
        .map(|case| {
            let said = diff(at, case);
            assert_eq!((said.code, said.out.as_str()), (1, ""), "{case:?}");
            format!("$ sna diff {}\n{}", case.join(" "), said.fault)
        })
        .collect();
    insta::assert_snapshot!("bad_input", said.concat());
    assert_eq!(diff(at, &["old", "new", "--format", "pdf"]).code, 2);
}

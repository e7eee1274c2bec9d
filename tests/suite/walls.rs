//! What a project may read: the files of its two folders and of those that the command allows, and its own ones before those that
//! ship with the program.

use std::fs;

use crate::small::{DATA, HEAD, OFFENCES, SECTIONS, small};

/// A project in `project/` next to a file that is none of its business.
fn inside(sections: &str, manifest: &str) -> crate::program::Report {
    small("")
        .file("project/sna.yaml", format!("{HEAD}{sections}"))
        .file("project/data.yaml", manifest)
        .file("project/offences.csv", OFFENCES)
        .file("project/sections/README.md", "Our kinds.")
        .file("elsewhere/secret.md", "Secret words.")
        .file("elsewhere/kind.yaml", "about: A kind\nsection: { title: Stolen, prose: Words. }")
        .file("elsewhere/offences.csv", OFFENCES)
}

fn is_refused(report: &crate::program::Report, name: &str) {
    let (code, words) = report.run(&["check", "project/sna.yaml"]);
    assert_eq!(code, 1, "{name}: {words}");
    assert!(words.contains("error[outside-project]: "), "{name}: {words}");
    let (code, words) = report.run(&["check", "project/sna.yaml", "--allow", "elsewhere"]);
    assert_eq!(code, 0, "{name} is allowed: {words}");
}

#[test]
fn nothing_outside_the_two_folders_is_read() {
    let prose = "sections: [{ title: S, prose: ../elsewhere/secret.md }]\n";
    is_refused(&inside(prose, DATA), "a text");
    is_refused(&inside("sections: [{ use: ../../elsewhere/kind }]\n", DATA), "a kind");
    is_refused(&inside(SECTIONS, &DATA.replace("files: offences.csv", "files: ../elsewhere/offences.csv")), "records");
    is_refused(&inside(SECTIONS, &DATA.replace("files: offences.csv", "files: ../elsewhere/*.csv")), "a pattern");
    let copied = inside("sections: [{ use: copied }]\n", DATA)
        .file("project/sections/copied.yaml", "about: A\nsection: { title: C, prose: ../../elsewhere/secret.md }");
    let (code, words) = copied.run(&["check", "project/sna.yaml"]);
    assert!(code == 1 && words.contains("outside-project"), "a text of a copied kind: {words}");
    for key in
        ["harm_weights: ../elsewhere/x.yaml", "unit_costs: ../elsewhere/x.yaml", "aggregates: ../elsewhere/x.yaml"]
    {
        let (code, words) = inside(SECTIONS, &format!("{DATA}{key}\n")).run(&["check", "project/sna.yaml"]);
        assert!(code == 1 && words.contains("outside-project"), "{key}: {words}");
    }
}

#[test]
fn a_file_elsewhere_is_refused_where_it_is_named() {
    let report = inside("sections: [{ title: S, prose: ../elsewhere/secret.md }]\n", DATA);
    let (_, words) = report.run(&["check", "project/sna.yaml"]);
    insta::assert_snapshot!(words);
}

#[cfg(unix)]
#[test]
fn links_that_lead_elsewhere_are_refused() {
    use std::os::unix::fs::symlink;
    let linked = |from: &str, to: &str, sections: &str| {
        let report = inside(sections, DATA);
        let from = report.folder.path().join("project").join(from);
        fs::create_dir_all(from.parent().expect("a folder")).expect("a folder");
        let _ = fs::remove_file(&from);
        symlink(report.folder.path().join("elsewhere").join(to), from).expect("a link");
        report
    };
    is_refused(
        &linked("sections/x.md", "secret.md", "sections: [{ title: S, prose: x.md }]\n"),
        "a text behind a link",
    );
    is_refused(&linked("sections/x.yaml", "kind.yaml", "sections: [{ use: x }]\n"), "a kind behind a link");
    is_refused(&linked("offences.csv", "offences.csv", SECTIONS), "records behind a link");
    is_refused(&linked("templates/crest.typ", "secret.md", SECTIONS), "a template behind a link");
}

#[test]
fn an_own_file_that_cannot_be_read_is_never_replaced_by_the_shipped_one() {
    let uses = "sections: [{ use: volume }]\n";
    let of = |name: &str, bytes: &[u8]| small(uses).file(name, bytes).run(&["check", "sna.yaml"]);
    let (code, words) = of("sections/volume.yaml", b"about: A\nsection: { title: \xa35 }\n");
    assert_eq!(code, 1);
    insta::assert_snapshot!(words.replace("[FOLDER]/", ""), @"
    error[not-utf8]: `sections/volume.yaml` is not UTF-8 text
    --> sections/volume.yaml:2
     = found: bytes in another encoding
     = expected: UTF-8
    ");
    let (code, words) = of("sections/volume.md", b"A figure: \xa35\n");
    assert!(code == 1 && words.contains("sections/volume.md:1"), "{words}");
    let (code, words) = of("sections/volume.yaml/folder", b"");
    assert!(code == 1 && words.contains("error[unreadable-file]: cannot read `sections/volume.yaml`"), "{words}");
    let (code, words) = of("sections", b"../templates/sections");
    assert!(code == 1 && words.contains("error[unreadable-file]"), "a link that became a file: {words}");
}

#[test]
fn files_that_nothing_uses_are_named() {
    let report = small(SECTIONS)
        .file("sections/Volume.yaml", "about: A\nsection: { title: V }\n")
        .file("sections/README.md", "Our kinds.")
        .file("sections/volume.md", "Used by the shipped kind.")
        .file("templates/themes.typ", "")
        .file("templates/.DS_Store", "");
    let (code, words) = report.run(&["check", "sna.yaml"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(words);
}

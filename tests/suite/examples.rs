//! The examples build, are accessible by declaration, and give the same bytes every time.

use std::fs;
use std::path::Path;

use crate::program::{Report, Table, command, derbyshire, project, sna};

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for name in ["derbyshire.pdf", "derbyshire.json"] {
        found.push((name.to_owned(), fs::read(folder.join(name)).expect(name)));
    }
    let mut tables: Vec<_> =
        fs::read_dir(folder.join("tables")).expect("tables").flatten().map(|entry| entry.path()).collect();
    tables.sort();
    found.extend(tables.iter().map(|path| (path.display().to_string(), fs::read(path).expect("a table"))));
    found.iter_mut().for_each(|(name, _)| *name = name.rsplit('/').next().unwrap_or_default().to_owned());
    found
}

#[test]
fn derbyshire_is_a_tagged_archival_pdf_that_says_it_is_synthetic() {
    let pdf = fs::read(derbyshire().join("derbyshire.pdf")).expect("the PDF");
    let text = String::from_utf8_lossy(&pdf);
    for mark in ["pdfuaid:part", "pdfaid:part", "/Lang", "/StructTreeRoot", "/Outlines", "/EmbeddedFile"] {
        assert!(text.contains(mark), "{mark}");
    }
    let json = fs::read_to_string(derbyshire().join("derbyshire.json")).expect("the document");
    assert!(json.contains("Synthetic records"), "the cover's notice");
}

#[test]
fn two_runs_and_one_thread_give_the_same_bytes() {
    let spec = project().join("examples/derbyshire/sna.yaml");
    let first = files(derbyshire());
    for threads in ["1", "3"] {
        let folder = tempfile::TempDir::new().expect("a folder");
        let mut again = command(folder.path(), &["build", &spec.to_string_lossy(), "-o", "."]);
        let run = again.env("POLARS_MAX_THREADS", threads).env("RAYON_NUM_THREADS", threads).output().expect("a run");
        assert!(run.status.success());
        for ((name, bytes), (_, other)) in first.iter().zip(files(folder.path())) {
            assert!(*bytes == other, "{name} differs with {threads} threads");
        }
    }
}

#[test]
fn police_uk_builds_from_many_files_with_a_gap_shown_as_a_gap() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let spec = project().join("examples/police-uk/sna.yaml");
    let run = sna(folder.path(), &["build", &spec.to_string_lossy(), "-o", "."]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let months = Table::read(folder.path(), "volume_by_month.by_month");
    assert_eq!(months.at("May 2024", "count"), "[x]", "a month without a file");
    assert!(months.number("Feb 2024", "count") > 0.0, "a compressed file");
    let rows = Table::read(folder.path(), "method_and_data_quality.reconciliation");
    let counted: f64 = months.rows.iter().filter_map(|month| months.at(month, "count").parse::<f64>().ok()).sum();
    assert_eq!(rows.number("Rows read", "rows"), counted);
    let lines: usize = fs::read_dir(project().join("examples/police-uk/data"))
        .expect("data")
        .flatten()
        .map(|entry| lines(&entry.path()))
        .sum();
    assert_eq!(
        rows.number("Rows read", "rows"),
        f64::from(u32::try_from(lines).expect("few")),
        "every row is accounted for"
    );
}

/// Records of a file, plain or gzip.
fn lines(path: &Path) -> usize {
    let file = fs::File::open(path).expect("a file");
    let reader: Box<dyn std::io::Read> = match path.extension().is_some_and(|end| end == "gz") {
        true => Box::new(flate2::read::GzDecoder::new(file)),
        false => Box::new(file),
    };
    csv::Reader::from_reader(reader).records().count()
}

#[test]
fn the_synthetic_records_are_made_again_byte_for_byte() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let margins = project().join("data/derbyshire/margins.yaml");
    let run = sna(folder.path(), &["synth", &margins.to_string_lossy(), "-o", ".", "--seed", "2024"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let made: Vec<_> = fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert_eq!(made.len(), 12);
    for file in made {
        let kept = fs::read(project().join("data/derbyshire").join(file.file_name())).expect("the records");
        assert!(fs::read(file.path()).expect("a file") == kept, "{}", file.path().display());
    }
}

#[test]
fn commands_list_print_and_check() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let text = |arguments: &[&str]| String::from_utf8_lossy(&sna(folder.path(), arguments).stdout).into_owned();
    assert!(text(&["kinds"]).contains("offence_types"));
    assert!(text(&["kinds", "harm"]).contains("harm: { rows: offence_group }"));
    let report = Report::new("sections: [{ use: volume }]\n");
    assert_eq!(report.check(), (0, String::new()));
    assert_eq!(fs::read_dir(report.folder.path()).expect("a folder").count(), 1, "a check writes nothing");
    let timings = text(&["check", &report.folder.path().join("sna.yaml").to_string_lossy(), "--timings"]);
    assert!(timings.contains("compute") && timings.contains("peak memory"), "{timings}");
}

//! The police.uk example on real street-level files: `cargo test --release --test real_data -- --ignored --nocapture`.
//! Runs where `SNA_REAL_DATA`, or `../shared/data` beside the project, holds a folder `police-uk`; says so and passes
//! where neither does.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn folder() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let data = std::env::var_os("SNA_REAL_DATA").map_or(beside, PathBuf::from).join("police-uk");
    data.is_dir().then_some(data)
}

#[test]
#[ignore = "needs real street-level files: run with `--ignored --nocapture`"]
fn real_street_level_files_build_and_every_row_is_accounted_for() {
    let Some(data) = folder() else {
        println!("skipped: no folder `police-uk` in $SNA_REAL_DATA or ../shared/data");
        return;
    };
    let example = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/police-uk");
    let work = tempfile::TempDir::new().expect("a folder");
    let pattern = format!("files: {}/*-street.csv*", data.canonicalize().expect("a path").display());
    let manifest = fs::read_to_string(example.join("data.yaml")).expect("the manifest");
    fs::write(
        work.path().join("data.yaml"),
        manifest.replace("files: data/*-street.csv*", &pattern).replace("synthetic: true", "synthetic: false"),
    )
    .expect("a manifest");
    fs::copy(example.join("sna.yaml"), work.path().join("sna.yaml")).expect("a spec");
    let run = Command::new(env!("CARGO_BIN_EXE_sna"))
        .args(["build", "sna.yaml", "-o", "out"])
        .current_dir(work.path())
        .output();
    let run = run.expect("the program starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(fs::metadata(work.path().join("out/police-uk.pdf")).expect("the PDF").len() > 20_000);
    let mut rows = csv::Reader::from_path(work.path().join("out/tables/method_and_data_quality.reconciliation.csv"))
        .expect("a table");
    let cells: Vec<(String, u64)> = rows
        .records()
        .flatten()
        .filter(|row| &row[2] == "rows")
        .map(|row| (row[0].to_owned(), row[3].parse().expect("a count")))
        .collect();
    let read = cells.iter().find(|(row, _)| row == "Rows read").expect("the total").1;
    let parts: u64 = cells.iter().filter(|(row, _)| row != "Rows read").map(|(_, count)| count).sum();
    assert_eq!(parts, read);
    assert_eq!(read, records(&data), "rows of the files");
}

fn records(folder: &std::path::Path) -> u64 {
    let files = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let files = files.filter(|path| path.to_string_lossy().ends_with("-street.csv.gz"));
    let count = |path: PathBuf| {
        csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(fs::File::open(path).expect("a file")))
            .records()
            .count()
    };
    files.map(|path| count(path) as u64).sum()
}

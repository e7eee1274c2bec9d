//! Reports on real public files: `cargo test --release --test real_data -- --ignored --nocapture`. The police.uk example, and the
//! chapters on places (`tests/real/`) on real boundaries, schools, points and searches. Runs where `SNA_REAL_DATA`, or
//! `../shared/data` next to the project, has the files; says so and passes where neither does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with a folder of this name.
fn folder(name: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let data = std::env::var_os("SNA_REAL_DATA").map_or(beside, PathBuf::from);
    data.join(name).is_dir().then_some(data)
}

#[test]
#[ignore = "needs real street-level files: run with `--ignored --nocapture`"]
fn real_street_level_files_build_and_every_row_is_accounted_for() {
    let Some(data) = folder("police-uk").map(|data| data.join("police-uk")) else {
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
        .args(["build", "sna.yaml", "-o", "out", "--allow"])
        .arg(data.canonicalize().expect("a path"))
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

fn records(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let files = files.filter(|path| path.to_string_lossy().ends_with("-street.csv.gz"));
    let count = |path: PathBuf| {
        csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(fs::File::open(path).expect("a file")))
            .records()
            .count()
    };
    files.map(|path| count(path) as u64).sum()
}

/// The rows of a compressed CSV file, by the names of its columns.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let file = fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(file));
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// Residents by LSOA and by ward, as the manifest writes them; the census counts LSOAs, a look-up puts them into wards.
fn residents(data: &Path) -> String {
    let census = rows(&data.join("population/ethnicity21_lsoa21_derbyshire.csv.gz"));
    let residents: BTreeMap<&str, u64> = census
        .iter()
        .map(|row| (row["lsoa21_code"].as_str(), row["total_residents"].parse().expect("a count")))
        .collect();
    let mut by_ward: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows(&data.join("lookups/lookup_lsoa21_ward24_ltla24.csv.gz")) {
        if let Some(count) = residents.get(row["lsoa21_code"].as_str()) {
            *by_ward.entry(row["ward24_name"].clone()).or_default() += count;
        }
    }
    let wards = by_ward.iter().map(|(name, count)| format!("      {name:?}: {count}\n"));
    let areas = residents.iter().map(|(code, count)| format!("      {code}: {count}\n"));
    let (wards, areas): (String, String) = (wards.collect(), areas.collect());
    format!("  wards:\n    of: ward\n    residents:\n{wards}  small_areas:\n    of: lsoa\n    residents:\n{areas}")
}

/// The share of households deprived in two dimensions or more, by LSOA.
fn indicators(data: &Path) -> String {
    let mut deprived: BTreeMap<String, f64> = BTreeMap::new();
    for row in rows(&data.join("population/household_deprivation21_lsoa21_derbyshire.csv.gz")) {
        let counts = ["two", "three", "four"]
            .iter()
            .any(|number| row["deprivation_dimensions"].contains(&format!(" {number} ")));
        let share: f64 = row["prop"].parse().expect("a share");
        *deprived.entry(row["lsoa21_code"].clone()).or_default() += if counts { share } else { 0.0 };
    }
    let lines =
        deprived.iter().map(|(code, share)| format!("{code},Households deprived in two or more ways,{share}\n"));
    ["lsoa,indicator,value\n".to_owned()].into_iter().chain(lines).collect()
}

/// Two areas of night-time economy, drawn for this test around two town centres, in longitude and latitude.
const NIGHT: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"name":"Derby centre"},"geometry":{"type":"Polygon","coordinates":[[[-1.484,52.918],[-1.484,52.927],[-1.466,52.927],[-1.466,52.918],[-1.484,52.918]]]}},
{"type":"Feature","properties":{"name":"Chesterfield centre"},"geometry":{"type":"Polygon","coordinates":[[[-1.432,53.232],[-1.420,53.232],[-1.420,53.239],[-1.432,53.239],[-1.432,53.232]]]}}]}"#;

#[test]
#[ignore = "needs real boundaries, schools and points: run with `--ignored --nocapture`"]
fn real_boundaries_schools_and_points_build_the_chapters_on_places() {
    let Some(data) = folder("boundaries").map(|data| data.canonicalize().expect("a path")) else {
        println!("skipped: no folder `boundaries` in $SNA_REAL_DATA or ../shared/data");
        return;
    };
    let work = tempfile::TempDir::new().expect("a folder");
    let write = |name: &str, text: &str| fs::write(work.path().join(name), text).expect("a file");
    let manifest = include_str!("real/data.yaml").replace("DATA", &data.display().to_string());
    write("data.yaml", &manifest.replace("RESIDENTS\n", &residents(&data)));
    write("indicators.csv", &indicators(&data));
    write("nte_areas.geojson", NIGHT);
    write("sna.yaml", include_str!("real/sna.yaml"));
    let run = Command::new(env!("CARGO_BIN_EXE_sna"));
    let run = { run }.args(["build", "sna.yaml", "-o", "out", "--allow"]).arg(&data).current_dir(work.path()).output();
    let run = run.expect("the program starts");
    let told = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{told}");
    // What is wrong with the files is reported: schools without a point, points beyond the county.
    assert!(told.contains("school-without-point") && told.contains("outside-areas"), "{told}");
    if let Some(kept) = std::env::var_os("SNA_KEEP") {
        fs::copy(work.path().join("out/places.pdf"), kept).expect("a copy");
    }
    let cells = |table: &str| {
        let mut reader = csv::Reader::from_path(work.path().join(format!("out/tables/{table}.csv"))).expect("a table");
        let cells = reader.records().flatten().map(|row| ((row[0].to_owned(), row[2].to_owned()), row[3].to_owned()));
        cells.collect::<BTreeMap<(String, String), String>>()
    };
    let number = |cells: &BTreeMap<(String, String), String>, row: &str, column: &str| -> f64 {
        cells[&(row.to_owned(), column.to_owned())].parse().unwrap_or_else(|_| panic!("no number at {row} / {column}"))
    };
    // Points lie in the districts, wards and LSOAs of the same county, up to the generalised edges of the districts' file.
    let (districts, wards, areas) = (cells("areas.districts"), cells("areas.wards"), cells("areas.small_areas"));
    let all = number(&districts, "Whole area", "count");
    assert_eq!([number(&wards, "All wards", "count"), number(&areas, "Total", "count")], [all, all]);
    assert!(all > 10_000.0 && number(&districts, "Not known or elsewhere", "count") < all * 0.03);
    assert!(number(&districts, "Derby", "rate") > number(&districts, "Derbyshire Dales", "rate"));
    assert!(number(&areas, "E01013453", "count") > 0.0, "an LSOA of Derby");
    let night = cells("nte.areas");
    assert!(number(&night, "Derby centre", "2025") > number(&night, "Chesterfield centre", "2025"));
    assert!(number(&cells("schools.nearest"), "Primary", "count") > 1000.0);
    assert!(
        number(
            &cells("context.links"),
            "Violence and sexual offences: Households deprived in two or more ways",
            "coefficient"
        ) > 0.3
    );
    let searches = cells("stop_search.searches");
    assert_eq!(number(&searches, "Total", "All searches"), 506.0);
}

//! Where figures come from: whole runs of `sna explain` and `sna export` on a small project and on the example.

use std::fs;
use std::path::Path;

use crate::program::{Report, derbyshire, mask, project, sna};

/// Seven rows: one repeats an identifier, one has no date that can be read, one is outside the period, one has no district.
const OFFENCES: &str = "\
id,date,hour,district,knife,kind
1,2023-05-01,7,Derby,yes,GBH
2,2023-05-06,23,Derby,no,GBH
2,2023-05-07,23,Derby,no,GBH
3,never,1,Bolsover,yes,ABH
4,2022-01-01,2,Bolsover,yes,ABH
5,2024-03-31,2,,yes,ABH
6,2024-01-09,5,Bolsover,,GBH
";

/// Two victims of one person, one of an offence that is set aside, one of nobody.
const VICTIMS: &str = "\
offence,person,age
1,P1,17
2,P1,18
3,P2,40
6,,33
6,P3,200
";

const MANIFEST: &str = r#"title: T
areas: [{ name: Derby, population: 1000 }, { name: Bolsover, population: 500 }]
population_source: A count
sources:
  offences:
    title: Offences of the test
    files: o.csv
    columns:
      id: id
      date: date
      hour: hour
      district: district
      knife: knife
      offence: { column: kind, recode: { GBH: Grievous, ABH: Actual } }
  victims:
    title: Victims of the test
    files: v.csv
    columns: { offence_id: offence, person_id: person, age: age }
definitions:
  with_knife:
    title: knife crime
    since: "2020-01-01"
    description: A knife was used.
    where: |
      COALESCE(knife, FALSE)
      OR offence = 'Grievous'
"#;

const SPEC: &str = r#"report: { name: small, title: Small report, area: A, published: 2024-11-30, period: { financial_years: 1, to: 2023/24 } }
data: data.yaml
definition: with_knife
sections:
  - title: S
    id: s
    blocks:
      - finding: { text: 'There were {{ t.total }} offences, {{ t.share("Derby") | pct }} of them in Derby.' }
      - claim: { text: 'Two offences were in Derby.', value: 't.cell("Derby", "count")', is: '2' }
      - table: { id: t, title: Offences by district, crosstab: { rows: district, share: true, rate_per_1000: true } }
      - chart: { from: t, headline: Derby had most, plot: { bars: { column: count } } }
      - table: { id: u, title: Persons by age, crosstab: { of: victims, rows: age, bands: child_adult, count: persons } }
"#;

fn small() -> Report {
    Report::with_head("", SPEC).file("data.yaml", MANIFEST).file("o.csv", OFFENCES).file("v.csv", VICTIMS)
}

/// What `sna explain` prints of a built report, on either stream, with folders masked; and its exit code.
fn asked(folder: &Path, report: &str, arguments: &[&str]) -> (i32, String) {
    let run = sna(folder, &[&["explain", report], arguments].concat());
    let words = [run.stdout, run.stderr].concat();
    (run.status.code().unwrap_or(-1), mask(&String::from_utf8_lossy(&words), folder))
}

fn answered(folder: &Path, report: &str, arguments: &[&str]) -> String {
    let (code, words) = asked(folder, report, arguments);
    assert_eq!(code, 0, "{words}");
    words
}

#[test]
fn a_cell_is_explained_whole() {
    let report = small();
    report.build();
    let folder = report.folder.path();
    insta::assert_snapshot!(answered(folder, "out", &["t", "--row", "Derby", "--column", "share"]));
    insta::assert_snapshot!("all_there_is", answered(folder, "out", &[]));
    insta::assert_snapshot!("a_table", answered(folder, "out/small.json", &["table:s.u"]));
    insta::assert_snapshot!("a_point", answered(folder, "out", &["Figure 1", "--point", "Derby"]));
    insta::assert_snapshot!("a_figure_of_a_claim", answered(folder, "out", &["--figure", "2"]));
    insta::assert_snapshot!("a_figure_of_the_text", answered(folder, "out", &["--figure", "50.0%"]));
    // By its table, a point of the only chart is meant.
    assert_eq!(
        answered(folder, "out", &["t", "--point", "Derby"]),
        answered(folder, "out", &["s.t_chart", "--point", "Derby"])
    );
}

#[test]
fn the_same_answer_as_json() {
    let report = small();
    report.build();
    let words =
        answered(report.folder.path(), "out", &["t", "--row", "total", "--column", "count", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&words).expect("JSON");
    let cell = &answer["subject"]["cells"][0];
    assert_eq!((cell["printed"].as_str(), cell["value"].as_f64()), (Some("4"), Some(4.0)), "{cell}");
    let file = &answer["sources"][0]["files"][0];
    assert_eq!(file["bytes"].as_u64(), Some(OFFENCES.len() as u64), "{file}");
    assert_eq!(file["sha256"].as_str().map(str::len), Some(64), "{file}");
    assert_eq!(
        answer["tables"][0]["queries"][0]["sql"],
        "SELECT district, COUNT(*) AS records FROM offences WHERE date BETWEEN DATE '2023-04-01' AND DATE '2024-03-31' \
         AND (COALESCE(knife, FALSE) OR offence = 'Grievous') GROUP BY district"
    );
}

#[test]
fn what_cannot_be_explained_is_reported() {
    let report = small();
    report.build();
    let report = report
        .file("empty/a.txt", "")
        .file("two/a.json", "{}")
        .file("two/b.json", "{}")
        .file("other.json", "{\"format\": 1}");
    let folder = report.folder.path();
    let wrong: [&[&str]; 11] = [
        &["out", "tt"],
        &["out", "t", "--row", "Darby", "--column", "cuont"],
        &["out", "Figure 1", "--point", "Darby"],
        &["out", "u", "--point", "17"],
        &["out", "section:s", "--row", "Derby"],
        &["out", "--row", "Derby"],
        &["out", "--figure", "1,234"],
        &["empty"],
        &["two"],
        &["nowhere.json"],
        &["other.json"],
    ];
    let texts = wrong.map(|arguments| {
        let (code, words) = asked(folder, arguments[0], &arguments[1..]);
        assert_eq!(code, 1, "{words}");
        format!("sna explain {}\n{words}", arguments.join(" "))
    });
    insta::assert_snapshot!(texts.join("----\n"));
}

#[test]
fn a_short_name_that_means_several_is_refused_with_all_of_them() {
    let (code, words) = asked(derbyshire(), ".", &["by_type"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(words);
}

#[test]
fn every_table_row_and_chart_point_of_the_example_is_explained() {
    let folder = derbyshire();
    let list = answered(folder, ".", &[]);
    let names: Vec<&str> = list
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next())
        .filter(|name| name.contains(':'))
        .collect();
    assert!(names.len() > 100, "{list}");
    for prefix in ["table:", "chart:", "section:"] {
        let name = names.iter().find(|name| name.starts_with(prefix)).expect("one of each");
        assert!(answered(folder, ".", &[name]).contains(&name[prefix.len()..]), "{name}");
    }
    let figure = answered(folder, ".", &["--figure", "11,647"]);
    for told in
        ["by_year.column(\"count\").total", "SELECT financial_year, COUNT(*)", "serious_violence_2021", "SHA-256"]
    {
        assert!(figure.contains(told), "{told}: {figure}");
    }
    let rate = answered(folder, ".", &["volume.districts.rates_intervals", "--point", "Derby"]);
    for told in ["Drawn: 3.97", "Drawn: 3.73 (lower end)", "column `rate_low`", "Derby 261,400", "Census 2021"] {
        assert!(rate.contains(told), "{told}: {rate}");
    }
    let made = answered(folder, ".", &["nte.by_offence"]);
    assert!(made.contains("`nte_area`: made from the record's point") && made.contains("nte_areas.geojson"), "{made}");
}

#[test]
fn exported_records_are_those_that_the_report_counts() {
    let report = small();
    let (code, words) = report.run(&["export", "sna.yaml", "-o", "records"]);
    assert_eq!(code, 0, "{words}");
    let folder = report.folder.path().join("records");
    let read = |name: &str| mask(&fs::read_to_string(folder.join(name)).expect("a text"), &folder);
    insta::assert_snapshot!(format!("{}----\n{}", read("views.sql"), read("README.txt")));
    for name in ["offences.parquet", "victims.parquet"] {
        let bytes = fs::read(folder.join(name)).expect("a file");
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{name}");
    }
}

/// The records go through the program again: what was exported is read as the records of a report, and its tables are the same.
#[test]
fn a_report_on_exported_records_has_the_same_counts() {
    let report = small();
    report.run(&["export", "sna.yaml", "-o", "records"]);
    let first = fs::read_to_string(report.build().join("tables/s.t.csv")).expect("a table");
    let manifest = MANIFEST
        .replace("o.csv", "records/offences.parquet")
        .replace("      id: id\n", "")
        .replace("{ column: kind, recode: { GBH: Grievous, ABH: Actual } }", "offence")
        .replace("v.csv", "records/victims.parquet")
        .replace(
            "{ offence_id: offence, person_id: person, age: age }",
            "{ date: date, person_id: person_id, age: age, knife: knife, offence: offence }",
        );
    let people = fs::read_to_string(report.folder.path().join("out/tables/s.u.csv")).expect("a table");
    let again = report.file("data.yaml", manifest);
    let out = again.build();
    assert_eq!(fs::read_to_string(out.join("tables/s.t.csv")).expect("a table"), first);
    assert_eq!(fs::read_to_string(out.join("tables/s.u.csv")).expect("a table"), people);
}

#[test]
fn exports_are_the_same_bytes_and_whole() {
    let spec = project().join("examples/derbyshire/sna.yaml");
    let folders = [tempfile::TempDir::new().expect("a folder"), tempfile::TempDir::new().expect("a folder")];
    let read = |folder: &Path| {
        let run = sna(folder, &["export", &spec.to_string_lossy(), "-o", "."]);
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let mut files: Vec<_> = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
        files.sort();
        let named = |path: &Path| path.file_name().expect("a name").to_owned();
        files.iter().map(|path| (named(path), fs::read(path).expect("a file"))).collect::<Vec<_>>()
    };
    let (one, other) = (read(folders[0].path()), read(folders[1].path()));
    assert_eq!(one.len(), 12, "ten sources, the views and the page");
    assert!(one == other, "the same inputs give the same bytes");
}

#[test]
fn an_export_of_a_wrong_spec_writes_nothing() {
    let report = small().file("sna.yaml", SPEC.replace("rows: district", "rows: distrikt"));
    let (code, words) = report.run(&["export", "sna.yaml", "-o", "records"]);
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("unknown-dimension"), "{words}");
    assert!(!report.folder.path().join("records").exists());
}

//! One report for each part of the whole: what `--each` makes, that the parts add up, and what it says about
//! mistakes.

use std::fs;
use std::path::Path;

use crate::program::{Report, project, sna};

const SECTIONS: &str = r#"sections:
  - use: volume
  - use: districts
  - title: Homicide
    scope: { where: "offence_group = 'Homicide'" }
    blocks:
      - prose: "{{ groups.total }} homicides."
      - table: { id: groups, title: "Homicides, {{ area }}", crosstab: { rows: offence, columns: financial_year, total: both } }
      - claim: { text: More than thirty homicides were recorded., holds: groups.total > 30 }
  - title: Sex
    scope: { of: victims }
    blocks:
      - table: { id: sex, title: Sex, crosstab: { rows: sex, columns: financial_year, total: both } }
      - table: { id: repeats, title: Repeats, repeats: {} }
"#;

fn run(folder: &Path, arguments: &[&str]) -> (String, String) {
    let run = sna(folder, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(run.status.success(), "{}", text(&run.stderr));
    (text(&run.stdout), text(&run.stderr))
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).expect("a document")).expect("JSON")
}

/// The districts of the Derbyshire records, as their files are called.
const DISTRICTS: [&str; 9] = [
    "amber-valley",
    "bolsover",
    "chesterfield",
    "derby",
    "derbyshire-dales",
    "erewash",
    "high-peak",
    "north-east-derbyshire",
    "south-derbyshire",
];

#[test]
fn nine_districts_add_up_and_are_listed() {
    let report = Report::new(SECTIONS);
    let folder = report.folder.path();
    let (told, warned) = run(folder, &["build", "sna.yaml", "--each", "district", "-o", "out"]);
    let sums = "9 reports by district: in all 5 tables of counts, the parts and the records outside them add up to Derby and Derbyshire";
    assert!(told.contains(sums), "{told}");
    assert!(told.contains("people in `victims` belong to more than one part"), "{told}");
    assert!(warned.contains("claim-left-out") && warned.contains("left out of the report on Bolsover"), "{warned}");
    let out = folder.join("out");
    let index = fs::read_to_string(out.join("index.html")).expect("the list of reports");
    let mut victims = 0.0;
    for district in DISTRICTS {
        let name = format!("sna-{district}");
        assert!(index.contains(&format!("href=\"{name}.pdf\"")), "{name} is not listed");
        let pdf = fs::read(out.join(format!("{name}.pdf"))).expect("a PDF");
        assert!(String::from_utf8_lossy(&pdf).contains("pdfuaid:part"), "{name} declares no PDF/UA");
        let document = json(&out.join(format!("{name}.json")));
        assert_eq!(document["making"]["report"], "sna");
        assert_eq!(document["making"]["part"]["value"], document["cover"]["area"]);
        victims += number(&out.join(format!("tables/{name}/sex.sex.csv")), "total", "total");
    }
    report.build();
    let all = number(&out.join("tables/sex.sex.csv"), "total", "total");
    let elsewhere = all - victims;
    assert!((0.0..all / 20.0).contains(&elsewhere), "{all} victims in all, {victims} in the districts");
    let whole = |name: &str| fs::read(out.join(format!("tables/{name}districts.rates.csv"))).expect("a table");
    assert_eq!(whole(""), whole("sna-bolsover/"), "a table of the whole area is the same in every report");
}

fn number(path: &Path, row: &str, column: &str) -> f64 {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows = reader.records().map(|record| record.expect("a record"));
    let wanted = |record: &csv::StringRecord| record[1] == *row && record[2] == *column;
    rows.filter(wanted).map(|record| record[3].parse::<f64>().expect("a number")).sum()
}

#[test]
fn one_of_many_is_the_same_as_the_one_alone() {
    let report = Report::new(SECTIONS);
    let folder = report.folder.path();
    run(folder, &["build", "sna.yaml", "--each", "district", "-o", "all"]);
    run(folder, &["build", "sna.yaml", "--each", "district", "--only", "Erewash, Bolsover", "-o", "some"]);
    let named: Vec<String> = fs::read_dir(folder.join("some"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".pdf"))
        .collect();
    assert_eq!(named.len(), 2, "{named:?}");
    for name in named {
        let read = |of: &str| fs::read(folder.join(of).join(&name)).expect("a PDF");
        assert!(read("all") == read("some"), "{name} differs when it is made with others");
    }
}

#[test]
fn a_scope_by_hand_counts_what_a_part_counts() {
    let block = "\
sections:
  - title: A
    blocks:
      - table: { id: types, title: Types, crosstab: { rows: offence_group, columns: financial_year, total: both } }
";
    let report = Report::new(block);
    run(report.folder.path(), &["build", "sna.yaml", "--each", "district", "--only", "High Peak", "-o", "out"]);
    let by_hand = Report::new(&format!("scope: {{ area: High Peak }}\n{block}"));
    let (part, hand) = (report.folder.path().join("out/tables/sna-high-peak"), by_hand.build().join("tables"));
    let read = |folder: &Path| fs::read_to_string(folder.join("a.types.csv")).expect("a table");
    assert_eq!(read(&part), read(&hand));
}

#[test]
fn parts_by_any_dimension_of_names() {
    let block = r#"sections:
  - title: "{{ subject | upper_first }}"
    id: a
    blocks:
      - table: { id: years, title: Years, volume: {} }
"#;
    let report = Report::new(block);
    let folder = report.folder.path();
    let (told, _) = run(folder, &["build", "sna.yaml", "--each", "offence_group", "-o", "out"]);
    assert!(told.contains("5 reports by offence group"), "{told}");
    let document = json(&folder.join("out/sna-homicide.json"));
    assert_eq!(document["cover"]["area"], "Homicide, Derby and Derbyshire");
    assert_eq!(document["sections"][0]["title"], "Homicide", "the subject of a report on one kind of offence");
    let (told, _) = run(folder, &["check", "sna.yaml", "--each", "ward", "--only", "Arboretum"]);
    assert!(told.contains("1 reports by ward"), "{told}");
}

#[test]
fn the_whole_assessment_works_for_each_district() {
    let spec = project().join("examples/derbyshire/sna.yaml");
    let folder = tempfile::TempDir::new().expect("a folder");
    let (told, _) = run(folder.path(), &["check", &spec.to_string_lossy(), "--each", "district"]);
    assert!(told.contains("9 reports by district: in all "), "{told}");
}

#[test]
fn a_section_without_records_says_so() {
    let block = r#"sections:
  - title: A
    scope: { where: "offence_group = 'Homicide' AND district = 'Derby'" }
    blocks:
      - prose: "{{ (types.top(1) | first).name }} comes first."
      - table: { id: types, title: Types, crosstab: { rows: offence_group, total: row } }
"#;
    let report = Report::new(block);
    run(report.folder.path(), &["build", "sna.yaml", "--each", "district", "--only", "Bolsover", "-o", "out"]);
    let document = json(&report.folder.path().join("out/sna-bolsover.json"));
    let said = &document["sections"][0]["blocks"][0]["prose"][0]["paragraph"][0]["text"];
    assert_eq!(said, "None of the offences behind this section are from Bolsover.");
    assert_eq!(document["sections"][0]["blocks"].as_array().map(Vec::len), Some(1));
}

#[test]
fn mistakes_are_reported() {
    let report = Report::new("sections: [{ use: volume }]\n");
    let told = |arguments: &[&str]| {
        let arguments = [&["check", "sna.yaml"], arguments].concat();
        let (code, words) = report.run(&arguments);
        format!(
            "\
{}
exit code {code}
{words}",
            arguments.join(" ")
        )
    };
    let all = [
        told(&["--each", "distrct"]),
        told(&["--each", "hour"]),
        told(&["--each", "district", "--only", "Bolsver,Derby,Nowhere"]),
        told(&["--each", "status"]),
        told(&["--each", "lsoa"]),
        told(&["--only", "Derby"]),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

//! Files of records that could be read in two ways, or that give nothing: each is reported with its line, and no message shows
//! what a record holds.

use std::fs::{create_dir, rename};
use std::io::Write;

use crate::program::{Report, Table};

const SPEC: &str = "\
report: { title: T, area: A, published: 2024-05-01, period: { financial_years: 2, to: 2023/24 } }
data: data.yaml
sections:
  - title: A
    blocks:
      - table: { id: years, title: T, crosstab: { rows: financial_year, columns: district, total: both } }
";

const HEAD: &str = "number,day,place,note\n";

/// A report over a file of records with this name.
fn report(name: &str, content: impl AsRef<[u8]>) -> Report {
    let manifest = format!(
        "\
title: T
areas: [{{ name: Elm }}, {{ name: Oak }}]
sources:
  offences:
    title: Offences
    files: '{name}'
    covers: {{ from: 2022-04, to: 2024-03 }}
    columns: {{ id: number, date: {{ column: day, format: \"%d/%m/%Y\" }}, district: place }}
"
    );
    Report::with_head(SPEC, "").file("data.yaml", manifest).file(name, content)
}

/// What the program says about each of some files.
fn told(contents: &[&[u8]]) -> String {
    let words = contents.iter().map(|content| {
        let (code, words) = report("o.csv", content).check();
        assert!(!words.contains("Zyx"), "a record is shown: {words}");
        format!("exit code {code}\n{words}")
    });
    words.collect::<Vec<_>>().join("----\n")
}

/// Sound records, numbered from 1.
fn records(number: usize) -> String {
    (1..=number).map(|at| format!("Z{at},{:02}/05/2023,Elm,\"Zyx, {at}\"\n", at % 28 + 1)).collect()
}

fn with_head(lines: &str) -> Vec<u8> {
    format!("{HEAD}{lines}").into_bytes()
}

#[test]
fn texts_that_can_be_read_in_two_ways() {
    let sound = records(3);
    let files = [
        with_head(&format!("{sound}9,01/05/2023,\"Zyx\" Elm,x\n{sound}")),
        with_head(&format!("{sound}9,01/05/2023,Elm,\"Zyx\n{sound}")),
        with_head(&format!("{sound}9,01/05/2023,Elm,\"Zyx")),
        with_head(&sound).into_iter().map(|byte| if byte == b'\n' { b'\r' } else { byte }).collect(),
        with_head(&format!("{sound}9,01/05/2023,Elm\r10,01/05/2023,Oak,x\n")),
        with_head(&format!("{sound}9,01/05/2023,E\0lm,x\n")),
        [with_head(&sound), b"9,01/05/2023,Zyx \xa3,x\n".to_vec()].concat(),
        with_head(&format!("9,01/05/2023,Elm,{}\n", "x".repeat(2 << 20))),
        format!("number,day,place,place\n{sound}").into_bytes(),
        format!("number,day,Zyx,Zyx,place\n{sound}").into_bytes(),
    ];
    insta::assert_snapshot!(told(&files.iter().map(Vec::as_slice).collect::<Vec<_>>()));
}

#[test]
fn files_without_their_line_of_names() {
    let sound = records(2);
    let semicolons = format!("{HEAD}{sound}").replace(',', ";");
    let tabs = format!("{HEAD}{sound}").replace(',', "\t");
    let joined = format!("number,dya,place,note{sound}{sound}");
    let misspelt = format!("number,dya,place,note\n{sound}");
    let files = [&sound, &semicolons, &tabs, &joined, &misspelt];
    insta::assert_snapshot!(told(&files.map(String::as_bytes)));
}

#[test]
fn lines_that_do_not_fit_are_set_aside_and_the_rest_is_counted() {
    let odd = "\
Z20,01/05/2023,Oak
Z21,01/05/2023,Oak,a,b

Z22,02/05/2023,Oak,\"two\nlines\"
Z23,02/05/2023,Oak,5\" blade
 \t
Z24,31/02/2023,Oak,x
,,,
Total,,,4
";
    let report = report("o.csv", with_head(&format!("{}{odd}", records(3))));
    let (code, words) = report.check();
    insta::assert_snapshot!(format!("exit code {code}\n{words}"));
    let table = Table::read(&report.build(), "a.years");
    assert_eq!((table.at("2023/24", "Elm"), table.at("2023/24", "Oak")), ("3", "2"));
}

#[test]
fn a_file_is_read_alike_however_it_is_written() {
    let plain = format!("{HEAD}{}", records(5));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(plain.as_bytes()).expect("bytes in memory");
    let files: [(&str, Vec<u8>); 8] = [
        ("o.csv", plain.clone().into_bytes()),
        ("o.csv", plain.trim_end().as_bytes().to_vec()),
        ("o.csv", format!("\u{feff}{plain}").into_bytes()),
        ("o.csv", plain.replace('\n', "\r\n").into_bytes()),
        ("o.csv", plain.replacen('\n', "\r\n", 3).into_bytes()),
        ("o.csv", plain.replace('\n', "\n\n").into_bytes()),
        ("o[1] *.csv", plain.replace("\"\n", "\",,\n").replace("note\n", "note,,\n").into_bytes()),
        ("o.csv.gz", packed.finish().expect("bytes in memory")),
    ];
    for (at, (name, content)) in files.into_iter().enumerate() {
        let report = report(name, content);
        let (code, words) = report.check();
        assert_eq!((code, words.as_str()), (0, ""), "file {at}");
        assert_eq!(Table::read(&report.build(), "a.years").at("2023/24", "Elm"), "5", "file {at}");
    }
}

#[test]
fn a_source_with_nothing_to_count_is_an_error() {
    let old = records(3).replace("2023", "2013");
    let gap = format!("{}{}", records(2).replace("2023", "2013"), records(3).replace("2023", "2024").replace('Z', "Y"));
    let files = [
        with_head(""),
        with_head("\n\n"),
        with_head(&old),
        with_head(&gap),
        with_head(&records(3).replace("2023", "23")),
        with_head(&records(3).replace('/', "-")),
    ];
    insta::assert_snapshot!(told(&files.iter().map(Vec::as_slice).collect::<Vec<_>>()));
}

#[test]
fn days_that_no_record_has() {
    let lines = "\
1,01/05/23,Elm,x
2,01/05/0023,Elm,x
3,31/12/1899,Elm,x
4,02/05/2024,Elm,x
5,01/05/2024,Elm,x
6,01/01/1900,Elm,x
7,01/05/9023,Elm,x
8,01/05/2023,Elm,x
";
    let report = report("o.csv", with_head(lines));
    let (_, words) = report.check();
    insta::assert_snapshot!(words, @"
    warning[unreadable-date]: 5 rows are set aside in `offences`: date is before 1900 or after the day of publication
    --> o.csv:2
     = found: o.csv:2, o.csv:3, o.csv:4, o.csv:5, o.csv:8
     = hint: these rows are not in any figure; the reconciliation at the end of the report counts them

    warning[outside-cover]: 2 rows are set aside in `offences`: date is outside what the source covers
    --> o.csv:6
     = found: o.csv:6, o.csv:7
     = hint: these rows are not in any figure; the reconciliation at the end of the report counts them
    ");
}

#[test]
fn names_that_are_no_districts_are_not_shown() {
    let each = |name: &dyn Fn(usize) -> String| -> Vec<u8> {
        let lines = (1..=30).map(|at| format!("{at},01/05/2023,{},x\n", if at > 20 { name(at) } else { "Elm".into() }));
        with_head(&lines.collect::<String>())
    };
    let wrong: String = (1..=3000).map(|at| format!("{at},01/05/2023,Zyx {at},x\n")).collect();
    let files = [
        each(&|_| "elmm".to_owned()),
        each(&|at| ["Ash", "OAK", "Lime"][at % 3].to_owned()),
        each(&|at| format!("Zyx {at}")),
        each(&|at| if at == 30 { "Zyx".to_owned() } else { "Elm".to_owned() }),
        with_head(&wrong),
    ];
    insta::assert_snapshot!(told(&files.iter().map(Vec::as_slice).collect::<Vec<_>>()));
}

#[cfg(unix)]
#[test]
fn folders_and_names_of_every_kind() {
    let report = report("data/*.csv", "");
    std::fs::remove_file(report.folder.path().join("data/*.csv")).expect("a file to remove");
    let report = report.file("data/o.csv", with_head(&records(2)));
    std::os::unix::fs::symlink(".", report.folder.path().join("data/again")).expect("a link");
    assert_eq!(report.check(), (0, String::new()));
    // The folder of the project is never part of the pattern.
    let outer = tempfile::TempDir::new().expect("a folder");
    for name in ["data [2024]", "what?", "a*b", "{x}"] {
        let moved = outer.path().join(name);
        create_dir(&moved).expect("a folder");
        rename(report.folder.path().join("data"), moved.join("data")).expect("a folder to move");
        for file in ["sna.yaml", "data.yaml"] {
            std::fs::copy(report.folder.path().join(file), moved.join(file)).expect("a file to copy");
        }
        let run = crate::program::sna(&moved, &["check", &moved.join("sna.yaml").to_string_lossy()]);
        assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
        rename(moved.join("data"), report.folder.path().join("data")).expect("a folder to move back");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused() {
    let endless = report("o.csv", "");
    let path = endless.folder.path().join("o.csv");
    std::fs::remove_file(&path).expect("a file to remove");
    std::os::unix::fs::symlink("/dev/zero", &path).expect("a link");
    let (_, device) = endless.check();
    std::fs::remove_file(&path).expect("a link to remove");
    create_dir(&path).expect("a folder");
    let (_, folder) = endless.check();
    std::fs::remove_file(endless.folder.path().join("data.yaml")).expect("a file to remove");
    std::os::unix::fs::symlink("/dev/zero", endless.folder.path().join("data.yaml")).expect("a link");
    let (_, manifest) = endless.check();
    insta::assert_snapshot!([device, folder, manifest].join("----\n"));
}

/// A file with columns of every odd type. How it was made: `tests/suite/files/README.md`.
const TYPES: &[u8] = include_bytes!("files/types.parquet");

fn of_types(columns: &str) -> Report {
    let manifest = format!(
        "\
title: T
areas: [{{ name: Elm }}]
sources:
  offences: {{ title: O, files: o.parquet, covers: {{ from: 2022-04, to: 2024-03 }}, columns: {{ id: id, district: place, {columns} }} }}
"
    );
    Report::with_head(SPEC, "").file("data.yaml", manifest).file("o.parquet", TYPES)
}

#[test]
fn parquet_columns_of_odd_types_are_refused_by_name_and_do_no_harm_unwanted() {
    let sound = of_types("date: day");
    assert_eq!(sound.check(), (0, String::new()));
    assert_eq!(Table::read(&sound.build(), "a.years").at("2023/24", "Elm"), "3");
    let columns = ["half", "amount", "bytes", "hours", "kind", "tags", "inner", "length"];
    let roles = ["hour", "age", "ward", "offence", "offence_group", "weapon", "street", "outcome"];
    let pairs = roles.iter().zip(columns).map(|(role, column)| format!("{role}: {column}"));
    let all = format!("date: zoned, {}", pairs.collect::<Vec<_>>().join(", "));
    let words = [all.as_str(), "date: far", "date: day, ward: far"].map(|columns| of_types(columns).check().1);
    insta::assert_snapshot!(words.join("----\n"));
}

#[test]
fn damaged_parquet_is_a_message() {
    let whole = of_types("date: day");
    for at in (0..TYPES.len()).step_by(TYPES.len() / 40) {
        let mut bytes = TYPES.to_vec();
        bytes[at] ^= 0xff;
        std::fs::write(whole.folder.path().join("o.parquet"), bytes).expect("a file");
        let (code, words) = whole.check();
        assert!(code == 1 || code == 0, "byte {at}: exit code {code}\n{words}");
        assert!(!words.contains("panicked") && !words.contains("polars"), "byte {at}: {words}");
    }
    let (code, words) = whole.file("o.parquet", &TYPES[..TYPES.len() - 9]).check();
    insta::assert_snapshot!(format!("exit code {code}\n{words}"));
}

//! Files of figures in every form, and the whole text of every message about them.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula};
use tempfile::TempDir;

use super::{Absent, Aggregate, AggregateLine, Figures};
use crate::manifest::Manifest;
use crate::manifest_file::ManifestFile;
use crate::workbook_tests::{of_texts, saved};
use crate::{Catalogue, Input, Purpose};
use sna_core::diag::{Diagnostics, render};
use sna_core::yaml;

fn in_folder(folder: &TempDir, text: &str) -> ManifestFile {
    ManifestFile::of_text(folder.path(), text)
}

/// Reads `a:` with some lines of a manifest of aggregates and one data file.
pub(super) fn read_all(partners: &str, file: &str, content: &[u8]) -> Result<Vec<Aggregate>, String> {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("partners")).unwrap();
    std::fs::write(folder.path().join("partners/partners.yaml"), partners).unwrap();
    std::fs::write(folder.path().join("partners").join(file), content).unwrap();
    let text = "\
title: T
sources: { offences: { title: T, files: o.csv, columns: {} } }
aggregates: partners/partners.yaml
";
    let manifest: Manifest = yaml::read(text, "data.yaml").unwrap();
    let read = in_folder(&folder, text).aggregates(&manifest);
    let masked = |found: Diagnostics| render(&found, false).replace(&*folder.path().to_string_lossy(), "[FOLDER]");
    read.map(|(aggregates, _)| aggregates.into_values().collect()).map_err(masked)
}

/// Reads one aggregate with further keys.
fn read_with(keys: &str, file: &str, content: impl AsRef<[u8]>) -> Result<Aggregate, String> {
    let partners = format!(
        "\
a:
  title: T
  unit: cases
  file: {file}
{keys}"
    );
    read_all(&partners, file, content.as_ref()).map(|mut read| read.remove(0))
}

fn refused(keys: &str, file: &str, content: impl AsRef<[u8]>) -> String {
    read_with(keys, file, content).expect_err("a fault")
}

fn compressed(text: &str) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap()
}

fn lines(aggregate: &Aggregate) -> Vec<(String, Result<f64, Absent>)> {
    aggregate.lines.iter().map(|line| (line.keys.join("|"), line.figure)).collect()
}

#[test]
fn an_aggregate_has_what_its_manifest_and_its_file_say() {
    let keys = "  publisher: P
  period: 2021 to 2023
  is: rate
  value: Rate per 1,000
  header: 3
  columns: { district: LA name }
  ignore: [LA code, Note]
  recode: { district: { City of Derby: Derby } }
  notes: [' Be careful. ']
";
    let file = "\u{feff}A title, with \"quotes\r\n\r\nLA code , LA name,Financial year,\"Rate per 1,000\",Note\r\n\
                E1, City of Derby ,2021/22,12.50,\r\n\r\nE2,High Peak,2021/22,\"1,021\",n\r\nE2,High Peak,2022/23,c,\r\n,,,,\r\n\r\n";
    let read = read_with(keys, "a.csv", file).unwrap();
    let expected = Aggregate {
        name: "a".to_owned(),
        title: "T".to_owned(),
        publisher: Some("P".to_owned()),
        period: Some("2021 to 2023".to_owned()),
        unit: "cases".to_owned(),
        figures: Figures::Rate,
        stocks: Vec::new(),
        totals: indexmap::IndexMap::default(),
        notes: vec!["Be careful.".to_owned()],
        dimensions: vec!["district".to_owned(), "financial_year".to_owned()],
        lines: [
            ("Derby", "2021/22", Ok(12.5)),
            ("High Peak", "2021/22", Ok(1021.0)),
            ("High Peak", "2022/23", Err(Absent::Confidential)),
        ]
        .map(|(district, year, figure)| AggregateLine { keys: vec![district.to_owned(), year.to_owned()], figure })
        .to_vec(),
        decimals: 2,
        path: read.path.clone(),
    };
    assert_eq!(read, expected);
    assert_eq!(read.values(1), ["2021/22", "2022/23"]);
}

#[test]
fn nothing_that_is_absent_becomes_a_number() {
    let cells = ["", "x", "C", "[z]", "low", "K", "u", "0"];
    let file: String = (0..).zip(cells).map(|(row, cell)| format!("r{row},{cell}\n")).collect();
    let read = read_with("", "a.csv", format!("row,value\n{file}")).unwrap();
    let figures: Vec<Result<f64, Absent>> = read.lines.iter().map(|line| line.figure).collect();
    let absent = [
        Absent::NotAvailable,
        Absent::NotAvailable,
        Absent::Confidential,
        Absent::NotApplicable,
        Absent::Low,
        Absent::Low,
        Absent::LowReliability,
    ];
    assert_eq!(figures, [absent.map(Err).as_slice(), &[Ok(0.0)]].concat());
    assert_eq!(read.decimals, 0);
}

#[test]
fn a_workbook_reads_as_it_looks() {
    let per_cent = Format::new().set_num_format("0.0%");
    let year = Format::new().set_num_format("yyyy-mm-dd");
    let content = saved(|sheet| {
        for (column, name) in (0..).zip(["Month", "School year", "value"]) {
            sheet.write_string(0, column, name).unwrap();
        }
        for (row, share) in [(1, 0.325), (3, 0.1 + 0.2)] {
            sheet.write_number_with_format(row, 0, 45_047, &year).unwrap();
            sheet.write_number(row, 1, 2020 + row).unwrap();
            sheet.write_number_with_format(row, 2, share, &per_cent).unwrap();
        }
        sheet.write_string(4, 0, "2023-06-01").unwrap();
        sheet.write_number(4, 1, 2024).unwrap();
    });
    let read = read_with("  is: percent\n", "a.xlsx", content).unwrap();
    assert_eq!(read.dimensions, ["month", "school_year"]);
    let expected =
        [("2023-05-01|2021", Ok(32.5)), ("2023-05-01|2023", Ok(30.0)), ("2023-06-01|2024", Err(Absent::NotAvailable))];
    assert_eq!(lines(&read), expected.map(|(keys, figure)| (keys.to_owned(), figure)));
    assert_eq!(read.decimals, 1);
}

#[test]
fn decimals_are_those_of_the_most_exact_figure() {
    let csv = |figures: &str| read_with("  is: rate\n", "a.csv", format!("row,value\n{figures}")).unwrap().decimals;
    assert_eq!([csv("a,1\nb,2\n"), csv("a,1.50\nb,x\n"), csv("a,0.123456789\n")], [0, 2, 6]);
    let content = saved(|sheet| {
        for (column, name) in (0..).zip(["row", "value"]) {
            sheet.write_string(0, column, name).unwrap();
        }
        sheet.write_string(1, 0, "a").unwrap();
        sheet.write_number(1, 1, 0.1 + 0.2).unwrap();
    });
    assert_eq!(read_with("  is: rate\n", "a.xlsx", content).unwrap().decimals, 3);
}

#[test]
fn the_file_of_an_aggregate_is_an_input() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "data.yaml",
        "\
title: T
sources: {}
aggregates: partners/partners.yaml
",
    );
    write("partners/partners.yaml", "a: { title: T, unit: cases, file: more/a.csv }\n");
    write("partners/more/a.csv", "row,value\nb,1\n");
    let (catalogue, _) = Catalogue::alone(&folder.path().join("data.yaml")).unwrap();
    let named = |input: &Input| (input.purpose, input.name.clone());
    let file = catalogue.aggregate_file(&catalogue.aggregates["a"]);
    assert_eq!(named(&file), (Purpose::Records, "partners/more/a.csv".to_owned()));
    assert_eq!(file.fingerprint().unwrap().bytes, 14);
    let files: Vec<_> = catalogue.files.iter().map(named).collect();
    assert_eq!(files, [(Purpose::Aggregates, "partners/partners.yaml".to_owned())]);
}

const GOOD: &str = "\
district,year,value
Derby,2021,3
High Peak,2021,4
";

#[test]
fn files_that_are_not_there_or_cannot_be_read() {
    let missing = |file: &str| {
        let partners = format!("a: {{ title: T, unit: cases, file: {file} }}\n");
        read_all(&partners, "cases.csv", GOOD.as_bytes()).expect_err("a fault")
    };
    let messages = [
        missing("casse.csv"),
        missing("cases.parquet"),
        refused("", "a.csv", ""),
        refused("", "a.csv", "\u{feff}\n \n"),
        refused("", "a.csv", b"district,value\nDerby,3\nMatl\xf6ck,4\n"),
        refused("", "a.csv", "district,value\n\n"),
        refused("  header: 9\n", "a.csv", GOOD),
        refused("  header: 0\n  sheet: Data\n", "a.csv", GOOD),
        refused("", "a.csv.gz", &compressed(GOOD)[..20]),
        refused("", "a.xlsx", GOOD),
        refused("  sheet: Data\n", "a.xlsx", of_texts(&[&["district", "value"], &["Derby", "3"]])),
        refused("", "a.csv", format!("{}value\n", "c,".repeat(200))),
        read_all(
            "\
a:
  title: T
  unti: cases
",
            "a.csv",
            b"",
        )
        .expect_err("a fault"),
        refused("  is: ratio\n", "a.csv", GOOD),
        read_all("offences: { title: T, unit: cases, file: a.csv }\n", "a.csv", GOOD.as_bytes()).expect_err("a fault"),
    ];
    insta::assert_snapshot!(messages.join("----\n"));
}

#[test]
fn a_manifest_that_is_not_there() {
    let text = "\
title: T
sources: {}
aggregates: partners.yaml
";
    let manifest: Manifest = yaml::read(text, "data.yaml").unwrap();
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("partner.yaml"), "").unwrap();
    let found = in_folder(&folder, text).aggregates(&manifest).expect_err("no file");
    insta::assert_snapshot!(render(&found, false).replace(&*folder.path().to_string_lossy(), "[FOLDER]"));
}

#[test]
fn columns_that_cannot_be_found_or_named() {
    let messages = [
        refused("", "a.csv", "district,figure\nDerby,3\n"),
        refused("  value: figures\n", "a.csv", "district,figure\nDerby,3\n"),
        refused(
            "  columns: { area: distrct, Year: year }
  ignore: [yeer]
",
            "a.csv",
            GOOD,
        ),
        refused(
            "  columns: { area: district, place: district }
  ignore: [value, year, year]
",
            "a.csv",
            GOOD,
        ),
        refused("", "a.csv", "district,2021/22,2022/23,value\nDerby,1,2,3\n"),
        refused(
            "",
            "a.csv",
            "\
Financial year,financial_year,value
2021/22,2,3
",
        ),
        refused("", "a.csv", "district,,value,value\nDerby,1,2,3\n"),
        refused(
            "",
            "a.csv",
            "\
district,,value,
Derby,,2,
Erewash,q,2,r
",
        ),
        refused(
            "",
            "a.csv",
            "\
district,,value
Derby,,2
Erewash,q,2
",
        ),
        refused("", "a.csv", "district;value\nDerby;3\n"),
        refused("  ignore: [district, year]\n", "a.csv", GOOD),
    ];
    insta::assert_snapshot!(messages.join("----\n"));
}

#[test]
fn lines_that_cannot_be_right() {
    let many: String = (0..14).map(|row| format!("d{row},2021,n/a{row}\n")).collect();
    let messages = [
        refused("", "a.csv", "district,year,value\nDerby,2021,-3\n"),
        refused("", "a.csv", format!("district,year,value\n{many}")),
        refused(
            "",
            "a.csv",
            "\
district,year,value
Derby,2021,32.5
Erewash,2021,7
",
        ),
        refused(
            "",
            "a.csv",
            "\
district,year,value
Derby,2021,32.5%
Erewash,2021,7
",
        ),
        refused(
            "  is: rate\n",
            "a.csv",
            "\
district,year,value
Derby,2021,NaN
Erewash,2021,inf
High Peak,2021,1e3
",
        ),
        refused(
            "",
            "a.csv",
            "\
district,year,value
Derby,,3

,2021,4
,2022,5
",
        ),
        refused(
            "",
            "a.csv",
            "\
district,year,value
Derby,2021,3
Erewash,2021,3

Derby,2021,4
Derby,2021,5
",
        ),
        refused(
            "  ignore: [sex]\n",
            "a.csv",
            "\
district,sex,value
Derby,Male,3
Derby,Female,3
",
        ),
        refused(
            "",
            "a.csv",
            "\
district,year,value
Derby,2021
Erewash,2021,1,021
High Peak,2021,3,
",
        ),
        refused("  recode: { distrct: { Derby: D }, year: { \"2012\": \"2021/22\" } }\n", "a.csv", GOOD),
        refused("  recode: { district: { High Peak: Derby } }\n", "a.csv", GOOD),
    ];
    insta::assert_snapshot!(messages.join("----\n"));
}

#[test]
fn cells_of_a_workbook_without_a_value() {
    let content = saved(|sheet| {
        for (column, name) in (0..).zip(["district", "note", "value"]) {
            sheet.write_string(0, column, name).unwrap();
        }
        for row in 1..15 {
            sheet.write_string(row, 0, format!("d{row}")).unwrap();
            sheet.write_formula(row, 1, Formula::new("=NA()").set_result("#N/A")).unwrap();
            sheet.write_formula(row, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        }
    });
    let keys = "  ignore: [note]\n";
    insta::assert_snapshot!(refused(keys, "a.xlsx", content));
}

#[test]
fn compressed_files_that_are_cut_short_are_refused() {
    let rows: String = (0..200).map(|row| format!("district {row},2021,{}\n", row * 7919 % 1000)).collect();
    let content = compressed(&format!("district,year,value\n{rows}"));
    for length in (0..content.len()).step_by(7) {
        refused("", "a.csv.gz", &content[..length]);
    }
    assert_eq!(read_with("", "a.csv.gz", &content).unwrap().lines.len(), 200);
}

/// A table as its author might have it: names of rows and columns, and thousandths or a code in each cell.
fn tables() -> impl Strategy<Value = Vec<(String, String, Result<i32, &'static str>)>> {
    let figure = prop_oneof![
        3 => (-10_000_000i32..10_000_000).prop_map(Ok),
        1 => prop::sample::select(vec!["x", "c", "z", "k", "u", "low", ""]).prop_map(Err),
    ];
    let keys = ("[A-Z][a-z]{0,5}( [a-z,\"]{1,5}[a-z])?", "20[0-9]{2}(/[0-9]{2})?");
    prop::collection::btree_map(keys, figure, 1..12)
        .prop_map(|table| table.into_iter().map(|((row, column), figure)| (row, column, figure)).collect())
}

fn as_csv(table: &[(String, String, Result<i32, &'static str>)]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["district", "financial_year", "value"]).unwrap();
    for (row, column, figure) in table {
        let figure = figure.map_or_else(str::to_owned, |thousandths| (f64::from(thousandths) / 1000.0).to_string());
        writer.write_record([row, column, &figure]).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn as_workbook(table: &[(String, String, Result<i32, &'static str>)]) -> Vec<u8> {
    saved(|sheet| {
        for (column, name) in (0..).zip(["district", "financial_year", "value"]) {
            sheet.write_string(0, column, name).unwrap();
        }
        for (line, (row, column, figure)) in (1..).zip(table) {
            sheet.write_string(line, 0, row).unwrap();
            match column.parse::<u16>() {
                Ok(year) => sheet.write_number(line, 1, year).unwrap(),
                Err(_) => sheet.write_string(line, 1, column).unwrap(),
            };
            match figure {
                Ok(thousandths) => sheet.write_number(line, 2, f64::from(*thousandths) / 1000.0).unwrap(),
                Err(code) => sheet.write_string(line, 2, *code).unwrap(),
            };
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_table_reads_the_same_from_every_format(table in tables()) {
        let csv = as_csv(&table);
        let read = |file: &str, content: &[u8]| {
            let read = read_with("  is: rate\n", file, content).unwrap();
            (read.dimensions.clone(), read.lines, read.decimals)
        };
        let plain = read("a.csv", csv.as_bytes());
        prop_assert_eq!(plain.1.len(), table.len());
        for (line, (_, _, figure)) in plain.1.iter().zip(&table) {
            prop_assert_eq!(line.figure.ok(), figure.ok().map(|thousandths| f64::from(thousandths) / 1000.0));
        }
        prop_assert_eq!(&plain, &read("a.csv", csv.replace('\n', "\r\n").as_bytes()));
        prop_assert_eq!(&plain, &read("a.csv.gz", &compressed(&csv)));
        prop_assert_eq!(&plain, &read("a.xlsx", &as_workbook(&table)));
    }
}

#[test]
fn hidden_lines_and_columns_of_a_workbook_are_left_out_if_the_manifest_says_so() {
    let content = saved(|sheet| {
        for (row, cells) in (0u32..).zip([["district", "note", "value"], ["Derby", "a", "3"], ["Bolsover", "b", "4"]]) {
            for (column, cell) in (0u16..).zip(cells) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
        sheet.set_row_hidden(2).unwrap();
        sheet.set_column_hidden(1).unwrap();
    });
    let read = read_with("  hidden: leave_out\n", "a.xlsx", &content).unwrap();
    assert_eq!((read.dimensions, read.lines.len()), (vec!["district".to_owned()], 1));
    let read = read_with("  hidden: take\n", "a.xlsx", &content).unwrap();
    assert_eq!((read.dimensions.len(), read.lines.len()), (2, 2));
}

#[test]
fn totals_that_the_manifest_names_are_in_the_file() {
    let file = "sex,value\nFemale,3\nPersons,5\n";
    let read = read_with("  totals: { sex: [Persons] }\n", "a.csv", file).unwrap();
    assert_eq!(read.totals["sex"], ["Persons"]);
    let told = [
        refused("  totals: { sex: [Person] }\n", "a.csv", file),
        refused("  totals: { gender: [Persons] }\n", "a.csv", file),
    ];
    insta::assert_snapshot!(told.join("----\n"));
}

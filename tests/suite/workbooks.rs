//! Extracts and partners' figures that come as workbooks: what CSV gives, and messages with the sheet's own lines.

use std::fs;

use rust_xlsxwriter::{Format, Workbook};

use crate::program::Report;

const ROWS: [[&str; 5]; 6] = [
    ["id", "date", "hour", "district", "knife"],
    ["1", "2023-05-01", "7", "Derby", "yes"],
    ["2", "2023-06-30", "23", "Bolsover", "no"],
    ["3", "31/05/2023", "7", "Derby", "yes"],
    ["4", "2023-07-01", "24", "Derby", ""],
    ["1", "2023-05-02", "8", "Bolsovr", "no"],
];

fn report(file: &str, keys: &str, content: Vec<u8>) -> Report {
    let manifest = format!(
        "\
title: T
areas: [{{ name: Derby }}, {{ name: Bolsover }}]
sources:
  offences:
    title: T
    files: {file}
{keys}    columns: {{ id: id, date: date, hour: hour, district: district, knife: knife }}
"
    );
    let head = "\
report: { title: T, area: A, published: 2024-01-01, period: { financial_years: 1, to: 2023/24 } }
data: data.yaml
";
    let rest = "\
sections:
  - title: S
    blocks:
      - table: { id: t, title: T, crosstab: { rows: district } }
      - reconciliation: {}
";
    Report::with_head(head, rest).file("data.yaml", manifest).file(file, content)
}

/// The rows in the second sheet under a title, the numbers and dates among them as such, with a blank line between.
fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook
        .add_worksheet()
        .set_name("Notes")
        .expect("a workbook")
        .write_string(0, 0, "Nothing here")
        .expect("a workbook");
    let sheet = workbook.add_worksheet().set_name("Extract").expect("a workbook");
    sheet.write_string(0, 0, "Offences, as of today").expect("a workbook");
    let date = Format::new().set_num_format("dd/mm/yyyy");
    for (row, cells) in [2, 3, 4, 6, 7, 8].into_iter().zip(ROWS) {
        for (column, cell) in (0..).zip(cells) {
            match (cell.parse::<u16>(), cell) {
                (Ok(number), _) => sheet.write_number(row, column, number).expect("a workbook"),
                (_, "2023-05-01") => sheet.write_number_with_format(row, column, 45_047, &date).expect("a workbook"),
                (Err(_), text) => sheet.write_string(row, column, text).expect("a workbook"),
            };
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

const KEYS: &str = "    sheet: Extract\n    header: 3\n";

#[test]
fn a_workbook_gives_what_its_csv_gives() {
    let csv = ROWS.map(|row| row.join(",")).join("\n");
    let tables = |report: Report| {
        let out = report.build();
        ["s.t", "s.reconciliation"].map(|id| fs::read_to_string(out.join(format!("tables/{id}.csv"))).unwrap())
    };
    let from_csv = tables(report("o.csv", "", csv.into_bytes()));
    assert_eq!(from_csv, tables(report("o.xlsx", KEYS, workbook())));
}

#[test]
fn rows_of_a_workbook_are_named_by_their_lines() {
    let (code, words) = report("o.xlsx", KEYS, workbook()).check();
    assert_eq!(code, 0, "{words}");
    insta::assert_snapshot!(words);
}

#[test]
fn a_sheet_or_header_that_is_not_there() {
    let refused = |report: Report| {
        let (code, words) = report.check();
        assert_eq!(code, 1, "{words}");
        words
    };
    let csv = ROWS.map(|row| row.join(",")).join("\n").into_bytes();
    let texts = [
        refused(report("o.xlsx", "    sheet: Extrakt\n", workbook())),
        refused(report("o.xlsx", "    sheet: Extract\n    header: 0\n", workbook())),
        refused(report("o.xlsx", "    sheet: Extract\n", workbook())),
        refused(report("o.csv", KEYS, csv)),
        refused(report("o.xlsx", "", workbook()[..2000].to_vec())),
    ];
    insta::assert_snapshot!(texts.join("----\n"));
}

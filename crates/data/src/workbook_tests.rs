//! Workbooks of every kind: as spreadsheet programs save them, damaged, and made to do harm.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Write};
use std::path::{Path, PathBuf};

use polars::prelude::Column;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Worksheet};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::files::{FileFormat, Opened, RecordFile};
use super::hidden::HiddenCells;
use super::sheet_choice::SheetChoice;
use super::workbook::{Unusable, Workbook, column_letters, unpack};
use sna_core::diag::{Diagnostic, Diagnostics, Place, render};

/// The part of a workbook with the cells of its first sheet.
const SHEET: &str = "xl/worksheets/sheet1.xml";

/// A workbook of one sheet.
pub(super) fn saved(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

/// A workbook of one sheet with texts, line by line.
pub(super) fn of_texts(lines: &[&[&str]]) -> Vec<u8> {
    saved(|sheet| {
        for (row, cells) in (0u32..).zip(lines) {
            for (column, cell) in (0u16..).zip(*cells) {
                sheet.write_string(row, column, *cell).unwrap();
            }
        }
    })
}

/// The same workbook with another text in one of its parts.
pub(super) fn edited(workbook: &[u8], part: &str, edit: impl Fn(&str) -> String) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut file = old.by_index(at).unwrap();
        let (name, mut text) = (file.name().unwrap().into_owned(), String::new());
        file.read_to_string(&mut text).unwrap();
        new.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        let text = if name == part { edit(&text) } else { text };
        new.write_all(text.as_bytes()).unwrap();
    }
    new.finish().unwrap().into_inner()
}

type Lines = Vec<(usize, Vec<Option<String>>)>;

/// The lines of a workbook's sheet and its unusable cells.
fn read(bytes: &[u8], choice: &SheetChoice) -> Result<(Lines, Vec<Unusable>), Diagnostic> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("x.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let masked = |mut fault: Diagnostic| {
        let mask = |text: &mut String| *text = text.replace(&*folder.path().to_string_lossy(), "[FOLDER]");
        mask(&mut fault.message);
        fault.hints.iter_mut().for_each(mask);
        fault.place.iter_mut().for_each(|place| mask(&mut place.file));
        fault
    };
    let lines = || {
        let mut workbook = Workbook::open(&path)?;
        let (sheet, mut lines) = (workbook.sheet(choice)?, Vec::new());
        let unusable = workbook.lines(&sheet, &mut |line, cells| lines.push((line, cells)))?;
        Ok((lines, unusable))
    };
    lines().map_err(masked)
}

fn message(bytes: &[u8]) -> String {
    let fault = read(bytes, &SheetChoice::default()).expect_err("a fault");
    render(&fault.into(), false)
}

fn texts(bytes: &[u8]) -> Vec<(usize, String)> {
    let (lines, _) = read(bytes, &SheetChoice::default()).unwrap();
    let joined =
        |cells: Vec<Option<String>>| cells.into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>().join("|");
    lines.into_iter().map(|(line, cells)| (line, joined(cells))).collect()
}

#[test]
fn cells_read_as_a_spreadsheet_shows_them() {
    let bytes = saved(|sheet| {
        let date = |code: &str| Format::new().set_num_format(code);
        sheet.write_string(0, 0, "  text \u{a0}").unwrap();
        sheet.write_number(0, 1, 2024).unwrap();
        sheet.write_number(0, 2, 0.1).unwrap();
        sheet.write_number(0, 3, -12.5).unwrap();
        sheet.write_boolean(0, 4, true).unwrap();
        sheet.write_number(0, 5, 12_345_678_901_234.0).unwrap();
        sheet.write_number_with_format(2, 0, 45_047, &date("dd/mm/yyyy")).unwrap();
        sheet.write_number_with_format(2, 1, 45_047.5, &date("dd/mm/yyyy")).unwrap();
        sheet.write_number_with_format(2, 2, 45_047.25, &date("yyyy-mm-dd hh:mm")).unwrap();
        sheet.write_number_with_format(2, 3, 0.75, &date("hh:mm")).unwrap();
        sheet.write_number_with_format(2, 4, 1.5, &date("[h]:mm:ss")).unwrap();
        sheet.write_number_with_format(4, 0, 0.325, &date("0.0%")).unwrap();
        sheet.write_number_with_format(4, 1, 0.07, &date("0%")).unwrap();
        sheet.write_number_with_format(4, 2, 3, &date("0\"%\"")).unwrap();
        sheet.write_blank(4, 3, &date("0%")).unwrap();
        sheet.write_formula(4, 4, Formula::new("=6*7").set_result("42")).unwrap();
        sheet.write_blank(500, 150, &date("0%")).unwrap();
    });
    let expected = [
        (1, "text|2024|0.1|-12.5|true|12345678901234"),
        (3, "2023-05-01|2023-05-01|2023-05-01 06:00:00|18:00:00|36:00:00"),
        (5, "32.5%|7%|3||42"),
    ];
    assert_eq!(texts(&bytes), expected.map(|(line, text)| (line, text.to_owned())));
}

#[test]
fn errors_and_formulas_without_a_result_are_unusable() {
    let bytes = saved(|sheet| {
        sheet.write_number(0, 0, 1).unwrap();
        sheet.write_formula(1, 0, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write_formula(1, 27, Formula::new("=2+2").set_result("4")).unwrap();
        sheet.write_formula(2, 1, Formula::new("=\"\"").set_result("q")).unwrap();
    });
    let bytes = edited(&bytes, SHEET, |xml| xml.replace("<v>4</v>", "").replace("<v>q</v>", "<v></v>"));
    let (lines, unusable) = read(&bytes, &SheetChoice::default()).unwrap();
    assert_eq!(lines, [(1, vec![Some("1".to_owned())])]);
    let told: Vec<String> = unusable.iter().map(Unusable::told).collect();
    assert_eq!(told, ["`#DIV/0!` in A2", "a formula without its result in AB2"]);
}

#[test]
fn a_sheet_is_chosen_by_name_or_is_the_first_that_is_shown() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (name, hidden) in [("Notes", true), ("Cover", false), ("Data", false)] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap().set_hidden(hidden);
        sheet.write_string(0, 0, name).unwrap();
        if name == "Cover" {
            sheet.set_active(true);
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    assert_eq!(texts(&bytes), [(1, "Cover".to_owned())]);
    let named = |name: &str| SheetChoice {
        name: Some((name.to_owned(), Place::line(Path::new("data.yaml"), 3))),
        ..SheetChoice::default()
    };
    assert_eq!(read(&bytes, &named("Data")).unwrap().0, [(1, vec![Some("Data".to_owned())])]);
    let fault = read(&bytes, &named("data")).expect_err("no such sheet");
    insta::assert_snapshot!(render(&fault.into(), false));
}

#[test]
fn a_sheet_that_claims_to_be_huge_is_read_at_its_real_size() {
    let bytes = of_texts(&[&["a", "b"], &["c"]]);
    let huge = edited(&bytes, SHEET, |xml| xml.replace("ref=\"A1:B2\"", "ref=\"A1:XFD1048576\""));
    assert_ne!(bytes, huge);
    assert_eq!(texts(&huge), [(1, "a|b".to_owned()), (2, "c".to_owned())]);
}

#[test]
fn what_no_sheet_should_hold_is_refused() {
    let bytes = of_texts(&[&["a", "b"], &["c"]]);
    let sheet = |from: &str, to: &str| edited(&bytes, SHEET, |xml| xml.replace(from, to));
    let locked = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 2000]].concat();
    let messages = [
        message(&sheet("r=\"B1\"", "r=\"XFD1\"")),
        message(&sheet("r=\"A2\"", "r=\"A4000000000\"")),
        message(&sheet("r=\"B1\"", "r=\"B9\"")),
        message(&sheet("t=\"s\"", "t=\"q\"")),
        message(&edited(&bytes, "xl/sharedStrings.xml", |_| "<sst></sst>".to_owned())),
        message(b"district,value\nDerby,3\n"),
        message(&locked),
        message(&bytes[..900]),
    ];
    insta::assert_snapshot!(messages.join("----\n"));
}

#[test]
fn a_workbook_that_unpacks_beyond_measure_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("x.xlsx");
    std::fs::write(&path, edited(&of_texts(&[&["a"]]), SHEET, |_| " ".repeat(1 << 20))).unwrap();
    let file = || BufReader::new(File::open(&path).unwrap());
    assert!(unpack(&path, file(), 2 << 20).is_ok());
    let fault = unpack(&path, file(), 1 << 19).expect_err("too large");
    let text = render(&fault.into(), false).replace(&*folder.path().to_string_lossy(), "[FOLDER]");
    insta::assert_snapshot!(text);
}

#[test]
fn damaged_workbooks_are_refused_without_panic() {
    let bytes = saved(|sheet| {
        for row in 0..40 {
            sheet.write_number(row, 0, row).unwrap();
            sheet.write_string(row, 1, format!("text {row}")).unwrap();
        }
    });
    for length in (0..bytes.len()).step_by(37).chain(bytes.len() - 30..bytes.len()) {
        assert!(read(&bytes[..length], &SheetChoice::default()).is_err(), "cut at {length}");
    }
    let whole = read(&bytes, &SheetChoice::default()).unwrap();
    for at in (0..bytes.len()).step_by(29) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x55;
        // Times and the like may change without harm; figures may not.
        if let Ok(read) = read(&flipped, &SheetChoice::default()) {
            assert_eq!(read, whole, "byte {at}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_sheet_however_wrong_makes_a_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..6)) {
        const BITS: [&str; 16] = [
            "<", ">", "\"", "<c r=\"", "</c>", "<v>", "</row>", "t=\"s\"", "t=\"e\"", "t=\"n\"", "99999999999", "-1", "r=\"ZZZZZZZZZ9\"", "<f t=\"shared\" si=\"9\"/>", "nan", "&#0;",
        ];
        let bytes = of_texts(&[&["a", "b"], &["c", "d"]]);
        let wrong = edited(&bytes, SHEET, |xml| {
            let mut xml = xml.to_owned();
            for (at, bit) in &edits {
                let at = at.index(xml.len());
                if xml.is_char_boundary(at) {
                    xml.replace_range(at..(at + 1).min(xml.len()), BITS[bit.index(BITS.len())]);
                }
            }
            xml
        });
        let _ = read(&wrong, &SheetChoice::default());
    }
}

#[test]
fn columns_have_the_letters_of_spreadsheets() {
    assert_eq!([0, 25, 26, 51, 701, 702].map(column_letters), ["A", "Z", "AA", "AZ", "ZZ", "AAA"]);
}

/// The frame of a workbook with records, with warnings, and the place of each record.
fn scanned(bytes: &[u8], header: usize) -> Result<(String, String, Vec<Option<usize>>), String> {
    scanned_with(bytes, header, None)
}

fn scanned_with(
    bytes: &[u8],
    header: usize,
    hidden: Option<HiddenCells>,
) -> Result<(String, String, Vec<Option<usize>>), String> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("x.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let mut file = RecordFile::new(PathBuf::from(&path), FileFormat::Workbook);
    file.sheet = SheetChoice { header, hidden, ..SheetChoice::default() };
    let text = |found: &Diagnostics| render(found, false).replace(&*folder.path().to_string_lossy(), "[FOLDER]");
    let Opened { frame, warnings, .. } = file.open(&["id"]).map_err(|found| text(&found))?;
    let frame = frame.collect().unwrap();
    let places = (0..frame.height()).map(|row| file.place(row).line).collect();
    let column =
        |column: &Column| format!("{}: {:?}\n", column.name(), column.str().unwrap().iter().collect::<Vec<_>>());
    Ok((frame.columns().iter().map(column).collect(), text(&warnings), places))
}

#[test]
fn records_stand_under_their_header_and_keep_their_lines() {
    let bytes = saved(|sheet| {
        sheet.write_string(0, 0, "An extract").unwrap();
        for (row, cells) in
            [(2, ["id", "", "date", "knife"]), (3, ["1", "n", "2023-05-01", "yes"]), (6, ["2", "n", "2023-05-02", ""])]
        {
            for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
        sheet.write_formula(6, 3, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write_formula(6, 1, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.write_string(7, 0, "3").unwrap();
    });
    let (frame, warnings, places) = scanned(&bytes, 3).unwrap();
    assert_eq!(places, [Some(4), Some(7), Some(8)]);
    insta::assert_snapshot!(format!("{frame}\n{warnings}"));
}

#[test]
fn sheets_without_usable_column_names_are_refused() {
    let messages = [
        scanned(&of_texts(&[&["id"], &["1"]]), 5).unwrap_err(),
        scanned(&of_texts(&[&["id", "date", "id"], &["1"]]), 1).unwrap_err(),
    ];
    insta::assert_snapshot!(messages.join("----\n"));
}

/// Four records, of which the second and the third are hidden, with a hidden column.
fn filtered() -> Vec<u8> {
    saved(|sheet| {
        for (row, cells) in (0u32..).zip([["id", "note"], ["1", "a"], ["2", "b"], ["3", "c"], ["4", "d"]]) {
            for (column, cell) in (0u16..).zip(cells) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
        sheet.set_row_hidden(2).unwrap();
        sheet.set_row_hidden(3).unwrap();
        sheet.set_column_hidden(0).unwrap();
    })
}

#[test]
fn hidden_rows_and_columns_are_read_with_a_warning() {
    let (frame, warnings, _) = scanned(&filtered(), 1).unwrap();
    assert!(frame.starts_with("id: [Some(\"1\"), Some(\"2\"), Some(\"3\"), Some(\"4\")]"), "{frame}");
    insta::assert_snapshot!(warnings);
}

#[test]
fn what_the_manifest_says_of_hidden_cells_is_done_in_silence() {
    let (frame, warnings, _) = scanned_with(&filtered(), 1, Some(HiddenCells::Take)).unwrap();
    assert_eq!((frame.lines().count(), warnings.as_str()), (2, ""));
    assert!(frame.contains("Some(\"3\")"), "{frame}");
    let (frame, warnings, places) = scanned_with(&filtered(), 1, Some(HiddenCells::LeaveOut)).unwrap();
    assert_eq!((frame.as_str(), warnings.as_str()), ("note: [Some(\"a\"), Some(\"d\")]\n", ""));
    assert_eq!(places, [Some(2), Some(5)]);
}

#[test]
fn a_hidden_sheet_and_merged_cells_are_told() {
    let bytes = saved(|sheet| {
        let plain = Format::new();
        sheet.set_hidden(true).write_string(0, 0, "id").unwrap();
        sheet.merge_range(1, 0, 3, 0, "1", &plain).unwrap();
        sheet.merge_range(1, 4, 3, 5, "beside the table", &plain).unwrap();
        sheet.write_string(4, 0, "2").unwrap();
    });
    let (_, warnings, _) = scanned(&bytes, 1).unwrap();
    insta::assert_snapshot!(warnings);
}

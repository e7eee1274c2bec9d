//! Campaigns on files that other programs write: Parquet, workbooks, boundaries, and drafts as JSON and PDF.

use std::sync::OnceLock;

use rust_xlsxwriter::Workbook;

use super::chance::Chance;
use super::damage::{PIECES, bytes};
use super::inputs::{MANIFEST, offences, with, with_records, written, zones};
use super::{Files, Try};

const CHECK: &[&str] = &["check", "sna.yaml"];

/// The derived records as Parquet, as `sna export` writes them.
pub(super) fn parquet(chance: &mut Chance) -> Try {
    static MADE: OnceLock<Files> = OnceLock::new();
    let made = MADE.get_or_init(|| written(&["export", "sna.yaml", "-o", "out"], &["out/offences.parquet"]));
    let mut file = made["out/offences.parquet"].clone();
    bytes(chance, &mut file);
    if chance.one_in(2) {
        // The end of the file says what is in it.
        let end = file.len().saturating_sub(600);
        let mut tail = file.split_off(end);
        bytes(chance, &mut tail);
        file.extend(tail);
    }
    let mut files = with_records("offences.parquet", file);
    let columns = MANIFEST.split_once("    columns:\n      id: number").expect("columns").1;
    let rest = columns.split_once("  victims:\n").expect("victims").1;
    let own = "    columns: { id: id, date: date, hour: hour, offence_group: offence_group, offence: offence, district: district, ward: ward, knife: knife }\n";
    let start = MANIFEST
        .split_once("    columns:\n      id: number")
        .expect("columns")
        .0
        .replace("offences.csv", "offences.parquet");
    files.insert("data.yaml".to_owned(), format!("{start}{own}  victims:\n{rest}").into_bytes());
    Try::new(files, CHECK)
}

/// The records as a workbook.
pub(super) fn workbook(chance: &mut Chance) -> Try {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, line) in (0..).zip(offences()) {
            for (column, cell) in (0..).zip(line) {
                sheet.write_string(row, column, cell).expect("a cell");
            }
        }
        workbook.save_to_buffer().expect("a workbook")
    });
    let mut file = made.clone();
    bytes(chance, &mut file);
    Try::new(with_records("offences.xlsx", file), CHECK)
}

/// Boundaries with other numbers, names and brackets, points that repeat, and rings that cross.
pub(super) fn boundaries(chance: &mut Chance) -> Try {
    let mut file = zones();
    for _ in 0..chance.between(1, 3) {
        let marks: Vec<usize> =
            file.match_indices(|letter: char| ",:[]{}\"0123456789".contains(letter)).map(|(at, _)| at).collect();
        let at = marks[chance.below(marks.len())];
        match chance.below(5) {
            0 => drop(file.remove(at)),
            1 => file.insert_str(at, chance.pick(PIECES)),
            2 => {
                file = file.replacen(
                    "430500",
                    chance.pick(&["0", "-1", "1e999", "null", "430900", "9e15", "\"a\""]),
                    chance.between(1, 3),
                );
            }
            3 => {
                file = file.replacen(
                    "Market",
                    chance.pick(&["Wharf", "", "Mar\\u001b[2Jket", "Mar\\u202eket", "Mar\\nerror[x]: no"]),
                    1,
                );
            }
            _ => {
                let points: String = (0..chance.between(1, 20_000))
                    .map(|_| format!("[{},{}],", 430_000 + chance.below(4000), 340_000 + chance.below(4000)))
                    .collect();
                file = file.replacen("[[[", &format!("[[{points}["), 1);
            }
        }
        if file.is_empty() {
            break;
        }
    }
    Try::new(with("zones.geojson", file), CHECK)
}

/// Draft files of the sound project.
fn drafts() -> &'static Files {
    static MADE: OnceLock<Files> = OnceLock::new();
    MADE.get_or_init(|| written(&["build", "sna.yaml", "-o", "out"], &["out/small.json", "out/small.pdf"]))
}

/// A damaged draft, compared with the sound one or explained.
fn draft(chance: &mut Chance, name: &str, damaged: Vec<u8>) -> Try {
    let sound = drafts()[name].clone();
    let files: Files = [(format!("old/{name}"), sound), (format!("new/{name}"), damaged)].into_iter().collect();
    let [old, new] = [format!("old/{name}"), format!("new/{name}")];
    match chance.below(5) {
        0 => Try::new(files, &["explain", &new]),
        1 => Try::new(files, &["explain", &new, "one.by_district", "--format", "json"]),
        2 => Try::new(files, &["diff", &old, &new, "--format", chance.pick(&["markdown", "json", "html"])]),
        _ => Try::new(files, &["diff", &old, &new, "--all"]),
    }
}

pub(super) fn json_draft(chance: &mut Chance) -> Try {
    let mut file = String::from_utf8(drafts()["out/small.json"].clone()).expect("JSON");
    for _ in 0..chance.between(1, 3) {
        let quotes: Vec<usize> = file.match_indices('"').map(|(at, _)| at).collect();
        let at = quotes[chance.below(quotes.len())];
        match chance.below(5) {
            0 => drop(file.remove(at)),
            1 => {
                file.insert_str(at + 1, serde_json::to_string(chance.pick(PIECES)).expect("a text").trim_matches('"'));
            }
            2 => file.insert_str(
                at + 1,
                chance.pick(&[
                    "\\u001b[2J",
                    "\\u202e",
                    "\\u0007",
                    "\\nerror[x]: no\\n--> y:1",
                    "\\u009b31m",
                    "\\ud83d",
                    "\\udb40\\udc41",
                ]),
            ),
            3 => {
                file = file.replacen(
                    chance.pick(&["true", "null", "2022", "\"count\"", "\"value\"", "[]"]),
                    chance.pick(&["-1", "1e999", "[]", "{}", "null", "\"\""]),
                    chance.between(1, 3),
                );
            }
            _ => {
                let mut raw = file.into_bytes();
                bytes(chance, &mut raw);
                file = String::from_utf8_lossy(&raw).into_owned();
            }
        }
        if !file.contains('"') {
            break;
        }
    }
    draft(chance, "out/small.json", file.into_bytes())
}

pub(super) fn pdf_draft(chance: &mut Chance) -> Try {
    let mut file = drafts()["out/small.pdf"].clone();
    if chance.one_in(2) {
        bytes(chance, &mut file);
    } else {
        // Names and numbers of the file's own structure, of the same length, so that what follows is found.
        let (old, new) = [
            ("/FlateDecode", "/LZWDecode  "),
            ("/FlateDecode", "/DCTDecode  "),
            ("/EmbeddedFile", "/EmbeddedFilx"),
            ("/Length", "/Lengtx"),
            ("/Kids", "/Kidz"),
            ("/Names", "/Namez"),
            ("/Filter", "/Filtex"),
            ("/Root", "/Roou"),
            (" 0 R", " 1 R"),
            ("/AF", "/AG"),
        ][chance.below(10)];
        replace(&mut file, old.as_bytes(), new.as_bytes(), chance.between(1, 4));
    }
    draft(chance, "out/small.pdf", file)
}

/// Replaces the first few of a sequence of bytes by another of the same length.
fn replace(file: &mut [u8], old: &[u8], new: &[u8], times: usize) {
    let found: Vec<usize> = file
        .windows(old.len())
        .enumerate()
        .filter(|(_, window)| *window == old)
        .map(|(at, _)| at)
        .take(times)
        .collect();
    for at in found {
        file[at..at + new.len()].copy_from_slice(new);
    }
}

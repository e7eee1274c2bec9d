//! Spoiled manifests, conditions and records: each is read or there is a message, and never a crash.

use std::time::Duration;

use sna_core::diag::{Diagnostic, render};
use sna_core::yaml;
use sna_spoil::{Sound, assert_fit, unfit};

use crate::condition::Predicate;
use crate::csv_records;
use crate::manifest::Manifest;

const EXAMPLES: &[&[u8]] = &[
    include_bytes!("../../../data/derbyshire/data.yaml"),
    b"title: A\nareas: [{ name: North, population: 10, tile: [0, 0] }]\npopulation_source: Census\nsources:\n  offences:\n\
      \x20   title: O\n    files: ['*.csv', b.xlsx]\n    columns:\n      date: { column: day, format: '%d/%m/%Y' }\n\
      \x20     district: { column: D, recode: { n: North } }\ndefinitions:\n  a: { title: b, since: '2021-04-01', where: knife }\n",
];

const WORDS: &[&str] = &[
    "title",
    "areas",
    "name",
    "population",
    "sources",
    "files",
    "columns",
    "column",
    "format",
    "recode",
    "extract",
    "definitions",
    "where",
    "geography",
    "layers",
    "aggregates",
    "tile",
    "null",
    "true",
    "~",
    "[]",
    "{}",
    "&a",
    "*a",
    "<<: *a",
    "|",
    "? x",
    "---",
    ": ",
    "- ",
    "'%Q'",
    "'(a'",
    "'(.*)+$'",
    "{",
    "}",
    "[",
    "]",
    "-1",
    ".nan",
    "1e309",
    "18446744073709551616",
    "\"\\0\"",
    "**/*",
    "/etc/passwd",
];

#[test]
fn no_manifest_crashes() {
    let sound = Sound { examples: EXAMPLES, words: WORDS };
    bolero::check!().with_test_time(Duration::from_millis(500)).with_max_len(64).for_each(|choices: &[u8]| {
        let text = sound.spoiled_text(choices);
        let read: Result<Manifest, Diagnostic> = yaml::read(&text, "data.yaml");
        if let Err(found) = read {
            let message = render(&found.into(), false);
            assert_fit(&message, &["data.yaml"]);
        }
    });
}

const CONDITIONS: &[&[u8]] = &[
    b"offence_group IN ('Violence', 'Robbery') OR knife AND NOT (hour BETWEEN 9 AND 17)",
    b"ward <> 'St Mary''s' AND alcohol IS NOT TRUE AND district IS NOT NULL AND offence LIKE '%knife%'",
    b"CASE WHEN age >= 18 THEN 'adult' ELSE 'child' END = 'child' AND COALESCE(hour, 0) * 2 + 1 < 24",
    b"date >= DATE '2023-04-01' AND financial_year = '2023/24' AND LOWER(offence) NOT IN ('a', 'b')",
];

const WORDS_OF_CONDITIONS: &[&str] = &[
    "AND",
    "OR",
    "NOT",
    "IN",
    "IS",
    "NULL",
    "TRUE",
    "FALSE",
    "UNKNOWN",
    "LIKE",
    "ILIKE",
    "ESCAPE",
    "BETWEEN",
    "CASE",
    "WHEN",
    "THEN",
    "END",
    "ELSE",
    "COALESCE",
    "NULLIF",
    "CAST(",
    "SELECT",
    "FROM",
    "EXISTS",
    "ANY",
    "OVER ()",
    "MAX(",
    "read_csv('x')",
    "DATE",
    "INTERVAL",
    "::int",
    "||",
    "->>",
    "~",
    "==",
    "&&",
    "<>",
    "<=",
    "/",
    "%",
    "-",
    "--",
    "/*",
    "*/",
    ";",
    "(",
    ")",
    "''",
    "'",
    "\"",
    "`",
    "$$",
    "E'\\n'",
    "X'00'",
    "U&'x'",
    "?",
    ":a",
    "@a",
    "{",
    "}",
    "[",
    "]",
    "*",
    ".",
    "knife",
    "hour",
    "1e309",
    "0x1F",
    "9223372036854775808",
    "1 = 1",
    "N'x'",
];

/// A condition that passes prints as SQL that reads as the same condition.
#[test]
fn no_condition_crashes() {
    let sound = Sound { examples: CONDITIONS, words: WORDS_OF_CONDITIONS };
    bolero::check!().with_test_time(Duration::from_millis(500)).with_max_len(64).for_each(|choices: &[u8]| {
        let text = sound.spoiled_text(choices);
        match Predicate::read(&text) {
            Ok(read) => {
                assert_eq!(Predicate::read(read.sql()).as_ref(), Ok(&read), "`{text}` prints as `{}`", read.sql());
            }
            Err(found) => {
                let message = render(&found.into(), false);
                assert_eq!(unfit(&message), None, "{message}");
            }
        }
    });
}

const RECORDS: &[&[u8]] = &[
    b"id,date,district,note\no1,2023-05-01,North,\"said \"\"no\"\", then left\"\no2,2023-05-02,\"St Mary's, East\",\n",
    b"\xef\xbb\xbfa,b\r\n1,\"two\r\nlines\"\r\n\r\n,\r\n\"\",x y\r\n",
];

const WORDS_OF_RECORDS: &[&str] = &[
    "\"",
    "\"\"",
    ",",
    "\n",
    "\r\n",
    "\r",
    "\",\"",
    "\"\n",
    "\n\"",
    ",,,,",
    ";",
    "\t",
    " ",
    "North",
    "2023-05-01",
    "\u{feff}",
    "\u{a0}",
    "Total",
];

/// Text that passes has the same cells for another reader, and lines that rise.
#[test]
fn no_records_crash() {
    let sound = Sound { examples: RECORDS, words: WORDS_OF_RECORDS };
    bolero::check!().with_test_time(Duration::from_millis(500)).with_max_len(64).for_each(|choices: &[u8]| {
        let text = sound.spoiled(choices);
        let Ok(records) = csv_records(&text) else { return };
        let lines: Vec<usize> = records.iter().map(|(line, _)| *line).collect();
        assert!(lines.is_sorted_by(|one, next| one < next), "{lines:?}");
        let breaks = text.split(|byte| *byte == b'\n').count() - 1;
        assert!(lines.last().is_none_or(|last| *last <= breaks + 1), "{lines:?} of {breaks} breaks");
        // The other reader skips a mark of byte order even after ours has been taken away.
        let plain = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
        if plain.starts_with(b"\xef\xbb\xbf") {
            return;
        }
        let mut other = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(plain);
        let is_blank = |cells: &[String]| cells.iter().all(|cell| cell.trim().is_empty());
        let others = other.records().map(|record| record.expect("UTF-8").iter().map(str::to_owned).collect::<Vec<_>>());
        let theirs: Vec<Vec<String>> = others.filter(|cells| !is_blank(cells)).collect();
        let ours: Vec<Vec<String>> =
            records.into_iter().map(|(_, cells)| cells).filter(|cells| !is_blank(cells)).collect();
        assert_eq!(ours, theirs, "{}", String::from_utf8_lossy(&text));
    });
}

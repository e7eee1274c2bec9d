//! Spoiled files of partners and their manifests: figures or a message, and never a crash.

use std::time::Duration;

use sna_spoil::{Sound, assert_fit};

use super::tests::read_all;

const MANIFEST: &str = "a: { title: T, publisher: P, unit: cases, file: a.csv }\n";
const FILE: &[u8] =
    b"District,Financial year,value\nNorth,2022/23,\"1,204\"\nNorth,2023/24,c\nSouth,2022/23,31.5\nSouth,2023/24,\n";

const MANIFESTS: &[&[u8]] = &[
    MANIFEST.as_bytes(),
    b"a:\n  title: T\n  unit: '% of pupils'\n  is: percent\n  file: a.csv\n  header: 1\n  value: value\n\
      \x20 columns: { district: District, financial_year: Financial year }\n  recode: { district: { North: N } }\n  notes: [A.]\n",
];

const FILES: &[&[u8]] =
    &[FILE, b"\xef\xbb\xbfvalue,month,Ward\r\n3.5%,2023-04,\"A, B\"\r\n\xc2\xa31,200,2023-05,\"C \"\"D\"\"\"\r\n"];

const WORDS_OF_MANIFESTS: &[&str] = &[
    "title", "unit", "file", "is", "count", "rate", "percent", "header", "value", "columns", "ignore", "recode",
    "sheet", "notes", "-1", "0", "[]", "{}", "~",
];

const WORDS_OF_FILES: &[&str] = &[
    "value", "District", "North", "2022/23", "[c]", "[low]", "[x]", "z", "k", "u", "%", "\u{a3}", "-", "1,2,3",
    "1.2.3", "1e9", "NaN", "inf", "Total", "\"", ",", "\n", "\r\n",
];

#[test]
fn no_file_of_figures_crashes() {
    let sound = Sound { examples: FILES, words: WORDS_OF_FILES };
    bolero::check!().with_test_time(Duration::from_millis(500)).with_max_len(64).for_each(|choices: &[u8]| {
        if let Err(message) = read_all(MANIFEST, "a.csv", &sound.spoiled(choices)) {
            assert_fit(&message, &["a.csv"]);
        }
    });
}

#[test]
fn no_manifest_of_figures_crashes() {
    let sound = Sound { examples: MANIFESTS, words: WORDS_OF_MANIFESTS };
    bolero::check!().with_test_time(Duration::from_millis(500)).with_max_len(64).for_each(|choices: &[u8]| {
        if let Err(message) = read_all(&sound.spoiled_text(choices), "a.csv", FILE) {
            assert_fit(&message, &["partners.yaml", "a.csv"]);
        }
    });
}

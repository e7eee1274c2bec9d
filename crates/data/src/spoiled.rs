//! Spoiled manifests: whatever a file says, there is a manifest or a message with its place, and never a crash.

use std::time::Duration;

use sna_core::diag::{Diagnostic, render};
use sna_core::yaml;
use sna_spoil::{Sound, unfit};

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
            assert_eq!(unfit(&message), None, "{message}");
            assert!(message.contains("data.yaml"), "{message}");
        }
    });
}

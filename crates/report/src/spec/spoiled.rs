//! Spoiled reports and kinds: whatever a file says, there is a shape or a message with its place, and never a crash.

use std::time::Duration;

use sna_core::diag::{Diagnostic, render};
use sna_core::yaml;
use sna_spoil::{Sound, assert_fit};

use super::shape::SpecFile;

const EXAMPLES: &[&[u8]] = &[
    include_bytes!("../../../../examples/derbyshire/profile.yaml"),
    include_bytes!("../../../../examples/police-uk/sna.yaml"),
    b"report: { title: A, area: B, published: 2024-11-30, period: { financial_years: 2, to: 2023/24 } }\ndata: data.yaml\n\
      scope: { where: knife }\nsections:\n  - use: volume\n  - title: C\n    blocks:\n      - prose: |\n          Words\n\
      \x20     - table: { id: t, title: D, crosstab: { rows: hour, columns: weekday, total: both } }\n\
      \x20     - chart: { from: t, headline: E, plot: { bars: { column: total } } }\n",
];

const WORDS: &[&str] = &[
    "report",
    "sections",
    "blocks",
    "title",
    "use",
    "table",
    "chart",
    "prose",
    "finding",
    "scope",
    "where",
    "crosstab",
    "rows",
    "plot",
    "null",
    "true",
    "~",
    "[]",
    "{}",
    "[[]]",
    "&a",
    "*a",
    "<<: *a",
    "!!binary",
    "|",
    ">-",
    "? x",
    "---",
    "...",
    "- ",
    ": ",
    "#",
    "\t",
    "'",
    "\"",
    "{",
    "}",
    "[",
    "]",
    "2023/24",
    "0000/01",
    "9999-12",
    ".nan",
    ".inf",
    "1e309",
    "18446744073709551616",
    "\"\\0\"",
    "'%'",
];

#[test]
fn no_report_crashes() {
    let sound = Sound { examples: EXAMPLES, words: WORDS };
    bolero::check!().with_test_time(Duration::from_millis(500)).with_max_len(64).for_each(|choices: &[u8]| {
        let text = sound.spoiled_text(choices);
        let read: Result<SpecFile, Diagnostic> = yaml::read(&text, "sna.yaml");
        if let Err(found) = read {
            let message = render(&found.into(), false);
            assert_fit(&message, &["sna.yaml"]);
        }
    });
}

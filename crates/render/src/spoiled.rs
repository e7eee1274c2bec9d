//! Spoiled drafts: a PDF or JSON from elsewhere is read whole or refused with its name, and never crashes.

use std::path::Path;
use std::time::Duration;

use sna_core::diag::render;
use sna_spoil::{Sound, assert_fit};

use crate::attached::tests::{document, whole_pdf};
use crate::{json, read_document};

const WORDS: &[&str] = &[
    "/Filter",
    "/FlateDecode",
    "/CCITTFaxDecode",
    "/LZWDecode",
    "/DecodeParms",
    "/Length",
    "/EmbeddedFiles",
    "/Names",
    "/Kids",
    "/Type",
    "/ObjStm",
    "/XRef",
    "/Root",
    "/Prev",
    "/Encrypt",
    "<<",
    ">>",
    "[",
    "]",
    "1 0 R",
    "6 0 R",
    "stream\n",
    "endstream",
    "endobj",
    "trailer",
    "startxref",
    "%%EOF",
    "%PDF-1.7",
    "\"format\": 3",
    "\"cover\"",
    "\"sections\"",
    "\"blocks\"",
    "null",
    "true",
    "{",
    "}",
    "-1",
    "1e308",
    "\"\"",
    "2147483647",
];

#[test]
fn no_draft_crashes() {
    let written = json(&document()).unwrap_or_default();
    let typeset = whole_pdf();
    // Without compression, so that steps reach what is inside.
    let by_hand = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>>>\nendobj\n\
         2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n4 0 obj\n<</F(a.json)/EF<</F 5 0 R>>>>\nendobj\n\
         5 0 obj\n<</Type/EmbeddedFile/Length {}>>\nstream\n{}\nendstream\nendobj\n\
         trailer\n<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n",
        written.len(),
        String::from_utf8_lossy(&written)
    );
    let sound = Sound { examples: &[&written, by_hand.as_bytes(), &typeset], words: WORDS };
    bolero::check!().with_test_time(Duration::from_millis(500)).with_max_len(64).for_each(|choices: &[u8]| {
        match read_document(Path::new("draft"), &sound.spoiled(choices)) {
            Ok(read) => {
                let again = json(&read).unwrap_or_default();
                assert_eq!(
                    read_document(Path::new("draft"), &again),
                    Ok(read),
                    "what was read is written and read again"
                );
            }
            Err(found) => {
                let message = render(&found.into(), false);
                assert_fit(&message, &["draft"]);
            }
        }
    });
}

//! Spoiled drafts: a PDF or JSON from elsewhere is read whole or refused with its name, and never crashes.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use sna_core::diag::render;
use sna_core::document::{Block, Cover, Document, FORMAT, Inline, Making, Prose, Section};
use sna_spoil::{Sound, unfit};

use crate::typst::{Inputs, pdf};
use crate::{attachments, json, read_document};

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

fn document() -> Document {
    let text = vec![Prose::Paragraph(vec![Inline::Text("Offences rose by 12%.".to_owned())])];
    let blocks = vec![Block::Prose(text)];
    let section = Section {
        id: "volume".to_owned(),
        number: "1".to_owned(),
        title: "Volume".to_owned(),
        blocks,
        sections: Vec::new(),
    };
    let cover = Cover {
        title: "Needs Assessment".to_owned(),
        area: "Exampleshire".to_owned(),
        period: "April 2023 to March 2024".to_owned(),
        published: "2024-11-30".to_owned(),
        publisher: None,
        notice: None,
    };
    let making = Making { report: "sna".to_owned(), ..Making::default() };
    Document { format: FORMAT, making, cover, about: Vec::new(), sections: vec![section], sources: Vec::new() }
}

/// The document as a PDF that carries `attached`.
fn drawn(document: &Document, attached: &[u8]) -> Vec<u8> {
    let (charts, overrides) = (BTreeMap::new(), BTreeMap::new());
    let attachments = attachments("sna", attached, &[]);
    let inputs = Inputs { document, charts: &charts, attachments: &attachments, overrides: &overrides };
    pdf(&inputs).unwrap_or_else(|found| panic!("{}", render(&found, false)))
}

#[test]
fn no_draft_crashes() {
    let document = document();
    let written = json(&document).unwrap_or_default();
    let typeset = drawn(&document, &written);
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
                assert_eq!(unfit(&message), None, "{message}");
                assert!(message.contains("draft"), "{message}");
            }
        }
    });
}

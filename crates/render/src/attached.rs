//! Reads a document back from the JSON that `sna build` writes, or from the PDF in which it is embedded.
//!
//! The result is exactly the document that was written, or a diagnostic: damage is never ignored, and a file that would
//! take more room or time than any report is refused.

mod limits;
mod objects;
mod pdf;

use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;

use sna_core::diag::{Code, Diagnostic, Place};
use sna_core::document::{Document, FORMAT, OLDEST_FORMAT, check};

/// The most bytes of a draft's file. A report of a hundred pages takes 2 or 3 MB.
pub const MOST_BYTES: u64 = 128 << 20;

/// The document in a file: a PDF made by `sna`, or a document's JSON.
///
/// # Errors
/// `not-a-draft` for a file that is neither, `not-made-by-sna` for a PDF or JSON without a document,
/// `several-documents` for a PDF with more than one, `other-format` for a document of another version,
/// `damaged-document` and `damaged-attachment` for one that cannot be read.
pub fn read_document(path: &Path, bytes: &[u8]) -> Result<Document, Diagnostic> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'{') {
        return parse(path, bytes, Carrier::File);
    }
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|window| window == b"%PDF-") {
        let json = attached(path, bytes)?;
        return parse(path, &json, Carrier::Attachment);
    }
    Err(fault(path, Code::NotADraft, "is neither a PDF nor the JSON of a document")
        .found(if first.is_none() { "an empty file" } else { "a different kind of file" })
        .expected("a PDF made by `sna build`, or the JSON next to it"))
}

/// The kind of file a document came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carrier {
    File,
    Attachment,
}

/// The keys that distinguish a document from other JSON, and one version from another.
#[derive(Deserialize)]
struct Head {
    format: Option<u64>,
    cover: Option<IgnoredAny>,
    sections: Option<IgnoredAny>,
}

fn parse(path: &Path, json: &[u8], carrier: Carrier) -> Result<Document, Diagnostic> {
    limits::of_text(json).map_err(|found| too_large(path, &found))?;
    let document: Document = match serde_json::from_slice(json) {
        Ok(document) => document,
        Err(error) => return Err(unreadable(path, json, carrier, &error)),
    };
    if !is_read(u64::from(document.format)) {
        return Err(other_format(path, u64::from(document.format)));
    }
    limits::of_document(&document).map_err(|found| too_large(path, &found))?;
    match check(&document).iter().next() {
        None => Ok(document),
        Some(fault) => Err(damaged(path, carrier).found(fault.message.clone())),
    }
}

/// Why a text is not a document: it is not JSON, is JSON of something else or of another version, or has parts missing.
fn unreadable(path: &Path, json: &[u8], carrier: Carrier, error: &serde_json::Error) -> Diagnostic {
    match serde_json::from_slice::<Head>(json) {
        Ok(Head { format: Some(format), cover: Some(_), sections: Some(_) }) if !is_read(format) => {
            other_format(path, format)
        }
        Ok(Head { cover: Some(_), .. } | Head { sections: Some(_), .. }) => {
            damaged(path, carrier).found(in_json(error))
        }
        Ok(_) => not_ours(path, "JSON of something else"),
        // The message of a syntax error names a line and a column, never the text there.
        Err(_) => damaged(path, carrier).found(in_json(error)),
    }
}

/// Where JSON is wrong, without the words of its reader: they name types of the program and values of the document.
fn in_json(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        Category::Data => "a part that is missing or of the wrong type",
        Category::Eof => "JSON that ends too early",
        Category::Syntax | Category::Io => "text that is not JSON",
    };
    format!("{what}, in line {}, column {}", error.line(), error.column())
}

/// The JSON embedded in a PDF.
fn attached(path: &Path, bytes: &[u8]) -> Result<Vec<u8>, Diagnostic> {
    use pdf::Refused;
    let of_attachment = |found: &str| damaged(path, Carrier::Attachment).found(found);
    pdf::document(bytes).map_err(|refused| match refused {
        Refused::Damaged => damaged_pdf(path),
        Refused::OfOtherProgram => not_ours(path, "a PDF that another program wrote"),
        Refused::Without => not_ours(path, "a PDF without the document inside"),
        Refused::DamagedFile => of_attachment("an embedded file whose contents do not match its checksum"),
        Refused::PackedInOtherWay => of_attachment("an embedded file packed in a way that `sna build` does not use"),
        Refused::TooLarge => too_large(path, &format!("an embedded file of more than {} MB", pdf::MOST_BYTES >> 20)),
        Refused::Several(number) => fault(path, Code::SeveralDocuments, "contains more than one document")
            .found(format!("{number} embedded files that end in `.json`"))
            .expected("a PDF made by `sna build`, with one document inside")
            .hint("name the JSON file of the draft instead"),
    })
}

/// A file that is larger than any report.
pub fn too_large(path: &Path, found: &str) -> Diagnostic {
    fault(path, Code::DraftTooLarge, "is larger than any report")
        .found(found)
        .expected("a report as `sna build` wrote it")
        .hint("a report of a hundred pages takes 3 MB; divide a larger one with `--each`")
}

fn fault(path: &Path, code: Code, what: &str) -> Diagnostic {
    Diagnostic::error(code, format!("`{}` {what}", path.display())).at(Place::file(path))
}

fn not_ours(path: &Path, found: &str) -> Diagnostic {
    fault(path, Code::NotMadeBySna, "was not made by `sna`")
        .found(found)
        .expected("a PDF made by `sna build`, or the JSON next to it")
        .hint("printing, merging or compressing a PDF with another program removes the document inside it")
}

fn damaged_pdf(path: &Path) -> Diagnostic {
    fault(path, Code::DamagedPdf, "is damaged")
        .found("a PDF that is incomplete or has lost its index of objects")
        .expected("a whole PDF")
        .hint("copy or download the file again, or name the draft's JSON instead")
}

fn damaged(path: &Path, carrier: Carrier) -> Diagnostic {
    let (code, what) = match carrier {
        Carrier::File => (Code::DamagedDocument, "contains a damaged document"),
        Carrier::Attachment => (Code::DamagedAttachment, "has a damaged document attached"),
    };
    fault(path, code, what)
        .expected("the document as `sna build` wrote it")
        .hint("copy or download the file again, or build the draft again")
}

/// Whether this version reads documents of a format.
fn is_read(format: u64) -> bool {
    (u64::from(OLDEST_FORMAT)..=u64::from(FORMAT)).contains(&format)
}

fn other_format(path: &Path, format: u64) -> Diagnostic {
    let made = fault(path, Code::OtherFormat, "was made by another version of the program")
        .found(format!("a document of format {format}"))
        .expected(format!("format {OLDEST_FORMAT} or {FORMAT}"));
    if format < u64::from(OLDEST_FORMAT) {
        made.hint("build this draft again with this version, from the data and the report file it was made from")
    } else {
        made.hint("use the newer version of `sna` that made it")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::typst::{Attachment, Inputs, pdf as typeset};
    use crate::{attachments, json};
    use sna_core::diag::render;
    use sna_core::document::{Block, Cover, Inline, Making, Prose, Section};

    /// A draft of one sentence.
    pub(crate) fn document() -> Document {
        let text = vec![Prose::Paragraph(vec![Inline::Text("Offences rose by 12%.".to_owned())])];
        let section = Section {
            id: "volume".to_owned(),
            number: "1".to_owned(),
            title: "Volume".to_owned(),
            blocks: vec![Block::Prose(text)],
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

    fn written(document: &Document) -> Vec<u8> {
        json(document).unwrap_or_default()
    }

    fn pdf(attached: &[Attachment]) -> Vec<u8> {
        let document = document();
        let (charts, overrides) = (BTreeMap::new(), BTreeMap::new());
        let inputs = Inputs { document: &document, charts: &charts, attachments: attached, overrides: &overrides };
        typeset(&inputs).unwrap_or_else(|found| panic!("{}", render(&found, false)))
    }

    /// That draft as a PDF, with itself attached.
    pub(crate) fn whole_pdf() -> Vec<u8> {
        pdf(&attachments("sna", &written(&document()), &[]))
    }

    fn read(bytes: impl Into<Vec<u8>>) -> Result<Document, Diagnostic> {
        read_document(Path::new("draft"), &bytes.into())
    }

    fn code(bytes: impl Into<Vec<u8>>) -> &'static str {
        read(bytes).map_or_else(|fault| fault.code.as_str(), |_| "read")
    }

    #[test]
    fn a_document_comes_back_from_pdf_and_json() {
        assert_eq!(read(written(&document())), Ok(document()));
        assert_eq!(read(whole_pdf()), Ok(document()));
    }

    #[test]
    fn a_document_of_the_format_before_is_read() {
        let json = String::from_utf8(written(&document())).unwrap_or_default();
        let before = json.replace(&format!("\"format\": {FORMAT}"), &format!("\"format\": {OLDEST_FORMAT}"));
        assert_ne!(before, json);
        assert_eq!(read(before.into_bytes()).map(|read| read.sections), Ok(document().sections));
    }

    #[test]
    fn every_fault_has_its_message() {
        let json = String::from_utf8(written(&document())).unwrap_or_default();
        let mut twice = attachments("sna", json.as_bytes(), &[]);
        twice.extend(attachments("other", json.as_bytes(), &[]));
        let older = json.replace(&format!("\"format\": {FORMAT}"), "\"format\": 1");
        let newer = json.replace("\"cover\"", "\"front\": 1, \"cover\"").replace("\"period\"", "\"span\"");
        let newer = newer.replace(&format!("\"format\": {FORMAT}"), "\"format\": 99");
        let renamed = json.replace("\"title\": \"Volume\"", "\"heading\": \"Volume\"");
        let twins = json.replace("\"sections\": []", &format!("\"sections\": [{}]", section_of(&json)));
        let cut = whole_pdf();
        let cases: Vec<Vec<u8>> = vec![
            Vec::new(),
            b"Dear all, here is the draft.".to_vec(),
            pdf(&[]),
            b"{\"cells\": []}".to_vec(),
            pdf(&twice),
            older.into_bytes(),
            newer.into_bytes(),
            json.as_bytes()[..json.len() / 2].to_vec(),
            renamed.into_bytes(),
            twins.into_bytes(),
            pdf(&attachments("sna", &json.as_bytes()[..200], &[])),
            cut[..cut.len() / 3].to_vec(),
            "[".repeat(5_000).replacen('[', "{\"cover\": [", 1).into_bytes(),
        ];
        let said: Vec<String> = cases
            .into_iter()
            .map(|bytes| read(bytes).map_or_else(|fault| render(&fault.into(), false), |_| "read\n".to_owned()))
            .collect();
        insta::assert_snapshot!(said.concat());
    }

    /// The only section of the sample, as JSON.
    fn section_of(json: &str) -> String {
        let value: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
        value["sections"][0].to_string()
    }

    /// Positions to damage: spread over the file, and denser in the parts where a PDF describes its contents.
    fn positions(bytes: &[u8]) -> Vec<usize> {
        let spread = (0..150).map(|at| at * bytes.len() / 150);
        let near = |needle: &[u8]| bytes.windows(needle.len()).position(|window| window == needle).unwrap_or(0);
        let dense = [near(b"/EmbeddedFile"), near(b"/Filespec"), near(b"/Catalog"), bytes.len() - 400]
            .into_iter()
            .flat_map(|middle| (middle.saturating_sub(150)..middle + 250).step_by(3));
        spread.chain(dense).filter(|at| *at < bytes.len()).collect()
    }

    #[test]
    fn a_damaged_pdf_is_refused_or_read_correctly() {
        let whole = whole_pdf();
        let (mut refused, mut right) = (0, 0);
        let mut judge = |harmed: Vec<u8>, how: &str| match read(harmed) {
            Ok(found) => {
                assert_eq!(found, document(), "{how}");
                right += 1;
            }
            Err(fault) => {
                assert_eq!(fault.severity, sna_core::diag::Severity::Error);
                refused += 1;
            }
        };
        for at in positions(&whole) {
            judge(whole[..at].to_vec(), &format!("cut at {at}"));
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            judge(flipped, &format!("bit {} of {at} turned", at % 8));
        }
        // Most of a PDF is pages and fonts: damage to those does not affect the document.
        assert!(refused > 100 && right > 50, "{refused} {right}");
    }

    #[test]
    fn damaged_json_never_panics_and_is_never_read_in_part() {
        let whole = written(&document());
        for at in 0..whole.len() - 1 {
            assert_ne!(code(&whole[..at]), "read", "cut at {at}");
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            // One letter of a title may become another: that is an edited document.
            let _ = read(flipped);
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = format!("{{\"format\": {FORMAT}, \"cover\": {}", "[".repeat(100_000));
        assert_eq!(code(deep), "draft-too-large");
    }
}

//! The PDF face: Typst gets a narrow view of the document as a data file, and a template lays it out.
//!
//! Text is never pasted into Typst markup, so no input can break or inject it. The PDF conforms to PDF/UA-1 and
//! PDF/A-3a together, and the same inputs give the same bytes.

mod faults;
#[cfg(test)]
mod fixture;
mod fonts;
mod view;
mod words;
mod world;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use self::fonts::Fonts;
use self::world::ReportWorld;
pub(crate) use self::world::TEMPLATE_FILES;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::Document;

/// A file that is attached to the PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name in the PDF, unique: `tables/volume.csv`.
    pub path: String,
    /// Its media type: `text/csv`.
    pub mime: &'static str,
    /// What it is, for the reader's list of attachments.
    pub description: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// The inputs of a PDF.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The report.
    pub document: &'a Document,
    /// Drawn charts: SVG text by the chart's identifier.
    pub charts: &'a BTreeMap<String, String>,
    /// Files to attach, in order.
    pub attachments: &'a [Attachment],
    /// A project's own template files, by name: `theme.typ` replaces the shipped one, other names are added.
    pub overrides: &'a BTreeMap<String, Vec<u8>>,
}

/// A finished PDF, and how long it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typeset {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// The warnings of Typst.
    pub warnings: Diagnostics,
    /// Time spent laying out.
    pub laid_out_in: Duration,
    /// Time spent writing the PDF.
    pub exported_in: Duration,
}

/// The number of reports for which an unused intermediate result is kept.
const KEPT_RUNS: usize = 10;

/// The report as PDF bytes.
///
/// # Errors
/// See [`typeset`].
pub fn pdf(inputs: &Inputs) -> Result<Vec<u8>, Diagnostics> {
    typeset(inputs).map(|typeset| typeset.pdf)
}

/// The report as PDF bytes, with warnings and times.
///
/// # Errors
/// `unknown-reference`, `unprinted-reference`, `empty-link`, `missing-glyph`, `table-too-wide`, `chart-not-drawn` and
/// `unreadable-publication-date` when the document cannot be laid out; `template-failed` with file and line of the
/// template when Typst stops.
pub fn typeset(inputs: &Inputs) -> Result<Typeset, Diagnostics> {
    let fonts = Fonts::bundled().map_err(Diagnostics::from)?;
    let view = view::build(inputs, &fonts)?;
    let world = ReportWorld::new(inputs, &view, fonts)?;
    let result = lay_out_and_export(&world, inputs, view.date);
    // Typst keeps every intermediate result for the next run. The reports of one run share their template and most words.
    typst::comemo::evict(KEPT_RUNS);
    result
}

fn lay_out_and_export(world: &ReportWorld, inputs: &Inputs, date: chrono::NaiveDate) -> Result<Typeset, Diagnostics> {
    let begin = Instant::now();
    let compiled = typst::compile::<PagedDocument>(world);
    let laid_out_in = begin.elapsed();
    let warnings = faults::translate(world, &compiled.warnings);
    let document = compiled.output.map_err(|errors| faults::translate(world, &errors))?;
    let options = export_options(inputs, date)?;
    let begin = Instant::now();
    let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| faults::translate(world, &errors))?;
    Ok(Typeset { pdf, pages: document.pages().len(), warnings, laid_out_in, exported_in: begin.elapsed() })
}

/// Everything that would vary between runs is fixed by the document itself.
fn export_options(inputs: &Inputs, date: chrono::NaiveDate) -> Result<PdfOptions, Diagnostic> {
    let cover = &inputs.document.cover;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_3a])
        .map_err(|problem| Diagnostic::machine(Code::TemplateFailed, problem.message().as_str()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(
            [&cover.title, &cover.area, &cover.period, &cover.published].map(String::as_str).join("\n"),
        ),
        creator: Smart::Custom(Some(format!("sna {}", sna_core::VERSION))),
        timestamp: world::midnight(date).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sna_core::document::{Block, Inline, Prose};

    fn sample(document: &Document, attachments: &[Attachment]) -> Result<Typeset, Diagnostics> {
        typeset(&Inputs { document, charts: &fixture::charts(), attachments, overrides: &BTreeMap::new() })
    }

    fn attachments() -> Vec<Attachment> {
        let file = |path: &str, mime, description: &str, text: &str| Attachment {
            path: path.to_owned(),
            mime,
            description: description.to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        vec![
            file("document.json", "application/json", "The report as data", "{}"),
            file("tables/volume.csv", "text/csv", "Table 1 as a file", "a,b\n1,2\n"),
        ]
    }

    fn rendered(found: &Diagnostics) -> String {
        sna_core::diag::render(found, false)
    }

    fn holds(bytes: &[u8], needle: &str) -> bool {
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    }

    /// Writes the sample to the temporary folder of the build, so that a person can look at it.
    fn keep(name: &str, bytes: &[u8]) {
        let folder = std::env::var_os("SNA_LOOK").map(std::path::PathBuf::from);
        if let Some(folder) = folder {
            std::fs::write(folder.join(name), bytes).expect("the folder to look at can be written");
        }
    }

    #[test]
    fn the_sample_becomes_an_accessible_archival_pdf_with_its_attachments() {
        let made = sample(&fixture::document(), &attachments()).unwrap_or_else(|found| panic!("{}", rendered(&found)));
        keep("sample.pdf", &made.pdf);
        assert_eq!(rendered(&made.warnings), "");
        for mark in ["pdfuaid", "pdfaid", "tables/volume.csv", "en-GB"] {
            assert!(holds(&made.pdf, mark), "{mark}");
        }
    }

    #[test]
    fn the_same_inputs_give_the_same_bytes() {
        let document = fixture::document();
        let pdf = || sample(&document, &attachments()).map(|made| made.pdf);
        assert!(pdf().is_ok_and(|first| pdf() == Ok(first)));
    }

    #[test]
    fn markup_in_text_is_text() {
        let mut document = fixture::document();
        let hostile =
            "#set page(paper: \"a0\") $x^2$ *a* _b_ `c` \\ \"q\" <d> @e [f] // g /* h */ = i\n#panic() \u{ad}\u{fe0f}";
        document.cover.title = hostile.to_owned();
        document.sections[0].title = hostile.to_owned();
        document.about = vec![Block::Prose(vec![
            Prose::Heading(vec![Inline::Text(hostile.to_owned())]),
            Prose::Paragraph(vec![Inline::Strong(vec![Inline::Text(hostile.to_owned())])]),
        ])];
        let made = sample(&document, &[]).unwrap_or_else(|found| panic!("{}", rendered(&found)));
        keep("hostile.pdf", &made.pdf);
        assert_eq!(rendered(&made.warnings), "");
    }

    #[test]
    fn what_cannot_be_shown_is_said_all_at_once() {
        let mut document = fixture::document();
        document.cover.published = "30 November".to_owned();
        document.about = vec![Block::Prose(vec![
            Prose::Paragraph(vec![Inline::Reference("volum".to_owned()), Inline::Text("\u{1f52a} knife".to_owned())]),
            Prose::Paragraph(vec![Inline::Link { address: String::new(), content: Vec::new() }]),
        ])];
        let made = typeset(&Inputs {
            document: &document,
            charts: &BTreeMap::new(),
            attachments: &[],
            overrides: &BTreeMap::new(),
        });
        insta::assert_snapshot!(made.map_or_else(|found| rendered(&found), |_| "a PDF".to_owned()));
    }

    #[test]
    fn a_fault_of_the_template_names_file_and_line() {
        let own = "#import \"theme.typ\": *\n#let cover-page(cover) = cover.subtitle\n#let contents-page() = []\n";
        let overrides = BTreeMap::from([("cover.typ".to_owned(), own.as_bytes().to_vec())]);
        let document = fixture::document();
        let inputs =
            Inputs { document: &document, charts: &fixture::charts(), attachments: &[], overrides: &overrides };
        insta::assert_snapshot!(pdf(&inputs).map_or_else(|found| rendered(&found), |_| "a PDF".to_owned()));
    }

    /// The words of each page, in the order they are drawn.
    fn page_words(document: &Document) -> Vec<String> {
        fn collect(frame: &typst::layout::Frame, words: &mut String) {
            for (_, item) in frame.items() {
                match item {
                    typst::layout::FrameItem::Group(group) => collect(&group.frame, words),
                    typst::layout::FrameItem::Text(text) => words.push_str(&text.text),
                    _ => {}
                }
            }
        }
        let charts = fixture::charts();
        let inputs = Inputs { document, charts: &charts, attachments: &[], overrides: &BTreeMap::new() };
        let fonts = Fonts::bundled().expect("bundled fonts");
        let view = view::build(&inputs, &fonts).expect("a view");
        let world = ReportWorld::new(&inputs, &view, fonts).expect("a world");
        let laid_out = typst::compile::<PagedDocument>(&world).output.expect("a layout");
        let words = |page: &typst_layout::Page| {
            let mut words = String::new();
            collect(&page.frame, &mut words);
            words
        };
        laid_out.pages().iter().map(words).collect()
    }

    #[test]
    fn no_caption_heading_or_single_row_ends_a_page() {
        for filler in 26..38 {
            let mut document = fixture::document();
            let people = document.sections.remove(2);
            let long = people.blocks.into_iter().rev().nth(1);
            let lines = (0..filler).map(|_| fixture::paragraph("One line."));
            document.about = vec![Block::Prose(lines.collect())];
            document.about.extend(long);
            document.about.push(Block::Prose(vec![
                Prose::Heading(vec![Inline::Text("A heading near the end".to_owned())]),
                fixture::paragraph("The words under it."),
            ]));
            for page in page_words(&document) {
                assert!(!page.contains("Table 5") || page.contains("classification 2 "), "{filler}: {page}");
                assert!(!page.contains("A heading near") || page.contains("The words under it"), "{filler}: {page}");
            }
        }
    }
}

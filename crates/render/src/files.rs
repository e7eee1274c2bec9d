//! The plain files of a document: its JSON, its tables as tidy CSV, its drawn charts, and the attachments of the PDF.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Artifact;
use super::spreadsheet::safe;
use super::svg::{self, Theme};
use super::told::{Differences, Report};
use super::typst::Attachment;
use sna_core::comparison::Comparison;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Document, Table};

/// The document as JSON.
///
/// # Errors
/// Never in practice: every part of a document has a JSON form.
pub fn json(document: &Document) -> Result<Vec<u8>, Diagnostic> {
    let text = serde_json::to_string_pretty(document);
    text.map(|text| (text + "\n").into_bytes())
        .map_err(|error| not_written(Code::DocumentNotWritten, "document", &error))
}

/// Every table as tidy CSV, in `folder`: one line for each cell, numbers unformatted, marks in a separate column.
/// No cell runs as a formula in a spreadsheet.
pub fn tables(document: &Document, folder: &str) -> Vec<Artifact> {
    document.tables().map(|table| Artifact { path: format!("{folder}/{}.csv", table.id), bytes: csv(table) }).collect()
}

/// Where the tables of a document are, under the output folder.
pub fn table_paths(document: &Document, folder: &str) -> Vec<String> {
    document.tables().map(|table| format!("{folder}/{}.csv", table.id)).collect()
}

fn csv(table: &Table) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut lines = vec![["row", "row_kind", "column", "value", "text", "mark"].map(str::to_owned)];
    for row in &table.rows {
        let kind = match row.kind {
            sna_core::document::RowKind::Body => "body",
            sna_core::document::RowKind::Unknown => "unknown",
            sna_core::document::RowKind::Total => "total",
        };
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            let (value, text, mark) = match cell {
                Cell::Count(count) => (count.to_string(), String::new(), ""),
                Cell::Number(number) => (number.to_string(), String::new(), ""),
                Cell::Text(text) => (String::new(), text.clone(), ""),
                Cell::Fraction(fraction) if !fraction.small => (fraction.value().to_string(), String::new(), ""),
                Cell::Fraction(_) | Cell::Missing(_) => {
                    (String::new(), String::new(), cell.missing().map_or("", sna_core::document::Missing::mark))
                }
            };
            let words = |words: &str| safe(words).into_owned();
            lines.push([words(&row.label), kind.to_owned(), words(&column.key), value, words(&text), mark.to_owned()]);
        }
    }
    // Writing into memory cannot fail: the writer's only errors come from its target.
    let written: Result<(), csv::Error> = lines.iter().try_for_each(|line| writer.write_record(line));
    written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default()
}

/// A comparison as JSON: `format`, then the comparison itself, or one entry for each report of two folders.
///
/// # Errors
/// Never in practice: every part of a comparison has a JSON form.
pub fn comparison_json(differences: &Differences) -> Result<Vec<u8>, Diagnostic> {
    #[derive(Serialize)]
    struct Drafts<'a> {
        format: u32,
        #[serde(flatten)]
        comparison: &'a Comparison,
    }
    #[derive(Serialize)]
    struct Folders<'a> {
        format: u32,
        reports: &'a [Report],
    }
    let text = match differences {
        Differences::Drafts(comparison) => serde_json::to_string_pretty(&Drafts { format: 1, comparison }),
        Differences::Folders(reports) => serde_json::to_string_pretty(&Folders { format: 1, reports }),
    };
    text.map(|text| (text + "\n").into_bytes())
        .map_err(|error| not_written(Code::ComparisonNotWritten, "comparison", &error))
}

fn not_written(code: Code, what: &str, error: &serde_json::Error) -> Diagnostic {
    let why = if error.is_io() { "there is no room for it" } else { "a part of it has no form in JSON" };
    Diagnostic::machine(code, format!("the {what} cannot be written as JSON: {why}"))
}

/// Every chart as SVG, by the chart's identifier; `own` may contain a palette that replaces the shipped one.
///
/// # Errors
/// A palette that cannot be read, or a chart that cannot be drawn.
pub fn charts(document: &Document, own: &BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<String, String>, Diagnostics> {
    let theme = match own.get("palette.yaml") {
        Some(bytes) => Theme::read(&String::from_utf8_lossy(bytes), "templates/palette.yaml")?,
        None => Theme::embedded()?,
    };
    let (mut drawn, mut found) = (BTreeMap::new(), Diagnostics::default());
    for chart in document.charts() {
        drawn.extend(found.keep(svg::draw(&chart.plot, &theme)).map(|picture| (chart.id.clone(), picture)));
    }
    found.into_result(drawn).map(|(drawn, _)| drawn)
}

/// The attachments of the PDF: the document and its tables.
pub fn attachments(name: &str, json: &[u8], tables: &[Artifact]) -> Vec<Attachment> {
    let document = Attachment {
        path: format!("{name}.json"),
        mime: "application/json",
        description: "The whole report as data".to_owned(),
        bytes: json.to_vec(),
    };
    let tables = tables.iter().map(|table| Attachment {
        path: table.path.rsplit('/').next().unwrap_or(&table.path).to_owned(),
        mime: "text/csv",
        description: format!("Figures of {}", table.path),
        bytes: table.bytes.clone(),
    });
    [document].into_iter().chain(tables).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_as_json() {
        let error = serde_json::from_str::<u8>("x").expect_err("no number");
        let told = [(Code::DocumentNotWritten, "document"), (Code::ComparisonNotWritten, "comparison")]
            .map(|(code, what)| not_written(code, what, &error));
        insta::assert_snapshot!(sna_core::diag::render(&told.into_iter().collect(), false), @"
        error[document-not-written]: the document cannot be written as JSON: a part of it has no form in JSON

        error[comparison-not-written]: the comparison cannot be written as JSON: a part of it has no form in JSON
        ");
    }
}

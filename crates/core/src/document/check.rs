//! What every finished document must satisfy, whatever made it. Runs before any face is rendered.

use super::Document;
use crate::diag::{Code, Diagnostic, Diagnostics};

/// Most series a chart may have before it must become small multiples (Government Analysis Function).
const MOST_LINES: usize = 4;

/// Faults of the document itself: an empty title, a ragged table, a repeated identifier, a link to nothing.
pub fn check(document: &Document) -> Diagnostics {
    let mut found = Diagnostics::default();
    check_identifiers(document, &mut found);
    check_tables(document, &mut found);
    check_charts(document, &mut found);
    found
}

fn check_identifiers(document: &Document, found: &mut Diagnostics) {
    let sections = document.all_sections();
    let mut all: Vec<&str> = sections.iter().map(|section| section.id.as_str()).collect();
    all.extend(document.tables().map(|table| table.id.as_str()));
    all.extend(document.charts().map(|chart| chart.id.as_str()));
    all.extend(document.named_statements());
    all.sort_unstable();
    for pair in all.windows(2).filter(|pair| pair[0] == pair[1]) {
        found.push(Diagnostic::error(Code::DuplicateId, format!("two parts of the report are called `{}`", pair[0])));
    }
}

fn check_tables(document: &Document, found: &mut Diagnostics) {
    for table in document.tables() {
        if table.title.trim().is_empty() {
            found.push(Diagnostic::error(Code::TableWithoutTitle, format!("table `{}` has no title", table.id)));
        }
        for row in table.rows.iter().filter(|row| row.cells.len() != table.columns.len()) {
            let message = format!("row `{}` of table `{}` does not fit its columns", row.label, table.id);
            found.push(
                Diagnostic::error(Code::RaggedTable, message)
                    .found(format!("{} cells", row.cells.len()))
                    .expected(format!("{} cells", table.columns.len())),
            );
        }
    }
}

fn check_charts(document: &Document, found: &mut Diagnostics) {
    for chart in document.charts() {
        for (part, text) in
            [("headline", &chart.headline), ("subtitle", &chart.subtitle), ("description", &chart.description)]
        {
            if text.trim().is_empty() {
                let message = format!("chart `{}` has no {part}", chart.id);
                found.push(Diagnostic::error(Code::ChartWithoutWords, message));
            }
        }
        if !document.tables().any(|table| table.id == chart.table) {
            let message = format!("chart `{}` draws table `{}`, which is not in the report", chart.id, chart.table);
            found.push(Diagnostic::error(Code::ChartWithoutTable, message));
        }
        if let super::Plot::Lines(plot) = &chart.plot {
            let series = plot.lines.iter().filter(|line| !line.trend).count();
            if series > MOST_LINES {
                let message = format!("chart `{}` has too many lines to tell apart", chart.id);
                found.push(
                    Diagnostic::error(Code::TooManyLines, message)
                        .found(series.to_string())
                        .expected(format!("at most {MOST_LINES}"))
                        .hint("draw the table as `panels`: one small chart for each series on a shared scale"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        Bars, Block, Cell, Chart, Column, Cover, Document, FORMAT, Format, Making, Plot, Role, Row, RowKind, Section,
        Table,
    };
    use crate::diag::render;

    fn table() -> Table {
        let column = |key: &str| Column::new(key, "Offences", Role::Value, Format::Count);
        Table {
            id: "volume".to_owned(),
            number: 1,
            title: "Offences by year".to_owned(),
            base: "offences".to_owned(),
            narrowed: String::new(),
            row_header: "Year".to_owned(),
            columns: vec![column("2022/23"), column("2023/24")],
            rows: vec![Row {
                key: "robbery".to_owned(),
                label: "Robbery".to_owned(),
                kind: RowKind::Body,
                cells: vec![Cell::Count(1)],
            }],
            times: crate::document::Times::default(),
            tests: 0,
            heat: None,
            notes: Vec::new(),
            source: String::new(),
            provenance: Vec::new(),
            rests_on: Vec::new(),
            printed: true,
        }
    }

    fn chart() -> Chart {
        Chart {
            id: "volume_chart".to_owned(),
            number: 1,
            headline: "Offences rose".to_owned(),
            subtitle: "Offences".to_owned(),
            description: "A chart without bars.".to_owned(),
            source: String::new(),
            notes: Vec::new(),
            table: "volumes".to_owned(),
            plot: Plot::Bars(Bars { bars: Vec::new(), format: Format::Count, emphasis: None }),
        }
    }

    #[test]
    fn a_document_that_does_not_hold_together() {
        let section = Section {
            id: "a".to_owned(),
            number: "1".to_owned(),
            title: "A".to_owned(),
            blocks: vec![Block::Table(Box::new(table())), Block::Chart(Box::new(chart()))],
            sections: Vec::new(),
        };
        let document = Document {
            format: FORMAT,
            making: Making::default(),
            cover: Cover {
                title: "T".to_owned(),
                area: "A".to_owned(),
                period: "2023/24".to_owned(),
                published: "2024-11-30".to_owned(),
                publisher: None,
                notice: None,
            },
            about: Vec::new(),
            sections: vec![section],
            sources: Vec::new(),
        };
        insta::assert_snapshot!(render(&super::check(&document), false), @"
        error[ragged-table]: row `Robbery` of table `volume` does not fit its columns
         |
         = found: 1 cells
         = expected: 2 cells

        error[chart-without-table]: chart `volume_chart` draws table `volumes`, which is not in the report
        ");
    }
}

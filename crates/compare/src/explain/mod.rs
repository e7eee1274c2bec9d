//! Where a figure of a finished document comes from: names to cells, cells to queries, files and definitions.
//!
//! Everything is read from the document, which is the evidence. Nothing is computed again here; the SQL says how to do
//! that.

mod answer;
mod cells;
mod columns;
mod evidence;
mod figures;
mod find;
mod points;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub use answer::{
    CellFacts, ChartFacts, ColumnFacts, Entry, Explanation, FigureFacts, FigureUse, MarkFacts, QueryFacts, ReportFacts,
    SectionFacts, SourceEvidence, Subject, SupportEvidence, TableEvidence, TableFacts, TotalFacts,
};
pub use text::text;

use find::Named;
use sna_core::diag::{Code, Diagnostic, Diagnostics, list};
use sna_core::document::{Block, Chart, Document, Section, Table};

/// What is asked about a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked<'a> {
    /// A table, chart or section.
    pub what: Option<&'a str>,
    /// A row of the table.
    pub row: Option<&'a str>,
    /// A column of the table.
    pub column: Option<&'a str>,
    /// A point of the chart.
    pub point: Option<&'a str>,
    /// A figure as the text prints it.
    pub figure: Option<&'a str>,
}

/// Says where something in a report comes from.
///
/// # Errors
/// A name that is unknown or ambiguous, an unknown row, column or point, or a figure that the report does not print.
pub fn explain(document: &Document, asked: &Asked<'_>) -> Result<Explanation, Diagnostics> {
    if let Some(figure) = asked.figure {
        return figure_explained(document, figure, asked.what);
    }
    let Some(name) = asked.what else {
        refuse_parts(asked)?;
        let entries = find::all(document).iter().map(Named::entry).collect();
        return Ok(evidence::with_evidence(document, Subject::Contents(entries), &[]));
    };
    match find::find(document, name)? {
        Named::Section(section) => section_explained(document, section, asked),
        Named::Table(table) => table_explained(document, table, asked),
        Named::Chart(chart) => chart_explained(document, chart, asked),
    }
}

/// Refuses a row, column or point without a table or chart.
fn refuse_parts(asked: &Asked<'_>) -> Result<(), Diagnostic> {
    match asked.row.or(asked.column).or(asked.point) {
        None => Ok(()),
        Some(part) => Err(Diagnostic::error(Code::NoTable, format!("`{part}` needs the name of its table or chart"))
            .expected("the name of a table or chart before it")),
    }
}

fn figure_explained(document: &Document, figure: &str, what: Option<&str>) -> Result<Explanation, Diagnostics> {
    let mut facts = figures::figure_facts(document, figure)?;
    if let Some(name) = what {
        facts = within(document, facts, name)?;
    }
    // A figure typed in a claim has no cells, so the cells that print it are given instead.
    let of_text: Vec<&CellFacts> = facts.uses.iter().flat_map(|each| &each.cells).collect();
    let shown = if of_text.is_empty() { facts.cells.iter().collect() } else { of_text };
    let tables: Vec<String> = shown.iter().map(|cell| cell.table.clone()).collect();
    let ids: Vec<&str> = tables.iter().map(String::as_str).collect();
    Ok(evidence::with_evidence(document, Subject::Figure(facts), &ids))
}

/// The places of a figure in one section, table or chart's table.
fn within(document: &Document, facts: FigureFacts, name: &str) -> Result<FigureFacts, Diagnostic> {
    let named = find::find(document, name)?;
    let (section, table) = match named {
        Named::Section(section) => (Some(section.id.as_str()), None),
        Named::Table(table) => (None, Some(table.id.as_str())),
        Named::Chart(chart) => (None, Some(chart.table.as_str())),
    };
    let inside = |id: &str| section.is_some_and(|own| id == own || id.starts_with(&format!("{own}.")));
    let of_table = |cell: &CellFacts| table == Some(cell.table.as_str()) || inside(&cell.table);
    let uses: Vec<FigureUse> =
        facts.uses.into_iter().filter(|each| inside(&each.section) || each.cells.iter().any(of_table)).collect();
    let cells: Vec<CellFacts> = facts.cells.into_iter().filter(of_table).collect();
    if uses.is_empty() && cells.is_empty() {
        return Err(Diagnostic::error(Code::UnknownFigure, format!("`{name}` does not print `{}`", facts.figure))
            .hint("without a name, the whole report is searched"));
    }
    Ok(FigureFacts { figure: facts.figure, uses, titles: Vec::new(), cells_found: cells.len(), cells })
}

fn section_explained(document: &Document, section: &Section, asked: &Asked<'_>) -> Result<Explanation, Diagnostics> {
    let holds: Vec<Entry> = section.blocks.iter().filter_map(entry).collect();
    if asked.row.or(asked.column).or(asked.point).is_some() {
        let fault = Diagnostic::error(Code::NotATable, format!("`{}` is a section", section.id));
        let names: Vec<&str> = holds.iter().map(|entry| entry.name.as_str()).collect();
        return Err(fault.expected(format!("a table or chart, such as {}", list(&names))).into());
    }
    let tables = section.blocks.iter().filter_map(Block::as_table);
    let ids: Vec<&str> = tables.map(|table| table.id.as_str()).collect();
    let facts = SectionFacts {
        id: section.id.clone(),
        number: section.number.clone(),
        title: section.title.clone(),
        holds,
        figures: figures::figures_of(document, section),
    };
    Ok(evidence::with_evidence(document, Subject::Section(facts), &ids))
}

fn entry(block: &Block) -> Option<Entry> {
    let named = block.as_table().map(Named::Table).or_else(|| block.as_chart().map(Named::Chart));
    named.map(|named| named.entry())
}

fn table_explained(document: &Document, table: &Table, asked: &Asked<'_>) -> Result<Explanation, Diagnostics> {
    if let Some(point) = asked.point {
        return match charts_of(document, table).as_slice() {
            [only] => chart_explained(document, only, asked),
            charts => Err(not_a_chart(table, point, charts).into()),
        };
    }
    let subject = match (asked.row, asked.column) {
        (None, None) => Subject::Table(cells::table_facts(table)),
        (row, column) => Subject::Cells(cells::asked_cells(table, row, column)?),
    };
    Ok(evidence::with_evidence(document, subject, &[&table.id]))
}

fn charts_of<'a>(document: &'a Document, table: &Table) -> Vec<&'a Chart> {
    document.charts().filter(|chart| chart.table == table.id).collect()
}

/// A point of a table that is shown by no chart, or by several.
fn not_a_chart(table: &Table, point: &str, charts: &[&Chart]) -> Diagnostic {
    let full_names: Vec<String> = charts.iter().map(|chart| format!("chart:{}", chart.id)).collect();
    let names: Vec<&str> = full_names.iter().map(String::as_str).collect();
    let fault =
        Diagnostic::error(Code::NotAChart, format!("`{}` is a table", table.id)).found(format!("point `{point}`"));
    match names.as_slice() {
        [] => fault.expected("a row and a column: no chart shows this table"),
        names => fault.expected(format!("a row and a column, or one of its charts: {}", list(names))),
    }
}

fn chart_explained(document: &Document, chart: &Chart, asked: &Asked<'_>) -> Result<Explanation, Diagnostics> {
    let table = document.tables().find(|table| table.id == chart.table);
    if let (Some(table), true) = (table, asked.row.or(asked.column).is_some()) {
        return table_explained(document, table, asked);
    }
    let facts = points::chart_facts(chart, table, asked.point)?;
    Ok(evidence::with_evidence(document, Subject::Chart(facts), &[&chart.table]))
}

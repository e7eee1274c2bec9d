//! An answer for people, as plain text: first what was asked, then the evidence for it, then how to check it.

use super::answer::{
    CellFacts, ChartFacts, ColumnFacts, Entry, Explanation, FigureFacts, FigureUse, MarkFacts, QueryFacts,
    SectionFacts, SourceEvidence, Subject, SupportEvidence, TableEvidence, TableFacts,
};
use super::figures::CLAIM;
use super::words::support_in_words;
use sna_core::diag::visible;
use sna_core::document::{CountedScope, DefinitionUsed, Format, InputFile, SourceRows, format_number, section_called};

/// The most names shown in a list.
const MOST_NAMES: usize = 12;

/// Lines of text, indented.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, indent: usize, text: &str) {
        self.0.push_str(&"  ".repeat(indent));
        self.0.push_str(&visible(text));
        self.0.push('\n');
    }

    fn heading(&mut self, text: &str) {
        self.0.push('\n');
        self.line(0, text);
    }

    /// A name with text next to it.
    fn fact(&mut self, indent: usize, name: &str, text: &str) {
        if !text.is_empty() {
            self.line(indent, &format!("{name:<9} {text}"));
        }
    }
}

/// An answer as text.
pub fn text(answer: &Explanation) -> String {
    let mut page = Page::default();
    let report = &answer.report;
    page.line(0, &format!("{}: {}, {} (made by sna {})", report.title, report.area, report.period, report.program));
    subject(&mut page, &answer.subject);
    answer.tables.iter().for_each(|table| table_evidence(&mut page, table));
    answer.sources.iter().for_each(|source| source_evidence(&mut page, source));
    answer.definitions.iter().for_each(|definition| definition_used(&mut page, definition));
    answer.supports.iter().for_each(|support| support_evidence(&mut page, support));
    if !answer.run.is_empty() {
        page.heading("To run the queries");
        answer.run.iter().for_each(|line| page.line(1, line));
    }
    page.0
}

fn subject(page: &mut Page, subject: &Subject) {
    match subject {
        Subject::Contents(entries) => {
            page.heading("What can be asked");
            entries.iter().for_each(|each| entry(page, each));
        }
        Subject::Section(facts) => section(page, facts),
        Subject::Table(facts) => table(page, facts),
        Subject::Cells(cells) => match cells.as_slice() {
            [only] => cell(page, only),
            several => cell_list(page, several),
        },
        Subject::Chart(facts) => chart(page, facts),
        Subject::Figure(facts) => figure(page, facts),
    }
}

fn entry(page: &mut Page, entry: &Entry) {
    let number = if entry.number.is_empty() { String::new() } else { format!("{}: ", entry.number) };
    page.line(1, &format!("{}  {number}{}", entry.name, entry.title));
}

fn section(page: &mut Page, facts: &SectionFacts) {
    let called = section_called(&facts.number, &facts.title);
    let title = if facts.number.is_empty() { called } else { format!("{called}: {}", facts.title) };
    page.heading(&format!("{title} (`{}`)", facts.id));
    facts.holds.iter().for_each(|each| entry(page, each));
    if !facts.figures.is_empty() {
        page.heading("Figures in its text");
        facts.figures.iter().for_each(|each| page.line(1, &short_use(each)));
    }
}

fn short_use(each: &FigureUse) -> String {
    format!("{}  from {}", each.printed, each.expression)
}

fn table(page: &mut Page, facts: &TableFacts) {
    page.heading(&format!("{}: {} (`{}`)", numbered(&facts.number), facts.title, facts.id));
    page.fact(1, "counts", &facts.base);
    page.fact(1, "rows", &some(&facts.rows));
    facts.columns.iter().for_each(|(key, holds)| page.fact(1, "column", &format!("`{key}`: {holds}")));
    facts.notes.iter().for_each(|note| page.fact(1, "note", note));
}

fn numbered(number: &str) -> &str {
    if number.is_empty() { "A table that is not printed" } else { number }
}

fn some(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

fn cell(page: &mut Page, facts: &CellFacts) {
    page.heading(&format!("{}  {}", facts.printed, place(facts)));
    cell_lines(page, facts);
}

/// `volume.by_year`, row `2023/24`, column `count`.
fn place(facts: &CellFacts) -> String {
    format!("`{}`, row `{}`, column `{}`", facts.table, facts.row, facts.column)
}

fn cell_lines(page: &mut Page, facts: &CellFacts) {
    page.fact(1, "exact", &facts.exact);
    page.fact(1, "printed", &facts.format);
    page.fact(1, "column", &format!("{}: {}", facts.column_title, facts.column_holds));
    let row = facts.row_holds.as_ref().map_or_else(String::new, |holds| format!(": {holds}"));
    page.fact(1, "row", &format!("{}{row}", facts.row_label));
    facts.totals.iter().for_each(|total| {
        page.fact(1, "total", &format!("{} (row `{}`, column `{}`)", total.printed, total.row, total.column));
    });
}

fn cell_list(page: &mut Page, cells: &[CellFacts]) {
    page.heading(&format!("{} cells", cells.len()));
    cells.iter().for_each(|each| page.line(1, &short_cell(each)));
}

fn short_cell(facts: &CellFacts) -> String {
    let exact =
        if facts.value.is_some() { format!(" (exactly {})", facts.exact) } else { format!(" ({})", facts.exact) };
    format!("{}{exact}  {}", facts.printed, place(facts))
}

fn chart(page: &mut Page, facts: &ChartFacts) {
    page.heading(&format!("{}: {} (`{}`)", facts.number, facts.headline, facts.id));
    page.fact(1, "table", &format!("`{}` contains its figures", facts.table));
    page.fact(1, "points", &some(&facts.points));
    page.fact(1, "point", facts.point.as_deref().unwrap_or_default());
    facts.drawn.iter().for_each(|mark| drawn(page, mark));
}

fn drawn(page: &mut Page, mark: &MarkFacts) {
    let series = if mark.series.is_empty() { String::new() } else { format!(" ({})", mark.series) };
    page.heading(&format!("Drawn: {}{series}", mark.printed));
    match mark.cells.as_slice() {
        [] => page.fact(1, "cell", "none: worked out for the chart"),
        [only] => {
            page.fact(1, "cell", &format!("{}  {}", only.printed, place(only)));
            cell_lines(page, only);
        }
        several => several.iter().for_each(|each| page.fact(1, "cell", &short_cell(each))),
    }
}

fn figure(page: &mut Page, facts: &FigureFacts) {
    let places = match facts.uses.len() {
        0 => "is nowhere in the text".to_owned(),
        1 => "is in one place in the text".to_owned(),
        many => format!("is in {many} places in the text"),
    };
    page.heading(&format!("{} {places}", facts.figure));
    facts.uses.iter().for_each(|each| figure_use(page, each));
    if !facts.titles.is_empty() {
        page.heading("Titles and headlines that print it");
        facts.titles.iter().for_each(|each| entry(page, each));
    }
    if facts.cells_found > 0 {
        let cells = if facts.cells_found == 1 {
            "1 cell prints it".to_owned()
        } else {
            format!("{} cells print it", facts.cells_found)
        };
        page.heading(&cells);
        facts.cells.iter().for_each(|each| page.line(1, &short_cell(each)));
        let more = facts.cells_found - facts.cells.len();
        if more > 0 {
            page.line(1, &format!("and {more} more"));
        }
    }
}

fn figure_use(page: &mut Page, each: &FigureUse) {
    let section = match (each.section.as_str(), each.section_number.as_str()) {
        ("", _) => "before the first section".to_owned(),
        (section, "") => format!("section `{section}`"),
        (section, number) => format!("section {number} (`{section}`)"),
    };
    page.heading(&format!("{}  in {} of {section}", each.printed, each.stands_in));
    page.fact(1, "sentence", &each.sentence);
    page.fact(1, "formed by", &each.expression);
    if each.cells.is_empty() && each.stands_in != CLAIM {
        page.fact(1, "cells", "none: a word of the report, such as a year or a name");
    }
    each.cells.iter().for_each(|cell| page.fact(1, "cell", &short_cell(cell)));
}

fn table_evidence(page: &mut Page, table: &TableEvidence) {
    let queries = match table.queries.len() {
        0 => "no query: the table accounts for the rows of a source".to_owned(),
        1 => "one query".to_owned(),
        many => format!("{many} queries"),
    };
    page.heading(&format!("{}, {} (`{}`): {queries}", numbered(&table.number), table.title, table.id));
    table.queries.iter().for_each(|each| query(page, each));
}

fn query(page: &mut Page, query: &QueryFacts) {
    let by = if query.by.is_empty() { "as a whole".to_owned() } else { format!("by {}", some(&query.by)) };
    page.fact(1, "counts", &format!("{} {by}", some(&query.sources)));
    page.fact(1, "records", &scope(&query.scope));
    let sound: Vec<String> = query.sound.iter().map(|(name, rows)| format!("{} of `{name}`", count(*rows))).collect();
    if !sound.is_empty() {
        page.fact(1, "out of", &format!("{} in these months, before definition and conditions", sound.join(" and ")));
    }
    page.line(1, &format!("{};", query.sql));
}

fn scope(scope: &CountedScope) -> String {
    let days = format!("{} to {}", scope.period.first, scope.period.last);
    let part = scope.part.iter().map(|part| format!("with {} `{}`", part.dimension, part.value));
    let definition = scope.definition.iter().map(|name| format!("that meet `{name}`"));
    let conditions = scope.conditions.iter().map(|sql| format!("where {sql}"));
    [days].into_iter().chain(part).chain(definition).chain(conditions).collect::<Vec<_>>().join(", ")
}

fn source_evidence(page: &mut Page, source: &SourceEvidence) {
    let synthetic = if source.synthetic { " [synthetic records]" } else { "" };
    page.heading(&format!("Source `{}`: {}{synthetic}", source.name, source.title));
    source.files.iter().for_each(|each| file(page, each));
    source.rows.iter().for_each(|rows| reconciliation(page, rows));
    source.columns.iter().for_each(|each| column(page, each));
}

fn file(page: &mut Page, file: &InputFile) {
    page.fact(1, "file", &format!("{}, {} bytes, SHA-256 {}", file.path, count(file.bytes), file.sha256));
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn count(number: u64) -> String {
    format_number(number as f64, Format::Count)
}

fn reconciliation(page: &mut Page, rows: &SourceRows) {
    let counted = [
        (rows.used, "counted by the report as a whole"),
        (rows.outside_definition, "outside the definition"),
        (rows.definition_unknown, "with a blank that leaves the definition open"),
        (rows.outside_period, "outside the period"),
        (rows.outside_area, "outside the area"),
    ];
    let aside = rows.rejected.iter().map(|(reason, rows)| (*rows, reason.as_str()));
    let present = counted.into_iter().chain(aside).filter(|(rows, _)| *rows > 0);
    let parts: Vec<String> = present.map(|(rows, what)| format!("{} {what}", count(rows))).collect();
    page.fact(1, "rows", &format!("{} read: {}", count(rows.read), parts.join(", ")));
}

fn column(page: &mut Page, column: &ColumnFacts) {
    page.fact(1, "column", &format!("`{}`: {}", column.name, column.from));
    let Some(read) = &column.read else { return };
    read.format.iter().for_each(|format| page.fact(3, "written", format));
    read.extract.iter().for_each(|extract| page.fact(3, "kept", extract));
    read.recode.iter().for_each(|(from, to)| page.fact(3, "recoded", &format!("`{from}` to `{to}`")));
}

fn definition_used(page: &mut Page, definition: &DefinitionUsed) {
    page.heading(&format!("Definition `{}`: {}, in use since {}", definition.name, definition.title, definition.since));
    page.line(1, &definition.description);
    page.line(1, &definition.sql);
}

fn support_evidence(page: &mut Page, support: &SupportEvidence) {
    page.heading(support_in_words(support.support));
    if support.populations.len() > 1 {
        page.line(1, "One of these sets; the table's notes say which.");
    }
    for set in &support.populations {
        let source = set.source.as_deref().unwrap_or("the data manifest");
        page.fact(1, "residents", &format!("`{}`, by `{}`: {source}", set.name, set.dimension));
        let residents: Vec<String> =
            set.residents.iter().map(|(name, number)| format!("{name} {}", count(*number))).collect();
        page.line(2, &residents.join(", "));
    }
    support.files.iter().for_each(|each| file(page, each));
}

//! An answer as data. Its words are written here once; `text` lays them out for people, JSON hands them on.

use serde::Serialize;

use sna_core::document::{CountedScope, DefinitionUsed, InputFile, PopulationUsed, ReadAs, SourceRows, Support};

/// Where something in a report comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The report that was asked.
    pub report: ReportFacts,
    /// What was asked about.
    pub subject: Subject,
    /// The tables behind it, with their queries.
    pub tables: Vec<TableEvidence>,
    /// The sources that the queries read.
    pub sources: Vec<SourceEvidence>,
    /// The definitions that decide which records the queries count.
    pub definitions: Vec<DefinitionUsed>,
    /// Other sources of the figures.
    pub supports: Vec<SupportEvidence>,
    /// How to run the queries: one command or remark for each line; empty if there is no query.
    pub run: Vec<String>,
}

/// The report that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportFacts {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The area it is about.
    pub area: String,
    /// Its period.
    pub period: String,
    /// Version of the program that made it.
    pub program: String,
}

/// What was asked about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Nothing in particular: the answer is everything that can be asked.
    Contents(Vec<Entry>),
    /// A section.
    Section(SectionFacts),
    /// A whole table.
    Table(TableFacts),
    /// One or several cells of a table.
    Cells(Vec<CellFacts>),
    /// A chart, or one point of it.
    Chart(ChartFacts),
    /// A figure in the text.
    Figure(FigureFacts),
}

/// Something that can be asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What to ask for: `table:volume.by_year`.
    pub name: String,
    /// How the report numbers it: `Table 3`.
    pub number: String,
    /// Its title.
    pub title: String,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionFacts {
    /// Its identifier.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its tables and charts.
    pub holds: Vec<Entry>,
    /// The figures in its text.
    pub figures: Vec<FigureUse>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableFacts {
    /// Its identifier.
    pub id: String,
    /// `Table 3`.
    pub number: String,
    /// Its title.
    pub title: String,
    /// What it counts.
    pub base: String,
    /// Keys of its rows.
    pub rows: Vec<String>,
    /// Keys of its columns, each with its contents.
    pub columns: Vec<(String, String)>,
    /// The notes under it.
    pub notes: Vec<String>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellFacts {
    /// Identifier of its table.
    pub table: String,
    /// Key of its row.
    pub row: String,
    /// Header of its row.
    pub row_label: String,
    /// Key of its column.
    pub column: String,
    /// Header of its column.
    pub column_title: String,
    /// What is printed.
    pub printed: String,
    /// The number behind it, if any; a share is a fraction.
    pub value: Option<f64>,
    /// That number with all its digits, the words of the cell, or why there is no figure.
    pub exact: String,
    /// How the number becomes what is printed.
    pub format: String,
    /// What the column contains.
    pub column_holds: String,
    /// What the row is, if it is not a category.
    pub row_holds: Option<String>,
    /// The totals of the cell's row and column that the table prints.
    pub totals: Vec<TotalFacts>,
}

/// A total for a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TotalFacts {
    /// Key of its row.
    pub row: String,
    /// Key of its column.
    pub column: String,
    /// What is printed.
    pub printed: String,
}

/// A chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChartFacts {
    /// Its identifier.
    pub id: String,
    /// `Figure 2`.
    pub number: String,
    /// Its headline.
    pub headline: String,
    /// Identifier of the table with its figures.
    pub table: String,
    /// The point that was asked about.
    pub point: Option<String>,
    /// What is drawn at that point.
    pub drawn: Vec<MarkFacts>,
    /// The names of all points, where none was asked about.
    pub points: Vec<String>,
}

/// One mark of a chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MarkFacts {
    /// Name of its line, panel or side; empty where there is only one.
    pub series: String,
    /// Its value as the chart writes it.
    pub printed: String,
    /// Its value.
    pub value: Option<f64>,
    /// The cells that contain it; empty if it was worked out for the chart, as a trend is.
    pub cells: Vec<CellFacts>,
}

/// A figure in the text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureFacts {
    /// The figure as it was asked for.
    pub figure: String,
    /// Where the text prints it.
    pub uses: Vec<FigureUse>,
    /// Tables and charts whose title or headline prints it; those words are made when the report is built, and their
    /// cells are not kept.
    pub titles: Vec<Entry>,
    /// The cells that print it; only their number if there are many.
    pub cells: Vec<CellFacts>,
    /// How many cells print it.
    pub cells_found: usize,
}

/// A value in the text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureUse {
    /// Identifier of the section; empty on the pages before the first.
    pub section: String,
    /// Its number.
    pub section_number: String,
    /// What it is in: a finding, a paragraph, a claim.
    pub stands_in: String,
    /// What is printed.
    pub printed: String,
    /// The expression as the author wrote it.
    pub expression: String,
    /// The sentence around it.
    pub sentence: String,
    /// The cells it was worked out from.
    pub cells: Vec<CellFacts>,
}

/// A table behind an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableEvidence {
    /// Its identifier.
    pub id: String,
    /// `Table 3`.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its queries, in order.
    pub queries: Vec<QueryFacts>,
}

/// A query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueryFacts {
    /// Names of the sources it reads.
    pub sources: Vec<String>,
    /// What it counts by.
    pub by: Vec<String>,
    /// The records it counts.
    pub scope: CountedScope,
    /// Sound records of each source in the months of its period, before definition and conditions.
    pub sound: Vec<(String, u64)>,
    /// Portable SQL.
    pub sql: String,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceEvidence {
    /// Name in the data manifest.
    pub name: String,
    /// What it is.
    pub title: String,
    /// Whether its records are synthetic.
    pub synthetic: bool,
    /// How its rows were counted in the report as a whole; `None` if the document has no such source.
    pub rows: Option<SourceRows>,
    /// Its files.
    pub files: Vec<InputFile>,
    /// The columns that the queries name.
    pub columns: Vec<ColumnFacts>,
}

/// A column that a query names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnFacts {
    /// Its name in the SQL.
    pub name: String,
    /// Where it comes from, in words.
    pub from: String,
    /// How it is read, where it is a column of a file.
    pub read: Option<ReadAs>,
}

/// A source of figures other than records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SupportEvidence {
    /// What it is.
    pub support: Support,
    /// Residents.
    pub populations: Vec<PopulationUsed>,
    /// Files.
    pub files: Vec<InputFile>,
}

//! Tables: typed cells, a role for every column, why a cell is missing, and the query behind the figures.

use serde::{Deserialize, Serialize};

use super::{CountedScope, Format, Fraction, Support, Times, format_number};

/// A table as it is published. Each row has one cell for each column; the row's label is its header.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Unique in the document: `volume`, or `knife_crime.volume` where a section kind is used twice.
    pub id: String,
    /// The 3 of `Table 3`; 0 where it is not printed.
    pub number: usize,
    /// What the table shows, where and when.
    pub title: String,
    /// What is counted: offences, victims, persons ...
    pub base: String,
    /// Which of them only, in brackets: ` (Robbery only)`. Empty where all of them are counted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub narrowed: String,
    /// Header of the label column.
    pub row_header: String,
    /// Value columns, left to right.
    pub columns: Vec<Column>,
    /// Rows, top to bottom.
    pub rows: Vec<Row>,
    /// What its times cover, where columns or rows are times.
    #[serde(default, skip_serializing_if = "Times::is_empty")]
    pub times: Times,
    /// Shading and outline, when the table is a heat table.
    pub heat: Option<Heat>,
    /// Notes printed under the table.
    pub notes: Vec<String>,
    /// Where the records come from, for the source line.
    pub source: String,
    /// How the figures were asked for.
    pub provenance: Vec<Provenance>,
    /// What the figures are based on other than records, such as populations.
    pub rests_on: Vec<Support>,
    /// How many tests it rests on, where its cells do not say what each of them found.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tests: usize,
    /// Whether the table is printed in the report (all tables are written as files and attached).
    pub printed: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// One value column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Machine name, unique in the table: `2023/24`, `change_pct`.
    pub key: String,
    /// Header, with the unit in it where it is not the table's base.
    pub title: String,
    /// What kind of figure it has.
    pub role: Role,
    /// How its numbers are written.
    pub format: Format,
    /// Slightly emphasised: the newest period.
    pub emphasis: bool,
}

impl Column {
    /// A column that is not emphasised.
    pub fn new(key: &str, title: &str, role: Role, format: Format) -> Self {
        Self { key: key.to_owned(), title: title.to_owned(), role, format, emphasis: false }
    }
}

/// What a column is for; faces use it for rules and weight, never for meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A count or another figure of the measure itself.
    Value,
    /// A total over the columns before it.
    Total,
    /// A change between periods.
    Change,
    /// A share, rank, rate or average worked out from other columns.
    Derived,
    /// An end of an interval.
    Interval,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Machine name, unique in the table: the category itself, or `total`, `unknown`.
    pub key: String,
    /// Row header.
    pub label: String,
    /// Body, unknown or total.
    pub kind: RowKind,
    /// One cell for each column.
    pub cells: Vec<Cell>,
}

/// What kind of row a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// A category.
    Body,
    /// Records without a category, shown so that columns add up.
    Unknown,
    /// The sum over the rows.
    Total,
}

/// One typed cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Things counted.
    Count(u64),
    /// Any other number.
    Number(f64),
    /// A percentage of counts.
    Fraction(Fraction),
    /// Words, such as an interval's method.
    Text(String),
    /// No figure, and why.
    Missing(Missing),
}

impl Cell {
    /// The number in the cell, if it has one.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Count(count) => Some(*count as f64),
            Self::Number(number) => Some(*number),
            Self::Fraction(fraction) => (!fraction.small).then(|| fraction.value()),
            Self::Text(_) | Self::Missing(_) => None,
        }
    }

    /// Why the cell has no figure, if it has none.
    pub fn missing(&self) -> Option<Missing> {
        match self {
            Self::Missing(why) => Some(*why),
            Self::Fraction(fraction) => fraction.small.then_some(Missing::LowReliability),
            Self::Count(_) | Self::Number(_) | Self::Text(_) => None,
        }
    }

    /// How its figure is written in a column of this format.
    pub fn format(&self, column: Format) -> Format {
        match self {
            Self::Fraction(fraction) if !column.is_percent() => fraction.format(),
            Self::Fraction(_) | Self::Count(_) | Self::Number(_) | Self::Text(_) | Self::Missing(_) => column,
        }
    }

    /// The printed form under a column's format.
    pub fn print(&self, format: Format) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Missing(why) => why.mark().to_owned(),
            Self::Count(_) | Self::Number(_) | Self::Fraction(_) => {
                let kept_back = || Missing::LowReliability.mark().to_owned();
                self.number().map_or_else(kept_back, |number| format_number(number, self.format(format)))
            }
        }
    }
}

/// Why a cell has no figure: the Analysis Function's shorthand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// `[c]`: kept back so that nobody can be identified.
    Confidential,
    /// `[x]`: not available.
    NotAvailable,
    /// `[z]`: the question does not apply.
    NotApplicable,
    /// `[low]`: it rounds to zero but is not zero.
    Low,
    /// `[u]`: too few records for a reliable figure.
    LowReliability,
}

impl Missing {
    /// The mark printed in place of a number.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Confidential => "[c]",
            Self::NotAvailable => "[x]",
            Self::NotApplicable => "[z]",
            Self::Low => "[low]",
            Self::LowReliability => "[u]",
        }
    }

    /// What the mark means, in the words printed above the table.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Confidential => "confidential: kept back so that nobody can be identified",
            Self::NotAvailable => "not available",
            Self::NotApplicable => "not applicable",
            Self::Low => "rounds to zero but is not zero",
            Self::LowReliability => "too few records for a reliable figure",
        }
    }
}

/// Shading of a heat table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heat {
    /// Upper limits (inclusive) of the classes but the last, ascending: three to five classes.
    pub breaks: Vec<f64>,
    /// Name of the outlined window: `Friday and Saturday nights, 18:00 to 05:59`.
    pub window: Option<String>,
    /// Outlined cells as (row, column), both from 0.
    pub outlined: Vec<(usize, usize)>,
}

impl Heat {
    /// The class of a value, from 0.
    pub fn class(&self, value: f64) -> usize {
        self.breaks.iter().filter(|limit| value > **limit).count()
    }
}

/// Where figures come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Name of the source in the data manifest.
    pub source: String,
    /// Portable SQL that gives the counts behind the figures.
    pub sql: String,
    /// The records that are counted.
    pub scope: CountedScope,
    /// Names of the columns they are counted by.
    pub by: Vec<String>,
}

impl Table {
    /// The row with this key or label.
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.key == name || row.label == name)
    }

    /// The position of the column with this key or title.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == name || column.title == name)
    }

    /// The reasons for missing cells that occur, each once, in a fixed order.
    pub fn shorthand(&self) -> Vec<Missing> {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        let mut used: Vec<Missing> = cells.filter_map(Cell::missing).collect();
        used.sort_unstable();
        used.dedup();
        used
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_rounds_to_zero_is_marked_and_is_not_a_number() {
        let cell = Cell::Missing(Missing::Low);
        assert_eq!((cell.print(Format::Count).as_str(), cell.number()), ("[low]", None));
        let (json, meaning) = (serde_json::to_string(&cell), Missing::Low.meaning());
        assert_eq!(json.expect("JSON"), "{\"missing\":\"low\"}");
        assert_eq!(meaning, "rounds to zero but is not zero");
    }
}

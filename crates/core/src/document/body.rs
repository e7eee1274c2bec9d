//! What a measure makes from its answers: the part of a table that is computed, before words and numbers are added.

use super::{Cell, Column, Counted, CountedScope, Fraction, Heat, Missing, NotCounted, Row, RowKind};

/// The part of a table that a measure makes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Body {
    /// Header of the label column.
    pub row_header: String,
    /// Value columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<BodyRow>,
    /// Shading.
    pub heat: Option<Heat>,
    /// Notes that the figures need.
    pub notes: Vec<String>,
    /// What is counted, where it is not the records of the source.
    pub base: Option<String>,
    /// What was taken from partners' aggregates.
    pub taken: Vec<Taken>,
    /// How many tests at the 5 per cent level it rests on, where its cells do not say what each of them found. Figures that allow for
    /// their number together are one.
    pub tests: usize,
}

/// A row as a measure makes it: a table's row whose counts say what they count.
#[derive(Debug, Clone, PartialEq)]
pub struct BodyRow {
    /// Machine name, unique in the table.
    pub key: String,
    /// Row header.
    pub label: String,
    /// Body, unknown or total.
    pub kind: RowKind,
    /// One for each column.
    pub cells: Vec<Figure>,
}

impl BodyRow {
    /// The row as it is published.
    pub fn published(self) -> Row {
        let cells = self.cells.iter().map(Figure::cell).collect();
        Row { key: self.key, label: self.label, kind: self.kind, cells }
    }
}

/// A cell as a measure makes it. A count says what it counts; there is no other way to make one.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// Things counted.
    Count(Counted),
    /// Any other number.
    Number(f64),
    /// A percentage of counts.
    Fraction(Fraction),
    /// Words, such as an interval's method.
    Text(String),
    /// No figure, and why.
    Missing(Missing),
}

impl Figure {
    /// The cell as it is published.
    pub fn cell(&self) -> Cell {
        match self {
            Self::Count(counted) => Cell::Count(counted.value()),
            Self::Number(number) => Cell::Number(*number),
            Self::Fraction(fraction) => Cell::Fraction(*fraction),
            Self::Text(text) => Cell::Text(text.clone()),
            Self::Missing(why) => Cell::Missing(*why),
        }
    }

    /// A whole number that does not count records, and why.
    pub fn not_counted(why: NotCounted, number: u64) -> Self {
        Self::Count(Counted::not(why, number))
    }

    /// The number, if it has one.
    pub fn number(&self) -> Option<f64> {
        self.cell().number()
    }
}

/// A figure equals a cell if it is published as that cell.
impl PartialEq<Cell> for Figure {
    fn eq(&self, cell: &Cell) -> bool {
        self.cell() == *cell
    }
}

impl From<Counted> for Figure {
    fn from(counted: Counted) -> Self {
        Self::Count(counted)
    }
}

/// What a table takes from an aggregate: the provenance of its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Name of the aggregate.
    pub aggregate: String,
    /// SQL over the aggregate's file that gives the figures.
    pub sql: String,
    /// The conditions on them.
    pub scope: CountedScope,
    /// Names of the dimensions of the figures.
    pub by: Vec<String>,
}

//! What a measure makes of its answers: the part of a table that is computed, before words and numbers are added.

use super::{Column, CountedScope, Heat, Row};

/// The part of a table that a measure makes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Body {
    /// Header of the label column.
    pub row_header: String,
    /// Value columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
    /// Shading.
    pub heat: Option<Heat>,
    /// Notes that the figures need.
    pub notes: Vec<String>,
    /// What is counted, where it is not the records of the source.
    pub base: Option<String>,
    /// What was taken of partners' aggregates.
    pub taken: Vec<Taken>,
}

/// What a table takes of an aggregate: the provenance of its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Name of the aggregate.
    pub aggregate: String,
    /// SQL over the aggregate's file that gives the figures.
    pub sql: String,
    /// The conditions on them.
    pub scope: CountedScope,
    /// Names of the dimensions they stand by.
    pub by: Vec<String>,
}

//! Columns as compressed Parquet.

use polars::prelude::*;

use crate::{SyntheticFile, not_encoded};
use sna_core::diag::Diagnostic;

/// The values of a column.
pub(super) enum Values<'a> {
    /// Days from 1 January 1970.
    Dates(Vec<i32>),
    /// Numbers, or null.
    Numbers(Vec<Option<i32>>),
    /// Words, or null.
    Words(Vec<Option<&'a str>>),
}

impl<'a> Values<'a> {
    /// Numbers that are all known.
    pub(super) fn numbers<N: Into<i32>>(numbers: impl Iterator<Item = N>) -> Self {
        Self::Numbers(numbers.map(|number| Some(number.into())).collect())
    }

    /// Words that are all known.
    pub(super) fn words(words: impl Iterator<Item = &'a str>) -> Self {
        Self::Words(words.map(Some).collect())
    }

    fn series(self) -> Series {
        match self {
            Self::Dates(days) => Int32Chunked::from_vec("".into(), days).into_date().into_series(),
            Self::Numbers(numbers) => numbers.into_iter().collect::<Int32Chunked>().into_series(),
            Self::Words(words) => words.into_iter().collect::<StringChunked>().into_series(),
        }
    }
}

/// A file of columns of one length.
///
/// # Errors
/// `records-not-encoded`, when the Parquet writer fails.
pub(super) fn table(path: &str, rows: usize, columns: Vec<(&str, Values)>) -> Result<SyntheticFile, Diagnostic> {
    let named = columns.into_iter().map(|(name, values)| values.series().with_name(name.into()).into_column());
    let written = DataFrame::new(rows, named.collect()).and_then(|mut frame| {
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut frame)?;
        Ok(bytes)
    });
    Ok(SyntheticFile { path: path.to_owned(), bytes: written.map_err(|error| not_encoded(&error))? })
}

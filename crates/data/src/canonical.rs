//! A canonical column, and the column of a file that it is read from.

use polars::prelude::*;

use super::manifest::ColumnSpec;
use super::reasons::Test;

/// A canonical column and the rows that it sets aside.
#[derive(Clone)]
pub(super) struct Canonical {
    /// The column, named by its role.
    pub column: Expr,
    /// True where the row must be set aside, with the reason.
    pub faults: Vec<Test>,
    /// True where a value that was given counts as not known, with the reason; the row stays.
    pub doubts: Vec<Test>,
}

impl Canonical {
    /// A column that sets no row aside.
    pub(super) fn plain(column: Expr) -> Self {
        Self { column, faults: Vec::new(), doubts: Vec::new() }
    }
}

/// The column with the texts of a column as the file has them, before they are recoded.
pub(crate) fn given(role: &str) -> String {
    format!("_given_{role}")
}

/// A column of a file that is to be read as a role.
#[derive(Clone, Copy)]
pub(super) struct FileColumn<'a> {
    /// What the manifest says about it.
    pub spec: &'a ColumnSpec,
    /// Its type in the file.
    pub dtype: &'a DataType,
    /// Whether the file is text throughout. Parquet text without recodes is kept unchanged: trimming ten million
    /// clean values costs seconds.
    pub is_text_file: bool,
}

impl FileColumn<'_> {
    pub(super) fn raw(&self) -> Expr {
        col(self.spec.column.as_str())
    }

    /// The column's text before it is recoded, where it is.
    pub(super) fn given(&self, role: &str) -> Option<Expr> {
        (!self.spec.recode.is_empty()).then(|| self.kept().alias(given(role)))
    }

    /// Text as it will be compared: trimmed, blank as missing, the wanted part extracted, recoded.
    pub(super) fn text(&self) -> Expr {
        let plain = self.spec.extract.is_none() && self.spec.recode.is_empty();
        if !self.is_text_file && plain && self.dtype == &DataType::String {
            return self.raw();
        }
        let kept = self.kept();
        let (from, to): (Vec<&str>, Vec<&str>) =
            self.spec.recode.iter().map(|(from, to)| (from.as_str(), to.as_str())).unzip();
        if from.is_empty() {
            return kept;
        }
        kept.replace(
            lit(Series::new("from".into(), from)).implode(false),
            lit(Series::new("to".into(), to)).implode(false),
        )
    }

    /// Text without blanks around it, blank as missing, the wanted part extracted.
    fn kept(&self) -> Expr {
        let trimmed = self.raw().cast(DataType::String).str().strip_chars(lit(NULL));
        let kept = match &self.spec.extract {
            Some(pattern) => trimmed.str().extract(lit(pattern.as_str()), 1),
            None => trimmed,
        };
        when(kept.clone().eq(lit(""))).then(lit(NULL).cast(DataType::String)).otherwise(kept)
    }
}

/// The date in a column; missing where it cannot be read.
pub(super) fn date_value(column: FileColumn<'_>) -> Expr {
    match column.dtype {
        DataType::Date => column.raw(),
        DataType::Datetime(..) => column.raw().cast(DataType::Date),
        _ => {
            let format = column.spec.format.as_deref().unwrap_or("%Y-%m-%d");
            let has_day = ["%d", "%e", "%j", "%D", "%F", "%x"].iter().any(|part| format.contains(part));
            let (text, format) = match has_day {
                true => (column.text(), format.to_owned()),
                // A month is read as its first day, and no measure by day is offered for it.
                false => (column.text() + lit("-01"), format!("{format}-%d")),
            };
            let options = StrptimeOptions { format: Some(format.into()), strict: false, exact: true, cache: true };
            text.str().to_date(options)
        }
    }
}

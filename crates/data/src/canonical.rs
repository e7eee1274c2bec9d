//! A canonical column, and the column of a file that it is read from.

use std::path::Path;

use chrono::NaiveDate;
use polars::prelude::*;

use super::manifest::ColumnSpec;
use super::reasons::Test;
use sna_core::columns::{self, Kind};
use sna_core::diag::{Code, Diagnostic, Place};

/// The first year of a date that is believed: no record is older, and `23` read as a year of four digits is one.
pub(super) const EARLIEST_YEAR: i32 = 1900;
/// The years that a date of birth may have, so that days can be counted between it and a record.
const YEARS_OF_BIRTH: (i32, i32) = (1, 9999);

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
    /// The last day that a record can have.
    pub latest: NaiveDate,
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

impl FileColumn<'_> {
    /// Reports a column of dates that is to be read as something else.
    pub(super) fn misfit(&self, role: &columns::Column, path: &Path) -> Option<Diagnostic> {
        let is_date = matches!(self.dtype, DataType::Date | DataType::Datetime(..));
        let fits = matches!(role.kind, Kind::Date | Kind::BirthDate);
        (is_date && !fits).then(|| {
            Diagnostic::error(Code::ColumnType, format!("the column `{}` has dates", self.spec.column))
                .at(Place::file(path))
                .found(format!("dates, to be read as `{}`", role.name))
                .expected(role.kind.holds())
                .hint("write the column as text or as a number, or name another column in the manifest")
        })
    }
}

/// The number of a day, as polars counts days.
pub(super) fn days(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

/// The date in a column; missing where it cannot be read, or has a year that no record and no person has.
pub(super) fn date_value(column: FileColumn<'_>) -> Expr {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let (first, last) = (day(YEARS_OF_BIRTH.0, 1, 1), day(YEARS_OF_BIRTH.1, 12, 31));
    // Compared as numbers of days or parts of a second: the library's calendar ends long before they do.
    let believed = |value: Expr, per_day: i64| {
        let number = value.clone().to_physical().cast(DataType::Int64);
        let after = number.clone().gt_eq(lit(days(first).saturating_mul(per_day)));
        when(after.and(number.lt(lit((days(last) + 1).saturating_mul(per_day))))).then(value).otherwise(lit(NULL))
    };
    match column.dtype {
        DataType::Date => believed(column.raw(), 1),
        DataType::Datetime(unit, _) => {
            let per_day = 86_400
                * match unit {
                    TimeUnit::Milliseconds => 1_000,
                    TimeUnit::Microseconds => 1_000_000,
                    TimeUnit::Nanoseconds => 1_000_000_000,
                };
            believed(column.raw(), per_day).cast(DataType::Date)
        }
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

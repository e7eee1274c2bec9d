//! Days that begin in the morning: what happens at night belongs to the evening on which the night began.

use polars::prelude::*;

use super::manifest::Source;
use super::manifest_file::ManifestFile;
use sna_core::diag::{Code, Diagnostic};

/// The date of a record if days begin at an hour: what happens before that hour belongs to the day before.
pub(super) fn evening(hour: i8) -> Expr {
    let early = col("hour").lt(lit(hour)).fill_null(lit(false));
    let day_before = (col("date").cast(DataType::Int32) - lit(1)).cast(DataType::Date);
    when(early).then(day_before).otherwise(col("date")).alias("date")
}

impl ManifestFile {
    /// Reports an hour at which a day cannot begin, or records without hours.
    pub(super) fn bad_day(&self, source: &Source) -> Option<Diagnostic> {
        let hour = source.day_begins.as_ref()?;
        let fault =
            Diagnostic::error(Code::BadHour, "a day of these records cannot begin at this hour").at(self.place(hour));
        let fault = fault.found(hour.value.to_string());
        match (0..=23).contains(&hour.value) {
            false => Some(fault.expected("an hour from 0 to 23")),
            true if !(source.has("hour") && source.has("date")) => {
                Some(fault.expected("columns for `date` and `hour`"))
            }
            true => None,
        }
    }
}

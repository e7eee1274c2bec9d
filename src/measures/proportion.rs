//! A part of a whole as a table shows it.

use crate::document::{Cell, Column, Format, Missing, Role};

/// `part` by `whole`, as a fraction; not applicable where the whole is 0.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(super) fn proportion(part: u64, whole: u64) -> Cell {
    match whole {
        0 => Cell::Missing(Missing::NotApplicable),
        whole => Cell::Number(part as f64 / whole as f64),
    }
}

/// A column of such fractions, printed as percentages with one decimal.
pub(super) fn proportion_column(key: &str, title: &str) -> Column {
    Column::new(key, title, Role::Derived, Format::Percent(1))
}

/// A column of counts.
pub(super) fn count_column(key: &str, title: &str) -> Column {
    Column::new(key, title, Role::Value, Format::Count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_no_parts() {
        assert_eq!(proportion(1, 4), Cell::Number(0.25));
        assert_eq!(proportion(0, 0), Cell::Missing(Missing::NotApplicable));
    }
}

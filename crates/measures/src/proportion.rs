//! A part of a whole as a table shows it.

use sna_core::document::{Column, Figure, Format, Fraction, Missing, Role};

/// `part` by `whole`, as a fraction that knows both; not applicable if the whole is 0. Every share of a count is made here, so
/// that its base is known when percentages on a small base are suppressed.
pub(super) fn proportion(part: u64, whole: u64) -> Figure {
    Fraction::share(part, whole).map_or(Figure::Missing(Missing::NotApplicable), Figure::Fraction)
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
    use sna_core::document::Cell;

    #[test]
    fn nothing_has_no_parts() {
        assert_eq!(proportion(1, 4).number(), Some(0.25));
        assert_eq!(proportion(0, 0), Cell::Missing(Missing::NotApplicable));
    }
}

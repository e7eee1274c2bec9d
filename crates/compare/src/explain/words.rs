//! What formats, columns and rows mean, in words.

use sna_core::document::{Cell, Format, Role, RowKind, Support, Table};

/// How a number becomes what is printed.
pub(super) fn format_in_words(format: Format) -> String {
    let decimals = match format.decimals() {
        0 => "without decimals".to_owned(),
        1 => "with 1 decimal".to_owned(),
        many => format!("with {many} decimals"),
    };
    let rounded = "halves rounded away from zero";
    match format {
        Format::Count => format!("a whole number with commas between thousands, {rounded}"),
        Format::SignedCount => format!("a whole number with its sign and commas between thousands, {rounded}"),
        Format::SignedDecimal(_) => {
            format!("a number with its sign, {decimals} and commas between thousands, {rounded}")
        }
        Format::Decimal(_) => format!("a number {decimals} and commas between thousands, {rounded}"),
        Format::Percent(_) => format!("a fraction printed as a percentage {decimals}, {rounded}"),
        Format::SignedPercent(_) => format!("a fraction printed as a percentage with its sign, {decimals}, {rounded}"),
        Format::Pounds => format!("whole pounds sterling with commas between thousands, {rounded}"),
    }
}

/// How a cell becomes what is printed.
pub(super) fn cell_in_words(cell: &Cell, format: Format) -> String {
    match cell {
        Cell::Count(_) if format == Format::Count => "a whole number with commas between thousands".to_owned(),
        Cell::Fraction(fraction) if fraction.small => {
            format!("a mark in place of a percentage, because its base is too small ({})", fraction.in_counts())
        }
        Cell::Count(_) | Cell::Number(_) | Cell::Fraction(_) => format_in_words(cell.format(format)),
        Cell::Text(_) => "words, printed as they are".to_owned(),
        Cell::Missing(_) => "a mark in place of a figure".to_owned(),
    }
}

/// The value of a cell with all its digits; words as they are; why there is no figure.
pub(super) fn exact(cell: &Cell) -> String {
    match cell {
        Cell::Count(count) => count.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Fraction(fraction) if fraction.small => fraction.in_counts(),
        Cell::Fraction(fraction) => format!("{}: {}", fraction.value(), fraction.in_counts()),
        Cell::Text(text) => text.clone(),
        Cell::Missing(why) => why.meaning().to_owned(),
    }
}

/// What a column contains.
pub(super) fn column_in_words(table: &Table, column: usize) -> String {
    let counts = table.rows.iter().any(|row| matches!(row.cells.get(column), Some(Cell::Count(_))));
    match table.columns.get(column).map(|column| column.role) {
        Some(Role::Value) if counts => format!("a count; the table counts {}", table.base),
        Some(Role::Value) => "a figure of the measure itself, worked out from the queries' counts".to_owned(),
        Some(Role::Total) => "a total over the columns before it".to_owned(),
        Some(Role::Change) => "a change between periods, worked out from other columns".to_owned(),
        Some(Role::Derived) => "worked out from other columns: a share, rank, rate or average".to_owned(),
        Some(Role::Interval) => "an end of the interval around the figure next to it".to_owned(),
        None => String::new(),
    }
}

/// What a row is, if it is not a category.
pub(super) fn row_in_words(kind: RowKind) -> Option<String> {
    match kind {
        RowKind::Body => None,
        RowKind::Unknown => Some("records without a category, shown so that columns add up".to_owned()),
        RowKind::Total => Some("a sum over rows".to_owned()),
    }
}

/// The kind of a source of figures, as a heading.
pub(super) fn support_in_words(support: Support) -> &'static str {
    match support {
        Support::Populations => "Populations",
        Support::HarmWeights => "Harm weights",
        Support::UnitCosts => "Unit costs",
        Support::Indicators => "Indicators",
        Support::Geography => "Boundaries, areas and schools",
        Support::Aggregates => "Partners' aggregates",
    }
}

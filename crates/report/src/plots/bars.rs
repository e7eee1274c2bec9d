//! Columns and bars: one column of a table, one bar for each row.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::drawing::{Drawing, body, column, highest};
use super::words::{self, counted, highest_named};
use sna_core::diag::{Diagnostic, Diagnostics};
use sna_core::document::{Bar, Bars, Format, Plot, Table};
use sna_core::yaml::{Origin, Spanned};

/// More columns than this are too many to compare one by one: the chart shows the highest.
const MANY_COLUMNS: usize = 24;

/// One column of the table.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OneColumn {
    /// The column, by its name.
    #[schemars(with = "String")]
    pub column: Spanned<String>,
    /// Draw only the first N rows.
    pub top: Option<usize>,
    /// Draw the highest first; leave rows of time in their order.
    #[serde(default)]
    pub sort: bool,
    /// What to highlight in blue; by default the highest of more than 24 columns, otherwise nothing.
    pub emphasis: Option<Emphasis>,
}

/// What to highlight in blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Emphasis {
    /// Nothing: all bars are alike.
    None,
    /// The highest value.
    Highest,
    /// The last value.
    Last,
}

/// Vertical columns; if there are many, the highest is highlighted unless the author says otherwise.
///
/// # Errors
/// `unknown-column`.
pub(super) fn columns(options: &OneColumn, table: &Table, origin: &Origin) -> Result<Drawing, Diagnostics> {
    let (bars, measured) = chosen(options, table, origin, MANY_COLUMNS)?;
    let description = columns_in_words(&bars, &table.in_part());
    Ok(Drawing { plot: Plot::Columns(bars), measured, description, notes: Vec::new() })
}

/// Horizontal bars.
///
/// # Errors
/// `unknown-column`.
pub(super) fn bars(options: &OneColumn, table: &Table, origin: &Origin) -> Result<Drawing, Diagnostics> {
    let (bars, measured) = chosen(options, table, origin, usize::MAX)?;
    let description =
        format!("Bar chart with {}. {}", counted(bars.bars.len(), "bar"), extremes(&bars, &table.in_part()));
    Ok(Drawing { plot: Plot::Bars(bars), measured, description, notes: Vec::new() })
}

/// The bars and the title of what they measure. If there are more than `few`, the highest is highlighted, unless the
/// author says otherwise.
fn chosen(options: &OneColumn, table: &Table, origin: &Origin, few: usize) -> Result<(Bars, String), Diagnostic> {
    let at = column(&options.column, table, origin)?;
    let rows = body(table).take(options.top.unwrap_or(usize::MAX));
    let mut bars: Vec<Bar> = rows.map(|row| Bar { label: row.label.clone(), value: row.cells[at].number() }).collect();
    if options.sort {
        // Rows of equal value keep their order.
        bars.sort_by(|one, other| other.value.unwrap_or(f64::MIN).total_cmp(&one.value.unwrap_or(f64::MIN)));
    }
    let (all, title) = (body(table).count(), &table.columns[at].title);
    let measured =
        if bars.len() < all { format!("{title}, the {} largest of {all}", bars.len()) } else { title.clone() };
    let usual = if bars.len() > few { Emphasis::Highest } else { Emphasis::None };
    let emphasis = emphasised(options.emphasis.unwrap_or(usual), &bars, &table.in_part());
    Ok((Bars { bars, format: table.columns[at].format, emphasis }, measured))
}

fn emphasised(emphasis: Emphasis, bars: &[Bar], in_part: &BTreeSet<String>) -> Option<usize> {
    match emphasis {
        Emphasis::None => None,
        Emphasis::Last => bars.len().checked_sub(1),
        Emphasis::Highest => highest(bars.iter().map(|bar| bar.value.filter(|_| !in_part.contains(&bar.label)))),
    }
}

fn columns_in_words(bars: &Bars, in_part: &BTreeSet<String>) -> String {
    match bars.bars.len() {
        number if number > MANY_COLUMNS => many_columns_in_words(&bars.bars, bars.format),
        number => format!("Column chart with {}. {}", counted(number, "column"), extremes(bars, in_part)),
    }
}

fn extremes(bars: &Bars, in_part: &BTreeSet<String>) -> String {
    words::extremes(&named(&bars.bars), in_part, bars.format)
}

/// The bars that have a figure.
fn named(bars: &[Bar]) -> Vec<(&str, f64)> {
    bars.iter().filter_map(|bar| Some((bar.label.as_str(), bar.value?))).collect()
}

/// The ends of the axis and the peak: among many columns, a dozen may share the lowest value.
fn many_columns_in_words(bars: &[Bar], format: Format) -> String {
    let named = named(bars);
    let (first, last) =
        (bars.first().map_or("", |bar| bar.label.as_str()), bars.last().map_or("", |bar| bar.label.as_str()));
    let peak = highest_named(&named, format).map_or_else(
        || "There are no figures to show.".to_owned(),
        |(names, value)| format!("The highest is {names} ({value})."),
    );
    let missing = match bars.len() - named.len() {
        0 => String::new(),
        number => format!(" Without a figure: {number}."),
    };
    format!("Column chart with {} columns, the first {first}, the last {last}. {peak}{missing}", bars.len())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, table};
    use super::*;

    fn numbered(figures: &[Option<f64>]) -> Vec<Bar> {
        figures.iter().enumerate().map(|(at, value)| Bar { label: at.to_string(), value: *value }).collect()
    }

    fn single_years(most: u64) -> Table {
        let counts: Vec<(String, [u64; 1])> =
            (0..=most).map(|age| (age.to_string(), [100 - age.abs_diff(15)])).collect();
        let rows: Vec<(&str, &[u64])> = counts.iter().map(|(age, count)| (age.as_str(), count.as_slice())).collect();
        table(&["count"], &rows)
    }

    #[test]
    fn of_many_columns_the_highest_is_the_point_unless_the_author_says_otherwise() {
        let emphasis = |words: &str, most: u64| match drawn(words, &single_years(most)) {
            Ok((Plot::Columns(Bars { emphasis, .. }) | Plot::Bars(Bars { emphasis, .. }), _)) => emphasis,
            other => panic!("{other:?}"),
        };
        assert_eq!(emphasis("columns: { column: count }", 95), Some(15));
        assert_eq!(emphasis("columns: { column: count, emphasis: none }", 95), None);
        assert_eq!(emphasis("columns: { column: count, emphasis: last }", 95), Some(95));
        assert_eq!(emphasis("columns: { column: count }", 23), None);
        assert_eq!(emphasis("bars: { column: count }", 95), None);
    }

    #[test]
    fn of_many_columns_the_peak_is_named() {
        let mut figures = vec![Some(0.0); 90];
        (figures[15], figures[40]) = (Some(1321.0), None);
        let plot = |figures: &[Option<f64>]| Bars { bars: numbered(figures), format: Format::Count, emphasis: None };
        assert_eq!(
            columns_in_words(&plot(&figures), &BTreeSet::new()),
            "Column chart with 90 columns, the first 0, the last 89. The highest is 15 (1,321). Without a figure: 1."
        );
        assert_eq!(
            columns_in_words(&plot(&figures[14..17]), &BTreeSet::new()),
            "Column chart with 3 columns. The highest is 1 (1,321), the lowest 0 and 2 (0)."
        );
    }
}

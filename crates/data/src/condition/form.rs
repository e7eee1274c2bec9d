//! How the values of columns are written, where that is the same in all projects: a value of another form is one that no record has.

use chrono::NaiveDate;

use super::comparing::Typed;
use super::slips::{Slip, brief};
use super::tree::Term;
use sna_core::calendar::{FinancialYear, Month, Quarter, WEEKDAYS};
use sna_core::columns::{Column, Kind, Values};
use sna_core::diag::list;

/// The day that a text names.
pub(super) fn day(text: &str) -> Result<NaiveDate, Slip> {
    let digits = |at: usize| if [4, 7].contains(&at) { '-' } else { '0' };
    let shape: String = text.char_indices().map(|(at, c)| if c.is_ascii_digit() { digits(at) } else { c }).collect();
    let read = (shape.len() == 10 && !text.starts_with("0000")).then(|| text.parse().ok()).flatten();
    read.ok_or_else(|| Slip::new(format!("the date '{}'", brief(text))).hint("write a day as in `DATE '2023-04-01'`"))
}

/// # Errors
/// A text is not written as the values of a column are, so that no record could have it.
pub(super) fn must_have_form(column: &Typed, value: &Typed) -> Result<(), Slip> {
    let (Some(column), Term::Text(text)) = (column.column(), value.term.bare()) else { return Ok(()) };
    let (fits, example) = match column.kind {
        Kind::FinancialYear => (FinancialYear::read(text).is_some_and(|year| year.label() == *text), "2023/24"),
        Kind::Year => (text.len() == 4 && text.chars().all(|c| c.is_ascii_digit()), "2023"),
        Kind::Quarter => (Quarter::read(text).is_some_and(|quarter| quarter.key() == *text), "2023-Q2"),
        Kind::Month => (Month::read(text).is_some_and(|month| month.key() == *text), "2023-04"),
        Kind::Weekday => (WEEKDAYS.contains(&text.as_str()), "Monday"),
        _ => (has_value(column, text), ""),
    };
    let wrong = || Slip::new(format!("the text '{}' compared with `{}`", brief(text), column.name));
    match (fits, column.values) {
        (true, _) => Ok(()),
        (false, Values::Names(names)) => Err(wrong().hint(format!("its values are {}", list(names)))),
        (false, Values::Codes(codes)) => {
            let codes: Vec<&str> = codes.iter().map(|known| known.code).collect();
            Err(wrong().hint(format!("its values are {}", list(&codes))))
        }
        (false, _) => Err(wrong().hint(format!("write it as in `{} = '{example}'`", column.name))),
    }
}

/// Whether a column can have a value, as far as the values of columns are the same in all projects.
fn has_value(column: &Column, text: &str) -> bool {
    match column.values {
        Values::Names(names) => names.contains(&text),
        Values::Codes(codes) => codes.iter().any(|known| known.code == text),
        Values::Occurring
        | Values::FinancialYears
        | Values::Years
        | Values::Quarters
        | Values::Months
        | Values::Areas
        | Values::Numbers(..) => true,
    }
}

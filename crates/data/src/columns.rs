//! From a file's columns to canonical ones: parsing, recodes, derived columns, and the reason why a row is set aside.
//!
//! A value that cannot be read is never guessed. Without a date, or the number of the offence it belongs to, a row
//! cannot be counted: it is set aside. Any other value costs only itself: it counts as not known. Both are counted and named by file and line.

use polars::prelude::*;

use super::canonical::{Canonical, EARLIEST_YEAR, FileColumn, date_value, days};
use super::persons;
use super::reasons::Reason;
use sna_core::columns::{self, Kind};
use sna_core::diag::Code;

/// The expression for a role over the file's own column.
pub(super) fn canonical(role: &columns::Column, column: FileColumn<'_>) -> Canonical {
    match role.kind {
        // A record without a number of its own is a record: it repeats no other by its number.
        Kind::Category | Kind::Area | Kind::Spot | Kind::Person | Kind::Identifier => {
            Canonical::plain(column.text().alias(role.name))
        }
        Kind::Offence => required(role, column, Code::MissingOffenceId, "no offence number"),
        Kind::Age => persons::age(role, column),
        Kind::BirthDate => persons::birth_date(role, column),
        Kind::Sex => persons::sex(role, column),
        Kind::Ethnicity => persons::ethnicity(role, column),
        Kind::Date => date(role, column),
        Kind::Hour => parsed(role, column, hour(column), Code::UnreadableHour, "hour cannot be read"),
        Kind::Coordinate => coordinate(role, column),
        // Made from the date; no column of a file is read as one of these.
        Kind::FinancialYear | Kind::Year | Kind::Quarter | Kind::Month | Kind::Weekday => {
            Canonical::plain(column.text().alias(role.name))
        }
        Kind::Flag if column.dtype == &DataType::Boolean => Canonical::plain(column.raw().alias(role.name)),
        Kind::Flag => {
            parsed(role, column, flag(column), Code::UnreadableFlag, &format!("flag `{}` cannot be read", role.name))
        }
    }
}

/// A number; anything else counts as not known.
fn coordinate(role: &columns::Column, column: FileColumn<'_>) -> Canonical {
    let number = given(column).cast(DataType::Float64);
    let value = when(number.clone().is_finite()).then(number).otherwise(lit(NULL));
    parsed(role, column, value, Code::UnreadableCoordinate, &format!("`{}` is not a number", role.name))
}

/// Text that must be there.
fn required(role: &columns::Column, column: FileColumn<'_>, code: Code, text: &str) -> Canonical {
    let value = column.text();
    let faults = vec![(value.clone().is_null(), Reason { code, text: text.to_owned() })];
    Canonical { faults, ..Canonical::plain(value.alias(role.name)) }
}

/// A value that a record can do without: one that was given but cannot be read counts as not known, and its row stays.
fn parsed(role: &columns::Column, column: FileColumn<'_>, value: Expr, code: Code, text: &str) -> Canonical {
    let unreadable = given(column).is_not_null().and(value.clone().is_null());
    let doubts = vec![(unreadable, Reason { code, text: text.to_owned() })];
    Canonical { doubts, ..Canonical::plain(value.alias(role.name)) }
}

/// What the file has, blank as missing.
fn given(column: FileColumn<'_>) -> Expr {
    if column.dtype == &DataType::String { column.text() } else { column.raw() }
}

/// A date from 1900 to the day of publication.
fn date(role: &columns::Column, column: FileColumn<'_>) -> Canonical {
    let value = date_value(column);
    let given = given(column);
    let first = chrono::NaiveDate::from_ymd_opt(EARLIEST_YEAR, 1, 1).unwrap_or_default();
    // Compared as numbers: a day given as a date is taken for a time in nanoseconds, which has no year 23.
    let day = value.clone().to_physical().cast(DataType::Int64);
    let believed = day.clone().gt_eq(lit(days(first))).and(day.lt_eq(lit(days(column.latest))));
    let reason = |code, text: &str| Reason { code, text: text.to_owned() };
    let faults = vec![
        (given.clone().is_null(), reason(Code::MissingDate, "no date")),
        (value.clone().is_null(), reason(Code::UnreadableDate, "date cannot be read")),
        (believed.clone().not(), reason(Code::UnreadableDate, "date is before 1900 or after the day of publication")),
    ];
    let kept = when(believed).then(value).otherwise(lit(NULL));
    Canonical { faults, ..Canonical::plain(kept.alias(role.name)) }
}

/// `7`, `07`, `07:30` and `07:30:00` are the hour 7.
fn hour(column: FileColumn<'_>) -> Expr {
    let number = match column.dtype.is_integer() {
        true => column.raw().cast(DataType::Int64),
        false => column.text().str().extract(lit(r"^(\d{1,2})(?::\d{2}){0,2}$"), 1).cast(DataType::Int64),
    };
    let in_day = number.clone().gt_eq(lit(0)).and(number.clone().lt_eq(lit(23)));
    when(in_day).then(number).otherwise(lit(NULL)).cast(DataType::Int8)
}

fn flag(column: FileColumn<'_>) -> Expr {
    let word = column.text().str().to_lowercase();
    let any = |words: [&str; 4]| words.into_iter().fold(lit(false), |any, each| any.or(word.clone().eq(lit(each))));
    when(any(["true", "yes", "y", "1"]))
        .then(lit(true))
        .when(any(["false", "no", "n", "0"]))
        .then(lit(false))
        .otherwise(lit(NULL).cast(DataType::Boolean))
}

/// Whole numbers derived from `date`, quick to group by; their names begin with `_`.
pub(super) fn derived() -> Vec<Expr> {
    let (year, month) = (col("date").dt().year(), col("date").dt().month().cast(DataType::Int32));
    let before_april = when(month.clone().lt(lit(4))).then(lit(1)).otherwise(lit(0));
    vec![
        (year.clone() - before_april).cast(DataType::Int16).alias("_financial_year"),
        year.clone().cast(DataType::Int16).alias("_year"),
        (year.clone() * lit(4) + (month.clone() - lit(1)).floor_div(lit(3))).cast(DataType::Int32).alias("_quarter"),
        (year * lit(12) + month - lit(1)).cast(DataType::Int32).alias("_month"),
        col("date").dt().weekday().cast(DataType::Int8).alias("_weekday"),
    ]
}

/// The text of a derived column, as conditions see it; `None` for any other name.
pub(super) fn named(column: &str) -> Option<Expr> {
    let text = |number: Expr| number.cast(DataType::String);
    let two_digits = |number: Expr| {
        let last = number % lit(100);
        when(last.clone().lt(lit(10))).then(lit("0") + text(last.clone())).otherwise(text(last))
    };
    let start = col("_financial_year").cast(DataType::Int32);
    let expr = match column {
        "financial_year" => text(start.clone()) + lit("/") + two_digits(start + lit(1)),
        "year" => text(col("_year")),
        "quarter" => {
            let quarter = col("_quarter").cast(DataType::Int32) % lit(4) + lit(1);
            text(col("_year")) + lit("-Q") + text(quarter)
        }
        "month" => text(col("_year")) + lit("-") + two_digits(col("date").dt().month().cast(DataType::Int32)),
        "weekday" => {
            super::WEEKDAYS.iter().zip(1i8..).fold(lit(NULL).cast(DataType::String), |named, (name, number)| {
                when(col("_weekday").eq(lit(number))).then(lit(*name)).otherwise(named)
            })
        }
        "ethnic_group" => persons::ethnic_group(),
        _ => return None,
    };
    Some(expr.alias(column))
}

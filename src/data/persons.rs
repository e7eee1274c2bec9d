//! What records say of a person: age, sex and ethnicity. A value that cannot be right counts as not known and is told;
//! the record stays, so that totals still add up.

use polars::prelude::*;

use super::columns::{Canonical, FileColumn, Reason, date_value};
use super::ethnicity::ETHNICITY_CODES;
use super::roles::Role;

/// The highest age that is believed, in years.
const OLDEST: i64 = 110;

/// A column where a value that is given and means nothing counts as not known.
fn doubted(role: &Role, given: &Expr, value: Expr, code: &'static str, what: &str) -> Canonical {
    let doubt = given.clone().is_not_null().and(value.clone().is_null());
    let reason = Reason { code, text: format!("`{}` {what}", role.name) };
    Canonical { column: value.alias(role.name), faults: Vec::new(), doubts: vec![(doubt, reason)] }
}

/// Whole years from 0 to 110.
pub(super) fn age(role: &Role, column: FileColumn<'_>) -> Canonical {
    let given = if column.dtype.is_integer() { column.raw() } else { column.text() };
    let number = match column.dtype.is_integer() {
        true => column.raw().cast(DataType::Int64),
        false => column.text().str().extract(lit(r"^(-?\d{1,9})(?:\.0+)?$"), 1).cast(DataType::Int64),
    };
    let believed = number.clone().gt_eq(lit(0)).and(number.clone().lt_eq(lit(OLDEST)));
    let value = when(believed).then(number).otherwise(lit(NULL)).cast(DataType::Int16);
    doubted(role, &given, value, "unbelievable-age", "is not a number of years from 0 to 110")
}

/// A date of birth.
pub(super) fn birth_date(role: &Role, column: FileColumn<'_>) -> Canonical {
    let value = date_value(column);
    let given = if column.dtype == &DataType::String { column.text() } else { column.raw() };
    doubted(role, &given, value, "unreadable-birth-date", "cannot be read")
}

/// `Male` or `Female`; words for not known are blanks.
pub(super) fn sex(role: &Role, column: FileColumn<'_>) -> Canonical {
    let word = column.text().str().to_lowercase();
    let any = |words: &[&'static str]| words.iter().fold(lit(false), |any, each| any.or(word.clone().eq(lit(*each))));
    let blank = any(&["u", "unknown", "not known", "not stated", "not recorded", "indeterminate"]);
    let given = when(blank).then(lit(NULL).cast(DataType::String)).otherwise(word.clone());
    let value = when(any(&["m", "male", "1"]))
        .then(lit("Male"))
        .when(any(&["f", "female", "2"]))
        .then(lit("Female"))
        .otherwise(lit(NULL).cast(DataType::String));
    doubted(role, &given, value, "unknown-sex", "is neither male nor female")
}

/// A 16+1 code, alone or before its name.
pub(super) fn ethnicity(role: &Role, column: FileColumn<'_>) -> Canonical {
    let text = column.text();
    let code = text.clone().str().to_uppercase().str().extract(lit(r"^([A-Z][A-Z0-9])(?:[^A-Z0-9].*)?$"), 1);
    let codes = Series::new("codes".into(), ETHNICITY_CODES.iter().map(|known| known.code).collect::<Vec<_>>());
    let listed = code.clone().is_in(lit(codes).implode(false), false);
    let value = when(listed).then(code).otherwise(lit(NULL).cast(DataType::String));
    doubted(role, &text, value, "unknown-ethnicity", "is not one of the 16+1 codes")
}

/// The group of an ethnicity code; not stated is not recorded.
pub(super) fn ethnic_group() -> Expr {
    let grouped = ETHNICITY_CODES.iter().filter_map(|known| Some((known.code, known.group?)));
    let (codes, groups): (Vec<&str>, Vec<&str>) = grouped.unzip();
    col("ethnicity").replace_strict(
        lit(Series::new("codes".into(), codes)).implode(false),
        lit(Series::new("groups".into(), groups)).implode(false),
        Some(lit(NULL).cast(DataType::String)),
        Some(DataTypeExpr::Literal(DataType::String)),
    )
}

/// The age on a record's date by its date of birth, where no age is given; with the doubt where the birth comes after.
pub(super) fn age_by_birth(has_age: bool) -> Canonical {
    let (born, at) = (col("birth_date"), col("date"));
    let months = |date: &Expr| date.clone().dt().year() * lit(12) + date.clone().dt().month().cast(DataType::Int32);
    let day = |date: &Expr| date.clone().dt().day().cast(DataType::Int32);
    let incomplete = when(day(&at).lt(day(&born))).then(lit(1)).otherwise(lit(0));
    let years = (months(&at) - months(&born) - incomplete).floor_div(lit(12)).cast(DataType::Int64);
    let believed = years.clone().gt_eq(lit(0)).and(years.clone().lt_eq(lit(OLDEST)));
    let worked_out = when(believed.clone()).then(years).otherwise(lit(NULL)).cast(DataType::Int16);
    let (value, wanted) = match has_age {
        true => (coalesce(&[col("age"), worked_out]), col("age").is_null()),
        false => (worked_out, lit(true)),
    };
    let doubt = wanted.and(born.is_not_null()).and(at.is_not_null()).and(believed.not());
    let text = "`birth_date` comes after the offence, or more than 110 years before it".to_owned();
    let reason = Reason { code: "unbelievable-birth-date", text };
    Canonical { column: value.alias("age"), faults: Vec::new(), doubts: vec![(doubt, reason)] }
}

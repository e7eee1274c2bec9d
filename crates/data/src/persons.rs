//! What records say of a person: age, sex and ethnicity. A value that cannot be right counts as not known and is
//! reported; the record stays, so that totals still add up.

use polars::prelude::*;
use sna_core::diag::Code;

use super::canonical::{Canonical, FileColumn, date_value};
use super::reasons::Reason;
use sna_core::columns::{self, ETHNICITY_CODES};

/// The highest age that is accepted, in years.
const OLDEST: i64 = 110;

/// A column in which a value that cannot be understood counts as not known.
fn doubted(role: &columns::Column, given: &Expr, value: Expr, code: Code, what: &str) -> Canonical {
    let doubt = given.clone().is_not_null().and(value.clone().is_null());
    let reason = Reason { code, text: format!("`{}` {what}", role.name) };
    Canonical { column: value.alias(role.name), faults: Vec::new(), doubts: vec![(doubt, reason)] }
}

/// Whole years from 0 to 110.
pub(super) fn age(role: &columns::Column, column: FileColumn<'_>) -> Canonical {
    let given = if column.dtype.is_integer() { column.raw() } else { column.text() };
    let number = match column.dtype.is_integer() {
        true => column.raw().cast(DataType::Int64),
        false => column.text().str().extract(lit(r"^(-?\d{1,9})(?:\.0+)?$"), 1).cast(DataType::Int64),
    };
    let believed = number.clone().gt_eq(lit(0)).and(number.clone().lt_eq(lit(OLDEST)));
    let value = when(believed).then(number).otherwise(lit(NULL)).cast(DataType::Int16);
    doubted(role, &given, value, Code::UnbelievableAge, "is not a number of years from 0 to 110")
}

/// A date of birth.
pub(super) fn birth_date(role: &columns::Column, column: FileColumn<'_>) -> Canonical {
    let value = date_value(column);
    let given = if column.dtype == &DataType::String { column.text() } else { column.raw() };
    doubted(role, &given, value, Code::UnreadableBirthDate, "cannot be read")
}

/// `Male` or `Female`; words for not known are blanks.
pub(super) fn sex(role: &columns::Column, column: FileColumn<'_>) -> Canonical {
    let (given, value) =
        (column.text().map(spelt(sex_given), text_field), column.text().map(spelt(sex_of), text_field));
    doubted(role, &given, value, Code::UnknownSex, "is neither male nor female")
}

/// A 16+1 code, alone or before its name.
pub(super) fn ethnicity(role: &columns::Column, column: FileColumn<'_>) -> Canonical {
    let (given, value) = (column.text(), column.text().map(spelt(ethnicity_code), text_field));
    doubted(role, &given, value, Code::UnknownEthnicity, "is not one of the 16+1 codes")
}

/// What the words of a column mean. Row by row in one pass: chains of text expressions make a new text for each row and step,
/// which costs seconds over ten million rows.
fn spelt(meaning: fn(&str) -> Option<&'static str>) -> impl Fn(Column) -> PolarsResult<Column> {
    move |column| {
        let words = column.str()?.iter().map(|word| word.and_then(meaning));
        let read: StringChunked = words.collect();
        Ok(read.with_name(column.name().clone()).into_column())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "polars asks for a result")]
fn text_field(_: &Schema, field: &Field) -> PolarsResult<Field> {
    Ok(Field::new(field.name().clone(), DataType::String))
}

fn is_any(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn sex_of(word: &str) -> Option<&'static str> {
    match word {
        word if is_any(word, &["male", "m", "1"]) => Some("Male"),
        word if is_any(word, &["female", "f", "2"]) => Some("Female"),
        _ => None,
    }
}

/// A text, unless the word says that the sex is not known.
fn sex_given(word: &str) -> Option<&'static str> {
    let blank = is_any(word, &["u", "unknown", "not known", "not stated", "not recorded", "indeterminate"]);
    (!blank).then_some("given")
}

/// `W1` from `W1`, `w1` and `W1. White British`; `None` from `W15` and `White`.
fn ethnicity_code(text: &str) -> Option<&'static str> {
    let (code, rest) = text.split_at_checked(2)?;
    let known = ETHNICITY_CODES.iter().find(|known| known.code.eq_ignore_ascii_case(code))?;
    (!rest.starts_with(|next: char| next.is_alphanumeric())).then_some(known.code)
}

/// The group of an ethnicity code; not stated counts as not recorded.
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

/// The age on a record's date by its date of birth, where no age is given; with a doubt if the birth is later.
pub(super) fn age_by_birth() -> Canonical {
    let (born, at) = (col("birth_date"), col("date"));
    let months = |date: &Expr| date.clone().dt().year() * lit(12) + date.clone().dt().month().cast(DataType::Int32);
    let day = |date: &Expr| date.clone().dt().day().cast(DataType::Int32);
    let incomplete = when(day(&at).lt(day(&born))).then(lit(1)).otherwise(lit(0));
    let years = (months(&at) - months(&born) - incomplete).floor_div(lit(12)).cast(DataType::Int64);
    let believed = years.clone().gt_eq(lit(0)).and(years.clone().lt_eq(lit(OLDEST)));
    let worked_out = when(believed.clone()).then(years).otherwise(lit(NULL)).cast(DataType::Int16);
    let value = coalesce(&[col("age"), worked_out]);
    let doubt = col("age").is_null().and(born.is_not_null()).and(at.is_not_null()).and(believed.not());
    let text = "`birth_date` comes after the offence, or more than 110 years before it".to_owned();
    let reason = Reason { code: Code::UnbelievableBirthDate, text };
    Canonical { column: value.alias("age"), faults: Vec::new(), doubts: vec![(doubt, reason)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_sex() {
        for (word, sex, given) in [
            ("Male", Some("Male"), true),
            ("m", Some("Male"), true),
            ("FEMALE", Some("Female"), true),
            ("2", Some("Female"), true),
            ("Not stated", None, false),
            ("X", None, true),
        ] {
            assert_eq!((sex_of(word), sex_given(word).is_some()), (sex, given), "{word}");
        }
    }

    #[test]
    fn codes_of_ethnicity() {
        for (text, code) in [
            ("W1", Some("W1")),
            ("w1. White British", Some("W1")),
            ("NS - not stated", Some("NS")),
            ("A9)", Some("A9")),
            ("W15", None),
            ("White", None),
            ("Z9", None),
            ("é", None),
            ("", None),
        ] {
            assert_eq!(ethnicity_code(text), code, "{text}");
        }
    }
}

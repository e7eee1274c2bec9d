//! The functions, filters and tests an author can call.

use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind};

use super::environment::Names;
use super::errors::{failed, fault};
use super::printing::number;
use super::reading::{Figure, Plain, Reference};
use super::record::Recorder;
use super::series::Series;
use super::values::RowObject;
use super::weight::weigh;
use sna_core::diag::{Code, Diagnostic};
use sna_core::document::{Format, Fraction, Missing};

/// Adds everything to an environment.
pub(crate) fn add(environment: &mut Environment<'_>, names: &Names) {
    super::builtins::restrict(environment, &names.recorder);
    add_number_filters(environment, &names.recorder);
    add_word_filters(environment, &names.recorder);
    super::comparing::add(environment, names);
    super::moved::add(environment, &names.recorder);
    super::ranking::add(environment, &names.recorder);
    add_sums(environment, &names.recorder);
    add_references(environment, names);
    let recorder = names.recorder.clone();
    environment.add_test("missing", move |value: Value| {
        recorder.settle();
        number(&value).is_some_and(f64::is_nan)
    });
}

fn add_number_filters(environment: &mut Environment<'_>, recorder: &Recorder) {
    let writer = |format: fn(u8) -> Format, usual: u8| {
        let recorder = recorder.clone();
        move |value: Value, decimals: Option<u8>| {
            let decimals = decimals.unwrap_or(usual).min(MOST_DECIMALS);
            recorder.write(a_number(&value)?, format(decimals))
        }
    };
    environment.add_filter("pct", writer(Format::Percent, 1));
    environment.add_filter("signed_pct", writer(Format::SignedPercent, 1));
    environment.add_filter("decimal", writer(Format::Decimal, 1));
    let counts = recorder.clone();
    environment.add_filter("count", move |value: Value| counts.write(a_number(&value)?, Format::Count));
    let pounds = recorder.clone();
    environment.add_filter("pounds", move |value: Value| pounds.write(a_number(&value)?, Format::Pounds));
    let signed = recorder.clone();
    environment.add_filter("signed", move |value: Value| signed.write(a_number(&value)?, Format::SignedCount));
    let worded = recorder.clone();
    environment.add_filter("in_words", move |value: Value| in_words(&worded, &value));
}

/// The most decimals: more say nothing.
const MOST_DECIMALS: u8 = 9;

fn a_number(value: &Value) -> Result<f64, Error> {
    match (number(value), value.kind()) {
        (Some(number), _) => Ok(number),
        (None, ValueKind::Undefined) => Err(Error::from(ErrorKind::UndefinedError)),
        (None, kind) => {
            let diagnostic = Diagnostic::error(Code::TemplateFailed, "a number is needed here");
            let shown =
                if kind == ValueKind::String { format!("`{value}`") } else { format!("a value of kind {kind}") };
            Err(fault(diagnostic.found(shown).expected("a number that another filter has not already formatted")))
        }
    }
}

fn in_words(recorder: &Recorder, value: &Value) -> Result<String, Error> {
    const WORDS: [&str; 13] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let number = a_number(value)?;
    let words = (0_u8..).zip(WORDS).find(|(whole, _)| number.to_bits() == f64::from(*whole).to_bits());
    match words {
        Some((_, word)) => Ok(word.to_owned()),
        None => recorder.write(number, Format::Count),
    }
}

fn add_word_filters(environment: &mut Environment<'_>, recorder: &Recorder) {
    let recorder = recorder.clone();
    environment.add_filter("list", move |value: Value| {
        recorder.spend(weigh(&value)?)?;
        list(&recorder, &value)
    });
    environment.add_filter("lower_first", |text: String| first(&text, |c| c.to_lowercase().collect()));
    environment.add_filter("upper_first", |text: String| first(&text, |c| c.to_uppercase().collect()));
}

fn first(text: &str, change: fn(char) -> String) -> String {
    let mut rest = text.chars();
    rest.next().map(change).unwrap_or_default() + rest.as_str()
}

fn list(recorder: &Recorder, value: &Value) -> Result<String, Error> {
    let words: Vec<String> = value.try_iter()?.map(|item| in_list(recorder, &item)).collect::<Result<_, Error>>()?;
    Ok(join(&words))
}

/// The words of an item of a list.
fn in_list(recorder: &Recorder, item: &Value) -> Result<String, Error> {
    match (item.downcast_object_ref::<RowObject>(), number(item)) {
        (Some(row), _) => Ok(row.name().to_string()),
        (None, Some(number)) => recorder.write(number, recorder.format_of(number).unwrap_or(Format::Count)),
        (None, None) => {
            item.as_str().map(str::to_owned).ok_or_else(|| failed("the list contains more than words", "list names"))
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn join(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A value that must be a row or column of a table; `what` is the word used on it.
pub(super) fn a_series<'v>(value: &'v Value, what: &str) -> Result<&'v Series, Error> {
    value.downcast_object_ref::<Series>().ok_or_else(|| {
        let diagnostic =
            Diagnostic::error(Code::TemplateFailed, format!("{what} applies only to a row or column of a table"));
        fault(diagnostic.found(format!("a value of kind {}", value.kind())).expected("`table.row(...)`"))
    })
}

/// Whether a number is a share of the hours of a day, the days of a week, or of whole days in the hours of a week. Such a
/// share is nobody's figure: it follows from the calendar. No finer whole is free, because any percentage could be typed
/// as a share of it.
fn is_share_of_time(part: f64, whole: f64) -> bool {
    let step = match whole {
        7.0 | 24.0 => 1.0,
        168.0 => 24.0,
        _ => return false,
    };
    part > 0.0 && part < whole && part % step == 0.0
}

fn add_sums(environment: &mut Environment<'_>, recorder: &Recorder) {
    let noted = |recorder: &Recorder, number: f64, format: Format| {
        recorder.read(Figure { number: Some(number), format, fraction: None, inputs: Vec::new() });
        Value::from(number)
    };
    let differences = recorder.clone();
    environment.add_function("difference", move |a: Value, b: Value| {
        let (a, b) = (a_number(&a)?, a_number(&b)?);
        let format = match differences.format_of(a) {
            Some(Format::Percent(decimals) | Format::SignedPercent(decimals)) => Format::SignedPercent(decimals),
            Some(Format::Decimal(decimals) | Format::SignedDecimal(decimals)) => Format::SignedDecimal(decimals),
            Some(Format::Pounds) => Format::Pounds,
            Some(Format::Count | Format::SignedCount) | None => Format::SignedCount,
        };
        Ok::<_, Error>(noted(&differences, a - b, format))
    });
    let ratios = recorder.clone();
    environment.add_function("ratio", move |a: Value, b: Value| {
        let counts = u64::try_from(a.clone()).ok().zip(u64::try_from(b.clone()).ok());
        let (a, b) = (a_number(&a)?, a_number(&b)?);
        if b == 0.0 {
            return Ok(Value::from(ratios.miss(Missing::NotApplicable)));
        }
        let fraction = counts.and_then(|(part, whole)| Fraction::share(part, whole));
        if is_share_of_time(a, b) {
            ratios.given_number(a / b);
        }
        ratios.read(Figure { number: Some(a / b), format: Format::Decimal(1), fraction, inputs: Vec::new() });
        Ok::<_, Error>(Value::from(a / b))
    });
    let sums = recorder.clone();
    environment.add_function("sum", move |list: Value| {
        let values = match list.downcast_object_ref::<Series>() {
            Some(series) => series.values(),
            None => list.try_iter()?.collect(),
        };
        let numbers: Vec<f64> = values.iter().map(a_number).collect::<Result<_, Error>>()?;
        let format = numbers.first().and_then(|first| sums.format_of(*first)).unwrap_or(Format::Count);
        Ok::<_, Error>(noted(&sums, numbers.iter().sum(), format))
    });
}

fn add_references(environment: &mut Environment<'_>, names: &Names) {
    let tables = names.clone();
    environment.add_function("table", move |id: String| tables.table(&id));
    environment.add_function("ref", |id: String| Value::from_object(Reference(id)));
    environment.add_function("plain", |text: &str| Value::from_object(Plain(text.to_owned())));
    let recorder = names.recorder.clone();
    environment.add_function("stated", move |text: String, named: Kwargs| {
        let source: String = named.get("source")?;
        named.assert_all_used()?;
        if source.trim().is_empty() {
            return Err(failed(
                "a stated figure needs its source",
                "write `stated(\"5,475\", source=\"Census 2021\")`",
            ));
        }
        recorder.said_by_data(&text);
        Ok(text)
    });
}

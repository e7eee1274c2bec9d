//! Rows in the order of their figures, and names of equals: what is highest may be several.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{Enumerator, Kwargs, Object, ObjectRepr, Value};
use minijinja::{Environment, Error};

use super::errors::{failed, fault};
use super::functions::join;
use super::printing::number;
use super::record::Recorder;
use super::series::Series;
use super::shade::Shade;
use super::values::RowObject;
use sna_core::diag::{Code, Diagnostic};

/// The most equals that are named; more are counted.
const MOST_NAMED: usize = 4;

/// Adds the words about equals.
pub(crate) fn add(environment: &mut Environment<'_>, recorder: &Recorder) {
    environment.add_function("verb", |names: Value, one: String, several: String| {
        Ok::<_, Error>(if how_many(&names)? == 1 { one } else { several })
    });
    environment.add_test("tied", |value: Value| tied(&value));
    let recorder = recorder.clone();
    environment.add_filter("hours", move |names: Value, named: Kwargs| {
        named.assert_all_used()?;
        hours(&recorder, &names)
    });
}

fn how_many(names: &Value) -> Result<usize, Error> {
    let counted = number(names).map(|number| if number.to_bits() == 1.0_f64.to_bits() { 1 } else { 2 });
    let listed = || names.as_str().is_none().then(|| names.len()).flatten();
    counted.or_else(listed).ok_or_else(|| {
        failed(
            "`verb` needs a list of names or a number",
            "write `verb(table.column(\"...\").highest_names, \"was\", \"were\")`",
        )
    })
}

/// Whether the greatest figure of a series is several rows' or columns', or a list of rows begins with equals.
fn tied(value: &Value) -> Result<bool, Error> {
    if let Some(series) = value.downcast_object_ref::<Series>() {
        return Ok(series.leaders() > 1);
    }
    let mut first = value.try_iter()?.take(2);
    Ok(first.next().zip(first.next()).is_some_and(|(one, other)| are_equal(&one, &other)))
}

fn are_equal(one: &Value, other: &Value) -> bool {
    order(one, other) == Some(Ordering::Equal)
}

/// The order of two rows by their figures; none where either has no figure or is something else.
fn order(one: &Value, other: &Value) -> Option<Ordering> {
    let figure = |row: &Value| row.downcast_object_ref::<RowObject>().and_then(RowObject::figure);
    figure(one)?.partial_cmp(&figure(other)?)
}

/// `the hour from 08:00`, `each of the hours from 01:00 and 08:00`, `each of 6 hours`.
fn hours(recorder: &Recorder, names: &Value) -> Result<String, Error> {
    let names: Vec<String> = names.try_iter()?.map(|name| format!("{name}:00")).collect();
    let said = match names.as_slice() {
        [one] => format!("the hour from {one}"),
        several if several.len() <= MOST_NAMED => format!("each of the hours from {}", join(several)),
        many => format!("each of {} hours", many.len()),
    };
    recorder.said_by_data(&said);
    Ok(said)
}

/// `A and B`; more than four are counted: `24 months equally`. `header` is over the names in the table.
pub(crate) fn named(recorder: &Recorder, names: &[String], header: &str) -> String {
    let said = match names.len() {
        0 | 1 => return join(names),
        2..=MOST_NAMED => join(names),
        number => format!("{number} {} equally", several(header)),
    };
    recorder.said_by_data(&said);
    said
}

/// The plural of a header within a line: `Month` and `months`, `Type of offence` and `types of offence`.
fn several(header: &str) -> String {
    let (noun, rest) = header.split_once(" of ").map_or((header, None), |(noun, rest)| (noun, Some(rest)));
    let plural = match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.is_empty() => "categories".to_owned(),
        _ if noun.ends_with(['s', 'x']) => format!("{noun}es"),
        _ => format!("{noun}s"),
    };
    let is_acronym = plural.chars().nth(1).is_some_and(char::is_uppercase);
    let lower = if is_acronym { plural } else { plural.to_lowercase() };
    rest.map_or(lower.clone(), |rest| format!("{lower} of {rest}"))
}

/// Refuses to take the first or the last of rows in order of their figures where the one next to it has the same figure.
///
/// # Errors
/// `tied`.
pub(crate) fn has_an_end(recorder: &Recorder, filter: &str, list: Option<&Value>) -> Result<(), Error> {
    let Some(Ok(rows)) = list.filter(|list| list.as_str().is_none()).map(Value::try_iter) else { return Ok(()) };
    let mut rows: Vec<Value> = rows.collect();
    if filter == "last" {
        rows.reverse();
    }
    let steps: Vec<Option<Ordering>> = rows.windows(2).map(|pair| order(&pair[0], &pair[1])).collect();
    // The row of all others, where a table has one, follows the last whatever its size.
    let ranked = &steps[..steps.len().saturating_sub(1).max(1).min(steps.len())];
    let never = |way: Ordering| ranked.iter().all(|step| step.is_some_and(|step| step != way));
    let in_order = never(Ordering::Less) || never(Ordering::Greater);
    match steps.first() {
        Some(Some(Ordering::Equal)) if in_order && recorder.shade == Shade::Data => Err(is_tied(&rows)),
        _ => Ok(()),
    }
}

fn is_tied(rows: &[Value]) -> Error {
    let equals = rows.iter().take_while(|row| are_equal(row, &rows[0]));
    let names: Vec<String> =
        equals.filter_map(|row| Some(row.downcast_object_ref::<RowObject>()?.name().to_string())).collect();
    fault(
        Diagnostic::error(Code::Tied, "rows with equal figures, of which the text takes one")
            .found(sna_core::diag::list(&names.iter().map(String::as_str).collect::<Vec<_>>()))
            .expected("words that are true of all of them")
            .hint("write `table.column(\"...\").highest`, which names all, with `verb(table.column(\"...\").highest_names, \"was\", \"were\")`")
            .hint("`{% if table.top(1) is tied %}` asks for it; `table.row(\"...\")` names a row that does not depend on its rank"),
    )
}

/// The highest rows of a table, the highest first.
#[derive(Debug)]
pub(crate) struct Ranked {
    pub(crate) rows: Vec<Value>,
    pub(crate) recorder: Recorder,
}

impl Object for Ranked {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    /// A row by its place, which must be its own: the next row has a lower figure.
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let place = usize::try_from(key.clone()).ok()?;
        let row = self.rows.get(place)?;
        let splits = self.rows.get(place + 1).is_some_and(|next| are_equal(row, next));
        let refused = splits && self.recorder.shade == Shade::Data;
        Some(if refused { Value::from(is_tied(&self.rows[place..])) } else { row.clone() })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.rows.clone())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.rows).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_have_a_plural() {
        for (header, plural) in [
            ("Month", "months"),
            ("Financial year", "financial years"),
            ("Type of offence", "types of offence"),
            ("Day of the week", "days of the week"),
            ("Category", "categories"),
            ("Weekday", "weekdays"),
            ("LSOA", "LSOAs"),
            ("Sex", "sexes"),
            ("", "categories"),
        ] {
            assert_eq!(several(header), plural);
        }
    }

    #[test]
    fn many_equals_are_counted() {
        let names: Vec<String> = (1..=24).map(|month| format!("month {month}")).collect();
        assert_eq!(named(&Recorder::default(), &names, "Month"), "24 months equally");
        assert_eq!(named(&Recorder::default(), &names[..2], "Month"), "month 1 and month 2");
    }
}

//! The words of Jinja that stay: a list, so that nothing that takes a width or shows the inside of a value is added by an
//! update. Each is given and gives only values of a size that reports need.

use minijinja::value::{Rest, Value, ValueKind, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, State, filters};

use super::errors::{failed, fault};
use super::printing::number;
use super::ranking::has_an_end;
use super::record::Recorder;
use super::series::Series;
use super::values::RowObject;
use super::weight::{LONGEST, too_large, weigh};
use sna_core::diag::{Code, Diagnostic};

/// Jinja's filters that authors can use. `count`, `list` and `length` are our own.
pub(crate) const FILTERS: [&str; 26] = [
    "abs",
    "capitalize",
    "d",
    "default",
    "first",
    "float",
    "int",
    "items",
    "join",
    "last",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "reverse",
    "round",
    "select",
    "selectattr",
    "sort",
    "sum",
    "title",
    "trim",
    "unique",
    "upper",
];

/// Jinja's filters that are not on the list.
const REMOVED: [&str; 20] = [
    "attr", "batch", "bool", "chain", "count", "dictsort", "e", "escape", "format", "groupby", "indent", "length",
    "lines", "list", "pprint", "replace", "safe", "slice", "split", "string",
];

/// Filters that put rows in an order.
const ORDERING: [&str; 4] = ["max", "min", "sort", "unique"];

/// Leaves only what is on the list in an environment, with bounds on it.
pub(crate) fn restrict(environment: &mut Environment<'_>, recorder: &Recorder) {
    for name in REMOVED.iter().chain(&["zip", "urlencode", "tojson"]) {
        environment.remove_filter(name);
    }
    environment.remove_global("debug");
    for name in FILTERS {
        bound(environment, recorder, name);
    }
    let counting = recorder.clone();
    environment.add_filter("length", move |value: Value| length(&counting, &value));
    add_guards(environment, recorder);
}

/// Puts a filter of Jinja behind a bound of what it takes and gives.
fn bound(environment: &mut Environment<'_>, recorder: &Recorder, name: &'static str) {
    let Some(inner) = own_name(environment, name) else { return };
    let recorder = recorder.clone();
    environment.add_filter(name, move |state: &mut State<'_, '_>, args: Rest<ValueOrKwargs>| {
        let args = args.into_values();
        args.iter().try_for_each(|arg| recorder.spend(weigh(arg)?))?;
        if ORDERING.contains(&name) {
            has_order(name, &args)?;
        }
        if matches!(name, "first" | "last") {
            has_an_end(&recorder, name, args.first())?;
        }
        if name == "join" {
            is_short_enough(&args)?;
        }
        let result = state.apply_filter(inner, &args)?;
        recorder.spend(weigh(&result)?)?;
        Ok::<Value, Error>(result)
    });
}

/// Adds a filter of Jinja under a name that authors cannot write, and gives that name.
fn own_name(environment: &mut Environment<'_>, name: &str) -> Option<&'static str> {
    macro_rules! kept {
        ($($filter:ident $hidden:literal),*) => {
            match name {
                $(stringify!($filter) => { environment.add_filter($hidden, filters::$filter); Some($hidden) })*
                "d" => { environment.add_filter("__d", filters::default); Some("__d") }
                _ => None,
            }
        };
    }
    kept!(
        abs "__abs", capitalize "__capitalize", default "__default", first "__first", float "__float", int "__int",
        items "__items", join "__join", last "__last", lower "__lower", map "__map", max "__max", min "__min",
        reject "__reject", rejectattr "__rejectattr", reverse "__reverse", round "__round", select "__select",
        selectattr "__selectattr", sort "__sort", sum "__sum", title "__title", trim "__trim", unique "__unique",
        upper "__upper"
    )
}

/// Refuses to order rows, which have no order of their own.
fn has_order(name: &str, args: &[Value]) -> Result<(), Error> {
    let by_attribute =
        args.iter().any(|arg| arg.is_kwargs() && arg.get_attr("attribute").is_ok_and(|by| !by.is_undefined()));
    by_known_attribute(name, args)?;
    let mut items = args.first().and_then(|list| list.try_iter().ok()).into_iter().flatten();
    if by_attribute || !items.any(|item| item.as_object().is_some() && item.kind() != ValueKind::Seq) {
        return Ok(());
    }
    Err(failed(
        format!("rows have no order of their own, so `{name}` does not apply to them"),
        "write `table.column(\"...\").highest`, `.lowest`, `.max` or `.min`, or `table.top(n)`",
    ))
}

/// Refuses to order by what the items do not have: values that are faults cannot be compared.
fn by_known_attribute(name: &str, args: &[Value]) -> Result<(), Error> {
    let by = args.iter().find_map(|arg| arg.is_kwargs().then(|| arg.get_attr("attribute").ok()).flatten());
    let Some(by) = by.as_ref().and_then(Value::as_str) else { return Ok(()) };
    let mut items = args.first().and_then(|list| list.try_iter().ok()).into_iter().flatten();
    let is_fault = |item: Value| item.get_attr(by).is_ok_and(|value| value.kind() == ValueKind::Invalid);
    if items.any(is_fault) {
        return Err(failed(format!("`{name}` has nothing to order by"), "order rows by `value` or `name`"));
    }
    Ok(())
}

/// Refuses a list that would be longer than a text may be once it is joined.
fn is_short_enough(args: &[Value]) -> Result<(), Error> {
    let joiner = args.get(1).and_then(Value::as_str).map_or(0, str::len);
    let items = args.first().and_then(|list| list.try_iter().ok()).map_or(0, Iterator::count);
    if joiner.saturating_mul(items) <= LONGEST {
        return Ok(());
    }
    Err(too_large("a value is too long", format!("{items} items with {joiner} bytes between them")))
}

/// The number of items. The number of rows, or of names that a table gave, is a figure of the data.
fn length(recorder: &Recorder, value: &Value) -> Result<usize, Error> {
    recorder.spend(weigh(value)?)?;
    let counted = value.len().or_else(|| value.try_iter().ok().map(Iterator::count));
    let length = counted.ok_or_else(|| failed("only lists and text have a length", "count the rows of a table"))?;
    if is_of_data(recorder, value) {
        recorder.count(length);
    }
    Ok(length)
}

/// Whether a list holds only rows, names that tables gave, and figures that were read.
fn is_of_data(recorder: &Recorder, list: &Value) -> bool {
    let is_given = |item: &Value| item.as_str().is_some_and(|name| recorder.gave(name));
    let is_read = |item: &Value| number(item).is_some_and(|number| recorder.format_of(number).is_some());
    let is_row = |item: &Value| item.downcast_object_ref::<RowObject>().is_some();
    let is_one = |item: Value| is_row(&item) || is_given(&item) || is_read(&item);
    let is_series = list.downcast_object_ref::<Series>().is_some();
    is_series || (list.as_str().is_none() && list.try_iter().is_ok_and(|mut items| items.all(is_one)))
}

/// The functions that `scan` writes round what could grow.
fn add_guards(environment: &mut Environment<'_>, recorder: &Recorder) {
    environment.add_function("__number", |value: Value| match value.kind() {
        ValueKind::Number => Ok(value),
        ValueKind::Undefined => Err(Error::from(ErrorKind::UndefinedError)),
        kind => {
            let found = if kind == ValueKind::String { "text".to_owned() } else { format!("a value of kind {kind}") };
            let diagnostic = Diagnostic::error(Code::TemplateFailed, "`*` multiplies numbers only");
            Err(fault(diagnostic.found(found).expected("a number on both sides")))
        }
    });
    let looping = recorder.clone();
    environment.add_function("__loop", move |value: Value| {
        looping.spend(weigh(&value)?)?;
        if is_of_data(&looping, &value) {
            looping.goes_through();
        }
        Ok::<Value, Error>(value)
    });
    let fitting = recorder.clone();
    environment.add_function("__fits", move |values: Rest<Value>| {
        values.iter().try_for_each(|value| fitting.spend(weigh(value)?)).map(|()| false)
    });
    let printing = recorder.clone();
    environment.add_function("__prints", move |bytes: usize| printing.print(bytes).map(|()| false));
}

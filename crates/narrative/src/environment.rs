//! The minijinja environment of one rendering: names, functions, limits.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Enumerator, Object, ObjectRepr, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior};

use super::cells::Cells;
use super::doubts::Script;
use super::errors::{diagnose, fault, not_text, unknown_name};
use super::record::Recorder;
use super::registry::{self, Kind};
use super::rewrite::{Rewritten, Watched, printed_at, rewrite, rewrite_expression, with_factors};
use super::shade::Shade;
use super::values::TableObject;
use super::{Text, Word, bounds, functions, typed};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::Table;

/// Steps a text may take. A page of prose takes a few hundred, a loop over a large table a few thousand.
const FUEL: u64 = 200_000;

/// The deepest that macros may call each other.
const DEEPEST: usize = 100;

/// What expressions can name, and where reads are recorded.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    pub(crate) tables: Arc<BTreeMap<String, Arc<Table>>>,
    pub(crate) words: Arc<BTreeMap<String, Word>>,
    pub(crate) recorder: Recorder,
}

impl Names {
    /// The same names with other figures.
    pub(crate) fn shaded(&self, shade: Shade, script: Script) -> Self {
        Self { recorder: self.recorder.shaded(shade, script), ..self.clone() }
    }

    /// The table with this name, or the tables whose names begin with it.
    pub(crate) fn group(&self, path: &str) -> Option<Value> {
        let inside = format!("{path}.");
        if let Some(table) = self.tables.get(path) {
            let cells = Cells { table: Arc::clone(table), recorder: self.recorder.clone() };
            return Some(Value::from_object(TableObject { cells, path: path.to_owned(), names: self.clone() }));
        }
        let begun = self.tables.range(inside.clone()..).next().is_some_and(|(name, _)| name.starts_with(&inside));
        begun.then(|| Value::from_object(Group { path: path.to_owned(), names: self.clone() }))
    }

    /// A table by its full name.
    ///
    /// # Errors
    /// `unknown-table`.
    pub(crate) fn table(&self, id: &str) -> Result<Value, Error> {
        self.tables.get(id).and_then(|_| self.group(id)).ok_or_else(|| self.unknown_table(id))
    }

    fn unknown_table(&self, id: &str) -> Error {
        fault(Diagnostic::unknown(Code::UnknownTable, "table", id, self.tables.keys().map(String::as_str)))
    }

    fn lookup(&self, name: &str) -> Option<Value> {
        if name.starts_with("__") || registry::names(Kind::Function).chain(BUILT_IN).any(|known| known == name) {
            return None;
        }
        let word = self.words.get(name).map(|word| word.value(name, &self.recorder));
        Some(word.or_else(|| self.group(name)).unwrap_or_else(|| Value::from(self.unknown_name(name))))
    }

    fn unknown_name(&self, name: &str) -> Error {
        let of_tables = self.tables.keys().map(|path| path.split('.').next().unwrap_or_default());
        let mut known: Vec<&str> = of_tables.chain(self.words.keys().map(String::as_str)).collect();
        known.dedup();
        unknown_name(name, &known)
    }
}

/// Functions of minijinja that stay.
const BUILT_IN: [&str; 4] = ["range", "dict", "namespace", "super"];

impl Object for Names {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        key.as_str().and_then(|name| self.lookup(name))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }
}

/// The beginning of a dotted name.
#[derive(Debug)]
pub(crate) struct Group {
    path: String,
    names: Names,
}

impl Object for Group {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.names.recorder.spoil(not_text());
        f.write_str(&self.path)
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let path = format!("{}.{key}", self.path);
        Some(self.names.group(&path).unwrap_or_else(|| Value::from(self.names.unknown_table(&path))))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, method: &str, _: &[Value]) -> Result<Value, Error> {
        Err(self.names.unknown_table(&format!("{}.{method}", self.path)))
    }
}

/// The environment of one rendering.
fn environment<'a>(names: &Names, watched: Arc<Vec<Watched>>) -> Environment<'a> {
    let mut environment = Environment::new();
    environment.set_debug(true);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEEPEST);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("marks".into()));
    let recorder = names.recorder.clone();
    environment.set_formatter(move |out, _, value| write!(out, "{}", recorder.literal(value)?).map_err(Error::from));
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    functions::add(&mut environment, names);
    add_watch(&mut environment, &names.recorder, watched);
    environment
}

/// The functions that `scan` writes round expressions.
fn add_watch(environment: &mut Environment<'_>, recorder: &Recorder, watched: Arc<Vec<Watched>>) {
    let at = move |number: usize| watched.get(number).cloned().unwrap_or_default();
    let (record, find) = (recorder.clone(), at.clone());
    environment.add_function("__begin", move |number: usize| {
        record.begin(&find(number));
        number
    });
    let (record, find) = (recorder.clone(), at.clone());
    environment.add_function("__emit", move |number: usize, value: Value| record.emit(&find(number), value));
    let (record, find) = (recorder.clone(), at.clone());
    environment.add_function("__keep", move |number: usize, value: Value| record.keep(&find(number), value));
    let (record, find) = (recorder.clone(), at);
    environment.add_function("__test", move |number: usize, value: Value| record.test(&find(number), value));
}

/// Faults of one text that are looked for.
const MOST_FAULTS: usize = 10;

/// Renders a template: text with a mark for each value; the values are in the recorder of `names`.
///
/// # Errors
/// The faults of the template, with their places: a printed expression that fails is left out to find the next.
pub(crate) fn render(names: &Names, text: &Text<'_>) -> Result<String, Diagnostics> {
    bounds::check(text)?;
    let plain = environment(names, Arc::default());
    let readable = with_factors(text.source);
    let syntax = plain.template_from_str(&readable.source).map(drop);
    syntax.map_err(|error| diagnose(&error, text, |at| readable.original(at)))?;
    let (mut found, mut skipped) = (Diagnostics::default(), BTreeSet::new());
    loop {
        let (fault, at) = match attempt(names, text, &skipped) {
            Ok(rendered) => {
                found.extend(typed::in_text(names, text, &skipped));
                return found.into_result(rendered).map(|(rendered, _)| rendered);
            }
            Err(fault) => fault,
        };
        found.extend(fault);
        let failing = at.and_then(|at| printed_at(text.source, at));
        if skipped.len() >= MOST_FAULTS || !failing.is_some_and(|start| skipped.insert(start)) {
            return Err(found);
        }
        names.recorder.clear();
    }
}

/// One try, with the fault that ended it and, if it is worth continuing, its byte in the author's text.
pub(crate) fn attempt(
    names: &Names,
    text: &Text<'_>,
    skipped: &BTreeSet<usize>,
) -> Result<String, (Diagnostics, Option<usize>)> {
    let rewritten: Rewritten = rewrite(text.source, skipped);
    let watching = environment(names, Arc::new(rewritten.watched.clone()));
    let rendered = watching
        .template_from_str(&rewritten.source)
        .and_then(|template| template.render(Value::from_object(names.clone())))
        .and_then(|rendered| names.recorder.unspoiled().map(|()| rendered));
    rendered.map_err(|error| {
        let range = error.range().filter(|_| error.kind() != ErrorKind::OutOfFuel);
        let at = range.map(|range| rewritten.original(range.start));
        (diagnose(&error, text, |at| rewritten.original(at)).into(), at)
    })
}

/// Works out a single expression. What it read is in the recorder, where the caller ends the watch.
///
/// # Errors
/// Any fault of the expression, with its place.
pub(crate) fn evaluate(names: &Names, text: &Text<'_>) -> Result<(Watched, Value), Diagnostics> {
    bounds::check_expression(text)?;
    let environment = environment(names, Arc::default());
    let rewritten = rewrite_expression(text.source);
    let watched = Watched::new(text.source);
    names.recorder.begin(&watched);
    let value = environment
        .compile_expression(&rewritten.source)
        .and_then(|expression| expression.eval(Value::from_object(names.clone())))
        .and_then(|value| names.recorder.unspoiled().map(|()| value))
        .map_err(|error| diagnose(&error, text, |at| rewritten.original(at)))?;
    Ok((watched, value))
}

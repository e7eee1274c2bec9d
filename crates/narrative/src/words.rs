//! Words other than tables: the area, the period, the subject.

use sna_core::diag::Code;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr, Value};

use super::errors::{not_text, unknown};
use super::markdown::is_mark;
use super::reading::Figure;
use super::record::Recorder;
use sna_core::document::{Cell, Format, Table};

/// A word that expressions can name.
#[derive(Debug, Clone, PartialEq)]
pub enum Word {
    /// Text: `area`.
    Text(String),
    /// A number and how it is written.
    Number(f64, Format),
    /// A list: `period.years`.
    List(Vec<Word>),
    /// Named words: `period`, with `period.first_year`.
    Map(BTreeMap<String, Word>),
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Word {
    /// Its value under a name, for error messages.
    pub(crate) fn value(&self, name: &str, recorder: &Recorder) -> Value {
        match self {
            Self::Text(text) => Value::from(recorder.give(text)),
            Self::Number(number, format) => {
                let number = recorder.shade.number(*number, (0, 0));
                recorder.read(Figure { number: Some(number), format: *format, fraction: None, inputs: Vec::new() });
                recorder.given_number(number);
                Value::from(number)
            }
            Self::List(words) => words.iter().map(|word| word.value(name, recorder)).collect(),
            Self::Map(words) => {
                Value::from_object(Words { name: name.to_owned(), inside: words.clone(), recorder: recorder.clone() })
            }
        }
    }

    /// The word without the characters used as marks in rendered text.
    pub(crate) fn without_marks(self) -> Self {
        match self {
            Self::Text(text) => Self::Text(text.replace(is_mark, "")),
            Self::Number(number, format) => Self::Number(number, format),
            Self::List(words) => Self::List(words.into_iter().map(Self::without_marks).collect()),
            Self::Map(words) => Self::Map(words.into_iter().map(|(name, word)| (name, word.without_marks())).collect()),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Words {
    name: String,
    inside: BTreeMap<String, Word>,
    recorder: Recorder,
}

impl Object for Words {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.recorder.spoil(not_text());
        f.write_str(&self.name)
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.to_string();
        let full = format!("{}.{key}", self.name);
        Some(self.inside.get(&key).map_or_else(
            || {
                let known = self.inside.keys().map(String::as_str);
                Value::from(unknown(Code::UnknownName, &format!("`{}` has no `{key}`", self.name), &key, known))
            },
            |word| word.value(&full, &self.recorder),
        ))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }
}

/// A table without the characters used as marks in rendered text. It is not copied if it has none.
pub(crate) fn without_marks_in(mut table: Arc<Table>) -> Arc<Table> {
    if texts(&table).any(|text| text.contains(is_mark)) {
        remove_marks(Arc::make_mut(&mut table));
    }
    table
}

fn remove_marks(table: &mut Table) {
    let clean = |text: &mut String| *text = text.replace(is_mark, "");
    [&mut table.id, &mut table.title].into_iter().for_each(clean);
    table.columns.iter_mut().flat_map(|column| [&mut column.key, &mut column.title]).for_each(clean);
    table.rows.iter_mut().flat_map(|row| [&mut row.key, &mut row.label]).for_each(clean);
    for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
        if let Cell::Text(text) = cell {
            clean(text);
        }
    }
}

fn texts(table: &Table) -> impl Iterator<Item = &String> {
    let columns = table.columns.iter().flat_map(|column| [&column.key, &column.title]);
    let rows = table.rows.iter().flat_map(|row| [&row.key, &row.label]);
    let cells = table.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| match cell {
        Cell::Text(text) => Some(text),
        Cell::Count(_) | Cell::Number(_) | Cell::Fraction(_) | Cell::Missing(_) => None,
    });
    [&table.id, &table.title].into_iter().chain(columns).chain(rows).chain(cells)
}

//! What is printed: the words of a value, its mark in the text, and what cannot be printed.

use minijinja::value::{Value, ValueKind};
use minijinja::{Error, ErrorKind};

use super::errors::{failed, fault, not_text};
use super::reading::{Plain, Reading, Reference};
use super::record::Recorder;
use super::rewrite::Watched;
use super::scan::{LAST_MARK, MARK};
use sna_core::diag::{Code, Diagnostic};
use sna_core::document::{Bound, Format, Inline, Input, Missing, format_number, plain_text};

impl Recorder {
    /// Ends the watch over a printed expression and keeps its value; returns its mark in the text.
    ///
    /// # Errors
    /// The value cannot be printed, rests on a missing figure without saying so, or is too long.
    pub(crate) fn emit(&self, watched: &Watched, value: Value) -> Result<Value, Error> {
        let reading = self.end();
        self.unspoiled()?;
        let key = self.key(watched);
        self.print(watched.follows)?;
        if value.is_safe() {
            self.print(value.as_str().map_or(0, str::len))?;
            return Ok(value);
        }
        let inline = self.inline(watched, &value, &reading)?;
        if let Inline::Value(bound) = &inline {
            self.print(bound.text.len())?;
            self.doubt(key, watched, &value, &bound.text, &reading);
        }
        self.mark(inline)
    }

    /// Text that reached the output other than through an expression: it is printed unchanged, never as Markdown.
    pub(crate) fn literal(&self, value: &Value) -> Result<Value, Error> {
        if value.is_safe() {
            return Ok(value.clone());
        }
        let text = self.without_marks(&value.to_string());
        self.print(text.len())?;
        let current = self.record().open.last().map(|(watched, _)| watched.clone()).unwrap_or_default();
        let key = self.key(&Watched { number: current.number + LITERALS, ..current.clone() });
        self.doubt(key, &current, value, &text, &Reading::default());
        self.mark(Inline::Text(text))
    }

    /// Keeps an emitted value, and returns its mark.
    fn mark(&self, inline: Inline) -> Result<Value, Error> {
        let mut record = self.record();
        let mark = u32::try_from(record.emitted.len()).ok().and_then(|index| MARK.checked_add(index));
        record.emitted.push(inline);
        mark.filter(|mark| *mark <= LAST_MARK)
            .and_then(char::from_u32)
            .map(|mark| Value::from_safe_string(mark.to_string()))
            .ok_or_else(|| Error::from(ErrorKind::OutOfFuel))
    }

    fn inline(&self, watched: &Watched, value: &Value, reading: &Reading) -> Result<Inline, Error> {
        if let Some(reference) = value.downcast_object_ref::<Reference>() {
            return Ok(Inline::Reference(reference.0.clone()));
        }
        if let Some(plain) = value.downcast_object_ref::<Plain>() {
            if !reading.figures.is_empty() {
                return Err(failed("`plain` takes a name, and this has a figure in it", "print the figure itself"));
            }
            return Ok(Inline::Text(plain.0.clone()));
        }
        Ok(Inline::Value(self.bound(watched, value, reading)?))
    }

    /// The bound value of an expression that has been worked out.
    ///
    /// # Errors
    /// As [`Recorder::emit`].
    pub(crate) fn bound(&self, watched: &Watched, value: &Value, reading: &Reading) -> Result<Bound, Error> {
        let text = self.printed(value, reading)?;
        let unseen = reading.missing.iter().find(|why| !reading.settled && !text.contains(why.mark()));
        if let Some(why) = unseen {
            return Err(missing_figure(*why));
        }
        Ok(Bound {
            text,
            expression: watched.source.clone(),
            inputs: self.inputs(reading),
            direction: reading.direction,
        })
    }

    /// In a macro, the figures were read where it was called.
    fn inputs(&self, reading: &Reading) -> Vec<Input> {
        if reading.figures.is_empty() {
            return self.record().open.last().map(|(_, outer)| outer.inputs()).unwrap_or_default();
        }
        reading.inputs()
    }

    /// The words of a value.
    ///
    /// # Errors
    /// The value is not text or a number.
    pub(crate) fn printed(&self, value: &Value, reading: &Reading) -> Result<String, Error> {
        if let Some(text) = value.as_str() {
            return Ok(self.without_marks(text));
        }
        match (value.kind(), number(value)) {
            (ValueKind::Number, Some(found)) => self.printed_number(found, value.is_integer(), reading),
            (ValueKind::Undefined, _) => Err(Error::from(ErrorKind::UndefinedError)),
            (kind, _) => Err(not_printable(kind)),
        }
    }

    fn printed_number(&self, number: f64, whole: bool, reading: &Reading) -> Result<String, Error> {
        let format = reading.format_of(number).or_else(|| self.format_of(number));
        let usual = if whole { Format::Count } else { Format::Decimal(1) };
        self.written(number, format.unwrap_or(usual), reading)
    }

    /// A number under a format, or the mark of the missing figure it was worked out from.
    fn written(&self, number: f64, format: Format, reading: &Reading) -> Result<String, Error> {
        if let Some(words) = self.instead_of_percentage(number, format, reading) {
            return Ok(words);
        }
        if number.is_finite() {
            return Ok(format_number(number, format));
        }
        let record = self.record();
        let outer = record.open.iter().rev().find_map(|(_, outer)| outer.missing.last());
        match reading.missing.last().or(outer) {
            Some(why) if number.is_nan() => Ok(why.mark().to_owned()),
            _ => {
                Err(Error::new(ErrorKind::InvalidOperation, "the value is not a number: something is divided by zero"))
            }
        }
    }

    /// Words in place of a percentage on a small base.
    fn instead_of_percentage(&self, number: f64, format: Format, reading: &Reading) -> Option<String> {
        if !format.is_percent() || self.percentages_from == 0 {
            return None;
        }
        let mut all = Reading::default();
        self.record().open.iter().for_each(|(_, inner)| all.add(inner));
        all.add(reading);
        all.instead_of_percentage(number, self.percentages_from)
    }

    /// How the number was written where it was read, if it was read for the expression being worked out.
    pub(crate) fn format_of(&self, number: f64) -> Option<Format> {
        self.record().open.iter().rev().find_map(|(_, reading)| reading.format_of(number))
    }

    /// A number under a format the author chose.
    ///
    /// # Errors
    /// The number is the result of a division by zero.
    pub(crate) fn write(&self, number: f64, format: Format) -> Result<String, Error> {
        let text = self.written(number, format, &Reading::default())?;
        if self.behind(&Reading::default()).has(number) {
            self.said_by_data(&text);
        }
        Ok(text)
    }

    /// Text in which marks are replaced by the words of their values.
    pub(crate) fn without_marks(&self, text: &str) -> String {
        let record = self.record();
        let words = text.chars().map(|c| match mark_index(c) {
            None => c.to_string(),
            Some(index) => {
                record.emitted.get(index).map_or(String::new(), |inline| plain_text(std::slice::from_ref(inline)))
            }
        });
        words.collect()
    }

    /// The emitted values, by the index in their marks.
    pub(crate) fn emitted(&self) -> Vec<Inline> {
        self.record().emitted.clone()
    }
}

/// Added to the number of an expression for text that it prints without being watched.
const LITERALS: usize = 1 << 32;

/// The index of the value behind a mark.
pub(crate) fn mark_index(c: char) -> Option<usize> {
    u32::from(c).checked_sub(MARK).and_then(|index| usize::try_from(index).ok())
}

/// The number in a value. A boolean is not a number.
pub(crate) fn number(value: &Value) -> Option<f64> {
    if value.is_number() { f64::try_from(value.clone()).ok() } else { None }
}

fn not_printable(kind: ValueKind) -> Error {
    let hint = match kind {
        ValueKind::Plain => return fault(not_text()),
        ValueKind::Map => "choose one of its figures: `.cell(row, column)`, `.total`, `.last`, `.name`",
        ValueKind::Seq | ValueKind::Iterable => "write it with `| list`, or loop over it with `{% for %}`",
        _ => "write `{% if ... %}` to choose between words",
    };
    let diagnostic = Diagnostic::error(Code::TemplateFailed, "the value of the expression is not text or a number");
    fault(diagnostic.found(format!("a value of kind {kind}")).expected("text or a number").hint(hint))
}

pub(crate) fn missing_figure(why: Missing) -> Error {
    let diagnostic = Diagnostic::error(Code::MissingFigure, "the words depend on a missing figure");
    fault(
        diagnostic
            .found(format!("{}: {}", why.mark(), why.meaning()))
            .expected("a figure, or words for when there is none")
            .hint("ask first: `{% if figure is missing %} ... {% else %} ... {% endif %}`"),
    )
}

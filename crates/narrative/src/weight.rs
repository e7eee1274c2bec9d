//! How much room a value takes, so that a text cannot fill the memory.

use minijinja::Error;
use minijinja::value::{Value, ValueKind};

use super::errors::fault;
use super::values::is_ours;
use sna_core::diag::{Code, Diagnostic};

/// The longest text that an expression may make, in bytes.
pub(crate) const LONGEST: usize = 4_000;
/// The most items of a list, those of lists inside it included.
pub(crate) const MOST_ITEMS: usize = 10_000;
/// The deepest list of lists.
const DEEPEST: usize = 8;
/// The most that all texts in a list may take, in bytes.
const MOST_IN_LIST: usize = 200_000;

/// What a value takes: items and bytes of text.
#[derive(Debug, Default)]
struct Weight {
    items: usize,
    bytes: usize,
}

/// The room that a value takes.
///
/// # Errors
/// `text-too-large`.
pub(crate) fn weigh(value: &Value) -> Result<u64, Error> {
    let mut weight = Weight::default();
    weight.add(value, 0)?;
    Ok(u64::try_from(weight.bytes + 8 * weight.items).unwrap_or(u64::MAX))
}

/// The room that a value of a namespace takes. It may not hold other names: those could hold it in turn.
///
/// # Errors
/// `text-too-large`, `template-failed`.
pub(crate) fn weigh_without_maps(value: &Value) -> Result<u64, Error> {
    let weight = weigh(value)?;
    if has_map(value) {
        return Err(fault(
            Diagnostic::error(Code::TemplateFailed, "a namespace holds numbers, text and lists, nothing else")
                .hint("give the names inside it their own `{% set %}`"),
        ));
    }
    Ok(weight)
}

fn has_map(value: &Value) -> bool {
    match value.kind() {
        _ if is_ours(value) => false,
        ValueKind::Map => true,
        ValueKind::Seq | ValueKind::Iterable => {
            value.try_iter().is_ok_and(|mut items| items.any(|item| has_map(&item)))
        }
        _ => false,
    }
}

impl Weight {
    fn add(&mut self, value: &Value, depth: usize) -> Result<(), Error> {
        self.items += 1;
        if let Some(text) = value.as_str() {
            self.bytes += text.len();
            if text.len() > LONGEST {
                return Err(too_large("a value is too long", format!("a text of more than {LONGEST} bytes")));
            }
        }
        if self.items > MOST_ITEMS || self.bytes > MOST_IN_LIST || depth > DEEPEST {
            let found = format!("more than {MOST_ITEMS} items, {MOST_IN_LIST} bytes or {DEEPEST} levels");
            return Err(too_large("a list is too large", found));
        }
        match value.kind() {
            _ if is_ours(value) => Ok(()),
            ValueKind::Seq | ValueKind::Iterable => self.add_all(value, depth),
            ValueKind::Map => {
                self.add_all(value, depth)?;
                let keys = value.try_iter().into_iter().flatten();
                keys.filter_map(|key| value.get_item(&key).ok()).try_for_each(|item| self.add(&item, depth + 1))
            }
            _ => Ok(()),
        }
    }

    fn add_all(&mut self, value: &Value, depth: usize) -> Result<(), Error> {
        value.try_iter().into_iter().flatten().try_for_each(|item| self.add(&item, depth + 1))
    }
}

/// A value, or what a text prints, that is larger than any report needs.
pub(crate) fn too_large(message: &str, found: String) -> Error {
    let diagnostic = Diagnostic::error(Code::TextTooLarge, message).found(found);
    fault(
        diagnostic
            .expected("the words and figures of a report")
            .hint("a text is written from tables: it needs no values of this size"),
    )
}

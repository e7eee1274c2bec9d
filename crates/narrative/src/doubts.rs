//! Printed figures of which it is not known whether they are the data's, and what is said in their place where the figures
//! read are others.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::value::Value;

use super::figures;
use super::printing::number;
use super::reading::Reading;
use super::record::Recorder;
use super::rewrite::Watched;
use super::shade::Shade;

/// Which time an expression is worked out: its number, and how often it was before.
pub(crate) type Key = (usize, usize);

/// What each condition gave, for another rendering that takes the same branches.
pub(crate) type Script = Arc<BTreeMap<Key, bool>>;

/// Printed text with figures of which it is not known whether they are the data's.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Doubt {
    pub(crate) key: Key,
    pub(crate) watched: Watched,
    pub(crate) text: String,
    pub(crate) figures: Vec<String>,
}

impl Recorder {
    /// Notes what is printed, if it is not known that its figures are the data's.
    pub(super) fn doubt(&self, key: Key, watched: &Watched, value: &Value, text: &str, reading: &Reading) {
        if self.shade != Shade::Data {
            self.record().said.insert(key, text.to_owned());
            return;
        }
        let figures = self.unexplained(value, text, reading);
        if !figures.is_empty() {
            self.record().doubts.push(Doubt { key, watched: watched.clone(), text: text.to_owned(), figures });
        }
    }

    /// The figures of a text that were not read, written or given as such.
    pub(crate) fn unexplained(&self, value: &Value, text: &str, reading: &Reading) -> Vec<String> {
        if !text.contains(char::is_numeric) {
            return Vec::new();
        }
        let behind = self.behind(reading);
        if number(value).is_some_and(|number| behind.has(number)) {
            return Vec::new();
        }
        let mut rest = text.to_owned();
        for written in behind.written.iter().filter(|written| !written.is_empty()) {
            rest = rest.replace(written.as_str(), "\u{fffc}");
        }
        figures::in_value(&rest)
    }

    /// All that was read for an expression and for those around it.
    pub(super) fn behind(&self, reading: &Reading) -> Reading {
        let mut all = reading.clone();
        self.record().open.iter().for_each(|(_, outer)| all.add(outer));
        all
    }

    /// What is not known to be the data's, and the branches that were taken.
    pub(crate) fn doubts(&self) -> (Vec<Doubt>, Script) {
        let mut record = self.record();
        (std::mem::take(&mut record.doubts), Arc::new(std::mem::take(&mut record.tests)))
    }

    /// Whether a `set` was worked out at all.
    pub(crate) fn has_kept(&self, watched: &Watched) -> bool {
        self.record().reads_at.contains_key(&watched.number)
    }
}

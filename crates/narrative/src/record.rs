//! What is read from tables while an expression is worked out, and the values that are emitted.
//!
//! Numbers in templates are plain minijinja numbers, so that comparing and calculating with them works as the author
//! expects. What they were read from is kept separately: each watched expression opens a [`Reading`], and every
//! function that takes a figure from a table adds it there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use minijinja::value::Value;
use minijinja::{Error, ErrorKind};

use super::comparisons::Comparisons;
use super::doubts::{Doubt, Key, Script};
use super::errors::fault;
use super::printing::missing_figure;
use super::reading::{Figure, Reading};
use super::rewrite::Watched;
use super::shade::Shade;
use super::unlike::Unlike;
use super::weight::{too_large, weigh, weigh_without_maps};
use sna_core::diag::Diagnostic;
use sna_core::document::{Inline, Input, Missing};
use sna_core::stats::Direction;

#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) open: Vec<(Watched, Reading)>,
    pub(super) kept: Vec<(String, Reading)>,
    pub(super) emitted: Vec<Inline>,
    /// How often each expression has been worked out.
    pub(super) times: BTreeMap<usize, usize>,
    pub(super) doubts: Vec<Doubt>,
    /// What was printed, where figures are not the data's.
    pub(super) said: BTreeMap<Key, String>,
    pub(super) tests: BTreeMap<Key, bool>,
    /// Names that tables and words gave.
    pub(super) given: BTreeSet<String>,
    /// Figures read so far, and when each expression last was worked out.
    pub(super) reads: usize,
    pub(super) reads_at: BTreeMap<usize, usize>,
    /// A fault in a comparison or in joined text, which cannot fail by itself.
    pub(super) spoiled: Option<Diagnostic>,
    pub(super) printed: u64,
    pub(super) spent: u64,
    /// What was compared and is not alike, and why.
    pub(super) unlike: BTreeSet<Unlike>,
}

/// The most bytes that a text may print: 300 pages.
const MOST_PRINTED: u64 = 1_000_000;
/// The most bytes that the values of a text may take, one after the other.
const MOST_SPENT: u64 = 100_000_000;

/// The record of one rendering, shared by the objects and functions of its environment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recorder {
    record: Arc<Mutex<Record>>,
    /// The smallest base of a percentage.
    pub(crate) percentages_from: u64,
    comparisons: Comparisons,
    /// Whose figures are read.
    pub(crate) shade: Shade,
    /// The branches to take, where figures are not the data's.
    pub(super) script: Script,
}

impl Recorder {
    /// A record of words in which a percentage on a smaller base is replaced by its counts, and which notes the comparisons
    /// that are tested.
    pub(crate) fn new(percentages_from: u64, comparisons: Comparisons) -> Self {
        Self { percentages_from, comparisons, ..Self::default() }
    }

    /// A record of other figures, which takes the same branches.
    pub(crate) fn shaded(&self, shade: Shade, script: Script) -> Self {
        Self { percentages_from: self.percentages_from, shade, script, ..Self::default() }
    }

    pub(super) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to watch an expression. Anything read for names that were set earlier counts as read for it.
    pub(crate) fn begin(&self, watched: &Watched) {
        let mut record = self.record();
        let mut reading = Reading::default();
        for (_, kept) in record.kept.iter().filter(|(name, _)| watched.names.contains(name)) {
            reading.add(kept);
        }
        record.open.push((watched.clone(), reading));
    }

    /// Changes the reading of the expression that is being worked out.
    fn noted(&self, change: impl FnOnce(&mut Reading)) {
        let mut record = self.record();
        record.reads += 1;
        if let Some((_, reading)) = record.open.last_mut() {
            change(reading);
        }
    }

    /// Records a figure for the expression that is being worked out.
    pub(crate) fn read(&self, figure: Figure) {
        self.noted(|reading| reading.figures.push(figure));
    }

    /// Records that a figure is missing, and returns the number used for it.
    pub(crate) fn miss(&self, why: Missing) -> f64 {
        self.noted(|reading| reading.missing.push(why));
        f64::NAN
    }

    /// Records that the expression deals with missing figures itself.
    pub(crate) fn settle(&self) {
        self.noted(|reading| reading.settled = true);
    }

    /// Records what the expression says about two counts.
    pub(crate) fn turn(&self, direction: Option<Direction>) {
        self.note_test(direction);
        self.noted(|reading| reading.direction = reading.direction.or(direction));
    }

    /// Records that figures of a table were compared that are not alike.
    pub(crate) fn note_unlike(&self, unlike: Unlike) {
        if self.shade == Shade::Data {
            self.record().unlike.insert(unlike);
        }
    }

    /// What was compared and is not alike.
    pub(crate) fn unlike(&self) -> BTreeSet<Unlike> {
        std::mem::take(&mut self.record().unlike)
    }

    /// Notes that the two counts read last were tested, if they were, and if they are the data's.
    fn note_test(&self, direction: Option<Direction>) {
        let record = self.record();
        let Some((_, reading)) = record.open.last().filter(|_| direction.is_some() && self.shade == Shade::Data) else {
            return;
        };
        let last = reading.figures.len().saturating_sub(2);
        let cells: Vec<&Input> = reading.figures[last..].iter().flat_map(|figure| &figure.inputs).collect();
        self.comparisons.note(&cells);
    }

    /// Records a number that the data give without a cell: a rank, a number of rows, a figure of the report's own.
    pub(crate) fn count(&self, number: usize) {
        self.noted(|reading| reading.counts.push(as_float(number)));
    }

    /// Records a number that a word of the report gives.
    pub(crate) fn given_number(&self, number: f64) {
        self.noted(|reading| reading.counts.push(number));
    }

    /// Records text whose figures are the data's, or of a source that it names.
    pub(crate) fn said_by_data(&self, text: &str) {
        self.noted(|reading| reading.written.push(text.to_owned()));
    }

    /// A name from a table or of the report, on its way into a text.
    pub(crate) fn give(&self, name: &str) -> String {
        let given = self.shade.name(name);
        self.record().given.insert(given.clone());
        given
    }

    /// Whether a table or the report gave a name.
    pub(crate) fn gave(&self, name: &str) -> bool {
        self.record().given.contains(name)
    }

    /// Records a fault in what cannot fail by itself.
    pub(crate) fn spoil(&self, diagnostic: Diagnostic) {
        self.record().spoiled.get_or_insert(diagnostic);
    }

    /// Fails with the fault that was recorded.
    ///
    /// # Errors
    /// The fault.
    pub(crate) fn unspoiled(&self) -> Result<(), Error> {
        self.record().spoiled.take().map_or(Ok(()), |diagnostic| Err(fault(diagnostic)))
    }

    /// Counts what values take.
    ///
    /// # Errors
    /// `text-too-large`.
    pub(crate) fn spend(&self, bytes: u64) -> Result<(), Error> {
        let mut record = self.record();
        record.spent += bytes;
        let is_much = record.spent > MOST_SPENT;
        if is_much {
            Err(too_large("a text works with too much", format!("more than {MOST_SPENT} bytes")))
        } else {
            Ok(())
        }
    }

    /// Counts what is printed.
    ///
    /// # Errors
    /// `text-too-large`.
    pub(crate) fn print(&self, bytes: usize) -> Result<(), Error> {
        let mut record = self.record();
        record.printed += u64::try_from(bytes).unwrap_or(u64::MAX / 2);
        let is_much = record.printed > MOST_PRINTED;
        if is_much {
            Err(too_large("a text prints too much", format!("more than {MOST_PRINTED} bytes")))
        } else {
            Ok(())
        }
    }

    /// The key of the expression that has just been worked out.
    pub(super) fn key(&self, watched: &Watched) -> Key {
        let mut record = self.record();
        let times = record.times.entry(watched.number).or_default();
        *times += 1;
        (watched.number, *times - 1)
    }

    /// Ends the watch over an expression and returns what was read for it.
    pub(crate) fn end(&self) -> Reading {
        self.record().open.pop().map(|(_, reading)| reading).unwrap_or_default()
    }

    /// Ends the watch over `{% set name = ... %}`.
    ///
    /// # Errors
    /// The value is too large to keep.
    pub(crate) fn keep(&self, watched: &Watched, value: Value) -> Result<Value, Error> {
        let reading = self.end();
        self.unspoiled()?;
        self.spend(if watched.target.contains('.') { weigh_without_maps(&value)? } else { weigh(&value)? })?;
        let mut record = self.record();
        for name in &watched.sets {
            record.kept.retain(|(known, _)| known != name);
            record.kept.push((name.clone(), reading.clone()));
        }
        let reads = record.reads;
        let follows_data = record.reads_at.insert(watched.number, reads).unwrap_or_default() < reads;
        let counted = self.shade != Shade::Data && watched.counts() && follows_data;
        drop(record);
        // A counter of what the data satisfy is the data's: it takes other steps where figures are others.
        Ok(match i64::try_from(value.clone()) {
            Ok(number) if counted => Value::from(number.saturating_add(1)),
            _ => value,
        })
    }

    /// Ends the watch over a condition.
    ///
    /// # Errors
    /// The condition rests on a missing figure.
    pub(crate) fn test(&self, watched: &Watched, value: Value) -> Result<Value, Error> {
        let reading = self.end();
        self.unspoiled()?;
        let key = self.key(watched);
        if let Some(taken) = self.script.get(&key) {
            return Ok(Value::from(*taken));
        }
        match reading.missing.last() {
            Some(why) if !reading.settled => return Err(missing_figure(*why)),
            _ if value.is_undefined() => return Err(Error::from(ErrorKind::UndefinedError)),
            _ => {}
        }
        // A series is asked for its names, which are recorded in turn.
        let is_true = value.is_true();
        self.record().tests.insert(key, is_true);
        Ok(value)
    }

    /// Notes that the rows or names of a table are gone through.
    pub(crate) fn goes_through(&self) {
        self.noted(|_| {});
    }

    /// What was printed with other figures.
    pub(crate) fn said(&self) -> BTreeMap<Key, String> {
        std::mem::take(&mut self.record().said)
    }

    /// Forgets everything, for another try.
    pub(crate) fn clear(&self) {
        *self.record() = Record::default();
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of rows stay far below 2^53")]
fn as_float(number: usize) -> f64 {
    number as f64
}

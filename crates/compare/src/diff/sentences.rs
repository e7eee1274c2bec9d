//! Two versions of one text, sentence by sentence: the author's rewording, the figures that differ, the directions that
//! turned.

use super::alike::{Print, pairs};
use super::units::Unit;
use super::words::{Phrase, runs, values_side_by_side};
use sna_core::comparison::{Sentence, Side, WordRun, WordsChange};
use sna_core::document::Bound;

/// The differences between two versions of a text.
#[derive(Debug, Default)]
pub(super) struct Differences<'a> {
    /// The sentences, in the order of the new draft; those that are gone come last.
    pub(super) sentences: Vec<Sentence>,
    /// Whether the author's own words differ.
    pub(super) reworded: bool,
    /// Values that differ, or that came or went with a sentence that is repeated for each row of a table.
    pub(super) values: Vec<&'a Bound>,
}

/// Compares two units.
pub(super) fn differences<'a>(old: &'a Unit<'a>, new: &'a Unit<'a>) -> Differences<'a> {
    if old.print.is_same(&new.print) {
        return Differences::default();
    }
    let prints =
        |unit: &Unit<'_>| unit.phrases.iter().map(|one| Print::of(std::slice::from_ref(one))).collect::<Vec<_>>();
    let (before, after) = (prints(old), prints(new));
    let found = pairs(&before, &after);
    let mut told = Differences::default();
    for (to, phrase) in new.phrases.iter().enumerate() {
        match found.iter().find(|pair| pair.1 == to) {
            Some((from, _)) if before[*from].is_same(&after[to]) => {}
            Some((from, _)) => told.both(&old.phrases[*from], phrase),
            None => told.one(phrase, WordRun::New, before.iter().any(|print| print.has_shape_of(&after[to]))),
        }
    }
    for (from, phrase) in old.phrases.iter().enumerate() {
        if found.iter().all(|pair| pair.0 != from) {
            told.one(phrase, WordRun::Old, after.iter().any(|print| print.has_shape_of(&before[from])));
        }
    }
    told
}

impl<'a> Differences<'a> {
    fn both(&mut self, old: &'a Phrase<'a>, new: &'a Phrase<'a>) {
        let side_by_side = values_side_by_side(old, new);
        let other: Vec<(&Bound, &Bound)> = side_by_side.into_iter().filter(|(old, new)| old.text != new.text).collect();
        let by_data = other.iter().filter(|(old, new)| old.expression == new.expression);
        self.values.extend(by_data.clone().map(|(_, new)| *new));
        self.reworded |= old.literal() != new.literal() || by_data.count() < other.len();
        let printed = other.iter().filter(|(old, new)| is_figure(old) || is_figure(new));
        let figures = printed.map(|(old, new)| Side { old: old.text.clone(), new: new.text.clone() }).collect();
        let reversed = other.iter().any(|(old, new)| turned(old, new));
        self.sentences.push(Sentence { words: runs(old, new), figures, reversed });
    }

    /// A sentence in one version only. If others differ from it only in their values, it came with a row of a table.
    fn one(&mut self, phrase: &'a Phrase<'a>, run: fn(String) -> WordRun, resembled: bool) {
        let by_data = resembled && phrase.values().next().is_some();
        if by_data {
            self.values.extend(phrase.values());
        }
        self.reworded |= !by_data;
        let words = WordsChange(vec![run(phrase.text())]);
        self.sentences.push(Sentence { words, figures: Vec::new(), reversed: false });
    }
}

/// Whether a value has words or digits, and is not only punctuation.
fn is_figure(bound: &Bound) -> bool {
    bound.text.contains(char::is_alphanumeric)
}

fn turned(old: &Bound, new: &Bound) -> bool {
    matches!((old.direction, new.direction), (Some(old), Some(new)) if old != new)
}

/// All sentences of a unit that only one draft has.
pub(super) fn whole(unit: &Unit<'_>, run: fn(String) -> WordRun) -> Vec<Sentence> {
    let each = unit.phrases.iter().map(|phrase| WordsChange(vec![run(phrase.text())]));
    each.map(|words| Sentence { words, figures: Vec::new(), reversed: false }).collect()
}

//! Plain texts of two drafts, such as titles and notes: which sentences differ, and whether because of figures, a
//! period or the author's words.

use std::collections::BTreeSet;

use super::alike::{Print, pairs};
use super::periods::is_of_period;
use super::words::{Phrase, differing, plain_sentences, runs};
use sna_core::comparison::{Sentence, WordRun, WordsChange};
use sna_core::document::Table;

/// Words with which a headline says how figures moved.
const RISES: [&str; 6] = ["rose", "rise", "rises", "up", "increased", "increase"];
const FALLS: [&str; 6] = ["fell", "fall", "falls", "down", "decreased", "decrease"];
const STILL: [&str; 5] = ["no", "clear", "change", "showed", "by"];

/// Why two texts differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// Only the period they name.
    Period,
    /// Only figures, and names that follow from them.
    Figures,
    /// The author's words.
    Words,
}

/// Why two texts differ: the names of rows and columns in tables do not count as the author's words.
pub(super) fn cause(old: &str, new: &str, names: &Names) -> Cause {
    let (before, after) = differing(old, new);
    let all = || before.iter().chain(&after);
    if all().all(|word| is_of_period(word)) {
        Cause::Period
    } else if all().all(|word| has_digit(word) || is_of_period(word) || names.0.contains(&word.to_lowercase())) {
        Cause::Figures
    } else {
        Cause::Words
    }
}

fn has_digit(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit())
}

/// Single words, in lower case, that a text can take from a table.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// The words of the rows and columns of tables, and those for how figures move.
    pub(super) fn of<'t>(tables: impl IntoIterator<Item = &'t Table>) -> Self {
        let mut words: BTreeSet<String> =
            [&RISES[..], &FALLS, &STILL].concat().into_iter().map(str::to_owned).collect();
        for table in tables {
            let labels =
                table.rows.iter().map(|row| &row.label).chain(table.columns.iter().map(|column| &column.title));
            for phrase in labels.flat_map(|label| plain_sentences(label)) {
                words.extend(phrase.tokens.into_iter().map(|token| token.text.to_lowercase()));
            }
        }
        Self(words)
    }
}

/// Whether a text says that something rose where the other says that it fell or did not clearly change.
pub(super) fn is_reversed(old: &str, new: &str) -> bool {
    matches!((direction(old), direction(new)), (Some(old), Some(new)) if old != new)
}

/// 1 for a rise, -1 for a fall, 0 for no clear change; the first one in the text.
fn direction(text: &str) -> Option<i8> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).collect();
    let at = |found: Option<usize>, way: i8| found.map(|at| (at, way));
    let first = |known: &[&str]| words.iter().position(|word| known.contains(word));
    let still = words.windows(3).position(|three| three == ["no", "clear", "change"]);
    let said = [at(first(&RISES), 1), at(first(&FALLS), -1), at(still, 0)];
    said.into_iter().flatten().min().map(|(_, way)| way)
}

/// The sentences of notes that differ, each with its cause; a sentence that is new or gone has no cause.
pub(super) fn notes(old: &[String], new: &[String]) -> Vec<(Sentence, Option<Cause>)> {
    let split = |notes: &[String]| notes.iter().flat_map(|note| plain_sentences(note)).collect::<Vec<_>>();
    let (old, new) = (split(old), split(new));
    let prints = |all: &[Phrase<'_>]| all.iter().map(|one| Print::of(std::slice::from_ref(one))).collect::<Vec<_>>();
    let found = pairs(&prints(&old), &prints(&new));
    let reworded =
        found.iter().map(|(from, to)| (&old[*from], &new[*to])).filter(|(old, new)| old.text() != new.text());
    let both =
        reworded.map(|(old, new)| (sentence(runs(old, new)), Some(cause(&old.text(), &new.text(), &Names::default()))));
    let gone =
        (0..old.len()).filter(|at| found.iter().all(|pair| pair.0 != *at)).map(|at| WordRun::Old(old[at].text()));
    let added =
        (0..new.len()).filter(|at| found.iter().all(|pair| pair.1 != *at)).map(|at| WordRun::New(new[at].text()));
    both.chain(gone.chain(added).map(|run| (sentence(WordsChange(vec![run])), None))).collect()
}

/// A sentence of plain words.
pub(super) fn sentence(words: WordsChange) -> Sentence {
    Sentence { words, figures: Vec::new(), reversed: false }
}

/// Whether a sentence prints a figure.
pub(super) fn has_figure(sentence: &Sentence) -> bool {
    sentence.words.0.iter().any(|run| match run {
        WordRun::Same(words) | WordRun::Old(words) | WordRun::New(words) => has_digit(words),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_differs_by_its_period_its_figures_or_its_words() {
        let why = |old: &str, new: &str| cause(old, new, &Names::of([]));
        assert_eq!(why("Offences, 2019/20 to 2023/24", "Offences, 2020/21 to 2024/25"), Cause::Period);
        assert_eq!(why("Change since April 2019", "Change since March 2020"), Cause::Period);
        assert_eq!(why("Peaked at 412 offences in June", "Peaked at 420 offences in July"), Cause::Figures);
        assert_eq!(why("Knives rose in 2023/24", "Knives fell in 2024/25"), Cause::Figures);
        assert_eq!(why("Offences by year", "Crimes by year"), Cause::Words);
    }

    #[test]
    fn a_direction_turns_only_where_both_say_one() {
        assert!(is_reversed("Robbery rose in 2023/24", "Robbery fell in 2023/24"));
        assert!(is_reversed("Robbery rose", "Robbery showed no clear change"));
        assert!(!is_reversed("Robbery rose", "Robbery peaked in June"));
    }
}

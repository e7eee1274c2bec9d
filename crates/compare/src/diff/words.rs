//! Words: sentences as tokens, the parts that two texts share, and the runs of words that differ.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use sna_core::comparison::{WordRun, WordsChange};
use sna_core::document::{Bound, Fact, Inline, Prose};

/// More tokens than this in one sentence are not compared word by word.
const MOST_TOKENS: usize = 2_000;

/// A word, a mark of punctuation, or a value taken from the data.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    /// What is printed.
    pub(super) text: String,
    /// Whether a space comes before it.
    pub(super) spaced: bool,
    /// The value, if it is one.
    pub(super) bound: Option<&'a Bound>,
}

/// One sentence.
#[derive(Debug, Clone, Default)]
pub(super) struct Phrase<'a> {
    /// Its words, in order.
    pub(super) tokens: Vec<Token<'a>>,
}

impl Phrase<'_> {
    /// The words as printed.
    pub(super) fn text(&self) -> String {
        joined(&self.tokens)
    }

    /// The words with expressions in place of their values: alike in two drafts when the author changed nothing.
    pub(super) fn shape(&self) -> String {
        let mut shape = String::new();
        for token in &self.tokens {
            match token.bound {
                Some(bound) => shape.extend(["{", &bound.expression, "} "]),
                None => shape.extend([&token.text, " "]),
            }
        }
        shape
    }

    /// The author's own words.
    pub(super) fn literal(&self) -> Vec<&str> {
        self.tokens.iter().filter(|token| token.bound.is_none()).map(|token| token.text.as_str()).collect()
    }

    /// The values in it.
    pub(super) fn values(&self) -> impl Iterator<Item = &Bound> {
        self.tokens.iter().filter_map(|token| token.bound)
    }
}

fn joined(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    for token in tokens {
        text.push_str(if token.spaced && !text.is_empty() { " " } else { "" });
        text.push_str(&token.text);
    }
    text
}

/// The sentences of one element of prose: a paragraph, or a whole list.
pub(super) fn phrases(prose: &Prose) -> Vec<Phrase<'_>> {
    match prose {
        Prose::Paragraph(content) | Prose::Heading(content) => sentences(content),
        Prose::List { items, .. } => items.iter().flatten().flat_map(phrases).collect(),
        Prose::Quote(inner) => inner.iter().flat_map(phrases).collect(),
    }
}

/// The sentences of a run of text.
pub(super) fn sentences(content: &[Inline]) -> Vec<Phrase<'_>> {
    let mut reader = Reader::default();
    reader.inlines(content);
    split(reader.tokens)
}

/// A figure and the words that continue from it.
pub(super) fn fact(fact: &Fact) -> Vec<Phrase<'_>> {
    let mut reader = Reader::default();
    reader.push(fact.figure.text.clone(), Some(&fact.figure));
    reader.spaced = true;
    reader.inlines(&fact.text);
    split(reader.tokens)
}

/// The sentences of plain text.
pub(super) fn plain_sentences(text: &str) -> Vec<Phrase<'static>> {
    let mut reader = Reader::default();
    reader.text(text);
    split(reader.tokens)
}

/// Plain text as one phrase, even if it has several sentences.
pub(super) fn plain(text: &str) -> Phrase<'static> {
    let mut reader = Reader::default();
    reader.text(text);
    Phrase { tokens: reader.tokens }
}

#[derive(Default)]
struct Reader<'a> {
    tokens: Vec<Token<'a>>,
    spaced: bool,
}

impl<'a> Reader<'a> {
    fn inlines(&mut self, content: &'a [Inline]) {
        for inline in content {
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { content: inner, .. } => {
                    self.inlines(inner);
                }
                Inline::Value(bound) => self.push(bound.text.clone(), Some(bound)),
                // It has no words of its own, and its number may change with the parts before it.
                Inline::Reference(_) => self.push("[…]".to_owned(), None),
                Inline::Break => self.spaced = true,
            }
        }
    }

    fn text(&mut self, text: &str) {
        for (at, word) in text.split(char::is_whitespace).enumerate() {
            self.spaced |= at > 0;
            let core = word.trim_matches(is_mark);
            let start = word.find(core).filter(|_| !core.is_empty()).unwrap_or(0);
            self.marks(&word[..start]);
            if !core.is_empty() {
                self.push(core.to_owned(), None);
            }
            self.marks(&word[start + core.len()..]);
        }
    }

    fn marks(&mut self, marks: &str) {
        marks.chars().for_each(|mark| self.push(mark.to_string(), None));
    }

    fn push(&mut self, text: String, bound: Option<&'a Bound>) {
        let spaced = std::mem::take(&mut self.spaced);
        self.tokens.push(Token { text, spaced, bound });
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '[' | ']' | '"' | '“' | '”' | '‘' | '’' | '\'')
}

/// A sentence ends at a full stop before a space, unless a lower-case letter follows.
fn split(tokens: Vec<Token<'_>>) -> Vec<Phrase<'_>> {
    let mut found: Vec<Phrase<'_>> = Vec::new();
    let mut ended = true;
    for token in tokens {
        let small = token.text.starts_with(char::is_lowercase);
        if found.is_empty() || (ended && token.spaced && !small) {
            found.push(Phrase::default());
        }
        ended = token.text.ends_with(['.', '!', '?']) || (ended && matches!(token.text.as_str(), ")" | "”" | "’"));
        if let Some(last) = found.last_mut() {
            last.tokens.push(token);
        }
    }
    found
}

/// The runs of words of two phrases: what is in both, in the old alone, in the new alone.
pub(super) fn runs(old: &Phrase<'_>, new: &Phrase<'_>) -> WordsChange {
    if old.tokens.len().max(new.tokens.len()) > MOST_TOKENS {
        return WordsChange(vec![WordRun::Old(old.text()), WordRun::New(new.text())]);
    }
    let mut found = Vec::new();
    for op in alike(old, new) {
        let run = |tokens: &[Token<'_>]| {
            let text: String = tokens.iter().map(|token| spaced(token) + &token.text).collect();
            Some(text).filter(|text| !text.is_empty())
        };
        let (before, after) = (run(&old.tokens[op.old_range()]), run(&new.tokens[op.new_range()]));
        match op {
            DiffOp::Equal { .. } => found.extend(after.map(WordRun::Same)),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                found.extend(before.map(WordRun::Old));
                found.extend(after.map(WordRun::New));
            }
        }
    }
    WordsChange(found)
}

fn spaced(token: &Token<'_>) -> String {
    if token.spaced { " ".to_owned() } else { String::new() }
}

fn alike<'w>(old: &'w Phrase<'_>, new: &'w Phrase<'_>) -> Vec<DiffOp> {
    let words = |tokens: &'w [Token<'_>]| tokens.iter().map(|token| token.text.as_str()).collect::<Vec<&'w str>>();
    capture_diff_slices(Algorithm::Myers, &words(&old.tokens), &words(&new.tokens))
}

/// The words that are in one only: in the old, in the new.
pub(super) fn differing(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let (old, new) = (plain(old), plain(new));
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for op in alike(&old, &new) {
        if !matches!(op, DiffOp::Equal { .. }) {
            before.extend(old.tokens[op.old_range()].iter().map(|token| token.text.clone()));
            after.extend(new.tokens[op.new_range()].iter().map(|token| token.text.clone()));
        }
    }
    (before, after)
}

/// The runs of two plain texts.
pub(super) fn plain_runs(old: &str, new: &str) -> WordsChange {
    runs(&plain(old), &plain(new))
}

/// The matching values of two phrases: by their order where the words are the same, otherwise by their expressions.
pub(super) fn values_side_by_side<'a>(old: &'a Phrase<'a>, new: &'a Phrase<'a>) -> Vec<(&'a Bound, &'a Bound)> {
    let (before, after): (Vec<&Bound>, Vec<&Bound>) = (old.values().collect(), new.values().collect());
    if before.len() == after.len() && old.literal() == new.literal() {
        return before.into_iter().zip(after).collect();
    }
    let expressions = |bounds: &[&Bound]| bounds.iter().map(|bound| bound.expression.clone()).collect::<Vec<_>>();
    let ops = capture_diff_slices(Algorithm::Myers, &expressions(&before), &expressions(&after));
    let equal = ops.into_iter().filter(|op| matches!(op, DiffOp::Equal { .. }));
    equal.flat_map(|op| op.old_range().zip(op.new_range())).map(|(from, to)| (before[from], after[to])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        let text = "Offences rose (see e.g. robbery). By 2.5% in all. No. 3 fell! Was it so?";
        let found: Vec<String> = plain_sentences(text).iter().map(Phrase::text).collect();
        assert_eq!(found, ["Offences rose (see e.g. robbery).", "By 2.5% in all.", "No.", "3 fell!", "Was it so?"]);
    }

    #[test]
    fn runs_put_together_give_either_text() {
        let (old, new) = ("Robbery fell, slightly, in Derby.", "Robbery rose (clearly) in Derby and Erewash.");
        let WordsChange(runs) = plain_runs(old, new);
        let text = |keep: fn(&WordRun) -> Option<&String>| runs.iter().filter_map(keep).cloned().collect::<String>();
        let of_old = text(|run| match run {
            WordRun::Same(words) | WordRun::Old(words) => Some(words),
            WordRun::New(_) => None,
        });
        let of_new = text(|run| match run {
            WordRun::Same(words) | WordRun::New(words) => Some(words),
            WordRun::Old(_) => None,
        });
        assert_eq!((of_old.as_str(), of_new.as_str()), (old, new));
    }
}

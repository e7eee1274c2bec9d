//! Finds the same texts in two lists: word for word, then by their shape, then by most of their words.

use std::collections::{BTreeMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::words::Phrase;

/// Texts that share less than this of their words are different texts (Dice 1945: twice the common part over the sum).
const LEAST_ALIKE: f64 = 0.4;
/// With more pairs than this, only texts near each other are compared.
const MOST_PAIRS: usize = 40_000;
/// How far apart such texts may be.
const NEAR: usize = 20;

/// The facts about a text that are compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Print {
    text: String,
    shape: String,
    /// Words and expressions, each as its hash, sorted.
    bag: Vec<u64>,
    /// Words as printed, in the same form.
    printed: Vec<u64>,
}

impl Print {
    /// The fingerprint of some sentences.
    pub(super) fn of(phrases: &[Phrase<'_>]) -> Self {
        let text = phrases.iter().map(Phrase::text).collect::<Vec<_>>().join("\n");
        let shape = phrases.iter().map(Phrase::shape).collect::<Vec<_>>().join("\n");
        let tokens = || phrases.iter().flat_map(|phrase| &phrase.tokens);
        let own = tokens().map(|token| token.bound.map_or(token.text.as_str(), |bound| bound.expression.as_str()));
        let printed = tokens().flat_map(|token| token.text.split_whitespace());
        Self { text, shape, bag: sorted(own), printed: sorted(printed) }
    }

    /// Whether the printed words are the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.text == other.text
    }

    /// Whether the author's words and expressions are the same.
    pub(super) fn has_shape_of(&self, other: &Self) -> bool {
        self.shape == other.shape
    }

    /// How much of their words two texts share, from 0 to 1.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        dice(&self.bag, &other.bag)
    }
}

/// The hashes of words with a letter or digit, in order.
fn sorted<'w>(words: impl Iterator<Item = &'w str>) -> Vec<u64> {
    let mut hashes: Vec<u64> = words.filter(|word| word.chars().any(char::is_alphanumeric)).map(hash).collect();
    hashes.sort_unstable();
    hashes
}

/// A hash with fixed keys: the same in every run, and a rare collision only makes two texts a little more alike.
fn hash(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

/// Twice the common part of two sorted lists over the sum of their lengths; 0 where both are empty.
#[expect(clippy::cast_precision_loss, reason = "lengths of texts")]
pub(super) fn dice<T: Ord>(one: &[T], other: &[T]) -> f64 {
    let (mut at, mut to, mut common) = (0, 0, 0_usize);
    while let (Some(left), Some(right)) = (one.get(at), other.get(to)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => to += 1,
            std::cmp::Ordering::Equal => (at, to, common) = (at + 1, to + 1, common + 1),
        }
    }
    let all = one.len() + other.len();
    if all == 0 { 0.0 } else { 2.0 * common as f64 / all as f64 }
}

/// Positions of the same text in two lists.
pub(super) fn pairs(old: &[Print], new: &[Print]) -> Vec<(usize, usize)> {
    let mut found = word_for_word(old, new);
    let (mut old_left, mut new_left) =
        (left(old.len(), found.iter().map(|pair| pair.0)), left(new.len(), found.iter().map(|pair| pair.1)));
    for (_, from, to) in candidates(old, new, &old_left, &new_left) {
        if old_left.contains(&from) && new_left.contains(&to) {
            found.push((from, to));
            old_left.retain(|at| *at != from);
            new_left.retain(|at| *at != to);
        }
    }
    found.sort_unstable_by_key(|pair| pair.1);
    found
}

fn left(count: usize, taken: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut free = vec![true; count];
    taken.for_each(|at| free[at] = false);
    (0..count).filter(|at| free[*at]).collect()
}

fn word_for_word(old: &[Print], new: &[Print]) -> Vec<(usize, usize)> {
    let mut waiting: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
    old.iter().enumerate().for_each(|(at, print)| waiting.entry(&print.text).or_default().push_back(at));
    let taken = new.iter().map(|print| waiting.get_mut(print.text.as_str())?.pop_front());
    taken.enumerate().filter_map(|(to, from)| Some((from?, to))).collect()
}

/// Likely pairs, the likeliest first.
fn candidates(old: &[Print], new: &[Print], old_left: &[usize], new_left: &[usize]) -> Vec<(f64, usize, usize)> {
    let near = old_left.len() * new_left.len() > MOST_PAIRS;
    let mut found = Vec::new();
    for (place, from) in old_left.iter().enumerate() {
        for (other, to) in new_left.iter().enumerate() {
            if near && place.abs_diff(other) > NEAR {
                continue;
            }
            found.extend(score(&old[*from], &new[*to]).map(|score| (score, *from, *to)));
        }
    }
    found.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    found
}

/// Texts of the same shape come first; among these, the ones that print most of the same words, such as the name of a
/// district.
fn score(old: &Print, new: &Print) -> Option<f64> {
    let likeness = old.likeness(new);
    if old.has_shape_of(new) {
        return Some(2.0 + dice(&old.printed, &new.printed));
    }
    (likeness >= LEAST_ALIKE).then_some(likeness)
}

/// Positions of the places that are out of order: all except a longest ascending run.
pub(super) fn out_of_order(places: &[usize]) -> Vec<usize> {
    if places.is_sorted() {
        return Vec::new();
    }
    let mut length = vec![1_usize; places.len()];
    let mut before = vec![None; places.len()];
    for at in 0..places.len() {
        for earlier in 0..at {
            if places[earlier] < places[at] && length[earlier] + 1 > length[at] {
                (length[at], before[at]) = (length[earlier] + 1, Some(earlier));
            }
        }
    }
    let longest = length.iter().max().copied().unwrap_or(0);
    let mut kept = vec![false; places.len()];
    let mut step = length.iter().position(|length| *length == longest);
    while let Some(at) = step {
        kept[at] = true;
        step = before[at];
    }
    (0..places.len()).filter(|at| !kept[*at]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::words::plain_sentences;
    use super::*;

    fn prints(texts: &[&str]) -> Vec<Print> {
        texts.iter().map(|text| Print::of(&plain_sentences(text))).collect()
    }

    #[test]
    fn a_text_is_found_again_only_by_most_of_its_words() {
        let old = prints(&["Robbery rose in Derby.", "Nothing else is known.", "Knives were carried by few."]);
        let new = prints(&["Knives were carried by very few.", "Cars are blue.", "Robbery rose in Derby."]);
        assert_eq!(pairs(&old, &new), [(2, 0), (0, 2)]);
    }

    #[test]
    fn only_the_item_that_moved_is_out_of_order() {
        assert_eq!(out_of_order(&[0, 1, 2]), [0; 0]);
        assert_eq!(out_of_order(&[3, 0, 1, 2]), [0]);
        assert_eq!(out_of_order(&[1, 2, 0]), [2]);
        assert_eq!(out_of_order(&[]), [0; 0]);
    }
}

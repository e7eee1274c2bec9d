//! What a printed count counts: which answer of the run, and which of its keys are added up.
//!
//! A [`Counted`] is a number together with its meaning, and both are made in one step, from an answer. So a table
//! cannot contain a count that does not say what it counts, and anybody who has the answers can add up the keys again
//! and get the number.

use std::collections::BTreeSet;
use std::iter::Sum;
use std::ops::AddAssign;

/// One value that records were counted by. The order is the order of tables: numbers and names rise, missing comes
/// last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A whole number: a year, a month (`12 * year + month - 1`), a weekday, an hour.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// A name.
    Text(String),
    /// Not recorded.
    Missing,
}

/// Which answer of a run. It is given out when the question is asked, and means nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnswerId(usize);

impl AnswerId {
    /// The answer to the question with this number in the run.
    pub fn of_question(number: usize) -> Self {
        Self(number)
    }

    /// The number of its question in the run.
    pub fn question(self) -> usize {
        self.0
    }
}

/// A dimension of the keys of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Along {
    /// A column that records or persons were counted by, by its name.
    Column(&'static str),
    /// A person's sum over one side of a question about persons.
    Sum(usize),
}

/// Whole numbers from the first to the last; without a last, all from the first up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first.
    pub from: i64,
    /// The last, if there is one.
    pub to: Option<i64>,
}

impl Span {
    /// Whether a number lies in it.
    pub fn holds(self, number: i64) -> bool {
        number >= self.from && self.to.is_none_or(|to| number <= to)
    }
}

/// Some of the keys along one dimension, described without looking at which of them occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySet {
    /// These keys.
    Only(BTreeSet<Key>),
    /// Every key except these.
    AllBut(BTreeSet<Key>),
    /// The numbers of a band.
    Band(Span),
    /// The numbers outside all of these bands.
    NoBand(Vec<Span>),
}

impl KeySet {
    /// Whether a key is one of them.
    pub fn holds(&self, key: &Key) -> bool {
        match (self, key) {
            (Self::Only(keys), key) => keys.contains(key),
            (Self::AllBut(keys), key) => !keys.contains(key),
            (Self::Band(band), Key::Number(number)) => band.holds(*number),
            (Self::NoBand(bands), Key::Number(number)) => !bands.iter().any(|band| band.holds(*number)),
            (Self::Band(_) | Self::NoBand(_), Key::Flag(_) | Key::Text(_) | Key::Missing) => false,
        }
    }

    /// The key, if there is only one.
    pub fn single(&self) -> Option<&Key> {
        match self {
            Self::Only(keys) if keys.len() == 1 => keys.first(),
            Self::Only(_) | Self::AllBut(_) | Self::Band(_) | Self::NoBand(_) => None,
        }
    }
}

/// The keys along one dimension that are added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// The dimension.
    pub along: Along,
    /// Its keys.
    pub set: KeySet,
}

impl Keys {
    /// One key.
    pub fn only(along: impl Into<Along>, key: &Key) -> Self {
        Self::any_of(along, [key.clone()])
    }

    /// Any of some keys.
    pub fn any_of(along: impl Into<Along>, keys: impl IntoIterator<Item = Key>) -> Self {
        Self { along: along.into(), set: KeySet::Only(keys.into_iter().collect()) }
    }

    /// Every key except some.
    pub fn all_but(along: impl Into<Along>, keys: impl IntoIterator<Item = Key>) -> Self {
        Self { along: along.into(), set: KeySet::AllBut(keys.into_iter().collect()) }
    }

    /// Every key except the one for not recorded.
    pub fn recorded(along: impl Into<Along>) -> Self {
        Self::all_but(along, [Key::Missing])
    }

    /// The numbers from the first to the last, or from the first up.
    pub fn band(along: impl Into<Along>, from: i64, to: Option<i64>) -> Self {
        Self { along: along.into(), set: KeySet::Band(Span { from, to }) }
    }
}

/// One answer over some of its keys: all keys along a dimension that is not named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The answer.
    pub answer: AnswerId,
    /// The keys, for each dimension that is restricted. If one dimension is restricted twice, both apply.
    pub keys: Vec<Keys>,
    /// Each count is taken this many times: -1 where it is subtracted.
    pub factor: i64,
    /// Each count of persons is multiplied by the key along this sum: their records instead of the persons.
    pub times: Option<Along>,
}

impl Term {
    /// Adds another term, if the two differ only in the listed keys of one dimension and share none of them.
    fn take_in(&mut self, other: &Self) -> bool {
        let alike = self.answer == other.answer
            && self.factor == other.factor
            && self.times == other.times
            && self.keys.len() == other.keys.len();
        if !alike {
            return false;
        }
        let mut differing = self.keys.iter_mut().zip(&other.keys).filter(|(own, other)| own != other);
        let (Some((own, other)), None) = (differing.next(), differing.next()) else { return false };
        match (&mut own.set, &other.set) {
            (KeySet::Only(keys), KeySet::Only(more)) if own.along == other.along && keys.is_disjoint(more) => {
                keys.extend(more.iter().cloned());
                true
            }
            _ => false,
        }
    }
}

/// Why a whole number in a table is not a count of records or persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCounted {
    /// A figure that a partner published, or a sum of such figures.
    Published,
    /// Residents.
    Residents,
    /// Records weighted by harm.
    Harm,
    /// Money.
    Money,
    /// A place in an order.
    Rank,
    /// Computed from counts, but not as a sum of keys: the records of those who have most, a number of places.
    WorkedOut,
}

/// What a count counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// The sum of these terms; 0 if the sum is negative.
    Sum(Vec<Term>),
    /// Nothing in the answers.
    Not(NotCounted),
}

/// A count and what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    value: u64,
    meaning: Meaning,
}

impl Counted {
    /// The value of a term. Only whoever has the answer can give it.
    pub fn term(value: u64, term: Term) -> Self {
        Self { value, meaning: Meaning::Sum(vec![term]) }
    }

    /// Zero: the sum of no terms.
    pub fn nothing() -> Self {
        Self { value: 0, meaning: Meaning::Sum(Vec::new()) }
    }

    /// A whole number that does not count records, and why.
    pub fn not(why: NotCounted, value: u64) -> Self {
        Self { value, meaning: Meaning::Not(why) }
    }

    /// The number.
    pub fn value(&self) -> u64 {
        self.value
    }

    /// What it counts.
    pub fn meaning(&self) -> &Meaning {
        &self.meaning
    }

    /// This count minus another; 0 if the other is larger.
    #[must_use]
    pub fn less(self, other: &Self) -> Self {
        let mut rest = Self { value: 0, ..self.clone() };
        let taken_away = |term: &Term| Term { factor: -term.factor, ..term.clone() };
        rest.add_meaning(match &other.meaning {
            Meaning::Sum(terms) => Meaning::Sum(terms.iter().map(taken_away).collect()),
            not @ Meaning::Not(_) => not.clone(),
        });
        Self { value: self.value.saturating_sub(other.value), ..rest }
    }

    fn add_meaning(&mut self, other: Meaning) {
        match (&mut self.meaning, other) {
            (Meaning::Sum(own), Meaning::Sum(terms)) => terms.into_iter().for_each(|term| add_term(own, term)),
            // A number that is not a sum of terms does not become one.
            (own @ Meaning::Sum(_), other) => *own = other,
            (Meaning::Not(_), _) => {}
        }
    }
}

fn add_term(terms: &mut Vec<Term>, term: Term) {
    if !terms.last_mut().is_some_and(|last| last.take_in(&term)) {
        terms.push(term);
    }
}

impl AddAssign for Counted {
    fn add_assign(&mut self, other: Self) {
        self.value += other.value;
        self.add_meaning(other.meaning);
    }
}

impl Sum for Counted {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::nothing(), |mut sum, count| {
            sum += count;
            sum
        })
    }
}

impl<'a> Sum<&'a Self> for Counted {
    fn sum<I: Iterator<Item = &'a Self>>(counts: I) -> Self {
        counts.cloned().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DISTRICT: Along = Along::Column("district");

    fn at(name: &str, value: u64) -> Counted {
        let keys = vec![Keys::only(DISTRICT, &Key::Text(name.to_owned()))];
        Counted::term(value, Term { answer: AnswerId::of_question(3), keys, factor: 1, times: None })
    }

    #[test]
    fn counts_of_one_dimension_add_up_to_one_term() {
        let sum: Counted = [at("A", 2), at("B", 5)].into_iter().sum();
        let both = Keys::any_of(DISTRICT, ["A", "B"].map(|name| Key::Text(name.to_owned())));
        assert_eq!(sum.value(), 7);
        let Meaning::Sum(terms) = sum.meaning() else { panic!("{sum:?}") };
        assert_eq!(terms.iter().map(|term| &term.keys[..]).collect::<Vec<_>>(), [&[both][..]]);
    }

    #[test]
    fn the_same_keys_twice_stay_two_terms() {
        let sum: Counted = [at("A", 2), at("A", 2)].into_iter().sum();
        assert!(matches!(sum.meaning(), Meaning::Sum(terms) if terms.len() == 2), "{sum:?}");
    }

    #[test]
    fn what_is_subtracted_has_the_opposite_sign() {
        let rest = at("A", 2).less(&at("B", 5));
        assert_eq!(rest.value(), 0, "never below zero");
        let Meaning::Sum(terms) = rest.meaning() else { panic!("{rest:?}") };
        assert_eq!(terms.iter().map(|term| term.factor).collect::<Vec<_>>(), [1, -1]);
    }

    #[test]
    fn a_sum_with_a_figure_that_counts_nothing_counts_nothing() {
        let sum: Counted = [at("A", 2), Counted::not(NotCounted::Published, 4)].into_iter().sum();
        assert_eq!((sum.value(), sum.meaning()), (6, &Meaning::Not(NotCounted::Published)));
    }

    #[test]
    fn sets_contain_their_keys() {
        let band = KeySet::Band(Span { from: 18, to: None });
        assert!(band.holds(&Key::Number(18)) && !band.holds(&Key::Number(17)) && !band.holds(&Key::Missing));
        let outside = KeySet::NoBand(vec![Span { from: 0, to: Some(17) }]);
        assert!(outside.holds(&Key::Number(18)) && !outside.holds(&Key::Number(3)) && !outside.holds(&Key::Missing));
        let recorded = Keys::recorded(DISTRICT).set;
        assert!(recorded.holds(&Key::Flag(true)) && !recorded.holds(&Key::Missing));
    }
}

//! What is asked beside the questions of a table that counts by time, to know how far its changes can be trusted: in a report on
//! a part, the records that do not say in which part they are; and how many records each person has, where records name people.

use std::collections::BTreeMap;

use super::answered::{Answered, is_time_key};
use super::categories::month_key;
use super::times::is_time;
use sna_core::document::{Along, Counted, Keys, Meaning, Repeated, Term, Unplaced};
use sna_data::query::{AnswerId, Ask, Dimension, Key, Part, PersonQuery, Persons, Query, Question, Scope, Side, Sum};
use sna_data::{Catalogue, Month};

/// Further answers about what a table counts by time. They are not answers of the table: it prints none of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// The same of the whole area, by part: for each answer about a part.
    unplaced: BTreeMap<AnswerId, (AnswerId, Dimension)>,
    /// Persons by their records: for each answer that counts records which name people.
    people: BTreeMap<AnswerId, People>,
}

/// Persons by the number of their records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct People {
    /// For each combination of keys.
    each: Persons,
    /// For each time.
    of_time: Persons,
    /// Over the whole period, where tables can put several months together.
    of_period: Option<Persons>,
}

impl Beside {
    /// Asks beside what a table has asked itself, `own`, and again by month.
    pub fn ask(ask: &mut Ask<'_>, own: &[AnswerId], catalogue: &Catalogue) -> Self {
        let mut beside = Self::default();
        for answer in ask.so_far().to_vec() {
            let Some(question) = ask.question_of(answer).cloned() else { continue };
            if let Some((whole, place)) = by_part(&question) {
                beside.unplaced.insert(answer, (ask.question(whole), place));
            }
            if own.contains(&answer) {
                beside.people.extend(people(&question, catalogue, ask).map(|people| (answer, people)));
            }
        }
        beside
    }

    /// Whether nothing was asked.
    pub(super) fn is_empty(&self) -> bool {
        self.unplaced.is_empty() && self.people.is_empty()
    }

    /// The dimension of the parts, if records can be without one.
    pub(super) fn parts(&self) -> Option<&Dimension> {
        self.unplaced.values().map(|(_, place)| place).next()
    }

    /// The records that may belong to a count, because they do not say in which part they are: over the count's own time, or over
    /// some months by the answers `by_month`.
    pub(super) fn unplaced(
        &self,
        answered: &Answered<'_>,
        counted: &Counted,
        months: Option<&[Month]>,
    ) -> Option<Unplaced> {
        let Meaning::Sum(terms) = counted.meaning() else { return None };
        let mut found = Unplaced::default();
        for term in terms {
            let is_by_month =
                months.is_none() || term.keys.iter().any(|keys| keys.along == Along::from(&Dimension::Month));
            let answer = if is_by_month { term.answer } else { answered.monthly(term.answer)? };
            let (whole, place) = self.unplaced.get(&answer)?;
            let keys = keys_over(term, months);
            let sum = |keys: Vec<Keys>| sum_of(answered, *whole, term, keys);
            let without = || Keys::only(place, &Key::Missing);
            let own: Vec<Keys> = keys.iter().filter(|keys| keys.along != place.into()).cloned().collect();
            let times: Vec<Keys> = keys.iter().filter(|keys| is_time_key(keys)).cloned().collect();
            found.count += signed(term, sum(own.iter().cloned().chain([without()]).collect()));
            found.of += signed(term, sum(own));
            found.all.0 = found.all.0.max(sum(times.iter().cloned().chain([without()]).collect()));
            found.all.1 = found.all.1.max(sum(times));
        }
        Some(found)
    }

    /// By how much repeated records of the same people widen a count's variance; `None` where records name no people.
    pub(super) fn repeated(&self, answered: &Answered<'_>, counted: &Counted) -> Option<Repeated> {
        let Meaning::Sum(terms) = counted.meaning() else { return None };
        let mut found = Repeated::default();
        for term in terms {
            let people = self.people.get(&term.answer).filter(|_| term.factor == 1 && term.times.is_none())?;
            let records = answered[term.answer].sum(term.keys.clone()).value();
            found.records += records;
            found.excess += people.excess(answered, term, records);
        }
        Some(found)
    }
}

impl People {
    /// The sum over people of `n² - n`, `n` being their records behind a term.
    ///
    /// Where a term puts several keys together, such as the ages of a band, a person's records under different keys count
    /// together. They are then taken to repeat at least as much as all records of the time do; where it puts months together, at
    /// least as much as all records of the period do.
    fn excess(&self, answered: &Answered<'_>, term: &Term, records: u64) -> u64 {
        let each = excess(answered, self.each, &term.keys);
        let times: Vec<Keys> = term.keys.iter().filter(|keys| is_time_key(keys)).cloned().collect();
        let at_least = |persons: Persons, keys: Vec<Keys>| {
            let (excess, all) = (excess(answered, persons, &keys), answered[term.answer].sum(keys).value());
            let share = (u128::from(excess) * u128::from(records)).div_ceil(u128::from(all.max(1)));
            each.max(u64::try_from(share).unwrap_or(u64::MAX))
        };
        match self.of_period.filter(|_| times.iter().any(|keys| keys.set.single().is_none())) {
            Some(of_period) => at_least(of_period, Vec::new()),
            None if self.each == self.of_time || is_of_single_keys(answered, self.each, term) => each,
            None => at_least(self.of_time, times),
        }
    }
}

/// Whether a term has one key along every dimension that is no time.
fn is_of_single_keys(answered: &Answered<'_>, persons: Persons, term: &Term) -> bool {
    let along = answered[persons.answer].dimensions();
    let mut others = along.iter().filter(|along| **along != persons.records && !is_time_along(**along));
    others.all(|along| term.keys.iter().any(|keys| keys.along == *along && keys.set.single().is_some()))
}

fn is_time_along(along: Along) -> bool {
    is_time_key(&Keys::any_of(along, []))
}

fn excess(answered: &Answered<'_>, persons: Persons, keys: &[Keys]) -> u64 {
    let counts = &answered[persons.answer];
    let of_line = |line: sna_data::query::Line<'_>| {
        let records = u64::try_from(line.number(persons.records).unwrap_or(0)).unwrap_or(0);
        line.count.saturating_mul(records.saturating_mul(records.saturating_sub(1)))
    };
    counts.lines_in(keys).map(of_line).fold(0, u64::saturating_add)
}

/// A term's keys, with these months in place of its own time.
fn keys_over(term: &Term, months: Option<&[Month]>) -> Vec<Keys> {
    let Some(months) = months else { return term.keys.clone() };
    let others = term.keys.iter().filter(|keys| !is_time_key(keys)).cloned();
    let months = Keys::any_of(&Dimension::Month, months.iter().map(|month| month_key(*month)));
    others.chain([months]).collect()
}

fn sum_of(answered: &Answered<'_>, answer: AnswerId, term: &Term, keys: Vec<Keys>) -> u64 {
    let counts = &answered[answer];
    match term.times {
        Some(sum) => counts.sum_of(sum, keys).value(),
        None => counts.sum(keys).value(),
    }
}

/// What a term adds; one that is subtracted leaves nothing open.
fn signed(term: &Term, sum: u64) -> u64 {
    if term.factor > 0 { sum } else { 0 }
}

/// The same question about the whole area, by part and time, with the dimension of the parts; `None` for a question that is not
/// about one part or not by time.
fn by_part(question: &Question) -> Option<(Question, Dimension)> {
    let place = |part: &Part| part.name().and_then(|_| Dimension::named(part.dimension));
    let whole = |scope: &Scope| Scope { part: None, ..scope.clone() };
    match question {
        Question::Records(query) => {
            let place = place(query.scope.part.as_ref()?)?;
            let group_by = times_and_part(&query.group_by, &place)?;
            Some((Question::Records(Query { scope: whole(&query.scope), group_by, ..query.clone() }), place))
        }
        Question::Persons(query) => {
            let part = query.sides.first()?.part()?;
            let place = place(part).filter(|_| query.sides.iter().all(|side| side.part() == Some(part)))?;
            let per = times_and_part(&query.per, &place)?;
            let side =
                |side: &Side| Side { scope: side.scope.as_ref().map(whole), only_in_part: false, ..side.clone() };
            let sides = query.sides.iter().map(side).collect();
            Some((Question::Persons(PersonQuery { sides, per, by: query.by.clone() }), place))
        }
    }
}

/// Times, the part, and then what else is counted by; `None` where nothing is counted by time.
fn times_and_part(by: &[Dimension], place: &Dimension) -> Option<Vec<Dimension>> {
    let (times, others): (Vec<Dimension>, Vec<Dimension>) = by.iter().cloned().partition(is_time);
    let others = others.into_iter().filter(|other| other != place);
    (!times.is_empty()).then(|| times.into_iter().chain([place.clone()]).chain(others).collect())
}

/// The people behind a question about records by time, by the number of their records.
fn people(question: &Question, catalogue: &Catalogue, ask: &mut Ask<'_>) -> Option<People> {
    let Question::Records(query) = question else { return None };
    let source = catalogue.sources.get(&query.source)?;
    let (times, others): (Vec<Dimension>, Vec<Dimension>) = query.group_by.iter().cloned().partition(is_time);
    if times.is_empty() || !source.columns.contains(&"person_id") {
        return None;
    }
    let side = || Side::new(&query.source, Some(query.scope.clone()), Sum::Records).in_part();
    let is_by_month = times.contains(&Dimension::Month);
    let of_period = is_by_month.then(|| ask.persons_of(side(), Vec::new(), Vec::new()));
    let of_time = ask.persons_of(side(), times.clone(), Vec::new());
    let each = match others.is_empty() {
        true => of_time,
        false => ask.persons_of(side(), times.into_iter().chain(others).collect(), Vec::new()),
    };
    Some(People { each, of_time, of_period })
}

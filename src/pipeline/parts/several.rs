//! How many persons belong to several parts of the whole: their parts add up to more than the whole.

use std::collections::BTreeMap;

use sna_data::query::{Along, AnswerId, Answers, Ask, Keys, Part, PartValue, PersonQuery, Question, Side, Sum};

/// The persons of a source, and how many of them belong to several parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfSeveral {
    /// Name of the source.
    pub source: String,
    /// All its persons that a table counts.
    pub persons: u64,
    /// Those who belong to several parts; what lies in none is one part more.
    pub in_several: u64,
}

/// A question about the number of parts to which each person belongs.
pub(super) struct AskedSeveral {
    source: String,
    answer: AnswerId,
    parts: Along,
}

/// Asks to how many parts the persons of some questions about the whole belong.
pub(super) fn ask<'q>(
    rest: &Part,
    questions: impl Iterator<Item = &'q Question>,
    ask: &mut Ask<'_>,
) -> Vec<AskedSeveral> {
    let PartValue::NoneOf(names) = &rest.value else { return Vec::new() };
    let mut sides: Vec<Side> = Vec::new();
    for side in questions.filter_map(one_set) {
        let sum = Sum::Parts { dimension: rest.dimension, names: names.clone() };
        let parts = Side::new(&side.source, side.scope.clone(), sum);
        if rest.is_place() && !sides.contains(&parts) {
            sides.push(parts);
        }
    }
    let asked = |side: Side| {
        let (source, mut query) = (side.source.clone(), PersonQuery::default());
        let parts = query.side(side);
        AskedSeveral { source, answer: ask.persons(query), parts }
    };
    sides.into_iter().map(asked).collect()
}

/// The set of records of a question about persons that asks about one set, over the whole time.
fn one_set(question: &Question) -> Option<&Side> {
    let Question::Persons(query) = question else { return None };
    let (first, rest) = query.sides.split_first()?;
    let is_one = rest.iter().all(|side| (&side.source, &side.scope) == (&first.source, &first.scope));
    (is_one && query.per.is_empty()).then_some(first)
}

/// The persons of each source: of several sets of its records, the one with most persons.
pub(super) fn of_sources(asked: &[AskedSeveral], answers: &Answers) -> Vec<OfSeveral> {
    let mut sources: BTreeMap<&str, OfSeveral> = BTreeMap::new();
    for asked in asked {
        let counts = &answers[asked.answer];
        let in_several = counts.sum([Keys::band(asked.parts, 2, None)]).value();
        let own = OfSeveral { source: asked.source.clone(), persons: counts.total(), in_several };
        let known = sources.entry(&asked.source).or_insert_with(|| own.clone());
        if own.persons > known.persons {
            *known = own;
        }
    }
    sources.into_values().collect()
}

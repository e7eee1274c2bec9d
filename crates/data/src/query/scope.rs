//! Which records a question is about. Scopes nest: a section's scope is its parent's with further conditions.

use super::Key;
use super::quoted;
use crate::{DISTRICT, OFFENCES, Period, Predicate, Years};
use sna_core::columns::is_place;

/// A filter over records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Name of the source that is counted where a measure names none, if it is not the offences.
    pub of: Option<String>,
    /// The period.
    pub period: Period,
    /// The part of the whole area that the scope is about: one district, one ward, one group of offences.
    pub part: Option<Part>,
    /// Whether it is about the whole even in a report of one part.
    pub whole: bool,
    /// Name and condition of the definition.
    pub definition: Option<(String, Predicate)>,
    /// Further conditions, all of which must be true.
    pub conditions: Vec<Predicate>,
    /// Which years tables count by, where they name no other.
    pub years: Years,
}

/// A part of the whole: the records with one value of a dimension, or with none of some values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Name of the dimension: `district`.
    pub dimension: &'static str,
    /// Which of its values.
    pub value: PartValue,
}

/// Which values of a dimension make a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartValue {
    /// This value.
    Is(String),
    /// No value, or none of these: what is left next to parts of their own.
    NoneOf(Vec<String>),
}

impl Part {
    /// The records with one value of a dimension.
    pub fn is(dimension: &'static str, value: &str) -> Self {
        Self { dimension, value: PartValue::Is(value.to_owned()) }
    }

    /// The one value, if the part has one.
    pub fn name(&self) -> Option<&str> {
        match &self.value {
            PartValue::Is(name) => Some(name),
            PartValue::NoneOf(_) => None,
        }
    }

    /// Whether it is a place. The same people are in several places: persons are put together over all of them.
    pub fn is_place(&self) -> bool {
        is_place(self.dimension)
    }

    /// Whether a record with this value lies in it.
    pub fn holds(&self, key: &Key) -> bool {
        let is = |name: &String| matches!(key, Key::Text(text) if text == name);
        match &self.value {
            PartValue::Is(name) => is(name),
            PartValue::NoneOf(names) => !names.iter().any(is),
        }
    }

    /// Portable SQL.
    pub(super) fn sql(&self) -> String {
        let dimension = self.dimension;
        match &self.value {
            PartValue::Is(name) => format!("{dimension} = {}", quoted(name)),
            PartValue::NoneOf(names) => {
                let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
                format!("({dimension} IS NULL OR {dimension} NOT IN ({}))", names.join(", "))
            }
        }
    }
}

/// One condition of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The date lies in the period.
    Period(Period),
    /// The record lies in this part of the whole.
    Part(Part),
    /// The record meets the definition with this condition.
    Definition(Predicate),
    /// The record meets this condition of an author.
    Further(Predicate),
}

impl Scope {
    /// Name of the source that is counted where a measure names none.
    pub fn source(&self) -> &str {
        self.of.as_deref().unwrap_or(OFFENCES)
    }

    /// The district, if the scope is one district's.
    pub fn district(&self) -> Option<&str> {
        self.part.as_ref().filter(|part| part.dimension == DISTRICT).and_then(Part::name)
    }

    /// The same scope in a report of one part: within the part, unless it is about the whole or about a part of its own.
    #[must_use]
    pub fn within(&self, part: &Part) -> Self {
        let own = self.whole || self.part.is_some();
        Self { part: if own { self.part.clone() } else { Some(part.clone()) }, ..self.clone() }
    }

    /// The scope's conditions, in the order in which a record is asked about them.
    pub fn all_conditions(&self) -> Vec<Condition> {
        let part = self.part.clone().map(Condition::Part);
        let definition = self.definition.clone().map(|(_, condition)| Condition::Definition(condition));
        let further = self.conditions.iter().cloned().map(Condition::Further);
        [Condition::Period(self.period)].into_iter().chain(part).chain(definition).chain(further).collect()
    }
}

impl Condition {
    /// The author's condition, if it is one.
    pub fn authored(&self) -> Option<&Predicate> {
        match self {
            Self::Definition(condition) | Self::Further(condition) => Some(condition),
            Self::Period(_) | Self::Part(_) => None,
        }
    }

    /// Portable SQL.
    pub fn sql(&self) -> String {
        match self {
            Self::Period(period) => format!("date BETWEEN DATE '{}' AND DATE '{}'", period.first, period.last),
            Self::Part(part) => part.sql(),
            Self::Definition(condition) | Self::Further(condition) => format!("({})", condition.sql()),
        }
    }
}

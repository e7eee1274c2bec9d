//! What is counted for questions about persons. The same question about each of many parts is counted once, for all of them.

use super::engine::Grouped;
use super::{Condition, Dimension, Key, Part, PartValue, PersonQuery, Question, Side, Sum};

/// Persons counted over the whole, and which of them belong where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    pub sides: Vec<TallySide>,
    pub per: Vec<Dimension>,
    pub by: Vec<Dimension>,
    /// Who is counted; everybody if there are no parts.
    pub members: Option<Members>,
    /// From which records the members are put together.
    pub gathered: Gathered,
}

/// From which records the persons of a part are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gathered {
    /// All, in the part or not.
    Everywhere,
    /// Those in the part.
    InPart,
}

/// The records of a side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TallySide {
    pub source: String,
    /// Apart from the part that persons belong to.
    pub conditions: Vec<Condition>,
    pub sum: Sum,
    pub reach: Reach,
}

/// What a record of a side has to do with parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Nothing: the side is about the whole.
    Whole,
    /// Its person belongs to the part in which it is, and it is summed for all the person's parts.
    Belongs,
    /// Its person belongs to the part in which it is, and it is summed for this part only.
    OnlyInPart,
}

/// The persons who are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Members {
    /// Those of each value of a dimension, separately: the value is the first key of the answer.
    OfEach(&'static str),
    /// Those of one part.
    Of(Part),
}

impl Members {
    /// The column that says where a record is.
    pub(super) fn dimension(&self) -> &'static str {
        match self {
            Self::OfEach(dimension) => dimension,
            Self::Of(part) => part.dimension,
        }
    }
}

/// Everything that is counted for the questions of a run.
#[derive(Debug, Default)]
pub(super) struct Tallies {
    /// Each once.
    pub all: Vec<Tally>,
    /// The questions that they answer.
    asked: Vec<AskedTally>,
}

/// Where the answer to a question is.
#[derive(Debug)]
struct AskedTally {
    question: usize,
    tally: usize,
    /// The value of the dimension whose persons are asked for.
    value: Option<String>,
}

impl Tallies {
    /// What must be counted for some questions.
    pub(super) fn of(questions: &[Question]) -> Self {
        let mut tallies = Self::default();
        for (question, query) in questions.iter().enumerate() {
            let Question::Persons(query) = query else { continue };
            let (tally, value) = (Tally::of(query), value_of(query));
            let at = tallies.all.iter().position(|known| *known == tally).unwrap_or_else(|| {
                tallies.all.push(tally);
                tallies.all.len() - 1
            });
            tallies.asked.push(AskedTally { question, tally: at, value });
        }
        tallies
    }

    /// Puts the answer to each question in its place.
    pub(super) fn hand_out(&self, counted: &[Grouped], answers: &mut [Grouped]) {
        for asked in &self.asked {
            let counted = &counted[asked.tally];
            answers[asked.question] = match &asked.value {
                None => counted.clone(),
                Some(value) => counted.of_first(&Key::Text(value.clone())),
            };
        }
    }
}

impl Grouped {
    /// The counts with this first key, without it.
    fn of_first(&self, first: &Key) -> Self {
        let inside = self.0.range(vec![first.clone()]..).take_while(|(keys, _)| keys.first() == Some(first));
        Self(inside.map(|(keys, count)| (keys[1..].to_vec(), *count)).collect())
    }
}

/// The one value of the part that a question is about.
fn value_of(query: &PersonQuery) -> Option<String> {
    query.place().or_else(|| common_part(query)).and_then(Part::name).map(str::to_owned)
}

/// The one value, not of a place, in which all sides of a question lie. A person has a separate sum in each.
fn common_part(query: &PersonQuery) -> Option<&Part> {
    let first = query.sides.first()?.part()?;
    let is_one = query.sides.iter().all(|side| side.part() == Some(first));
    (is_one && !first.is_place() && first.name().is_some()).then_some(first)
}

impl Tally {
    fn of(query: &PersonQuery) -> Self {
        let (place, common) = (query.place(), common_part(query));
        let part = place.or(common);
        let members = part.map(|part| match &part.value {
            PartValue::Is(_) => Members::OfEach(part.dimension),
            PartValue::NoneOf(_) => Members::Of(part.clone()),
        });
        let sides = query.sides.iter().map(|side| TallySide::of(side, part)).collect();
        let gathered = if common.is_some() { Gathered::InPart } else { Gathered::Everywhere };
        Self { sides, per: query.per.clone(), by: query.by.clone(), members, gathered }
    }
}

impl TallySide {
    fn of(side: &Side, part: Option<&Part>) -> Self {
        let reach = match part.is_some() && side.part() == part {
            false => Reach::Whole,
            true if side.only_in_part && part.is_some_and(Part::is_place) => Reach::OnlyInPart,
            true => Reach::Belongs,
        };
        let conditions = side.conditions_beyond(part);
        Self { source: side.source.clone(), conditions, sum: side.sum.clone(), reach }
    }
}

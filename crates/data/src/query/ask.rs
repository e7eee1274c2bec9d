//! Where questions are asked: each returns the name of its answer.

use std::collections::BTreeSet;

use super::engine::Questions;
use super::{Along, AnswerId, Dimension, PersonQuery, Query, Question, Scope, Side};
use crate::SourceFrame;

/// Adds the questions of one table to the run.
pub struct Ask<'r> {
    run: &'r mut Questions,
    asked: Vec<AnswerId>,
}

/// A question about persons by the number of their records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Persons {
    /// The answer: how many persons.
    pub answer: AnswerId,
    /// How many records each of them has, wherever they are, as a dimension of the answer.
    pub records: Along,
    /// How many of them are in the part that is asked about; all of them if none is.
    pub in_part: Along,
}

impl<'r> Ask<'r> {
    /// Starts the next table of a run.
    pub fn new(run: &'r mut Questions) -> Self {
        Self { run, asked: Vec::new() }
    }

    /// How many records of a source lie in a scope, by some dimensions.
    pub fn records(
        &mut self,
        source: &SourceFrame,
        scope: &Scope,
        by: impl IntoIterator<Item = Dimension>,
    ) -> AnswerId {
        let group_by = by.into_iter().collect();
        self.question(Question::Records(Query { source: source.name.clone(), scope: scope.clone(), group_by }))
    }

    /// How many persons have each combination of what is known of them and of their sums.
    pub fn persons(&mut self, query: PersonQuery) -> AnswerId {
        self.question(Question::Persons(query))
    }

    /// How many persons there are on one side, by their sums over it. A person counts once in each of `per`; `by` is known of
    /// the person.
    pub fn persons_of(&mut self, side: Side, per: Vec<Dimension>, by: Vec<Dimension>) -> Persons {
        let mut query = PersonQuery { sides: Vec::new(), per, by };
        let records = query.side(side);
        Persons { answer: self.persons(query), records, in_part: records }
    }

    /// The same, also by the records of each person that are in the part which the side is about.
    pub fn persons_and_records(&mut self, side: Side, per: Vec<Dimension>) -> Persons {
        let mut query = PersonQuery { sides: Vec::new(), per, by: Vec::new() };
        let records = query.side(side.clone());
        let in_part = query.side_in_part(side, records);
        Persons { answer: self.persons(query), records, in_part }
    }

    /// Any question.
    pub fn question(&mut self, question: Question) -> AnswerId {
        self.run.queries.push(question);
        let answer = AnswerId::of_question(self.run.queries.len() - 1);
        self.asked.push(answer);
        answer
    }

    /// What was asked for this table so far, in order.
    pub fn so_far(&self) -> &[AnswerId] {
        &self.asked
    }

    /// The question that an answer will answer.
    pub fn question_of(&self, answer: AnswerId) -> Option<&Question> {
        self.run.queries.get(answer.question())
    }

    /// What was asked for this table, in order.
    pub fn asked(self) -> Vec<AnswerId> {
        self.asked
    }
}

impl Questions {
    /// Some questions of the run, by their answers.
    pub fn of<'q>(&'q self, answers: &'q [AnswerId]) -> impl Iterator<Item = &'q Question> {
        answers.iter().filter_map(|answer| self.queries.get(answer.question()))
    }

    /// The question that an answer answers, if it is about records.
    pub fn records(&self, answer: AnswerId) -> Option<&Query> {
        match self.queries.get(answer.question())? {
            Question::Records(query) => Some(query),
            Question::Persons(_) => None,
        }
    }

    /// The question that an answer answers.
    pub fn question(&self, answer: AnswerId) -> Option<&Question> {
        self.queries.get(answer.question())
    }

    /// The names of all sources that are asked.
    pub fn sources(&self) -> BTreeSet<&str> {
        self.queries.iter().flat_map(Question::sources).collect()
    }
}

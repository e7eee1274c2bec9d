//! The answers of a run.

use std::collections::BTreeSet;
use std::ops::Index;

use super::engine::{Audit, AuditAnswer, Grouped, Questions};
use super::{AnswerId, Counts, Question};
use crate::{Catalogue, Month, OFFENCES, SourceFrame};
use sna_core::document::{Counted, Meaning, Term};

/// The answers to all questions of a run, each found by what was returned when its question was asked.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    questions: Vec<Question>,
    pub(super) counts: Vec<Counts>,
    audits: Vec<(Audit, AuditAnswer)>,
}

impl Index<AnswerId> for Answers {
    type Output = Counts;

    fn index(&self, answer: AnswerId) -> &Counts {
        &self.counts[answer.question()]
    }
}

impl Answers {
    /// One group of counts and one audit for each question, in their order.
    pub fn new(questions: &Questions, counts: Vec<Grouped>, audits: Vec<AuditAnswer>) -> Self {
        let of_question = |(number, (question, counts)): (usize, (&Question, Grouped))| {
            Counts::new(AnswerId::of_question(number), question, counts)
        };
        Self {
            questions: questions.queries.clone(),
            counts: questions.queries.iter().zip(counts).enumerate().map(of_question).collect(),
            audits: questions.audits.iter().cloned().zip(audits).collect(),
        }
    }

    /// What became of every row, if that was asked.
    pub fn audit(&self, audit: &Audit) -> Option<&AuditAnswer> {
        self.audits.iter().find(|(asked, _)| asked == audit).map(|(_, answer)| answer)
    }

    /// The questions that some answers answer.
    pub fn questions(&self, answers: &[AnswerId]) -> impl Iterator<Item = &Question> {
        answers.iter().map(|answer| &self.questions[answer.question()])
    }

    /// The months in which any source of some questions has records. Records that belong to offences are in the
    /// offences' months: a month of offences without a victim is a true zero.
    pub fn months_covered(&self, answers: &[AnswerId], catalogue: &Catalogue) -> BTreeSet<Month> {
        let sources: BTreeSet<&str> = self.questions(answers).flat_map(Question::sources).collect();
        let linked = |name: &&str| catalogue.sources.get(*name).is_some_and(SourceFrame::belongs_to_offences);
        let of_offences = sources.iter().any(linked);
        let counts =
            |audit: &Audit| sources.contains(audit.source.as_str()) || (of_offences && audit.source == OFFENCES);
        let answered = self.audits.iter().filter(|(audit, _)| counts(audit));
        answered.flat_map(|(_, answer)| answer.months.keys().copied()).collect()
    }

    /// What a printed count comes to when its keys are added up again; `None` if it is not a sum of keys.
    pub fn add_up(&self, counted: &Counted) -> Option<u64> {
        let Meaning::Sum(terms) = counted.meaning() else { return None };
        let sum: i128 = terms.iter().map(|term| self.come_to(term)).sum();
        Some(u64::try_from(sum).unwrap_or(0))
    }

    fn come_to(&self, term: &Term) -> i128 {
        let counts = &self[term.answer];
        let lines = counts.lines().filter(|line| term.keys.iter().all(|keys| line.lies_in(keys)));
        let times = |line: &super::Line<'_>| term.times.map_or(1, |sum| line.number(sum).unwrap_or(0));
        lines.map(|line| i128::from(line.count) * i128::from(times(&line)) * i128::from(term.factor)).sum()
    }
}

//! The answers of a run.

use std::collections::BTreeMap;
use std::ops::Index;

use super::engine::{Audit, AuditAnswer, Grouped, Questions};
use super::watch::Watched;
use super::{AnswerId, Counts, Question, Scope};
use crate::{Catalogue, Covered, OFFENCES, SourceFrame, Stop};
use sna_core::document::{Counted, Meaning, Term};

/// The answers to all questions of a run, each found by what was returned when its question was asked.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    questions: Vec<Question>,
    pub(super) counts: Vec<Counts>,
    audits: Vec<(Audit, AuditAnswer)>,
    /// By source, the months in which the supply of records seems to have stopped.
    stops: BTreeMap<String, Vec<Stop>>,
    /// By source, the columns that are watched.
    watched: BTreeMap<String, Vec<Watched>>,
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
            stops: BTreeMap::new(),
            watched: BTreeMap::new(),
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

    /// The same, with the months in which the supply of each source seems to have stopped.
    pub(super) fn with_stops(self, stops: BTreeMap<String, Vec<Stop>>) -> Self {
        Self { stops, ..self }
    }

    /// The same, with the columns of each source that are watched.
    pub(super) fn with_watched(self, watched: BTreeMap<String, Vec<Watched>>) -> Self {
        Self { watched, ..self }
    }

    /// What the records behind some answers cover. Records that belong to offences cover what the offences do: a month of
    /// offences without a victim is a true zero.
    pub fn covered(&self, answers: &[AnswerId], catalogue: &Catalogue) -> Covered {
        let covered = self.questions(answers).flat_map(|question| {
            let sources = question.sources().into_iter().filter_map(|name| catalogue.sources.get(name));
            sources.map(|source| self.covered_by(source, question)).collect::<Vec<_>>()
        });
        covered.reduce(Covered::and).unwrap_or_else(Covered::all_time)
    }

    fn covered_by(&self, source: &SourceFrame, question: &Question) -> Covered {
        let stops = |name: &str| self.stops.get(name).map_or(&[][..], Vec::as_slice);
        let mut all = stops(&source.name).to_vec();
        if source.belongs_to_offences() {
            all.extend_from_slice(stops(OFFENCES));
        }
        let offences = source.belongs_to_offences().then_some(OFFENCES);
        let watched = [Some(source.name.as_str()), offences].into_iter().flatten();
        let turned = watched.filter_map(|name| self.watched.get(name)).flat_map(|own| question.turned(own));
        let stated = source.supply.breaks.iter().filter(|told| question.is_concerned_by(told)).cloned();
        let covered = Covered::of_source(&source.supply, &all, stated.chain(turned).collect());
        match question.scope().and_then(Scope::district) {
            Some(district) => covered.in_area(district),
            None => covered,
        }
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

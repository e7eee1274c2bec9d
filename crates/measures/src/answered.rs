//! What a measure makes its table of: the answers to its questions, and the days that the records behind them cover.

use std::collections::BTreeMap;
use std::ops::Index;

use sna_core::document::{Along, Counted, Keys, Meaning, Term};
use sna_data::query::{AnswerId, Answers, Ask, Counts, Dimension, Question};
use sna_data::{Catalogue, Covered, Days, Month, Period};

use super::beside::Beside;
use super::categories::month_key;
use super::setting::At;
use super::times::{Pair, is_year, pair};

/// The answers to a table's questions.
pub struct Answered<'a> {
    answers: &'a Answers,
    /// What the records of the table's sources cover.
    pub covered: Covered,
    by_month: ByMonth,
    /// What was asked to know how far its changes can be trusted.
    pub(super) beside: Beside,
}

/// For answers by year, the answers to the same questions by month: to count the same months of two years.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByMonth(BTreeMap<AnswerId, AnswerId>);

impl ByMonth {
    /// Asks again by month what a table asked by year, where a year is not wholly covered.
    pub fn ask(ask: &mut Ask<'_>, catalogue: &Catalogue) -> Self {
        let asked = ask.so_far().to_vec();
        let by_month = asked.into_iter().filter_map(|answer| {
            let monthly = monthly(ask.question_of(answer)?, catalogue)?;
            Some((answer, ask.question(monthly)))
        });
        Self(by_month.collect())
    }
}

/// The question by month in place of a year that its source covers only in part.
fn monthly(question: &Question, catalogue: &Catalogue) -> Option<Question> {
    let Question::Records(query) = question else { return None };
    let source = catalogue.sources.get(&query.source)?;
    let days = source.supply.of_all().within(query.scope.period);
    let is_part = |dimension: &Dimension| {
        is_year(dimension)
            && super::times::periods(dimension, query.scope.period).any(|year| days.days_in(year) != year.days())
    };
    if !query.group_by.iter().any(is_part) {
        return None;
    }
    let group_by = query.group_by.iter().map(|by| if is_year(by) { Dimension::Month } else { by.clone() });
    Some(Question::Records(sna_data::query::Query { group_by: group_by.collect(), ..query.clone() }))
}

impl<'a> Answered<'a> {
    /// The answers of a run, and what the sources of one table cover.
    pub fn new(answers: &'a Answers, covered: Covered, by_month: ByMonth) -> Self {
        Self { answers, covered, by_month, beside: Beside::default() }
    }

    /// The same, with what was asked to know how far changes can be trusted.
    #[must_use]
    pub fn with(self, beside: Beside) -> Self {
        Self { beside, ..self }
    }

    /// The answer by month to a question that was asked by year.
    pub(super) fn monthly(&self, answer: AnswerId) -> Option<AnswerId> {
        self.by_month.0.get(&answer).copied()
    }

    /// What a count by year comes to over some months only; `None` where it is not a sum of records by year, or was not asked
    /// by month.
    pub(super) fn in_months(&self, counted: &Counted, months: &[Month]) -> Option<u64> {
        let Meaning::Sum(terms) = counted.meaning() else { return None };
        let of_terms: Option<i128> = terms.iter().map(|term| self.term_in_months(term, months)).sum();
        u64::try_from(of_terms?.max(0)).ok()
    }

    /// The counts of two times in a row or column, by its key, that can be compared: as they are where both times are covered, otherwise those of the same months;
    /// `None` where nothing is alike, or the recording changed in between.
    pub(super) fn comparable(
        &self,
        at: &At<'_>,
        (of, days): (&str, &Days),
        (before, from): (&Counted, Period),
        (after, to): (&Counted, Period),
    ) -> Option<(u64, u64)> {
        let mut breaks = self.covered.breaks.iter().filter(|told| told.of.as_deref() == Some(of));
        if breaks.any(|told| told.parts(from, to)) {
            return None;
        }
        match pair(days, at.scope.period, (from, to)) {
            Pair::Whole => Some((before.value(), after.value())),
            Pair::SameMonths(earlier, later) => {
                Some((self.in_months(before, &earlier)?, self.in_months(after, &later)?))
            }
            Pair::Unlike => None,
        }
    }

    fn term_in_months(&self, term: &Term, months: &[Month]) -> Option<i128> {
        let is_month = |keys: &&Keys| keys.along == Along::from(&Dimension::Month);
        // Twelve months up to one are counted by month as it is.
        let by_month = match term.keys.iter().any(|keys| is_month(&keys)) {
            true => term.answer,
            false => self.monthly(term.answer)?,
        };
        let counts = &self[by_month];
        let is_time = |keys: &&Keys| is_month(keys) || matches!(keys.along, Along::Column("financial_year" | "year"));
        if term.times.is_some() || !term.keys.iter().any(|keys| is_time(&keys)) {
            return None;
        }
        let others = term.keys.iter().filter(|keys| !is_time(keys)).cloned();
        let months = Keys::any_of(&Dimension::Month, months.iter().map(|month| month_key(*month)));
        Some(i128::from(counts.sum(others.chain([months])).value()) * i128::from(term.factor))
    }
}

/// Whether keys are of a time.
pub(super) fn is_time_key(keys: &Keys) -> bool {
    matches!(keys.along, Along::Column("financial_year" | "year" | "quarter" | "month"))
}

impl Index<AnswerId> for Answered<'_> {
    type Output = Counts;

    fn index(&self, answer: AnswerId) -> &Counts {
        &self.answers[answer]
    }
}

//! What a measure makes its table of: the answers to its questions, and the months that the records behind them cover.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Index;

use super::categories::month_key;
use sna_data::query::{AnswerId, Answers, Counts, Dimension, Key};
use sna_data::{Month, Period};

/// The answers to a table's questions.
pub struct Answered<'a> {
    answers: &'a Answers,
    /// The months in which the table's sources have any records.
    pub months: Months,
}

impl<'a> Answered<'a> {
    /// The answers of a run, and the months that the sources of one table cover.
    pub fn new(answers: &'a Answers, months: BTreeSet<Month>) -> Self {
        Self { answers, months: Months(months) }
    }
}

impl Index<AnswerId> for Answered<'_> {
    type Output = Counts;

    fn index(&self, answer: AnswerId) -> &Counts {
        &self.answers[answer]
    }
}

/// Months in which sources have any records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Months(pub(super) BTreeSet<Month>);

impl Months {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first of them.
    pub fn first(&self) -> Option<&Month> {
        self.0.first()
    }

    /// Whether a month is one of them.
    pub fn contains(&self, month: Month) -> bool {
        self.0.contains(&month)
    }

    /// Whether they include any month of a category of time. A category of anything else is always covered: no record there is
    /// a true zero.
    pub fn cover(&self, dimension: &Dimension, key: &Key) -> bool {
        let any = |key_of: fn(&Month) -> Key| self.0.iter().any(|month| key_of(month) == *key);
        match dimension {
            Dimension::FinancialYear => any(|month| Key::Number(month.financial_year().0.into())),
            Dimension::Year => any(|month| Key::Number(month.year.into())),
            Dimension::Month => any(|month| month_key(*month)),
            Dimension::Weekday | Dimension::Hour | Dimension::Age(_) | Dimension::Column(_) => true,
        }
    }

    /// A note on the years that the period or the sources cover only in part; none if all are whole.
    pub fn years_in_part(&self, period: Period, dimension: &Dimension) -> Option<String> {
        let year_of = |month: &Month| match dimension {
            Dimension::FinancialYear => Some(month.financial_year().label()),
            Dimension::Year => Some(month.year.to_string()),
            Dimension::Month | Dimension::Weekday | Dimension::Hour | Dimension::Age(_) | Dimension::Column(_) => None,
        };
        let mut covered: BTreeMap<String, usize> = BTreeMap::new();
        for month in period.months() {
            *covered.entry(year_of(&month)?).or_default() += usize::from(self.0.contains(&month));
        }
        let part = covered.iter().filter(|(_, months)| **months < 12);
        let part: Vec<String> = part.map(|(year, months)| format!("{year} covers {months} of 12 months")).collect();
        (!part.is_empty()).then(|| format!("Years in part: {}.", part.join("; ")))
    }

    /// How many of some months are among them.
    pub fn covered(&self, months: impl IntoIterator<Item = Month>) -> u32 {
        u32::try_from(months.into_iter().filter(|month| self.0.contains(month)).count()).unwrap_or(u32::MAX)
    }
}

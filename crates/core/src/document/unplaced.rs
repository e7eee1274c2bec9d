//! What is known of a count by time beside the count itself: records that may belong to it, and people with several records.

use serde::{Deserialize, Serialize};

use super::{Comparable, Times};

/// Records of the whole area that may belong to a figure of one part, because they do not say in which part they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unplaced {
    /// How many there are of the figure's own kind and time.
    pub count: u64,
    /// All records of that kind and time in the whole area.
    pub of: u64,
    /// The records of every kind without a part, and all records, of that time.
    pub all: (u64, u64),
}

/// Records of people of whom some have several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeated {
    /// How many records there are.
    pub records: u64,
    /// The sum over people of `n² - n`, `n` being their number of records: what the variance of the number of records is above that
    /// number.
    pub excess: u64,
}

impl Times {
    /// What records that do not say in which part they are leave open of two figures in one row or column.
    pub fn unplaced(&self, of: &str, from: &str, to: &str) -> Option<(Unplaced, Unplaced)> {
        match self.comparable(of, from, to) {
            Comparable::SameMonths(alike) => alike.unplaced,
            Comparable::Whole { .. } | Comparable::Unlike(_) => {
                let own = self.unplaced.get(of)?;
                Some((*own.get(from)?, *own.get(to)?))
            }
        }
    }

    /// How many times wider than their sum the variance of two counts is, because some people have several of the records: the sum
    /// over people of the square of their records in each time, by the number of records. 1 where records name no people.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn spread(&self, of: &str, from: &str, to: &str) -> f64 {
        let own = |time: &str| self.repeated.get(of).and_then(|own| own.get(time)).copied().unwrap_or_default();
        let (before, after) = (own(from), own(to));
        let (records, excess) = (before.records + after.records, before.excess + after.excess);
        1.0 + excess as f64 / records.max(1) as f64
    }
}

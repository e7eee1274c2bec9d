//! What is known of a count by time beside the count itself: records that may belong to it, and people with several records.

use serde::{Deserialize, Serialize};

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

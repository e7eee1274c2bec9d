//! How uncertain the number of an area's records is, where some people have several of them.

use std::collections::BTreeMap;

use super::answered::Answered;
use super::setting::At;
use sna_data::SourceFrame;
use sna_data::query::{Ask, Counts, Dimension, Key, Persons, Sum};

/// Questions about the people behind the records of areas.
pub(super) struct AskedPeople {
    by_area: Persons,
    all: Persons,
    dimension: Dimension,
}

impl AskedPeople {
    /// Asks how many records each person has in each area and in all; nothing where the records do not name persons.
    pub(super) fn ask(at: &At<'_>, source: &SourceFrame, dimension: &Dimension, ask: &mut Ask<'_>) -> Option<Self> {
        // Of a report on a part, only its own records are counted.
        let side = || at.side(source, Sum::Records).in_part();
        source.columns.contains(&"person_id").then(|| Self {
            by_area: ask.persons_of(side(), vec![dimension.clone()], Vec::new()),
            all: ask.persons_of(side(), Vec::new(), Vec::new()),
            dimension: dimension.clone(),
        })
    }

    /// What repeated records add to the variance of the numbers.
    pub(super) fn repeats(&self, answered: &Answered<'_>) -> Repeats {
        let mut by_area: BTreeMap<Key, u64> = BTreeMap::new();
        let counts = &answered[self.by_area.answer];
        for (area, repeats) in repeats(counts, self.by_area, |line| line.key(&self.dimension).clone()) {
            *by_area.entry(area).or_default() += repeats;
        }
        let all = repeats(&answered[self.all.answer], self.all, |_| Key::Missing).map(|(_, repeats)| repeats).sum();
        Repeats { by_area, all }
    }
}

/// For each line of an answer: `n² - n` of its persons, who have `n` records each.
fn repeats<'c>(
    counts: &'c Counts,
    persons: Persons,
    key: impl Fn(sna_data::query::Line<'c>) -> Key + 'c,
) -> impl Iterator<Item = (Key, u64)> + 'c {
    counts.lines().map(move |line| {
        let records = u64::try_from(line.number(persons.records).unwrap_or(0)).unwrap_or(0);
        (key(line), line.count * (records * records.saturating_sub(1)))
    })
}

/// By how much the sum over persons of the square of their records exceeds the number of records; records without a person
/// count as 1 each, and so add nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Repeats {
    by_area: BTreeMap<Key, u64>,
    all: u64,
}

impl Repeats {
    /// The variance of an area's number of records.
    pub(super) fn variance(&self, records: u64, area: &Key) -> u64 {
        records + self.by_area.get(area).copied().unwrap_or(0)
    }

    /// The variance of the number of all records.
    pub(super) fn variance_of_all(&self, records: u64) -> u64 {
        records + self.all
    }

    /// Whether anybody has several records.
    pub(super) fn are_any(&self) -> bool {
        self.all > 0
    }
}

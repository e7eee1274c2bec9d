//! How uncertain the number of an area's records is, where some people have several of them.

use std::collections::BTreeMap;

use super::answered::Answered;
use super::setting::At;
use sna_data::SourceFrame;
use sna_data::query::{Ask, Counts, Dimension, Key, Keys, Line, Persons, Sum};

/// Questions about the people behind the records of areas.
pub(super) struct AskedPeople {
    by_area: Persons,
    all: Persons,
    dimension: Dimension,
}

impl AskedPeople {
    /// Asks how many records each person has in each area and in all; nothing where the records do not name persons.
    pub(super) fn ask(at: &At<'_>, source: &SourceFrame, dimension: &Dimension, ask: &mut Ask<'_>) -> Option<Self> {
        Self::ask_in_each(at, source, (dimension, None), ask)
    }

    /// The same, in each value of another dimension, such as a year.
    pub(super) fn ask_in_each(
        at: &At<'_>,
        source: &SourceFrame,
        (dimension, each): (&Dimension, Option<&Dimension>),
        ask: &mut Ask<'_>,
    ) -> Option<Self> {
        // Of a report on a part, only its own records are counted.
        let side = || at.side(source, Sum::Records).in_part();
        let each = || each.cloned().into_iter();
        source.columns.contains(&"person_id").then(|| Self {
            by_area: ask.persons_of(side(), each().chain([dimension.clone()]).collect(), Vec::new()),
            // Also by area, though their records are put together: a report on one area then knows that the question is about areas.
            all: ask.persons_of(side(), each().collect(), vec![dimension.clone()]),
            dimension: dimension.clone(),
        })
    }

    /// What repeated records add to the variance of the numbers.
    pub(super) fn repeats(&self, answered: &Answered<'_>) -> Repeats {
        self.repeats_within(answered, &[])
    }

    /// The same, over some keys of the other dimension.
    pub(super) fn repeats_within(&self, answered: &Answered<'_>, keys: &[Keys]) -> Repeats {
        let mut by_area: BTreeMap<Key, u64> = BTreeMap::new();
        let of_areas = repeats(&answered[self.by_area.answer], self.by_area, keys);
        for (area, repeats) in of_areas.map(|(line, repeats)| (line.key(&self.dimension).clone(), repeats)) {
            *by_area.entry(area).or_default() += repeats;
        }
        let all = repeats(&answered[self.all.answer], self.all, keys).map(|(_, repeats)| repeats).sum();
        Repeats { by_area, all }
    }
}

/// How intervals allow for people with several records.
pub(super) const ALLOWED_FOR: &str = "Some people have several records, so numbers are less certain than those of as many people. The \
                                      intervals allow for it (Dobson's method; the variance is the sum over people of the square of \
                                      their number of records).";

/// For each line of an answer over some keys: `n² - n` of its persons, who have `n` records each.
fn repeats<'c>(counts: &'c Counts, persons: Persons, keys: &'c [Keys]) -> impl Iterator<Item = (Line<'c>, u64)> + 'c {
    counts.lines_in(keys).map(move |line| {
        let records = u64::try_from(line.number(persons.records).unwrap_or(0)).unwrap_or(0);
        (line, line.count * (records * records.saturating_sub(1)))
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

    /// What those of some areas add, and what those of all others can add at most: a person of several areas counts among the others
    /// with all their records.
    pub(super) fn of_areas_and_others(&self, is_here: impl Fn(&Key) -> bool) -> (u64, u64) {
        let here = self.by_area.iter().filter(|(area, _)| is_here(area)).map(|(_, repeats)| *repeats).sum();
        (here, self.all.saturating_sub(here))
    }

    /// Whether anybody has several records.
    pub(super) fn are_any(&self) -> bool {
        self.all > 0
    }
}

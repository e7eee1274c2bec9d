//! The number of links of each repeat person in each year.
//!
//! Exact: repeat persons and their links, in each year and in all years together, and the links of the persons with
//! most. A person's links in a year are a unit. In each year a published number of units have two links or more. Units
//! of different years are joined to persons, and units of one link are joined until the number of persons over all
//! years is as published.

use super::link::{Random, any, unreached, weighted};
use super::margins::Side;
use crate::apportion::apportion;
use sna_core::diag::Diagnostic;

/// Links of a person by year.
pub(super) type Counts = Vec<u8>;

/// Attempts to find a year for a link.
const TRIES: u32 = 10_000;

/// A plan for every person with two links or more, those with most first.
///
/// # Errors
/// The counts leave no way to join the units.
pub(super) fn plan(side: &Side, random: &mut Random) -> Result<Vec<Counts>, Diagnostic> {
    let mut plan = Plan::new(side);
    plan.most(random).and_then(|()| plan.others(random)).ok_or_else(|| {
        unreached(&format!("the repeat {}", side.name), "units that cannot be joined", "persons as in `repeats`")
    })?;
    let mut persons = plan.persons;
    persons.sort_by_key(|counts| std::cmp::Reverse(total(counts)));
    Ok(persons)
}

/// All links of a person.
pub(super) fn total(counts: &Counts) -> u32 {
    counts.iter().copied().map(u32::from).sum()
}

struct Plan<'a> {
    side: &'a Side,
    /// Units of two links or more still to be made, by year.
    units: Vec<u32>,
    /// Links beyond the second still to be given to those units, by year.
    extra: Vec<u32>,
    /// Units of one link, by year, and how many of them in all are to be joined.
    singles: Vec<u32>,
    to_join: u32,
    persons: Vec<Counts>,
}

impl<'a> Plan<'a> {
    fn new(side: &'a Side) -> Self {
        let repeats = &side.repeats;
        let (persons, units) = (&repeats.persons.value, &repeats.repeat_persons.value);
        let singles: Vec<u32> = persons.iter().zip(units).map(|(all, repeat)| all - repeat).collect();
        let never_joined = repeats.pooled.persons.value - repeats.pooled.repeat_persons;
        let extra = repeats.repeat_links.value.iter().zip(units).map(|(links, units)| links - 2 * units).collect();
        let to_join = singles.iter().sum::<u32>().saturating_sub(never_joined);
        Self { side, units: units.clone(), extra, singles, to_join, persons: Vec::new() }
    }

    fn years(&self) -> usize {
        self.units.len()
    }

    /// Adds a link to a person in a year, if what is left allows it.
    fn add(&mut self, person: &mut Counts, year: usize) -> Option<()> {
        let left = match person[year] {
            0 if self.to_join > 0 => &mut self.singles[year],
            1 => &mut self.units[year],
            0 => return None,
            _ => &mut self.extra[year],
        };
        *left = left.checked_sub(1)?;
        match person[year] {
            0 => self.to_join -= 1,
            1 => {
                self.singles[year] += 1;
                self.to_join += 1;
            }
            _ => {}
        }
        person[year] += 1;
        Some(())
    }

    /// The persons with most links, from 0.85 to 1.15 times their mean.
    fn most(&mut self, random: &mut Random) -> Option<()> {
        let most = &self.side.repeats.most;
        let weight = |index: u32| 85 * most.persons.value.saturating_sub(1).max(1) + 30 * index;
        let weights: Vec<u32> = (0..most.persons.value).map(weight).collect();
        for links in apportion(most.links, &weights) {
            let mut person = vec![0; self.years()];
            let mut tries = 0;
            while total(&person) < links {
                let year = any(random, self.years());
                let _ = self.add(&mut person, year);
                tries += 1;
                (tries < TRIES).then_some(())?;
            }
            self.persons.push(person);
        }
        Some(())
    }

    /// All other persons; none has more links than any of the persons with most.
    fn others(&mut self, random: &mut Random) -> Option<()> {
        let cap = self.persons.iter().map(total).min().unwrap_or(u32::MAX);
        let first = self.persons.len();
        for year in 0..self.years() {
            self.units_of(year, cap, random)?;
        }
        let persons = self.side.repeats.pooled.repeat_persons as usize;
        while self.persons.len() < persons {
            let one = self.take_single(&vec![0; self.years()], random)?;
            let two = self.take_single(&one, random)?;
            self.persons.push(two);
        }
        let mut tries = 0;
        while self.to_join > 0 {
            tries += 1;
            (tries < 100 * TRIES && self.persons.len() > first).then_some(())?;
            let index = first + any(random, self.persons.len() - first);
            if total(&self.persons[index]) < cap && self.persons[index].contains(&0) {
                self.persons[index] = self.take_single(&self.persons[index].clone(), random)?;
            }
        }
        (self.persons.len() == persons).then_some(())
    }

    /// A person for each unit of a year that is left; links beyond the second go to units at random.
    fn units_of(&mut self, year: usize, cap: u32, random: &mut Random) -> Option<()> {
        let start = self.persons.len();
        for _ in 0..std::mem::take(&mut self.units[year]) {
            let mut person = vec![0; self.years()];
            person[year] = 2;
            self.persons.push(person);
        }
        let mut tries = 0;
        while self.extra[year] > 0 {
            tries += 1;
            (tries < 100 * TRIES && self.persons.len() > start).then_some(())?;
            let index = start + any(random, self.persons.len() - start);
            let links = u32::from(self.persons[index][year]);
            // Larger units are more likely to grow, so that few persons have many links.
            if links < cap && any(random, 8) < links as usize {
                self.persons[index][year] += 1;
                self.extra[year] -= 1;
            }
        }
        Some(())
    }

    /// A person with one more unit of one link, in a year that has none of theirs.
    fn take_single(&mut self, person: &Counts, random: &mut Random) -> Option<Counts> {
        let free: Vec<u32> =
            self.singles.iter().zip(person).map(|(&left, &links)| if links == 0 { left } else { 0 }).collect();
        let year = weighted(random, &free)?;
        let mut person = person.clone();
        self.add(&mut person, year)?;
        Some(person)
    }
}

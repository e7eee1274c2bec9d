//! Published totals that stand among their parts: `Persons` beside `Female` and `Male`, `England` beside its regions.
//!
//! A value is the total of others if its figures are their sum in every group that has them all, and so often that chance
//! is no explanation; or if it has the name of a total and is nowhere less than another value.

use indexmap::{IndexMap, IndexSet};

use super::Aggregate;
pub(super) use search::Cell;
use search::Grid;

mod names;
mod search;
#[cfg(test)]
mod tests;

/// A value of a dimension that is others of it together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedTotal<'a> {
    /// The value.
    pub value: &'a str,
    /// The values that it is the sum of.
    pub parts: Vec<&'a str>,
    /// Every value that it holds: its parts, and parts of those.
    pub holds: Vec<&'a str>,
    /// How that is known.
    pub known_by: KnownBy,
}

/// How it is known that a value is a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownBy {
    /// The manifest of aggregates says so.
    Stated,
    /// Its figures are the sum of its parts in this many groups of the other dimensions.
    Sum(usize),
    /// Its name is that of a total, and no part is greater.
    Name,
}

impl Aggregate {
    /// The values of a dimension that are others of it together. What the manifest says under `totals:` is taken at its word.
    pub fn published_totals(&self, dimension: usize) -> Vec<PublishedTotal<'_>> {
        let values = self.values(dimension);
        if let Some(stated) = self.dimensions.get(dimension).and_then(|name| self.totals.get(name)) {
            let is_stated = |value: &&str| stated.iter().any(|total| total == value);
            let parts: Vec<&str> = values.iter().copied().filter(|value| !is_stated(value)).collect();
            let holds = |total: &str| values.iter().copied().filter(|value| *value != total).collect();
            let total =
                |value| PublishedTotal { value, parts: parts.clone(), holds: holds(value), known_by: KnownBy::Stated };
            return values.iter().copied().filter(is_stated).map(total).collect();
        }
        found(&values, &self.grid(dimension, &values))
    }

    /// The figures by group of the other dimensions and by value of this one.
    fn grid(&self, dimension: usize, values: &[&str]) -> Grid {
        let others: Vec<usize> = (0..self.dimensions.len()).filter(|other| self.divides(*other, dimension)).collect();
        let at: IndexMap<&str, usize> = values.iter().enumerate().map(|(at, value)| (*value, at)).collect();
        let mut groups: IndexMap<Vec<&str>, Vec<Cell>> = IndexMap::new();
        for line in &self.lines {
            let group = others.iter().filter_map(|other| line.keys.get(*other)).map(String::as_str).collect();
            let cells = groups.entry(group).or_insert_with(|| vec![Cell::Absent; values.len()]);
            let own = line.keys.get(dimension).and_then(|value| at.get(value.as_str()));
            if let Some(cell) = own.and_then(|own| cells.get_mut(*own)) {
                *cell = cell.and(line.figure.ok());
            }
        }
        Grid::new(groups.into_values().collect(), values.len())
    }

    /// Whether another dimension divides the figures of this one. A code beside a name does not, nor does a part of a value,
    /// such as the month of a quarter.
    fn divides(&self, other: usize, dimension: usize) -> bool {
        let mut belongs: IndexMap<&str, &str> = IndexMap::new();
        let mut lines = self.lines.iter().filter_map(|line| Some((line.keys.get(other)?, line.keys.get(dimension)?)));
        other != dimension && lines.any(|(key, value)| *belongs.entry(key).or_insert(value) != value.as_str())
    }
}

/// The totals among values with one figure each, such as residents.
pub(crate) fn among<'a>(figures: impl Iterator<Item = (&'a str, u64)>) -> Vec<PublishedTotal<'a>> {
    #[expect(clippy::cast_precision_loss, reason = "populations stay far below 2^53")]
    let (values, cells): (Vec<&str>, Vec<Cell>) = figures.map(|(name, n)| (name, Cell::Known(n as f64))).unzip();
    let length = values.len();
    found(&values, &Grid::new(vec![cells], length))
}

/// By arithmetic first, then by name.
fn found<'a>(values: &[&'a str], grid: &Grid) -> Vec<PublishedTotal<'a>> {
    let total = |whole: usize, parts: &[usize], known_by| {
        let parts: Vec<&str> = parts.iter().map(|at| values[*at]).collect();
        PublishedTotal { value: values[whole], holds: parts.clone(), parts, known_by }
    };
    let sums = grid.sums(|at| names::is_whole(values[at]));
    let mut totals: Vec<_> = sums.iter().map(|sum| total(sum.whole, &sum.parts, KnownBy::Sum(sum.groups))).collect();
    for whole in (0..values.len()).filter(|at| sums.iter().all(|sum| sum.whole != *at)) {
        let parts: Vec<usize> = (0..values.len()).filter(|at| names::holds(values[whole], values[*at])).collect();
        if grid.is_never_less(whole, &parts) {
            totals.push(total(whole, &parts, KnownBy::Name));
        }
    }
    add_parts_of_parts(&mut totals);
    totals
}

/// The parts of a total that is itself held by another are held too: districts are in their region and in England, and so is
/// a region whose districts are.
fn add_parts_of_parts(totals: &mut [PublishedTotal<'_>]) {
    let own: IndexMap<&str, Vec<&str>> = totals.iter().map(|total| (total.value, total.parts.clone())).collect();
    for total in totals {
        let mut holds: IndexSet<&str> = total.parts.iter().copied().collect();
        let mut next = 0;
        while let Some(part) = holds.get_index(next).copied() {
            holds.extend(own.get(part).into_iter().flatten().filter(|value| **value != total.value));
            next += 1;
        }
        let is_within = |parts: &[&str]| parts.iter().all(|part| holds.contains(part));
        let within: Vec<&str> = own
            .iter()
            .filter(|(value, parts)| **value != total.value && is_within(parts))
            .map(|(value, _)| *value)
            .collect();
        holds.extend(within);
        total.holds = holds.into_iter().collect();
    }
}

//! Exchanges the ages of suspects until the age of suspects by age of their victims is as published.
//!
//! Exact: the percentages of each row, to the printed decimal. Kept: year by age, age by group, year by group, and the
//! offence of every link.

use super::file::AgeTable;
use super::link::{Link, Random, any, unreached};
use super::offences::Offences;
use super::pairs::Pair;
use sna_core::diag::Diagnostic;

/// Exchanges tried before new targets are set for the rows, and how often that is done before the search gives up.
const MOVES: u32 = 20_000;
const AIMS: u32 = 1_000;

/// Exchanges the ages of suspects of the last years until the table is met.
///
/// # Errors
/// The table was not met, or no whole numbers print as its percentages.
pub(super) fn repair(
    table: &AgeTable,
    offences: &Offences,
    victims: &[Link],
    suspects: &mut [Link],
    pairs: &[Pair],
    random: &mut Random,
) -> Result<(), Diagnostic> {
    let mut search = Search::new(table, offences, victims, suspects, pairs);
    for _ in 0..AIMS {
        search
            .aim()
            .ok_or_else(|| unreached("the ages of suspects", "no whole numbers", "printed percentages of a row"))?;
        for _ in 0..MOVES {
            if search.missed == 0 {
                return Ok(());
            }
            search.step(suspects, random);
        }
    }
    let found = format!("cells missed by {} together", search.missed);
    Err(unreached("the ages of suspects by those of their victims", found, "every percentage as printed"))
}

struct Search<'a> {
    table: &'a AgeTable,
    /// For each suspect, the pairs by range of the victim's age.
    seen_by: Vec<Vec<i32>>,
    /// Pairs by row and range, and how many there should be.
    found: Vec<Vec<i32>>,
    wanted: Vec<Vec<i32>>,
    /// Suspects by year and group, of the last years alone, who are part of a pair or not.
    peers: Vec<Vec<usize>>,
    groups: usize,
    /// Suspects in a pair.
    paired: Vec<usize>,
    missed: i32,
}

impl<'a> Search<'a> {
    fn new(table: &'a AgeTable, offences: &Offences, victims: &[Link], suspects: &[Link], pairs: &[Pair]) -> Self {
        let first_year = offences.years().saturating_sub(table.last_years.value.into());
        let mut seen_by = vec![vec![0; table.victims.len()]; suspects.len()];
        for pair in pairs.iter().filter(|pair| usize::from(pair.year) >= first_year) {
            if let (Some(suspect), Some(range)) = (pair.suspect, range_of(table, victims[pair.victim].age)) {
                seen_by[suspect][range] += 1;
            }
        }
        let mut found = vec![vec![0; table.victims.len()]; table.suspects.len()];
        let mut peers = vec![Vec::new(); offences.years() * offences.groups()];
        for (index, suspect) in suspects.iter().enumerate() {
            peers[usize::from(suspect.year) * offences.groups() + usize::from(suspect.group)].push(index);
            if let Some(row) = row_of(table, suspect.age) {
                found[row].iter_mut().zip(&seen_by[index]).for_each(|(sum, pairs)| *sum += pairs);
            }
        }
        let paired = (0..suspects.len()).filter(|&index| seen_by[index].iter().any(|pairs| *pairs > 0)).collect();
        let wanted = found.clone();
        Self { table, seen_by, found, wanted, peers, groups: offences.groups(), paired, missed: 0 }
    }

    /// Sets the target of each row, with a sum as close as possible to the present one: the sums of rows are free.
    fn aim(&mut self) -> Option<()> {
        let rows = self.table.suspects.iter().zip(&self.found);
        self.wanted =
            rows.map(|(row, found)| nearest_row(&row.percents.value, found.iter().sum())).collect::<Option<_>>()?;
        let cells = self.found.iter().flatten().zip(self.wanted.iter().flatten());
        self.missed = cells.map(|(found, wanted)| (found - wanted).abs()).sum();
        Some(())
    }

    fn step(&mut self, suspects: &mut [Link], random: &mut Random) {
        let one = self.paired[any(random, self.paired.len())];
        let peers = &self.peers[usize::from(suspects[one].year) * self.groups + usize::from(suspects[one].group)];
        let other = peers[any(random, peers.len())];
        let rows = [one, other].map(|index| row_of(self.table, suspects[index].age));
        if rows[0] == rows[1] {
            return;
        }
        let before = self.missed;
        self.exchange(one, other, rows);
        if self.missed <= before + i32::from(any(random, 64) == 0) {
            let ages = (suspects[one].age, suspects[other].age);
            (suspects[other].age, suspects[one].age) = ages;
        } else {
            self.exchange(one, other, [rows[1], rows[0]]);
        }
    }

    /// Counts as though two suspects in these rows had exchanged ages.
    fn exchange(&mut self, one: usize, other: usize, rows: [Option<usize>; 2]) {
        for (index, from, to) in [(one, rows[0], rows[1]), (other, rows[1], rows[0])] {
            for range in 0..self.table.victims.len() {
                let pairs = self.seen_by[index][range];
                for (row, change) in [(from, -pairs), (to, pairs)] {
                    let Some(row) = row else { continue };
                    let (cell, wanted) = (&mut self.found[row][range], self.wanted[row][range]);
                    self.missed += (*cell + change - wanted).abs() - (*cell - wanted).abs();
                    *cell += change;
                }
            }
        }
    }
}

fn range_of(table: &AgeTable, age: Option<u8>) -> Option<usize> {
    table.victims.iter().position(|range| age.is_some_and(|age| (range.from..=range.to).contains(&age)))
}

fn row_of(table: &AgeTable, age: Option<u8>) -> Option<usize> {
    table.suspects.iter().position(|row| age.is_some_and(|age| (row.from..=row.to).contains(&age)))
}

/// Whole numbers that print as these percentages, with a sum as close to `near` as possible.
fn nearest_row(percents: &[f64], near: i32) -> Option<Vec<i32>> {
    (0..near.max(1)).flat_map(|gap| [near + gap, near - gap]).find_map(|whole| row_of_sum(percents, whole))
}

fn row_of_sum(percents: &[f64], whole: i32) -> Option<Vec<i32>> {
    #[expect(clippy::cast_possible_truncation, reason = "a percentage to one decimal, in thousandths")]
    let printed: Vec<i64> = percents.iter().map(|percent| (percent * 10.0).round() as i64).collect();
    if whole == 0 {
        return Some(vec![0; printed.len()]);
    }
    let n = i64::from(whole);
    // The numbers that print as a percentage, rounded half up: 2000 k + n in [2 n p, 2 n p + 2 n).
    let lowest = |&p: &i64| (2 * n * p - n + 1999).div_euclid(2000);
    let highest = |&p: &i64| (2 * n * p + n - 1).div_euclid(2000);
    let mut counts: Vec<i64> = printed.iter().map(lowest).collect();
    for (count, highest) in counts.iter_mut().zip(printed.iter().map(highest)) {
        if *count > highest {
            return None;
        }
    }
    let mut missing = n - counts.iter().sum::<i64>();
    for (count, highest) in counts.iter_mut().zip(printed.iter().map(highest)) {
        let more = missing.clamp(0, highest - *count);
        *count += more;
        missing -= more;
    }
    (missing == 0).then(|| counts.into_iter().filter_map(|count| i32::try_from(count).ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_whole_numbers_prints_as_its_percentages() {
        let row = nearest_row(&[52.4, 30.5, 17.2], 800).expect("there is one");
        let whole: i32 = row.iter().sum();
        let printed: Vec<i32> = row.iter().map(|count| (2000 * count + whole) / (2 * whole)).collect();
        assert_eq!(printed, [524, 305, 172]);
        assert!((whole - 800).abs() < 40, "{whole}");
        assert_eq!(nearest_row(&[10.0, 10.0], 50), None);
    }
}

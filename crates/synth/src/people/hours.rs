//! Moves victims until hour and weekday are those of the published tables, for children and for adults.
//!
//! Exact: hour by weekday of both. Kept: year by age, age by group, year by group, year by district.

use super::file::VictimHours;
use super::link::{Link, Random, any, unreached};
use super::offences::Offences;
use crate::file::HourEntry;
use sna_core::diag::Diagnostic;

/// The age from which a victim is an adult.
pub(super) const ADULT: u8 = 18;

/// Moves tried before the search gives up.
const MOVES: u32 = 40_000_000;

/// The weight of one victim too many in a cell, compared with two victims on one offence.
const CELL: i32 = 6;

const CELLS: usize = 24 * 7;

/// Moves links until the tables are met.
///
/// # Errors
/// The tables were not met.
pub(super) fn repair(
    hours: &VictimHours,
    offences: &Offences,
    links: &mut [Link],
    random: &mut Random,
) -> Result<(), Diagnostic> {
    let mut search = Search::new(hours, offences, links);
    for _ in 0..MOVES {
        if search.misses() == 0 {
            return Ok(());
        }
        search.step(links, random);
    }
    let found = format!("{} cells of hour and weekday missed by one", search.misses());
    Err(unreached("the hours of the victims", found, "every cell as in `victim_hours`"))
}

struct Search<'a> {
    offences: &'a Offences<'a>,
    /// Children's cells, then adults': the number there minus the number there should be; `None` where nothing is
    /// published.
    beyond: Vec<Option<i32>>,
    crowd: Vec<i32>,
    /// Links by year and group.
    peers: Vec<Vec<usize>>,
    missed: i32,
}

impl<'a> Search<'a> {
    fn new(hours: &VictimHours, offences: &'a Offences, links: &[Link]) -> Self {
        let mut search = Self {
            offences,
            beyond: [targets(&hours.children.value), targets(&hours.adults.value)].concat(),
            crowd: vec![0; offences.inside()],
            peers: vec![Vec::new(); offences.years() * offences.groups()],
            missed: 0,
        };
        for (index, link) in links.iter().enumerate() {
            search.crowd[link.offence as usize] += 1;
            search.peers[usize::from(link.year) * offences.groups() + usize::from(link.group)].push(index);
            if let Some(slot) = search.slot(link.age, link.offence) {
                search.beyond[slot] = search.beyond[slot].map(|beyond| beyond + 1);
            }
        }
        search.missed = search.beyond.iter().flatten().map(|beyond| beyond.abs()).sum();
        search
    }

    fn misses(&self) -> i32 {
        self.missed
    }

    /// Where a link counts: its cell among the children's or the adults'; `None` without an age.
    fn slot(&self, age: Option<u8>, offence: u32) -> Option<usize> {
        age.map(|age| self.offences.cell(offence) + if age < ADULT { 0 } else { CELLS })
    }

    /// Takes a link from one slot to another. Returns by how much the misses grow.
    fn shift(&mut self, from: Option<usize>, to: Option<usize>) -> i32 {
        let before = self.missed;
        for (slot, change) in [(from, -1), (to, 1)] {
            if let Some(Some(beyond)) = slot.map(|slot| &mut self.beyond[slot]) {
                self.missed += (*beyond + change).abs() - beyond.abs();
                *beyond += change;
            }
        }
        self.missed - before
    }

    fn step(&mut self, links: &mut [Link], random: &mut Random) {
        let one = any(random, links.len());
        let may_rise = any(random, 64) == 0;
        if any(random, 2) == 0 {
            self.relocate(links, one, may_rise, random);
        } else {
            self.exchange(links, one, may_rise, random);
        }
    }

    /// Another offence of the same year, group and district.
    fn relocate(&mut self, links: &mut [Link], one: usize, may_rise: bool, random: &mut Random) {
        let link = links[one];
        let district = self.offences.district(link.offence);
        let pool = self.offences.pool(link.year.into(), link.group.into(), district);
        let offence = pool[any(random, pool.len())];
        let (from, to) = (self.slot(link.age, link.offence), self.slot(link.age, offence));
        let crowding = self.crowd[offence as usize] - self.crowd[link.offence as usize] + 1;
        if offence == link.offence {
            return;
        }
        let worse = CELL * self.shift(from, to) + crowding;
        if worse <= i32::from(may_rise) * CELL {
            self.crowd[offence as usize] += 1;
            self.crowd[link.offence as usize] -= 1;
            links[one].offence = offence;
        } else {
            self.shift(to, from);
        }
    }

    /// The ages of two links of the same year and group.
    fn exchange(&mut self, links: &mut [Link], one: usize, may_rise: bool, random: &mut Random) {
        let link = links[one];
        let peers = &self.peers[usize::from(link.year) * self.offences.groups() + usize::from(link.group)];
        let other = peers[any(random, peers.len())];
        let peer = links[other];
        let moves = [
            (self.slot(link.age, link.offence), self.slot(peer.age, link.offence)),
            (self.slot(peer.age, peer.offence), self.slot(link.age, peer.offence)),
        ];
        let worse: i32 = moves.iter().map(|&(from, to)| self.shift(from, to)).sum();
        if worse <= i32::from(may_rise) {
            (links[one].age, links[other].age) = (peer.age, link.age);
        } else {
            moves.iter().for_each(|&(from, to)| {
                self.shift(to, from);
            });
        }
    }
}

/// Minus the number that should be in each cell; `None` for hours that the table does not show.
fn targets(hours: &[HourEntry]) -> Vec<Option<i32>> {
    let mut cells = vec![None; CELLS];
    for row in hours {
        for (weekday, &count) in row.counts.value.iter().enumerate() {
            cells[usize::from(row.hour.value) * 7 + weekday] = i32::try_from(count).ok().map(|count| -count);
        }
    }
    cells
}

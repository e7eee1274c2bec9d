//! The offences as the people's steps see them: year, group, district and cell of each, and which offences a link can
//! be put on.

use crate::assign::Records;
use crate::calendar::Calendar;
use crate::margins::Margins;

/// The records at scale 1. Those within the definition come first.
pub(super) struct Offences<'a> {
    records: &'a Records,
    margins: &'a Margins,
    year: Vec<u8>,
    /// Offence group of the rows within the definition.
    group: Vec<u8>,
    /// First day of each year, and the day after the last.
    pub(super) starts: Vec<u16>,
    /// Rows within the definition by year, group and district.
    pools: Vec<Vec<u32>>,
}

impl<'a> Offences<'a> {
    /// Sorts records into pools.
    pub(super) fn new(margins: &'a Margins, calendar: &Calendar, records: &'a Records) -> Self {
        let starts = calendar.year_starts();
        let years = records.day.iter().map(|day| starts.partition_point(|start| start <= day).saturating_sub(1));
        let year = years.map(|year| u8::try_from(year).unwrap_or(u8::MAX)).collect();
        let mut offences = Self { records, margins, year, group: groups(margins), starts, pools: Vec::new() };
        offences.pools = vec![Vec::new(); offences.years() * offences.groups() * offences.districts()];
        for row in (0..).take(offences.group.len()) {
            let pool = offences.pool_index(offences.year(row), offences.group(row), offences.district(row));
            offences.pools[pool].push(row);
        }
        offences
    }

    /// How many there are, within the definition and outside it.
    pub(super) fn len(&self) -> usize {
        self.year.len()
    }

    /// How many are within the definition: the rows before this one.
    pub(super) fn inside(&self) -> usize {
        self.group.len()
    }

    pub(super) fn years(&self) -> usize {
        self.margins.years.len()
    }

    pub(super) fn groups(&self) -> usize {
        self.margins.years.first().map_or(0, |year| year.groups.len())
    }

    /// Districts, with the unknown one.
    pub(super) fn districts(&self) -> usize {
        self.margins.districts.len() + 1
    }

    pub(super) fn year(&self, row: u32) -> usize {
        self.year[row as usize].into()
    }

    /// The group of a row within the definition.
    pub(super) fn group(&self, row: u32) -> usize {
        self.group[row as usize].into()
    }

    pub(super) fn district(&self, row: u32) -> usize {
        self.records.district[row as usize].into()
    }

    /// Whether the row's district is not known.
    pub(super) fn is_elsewhere(&self, row: u32) -> bool {
        self.district(row) + 1 == self.districts()
    }

    /// `hour * 7 + weekday`.
    pub(super) fn cell(&self, row: u32) -> usize {
        self.records.cell[row as usize].into()
    }

    /// Days from 1 April of the first year.
    pub(super) fn day(&self, row: u32) -> i32 {
        self.records.day[row as usize].into()
    }

    /// The last day of the last year.
    pub(super) fn last_day(&self) -> i32 {
        self.starts.last().map_or(0, |day| i32::from(*day) - 1)
    }

    pub(super) fn is_knife(&self, row: u32) -> bool {
        self.records.knife[row as usize] == 1
    }

    /// Knife crime, or an offence against a person: not the possession of a weapon.
    pub(super) fn is_violent(&self, row: u32, possession: &str) -> bool {
        self.is_knife(row) || self.group_name(row) != possession
    }

    pub(super) fn is_domestic(&self, row: u32) -> bool {
        self.kind(row).domestic
    }

    /// The name of the row's offence group, also outside the definition.
    pub(super) fn group_name(&self, row: u32) -> &'a str {
        &self.kind(row).group
    }

    fn kind(&self, row: u32) -> &'a crate::margins::Kind {
        &self.margins.kinds[usize::from(self.records.kind[row as usize])]
    }

    /// Rows within the definition of a year, group and district.
    pub(super) fn pool(&self, year: usize, group: usize, district: usize) -> &[u32] {
        &self.pools[self.pool_index(year, group, district)]
    }

    fn pool_index(&self, year: usize, group: usize, district: usize) -> usize {
        (year * self.groups() + group) * self.districts() + district
    }

    /// Offences within the definition of a year and group.
    pub(super) fn count(&self, year: usize, group: usize) -> usize {
        (0..self.districts()).map(|district| self.pool(year, group, district).len()).sum()
    }
}

/// The group of each row of the definition; these rows are in order of year and group.
fn groups(margins: &Margins) -> Vec<u8> {
    let blocks = margins.years.iter().flat_map(|year| (0..=u8::MAX).zip(&year.groups));
    let rows = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    blocks.flat_map(|(group, block)| std::iter::repeat_n(group, rows(block.total()))).collect()
}

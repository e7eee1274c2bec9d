//! Deals the margins out to rows: each code of a margin is repeated as often as it counts, shuffled, and given to the
//! rows that it counts. Rows of the definition come first, by year, group and offence; so the rows of any margin are
//! one slice.

use std::ops::Range;

use rand::RngExt;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::calendar::Calendar;
use super::margins::{Block, Margins, YearMargins};

/// The rows as codes, one column each; 11 bytes a row with the order.
pub(super) struct Records {
    /// Index into the margins' kinds.
    pub(super) kind: Vec<u8>,
    /// Index into the margins' districts; one past the last is unknown.
    pub(super) district: Vec<u8>,
    /// `hour * 7 + weekday`.
    pub(super) cell: Vec<u8>,
    /// Days from 1 April of the first year.
    pub(super) day: Vec<u16>,
    /// 1 where a knife was involved.
    pub(super) knife: Vec<u8>,
    /// 0 none, 1 alcohol, 2 drugs, 3 both.
    pub(super) qualifier: Vec<u8>,
    /// Row numbers in order of time.
    pub(super) order: Vec<u32>,
}

impl Records {
    fn blank(rows: usize) -> Self {
        let codes = || vec![0; rows];
        let (day, order) = (vec![0; rows], Vec::new());
        Self { kind: codes(), district: codes(), cell: codes(), day, knife: codes(), qualifier: codes(), order }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.kind.len()
    }

    /// Row numbers by day and hour, as an extract lists them. Rows of one hour keep their order in `rows`.
    fn by_time(&self, rows: &[u32], days: usize) -> Vec<u32> {
        let slot = |row: usize| usize::from(self.day[row]) * 24 + usize::from(self.cell[row] / 7);
        let mut starts = vec![0_usize; days * 24 + 1];
        for row in 0..self.len() {
            starts[slot(row) + 1] += 1;
        }
        for index in 0..days * 24 {
            starts[index + 1] += starts[index];
        }
        let mut order = vec![0; rows.len()];
        for &row in rows {
            let place = &mut starts[slot(row as usize)];
            order[*place] = row;
            *place += 1;
        }
        order
    }
}

/// Deals margins that agree over the calendar of their years. There are fewer than 2^32 rows.
pub(super) fn assign(margins: &Margins, calendar: &Calendar, seed: u64) -> Records {
    let mut dealer = Dealer { random: ChaCha8Rng::seed_from_u64(seed) };
    let rows = usize::try_from(margins.rows()).unwrap_or(usize::MAX);
    let mut records = Records::blank(rows);
    let inside = dealer.definition(margins, calendar, &mut records);
    dealer.outside(margins, &inside, &mut records);
    records.order = records.by_time(&dealer.mixed(rows), calendar.length);
    records
}

struct Dealer {
    random: ChaCha8Rng,
}

impl Dealer {
    /// Fills `places` with each code, `0` up, as often as it counts, in random order.
    fn deal(&mut self, places: &mut [u8], counts: &[u32]) {
        let mut start = 0;
        for (code, &count) in (0..=u8::MAX).zip(counts) {
            let end = start + count as usize;
            places[start..end].fill(code);
            start = end;
        }
        places.shuffle(&mut self.random);
    }

    /// All row numbers in random order: otherwise the rows of one hour would be sorted by group, which no extract is.
    fn mixed(&mut self, rows: usize) -> Vec<u32> {
        let mut mixed: Vec<u32> = (0..).take(rows).collect();
        mixed.shuffle(&mut self.random);
        mixed
    }

    /// The definition's rows. Returns those of each year.
    fn definition(&mut self, margins: &Margins, calendar: &Calendar, records: &mut Records) -> Vec<Range<usize>> {
        let spans = spans(&margins.years);
        let end = spans.last().map_or(0, |span| span.end);
        self.deal(&mut records.cell[..end], &margins.cells);
        for (index, (year, span)) in margins.years.iter().zip(&spans).enumerate() {
            self.blocks(&year.groups, span.start, records);
            self.deal(&mut records.district[span.clone()], &year.districts);
            let mut months = vec![0; span.len()];
            self.deal(&mut months, &year.months);
            for (row, month) in span.clone().zip(months) {
                let days = calendar.days(index * 12 + usize::from(month), usize::from(records.cell[row] % 7));
                records.day[row] = days[self.random.random_range(0..days.len())];
            }
        }
        spans
    }

    /// Kinds, knife flags and qualifiers of consecutive blocks, starting at row `start`. Returns the row after the
    /// last.
    fn blocks(&mut self, blocks: &[Block], start: usize, records: &mut Records) -> usize {
        let mut end = start;
        for block in blocks {
            let start = end;
            for &(kind, count) in &block.kinds {
                let first = end;
                end += count as usize;
                records.kind[first..end].fill(kind);
            }
            let possible = start + block.knife_possible as usize;
            self.deal(&mut records.knife[start..possible], &[block.knife_possible - block.knife, block.knife]);
            self.deal(&mut records.qualifier[start..end], &block.qualifiers);
        }
        end
    }

    /// The rows outside the definition. Where and when they happened is copied from rows of the same year within it,
    /// drawn at random, so that they look alike and no margins have to be invented for them.
    fn outside(&mut self, margins: &Margins, inside: &[Range<usize>], records: &mut Records) {
        let mut start = inside.last().map_or(0, |span| span.end);
        for (year, span) in margins.years.iter().zip(inside) {
            let end = self.blocks(&year.outside, start, records);
            for row in start..end {
                let (place, time) = (self.random.random_range(span.clone()), self.random.random_range(span.clone()));
                records.district[row] = records.district[place];
                records.cell[row] = records.cell[time];
                records.day[row] = records.day[time];
            }
            start = end;
        }
    }
}

/// The rows of each year within the definition.
fn spans(years: &[YearMargins]) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut start = 0;
    for year in years {
        let end = start + usize::try_from(year.inside()).unwrap_or(usize::MAX);
        spans.push(start..end);
        start = end;
    }
    spans
}

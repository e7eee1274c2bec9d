//! Which rows repeat earlier ones beyond chance, by hashes of rows alone.

use std::collections::{BTreeMap, HashMap};

/// Fewest rows that are told.
const FEWEST: usize = 5;
/// Up to this many rows a person can look through a file.
const MOST_SMALL: usize = 1_000;
/// Fewest groups of equal neighbours in a run: in files that are sorted by place and kind, as those of data.police.uk, a few follow each
/// other in the same order again and again (seven at most in a year of a force).
const FEWEST_IN_RUN: usize = 10;
/// Most earlier rows that a row is compared with: a row with more equals says little.
const MOST_EQUALS: usize = 64;
/// Evidence of a run beyond the number of pairs of rows that it could begin at, in bits.
const MARGIN: f64 = 20.0;
/// Repeats that are in no order are told if they are more than one row in this many.
const ONE_IN: usize = 20;
/// And if they are more than this many times what chance gives.
const TIMES_CHANCE: f64 = 4.0;
/// Most that the dates of two records may agree by chance; where they agree more often they tell no records apart.
const MOST_AGREEMENT: f64 = 0.1;

/// A row: a hash of all its columns, one of its date or offence, its file, and its number over all files.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sound {
    pub hash: u64,
    pub apart: u64,
    pub file: u32,
    pub row: u32,
}

/// A file of whose rows at least half are in an earlier one.
#[derive(Debug, PartialEq)]
pub(super) struct Copied {
    pub file: u32,
    pub before: u32,
    pub rows: usize,
    pub of: usize,
}

/// Neighbouring rows that repeat as many earlier neighbours: the first of each.
#[derive(Debug, PartialEq)]
pub(super) struct Run {
    pub row: u32,
    pub before: u32,
    pub length: usize,
}

/// Files of which at least half the rows are in an earlier file, and twice as many as a file of such records would share with it by
/// chance: as many as the rows that the earlier file does not have only once (Good and Turing).
pub(super) fn copied_files(rows: &[Sound]) -> Vec<Copied> {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    rows.iter().for_each(|row| *sizes.entry(row.file).or_default() += 1);
    if sizes.len() < 2 {
        return Vec::new();
    }
    let mut by_hash: Vec<(u64, u32)> = rows.iter().map(|row| (row.hash, row.file)).collect();
    by_hash.sort_unstable();
    let (mut single, mut shared): (BTreeMap<u32, usize>, BTreeMap<(u32, u32), usize>) = Default::default();
    for equals in by_hash.chunk_by(|one, other| one.0 == other.0) {
        let first = equals[0].1;
        for of_file in equals.chunk_by(|one, other| one.1 == other.1) {
            let file = of_file[0].1;
            if of_file.len() == 1 {
                *single.entry(file).or_default() += 1;
            }
            if file != first {
                *shared.entry((file, first)).or_default() += of_file.len();
            }
        }
    }
    let size = |file: u32| sizes.get(&file).copied().unwrap_or_default();
    let is_copy = |((file, before), rows): &((u32, u32), usize)| {
        let (of, all) = (size(*file), size(*before));
        let known_once = single.get(before).copied().unwrap_or_default();
        // rows / of is at least 2 (1 - known_once / all), without fractions
        *rows >= FEWEST && rows * 2 >= of && rows * all >= 2 * (all - known_once) * of
    };
    let copied = shared.into_iter().filter(is_copy);
    copied.map(|((file, before), rows)| Copied { file, before, rows, of: size(file) }).collect()
}

/// A run that goes on: its rows, how many groups of equal neighbours they are, and their evidence in bits.
#[derive(Debug, Clone, Copy, Default)]
struct Grown {
    length: usize,
    groups: usize,
    bits: f64,
}

/// Runs of neighbouring rows that repeat a run of earlier ones, with so many rows, so rare, that chance is no explanation: a row
/// that is `k` of `n` agrees by chance with probability `k / n`.
pub(super) fn runs(rows: &[Sound]) -> Vec<Run> {
    let mut equals: HashMap<u64, Vec<usize>> = HashMap::new();
    rows.iter().enumerate().for_each(|(at, row)| equals.entry(row.hash).or_default().push(at));
    let all = as_number(rows.len());
    let enough = 2.0 * all.max(1.0).log2() + MARGIN;
    let (mut open, mut found): (HashMap<usize, Grown>, Vec<(usize, usize, usize)>) = Default::default();
    for at in 0..=rows.len() {
        let mut next = HashMap::new();
        if let Some(known) = rows.get(at).and_then(|row| equals.get(&row.hash)).filter(|known| known.len() > 1) {
            let bits = (all / as_number(known.len())).log2();
            let is_new = at == 0 || rows[at - 1].hash != rows[at].hash;
            let until = known.partition_point(|earlier| *earlier < at);
            for earlier in &known[until.saturating_sub(MOST_EQUALS)..until] {
                let run = open.remove(&(at - earlier)).unwrap_or_default();
                let (groups, more) = if is_new { (run.groups + 1, bits) } else { (run.groups, 0.0) };
                next.insert(at - earlier, Grown { length: run.length + 1, groups, bits: run.bits + more });
            }
        }
        // Rows that are nearer are equals that were put in order.
        let is_told = |way: usize, run: &Grown| run.groups >= FEWEST_IN_RUN && way >= FEWEST && run.bits > enough;
        let ended = open.into_iter().filter(|(way, run)| is_told(*way, run)).map(|(way, run)| (way, run.length));
        found.extend(ended.map(|(way, length)| (at - length, at - length - way, length)));
        open = next;
    }
    found.sort_unstable_by_key(|(start, _, length)| (*start, std::cmp::Reverse(*length)));
    let mut reached = 0;
    let apart = found.into_iter().filter(|(start, _, length)| {
        let is_new = *start >= reached;
        reached = if is_new { start + length } else { reached };
        is_new
    });
    apart.map(|(start, before, length)| Run { row: rows[start].row, before: rows[before].row, length }).collect()
}

/// How many rows repeat an earlier one and how many pairs of equals chance would give, where they are many and many more than that.
/// By chance as many pairs agree in everything as agree in all but the date, times the share of all pairs that agree in the date.
pub(super) fn scattered(rows: &[Sound]) -> Option<(usize, f64)> {
    let hashes: Vec<u64> = rows.iter().map(|row| row.hash).collect();
    let (equal, repeats) = pairs(hashes);
    if repeats < FEWEST || repeats * ONE_IN <= rows.len() {
        return None;
    }
    let (alike, _) = pairs(rows.iter().map(|row| row.hash ^ row.apart).collect());
    let (at_once, _) = pairs(rows.iter().map(|row| row.apart).collect());
    let all = as_number(rows.len()) * as_number(rows.len() - 1) / 2.0;
    let agreement = at_once / all;
    let by_chance = alike * agreement;
    (agreement <= MOST_AGREEMENT && equal > TIMES_CHANCE * by_chance).then_some((repeats, by_chance))
}

/// How many rows of a small file repeat an earlier one, where that is most of them. In a large one of few columns nearly all rows
/// are alike, and it says nothing.
pub(super) fn mostly(rows: &[Sound]) -> Option<usize> {
    if rows.len() > MOST_SMALL {
        return None;
    }
    let (_, repeats) = pairs(rows.iter().map(|row| row.hash).collect());
    (repeats >= FEWEST && repeats * 2 > rows.len()).then_some(repeats)
}

/// The number of pairs of equals, and of values that repeat an earlier one.
fn pairs(mut values: Vec<u64>) -> (f64, usize) {
    values.sort_unstable();
    values.chunk_by(|one, other| one == other).fold((0.0, 0), |(pairs, repeats), equals| {
        let count = as_number(equals.len());
        (pairs + count * (count - 1.0) / 2.0, repeats + equals.len() - 1)
    })
}

#[expect(clippy::cast_precision_loss, reason = "numbers of rows stay far below 2^53")]
fn as_number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_of_the_rows_are_told_whatever_chance_gives() {
        let rows = |hashes: &[u64]| -> Vec<Sound> {
            hashes.iter().zip(0..).map(|(hash, row)| Sound { hash: *hash, apart: 1, file: 0, row }).collect()
        };
        let thirteen_alike = [[7; 13].as_slice(), &[1, 2, 3, 4]].concat();
        assert_eq!(mostly(&rows(&thirteen_alike)), Some(12));
        assert_eq!(mostly(&rows(&[[7; 6].as_slice(), &[1, 2, 3, 4]].concat())), None, "5 of 10");
        assert_eq!(mostly(&rows(&[7, 7, 7, 7])), None, "3 rows are few");
    }

    /// Rows of one file: each is a kind of record on a day.
    fn rows(records: impl IntoIterator<Item = (u64, u64)>) -> Vec<Sound> {
        let spread = |number: u64| {
            number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9)
        };
        let row = |(row, (kind, day)): (u32, (u64, u64))| {
            let apart = spread(day + 1_000_003);
            Sound { hash: spread(kind) ^ apart, apart, file: 0, row }
        };
        (0..).zip(records).map(row).collect()
    }

    /// Numbers that look like chance, the same in every run.
    fn chance(seed: u64) -> impl FnMut(u64) -> u64 {
        let mut state = seed;
        move |below| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        }
    }

    fn drawn(count: usize, kinds: u64, days: u64) -> Vec<(u64, u64)> {
        let mut draw = chance(7);
        (0..count).map(|_| (draw(kinds), draw(days))).collect()
    }

    /// Of 365 days and 2,000 kinds of record, 40,000 rows repeat about one in forty by chance.
    #[test]
    fn chance_alone_is_silent() {
        for (count, kinds, days) in [(40_000, 2_000, 365), (11_000, 30, 730), (500, 10, 24), (60, 60, 60)] {
            let rows = rows(drawn(count, kinds, days));
            assert_eq!((runs(&rows), scattered(&rows)), (Vec::new(), None), "{count} rows");
            let mut sorted = drawn(count, kinds, days);
            sorted.sort_unstable_by_key(|(kind, day)| (*day, *kind));
            let sorted = super::tests::rows(sorted);
            assert_eq!((runs(&sorted), scattered(&sorted)), (Vec::new(), None), "{count} rows in order");
        }
    }

    /// Thirteen equal records stand together in a file that is sorted by place.
    #[test]
    fn equals_that_stand_together_are_no_run() {
        let mut records = drawn(2_000, 2_000, 365);
        let often = records[0];
        records.splice(0..1, std::iter::repeat_n(often, 13));
        assert_eq!(runs(&rows(records)), []);
    }

    #[test]
    fn a_tenth_that_is_appended_twice_is_found() {
        for (count, kinds) in [(4_000, 2_000), (100, 1_000)] {
            let mut records = drawn(count, kinds, 365);
            records.extend_from_within(count / 2..count / 2 + count / 10);
            let row = u32::try_from(count).unwrap();
            let run = Run { row, before: row / 2, length: count / 10 };
            assert_eq!(runs(&rows(records)), [run], "{count} rows");
        }
    }

    #[test]
    fn a_tenth_that_is_repeated_in_any_order_is_found() {
        let mut records = drawn(4_000, 2_000, 365);
        let again: Vec<_> = records.iter().copied().step_by(10).collect();
        records.extend(again);
        records.sort_unstable_by_key(|(kind, day)| (*day, *kind));
        let rows = rows(records);
        let (repeats, by_chance) = scattered(&rows).unwrap();
        assert!((400..430).contains(&repeats) && by_chance < 40.0, "{repeats} {by_chance}");
    }

    #[test]
    fn a_file_that_is_most_of_another_is_found() {
        let of_file = |file: u32, rows: Vec<Sound>| {
            rows.into_iter().map(move |row| Sound { file, row: row.row + file * 1_000, ..row })
        };
        let records = drawn(1_000, 2_000, 365);
        let half: Vec<_> =
            records.iter().copied().rev().step_by(2).chain(drawn(1_200, 2_000, 300).split_off(1_000)).collect();
        let both: Vec<Sound> = of_file(0, rows(records)).chain(of_file(1, rows(half))).collect();
        let copied = copied_files(&both);
        assert_eq!((copied.len(), copied[0].file, copied[0].before, copied[0].of), (1, 1, 0, 700));
        let coarse = drawn(2_000, 10, 20);
        let (one, other) = coarse.split_at(1_000);
        let two: Vec<Sound> = of_file(0, rows(one.to_vec())).chain(of_file(1, rows(other.to_vec()))).collect();
        assert_eq!(copied_files(&two), [], "records that tell little are in both by chance");
    }
}

//! Finds the offence of each record, by the numbers that represent their texts.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// How far ahead the offence of the next record is looked for before all offences are searched: far while the records
/// are in the order of the offences, and a little once they are not.
const FAR: usize = 1024;
const NEAR: usize = 8;
const MOST_STRAYS: usize = 1000;

/// A number that is already a hash.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = (self.0 << 8) | u64::from(*byte));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

type Table = HashMap<u64, u32, BuildHasherDefault<AsItIs>>;

/// The first position of each offence.
fn table(offences: &[u64]) -> Table {
    let mut all = Table::with_capacity_and_hasher(offences.len(), BuildHasherDefault::default());
    for (row, offence) in (0u32..).zip(offences) {
        all.entry(*offence).or_insert(row);
    }
    all
}

/// The position of each record's offence among `offences`; `None` where there is none. The first of equal offences counts.
///
/// Extracts list records in the order of their offences, or nearly so. The offence of a record is therefore first
/// looked for near the previous record's, which reads memory in order, and only then in a table of all offences.
pub(super) fn offence_rows(records: impl Iterator<Item = Option<u64>>, offences: &[u64]) -> Vec<Option<u32>> {
    let mut all: Option<Table> = None;
    let (mut at, mut strays) = (0, 0);
    let mut find = |record: u64| {
        let reach = if strays < MOST_STRAYS { FAR } else { NEAR };
        let near = offences[at..].iter().take(reach).position(|offence| *offence == record);
        let row = near.map(|step| at + step).or_else(|| {
            strays += 1;
            let all = all.get_or_insert_with(|| table(offences));
            all.get(&record).map(|row| *row as usize)
        });
        at = row.unwrap_or(at);
        row.and_then(|row| u32::try_from(row).ok())
    };
    records.map(|record| record.and_then(&mut find)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_in_order_and_out_of_order_find_their_offence() {
        let offences: Vec<u64> = (0..1000).map(|number| number * 7919).collect();
        let key = |row: u64| Some(row * 7919);
        let records = [key(0), key(0), key(3), key(900), key(2), None, Some(1), key(999), key(3)];
        let found = offence_rows(records.into_iter(), &offences);
        assert_eq!(found, [Some(0), Some(0), Some(3), Some(900), Some(2), None, None, Some(999), Some(3)]);
        assert!(offence_rows([Some(5)].into_iter(), &[]) == [None]);
    }
}

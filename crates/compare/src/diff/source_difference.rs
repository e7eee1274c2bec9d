//! One source of records in two drafts: whether its files, their reading and the months they cover differ.

use std::collections::{BTreeMap, BTreeSet};

use super::periods::Months;
use sna_core::document::{InputFile, ReadAs, Source};

/// The differences between two readings of one source.
#[derive(Debug, Default)]
pub(super) struct SourceDifference {
    /// Roles that are read differently.
    pub(super) roles: BTreeSet<String>,
    /// Whether its files are different.
    pub(super) files: bool,
    /// Months that the old draft's records did not have.
    pub(super) new_months: Vec<String>,
    /// Months with a different number of rows, or with none any more.
    pub(super) other_months: Vec<String>,
}

impl SourceDifference {
    /// Compares two readings.
    pub(super) fn of(old: &Source, new: &Source) -> Self {
        let months = |source: &Source| -> BTreeMap<String, u64> {
            let rows = source.months.iter().filter(|month| month.rows > 0);
            rows.map(|month| (month.month.clone(), month.rows)).collect()
        };
        let (before, after) = (months(old), months(new));
        let gone = before.keys().filter(|month| !after.contains_key(*month));
        let other = after.iter().filter(|(month, rows)| before.get(*month).is_some_and(|known| known != *rows));
        Self {
            roles: roles_read_differently(&old.reading, &new.reading),
            files: fingerprints(&old.files) != fingerprints(&new.files),
            new_months: after.keys().filter(|month| !before.contains_key(*month)).cloned().collect(),
            other_months: gone.chain(other.map(|(month, _)| month)).cloned().collect(),
        }
    }

    /// Whether any of some months is in a period; true if the period is not known.
    pub(super) fn within(months: &[String], period: Option<Months>) -> bool {
        months.iter().any(|month| period.is_none_or(|period| period.holds(month)))
    }
}

fn fingerprints(files: &[InputFile]) -> BTreeSet<&str> {
    files.iter().map(|file| file.sha256.as_str()).collect()
}

fn roles_read_differently(old: &[ReadAs], new: &[ReadAs]) -> BTreeSet<String> {
    let lacks = |all: &[ReadAs], one: &ReadAs| !all.contains(one);
    let changed = new.iter().filter(|read| lacks(old, read)).chain(old.iter().filter(|read| lacks(new, read)));
    changed.map(|read| read.role.clone()).collect()
}

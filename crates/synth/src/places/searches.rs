//! Stop and search: how many searches, for what, what was found, and on whom.
//!
//! Searches for weapons, weapons found in them and the ages of those who had them are dealt as published; everything
//! else is invented.

use super::days;
use super::file::{ReasonEntry, SearchesEntry, TownEntry};
use super::table::{Values, table};
use crate::SyntheticFile;
use crate::apportion::apportion;
use crate::chance::{Random, Wheel, any, dealt, happens, weighted};
use sna_core::diag::Diagnostic;

/// The reason and the object of the published figures.
const FOR_WEAPONS: &str = "Offensive weapons";
const WEAPON: &str = "Offensive weapon";

/// Other things that a search for weapons finds, and how often in a hundred.
const FOUND_BESIDE: (&str, u32) = ("Drugs", 9);

/// Weights of the ages 10 to 79, one for every seven years of age.
const SEVENS: [u32; 10] = [17, 30, 19, 12, 8, 6, 4, 2, 1, 1];
const YOUNGEST: usize = 10;

/// One search.
struct Search<'a> {
    day: i32,
    searched_for: &'a str,
    found: Option<&'a str>,
    age: Option<u8>,
    district: usize,
    sex: &'static str,
}

/// `stop_searches.parquet`.
///
/// # Errors
/// `records-not-encoded`.
pub(super) fn file(
    entry: &SearchesEntry,
    towns: &[TownEntry],
    districts: &[String],
    random: &mut Random,
) -> Result<SyntheticFile, Diagnostic> {
    let sizes = districts.iter().map(|name| {
        let towns_there = towns.iter().filter(|town| town.district.value == *name);
        towns_there.map(|town| town.lsoas.value).sum::<u32>()
    });
    let making = Making { entry, districts: Wheel::new(sizes) };
    let mut rows: Vec<Search> = Vec::new();
    for year in 0..entry.years.value.len() {
        rows.extend(making.year(year, random));
    }
    rows.sort_by_key(|row| row.day);
    let columns = vec![
        ("search_date", Values::Dates(rows.iter().map(|row| row.day).collect())),
        ("searched_for", Values::words(rows.iter().map(|row| row.searched_for))),
        ("found", Values::Words(rows.iter().map(|row| row.found).collect())),
        ("age", Values::Numbers(rows.iter().map(|row| row.age.map(i32::from)).collect())),
        ("district", Values::words(rows.iter().map(|row| districts[row.district].as_str()))),
        ("sex", Values::words(rows.iter().map(|row| row.sex))),
    ];
    table("stop_searches.parquet", rows.len(), columns)
}

struct Making<'a> {
    entry: &'a SearchesEntry,
    districts: Wheel,
}

impl<'a> Making<'a> {
    fn year(&self, year: usize, random: &mut Random) -> Vec<Search<'a>> {
        let entry = self.entry;
        let [total, for_weapons, finds] =
            [&entry.total, &entry.for_weapons, &entry.weapons_found].map(|counts| counts.value[year]);
        let mut ages: Vec<u32> = entry.ages.iter().map(|band| band.counts.value[year]).collect();
        ages.push(entry.unknown_age.value[year]);
        let mut rows: Vec<Search> = Vec::new();
        for band in dealt(random, &ages) {
            rows.push(self.search(year, FOR_WEAPONS, Some(WEAPON), self.age_in(band, random), random));
        }
        for _ in finds..for_weapons {
            let found = happens(random, FOUND_BESIDE.1).then_some(FOUND_BESIDE.0);
            rows.push(self.search(year, FOR_WEAPONS, found, self.any_age(random), random));
        }
        rows.extend(self.for_something_else(year, total - for_weapons, random));
        rows
    }

    /// Searches for other things; some of them find a weapon.
    fn for_something_else(&self, year: usize, count: u32, random: &mut Random) -> Vec<Search<'a>> {
        let reasons: &'a [ReasonEntry] = &self.entry.other_reasons.value;
        let weights: Vec<u32> = reasons.iter().map(|reason| reason.weight).collect();
        let codes = dealt(random, &apportion(count, &weights));
        let weapons = self.entry.found_otherwise.value[year] as usize;
        let mut search = |(place, reason): (usize, usize)| {
            let reason = &reasons[reason];
            let as_wanted = happens(random, reason.found_percent.value).then_some(reason.found.as_str());
            let found = if place < weapons { Some(WEAPON) } else { as_wanted };
            let age = self.any_age(random);
            self.search(year, &reason.searched_for.value, found, age, random)
        };
        codes.into_iter().enumerate().map(&mut search).collect()
    }

    fn search(
        &self,
        year: usize,
        searched_for: &'a str,
        found: Option<&'a str>,
        age: Option<u8>,
        random: &mut Random,
    ) -> Search<'a> {
        let span = days::financial_year(&self.entry.years.value[year]);
        Search {
            day: days::draw(random, &span, &[6, 7, 7, 8, 9, 9, 6]),
            searched_for,
            found,
            age,
            district: self.districts.spin(random).unwrap_or(0),
            sex: if happens(random, self.entry.female_percent.value) { "Female" } else { "Male" },
        }
    }

    /// An age in a band; `None` past the last band.
    fn age_in(&self, band: usize, random: &mut Random) -> Option<u8> {
        let band = self.entry.ages.get(band)?;
        let years = usize::from(band.to.saturating_sub(band.from.value)) + 1;
        Some(band.from.value + u8::try_from(any(random, years)).unwrap_or(0))
    }

    fn any_age(&self, random: &mut Random) -> Option<u8> {
        let seven = weighted(random, &SEVENS).unwrap_or(0);
        let age = YOUNGEST + 7 * seven + any(random, 7);
        (!happens(random, self.entry.unknown_age_percent.value)).then(|| u8::try_from(age).ok()).flatten()
    }
}

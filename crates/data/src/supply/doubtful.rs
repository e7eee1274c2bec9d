//! Months in which the supply of records seems to have stopped: few or none where there usually are many.

use std::collections::BTreeMap;

use sna_core::calendar::{CoveredDays, Extent, Month, Period};
use sna_core::stats::{at_most_beside, poisson_at_most};

use super::{Supply, as_number};

/// Months are doubted where they have at most this part of what the other months have.
const FRACTION: f64 = 0.2;
/// Months are doubted only where chance alone would hardly ever leave so few, given how much the other months vary: so that
/// neither quiet months of small areas are, nor the months between bursts.
const HARDLY_EVER: f64 = 1e-6;
/// A month is low in a season only where chance would seldom leave it so low.
const SELDOM: f64 = 0.01;
/// Fewest other months that say what is usual.
const FEWEST_OTHERS: usize = 2;

/// Whose records stop.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    /// All records of the source.
    Source,
    /// The records of an area.
    Area(String),
    /// The records of files whose names differ in their digits only.
    Files(String),
}

/// A run of months that is doubted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stop {
    pub unit: Unit,
    /// The first and the last month.
    pub months: (Month, Month),
    /// Records in them.
    pub records: u64,
    /// Records of an average month outside them.
    pub usual: f64,
}

impl Stop {
    /// Its days.
    pub(crate) fn period(&self) -> Period {
        Period::of_months(self.months.0, self.months.1)
    }
}

/// The runs of months that the author has not accounted for.
pub(crate) fn stops(supply: &Supply, units: &BTreeMap<Unit, BTreeMap<Month, u64>>) -> Vec<Stop> {
    let of_unit = |(unit, counts): (&Unit, &BTreeMap<Month, u64>)| {
        let (area, days) = match unit {
            Unit::Area(name) => (Some(name.as_str()), supply.of_area(name)),
            Unit::Source | Unit::Files(_) => (None, supply.of_all()),
        };
        let found = runs_of(unit, &months_of(&days, counts, units));
        let found = found
            .into_iter()
            .map(|stop| reaching_on(stop, &days, (counts, units.get(&Unit::Source).unwrap_or(counts))));
        found.filter(|stop| !supply.vouches_for(area, stop.period())).collect::<Vec<_>>()
    };
    told_once(&units.iter().flat_map(of_unit).collect::<Vec<_>>())
}

/// Each stop once: areas that stop with the whole source, and files that stop with an area, are the same stop.
fn told_once(stops: &[Stop]) -> Vec<Stop> {
    let lies_in = |stop: &Stop, is_of: fn(&Unit) -> bool| {
        let others = stops.iter().filter(|other| is_of(&other.unit));
        CoveredDays::of_all(others.map(Stop::period)).extent(stop.period()) == Extent::Whole
    };
    let is_source = |unit: &Unit| matches!(unit, Unit::Source);
    let is_wider = |unit: &Unit| !matches!(unit, Unit::Files(_));
    let is_told = |stop: &&Stop| match &stop.unit {
        Unit::Source => false,
        Unit::Area(_) => lies_in(stop, is_source),
        Unit::Files(_) => lies_in(stop, is_wider),
    };
    stops.iter().filter(|stop| !is_told(stop)).cloned().collect()
}

/// The number of a unit's records in each covered month, from the first to the last month in which the source has any.
fn months_of(
    days: &CoveredDays,
    counts: &BTreeMap<Month, u64>,
    units: &BTreeMap<Unit, BTreeMap<Month, u64>>,
) -> Vec<(Month, u64)> {
    let all = units.get(&Unit::Source).unwrap_or(counts);
    let ends = all.keys().next().zip(all.keys().next_back());
    let Some((first, last)) = ends else { return Vec::new() };
    // An assumed cover reaches beyond the records; months without any at its ends say nothing.
    let months = Period::of_months(*first, *last).months().into_iter();
    let covered = months.filter(|month| days.extent(month.period()) == Extent::Whole);
    covered.map(|month| (month, counts.get(&month).copied().unwrap_or(0))).collect()
}

/// A stop that goes on in the part month with which the cover begins or ends.
/// Months without any record of the source say nothing.
fn reaching_on(stop: Stop, days: &CoveredDays, (counts, all): (&BTreeMap<Month, u64>, &BTreeMap<Month, u64>)) -> Stop {
    let in_part = |month: Month| counts.get(&month).copied().unwrap_or(0);
    let goes_on = |month: &Month| {
        let covered = f64::from(days.days_in(month.period())) / f64::from(month.period().days());
        all.contains_key(month)
            && days.extent(month.period()) == Extent::Part
            && as_number(in_part(*month)) <= stop.usual * covered * FRACTION
    };
    let (first, last) = stop.months;
    let before = Month::numbered(first.number() - 1).filter(goes_on);
    let after = Some(last.next()).filter(goes_on);
    let records = stop.records + before.iter().chain(&after).map(|month| in_part(*month)).sum::<u64>();
    Stop { months: (before.unwrap_or(first), after.unwrap_or(last)), records, ..stop }
}

/// Takes the emptiest run away again and again, until what is left is usual.
fn runs_of(unit: &Unit, months: &[(Month, u64)]) -> Vec<Stop> {
    let mut left = months.to_vec();
    let mut found = Vec::new();
    while let Some((from, to, stop)) = emptiest(unit, &left) {
        found.push(stop);
        left.drain(from..to);
    }
    found.sort_by_key(|stop| stop.months.0);
    found
}

/// The longest run of months each of which has at most a fraction of what the months outside the run have.
fn emptiest(unit: &Unit, months: &[(Month, u64)]) -> Option<(usize, usize, Stop)> {
    let mut longest: Option<(usize, usize, Stop)> = None;
    let mut counts: Vec<u64> = months.iter().map(|(_, count)| *count).collect();
    counts.sort_unstable();
    let typical = as_number(*counts.get(counts.len() * 3 / 4)?);
    let low = typical * FRACTION;
    let is_low = |at: usize| as_number(months[at].1) <= low && !is_seasonal(months, at, low);
    let mut from = 0;
    while from < months.len() {
        if !is_low(from) {
            from += 1;
            continue;
        }
        let mut to = from + 1;
        while to < months.len() && is_low(to) && months[to].0 == months[to - 1].0.next() {
            to += 1;
        }
        let is_longer = longest.as_ref().is_none_or(|(first, last, _)| to - from > last - first);
        if let Some(stop) = stop(unit, months, (from, to)).filter(|_| is_longer) {
            longest = Some((from, to, stop));
        }
        from = to;
    }
    longest
}

/// Whether a low month is low in every other year too, as records of schools are in August.
fn is_seasonal(months: &[(Month, u64)], at: usize, low: f64) -> bool {
    let (own, _) = months[at];
    let mut others = months.iter().filter(|(month, _)| month.month == own.month && month.year != own.year).peekable();
    // Half as much again as what is low: seasons are not sharp. A month that chance leaves low now and then is no season.
    let typical = low / FRACTION;
    let is_low = |count: u64| as_number(count) <= low * 1.5 && poisson_at_most(count, typical) < SELDOM;
    others.peek().is_some() && others.all(|(_, count)| is_low(*count))
}

fn stop(unit: &Unit, months: &[(Month, u64)], (from, to): (usize, usize)) -> Option<Stop> {
    let inside: u64 = months[from..to].iter().map(|(_, count)| count).sum();
    let others: Vec<u64> = months[..from].iter().chain(&months[to..]).map(|(_, count)| *count).collect();
    let usual = as_number(others.iter().sum()) / as_number(others.len() as u64);
    let is_doubted = others.len() >= FEWEST_OTHERS
        && as_number(inside) <= usual * as_number((to - from) as u64) * FRACTION
        && at_most_beside(inside, to - from, &others) < HARDLY_EVER;
    is_doubted.then(|| Stop { unit: unit.clone(), months: (months[from].0, months[to - 1].0), records: inside, usual })
}

/// The name of a file without its digits: `2024-03-north-street.csv` and `2024-04-north-street.csv` are of one family.
pub(crate) fn family(name: &str) -> String {
    let plain = name.strip_suffix(".gz").unwrap_or(name);
    plain.chars().filter(|letter| !letter.is_ascii_digit()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(number: i64) -> Month {
        Month::numbered(Month { year: 2022, month: 4 }.number() + number).unwrap()
    }

    fn units(all: &[(Unit, &[u64])]) -> BTreeMap<Unit, BTreeMap<Month, u64>> {
        let counts = |counts: &[u64]| (0..).map(month).zip(counts.iter().copied()).filter(|(_, n)| *n > 0).collect();
        all.iter().map(|(unit, numbers)| (unit.clone(), counts(numbers))).collect()
    }

    fn found(supply: &Supply, all: &[(Unit, &[u64])]) -> Vec<(Unit, Month, Month)> {
        stops(supply, &units(all)).into_iter().map(|stop| (stop.unit, stop.months.0, stop.months.1)).collect()
    }

    #[test]
    fn an_area_that_stops_is_found_and_a_rare_one_is_not() {
        let south = Unit::Area("South".to_owned());
        let (all, of_south) = ([[10; 15].as_slice(), &[6; 9]].concat(), [[4; 15].as_slice(), &[0; 9]].concat());
        let north = [6u64; 24];
        let units = [(Unit::Source, &all[..]), (south.clone(), &of_south), (Unit::Area("North".to_owned()), &north)];
        assert_eq!(found(&Supply::all_time(), &units), [(south, month(15), month(23))]);
        let rare = [1, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1];
        assert_eq!(found(&Supply::all_time(), &[(Unit::Source, &rare)]), []);
    }

    #[test]
    fn a_hole_a_late_start_and_a_trickle_are_found() {
        let mut counts = [100u64; 36];
        counts[..3].fill(0);
        counts[10] = 3;
        counts[11] = 0;
        let runs = [(Unit::Source, month(10), month(11))];
        assert_eq!(
            found(&Supply::all_time(), &[(Unit::Source, &counts)]),
            runs,
            "the source begins with its first record"
        );
        let files = Unit::Files("-north.csv".to_owned());
        let found = found(&Supply::all_time(), &[(Unit::Source, &[200; 36]), (files.clone(), &counts)]);
        assert_eq!(found, [(files.clone(), month(0), month(2)), (files, month(10), month(11))]);
    }

    #[test]
    fn a_month_that_is_low_every_year_is_a_season() {
        let year = [40, 40, 40, 40, 2, 40, 40, 40, 40, 40, 40, 40];
        assert_eq!(found(&Supply::all_time(), &[(Unit::Source, &[year, year].concat())]), []);
    }

    #[test]
    fn a_stop_is_told_once() {
        let south = Unit::Area("South".to_owned());
        let of_south = [[4u64; 15].as_slice(), &[0; 9]].concat();
        let files = Unit::Files("south.csv".to_owned());
        let units = [(Unit::Source, &[10; 24][..]), (south.clone(), &of_south), (files, &of_south)];
        assert_eq!(found(&Supply::all_time(), &units), [(south, month(15), month(23))]);
    }

    /// Brent has its last record in month 17; the cover ends on the tenth of month 24.
    #[test]
    fn a_stop_goes_on_in_the_part_month_that_ends_the_cover() {
        let brent = Unit::Area("Brent".to_owned());
        let of_brent = [[20u64; 18].as_slice(), &[0; 7]].concat();
        let last = month(24).period().first + chrono::Duration::days(9);
        let days = CoveredDays::of(Period { first: month(0).period().first, last });
        let supply = Supply { days, ..Supply::default() };
        let all = [[60u64; 24].as_slice(), &[20]].concat();
        assert_eq!(
            found(&supply, &[(Unit::Source, &all), (brent.clone(), &of_brent)]),
            [(brent, month(18), month(24))]
        );
    }

    #[test]
    fn bursts_are_no_stops() {
        let mut counts = [0u64; 24];
        for (month, count) in [(2, 30), (3, 14), (11, 22), (19, 35)] {
            counts[month] = count;
        }
        let units = [(Unit::Source, &[40; 24][..]), (Unit::Area("South".to_owned()), &counts)];
        assert_eq!(found(&Supply::all_time(), &units), []);
        assert_eq!(found(&Supply::all_time(), &[(Unit::Source, &counts)]), []);
    }

    #[test]
    fn half_of_the_usual_is_a_change_and_no_stop() {
        let counts = [[100u64; 12].as_slice(), &[50; 12]].concat();
        assert_eq!(found(&Supply::all_time(), &[(Unit::Source, &counts)]), []);
    }

    #[test]
    fn the_author_settles_it() {
        let south = || Unit::Area("South".to_owned());
        let of_south = [[4u64; 15].as_slice(), &[0; 9]].concat();
        let all = [(Unit::Source, &[10; 24][..]), (south(), &of_south)];
        let period = Period::of_months(month(15), month(23));
        let lapse = || super::super::Lapse { area: Some("South".to_owned()), period, why: String::new() };
        for supply in [
            Supply { gaps: vec![lapse()], ..Supply::all_time() },
            Supply { quiet: vec![lapse()], ..Supply::all_time() },
            Supply { areas: [("South".to_owned(), CoveredDays::all_time())].into(), ..Supply::all_time() },
        ] {
            assert_eq!(found(&supply, &all), [], "{supply:?}");
        }
    }

    #[test]
    fn names_differ_in_digits_only() {
        assert_eq!(family("2024-03-north-street.csv"), family("2023-12-north-street.csv.gz"));
        assert_ne!(family("north.csv"), family("south.csv"));
    }
}

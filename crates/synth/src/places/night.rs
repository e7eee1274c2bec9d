//! Crime of the night-time economy, with enough other records to show that hours, areas and groups are checked.
//!
//! Group and district are dealt year by year, each as often as published. A night belongs to the day on which it began: an
//! offence in the small hours is dated on the day after.

use super::areas::Area;
use super::days;
use super::file::{NamedCounts, NightEntry, Point};
use super::table::{Values, table};
use super::unreached;
use crate::SyntheticFile;
use crate::apportion::apportion;
use crate::chance::{Random, Wheel, any, dealt};
use sna_core::diag::Diagnostic;

/// The hour at which nights begin; they end at 06:00.
const EVENING: usize = 18;

/// One crime.
struct Crime {
    day: i32,
    hour: u8,
    /// Index into the published groups, or past them into the others.
    group: usize,
    district: usize,
    at: Point,
}

/// Why a record is not counted, if it is not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    No,
    ByDay,
    Outside,
    OtherGroup,
}

/// `nte_crimes.parquet`.
///
/// # Errors
/// `margin-not-reached`, when the areas of a district leave no room around them; `records-not-encoded`.
pub(super) fn file(
    entry: &NightEntry,
    areas: &[Area],
    districts: &[String],
    random: &mut Random,
) -> Result<SyntheticFile, Diagnostic> {
    if let Some(area) = areas.iter().find(|area| area.outside.is_empty()) {
        let what = format!("crime outside the areas of `night`, around `{}`", area.name);
        return Err(unreached(&what, "no room between areas", "areas that are further apart"));
    }
    let crimes = Night::new(entry, areas, districts).crimes(random);
    let others = entry.not_counted.other_groups.value.iter();
    let groups: Vec<&str> =
        entry.groups.iter().map(|group| &group.name.value).chain(others).map(String::as_str).collect();
    let columns = vec![
        ("crime_date", Values::Dates(crimes.iter().map(|crime| crime.day).collect())),
        ("hour", Values::numbers(crimes.iter().map(|crime| crime.hour))),
        ("offence_group", Values::words(crimes.iter().map(|crime| groups[crime.group]))),
        ("district", Values::words(crimes.iter().map(|crime| districts[crime.district].as_str()))),
        ("easting", Values::numbers(crimes.iter().map(|crime| crime.at[0]))),
        ("northing", Values::numbers(crimes.iter().map(|crime| crime.at[1]))),
    ];
    table("nte_crimes.parquet", crimes.len(), columns)
}

struct Night<'a> {
    entry: &'a NightEntry,
    areas: &'a [Area],
    /// For each published district, its position among the districts of the margins file and its areas.
    districts: Vec<(usize, Vec<usize>)>,
    wheels: Vec<Wheel>,
    hours: Wheel,
}

impl<'a> Night<'a> {
    fn new(entry: &'a NightEntry, areas: &'a [Area], names: &[String]) -> Self {
        let positions =
            entry.districts.iter().map(|named| names.iter().position(|name| *name == named.name.value).unwrap_or(0));
        let districts: Vec<(usize, Vec<usize>)> = positions
            .map(|district| (district, (0..areas.len()).filter(|&area| areas[area].district == district).collect()))
            .collect();
        let wheels = districts.iter().map(|(_, own)| Wheel::new(own.iter().map(|&area| areas[area].weight))).collect();
        Self { entry, areas, districts, wheels, hours: Wheel::new(entry.hours.value.iter().copied()) }
    }

    /// All crimes in order of time.
    fn crimes(&self, random: &mut Random) -> Vec<Crime> {
        let mut crimes = Vec::new();
        for year in 0..self.entry.years.value.len() {
            let beside = &self.entry.not_counted;
            let parts = [
                (Beside::No, self.entry.total.value[year]),
                (Beside::ByDay, beside.by_day.value[year]),
                (Beside::Outside, beside.outside.value[year]),
                (Beside::OtherGroup, beside.of_other_groups.value[year]),
            ];
            crimes.extend(parts.into_iter().flat_map(|(beside, count)| self.part(year, beside, count, random)));
        }
        let first = self.entry.years.value.first().map_or(0, |label| days::financial_year(label).start);
        let late = self.part(0, Beside::No, self.entry.not_counted.night_before.value, random);
        crimes.extend(late.into_iter().map(|crime| Crime { day: first, hour: crime.hour % 6, ..crime }));
        crimes.sort_by_key(|crime| (crime.day, crime.hour));
        crimes
    }

    /// Crimes of a year: the counted ones with the published counts, the others shaped like them.
    fn part(&self, year: usize, beside: Beside, count: u32, random: &mut Random) -> Vec<Crime> {
        let counts = |named: &[NamedCounts]| -> Vec<u32> {
            let counts: Vec<u32> = named.iter().map(|named| named.counts.value[year]).collect();
            // A whole split in proportion to its own parts gives these parts.
            apportion(count, &counts)
        };
        let groups = dealt(random, &counts(&self.entry.groups));
        let districts = dealt(random, &counts(&self.entry.districts));
        groups
            .into_iter()
            .zip(districts)
            .map(|(group, district)| self.crime(year, beside, group, district, random))
            .collect()
    }

    fn crime(&self, year: usize, beside: Beside, group: usize, district: usize, random: &mut Random) -> Crime {
        let evening =
            days::draw(random, &days::financial_year(&self.entry.years.value[year]), &self.entry.weekdays.value);
        let since = EVENING + self.hours.spin(random).unwrap_or(0);
        let (day, hour) = match beside {
            Beside::ByDay => (evening, 6 + any(random, EVENING - 6)),
            Beside::No | Beside::Outside | Beside::OtherGroup if since < 24 => (evening, since),
            Beside::No | Beside::Outside | Beside::OtherGroup => (evening + 1, since - 24),
        };
        let group = self.group(beside, group, random);
        let (district, at) = self.place(district, beside == Beside::Outside, random);
        Crime { day, hour: u8::try_from(hour).unwrap_or(0), group, district, at }
    }

    /// The published group, or one of the others.
    fn group(&self, beside: Beside, group: usize, random: &mut Random) -> usize {
        match beside {
            Beside::OtherGroup => {
                self.entry.groups.len() + any(random, self.entry.not_counted.other_groups.value.len())
            }
            Beside::No | Beside::ByDay | Beside::Outside => group,
        }
    }

    /// A point of a published district, in one of its areas or outside all, with the district's position among all.
    fn place(&self, district: usize, outside: bool, random: &mut Random) -> (usize, Point) {
        let (place, of) = &self.districts[district];
        let area = &self.areas[of[self.wheels[district].spin(random).unwrap_or(0)]];
        let points = if outside { &area.outside } else { &area.inside };
        (*place, points[any(random, points.len())])
    }
}

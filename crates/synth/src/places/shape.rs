//! Checks that every list in a places file has the right length and every name is known; sums are checked only after
//! that.

use super::days;
use super::faults::{Faults, beside};
use super::file::{HotspotsEntry, NamedCounts, NightEntry, OffencesEntry, OutcomesEntry, PartsEntry, PlacesFile};
use super::file::{LocationEntry, Point, SchoolOffencesEntry, SchoolsEntry, SearchesEntry, TownEntry};
use crate::calendar::financial_year;
use crate::file::MarginsFile;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::{Origin, Spanned};

/// The extent of the British National Grid, metres east and north.
const GRID: Point = [700_000, 1_300_000];

/// The most schools of a phase.
const MOST_SCHOOLS: u32 = 5_000;

/// Checks a file's shape. The margins file has already been checked.
///
/// # Errors
/// All faults of the shape.
pub(super) fn check(file: &PlacesFile, source: &Origin, margins: &MarginsFile) -> Result<(), Diagnostics> {
    let districts: Vec<&str> = margins.districts.iter().map(|entry| entry.district.value.as_str()).collect();
    let mut shape = Shape { faults: Faults::new(source), districts, margins };
    shape.towns(&file.towns);
    shape.offences(&file.offences);
    shape.night(&file.night);
    shape.schools(&file.schools);
    shape.school_offences(&file.school_offences);
    shape.hotspots(&file.hotspots, &file.towns.value);
    shape.searches(&file.stop_searches);
    shape.outcomes(&file.outcomes);
    shape.faults.into_result()
}

struct Shape<'a> {
    faults: Faults<'a>,
    districts: Vec<&'a str>,
    margins: &'a MarginsFile,
}

impl Shape<'_> {
    fn towns(&mut self, towns: &Spanned<Vec<TownEntry>>) {
        self.faults.unique("town", towns.value.iter().map(|town| &town.town));
        self.faults.unique("ward", towns.value.iter().filter_map(|town| town.ward.as_ref()));
        for town in &towns.value {
            self.faults.known("district", &town.district, &self.districts);
            self.faults.within(&format!("`lsoas` of `{}`", town.town.value), &town.lsoas, 3..=500);
            self.point(&town.at);
        }
        for &district in &self.districts {
            let of = towns.value.iter().filter(|town| town.district.value == district);
            let weights: Vec<u32> = of.map(|town| town.weight).collect();
            self.faults.some_weight(&format!("`{district}` among `towns`"), &weights, towns);
        }
    }

    fn point(&mut self, at: &Spanned<Point>) {
        let is_on_grid = at.value.iter().zip(GRID).all(|(&metres, most)| (0..=most).contains(&metres));
        if !is_on_grid {
            let diagnostic = Diagnostic::error(Code::OutOfRange, "a point is outside the British National Grid")
                .found(format!("{} east, {} north", at.value[0], at.value[1]))
                .expected(format!("metres: 0 to {} east, 0 to {} north", GRID[0], GRID[1]));
            self.faults.refuse(diagnostic, at);
        }
    }

    fn offences(&mut self, entry: &OffencesEntry) {
        self.faults.within("`without_point_percent`", &entry.without_point_percent, 0..=100);
        let kinds = entry.location_types.value.len();
        self.faults.weights("`parts`", &entry.parts, kinds, "one for each of `location_types`");
        let outside = self.margins.outside.iter().map(|entry| entry.group.as_str());
        let mut known: Vec<&str> =
            self.margins.groups.iter().map(|entry| entry.group.value.as_str()).chain(outside).collect();
        known.sort_unstable();
        known.dedup();
        for group in &entry.groups {
            let name = format!("`parts` of `{}`", group.group.value);
            self.faults.known("offence group", &group.group, &known);
            self.faults.weights(&name, &group.parts, kinds, "one for each of `location_types`");
        }
    }

    /// Labels of financial years, and how many.
    fn financial_years(&mut self, labels: &Spanned<Vec<String>>) -> usize {
        let is_year = |label: &&String| financial_year(label).is_some();
        let wrong: Vec<&str> = labels.value.iter().filter(|label| !is_year(label)).map(String::as_str).collect();
        if !wrong.is_empty() || labels.value.is_empty() {
            let diagnostic = Diagnostic::error(Code::NotAFinancialYear, "`years` are not financial years")
                .found(wrong.join(", "))
                .expected("labels such as `2019/20`");
            self.faults.refuse(diagnostic, labels);
        }
        labels.value.len()
    }

    fn named(&mut self, what: &str, list: &[NamedCounts], years: usize) {
        self.faults.unique(what, list.iter().map(|named| &named.name));
        list.iter().for_each(|named| self.faults.yearly(&format!("`{}`", named.name.value), &named.counts, years));
    }

    fn night(&mut self, entry: &NightEntry) {
        let years = self.financial_years(&entry.years);
        self.faults.yearly("`total`", &entry.total, years);
        self.named("offence group", &entry.groups, years);
        self.named("district", &entry.districts, years);
        self.faults.weights("`hours`", &entry.hours, 12, "one for each hour from 18 to 05");
        self.faults.weights("`weekdays`", &entry.weekdays, 7, "Monday to Sunday");
        self.faults.unique("area", entry.areas.value.iter().map(|area| &area.area));
        for area in &entry.areas.value {
            self.faults.known("district", &area.district, &self.districts);
            self.faults.within(&format!("`metres` of `{}`", area.area.value), &area.metres, 100..=2_000);
            self.point(&area.at);
        }
        for named in &entry.districts {
            self.faults.known("district", &named.name, &self.districts);
            let of = entry.areas.value.iter().filter(|area| area.district.value == named.name.value);
            let weights: Vec<u32> = of.map(|area| area.weight).collect();
            self.faults.some_weight(&format!("`{}` among `areas`", named.name.value), &weights, &named.name);
        }
        let beside = &entry.not_counted;
        for (name, counts) in
            [("by_day", &beside.by_day), ("outside", &beside.outside), ("of_other_groups", &beside.of_other_groups)]
        {
            self.faults.yearly(&format!("`{name}`"), counts, years);
        }
        self.faults.within("`night_before`", &beside.night_before, 0..=1_000);
        let others: Vec<u32> = beside.other_groups.value.iter().map(|_| 1).collect();
        self.faults.some_weight("`other_groups`", &others, &beside.other_groups);
    }

    fn schools(&mut self, entry: &SchoolsEntry) {
        for (name, count) in [
            ("`primary`", &entry.primary),
            ("`secondary`", &entry.secondary),
            ("`all_through`", &entry.all_through),
            ("`special`", &entry.special),
        ] {
            self.faults.within(name, count, 0..=MOST_SCHOOLS);
        }
    }

    fn school_offences(&mut self, entry: &SchoolOffencesEntry) {
        let years = entry.years.value.len();
        for &year in &entry.years.value {
            if !days::YEARS.contains(&year) {
                let text = format!("{year} is not a year");
                let expected = format!("{} to {}", days::YEARS.start, days::YEARS.end - 1);
                self.faults.refuse(Diagnostic::error(Code::OutOfRange, text).expected(expected), &entry.years);
            }
        }
        self.faults.unique("offence group", entry.groups.iter().map(|group| &group.group));
        for group in &entry.groups {
            let name = &group.group.value;
            self.faults.yearly(&format!("`victims` of `{name}`"), &group.victims, years);
            self.faults.yearly(&format!("`at_or_near` of `{name}`"), &group.at_or_near, years);
        }
        let reasons = &entry.reasons;
        let weights = [reasons.hour.value, reasons.weekday, reasons.kind_of_place, reasons.distance, reasons.phase];
        self.faults.some_weight("`reasons`", &weights, &reasons.hour);
        let groups: Vec<u32> = entry.groups.iter().map(|_| 1).collect();
        self.faults.some_weight("`groups` of `school_offences`", &groups, &entry.total);
        self.faults.yearly("`other_ages`", &entry.other_ages, years);
    }

    fn hotspots(&mut self, entry: &HotspotsEntry, towns: &[TownEntry]) {
        let (from, to) = (days::day(&entry.from.value), days::day(&entry.to.value));
        // At least a week, so that every weekday occurs.
        if from.zip(to).is_none_or(|(from, to)| to < from + 6) {
            let diagnostic =
                Diagnostic::error(Code::NotAPeriod, "`from` and `to` are not the first and last day of a period")
                    .found(format!("{} to {}", entry.from.value, entry.to.value))
                    .expected("at least a week, with days written as in `2023-05-01`");
            self.faults.refuse(diagnostic, &entry.from);
        }
        let wards: Vec<&str> =
            towns.iter().filter_map(|town| town.ward.as_ref()).map(|ward| ward.value.as_str()).collect();
        self.faults.unique("ward", entry.wards.value.iter().map(|ward| &ward.ward));
        for ward in &entry.wards.value {
            self.faults.known("ward", &ward.ward, &wards);
            self.faults.within(&format!("`offences` of `{}`", ward.ward.value), &ward.offences, 0..=1_000_000);
            ward.location.iter().for_each(|location| self.location(location));
        }
    }

    fn location(&mut self, location: &LocationEntry) {
        self.faults.unique("street", location.streets.iter().map(|street| &street.street));
        location.streets.iter().for_each(|street| self.point(&street.at));
        for street in &location.streets {
            self.faults.within(&format!("`offences` of `{}`", street.street.value), &street.offences, 0..=1_000_000);
        }
        let [from, to] = location.peak_hours.value;
        if from > to || to > 22 {
            let diagnostic = Diagnostic::error(Code::NotAnHour, format!("hours {from} to {to} cannot be a peak"))
                .expected("two hours in order, 0 to 22");
            self.faults.refuse(diagnostic, &location.peak_hours);
        }
        self.faults.weights("`peak`", &location.peak, 7, "Monday to Sunday");
    }

    fn searches(&mut self, entry: &SearchesEntry) {
        let years = self.financial_years(&entry.years);
        for (name, counts) in [
            ("`total`", &entry.total),
            ("`for_weapons`", &entry.for_weapons),
            ("`weapons_found`", &entry.weapons_found),
            ("`unknown_age`", &entry.unknown_age),
            ("`found_otherwise`", &entry.found_otherwise),
        ] {
            self.faults.yearly(name, counts, years);
        }
        for band in &entry.ages {
            self.faults.yearly(&format!("ages {} to {}", band.from.value, band.to), &band.counts, years);
            self.faults.within("`from`", &band.from, 0..=band.to.min(110));
        }
        let reasons = &entry.other_reasons;
        let weights: Vec<u32> = reasons.value.iter().map(|reason| reason.weight).collect();
        self.faults.some_weight("`other_reasons`", &weights, reasons);
        self.faults.unique("reason", reasons.value.iter().map(|reason| &reason.searched_for));
        for reason in &reasons.value {
            self.faults.within("`found_percent`", &reason.found_percent, 0..=100);
        }
        self.faults.within("`unknown_age_percent`", &entry.unknown_age_percent, 0..=100);
        self.faults.within("`female_percent`", &entry.female_percent, 0..=100);
    }

    fn outcomes(&mut self, entry: &OutcomesEntry) {
        let years = self.financial_years(&entry.years);
        let known: Vec<&str> = self.margins.years.value.iter().map(String::as_str).collect();
        for year in &entry.years.value {
            self.faults.known("year of the margins file", &beside(&entry.years, year.clone()), &known);
        }
        self.faults.yearly("`total`", &entry.total, years);
        self.parts("`positive`", &entry.positive, years);
        self.parts("`other`", &entry.other, years);
        self.faults.yearly("`open`", &entry.open.counts, years);
        let parts = [&entry.positive, &entry.other];
        let named = parts.iter().flat_map(|parts| parts.named.iter().map(|named| &named.name));
        let rest = parts.iter().flat_map(|parts| parts.rest.iter().map(|part| &part.name));
        self.faults.unique("outcome", named.chain(rest).chain([&entry.open.name]));
    }

    fn parts(&mut self, name: &str, parts: &PartsEntry, years: usize) {
        self.faults.yearly(&format!("`total` of {name}"), &parts.total, years);
        self.named("outcome", &parts.named, years);
        let weights: Vec<u32> = parts.rest.iter().map(|part| part.weight).collect();
        self.faults.some_weight(&format!("`rest` of {name}"), &weights, &parts.total);
    }
}

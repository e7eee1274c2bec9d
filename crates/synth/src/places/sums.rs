//! Checks that the margins of a places file agree: parts add up to their whole, and no part is larger than its whole.

use super::faults::Faults;
use super::file::{
    HotWardEntry, NamedCounts, NightEntry, OutcomesEntry, PlacesFile, SchoolOffencesEntry, SearchesEntry,
};
use super::outcomes::parts_of;
use crate::file::Counts;
use sna_core::diag::Diagnostics;
use sna_core::yaml::Origin;

/// Checks the sums of a file whose shape has been checked.
///
/// # Errors
/// All disagreements, each with both sums.
pub(super) fn check(file: &PlacesFile, source: &Origin) -> Result<(), Diagnostics> {
    let mut faults = Faults::new(source);
    night(&file.night, &mut faults);
    school_offences(&file.school_offences, &mut faults);
    file.hotspots.wards.value.iter().for_each(|ward| hot_ward(ward, &mut faults));
    searches(&file.stop_searches, &mut faults);
    outcomes(&file.outcomes, &mut faults);
    faults.into_result()
}

fn of(counts: &Counts) -> impl Fn(usize) -> u64 {
    |year| u64::from(counts.value[year])
}

fn night(entry: &NightEntry, faults: &mut Faults) {
    for (name, list) in [("the groups of `night`", &entry.groups), ("the districts of `night`", &entry.districts)] {
        faults.equal(&entry.years.value, (name, &sum_of(list)), ("`total`", &of(&entry.total)), &entry.total);
    }
}

fn sum_of(list: &[NamedCounts]) -> impl Fn(usize) -> u64 {
    |year| list.iter().map(|named| u64::from(named.counts.value[year])).sum()
}

fn school_offences(entry: &SchoolOffencesEntry, faults: &mut Faults) {
    let sum = |counts: fn(&super::file::SchoolGroupEntry) -> &Counts| {
        entry.groups.iter().flat_map(|group| &counts(group).value).copied().map(u64::from).sum::<u64>()
    };
    let (all, near) = (sum(|group| &group.victims), sum(|group| &group.at_or_near));
    let parts = [&entry.at_school, &entry.near_secondary, &entry.near_primary];
    let divided = parts.iter().map(|part| u64::from(part.value)).sum();
    let whole = ["all years".to_owned()];
    let (total, at_or_near) = (u64::from(entry.total.value), u64::from(entry.at_or_near.value));
    faults.equal(&whole, ("the victims", &|_| all), ("`total` of `school_offences`", &|_| total), &entry.total);
    faults.equal(
        &whole,
        ("the offences at or near a school", &|_| near),
        ("`at_or_near`", &|_| at_or_near),
        &entry.at_or_near,
    );
    faults.equal(
        &whole,
        ("those at a school, near a secondary and near a primary one", &|_| divided),
        ("`at_or_near`", &|_| at_or_near),
        &entry.at_or_near,
    );
    let years: Vec<String> = entry.years.value.iter().map(ToString::to_string).collect();
    for group in &entry.groups {
        let part = format!("offences of `{}` at or near a school", group.group.value);
        faults.at_most(
            &years,
            (&part, &of(&group.at_or_near)),
            ("its victims", &of(&group.victims)),
            &group.at_or_near,
        );
    }
}

fn hot_ward(ward: &HotWardEntry, faults: &mut Faults) {
    let Some(location) = &ward.location else { return };
    let (name, whole) = (&ward.ward.value, ["the period".to_owned()]);
    let count = u64::from(location.offences.value);
    let streets = location.streets.iter().map(|street| u64::from(street.offences.value)).sum();
    let peak = location.peak.value.iter().copied().map(u64::from).sum();
    let named = format!("`offences` of the named streets of `{name}`");
    let parts = format!("the streets of `{name}`");
    faults.equal(&whole, (&parts, &|_| streets), (&named, &|_| count), &location.offences);
    faults.at_most(
        &whole,
        (&format!("offences in the peak of `{name}`"), &|_| peak),
        (&named, &|_| count),
        &location.peak,
    );
    let all = u64::from(ward.offences.value);
    faults.at_most(&whole, (&named, &|_| count), (&format!("`offences` of `{name}`"), &|_| all), &location.offences);
}

fn searches(entry: &SearchesEntry, faults: &mut Faults) {
    let years = &entry.years.value;
    let (total, for_weapons, found) = (of(&entry.total), of(&entry.for_weapons), of(&entry.weapons_found));
    faults.at_most(years, ("searches for weapons", &for_weapons), ("`total`", &total), &entry.for_weapons);
    faults.at_most(years, ("weapons found", &found), ("searches for weapons", &for_weapons), &entry.weapons_found);
    let others = |year: usize| total(year).saturating_sub(for_weapons(year));
    let found_otherwise = ("weapons found otherwise", &of(&entry.found_otherwise) as &dyn Fn(usize) -> u64);
    faults.at_most(years, found_otherwise, ("other searches", &others), &entry.found_otherwise);
    let by_age = |year: usize| {
        let bands = entry.ages.iter().map(|band| &band.counts).chain([&entry.unknown_age]);
        bands.map(|counts| u64::from(counts.value[year])).sum()
    };
    faults.equal(years, ("weapons found by age", &by_age), ("`weapons_found`", &found), &entry.weapons_found);
}

fn outcomes(entry: &OutcomesEntry, faults: &mut Faults) {
    let years = &entry.years.value;
    let sorts = [&entry.positive.total, &entry.other.total, &entry.open.counts];
    let all = |year: usize| sorts.iter().map(|counts| u64::from(counts.value[year])).sum();
    faults.equal(years, ("the outcomes", &all), ("`total` of `outcomes`", &of(&entry.total)), &entry.total);
    for (name, parts) in [("`positive`", &entry.positive), ("`other`", &entry.other)] {
        let part = format!("the named outcomes of {name}");
        faults.at_most(years, (&part, &sum_of(&parts.named)), ("its `total`", &of(&parts.total)), &parts.total);
        // The named ones are the most frequent, so every other must be less frequent.
        let least_named = |year: usize| parts.named.iter().map(|named| u64::from(named.counts.value[year])).min();
        let least = |year: usize| least_named(year).unwrap_or(0);
        let most = |year: usize| parts_of(parts, year).into_iter().skip(parts.named.len()).max().unwrap_or(0).into();
        let is_above = |year: usize| least_named(year).is_some_and(|least| most(year) >= least);
        let text = format!("an unnamed outcome of {name} is as frequent as a named one");
        let (found, expected) = ("the most frequent unnamed one", "fewer than the least frequent named one");
        faults.disagree(years, is_above, (&text, found, &most), (expected, &least), &parts.total);
    }
}

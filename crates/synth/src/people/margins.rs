//! Margins of the people, resolved from the author's file: every count a step deals out.

use super::file::{
    AgeTable, BandEntry, CohortEntry, EthnicityEntry, OutsideLinks, OverlapEntry, PeopleFile, SideEntry,
};
use super::file::{RelationshipEntry, RepeatsEntry, VictimHours};
use crate::apportion::apportion;

/// Areas of the ethnicity tables: city, county, elsewhere.
pub(super) const AREAS: usize = 3;

/// Margins of the people that agree with one another.
#[derive(Debug)]
pub(crate) struct People {
    pub(super) victims: Side,
    pub(super) suspects: Side,
    pub(super) hours: VictimHours,
    /// The code of the city's district.
    pub(super) city: usize,
    /// Every self-defined ethnicity of either side; `None` for not recorded.
    pub(super) ethnicities: Vec<Option<String>>,
    pub(super) relationships: Vec<RelationshipEntry>,
    /// By district, with unknown last.
    pub(super) pairs: Vec<PairCounts>,
    pub(super) ages: AgeTable,
    pub(super) cohort: CohortEntry,
    pub(super) overlap: OverlapEntry,
    pub(super) outside: Vec<OutsideLinks>,
}

/// Victims, or suspects.
#[derive(Debug)]
pub(super) struct Side {
    /// Their name in messages.
    pub(super) name: &'static str,
    /// By year.
    pub(super) links: Vec<u32>,
    pub(super) bands: Vec<Band>,
    /// By year and district, with unknown last.
    pub(super) districts: Vec<Vec<u32>>,
    /// By year: male, female, unknown.
    pub(super) sexes: Vec<Vec<u32>>,
    /// By year and area, each by ethnicity.
    pub(super) ethnicities: Vec<Vec<u32>>,
    pub(super) repeats: RepeatsEntry,
    pub(super) offender_percent: u32,
}

/// Links in one band of ages, or of unknown age.
#[derive(Debug)]
pub(super) struct Band {
    pub(super) years: Vec<u32>,
    pub(super) groups: Vec<u32>,
    pub(super) ages: Vec<(Option<u8>, u32)>,
}

/// Pairs of a district by year, and those with each relationship, where the file names them.
#[derive(Debug)]
pub(super) struct PairCounts {
    pub(super) pairs: Vec<u32>,
    /// By relationship and year; `None` where any number is allowed.
    pub(super) named: Vec<Option<Vec<u32>>>,
}

/// Resolves a file that has been checked. `districts` are the names, `offences` their counts by year and district.
pub(super) fn resolve(file: PeopleFile, districts: &[String], offences: &[Vec<u32>]) -> People {
    let city = districts.iter().position(|district| *district == file.city.value).unwrap_or(districts.len());
    let ethnicities = ethnicities(&file);
    let pairs = pair_counts(&file, districts);
    let spread_as_pairs: Vec<Vec<u32>> =
        (0..offences.len()).map(|year| pairs.iter().map(|of| of.pairs[year]).collect()).collect();
    People {
        victims: side("victims", file.victims, &ethnicities, city, &spread_as_pairs),
        suspects: side("suspects", file.suspects, &ethnicities, city, offences),
        hours: file.victim_hours,
        city,
        ethnicities,
        relationships: file.relationships.by_year.value,
        pairs,
        ages: file.relationships.ages,
        cohort: file.cohort,
        overlap: file.overlap,
        outside: file.outside,
    }
}

fn ethnicities(file: &PeopleFile) -> Vec<Option<String>> {
    let mut codes: Vec<Option<String>> = Vec::new();
    for entry in file.victims.ethnicity.iter().chain(&file.suspects.ethnicity) {
        if !codes.contains(&entry.code) {
            codes.push(entry.code.clone());
        }
    }
    codes
}

fn side(name: &'static str, entry: SideEntry, codes: &[Option<String>], city: usize, spread: &[Vec<u32>]) -> Side {
    let years = 0..entry.links.value.len();
    let ethnicities: Vec<Vec<u32>> = years.clone().flat_map(|year| ethnicities_of(&entry, codes, year)).collect();
    let by_district = years.clone().map(|year| {
        let of_area = std::array::from_fn(|area| ethnicities[year * AREAS + area].iter().sum());
        districts(of_area, city, &spread[year])
    });
    let leading = leading_group(&entry);
    let unknown = Band {
        years: entry.unknown_age.counts.value.clone(),
        groups: entry.unknown_age.groups.value.clone(),
        ages: vec![(None, entry.unknown_age.counts.value.iter().sum())],
    };
    Side {
        name,
        bands: entry.ages.iter().map(|entry| band(entry, leading)).chain([unknown]).collect(),
        districts: by_district.collect(),
        sexes: years.map(|year| sexes(&entry, year)).collect(),
        ethnicities,
        repeats: entry.repeats,
        offender_percent: entry.offender_percent.map_or(0, |percent| percent.value),
        links: entry.links.value,
    }
}

/// The links of a year by area, each by ethnicity.
fn ethnicities_of(entry: &SideEntry, codes: &[Option<String>], year: usize) -> [Vec<u32>; AREAS] {
    let areas: [fn(&EthnicityEntry) -> &[u32]; AREAS] =
        [|entry| &entry.city.value, |entry| &entry.county.value, |entry| &entry.elsewhere.value];
    areas.map(|area| {
        let entries = codes.iter().map(|code| entry.ethnicity.iter().find(|entry| entry.code == *code));
        entries.map(|entry| entry.map_or(0, |entry| area(entry)[year])).collect()
    })
}

fn sexes(entry: &SideEntry, year: usize) -> Vec<u32> {
    let (female, unknown) = (entry.sexes.female.value[year], entry.sexes.unknown.value[year]);
    vec![entry.links.value[year].saturating_sub(female + unknown), female, unknown]
}

/// A year's links by district: the city and the unknown district unchanged, the county spread by weights.
fn districts([city_links, county, elsewhere]: [u32; AREAS], city: usize, spread: &[u32]) -> Vec<u32> {
    let mut weights = spread.to_vec();
    let unknown = weights.len() - 1;
    (weights[city], weights[unknown]) = (0, 0);
    let mut districts = apportion(county, &weights);
    (districts[city], districts[unknown]) = (city_links, elsewhere);
    districts
}

/// The offence group with most links of a side: it absorbs the differences between the tables of bands.
pub(super) fn leading_group(entry: &SideEntry) -> usize {
    let groups = 0..entry.unknown_age.groups.value.len();
    let links = |group: usize| entry.ages.iter().map(|band| u64::from(band.groups.value[group])).sum::<u64>();
    groups.rev().max_by_key(|&group| links(group)).unwrap_or(0)
}

/// Links of a band in all groups but one.
pub(super) fn in_other_groups(entry: &BandEntry, group: usize) -> u64 {
    let others = entry.groups.value.iter().enumerate().filter(|&(other, _)| other != group);
    others.map(|(_, &count)| u64::from(count)).sum()
}

/// A band's counts. Where its years and its groups add up to different sums, the years are kept and the leading group
/// is changed, so that no cell of another group differs from its table.
fn band(entry: &BandEntry, leading: usize) -> Band {
    let years = entry.counts.value.clone();
    let whole: u32 = years.iter().sum();
    let mut groups = entry.groups.value.clone();
    groups[leading] = whole.saturating_sub(u32::try_from(in_other_groups(entry, leading)).unwrap_or(u32::MAX));
    let ages = entry.from.value..=entry.to;
    let equal = vec![1; ages.clone().count()];
    let parts = apportion(whole, entry.single.as_ref().map_or(&equal, |single| &single.value));
    Band { years, groups, ages: ages.map(Some).zip(parts).collect() }
}

fn pair_counts(file: &PeopleFile, districts: &[String]) -> Vec<PairCounts> {
    let relationships = &file.relationships.by_year.value;
    let years = file.victims.links.value.len();
    let known: Vec<PairCounts> = districts.iter().map(|district| known_pairs(file, district, years)).collect();
    let rest = (0..years).map(|year| {
        let all: u32 = relationships.iter().map(|entry| entry.counts.value[year]).sum();
        all.saturating_sub(known.iter().map(|of| of.pairs[year]).sum())
    });
    let unknown = PairCounts { pairs: rest.collect(), named: vec![None; relationships.len()] };
    known.into_iter().chain([unknown]).collect()
}

fn known_pairs(file: &PeopleFile, district: &str, years: usize) -> PairCounts {
    let relationships = &file.relationships.by_year.value;
    let entry = file.relationships.by_district.iter().find(|entry| entry.district.value == district);
    let named =
        |relationship: &RelationshipEntry| Some(entry?.named.get(&relationship.relationship.value)?.value.clone());
    PairCounts {
        pairs: entry.map_or_else(|| vec![0; years], |entry| entry.pairs.value.clone()),
        named: relationships.iter().map(named).collect(),
    }
}

//! The people who come out, counted against the tables that went in, and the messages for tables that are wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use chrono::{Days, Months, NaiveDate};

use super::file::{PeopleFile, RelationshipEntry, SideEntry, parse};
use super::*;
use crate::assign::assign;
use crate::file::HourEntry;
use crate::{file as offences_file, margins as offences_margins};
use sna_core::diag::render;

const MARGINS: &str = "../../data/derbyshire/margins.yaml";
const PEOPLE: &str = "../../data/derbyshire/people.yaml";

/// Where the margins file names the people file.
fn here() -> Place {
    Place::line(Path::new(MARGINS), 9)
}

/// Records and people of one seed, and what they were made from.
struct Made {
    margins: Margins,
    calendar: Calendar,
    records: Records,
    world: World,
    file: PeopleFile,
}

impl Made {
    fn new(seed: u64) -> Self {
        let (margins_file, source) = offences_file::read(Path::new(MARGINS)).unwrap();
        let margins = offences_margins::resolve(&margins_file, &source).unwrap();
        let people = read_people(Path::new(PEOPLE), &here(), &margins_file).unwrap();
        let calendar = Calendar::new(margins.first_year, margins.years.len());
        let records = assign(&margins, &calendar, seed);
        let world = make(&margins, &people, &calendar, &records, seed).unwrap();
        let (file, _) = file::read(Path::new(PEOPLE), &here()).unwrap();
        Self { margins, calendar, records, world, file }
    }

    fn offences(&self) -> Offences<'_> {
        Offences::new(&self.margins, &self.calendar, &self.records)
    }

    fn sides(&self) -> [(&SideEntry, &[PersonRow]); 2] {
        [(&self.file.victims, &self.world.victims), (&self.file.suspects, &self.world.suspects)]
    }
}

/// Two seeds: one would not show that a margin holds by chance.
fn made() -> &'static [Made] {
    static MADE: OnceLock<Vec<Made>> = OnceLock::new();
    MADE.get_or_init(|| [2024, 7].map(Made::new).into())
}

fn inside<'a>(offences: &'a Offences, rows: &'a [PersonRow]) -> impl Iterator<Item = &'a PersonRow> + Clone {
    rows.iter().filter(|row| (row.offence as usize) < offences.inside())
}

/// Counts by year of the rows within the definition that a condition lets through.
fn by_year(offences: &Offences, rows: &[PersonRow], wanted: impl Fn(&PersonRow) -> bool) -> Vec<u32> {
    let mut counts = vec![0; offences.years()];
    inside(offences, rows).filter(|row| wanted(row)).for_each(|row| counts[offences.year(row.offence)] += 1);
    counts
}

fn by_group(offences: &Offences, rows: &[PersonRow], wanted: impl Fn(&PersonRow) -> bool) -> Vec<u32> {
    let mut counts = vec![0; offences.groups()];
    inside(offences, rows).filter(|row| wanted(row)).for_each(|row| counts[offences.group(row.offence)] += 1);
    counts
}

#[test]
fn ages_are_exact_by_year_and_in_all_groups_but_one() {
    for made in made() {
        let offences = made.offences();
        for (side, rows) in made.sides() {
            assert_eq!(by_year(&offences, rows, |_| true), side.links.value);
            assert_eq!(by_year(&offences, rows, |row| row.age.is_none()), side.unknown_age.counts.value);
            let leading = margins::leading_group(side);
            for band in &side.ages {
                let of_band = |row: &PersonRow| row.age.is_some_and(|age| (band.from.value..=band.to).contains(&age));
                assert_eq!(by_year(&offences, rows, of_band), band.counts.value, "from {}", band.from.value);
                let mut found = by_group(&offences, rows, of_band);
                found[leading] = band.groups.value[leading];
                assert_eq!(found, band.groups.value, "from {}", band.from.value);
            }
        }
    }
}

#[test]
fn fifteen_is_the_peak_and_children_are_a_quarter() {
    for made in made() {
        let offences = made.offences();
        for ((_, rows), (at_15, children)) in made.sides().into_iter().zip([(321, 1906), (589, 2711)]) {
            let aged = |least: u8, most: u8| {
                let is = |row: &&PersonRow| row.age.is_some_and(|age| (least..=most).contains(&age));
                inside(&offences, rows).filter(is).count()
            };
            assert_eq!(aged(15, 15), at_15);
            assert!((0..=120).filter(|age| *age != 15).all(|age| aged(age, age) < at_15));
            assert_eq!(aged(0, 17), children);
        }
    }
}

#[test]
fn victims_are_at_their_hours() {
    for made in made() {
        let offences = made.offences();
        let assert_table = |table: &[HourEntry], least: u8, most: u8| {
            let of_age = |row: &&PersonRow| row.age.is_some_and(|age| (least..=most).contains(&age));
            for row in table {
                let cell = |weekday: usize| {
                    let cell = usize::from(row.hour.value) * 7 + weekday;
                    let here = |row: &&PersonRow| offences.cell(row.offence) == cell;
                    inside(&offences, &made.world.victims).filter(of_age).filter(here).count()
                };
                let found: Vec<u32> = (0..7).map(|weekday| u32::try_from(cell(weekday)).unwrap()).collect();
                assert_eq!(found, row.counts.value, "hour {}", row.hour.value);
            }
        };
        assert_table(&made.file.victim_hours.children.value, 0, 17);
        assert_table(&made.file.victim_hours.adults.value, 18, 120);
    }
}

#[test]
fn repeat_persons_are_exact_in_each_year_and_pooled() {
    for made in made() {
        let offences = made.offences();
        for (side, rows) in made.sides() {
            let links = |year: Option<usize>| {
                let mut links: BTreeMap<u32, u32> = BTreeMap::new();
                let of_year = |row: &&PersonRow| year.is_none_or(|year| offences.year(row.offence) == year);
                inside(&offences, rows).filter(of_year).for_each(|row| *links.entry(row.identity).or_default() += 1);
                let repeats: Vec<u32> = links.values().copied().filter(|links| *links > 1).collect();
                let count = |length: usize| u32::try_from(length).unwrap();
                ([count(links.len()), count(repeats.len()), repeats.iter().sum()], repeats)
            };
            let of = &side.repeats;
            for year in 0..offences.years() {
                let expected = [of.persons.value[year], of.repeat_persons.value[year], of.repeat_links.value[year]];
                assert_eq!(links(Some(year)).0, expected);
            }
            let (found, mut repeats) = links(None);
            assert_eq!(found, [of.pooled.persons.value, of.pooled.repeat_persons, of.pooled.repeat_links]);
            repeats.sort_unstable_by_key(|links| std::cmp::Reverse(*links));
            assert_eq!(repeats.iter().take(of.most.persons.value as usize).sum::<u32>(), of.most.links);
        }
    }
}

#[test]
fn ethnicities_and_sexes_are_exact_by_year() {
    for made in made() {
        let offences = made.offences();
        let city = made.margins.districts.iter().position(|name| *name == made.file.city.value).unwrap();
        for (side, rows) in made.sides() {
            assert_eq!(by_year(&offences, rows, |row| row.sex == 1), side.sexes.female.value);
            assert_eq!(by_year(&offences, rows, |row| row.sex == 2), side.sexes.unknown.value);
            for entry in &side.ethnicity {
                let is = |row: &PersonRow| made.world.ethnicities[usize::from(row.ethnicity)] == entry.code;
                let in_city = |row: &PersonRow| offences.district(row.offence) == city;
                let elsewhere = |row: &PersonRow| offences.is_elsewhere(row.offence);
                let counts = |area: &dyn Fn(&PersonRow) -> bool| by_year(&offences, rows, |row| is(row) && area(row));
                assert_eq!(counts(&in_city), entry.city.value, "{:?}", entry.code);
                assert_eq!(counts(&elsewhere), entry.elsewhere.value, "{:?}", entry.code);
                let county = counts(&|row| !in_city(row) && !elsewhere(row));
                assert_eq!(county, entry.county.value, "{:?}", entry.code);
            }
        }
    }
}

#[test]
fn relationships_are_exact_by_year_and_by_district() {
    for made in made() {
        let offences = made.offences();
        let pairs: Vec<&PairRow> =
            made.world.pairs.iter().filter(|pair| (pair.offence as usize) < offences.inside()).collect();
        let count = |wanted: &dyn Fn(&PairRow) -> bool| {
            let mut counts = vec![0; offences.years()];
            pairs.iter().filter(|pair| wanted(pair)).for_each(|pair| counts[offences.year(pair.offence)] += 1);
            counts
        };
        let is = |pair: &PairRow, name: &str| made.world.relationships[usize::from(pair.relationship)] == name;
        for RelationshipEntry { relationship, counts, .. } in &made.file.relationships.by_year.value {
            assert_eq!(count(&|pair| is(pair, &relationship.value)), counts.value, "{}", relationship.value);
        }
        for of in &made.file.relationships.by_district {
            let here = |pair: &PairRow| {
                made.margins.districts.get(offences.district(pair.offence)) == Some(&of.district.value)
            };
            assert_eq!(count(&here), of.pairs.value);
            for (name, counts) in &of.named {
                assert_eq!(
                    count(&|pair| here(pair) && is(pair, name)),
                    counts.value,
                    "{name} of {}",
                    of.district.value
                );
            }
        }
    }
}

#[test]
fn ages_of_suspects_by_ages_of_victims_print_as_published() {
    for made in made() {
        let offences = made.offences();
        let table = &made.file.relationships.ages;
        let first = offences.years() - usize::from(table.last_years.value);
        let aged = |row: &PersonRow, from: u8, to: u8| row.age.is_some_and(|age| (from..=to).contains(&age));
        for row in &table.suspects {
            let count = |from: u8, to: u8| {
                let is = |pair: &&PairRow| {
                    let suspect = pair.suspect.map(|suspect| &made.world.suspects[suspect]);
                    (pair.offence as usize) < offences.inside()
                        && offences.year(pair.offence) >= first
                        && suspect.is_some_and(|suspect| aged(suspect, row.from, row.to))
                        && aged(&made.world.victims[pair.victim], from, to)
                };
                u32::try_from(made.world.pairs.iter().filter(is).count()).unwrap()
            };
            let counts: Vec<u32> = table.victims.iter().map(|range| count(range.from, range.to)).collect();
            let whole: u32 = counts.iter().sum();
            let printed: Vec<f64> =
                counts.iter().map(|count| f64::from((2000 * count + whole) / (2 * whole)) / 10.0).collect();
            assert_eq!(printed, row.percents.value, "{counts:?}");
        }
    }
}

#[test]
fn pairs_are_of_one_offence_and_name_a_suspect_where_one_is_known() {
    for made in made() {
        let with_suspect: BTreeSet<u32> = made.world.suspects.iter().map(|row| row.offence).collect();
        for pair in &made.world.pairs {
            assert_eq!(made.world.victims[pair.victim].offence, pair.offence);
            assert_eq!(pair.suspect.is_some(), with_suspect.contains(&pair.offence));
            assert!(pair.suspect.is_none_or(|suspect| made.world.suspects[suspect].offence == pair.offence));
        }
        let once: BTreeSet<_> = made.world.pairs.iter().map(|pair| (pair.victim, pair.suspect)).collect();
        assert_eq!(once.len(), made.world.pairs.len());
    }
}

#[test]
fn a_person_is_one_person() {
    for made in made() {
        let offences = made.offences();
        let mut people: BTreeMap<u32, Vec<&PersonRow>> = BTreeMap::new();
        let rows = || made.world.victims.iter().chain(&made.world.suspects);
        rows().for_each(|row| people.entry(row.identity).or_default().push(row));
        for rows in people.values() {
            let same: BTreeSet<_> = rows.iter().map(|row| (row.sex, row.ethnicity)).collect();
            assert_eq!(same.len(), 1);
            let apart: BTreeSet<u32> = rows.iter().map(|row| row.offence).collect();
            assert_eq!(apart.len(), rows.len(), "nobody is on an offence twice, or on both sides of it");
            let days = |row: &PersonRow| Days::new(offences.day(row.offence).try_into().unwrap());
            let born = |row: &&&PersonRow| {
                let day = NaiveDate::from_ymd_opt(2019, 4, 1).unwrap() + days(row);
                let years = |age: u8| day - Months::new(12 * u32::from(age));
                row.age.map(|age| (day - Months::new(12 * (u32::from(age) + 1)), years(age)))
            };
            let after = rows.iter().filter_map(|row| born(&row)).map(|(after, _)| after).max();
            let until = rows.iter().filter_map(|row| born(&row)).map(|(_, until)| until).min();
            assert!(after.is_none() || after < until, "one birth date fits all ages");
        }
    }
}

#[test]
fn the_cohort_is_who_meets_the_rule() {
    for made in made() {
        let offences = made.offences();
        let cohort = Cohort::new(&made.file.cohort, offences.years());
        let mut days: BTreeMap<u32, Vec<(i32, &PersonRow)>> = BTreeMap::new();
        let counting = made.world.suspects.iter().filter(|row| cohort.counts(&offences, row.offence));
        counting.for_each(|row| days.entry(row.identity).or_default().push((offences.day(row.offence), row)));
        let last_year = i32::from(offences.starts[offences.years() - 1]);
        days.retain(|_, links| {
            let days: BTreeSet<i32> = links.iter().map(|(day, _)| *day).collect();
            days.len() > 1 && days.iter().any(|day| *day >= last_year)
        });
        let members: BTreeSet<u32> = made.world.lifestyle.iter().map(|row| row.identity).collect();
        assert_eq!(days.keys().copied().collect::<BTreeSet<_>>(), members);
        let persons = |wanted: &dyn Fn(&[(i32, &PersonRow)]) -> bool| {
            u32::try_from(days.values().filter(|links| wanted(links)).count()).unwrap()
        };
        for size in &made.file.cohort.persons.value {
            assert_eq!(persons(&|links| links.len() == usize::from(size.offences)), size.persons);
        }
        for ages in &made.file.cohort.ages.value {
            let last_age = |links: &[(i32, &PersonRow)]| links.iter().max_by_key(|link| link.0).unwrap().1.age.unwrap();
            assert_eq!(persons(&|links| (ages.from..=ages.to).contains(&last_age(links))), ages.persons);
        }
        assert_eq!(persons(&|links| links[0].1.sex == 0), made.file.cohort.male.value);
    }
}

#[test]
fn lifestyle_factors_are_exact_and_victims_are_in_the_records() {
    for made in made() {
        let offences = made.offences();
        for (index, factor) in made.file.cohort.factors.iter().enumerate() {
            let present = made.world.lifestyle.iter().filter(|row| row.present[index]).count();
            assert_eq!(present, factor.persons.value as usize, "{}", factor.factor.value);
        }
        let violent = |row: &&PersonRow| offences.is_violent(row.offence, &made.file.cohort.group.value);
        let victims: BTreeSet<u32> = made.world.victims.iter().filter(violent).map(|row| row.identity).collect();
        let rests_on = |factor: &file::FactorEntry| factor.rests_on == Some(file::RestsOn::Victims);
        let factor = made.file.cohort.factors.iter().position(rests_on).unwrap();
        assert!(made.world.lifestyle.iter().all(|row| row.present[factor] == victims.contains(&row.identity)));
    }
}

#[test]
fn a_tenth_of_the_victims_are_suspects_too() {
    for made in made() {
        let offences = made.offences();
        let recent = |rows: &[PersonRow]| -> BTreeSet<u32> {
            let is = |row: &&PersonRow| offences.year(row.offence) >= 2;
            inside(&offences, rows).filter(is).map(|row| row.identity).collect()
        };
        let (victims, suspects) = (recent(&made.world.victims), recent(&made.world.suspects));
        assert_eq!(victims.intersection(&suspects).count(), victims.len() / 10);
        let links = made.world.victims.len() + made.world.suspects.len();
        assert_eq!(10 * links / offences.len(), 17, "about 1.7 links for each offence");
    }
}

fn refusal(change: impl Fn(&str) -> String) -> String {
    let (margins, _) = offences_file::read(Path::new(MARGINS)).unwrap();
    let text = change(&std::fs::read_to_string(PEOPLE).unwrap());
    let checked = parse("people.yaml".to_owned(), text).and_then(|(file, source)| {
        shape::check(&file, &source, &margins)?;
        sums::check(&file, &source, &margins.years.value)
    });
    render(&checked.unwrap_err(), false)
}

#[test]
fn the_file_of_derbyshire_agrees_with_itself() {
    let (margins, _) = offences_file::read(Path::new(MARGINS)).unwrap();
    assert!(read_people(Path::new(PEOPLE), &here(), &margins).is_ok());
}

#[test]
fn an_absent_file_is_named_where_it_is_asked_for() {
    let (margins, _) = offences_file::read(Path::new(MARGINS)).unwrap();
    let found = read_people(Path::new("absent/people.yaml"), &here(), &margins).unwrap_err();
    insta::assert_snapshot!(render(&found, false));
}

#[test]
fn tables_that_disagree_are_all_named_with_both_sums() {
    insta::assert_snapshot!(refusal(|text| text
        .replace("links: [1657,", "links: [1660,")
        .replace("code: W1, city: [387,", "code: W1, city: [388,")
        .replace("female: [351,", "female: [1751,")
        .replace("repeat_links: [93,", "repeat_links: [94,")
        .replace("pooled: { persons: 7439,", "pooled: { persons: 7440,")
        .replace("groups: [0, 13, 0, 4, 35]", "groups: [0, 13, 0, 40, 35]")
        .replace("relationship: Spouse/defacto, counts: [0,", "relationship: Spouse/defacto, counts: [7,")
        .replace("pairs: [840,", "pairs: [940,")
        .replace("male: 52", "male: 57")
        .replace("from: 15, to: 17, persons: 26", "from: 15, to: 17, persons: 25")));
}

#[test]
fn a_wrong_shape_is_named_before_the_sums() {
    insta::assert_snapshot!(refusal(|text| text
        .replace("city: Derby", "city: Darby")
        .replace("links: [1657, 1256,", "links: [1657,")
        .replace("from: 11, to: 15, counts: [206,", "from: 10, to: 15, counts: [206,")
        .replace("code: A2, city: [21,", "code: A1, city: [21,")
        .replace("hour:  7, counts: [1,", "hour: 27, counts: [1,")
        .replace("Acquaintance: [21,", "Acquaintanse: [21,")
        .replace("percents: [52.4,", "percents: [152.4,")
        .replace("last_years: 3, percent: 10", "last_years: 9, percent: 101")
        .replace("suspects_percent: 35", "suspects_percent: 3500")));
}

#[test]
fn a_margin_that_cannot_be_reached_is_named() {
    let (margins_file, source) = offences_file::read(Path::new(MARGINS)).unwrap();
    let margins = offences_margins::resolve(&margins_file, &source).unwrap();
    let text = std::fs::read_to_string(PEOPLE).unwrap().replace("Under 25, persons: 40", "Under 25, persons: 41");
    let (file, _) = parse("people.yaml".to_owned(), text).unwrap();
    let districts: Vec<Vec<u32>> = margins.years.iter().map(|year| year.districts.clone()).collect();
    let people = margins::resolve(file, &margins.districts, &districts);
    let calendar = Calendar::new(margins.first_year, margins.years.len());
    let records = assign(&margins, &calendar, 1);
    let found = make(&margins, &people, &calendar, &records, 1).unwrap_err();
    insta::assert_snapshot!(render(&found.into(), false));
}

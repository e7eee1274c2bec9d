//! Gives links to persons: those with several links first, each with one birth date that fits all of them.
//!
//! Exact: the plan of repeat persons and the crime cohort, whose rule nobody else meets.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::cohort::Cohort;
use super::link::{Link, Random, any, unreached};
use super::offences::Offences;
use super::plan::Counts;
use sna_core::diag::Diagnostic;

/// Days in four years.
const FOUR_YEARS: i32 = 1461;

/// Birth dates tried for a person.
const BIRTHS: u32 = 3_000;

/// One person on one side.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// Indices of the links.
    pub(super) links: Vec<usize>,
    /// The first and the last day on which the person may have been born; `None` where no age is known.
    pub(super) born: Option<(i32, i32)>,
    /// Whether the person belongs to the crime cohort.
    pub(super) in_cohort: bool,
}

/// The days on which somebody of this age on this day may have been born, narrowed by two days at each end because
/// years differ in length.
pub(super) fn born(age: u8, day: i32) -> (i32, i32) {
    let years = |age: i32| FOUR_YEARS * age / 4;
    (day - years(i32::from(age) + 1) + 2, day - years(age.into()) - 2)
}

/// The age on a day of somebody born on another.
pub(super) fn age_on(day: i32, born: i32) -> u8 {
    u8::try_from((day - born) * 4 / FOUR_YEARS).unwrap_or(u8::MAX)
}

/// What a person's links of a year must be like.
#[derive(Debug, Clone, Copy)]
struct Quota {
    year: usize,
    links: usize,
    /// How many of them count towards the cohort's rule: exactly this many, or at most.
    counting: usize,
    exactly: bool,
}

/// Gives every link a person.
pub(super) struct Cutter<'a> {
    links: &'a [Link],
    offences: &'a Offences<'a>,
    cohort: Option<&'a Cohort<'a>>,
    /// Links by year and age.
    by_age: Vec<Vec<usize>>,
    taken: Vec<bool>,
    pub(super) persons: Vec<Person>,
}

const AGES: usize = 256;

impl<'a> Cutter<'a> {
    /// Links on offences without a district are left to persons with one link, so that their ethnicity is free.
    pub(super) fn new(links: &'a [Link], offences: &'a Offences, cohort: Option<&'a Cohort<'a>>) -> Self {
        let mut by_age = vec![Vec::new(); offences.years() * AGES];
        for (index, link) in links.iter().enumerate() {
            if let Some(age) = link.age.filter(|_| !offences.is_elsewhere(link.offence)) {
                by_age[usize::from(link.year) * AGES + usize::from(age)].push(index);
            }
        }
        Self { links, offences, cohort, by_age, taken: vec![false; links.len()], persons: Vec::new() }
    }

    /// Makes the persons of a plan, then those with one link.
    ///
    /// # Errors
    /// No birth date fits a person.
    pub(super) fn cut(mut self, mut plan: Vec<Counts>, random: &mut Random) -> Result<Vec<Person>, Diagnostic> {
        if let Some(cohort) = self.cohort {
            cohort.cut(&mut self, &mut plan, random)?;
        }
        for counts in &plan {
            let person = (0..BIRTHS)
                .find_map(|_| self.person(counts, None, &|_| true, random))
                .ok_or_else(|| unreached("the repeat persons", format!("{counts:?}"), "links of one birth date"))?;
            self.keep(person);
        }
        for index in 0..self.links.len() {
            if !self.taken[index] {
                let born = self.links[index].age.map(|age| born(age, self.day(index)));
                self.persons.push(Person { links: vec![index], born, in_cohort: false });
            }
        }
        Ok(self.persons)
    }

    pub(super) fn keep(&mut self, person: Person) {
        person.links.iter().for_each(|&link| self.taken[link] = true);
        self.persons.push(person);
    }

    fn day(&self, link: usize) -> i32 {
        self.offences.day(self.links[link].offence)
    }

    fn counts_for_cohort(&self, link: usize) -> bool {
        self.cohort.is_some_and(|cohort| cohort.counts(self.offences, self.links[link].offence))
    }

    /// Draws a birth date and links that fit it, if there are enough. `counting` is the number of offences that count
    /// towards the cohort, `None` for persons outside it; `fits` says which ages at the end are allowed.
    pub(super) fn person(
        &self,
        counts: &Counts,
        counting: Option<usize>,
        fits: &dyn Fn(u8) -> bool,
        random: &mut Random,
    ) -> Option<Person> {
        let birth = self.birth(counts, random).filter(|&birth| fits(age_on(self.offences.last_day(), birth)))?;
        let mut links = Vec::new();
        let last = counts.len() - 1;
        for year in (0..counts.len()).rev().filter(|&year| counts[year] > 0) {
            let so_far = links.iter().filter(|&&link| self.counts_for_cohort(link)).count();
            let quota = match counting {
                Some(offences) => cohort_quota(counts, year, offences, so_far, random)?,
                None if year + 1 == last && so_far == 0 => any_quota(counts, year),
                None => Quota { counting: usize::from(so_far == 0), ..any_quota(counts, year) },
            };
            self.take(quota, birth, &mut links, random)?;
        }
        let born = links.iter().filter_map(|&link| Some(born(self.links[link].age?, self.day(link))));
        let born = born.reduce(|one, other| (one.0.max(other.0), one.1.min(other.1)));
        // The cohort's ages are counted at a date, so the birth date is fixed, and the age at the last offence that
        // counts agrees with it.
        let counting_links = links.iter().filter(|&&link| self.counts_for_cohort(link));
        let latest = counting_links.max_by_key(|&&link| self.day(link)).and_then(|&link| self.links[link].age);
        match counting {
            Some(_) => {
                latest.filter(|&age| fits(age)).map(|_| Person { links, born: Some((birth, birth)), in_cohort: true })
            }
            None => Some(Person { links, born, in_cohort: false }),
        }
    }

    /// A birth date that fits a link, not yet taken, of one of the years.
    fn birth(&self, counts: &Counts, random: &mut Random) -> Option<i32> {
        let busiest = (0..counts.len()).max_by_key(|&year| counts[year])?;
        let link = any(random, self.links.len());
        let is_free = !self.taken[link] && usize::from(self.links[link].year) == busiest;
        let (first, last) = born(self.links[link].age?, self.day(link));
        is_free.then(|| random.random_range(first..=last))
    }

    fn take(&self, quota: Quota, birth: i32, links: &mut Vec<usize>, random: &mut Random) -> Option<()> {
        let mut free = self.fitting(quota.year, birth);
        free.shuffle(random);
        if quota.exactly {
            let (counting, others): (Vec<_>, Vec<_>) = free.into_iter().partition(|&link| self.counts_for_cohort(link));
            self.pick(&counting, quota.counting, true, links)?;
            return self.pick(&others, quota.links - quota.counting, false, links);
        }
        let mut counting = quota.counting;
        free.retain(|&link| {
            let counts = self.counts_for_cohort(link);
            let may = !counts || counting > 0;
            counting -= usize::from(counts && may);
            may
        });
        self.pick(&free, quota.links, false, links)
    }

    /// The first links that are on different offences and, if required, on different days.
    fn pick(&self, from: &[usize], wanted: usize, other_days: bool, links: &mut Vec<usize>) -> Option<()> {
        let end = links.len() + wanted;
        for &link in from {
            let shares = |&other: &usize| {
                self.links[other].offence == self.links[link].offence || other_days && self.day(other) == self.day(link)
            };
            if links.len() < end && !links.iter().any(shares) {
                links.push(link);
            }
        }
        (links.len() == end).then_some(())
    }

    /// Links of a year, not yet taken, whose age fits a birth date.
    fn fitting(&self, year: usize, birth: i32) -> Vec<usize> {
        let start = age_on(self.offences.starts[year].into(), birth);
        let fits = |link: &usize| {
            let age = self.links[*link].age.unwrap_or(u8::MAX);
            let (first, last) = born(age, self.day(*link));
            !self.taken[*link] && (first..=last).contains(&birth)
        };
        let ages = [start.saturating_sub(1), start, start.saturating_add(1)];
        let links = ages.into_iter().flat_map(|age| &self.by_age[year * AGES + usize::from(age)]);
        links.copied().filter(fits).collect()
    }
}

fn any_quota(counts: &Counts, year: usize) -> Quota {
    Quota { year, links: counts[year].into(), counting: usize::MAX, exactly: false }
}

/// The cohort's rule looks at the last two years: at least one offence counts in the last, the rest in either.
fn cohort_quota(counts: &Counts, year: usize, offences: usize, so_far: usize, random: &mut Random) -> Option<Quota> {
    let last = counts.len() - 1;
    let here = usize::from(counts[year]);
    let counting = match last - year {
        0 => {
            let earlier = last.checked_sub(1).map_or(0, |before| usize::from(counts[before]));
            let (least, most) = (offences.saturating_sub(earlier).max(1), offences.min(here));
            (least <= most).then(|| least + any(random, most - least + 1))?
        }
        1 => offences - so_far,
        _ => return Some(any_quota(counts, year)),
    };
    (counting <= here).then_some(Quota { year, links: here, counting, exactly: true })
}

//! Checks that the people's margins agree: parts add up to their whole, and no part is larger than its whole.

use super::file::{EthnicityEntry, PeopleFile, RelationshipEntry, SideEntry};
use super::margins::{in_other_groups, leading_group};
use crate::file::{Counts, HourEntry};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::{Origin, Spanned};

/// The most links of a year.
const MOST_LINKS: u32 = 1_000_000;

/// Checks the sums of a file whose shape has been checked. `years` are the labels.
///
/// # Errors
/// All disagreements, each with both sums.
pub(super) fn check(file: &PeopleFile, source: &Origin, years: &[String]) -> Result<(), Diagnostics> {
    let mut sums = Sums { file, source, years, found: Diagnostics::default() };
    for (name, side) in [("victims", &file.victims), ("suspects", &file.suspects)] {
        sums.side(name, side);
    }
    sums.hours();
    sums.pairs();
    sums.cohort();
    sums.found.into_result(()).map(|_| ())
}

struct Sums<'a> {
    file: &'a PeopleFile,
    source: &'a Origin,
    years: &'a [String],
    found: Diagnostics,
}

/// How two sums must compare.
#[derive(Clone, Copy)]
enum Must {
    Equal,
    NotExceed,
}

impl Must {
    fn holds(self, part: u64, whole: u64) -> bool {
        match self {
            Self::Equal => part == whole,
            Self::NotExceed => part <= whole,
        }
    }

    fn said(self) -> &'static str {
        match self {
            Self::Equal => "do not add up to",
            Self::NotExceed => "are more than",
        }
    }
}

impl Sums<'_> {
    /// Compares two sums of every year; all the years that are wrong are in one message.
    fn yearly<T>(
        &mut self,
        (part, found): (&str, &dyn Fn(usize) -> u64),
        must: Must,
        (whole, expected): (&str, &dyn Fn(usize) -> u64),
        at: &Spanned<T>,
    ) {
        let wrong: Vec<usize> =
            (0..self.years.len()).filter(|&year| !must.holds(found(year), expected(year))).collect();
        if wrong.is_empty() {
            return;
        }
        let labels: Vec<&str> = wrong.iter().map(|&year| self.years[year].as_str()).collect();
        let text = format!("{part} {} {whole} in {}", must.said(), labels.join(", "));
        let by_year = |count: &dyn Fn(usize) -> u64| {
            let texts: Vec<String> =
                wrong.iter().map(|&year| format!("{} in {}", count(year), self.years[year])).collect();
            texts.join(", ")
        };
        let diagnostic = Diagnostic::error(Code::MarginsDisagree, text)
            .found(format!("{part}: {}", by_year(found)))
            .expected(format!("{whole}: {}", by_year(expected)));
        self.found.push(diagnostic.at(self.source.place(at)));
    }

    /// Compares two sums over all years.
    fn pooled<T>(&mut self, (part, found): (&str, u64), must: Must, (whole, expected): (&str, u64), at: &Spanned<T>) {
        if !must.holds(found, expected) {
            let diagnostic = Diagnostic::error(Code::MarginsDisagree, format!("{part} {} {whole}", must.said()))
                .found(format!("{part}: {found}"))
                .expected(format!("{whole}: {expected}"));
            self.found.push(diagnostic.at(self.source.place(at)));
        }
    }

    fn side(&mut self, name: &str, side: &SideEntry) {
        let links = |year: usize| at(&side.links, year);
        let whole = format!("the links of the {name}");
        self.yearly((&whole, &links), Must::NotExceed, ("the most links allowed", &|_| MOST_LINKS.into()), &side.links);
        let ages = |year: usize| {
            side.ages.iter().map(|band| at(&band.counts, year)).sum::<u64>() + at(&side.unknown_age.counts, year)
        };
        self.yearly((&format!("the ages of the {name}"), &ages), Must::Equal, (&whole, &links), &side.links);
        let sexes = |year: usize| at(&side.sexes.female, year) + at(&side.sexes.unknown, year);
        let part = format!("the {name} who are not male");
        self.yearly((&part, &sexes), Must::NotExceed, (&whole, &links), &side.sexes.female);
        let ethnicity = |entry: &EthnicityEntry, year: usize| {
            at(&entry.city, year) + at(&entry.county, year) + at(&entry.elsewhere, year)
        };
        let ethnicities = |year: usize| side.ethnicity.iter().map(|entry| ethnicity(entry, year)).sum();
        let part = format!("the ethnicities of the {name}");
        self.yearly((&part, &ethnicities), Must::Equal, (&whole, &links), &side.links);
        self.groups(side);
        self.repeats(name, side);
    }

    /// Groups may differ from the years as far as the leading group can absorb.
    fn groups(&mut self, side: &SideEntry) {
        let leading = leading_group(side);
        for band in &side.ages {
            let part = format!("all groups but the one with most links, at ages {} to {},", band.from.value, band.to);
            let found = in_other_groups(band, leading);
            self.pooled((&part, found), Must::NotExceed, ("their `counts`", sum(&band.counts)), &band.groups);
        }
        let unknown = &side.unknown_age;
        let part = ("the groups of `unknown_age`", sum(&unknown.groups));
        self.pooled(part, Must::Equal, ("its `counts`", sum(&unknown.counts)), &unknown.groups);
    }

    /// A link that is not repeated is a person who is not repeated.
    fn repeats(&mut self, name: &str, side: &SideEntry) {
        self.yearly_repeats(name, side);
        self.pooled_repeats(name, side);
    }

    fn yearly_repeats(&mut self, name: &str, side: &SideEntry) {
        let repeats = &side.repeats;
        let links = |year: usize| at(&side.links, year);
        let persons = |year: usize| at(&repeats.persons, year);
        let repeat_persons = |year: usize| at(&repeats.repeat_persons, year);
        let repeat_links = |year: usize| at(&repeats.repeat_links, year);
        let with_repeats = |year: usize| persons(year).saturating_sub(repeat_persons(year)) + repeat_links(year);
        let part = format!("the {name} with one link and `repeat_links`");
        self.yearly((&part, &with_repeats), Must::Equal, ("the links", &links), &repeats.repeat_links);
        let part =
            ("two links of each repeat person", &(|year: usize| 2 * repeat_persons(year)) as &dyn Fn(usize) -> u64);
        self.yearly(part, Must::NotExceed, ("`repeat_links`", &repeat_links), &repeats.repeat_persons);
        let part = ("`repeat_persons`", &repeat_persons as &dyn Fn(usize) -> u64);
        self.yearly(part, Must::NotExceed, ("`persons`", &persons), &repeats.repeat_persons);
    }

    fn pooled_repeats(&mut self, name: &str, side: &SideEntry) {
        let repeats = &side.repeats;
        let pooled = &repeats.pooled;
        let singles = u64::from(pooled.persons.value).saturating_sub(pooled.repeat_persons.into());
        let part = format!("the pooled {name} with one link and `repeat_links`");
        let found = singles + u64::from(pooled.repeat_links);
        self.pooled((&part, found), Must::Equal, ("the links", sum(&side.links)), &pooled.persons);
        let found = pooled.persons.value.into();
        let persons = ("the persons", sum(&repeats.persons));
        self.pooled(("the pooled persons", found), Must::NotExceed, persons, &pooled.persons);
        let (repeat, whole) = (pooled.repeat_persons.into(), pooled.persons.value.into());
        self.pooled(("`repeat_persons`", repeat), Must::NotExceed, ("`persons`", whole), &pooled.persons);
        let part = ("the persons with most links", repeats.most.persons.value.into());
        let whole = ("the pooled `repeat_persons`", pooled.repeat_persons.into());
        self.pooled(part, Must::NotExceed, whole, &repeats.most.persons);
    }

    fn hours(&mut self) {
        let hours = &self.file.victim_hours;
        let table = |rows: &[HourEntry]| rows.iter().map(|row| sum(&row.counts)).sum::<u64>();
        let found = table(&hours.children.value) + table(&hours.adults.value);
        let known = self.file.victims.ages.iter().map(|band| sum(&band.counts)).sum();
        let part = ("the hours of the victims", found);
        self.pooled(part, Must::NotExceed, ("the victims of known age", known), &hours.children);
    }

    fn pairs(&mut self) {
        let entries = &self.file.relationships.by_year;
        let districts = &self.file.relationships.by_district;
        let all = |year: usize| entries.value.iter().map(|entry| at(&entry.counts, year)).sum::<u64>();
        let held = |year: usize| districts.iter().map(|entry| at(&entry.pairs, year)).sum::<u64>();
        let whole = ("the relationships", &all as &dyn Fn(usize) -> u64);
        self.yearly(("the pairs of the districts", &held), Must::NotExceed, whole, entries);
        let named: Vec<&RelationshipEntry> = entries.value.iter().filter(|entry| self.is_named(entry)).collect();
        for entry in &named {
            let name = &entry.relationship.value;
            let found = |year: usize| districts.iter().map(|of| of.named.get(name).map_or(0, |of| at(of, year))).sum();
            let part = format!("the pairs of `{name}` in the districts");
            let whole = format!("all of `{name}`");
            self.yearly((&part, &found), Must::NotExceed, (&whole, &|year| at(&entry.counts, year)), &entry.counts);
        }
        for of in districts {
            let found = |year: usize| of.named.values().map(|counts| at(counts, year)).sum();
            let part = format!("the named pairs of `{}`", of.district.value);
            self.yearly((&part, &found), Must::NotExceed, ("its `pairs`", &|year| at(&of.pairs, year)), &of.pairs);
        }
        let of_named = |year: usize| named.iter().map(|entry| at(&entry.counts, year)).sum::<u64>();
        let in_districts =
            |year: usize| districts.iter().flat_map(|of| of.named.values()).map(|counts| at(counts, year)).sum::<u64>();
        let left = |year: usize| of_named(year).saturating_sub(in_districts(year));
        let room = |year: usize| all(year).saturating_sub(held(year));
        let part = "the named pairs without a district";
        self.yearly((part, &left), Must::NotExceed, ("the pairs without a district", &room), entries);
    }

    fn is_named(&self, entry: &RelationshipEntry) -> bool {
        self.file.relationships.by_district.iter().any(|of| of.named.contains_key(&entry.relationship.value))
    }

    fn cohort(&mut self) {
        let cohort = &self.file.cohort;
        let members: u64 = cohort.persons.value.iter().map(|size| u64::from(size.persons)).sum();
        let ages = cohort.ages.value.iter().map(|ages| u64::from(ages.persons)).sum();
        let whole = ("the persons of the cohort", members);
        self.pooled(("the ages of the cohort", ages), Must::Equal, whole, &cohort.ages);
        self.pooled(("the men of the cohort", cohort.male.value.into()), Must::NotExceed, whole, &cohort.male);
        for factor in &cohort.factors {
            let part = format!("the persons with `{}`", factor.factor.value);
            self.pooled((&part, factor.persons.value.into()), Must::NotExceed, whole, &factor.persons);
        }
    }
}

fn at(counts: &Counts, year: usize) -> u64 {
    counts.value[year].into()
}

fn sum(counts: &Counts) -> u64 {
    counts.value.iter().copied().map(u64::from).sum()
}

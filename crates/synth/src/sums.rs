//! Checks that the published margins agree: parts add up to their whole, and no part is larger than its whole.

use sna_core::yaml::{Origin, Spanned};

use super::apportion::count_printed_as;
use super::file::{Counts, GroupEntry, MarginsFile};
use super::margins::{fixed_months, knife_possible};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};

/// The largest count of a year: the sums of a file then fit 64 bits and its parts 32.
const LARGEST_TOTAL: u32 = 100_000_000;

/// Checks the sums of a file whose shape has been checked.
///
/// # Errors
/// All disagreements, each with both sums.
pub(super) fn check(file: &MarginsFile, source: &Origin) -> Result<(), Diagnostics> {
    let mut sums = Sums { file, source, found: Diagnostics::default() };
    sums.sizes();
    sums.groups();
    sums.districts();
    sums.hours();
    sums.months();
    sums.outside();
    sums.found.into_result(()).map(|_| ())
}

/// Offences of all years that the hour table does not show.
pub(super) fn not_in_the_hours(file: &MarginsFile) -> u32 {
    let missing = sum(&file.total.value).saturating_sub(in_the_hours(file));
    u32::try_from(missing).unwrap_or(u32::MAX)
}

fn in_the_hours(file: &MarginsFile) -> u64 {
    file.hours.by_weekday.value.iter().map(|row| sum(&row.counts.value)).sum()
}

fn sum(counts: &[u32]) -> u64 {
    counts.iter().copied().map(u64::from).sum()
}

struct Sums<'a> {
    file: &'a MarginsFile,
    source: &'a Origin,
    found: Diagnostics,
}

impl Sums<'_> {
    /// Parts that must add up to a whole, year by year.
    fn add_up<'a>(&mut self, parts: &str, lists: impl Iterator<Item = &'a Counts>, whole: &str, expected: &Counts) {
        let lists: Vec<&Counts> = lists.collect();
        let found = |year: usize| lists.iter().map(|list| u64::from(list.value[year])).sum::<u64>();
        let wrong: Vec<usize> = self.years().filter(|&year| found(year) != u64::from(expected.value[year])).collect();
        if !wrong.is_empty() {
            let text = format!("{parts} do not add up to {whole} in {}", self.labels(&wrong));
            let diagnostic = Diagnostic::error(Code::MarginsDisagree, text)
                .found(format!("{parts}: {}", self.by_year(&wrong, found)))
                .expected(format!("{whole}: {}", self.by_year(&wrong, |year| u64::from(expected.value[year]))));
            self.found.push(diagnostic.at(self.source.place(expected)));
        }
    }

    /// Counts that must not exceed other counts, year by year.
    fn not_above(&mut self, part: &str, counts: &Counts, whole: &str, limit: impl Fn(usize) -> u64) {
        let wrong: Vec<usize> = self.years().filter(|&year| u64::from(counts.value[year]) > limit(year)).collect();
        if !wrong.is_empty() {
            let text = format!("{part} is more than {whole} in {}", self.labels(&wrong));
            let diagnostic = Diagnostic::error(Code::MarginsDisagree, text)
                .found(format!("{part}: {}", self.by_year(&wrong, |year| u64::from(counts.value[year]))))
                .expected(format!("at most {whole}: {}", self.by_year(&wrong, limit)));
            self.found.push(diagnostic.at(self.source.place(counts)));
        }
    }

    fn sizes(&mut self) {
        let outside = self.file.outside.iter().map(|entry| ("a count outside the definition", &entry.counts));
        for (name, counts) in [("`total`", &self.file.total)].into_iter().chain(outside) {
            self.not_above(name, counts, "the largest count allowed", |_| u64::from(LARGEST_TOTAL));
        }
    }

    fn groups(&mut self) {
        let file = self.file;
        self.add_up("the groups", file.groups.iter().map(|group| &group.total), "`total`", &file.total);
        for group in &file.groups {
            self.group(group);
        }
    }

    fn group(&mut self, group: &GroupEntry) {
        let name = &group.group.value;
        if !group.offences.is_empty() {
            let offences = group.offences.iter().map(|offence| &offence.counts);
            self.add_up(&format!("the offences of `{name}`"), offences, "its `total`", &group.total);
        }
        if let Some(knife) = &group.knife {
            let part = format!("`knife` of `{name}`");
            self.not_above(&part, knife, "its offences with `knife_possible`", |year| knife_possible(group, year));
        }
        if let Some(percents) = &group.alcohol_or_drugs_percent {
            for year in self.years() {
                self.percent(group, percents, year);
            }
        }
    }

    fn percent(&mut self, group: &GroupEntry, percents: &Spanned<Vec<f64>>, year: usize) {
        let (percent, decimals) = (percents.value[year], self.file.qualifiers.decimals.value);
        let (name, label, whole) = (&group.group.value, &self.file.years.value[year], group.total.value[year]);
        if count_printed_as(percent, decimals, whole).is_none() {
            let places = decimals as usize;
            let text =
                format!("no whole number of the {whole} offences of `{name}` in {label} prints as {percent:.places$}%");
            let diagnostic = Diagnostic::error(Code::MarginsDisagree, text)
                .found(format!("{percent}%, which is {:.3} of {whole}", percent * f64::from(whole) / 100.0))
                .expected(format!("a percentage of a whole number of offences, rounded to `decimals: {decimals}`"));
            self.found.push(diagnostic.at(self.source.place(percents)));
        }
    }

    fn districts(&mut self) {
        let file = self.file;
        let lists = file.districts.iter().map(|entry| &entry.counts).chain(&file.unknown_district);
        self.add_up("the districts and `unknown_district`", lists, "`total`", &file.total);
    }

    fn hours(&mut self) {
        let (found, expected) = (in_the_hours(self.file), sum(&self.file.total.value));
        let agrees = if self.file.hours.unprinted.is_some() { found <= expected } else { found == expected };
        if !agrees {
            let mut diagnostic =
                Diagnostic::error(Code::MarginsDisagree, "the hours do not add up to `total` over all years")
                    .found(format!("the hours: {found}"))
                    .expected(format!("`total`: {expected}"))
                    .at(self.source.place(&self.file.hours.by_weekday));
            if found < expected {
                diagnostic = diagnostic.hint("give the hour that the table does not show under `unprinted`");
            }
            self.found.push(diagnostic);
        }
    }

    fn months(&mut self) {
        for year in self.years() {
            let fixed = fixed_months(self.file, year);
            let found: u64 = fixed.iter().map(|(_, count)| u64::from(*count)).sum();
            let expected = u64::from(self.file.total.value[year]);
            let weights = &self.file.months.weights.value[year];
            let free =
                weights.value.iter().enumerate().filter(|(month, _)| fixed.iter().all(|(other, _)| other != month));
            let has_room = free.map(|(_, weight)| u64::from(*weight)).sum::<u64>() > 0;
            if found > expected || (found < expected && !has_room) {
                let place = self.source.place(weights);
                self.found.push(self.months_disagree(year, found, expected, place));
            }
        }
    }

    fn months_disagree(&self, year: usize, found: u64, expected: u64, place: Place) -> Diagnostic {
        let label = &self.file.years.value[year];
        Diagnostic::error(Code::MarginsDisagree, format!("the months of {label} cannot add up to `total`"))
            .at(place)
            .found(format!("fixed months: {found}"))
            .expected(format!("`total`: {expected}, with a weight above 0 for the months that are not fixed"))
    }

    /// Rows outside copy their district and time from a row of their year within the definition.
    fn outside(&mut self) {
        let file = self.file;
        for entry in &file.outside {
            let part = format!("`{}` outside the definition", entry.offence.value);
            let limit = |year: usize| if file.total.value[year] > 0 { u64::MAX } else { 0 };
            self.not_above(&part, &entry.counts, "a year without offences has room for", limit);
        }
    }

    fn years(&self) -> std::ops::Range<usize> {
        0..self.file.years.value.len()
    }

    fn labels(&self, years: &[usize]) -> String {
        years.iter().map(|&year| self.file.years.value[year].as_str()).collect::<Vec<_>>().join(", ")
    }

    fn by_year(&self, years: &[usize], count: impl Fn(usize) -> u64) -> String {
        let counts = years.iter().map(|&year| format!("{} in {}", count(year), self.file.years.value[year]));
        counts.collect::<Vec<_>>().join(", ")
    }
}

//! Checks that every list in a margins file has the right length and every name and label can be used; sums are checked
//! only after that.

use sna_core::yaml::{Origin, Spanned};

use super::calendar::{financial_year, of_month};
use super::file::{Counts, MarginsFile};
use super::margins::hour_counts;
use sna_core::calendar::FinancialYear;
use sna_core::diag::{Code, Diagnostic, Diagnostics};

/// The most years, so that a day's number fits 16 bits.
const MOST_YEARS: usize = 100;
/// The most names of one kind, so that a name's code fits 8 bits, with one code left for unknown.
const MOST_NAMES: usize = 255;

/// Checks a file's shape.
///
/// # Errors
/// All faults of the shape.
pub(super) fn check(file: &MarginsFile, source: &Origin) -> Result<(), Diagnostics> {
    let mut shape = Shape { file, source, found: Diagnostics::default() };
    shape.years();
    shape.lengths();
    shape.names();
    shape.hours();
    shape.fixed_months();
    shape.percents();
    shape.found.into_result(()).map(|_| ())
}

struct Shape<'a> {
    file: &'a MarginsFile,
    source: &'a Origin,
    found: Diagnostics,
}

impl Shape<'_> {
    fn refuse<T>(&mut self, diagnostic: Diagnostic, at: &Spanned<T>) {
        self.found.push(diagnostic.at(self.source.place(at)));
    }

    fn years(&mut self) {
        let labels = &self.file.years;
        let parsed: Vec<_> = labels.value.iter().map(|label| financial_year(label)).collect();
        for (label, year) in labels.value.iter().zip(&parsed) {
            if year.is_none() {
                let text = format!("`{label}` is not a financial year");
                self.refuse(
                    Diagnostic::error(Code::NotAFinancialYear, text).expected("a label such as `2019/20`"),
                    labels,
                );
            }
        }
        let years: Vec<_> = parsed.into_iter().flatten().collect();
        let follow = years.windows(2).all(|pair| pair[1].since(pair[0]) == 1);
        if years.is_empty() || years.len() > MOST_YEARS || !follow {
            let diagnostic = Diagnostic::error(Code::NotAFinancialYear, "the years are not consecutive")
                .expected(format!("1 to {MOST_YEARS} consecutive financial years"));
            self.refuse(diagnostic, labels);
        }
    }

    fn lengths(&mut self) {
        let years = self.file.years.value.len();
        for (name, list) in yearly(self.file) {
            self.length(&name, list.value.len(), years, "one for each year", list);
        }
        for entry in &self.file.groups {
            if let Some(percents) = &entry.alcohol_or_drugs_percent {
                let name = format!("`alcohol_or_drugs_percent` of `{}`", entry.group.value);
                self.length(&name, percents.value.len(), years, "one for each year", percents);
            }
        }
        for row in &self.file.hours.by_weekday.value {
            self.length(
                &format!("hour {}", row.hour.value),
                row.counts.value.len(),
                7,
                "Monday to Sunday",
                &row.counts,
            );
        }
        let weights = &self.file.months.weights;
        self.length("`weights`", weights.value.len(), years, "a list for each year", weights);
        for row in &weights.value {
            self.length("a year's weights", row.value.len(), 12, "April to March", row);
        }
    }

    fn length<T>(&mut self, name: &str, found: usize, expected: usize, why: &str, at: &Spanned<T>) {
        if found != expected {
            let diagnostic =
                Diagnostic::error(Code::WrongLength, format!("{name} has {found} entries, not {expected}"))
                    .found(format!("{found} entries"))
                    .expected(format!("{expected} entries, {why}"));
            self.refuse(diagnostic, at);
        }
    }

    fn names(&mut self) {
        let file = self.file;
        self.unique("group", file.groups.iter().map(|entry| (entry.group.value.clone(), &entry.group)));
        self.unique("district", file.districts.iter().map(|entry| (entry.district.value.clone(), &entry.district)));
        for group in &file.groups {
            let of = |weapon: &Option<String>| weapon.as_ref().map(|weapon| format!(", {weapon}")).unwrap_or_default();
            let names =
                group.offences.iter().map(|entry| (entry.offence.value.clone() + &of(&entry.weapon), &entry.offence));
            self.unique("offence", names);
        }
        let inside: Vec<(&str, &str)> = file.groups.iter().flat_map(offences_of).collect();
        for entry in file.outside.iter().filter(|entry| !entry.domestic) {
            if inside.contains(&(&entry.group, &entry.offence.value)) {
                let text = format!("`{}` outside the definition is also within it", entry.offence.value);
                let diagnostic = Diagnostic::error(Code::OutsideWithinDefinition, text)
                    .hint("offences outside the definition need a different name or `domestic: true`");
                self.refuse(diagnostic, &entry.offence);
            }
        }
        let kinds = file.groups.iter().map(|group| group.offences.len().max(1)).sum::<usize>() + file.outside.len();
        if kinds > MOST_NAMES || file.districts.len() > MOST_NAMES - 1 {
            let text = format!("{kinds} offences and {} districts are too many", file.districts.len());
            let expected = format!("at most {MOST_NAMES} offences and weapons, and {} districts", MOST_NAMES - 1);
            self.refuse(Diagnostic::error(Code::TooManyNames, text).expected(expected), &file.years);
        }
    }

    fn unique<'a>(&mut self, what: &str, names: impl Iterator<Item = (String, &'a Spanned<String>)>) {
        let mut seen = std::collections::BTreeSet::new();
        for (name, at) in names {
            if !seen.insert(name.clone()) {
                self.refuse(Diagnostic::error(Code::DuplicateName, format!("the {what} `{name}` is listed twice")), at);
            }
        }
    }

    fn hours(&mut self) {
        let file = self.file;
        let mut seen = std::collections::BTreeSet::new();
        let rows = file.hours.by_weekday.value.iter().map(|row| &row.hour);
        for hour in rows.chain(file.hours.unprinted.iter().map(|unprinted| &unprinted.hour)) {
            if hour.value > 23 || !seen.insert(hour.value) {
                let diagnostic = Diagnostic::error(Code::NotAnHour, format!("hour {} cannot be used", hour.value))
                    .expected("each hour from 0 to 23 at most once");
                self.refuse(diagnostic, hour);
            }
        }
        let Some(unprinted) = &file.hours.unprinted else { return };
        let model = hour_counts(file, unprinted.shaped_like.value);
        if model.is_none_or(|counts| counts.value.iter().all(|count| *count == 0)) {
            let text = format!("hour {} has no offences to copy the weekdays from", unprinted.shaped_like.value);
            self.refuse(
                Diagnostic::error(Code::NotAnHour, text).expected("an hour of the table"),
                &unprinted.shaped_like,
            );
        }
    }

    fn fixed_months(&mut self) {
        let file = self.file;
        let first = file.years.value.first().and_then(|label| financial_year(label));
        let years = file.years.value.len();
        for entry in &file.months.fixed {
            let month = of_month(&entry.month.value);
            let within =
                |(year, _): (FinancialYear, usize)| usize::try_from(year.since(first?)).ok().filter(|i| *i < years);
            if month.and_then(within).is_none() {
                let text = format!("`{}` is not a month of the years", entry.month.value);
                self.refuse(
                    Diagnostic::error(Code::NotAMonth, text).expected("a month such as `2023-07`"),
                    &entry.month,
                );
            }
        }
        self.unique("month", file.months.fixed.iter().map(|entry| (entry.month.value.clone(), &entry.month)));
    }

    fn percents(&mut self) {
        let file = self.file;
        let percents = file.outside.iter().flat_map(|entry| [&entry.knife_percent, &entry.alcohol_or_drugs_percent]);
        for percent in percents.flatten().filter(|percent| percent.value > 100) {
            let text = format!("{}% is more than 100%", percent.value);
            self.refuse(Diagnostic::error(Code::NotAPercentage, text).expected("0 to 100"), percent);
        }
        let split = &file.qualifiers.split;
        if [split.alcohol.value, split.drugs, split.both].iter().all(|part| *part == 0) {
            let text = "the split of qualifiers has no parts";
            self.refuse(Diagnostic::error(Code::NotAPercentage, text).expected("a part above 0"), &split.alcohol);
        }
        if file.qualifiers.decimals.value > 6 {
            let text = format!("{} decimal places are too many", file.qualifiers.decimals.value);
            self.refuse(Diagnostic::error(Code::NotAPercentage, text).expected("0 to 6"), &file.qualifiers.decimals);
        }
    }
}

/// Every list that has one count for each year, with a name for messages.
fn yearly(file: &MarginsFile) -> Vec<(String, &Counts)> {
    let mut lists = vec![("`total`".to_owned(), &file.total)];
    for group in &file.groups {
        let name = &group.group.value;
        lists.push((format!("`total` of `{name}`"), &group.total));
        lists.extend(group.knife.iter().map(|counts| (format!("`knife` of `{name}`"), counts)));
        lists.extend(group.offences.iter().map(|entry| (format!("`{}`", entry.offence.value), &entry.counts)));
    }
    lists.extend(file.districts.iter().map(|entry| (format!("`{}`", entry.district.value), &entry.counts)));
    lists.extend(file.unknown_district.iter().map(|counts| ("`unknown_district`".to_owned(), counts)));
    lists.extend(file.outside.iter().map(|entry| (format!("`{}`", entry.offence.value), &entry.counts)));
    lists
}

fn offences_of(group: &super::file::GroupEntry) -> Vec<(&str, &str)> {
    let name = group.group.value.as_str();
    match group.offences.as_slice() {
        [] => vec![(name, name)],
        offences => offences.iter().map(|entry| (name, entry.offence.value.as_str())).collect(),
    }
}

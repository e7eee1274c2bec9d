//! Checks that every list in a people file has the right length and every name is known; sums are checked only after
//! that.

use std::collections::BTreeSet;

use super::file::{BandEntry, PeopleFile, SideEntry};
use crate::file::{Counts, MarginsFile};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::{Origin, Spanned};

/// The most names of one kind, so that a name's code fits 8 bits.
const MOST_NAMES: usize = 255;

/// The oldest age.
const OLDEST: u8 = 120;

/// The most links for each offence outside the definition, in per cent.
const MOST_PERCENT: u32 = 1_000;

/// Checks a file's shape. The margins file has already been checked.
///
/// # Errors
/// All faults of the shape.
pub(super) fn check(file: &PeopleFile, source: &Origin, offences: &MarginsFile) -> Result<(), Diagnostics> {
    let mut shape = Shape { file, source, offences, found: Diagnostics::default() };
    for (name, side) in [("victims", &file.victims), ("suspects", &file.suspects)] {
        shape.side(name, side);
    }
    shape.names();
    shape.relationships();
    shape.hours();
    shape.cohort();
    shape.ranges();
    shape.found.into_result(()).map(|_| ())
}

struct Shape<'a> {
    file: &'a PeopleFile,
    source: &'a Origin,
    offences: &'a MarginsFile,
    found: Diagnostics,
}

impl Shape<'_> {
    fn refuse<T>(&mut self, diagnostic: Diagnostic, at: &Spanned<T>) {
        self.found.push(diagnostic.at(self.source.place(at)));
    }

    fn length<T>(&mut self, name: &str, list: &Spanned<Vec<T>>, expected: usize, why: &str) {
        let found = list.value.len();
        if found != expected {
            let diagnostic =
                Diagnostic::error(Code::WrongLength, format!("{name} has {found} entries, not {expected}"))
                    .found(format!("{found} entries"))
                    .expected(format!("{expected} entries, {why}"));
            self.refuse(diagnostic, list);
        }
    }

    fn yearly(&mut self, name: &str, list: &Counts) {
        self.length(name, list, self.offences.years.value.len(), "one for each year");
    }

    fn grouped(&mut self, name: &str, list: &Counts) {
        self.length(name, list, self.offences.groups.len(), "one for each offence group of the margins file");
    }

    fn side(&mut self, name: &str, side: &SideEntry) {
        self.yearly(&format!("`links` of the {name}"), &side.links);
        let mut next = 0;
        for band in &side.ages {
            self.band(band, next);
            next = band.to.saturating_add(1);
        }
        self.yearly("`counts` of `unknown_age`", &side.unknown_age.counts);
        self.grouped("`groups` of `unknown_age`", &side.unknown_age.groups);
        self.yearly("`female`", &side.sexes.female);
        self.yearly("`unknown`", &side.sexes.unknown);
        for entry in &side.ethnicity {
            let code = entry.code.as_deref().unwrap_or("no code");
            for (area, counts) in [("city", &entry.city), ("county", &entry.county), ("elsewhere", &entry.elsewhere)] {
                self.yearly(&format!("`{area}` of {code}"), counts);
            }
        }
        let codes = side.ethnicity.iter().map(|entry| (entry.code.as_deref().unwrap_or("no code"), &entry.city));
        self.unique("ethnicity", codes);
        self.yearly("`persons`", &side.repeats.persons);
        self.yearly("`repeat_persons`", &side.repeats.repeat_persons);
        self.yearly("`repeat_links`", &side.repeats.repeat_links);
    }

    /// A band of ages, which must begin after the one before.
    fn band(&mut self, band: &BandEntry, least: u8) {
        let (from, to) = (band.from.value, band.to);
        if from < least || to < from || to > OLDEST {
            let diagnostic = Diagnostic::error(Code::NotABand, format!("ages {from} to {to} cannot be a band here"))
                .expected(format!("bands in order of age that do not overlap, up to {OLDEST}"));
            self.refuse(diagnostic, &band.from);
            return;
        }
        let name = |list: &str| format!("`{list}` of ages {from} to {to}");
        self.yearly(&name("counts"), &band.counts);
        self.grouped(&name("groups"), &band.groups);
        if let Some(single) = &band.single {
            self.length(&name("single"), single, usize::from(to - from) + 1, "one for each year of age");
        }
    }

    fn unique<'b, T: 'b>(&mut self, what: &str, names: impl Iterator<Item = (&'b str, &'b Spanned<T>)>) {
        let mut seen = BTreeSet::new();
        for (name, at) in names {
            if !seen.insert(name) {
                self.refuse(Diagnostic::error(Code::DuplicateName, format!("the {what} `{name}` is listed twice")), at);
            }
        }
        if let Some(at) = (seen.len() > MOST_NAMES).then_some(&self.file.city) {
            let diagnostic =
                Diagnostic::error(Code::TooManyNames, format!("there are {} names of one kind", seen.len()));
            self.refuse(diagnostic.expected(format!("at most {MOST_NAMES}")), at);
        }
    }

    fn known(&mut self, what: &str, name: &Spanned<String>, known: &[&str]) {
        if !known.contains(&name.value.as_str()) {
            self.refuse(Diagnostic::unknown(Code::UnknownName, what, &name.value, known.iter().copied()), name);
        }
    }

    fn names(&mut self) {
        let file = self.file;
        let districts: Vec<&str> = self.offences.districts.iter().map(|entry| entry.district.value.as_str()).collect();
        let groups: Vec<&str> = self.offences.groups.iter().map(|entry| entry.group.value.as_str()).collect();
        self.known("district", &file.city, &districts);
        self.known("offence group", &file.cohort.group, &groups);
        for entry in &file.relationships.by_district {
            self.known("district", &entry.district, &districts);
        }
        let listed =
            file.relationships.by_district.iter().map(|entry| (entry.district.value.as_str(), &entry.district));
        self.unique("district", listed);
        self.unique("factor", file.cohort.factors.iter().map(|factor| (factor.factor.value.as_str(), &factor.factor)));
    }

    fn relationships(&mut self) {
        let file = self.file;
        let entries = &file.relationships.by_year;
        let names: Vec<&str> = entries.value.iter().map(|entry| entry.relationship.value.as_str()).collect();
        self.unique(
            "relationship",
            entries.value.iter().map(|entry| (entry.relationship.value.as_str(), &entry.relationship)),
        );
        for entry in &entries.value {
            self.yearly(&format!("`{}`", entry.relationship.value), &entry.counts);
        }
        for entry in &file.relationships.by_district {
            self.yearly(&format!("`pairs` of `{}`", entry.district.value), &entry.pairs);
            for (name, counts) in &entry.named {
                self.yearly(&format!("`{name}` of `{}`", entry.district.value), counts);
                if !names.contains(&name.as_str()) {
                    let unknown = Diagnostic::unknown(Code::UnknownName, "relationship", name, names.iter().copied());
                    self.refuse(unknown, counts);
                }
            }
        }
        let ages = &file.relationships.ages;
        for row in &ages.suspects {
            let name = format!("`percents` of suspects aged {} to {}", row.from, row.to);
            self.length(&name, &row.percents, ages.victims.len(), "one for each range of `victims`");
        }
    }

    fn hours(&mut self) {
        for table in [&self.file.victim_hours.children, &self.file.victim_hours.adults] {
            let mut seen = BTreeSet::new();
            for row in &table.value {
                self.length(&format!("hour {}", row.hour.value), &row.counts, 7, "Monday to Sunday");
                if row.hour.value > 23 || !seen.insert(row.hour.value) {
                    let text = format!("hour {} cannot be used", row.hour.value);
                    let diagnostic = Diagnostic::error(Code::NotAnHour, text);
                    self.refuse(diagnostic.expected("each hour from 0 to 23 at most once"), &row.hour);
                }
            }
        }
    }

    fn cohort(&mut self) {
        if self.offences.years.value.len() < 2 {
            let diagnostic = Diagnostic::error(Code::WrongLength, "the cohort looks back over two years")
                .found("one year")
                .expected("at least two `years` in the margins file");
            self.refuse(diagnostic, &self.file.cohort.persons);
        }
    }

    fn ranges(&mut self) {
        let file = self.file;
        for row in &file.relationships.ages.suspects {
            if row.percents.value.iter().any(|percent| !(0.0..=100.0).contains(percent)) {
                let diagnostic =
                    Diagnostic::error(Code::NotAPercentage, "`percents` contains a value that is not a percentage");
                self.refuse(diagnostic.expected("0 to 100"), &row.percents);
            }
        }
        let years = self.offences.years.value.len();
        for last in [&file.relationships.ages.last_years, &file.overlap.last_years] {
            if last.value == 0 || usize::from(last.value) > years {
                let text = format!("`last_years: {}` is out of range", last.value);
                self.refuse(Diagnostic::error(Code::WrongLength, text).expected(format!("1 to {years}")), last);
            }
        }
        let offenders = file.suspects.offender_percent.iter().chain(&file.victims.offender_percent);
        let whole = offenders.chain([&file.overlap.percent]).map(|percent| (percent, 100));
        let links = file.outside.iter().flat_map(|entry| [&entry.victims_percent, &entry.suspects_percent]);
        for (percent, most) in whole.chain(links.map(|percent| (percent, MOST_PERCENT))) {
            if percent.value > most {
                let text = format!("{}% is too much", percent.value);
                let diagnostic = Diagnostic::error(Code::NotAPercentage, text).expected(format!("0 to {most}"));
                self.refuse(diagnostic, percent);
            }
        }
    }
}

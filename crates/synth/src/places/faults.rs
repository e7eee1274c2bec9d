//! What the checks of a places file have in common: they record each fault with its place and continue.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::RangeInclusive;

use crate::file::Counts;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::{Origin, Spanned};

/// The largest count of a list: sums and files stay small.
const LARGEST: u32 = 1_000_000;

/// Faults found so far.
pub(super) struct Faults<'a> {
    source: &'a Origin,
    found: Diagnostics,
}

impl<'a> Faults<'a> {
    /// An empty list for a file.
    pub(super) fn new(source: &'a Origin) -> Self {
        Self { source, found: Diagnostics::default() }
    }

    /// Records a fault.
    pub(super) fn refuse<T>(&mut self, diagnostic: Diagnostic, at: &Spanned<T>) {
        self.found.push(diagnostic.at(self.source.place(at)));
    }

    /// Nothing, or all faults.
    ///
    /// # Errors
    /// All the faults recorded.
    pub(super) fn into_result(self) -> Result<(), Diagnostics> {
        self.found.into_result(()).map(|_| ())
    }

    /// A list of a certain length.
    pub(super) fn length<T>(&mut self, name: &str, list: &Spanned<Vec<T>>, expected: usize, why: &str) {
        let found = list.value.len();
        if found != expected {
            let diagnostic =
                Diagnostic::error(Code::WrongLength, format!("{name} has {found} entries, not {expected}"))
                    .found(format!("{found} entries"))
                    .expected(format!("{expected} entries, {why}"));
            self.refuse(diagnostic, list);
        }
    }

    /// A count for each year, none too large.
    pub(super) fn yearly(&mut self, name: &str, list: &Counts, years: usize) {
        self.length(name, list, years, "one for each year");
        list.value.iter().for_each(|&count| self.within(name, &beside(list, count), 0..=LARGEST));
    }

    /// Weights, at least one above 0.
    pub(super) fn weights(&mut self, name: &str, list: &Counts, expected: usize, why: &str) {
        self.length(name, list, expected, why);
        list.value.iter().for_each(|&weight| self.within(name, &beside(list, weight), 0..=LARGEST));
        self.some_weight(name, &list.value, list);
    }

    /// Weights anywhere in the file, at least one above 0.
    pub(super) fn some_weight<T>(&mut self, name: &str, weights: &[u32], at: &Spanned<T>) {
        if weights.iter().all(|weight| *weight == 0) {
            let text = format!("{name} has no weight above 0");
            self.refuse(Diagnostic::error(Code::OutOfRange, text).expected("a weight above 0"), at);
        }
    }

    /// A number within bounds.
    pub(super) fn within<N: PartialOrd + Display>(
        &mut self,
        name: &str,
        number: &Spanned<N>,
        bounds: RangeInclusive<N>,
    ) {
        if !bounds.contains(&number.value) {
            let diagnostic = Diagnostic::error(Code::OutOfRange, format!("{name} is {}", number.value))
                .found(number.value.to_string())
                .expected(format!("{} to {}", bounds.start(), bounds.end()));
            self.refuse(diagnostic, number);
        }
    }

    /// Names, each only once.
    pub(super) fn unique<'b>(&mut self, what: &str, names: impl Iterator<Item = &'b Spanned<String>>) {
        let mut seen = BTreeSet::new();
        for name in names {
            if !seen.insert(&name.value) {
                let text = format!("the {what} `{}` is listed twice", name.value);
                self.refuse(Diagnostic::error(Code::DuplicateName, text), name);
            }
        }
    }

    /// A name that must be in a list.
    pub(super) fn known(&mut self, what: &str, name: &Spanned<String>, known: &[&str]) {
        if !known.contains(&name.value.as_str()) {
            let diagnostic = Diagnostic::unknown(Code::UnknownName, what, &name.value, known.iter().copied());
            self.refuse(diagnostic, name);
        }
    }

    /// Two sums of every year that must be equal; all the years that are wrong are in one message.
    pub(super) fn equal<T>(
        &mut self,
        years: &[String],
        (part, found): (&str, &dyn Fn(usize) -> u64),
        (whole, expected): (&str, &dyn Fn(usize) -> u64),
        at: &Spanned<T>,
    ) {
        let wrong = |year: usize| found(year) != expected(year);
        self.disagree(years, wrong, (&format!("{part} do not add up to {whole}"), part, found), (whole, expected), at);
    }

    /// Counts of every year that must not exceed other counts.
    pub(super) fn at_most<T>(
        &mut self,
        years: &[String],
        (part, found): (&str, &dyn Fn(usize) -> u64),
        (whole, expected): (&str, &dyn Fn(usize) -> u64),
        at: &Spanned<T>,
    ) {
        let wrong = |year: usize| found(year) > expected(year);
        self.disagree(years, wrong, (&format!("{part} are more than {whole}"), part, found), (whole, expected), at);
    }

    /// Years that are wrong, in one message with both numbers of each.
    pub(super) fn disagree<T>(
        &mut self,
        years: &[String],
        wrong: impl Fn(usize) -> bool,
        (text, part, found): (&str, &str, &dyn Fn(usize) -> u64),
        (whole, expected): (&str, &dyn Fn(usize) -> u64),
        at: &Spanned<T>,
    ) {
        let wrong: Vec<usize> = (0..years.len()).filter(|&year| wrong(year)).collect();
        if wrong.is_empty() {
            return;
        }
        let by_year = |count: &dyn Fn(usize) -> u64| {
            let texts: Vec<String> = wrong.iter().map(|&year| format!("{} in {}", count(year), years[year])).collect();
            texts.join(", ")
        };
        let labels: Vec<&str> = wrong.iter().map(|&year| years[year].as_str()).collect();
        let diagnostic = Diagnostic::error(Code::MarginsDisagree, format!("{text} in {}", labels.join(", ")))
            .found(format!("{part}: {}", by_year(found)))
            .expected(format!("{whole}: {}", by_year(expected)));
        self.refuse(diagnostic, at);
    }
}

/// A value with the place of its list.
pub(super) fn beside<T>(list: &Spanned<Vec<T>>, value: T) -> Spanned<T> {
    Spanned { value, referenced: list.referenced, defined: list.defined }
}

//! Which findings of a run are shown: errors before warnings, and many of one code in one file as one.

use std::collections::HashMap;

use super::shorten::thousands;
use super::{Code, Diagnostic, Diagnostics, Severity};

/// Findings of one code in one file that are shown one by one; more than these become one with the places of others.
pub(super) const MOST_ALIKE: usize = 10;

/// A finding that is shown, with those like it.
pub(super) struct Shown<'d> {
    /// Shown in full.
    pub(super) first: &'d Diagnostic,
    /// Shown by their places.
    pub(super) also: Vec<&'d Diagnostic>,
    /// How many more there are.
    pub(super) more: usize,
}

impl Shown<'_> {
    /// How many findings it is in all.
    fn number(&self) -> usize {
        1 + self.also.len() + self.more
    }
}

/// The findings in the order they are shown; `most` of one code in one file are shown at all.
pub(super) fn grouped(diagnostics: &Diagnostics, most: usize) -> Vec<Shown<'_>> {
    let mut alike: HashMap<u64, Vec<&Diagnostic>> = HashMap::new();
    let mut order = Vec::new();
    for severity in [Severity::Error, Severity::Warning] {
        for finding in diagnostics.iter().filter(|finding| finding.severity == severity) {
            alike.entry(finding.kind()).or_default().push(finding);
            order.push(finding);
        }
    }
    let mut shown = Vec::new();
    for finding in order {
        let number = |alike: &[&Diagnostic]| alike.iter().map(|finding| 1 + finding.more).sum::<usize>();
        match alike.get(&finding.kind()).map(|alike| number(alike)) {
            Some(total) if total > most => {
                let others = alike.remove(&finding.kind()).unwrap_or_default();
                let also: Vec<&Diagnostic> = others.into_iter().skip(1).take(most - 1).collect();
                let more = total - 1 - also.len();
                shown.push(Shown { first: finding, also, more });
            }
            Some(_) => shown.push(Shown { first: finding, also: Vec::new(), more: 0 }),
            // One of those that the first of them stands for.
            None => {}
        }
    }
    shown
}

/// How many findings are not shown and of which codes, a line for each severity.
pub(super) fn left_out(rest: &[Shown<'_>]) -> String {
    let of = |severity, what: &str| {
        let rest: Vec<&Shown<'_>> = rest.iter().filter(|shown| shown.first.severity == severity).collect();
        let number: usize = rest.iter().map(|shown| shown.number()).sum();
        let what = if number == 1 { what.to_owned() } else { format!("{what}s") };
        (number > 0).then(|| format!("and {} more {what}: {}\n", thousands(number), codes(&rest)))
    };
    [of(Severity::Error, "error"), of(Severity::Warning, "warning")].into_iter().flatten().collect()
}

/// `` 2,990 of `bad-indicator`, 10 of `unknown-area` ``.
fn codes(rest: &[&Shown<'_>]) -> String {
    let mut numbers: Vec<(Code, usize)> = Vec::new();
    for shown in rest {
        match numbers.iter_mut().find(|(code, _)| *code == shown.first.code) {
            Some((_, number)) => *number += shown.number(),
            None => numbers.push((shown.first.code, shown.number())),
        }
    }
    let listed = numbers.iter().map(|(code, number)| format!("{} of `{code}`", thousands(*number)));
    super::first_of(&listed.collect::<Vec<_>>())
}

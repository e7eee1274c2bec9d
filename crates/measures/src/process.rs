//! Process control of a series as a table shows it: mean and limits as columns, signals in words, and what they are based on.

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use super::At;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Column, Figure, Format, Missing, Role};
use sna_core::stats::{FIRM_POINTS, ProcessLimits, RARE_MEAN, Signal, process_limits};
use sna_core::yaml::Spanned;
use sna_data::Month;

/// How the limits of a process are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Process {
    /// Individuals and moving ranges: the mean minus and plus 2.66 times the mean moving range; the lower limit is
    /// never below 0.
    Xmr,
    /// For rare events: a row for each event with the days since the one before, its limits those of a t chart.
    DaysBetween,
}

/// A point from which the limits of a process are worked out anew.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rebase {
    /// The first month of the new stretch, written `2020-04`.
    #[schemars(with = "String")]
    pub at: Spanned<String>,
    /// What changed then, in words: without a known cause the limits stay as they are. It is printed under the table.
    #[schemars(with = "String")]
    pub why: Spanned<String>,
}

/// The months at which limits are worked out anew, each with its cause.
pub(super) type Causes = BTreeMap<Month, String>;

/// The months of rebasing, in order.
///
/// # Errors
/// `bad-rebase` for a month that cannot be read, is not in the period, begins it or is named twice, and for a cause without words.
pub(super) fn causes(rebase: &[Rebase], at: &At<'_>) -> Result<Causes, Diagnostics> {
    let (mut causes, mut found) = (Causes::new(), Diagnostics::default());
    let months = at.scope.period.months();
    for Rebase { at: written, why } in rebase {
        let fault = |message: &str| Diagnostic::error(Code::BadRebase, message.to_owned());
        let inside = Month::from_key(&written.value).filter(|month| months.iter().skip(1).any(|own| own == month));
        match inside {
            None => found.push(
                fault("limits cannot be worked out anew from this month")
                    .at(at.origin.place(written))
                    .found(format!("`{}`", written.value))
                    .expected("a month within the period and after its first, such as `2020-04`"),
            ),
            Some(_) if why.value.trim().is_empty() => found.push(
                fault("limits are worked out anew without a cause")
                    .at(at.origin.place(why))
                    .expected("what changed, in words")
                    .hint("without a known cause a shift is a signal, and should stay one"),
            ),
            Some(month) if causes.contains_key(&month) => {
                found.push(fault("two causes are given for one month").at(at.origin.place(written)).expected("one"));
            }
            Some(month) => drop(causes.insert(month, why.value.trim().to_owned())),
        }
    }
    found.into_result(causes).map(|(causes, _)| causes)
}

/// A series with its limits and signals, in one stretch or several.
pub(super) struct Watched {
    stretches: Vec<Stretch>,
    /// Whether there is a point at each position.
    known: Vec<bool>,
}

/// Months with one mean and one pair of limits.
struct Stretch {
    /// Its positions in the series.
    at: Range<usize>,
    /// Why it begins; nothing for the first.
    why: Option<String>,
    limits: Option<ProcessLimits>,
    /// The positions of each signal in the series.
    signals: Vec<(Signal, Vec<usize>)>,
}

impl Stretch {
    /// Whether events are too rare for limits.
    fn is_rare(&self) -> bool {
        self.limits.is_some_and(|limits| limits.mean < RARE_MEAN)
    }
}

impl Process {
    /// The limits and signals of a series; `months` are those of its points.
    pub(super) fn of(self, points: &[Option<f64>], months: &[Month], causes: &Causes) -> Watched {
        let begins = |at: &usize| *at == 0 || causes.contains_key(&months[*at]);
        let starts: Vec<usize> = (0..points.len()).filter(begins).collect();
        let ends = starts.iter().skip(1).copied().chain([points.len()]);
        let stretch = |(from, to): (&usize, usize)| {
            let why = months.get(*from).and_then(|month| causes.get(month)).filter(|_| *from > 0);
            self.stretch(points, *from..to, why.cloned())
        };
        Watched {
            stretches: starts.iter().zip(ends).map(stretch).collect(),
            known: points.iter().map(Option::is_some).collect(),
        }
    }

    fn stretch(self, points: &[Option<f64>], at: Range<usize>, why: Option<String>) -> Stretch {
        let own = &points[at.clone()];
        let limits = match self {
            Self::Xmr | Self::DaysBetween => process_limits(own),
        };
        // Limits of rare events are not limits of chance: a month of none is common, and counts are far from even.
        let firm = limits.filter(|limits| limits.mean >= RARE_MEAN);
        let of =
            |limits: &ProcessLimits, signal| limits.signals(own, signal).iter().map(|here| here + at.start).collect();
        let signals = firm.iter().flat_map(|limits| Signal::ALL.map(|signal| (signal, of(limits, signal)))).collect();
        Stretch { at, why, limits, signals }
    }
}

/// What the table calls a signal.
pub(super) fn words(signal: Signal) -> &'static str {
    match signal {
        Signal::OutsideLimits => "outside the limits",
        Signal::SevenRisingOrFalling => "seven rising or falling",
        Signal::SevenOnOneSide => "seven on one side of the mean",
        Signal::TwoOfThreeNearLimit => "two of three near a limit",
    }
}

impl Watched {
    /// The columns that process control adds.
    pub(super) fn columns() -> [Column; 4] {
        [
            Column::new("mean", "Mean", Role::Derived, Format::Decimal(1)),
            Column::new("lower_limit", "Lower limit", Role::Interval, Format::Decimal(1)),
            Column::new("upper_limit", "Upper limit", Role::Interval, Format::Decimal(1)),
            Column::new("signal", "Signal", Role::Derived, Format::Count),
        ]
    }

    /// Their cells at a position.
    pub(super) fn cells(&self, at: usize) -> [Figure; 4] {
        let none = || Figure::Missing(Missing::NotAvailable);
        let stretch = self.stretches.iter().find(|stretch| stretch.at.contains(&at));
        let Some((stretch, limits)) = stretch.and_then(|stretch| Some((stretch, stretch.limits?))) else {
            return std::array::from_fn(|_| none());
        };
        if stretch.is_rare() {
            return [Figure::Number(limits.mean), none(), none(), none()];
        }
        let here =
            stretch.signals.iter().filter(|(_, positions)| positions.contains(&at)).map(|(signal, _)| words(*signal));
        let here: Vec<&str> = here.collect();
        let signal = match (self.known.get(at), here.as_slice()) {
            (Some(true), []) => Figure::Text("none".to_owned()),
            (Some(true), signals) => Figure::Text(signals.join("; ")),
            (Some(false) | None, _) => none(),
        };
        [Figure::Number(limits.mean), Figure::Number(limits.lower()), Figure::Number(limits.upper()), signal]
    }

    /// What the limits are and how far they can be trusted, then each signal with its months.
    pub(super) fn notes(&self, labels: &[&str]) -> Vec<String> {
        if self.stretches.iter().all(|stretch| stretch.limits.is_none()) {
            return vec!["No two months follow each other, so there are no process limits.".to_owned()];
        }
        let firm = self.stretches.iter().any(|stretch| stretch.limits.is_some() && !stretch.is_rare());
        let formula =
            "Limits are the mean minus and plus 2.66 times the mean moving range, the lower not below 0 (XmR chart).";
        let mut notes: Vec<String> = firm.then(|| formula.to_owned()).into_iter().collect();
        notes.extend(self.stretches.iter().flat_map(|stretch| self.of_stretch(stretch, labels)));
        notes.extend(firm.then(|| self.signals_in_words(labels)).into_iter().flatten());
        notes
    }

    fn of_stretch(&self, stretch: &Stretch, labels: &[&str]) -> Vec<String> {
        let first = labels.get(stretch.at.start).copied().unwrap_or_default();
        let several = self.stretches.len() > 1;
        let from = if several { format!("From {first}: ") } else { String::new() };
        let begins =
            stretch.why.as_ref().map(|why| format!("From {first} the mean and the limits are worked out anew: {why}."));
        let Some(limits) = &stretch.limits else {
            return begins
                .into_iter()
                .chain([format!("{from}No two months follow each other, so there are no limits.")])
                .collect();
        };
        let trial = (limits.is_trial() && !stretch.is_rare()).then(|| {
            format!("{from}Trial limits: they are based on {} months, fewer than {FIRM_POINTS}.", limits.points)
        });
        let kept = (limits.large_ranges > 0 && !stretch.is_rare()).then(|| {
            format!("{from}Moving ranges above 3.267 times their mean are included in it: {}.", limits.large_ranges)
        });
        let rare = stretch.is_rare().then(|| {
            format!(
                "{from}The mean is below {RARE_MEAN} a month: events as rare as this have no limits of this kind, and no month is \
                 called a signal. Look at the days between them instead."
            )
        });
        [begins, trial, kept, rare].into_iter().flatten().collect()
    }

    fn signals_in_words(&self, labels: &[&str]) -> Vec<String> {
        let told = |signal: Signal| {
            let of = |stretch: &Stretch| {
                let found = stretch.signals.iter().filter(move |(own, _)| *own == signal);
                found.flat_map(|(_, positions)| positions.clone()).collect::<Vec<_>>()
            };
            let positions = self.stretches.iter().flat_map(of);
            let months: Vec<&str> = positions.filter_map(|at| labels.get(at).copied()).collect();
            let mut what = words(signal).to_owned();
            what.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
            (!months.is_empty()).then(|| format!("{what}: {}.", months.join(", ")))
        };
        let told: Vec<String> = Signal::ALL.into_iter().filter_map(told).collect();
        if told.is_empty() { vec!["No month shows a signal: the variation may be chance.".to_owned()] } else { told }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use sna_core::document::{Cell, Missing};

    /// A number of offences in each month from April 2022; no records at all if the source has a gap.
    fn months(counts: &[Option<u32>]) -> World {
        let mut rows = vec!["date".to_owned()];
        for (at, count) in (3..).zip(counts) {
            let day = |n: u32| format!("{}-{:02}-{:02}", 2022 + at / 12, at % 12 + 1, n % 28 + 1);
            rows.extend((0..count.unwrap_or(0)).map(day));
        }
        let month = |at: usize| format!("{}-{:02}", 2022 + (at + 3) / 12, (at + 3) % 12 + 1);
        let gap = |(at, _)| format!("{{ from: {0}, to: {0}, why: W }}", month(at));
        let gaps: Vec<String> = counts.iter().enumerate().filter(|(_, count)| count.is_none()).map(gap).collect();
        let cover = format!("{{ from: 2022-04, to: {} }}, gaps: [{}]", month(counts.len() - 1), gaps.join(", "));
        let manifest = format!(
            "title: T\nsources:\n  offences: {{ title: O, files: offences.csv, covers: {cover}, columns: {{ date: date }} }}\n"
        );
        World::read(&manifest, &[("offences.csv", rows.join("\n") + "\n")])
    }

    #[test]
    fn a_month_outside_the_limits_is_named() {
        let mut counts = [Some(20), Some(22)].repeat(12);
        counts[5] = Some(60);
        let body = months(&counts).table("series: { process: xmr }").unwrap();
        let mean = (11.0 * 22.0 + 12.0 * 20.0 + 60.0) / 24.0;
        let range = (21.0 * 2.0 + 40.0 * 2.0) / 23.0;
        assert!((number(&body, "Apr 2022", "mean") - mean).abs() < 1e-9);
        assert!((number(&body, "Mar 2024", "upper_limit") - (mean + 2.66 * range)).abs() < 1e-9);
        assert_eq!(cell(&body, "Sep 2022", "signal"), Cell::Text("outside the limits".to_owned()));
        assert_eq!(cell(&body, "Aug 2022", "signal"), Cell::Text("none".to_owned()));
        insta::assert_snapshot!(body.notes.join("\n"));
        assert_eq!(months(&counts).table("series: {}").unwrap().columns.len(), 2, "only where it is asked for");
    }

    #[test]
    fn rare_events_have_no_limits_and_no_signals() {
        let mut counts = [Some(1), Some(4)].repeat(4);
        counts.extend([None; 15]);
        counts.push(Some(30));
        let body = months(&counts).table("series: { process: xmr }").unwrap();
        assert!(number(&body, "Apr 2022", "mean") < 6.0);
        let rare = months(&counts[..8]).table("series: { process: xmr }").unwrap();
        assert_eq!(number(&rare, "Apr 2022", "mean"), 2.5);
        for column in ["lower_limit", "upper_limit", "signal"] {
            assert_eq!(cell(&rare, "May 2022", column), Cell::Missing(Missing::NotAvailable), "{column}");
        }
        insta::assert_snapshot!(rare.notes.join("\n"));
        let alone = months(&[Some(3), None, Some(3)]).table("series: { process: xmr }").unwrap();
        assert_eq!(cell(&alone, "Apr 2022", "mean"), Cell::Missing(Missing::NotAvailable));
        assert_eq!(alone.notes[1], "No two months follow each other, so there are no process limits.");
    }

    /// Twelve months of 20 and 22, then twelve of 10 and 12: means 21 and 11, moving ranges 2, limits 2.66 times 2 away. Without the
    /// cause every month lies on one side of the mean of 16.
    #[test]
    fn a_stated_cause_begins_a_new_stretch() {
        let counts = [[Some(20), Some(22)].repeat(6), [Some(10), Some(12)].repeat(6)].concat();
        let as_one = months(&counts).table("series: { process: xmr }").unwrap();
        assert_eq!(cell(&as_one, "Apr 2022", "signal"), Cell::Text("seven on one side of the mean".to_owned()));
        let yaml = "series: { process: xmr, rebase: [{ at: 2023-04, why: a new recording system }] }";
        let body = months(&counts).table(yaml).unwrap();
        for (month, mean) in [("Mar 2023", 21.0), ("Apr 2023", 11.0)] {
            assert_eq!(number(&body, month, "mean"), mean);
            assert!((number(&body, month, "upper_limit") - mean - 5.32).abs() < 1e-9, "{month}");
            assert_eq!(cell(&body, month, "signal"), Cell::Text("none".to_owned()));
        }
        insta::assert_snapshot!(body.notes.join("\n"));
    }

    #[test]
    fn a_rebase_needs_a_month_of_the_period_and_a_cause() {
        let world = months(&[Some(20); 24]);
        let messages = [
            "process: xmr, rebase: [{ at: 2002-04, why: typed wrongly }]",
            "process: xmr, rebase: [{ at: April, why: no month }]",
            "process: xmr, rebase: [{ at: 2022-04, why: the first month }]",
            "process: xmr, rebase: [{ at: 2023-04, why: ' ' }]",
            "process: xmr, rebase: [{ at: 2023-04, why: one }, { at: 2023-04, why: two }]",
            "rebase: [{ at: 2023-04, why: one }]",
        ]
        .map(|options| world.message(&format!("series: {{ {options} }}")));
        insta::assert_snapshot!(messages.join("\n----\n"));
    }
}

//! Process control of a series as a table shows it: mean and limits as columns, signals in words, and what they are based on.

use schemars::JsonSchema;
use serde::Deserialize;

use sna_core::document::{Column, Figure, Format, Missing, Role};
use sna_core::stats::{FIRM_POINTS, ProcessLimits, RARE_MEAN, Signal, process_limits};

/// How the limits of a process are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Process {
    /// Individuals and moving ranges: the mean minus and plus 2.66 times the mean moving range; the lower limit is
    /// never below 0.
    Xmr,
}

/// A series with its limits and signals.
pub(super) struct Watched {
    limits: Option<ProcessLimits>,
    /// Whether there is a point at each position.
    known: Vec<bool>,
    /// The positions of each signal.
    signals: Vec<(Signal, Vec<usize>)>,
}

impl Process {
    /// The limits and signals of a series.
    pub(super) fn of(self, points: &[Option<f64>]) -> Watched {
        let limits = match self {
            Self::Xmr => process_limits(points),
        };
        let signals =
            limits.iter().flat_map(|limits| Signal::ALL.map(|signal| (signal, limits.signals(points, signal))));
        Watched { limits, known: points.iter().map(Option::is_some).collect(), signals: signals.collect() }
    }
}

fn words(signal: Signal) -> &'static str {
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
        let Some(limits) = &self.limits else { return std::array::from_fn(|_| Figure::Missing(Missing::NotAvailable)) };
        let here =
            self.signals.iter().filter(|(_, positions)| positions.contains(&at)).map(|(signal, _)| words(*signal));
        let here: Vec<&str> = here.collect();
        let signal = match (self.known.get(at), here.as_slice()) {
            (Some(true), []) => Figure::Text("none".to_owned()),
            (Some(true), signals) => Figure::Text(signals.join("; ")),
            (Some(false) | None, _) => Figure::Missing(Missing::NotAvailable),
        };
        [Figure::Number(limits.mean), Figure::Number(limits.lower()), Figure::Number(limits.upper()), signal]
    }

    /// What the limits are and how far they can be trusted, then each signal with its months.
    pub(super) fn notes(&self, labels: &[&str]) -> Vec<String> {
        let Some(limits) = &self.limits else {
            return vec!["No two months follow each other, so there are no process limits.".to_owned()];
        };
        let formula =
            "Limits are the mean minus and plus 2.66 times the mean moving range, the lower not below 0 (XmR chart).";
        let trial = limits
            .is_trial()
            .then(|| format!("Trial limits: they are based on {} months, fewer than {FIRM_POINTS}.", limits.points));
        let kept = (limits.large_ranges > 0).then(|| {
            format!("Moving ranges above 3.267 times their mean are included in it: {}.", limits.large_ranges)
        });
        let rare = (limits.mean < RARE_MEAN).then(|| {
            format!("The mean is below {RARE_MEAN} a month: for events as rare as this the chart can mislead.")
        });
        let first = [Some(formula.to_owned()), trial, kept, rare].into_iter().flatten();
        first.chain(self.signals_in_words(labels)).collect()
    }

    fn signals_in_words(&self, labels: &[&str]) -> Vec<String> {
        let told = |(signal, positions): &(Signal, Vec<usize>)| {
            let months: Vec<&str> = positions.iter().filter_map(|at| labels.get(*at).copied()).collect();
            let mut what = words(*signal).to_owned();
            what.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
            (!months.is_empty()).then(|| format!("{what}: {}.", months.join(", ")))
        };
        let told: Vec<String> = self.signals.iter().filter_map(told).collect();
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
    fn few_rare_and_missing_months_are_said() {
        let mut counts = [Some(1), Some(4)].repeat(4);
        counts.extend([None; 16]);
        let body = months(&counts).table("series: { process: xmr }").unwrap();
        assert_eq!(cell(&body, "Mar 2024", "signal"), Cell::Missing(Missing::NotAvailable));
        assert_eq!(number(&body, "Mar 2024", "lower_limit"), 0.0);
        insta::assert_snapshot!(body.notes.join("\n"));
        let alone = months(&[Some(3), None, Some(3)]).table("series: { process: xmr }").unwrap();
        assert_eq!(cell(&alone, "Apr 2022", "mean"), Cell::Missing(Missing::NotAvailable));
        assert_eq!(alone.notes[1], "No two months follow each other, so there are no process limits.");
    }
}

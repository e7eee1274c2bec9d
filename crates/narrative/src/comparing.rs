//! How two counts changed, in words: as a test over the days of both supports it, by the same months where a time is covered only in
//! part, within the bounds that records without a category leave, and not at all across a break.

use minijinja::value::Value;
use minijinja::{Environment, Error};

use super::environment::Names;
use super::functions::a_series;
use super::reading::as_number;
use super::record::Recorder;
use super::series::Series;
use super::series_times::{Unknown, What};
use super::unlike::Unlike;
use sna_core::document::{Cell, Comparable, Format, Missing, format_number};
use sna_core::stats::{
    Direction, Portion, SIGNIFICANCE, change_interval_of_people, change_test_of_people, shares_differ,
};

/// Below these counts a percentage change says more than the counts support.
const SMALL: u64 = 20;
/// Times that differ by more than this part are compared by the day: months and quarters, not leap years.
const UNEQUAL: f64 = 0.015;

/// Adds the functions.
pub(crate) fn add(environment: &mut Environment<'_>, names: &Names) {
    let comparing = |words: fn(&Compared) -> String| {
        let recorder = names.recorder.clone();
        move |series: Value, from: Value, to: Value| {
            let said = compare(&recorder, &series, &from, &to).map(|found| words(&found))?;
            recorder.said_by_data(&said);
            Ok::<_, Error>(said)
        }
    };
    environment.add_function("change", comparing(Compared::sentence));
    environment.add_function("change_with_interval", comparing(Compared::sentence_with_interval));
    environment.add_function("changed", comparing(|found| found.named(found.noun())));
    environment.add_function("direction", comparing(|found| found.named(found.verb())));
    let recorder = names.recorder.clone();
    environment.add_function("comparable", move |series: Value, from: Value, to: Value| {
        recorder.settle();
        let series = a_series(&series, "a comparison")?;
        let is_unlike = matches!(series.comparable(&from, &to)?, Comparable::Unlike(_));
        let is_missing = series.count(&from)?.is_err() || series.count(&to)?.is_err();
        Ok::<_, Error>(!is_unlike && !is_missing)
    });
}

/// Two counts of a series, and the result of a test.
struct Compared {
    from: Result<u64, Missing>,
    to: Result<u64, Missing>,
    direction: Option<Direction>,
    /// Days of the first and of the second.
    days: (f64, f64),
    /// The months that are compared, where a time is covered only in part.
    months: Option<(String, String)>,
    /// Why they cannot be compared.
    unlike: Option<String>,
    /// By how much repeated records of the same people widen the variance of the counts.
    spread: f64,
    /// Records without a category or a part, where they differ by more than chance explains and leave the direction open.
    unknown: Vec<Unknown>,
    /// Below this count the change is not given as a percentage.
    percentages_from: u64,
}

fn compare(recorder: &Recorder, series: &Value, from: &Value, to: &Value) -> Result<Compared, Error> {
    let series = a_series(series, "a change")?;
    let mut found = counted(recorder, series, from, to)?;
    if let (Ok(before), Ok(after), None) = (found.from, found.to, &found.unlike) {
        let test = |counts| tested(counts, found.days, found.spread);
        let direction = test((before, after));
        let mut unknown = series.unknown(from, to)?;
        unknown.retain(Unknown::is_unequal);
        let is_open = within(&unknown, (before, after), test) != direction;
        found.direction = Some(if is_open { Direction::NoClearChange } else { direction });
        found.unknown = if is_open { unknown } else { Vec::new() };
    }
    recorder.settle();
    recorder.turn(found.direction);
    Ok(found)
}

/// The counts that are compared: as they are, or those of the same months.
fn counted(recorder: &Recorder, series: &Series, from: &Value, to: &Value) -> Result<Compared, Error> {
    let comparable = match series.comparable(from, to)? {
        _ if from == to => Comparable::Unlike(format!("{from} is the only time named")),
        comparable => comparable,
    };
    let found = Compared {
        from: series.count(from)?,
        to: series.count(to)?,
        direction: None,
        days: (1.0, 1.0),
        months: None,
        unlike: None,
        spread: series.spread(from, to)?,
        unknown: Vec::new(),
        percentages_from: recorder.percentages_from.max(SMALL),
    };
    Ok(match comparable {
        Comparable::Whole { days_before, days_after } => Compared { days: (days_before, days_after), ..found },
        Comparable::SameMonths(alike) => {
            let shaded = |count: u64, at: usize| match recorder.shade.cell(&Cell::Count(count), (at, at)) {
                Cell::Count(count) => count,
                Cell::Number(_) | Cell::Fraction(_) | Cell::Text(_) | Cell::Missing(_) => count,
            };
            Compared {
                from: Ok(shaded(alike.before, 0)),
                to: Ok(shaded(alike.after, 1)),
                days: (alike.days.0.into(), alike.days.1.into()),
                months: Some(alike.months.clone()),
                ..found
            }
        }
        Comparable::Unlike(why) => {
            let what = format!("{from} and {to} of {}", series.of_table());
            recorder.note_unlike(Unlike::Times { what, why: why.clone() });
            Compared { unlike: Some(why), ..found }
        }
    })
}

/// The direction that the test supports over the days of both. Counts that go the other way than their rates show no clear change.
fn tested((before, after): (u64, u64), days: (f64, f64), spread: f64) -> Direction {
    let direction = change_test_of_people(before, after, days, spread).direction;
    match direction {
        Direction::Rose if after <= before => Direction::NoClearChange,
        Direction::Fell if after >= before => Direction::NoClearChange,
        Direction::Rose | Direction::Fell | Direction::NoClearChange => direction,
    }
}

impl Unknown {
    /// Whether the share without a category differs between the times by more than chance explains.
    fn is_unequal(&self) -> bool {
        let portion = |(part, whole): (u64, u64)| Portion { part, whole: whole.max(part) };
        let differs = |[before, after]: &[(u64, u64); 2]| {
            let difference = shares_differ(portion(*after), portion(*before));
            difference.is_some_and(|difference| difference.p_value < SIGNIFICANCE)
        };
        self.shares.iter().any(differs)
    }

    /// `, while "Not known or elsewhere" went from 0 to 36`, `, while records without a district became more common`.
    fn told(&self) -> String {
        let count = |count| format_number(as_number(count), Format::Count);
        match &self.what {
            What::Category(label) => {
                let (before, after) = (count(self.before), count(self.after));
                format!(", while \u{201c}{label}\u{201d} went from {before} to {after}")
            }
            What::Part(dimension) => {
                let share = |(part, whole): (u64, u64)| as_number(part) / as_number(whole.max(1));
                let rises = self.shares.last().is_some_and(|[before, after]| share(*before) < share(*after));
                format!(", while records without a {dimension} became {} common", if rises { "more" } else { "less" })
            }
        }
    }
}

/// The direction that holds wherever the records without a category or a part belong.
fn within(unknown: &[Unknown], (before, after): (u64, u64), test: impl Fn((u64, u64)) -> Direction) -> Direction {
    let more = |of: fn(&Unknown) -> u64| unknown.iter().map(of).fold(0, u64::saturating_add);
    let fewest = test((before.saturating_add(more(|unknown| unknown.before)), after));
    let most = test((before, after.saturating_add(more(|unknown| unknown.after))));
    if fewest == most { fewest } else { Direction::NoClearChange }
}

impl Compared {
    fn sentence(&self) -> String {
        self.told("")
    }

    fn sentence_with_interval(&self) -> String {
        self.told(&self.interval().unwrap_or_default())
    }

    /// `; 95% interval -9.1% to +4.0%`, of the change a day where the times are unequal; none where the change is not given as a
    /// percentage.
    fn interval(&self) -> Option<String> {
        let before = self.from.ok().filter(|before| *before >= self.percentages_from)?;
        let (low, high) = change_interval_of_people(before, self.to.ok()?, self.days, self.spread)?;
        let of = if self.is_by_day() { " of the change a day" } else { "" };
        let shown = |end| format_number(end, Format::SignedPercent(1));
        Some(format!("; 95% interval{of} {} to {}", shown(low), shown(high)))
    }

    /// The sentence; `further` comes after the counts where the change is a percentage, or is not clear.
    fn told(&self, further: &str) -> String {
        if let Some(why) = &self.unlike {
            return format!("cannot be compared ({why})");
        }
        match (self.direction, self.from, self.to) {
            (Some(Direction::Rose | Direction::Fell), Ok(before), Ok(after)) if before < self.percentages_from => {
                let caution = if after < self.percentages_from { " (small numbers)" } else { "" };
                format!("{} {}{caution}", self.verb(), self.ends())
            }
            (Some(Direction::Rose | Direction::Fell), Ok(before), Ok(after)) => {
                let (before, after) = (as_number(before) / self.days.0, as_number(after) / self.days.1);
                let (before, after, by_day) = match self.is_by_day() {
                    true => (before, after, ", allowing for the number of days"),
                    false => (before * self.days.0, after * self.days.1, ""),
                };
                let share = format_number((after - before).abs() / before, Format::Percent(1));
                format!("{} by {share}{by_day} ({}{further})", self.verb(), self.ends())
            }
            (Some(Direction::Rose | Direction::Fell), _, _) => format!("{} {}", self.verb(), self.ends()),
            (Some(Direction::NoClearChange), Ok(before), Ok(after)) if before == after && self.unknown.is_empty() => {
                format!("stayed at {}{}", shown(self.to), self.in_months())
            }
            (Some(Direction::NoClearChange) | None, _, _) => {
                format!("{} ({}{further}{})", self.verb(), self.ends(), self.unknown_told())
            }
        }
    }

    /// Whether the times are so unequal that counts alone mislead.
    fn is_by_day(&self) -> bool {
        (self.days.0 / self.days.1 - 1.0).abs() > UNEQUAL
    }

    /// `from 122 to 161`, `from 3,259 in April to December 2023 to 2,792 in April to December 2024`.
    fn ends(&self) -> String {
        let (from, to) = (shown(self.from), shown(self.to));
        match &self.months {
            Some((before, after)) => format!("from {from} in {before} to {to} in {after}"),
            None => format!("from {from} to {to}"),
        }
    }

    fn in_months(&self) -> String {
        self.months.as_ref().map_or_else(String::new, |(before, after)| format!(" ({after} against {before})"))
    }

    /// A word for the direction, with what it rests on where the times are not whole.
    fn named(&self, word: &str) -> String {
        match &self.unlike {
            Some(why) => format!("{word} ({why})"),
            None => format!("{word}{}", self.in_months()),
        }
    }

    /// What leaves the direction open.
    fn unknown_told(&self) -> String {
        self.unknown.iter().map(Unknown::told).collect()
    }

    fn verb(&self) -> &'static str {
        match self.direction {
            Some(Direction::Rose) => "rose",
            Some(Direction::Fell) => "fell",
            Some(Direction::NoClearChange) => "showed no clear change",
            None => "cannot be compared",
        }
    }

    fn noun(&self) -> &'static str {
        match self.direction {
            Some(Direction::Rose) => "rise",
            Some(Direction::Fell) => "fall",
            Some(Direction::NoClearChange) => "no clear change",
            None => "no comparison",
        }
    }
}

fn shown(figure: Result<u64, Missing>) -> String {
    match figure {
        Ok(count) => format_number(as_number(count), Format::Count),
        Err(why) => why.mark().to_owned(),
    }
}

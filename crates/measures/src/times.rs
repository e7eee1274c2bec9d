//! The times of a table: which period a column or row is for, how much of it is covered, and the counts of the same months where it
//! is covered only in part.

use std::collections::BTreeMap;

use super::answered::Answered;
use super::rolling::ROLLING;
use super::times_published::published_times;
use sna_core::calendar::{CoveredDays, Extent, Month, Period, Quarter, calendar_year, day_in_words, months_in_words};
use sna_core::document::{Alike, Body, BodyRow, BreakTold, Counted, Figure, SpanExtent, TimeSpan, Times};
use sna_data::query::{Dimension, Key, Question, Scope};
use sna_data::{Area, Break, Covered, DISTRICT, Days, FinancialYear};

/// Whether a dimension is of years.
pub(super) fn is_year(dimension: &Dimension) -> bool {
    match dimension {
        Dimension::FinancialYear | Dimension::Year => true,
        Dimension::Quarter
        | Dimension::Month
        | Dimension::Weekday
        | Dimension::Hour
        | Dimension::Age(_)
        | Dimension::Column(_) => false,
    }
}

/// Whether a dimension is of times that follow each other.
pub(super) fn is_time(dimension: &Dimension) -> bool {
    is_year(dimension) || matches!(dimension, Dimension::Quarter | Dimension::Month)
}

/// The whole years, quarters or months that a period touches; none for a dimension that is no time.
pub(super) fn periods(dimension: &Dimension, period: Period) -> Box<dyn Iterator<Item = Period>> {
    match dimension {
        Dimension::FinancialYear => Box::new(period.years().into_iter().map(FinancialYear::period)),
        Dimension::Year => Box::new(period.calendar_years().into_iter().map(calendar_year)),
        Dimension::Quarter => Box::new(period.quarters().into_iter().map(Quarter::period)),
        Dimension::Month => Box::new(period.months().into_iter().map(Month::period)),
        Dimension::Weekday | Dimension::Hour | Dimension::Age(_) | Dimension::Column(_) => Box::new(std::iter::empty()),
    }
}

/// Whether a label is of twelve months up to one.
fn is_rolling(label: &str) -> bool {
    label.starts_with(ROLLING)
}

/// The period of a key of a dimension of time.
pub(super) fn period_of(dimension: &Dimension, key: &Key) -> Option<Period> {
    let Key::Number(number) = key else { return None };
    match dimension {
        Dimension::FinancialYear => i32::try_from(*number).ok().map(|year| FinancialYear(year).period()),
        Dimension::Year => i32::try_from(*number).ok().map(calendar_year),
        Dimension::Quarter => Quarter::numbered(*number).map(Quarter::period),
        Dimension::Month => Month::numbered(*number).map(Month::period),
        Dimension::Weekday | Dimension::Hour | Dimension::Age(_) | Dimension::Column(_) => None,
    }
}

/// Two times and what can be said of counts in them.
pub(super) enum Pair {
    /// Both are covered wholly.
    Whole,
    /// These months of each are covered: the same months of the year.
    SameMonths(Vec<Month>, Vec<Month>),
    /// They cannot be compared.
    Unlike,
}

/// How two times compare, by the days on which the records are complete within the table's period, and by breaks in the recording.
pub(super) fn pair(days: &Days, period: Period, (from, to): (Period, Period)) -> Pair {
    let complete = days.complete.within(period);
    let doubted = |time: Period| days.doubted.days_in(time.overlap(period).unwrap_or(time)) > 0;
    if doubted(from) || doubted(to) || days.breaks.iter().any(|told| told.of.is_none() && told.parts(from, to)) {
        return Pair::Unlike;
    }
    if [from, to].iter().all(|time| complete.extent(*time) == Extent::Whole) {
        return Pair::Whole;
    }
    let whole = |month: &Month| complete.extent(month.period()) == Extent::Whole;
    let shift = Month::of(to.first).number() - Month::of(from.first).number();
    let later = |month: Month| Month::numbered(month.number() + shift);
    let shared = from.months().into_iter().filter_map(|month| Some((month, later(month)?)));
    let (before, after): (Vec<Month>, Vec<Month>) =
        shared.filter(|(before, after)| whole(before) && whole(after)).unzip();
    if before.is_empty() || shift % 12 != 0 { Pair::Unlike } else { Pair::SameMonths(before, after) }
}

/// The days of some months, in words and as a number.
fn months_told(months: &[Month]) -> (String, u32) {
    let days = CoveredDays::of_all(months.iter().map(|month| month.period()));
    let words: Vec<String> = days.runs().iter().map(|run| months_in_words(*run)).collect();
    (words.join(" and "), days.runs().iter().map(|run| run.days()).sum())
}

/// What a time covers within a table's period.
fn span((days, all): (&Days, &CoveredDays), period: Period, time: Period) -> TimeSpan {
    let covered = days.complete.within(period).within(time);
    let within = time.overlap(period).unwrap_or(time);
    let extent = match covered.extent(time) {
        _ if days.doubted.days_in(within) > 0 => SpanExtent::Doubted,
        Extent::Whole => SpanExtent::Whole,
        Extent::Nothing if all.within(period).extent(time) != Extent::Nothing => {
            SpanExtent::Part("no month for all areas".to_owned())
        }
        Extent::Nothing => SpanExtent::Nothing,
        Extent::Part => {
            let words: Vec<String> = covered.runs().iter().map(|run| months_in_words(*run)).collect();
            SpanExtent::Part(words.join(" and "))
        }
    };
    TimeSpan { first: time.first.to_string(), last: time.last.to_string(), days: covered.days_in(time), extent }
}

/// A table whose times are looked for.
struct Timed<'t> {
    answered: &'t Answered<'t>,
    period: Period,
    body: &'t Body,
    /// The period of each column or row that is a time, by its key.
    times: BTreeMap<String, Period>,
    /// Whether columns are times; otherwise rows are.
    across: bool,
    has_years: bool,
    /// The districts, where the table is divided by them.
    areas: Vec<&'t str>,
}

/// The times of a table's columns or rows, from the dimensions of its questions.
pub fn times<'q>(
    body: &Body,
    (scope, areas): (&Scope, &[Area]),
    questions: impl Iterator<Item = &'q Question>,
    answered: &Answered<'_>,
) -> Times {
    let names: Vec<&str> = questions.flat_map(Question::columns).collect();
    if !body.taken.is_empty() {
        return published_times(body);
    }
    let asked: Vec<Dimension> = names.iter().filter_map(|name| Dimension::named(name)).collect();
    let of_label = |label: &str| {
        let period = Period::of_label(label)?;
        // Twelve months up to one are counted by month.
        let is_rolling = |by: &Dimension| *by == Dimension::Month && is_rolling(label);
        asked.iter().any(|by| is_rolling(by) || periods(by, period).eq([period])).then_some((label.to_owned(), period))
    };
    let columns: BTreeMap<String, Period> = body.columns.iter().filter_map(|column| of_label(&column.key)).collect();
    let across = !columns.is_empty();
    let times = if across { columns } else { body.rows.iter().filter_map(|row| of_label(&row.key)).collect() };
    let has_years = asked.iter().any(is_year) || times.keys().any(|label| is_rolling(label));
    let by_district = names.contains(&DISTRICT);
    let areas: Vec<&str> = areas.iter().filter(|_| by_district).map(|area| area.name.as_str()).collect();
    let lines =
        body.rows.iter().map(|row| row.key.as_str()).chain(body.columns.iter().map(|column| column.key.as_str()));
    let uneven = uneven(&answered.covered, scope.period, lines.filter(|line| areas.contains(line)));
    let uneven = uneven.into_iter().map(str::to_owned).collect();
    if times.is_empty() {
        return Times { uneven, ..Times::default() };
    }
    Times { uneven, ..Timed { answered, period: scope.period, body, times, across, has_years, areas }.told() }
}

/// The areas whose records cover fewer days of a period than those of others.
pub(super) fn uneven<'n>(covered: &Covered, period: Period, areas: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let days: Vec<(&str, u32)> = areas.map(|area| (area, covered.of_area(area).complete.days_in(period))).collect();
    let most = days.iter().map(|(_, days)| *days).max();
    days.into_iter().filter(|(_, days)| Some(*days) < most).map(|(area, _)| area).collect()
}

impl Timed<'_> {
    fn told(&self) -> Times {
        let (covered, beside) = (&self.answered.covered, &self.answered.beside);
        let spans = |days: &Days, all: &CoveredDays| {
            let of_time = |(key, time): (&String, &Period)| (key.clone(), span((days, all), self.period, *time));
            self.times.iter().map(of_time).collect::<BTreeMap<_, _>>()
        };
        let own = self.lines().into_iter().filter_map(|name| {
            let days = self.own_days(name)?;
            Some((name.to_owned(), spans(&days, &days.complete)))
        });
        let breaks = covered.breaks.iter().map(|told| BreakTold {
            at: told.at.to_string(),
            since: day_in_words(told.at),
            area: told.area().map(str::to_owned),
            spared: self.spared(told),
            why: told.why.clone(),
            of: told.of.clone(),
        });
        Times {
            spans: spans(&covered.all, &covered.days),
            own: own.collect(),
            alike: if self.has_years { self.alike() } else { Vec::new() },
            breaks: breaks.collect(),
            part: beside.parts().map(|part| part.name().replace('_', " ")).unwrap_or_default(),
            unplaced: self.of_counts(|counted| beside.unplaced(self.answered, counted, None)),
            repeated: self
                .of_counts(|counted| beside.repeated(self.answered, counted).filter(|found| found.excess > 0)),
            uneven: Vec::new(),
        }
    }

    /// What is known of each count by line and time; nothing where nothing was asked beside the table.
    fn of_counts<T>(&self, known: impl Fn(&Counted) -> Option<T>) -> BTreeMap<String, BTreeMap<String, T>> {
        if self.answered.beside.is_empty() {
            return BTreeMap::new();
        }
        let of_line = |line: &str| {
            let of_time = |time: &String| Some((time.clone(), known(self.counted(line, time)?)?));
            self.times.keys().filter_map(of_time).collect::<BTreeMap<String, T>>()
        };
        let lines = self.lines().into_iter().map(|line| (line.to_owned(), of_line(line)));
        lines.filter(|(_, times)| !times.is_empty()).collect()
    }

    /// The keys of the rows, where columns are times; of the columns, where rows are.
    fn lines(&self) -> Vec<&str> {
        match self.across {
            true => self.body.rows.iter().map(|row| row.key.as_str()).collect(),
            false => self.body.columns.iter().map(|column| column.key.as_str()).collect(),
        }
    }

    /// The lines of other areas than the one that a break concerns.
    fn spared(&self, told: &Break) -> Vec<String> {
        let Some(area) = told.area() else { return Vec::new() };
        let others = self.lines().into_iter().filter(|line| *line != area && self.areas.contains(line));
        others.map(str::to_owned).collect()
    }

    /// The days of a district, where some districts have days of their own.
    fn own_days(&self, name: &str) -> Option<Days> {
        let covered = &self.answered.covered;
        let is_district = !covered.areas.is_empty() && self.areas.contains(&name);
        is_district.then(|| covered.of_area(name))
    }

    fn days(&self, name: &str) -> Days {
        self.own_days(name).unwrap_or_else(|| self.answered.covered.all.clone())
    }

    /// The counts of the same months, for each pair of times of which one is covered only in part.
    fn alike(&self) -> Vec<Alike> {
        let mut found = Vec::new();
        for line in self.lines() {
            let days = self.days(line);
            for (from, one) in &self.times {
                for (to, other) in self.times.iter().filter(|(to, _)| *to != from) {
                    let Pair::SameMonths(before, after) = pair(&days, self.period, (*one, *other)) else { continue };
                    found.extend(self.alike_of(line, (from.as_str(), &before), (to.as_str(), &after)));
                }
            }
        }
        found
    }

    fn alike_of(&self, line: &str, from: (&str, &[Month]), to: (&str, &[Month])) -> Option<Alike> {
        let count = |time: &str, months: &[Month]| self.answered.in_months(self.counted(line, time)?, months);
        let unplaced = |(time, months): (&str, &[Month])| {
            self.answered.beside.unplaced(self.answered, self.counted(line, time)?, Some(months))
        };
        let ((before_words, before_days), (after_words, after_days)) = (months_told(from.1), months_told(to.1));
        Some(Alike {
            of: line.to_owned(),
            from: from.0.to_owned(),
            to: to.0.to_owned(),
            before: count(from.0, from.1)?,
            after: count(to.0, to.1)?,
            days: (before_days, after_days),
            months: (before_words, after_words),
            unplaced: unplaced(from).zip(unplaced(to)),
        })
    }

    fn counted(&self, line: &str, time: &str) -> Option<&Counted> {
        let (row, column) = if self.across { (line, time) } else { (time, line) };
        let at = self.body.columns.iter().position(|known| known.key == column)?;
        let row: &BodyRow = self.body.rows.iter().find(|known| known.key == row)?;
        match row.cells.get(at)? {
            Figure::Count(counted) => Some(counted),
            Figure::Number(_) | Figure::Fraction(_) | Figure::Text(_) | Figure::Missing(_) => None,
        }
    }
}

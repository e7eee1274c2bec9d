//! What the times of a table cover: which of its columns or rows can be compared, over how many days, and with which counts.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Table;
use super::unplaced::{Repeated, Unplaced};

/// What is added to a name whose figures are of a part of the time.
const PART: &str = " (part)";

/// The mark of a break in a series.
pub const BREAK: &str = "[b]";

/// The times of a table, by the keys of its columns or rows. Empty where the table has none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Times {
    /// What each time covers.
    pub spans: BTreeMap<String, TimeSpan>,
    /// What it covers in a row (or column) that has days of its own: by the key of the area, then of the time.
    pub own: BTreeMap<String, BTreeMap<String, TimeSpan>>,
    /// Counts of the same months, for times that are covered only in part.
    pub alike: Vec<Alike>,
    /// Days from which the records are not like those before.
    pub breaks: Vec<BreakTold>,
    /// The dimension of the parts, in words, where the table is about one: `district`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// In a table about a part, the records that do not say in which part they are: by the key of the row (or column), then of the
    /// time.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unplaced: BTreeMap<String, BTreeMap<String, Unplaced>>,
    /// Where records name people, by how much people with several widen the variance of a count: by the same keys.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub repeated: BTreeMap<String, BTreeMap<String, Repeated>>,
    /// The keys of the rows (or columns) of areas whose records cover fewer days of the whole period than those of others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uneven: Vec<String>,
}

/// What a time covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeSpan {
    /// The first day of the time itself: `2023-04-01`.
    pub first: String,
    /// Its last day.
    pub last: String,
    /// How many of its days are covered.
    pub days: u32,
    /// Which of its days are covered.
    pub extent: SpanExtent,
}

/// How much of a time is covered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanExtent {
    /// All of it.
    Whole,
    /// Some of it, in words: `April to December 2024`.
    Part(String),
    /// Nothing.
    Nothing,
    /// Records seem to have stopped in it, and nobody has said why.
    Doubted,
}

/// Two counts over the same months of two times, one of which is covered only in part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// Key of the row, where columns are times; of the column, where rows are.
    pub of: String,
    /// Key of the earlier time, or of the one that is named first.
    pub from: String,
    /// Key of the other.
    pub to: String,
    /// The count in the months of the first.
    pub before: u64,
    /// The count in the months of the second.
    pub after: u64,
    /// Days in the months of the first and of the second.
    pub days: (u32, u32),
    /// The months of the first and of the second in words: `April to December 2023`.
    pub months: (String, String),
    /// In a table about a part, the records of these months that do not say in which part they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unplaced: Option<(Unplaced, Unplaced)>,
}

/// A day from which records are not like those before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakTold {
    /// The first day of the new way: `2023-04-01`.
    pub at: String,
    /// The same in words: `1 April 2023`.
    pub since: String,
    /// The area whose records it concerns, where it is not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The keys of the rows (or columns) that it does not concern: other areas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spared: Vec<String>,
    /// Why, in the author's words.
    pub why: String,
    /// Key of the only row, where columns are times, or of the only column, where rows are, that is not alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

impl BreakTold {
    /// `[b] From 1 April 2023, Derby: a new system.`
    pub fn note(&self) -> String {
        match self.of {
            None => format!("[b] From {}: {}.", self.since_where(), self.why),
            Some(_) => format!("From {}: {}, so no change is given across that day.", self.since, self.why),
        }
    }

    /// `1 April 2023, Derby`
    fn since_where(&self) -> String {
        self.area.as_ref().map_or_else(|| self.since.clone(), |area| format!("{}, {area}", self.since))
    }
}

/// How two figures of a table can be compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparable<'t> {
    /// As they are, over these days; over equal times where the table has none.
    Whole {
        /// Days of the first figure.
        days_before: f64,
        /// Days of the second.
        days_after: f64,
    },
    /// By the counts of the same months.
    SameMonths(&'t Alike),
    /// Not at all, and why, in words.
    Unlike(String),
}

impl Times {
    /// Whether there is nothing to say: the table has no times, and its areas are covered alike.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty() && self.uneven.is_empty()
    }

    /// The areas whose counts in a column (or row) are not set against those of others, because their records cover fewer of its
    /// days; of the whole period, where the column is not a time.
    pub fn uneven_in(&self, time: &str) -> Vec<&str> {
        if !self.spans.contains_key(time) {
            return self.uneven.iter().map(String::as_str).collect();
        }
        let days: Vec<(&str, u32)> =
            self.own.iter().filter_map(|(area, own)| Some((area.as_str(), own.get(time)?.days))).collect();
        let most = days.iter().map(|(_, days)| *days).max();
        days.into_iter().filter(|(_, days)| Some(*days) < most).map(|(area, _)| area).collect()
    }

    /// What a time covers in a row or column.
    pub fn span(&self, of: &str, time: &str) -> Option<&TimeSpan> {
        self.own.get(of).and_then(|own| own.get(time)).or_else(|| self.spans.get(time))
    }

    /// The breaks of all its rows and columns that a time begins with or contains.
    pub fn breaks_in(&self, time: &str) -> impl Iterator<Item = &BreakTold> {
        let span = self.spans.get(time);
        let is_inside = move |told: &&BreakTold| span.is_some_and(|span| span.first <= told.at && told.at <= span.last);
        self.breaks.iter().filter(|told| told.of.is_none()).filter(is_inside)
    }

    /// What is added to the name of a time where it is read: that it is covered in part, and that the recording changed in it.
    pub fn suffix(&self, time: &str) -> String {
        // A publisher's own name for a part says so already.
        let is_part = self.spans.get(time).is_some_and(
            |span| matches!(&span.extent, SpanExtent::Part(months) if span.days > 0 || !time.contains(months.as_str())),
        );
        let part = if is_part { PART } else { "" };
        let broken = if self.breaks_in(time).next().is_some() { format!(" {BREAK}") } else { String::new() };
        format!("{part}{broken}")
    }

    /// Whether a time of the table begins with a break or contains one.
    pub fn has_break(&self) -> bool {
        self.spans.keys().any(|time| self.breaks_in(time).next().is_some())
    }

    /// How the figures of two times in one row or column can be compared.
    pub fn comparable(&self, of: &str, from: &str, to: &str) -> Comparable<'_> {
        let (Some(before), Some(after)) = (self.span(of, from), self.span(of, to)) else {
            return Comparable::Whole { days_before: 1.0, days_after: 1.0 };
        };
        if let Some(why) = self.across_break(of, before, after) {
            return Comparable::Unlike(why);
        }
        if from != to && before.first <= after.last && after.first <= before.last {
            return Comparable::Unlike(format!("{from} and {to} have days in common"));
        }
        match (&before.extent, &after.extent) {
            (SpanExtent::Whole, SpanExtent::Whole) => {
                Comparable::Whole { days_before: before.days.into(), days_after: after.days.into() }
            }
            (SpanExtent::Doubted, _) => Comparable::Unlike(doubted(from)),
            (_, SpanExtent::Doubted) => Comparable::Unlike(doubted(to)),
            (SpanExtent::Nothing, _) => Comparable::Unlike(format!("there are no records for {from}")),
            (_, SpanExtent::Nothing) => Comparable::Unlike(format!("there are no records for {to}")),
            // The same part of two times that a partner published.
            (SpanExtent::Part(one), SpanExtent::Part(other)) if one == other && !one.starts_with("no ") => {
                Comparable::Whole { days_before: 1.0, days_after: 1.0 }
            }
            (SpanExtent::Part(_), _) | (_, SpanExtent::Part(_)) => {
                let mut alike = self.alike.iter();
                let found = alike.find(|alike| alike.of == of && alike.from == from && alike.to == to);
                found.map_or_else(|| Comparable::Unlike(parts(&[(from, before), (to, after)])), Comparable::SameMonths)
            }
        }
    }

    /// Why nothing can be said of a row or column across a break between two times.
    fn across_break(&self, of: &str, one: &TimeSpan, other: &TimeSpan) -> Option<String> {
        let first = one.first.as_str().min(&other.first);
        let last = one.last.as_str().max(&other.last);
        let is_of = |told: &&BreakTold| told.of.as_deref().is_none_or(|only| only == of);
        let concerns = |told: &&BreakTold| is_of(told) && !told.spared.iter().any(|line| line == of);
        let lies_in = |told: &&BreakTold| first < told.at.as_str() && told.at.as_str() <= last;
        let told = self.breaks.iter().find(|told| concerns(told) && lies_in(told))?;
        Some(format!("since {}: {}", told.since_where(), told.why))
    }
}

/// Whether the name of a time, as charts have it, says that the recording changed in it.
pub fn is_after_break(label: &str) -> bool {
    label.ends_with(BREAK)
}

impl Table {
    /// The table as a chart reads it: times that are covered only in part, and those in which the recording changed, say so in their
    /// names.
    #[must_use]
    pub fn marked(&self) -> Self {
        let mut table = self.clone();
        for column in &mut table.columns {
            column.title += &self.suffix(&column.key);
        }
        for row in &mut table.rows {
            row.label += &self.suffix(&row.key);
        }
        table
    }

    fn suffix(&self, key: &str) -> String {
        if self.times.uneven.iter().any(|area| area == key) { PART.to_owned() } else { self.times.suffix(key) }
    }

    /// The names of rows and columns, as [`Self::marked`] has them, whose figures are of fewer days than those of others.
    pub fn in_part(&self) -> BTreeSet<String> {
        let is_part = |key: &str| {
            let span = self.times.spans.get(key);
            self.times.uneven.iter().any(|area| area == key)
                || span.is_some_and(|span| matches!(span.extent, SpanExtent::Part(_) | SpanExtent::Doubted))
        };
        let columns = self.columns.iter().map(|column| (&column.key, &column.title));
        let names = self.rows.iter().map(|row| (&row.key, &row.label)).chain(columns);
        names.filter(|(key, _)| is_part(key)).map(|(_, name)| name.clone()).collect()
    }
}

fn doubted(time: &str) -> String {
    format!("records of {time} seem to be missing")
}

/// `2023/24 covers April to June 2023 only`.
fn parts(spans: &[(&str, &TimeSpan)]) -> String {
    let part = |(time, span): &(&str, &TimeSpan)| match &span.extent {
        SpanExtent::Part(months) if months.starts_with("no ") => Some(format!("{time} covers {months}")),
        SpanExtent::Part(months) => Some(format!("{time} covers {months} only")),
        SpanExtent::Whole | SpanExtent::Nothing | SpanExtent::Doubted => None,
    };
    spans.iter().filter_map(part).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(first: &str, last: &str, extent: SpanExtent) -> TimeSpan {
        TimeSpan { first: first.to_owned(), last: last.to_owned(), days: 365, extent }
    }

    fn times() -> Times {
        let whole = || SpanExtent::Whole;
        let part = SpanExtent::Part("April to June 2024".to_owned());
        Times {
            spans: BTreeMap::from([
                ("2022/23".to_owned(), span("2022-04-01", "2023-03-31", whole())),
                ("2023/24".to_owned(), TimeSpan { days: 366, ..span("2023-04-01", "2024-03-31", whole()) }),
                ("2024/25".to_owned(), span("2024-04-01", "2025-03-31", part)),
            ]),
            ..Times::default()
        }
    }

    #[test]
    fn whole_years_are_compared_by_their_days() {
        let days = Comparable::Whole { days_before: 365.0, days_after: 366.0 };
        assert_eq!(times().comparable("total", "2022/23", "2023/24"), days);
        let even = Comparable::Whole { days_before: 1.0, days_after: 1.0 };
        assert_eq!(times().comparable("total", "Derby", "Erewash"), even, "no times");
    }

    #[test]
    fn a_part_is_compared_with_the_same_months_or_not_at_all() {
        let mut times = times();
        let why = Comparable::Unlike("2024/25 covers April to June 2024 only".to_owned());
        assert_eq!(times.comparable("total", "2023/24", "2024/25"), why);
        let alike = Alike {
            of: "total".to_owned(),
            from: "2023/24".to_owned(),
            to: "2024/25".to_owned(),
            before: 30,
            after: 28,
            days: (91, 91),
            months: ("April to June 2023".to_owned(), "April to June 2024".to_owned()),
            unplaced: None,
        };
        times.alike.push(alike.clone());
        assert_eq!(times.comparable("total", "2023/24", "2024/25"), Comparable::SameMonths(&alike));
    }

    #[test]
    fn nothing_is_compared_across_a_break() {
        let mut times = times();
        times.breaks.push(BreakTold {
            at: "2023-04-01".to_owned(),
            since: "1 April 2023".to_owned(),
            area: None,
            spared: vec!["Erewash".to_owned()],
            why: "a new flag".to_owned(),
            of: None,
        });
        assert!(matches!(times.comparable("Erewash", "2022/23", "2023/24"), Comparable::Whole { .. }), "spared");
        let why = Comparable::Unlike("since 1 April 2023: a new flag".to_owned());
        assert_eq!(times.comparable("total", "2022/23", "2023/24"), why);
        times.breaks[0].at = "2022-04-01".to_owned();
        assert!(matches!(times.comparable("total", "2022/23", "2023/24"), Comparable::Whole { .. }), "before both");
        times.breaks[0].at = "2023-09-01".to_owned();
        assert!(matches!(times.comparable("total", "2022/23", "2023/24"), Comparable::Unlike(_)), "inside one");
        assert_eq!(times.suffix("2023/24"), " [b]");
        times.breaks[0].of = Some("Robbery".to_owned());
        assert!(matches!(times.comparable("total", "2022/23", "2023/24"), Comparable::Whole { .. }), "of one row");
        assert!(matches!(times.comparable("Robbery", "2022/23", "2023/24"), Comparable::Unlike(_)));
        assert_eq!(times.suffix("2023/24"), "");
    }

    /// 10 records of one person and 10 of ten people before, 20 of twenty after: 40 records and a variance of 130.
    #[test]
    fn people_with_several_records_widen_the_variance_of_two_counts() {
        let mut times = times();
        assert!((times.spread("total", "2022/23", "2023/24") - 1.0).abs() < 1e-12, "no people are named");
        let own = [("2022/23", 20, 90), ("2023/24", 20, 0)];
        let own = own.map(|(time, records, excess)| (time.to_owned(), Repeated { records, excess }));
        times.repeated.insert("total".to_owned(), own.into_iter().collect());
        assert!((times.spread("total", "2022/23", "2023/24") - 130.0 / 40.0).abs() < 1e-12);
    }
}

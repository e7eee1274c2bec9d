//! What the records of a source cover: from which day to which, for which areas there are gaps, and where the recording
//! changed. Stated in the manifest; the days are worked out from the records where it does not say.

mod assumed;
mod covered;
mod doubtful;
mod outside;
mod spec;
mod told;
mod turns;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use sna_core::calendar::{CoveredDays, Period};

pub(super) use assumed::assume;
pub use covered::{Covered, Days};
pub(crate) use doubtful::{Stop, Unit, family, stops};
pub(crate) use spec::{BreakSpec, CoversSpec, LapseSpec};
pub(crate) use turns::{Turn, Way, turns};

/// What a source covers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Supply {
    /// The days that the source as a whole covers, before gaps.
    pub days: CoveredDays,
    /// Whether they are worked out from the records because the manifest does not say.
    pub is_assumed: bool,
    /// The days of areas that have a cover of their own.
    pub areas: BTreeMap<String, CoveredDays>,
    /// Times without records.
    pub gaps: Vec<Lapse>,
    /// Times of few records that are no gaps.
    pub quiet: Vec<Lapse>,
    /// Where the recording changed.
    pub breaks: Vec<Break>,
}

/// A time in the records of a source, or of one of its areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapse {
    /// The area; the source as a whole where there is none.
    pub area: Option<String>,
    /// The days.
    pub period: Period,
    /// Why, in the author's words.
    pub why: String,
}

/// A day from which records are not like those before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The first day of the new way.
    pub at: NaiveDate,
    /// Which records it concerns.
    pub concerns: Concerns,
    /// The only row or column of tables that is not alike; all of them where there is none.
    pub of: Option<String>,
    /// Why, in the author's words.
    pub why: String,
}

/// Which records a break concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Concerns {
    /// All records of the source.
    All,
    /// Those of an area, and what holds them.
    Area(String),
    /// What is counted by a column or a definition.
    Named(String),
}

impl Break {
    /// The area whose records it concerns; `None` where it is no matter of areas.
    pub fn area(&self) -> Option<&str> {
        match &self.concerns {
            Concerns::Area(name) => Some(name),
            Concerns::All | Concerns::Named(_) => None,
        }
    }

    /// Whether it may concern the values of a column.
    pub(crate) fn may_concern(&self, column: &str) -> bool {
        match &self.concerns {
            Concerns::All | Concerns::Area(_) => true,
            Concerns::Named(name) => name == column,
        }
    }

    /// Whether it lies between two times, or in one of them.
    pub fn parts(&self, one: Period, other: Period) -> bool {
        one.first.min(other.first) < self.at && self.at <= one.last.max(other.last)
    }
}

impl Supply {
    /// Records that are complete at all times, such as lists of persons.
    pub fn all_time() -> Self {
        Self { days: CoveredDays::all_time(), ..Self::default() }
    }

    /// The days on which an area's records are complete.
    pub fn of_area(&self, area: &str) -> CoveredDays {
        self.without_gaps_of(area, self.areas.get(area).unwrap_or(&self.days))
    }

    /// Some days without the gaps of an area.
    fn without_gaps_of(&self, area: &str, days: &CoveredDays) -> CoveredDays {
        let concerns = |lapse: &&Lapse| lapse.area.as_deref().is_none_or(|name| name == area);
        without(days, self.gaps.iter().filter(concerns))
    }

    /// The days on which the records of all areas are complete: a total with a gap in one area is no total.
    pub fn of_all(&self) -> CoveredDays {
        let days = self.areas.values().fold(self.days.clone(), |days, area| days.and(area));
        without(&days, &self.gaps)
    }

    /// What records cover that belong to offences: the days of the offences, as far as they have no days of their own.
    #[must_use]
    pub fn of_records_of(self, offences: &Self) -> Self {
        let both = |own: Vec<Lapse>, theirs: &[Lapse]| theirs.iter().cloned().chain(own).collect();
        Self {
            days: if self.is_assumed { offences.days.clone() } else { self.days.and(&offences.days) },
            is_assumed: self.is_assumed && offences.is_assumed,
            areas: offences.areas.iter().map(|(name, days)| (name.clone(), days.clone())).chain(self.areas).collect(),
            gaps: both(self.gaps, &offences.gaps),
            quiet: both(self.quiet, &offences.quiet),
            breaks: offences.breaks.iter().cloned().chain(self.breaks).collect(),
        }
    }

    /// The part of a period from the first to the last day that the records cover; the period itself where they cover none of it.
    pub fn part_of(&self, period: Period) -> Period {
        self.days.within(period).ends().unwrap_or(period)
    }

    /// Whether the author says that few records in a period, in an area or in all, are no gap: by a line of its own, or by
    /// stating the cover of just these records.
    pub fn vouches_for(&self, area: Option<&str>, period: Period) -> bool {
        let is_quiet = |lapse: &Lapse| {
            lapse.area.as_deref().is_none_or(|name| Some(name) == area) && lapse.period.overlap(period) == Some(period)
        };
        let stated = area.and_then(|name| self.areas.get(name));
        self.quiet.iter().any(is_quiet) || stated.is_some_and(|days| days.days_in(period) == period.days())
    }
}

fn without<'l>(days: &CoveredDays, gaps: impl IntoIterator<Item = &'l Lapse>) -> CoveredDays {
    gaps.into_iter().fold(days.clone(), |days, gap| days.without(gap.period))
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn as_number(count: u64) -> f64 {
    count as f64
}

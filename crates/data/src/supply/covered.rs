//! What the records behind a table cover: the days for which there are figures, and those that may be compared.

use std::collections::BTreeMap;

use super::doubtful::{Stop, Unit};
use super::{Break, Supply};
use sna_core::calendar::{CoveredDays, Extent, Period};

/// The days of some records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    /// Those on which the records are complete.
    pub complete: CoveredDays,
    /// Those on which they seem to have stopped, so that nothing may be compared with them.
    pub doubted: CoveredDays,
    /// Days from which they are not like those before.
    pub breaks: Vec<Break>,
}

/// What the records behind a table cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The days on which there are records at all, for figures.
    pub days: CoveredDays,
    /// The days of all areas together, for totals.
    pub all: Days,
    /// Days on which the records as a whole seem to have stopped, whatever the area.
    pub doubted: CoveredDays,
    /// The days of the areas that have days of their own.
    pub areas: BTreeMap<String, Days>,
    /// Days from which they are not like those before.
    pub breaks: Vec<Break>,
}

impl Covered {
    /// Records that are complete at all times.
    pub fn all_time() -> Self {
        Self::of_days(CoveredDays::all_time())
    }

    /// Records that are complete on some days.
    pub fn of_days(days: CoveredDays) -> Self {
        let all = Days { complete: days.clone(), doubted: CoveredDays::default(), breaks: Vec::new() };
        Self { days, all, doubted: CoveredDays::default(), areas: BTreeMap::new(), breaks: Vec::new() }
    }

    /// What one source covers; `stops` are the months that are doubted, and `breaks` those that concern what is counted.
    pub(crate) fn of_source(supply: &Supply, stops: &[Stop], breaks: Vec<Break>) -> Self {
        let doubted = |is_of: &dyn Fn(&Unit) -> bool| {
            CoveredDays::of_all(stops.iter().filter(|stop| is_of(&stop.unit)).map(Stop::period))
        };
        let of_all = doubted(&|unit| matches!(unit, Unit::Source));
        let whole_gaps = supply.gaps.iter().filter(|gap| gap.area.is_none());
        let stated = super::without(&supply.days, whole_gaps);
        let of_area = |name: &str| {
            let own = doubted(&|unit| !matches!(unit, Unit::Area(area) if area != name));
            Days { complete: less(&supply.of_area(name), &own), doubted: own, breaks: breaks_of(&breaks, name) }
        };
        let stopped = stops.iter().filter_map(|stop| match &stop.unit {
            Unit::Area(name) => Some(name.clone()),
            Unit::Source | Unit::Files(_) => None,
        });
        let gaps = supply.gaps.iter().filter_map(|gap| gap.area.clone());
        let broken = breaks.iter().filter_map(|told| told.area().map(str::to_owned));
        let names = stopped.chain(gaps).chain(supply.areas.keys().cloned()).chain(broken);
        let any = doubted(&|_| true);
        Self {
            days: less(&stated, &of_all),
            all: Days { complete: less(&supply.of_all(), &any), doubted: any, breaks: breaks.clone() },
            doubted: doubted(&|unit| !matches!(unit, Unit::Area(_))),
            areas: names.map(|name| (name.clone(), of_area(&name))).collect(),
            breaks,
        }
    }

    /// What two sources cover together.
    #[must_use]
    pub(crate) fn and(self, other: Self) -> Self {
        let names: Vec<String> = self.areas.keys().chain(other.areas.keys()).cloned().collect();
        let doubted = either(&self.doubted, &other.doubted);
        let areas = names.into_iter().map(|name| {
            let both = self.of_area(&name).and(&other.of_area(&name));
            (name, both)
        });
        Self {
            areas: areas.collect(),
            doubted,
            days: self.days.and(&other.days),
            all: self.all.and(&other.all),
            breaks: each_once(self.breaks.into_iter().chain(other.breaks)),
        }
    }

    /// The days of an area; those of all where it has none of its own.
    pub fn of_area(&self, name: &str) -> Days {
        let as_all = || Days {
            complete: self.days.clone(),
            doubted: self.doubted.clone(),
            breaks: breaks_of(&self.breaks, name),
        };
        self.areas.get(name).cloned().unwrap_or_else(as_all)
    }

    /// The same for a table about one area.
    #[must_use]
    pub fn in_area(self, name: &str) -> Self {
        let all = self.of_area(name);
        let breaks = breaks_of(&self.breaks, name);
        Self { days: all.complete.clone(), areas: BTreeMap::new(), all, breaks, ..self }
    }

    /// How much of a period has figures.
    pub fn extent(&self, period: Period) -> Extent {
        self.days.extent(period)
    }
}

impl Days {
    fn and(&self, other: &Self) -> Self {
        let breaks = each_once(self.breaks.iter().chain(&other.breaks).cloned());
        Self { complete: self.complete.and(&other.complete), doubted: either(&self.doubted, &other.doubted), breaks }
    }
}

fn each_once(breaks: impl Iterator<Item = Break>) -> Vec<Break> {
    let mut all: Vec<Break> = Vec::new();
    breaks.for_each(|told| {
        if !all.contains(&told) {
            all.push(told);
        }
    });
    all
}

/// The breaks that concern an area's records.
fn breaks_of(breaks: &[Break], area: &str) -> Vec<Break> {
    breaks.iter().filter(|told| told.area().is_none_or(|name| name == area)).cloned().collect()
}

fn either(one: &CoveredDays, other: &CoveredDays) -> CoveredDays {
    CoveredDays::of_all(one.runs().iter().chain(other.runs()).copied())
}

fn less(days: &CoveredDays, taken: &CoveredDays) -> CoveredDays {
    taken.runs().iter().fold(days.clone(), |days, run| days.without(*run))
}

//! The figures that are compared: each with both sides, what it is called, and how it differs.

use std::collections::BTreeSet;

use super::super::areas::PER;
use super::super::categories::{Category, categories};
use super::super::times::{Pair, pair, period_of};
use super::super::{Answered, At};
use super::sides::{Sides, Whole};
use super::wording::{Called, Wording, is_compared};
use super::{LaidStandout, Shared, Standout};
use sna_core::document::{Figure, Fraction, Missing};
use sna_core::stats::{
    Difference, Exposed, Periods, Portion, SIGNIFICANCE, Spreads, changes_of_people_differ, rates_of_people_differ,
    shares_differ, shares_of_people_differ,
};
use sna_core::yaml::here as named;
use sna_data::query::{Counts, Dimension, Key, Keys};
use sna_data::{Days, Period};

/// A figure of both sides.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// Unique in the table.
    pub key: String,
    pub wording: Wording,
    pub here: Figure,
    pub rest: Figure,
    pub difference: Difference,
    /// Whether it is clearly different, after the correction for the number of figures.
    pub is_beyond_chance: bool,
}

/// What could not be compared, for the notes.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub all: Vec<Candidate>,
    /// Records that belong to no known part, with what they are called; each source once.
    pub unplaced: Vec<(String, u64)>,
    /// Sources whose records do not name people, so that repeated records of one person are not known.
    pub without_people: bool,
    /// Whether some people have several records.
    pub of_repeated_people: bool,
}

/// Every figure with a base that is large enough on both sides.
pub(super) fn all(laid: &LaidStandout<'_>, answered: &Answered<'_>) -> Candidates {
    let (options, whole) = (laid.options, &laid.whole);
    let by_year = &answered[laid.by_year];
    let at = At { scope: &whole.scope, ..laid.at };
    let comparison = Comparison { options, at, answered, whole, called: Called::of(laid.source), laid };
    let mut all: Vec<Candidate> = Vec::new();
    all.extend(comparison.rate(by_year).filter(|_| options.rate));
    all.extend(comparison.change(by_year).filter(|_| options.change));
    for (shared, counts) in &laid.shared {
        all.extend(comparison.shares(shared, &answered[*counts]));
    }
    let totals = whole.sides(by_year).totals();
    for (name, counts) in &laid.met {
        let met = whole.sides(&answered[*counts]).totals();
        let wording = Wording::of_condition(name, &comparison.called);
        let spreads = comparison.spreads(&laid.source.name, totals);
        all.extend(comparison.share(format!("condition_{name}"), wording, (met, totals), spreads));
    }
    let of_own = laid.options.is_of_own().then_some((laid.source.words.as_str(), laid.by_year));
    let of_others = laid.shared.iter().map(|(shared, counts)| (shared.source.words.as_str(), *counts));
    let mut unplaced: Vec<(String, u64)> = Vec::new();
    for (words, counts) in of_own.into_iter().chain(of_others) {
        let number = answered[counts].sum([Keys::only(&whole.dimension, &Key::Missing)]).value();
        if number > 0 && unplaced.iter().all(|(known, _)| known != words) {
            unplaced.push((words.to_owned(), number));
        }
    }
    let people = || laid.people.values();
    Candidates {
        all,
        unplaced,
        without_people: people().any(Option::is_none),
        of_repeated_people: people().flatten().any(|people| people.repeats(answered).are_any()),
    }
}

/// What all figures of a table share.
struct Comparison<'a> {
    options: &'a Standout,
    /// About the whole.
    at: At<'a>,
    answered: &'a Answered<'a>,
    whole: &'a Whole,
    called: Called,
    laid: &'a LaidStandout<'a>,
}

impl Comparison<'_> {
    /// By how much people with several records widen the variance of a source's numbers, here and in the rest.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn spreads(&self, source: &str, totals: (u64, u64)) -> Spreads {
        let Some(people) = self.laid.people.get(source).and_then(Option::as_ref) else { return Spreads::NONE };
        let repeats = people.repeats(self.answered);
        let (here, rest) = repeats.of_areas_and_others(|area| self.whole.is_here(area) == Some(true));
        let spread = |excess: u64, records: u64| 1.0 + excess as f64 / records.max(1) as f64;
        Spreads { group: spread(here, totals.0), other: spread(rest, totals.1) }
    }

    /// Whether the share of the records of no known part differs between two years by more than chance explains: a change here
    /// and in the rest may then come from it.
    fn is_unplaced_unequal(&self, counts: &Counts, years: [&Keys; 2]) -> bool {
        let missing = Keys::only(&self.whole.dimension, &Key::Missing);
        let portion = |year: &Keys| Portion {
            part: counts.sum([missing.clone(), year.clone()]).value(),
            whole: counts.sum([year.clone()]).value(),
        };
        let difference = shares_differ(portion(years[0]), portion(years[1]));
        difference.is_some_and(|difference| difference.p_value < SIGNIFICANCE)
    }

    fn is_large(&self, bases: [u64; 2]) -> bool {
        bases.iter().all(|base| *base >= self.options.smallest.max(1))
    }

    /// The share of one value here and in the rest, each of its base.
    fn share(
        &self,
        key: String,
        wording: Wording,
        (parts, bases): ((u64, u64), (u64, u64)),
        spreads: Spreads,
    ) -> Option<Candidate> {
        if !self.is_large([bases.0, bases.1]) {
            return None;
        }
        let portion = |part: u64, whole: u64| Portion { part, whole };
        let difference = shares_of_people_differ(portion(parts.0, bases.0), portion(parts.1, bases.1), spreads)?;
        let cell = |part, whole| Fraction::share(part, whole).map(Figure::Fraction);
        let (here, rest) = (cell(parts.0, bases.0)?, cell(parts.1, bases.1)?);
        Some(Candidate { key, wording, here, rest, difference, is_beyond_chance: false })
    }

    /// The share of each value of a dimension. If only two values are recorded, one is enough.
    fn shares(&self, shared: &Shared<'_>, counts: &Counts) -> Vec<Candidate> {
        let sides = self.whole.sides(counts);
        let dimension = &shared.axis.dimension;
        let occurring = sides.keys(dimension);
        let is_flag = occurring.iter().any(|key| matches!(key, Key::Flag(_)));
        let bases = if is_flag { sides.totals() } else { sides.at(&Keys::recorded(dimension)) };
        let (spreads, called) = (self.spreads(&shared.source.name, sides.totals()), Called::of(shared.source));
        let of_value = |value: &Category| sides.at(&shared.axis.of(value));
        let mut values: Vec<Category> = shared.axis.categories(&self.at, &shared.axis.placed(occurring));
        values.retain(|value| is_compared(&value.key) && of_value(value) != (0, 0));
        if values.len() == 2 {
            values.sort_by_key(|value| std::cmp::Reverse(of_value(value).0 + of_value(value).1));
            values.truncate(1);
        }
        let candidate = |value: &Category| {
            let key = format!("{}_{}_{}", shared.source.name, dimension.name(), value.label);
            let wording = Wording::of_share(dimension, value, &called);
            self.share(key, wording, (of_value(value), bases), spreads)
        };
        values.iter().filter_map(candidate).collect()
    }

    /// The change between the last two years, where the records cover both in full.
    fn change(&self, counts: &Counts) -> Option<Candidate> {
        let sides: Sides<'_> = self.whole.sides(counts);
        let dimension = self.at.years();
        let years = categories(&dimension, &self.at, &BTreeSet::new());
        let [.., from, to] = years.as_slice() else { return None };
        let [one, other] = [from, to].map(|year| period_of(&dimension, &year.key));
        if !self.are_alike(one?, other?) {
            return None;
        }
        let keys = [from, to].map(|year| year.of(&dimension));
        if self.is_unplaced_unequal(counts, [&keys[0], &keys[1]]) {
            return None;
        }
        let [before, after] = keys.map(|year| sides.at(&year));
        if !self.is_large([before.0, before.1]) {
            return None;
        }
        let spreads = self.spreads(&self.laid.source.name, sides.totals());
        let (own, rest) = (Periods { before: before.0, after: after.0 }, Periods { before: before.1, after: after.1 });
        let difference = changes_of_people_differ(own, rest, spreads)?;
        let cell = |before, after| Fraction::change(before, after).map(Figure::Fraction);
        let wording = Wording::of_change(&self.called, &from.label, &to.label);
        let (here, rest) = (cell(before.0, after.0)?, cell(before.1, after.1)?);
        Some(Candidate { key: "change".to_owned(), wording, here, rest, difference, is_beyond_chance: false })
    }

    /// Whether two years are wholly covered, for all areas and in the same way.
    fn are_alike(&self, from: Period, to: Period) -> bool {
        let (covered, period) = (&self.answered.covered, self.at.scope.period);
        let days = covered.areas.values().fold(covered.all.complete.clone(), |days, area| days.and(&area.complete));
        let all = Days { complete: days, ..covered.all.clone() };
        matches!(pair(&all, period, (from, to)), Pair::Whole)
    }

    /// The years of an area's records.
    fn years_of(&self, area: &str) -> f64 {
        self.answered.covered.of_area(area).complete.months_in(self.at.scope.period) / 12.0
    }

    /// Records a year for each 1,000 residents. Only parts with residents are in the rest. The base is the number of records here,
    /// or the number expected at the rate of the rest.
    #[expect(clippy::cast_precision_loss, reason = "counts and populations stay far below 2^53")]
    fn rate(&self, counts: &Counts) -> Option<Candidate> {
        let rows = named(self.whole.dimension.name().to_owned());
        let residents = self.at.residents(&rows, None).ok()?;
        let keys = residents.listed(&self.whole.dimension, &self.at, &counts.keys(&self.whole.dimension));
        let parts = categories(&self.whole.dimension, &self.at, &keys).into_iter();
        let (mut here, mut rest) = ((0, 0.0), (0, 0.0));
        for part in parts {
            let side = match (self.whole.is_here(&part.key), residents.of(&part).filter(|residents| *residents > 0)) {
                (Some(true), Some(residents)) => (&mut here, residents),
                (Some(false), Some(residents)) => (&mut rest, residents),
                (None, _) | (_, None) => continue,
            };
            side.0.0 += counts.sum([part.of(&self.whole.dimension)]).value();
            side.0.1 += side.1 as f64 * self.years_of(&part.label);
        }
        let exposed = |(events, exposure): (u64, f64)| Exposed { events, population: exposure };
        let (own, others) = (exposed(here), exposed(rest));
        let expected = others.events as f64 / others.population * own.population;
        let spreads = self.spreads(&self.laid.source.name, (own.events, others.events));
        let difference = rates_of_people_differ(own, others, spreads)?;
        if expected.max(own.events as f64) < self.options.smallest as f64 || !self.is_large([u64::MAX, others.events]) {
            return None;
        }
        let cell = |side: Exposed| match side.population {
            population if population > 0.0 => Figure::Number(side.events as f64 / population * PER),
            _ => Figure::Missing(Missing::NotAvailable),
        };
        let (here, rest, wording) = (cell(own), cell(others), Wording::of_rate(&self.called));
        Some(Candidate { key: "rate".to_owned(), wording, here, rest, difference, is_beyond_chance: false })
    }
}

/// The dimension's name in notes.
pub(super) fn dimension_words(dimension: &Dimension) -> String {
    dimension.name().replace('_', " ")
}

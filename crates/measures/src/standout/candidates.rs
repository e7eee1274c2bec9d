//! The figures that are compared: each with both sides, what it is called, and how it differs.

use super::super::Setting;
use super::super::areas::PER;
use super::super::categories::{Category, categories};
use super::sides::{Sides, Whole};
use super::wording::{Wording, is_compared};
use super::{Shared, Standout};
use sna_core::diag::Diagnostics;
use sna_core::document::{Cell, Fraction, Missing};
use sna_core::stats::{Difference, Exposed, Periods, Portion, changes_differ, rates_differ, shares_differ};
use sna_core::yaml::here as named;
use sna_data::query::{Counts, Dimension, Key};

/// A figure of both sides.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// Unique in the table.
    pub key: String,
    pub wording: Wording,
    pub here: Cell,
    pub rest: Cell,
    pub difference: Difference,
    /// Whether it differs by more than chance, after the correction for the number of figures.
    pub is_beyond_chance: bool,
}

/// What could not be compared, for the notes.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub all: Vec<Candidate>,
    /// Records that belong to no known part.
    pub unplaced: u64,
}

/// Every figure with a base that is large enough on both sides.
pub(super) fn all(
    options: &Standout,
    setting: &Setting<'_>,
    whole: &Whole,
    shared: &[Shared<'_>],
    answers: &[Counts],
) -> Result<Candidates, Diagnostics> {
    let counted = setting.source(options.of.as_ref())?.words.clone();
    let mut answers = answers.iter();
    let mut next = || answers.next().cloned().unwrap_or_default();
    let by_year = next();
    let comparison = Comparison { options, setting, whole, counted };
    let mut all: Vec<Candidate> = Vec::new();
    all.extend(comparison.rate(&by_year).filter(|_| options.rate));
    all.extend(comparison.change(&whole.sides(&by_year)).filter(|_| options.change));
    for shared in shared {
        all.extend(comparison.shares(shared, &next()));
    }
    let totals = whole.sides(&by_year).totals();
    for name in options.conditions.keys() {
        let met = whole.sides(&next()).totals();
        let wording = Wording::of_condition(&name.value, &comparison.counted);
        all.extend(comparison.share(format!("condition_{}", name.value), wording, met, totals));
    }
    let unplaced = by_year.by(&[0]).at(&[Key::Missing]);
    Ok(Candidates { all, unplaced })
}

/// What all figures of a table share.
struct Comparison<'a> {
    options: &'a Standout,
    setting: &'a Setting<'a>,
    whole: &'a Whole,
    counted: String,
}

impl Comparison<'_> {
    fn is_large(&self, bases: [u64; 2]) -> bool {
        bases.iter().all(|base| *base >= self.options.smallest.max(1))
    }

    /// The share of one value here and in the rest, each of its base.
    fn share(&self, key: String, wording: Wording, parts: (u64, u64), bases: (u64, u64)) -> Option<Candidate> {
        if !self.is_large([bases.0, bases.1]) {
            return None;
        }
        let portion = |part: u64, whole: u64| Portion { part, whole };
        let difference = shares_differ(portion(parts.0, bases.0), portion(parts.1, bases.1))?;
        let cell = |part, whole| Fraction::share(part, whole).map(Cell::Fraction);
        let (here, rest) = (cell(parts.0, bases.0)?, cell(parts.1, bases.1)?);
        Some(Candidate { key, wording, here, rest, difference, is_beyond_chance: false })
    }

    /// The share of each value of a dimension. Where two values are recorded, one says it for both.
    fn shares(&self, shared: &Shared<'_>, counts: &Counts) -> Vec<Candidate> {
        let folded = shared.axis.fold(counts, 1);
        let sides = self.whole.sides(&folded);
        let is_flag = sides.keys().iter().any(|key| matches!(key, Key::Flag(_)));
        let recorded =
            |counts: &Counts| if is_flag { counts.total() } else { counts.total() - counts.at(&[Key::Missing]) };
        let bases = (recorded(&sides.here), recorded(&sides.rest));
        let mut values: Vec<Category> = shared.axis.categories(self.setting, &sides.keys());
        values.retain(|value| is_compared(&value.key) && sides.at(&value.key) != (0, 0));
        if values.len() == 2 {
            values.sort_by_key(|value| std::cmp::Reverse(sides.at(&value.key).0 + sides.at(&value.key).1));
            values.truncate(1);
        }
        let candidate = |value: &Category| {
            let key = format!("{}_{}_{}", shared.source.name, shared.axis.dimension.name(), value.label);
            let wording = Wording::of_share(&shared.axis.dimension, value, &shared.source.words);
            self.share(key, wording, sides.at(&value.key), bases)
        };
        values.iter().filter_map(candidate).collect()
    }

    /// The change between the last two financial years, where the records cover both in full.
    fn change(&self, sides: &Sides) -> Option<Candidate> {
        let years = self.setting.scope.period.years();
        let [.., from, to] = years.as_slice() else { return None };
        let whole_year = |year: &sna_data::FinancialYear| {
            let months = self.setting.scope.period.months().into_iter();
            self.setting.covered(months.filter(|month| month.financial_year() == *year)) == 12
        };
        if !whole_year(from) || !whole_year(to) {
            return None;
        }
        let [before, after] = [from, to].map(|year| sides.at(&Key::Number(year.0.into())));
        if !self.is_large([before.0, before.1]) {
            return None;
        }
        let difference =
            changes_differ(Periods { before: before.0, after: after.0 }, Periods { before: before.1, after: after.1 })?;
        let cell = |before, after| Fraction::change(before, after).map(Cell::Fraction);
        let wording = Wording::of_change(&self.counted, &from.label(), &to.label());
        let (here, rest) = (cell(before.0, after.0)?, cell(before.1, after.1)?);
        Some(Candidate { key: "change".to_owned(), wording, here, rest, difference, is_beyond_chance: false })
    }

    /// Records a year for each 1,000 residents. Only parts with residents are in the rest. The base is the number of records here,
    /// or that expected at the rate of the rest.
    #[expect(clippy::cast_precision_loss, reason = "counts and populations stay far below 2^53")]
    fn rate(&self, counts: &Counts) -> Option<Candidate> {
        let by_part = counts.by(&[0]);
        let rows = named(self.whole.dimension.name().to_owned());
        let residents = self.setting.residents(&rows, None).ok()?;
        let keys = residents.keys(&self.whole.dimension, self.setting, &by_part);
        let parts = categories(&self.whole.dimension, self.setting, &keys).into_iter();
        let (mut here, mut rest) = ((0, 0), (0, 0));
        for part in parts {
            let side = match (self.whole.is_here(&part.key), residents.of(&part).filter(|residents| *residents > 0)) {
                (Some(true), Some(residents)) => (&mut here, residents),
                (Some(false), Some(residents)) => (&mut rest, residents),
                (None, _) | (_, None) => continue,
            };
            side.0.0 += by_part.at(std::slice::from_ref(&part.key));
            side.0.1 += side.1;
        }
        let years = f64::from(self.setting.covered(self.setting.scope.period.months().into_iter())) / 12.0;
        let exposed = |(events, residents): (u64, u64)| Exposed { events, population: residents as f64 * years };
        let (own, others) = (exposed(here), exposed(rest));
        let expected = others.events as f64 / others.population * own.population;
        let difference = rates_differ(own, others)?;
        if expected.max(own.events as f64) < self.options.smallest as f64 || !self.is_large([u64::MAX, others.events]) {
            return None;
        }
        let cell = |side: Exposed| match side.population {
            population if population > 0.0 => Cell::Number(side.events as f64 / population * PER),
            _ => Cell::Missing(Missing::NotAvailable),
        };
        let (here, rest, wording) = (cell(own), cell(others), Wording::of_rate(&self.counted));
        Some(Candidate { key: "rate".to_owned(), wording, here, rest, difference, is_beyond_chance: false })
    }
}

/// The dimension's name in notes.
pub(super) fn dimension_words(dimension: &Dimension) -> String {
    dimension.name().replace('_', " ")
}

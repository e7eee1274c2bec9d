//! A cohort's members at the end of each quarter, and who joined and left since the quarter before.

use super::super::proportion::count_column;
use super::super::{Answered, At, Body, Laid};
use super::windows::{QUARTER, day_label, last_day, months_before, quarter_ends};
use super::{Cohort, Window};
use sna_core::calendar::{CoveredDays, months_in_words};
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Column, Counted, Figure, Format, Missing, Role, RowKind};
use sna_data::query::{AnswerId, Ask, Counts, Dimension, Key, Keys, PersonQuery};
use sna_data::{Month, SourceFrame};

/// The latest age of a person.
const AGE: Dimension = Dimension::Age("age");

/// The last age that is under 18.
const LAST_UNDER_18: i64 = 17;

/// A cohort at the end of a quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quarter {
    pub persons: Counted,
    pub under_18: Counted,
    pub age_not_known: Counted,
    pub joined: Counted,
    pub left: Counted,
    pub stayed: Counted,
}

/// A quarter whose question is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct LaidQuarter {
    /// Its last month.
    end: Month,
    pub persons: AnswerId,
    now: Window,
    /// One quarter before.
    before: Window,
}

/// A cohort by quarter.
struct LaidQuarters<'a> {
    options: &'a Cohort,
    at: At<'a>,
    /// Oldest first.
    quarters: Vec<LaidQuarter>,
}

impl Cohort {
    /// One question a quarter: window and recent part, now and one quarter before, by the latest age.
    pub(super) fn lay_quarters<'a>(
        &'a self,
        at: &At<'a>,
        source: &SourceFrame,
        ask: &mut Ask<'_>,
    ) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        at.require(source, AGE.needs(), Some(&self.name()))?;
        let ends = quarter_ends(at.scope.period.last, self.quarters());
        let quarters = ends.into_iter().map(|end| self.lay_quarter(at, source, end, ask)).collect();
        Ok(Box::new(LaidQuarters { options: self, at: *at, quarters }))
    }

    pub(super) fn lay_quarter(&self, at: &At<'_>, source: &SourceFrame, end: Month, ask: &mut Ask<'_>) -> LaidQuarter {
        let mut query = PersonQuery { by: vec![AGE], ..PersonQuery::default() };
        let now = self.ask_window(at, source, &mut query, end);
        let before = self.ask_window(at, source, &mut query, months_before(end, QUARTER));
        LaidQuarter { end, persons: ask.persons(query), now, before }
    }

    /// Members now and a quarter before.
    pub(super) fn quarter(&self, quarter: &LaidQuarter, persons: &Counts) -> Quarter {
        let (now, before) = (self.members(quarter.now), self.members(quarter.before));
        let with = |keys: Keys| persons.sum(now.iter().cloned().chain([keys]));
        let stayed = persons.sum(now.iter().chain(&before).cloned());
        let members = persons.sum(now.iter().cloned());
        Quarter {
            under_18: with(Keys::band(&AGE, 0, Some(LAST_UNDER_18))),
            age_not_known: with(Keys::only(&AGE, &Key::Missing)),
            joined: members.clone().less(&stayed),
            left: persons.sum(before).less(&stayed),
            persons: members,
            stayed,
        }
    }
}

impl Laid for LaidQuarters<'_> {
    /// Quarters as rows; figures of windows that the records do not cover are not available.
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let (mut rows, mut uncovered, mut ages_missing) = (Vec::new(), Vec::new(), false);
        for laid in &self.quarters {
            let quarter = self.options.quarter(laid, &answered[laid.persons]);
            let now = self.options.covers(&answered.covered.days, laid.end);
            let before = self.options.covers(&answered.covered.days, months_before(laid.end, QUARTER));
            uncovered.extend((!now || !before).then(|| day_label(laid.end)));
            ages_missing |= now && quarter.age_not_known.value() > 0;
            let (key, label) = (last_day(laid.end).to_string(), laid.end.short());
            rows.push(BodyRow { key, label, kind: RowKind::Body, cells: quarter.cells(now, now && before) });
        }
        Ok(Body {
            row_header: "End of".to_owned(),
            columns: columns(),
            rows,
            notes: self.notes(uncovered_note(&answered.covered.days, &uncovered), ages_missing),
            base: Some("persons".to_owned()),
            ..Body::default()
        })
    }
}

impl LaidQuarters<'_> {
    fn notes(&self, of_uncovered: Option<String>, ages_missing: bool) -> Vec<String> {
        let always = [
            "Joined, left and stayed compare with the quarter before; those who left are not among the persons.",
            "Under 18 is by age at the latest incident counted.",
        ];
        let of_ages = ages_missing.then(|| "Persons of unknown age are counted, but not as under 18.".to_owned());
        let first = self.options.notes(&self.at).into_iter().chain(always.map(str::to_owned));
        first.chain(of_uncovered).chain(of_ages).collect()
    }
}

impl Quarter {
    fn cells(self, covered: bool, compared: bool) -> Vec<Figure> {
        let cell = |shown: bool, count: Counted| match shown {
            true => Figure::Count(count),
            false => Figure::Missing(Missing::NotAvailable),
        };
        vec![
            cell(covered, self.persons),
            cell(covered, self.under_18),
            cell(compared, self.joined),
            cell(compared, self.left),
            cell(compared, self.stayed),
        ]
    }
}

fn columns() -> Vec<Column> {
    vec![
        count_column("persons", "Persons"),
        count_column("under_18", "Under 18"),
        Column::new("joined", "Joined", Role::Change, Format::Count),
        Column::new("left", "Left", Role::Change, Format::Count),
        Column::new("stayed", "Stayed", Role::Change, Format::Count),
    ]
}

/// A note on quarters whose figures are not available.
pub(super) fn uncovered_note(known: &CoveredDays, days: &[String]) -> Option<String> {
    let (first, last) = (days.first()?, days.last()?);
    let days = if days.len() == 1 { format!("On {first}") } else { format!("From {first} to {last}") };
    Some(match known.ends() {
        Some(ends) => format!(
            "{days} a window needs days that the records do not cover (they cover {}), so its figures are not available.",
            months_in_words(ends)
        ),
        None => format!("{days} a window needs days that the records do not cover."),
    })
}

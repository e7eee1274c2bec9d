//! A cohort's members at the end of each quarter, and who joined and left since the quarter before.

use super::super::proportion::count_column;
use super::super::{Body, Setting};
use super::Cohort;
use super::windows::{QUARTER, day_label, last_day, months_before};
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Column, Figure, Format, Missing, Role, RowKind};
use sna_data::query::{Dimension, Grouped, Key, PersonQuery, Question};
use sna_data::{Month, SourceFrame};

/// The first age that is not under 18.
const ADULT: i64 = 18;

/// A cohort at the end of a quarter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Quarter {
    pub persons: u64,
    pub under_18: u64,
    pub age_not_known: u64,
    pub joined: u64,
    pub left: u64,
    pub stayed: u64,
}

impl Cohort {
    /// One question a quarter: window and recent part, now and one quarter before, by the latest age.
    pub(super) fn ask_quarters(
        &self,
        setting: &Setting<'_>,
        source: &SourceFrame,
    ) -> Result<Vec<Question>, Diagnostics> {
        let name = self.name();
        setting.require(source, "age", Some(&name))?;
        let question = |end: Month| {
            let [window, recent] = self.sides(setting, source, end);
            let [window_before, recent_before] = self.sides(setting, source, months_before(end, QUARTER));
            let sides = vec![window, recent, window_before, recent_before];
            Question::Persons(PersonQuery { sides, per: Vec::new(), by: vec![Dimension::Age("age")] })
        };
        Ok(self.ends(setting).into_iter().map(question).collect())
    }

    /// Members now and a quarter before. The keys are the age, the two sums now, and the two a quarter before.
    pub(super) fn quarter(&self, counts: &Grouped) -> Quarter {
        let mut quarter = Quarter::default();
        for (keys, persons) in &counts.0 {
            let (now, before) = (self.is_member(keys, 1), self.is_member(keys, 3));
            let add = |figure: &mut u64, wanted: bool| *figure += if wanted { *persons } else { 0 };
            add(&mut quarter.persons, now);
            add(&mut quarter.under_18, now && matches!(keys.first(), Some(Key::Number(age)) if *age < ADULT));
            add(&mut quarter.age_not_known, now && keys.first() == Some(&Key::Missing));
            add(&mut quarter.joined, now && !before);
            add(&mut quarter.left, before && !now);
            add(&mut quarter.stayed, now && before);
        }
        quarter
    }

    /// Quarters as rows; figures of windows that the records do not cover are not available.
    pub(super) fn quarters_table(&self, setting: &Setting<'_>, answers: &[Grouped]) -> Body {
        let (mut rows, mut uncovered, mut ages_missing) = (Vec::new(), Vec::new(), 0);
        for (end, counts) in self.ends(setting).into_iter().zip(answers) {
            let quarter = self.quarter(counts);
            let now = self.covers(setting, end);
            let before = self.covers(setting, months_before(end, QUARTER));
            if !now || !before {
                uncovered.push(day_label(end));
            }
            ages_missing += if now { quarter.age_not_known } else { 0 };
            let (key, label) = (last_day(end).to_string(), end.short());
            rows.push(BodyRow { key, label, kind: RowKind::Body, cells: quarter.cells(now, now && before) });
        }
        let mut notes = self.notes();
        notes.push(
            "Joined, left and stayed compare with the quarter before; left are not among the persons.".to_owned(),
        );
        notes.push("Under 18 is by the age at the latest incident counted.".to_owned());
        notes.extend(uncovered_note(setting, &uncovered));
        if ages_missing > 0 {
            notes.push("Persons of unknown age are among the persons, and not under 18.".to_owned());
        }
        let row_header = "End of".to_owned();
        Body { row_header, columns: columns(), rows, notes, base: Some("persons".to_owned()), ..Body::default() }
    }
}

impl Quarter {
    fn cells(self, covered: bool, compared: bool) -> Vec<Figure> {
        let cell = |shown: bool, count: u64| match shown {
            true => Figure::undeclared(count),
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

/// What is said of quarters whose figures are not available.
pub(super) fn uncovered_note(setting: &Setting<'_>, days: &[String]) -> Option<String> {
    let (first, last) = (days.first()?, days.last()?);
    let days = if days.len() == 1 { format!("On {first}") } else { format!("From {first} to {last}") };
    Some(match setting.months.first() {
        Some(begin) => format!(
            "{days} a window needs months that the records do not hold (they begin in {}): what rests on them is not available.",
            begin.long()
        ),
        None => format!("{days} a window needs months that the records do not hold."),
    })
}

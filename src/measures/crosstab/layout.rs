//! The rows and columns of a crosstab: answers folded by bands, laid out, ordered, and cut to the rows to keep.

use super::super::categories::Category;
use super::super::grid::Grid;
use super::super::setting::Setting;
use super::{Axes, Counted, Crosstab, Order};
use crate::diag::{Diagnostic, Diagnostics};
use crate::query::{Counts, Key};

impl Crosstab {
    /// Counts by row and column, and by row alone where a person counts in several columns.
    pub(super) fn folded(&self, axes: &Axes, answers: &[Counts]) -> (Counts, Option<Counts>) {
        let answer = |at: usize| answers.get(at).cloned().unwrap_or_default();
        let by_time = self.count == Counted::Persons && answers.len() > 1;
        let counts = match (self.count, by_time, self.columns.is_some()) {
            (Counted::Records, _, _) => answer(0),
            (Counted::Persons, true, _) => answer(0).by(&[1, 0]),
            (Counted::Persons, false, true) => answer(0).by(&[0, 1]),
            (Counted::Persons, false, false) => answer(0).by(&[0]),
        };
        let counts = axes.rows.fold(&counts, 0);
        let counts = axes.columns.as_ref().map_or_else(|| counts.clone(), |columns| columns.fold(&counts, 1));
        let pooled = by_time.then(|| axes.rows.fold(&answer(1).by(&[0]), 0));
        (counts, pooled)
    }

    /// The counts laid out.
    pub(super) fn grid(&self, axes: &Axes, setting: &Setting<'_>, counts: &Counts) -> Result<Grid, Diagnostics> {
        let columns = match &axes.columns {
            Some(across) => across.categories(setting, &counts.keys(1)),
            None => vec![Category { key: Key::Missing, label: "Number".to_owned() }],
        };
        let at = |row: &Key, column: &Key| match self.columns {
            Some(_) => counts.at(&[row.clone(), column.clone()]),
            None => counts.at(std::slice::from_ref(row)),
        };
        let rows = axes.rows.categories(setting, &counts.keys(0)).into_iter().map(|row| {
            let figures = columns.iter().map(|column| at(&row.key, &column.key)).collect();
            (row, figures)
        });
        let mut rows: Vec<(Category, Vec<u64>)> = rows.collect();
        if self.order == Order::Total {
            rows.sort_by_key(|(category, figures)| {
                (category.key == Key::Missing, std::cmp::Reverse(figures.iter().sum::<u64>()))
            });
        }
        Ok(Grid { rows: self.kept(rows, setting)?, columns })
    }

    fn kept(
        &self,
        rows: Vec<(Category, Vec<u64>)>,
        setting: &Setting<'_>,
    ) -> Result<Vec<(Category, Vec<u64>)>, Diagnostics> {
        if self.keep.is_empty() {
            return Ok(rows);
        }
        let (mut kept, mut found) = (Vec::new(), Diagnostics::default());
        for wanted in &self.keep {
            match rows.iter().find(|(category, _)| category.label == wanted.value) {
                Some(row) => kept.push(row.clone()),
                None => found.push(
                    Diagnostic::unknown(
                        "unknown-category",
                        "category",
                        &wanted.value,
                        rows.iter().map(|(row, _)| row.label.as_str()),
                    )
                    .at(setting.origin.place(wanted)),
                ),
            }
        }
        let ((), _) = found.into_result(())?;
        let rest = rows.iter().filter(|(category, _)| !self.keep.iter().any(|wanted| wanted.value == category.label));
        let other = rest.fold(None, |sum: Option<Vec<u64>>, (_, figures)| match sum {
            None => Some(figures.clone()),
            Some(sum) => Some(sum.iter().zip(figures).map(|(one, other)| one + other).collect()),
        });
        let label = Category { key: Key::Text("Other".to_owned()), label: "Other".to_owned() };
        kept.extend(other.map(|figures| (label, figures)));
        Ok(kept)
    }
}

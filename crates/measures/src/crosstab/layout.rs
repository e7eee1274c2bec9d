//! The rows and columns of a crosstab: answers folded by bands, laid out, ordered, and cut to the rows to keep.

use super::super::categories::Category;
use super::super::grid::Grid;
use super::super::setting::Setting;
use super::{Axes, Counted, Crosstab, Order};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_data::query::{Counts, Key};

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
        if let Some(top) = self.top {
            return Ok(first(rows, top));
        }
        if self.keep.is_empty() {
            return Ok(rows);
        }
        let (mut kept, mut found) = (Vec::new(), Diagnostics::default());
        for wanted in &self.keep {
            match rows.iter().find(|(category, _)| category.label == wanted.value) {
                Some(row) => kept.push(row.clone()),
                None => found.push(
                    Diagnostic::unknown(
                        Code::UnknownCategory,
                        "category",
                        &wanted.value,
                        rows.iter().map(|(row, _)| row.label.as_str()),
                    )
                    .at(setting.origin.place(wanted)),
                ),
            }
        }
        let ((), _) = found.into_result(())?;
        let is_kept = |category: &Category| self.keep.iter().any(|wanted| wanted.value == category.label);
        kept.extend(other(rows.iter().filter(|(category, _)| !is_kept(category))));
        Ok(kept)
    }
}

/// The first rows, the rest as one, and what is not recorded.
fn first(rows: Vec<(Category, Vec<u64>)>, top: usize) -> Vec<(Category, Vec<u64>)> {
    let (unknown, known): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(category, _)| category.key == Key::Missing);
    let rest = other(known.iter().skip(top));
    known.iter().take(top).cloned().chain(rest).chain(unknown).collect()
}

/// The key of the rows put together.
fn other_key() -> Key {
    Key::Text("Other".to_owned())
}

/// Rows put together; none of none.
fn other<'a>(rest: impl Iterator<Item = &'a (Category, Vec<u64>)>) -> Option<(Category, Vec<u64>)> {
    let sum = rest.fold(None, |sum: Option<Vec<u64>>, (_, figures)| match sum {
        None => Some(figures.clone()),
        Some(sum) => Some(sum.iter().zip(figures).map(|(one, other)| one + other).collect()),
    });
    sum.map(|figures| (Category { key: other_key(), label: "Other".to_owned() }, figures))
}

/// Totals of rows and of all where the columns do not add up: a person stands in one row, and so `Other` has who is left.
pub(super) fn pooled_totals(grid: &Grid, pooled: &Counts) -> Vec<u64> {
    let own: Vec<u64> = grid.rows.iter().map(|(category, _)| pooled.at(std::slice::from_ref(&category.key))).collect();
    let left = pooled.total().saturating_sub(own.iter().sum());
    let total = |((category, _), own): (&(Category, Vec<u64>), &u64)| match *own {
        0 if category.key == other_key() => left,
        own => own,
    };
    grid.rows.iter().zip(&own).map(total).chain([pooled.total()]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{World, cell};
    use sna_core::document::Cell;
    use sna_data::query::{Counts, Key};

    fn counts() -> Counts {
        let rows = [("Robbery", 5), ("Homicide", 1), ("Weapons", 9), ("Theft", 2)];
        let rows = rows.iter().map(|(name, count)| (vec![Key::Text((*name).to_owned())], *count));
        Counts(rows.chain([(vec![Key::Missing], 7)]).collect())
    }

    #[test]
    fn the_first_rows_stand_alone_and_columns_still_add_up() {
        let world = World::people();
        let body = world.made("crosstab: { rows: offence, order: total, top: 2 }", &[counts()]).unwrap();
        let rows: Vec<&str> = body.rows.iter().map(|row| row.label.as_str()).collect();
        assert_eq!(rows, ["Weapons", "Robbery", "Other", "Not recorded", "Total"]);
        assert_eq!(cell(&body, "Other", "count"), Cell::Count(3));
        assert_eq!(cell(&body, "Total", "count"), Cell::Count(24));
        let all = world.made("crosstab: { rows: offence, order: total, top: 4 }", &[counts()]).unwrap();
        assert!(all.rows.iter().all(|row| row.label != "Other"), "nothing is left");
        assert_eq!(world.fault("crosstab: { rows: offence, keep: [Robbery], top: 2 }"), "keep-and-top");
    }

    /// V1, the one woman, is counted in both years and once in the total.
    #[test]
    fn persons_left_over_are_counted_once_in_the_total() {
        let body = World::people()
            .table(
                "crosstab: { of: victims, rows: sex, columns: financial_year, count: persons, order: total, top: 1 }",
            )
            .unwrap();
        let total = |row: &str| cell(&body, row, "total").number().unwrap_or_default();
        let parts: f64 = body.rows.iter().filter(|row| row.key != "total").map(|row| total(&row.key)).sum();
        assert_eq!(parts, total("total"));
        assert_eq!((total("Male"), total("Other")), (2.0, 1.0));
    }
}

//! The rows and columns of a crosstab: counts laid out, ordered, and cut to the rows to keep.

use super::super::categories::Category;
use super::super::grid::Grid;
use super::{Crosstab, LaidCrosstab, Order};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::Counted;
use sna_core::yaml::Origin;
use sna_data::query::{Counts, Key};

/// A row on its way into the table.
type GridRow = (Category, Vec<Counted>);

impl LaidCrosstab<'_> {
    /// The counts laid out.
    ///
    /// # Errors
    /// A row to keep does not exist.
    pub(super) fn grid(&self, counts: &Counts) -> Result<Grid, Diagnostics> {
        let across = self.axes.columns.as_ref();
        let columns = match across {
            Some(across) => across.listed(&self.at, counts),
            None => vec![Category { key: Key::Missing, label: "Number".to_owned() }],
        };
        let row = |row: Category| {
            let count =
                |column| counts.sum([self.axes.rows.of(&row)].into_iter().chain(across.map(|axis| axis.of(column))));
            let of_columns = columns.iter().map(count).collect();
            (row, of_columns)
        };
        let mut rows: Vec<GridRow> = self.axes.rows.listed(&self.at, counts).into_iter().map(row).collect();
        if self.options.order == Order::Total {
            rows.sort_by_key(|(category, counts)| {
                (category.key == Key::Missing, std::cmp::Reverse(counts.iter().map(Counted::value).sum::<u64>()))
            });
        }
        Ok(Grid { rows: self.options.kept(rows, self.at.origin)?, columns })
    }

    /// Totals of rows and of all if the columns do not add up: a person is in one row, so `Other` has those who are left.
    pub(super) fn pooled_totals(&self, grid: &Grid, pooled: &Counts) -> Vec<Counted> {
        let own: Vec<Counted> = grid.rows.iter().map(|(row, _)| pooled.sum([self.axes.rows.of(row)])).collect();
        let left = pooled.all().less(&own.iter().sum());
        let total = |((row, _), own): (&GridRow, &Counted)| match own.value() {
            0 if row.key == other_key() => left.clone(),
            _ => own.clone(),
        };
        grid.rows.iter().zip(&own).map(total).chain([pooled.all()]).collect()
    }
}

impl Crosstab {
    fn kept(&self, rows: Vec<GridRow>, origin: &Origin) -> Result<Vec<GridRow>, Diagnostics> {
        if let Some(top) = self.top {
            return Ok(first(rows, top));
        }
        if self.keep.is_empty() {
            return Ok(rows);
        }
        let (mut kept, mut found) = (Vec::new(), Diagnostics::default());
        for wanted in &self.keep {
            let known = rows.iter().map(|(row, _)| row.label.as_str());
            match rows.iter().find(|(category, _)| category.label == wanted.value) {
                Some(row) => kept.push(row.clone()),
                None => found.push(
                    Diagnostic::unknown(Code::UnknownCategory, "category", &wanted.value, known)
                        .at(origin.place(wanted)),
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
fn first(rows: Vec<GridRow>, top: usize) -> Vec<GridRow> {
    let (unknown, known): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(category, _)| category.key == Key::Missing);
    let rest = other(known.iter().skip(top));
    known.iter().take(top).cloned().chain(rest).chain(unknown).collect()
}

/// The key of the rows put together.
fn other_key() -> Key {
    Key::Text("Other".to_owned())
}

/// Rows put together; none if there are no rows.
fn other<'a>(rest: impl Iterator<Item = &'a GridRow>) -> Option<GridRow> {
    let sum = rest.fold(None, |sum: Option<Vec<Counted>>, (_, counts)| match sum {
        None => Some(counts.clone()),
        Some(mut sum) => {
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count.clone());
            Some(sum)
        }
    });
    sum.map(|counts| (Category { key: other_key(), label: "Other".to_owned() }, counts))
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{World, cell};
    use sna_core::document::Cell;
    use sna_data::query::{Grouped, Key};

    fn counts() -> Grouped {
        let rows = [("Robbery", 5), ("Homicide", 1), ("Weapons", 9), ("Theft", 2)];
        let rows = rows.iter().map(|(name, count)| (vec![Key::Text((*name).to_owned())], *count));
        Grouped(rows.chain([(vec![Key::Missing], 7)]).collect())
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

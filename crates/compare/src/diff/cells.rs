//! Cells of two tables side by side: which figures differ, and what kind of figure each is.

use std::collections::{BTreeMap, BTreeSet};

use super::periods::Months;
use super::reasons::Touched;
use sna_core::comparison::{CellChange, CellKind, Side};
use sna_core::document::{Cell, Column, Format, Role, RowKind, Table, format_number, round_half_up};
use sna_core::stats::{SIGNIFICANCE, change_test};

/// Two tables whose rows and columns are matched by their keys.
#[derive(Debug)]
pub(super) struct Grid<'a> {
    old: &'a Table,
    new: &'a Table,
    /// Rows in both, by position: old, new.
    pub(super) rows: Vec<(usize, usize)>,
    /// Columns in both.
    pub(super) columns: Vec<(usize, usize)>,
    /// Whether both count records from the same days.
    same_period: bool,
}

/// The cells that differ.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// Each of them.
    pub(super) changes: Vec<CellChange>,
    /// Which figures they are.
    pub(super) touched: Touched,
}

/// A cell that differs, by position.
#[derive(Debug, Clone, Copy)]
struct Spot {
    row: (usize, usize),
    column: (usize, usize),
}

/// What else differs in a table.
struct Known {
    lines_differ: bool,
    /// Whether a count of a category differs.
    counted: bool,
    /// Columns in which a category's cell differs.
    columns: BTreeSet<usize>,
    /// Rows in which a rate or share differs.
    rows: BTreeSet<usize>,
}

impl<'a> Grid<'a> {
    /// Matches rows and columns.
    pub(super) fn of(old: &'a Table, new: &'a Table) -> Self {
        let rows = in_both(old.rows.iter().map(|row| &row.key), new.rows.iter().map(|row| &row.key));
        let columns =
            in_both(old.columns.iter().map(|column| &column.key), new.columns.iter().map(|column| &column.key));
        let period =
            |table: &Table| table.provenance.iter().map(|asked| asked.scope.period.clone()).collect::<Vec<_>>();
        Self { old, new, rows, columns, same_period: period(old) == period(new) }
    }

    /// The cells that differ; `lines_differ` where rows or columns are new or gone.
    pub(super) fn cells(&self, lines_differ: bool) -> Cells {
        let each =
            self.rows.iter().flat_map(|row| self.columns.iter().map(|column| Spot { row: *row, column: *column }));
        let spots: Vec<Spot> = each.filter(|spot| self.differs(*spot)).collect();
        let known = self.known(&spots, lines_differ);
        let mut found = Cells::default();
        for spot in &spots {
            let counted = self.role(*spot) == Role::Value;
            found.touched.counted |= counted;
            found.touched.derived |= !counted;
            found.touched.of_both_periods |= counted && self.is_of_both_periods(*spot);
            found.changes.push(self.change(*spot, self.follows(*spot, &known)));
        }
        found
    }

    fn known(&self, spots: &[Spot], lines_differ: bool) -> Known {
        let body = || spots.iter().filter(|spot| self.new.rows[spot.row.1].kind != RowKind::Total);
        Known {
            lines_differ,
            counted: body().any(|spot| self.role(*spot) == Role::Value),
            columns: body().map(|spot| spot.column.1).collect(),
            rows: spots.iter().filter(|spot| self.role(**spot) == Role::Derived).map(|spot| spot.row.1).collect(),
        }
    }

    fn role(&self, spot: Spot) -> Role {
        self.new.columns[spot.column.1].role
    }

    fn pair(&self, spot: Spot) -> Option<(&'a Cell, &'a Cell)> {
        let old = self.old.rows[spot.row.0].cells.get(spot.column.0)?;
        Some((old, self.new.rows[spot.row.1].cells.get(spot.column.1)?))
    }

    /// Numbers that print the same are the same, unless they are counts.
    fn differs(&self, spot: Spot) -> bool {
        let Some((old, new)) = self.pair(spot) else { return false };
        let format = self.new.columns[spot.column.1].format;
        match (old, new) {
            (Cell::Count(old), Cell::Count(new)) => old != new,
            (
                Cell::Count(_) | Cell::Number(_) | Cell::Fraction(_),
                Cell::Count(_) | Cell::Number(_) | Cell::Fraction(_),
            ) => old.print(format) != new.print(format),
            (Cell::Text(old), Cell::Text(new)) => old != new,
            (Cell::Missing(old), Cell::Missing(new)) => old != new,
            (Cell::Count(_) | Cell::Number(_) | Cell::Fraction(_) | Cell::Text(_) | Cell::Missing(_), _) => true,
        }
    }

    /// Whether both drafts count the whole period of a cell, as named by its row or column.
    fn is_of_both_periods(&self, spot: Spot) -> bool {
        let (row, column) = (&self.new.rows[spot.row.1], &self.new.columns[spot.column.1]);
        let names = [&row.key, &row.label, &column.key, &column.title];
        let Some(months) = names.into_iter().find_map(|name| Months::named(name)) else { return self.same_period };
        let covers = |table: &Table| {
            let mut periods = table.provenance.iter().filter_map(|asked| Months::of(&asked.scope.period));
            periods.any(|period| months.is_within(period))
        };
        self.same_period || (covers(self.old) && covers(self.new))
    }

    /// Whether other cells or lines of the table explain a cell.
    fn follows(&self, spot: Spot, known: &Known) -> bool {
        let of_total = self.new.rows[spot.row.1].kind == RowKind::Total;
        match self.role(spot) {
            Role::Value if of_total => known.lines_differ || known.columns.contains(&spot.column.1),
            Role::Value => false,
            Role::Interval => known.lines_differ || known.counted || known.rows.contains(&spot.row.1),
            Role::Total | Role::Change | Role::Derived => known.lines_differ || known.counted,
        }
    }

    fn change(&self, spot: Spot, follows: bool) -> CellChange {
        let (before, after) = (&self.old.columns[spot.column.0], &self.new.columns[spot.column.1]);
        let cells = self.pair(spot).unwrap_or((&Cell::Count(0), &Cell::Count(0)));
        let value = Side { old: cells.0.number(), new: cells.1.number() };
        let change = value.old.zip(value.new).map(|(old, new)| difference(old, new, after.format));
        CellChange {
            row: self.new.rows[spot.row.1].label.clone(),
            column: after.title.clone(),
            kind: kind(after, &value, follows),
            printed: Side { old: cells.0.print(before.format), new: cells.1.print(after.format) },
            value,
            change,
            beyond_chance: self.beyond_chance(spot, cells),
        }
    }

    /// Tests counts of the same period as two independent ones. Records that a revision did not change make the test
    /// more cautious.
    fn beyond_chance(&self, spot: Spot, cells: (&Cell, &Cell)) -> Option<bool> {
        match cells {
            (Cell::Count(old), Cell::Count(new)) if is_count(&self.new.columns[spot.column.1]) => {
                let asked = self.is_of_both_periods(spot);
                asked.then(|| change_test(*old, *new, 1.0, 1.0).p_value < SIGNIFICANCE)
            }
            (Cell::Count(_) | Cell::Number(_) | Cell::Fraction(_) | Cell::Text(_) | Cell::Missing(_), _) => None,
        }
    }
}

/// Whether a column counts events: a rank is a whole number too.
fn is_count(column: &Column) -> bool {
    column.format == Format::Count && matches!(column.role, Role::Value | Role::Total) && !is_rank(column)
}

fn is_rank(column: &Column) -> bool {
    let words = column.key.split(|c: char| !c.is_alphanumeric()).chain(column.title.split_whitespace());
    words.into_iter().any(|word| word.eq_ignore_ascii_case("rank"))
}

fn kind(column: &Column, value: &Side<Option<f64>>, follows: bool) -> CellKind {
    let sign = |value: Option<f64>| value.map_or(0.0, |value| printed_sign(value, column.format));
    if column.role == Role::Change && sign(value.old) * sign(value.new) < 0.0 {
        CellKind::Reversal
    } else if is_rank(column) {
        CellKind::Rank
    } else if follows {
        CellKind::Follows
    } else {
        CellKind::Figure
    }
}

fn rounded(value: f64, format: Format) -> f64 {
    round_half_up(if format.is_percent() { value * 100.0 } else { value }, format.decimals())
}

/// 1, -1, or 0 for a value that prints as zero.
fn printed_sign(value: f64, format: Format) -> f64 {
    let rounded = rounded(value, format);
    if rounded == 0.0 { 0.0 } else { rounded.signum() }
}

/// The difference between the printed figures, with its sign; percentage points between percentages.
fn difference(old: f64, new: f64, format: Format) -> String {
    let change = rounded(new, format) - rounded(old, format);
    let sign = if change > 0.0 { "+" } else { "" };
    match format {
        Format::Percent(decimals) | Format::SignedPercent(decimals) => {
            format!("{sign}{} percentage points", format_number(change, Format::Decimal(decimals)))
        }
        Format::Count | Format::SignedCount => format_number(change, Format::SignedCount),
        Format::Decimal(decimals) | Format::SignedDecimal(decimals) => {
            format_number(change, Format::SignedDecimal(decimals))
        }
        Format::Pounds => format!("{sign}{}", format_number(change, format)),
    }
}

/// Positions of keys that are in both lists, in the order of the new one.
pub(super) fn in_both<'k>(
    old: impl Iterator<Item = &'k String>,
    new: impl Iterator<Item = &'k String>,
) -> Vec<(usize, usize)> {
    let before: BTreeMap<&String, usize> = old.enumerate().map(|(at, key)| (key, at)).collect();
    new.enumerate().filter_map(|(to, key)| Some((*before.get(key)?, to))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_the_difference_between_the_printed_figures() {
        assert_eq!(difference(1234.0, 1250.0, Format::Count), "+16");
        assert_eq!(difference(0.104_4, 0.104_6, Format::Percent(1)), "+0.1 percentage points");
        assert_eq!(difference(2.5, 1.25, Format::Decimal(2)), "\u{2212}1.25");
        assert_eq!(difference(100.0, 350.0, Format::Pounds), "+£250");
    }

    #[test]
    fn a_change_that_prints_as_zero_has_no_sign() {
        let column = Column::new("change_pct", "Change", Role::Change, Format::SignedPercent(1));
        let kind = |old, new| kind(&column, &Side { old: Some(old), new: Some(new) }, true);
        assert_eq!(kind(0.02, -0.01), CellKind::Reversal);
        assert_eq!(kind(0.02, -0.000_4), CellKind::Follows);
        assert_eq!(kind(0.02, 0.03), CellKind::Follows);
    }
}

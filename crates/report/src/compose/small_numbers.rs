//! Small numbers: a percentage on a small base is kept back before any words or charts are made from a table, so that
//! it does not exist anywhere afterwards. Its counts stay, for the words that replace it.

use sna_core::document::{Body, BodyRow, Column, Figure, Format, Missing, Role, format_number};

/// Keeps back every percentage that is based on fewer than `from` records, and says so in a note.
///
/// A share or a change knows its own base. The ends of an interval follow the share before them. Any other percentage,
/// such as a share of harm, is based on all `records` behind the table.
pub(super) fn keep_back(mut body: Body, from: u64, records: u64) -> Body {
    let mut kept = 0;
    for row in &mut body.rows {
        kept += keep_back_in_row(row, &body.columns, from, records);
    }
    if kept > 0 {
        body.notes.push(note(from));
    }
    body
}

fn keep_back_in_row(row: &mut BodyRow, columns: &[Column], from: u64, records: u64) -> usize {
    let (mut kept, mut share_is_small) = (0, false);
    for (cell, column) in row.cells.iter_mut().zip(columns) {
        let is_end = column.role == Role::Interval;
        match cell {
            Figure::Fraction(fraction) => {
                *fraction = fraction.kept_back_below(from);
                share_is_small = fraction.small;
                kept += usize::from(fraction.small);
            }
            Figure::Number(_) if column.format.is_percent() && if is_end { share_is_small } else { records < from } => {
                *cell = Figure::Missing(Missing::LowReliability);
                kept += 1;
            }
            Figure::Number(_) | Figure::Count(_) | Figure::Text(_) | Figure::Missing(_) => {}
        }
    }
    kept
}

fn note(from: u64) -> String {
    format!("Percentages are given only if they are based on at least {}.", records(from))
}

/// What a chart of percentages says about its gaps.
pub(super) fn chart_note(from: u64) -> String {
    format!("Where nothing is drawn, the percentage is based on fewer than {}.", records(from))
}

#[expect(clippy::cast_precision_loss, reason = "a base of percentages is small")]
fn records(from: u64) -> String {
    format!("{} records", format_number(from as f64, Format::Count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sna_core::document::{Fraction, NotCounted, RowKind};

    fn share(part: u64, whole: u64) -> Figure {
        Figure::Fraction(Fraction::share(part, whole).unwrap())
    }

    fn kept(cells: Vec<Figure>, columns: Vec<Column>, records: u64) -> (Vec<Option<Missing>>, usize) {
        let row = BodyRow { key: "a".to_owned(), label: "A".to_owned(), kind: RowKind::Body, cells };
        let body = keep_back(Body { columns, rows: vec![row], ..Body::default() }, 20, records);
        (body.rows[0].cells.iter().map(|cell| cell.cell().missing()).collect(), body.notes.len())
    }

    fn percent(key: &str, role: Role) -> Column {
        Column::new(key, key, role, Format::Percent(1))
    }

    #[test]
    fn shares_on_a_small_base_and_their_intervals_are_kept_back() {
        let columns = ["small", "low", "high", "large", "low_2"].map(|key| {
            percent(key, if key.starts_with("low") || key == "high" { Role::Interval } else { Role::Derived })
        });
        let cells = vec![share(6, 19), Figure::Number(0.1), Figure::Number(0.6), share(6, 20), Figure::Number(0.1)];
        let low = Some(Missing::LowReliability);
        assert_eq!(kept(cells, columns.to_vec(), 500), (vec![low, low, low, None, None], 1));
    }

    #[test]
    fn counts_and_rates_stay_and_other_percentages_rest_on_all_records() {
        let columns = vec![
            Column::new("count", "Number", Role::Value, Format::Count),
            Column::new("rate", "Rate", Role::Derived, Format::Decimal(2)),
            percent("harm", Role::Derived),
        ];
        let cells = || vec![Figure::not_counted(NotCounted::WorkedOut, 3), Figure::Number(0.4), Figure::Number(0.5)];
        assert_eq!(kept(cells(), columns.clone(), 20), (vec![None; 3], 0));
        assert_eq!(kept(cells(), columns, 19), (vec![None, None, Some(Missing::LowReliability)], 1));
    }
}

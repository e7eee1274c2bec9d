//! The figures laid out in rows and columns: order, rows put together, totals, and what a published total has beyond its parts.

use super::super::At;
use super::{AggregateTable, Chosen, RowOrder};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{BodyRow, Column, Figure, Format, Missing, NotCounted, Role, RowKind};
use sna_data::Figures;

/// A published figure, or why it is missing.
pub(crate) type Published = Result<f64, Missing>;

/// A table as it grows by columns.
pub(super) struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<BodyRow>,
    /// The figures of each row in the columns of the measure itself, without totals.
    pub figures: Vec<Vec<Published>>,
    /// Whether the figures of each row are counts of events.
    pub events: Vec<bool>,
}

/// One row on its way into the table.
struct Line {
    key: String,
    label: String,
    kind: RowKind,
    figures: Vec<Published>,
}

/// The sum; missing if any figure is missing.
pub(super) fn sum(figures: &[Published]) -> Published {
    match figures {
        [] => Err(Missing::NotAvailable),
        [only] => *only,
        several => several
            .iter()
            .try_fold(0.0, |all, figure| figure.map(|figure| all + figure))
            .map_err(|_| Missing::NotAvailable),
    }
}

/// A figure that is a count, as one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are whole numbers from 0, as the reader checked"
)]
pub(crate) fn count(figure: f64) -> u64 {
    figure as u64
}

/// A figure as a cell.
pub(crate) fn figure_cell(figure: Published, counts: bool) -> Figure {
    match figure {
        Ok(number) if counts => Figure::not_counted(NotCounted::Published, count(number)),
        Ok(number) => Figure::Number(number),
        Err(why) => Figure::Missing(why),
    }
}

impl Chosen<'_> {
    /// How the figures are written.
    pub(crate) fn format(&self) -> Format {
        match self.aggregate.figures {
            Figures::Count | Figures::Stock => Format::Count,
            Figures::Rate => Format::Decimal(self.aggregate.decimals),
            Figures::Percent => Format::Percent(self.aggregate.decimals),
        }
    }

    /// The columns of the measure itself, with their values.
    fn columns(&self) -> Vec<(Option<&str>, Column)> {
        let values = self.column_values();
        if values.is_empty() {
            let unit = &self.aggregate.unit;
            let title: String = unit.chars().take(1).flat_map(char::to_uppercase).chain(unit.chars().skip(1)).collect();
            return vec![(None, Column::new("value", &title, Role::Value, self.format()))];
        }
        let newest = values.len() - 1;
        let is_newest = |at| at == newest && self.columns_are_periods();
        let column = |(at, value): (usize, &str)| Column {
            emphasis: is_newest(at),
            ..Column::new(value, value, Role::Value, self.format())
        };
        values.into_iter().enumerate().map(|(at, value)| (Some(value), column((at, value)))).collect()
    }
}

/// Lays the chosen figures out.
///
/// # Errors
/// The parts add up to more than the published total.
pub(super) fn lay(spec: &AggregateTable, chosen: &Chosen<'_>, setting: &At<'_>) -> Result<Table, Diagnostics> {
    let columns = chosen.columns();
    let line = |name: &str| Line {
        key: name.to_owned(),
        label: name.to_owned(),
        kind: RowKind::Body,
        figures: columns.iter().map(|(value, _)| chosen.figure(Some(name), *value)).collect(),
    };
    let mut lines: Vec<Line> = names(spec, chosen).into_iter().map(line).collect();
    put_in_order(&mut lines, spec);
    put_together(&mut lines, spec.top);
    if let Some(whole) = &spec.whole {
        let published = Line { key: "total".to_owned(), kind: RowKind::Total, ..line(&whole.value) };
        let rest = rest(&lines, &published).map_err(|fault| fault.at(setting.origin.place(whole)))?;
        lines.extend(rest);
        lines.push(published);
    } else if spec.total.has_row() {
        lines.push(total(&lines));
    }
    let mut table = Table {
        columns: columns.into_iter().map(|(_, column)| column).collect(),
        figures: lines.iter().map(|line| line.figures.clone()).collect(),
        events: lines.iter().map(|line| chosen.are_events(line.name())).collect(),
        rows: lines.into_iter().map(|line| line.row(chosen)).collect(),
    };
    if spec.total.has_column() {
        let cells: Vec<Figure> =
            table.figures.iter().map(|figures| figure_cell(sum(figures), chosen.are_events(None))).collect();
        table.push(Column::new("total", "Total", Role::Total, Format::Count), &cells);
    }
    Ok(table)
}

/// The rows of a table, in the order of the file or as they are named; not the published total.
pub(super) fn names<'a>(spec: &'a AggregateTable, chosen: &'a Chosen<'_>) -> Vec<&'a str> {
    let whole = spec.whole.as_ref().map(|whole| whole.value.as_str());
    let named: Vec<&str> = match spec.only.is_empty() {
        true => chosen.row_values(),
        false => spec.only.iter().map(|name| name.value.as_str()).collect(),
    };
    named.into_iter().filter(|name| Some(*name) != whole).collect()
}

/// Rows of equal figures keep their order; those without a figure come last.
fn put_in_order(lines: &mut [Line], spec: &AggregateTable) {
    let key = |line: &Line| match spec.total.has_column() {
        true => sum(&line.figures),
        false => line.figures.last().copied().unwrap_or(Err(Missing::NotAvailable)),
    };
    match spec.order {
        RowOrder::File => {}
        RowOrder::Highest => lines.sort_by(|one, other| {
            key(other).unwrap_or(f64::NEG_INFINITY).total_cmp(&key(one).unwrap_or(f64::NEG_INFINITY))
        }),
        RowOrder::Lowest => {
            lines.sort_by(|one, other| {
                key(one).unwrap_or(f64::INFINITY).total_cmp(&key(other).unwrap_or(f64::INFINITY))
            });
        }
    }
}

/// Makes one row of all rows after the first N.
fn put_together(lines: &mut Vec<Line>, top: Option<usize>) {
    let Some(top) = top.filter(|top| *top < lines.len()) else { return };
    let rest = lines.split_off(top);
    lines.push(Line { key: "other".to_owned(), label: "Other".to_owned(), kind: RowKind::Body, figures: sums(&rest) });
}

fn total(lines: &[Line]) -> Line {
    Line { key: "total".to_owned(), label: "Total".to_owned(), kind: RowKind::Total, figures: sums(lines) }
}

/// The sum of each column; nothing adds up to nothing.
fn sums(lines: &[Line]) -> Vec<Published> {
    let columns = lines.first().map_or(0, |line| line.figures.len());
    (0..columns).map(|at| sum(&lines.iter().map(|line| line.figures[at]).collect::<Vec<_>>())).collect()
}

/// What the published total has beyond its parts; no row if they add up to it.
fn rest(lines: &[Line], published: &Line) -> Result<Option<Line>, Diagnostic> {
    let beyond = |(whole, parts): (&Published, &Published)| whole.and_then(|whole| parts.map(|parts| whole - parts));
    let sums = sums(lines);
    let figures: Vec<Published> = published.figures.iter().zip(&sums).map(beyond).collect();
    if let Some(at) = figures.iter().position(|figure| figure.is_ok_and(|figure| figure < 0.0)) {
        let shown = |figure: Published| figure_cell(figure, true).cell().print(Format::Count);
        let message = format!("the parts add up to more than the published total `{}`", published.label);
        return Err(Diagnostic::error(Code::PartsExceedWhole, message)
            .found(shown(sums[at]))
            .expected(format!("at most {}", shown(published.figures[at]))));
    }
    let is_nothing = figures.iter().all(|figure| *figure == Ok(0.0));
    let rest = Line { key: "unknown".to_owned(), label: "Not recorded".to_owned(), kind: RowKind::Unknown, figures };
    Ok((!is_nothing).then_some(rest))
}

impl Line {
    /// The name of its row in the figures; none if it adds several up.
    fn name(&self) -> Option<&str> {
        (self.kind == RowKind::Body && self.key != "other").then_some(self.key.as_str())
    }

    fn row(self, chosen: &Chosen<'_>) -> BodyRow {
        let counts = chosen.are_events(self.name());
        let cells = self.figures.into_iter().map(|figure| figure_cell(figure, counts)).collect();
        BodyRow { key: self.key, label: self.label, kind: self.kind, cells }
    }
}

impl Table {
    /// Adds a column.
    pub(super) fn push(&mut self, column: Column, cells: &[Figure]) {
        self.columns.push(column);
        self.rows.iter_mut().zip(cells).for_each(|(row, cell)| row.cells.push(cell.clone()));
    }

    /// Adds a column that is worked out from each row's figures.
    pub(super) fn push_each(&mut self, column: Column, cell: impl Fn(&[Published]) -> Figure) {
        let cells: Vec<Figure> = self.figures.iter().map(|figures| cell(figures)).collect();
        self.push(column, &cells);
    }
}

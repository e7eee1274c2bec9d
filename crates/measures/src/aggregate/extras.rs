//! The further columns of a table of published figures: change, share, average month, trend, rank and rate; and the notes they need.

use super::super::rate_columns::{rate_columns, rate_note};
use super::super::residents::Residents;
use super::layout::{Published, Table, count, sum};
use super::{AggregateTable, Chosen, ShareOf};
use sna_core::calendar::published_days;
use sna_core::document::{Cell, Column, Figure, Format, Fraction, Missing, NotCounted, Role, RowKind};
use sna_core::stats::{self, Direction, change_test};
use sna_data::Figures;

/// Below this a change of a few looks large.
pub(crate) const SMALL: f64 = 20.0;

const MONTHS: f64 = 12.0;

/// Adds the columns that were asked for, and returns the notes they need.
pub(super) fn add(
    spec: &AggregateTable,
    chosen: &Chosen<'_>,
    rate: Option<&(u32, Residents)>,
    table: &mut Table,
) -> Vec<String> {
    let values: Vec<Column> = table.columns.iter().filter(|column| column.role == Role::Value).cloned().collect();
    let mut notes = Vec::new();
    if spec.per_month {
        add_months(&values, table);
    }
    if spec.change {
        add_change(chosen, &values, table);
    }
    if let Some(of) = spec.share {
        add_shares(of, &values, table);
    }
    if spec.rank {
        add_rank(table);
    }
    if let Some((per, residents)) = rate {
        notes.push(add_rate(*per, residents, &values, table));
    }
    if spec.trend {
        notes.push(add_trend(chosen, &values, table));
    }
    notes.extend(small_numbers(spec, chosen, table));
    notes
}

/// A column worked out from another: `share_2023/24`, or `share` where the other is the only one.
fn derived(key: &str, title: &str, of: &Column, format: Format) -> Column {
    match of.key.as_str() {
        "value" => Column::new(key, title, Role::Derived, format),
        _ => Column::new(&format!("{key}_{}", of.key), &format!("{title}, {}", of.title), Role::Derived, format),
    }
}

fn cell(figure: Published) -> Figure {
    figure.map_or_else(Figure::Missing, Figure::Number)
}

fn add_months(values: &[Column], table: &mut Table) {
    for (at, column) in values.iter().enumerate() {
        let month = derived("per_month", "Average a month", column, Format::Decimal(1));
        table.push_each(month, |figures| cell(figures[at].map(|figure| figure / MONTHS)));
    }
}

/// First and last figure of a row.
fn ends(figures: &[Published]) -> (Published, Published) {
    let none = Err(Missing::NotAvailable);
    (figures.first().copied().unwrap_or(none), figures.last().copied().unwrap_or(none))
}

fn add_change(chosen: &Chosen<'_>, values: &[Column], table: &mut Table) {
    let since =
        values.first().filter(|_| chosen.columns_are_periods()).map(|column| format!(" since {}", column.title));
    let since = since.unwrap_or_default();
    let decimals = chosen.aggregate.decimals;
    let alike = are_alike(values);
    let ends = |figures: &[Published]| match alike {
        true => ends(figures),
        false => (Err(Missing::NotAvailable), Err(Missing::NotAvailable)),
    };
    let (title, format, factor) = match chosen.aggregate.figures {
        Figures::Count | Figures::Stock => (format!("Change{since}"), Format::SignedCount, 1.0),
        Figures::Rate => (format!("Change{since}"), Format::SignedDecimal(decimals), 1.0),
        Figures::Percent => (format!("Change{since}, percentage points"), Format::SignedDecimal(decimals), 100.0),
    };
    table.push_each(Column::new("change", &title, Role::Change, format), |figures| {
        let (first, last) = ends(figures);
        cell(first.and_then(|first| last.map(|last| (last - first) * factor)))
    });
    if chosen.are_counts() {
        let relative = Column::new("change_pct", "Relative change", Role::Change, Format::SignedPercent(1));
        table.push_each(relative, |figures| fraction(Fraction::change, ends(figures)));
    }
}

/// A fraction of two counts; of nothing it does not apply.
fn fraction(of: fn(u64, u64) -> Option<Fraction>, (one, other): (Published, Published)) -> Figure {
    let counts = one.and_then(|one| other.map(|other| (count(one), count(other))));
    counts.map_or_else(Figure::Missing, |(one, other)| {
        of(one, other).map_or(Figure::Missing(Missing::NotApplicable), Figure::Fraction)
    })
}

fn add_shares(of: ShareOf, values: &[Column], table: &mut Table) {
    let whole = table.whole();
    for (at, column) in values.iter().enumerate() {
        let title = match of {
            ShareOf::Column if values.len() == 1 => "Share of total",
            ShareOf::Column | ShareOf::Row => "Share",
        };
        let share = derived("share", title, column, Format::Percent(1));
        let of_whole = whole.get(at).copied().unwrap_or(Err(Missing::NotAvailable));
        table.push_each(share, |figures| {
            let base = match of {
                ShareOf::Column => of_whole,
                ShareOf::Row => sum(figures),
            };
            fraction(Fraction::share, (figures[at], base))
        });
    }
}

fn add_rank(table: &mut Table) {
    let last = |at: usize| table.figures[at].last().and_then(|figure| figure.ok());
    let is_body = |at: &usize| table.rows[*at].kind == RowKind::Body;
    let rank = |at: usize| {
        let own = last(at).filter(|_| is_body(&at))?;
        let higher = (0..table.rows.len()).filter(is_body).filter_map(last).filter(|other| *other > own).count();
        Some(Figure::not_counted(NotCounted::Rank, 1 + higher as u64))
    };
    let cells: Vec<Figure> =
        (0..table.rows.len()).map(|at| rank(at).unwrap_or(Figure::Missing(Missing::NotApplicable))).collect();
    table.push(Column::new("rank", "Rank", Role::Derived, Format::Count), &cells);
}

#[expect(clippy::cast_precision_loss, reason = "populations stay far below 2^53")]
fn add_rate(per: u32, residents: &Residents, values: &[Column], table: &mut Table) -> String {
    let of_row: Vec<Option<u64>> =
        table.rows.iter().map(|row| (row.kind == RowKind::Body).then(|| residents.of_name(&row.label))?).collect();
    let bodies = table.rows.iter().zip(&of_row).filter(|(row, _)| row.kind == RowKind::Body);
    let all: Option<u64> = bodies.map(|(_, residents)| *residents).sum();
    let rates: Vec<_> = table
        .rows
        .iter()
        .zip(&of_row)
        .zip(&table.figures)
        .map(|((row, own), figures)| {
            let residents = if row.kind == RowKind::Total { all } else { *own }?;
            let last = figures.last().and_then(|figure| figure.ok())?;
            stats::rate_interval(count(last), residents as f64, f64::from(per), stats::Confidence::NinetyFive)
        })
        .collect();
    let per = Cell::Count(u64::from(per)).print(Format::Count);
    let title = match values.last().filter(|column| column.key != "value") {
        Some(column) => format!("Per {per} residents, {}", column.title),
        None => format!("Per {per} residents"),
    };
    for (column, cells) in rate_columns(&title, &rates) {
        table.push(column, &cells);
    }
    rate_note(&residents.source)
}

fn add_trend(chosen: &Chosen<'_>, values: &[Column], table: &mut Table) -> String {
    let trend = Column::new("trend", "Trend", Role::Change, Format::Count);
    let key = |column: Option<&Column>| column.map_or("", |column| column.key.as_str()).to_owned();
    let (from, to) = (key(values.first()), key(values.last()));
    let words = |(figures, events): (&Vec<Published>, &bool)| match ends(figures) {
        (Ok(first), Ok(last)) => went(first, last, (&from, &to), chosen, *events)
            .map_or_else(Figure::Missing, |direction| Figure::Text(in_words(direction, *events).to_owned())),
        (Err(why), _) | (_, Err(why)) => Figure::Missing(why),
    };
    let cells: Vec<Figure> = table.figures.iter().zip(&table.events).map(words).collect();
    table.push(trend, &cells);
    let name = |column: Option<&Column>| column.map_or("", |column| column.title.as_str()).to_owned();
    let (first, last) = (name(values.first()), name(values.last()));
    let why = match chosen.are_counts() {
        true => "a number of things there are at a moment is not tested as events are",
        false => "such figures cannot be tested without their counts",
    };
    let any = |events: bool| table.events.contains(&events);
    match (any(true), any(false)) {
        (_, false) => format!(
            "Trend: {last} compared with {first}. A rise or fall is reported only if an exact test of the two counts supports it."
        ),
        (false, true) => format!("Trend: {last} compared with {first}, as published; {why}."),
        (true, true) => format!(
            "Trend: {last} compared with {first}. A rise or fall is reported only if an exact test of the two counts supports it; \
             rows that say higher or lower are as published: {why}."
        ),
    }
}

/// Which way two figures went: as the test of two counts says, or as they are printed where there is no test.
/// `times` are the names of the two times; counts of times that have different lengths are compared by their days. Not available
/// where the times are not alike.
pub(crate) fn went(
    first: f64,
    last: f64,
    times: (&str, &str),
    chosen: &Chosen<'_>,
    events: bool,
) -> Result<Direction, Missing> {
    let (before, after) = published_days(times.0, times.1).ok_or(Missing::NotAvailable)?;
    if events {
        return Ok(change_test(count(first), count(last), before, after).direction);
    }
    let printed = |figure: f64| Cell::Number(figure).print(chosen.format());
    Ok(match last.total_cmp(&first) {
        _ if printed(first) == printed(last) => Direction::NoClearChange,
        std::cmp::Ordering::Greater => Direction::Rose,
        std::cmp::Ordering::Less | std::cmp::Ordering::Equal => Direction::Fell,
    })
}

/// Whether the first and the last column are times that can be compared, or no times.
fn are_alike(values: &[Column]) -> bool {
    let ends = values.first().zip(values.last());
    ends.is_none_or(|(first, last)| published_days(&first.key, &last.key).is_some())
}

/// A direction in words with a symbol.
pub(crate) fn in_words(direction: Direction, events: bool) -> &'static str {
    match (direction, events) {
        (Direction::Rose, true) => "▲ rise",
        (Direction::Fell, true) => "▼ fall",
        (Direction::NoClearChange, true) => "● no clear change",
        (Direction::Rose, false) => "▲ higher",
        (Direction::Fell, false) => "▼ lower",
        (Direction::NoClearChange, false) => "● same",
    }
}

/// A note that numbers are small, if a change in them is printed.
fn small_numbers(spec: &AggregateTable, chosen: &Chosen<'_>, table: &Table) -> Option<String> {
    let is_small = |figure: &Published| figure.is_ok_and(|figure| figure > 0.0 && figure < SMALL);
    let any = table.figures.iter().flat_map(|figures| [figures.first(), figures.last()]).flatten().any(is_small);
    (chosen.are_counts() && spec.change && any)
        .then(|| "Some figures are under 20, so a change of a few looks large as a percentage.".to_owned())
}

impl Table {
    /// The whole of each column: the total row's figures, or the sum of the rows.
    fn whole(&self) -> Vec<Published> {
        let total = self.rows.iter().position(|row| row.kind == RowKind::Total);
        if let Some(at) = total {
            return self.figures[at].clone();
        }
        let columns = self.figures.first().map_or(0, Vec::len);
        (0..columns).map(|at| sum(&self.figures.iter().map(|figures| figures[at]).collect::<Vec<_>>())).collect()
    }
}

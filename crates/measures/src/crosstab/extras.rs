//! The further columns of a crosstab: change, share, rank and rate.

use super::super::answered::Answered;
use super::super::axis::Axis;
use super::super::categories::Category;
use super::super::grid::{Assembled, Grid};
use super::super::proportion::proportion;
use super::super::rate_columns::{rate_columns, rate_note};
use super::super::volume::changed;
use super::{Change, Crosstab, LaidCrosstab, Show, Total};
use sna_core::calendar::{CoveredDays, Extent, Period};
use sna_core::document::{Column, Counted, Figure, Format, Missing, NotCounted, Role, RowKind};
use sna_core::stats;
use sna_data::query::{Dimension, Key};
use sna_data::{DISTRICT, Days};

impl Crosstab {
    pub(super) fn add_total(&self, table: &mut Assembled) {
        let title = match self.show {
            Show::RowShare => "Number",
            Show::Counts => "Total",
        };
        let is_asked = matches!(self.total, Total::Both | Total::Column) || self.show == Show::RowShare;
        if self.columns.is_some() && is_asked {
            let cells: Vec<Figure> = table.totals.iter().cloned().map(Figure::Count).collect();
            table.push(Column::new("total", title, Role::Total, Format::Count), &cells);
        }
    }

    pub(super) fn add_share_and_rank(&self, table: &mut Assembled) {
        let totals: Vec<u64> = table.totals.iter().map(Counted::value).collect();
        let (all, rows) = totals.split_last().map_or((0, totals.as_slice()), |(all, rows)| (*all, rows));
        let share = |count: &u64| proportion(*count, all);
        if self.share {
            let cells: Vec<Figure> = totals.iter().map(share).collect();
            table.push(Column::new("share", "Share of total", Role::Derived, Format::Percent(1)), &cells);
        }
        if self.rank {
            let ranks = rows.iter().enumerate().map(|(at, count)| match table.rows[at].kind {
                RowKind::Body => Figure::not_counted(
                    NotCounted::Rank,
                    1 + rows
                        .iter()
                        .zip(&table.rows)
                        .filter(|(other, row)| row.kind == RowKind::Body && *other > count)
                        .count() as u64,
                ),
                RowKind::Unknown | RowKind::Total => Figure::Missing(Missing::NotApplicable),
            });
            let ranks: Vec<Figure> = ranks.chain([Figure::Missing(Missing::NotApplicable)]).collect();
            table.push(Column::new("rank", "Rank", Role::Derived, Format::Count), &ranks);
        }
    }
}

impl LaidCrosstab<'_> {
    /// Takes the figures out that are about a time which the records do not cover.
    pub(super) fn leave_uncovered_out(&self, answered: &Answered<'_>, grid: &Grid, table: &mut Assembled) {
        let uncovered = |axis: &Axis, category: &Category| {
            let figure = axis.figure(&self.at, answered, category, Figure::Text(String::new()));
            matches!(figure, Figure::Missing(_))
        };
        let columns: Vec<bool> = match &self.axes.columns {
            Some(across) => grid.columns.iter().map(|column| uncovered(across, column)).collect(),
            None => vec![false],
        };
        let is_row_out = |at: usize| grid.rows.get(at).is_some_and(|(row, _)| uncovered(&self.axes.rows, row));
        let period = self.at.scope.period;
        let is_out_of_area = |at: usize, column: usize| {
            let time = self.axes.columns.as_ref().and_then(|axis| axis.period(grid.columns.get(column)?));
            let days = self.days(answered, grid.rows.get(at)).complete.within(period);
            at < grid.rows.len()
                && self.is_district(grid.rows.get(at))
                && time.is_some_and(|time| days.extent(time) == Extent::Nothing)
        };
        for (at, row) in table.rows.iter_mut().enumerate() {
            let row_is_out = is_row_out(at);
            for (number, (cell, column_is_out)) in row.cells.iter_mut().zip(&columns).enumerate() {
                if row_is_out || *column_is_out || is_out_of_area(at, number) {
                    *cell = Figure::Missing(Missing::NotAvailable);
                }
            }
        }
    }

    pub(super) fn add_change(&self, answered: &Answered<'_>, grid: &Grid, table: &mut Assembled) {
        let newest = grid.columns.len().saturating_sub(1);
        let from = match self.options.change {
            Change::None => return,
            Change::Last => newest.saturating_sub(1),
            Change::Period => 0,
        };
        let pairs = table.counts.iter().enumerate().map(|(row, counts)| {
            changed(self.comparable(
                answered,
                grid,
                grid.rows.get(row),
                (from, &counts[from]),
                (newest, &counts[newest]),
            ))
        });
        let (changes, relative): (Vec<Figure>, Vec<Figure>) = pairs.unzip();
        let since = grid.columns.get(from).map_or(String::new(), |column| column.label.clone());
        table
            .push(Column::new("change", &format!("Change since {since}"), Role::Change, Format::SignedCount), &changes);
        table.push(Column::new("change_pct", "Relative change", Role::Change, Format::SignedPercent(1)), &relative);
    }

    /// The counts of a row in two columns, or of the same months of both where one is covered only in part.
    fn comparable(
        &self,
        answered: &Answered<'_>,
        grid: &Grid,
        row: Option<&(Category, Vec<Counted>)>,
        (from, before): (usize, &Counted),
        (to, after): (usize, &Counted),
    ) -> Option<(u64, u64)> {
        let period = |at: usize| self.axes.columns.as_ref()?.period(grid.columns.get(at)?);
        let as_they_are = Some((before.value(), after.value()));
        let Some((one, other)) = period(from).zip(period(to)).filter(|_| from != to) else { return as_they_are };
        let of = row.map_or("total", |(category, _)| category.label.as_str());
        answered.comparable(&self.at, (of, &self.days(answered, row)), (before, one), (after, other))
    }

    /// Whether a row is one of the manifest's areas.
    fn is_district(&self, row: Option<&(Category, Vec<Counted>)>) -> bool {
        let by_district = self.axes.rows.dimension == Dimension::Column(DISTRICT);
        by_district && row.is_some_and(|(category, _)| self.at.is_area(&category.label))
    }

    /// The days on which a row's records are complete: an area's own, or those of all.
    fn days(&self, answered: &Answered<'_>, row: Option<&(Category, Vec<Counted>)>) -> Days {
        let area = row.filter(|_| self.is_district(row));
        area.map_or_else(|| answered.covered.all.clone(), |(category, _)| answered.covered.of_area(&category.label))
    }

    /// Rates of the newest column, with their intervals; returns the notes they need. A year that is covered only in part counts
    /// as that part.
    #[expect(clippy::cast_precision_loss, reason = "populations stay far below 2^53")]
    pub(super) fn add_rate(&self, answered: &Answered<'_>, grid: &Grid, table: &mut Assembled) -> Vec<String> {
        if !self.options.rate_per_1000 {
            return Vec::new();
        }
        let (at, newest) = (&self.at, grid.columns.len().saturating_sub(1));
        let time = self.axes.columns.as_ref().and_then(|axis| axis.period(grid.columns.get(newest)?));
        let share = |row| time.map_or(1.0, |time| self.share_covered(&self.days(answered, row), time));
        let populations = grid.rows.iter().map(|row| {
            let area = at.catalogue.areas.iter().find(|area| area.name == row.0.label);
            area.and_then(|area| area.population).map(|residents| residents as f64 * share(Some(row)))
        });
        let populations: Vec<Option<f64>> = populations.collect();
        let areas = grid.rows.iter().zip(&populations).filter(|(row, _)| row.0.key != Key::Missing);
        let all =
            at.scope.part.is_none().then(|| areas.map(|(_, population)| *population).sum::<Option<f64>>()).flatten();
        let rate = |(population, counts): (Option<f64>, &Vec<Counted>)| {
            stats::rate_interval(counts[newest].value(), population?, 1000.0, stats::Confidence::NinetyFive)
        };
        let rates: Vec<_> = populations.into_iter().chain([all]).zip(&table.counts).map(rate).collect();
        let label = grid.columns.get(newest).map_or("", |column| column.label.as_str());
        let rate_title = match self.axes.columns {
            Some(_) => format!("Per 1,000 residents, {label}"),
            None => "Per 1,000 residents".to_owned(),
        };
        for (column, cells) in rate_columns(&rate_title, &rates) {
            table.push(column, &cells);
        }
        let source = at.catalogue.population_source.as_deref().unwrap_or("the data manifest");
        vec![rate_note(source)]
    }

    /// The part of a time that is covered, by months.
    fn share_covered(&self, days: &Days, time: Period) -> f64 {
        let all = CoveredDays::of(time).months_in(time);
        days.complete.within(self.at.scope.period).months_in(time) / all
    }
}

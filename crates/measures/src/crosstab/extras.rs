//! The further columns of a crosstab: change, share, rank and rate.

use super::super::answered::Answered;
use super::super::axis::Axis;
use super::super::categories::Category;
use super::super::grid::{Assembled, Grid};
use super::super::people_of_areas::{ALLOWED_FOR, Repeats};
use super::super::proportion::proportion;
use super::super::rate_columns::{rate_columns, rate_note};
use super::super::times::uneven;
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

    /// Shares and ranks of the totals; none of them where areas are covered for different times.
    pub(super) fn add_share_and_rank(&self, table: &mut Assembled, are_alike: bool) {
        let totals: Vec<u64> = table.totals.iter().map(Counted::value).collect();
        let (all, rows) = totals.split_last().map_or((0, totals.as_slice()), |(all, rows)| (*all, rows));
        let share = |count: &u64| match are_alike {
            true => proportion(*count, all),
            false => Figure::Missing(Missing::NotAvailable),
        };
        if self.share {
            let cells: Vec<Figure> = totals.iter().map(share).collect();
            table.push(Column::new("share", "Share of total", Role::Derived, Format::Percent(1)), &cells);
        }
        if self.rank {
            let ranks = rows.iter().enumerate().map(|(at, count)| match table.rows[at].kind {
                RowKind::Body if !are_alike => Figure::Missing(Missing::NotAvailable),
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

    /// Whether the rows are covered for the same days, so that their totals can be set against one another.
    pub(super) fn are_rows_alike(&self, answered: &Answered<'_>, grid: &Grid) -> bool {
        let districts = grid.rows.iter().filter(|row| self.is_district(Some(row)));
        let names = districts.map(|(category, _)| category.label.as_str());
        uneven(&answered.covered, self.at.scope.period, names).is_empty()
    }

    pub(super) fn add_change(&self, answered: &Answered<'_>, grid: &Grid, table: &mut Assembled) {
        let newest = grid.columns.len().saturating_sub(1);
        let from = match self.options.change {
            Change::None => return,
            Change::Last => newest.saturating_sub(1),
            Change::Period => 0,
        };
        // A single time has nothing to be compared with.
        if from == newest {
            return;
        }
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
        // Without times the rate is of the whole period.
        let of_column = |axis: &Axis| axis.period(grid.columns.get(newest)?);
        let time = self.axes.columns.as_ref().map_or(Some(at.scope.period), of_column);
        let share = |row| time.map_or(1.0, |time| self.share_covered(&self.days(answered, row).complete, time));
        let populations = grid.rows.iter().map(|row| {
            let area = at.catalogue.areas.iter().find(|area| area.name == row.0.label);
            area.and_then(|area| area.population).map(|residents| residents as f64 * share(Some(row)))
        });
        let populations: Vec<Option<f64>> = populations.collect();
        let parts = self.parts(answered, grid, (newest, time));
        let all = at.scope.part.is_none().then(|| self.exposure_of_all(grid, &parts)).flatten();
        let repeats = self.repeats(answered, grid.columns.get(newest));
        let scale = scale_of_all(&parts);
        let areas = grid.rows.iter().map(|(area, _)| Some(&area.key)).chain([None]);
        let rate = |((population, counts), area): ((Option<f64>, &Vec<Counted>), Option<&Key>)| {
            let records = counts[newest].value();
            let variance = area.map_or_else(
                || scaled(repeats.variance_of_all(records), scale),
                |area| repeats.variance(records, area),
            );
            let confidence = stats::Confidence::NinetyFive;
            stats::rate_interval_of_people((records, variance), population?, 1000.0, confidence)
        };
        let rates = populations.into_iter().chain([all]).zip(&table.counts).zip(areas).map(rate);
        let rates: Vec<_> = rates.collect();
        let label = grid.columns.get(newest).map_or("", |column| column.label.as_str());
        let rate_title = match self.axes.columns {
            Some(_) => format!("Per 1,000 residents, {label}"),
            None => "Per 1,000 residents".to_owned(),
        };
        for (column, cells) in rate_columns(&rate_title, &rates) {
            table.push(column, &cells);
        }
        let source = at.catalogue.population_source.as_deref().unwrap_or("the data manifest");
        let allowed_for = repeats.are_any().then(|| ALLOWED_FOR.to_owned());
        [rate_note(source)].into_iter().chain(allowed_for).collect()
    }

    /// What people with several records add to the variance of a column's numbers; where its keys put others together, what they
    /// add over the whole period, which is at least as much.
    fn repeats(&self, answered: &Answered<'_>, column: Option<&Category>) -> Repeats {
        let across = self.axes.columns.as_ref().filter(|axis| axis.plain_dimension().is_some());
        let keys: Vec<_> = across.zip(column).map(|(across, column)| across.of(column)).into_iter().collect();
        self.people.as_ref().map(|people| people.repeats_within(answered, &keys)).unwrap_or_default()
    }

    /// The residents of all rows by the part of the time that is covered. Where areas are covered for different times, the rate of all
    /// is the sum of what the areas have in the whole time, as in tables of area rates.
    #[expect(clippy::cast_precision_loss, reason = "counts and populations stay far below 2^53")]
    fn exposure_of_all(&self, grid: &Grid, parts: &[Part]) -> Option<f64> {
        let residents = |name: &str| self.at.catalogue.areas.iter().find(|area| area.name == name)?.population;
        let areas = grid.rows.iter().zip(parts).filter(|((row, _), _)| row.key != Key::Missing);
        let areas: Option<Vec<(u64, f64)>> =
            areas.map(|((row, _), part)| Some((residents(&row.label)?, part.share))).collect();
        let areas = areas?;
        let records: f64 = parts.iter().map(|part| part.records).sum();
        let exposure = if records > 0.0 {
            let all = areas.iter().map(|(residents, _)| residents).sum::<u64>() as f64;
            all * records / sum(parts, |records, share| records / share)
        } else {
            areas.iter().map(|(residents, share)| *residents as f64 * share).sum()
        };
        Some(exposure).filter(|exposure| *exposure > 0.0 && exposure.is_finite())
    }

    /// The records of each row in a column, and the part of its time that the row covers. Those without an area cover what the source
    /// covers.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn parts(&self, answered: &Answered<'_>, grid: &Grid, (at, time): (usize, Option<Period>)) -> Vec<Part> {
        let part = |row: &(Category, Vec<Counted>)| {
            let days = match row.0.key {
                Key::Missing => answered.covered.days.clone(),
                Key::Text(_) | Key::Number(_) | Key::Flag(_) => self.days(answered, Some(row)).complete,
            };
            Part {
                records: row.1.get(at).map_or(0.0, |count| count.value() as f64),
                share: time.map_or(1.0, |time| self.share_covered(&days, time)),
            }
        };
        grid.rows.iter().map(part).collect()
    }

    /// The part of a time that is covered, by months.
    fn share_covered(&self, days: &CoveredDays, time: Period) -> f64 {
        let all = CoveredDays::of(time).months_in(time);
        days.within(self.at.scope.period).months_in(time) / all
    }
}

/// The records of a row, and the part of the time that it covers.
struct Part {
    records: f64,
    share: f64,
}

/// A sum over the rows that have records.
fn sum(parts: &[Part], of: fn(f64, f64) -> f64) -> f64 {
    parts.iter().filter(|part| part.records > 0.0).map(|part| of(part.records, part.share)).sum()
}

/// By how much the variance of all records grows where areas are covered for different times, on the scale of their number:
/// `Σ(c / s²) / Σc · (Σc / Σ(c / s))²` for counts `c` of parts `s` of the time (Dobson and others 1991).
fn scale_of_all(parts: &[Part]) -> f64 {
    let (all, in_whole) = (sum(parts, |records, _| records), sum(parts, |records, share| records / share));
    if all > 0.0 { sum(parts, |records, share| records / share.powi(2)) / all * (all / in_whole).powi(2) } else { 1.0 }
}

/// A variance that grows by a factor, rounded up.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of squares of counts")]
fn scaled(variance: u64, factor: f64) -> u64 {
    if factor.is_finite() && factor > 1.0 + 1e-9 { (variance as f64 * factor).ceil() as u64 } else { variance }
}

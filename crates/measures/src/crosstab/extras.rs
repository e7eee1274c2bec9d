//! The further columns of a crosstab: change, share, rank and rate.

use super::super::grid::{Assembled, Grid};
use super::super::proportion::proportion;
use super::super::rate_columns::{rate_columns, rate_note};
use super::super::setting::Setting;
use super::super::volume::change;
use super::{Change, Crosstab};
use sna_core::document::{Cell, Column, Format, Missing, Role, RowKind};
use sna_core::stats;

impl Crosstab {
    pub(super) fn add_change(&self, grid: &Grid, table: &mut Assembled) {
        let newest = grid.columns.len().saturating_sub(1);
        let from = match self.change {
            Change::None => return,
            Change::Last => newest.saturating_sub(1),
            Change::Period => 0,
        };
        let pairs = table.figures.iter().map(|figures| change(figures[from], figures[newest]));
        let (changes, relative): (Vec<Cell>, Vec<Cell>) = pairs.unzip();
        let since = grid.columns.get(from).map_or(String::new(), |column| column.label.clone());
        table
            .push(Column::new("change", &format!("Change since {since}"), Role::Change, Format::SignedCount), &changes);
        table.push(Column::new("change_pct", "Relative change", Role::Change, Format::SignedPercent(1)), &relative);
    }

    pub(super) fn add_share_and_rank(&self, totals: &[u64], table: &mut Assembled) {
        let (all, rows) = totals.split_last().map_or((0, totals), |(all, rows)| (*all, rows));
        let share = |count: &u64| proportion(*count, all);
        if self.share {
            let cells: Vec<Cell> = totals.iter().map(share).collect();
            table.push(Column::new("share", "Share of total", Role::Derived, Format::Percent(1)), &cells);
        }
        if self.rank {
            let ranks = rows.iter().enumerate().map(|(at, count)| match table.rows[at].kind {
                RowKind::Body => Cell::Count(
                    1 + rows
                        .iter()
                        .zip(&table.rows)
                        .filter(|(other, row)| row.kind == RowKind::Body && *other > count)
                        .count() as u64,
                ),
                RowKind::Unknown | RowKind::Total => Cell::Missing(Missing::NotApplicable),
            });
            let ranks: Vec<Cell> = ranks.chain([Cell::Missing(Missing::NotApplicable)]).collect();
            table.push(Column::new("rank", "Rank", Role::Derived, Format::Count), &ranks);
        }
    }

    /// Rates of the newest column, with their intervals; returns the notes they need.
    #[expect(clippy::cast_precision_loss, reason = "populations stay far below 2^53")]
    pub(super) fn add_rate(&self, grid: &Grid, setting: &Setting<'_>, table: &mut Assembled) -> Vec<String> {
        if !self.rate_per_1000 {
            return Vec::new();
        }
        let newest = grid.columns.len().saturating_sub(1);
        let populations = grid.rows.iter().map(|(row, _)| {
            setting.catalogue.areas.iter().find(|area| area.name == row.label).and_then(|area| area.population)
        });
        let all = setting
            .scope
            .part
            .is_none()
            .then(|| setting.catalogue.areas.iter().map(|area| area.population).sum::<Option<u64>>());
        let populations: Vec<Option<u64>> = populations.chain([all.flatten()]).collect();
        let rate = |(population, figures): (&Option<u64>, &Vec<u64>)| {
            population.and_then(|residents| {
                stats::rate_interval(figures[newest], residents as f64, 1000.0, stats::Confidence::NinetyFive)
            })
        };
        let rates: Vec<_> = populations.iter().zip(&table.figures).map(rate).collect();
        let label = grid.columns.get(newest).map_or("", |column| column.label.as_str());
        let rate_title = match self.columns {
            Some(_) => format!("Per 1,000 residents, {label}"),
            None => "Per 1,000 residents".to_owned(),
        };
        for (column, cells) in rate_columns(&rate_title, &rates) {
            table.push(column, &cells);
        }
        let source = setting.catalogue.population_source.as_deref().unwrap_or("the data manifest");
        vec![rate_note(source)]
    }
}

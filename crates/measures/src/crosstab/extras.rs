//! The further columns of a crosstab: change, share, rank and rate.

use super::super::grid::{Assembled, Grid};
use super::super::proportion::proportion;
use super::super::rate_columns::{rate_columns, rate_note};
use super::super::setting::At;
use super::super::volume::change;
use super::{Change, Crosstab, Show, Total};
use sna_core::document::{Column, Counted, Figure, Format, Missing, NotCounted, Role, RowKind};
use sna_core::stats;

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

    pub(super) fn add_change(&self, grid: &Grid, table: &mut Assembled) {
        let newest = grid.columns.len().saturating_sub(1);
        let from = match self.change {
            Change::None => return,
            Change::Last => newest.saturating_sub(1),
            Change::Period => 0,
        };
        let pairs = table.counts.iter().map(|counts| change(counts[from].value(), counts[newest].value()));
        let (changes, relative): (Vec<Figure>, Vec<Figure>) = pairs.unzip();
        let since = grid.columns.get(from).map_or(String::new(), |column| column.label.clone());
        table
            .push(Column::new("change", &format!("Change since {since}"), Role::Change, Format::SignedCount), &changes);
        table.push(Column::new("change_pct", "Relative change", Role::Change, Format::SignedPercent(1)), &relative);
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

    /// Rates of the newest column, with their intervals; returns the notes they need.
    #[expect(clippy::cast_precision_loss, reason = "populations stay far below 2^53")]
    pub(super) fn add_rate(&self, grid: &Grid, at: &At<'_>, table: &mut Assembled) -> Vec<String> {
        if !self.rate_per_1000 {
            return Vec::new();
        }
        let newest = grid.columns.len().saturating_sub(1);
        let populations = grid.rows.iter().map(|(row, _)| {
            at.catalogue.areas.iter().find(|area| area.name == row.label).and_then(|area| area.population)
        });
        let all =
            at.scope.part.is_none().then(|| at.catalogue.areas.iter().map(|area| area.population).sum::<Option<u64>>());
        let populations: Vec<Option<u64>> = populations.chain([all.flatten()]).collect();
        let rate = |(population, counts): (&Option<u64>, &Vec<Counted>)| {
            population.and_then(|residents| {
                stats::rate_interval(counts[newest].value(), residents as f64, 1000.0, stats::Confidence::NinetyFive)
            })
        };
        let rates: Vec<_> = populations.iter().zip(&table.counts).map(rate).collect();
        let label = grid.columns.get(newest).map_or("", |column| column.label.as_str());
        let rate_title = match self.columns {
            Some(_) => format!("Per 1,000 residents, {label}"),
            None => "Per 1,000 residents".to_owned(),
        };
        for (column, cells) in rate_columns(&rate_title, &rates) {
            table.push(column, &cells);
        }
        let source = at.catalogue.population_source.as_deref().unwrap_or("the data manifest");
        vec![rate_note(source)]
    }
}

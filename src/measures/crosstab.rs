//! Rows by columns: counts, totals, change, share, rank and rate, with an unknown row so that columns add up.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{Category, categories, header};
use super::grid::{Assembled, Grid};
use super::volume::change;
use super::{Body, Measure, Setting};
use crate::diag::{Diagnostic, Diagnostics};
use crate::document::{Cell, Column, Format, Missing, Role, RowKind};
use crate::query::{Counts, Dimension, Key, Question};
use crate::stats;
use crate::yaml::Spanned;

/// Counts by rows and columns, with totals, change, share, rank and rate.
///
/// Share is of the total over all rows. Rank 1 is the highest total; equal totals share a rank. The rate is the newest
/// column per 1,000 residents with a 95 % interval (Byar's, exact below 10).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crosstab {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the rows.
    #[schemars(with = "String")]
    pub rows: Spanned<String>,
    /// Dimension of the columns; without it there is one column.
    #[schemars(with = "Option<String>")]
    pub columns: Option<Spanned<String>>,
    /// Which totals to print.
    #[serde(default)]
    pub total: Total,
    /// Which change to print, in columns of its own.
    #[serde(default)]
    pub change: Change,
    /// Print each row's share of the total.
    #[serde(default)]
    pub share: bool,
    /// Print each row's rank.
    #[serde(default)]
    pub rank: bool,
    /// Print the newest column per 1,000 residents; rows must be districts.
    #[serde(default)]
    pub rate_per_1000: bool,
    /// Order of the rows.
    #[serde(default)]
    pub order: Order,
    /// Rows to keep, in this order; the rest become one row `Other`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub keep: Vec<Spanned<String>>,
}

/// Which totals to print.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Total {
    /// A row and a column of totals.
    #[default]
    Both,
    /// A row of totals.
    Row,
    /// A column of totals.
    Column,
    /// None.
    None,
}

/// Which change to print.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// None.
    #[default]
    None,
    /// From the column before the newest to the newest.
    Last,
    /// From the first column to the newest.
    Period,
}

/// Order of the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Time, the manifest's order of districts, or the alphabet.
    #[default]
    Natural,
    /// The highest total first.
    Total,
}

impl Measure for Crosstab {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        let mut found = Diagnostics::default();
        let rows = found.keep(setting.dimension(source, &self.rows));
        let columns = self.columns.as_ref().and_then(|name| found.keep(setting.dimension(source, name)));
        if self.rate_per_1000 && self.rows.value != "district" {
            found.push(
                Diagnostic::error("rate-without-population", "only districts have populations")
                    .at(setting.origin.place(&self.rows))
                    .found(format!("rows by `{}`", self.rows.value))
                    .expected("rows by `district`"),
            );
        }
        let group_by = rows.into_iter().chain(columns).collect();
        found.into_result(vec![setting.query(source, group_by)]).map(|(queries, _)| queries)
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let counts = answers.first().cloned().unwrap_or_default();
        let dimension = Dimension::named(&self.rows.value).unwrap_or(Dimension::FinancialYear);
        let grid = self.grid(&dimension, setting, &counts)?;
        let mut table = Assembled::counts(&grid, self.columns.is_some());
        let totals = table.totals.clone();
        let has_column_total = self.columns.is_some() && matches!(self.total, Total::Both | Total::Column);
        if has_column_total {
            table.push(
                Column::new("total", "Total", Role::Total, Format::Count),
                &totals.iter().map(|count| Cell::Count(*count)).collect::<Vec<_>>(),
            );
        }
        self.add_change(&grid, &mut table);
        self.add_share_and_rank(&totals, &mut table);
        let mut notes = self.add_rate(&grid, setting, &mut table);
        if !matches!(self.total, Total::Both | Total::Row) {
            table.rows.pop();
        }
        if grid.rows.iter().any(|(category, _)| category.key == Key::Missing) {
            notes.push(
                "The row before the total holds records that fit no other row, so that columns add up.".to_owned(),
            );
        }
        Ok(Body {
            row_header: header(&dimension).to_owned(),
            columns: table.columns,
            rows: table.rows,
            heat: None,
            notes,
        })
    }
}

impl Crosstab {
    fn grid(&self, dimension: &Dimension, setting: &Setting<'_>, counts: &Counts) -> Result<Grid, Diagnostics> {
        let columns = match self.columns.as_ref().and_then(|name| Dimension::named(&name.value)) {
            Some(across) => categories(&across, setting, &counts.keys(1)),
            None => vec![Category { key: Key::Missing, label: "Number".to_owned() }],
        };
        let at = |row: &Key, column: &Key| match self.columns {
            Some(_) => counts.at(&[row.clone(), column.clone()]),
            None => counts.at(std::slice::from_ref(row)),
        };
        let rows = categories(dimension, setting, &counts.keys(0)).into_iter().map(|row| {
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
        if self.keep.is_empty() {
            return Ok(rows);
        }
        let (mut kept, mut found) = (Vec::new(), Diagnostics::default());
        for wanted in &self.keep {
            match rows.iter().find(|(category, _)| category.label == wanted.value) {
                Some(row) => kept.push(row.clone()),
                None => found.push(
                    Diagnostic::unknown(
                        "unknown-category",
                        "category",
                        &wanted.value,
                        rows.iter().map(|(row, _)| row.label.as_str()),
                    )
                    .at(setting.origin.place(wanted)),
                ),
            }
        }
        let ((), _) = found.into_result(())?;
        let rest = rows.iter().filter(|(category, _)| !self.keep.iter().any(|wanted| wanted.value == category.label));
        let other = rest.fold(None, |sum: Option<Vec<u64>>, (_, figures)| match sum {
            None => Some(figures.clone()),
            Some(sum) => Some(sum.iter().zip(figures).map(|(one, other)| one + other).collect()),
        });
        let label = Category { key: Key::Text("Other".to_owned()), label: "Other".to_owned() };
        kept.extend(other.map(|figures| (label, figures)));
        Ok(kept)
    }

    fn add_change(&self, grid: &Grid, table: &mut Assembled) {
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

    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn add_share_and_rank(&self, totals: &[u64], table: &mut Assembled) {
        let (all, rows) = totals.split_last().map_or((0, totals), |(all, rows)| (*all, rows));
        let share = |count: &u64| match all {
            0 => Cell::Missing(Missing::NotApplicable),
            all => Cell::Number(*count as f64 / all as f64),
        };
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
    fn add_rate(&self, grid: &Grid, setting: &Setting<'_>, table: &mut Assembled) -> Vec<String> {
        if !self.rate_per_1000 {
            return Vec::new();
        }
        let newest = grid.columns.len().saturating_sub(1);
        let populations = grid.rows.iter().map(|(row, _)| {
            setting.catalogue.areas.iter().find(|area| area.name == row.label).and_then(|area| area.population)
        });
        let all = setting
            .scope
            .area
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
        let missing = || Cell::Missing(Missing::NotAvailable);
        let cells = |of: fn(&stats::Rate) -> f64| {
            rates
                .iter()
                .map(|rate| rate.as_ref().map_or_else(missing, |rate| Cell::Number(of(rate))))
                .collect::<Vec<_>>()
        };
        table.push(Column::new("rate", &rate_title, Role::Derived, Format::Decimal(2)), &cells(|rate| rate.value));
        table
            .push(Column::new("rate_low", "Low", Role::Interval, Format::Decimal(2)), &cells(|rate| rate.interval.low));
        table.push(
            Column::new("rate_high", "High", Role::Interval, Format::Decimal(2)),
            &cells(|rate| rate.interval.high),
        );
        let source = setting.catalogue.population_source.as_deref().unwrap_or("the data manifest");
        vec![format!(
            "Low and high bound the 95% interval of the rate (Byar's method; exact below 10). Populations: {source}."
        )]
    }
}

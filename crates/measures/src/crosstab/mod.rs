//! Rows by columns: counts, totals, change, share, rank and rate, with an unknown row so that columns add up.

use schemars::JsonSchema;
use serde::Deserialize;

mod extras;
mod layout;

use super::axis::Axis;
use super::bands::Bands;
use super::grid::Assembled;
use super::{Body, Measure, Setting};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Format, Role, Support};
use sna_core::yaml::Spanned;
use sna_data::query::{Counts, Dimension, Question};

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
    /// Age bands of the rows, when they are an age.
    pub bands: Option<Bands>,
    /// Age bands of the columns, when they are an age.
    pub column_bands: Option<Bands>,
    /// What is counted.
    #[serde(default)]
    pub count: Counted,
    /// What the cells show.
    #[serde(default)]
    pub show: Show,
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
    /// Only the first so many rows, in their order; the rest become one row `Other`, but what is not recorded stays apart.
    pub top: Option<usize>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Records.
    #[default]
    Records,
    /// Persons, each once: by the latest age, and by the sex or ethnicity that all their records give. Rows cannot be times;
    /// where columns are times, a person counts once in each, and once in the total.
    Persons,
}

/// What the cells show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// Numbers.
    #[default]
    Counts,
    /// Each cell's share of its row, with the row's number beside it.
    RowShare,
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

/// The axes of a table.
struct Axes {
    rows: Axis,
    columns: Option<Axis>,
}

impl Measure for Crosstab {
    fn rests_on(&self) -> &'static [Support] {
        if self.rate_per_1000 { &[Support::Populations] } else { &[] }
    }

    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        let axes = self.axes(setting)?;
        self.check(setting, &axes)?;
        let (rows, columns) = (axes.rows.dimension, axes.columns.map(|axis| axis.dimension));
        if self.count == Counted::Records {
            return Ok(vec![setting.query(source, [rows].into_iter().chain(columns).collect())]);
        }
        setting.require(source, "person_id", self.of.as_ref())?;
        Ok(match columns {
            // A person counts once in each year, and once in the total, so the total is a question of its own.
            Some(columns) if is_time(&columns) => vec![
                setting.persons(source, vec![columns], vec![rows.clone()]),
                setting.persons(source, Vec::new(), vec![rows]),
            ],
            columns => vec![setting.persons(source, Vec::new(), [rows].into_iter().chain(columns).collect())],
        })
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let axes = self.axes(setting)?;
        let (counts, pooled) = self.folded(&axes, answers);
        let grid = self.grid(&axes, setting, &counts)?;
        let mut table = Assembled::counts(&grid, self.columns.is_some());
        if let Some(pooled) = pooled {
            table.totals = layout::pooled_totals(&grid, &pooled);
        }
        if !axes.columns.as_ref().is_some_and(|across| is_time(&across.dimension)) {
            table.columns.iter_mut().for_each(|column| column.emphasis = false);
        }
        let totals = table.totals.clone();
        if self.show == Show::RowShare {
            table.show_row_shares();
        }
        if self.columns.is_some() && (matches!(self.total, Total::Both | Total::Column) || self.show == Show::RowShare)
        {
            let title = if self.show == Show::RowShare { "Number" } else { "Total" };
            let cells: Vec<Cell> = totals.iter().map(|count| Cell::Count(*count)).collect();
            table.push(Column::new("total", title, Role::Total, Format::Count), &cells);
        }
        self.add_change(&grid, &mut table);
        self.add_share_and_rank(&totals, &mut table);
        let mut notes = self.add_rate(&grid, setting, &mut table);
        if !matches!(self.total, Total::Both | Total::Row) {
            table.rows.pop();
        }
        notes.extend(self.notes());
        let row_header = axes.rows.header().to_owned();
        Ok(Body { row_header, columns: table.columns, rows: table.rows, notes, base: self.base(), ..Body::default() })
    }
}

impl Crosstab {
    fn axes(&self, setting: &Setting<'_>) -> Result<Axes, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        let mut found = Diagnostics::default();
        let rows = found.keep(Axis::read(setting, source, &self.rows, self.bands.as_ref()));
        let across = |name: &Spanned<String>| Axis::read(setting, source, name, self.column_bands.as_ref());
        let columns = self.columns.as_ref().and_then(|name| found.keep(across(name)));
        let rows = rows.unwrap_or_else(|| Axis::plain(Dimension::FinancialYear));
        found.into_result(Axes { rows, columns }).map(|(axes, _)| axes)
    }

    /// Options that do not go together.
    fn check(&self, setting: &Setting<'_>, axes: &Axes) -> Result<(), Diagnostics> {
        let mut found = Diagnostics::default();
        let mut refuse = |refused: bool, code, what: &str, expected: &str| {
            if refused {
                found.push(
                    Diagnostic::error(code, what)
                        .at(setting.origin.place(&self.rows))
                        .found(format!("rows by `{}`", self.rows.value))
                        .expected(expected),
                );
            }
        };
        let persons = self.count == Counted::Persons;
        let no_population = self.rate_per_1000 && (self.rows.value != "district" || persons);
        refuse(
            no_population,
            Code::RateWithoutPopulation,
            "only districts have populations",
            "records with rows by `district`",
        );
        let time = persons && is_time(&axes.rows.dimension);
        refuse(
            time,
            Code::PersonsByTime,
            "persons have no one time",
            "persons by `age`, `sex` or `ethnicity`, with times as columns",
        );
        let shares = self.show == Show::RowShare && (self.change != Change::None || self.columns.is_none());
        let cut_twice = self.top.is_some() && !self.keep.is_empty();
        refuse(cut_twice, Code::KeepAndTop, "rows are cut in two ways", "either `keep:` or `top:`");
        refuse(shares, Code::RowShares, "row shares need columns, and no change", "`columns:`, and no `change:`");
        found.into_result(()).map(|_| ())
    }

    fn notes(&self) -> Vec<String> {
        let persons = "Each person counts once in each column, however many records name them.";
        if self.count == Counted::Persons { vec![persons.to_owned()] } else { Vec::new() }
    }

    fn base(&self) -> Option<String> {
        (self.count == Counted::Persons).then(|| "persons".to_owned())
    }
}

fn is_time(dimension: &Dimension) -> bool {
    match dimension {
        Dimension::FinancialYear | Dimension::Year | Dimension::Month => true,
        Dimension::Weekday | Dimension::Hour | Dimension::Age(_) | Dimension::Column(_) => false,
    }
}

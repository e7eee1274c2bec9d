//! Rows by columns: counts, totals, change, share, rank and rate, with an unknown row so that columns add up.

use schemars::JsonSchema;
use serde::Deserialize;

mod extras;
mod layout;
mod persons;

use super::axis::Axis;
use super::bands::Bands;
use super::grid::Assembled;
use super::people_of_areas::AskedPeople;
use super::{Answered, At, Body, Laid, Measure};
use persons::{AskedPersons, can_be_in_several};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::Support;
use sna_core::yaml::Spanned;
use sna_data::SourceFrame;
use sna_data::query::{AnswerId, Ask, Dimension, Sum};

/// Counts by rows and columns, with totals, change, share, rank and rate.
///
/// Share is of the total over all rows. Rank 1 is the highest total; equal totals share a rank. The rate is the newest
/// column per 1,000 residents with a 95 % interval (Byar's, exact below 10; Dobson's where people have several records).
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
    /// Keep only the first N rows, in their order; the rest become one row `Other`, and not recorded stays a row of
    /// its own.
    pub top: Option<usize>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Records.
    #[default]
    Records,
    /// Persons, each once: by the latest age, and by the sex or ethnicity that all their records give. Of other rows and columns,
    /// such as districts, a person counts once in each in which they have a record, and once in the total; a note says by
    /// how much they add up to more. Rows cannot be times.
    Persons,
}

/// What the cells show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// Numbers.
    #[default]
    Counts,
    /// Each cell's share of its row, with the row's number next to it.
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

/// A crosstab whose questions are asked.
struct LaidCrosstab<'a> {
    options: &'a Crosstab,
    at: At<'a>,
    axes: Axes,
    counts: AnswerId,
    /// What is asked of persons, where they are counted.
    persons: Option<AskedPersons>,
    /// The people behind the records, where rates have intervals and records name people.
    people: Option<AskedPeople>,
}

impl Measure for Crosstab {
    fn rests_on(&self) -> &'static [Support] {
        if self.rate_per_1000 { &[Support::Populations] } else { &[] }
    }

    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        let axes = self.axes(&at, source)?;
        self.check(&at, &axes)?;
        let across = axes.columns.as_ref().and_then(Axis::plain_dimension);
        let (counts, persons) = match self.count {
            Counted::Records => (ask.records(source, at.scope, axes.dimensions()), None),
            Counted::Persons => {
                at.require(source, "person_id", self.of.as_ref())?;
                let asked = axes.ask_persons(&at.side(source, Sum::Records), ask);
                (asked.counts, Some(asked))
            }
        };
        let by = (&axes.rows.dimension, across);
        let people = if self.rate_per_1000 { AskedPeople::ask_in_each(&at, source, by, ask) } else { None };
        Ok(Box::new(LaidCrosstab { options: self, at, axes, counts, persons, people }))
    }
}

impl Axes {
    fn dimensions(&self) -> Vec<Dimension> {
        [&self.rows].into_iter().chain(&self.columns).map(|axis| axis.dimension.clone()).collect()
    }
}

impl Laid for LaidCrosstab<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let options = self.options;
        let grid = self.grid(&answered[self.counts])?;
        let mut table = Assembled::counts(&grid, self.axes.columns.is_some());
        self.count_once_in_columns(answered, &grid, &mut table);
        self.leave_uncovered_out(answered, &grid, &mut table);
        self.count_once_in_rows(answered, &grid, &mut table);
        if !self.axes.columns.as_ref().is_some_and(Axis::is_time) {
            table.columns.iter_mut().for_each(|column| column.emphasis = false);
        }
        if options.show == Show::RowShare {
            table.show_row_shares();
        }
        options.add_total(&mut table);
        self.add_change(answered, &grid, &mut table);
        options.add_share_and_rank(&mut table, self.are_rows_alike(answered, &grid));
        let mut notes = self.add_rate(answered, &grid, &mut table);
        if !matches!(options.total, Total::Both | Total::Row) {
            table.rows.pop();
        }
        notes.extend(self.persons_notes(answered, &table));
        let row_header = self.axes.rows.header().to_owned();
        let Assembled { columns, rows, .. } = table;
        Ok(Body { row_header, columns, rows, notes, base: options.base(), ..Body::default() })
    }
}

impl Crosstab {
    fn axes(&self, at: &At<'_>, source: &SourceFrame) -> Result<Axes, Diagnostics> {
        let mut found = Diagnostics::default();
        let rows = found.keep(Axis::read(at, source, &self.rows, self.bands.as_ref()));
        let across = |name: &Spanned<String>| Axis::read(at, source, name, self.column_bands.as_ref());
        let columns = self.columns.as_ref().and_then(|name| found.keep(across(name)));
        let rows = rows.unwrap_or_else(|| Axis::plain(at.years()));
        found.into_result(Axes { rows, columns }).map(|(axes, _)| axes)
    }

    /// Options that do not go together.
    fn check(&self, at: &At<'_>, axes: &Axes) -> Result<(), Diagnostics> {
        let mut found = Diagnostics::default();
        let mut refuse = |refused: bool, code, what: &str, expected: &str| {
            if refused {
                found.push(
                    Diagnostic::error(code, what)
                        .at(at.origin.place(&self.rows))
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
        let time = persons && axes.rows.is_time();
        refuse(
            time,
            Code::PersonsByTime,
            "a person can have records at several times",
            "persons by `age`, `sex` or `ethnicity`, with times as columns",
        );
        let shares = self.show == Show::RowShare && (self.change != Change::None || self.columns.is_none());
        let cut_twice = self.top.is_some() && !self.keep.is_empty();
        refuse(cut_twice, Code::KeepAndTop, "`keep:` and `top:` both choose the rows", "either `keep:` or `top:`");
        let put_together = persons && can_be_in_several(&axes.rows) && (self.top.is_some() || !self.keep.is_empty());
        refuse(
            put_together,
            Code::PersonsInOther,
            "`keep:` and `top:` put rows together in which one person can be several times",
            "every row, or rows by `age`, `sex` or `ethnicity`",
        );
        refuse(shares, Code::RowShares, "row shares need columns, and no change", "`columns:`, and no `change:`");
        found.into_result(()).map(|_| ())
    }

    fn base(&self) -> Option<String> {
        (self.count == Counted::Persons).then(|| "persons".to_owned())
    }
}

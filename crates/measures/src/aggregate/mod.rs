//! A table of partners' published figures: what they give, with the totals, changes and shares that follow from it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

mod among;
mod extras;
mod layout;
mod selection;
#[cfg(test)]
pub(super) mod tests;

use super::residents::Residents;
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::Support;
use sna_core::yaml::{Spanned, WordOrList};
use sna_data::query::Ask;

pub(super) use extras::{SMALL, in_words, went};
pub(super) use layout::{Published, count, figure_cell};
pub(super) use selection::{Choosing, Chosen};

/// A table of partners' published figures, with totals, changes, shares, rates and trends.
///
/// Every dimension of the figures is named once: as rows or columns, in `where` with one value, or in `over`. Totals, shares and
/// what is summed over need counts. A change between counts is tested (exact conditional binomial, 95 %); rates and
/// percentages cannot be tested from what is published, and the table says which are higher or lower. A missing figure makes
/// every sum it belongs to unavailable.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AggregateTable {
    /// Name of the aggregate in the manifest of aggregates.
    #[schemars(with = "String")]
    pub of: Spanned<String>,
    /// Dimension of the rows.
    #[schemars(with = "String")]
    pub rows: Spanned<String>,
    /// Dimension of the columns; without it there is one column, `value`.
    #[schemars(with = "Option<String>")]
    pub columns: Option<Spanned<String>>,
    /// Only figures with this value of a dimension, or with one of a list.
    #[serde(default, rename = "where")]
    #[schemars(with = "std::collections::BTreeMap<String, Vec<String>>")]
    pub only_where: IndexMap<Spanned<String>, WordOrList<String>>,
    /// Dimensions whose values are added up.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub over: Vec<Spanned<String>>,
    /// Only these rows, in this order.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub only: Vec<Spanned<String>>,
    /// Which sums to print.
    #[serde(default)]
    pub total: Sums,
    /// The row that is the published total: printed last. If the other rows add up to less, the difference becomes a
    /// row `Not recorded`.
    #[schemars(with = "Option<String>")]
    pub whole: Option<Spanned<String>>,
    /// Print the change from the first column to the last.
    #[serde(default)]
    pub change: bool,
    /// Print shares of the total.
    pub share: Option<ShareOf>,
    /// Print each figure divided by the twelve months of its year.
    #[serde(default)]
    pub per_month: bool,
    /// Print whether the last column is higher or lower than the first, in words with a symbol.
    #[serde(default)]
    pub trend: bool,
    /// Order of the rows.
    #[serde(default)]
    pub order: RowOrder,
    /// Keep only the first N rows, in their order; the rest become one row `Other`.
    pub top: Option<usize>,
    /// Print each row's rank by the last column, 1 for the highest.
    #[serde(default)]
    pub rank: bool,
    /// Print the last column as a rate.
    pub rate: Option<RatePer>,
}

/// Which sums to print.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sums {
    /// None.
    #[default]
    None,
    /// A row of totals.
    Row,
    /// A column of totals.
    Column,
    /// A row and a column of totals.
    Both,
}

/// What a share is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShareOf {
    /// The total of the column.
    Column,
    /// The total of the row.
    Row,
}

/// Order of the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowOrder {
    /// The order of the file.
    #[default]
    File,
    /// The highest figure of the last column first.
    Highest,
    /// The lowest first.
    Lowest,
}

/// What a rate is per.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RatePer {
    /// The number of residents, such as 1000.
    pub per: u32,
    /// Name of the populations in the data manifest; the districts' own for districts.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
}

impl Sums {
    fn has_row(self) -> bool {
        matches!(self, Self::Row | Self::Both)
    }

    fn has_column(self) -> bool {
        matches!(self, Self::Column | Self::Both)
    }
}

impl AggregateTable {
    fn choosing(&self) -> Choosing<'_> {
        Choosing {
            of: &self.of,
            rows: Some(&self.rows),
            columns: self.columns.as_ref(),
            only_where: &self.only_where,
            over: &self.over,
        }
    }

    /// Options that need counts, although the figures are not counts.
    fn counts_asked(&self) -> Vec<&'static str> {
        let asked = [
            ("total", self.total != Sums::None),
            ("whole", self.whole.is_some()),
            ("share", self.share.is_some()),
            ("top", self.top.is_some()),
            ("over", !self.over.is_empty()),
            ("per_month", self.per_month),
            ("rate", self.rate.is_some()),
        ];
        asked.into_iter().filter_map(|(name, given)| given.then_some(name)).collect()
    }

    fn faults(&self, chosen: &Chosen<'_>, at: &At<'_>) -> Diagnostics {
        let mut found = chosen.unknown_rows(self.only.iter().chain(&self.whole), at);
        let asked = self.counts_asked();
        if !chosen.are_counts() && !asked.is_empty() {
            let message = format!("the figures of `{}` are not counts", self.of.value);
            found.push(
                Diagnostic::error(Code::NotCounts, message)
                    .at(at.origin.place(&self.of))
                    .found(format!("options that add or divide counts: {}", sna_core::diag::list(&asked)))
                    .expected("`is: count` in the manifest of aggregates, or none of these options"),
            );
        }
        found
    }
}

/// A table of published figures that are chosen. It asks nothing of the records.
struct LaidAggregate<'a> {
    options: &'a AggregateTable,
    at: At<'a>,
    chosen: Chosen<'a>,
    rate: Option<(u32, Residents)>,
}

impl Measure for AggregateTable {
    fn rests_on(&self) -> &'static [Support] {
        if self.rate.is_some() { &[Support::Aggregates, Support::Populations] } else { &[Support::Aggregates] }
    }

    fn aggregates(&self) -> Vec<&Spanned<String>> {
        vec![&self.of]
    }

    fn lay<'a>(&'a self, at: At<'a>, _: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let chosen = self.choosing().choose(&at)?;
        let mut found = self.faults(&chosen, &at);
        found.extend(among::faults(self, &chosen, &at));
        let rate = self.rate.as_ref();
        let rate = rate.and_then(|rate| Some((rate.per, found.keep(at.residents(&self.rows, rate.of.as_ref()))?)));
        let ((), _) = found.into_result(())?;
        Ok(Box::new(LaidAggregate { options: self, at, chosen, rate }))
    }
}

impl Laid for LaidAggregate<'_> {
    fn body(&self, _: &Answered<'_>) -> Result<Body, Diagnostics> {
        let chosen = &self.chosen;
        let mut table = layout::lay(self.options, chosen, &self.at)?;
        let mut notes = chosen.aggregate.notes.clone();
        notes.extend(among::notes(self.options, chosen));
        notes.extend(extras::add(self.options, chosen, self.rate.as_ref(), &mut table));
        Ok(Body {
            row_header: chosen.row_header(),
            columns: table.columns,
            rows: table.rows,
            notes,
            base: Some(chosen.aggregate.unit.clone()),
            taken: vec![chosen.taken()],
            ..Body::default()
        })
    }
}

//! Which figures of an aggregate a table takes, and by which of its dimensions.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::super::person_source::as_header;
use super::super::{At, Taken};
use super::layout::Published;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{CountedScope, Missing};
use sna_core::yaml::{Spanned, WordOrList};
use sna_data::query::quoted;
use sna_data::{Absent, Aggregate, AggregateLine, Figures};

/// What an author asks of an aggregate.
#[derive(Clone, Copy)]
pub(crate) struct Choosing<'o> {
    /// The aggregate.
    pub of: &'o Spanned<String>,
    /// Dimension of the rows.
    pub rows: Option<&'o Spanned<String>>,
    /// Dimension of the columns.
    pub columns: Option<&'o Spanned<String>>,
    /// Values that a dimension must have.
    pub only_where: &'o IndexMap<Spanned<String>, WordOrList<String>>,
    /// Dimensions that are summed over.
    pub over: &'o [Spanned<String>],
}

/// Figures chosen from an aggregate.
pub(crate) struct Chosen<'a> {
    pub aggregate: &'a Aggregate,
    lines: Vec<&'a AggregateLine>,
    rows: Option<usize>,
    columns: Option<usize>,
    sql: String,
    conditions: Vec<String>,
    /// Values that `where` gives to a dimension, where it gives one.
    fixed: Vec<String>,
}

/// The values that a condition allows.
fn allowed(values: &WordOrList<String>) -> Vec<&str> {
    match values {
        WordOrList::Word(word) => vec![word],
        WordOrList::List(list) => list.iter().map(String::as_str).collect(),
    }
}

impl Choosing<'_> {
    /// Looks everything up.
    ///
    /// # Errors
    /// An unknown aggregate, dimension or value; a dimension that is named twice or not at all; a sum of figures that are not counts.
    pub(crate) fn choose<'a>(self, setting: &At<'a>) -> Result<Chosen<'a>, Diagnostics> {
        let known = &setting.catalogue.aggregates;
        let Some(aggregate) = known.get(&self.of.value) else {
            let names = known.keys().map(String::as_str);
            let fault = Diagnostic::unknown(Code::UnknownAggregate, "aggregate", &self.of.value, names);
            let fault = fault.at(setting.origin.place(self.of));
            return Err(fault
                .hint("aggregates come from the file that `aggregates:` in the data manifest names")
                .into());
        };
        let mut found = Diagnostics::default();
        let mut position = |name: &Spanned<String>| found.keep(dimension(aggregate, name, setting));
        let rows = self.rows.map(&mut position);
        let columns = self.columns.map(&mut position);
        let over: Vec<Option<usize>> = self.over.iter().map(&mut position).collect();
        let by_where: Vec<Option<usize>> = self.only_where.keys().map(&mut position).collect();
        let names = [rows, columns].into_iter().flatten().chain(over).chain(by_where).collect::<Option<Vec<usize>>>();
        if names.is_none() {
            return Err(found);
        }
        found.extend(self.unknown_values(aggregate, setting));
        found.extend(self.named_twice(setting));
        found.extend(self.left_open(aggregate, setting));
        let lines = aggregate.lines.iter().filter(|line| self.holds(aggregate, line)).collect();
        let (rows, columns) = (rows.flatten(), columns.flatten());
        let chosen = Chosen {
            aggregate,
            lines,
            rows,
            columns,
            sql: self.sql(aggregate),
            conditions: self.conditions(),
            fixed: self.fixed(),
        };
        found.into_result(chosen).map(|(chosen, _)| chosen)
    }

    fn fixed(&self) -> Vec<String> {
        let values = self.only_where.values().map(allowed);
        values
            .filter_map(|values| if let [only] = values.as_slice() { Some((*only).to_owned()) } else { None })
            .collect()
    }

    fn holds(&self, aggregate: &Aggregate, line: &AggregateLine) -> bool {
        self.only_where.iter().all(|(name, values)| {
            let value = aggregate.dimension(&name.value).and_then(|at| line.keys.get(at));
            value.is_some_and(|value| allowed(values).contains(&value.as_str()))
        })
    }

    fn unknown_values(&self, aggregate: &Aggregate, setting: &At<'_>) -> Diagnostics {
        let mut found = Diagnostics::default();
        for (name, values) in self.only_where {
            let Some(at) = aggregate.dimension(&name.value) else { continue };
            let known = aggregate.values(at);
            for value in allowed(values).into_iter().filter(|value| !known.contains(value)) {
                let fault = Diagnostic::unknown(Code::UnknownCategory, "category", value, known.iter().copied());
                found.push(fault.at(setting.origin.place(name)).hint(of_dimension(&name.value, aggregate)));
            }
        }
        found
    }

    /// Dimensions with two parts to play. `where` may narrow what any other names.
    fn named_twice(&self, setting: &At<'_>) -> Diagnostics {
        let names: Vec<&Spanned<String>> = self.rows.into_iter().chain(self.columns).chain(self.over).collect();
        let again =
            names.iter().enumerate().filter(|(at, name)| names[..*at].iter().any(|other| other.value == name.value));
        let fault = |(_, name): (usize, &&Spanned<String>)| {
            Diagnostic::error(Code::DimensionTwice, format!("dimension `{}` is named twice", name.value))
                .at(setting.origin.place(*name))
                .expected("each dimension only once")
        };
        again.map(fault).collect()
    }

    /// Dimensions that nothing names: their figures would be in one cell together.
    fn left_open(&self, aggregate: &Aggregate, setting: &At<'_>) -> Option<Diagnostic> {
        let named =
            |name: &str| self.rows.into_iter().chain(self.columns).chain(self.over).any(|known| known.value == name);
        let single = |name: &str| {
            self.only_where.iter().any(|(known, values)| known.value == name && allowed(values).len() == 1)
        };
        let open: Vec<&str> =
            aggregate.dimensions.iter().map(String::as_str).filter(|name| !named(name) && !single(name)).collect();
        (!open.is_empty()).then(|| {
            let message =
                format!("the figures of `{}` are also broken down by {}", aggregate.name, sna_core::diag::list(&open));
            Diagnostic::error(Code::DimensionLeftOpen, message).at(setting.origin.place(self.of)).expected(
                "each of them as `rows` or `columns`, with one value under `where`, or under `over` to be added up",
            )
        })
    }

    fn conditions(&self) -> Vec<String> {
        let condition = |(name, values): (&Spanned<String>, &WordOrList<String>)| {
            let values: Vec<String> = allowed(values).into_iter().map(quoted).collect();
            match values.as_slice() {
                [only] => format!("{} = {only}", name.value),
                several => format!("{} IN ({})", name.value, several.join(", ")),
            }
        };
        self.only_where.iter().map(condition).collect()
    }

    /// The choice as portable SQL over the tidy file.
    fn sql(&self, aggregate: &Aggregate) -> String {
        let by: Vec<&str> = self.rows.into_iter().chain(self.columns).map(|name| name.value.as_str()).collect();
        let conditions = self.conditions();
        let filter = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
        let list = by.iter().map(|name| format!("{name}, ")).collect::<String>();
        let (value, group) = match self.over.is_empty() || by.is_empty() {
            true => ("value".to_owned(), String::new()),
            false => ("SUM(value) AS value".to_owned(), format!(" GROUP BY {}", by.join(", "))),
        };
        format!("SELECT {list}{value} FROM {}{filter}{group}", aggregate.name)
    }
}

fn dimension(aggregate: &Aggregate, name: &Spanned<String>, setting: &At<'_>) -> Result<usize, Diagnostic> {
    aggregate.dimension(&name.value).ok_or_else(|| {
        let known = aggregate.dimensions.iter().map(String::as_str);
        let fault = Diagnostic::unknown(Code::UnknownDimension, "dimension", &name.value, known);
        fault.at(setting.origin.place(name)).hint(format!("use a dimension of aggregate `{}`", aggregate.name))
    })
}

fn of_dimension(name: &str, aggregate: &Aggregate) -> String {
    format!("use a value of `{name}` in aggregate `{}`", aggregate.name)
}

fn missing(why: Absent) -> Missing {
    match why {
        Absent::NotAvailable => Missing::NotAvailable,
        Absent::Confidential => Missing::Confidential,
        Absent::NotApplicable => Missing::NotApplicable,
        Absent::Low => Missing::Low,
        Absent::LowReliability => Missing::LowReliability,
    }
}

impl<'a> Chosen<'a> {
    /// Whether the figures can be added.
    pub(crate) fn are_counts(&self) -> bool {
        match self.aggregate.figures {
            Figures::Count | Figures::Stock => true,
            Figures::Rate | Figures::Percent => false,
        }
    }

    /// Whether the figures of a row are counts of events, which a test can compare; `None` is a row that adds others up. Of a stock
    /// the same things stand in both figures, so a test of independent events does not apply.
    pub(crate) fn are_events(&self, row: Option<&str>) -> bool {
        let is_stock = |value: &str| self.aggregate.stocks.iter().any(|stock| stock == value);
        let own = || row.map_or_else(|| self.row_values(), |row| vec![row]);
        match self.aggregate.figures {
            Figures::Count => {
                let fixed = self.fixed.iter().map(String::as_str);
                !fixed.chain(self.column_values()).chain(own()).any(is_stock)
            }
            Figures::Stock | Figures::Rate | Figures::Percent => false,
        }
    }

    /// The values of the rows, in the order of the file.
    pub(crate) fn row_values(&self) -> Vec<&'a str> {
        self.values(self.rows)
    }

    /// The values of the columns, in the order of the file; none where there is one column.
    pub(crate) fn column_values(&self) -> Vec<&'a str> {
        self.values(self.columns)
    }

    /// Whether some cell of the table adds up figures of both values.
    pub(super) fn share_a_cell(&self, dimension: usize, one: &str, other: &str) -> bool {
        let cells = |value: &str| -> HashSet<[Option<&String>; 2]> {
            let with = self.lines.iter().filter(|line| line.keys.get(dimension).is_some_and(|key| key == value));
            with.map(|line| [self.rows, self.columns].map(|at| at.and_then(|at| line.keys.get(at)))).collect()
        };
        !cells(one).is_disjoint(&cells(other))
    }

    /// The values that the table has of a dimension, in the order of the file.
    pub(super) fn values(&self, dimension: Option<usize>) -> Vec<&'a str> {
        let Some(at) = dimension else { return Vec::new() };
        let mut values: Vec<&str> = Vec::new();
        for value in self.lines.iter().filter_map(|line| line.keys.get(at)) {
            if !values.contains(&value.as_str()) {
                values.push(value);
            }
        }
        values
    }

    /// The figure of a row in a column: the sum of all its lines. Percentages become fractions.
    pub(crate) fn figure(&self, row: Option<&str>, column: Option<&str>) -> Published {
        let is = |line: &AggregateLine, dimension: Option<usize>, value: Option<&str>| match (dimension, value) {
            (Some(at), Some(value)) => line.keys.get(at).is_some_and(|key| key == value),
            (None, _) | (_, None) => true,
        };
        let of_cell = self.lines.iter().filter(|line| is(line, self.rows, row) && is(line, self.columns, column));
        let figures: Vec<Published> = of_cell.map(|line| line.figure.map_err(missing)).collect();
        let sum = super::layout::sum(&figures)?;
        Ok(if self.aggregate.figures == Figures::Percent { sum / 100.0 } else { sum })
    }

    /// Names that are not rows.
    pub(super) fn unknown_rows<'n>(
        &self,
        names: impl Iterator<Item = &'n Spanned<String>>,
        setting: &At<'_>,
    ) -> Diagnostics {
        let known = self.row_values();
        let unknown = names.filter(|name| !known.contains(&name.value.as_str()));
        let fault = |name: &Spanned<String>| {
            Diagnostic::unknown(Code::UnknownRow, "row", &name.value, known.iter().copied())
                .at(setting.origin.place(name))
        };
        unknown.map(fault).collect()
    }

    /// Header of the column of labels.
    pub(super) fn row_header(&self) -> String {
        self.rows.map_or_else(String::new, |at| as_header(&self.aggregate.dimensions[at]))
    }

    /// Whether the columns are periods, of which the last is the newest.
    pub(super) fn columns_are_periods(&self) -> bool {
        let name = self.columns.map_or("", |at| self.aggregate.dimensions[at].as_str());
        ["year", "quarter", "month", "period"].iter().any(|word| name.ends_with(word))
    }

    /// What a table took of its aggregate.
    pub(crate) fn taken(&self) -> Taken {
        let by = [self.rows, self.columns].into_iter().flatten();
        Taken {
            aggregate: self.aggregate.name.clone(),
            sql: self.sql.clone(),
            scope: CountedScope { conditions: self.conditions.clone(), ..CountedScope::default() },
            by: by.map(|at| self.aggregate.dimensions[at].clone()).collect(),
        }
    }
}

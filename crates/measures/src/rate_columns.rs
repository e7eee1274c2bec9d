//! Rates of residents with their intervals, as the columns of a table.

use sna_core::document::{Column, Figure, Format, Missing, Role};
use sna_core::stats::Rate;

/// The columns `rate`, `rate_low` and `rate_high`, each with a cell for every rate; `[x]` if there is none.
pub(super) fn rate_columns(title: &str, rates: &[Option<Rate>]) -> [(Column, Vec<Figure>); 3] {
    let cells = |of: fn(&Rate) -> f64| {
        let cell = |rate: &Option<Rate>| rate.as_ref().map(|rate| Figure::Number(of(rate)));
        rates.iter().map(|rate| cell(rate).unwrap_or(Figure::Missing(Missing::NotAvailable))).collect()
    };
    let column = |key, title, role| Column::new(key, title, role, Format::Decimal(2));
    [
        (column("rate", title, Role::Derived), cells(|rate| rate.value)),
        (column("rate_low", "Low", Role::Interval), cells(|rate| rate.interval.low)),
        (column("rate_high", "High", Role::Interval), cells(|rate| rate.interval.high)),
    ]
}

/// A note on the intervals and the source of the residents.
pub(super) fn rate_note(population_source: &str) -> String {
    format!(
        "Low and high are the limits of the 95% confidence interval of the rate (Byar's method; exact below 10). Populations: {population_source}."
    )
}

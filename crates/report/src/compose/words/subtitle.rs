//! The subtitle of a chart for which the author gives none: measure, place and period.

use super::author::{area, counted, covered_in_words};
use crate::compose::composer::Composer;
use crate::compose::partners::aggregate_of;
use crate::spec::SectionPlan;
use sna_core::document::{RowKind, Table};

/// The place that a table is about: the whole if its own scope goes back to it.
pub(in crate::compose) fn area_of<'a>(composer: &Composer<'a>, section: &'a SectionPlan, table: &str) -> &'a str {
    let plan = composer.plan;
    let is_whole = plan.table(table).is_some_and(|plan| plan.scope.part.is_none());
    if is_whole { &plan.whole } else { area(plan, section) }
}

/// Measure, with what it is narrowed to, place and period.
pub(in crate::compose) fn subtitle(
    composer: &Composer<'_>,
    section: &SectionPlan,
    table: &Table,
    (measured, narrowed, area): (&str, &str, &str),
) -> String {
    let aggregate = aggregate_of(table, composer.catalogue);
    let counted = |rest: &str| match aggregate {
        Some(aggregate) => format!("Number of {}{rest}", aggregate.unit),
        None => format!("Number of {}{rest}", counted(&section.subject, &table.base)),
    };
    let measured = match (measured.strip_prefix("Number"), measured.strip_prefix("Total")) {
        (Some(rest), _) | (None, Some(rest)) => counted(rest),
        (None, None) => measured.to_owned(),
    } + narrowed;
    let body = || table.rows.iter().filter(|row| row.kind == RowKind::Body);
    let period = match (table.row_header.as_str(), body().next(), body().next_back()) {
        ("Month", Some(first), Some(last)) => format!("{} to {}", first.label, last.label),
        _ => match aggregate {
            Some(aggregate) => aggregate.period.clone().unwrap_or_default(),
            None => covered_in_words(&section.scope, composer.catalogue),
        },
    };
    [measured.as_str(), area, &period].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

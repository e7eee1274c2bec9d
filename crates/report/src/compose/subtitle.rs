//! What stands under a chart's headline where the author says nothing: measure, place and period.

use super::sections::Composer;
use super::words::{area, counted};
use crate::spec::SectionPlan;
use sna_core::document::{RowKind, Table};

impl Composer<'_> {
    /// What a section is about on the ground.
    pub(super) fn area<'s>(&'s self, section: &'s SectionPlan) -> &'s str {
        area(self.plan, section)
    }

    /// What a table is about on the ground: the whole where its own scope goes back to it.
    pub(super) fn area_of<'s>(&'s self, section: &'s SectionPlan, table: &str) -> &'s str {
        let is_whole = self.plan.table(table).is_some_and(|plan| plan.scope.part.is_none());
        if is_whole { &self.plan.whole } else { area(self.plan, section) }
    }

    /// Measure, place and period.
    pub(super) fn subtitle(&self, section: &SectionPlan, table: &Table, measured: &str) -> String {
        let area = self.area_of(section, &table.id);
        let aggregate = self.aggregate_of(table);
        let counted = |rest: &str| match aggregate {
            Some(aggregate) => format!("Number of {}{rest}", aggregate.unit),
            None => format!("Number of {}{rest}", counted(&section.subject, &table.base)),
        };
        let measured = match (measured.strip_prefix("Number"), measured.strip_prefix("Total")) {
            (Some(rest), _) | (None, Some(rest)) => counted(rest),
            (None, None) => measured.to_owned(),
        };
        let body = || table.rows.iter().filter(|row| row.kind == RowKind::Body);
        let period = match (table.row_header.as_str(), body().next(), body().next_back()) {
            ("Month", Some(first), Some(last)) => format!("{} to {}", first.label, last.label),
            _ => match aggregate {
                Some(aggregate) => aggregate.period.clone().unwrap_or_default(),
                None => section.scope.period.label(),
            },
        };
        [measured.as_str(), area, &period].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

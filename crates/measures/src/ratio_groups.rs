//! The groups of a table of rate ratios: their rates, and the ratio of each to the reference group's.

use super::categories::Category;
use super::people_of_areas::Repeats;
use sna_core::document::{BodyRow, Counted, Figure, Missing, NotCounted, RowKind};
use sna_core::stats::{Confidence, Exposed, RateRatio, rate_ratio_of_people};
use sna_data::query::Key;

/// A group's records and population.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    pub category: Category,
    pub records: Counted,
    /// Residents; `None` where the manifest gives none or 0.
    pub population: Option<u64>,
}

impl Group {
    #[expect(clippy::cast_precision_loss, reason = "populations stay far below 2^53")]
    fn exposed(&self, more_records: u64) -> Option<Exposed> {
        let population = self.population? as f64;
        Some(Exposed { events: self.records.value() + more_records, population })
    }
}

/// The rows of a table, and what their figures are based on.
pub(super) struct Groups {
    pub rows: Vec<Group>,
    pub reference: Group,
    pub unrecorded: Counted,
    pub all: Counted,
    /// Years that the records cover.
    pub years: f64,
    /// What people with several records add to the variance of the numbers.
    pub repeats: Repeats,
}

impl Groups {
    /// The population of all groups together, if each has one.
    fn all_residents(&self) -> Option<u64> {
        self.rows.iter().map(|group| group.population).sum()
    }

    #[expect(clippy::cast_precision_loss, reason = "counts and populations stay far below 2^53")]
    fn rate(&self, records: &Counted, population: Option<u64>) -> Figure {
        match population {
            Some(residents) if self.years > 0.0 => {
                Figure::Number(records.value() as f64 / residents as f64 / self.years * 1_000.0)
            }
            _ => Figure::Missing(Missing::NotAvailable),
        }
    }

    /// The ratio with a number of unrecorded records added to the group and to the reference group.
    fn ratio(&self, group: &Group, to_group: u64, to_reference: u64) -> Option<RateRatio> {
        let of = |group: &Group, more: u64| {
            let exposed = group.exposed(more)?;
            Some((exposed, self.repeats.variance(exposed.events, &group.category.key)))
        };
        rate_ratio_of_people(of(group, to_group)?, of(&self.reference, to_reference)?, Confidence::NinetyFive)
    }

    /// Ratio, ends of its interval, and its bounds.
    fn ratio_cells(&self, group: &Group) -> Vec<Figure> {
        if group.category.key == self.reference.category.key {
            let rate_exists = group.population.is_some();
            let one = if rate_exists { Figure::Number(1.0) } else { Figure::Missing(Missing::NotAvailable) };
            return [one].into_iter().chain(vec![Figure::Missing(Missing::NotApplicable); 4]).collect();
        }
        // Without both populations there is no ratio; with them, the only obstacle is too few records.
        let why = match (group.population, self.reference.population) {
            (Some(_), Some(_)) => Missing::LowReliability,
            _ => Missing::NotAvailable,
        };
        let cell = |number: Option<f64>| number.map_or(Figure::Missing(why), Figure::Number);
        let ratio = self.ratio(group, 0, 0);
        let ends = ratio.and_then(|ratio| ratio.ends);
        let value = |ratio: Option<RateRatio>| cell(ratio.map(|ratio| ratio.value));
        let unrecorded = self.unrecorded.value();
        vec![
            value(ratio),
            cell(ends.map(|ends| ends.0)),
            cell(ends.map(|ends| ends.1)),
            value(self.ratio(group, 0, unrecorded)),
            value(self.ratio(group, unrecorded, 0)),
        ]
    }

    /// Records, population and rate.
    fn own_cells(&self, records: &Counted, population: Option<u64>) -> [Figure; 3] {
        let residents = population.map_or(Figure::Missing(Missing::NotAvailable), |residents| {
            Figure::not_counted(NotCounted::Residents, residents)
        });
        [Figure::Count(records.clone()), residents, self.rate(records, population)]
    }

    fn row(&self, group: &Group) -> BodyRow {
        let own = self.own_cells(&group.records, group.population);
        group.category.row(own.into_iter().chain(self.ratio_cells(group)).collect())
    }

    pub(super) fn table_rows(&self) -> Vec<BodyRow> {
        let not_applicable = |number: usize| vec![Figure::Missing(Missing::NotApplicable); number];
        let mut rows: Vec<BodyRow> = self.rows.iter().map(|group| self.row(group)).collect();
        if self.unrecorded.value() > 0 {
            let unknown = Category { key: Key::Missing, label: "Not recorded".to_owned() };
            let cells = [Figure::Count(self.unrecorded.clone())].into_iter().chain(not_applicable(7));
            rows.push(unknown.row(cells.collect()));
        }
        let own = self.own_cells(&self.all, self.all_residents());
        let cells = own.into_iter().chain(not_applicable(5)).collect();
        rows.push(BodyRow { key: "total".into(), label: "Total".into(), kind: RowKind::Total, cells });
        rows
    }
}

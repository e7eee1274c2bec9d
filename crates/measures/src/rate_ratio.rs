//! Rate ratios: each group's rate against a reference group's, such as ethnic groups against White.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{Category, categories, header};
use super::person_source::as_header;
use super::proportion::count_column;
use super::residents::{no_populations, residents, row_keys};
use super::{Body, Measure, Setting};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Format, Missing, Role, Row, RowKind, Support};
use sna_core::stats::{Confidence, Exposed, RateRatio, rate_ratio};
use sna_core::yaml::{Spanned, here};
use sna_data::query::{Counts, Dimension, Key, Question};

/// Rates by group and their ratio to a reference group's, with an interval and with bounds for what is not recorded.
///
/// The relative rate index: records by the group's population, by those of the reference group. The interval is log-normal,
/// 95 %. The bounds say what the ratio would be if every record without a group belonged to the reference group, or to this
/// one. Populations come from the manifest; a group without one has no rate.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateRatios {
    /// Name of the source; that of the section by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the rows, which must have `populations:` in the manifest; `ethnic_group` by default.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
    /// The group that the others are set against; `White` by default.
    #[schemars(with = "Option<String>")]
    pub reference: Option<Spanned<String>>,
}

/// A group's records and population.
#[derive(Debug, Clone, PartialEq)]
struct Group {
    category: Category,
    records: u64,
    /// Residents; `None` where the manifest gives none or 0.
    population: Option<u64>,
}

impl Group {
    #[expect(clippy::cast_precision_loss, reason = "populations stay far below 2^53")]
    fn exposed(&self, more_records: u64) -> Option<Exposed> {
        let population = self.population? as f64;
        Some(Exposed { events: self.records + more_records, population })
    }
}

/// The rows of a table, and what their figures rest on.
struct Groups {
    rows: Vec<Group>,
    reference: Group,
    unrecorded: u64,
    /// Years that the records cover.
    years: f64,
}

impl Groups {
    fn all_records(&self) -> u64 {
        self.rows.iter().map(|group| group.records).sum::<u64>() + self.unrecorded
    }

    /// The population of all groups together, if each has one.
    fn all_residents(&self) -> Option<u64> {
        self.rows.iter().map(|group| group.population).sum()
    }

    #[expect(clippy::cast_precision_loss, reason = "counts and populations stay far below 2^53")]
    fn rate(&self, records: u64, population: Option<u64>) -> Cell {
        match population {
            Some(residents) if self.years > 0.0 => {
                Cell::Number(records as f64 / residents as f64 / self.years * 1_000.0)
            }
            _ => Cell::Missing(Missing::NotAvailable),
        }
    }

    /// The ratio with so many unrecorded records added to the group and to the reference group.
    fn ratio(&self, group: &Group, to_group: u64, to_reference: u64) -> Option<RateRatio> {
        rate_ratio(group.exposed(to_group)?, self.reference.exposed(to_reference)?, Confidence::NinetyFive)
    }

    /// Ratio, ends of its interval, and its bounds.
    fn ratio_cells(&self, group: &Group) -> Vec<Cell> {
        if group.category.key == self.reference.category.key {
            let rate_exists = group.population.is_some();
            let one = if rate_exists { Cell::Number(1.0) } else { Cell::Missing(Missing::NotAvailable) };
            return [one].into_iter().chain(vec![Cell::Missing(Missing::NotApplicable); 4]).collect();
        }
        // Without both populations there is nothing to say; with them, only too few records stand in the way.
        let why = match (group.population, self.reference.population) {
            (Some(_), Some(_)) => Missing::LowReliability,
            _ => Missing::NotAvailable,
        };
        let cell = |number: Option<f64>| number.map_or(Cell::Missing(why), Cell::Number);
        let ratio = self.ratio(group, 0, 0);
        let ends = ratio.and_then(|ratio| ratio.ends);
        let value = |ratio: Option<RateRatio>| cell(ratio.map(|ratio| ratio.value));
        vec![
            value(ratio),
            cell(ends.map(|ends| ends.0)),
            cell(ends.map(|ends| ends.1)),
            value(self.ratio(group, 0, self.unrecorded)),
            value(self.ratio(group, self.unrecorded, 0)),
        ]
    }

    fn row(&self, group: &Group) -> Row {
        let population = group.population.map_or(Cell::Missing(Missing::NotAvailable), Cell::Count);
        let own = [Cell::Count(group.records), population, self.rate(group.records, group.population)];
        group.category.row(own.into_iter().chain(self.ratio_cells(group)).collect())
    }

    fn table_rows(&self) -> Vec<Row> {
        let not_applicable = |number: usize| vec![Cell::Missing(Missing::NotApplicable); number];
        let mut rows: Vec<Row> = self.rows.iter().map(|group| self.row(group)).collect();
        if self.unrecorded > 0 {
            let unknown = Category { key: Key::Missing, label: "Not recorded".to_owned() };
            let cells = [Cell::Count(self.unrecorded)].into_iter().chain(not_applicable(7));
            rows.push(unknown.row(cells.collect()));
        }
        let residents = self.all_residents();
        let population = residents.map_or(Cell::Missing(Missing::NotAvailable), Cell::Count);
        let own = [Cell::Count(self.all_records()), population, self.rate(self.all_records(), residents)];
        let cells = own.into_iter().chain(not_applicable(5)).collect();
        rows.push(Row { key: "total".into(), label: "Total".into(), kind: RowKind::Total, cells });
        rows
    }
}

fn columns(source: &str, reference: &str) -> Vec<Column> {
    let two_decimals = |key, title: &str, role| Column::new(key, title, role, Format::Decimal(2));
    vec![
        count_column("records", &format!("{} (records)", as_header(source))),
        Column::new("population", "Population", Role::Derived, Format::Count),
        two_decimals("rate", "Per 1,000 residents a year", Role::Derived),
        two_decimals("ratio", &format!("Ratio to {reference}"), Role::Derived),
        two_decimals("low", "Low", Role::Interval),
        two_decimals("high", "High", Role::Interval),
        two_decimals("bound_low", &format!("If all not recorded were {reference}"), Role::Derived),
        two_decimals("bound_high", "If all not recorded were of this group", Role::Derived),
    ]
}

impl RateRatios {
    fn dimension(&self, setting: &Setting<'_>) -> Result<Dimension, Diagnostic> {
        let name = self.rows.clone().unwrap_or_else(|| here("ethnic_group".to_owned()));
        setting.dimension(setting.source(self.of.as_ref())?, &name)
    }

    fn row_name(&self) -> &str {
        self.rows.as_ref().map_or("ethnic_group", |rows| rows.value.as_str())
    }

    fn reference(&self) -> &str {
        self.reference.as_ref().map_or("White", |reference| reference.value.as_str())
    }

    /// The populations of the dimension's values.
    fn populations<'s>(&self, setting: &'s Setting<'_>) -> Result<&'s IndexMap<String, u64>, Diagnostic> {
        let name = self.row_name();
        setting.catalogue.populations.get(name).map(|set| &set.residents).ok_or_else(|| {
            let fault = no_populations(name);
            self.rows.as_ref().map_or(fault.clone(), |rows| fault.at(setting.origin.place(rows)))
        })
    }

    /// Each group that has a population or occurs. Those of the whole area say nothing of one district.
    fn groups(&self, setting: &Setting<'_>, counts: &Counts) -> Result<Groups, Diagnostic> {
        let populations = self.populations(setting)?;
        let dimension = Dimension::named(self.row_name()).unwrap_or(Dimension::Column("ethnic_group"));
        let group = |category: Category| {
            let residents = residents(populations, &category).filter(|residents| *residents > 0);
            let population = residents.filter(|_| setting.scope.part.is_none());
            Group { records: counts.at(std::slice::from_ref(&category.key)), population, category }
        };
        let keys = row_keys(&dimension, setting, counts, populations);
        let rows: Vec<Group> = categories(&dimension, setting, &keys).into_iter().map(group).collect();
        let reference = rows.iter().find(|group| group.category.label == self.reference()).cloned();
        let reference = reference.ok_or_else(|| {
            let known = rows.iter().map(|group| group.category.label.as_str());
            let fault = Diagnostic::unknown(Code::UnknownCategory, "category", self.reference(), known);
            self.reference.as_ref().map_or(fault.clone(), |reference| fault.at(setting.origin.place(reference)))
        })?;
        let months = setting.covered(setting.scope.period.months().into_iter());
        Ok(Groups { rows, reference, unrecorded: counts.at(&[Key::Missing]), years: f64::from(months) / 12.0 })
    }

    fn notes(&self, setting: &Setting<'_>, groups: &Groups) -> Vec<String> {
        let months = setting.covered(setting.scope.period.months().into_iter());
        let source = setting.catalogue.populations.get(self.row_name()).and_then(|set| set.source.as_deref());
        let source = source.unwrap_or("the data manifest");
        let mut notes = vec![
            format!(
                "Rates are records a year for each 1,000 residents of all ages, over {months} months with records. Populations: {source}."
            ),
            format!(
                "Low and high bound the 95% interval of the ratio to {} (log-normal). It takes records as independent; one \
                 person can have several, so the true interval is wider.",
                self.reference()
            ),
            unrecorded_note(groups),
        ];
        if setting.scope.part.is_some() {
            notes.push(
                "Populations by group are those of the whole area, so there are no rates for one district.".to_owned(),
            );
        }
        notes
    }
}

fn unrecorded_note(groups: &Groups) -> String {
    let count = |number: u64| Cell::Count(number).print(Format::Count);
    let (unrecorded, all) = (groups.unrecorded, groups.all_records());
    match unrecorded {
        0 => "Every record has a group.".to_owned(),
        _ => format!(
            "{} of {} records have no group. The last two columns bound what that can mean for the ratio.",
            count(unrecorded),
            count(all),
        ),
    }
}

impl Measure for RateRatios {
    fn rests_on(&self) -> &'static [Support] {
        &[Support::Populations]
    }

    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        let dimension = self.dimension(setting)?;
        self.groups(setting, &Counts::default())?;
        Ok(vec![setting.query(source, vec![dimension])])
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let groups = self.groups(setting, &answers.first().cloned().unwrap_or_default())?;
        let dimension = Dimension::named(self.row_name());
        Ok(Body {
            row_header: dimension.as_ref().map_or("Group", header).to_owned(),
            columns: columns(setting.source_name(self.of.as_ref()), self.reference()),
            rows: groups.table_rows(),
            notes: self.notes(setting, &groups),
            ..Body::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use super::*;

    const YAML: &str = "rate_ratio: { of: suspects }";

    fn counts(records: &[(&str, u64)]) -> Counts {
        let key = |name: &str| if name.is_empty() { Key::Missing } else { Key::Text(name.to_owned()) };
        Counts(records.iter().map(|(name, count)| (vec![key(name)], *count)).collect())
    }

    fn world() -> World {
        World::bare().with_months("2022-04", "2024-03").with_populations(&[
            ("Asian", 80_000),
            ("Black", 0),
            ("Mixed", 20_000),
            ("White", 900_000),
        ])
    }

    #[test]
    fn rates_and_ratios_rest_on_populations() {
        let body =
            world().made(YAML, &[counts(&[("White", 1_800), ("Asian", 80), ("Mixed", 120), ("", 1_000)])]).unwrap();
        assert_eq!(number(&body, "White", "rate"), 1.0, "1,800 records, 900,000 residents, two years");
        assert_eq!(number(&body, "White", "ratio"), 1.0);
        assert!((number(&body, "Mixed", "ratio") - 3.0).abs() < 1e-12);
        assert!((number(&body, "Asian", "ratio") - 0.5).abs() < 1e-12);
        assert!(number(&body, "Mixed", "low") < 3.0 && number(&body, "Mixed", "high") > 3.0);
        // All 1,000 to White: 120 / 20,000 by 2,800 / 900,000. All to Mixed: 1,120 / 20,000 by 1,800 / 900,000.
        assert!((number(&body, "Mixed", "bound_low") - 0.006 / (2_800.0 / 900_000.0)).abs() < 1e-12);
        assert!((number(&body, "Mixed", "bound_high") - 28.0).abs() < 1e-12);
        assert_eq!(number(&body, "unknown", "records"), 1_000.0);
        assert_eq!(number(&body, "total", "records"), 3_000.0);
        assert!(
            body.notes.iter().any(|note| note.starts_with("1,000 of 3,000 records have no group")),
            "{:?}",
            body.notes
        );
    }

    #[test]
    fn no_population_no_rate() {
        let body = world().made(YAML, &[counts(&[("White", 90), ("Black", 7), ("Other ethnic group", 2)])]).unwrap();
        for row in ["Black", "Other ethnic group"] {
            for column in ["population", "rate", "ratio", "low", "bound_high"] {
                assert_eq!(cell(&body, row, column), Cell::Missing(Missing::NotAvailable), "{row} {column}");
            }
        }
        assert_eq!(cell(&body, "total", "rate"), Cell::Missing(Missing::NotAvailable));
        let district = world().with_area("Derby").made(YAML, &[counts(&[("White", 90)])]).unwrap();
        assert_eq!(cell(&district, "White", "rate"), Cell::Missing(Missing::NotAvailable));
        assert!(district.notes.iter().any(|note| note.contains("no rates for one district")));
    }

    #[test]
    fn too_few_records_give_no_interval() {
        let body = world().made(YAML, &[counts(&[("White", 90)])]).unwrap();
        assert_eq!(number(&body, "Asian", "ratio"), 0.0);
        assert_eq!(cell(&body, "Asian", "low"), Cell::Missing(Missing::LowReliability));
        let nobody = world().made(YAML, &[Counts::default()]).unwrap();
        assert_eq!(cell(&nobody, "Asian", "ratio"), Cell::Missing(Missing::LowReliability));
        assert_eq!(number(&nobody, "White", "ratio"), 1.0);
        assert!(nobody.notes.contains(&"Every record has a group.".to_owned()));
    }

    #[test]
    fn the_whole_way() {
        let body = World::people().table(YAML).unwrap();
        assert_eq!(
            ["White", "Black", "unknown", "total"].map(|row| number(&body, row, "records")),
            [1.0, 1.0, 1.0, 3.0]
        );
        assert_eq!(number(&body, "Black", "ratio"), 10.0);
    }

    #[test]
    fn populations_are_found_by_code_too() {
        let rows = |name: &str, key: &str| Category { key: Key::Text(key.to_owned()), label: name.to_owned() };
        let populations: IndexMap<String, u64> =
            [("W1".to_owned(), 5), ("Chinese".to_owned(), 7)].into_iter().collect();
        assert_eq!(residents(&populations, &rows("White: British", "W1")), Some(5));
        assert_eq!(residents(&populations, &rows("Chinese", "O1")), Some(7));
        assert_eq!(residents(&populations, &rows("Arab", "O2")), None);
        let body = World::people().table("rate_ratio: { of: victims, rows: ethnicity, reference: 'White: British' }");
        assert_eq!(
            body.err().and_then(|found| found.iter().next().map(|fault| fault.code.as_str())),
            Some("no-populations")
        );
    }

    #[test]
    fn populations_of_nobody_are_refused() {
        assert_eq!(World::manifest_fault("ethnic_group: { residents: { Whit: 10 } }"), "unknown-category");
        assert_eq!(World::manifest_fault("ethnic: { residents: { White: 10 } }"), "unknown-dimension");
        assert_eq!(World::manifest_fault("sex: { residents: { Male: 10 } }"), "no fault");
    }

    #[test]
    fn mistakes_are_named() {
        let world = World::people();
        assert_eq!(world.fault("rate_ratio: { of: suspects, reference: Whit }"), "unknown-category");
        assert_eq!(world.fault("rate_ratio: { of: suspects, rows: sex }"), "no-populations");
        assert_eq!(world.fault("rate_ratio: { of: offences }"), "missing-column");
    }
}

//! Rate ratios: each group's rate against a reference group's, such as ethnic groups against White.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::area_years::months_in_words;
use super::categories::{Category, categories, header};
use super::numbers::number_of;
use super::people_of_areas::{AskedPeople, Repeats};
use super::person_source::as_header;
use super::proportion::count_column;
use super::ratio_groups::{Group, Groups};
use super::residents::{listed_keys, no_populations, residents};
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Format, Role, Support};
use sna_core::yaml::{Spanned, here};
use sna_data::query::{AnswerId, Ask, Counts, Dimension, Key, Keys};
use sna_data::{PopulationSet, SourceFrame};

/// Rates by group and their ratio to a reference group's, with an interval and with bounds for what is not recorded.
///
/// The relative rate index: records by the group's population, by the reference group's. The interval is log-normal,
/// 95 %; where records name people, it allows for those with several. The bounds say what the ratio would be if every
/// record without a group belonged to the reference group, or to this one. Populations come from the manifest; a group
/// without one has no rate.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateRatios {
    /// Name of the source; the section's by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the rows, which must have `populations:` in the manifest; `ethnic_group` by default.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
    /// The group that the others are compared with; `White` by default.
    #[schemars(with = "Option<String>")]
    pub reference: Option<Spanned<String>>,
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
    fn dimension(&self, at: &At<'_>, source: &SourceFrame) -> Result<Dimension, Diagnostic> {
        let name = self.rows.clone().unwrap_or_else(|| here("ethnic_group".to_owned()));
        at.dimension(source, &name)
    }

    fn row_name(&self) -> &str {
        self.rows.as_ref().map_or("ethnic_group", |rows| rows.value.as_str())
    }

    fn reference(&self) -> &str {
        self.reference.as_ref().map_or("White", |reference| reference.value.as_str())
    }

    /// The populations of the dimension's values.
    fn populations<'a>(&self, at: &At<'a>) -> Result<&'a PopulationSet, Diagnostic> {
        let name = self.row_name();
        at.catalogue.populations.get(name).ok_or_else(|| {
            let fault = no_populations(name);
            self.rows.as_ref().map_or(fault.clone(), |rows| fault.at(at.origin.place(rows)))
        })
    }
}

/// Rate ratios whose question is asked.
struct LaidRateRatios<'a> {
    options: &'a RateRatios,
    at: At<'a>,
    /// Name of the source.
    source: &'a str,
    dimension: Dimension,
    populations: &'a PopulationSet,
    counts: AnswerId,
    /// The people whom the records name, if they do.
    people: Option<AskedPeople>,
}

impl LaidRateRatios<'_> {
    /// Each group that has a population or occurs.
    fn categories(&self, occurring: &BTreeSet<Key>) -> Vec<Category> {
        let keys = listed_keys(&self.dimension, &self.at, occurring, &self.populations.residents);
        categories(&self.dimension, &self.at, &keys)
    }

    /// The group that the others are compared with.
    fn reference<'c>(&self, categories: &'c [Category]) -> Result<&'c Category, Diagnostic> {
        let name = self.options.reference();
        categories.iter().find(|category| category.label == name).ok_or_else(|| {
            let known = categories.iter().map(|category| category.label.as_str());
            let fault = Diagnostic::unknown(Code::UnknownCategory, "category", name, known);
            let reference = self.options.reference.as_ref();
            reference.map_or(fault.clone(), |reference| fault.at(self.at.origin.place(reference)))
        })
    }

    /// A group's records and population; the whole area's populations say nothing of one district.
    fn group(&self, category: &Category, counts: &Counts) -> Group {
        let residents = residents(&self.populations.residents, category).filter(|residents| *residents > 0);
        let population = residents.filter(|_| self.at.scope.part.is_none());
        Group { records: counts.sum([category.of(&self.dimension)]), population, category: category.clone() }
    }

    fn groups(&self, counts: &Counts, months: f64, repeats: Repeats) -> Result<Groups, Diagnostic> {
        let categories = self.categories(&counts.keys(&self.dimension));
        Ok(Groups {
            reference: self.group(self.reference(&categories)?, counts),
            rows: categories.iter().map(|category| self.group(category, counts)).collect(),
            unrecorded: counts.sum([Keys::only(&self.dimension, &Key::Missing)]),
            all: counts.all(),
            years: months / 12.0,
            repeats,
        })
    }

    fn notes(&self, groups: &Groups, months: f64) -> Vec<String> {
        let source = self.populations.source.as_deref().unwrap_or("the data manifest");
        let mut notes = vec![
            format!(
                "Rates are records a year per 1,000 residents of all ages, over {} covered by the records. Populations: {source}.",
                months_in_words(months)
            ),
            format!(
                "Low and high are the limits of the 95% confidence interval of the ratio to {} (log-normal). {}",
                self.options.reference(),
                self.people_told(groups)
            ),
            unrecorded_note(groups),
        ];
        if self.at.scope.part.is_some() {
            notes.push(
                "Populations by group are for the whole area, so there are no rates for one district.".to_owned(),
            );
        }
        notes
    }
}

impl LaidRateRatios<'_> {
    /// What the interval makes of people with several records.
    fn people_told(&self, groups: &Groups) -> &'static str {
        match (&self.people, groups.repeats.are_any()) {
            (None, _) => {
                "It treats records as independent; one person can have several, so the true interval is wider."
            }
            (Some(_), true) => {
                "It allows for people with several records: the variance of a number of records is the sum over people of the \
                 square of theirs."
            }
            (Some(_), false) => "Nobody has several records.",
        }
    }
}

fn unrecorded_note(groups: &Groups) -> String {
    let count = |number: u64| Cell::Count(number).print(Format::Count);
    let (unrecorded, all) = (groups.unrecorded.value(), groups.all.value());
    match unrecorded {
        0 => "Every record has a group.".to_owned(),
        _ => format!(
            "{} of {} {} no group. The last two columns show how far that could change the ratio.",
            count(unrecorded),
            number_of(all, "record", "records"),
            if unrecorded == 1 { "has" } else { "have" },
        ),
    }
}

impl Measure for RateRatios {
    fn rests_on(&self) -> &'static [Support] {
        &[Support::Populations]
    }

    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        let dimension = self.dimension(&at, source)?;
        let populations = self.populations(&at)?;
        let counts = ask.records(source, at.scope, [dimension.clone()]);
        let people = AskedPeople::ask(&at, source, &dimension, ask);
        let laid = LaidRateRatios { options: self, at, source: &source.name, dimension, populations, counts, people };
        laid.reference(&laid.categories(&BTreeSet::new()))?;
        Ok(Box::new(laid))
    }
}

impl Laid for LaidRateRatios<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let months = answered.covered.days.months_in(self.at.scope.period);
        let repeats = self.people.as_ref().map(|people| people.repeats(answered)).unwrap_or_default();
        let groups = self.groups(&answered[self.counts], months, repeats)?;
        Ok(Body {
            row_header: header(&self.dimension).to_owned(),
            columns: columns(self.source, self.options.reference()),
            rows: groups.table_rows(),
            notes: self.notes(&groups, months),
            ..Body::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use super::*;
    use indexmap::IndexMap;
    use sna_core::document::Missing;
    use sna_data::query::Grouped;

    const YAML: &str = "rate_ratio: { of: suspects }";

    fn counts(records: &[(&str, u64)]) -> Grouped {
        let key = |name: &str| if name.is_empty() { Key::Missing } else { Key::Text(name.to_owned()) };
        Grouped(records.iter().map(|(name, count)| (vec![key(name)], *count)).collect())
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
        let nobody = world().made(YAML, &[Grouped::default()]).unwrap();
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

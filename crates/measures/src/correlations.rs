//! Correlations: indicators of areas against the rates of records there.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::areas::{AreaOptions, Areas, listed};
use super::axis::Axis;
use super::categories::Category;
use super::{Body, Measure, Setting};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Format, Missing, Role, Row, RowKind, Support};
use sna_core::stats::{self, Confidence, correlation};
use sna_core::yaml::Spanned;
use sna_data::Indicators;
use sna_data::query::{Counts, Key, Question};

/// How far an indicator of areas and the rate of records there go together: a row for each indicator of the manifest.
///
/// The rate is that of the period per 1,000 residents. The interval is Fisher's, 95 %. Areas without an indicator or a population
/// are left out and named; with fewer than four areas there is no coefficient. A coefficient over areas says nothing about
/// persons, and of many coefficients some are far from 0 by chance: the note counts them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correlations {
    /// Name of the source; that of the section by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension whose values get coefficients of their own, such as `offence_group`; all records together without it.
    #[schemars(with = "Option<String>")]
    pub columns: Option<Spanned<String>>,
    /// Only these values of that dimension, in this order.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub offences: Vec<Spanned<String>>,
    /// Only these indicators, in this order; all of the manifest's by default.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub indicators: Vec<Spanned<String>>,
    /// Name of the populations in the manifest; the districts' own for districts, else the only ones by the indicators' areas.
    #[schemars(with = "Option<String>")]
    pub population: Option<Spanned<String>>,
    /// Which coefficient.
    #[serde(default)]
    pub coefficient: CoefficientName,
}

/// Which coefficient.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoefficientName {
    /// Spearman's, of ranks: no straight line is needed, and one extreme area does not decide it.
    #[default]
    Spearman,
    /// Pearson's, of the values themselves.
    Pearson,
}

impl CoefficientName {
    fn method(self) -> stats::Coefficient {
        match self {
            Self::Spearman => stats::Coefficient::Spearman,
            Self::Pearson => stats::Coefficient::Pearson,
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Spearman => {
                "Spearman's rank correlation; its interval is Fisher's with the variance of Bonett and Wright"
            }
            Self::Pearson => "Pearson's correlation; its interval is Fisher's",
        }
    }
}

/// One coefficient.
struct Found {
    key: String,
    correlation: Option<stats::Correlation>,
    areas: usize,
}

impl Found {
    fn row(&self) -> Row {
        let cell = |number: Option<f64>| number.map_or(Cell::Missing(Missing::LowReliability), Cell::Number);
        let ends = self.correlation.and_then(|found| found.ends);
        let cells = vec![
            cell(self.correlation.map(|found| found.value)),
            cell(ends.map(|ends| ends.0)),
            cell(ends.map(|ends| ends.1)),
            Cell::Count(self.areas as u64),
        ];
        Row { key: self.key.clone(), label: self.key.clone(), kind: RowKind::Body, cells }
    }

    fn leaves_out_none(&self) -> bool {
        self.correlation.and_then(|found| found.ends).is_some_and(|(low, high)| low > 0.0 || high < 0.0)
    }
}

fn columns() -> Vec<Column> {
    let two_decimals = |key, title, role| Column::new(key, title, role, Format::Decimal(2));
    vec![
        two_decimals("coefficient", "Coefficient", Role::Value),
        two_decimals("low", "Low", Role::Interval),
        two_decimals("high", "High", Role::Interval),
        Column::new("areas", "Areas", Role::Derived, Format::Count),
    ]
}

/// The chance, for one coefficient, that its interval leaves out 0 though nothing is there.
const BY_CHANCE: f64 = 0.05;

fn indicators<'s>(setting: &'s Setting<'_>) -> Result<&'s Indicators, Diagnostic> {
    setting.catalogue.indicators.as_ref().ok_or_else(|| {
        Diagnostic::error(Code::NoIndicators, "the data manifest names no indicators of areas")
            .expected("a line `indicators:` in the data manifest")
    })
}

impl Correlations {
    fn options(&self, indicators: &Indicators) -> AreaOptions<'_> {
        AreaOptions::new(self.of.as_ref(), None, &indicators.dimension, self.population.as_ref())
    }

    fn across(&self, setting: &Setting<'_>) -> Result<Option<Axis>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        if let (None, Some(offence)) = (&self.columns, self.offences.first()) {
            return Err(Diagnostic::error(Code::OffencesWithoutColumns, "these are values of no dimension")
                .at(setting.origin.place(offence))
                .expected("`columns:` with their dimension, such as `offence_group`")
                .into());
        }
        self.columns.as_ref().map(|name| Axis::read(setting, source, name, None)).transpose()
    }

    /// The indicators to look at.
    fn chosen(&self, indicators: &Indicators, setting: &Setting<'_>) -> Result<Vec<String>, Diagnostics> {
        let known: Vec<&str> = indicators.values.keys().map(String::as_str).collect();
        chosen(Code::UnknownIndicator, "indicator", &self.indicators, &known, setting)
    }

    /// The groups of records to look at: their names and counts by area; one without a name for all records together.
    fn groups(&self, setting: &Setting<'_>, counts: &Counts) -> Result<Vec<(Option<String>, Counts)>, Diagnostics> {
        let Some(across) = self.across(setting)? else { return Ok(vec![(None, counts.clone())]) };
        let occurring: BTreeSet<Key> = counts.keys(1).into_iter().filter(|key| *key != Key::Missing).collect();
        let all = across.categories(setting, &occurring);
        let known: Vec<&str> = all.iter().map(|category| category.label.as_str()).collect();
        let names = chosen(Code::UnknownCategory, "category", &self.offences, &known, setting)?;
        let group = |name: String| {
            let category = all.iter().find(|category| category.label == name);
            (Some(name), category.map(|category| of_group(counts, category)).unwrap_or_default())
        };
        Ok(names.into_iter().map(group).collect())
    }

    fn notes(&self, indicators: &Indicators, found: &[Found], areas: &Areas, left_out: &[&str]) -> Vec<String> {
        let source = indicators.source.as_deref().unwrap_or("the data manifest");
        let known = found.iter().filter(|found| found.correlation.is_some()).count();
        let apart = found.iter().filter(|found| found.leaves_out_none()).count();
        let mut notes = vec![format!(
            "{}. Pairs: the indicator and the rate of each {}. Indicators: {source}.",
            self.coefficient.in_words(),
            areas.header.to_lowercase()
        )];
        notes.extend(areas.notes());
        notes.push(format!(
            "{known} coefficients were looked at; the intervals of {apart} leave out 0. By chance alone about {} would.",
            Cell::Number(chance_finds(known)).print(Format::Decimal(1))
        ));
        if !left_out.is_empty() {
            notes.push(format!("Without a value of some indicator, and left out there: {}.", listed(left_out)));
        }
        notes.push(
            "What goes together over areas need not go together for persons, and neither need be the cause.".to_owned(),
        );
        notes
    }
}

#[expect(clippy::cast_precision_loss, reason = "coefficients of one table are few")]
fn chance_finds(coefficients: usize) -> f64 {
    coefficients as f64 * BY_CHANCE
}

/// The names an author chose among those that are known, or all of them.
fn chosen(
    code: Code,
    what: &str,
    wanted: &[Spanned<String>],
    known: &[&str],
    setting: &Setting<'_>,
) -> Result<Vec<String>, Diagnostics> {
    let strangers = wanted.iter().filter(|name| !known.contains(&name.value.as_str()));
    let fault = |name: &Spanned<String>| {
        Diagnostic::unknown(code, what, &name.value, known.iter().copied()).at(setting.origin.place(name))
    };
    let found: Diagnostics = strangers.map(fault).collect();
    let names = match wanted {
        [] => known.iter().map(ToString::to_string).collect(),
        wanted => wanted.iter().map(|name| name.value.clone()).collect(),
    };
    found.into_result(names).map(|(names, _)| names)
}

/// The counts of one group by area.
fn of_group(counts: &Counts, group: &Category) -> Counts {
    let of_group = counts.0.iter().filter(|(keys, _)| keys.get(1) == Some(&group.key));
    Counts(of_group.map(|(keys, count)| (keys.clone(), *count)).collect()).by(&[0])
}

/// The coefficient of one indicator and one group's rates.
fn found(
    options: &Correlations,
    indicators: &Indicators,
    name: &str,
    group: (Option<&str>, &Counts),
    areas: &Areas,
) -> Found {
    let value = |area: &str| indicators.values.get(name).and_then(|values| values.get(area)).copied();
    let pair = |area: &super::areas::Area| {
        let records = group.1.at(std::slice::from_ref(&area.category.key));
        Some((value(&area.category.label)?, areas.rate(records, area.residents)?.value))
    };
    let pairs: Vec<(f64, f64)> = areas.areas.iter().filter_map(pair).collect();
    let key = group.0.map_or_else(|| name.to_owned(), |group| format!("{group}: {name}"));
    let correlation = correlation(&pairs, options.coefficient.method(), Confidence::NinetyFive);
    Found { key, correlation, areas: pairs.len() }
}

impl Measure for Correlations {
    fn rests_on(&self) -> &'static [Support] {
        &[Support::Indicators, Support::Populations]
    }

    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let indicators = indicators(setting)?;
        let mut found = Diagnostics::default();
        let checked = found.keep(self.options(indicators).check(setting));
        let across = found.keep(self.across(setting));
        found.keep(self.chosen(indicators, setting));
        let (Some((source, rows)), Some(across)) = (checked, across) else { return Err(found) };
        let group_by = [rows].into_iter().chain(across.map(|axis| axis.dimension)).collect();
        found.into_result(vec![setting.query(source, group_by)]).map(|(asked, _)| asked)
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let indicators = indicators(setting)?;
        let counts = answers.first().cloned().unwrap_or_default();
        let areas = self.options(indicators).areas(setting, &counts)?;
        let (names, groups) = (self.chosen(indicators, setting)?, self.groups(setting, &counts)?);
        let coefficients: Vec<Found> = groups
            .iter()
            .flat_map(|(group, counts)| names.iter().map(move |name| (name, (group.as_deref(), counts))))
            .map(|(name, group)| found(self, indicators, name, group, &areas))
            .collect();
        let complete = |area: &str| names.iter().all(|name| indicators.values[name].contains_key(area));
        let labels = areas.areas.iter().map(|area| area.category.label.as_str());
        let left_out: Vec<&str> = labels.filter(|label| !complete(label)).collect();
        Ok(Body {
            row_header: "Indicator".to_owned(),
            columns: columns(),
            rows: coefficients.iter().map(Found::row).collect(),
            notes: self.notes(indicators, &coefficients, &areas, &left_out),
            ..Body::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use super::*;

    const DISTRICTS: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

    fn world_with(indicators: &str) -> World {
        let areas =
            DISTRICTS.map(|name| format!("{{ name: {name}, population: {} }}", if name == "F" { 0 } else { 1000 }));
        let manifest = format!(
            "title: T\nareas: [{}]\n{indicators}\n\
             sources: {{ offences: {{ title: O, files: o.csv, columns: {{ date: date, district: district, offence_group: kind }} }} }}\n",
            areas.join(", ")
        );
        let mut offences = "date,district,kind\n".to_owned();
        for (district, number) in DISTRICTS.iter().zip([10, 20, 30, 40, 50, 60]) {
            (0..number).for_each(|_| offences += &format!("2023-05-01,{district},Robbery\n"));
            (0..60 - number).for_each(|_| offences += &format!("2023-06-01,{district},Homicide\n"));
        }
        let values: String = DISTRICTS
            .iter()
            .zip(["1,5", "2,4", "4,3", "8,2", "16,"])
            .map(|(district, values)| {
                let (cars, jobs) = values.split_once(',').unwrap();
                format!("{district},No car,{cars}\n{district},Jobs,{jobs}\n")
            })
            .collect();
        World::read(&manifest, &[("o.csv", offences), ("i.csv", format!("district,indicator,value\n{values}"))])
    }

    fn world() -> World {
        world_with("indicators: { file: i.csv, source: Census 2021 }")
    }

    #[test]
    fn indicators_stand_against_rates_and_chance_is_counted() {
        let body = world().table("correlations: { columns: offence_group, coefficient: spearman }").unwrap();
        let labels: Vec<&str> = body.rows.iter().map(|row| row.label.as_str()).collect();
        assert_eq!(labels, ["Homicide: No car", "Homicide: Jobs", "Robbery: No car", "Robbery: Jobs"]);
        assert_eq!(
            (number(&body, "Robbery: No car", "coefficient"), number(&body, "Robbery: No car", "areas")),
            (1.0, 5.0)
        );
        assert_eq!(cell(&body, "Robbery: No car", "low"), Cell::Missing(Missing::LowReliability), "all on one line");
        assert_eq!(
            (number(&body, "Robbery: Jobs", "coefficient"), number(&body, "Robbery: Jobs", "areas")),
            (-1.0, 4.0)
        );
        assert_eq!(number(&body, "Homicide: No car", "coefficient"), -1.0);
        let notes = body.notes.join("\n");
        for words in [
            "Pairs: the indicator and the rate of each district. Indicators: Census 2021.",
            "so without a rate (1): F.",
            "4 coefficients were looked at; the intervals of 0 leave out 0. By chance alone about 0.2 would.",
            "Without a value of some indicator, and left out there: E and F.",
        ] {
            assert!(notes.contains(words), "{words}\nnot in\n{notes}");
        }
    }

    #[test]
    fn values_and_ranks_differ() {
        let value = |name: &str| {
            let yaml = format!("correlations: {{ columns: offence_group, offences: [Robbery], coefficient: {name} }}");
            let body = world().table(&yaml).unwrap();
            (body.rows.len(), number(&body, "Robbery: No car", "coefficient"))
        };
        let (rows, pearson) = value("pearson");
        // Of 1, 2, 4, 8, 16 and 10, 20, 30, 40, 50: 36 / √(148.8 × 10).
        assert!(rows == 2 && (pearson - 36.0 / 1_488.0f64.sqrt()).abs() < 1e-9, "{pearson}");
        assert_eq!(value("spearman").1, 1.0);
    }

    #[test]
    fn what_never_varies_has_no_coefficient() {
        let body = world().table("correlations: { indicators: [No car] }").unwrap();
        assert_eq!(body.rows.len(), 1);
        assert_eq!(
            cell(&body, "No car", "coefficient"),
            Cell::Missing(Missing::LowReliability),
            "60 in every district"
        );
        let one = world().with_area("A").table("correlations: {}").unwrap();
        assert_eq!(number(&one, "Jobs", "areas"), 1.0);
    }

    #[test]
    fn mistakes_are_named() {
        for (options, code) in [
            ("columns: offence_grop", "unknown-dimension"),
            ("offences: [Robbery]", "offences-without-columns"),
            ("columns: offence_group, offences: [Robery]", "unknown-category"),
            ("indicators: [No cars]", "unknown-indicator"),
            ("population: wards", "unknown-population"),
        ] {
            assert_eq!(world().fault(&format!("correlations: {{ {options} }}")), code, "{options}");
        }
        assert_eq!(world_with("").fault("correlations: {}"), "no-indicators");
        assert_eq!(world_with("indicators: i.csv").fault("correlations: {}"), "no fault");
    }
}

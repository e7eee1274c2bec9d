//! Correlations: indicators of areas against the rates of records there.

use schemars::JsonSchema;
use serde::Deserialize;

use super::areas::{Area, AreaOptions, Areas, Places, listed};
use super::axis::Axis;
use super::numbers::number_of;
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{BodyRow, Cell, Column, Figure, Format, Missing, NotCounted, Role, RowKind, Support};
use sna_core::stats::{self, Confidence, correlation};
use sna_core::yaml::Spanned;
use sna_data::Indicators;
use sna_data::query::{AnswerId, Ask, Counts, Key, Keys};

/// How closely an indicator of areas is related to the rate of records there: a row for each indicator in the
/// manifest.
///
/// The rate is per 1,000 residents over the period. The interval is Fisher's, 95 %. Areas without an indicator or a population
/// are left out and named; with fewer than four areas there is no coefficient. A coefficient over areas says nothing about
/// persons, and of many coefficients some are far from 0 by chance: the note counts them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correlations {
    /// Name of the source; the section's by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension whose values have separate coefficients, such as `offence_group`; without it, all records together.
    #[schemars(with = "Option<String>")]
    pub columns: Option<Spanned<String>>,
    /// Only these values of that dimension, in this order.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub offences: Vec<Spanned<String>>,
    /// Only these indicators, in this order; all in the manifest by default.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub indicators: Vec<Spanned<String>>,
    /// Name of the populations in the manifest; the districts' own for districts, otherwise the only ones by the indicators' areas.
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
    fn row(&self) -> BodyRow {
        let cell = |number: Option<f64>| number.map_or(Figure::Missing(Missing::LowReliability), Figure::Number);
        let ends = self.correlation.and_then(|found| found.ends);
        let cells = vec![
            cell(self.correlation.map(|found| found.value)),
            cell(ends.map(|ends| ends.0)),
            cell(ends.map(|ends| ends.1)),
            Figure::not_counted(NotCounted::WorkedOut, self.areas as u64),
        ];
        BodyRow { key: self.key.clone(), label: self.key.clone(), kind: RowKind::Body, cells }
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

/// The probability that the interval of one coefficient does not include 0 although there is no link.
const BY_CHANCE: f64 = 0.05;

fn indicators<'a>(at: &At<'a>) -> Result<&'a Indicators, Diagnostic> {
    at.catalogue.indicators.as_ref().ok_or_else(|| {
        Diagnostic::error(Code::NoIndicators, "the data manifest does not name a file of indicators")
            .expected("a line `indicators:` in the data manifest")
    })
}

impl Correlations {
    fn options(&self, indicators: &Indicators) -> AreaOptions<'_> {
        AreaOptions::new(self.of.as_ref(), None, &indicators.dimension, self.population.as_ref())
    }

    fn across(&self, at: &At<'_>) -> Result<Option<Axis>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        if let (None, Some(offence)) = (&self.columns, self.offences.first()) {
            return Err(Diagnostic::error(
                Code::OffencesWithoutColumns,
                "`offences:` does not say which dimension its values belong to",
            )
            .at(at.origin.place(offence))
            .expected("`columns:` with their dimension, such as `offence_group`")
            .into());
        }
        self.columns.as_ref().map(|name| Axis::read(at, source, name, None)).transpose()
    }

    /// The indicators to look at.
    fn chosen(&self, indicators: &Indicators, at: &At<'_>) -> Result<Vec<String>, Diagnostics> {
        let known: Vec<&str> = indicators.values.keys().map(String::as_str).collect();
        chosen(Code::UnknownIndicator, "indicator", &self.indicators, &known, at)
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
        let apart = match apart {
            0 => "none is".to_owned(),
            1 => "1 is".to_owned(),
            apart => format!("{apart} are"),
        };
        notes.push(format!(
            "{} tested; {apart} clearly different from 0. By chance alone, about {} would be.",
            number_of(known as u64, "coefficient was", "coefficients were"),
            Cell::Number(chance_finds(known)).print(Format::Decimal(1))
        ));
        if !left_out.is_empty() {
            notes.push(format!("Left out where they have no value for an indicator: {}.", listed(left_out)));
        }
        notes.push(
            "A link across areas may not be a link for individual people, and one thing need not cause the other."
                .to_owned(),
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
    at: &At<'_>,
) -> Result<Vec<String>, Diagnostics> {
    let strangers = wanted.iter().filter(|name| !known.contains(&name.value.as_str()));
    let fault = |name: &Spanned<String>| {
        Diagnostic::unknown(code, what, &name.value, known.iter().copied()).at(at.origin.place(name))
    };
    let found: Diagnostics = strangers.map(fault).collect();
    let names = match wanted {
        [] => known.iter().map(ToString::to_string).collect(),
        wanted => wanted.iter().map(|name| name.value.clone()).collect(),
    };
    found.into_result(names).map(|(names, _)| names)
}

/// Correlations whose question is asked.
struct LaidCorrelations<'a> {
    options: &'a Correlations,
    at: At<'a>,
    indicators: &'a Indicators,
    /// The indicators to look at.
    names: Vec<String>,
    places: Places,
    across: Option<Axis>,
    counts: AnswerId,
}

/// Records of one category, or all records.
struct Group {
    /// The category.
    name: Option<String>,
    /// Its keys.
    keys: Option<Keys>,
}

impl LaidCorrelations<'_> {
    /// The groups of records to look at.
    fn groups(&self, counts: &Counts) -> Result<Vec<Group>, Diagnostics> {
        let Some(across) = &self.across else { return Ok(vec![Group { name: None, keys: None }]) };
        let mut occurring = across.occurring(counts);
        occurring.remove(&Key::Missing);
        let all = across.categories(&self.at, &occurring);
        let known: Vec<&str> = all.iter().map(|category| category.label.as_str()).collect();
        let names = chosen(Code::UnknownCategory, "category", &self.options.offences, &known, &self.at)?;
        let group = |name: String| {
            let category = all.iter().find(|category| category.label == name)?;
            Some(Group { name: Some(name), keys: Some(across.of(category)) })
        };
        Ok(names.into_iter().filter_map(group).collect())
    }

    /// The rate of a group in each area; none without residents.
    fn rates(&self, group: &Group, areas: &Areas, counts: &Counts) -> Vec<Option<f64>> {
        let rate = |area: &Area| {
            let keys = [area.category.of(&self.places.dimension)].into_iter().chain(group.keys.clone());
            let of_group = Area { records: counts.sum(keys), ..area.clone() };
            Some(areas.rate_of(&of_group)?.value)
        };
        areas.areas.iter().map(rate).collect()
    }

    /// The coefficient of one indicator and one group's rates.
    fn found(&self, name: &str, group: &Group, areas: &Areas, rates: &[Option<f64>]) -> Found {
        let value = |area: &str| self.indicators.values.get(name).and_then(|values| values.get(area)).copied();
        let pair = |(area, rate): (&Area, &Option<f64>)| Some((value(&area.category.label)?, (*rate)?));
        let pairs: Vec<(f64, f64)> = areas.areas.iter().zip(rates).filter_map(pair).collect();
        let key = group.name.as_ref().map_or_else(|| name.to_owned(), |group| format!("{group}: {name}"));
        let correlation = correlation(&pairs, self.options.coefficient.method(), Confidence::NinetyFive);
        Found { key, correlation, areas: pairs.len() }
    }
}

impl Measure for Correlations {
    fn rests_on(&self) -> &'static [Support] {
        &[Support::Indicators, Support::Populations]
    }

    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let indicators = indicators(&at)?;
        let mut found = Diagnostics::default();
        let read = found.keep(self.options(indicators).read(&at));
        let across = found.keep(self.across(&at));
        let names = found.keep(self.chosen(indicators, &at));
        let (Some((source, places)), Some(across), Some(names)) = (read, across, names) else { return Err(found) };
        let columns = across.as_ref().map(|axis| axis.dimension.clone());
        let counts = ask.records(source, at.scope, [places.dimension.clone()].into_iter().chain(columns));
        Ok(Box::new(LaidCorrelations { options: self, at, indicators, names, places, across, counts }))
    }
}

impl Laid for LaidCorrelations<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let (counts, indicators) = (&answered[self.counts], self.indicators);
        let areas = self.places.areas(&self.at, counts, &answered.covered);
        let mut coefficients = Vec::new();
        for group in self.groups(counts)? {
            let rates = self.rates(&group, &areas, counts);
            coefficients.extend(self.names.iter().map(|name| self.found(name, &group, &areas, &rates)));
        }
        let complete = |area: &str| self.names.iter().all(|name| indicators.values[name].contains_key(area));
        let labels = areas.areas.iter().map(|area| area.category.label.as_str());
        let left_out: Vec<&str> = labels.filter(|label| !complete(label)).collect();
        Ok(Body {
            row_header: "Indicator".to_owned(),
            columns: columns(),
            rows: coefficients.iter().map(Found::row).collect(),
            notes: self.options.notes(indicators, &coefficients, &areas, &left_out),
            tests: coefficients.len(),
            ..Body::default()
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
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

    pub(in super::super) fn world() -> World {
        world_with("indicators: { file: i.csv, source: Census 2021 }").with_months("2022-04", "2024-03")
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
            "4 coefficients were tested; none is clearly different from 0. By chance alone, about 0.2 would be.",
            "Left out where they have no value for an indicator: E and F.",
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

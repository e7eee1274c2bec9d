//! What stands out in a part of the whole: many of its figures are compared with the rest, and those that differ most clearly
//! are kept.

mod candidates;
mod choice;
mod sides;
#[cfg(test)]
mod tests;
mod wording;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::axis::Axis;
use super::bands::Bands;
use super::conditions::Conditions;
use super::people_of_areas::AskedPeople;
use super::{Answered, At, Body, Laid, Measure};
use sides::Whole;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::Support;
use sna_core::yaml::Spanned;
use sna_data::SourceFrame;
use sna_data::query::{AnswerId, Ask, Dimension};

/// What stands out in one part of the whole, such as a district: its figures that are clearly different from the rest.
///
/// The scope gives the part; the rest is the whole without it and without records whose part is not known. The figures
/// compared are the rate per 1,000 residents if the part has a population, the change over the last two years, shares
/// by the values of dimensions, and shares of named conditions. Tests are exact and two-sided (Fisher's of shares and
/// changes, conditional binomial of rates), corrected for their number by Holm's method, so that the chance of any
/// false finding is below 5 %. Where records name people, tests and intervals allow for those with several. Ratios have
/// log-normal 95 % intervals. Where the report is about the whole the table is empty and says so.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Standout {
    /// Name of the source; the section's by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Compare the rate per 1,000 residents, where there are populations; true by default.
    #[serde(default = "yes")]
    pub rate: bool,
    /// Compare the change between the last two years; true by default.
    #[serde(default = "yes")]
    pub change: bool,
    /// Dimensions whose values are compared by their shares, such as `offence_group`, `knife` or `weekday`. Records without a value
    /// are not included; of yes or no, only the share of yes is compared, and blank counts as no.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub shares: Vec<Spanned<String>>,
    /// The same of other sources, by their names: `{ victims: [sex, age] }`.
    #[serde(default)]
    #[schemars(with = "std::collections::BTreeMap<String, Vec<String>>")]
    pub shares_of: IndexMap<Spanned<String>, Vec<Spanned<String>>>,
    /// Age bands of every age among the dimensions; 0-17, 18-24, 25-34, 35-49 and 50+ by default.
    pub bands: Option<Bands>,
    /// Conditions in SQL whose shares are compared, by words that follow what is counted: `at night`, for offences at night.
    #[serde(default)]
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub conditions: Conditions,
    /// The smallest base of a figure, here and in the rest; 20 records by default.
    #[serde(default = "twenty")]
    pub smallest: u64,
    /// Show at most N figures, those that differ most (in standard errors) first; 5 by default.
    #[serde(default = "five")]
    pub top: usize,
    /// Show every figure that is compared, in the order of the options, including those that are `similar`.
    #[serde(default)]
    pub every: bool,
    /// Add columns of words, for sentences: the words before and after the figure.
    #[serde(default)]
    pub in_words: bool,
}

fn yes() -> bool {
    true
}

fn twenty() -> u64 {
    20
}

fn five() -> usize {
    5
}

/// A dimension whose values are compared, with the source that is counted.
struct Shared<'s> {
    source: &'s SourceFrame,
    axis: Axis,
}

impl Standout {
    /// Every dimension of every source, except the dimension of the part: all of a part is in the part.
    fn shared<'s>(&self, at: &At<'s>, part: &str) -> Result<Vec<Shared<'s>>, Diagnostics> {
        let (mut shared, mut found) = (Vec::new(), Diagnostics::default());
        let own = [(self.of.as_ref(), &self.shares)];
        let others = self.shares_of.iter().map(|(source, dimensions)| (Some(source), dimensions));
        for (of, dimensions) in own.into_iter().chain(others) {
            let Some(source) = found.keep(at.source(of)) else { continue };
            for name in dimensions {
                let axis = found.keep(self.axis(at, source, name));
                shared.extend(axis.filter(|axis| axis.dimension.name() != part).map(|axis| Shared { source, axis }));
            }
        }
        found.into_result(shared).map(|(shared, _)| shared)
    }

    /// Whether any figure is of the measure's own source.
    fn is_of_own(&self) -> bool {
        self.rate || self.change || !self.conditions.is_empty() || !self.shares.is_empty()
    }

    fn axis(&self, at: &At<'_>, source: &SourceFrame, name: &Spanned<String>) -> Result<Axis, Diagnostics> {
        match Dimension::named(&name.value) {
            Some(Dimension::Age(_)) => {
                let bands = self.bands.clone().unwrap_or_else(usual_bands);
                Axis::read(at, source, name, Some(&bands))
            }
            Some(dimension @ (Dimension::FinancialYear | Dimension::Year | Dimension::Quarter | Dimension::Month)) => {
                Err(Diagnostic::error(
                    Code::ShareOfTime,
                    format!("shares by `{}` show only when records were made", dimension.name()),
                )
                .at(at.origin.place(name))
                .expected("a dimension such as `offence_group`, `weekday` or `sex`; `change: true` compares years")
                .into())
            }
            Some(Dimension::Weekday | Dimension::Hour | Dimension::Column(_)) | None => {
                Axis::read(at, source, name, None)
            }
        }
    }

    /// The faults of all names, even if there is nothing to compare.
    fn check(&self, at: &At<'_>) -> Result<(), Diagnostics> {
        let mut found = Diagnostics::default();
        found.keep(self.shared(at, ""));
        let source = found.keep(at.source(self.of.as_ref()));
        if let Some(source) = source {
            found.keep(at.conditions(source, self.conditions.values()));
        }
        found.into_result(()).map(|_| ())
    }
}

fn usual_bands() -> Bands {
    let list = ["0-17", "18-24", "25-34", "35-49", "50+"];
    Bands(super::bands::BandsSpec {
        scheme: None,
        list: list.into_iter().map(|band| sna_core::yaml::here(band.to_owned())).collect(),
    })
}

impl Measure for Standout {
    fn rests_on(&self) -> &'static [Support] {
        if self.rate { &[Support::Populations] } else { &[] }
    }

    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        self.check(&at)?;
        let source = at.source(self.of.as_ref())?;
        let Some(whole) = Whole::of(&at) else {
            ask.records(source, at.scope, [at.years()]);
            return Ok(Box::new(NothingToCompare { in_words: self.in_words }));
        };
        let part = || whole.dimension.clone();
        at.require(source, part().needs(), self.of.as_ref())?;
        let by_year = ask.records(source, &whole.scope, [part(), at.years()]);
        let mut shared = Vec::new();
        for dimension in self.shared(&at, whole.dimension.name())? {
            at.require(dimension.source, part().needs(), self.of.as_ref())?;
            let counts = ask.records(dimension.source, &whole.scope, [part(), dimension.axis.dimension.clone()]);
            shared.push((dimension, counts));
        }
        let around = At { scope: &whole.scope, ..at };
        let mut people = IndexMap::new();
        let own = [source].into_iter().filter(|_| self.is_of_own());
        for source in own.chain(shared.iter().map(|(shared, _)| shared.source)) {
            if !people.contains_key(source.name.as_str()) {
                people.insert(source.name.as_str(), AskedPeople::ask(&around, source, &whole.dimension, ask));
            }
        }
        let mut met = Vec::new();
        for (name, condition) in self.conditions.keys().zip(at.conditions(source, self.conditions.values())?) {
            met.push((name.value.as_str(), ask.records(source, &around.scope_where([&condition]), [part()])));
        }
        Ok(Box::new(LaidStandout { options: self, at, source, whole, by_year, shared, met, people }))
    }
}

/// A comparison whose questions are asked.
struct LaidStandout<'a> {
    options: &'a Standout,
    at: At<'a>,
    /// What is counted.
    source: &'a SourceFrame,
    whole: Whole,
    by_year: AnswerId,
    shared: Vec<(Shared<'a>, AnswerId)>,
    /// Records that meet each condition, by its name.
    met: Vec<(&'a str, AnswerId)>,
    /// By source, the people whom its records name, if they do.
    people: IndexMap<&'a str, Option<AskedPeople>>,
}

impl LaidStandout<'_> {
    /// What is counted: the records of the measure's own source, as far as it compares any, and of each other one.
    fn base(&self) -> String {
        let mut all: Vec<&str> = self.options.is_of_own().then_some(self.source.words.as_str()).into_iter().collect();
        self.shared.iter().map(|(shared, _)| shared.source.words.as_str()).for_each(|words| {
            if !all.contains(&words) {
                all.push(words);
            }
        });
        super::areas::listed(&all)
    }
}

impl Laid for LaidStandout<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let body = choice::body(self.options, &self.whole, candidates::all(self, answered));
        Ok(Body { base: Some(self.base()), ..body })
    }
}

/// The table of a report about the whole, which has no rest.
struct NothingToCompare {
    in_words: bool,
}

impl Laid for NothingToCompare {
    fn body(&self, _: &Answered<'_>) -> Result<Body, Diagnostics> {
        Ok(choice::nothing_to_compare(self.in_words))
    }
}

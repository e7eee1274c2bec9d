//! Measures: what a table of a report is made of. One file each: its options, its questions, its table, its tests.
//!
//! A measure does not compute over records. It asks questions and says how their answers become a table, so all
//! measures of a run are answered by one scan. Adding a measure: a file here, its `mod` line, its line in the registry.

mod aggregate;
mod answered;
mod area_comparison;
mod area_rates;
mod area_years;
mod areas;
mod axis;
mod bands;
mod beside;
mod bridge;
mod carrier_index;
mod categories;
mod cohort;
mod concentration;
mod conditions;
mod correlations;
mod cost;
#[cfg(test)]
mod counted_tests;
mod crosstab;
mod days_between;
#[cfg(test)]
mod examples;
mod factor_points;
#[cfg(test)]
mod fixture;
mod frequency;
mod grid;
mod harm;
mod heat;
mod histogram;
mod hot_places;
mod hotspots;
mod lifestyle;
mod number_bands;
mod numbers;
mod outcomes;
mod overlap;
mod people_of_areas;
#[cfg(test)]
mod person_messages_tests;
mod person_source;
mod process;
mod proportion;
mod rate_columns;
mod rate_ratio;
mod ratio_groups;
mod repeats;
mod residents;
mod rolling;
mod school_proximity;
mod scorecard;
mod series;
mod setting;
mod share;
mod standout;
mod tally;
mod times;
mod times_published;
mod times_told;
mod volume;
mod weights;

use std::fmt::Debug;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use sna_core::diag::Diagnostics;
use sna_core::document::{Body, Support, Taken};
use sna_core::yaml::Spanned;
use sna_data::query::{Ask, ScopeSpec};
use sna_data::{Aggregate, Catalogue, sources};

pub use answered::{Answered, ByMonth};
pub use beside::Beside;
pub use setting::At;
pub use times::times;
pub use times_told::{notes as time_notes, without_uncovered};

/// A measure: the options of a table that an author wrote.
pub trait Measure: Debug + Send + Sync {
    /// Looks up every name in the options, asks what the table needs, and returns the table to be.
    ///
    /// # Errors
    /// Unknown names in the options, and options that do not go together.
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics>;

    /// Names of the partners' aggregates it takes figures from.
    fn aggregates(&self) -> Vec<&Spanned<String>> {
        Vec::new()
    }

    /// What its figures are based on, other than records.
    fn rests_on(&self) -> &'static [Support] {
        &[]
    }
}

/// A table whose names are looked up and whose questions are asked.
pub trait Laid: Send + Sync {
    /// The table, from the answers. May be called again with other answers.
    ///
    /// # Errors
    /// Records that the measure cannot place, such as an offence without a harm weight.
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics>;
}

/// Where the figures of a table come from, if they are partners' figures: each aggregate once.
pub fn published_by(body: &Body, catalogue: &Catalogue) -> Option<String> {
    let aggregates: Vec<&Aggregate> =
        body.taken.iter().filter_map(|taken| catalogue.aggregates.get(&taken.aggregate)).collect();
    (!aggregates.is_empty()).then(|| sources(&aggregates))
}

/// What an author says of a table apart from its measure.
#[derive(Debug)]
pub struct TableWords {
    /// Name for expressions, charts and files; unique in its section.
    pub id: Spanned<String>,
    /// What the table shows.
    pub title: Spanned<String>,
    /// Notes printed under the table.
    pub notes: Vec<Spanned<String>>,
    /// Which of the section's records the table is about.
    pub scope: ScopeSpec,
    /// Whether the table is printed.
    pub print: bool,
}

macro_rules! registry {
    ($($(#[doc = $doc:literal])* $name:ident: $measure:ty,)*) => {
        /// A table of the report: its words, and one measure with its options.
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct TableSpec {
            /// Name for expressions, charts and files; unique in its section.
            #[schemars(with = "String")]
            pub id: Spanned<String>,
            /// What the table shows; expressions are allowed.
            #[schemars(with = "String")]
            pub title: Spanned<String>,
            /// Notes printed under the table; expressions are allowed.
            #[serde(default)]
            #[schemars(with = "Vec<String>")]
            pub notes: Vec<Spanned<String>>,
            /// Which of the section's records the table is about.
            #[serde(default)]
            pub scope: ScopeSpec,
            /// False leaves the table out of the printed report; it is still written as a file and attached.
            #[serde(default = "printed")]
            pub print: bool,
            $(
                $(#[doc = $doc])*
                #[doc = concat!("\n\n", include_str!(concat!("../examples/", stringify!($name), ".md")))]
                #[schemars(description = concat!($($doc),*))]
                pub $name: Option<$measure>,
            )*
        }

        impl TableSpec {
            /// The words of the table, and the measures that the author gave; exactly one is right.
            pub fn into_parts(self) -> (TableWords, Vec<Arc<dyn Measure>>) {
                let mut given: Vec<Arc<dyn Measure>> = Vec::new();
                $(given.extend(self.$name.map(|measure| Arc::new(measure) as Arc<dyn Measure>));)*
                let Self { id, title, notes, scope, print, .. } = self;
                (TableWords { id, title, notes, scope, print }, given)
            }
        }

        /// Every measure: its name and what it computes.
        pub const MEASURES: &[(&str, &str)] = &[$((stringify!($name), concat!($($doc),*)),)*];

        /// Every measure's example: its name, and Markdown with what it is for, options and the table they make.
        pub const EXAMPLES: &[(&str, &str)] =
            &[$((stringify!($name), include_str!(concat!("../examples/", stringify!($name), ".md"))),)*];
    };
}

registry! {
    /// Partners' published figures by rows and columns, with totals, change, share, trend, rank and rate.
    aggregate: aggregate::AggregateTable,
    /// Counts, yearly average and rate of each area, also against the whole area.
    area_rates: area_rates::AreaRates,
    /// Counts by two definitions side by side over the years that have both.
    bridge: bridge::Bridge,
    /// Persons assessed, by their lifestyle score (rows) and by the crime harm of their records (columns).
    carrier_index: carrier_index::CarrierIndex,
    /// A cohort by quarter: persons with at least N incidents in a window that ends on the quarter's last day.
    cohort: cohort::Cohort,
    /// How far records are concentrated in few places, compared with chance.
    concentration: concentration::Concentration,
    /// Indicators of areas against rates: coefficients with their intervals, and how many chance alone would give.
    correlations: correlations::Correlations,
    /// What offences cost: their number by the cost of one, in pounds, for the groups with a sourced unit cost.
    cost: cost::Cost,
    /// Counts by rows and columns, with totals, change, share, rank and rate.
    crosstab: crosstab::Crosstab,
    /// Persons by how many records they have in the period, with the share of all records that are theirs.
    frequency: frequency::Frequency,
    /// Crime harm: offences weighted by their sentencing starting points, by year.
    harm: harm::Harm,
    /// Hour by weekday, shaded, with a named window outlined.
    heat: heat::HeatTable,
    /// Streets or other named places with most records, and the days and hours of their peak.
    hot_places: hot_places::HotPlaces,
    /// Areas ranked by number, by rate per 1,000 residents, and by a score of both.
    hotspots: hotspots::Hotspots,
    /// Circumstances of life that were assessed: how many persons each applies to, the most frequent first.
    lifestyle: lifestyle::Lifestyle,
    /// Records by year and by groups of outcomes, with the share of the first group in all and in those completed.
    outcomes: outcomes::Outcomes,
    /// Persons who are in two sources over the period, such as victims who are also suspects.
    overlap: overlap::Overlap,
    /// Rates by group and their ratio to a reference group's, with an interval and with bounds for what is not recorded.
    rate_ratio: rate_ratio::RateRatios,
    /// Persons with two or more records, by financial year and over the whole period.
    repeats: repeats::Repeats,
    /// Records with a victim of school age, and how many of them happened at or near a school in school time.
    school_proximity: school_proximity::SchoolProximity,
    /// Indicators of a strategy: two periods of each, what changed and whether that is the aim.
    scorecard: scorecard::Scorecard,
    /// Counts by month with a trend line; months without data are gaps.
    series: series::Series,
    /// Share of records that meet a condition, by rows and columns, with an interval for the whole period.
    share: share::Share,
    /// What stands out in one part of the whole: its figures that are clearly different from the rest.
    standout: standout::Standout,
    /// Counts of the records that meet each of several named conditions, by a dimension, and shares of one in another.
    tally: tally::Tally,
    /// Counts by year with change, change % and the monthly average.
    volume: volume::Volume,
}

fn printed() -> bool {
    true
}

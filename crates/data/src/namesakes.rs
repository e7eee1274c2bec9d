//! Areas of one name: a ward called Abbey in each of two districts. A name alone would add them together, so where the records have
//! both the area and its district, such areas are called `Abbey (North)` and `Abbey (South)` in every source.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use polars::prelude::*;

use super::SourceFrame;
use super::indicators::Indicators;
use super::layer::Layer;
use super::manifest::Source;
use super::populations::PopulationSet;
use sna_core::columns::DISTRICT;
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place, list};
use sna_core::guarded::guarded;

/// Names that two districts may have.
const SHARED: [&str; 2] = ["ward", "street"];
/// A name that has fewer of its records than one in this many outside one district is taken for one area.
const ONE_IN: u64 = 20;
/// Most names in a message.
const MOST_NAMED: usize = 5;

/// The records of one name by district, most first.
type Districts = Vec<(String, u64)>;

/// Names that stand for more than one area.
#[derive(Debug, Default)]
pub(super) struct Namesakes {
    /// By column and name: the districts.
    apart: BTreeMap<&'static str, BTreeMap<String, BTreeSet<String>>>,
    /// Names with a few records elsewhere, which are kept together.
    told: Vec<Diagnostic>,
}

impl Namesakes {
    /// The names that have areas in several districts in any source. A name that has boundaries is one area.
    pub(super) fn of(
        sources: &IndexMap<String, SourceFrame>,
        manifest: &IndexMap<String, Source>,
        layers: &IndexMap<String, Layer>,
    ) -> Self {
        let mut found = Self::default();
        for source in sources.values() {
            // What is made from a point is the area that the point lies in.
            let is_read = |column: &&str| manifest.get(&source.name).is_some_and(|read| read.has(column));
            for column in SHARED.into_iter().filter(is_read) {
                let has_boundaries = |name: &str| {
                    layers.get(column).is_some_and(|layer| layer.areas.iter().any(|area| area.name == name))
                };
                let names = districts_of(source, column);
                let (apart, few): (Vec<_>, Vec<_>) = names.into_iter().partition(|(name, districts)| {
                    let all: u64 = districts.iter().map(|(_, records)| records).sum();
                    let beyond: u64 = districts.iter().skip(1).map(|(_, records)| records).sum();
                    beyond * ONE_IN >= all && !has_boundaries(name)
                });
                for (name, districts) in apart {
                    let known = found.apart.entry(column).or_default().entry(name).or_default();
                    known.extend(districts.into_iter().map(|(district, _)| district));
                }
                found.told.extend(kept_together(source, column, &few));
            }
        }
        found
    }

    /// Gives such areas the name of their district, in a source's records and those of the offences that they belong to.
    pub(super) fn tell_apart(&self, source: &mut SourceFrame) {
        for (column, names) in &self.apart {
            let names = Series::new("names".into(), names.keys().map(String::as_str).collect::<Vec<_>>());
            source.rename(column, |name| {
                let shared = name.clone().is_in(lit(names.clone()).implode(false), false);
                let district = coalesce(&[col(DISTRICT), col("_other_district"), lit("district not known")]);
                when(shared).then(name.clone() + lit(" (") + district + lit(")")).otherwise(name)
            });
        }
    }

    /// Warnings about names that are kept together, and about sources that cannot tell such areas apart.
    pub(super) fn told(&mut self, sources: &IndexMap<String, SourceFrame>) -> Vec<Diagnostic> {
        let mut told = std::mem::take(&mut self.told);
        for source in sources.values() {
            for (column, names) in &self.apart {
                let has = |name: &str| source.columns.contains(&name);
                if has(column) && !has(DISTRICT) {
                    told.extend(without_district(source, column, names));
                }
            }
        }
        told
    }

    /// Errors where the manifest has one figure for a name that is several areas.
    pub(super) fn ambiguous(
        &self,
        populations: &IndexMap<String, PopulationSet>,
        indicators: Option<&Indicators>,
        manifest: &Place,
    ) -> Diagnostics {
        let mut found = Diagnostics::default();
        let mut refuse = |column: &str, name: &str, of: &str| {
            let Some(districts) = self.apart.get(column).and_then(|names| names.get(name)) else { return };
            let written: Vec<String> = districts.iter().map(|district| format!("`{name} ({district})`")).collect();
            let message = format!(
                "`{name}` is a {column} in each of {} districts, and {of} have one figure for it",
                districts.len()
            );
            found.push(
                Diagnostic::error(Code::SharedAreaName, message)
                    .at(manifest.clone())
                    .expected(format!("a figure for each: {}", written.join(", "))),
            );
        };
        for (set, populations) in populations {
            for name in populations.residents.keys() {
                refuse(&populations.dimension, name, &format!("the populations `{set}`"));
            }
        }
        if let Some(indicators) = indicators {
            let names: BTreeSet<&String> = indicators.values.values().flat_map(BTreeMap::keys).collect();
            names.into_iter().for_each(|name| refuse(&indicators.dimension, name, "the indicators"));
        }
        found
    }
}

fn without_district(
    source: &SourceFrame,
    column: &str,
    names: &BTreeMap<String, BTreeSet<String>>,
) -> Option<Diagnostic> {
    let names: Vec<&str> = names.keys().map(String::as_str).collect();
    let message = format!("`{}` has no `district`, so areas of one name count as one `{column}`", source.name);
    let told = Diagnostic::warning(Code::SharedAreaName, message).at(Place::file(&source.files.first()?.path));
    Some(told.found(list(&names)).expected("a column with the role `district`"))
}

/// The names of a source's areas that are in more than one district, with their records in each.
fn districts_of(source: &SourceFrame, column: &str) -> BTreeMap<String, Districts> {
    let has_own = |name: &str| source.columns.contains(&name) && source.has_from(name) == source.name;
    if !has_own(column) || !has_own(DISTRICT) {
        return BTreeMap::new();
    }
    let district = coalesce(&[col(DISTRICT), col("_other_district")]).alias("in");
    let sound = source.as_given().filter(col("_reject").is_null()).select([col(column).alias("name"), district]);
    let known = sound.filter(col("name").is_not_null().and(col("in").is_not_null()));
    let counts = known.group_by([col("name"), col("in")]).agg([len().cast(DataType::UInt64).alias("records")]);
    // A file that cannot be read is reported when it is counted.
    let answer = guarded(|| counts.collect_with_engine(polars::prelude::Engine::Streaming)).ok().and_then(Result::ok);
    let Some(answer) = answer else { return BTreeMap::new() };
    let mut names = by_name(&answer.unwrap_single()).unwrap_or_default();
    names.retain(|_, districts| districts.len() > 1);
    for districts in names.values_mut() {
        districts.sort_by(|(one, ones), (other, others)| others.cmp(ones).then_with(|| one.cmp(other)));
    }
    names
}

fn by_name(read: &DataFrame) -> PolarsResult<BTreeMap<String, Districts>> {
    let (names, districts) = (read.column("name")?.str()?, read.column("in")?.str()?);
    let records = read.column("records")?.u64()?;
    let mut found: BTreeMap<String, Districts> = BTreeMap::new();
    for ((name, district), records) in names.iter().zip(districts.iter()).zip(records.iter()) {
        if let (Some(name), Some(district), Some(records)) = (name, district, records) {
            found.entry(name.to_owned()).or_default().push((district.to_owned(), records));
        }
    }
    Ok(found)
}

fn kept_together(source: &SourceFrame, column: &str, few: &[(String, Districts)]) -> Option<Diagnostic> {
    let shown = |(name, districts): &(String, Districts)| {
        let records: Vec<String> =
            districts.iter().map(|(district, records)| format!("{records} in {district}")).collect();
        format!("`{name}` ({})", records.join(", "))
    };
    let mut named: Vec<String> = few.iter().take(MOST_NAMED).map(shown).collect();
    if few.len() > MOST_NAMED {
        named.push(format!("{} more", few.len() - MOST_NAMED));
    }
    let message = match few.len() {
        1 => format!("1 {column} of `{}` has records in more than one district, and counts as one", source.name),
        many => format!(
            "{many} {column}s of `{}` have records in more than one district, and count as one each",
            source.name
        ),
    };
    (column != "street" && !few.is_empty()).then(|| {
        let told = Diagnostic::warning(Code::SharedAreaName, message).found(named.join("; "));
        let told = match source.files.first() {
            Some(file) => told.at(Place::file(&file.path)),
            None => told,
        };
        told.hint("if they are two areas of one name, give them different names with `recode:` or use codes")
    })
}

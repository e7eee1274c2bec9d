//! Residents for rates: a set in the manifest by name, or the districts' own.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::categories::{Category, categories};
use super::setting::At;
use sna_core::diag::{Code, Diagnostic, list};
use sna_core::yaml::Spanned;
use sna_data::PopulationSet;
use sna_data::query::{Dimension, Key};

/// Residents by the values of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Residents {
    by_name: IndexMap<String, u64>,
    /// Where they come from, for notes.
    pub source: String,
}

impl Residents {
    /// The residents of a category; `None` where the manifest gives none.
    pub(super) fn of(&self, category: &Category) -> Option<u64> {
        residents(&self.by_name, category)
    }

    /// The residents of a name.
    pub(super) fn of_name(&self, name: &str) -> Option<u64> {
        self.by_name.get(name).copied()
    }

    /// All of them.
    pub(super) fn all(&self) -> u64 {
        self.by_name.values().sum()
    }

    /// Of the values that occur those that are known, and those that have residents and do not occur.
    pub(super) fn listed(&self, dimension: &Dimension, at: &At<'_>, occurring: &BTreeSet<Key>) -> BTreeSet<Key> {
        listed_keys(dimension, at, occurring, &self.by_name)
    }
}

impl At<'_> {
    /// The residents by a dimension: the set that `named` names, otherwise the districts' own, or the manifest's only set
    /// by this dimension.
    ///
    /// # Errors
    /// There is no such set, it is by a different dimension, or there are several to choose from.
    pub(super) fn residents(
        &self,
        rows: &Spanned<String>,
        named: Option<&Spanned<String>>,
    ) -> Result<Residents, Diagnostic> {
        let sets = &self.catalogue.populations;
        let fitting: Vec<&str> =
            sets.iter().filter(|(_, set)| set.dimension == rows.value).map(|(name, _)| name.as_str()).collect();
        match (named, fitting.as_slice()) {
            (Some(name), _) => match sets.get(&name.value) {
                Some(set) if set.dimension == rows.value => Ok(self.of_set(set)),
                Some(set) => Err(self.of_other_rows(name, &set.dimension, rows)),
                None => Err(Diagnostic::unknown(Code::UnknownPopulation, "population", &name.value, fitting)
                    .at(self.origin.place(name))
                    .hint(format!("give populations by `{}` under `populations:` in the data manifest", rows.value))),
            },
            (None, _) if rows.value == "district" => Ok(self.of_districts()),
            (None, []) => Err(no_populations(&rows.value).at(self.origin.place(rows))),
            (None, [only]) => Ok(self.of_set(&sets[*only])),
            (None, several) => Err(Diagnostic::error(
                Code::SeveralPopulations,
                format!("there are several populations by `{}`", rows.value),
            )
            .at(self.origin.place(rows))
            .expected(format!("`population:` with one of {}", list(several)))),
        }
    }

    fn of_set(&self, set: &PopulationSet) -> Residents {
        let source = set.source.as_ref().or(self.catalogue.population_source.as_ref());
        Residents { by_name: set.residents.clone(), source: source_in_words(source) }
    }

    fn of_districts(&self) -> Residents {
        let areas = self.catalogue.areas.iter();
        let by_name = areas.filter_map(|area| Some((area.name.clone(), area.population?))).collect();
        Residents { by_name, source: source_in_words(self.catalogue.population_source.as_ref()) }
    }

    fn of_other_rows(&self, name: &Spanned<String>, dimension: &str, rows: &Spanned<String>) -> Diagnostic {
        let message = format!("the populations `{}` are by a different dimension from the rows", name.value);
        Diagnostic::error(Code::PopulationOfOtherRows, message)
            .at(self.origin.place(name))
            .found(format!("populations by `{dimension}`"))
            .expected(format!("populations by `{}`", rows.value))
    }
}

fn source_in_words(source: Option<&String>) -> String {
    source.map_or("the data manifest", String::as_str).to_owned()
}

/// The fault that the manifest has no populations by a dimension.
pub(super) fn no_populations(name: &str) -> Diagnostic {
    Diagnostic::error(Code::NoPopulations, format!("the data manifest has no populations by `{name}`"))
        .expected(format!("`populations: {{ {name}: {{ residents: {{ ... }} }} }}` in the data manifest"))
}

/// The residents of a category: the manifest names it by its label, or by the code in the records.
pub(super) fn residents(populations: &IndexMap<String, u64>, category: &Category) -> Option<u64> {
    let by_code = || match &category.key {
        Key::Text(code) => populations.get(code),
        Key::Number(_) | Key::Flag(_) | Key::Missing => None,
    };
    populations.get(&category.label).or_else(by_code).copied()
}

/// Of the values that occur those that are known, and those that have a population and do not occur.
pub(super) fn listed_keys(
    dimension: &Dimension,
    at: &At<'_>,
    occurring: &BTreeSet<Key>,
    populations: &IndexMap<String, u64>,
) -> BTreeSet<Key> {
    let mut keys: BTreeSet<Key> = occurring.iter().filter(|key| **key != Key::Missing).cloned().collect();
    let shown = categories(dimension, at, &keys);
    let labels: BTreeSet<&str> = shown.iter().map(|category| category.label.as_str()).collect();
    let absent = populations.keys().filter(|name| !labels.contains(name.as_str()));
    keys.extend(absent.map(|name| Key::Text(name.clone())));
    keys
}

#[cfg(test)]
mod tests {
    use super::super::fixture::World;
    use sna_core::yaml::here;

    fn code(world: &World, rows: &str, named: Option<&str>) -> &'static str {
        let (rows, named) = (here(rows.to_owned()), named.map(|name| here(name.to_owned())));
        world.at().residents(&rows, named.as_ref()).map_or_else(|fault| fault.code.as_str(), |_| "found")
    }

    #[test]
    fn a_set_is_found_by_name_or_because_it_is_the_only_one() {
        let world = World::bare().with_population_set("wards", "ward", &[("A", 5)]);
        assert_eq!(code(&world, "ward", None), "found");
        assert_eq!(code(&world, "ward", Some("wards")), "found");
        assert_eq!(code(&world, "district", None), "found", "the districts' own, even where there are none");
        assert_eq!(code(&world, "lsoa", None), "no-populations");
        assert_eq!(code(&world, "district", Some("wards")), "population-of-other-rows");
        assert_eq!(code(&world, "ward", Some("ward")), "unknown-population");
        let two = world.with_population_set("wards_2011", "ward", &[("A", 4)]);
        assert_eq!(code(&two, "ward", None), "several-populations");
        assert_eq!(code(&two, "ward", Some("wards_2011")), "found");
    }
}

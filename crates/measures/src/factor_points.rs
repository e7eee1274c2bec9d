//! Points for circumstances of life, and whether they fit the circumstances that were assessed.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::setting::Setting;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::Spanned;
use sna_data::query::{Counts, Dimension, Key, PersonQuery, Question, Side, Sum};

/// Points of each circumstance, by its name in the records.
pub(super) type FactorPoints = IndexMap<Spanned<String>, u32>;

/// The column that names a circumstance.
pub(super) const FACTOR: Dimension = Dimension::Column("factor");

/// All assessments of a source, whatever the section's scope: they belong to no offence.
pub(super) fn all_assessments(source: &str) -> Side {
    Side { source: source.to_owned(), scope: None, sum: Sum::Records }
}

/// The question how many persons were assessed for each circumstance, and how often.
pub(super) fn persons_by_factor(source: &str) -> Question {
    Question::Persons(PersonQuery::one(all_assessments(source), vec![FACTOR], Vec::new()))
}

/// The circumstances that occur as the first key of an answer.
pub(super) fn factors(counts: &Counts) -> BTreeSet<&str> {
    let names = counts.0.keys().filter_map(|keys| match keys.first() {
        Some(Key::Text(name)) => Some(name.as_str()),
        _ => None,
    });
    names.collect()
}

/// Points by name.
pub(super) fn by_name(points: &FactorPoints) -> BTreeMap<String, i64> {
    points.iter().map(|(name, points)| (name.value.clone(), i64::from(*points))).collect()
}

/// Checks an answer to [`persons_by_factor`]: nobody was assessed twice for one circumstance, and points, where there are
/// any, are given to the circumstances that occur and to no other.
///
/// # Errors
/// Every circumstance for which that is not so.
pub(super) fn check_factors(
    setting: &Setting<'_>,
    counts: &Counts,
    points: Option<&FactorPoints>,
) -> Result<(), Diagnostics> {
    let occurring = factors(counts);
    let mut found = assessed_twice(counts);
    for name in points.iter().flat_map(|points| points.keys()) {
        if !occurring.contains(name.value.as_str()) {
            let known = occurring.iter().copied();
            let fault = Diagnostic::unknown(Code::UnknownFactor, "circumstance", &name.value, known);
            found.push(fault.at(setting.origin.place(name)));
        }
    }
    for name in
        occurring.iter().filter(|name| points.is_some_and(|points| !points.keys().any(|key| key.value == **name)))
    {
        let fault = Diagnostic::error(Code::FactorWithoutPoints, format!("no points for the circumstance `{name}`"))
            .expected(format!("a line `{name}:` with its points under `weights:`"));
        let first = points.and_then(|points| points.keys().next());
        found.push(first.map_or(fault.clone(), |first| fault.at(setting.origin.place(first))));
    }
    found.into_result(()).map(|_| ())
}

/// A score adds up what was assessed, so a second assessment would count twice.
fn assessed_twice(counts: &Counts) -> Diagnostics {
    let mut twice: BTreeMap<&str, u64> = BTreeMap::new();
    for (keys, persons) in &counts.0 {
        if let [Key::Text(factor), Key::Number(records), ..] = keys.as_slice()
            && *records > 1
        {
            *twice.entry(factor.as_str()).or_insert(0) += persons;
        }
    }
    let faults = twice.into_iter().map(|(factor, persons)| {
        let who = if persons == 1 { "1 person has".to_owned() } else { format!("{persons} persons have") };
        Diagnostic::error(Code::AssessedTwice, format!("{who} several assessments of `{factor}`"))
            .expected("one record for each person and circumstance")
    });
    faults.collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::World;
    use super::*;

    #[test]
    fn points_must_fit_the_assessments() {
        let answer = |factors: &[(&str, i64)]| {
            Counts(
                factors
                    .iter()
                    .map(|(name, records)| (vec![Key::Text((*name).to_owned()), Key::Number(*records)], 4))
                    .collect(),
            )
        };
        let world = World::bare();
        let points: FactorPoints = sna_core::yaml::read("Gang: 5\nWeapons: 3\n", "a.yaml").unwrap();
        let codes = |counts: &Counts, points: Option<&FactorPoints>| -> Vec<String> {
            let found = check_factors(&world.setting(), counts, points).err().unwrap_or_default();
            found.iter().map(|fault| format!("{}: {} {:?}", fault.code.as_str(), fault.message, fault.hints)).collect()
        };
        assert_eq!(codes(&answer(&[("Gang", 1), ("Weapons", 1)]), Some(&points)), Vec::<String>::new());
        assert_eq!(
            codes(&answer(&[("Gangs", 1), ("Weapons", 1)]), Some(&points)),
            [
                "unknown-factor: unknown circumstance `Gang` [\"did you mean `Gangs`?\"]",
                "factor-without-points: no points for the circumstance `Gangs` []",
            ]
        );
        assert_eq!(
            codes(&answer(&[("Gang", 2)]), None),
            ["assessed-twice: 4 persons have several assessments of `Gang` []"]
        );
    }
}

//! Points for circumstances of life, and whether they fit the circumstances that were assessed.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::setting::At;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::Spanned;
use sna_data::query::{Ask, Counts, Dimension, Key, Keys, Persons, Side, Sum};

/// Points of each circumstance, by its name in the records.
pub(super) type FactorPoints = IndexMap<Spanned<String>, u32>;

/// The column that names a circumstance.
pub(super) const FACTOR: Dimension = Dimension::Column("factor");

/// All assessments of a source, whatever the section's scope: they belong to no offence.
pub(super) fn all_assessments(source: &str) -> Side {
    Side::new(source, None, Sum::Records)
}

/// Asks how many persons were assessed for each circumstance, and how often.
pub(super) fn ask_persons_by_factor(source: &str, ask: &mut Ask<'_>) -> Persons {
    ask.persons_of(all_assessments(source), vec![FACTOR], Vec::new())
}

/// The circumstances that occur.
fn factors(counts: &Counts) -> BTreeSet<String> {
    let names = counts.keys(&FACTOR).into_iter().filter_map(|key| match key {
        Key::Text(name) => Some(name),
        Key::Number(_) | Key::Flag(_) | Key::Missing => None,
    });
    names.collect()
}

/// Points by name.
pub(super) fn by_name(points: &FactorPoints) -> BTreeMap<String, i64> {
    points.iter().map(|(name, points)| (name.value.clone(), i64::from(*points))).collect()
}

/// Checks the answer to [`ask_persons_by_factor`]: nobody was assessed twice for one circumstance, and points, where there are
/// any, are given to the circumstances that occur and to no other.
///
/// # Errors
/// A circumstance was assessed twice, has no points, or does not occur.
pub(super) fn check_factors(
    at: &At<'_>,
    by_factor: Persons,
    answered: &Counts,
    points: Option<&FactorPoints>,
) -> Result<(), Diagnostics> {
    let occurring = factors(answered);
    let mut found = assessed_twice(answered, by_factor, &occurring);
    for name in points.iter().flat_map(|points| points.keys()) {
        if !occurring.contains(name.value.as_str()) {
            let known = occurring.iter().map(String::as_str);
            let fault = Diagnostic::unknown(Code::UnknownFactor, "circumstance", &name.value, known);
            found.push(fault.at(at.origin.place(name)));
        }
    }
    for name in
        occurring.iter().filter(|name| points.is_some_and(|points| !points.keys().any(|key| key.value == **name)))
    {
        let fault = Diagnostic::error(Code::FactorWithoutPoints, format!("no points for the circumstance `{name}`"))
            .expected(format!("a line `{name}:` with its points under `weights:`"));
        let first = points.and_then(|points| points.keys().next());
        found.push(first.map_or(fault.clone(), |first| fault.at(at.origin.place(first))));
    }
    found.into_result(()).map(|_| ())
}

/// A score adds up what was assessed, so a second assessment would count twice.
fn assessed_twice(counts: &Counts, by_factor: Persons, occurring: &BTreeSet<String>) -> Diagnostics {
    let persons = |factor: &String| {
        let of_factor = Keys::only(&FACTOR, &Key::Text(factor.clone()));
        counts.sum([of_factor, Keys::band(by_factor.records, 2, None)]).value()
    };
    let twice = occurring.iter().map(|factor| (factor, persons(factor))).filter(|(_, persons)| *persons > 0);
    let faults = twice.map(|(factor, persons)| {
        let who = if persons == 1 { "1 person has".to_owned() } else { format!("{persons} persons have") };
        Diagnostic::error(Code::AssessedTwice, format!("{who} several assessments of `{factor}`"))
            .expected("one record for each person and circumstance")
    });
    faults.collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, answer_to};
    use super::*;
    use sna_data::query::Grouped;

    #[test]
    fn points_must_fit_the_assessments() {
        let answer = |factors: &[(&str, i64)]| {
            Grouped(
                factors
                    .iter()
                    .map(|(name, records)| (vec![Key::Text((*name).to_owned()), Key::Number(*records)], 4))
                    .collect(),
            )
        };
        let world = World::bare();
        let points: FactorPoints = sna_core::yaml::read("Gang: 5\nWeapons: 3\n", "a.yaml").unwrap();
        let codes = |counts: &Grouped, points: Option<&FactorPoints>| -> Vec<String> {
            let (asked, answers) = answer_to(|ask| ask_persons_by_factor("lifestyle", ask), counts.clone());
            let found = check_factors(&world.at(), asked, &answers[asked.answer], points).err().unwrap_or_default();
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

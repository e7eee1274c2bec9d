//! Places that an author counts together.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::super::At;
use super::text;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::Spanned;
use sna_data::query::Key;

/// What an author counts together: the places of each group, by its name.
pub(super) type Groups = IndexMap<Spanned<String>, Vec<Spanned<String>>>;

/// The places that occur by name; the places of each group are together under its name.
///
/// # Errors
/// A place that no record has, or that is in two groups; a group with the name of a place outside it.
pub(super) fn grouped(
    groups: &Groups,
    at: &At<'_>,
    occurring: &BTreeSet<Key>,
) -> Result<BTreeMap<String, BTreeSet<Key>>, Diagnostics> {
    let known: Vec<&str> = occurring.iter().filter_map(text).collect();
    let ((), _) = faults(groups, at, &known).into_result(())?;
    let places = groups.iter().flat_map(|(group, places)| places.iter().map(|place| (&*place.value, &*group.value)));
    let group_of: BTreeMap<&str, &str> = places.collect();
    let mut grouped: BTreeMap<String, BTreeSet<Key>> = BTreeMap::new();
    for place in known {
        let name = group_of.get(place).copied().unwrap_or(place);
        grouped.entry(name.to_owned()).or_default().insert(Key::Text(place.to_owned()));
    }
    Ok(grouped)
}

fn faults(groups: &Groups, at: &At<'_>, known: &[&str]) -> Diagnostics {
    let mut found = Diagnostics::default();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (group, places) in groups {
        if known.contains(&group.value.as_str()) && !places.iter().any(|place| place.value == group.value) {
            found.push(
                Diagnostic::error(Code::PlaceTaken, format!("`{}` is already the name of a place", group.value))
                    .at(at.origin.place(group))
                    .expected("a different name for the places together, or this place among them"),
            );
        }
        for place in places {
            if !known.contains(&place.value.as_str()) {
                let fault = Diagnostic::unknown(Code::UnknownPlace, "place", &place.value, known.iter().copied());
                found.push(fault.at(at.origin.place(place)));
            } else if !seen.insert(&place.value) {
                found.push(
                    Diagnostic::error(Code::PlaceGroupedTwice, format!("`{}` is counted twice", place.value))
                        .at(at.origin.place(place))
                        .expected("each place in one group"),
                );
            }
        }
    }
    found
}

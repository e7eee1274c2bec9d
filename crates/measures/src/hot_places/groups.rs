//! Places that an author counts together.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::super::Setting;
use super::text;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::Spanned;
use sna_data::query::{Counts, Key};

/// Counts by place (at the first position) with the places of each group under its name.
///
/// # Errors
/// A place that no record has, or that stands in two groups; a group with the name of a place outside it.
pub(super) fn grouped(
    groups: &IndexMap<Spanned<String>, Vec<Spanned<String>>>,
    setting: &Setting<'_>,
    counts: &Counts,
) -> Result<Counts, Diagnostics> {
    let occurring = counts.keys(0);
    let known: Vec<&str> = occurring.iter().filter_map(text).collect();
    let (mut group_of, mut found) = (BTreeMap::new(), Diagnostics::default());
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (group, places) in groups {
        if known.contains(&group.value.as_str()) && !places.iter().any(|place| place.value == group.value) {
            found.push(
                Diagnostic::error(Code::PlaceTaken, format!("`{}` is a place of its own", group.value))
                    .at(setting.origin.place(group))
                    .expected("another name for the places together, or this place among them"),
            );
        }
        for place in places {
            if !known.contains(&place.value.as_str()) {
                let fault = Diagnostic::unknown(Code::UnknownPlace, "place", &place.value, known.iter().copied());
                found.push(fault.at(setting.origin.place(place)));
            } else if !seen.insert(&place.value) {
                found.push(
                    Diagnostic::error(Code::PlaceGroupedTwice, format!("`{}` is counted twice", place.value))
                        .at(setting.origin.place(place))
                        .expected("each place in one group"),
                );
            }
            group_of.insert(place.value.as_str(), group.value.as_str());
        }
    }
    let renamed = |key: &Key| {
        let group = text(key).and_then(|name| group_of.get(name));
        group.map_or_else(|| key.clone(), |group| Key::Text((*group).to_owned()))
    };
    let counts = counts.renamed(0, renamed);
    found.into_result(counts).map(|(counts, _)| counts)
}

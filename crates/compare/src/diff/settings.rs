//! The cover, definitions, populations and files of two drafts.

use std::collections::BTreeMap;

use super::cells::in_both;
use super::drafts::{Drafts, Found, Told};
use super::reasons::Reasons;
use super::sources::file_changed;
use super::tables::setting;
use sna_core::comparison::{Effect, Kind, Place, Reason};
use sna_core::document::{DefinitionUsed, Document, PopulationUsed, Support};

/// Compares the settings of the whole report.
pub(super) fn settings(drafts: &Drafts<'_>) -> Vec<Told> {
    let (old, new) = (drafts.old.document, drafts.new.document);
    let mut found = vec![cover(drafts, old, new)];
    found.extend(definitions(old, new));
    found.extend(populations(old, new));
    found.extend(files(old, new));
    found.into_iter().filter_map(|found| found.told((0, 0), Place::default())).collect()
}

/// Settings that differ, from their names and their text in both drafts.
fn differing<'t>(settings: impl IntoIterator<Item = (&'static str, &'t str, &'t str)>) -> Vec<Effect> {
    let differ = settings.into_iter().filter(|(_, old, new)| old != new);
    differ.map(|(what, old, new)| setting(what, old, new)).collect()
}

/// A reason where it applies.
fn reason(reason: Reason) -> Reasons {
    let mut reasons = Reasons::default();
    reasons.add(reason);
    reasons
}

fn cover(drafts: &Drafts<'_>, old: &Document, new: &Document) -> Found {
    let (from, to) = (&old.cover, &new.cover);
    let text = |text: &'_ Option<String>| text.clone().unwrap_or_default();
    let (publishers, notices) = ((text(&from.publisher), text(&to.publisher)), (text(&from.notice), text(&to.notice)));
    let mut effects = differing([
        ("title", from.title.as_str(), to.title.as_str()),
        ("area", &from.area, &to.area),
        ("published", &from.published, &to.published),
        ("publisher", &publishers.0, &publishers.1),
        ("notice", &notices.0, &notices.1),
        ("title of the records", &old.making.data, &new.making.data),
    ]);
    let mut reasons = Reasons::default();
    reasons.add_if(!effects.is_empty(), Reason::Wording);
    if from.period != to.period || drafts.why.has_other_period() {
        let days = |document: &Document| {
            let period = &document.making.period;
            format!("{} ({} to {})", document.cover.period, period.first, period.last)
        };
        effects.push(setting("period", &days(old), &days(new)));
        reasons.add(Reason::Period);
        reasons.extend(&drafts.why.of_period());
    }
    let definition = |document: &Document| document.making.definition.clone().unwrap_or_default();
    if definition(old) != definition(new) {
        effects.push(setting("definition", &definition(old), &definition(new)));
        reasons.add(Reason::Definition);
    }
    Found { kind: Kind::Cover, id: "cover".to_owned(), name: "Cover".to_owned(), effects, reasons }
}

/// The items of two lists by name: in both, or in one only.
fn by_name<'t, T>(old: &'t [T], new: &'t [T], name: fn(&T) -> &String) -> Vec<(Option<&'t T>, Option<&'t T>)> {
    let both = in_both(old.iter().map(name), new.iter().map(name));
    let partner: BTreeMap<usize, usize> = both.iter().map(|(from, to)| (*to, *from)).collect();
    let later = new.iter().enumerate().map(|(to, thing)| (partner.get(&to).map(|from| &old[*from]), Some(thing)));
    let gone = old.iter().enumerate().filter(|(at, _)| both.iter().all(|pair| pair.0 != *at));
    later.chain(gone.map(|(_, thing)| (Some(thing), None))).collect()
}

fn definitions(old: &Document, new: &Document) -> Vec<Found> {
    let found = |definition: &DefinitionUsed, effects: Vec<Effect>, reasons: Reasons| {
        let (id, name) = (definition.name.clone(), format!("Definition of {}", definition.title));
        Found { kind: Kind::Definition, id, name, effects, reasons }
    };
    let each = by_name(&old.making.definitions, &new.making.definitions, |definition| &definition.name);
    let told = each.into_iter().filter_map(|both| match both {
        (Some(from), Some(to)) => {
            let condition = from.sql != to.sql;
            let effects = differing([
                ("condition", from.sql.as_str(), to.sql.as_str()),
                ("title", &from.title, &to.title),
                ("in use since", &from.since, &to.since),
                ("description", &from.description, &to.description),
            ]);
            Some(found(to, effects, reason(if condition { Reason::Definition } else { Reason::Wording })))
        }
        (None, Some(to)) => {
            Some(found(to, vec![Effect::Added, setting("condition", "", &to.sql)], reason(Reason::Definition)))
        }
        (Some(from), None) => {
            Some(found(from, vec![Effect::Removed, setting("condition", &from.sql, "")], reason(Reason::Definition)))
        }
        (None, None) => None,
    });
    told.collect()
}

fn populations(old: &Document, new: &Document) -> Vec<Found> {
    let sets = by_name(&old.making.populations, &new.making.populations, |set| &set.name).into_iter();
    let found = sets.filter_map(|both| match both {
        (Some(from), Some(to)) => Some(population(to, population_effects(from, to))),
        (None, Some(to)) => Some(population(to, vec![Effect::Added])),
        (Some(from), None) => Some(population(from, vec![Effect::Removed])),
        (None, None) => None,
    });
    found.collect()
}

fn population(set: &PopulationUsed, effects: Vec<Effect>) -> Found {
    let name = format!("Populations by {}: {}", set.dimension.replace('_', " "), set.name);
    Found { kind: Kind::Population, id: set.name.clone(), name, effects, reasons: reason(Reason::Population) }
}

fn population_effects(old: &PopulationUsed, new: &PopulationUsed) -> Vec<Effect> {
    let source = |set: &PopulationUsed| set.source.clone().unwrap_or_default();
    let mut effects = differing([("source", source(old).as_str(), source(new).as_str())]);
    effects.extend(residents(old, new));
    effects
}

fn residents(old: &PopulationUsed, new: &PopulationUsed) -> Vec<Effect> {
    let each = by_name(&old.residents, &new.residents, |residents| &residents.0);
    let print = |residents: Option<&(String, u64)>| {
        residents.map(|(_, count)| super::sources::count(*count)).unwrap_or_default()
    };
    let named = each.into_iter().filter_map(|(from, to)| Some((&from.or(to)?.0, print(from), print(to))));
    named
        .filter(|(_, old, new)| old != new)
        .map(|(name, old, new)| setting(format!("residents of {name}"), &old, &new))
        .collect()
}

/// Files other than records.
fn files(old: &Document, new: &Document) -> Vec<Found> {
    let each = by_name(&old.making.files, &new.making.files, |file| &file.path);
    let told = each.into_iter().filter_map(|(from, to)| {
        let file = to.or(from)?;
        let effects = file_changed(&file.path, from, to).into_iter().collect();
        let name = format!("{}: {}", support(file.support), file.path);
        Some(Found { kind: Kind::Source, id: file.path.clone(), name, effects, reasons: reason(Reason::RevisedData) })
    });
    told.collect()
}

fn support(support: Option<Support>) -> &'static str {
    match support {
        Some(Support::Populations) => "Populations",
        Some(Support::HarmWeights) => "Harm weights",
        Some(Support::UnitCosts) => "Unit costs",
        Some(Support::Indicators) => "Indicators",
        Some(Support::Geography) => "Geography",
        Some(Support::Aggregates) => "Partners' aggregates",
        None => "File",
    }
}

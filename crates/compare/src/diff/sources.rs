//! Sources of records of two drafts: files, how they are read, how many rows are counted, and rows by month.

use std::collections::BTreeMap;

use super::drafts::{Drafts, Found, Told};
use super::periods::month_name;
use super::reasons::Reasons;
use super::tables::setting;
use sna_core::comparison::{Effect, Kind, Place, Reason};
use sna_core::document::{Format, InputFile, ReadAs, Source, format_number};

/// Compares all sources.
pub(super) fn sources(drafts: &Drafts<'_>) -> Vec<Told> {
    let (old, new) = (&drafts.old.document.sources, &drafts.new.document.sources);
    let later = new.iter().map(|to| match old.iter().find(|from| from.name == to.name) {
        Some(from) => both(drafts, from, to),
        None => alone(to, Effect::Added),
    });
    let gone = old.iter().filter(|from| new.iter().all(|to| to.name != from.name));
    let found = later.chain(gone.map(|from| alone(from, Effect::Removed)));
    found.filter_map(|found| found.told((0, 1), Place::default())).collect()
}

/// A source that only one draft counts.
fn alone(source: &Source, effect: Effect) -> Found {
    let mut reasons = Reasons::default();
    reasons.add(Reason::Layout);
    Found { kind: Kind::Source, id: source.name.clone(), name: source.title.clone(), effects: vec![effect], reasons }
}

fn both(drafts: &Drafts<'_>, old: &Source, new: &Source) -> Found {
    let (files, reading) = (files(&old.files, &new.files), reading(&old.reading, &new.reading));
    let (months, rows) = (months(old, new), rows(old, new));
    let mut reasons = Reasons::default();
    reasons.add_if(!reading.is_empty(), Reason::Recode);
    if !files.is_empty() {
        let known = drafts.why.source(&new.name);
        let new_months = known.is_some_and(|source| !source.new_months.is_empty());
        let other_months = known.is_some_and(|source| !source.other_months.is_empty());
        reasons.add_if(new_months, Reason::NewData);
        reasons.add_if(other_months || !new_months, Reason::RevisedData);
    }
    let title = (old.title != new.title).then(|| setting("title", &old.title, &new.title));
    reasons.add_if(title.is_some(), Reason::Wording);
    if files.is_empty() && reading.is_empty() && !rows.is_empty() {
        let definition = drafts.old.document.making.definition != drafts.new.document.making.definition;
        reasons.add_if(drafts.why.has_other_period(), Reason::Period);
        reasons.add_if(definition || !drafts.why.has_other_period(), Reason::Definition);
    }
    let effects = title.into_iter().chain(files).chain(reading).chain(months).chain(rows).collect();
    Found { kind: Kind::Source, id: new.name.clone(), name: new.title.clone(), effects, reasons }
}

/// `1,234`.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(super) fn count(count: u64) -> String {
    format_number(count as f64, Format::Count)
}

/// Size and the first digits of the fingerprint.
pub(super) fn fingerprint(file: &InputFile) -> String {
    let digits = file.sha256.get(..12).unwrap_or(&file.sha256);
    format!("{} bytes, SHA-256 {digits}…", count(file.bytes))
}

fn files(old: &[InputFile], new: &[InputFile]) -> Vec<Effect> {
    let by_path = |files: &[InputFile]| -> BTreeMap<String, InputFile> {
        files.iter().map(|file| (file.path.clone(), file.clone())).collect()
    };
    differing(&by_path(old), &by_path(new), file_changed)
}

/// The change of a file at a path, if its content differs.
pub(super) fn file_changed(path: &str, old: Option<&InputFile>, new: Option<&InputFile>) -> Option<Effect> {
    let same = old.map(|file| &file.sha256) == new.map(|file| &file.sha256);
    let print = |file: Option<&InputFile>| file.map(fingerprint).unwrap_or_default();
    (!same).then(|| setting(format!("file {path}"), &print(old), &print(new)))
}

/// The entries that differ between two maps, in the order of their keys.
fn differing<V>(
    old: &BTreeMap<String, V>,
    new: &BTreeMap<String, V>,
    tell: impl Fn(&str, Option<&V>, Option<&V>) -> Option<Effect>,
) -> Vec<Effect> {
    let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().filter_map(|key| tell(key, old.get(key), new.get(key))).collect()
}

fn reading(old: &[ReadAs], new: &[ReadAs]) -> Vec<Effect> {
    let kept = new.iter().map(|to| (old.iter().find(|from| from.role == to.role), to));
    let mut found: Vec<Effect> = kept.flat_map(|(from, to)| role(&to.role, from, Some(to))).collect();
    let gone = old.iter().filter(|from| new.iter().all(|to| to.role != from.role));
    found.extend(gone.flat_map(|from| role(&from.role, Some(from), None)));
    found
}

fn role(role: &str, old: Option<&ReadAs>, new: Option<&ReadAs>) -> Vec<Effect> {
    let text =
        |read: Option<&ReadAs>, part: fn(&ReadAs) -> Option<&String>| read.and_then(part).cloned().unwrap_or_default();
    let parts: [(&str, fn(&ReadAs) -> Option<&String>); 3] = [
        ("column", |read| Some(&read.column)),
        ("format", |read| read.format.as_ref()),
        ("extract", |read| read.extract.as_ref()),
    ];
    let mut found: Vec<Effect> = parts
        .into_iter()
        .map(|(name, part)| (name, text(old, part), text(new, part)))
        .filter(|(_, old, new)| old != new)
        .map(|(name, old, new)| setting(format!("{name} of {role}"), &old, &new))
        .collect();
    let recodes = |read: Option<&ReadAs>| -> BTreeMap<String, String> {
        read.into_iter().flat_map(|read| read.recode.iter().cloned()).collect()
    };
    let becomes = |from: &str, to: Option<&String>| to.map(|to| format!("{from} becomes {to}")).unwrap_or_default();
    found.extend(differing(&recodes(old), &recodes(new), |value, before, after| {
        (before != after).then(|| setting(format!("recode of {role}"), &becomes(value, before), &becomes(value, after)))
    }));
    found
}

/// Rows by month: new months together, and each other month that differs.
fn months(old: &Source, new: &Source) -> Vec<Effect> {
    let rows = |source: &Source| -> BTreeMap<String, u64> {
        source.months.iter().filter(|month| month.rows > 0).map(|month| (month.month.clone(), month.rows)).collect()
    };
    let (before, after) = (rows(old), rows(new));
    let added: Vec<(&String, &u64)> = after.iter().filter(|(month, _)| !before.contains_key(*month)).collect();
    let told = (added.first().zip(added.last())).map(|((first, _), (last, _))| {
        let months =
            if first == last { month_name(first) } else { format!("{} to {}", month_name(first), month_name(last)) };
        setting(format!("rows of {months}"), "", &count(added.iter().map(|(_, rows)| **rows).sum()))
    });
    let other = before.iter().filter_map(|(month, rows)| {
        let now = after.get(month).copied().unwrap_or(0);
        (now != *rows).then(|| setting(format!("rows of {}", month_name(month)), &count(*rows), &count(now)))
    });
    told.into_iter().chain(other).collect()
}

/// How many rows were counted, and why the others were not.
fn rows(old: &Source, new: &Source) -> Vec<Effect> {
    let (from, to) = (&old.rows, &new.rows);
    let counts = [
        ("rows read", from.read, to.read),
        ("rows counted", from.used, to.used),
        ("rows outside the definition", from.outside_definition, to.outside_definition),
        ("rows with a blank that leaves the definition open", from.definition_unknown, to.definition_unknown),
        ("rows outside the period", from.outside_period, to.outside_period),
        ("rows outside the area", from.outside_area, to.outside_area),
    ];
    let differ = counts.into_iter().filter(|(_, old, new)| old != new);
    let mut found: Vec<Effect> = differ.map(|(what, old, new)| setting(what, &count(old), &count(new))).collect();
    for (what, old, new) in
        [("rows set aside", &from.rejected, &to.rejected), ("rows with a value not known", &from.doubted, &to.doubted)]
    {
        let map = |rows: &[(String, u64)]| rows.iter().cloned().collect::<BTreeMap<_, _>>();
        found.extend(differing(&map(old), &map(new), |why, before, after| {
            let print = |rows: Option<&u64>| rows.map(|rows| count(*rows)).unwrap_or_default();
            (before != after).then(|| setting(format!("{what}: {why}"), &print(before), &print(after)))
        }));
    }
    found
}

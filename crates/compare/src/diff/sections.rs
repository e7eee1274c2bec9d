//! Sections of two drafts: added, removed, moved, renamed.

use std::collections::BTreeMap;

use super::drafts::{Drafts, Found, Told};
use super::key_findings;
use super::outline::{Outline, chart_name, table_name};
use super::pairs::{Matched, Pairs};
use super::reasons::Reasons;
use super::texts::{Cause, Names, cause};
use super::units::units;
use super::words::plain_runs;
use sna_core::comparison::{Effect, Kind, Reason};

/// Compares all sections.
pub(super) fn sections(drafts: &Drafts<'_>) -> Vec<Told> {
    let moved = drafts.moved_chapters();
    let both =
        drafts.pairs.chapters.pairs().skip(1).filter_map(|(old, new)| both(drafts, old, new, moved.contains(&new)));
    both.chain(added(drafts)).chain(gone(drafts)).collect()
}

fn found(id: &str, title: &str, effects: Vec<Effect>, reasons: Reasons) -> Found {
    Found { kind: Kind::Section, id: id.to_owned(), name: title.to_owned(), effects, reasons }
}

fn both(drafts: &Drafts<'_>, old: usize, new: usize, moved: bool) -> Option<Told> {
    let (before, after) = (&drafts.old.chapters[old], &drafts.new.chapters[new]);
    let (mut effects, mut reasons) = (Vec::new(), Reasons::default());
    if moved {
        effects.push(Effect::Moved { from: before.place(), to: after.place() });
        reasons.add(Reason::Layout);
    }
    if before.title != after.title {
        effects.push(Effect::Renamed(plain_runs(before.title, after.title)));
        let period = cause(before.title, after.title, &Names::of([])) == Cause::Period && drafts.why.has_other_period();
        reasons.add(if period { Reason::Period } else { Reason::Wording });
    }
    found(after.id, after.title, effects, reasons).told((new, 0), after.place())
}

fn layout() -> Reasons {
    let mut reasons = Reasons::default();
    reasons.add(Reason::Layout);
    reasons
}

/// New sections; one inside another is reported with it.
fn added(drafts: &Drafts<'_>) -> Vec<Told> {
    let matched = &drafts.pairs.chapters;
    let keys = key_findings::sections(&drafts.new);
    let outer = roots(&drafts.new, &matched.of_new);
    let told = outer.into_iter().filter_map(|(root, inside)| {
        let chapter = &drafts.new.chapters[root];
        let names = contents(&drafts.new, &inside, &drafts.pairs, |matched| &matched.of_new);
        let lines = (!names.is_empty()).then_some(Effect::AddedLines(names));
        let effects = [Effect::Added].into_iter().chain(lines).collect();
        let told = found(chapter.id, chapter.title, effects, layout()).told((root, 0), chapter.place())?;
        let key = inside.iter().any(|at| keys.contains(drafts.new.chapters[*at].id));
        Some(if key { told.key_finding() } else { told })
    });
    told.collect()
}

/// Sections that are gone.
fn gone(drafts: &Drafts<'_>) -> Vec<Told> {
    let matched = &drafts.pairs.chapters;
    let keys = key_findings::sections(&drafts.old);
    let outer = roots(&drafts.old, &matched.of_old);
    let told = outer.into_iter().filter_map(|(root, inside)| {
        let chapter = &drafts.old.chapters[root];
        let names = contents(&drafts.old, &inside, &drafts.pairs, |matched| &matched.of_old);
        let lines = (!names.is_empty()).then_some(Effect::RemovedLines(names));
        let effects = [Effect::Removed].into_iter().chain(lines).collect();
        let (at, place) = drafts.gone_from(root);
        let told = found(chapter.id, chapter.title, effects, layout()).told(at, place)?;
        let key = inside.iter().any(|at| keys.contains(drafts.old.chapters[*at].id));
        Some(if key { told.key_finding() } else { told })
    });
    told.collect()
}

/// Sections in one draft only, each with itself and such sections inside it.
fn roots(outline: &Outline<'_>, partner: &[Option<usize>]) -> BTreeMap<usize, Vec<usize>> {
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let alone = |at: usize| partner[at].is_none();
    for at in (0..outline.chapters.len()).filter(|at| alone(*at)) {
        let mut root = at;
        while let Some(parent) = outline.chapters[root].parent.filter(|parent| alone(*parent)) {
            root = parent;
        }
        found.entry(root).or_default().push(at);
    }
    found
}

/// The contents of sections in one draft only, by name; items that are also in the other draft have moved, and are
/// reported as moved.
fn contents(
    outline: &Outline<'_>,
    chapters: &[usize],
    pairs: &Pairs,
    side: fn(&Matched) -> &Vec<Option<usize>>,
) -> Vec<String> {
    let inside = |chapter: usize| chapters.contains(&chapter);
    let mut found: Vec<String> =
        chapters.iter().skip(1).map(|at| format!("Section: {}", outline.chapters[*at].title)).collect();
    let tables =
        outline.tables.iter().zip(side(&pairs.tables)).filter(|(held, other)| inside(held.chapter) && other.is_none());
    found.extend(tables.map(|(held, _)| table_name(held.thing)));
    let charts =
        outline.charts.iter().zip(side(&pairs.charts)).filter(|(held, other)| inside(held.chapter) && other.is_none());
    found.extend(charts.map(|(held, _)| chart_name(held.thing)));
    let said: Vec<Kind> = chapters.iter().flat_map(|at| units(&outline.chapters[*at])).map(|unit| unit.kind).collect();
    for (kind, one, many) in [
        (Kind::Finding, "finding", "findings"),
        (Kind::Recommendation, "recommendation", "recommendations"),
        (Kind::Claim, "claim", "claims"),
        (Kind::Callout, "callout", "callouts"),
        (Kind::Fact, "figure at a glance", "figures at a glance"),
        (Kind::Prose, "paragraph", "paragraphs"),
    ] {
        match said.iter().filter(|said| **said == kind).count() {
            0 => {}
            1 => found.push(format!("1 {one}")),
            count => found.push(format!("{count} {many}")),
        }
    }
    found
}

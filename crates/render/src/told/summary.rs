//! The number of changes, by reason and by weight, in sentences.

use serde::Serialize;

use super::{Entry, Report, State, ToldReport, words};
use sna_core::comparison::{Change, Comparison, Draft, Effect, Reason, Weight};

const REASONS: [Reason; 9] = [
    Reason::Definition,
    Reason::Recode,
    Reason::Population,
    Reason::Period,
    Reason::NewData,
    Reason::RevisedData,
    Reason::Wording,
    Reason::Layout,
    Reason::ProgramVersion,
];

/// Changes with the same main reason.
#[derive(Debug, Serialize)]
pub(crate) struct ReasonCount {
    /// The reason.
    pub(crate) reason: &'static str,
    /// What it means.
    pub(crate) meaning: &'static str,
    /// Anchor and name of each change.
    pub(crate) changes: Vec<[String; 2]>,
}

/// `1 change`, `1,234 changes`.
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A number with commas between thousands.
pub(crate) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The summary of changes: their number by main reason, and the most important ones.
pub(super) fn changes(changes: &[&Change], on_one_side: usize) -> Vec<String> {
    if changes.is_empty() {
        return if on_one_side == 0 { vec!["The drafts are the same.".to_owned()] } else { Vec::new() };
    }
    let by_reason: Vec<String> = REASONS.iter().filter_map(|reason| number_for(*reason, changes)).collect();
    vec![format!("{}: {}.", counted(changes.len(), "change", "changes"), by_reason.join(", ")), matters(changes)]
}

/// How many changes have this main reason, if any: `3 new data`.
fn number_for(reason: Reason, changes: &[&Change]) -> Option<String> {
    let number = changes.iter().filter(|change| change.reasons.first() == Some(&reason)).count();
    (number > 0).then(|| format!("{} {}", count(number), words::reason(reason)))
}

fn matters(changes: &[&Change]) -> String {
    let claim = |change: &Change| change.effects.iter().any(|effect| matches!(effect, Effect::NoLongerTrue));
    let of = |wanted: &dyn Fn(&Change) -> bool| changes.iter().filter(|change| wanted(change)).count();
    let numbers = [
        (of(&|change| change.weight == Weight::Reversal && !claim(change)), "turned direction", "turned directions"),
        (of(&claim), "claim that no longer holds", "claims that no longer hold"),
        (of(&|change| change.weight == Weight::Rank), "change of ranks", "changes of ranks"),
        (of(&|change| change.weight == Weight::KeyFinding), "key finding", "key findings"),
        (of(&|change| change.weight == Weight::BeyondChance), "difference beyond chance", "differences beyond chance"),
    ];
    let parts: Vec<String> =
        numbers.iter().filter(|part| part.0 > 0).map(|(number, one, many)| counted(*number, one, many)).collect();
    if parts.is_empty() {
        "No direction turned, no rank or key finding changed, and no figure differs beyond chance.".to_owned()
    } else {
        format!("What matters most: {}.", parts.join(", "))
    }
}

/// How many reports are in both folders or one, and how many are the same.
pub(super) fn folders(reports: &[Report]) -> Vec<String> {
    if reports.is_empty() {
        return Vec::new();
    }
    let of = |wanted: fn(&State) -> bool| reports.iter().filter(|report| wanted(&report.state)).count();
    let same = of(|state| matches!(state, State::Compared(comparison) if comparison.changes.is_empty()));
    let changed = of(|state| matches!(state, State::Compared(_))) - same;
    let added = of(|state| matches!(state, State::Added(_)));
    let removed = of(|state| matches!(state, State::Removed(_)));
    let parts = [(changed, "changed"), (same, "the same"), (added, "added"), (removed, "removed")];
    let parts: Vec<String> =
        parts.iter().filter(|part| part.0 > 0).map(|(number, word)| format!("{} {word}", count(*number))).collect();
    vec![format!("{}: {}.", counted(reports.len(), "report", "reports"), parts.join(", "))]
}

/// Changes by main reason, for those reasons that occur; a change links to its entry.
pub(super) fn by_reason(reports: &[ToldReport]) -> Vec<ReasonCount> {
    let counts = REASONS.iter().map(|reason| ReasonCount {
        reason: words::reason(*reason),
        meaning: words::meaning(*reason),
        changes: reports.iter().flat_map(|report| links(report, words::reason(*reason))).collect(),
    });
    counts.filter(|count| !count.changes.is_empty()).collect()
}

/// Anchor and name of each change of a report with this main reason.
fn links(report: &ToldReport, reason: &str) -> Vec<[String; 2]> {
    let of_report = if report.name.is_empty() { String::new() } else { format!("{}: ", report.name) };
    let entries = report.matters.iter().chain(&report.rest).flat_map(|group| &group.entries);
    let with_reason = entries.filter(|entry| entry.reasons.first().is_some_and(|first| *first == reason));
    let link = |entry: &Entry| {
        let place = if entry.place.is_empty() { String::new() } else { format!(" in {}", entry.place) };
        [entry.anchor.clone(), format!("{of_report}{}{place}", entry.name)]
    };
    with_reason.map(link).collect()
}

/// A draft in one line.
pub(super) fn draft(draft: &Draft) -> String {
    let Draft { title, area, period, published, program } = draft;
    format!("{title}, {area}, {period}, published {published}, sna {program}")
}

/// The description of both drafts, part by part.
pub(super) fn drafts(comparison: &Comparison) -> Vec<[String; 3]> {
    let parts: [(&str, fn(&Draft) -> &str); 5] = [
        ("Title", |draft| &draft.title),
        ("Area", |draft| &draft.area),
        ("Period", |draft| &draft.period),
        ("Published", |draft| &draft.published),
        ("Made by sna", |draft| &draft.program),
    ];
    parts.map(|(name, part)| [name, part(&comparison.old), part(&comparison.new)].map(str::to_owned)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_have_commas() {
        let printed: Vec<String> = [0, 12, 123, 1234, 1_234_567].into_iter().map(count).collect();
        assert_eq!(printed, ["0", "12", "123", "1,234", "1,234,567"]);
        assert_eq!(counted(1, "change", "changes"), "1 change");
    }
}

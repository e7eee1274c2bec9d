//! A comparison in words and in reading order: what every output format says, before any of them lays it out.

mod entry;
#[cfg(test)]
pub(super) mod fixture;
mod summary;
mod words;

use serde::Serialize;

use sna_core::comparison::{Change, Comparison, Draft, Kind, Place};

pub(super) use entry::{CellLine, Cells, Entry, Line, words_of};
pub(super) use summary::{ReasonCount, counted};

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Differences {
    /// Two drafts of one report.
    Drafts(Box<Comparison>),
    /// Two folders of reports, in a fixed order.
    Folders(Vec<Report>),
}

/// One report of two folders.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Its name: the part or the area it is about.
    pub name: String,
    /// Which folder it is in, and what changed.
    #[serde(flatten)]
    pub state: State,
}

/// Which of two folders a report is in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// In both.
    Compared(Comparison),
    /// Only in the new folder.
    Added(Draft),
    /// Only in the old folder.
    Removed(Draft),
}

impl Differences {
    /// Every change of every report that is in both folders, in order.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.comparisons().flat_map(|comparison| &comparison.changes)
    }

    /// Reports that are in one folder only.
    pub fn on_one_side(&self) -> usize {
        self.reports().iter().filter(|report| !matches!(report.state, State::Compared(_))).count()
    }

    /// Whether there are no differences.
    pub fn is_empty(&self) -> bool {
        self.changes().next().is_none() && self.on_one_side() == 0
    }

    fn reports(&self) -> &[Report] {
        match self {
            Self::Drafts(_) => &[],
            Self::Folders(reports) => reports,
        }
    }

    fn comparisons(&self) -> impl Iterator<Item = &Comparison> {
        let alone = match self {
            Self::Drafts(comparison) => Some(comparison.as_ref()),
            Self::Folders(_) => None,
        };
        alone.into_iter().chain(self.reports().iter().filter_map(|report| match &report.state {
            State::Compared(comparison) => Some(comparison),
            State::Added(_) | State::Removed(_) => None,
        }))
    }
}

/// Everything that an output format says.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    /// `The drafts are the same.`, or the number of changes by reason, and the most important ones.
    pub(super) summary: Vec<String>,
    /// Changes by their main reason.
    pub(super) reasons: Vec<ReasonCount>,
    /// The reports, one for two drafts.
    pub(super) reports: Vec<ToldReport>,
    /// Whether folders were compared.
    pub(super) of_folders: bool,
}

/// One report in words.
#[derive(Debug, Serialize)]
pub(super) struct ToldReport {
    /// Its name; empty for two drafts.
    pub(super) name: String,
    /// In one line: how many changes, by reason.
    pub(super) summary: Vec<String>,
    /// The drafts as described at the top: part, old, new.
    pub(super) drafts: Vec<[String; 3]>,
    /// The important changes, most important first.
    pub(super) matters: Vec<Group>,
    /// The rest by section.
    pub(super) rest: Vec<Group>,
}

/// Changes under one heading.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    /// The heading.
    pub(super) heading: String,
    /// The changes.
    pub(super) entries: Vec<Entry>,
}

/// Puts differences into words.
pub(super) fn tell(differences: &Differences) -> Told {
    let changes: Vec<&Change> = differences.changes().collect();
    let reports = match differences {
        Differences::Drafts(comparison) => vec![compared("", comparison, "")],
        Differences::Folders(reports) => {
            reports.iter().enumerate().map(|(at, report)| tell_report(report, &format!("report-{}-", at + 1))).collect()
        }
    };
    let mut summary = summary::folders(differences.reports());
    summary.extend(summary::changes(&changes, differences.on_one_side()));
    let of_folders = matches!(differences, Differences::Folders(_));
    Told { summary, reasons: summary::by_reason(&reports), reports, of_folders }
}

fn tell_report(report: &Report, anchor: &str) -> ToldReport {
    let alone = |words: &str, draft: &Draft| ToldReport {
        name: report.name.clone(),
        summary: vec![format!("{words}: {}.", summary::draft(draft))],
        drafts: Vec::new(),
        matters: Vec::new(),
        rest: Vec::new(),
    };
    match &report.state {
        State::Compared(comparison) => compared(&report.name, comparison, anchor),
        State::Added(draft) => alone("This report is only in the new folder", draft),
        State::Removed(draft) => alone("This report is only in the old folder", draft),
    }
}

fn compared(name: &str, comparison: &Comparison, anchor: &str) -> ToldReport {
    let (mut matters, mut rest): (Vec<Group>, Vec<Group>) = (Vec::new(), Vec::new());
    for (at, change) in comparison.changes.iter().enumerate() {
        let entry = entry::entry(change, format!("{anchor}change-{}", at + 1));
        match words::matters(change.weight) {
            Some(heading) => put(&mut matters, heading.to_owned(), entry),
            None => put(&mut rest, section(change), entry),
        }
    }
    let all: Vec<&Change> = comparison.changes.iter().collect();
    let drafts = summary::drafts(comparison);
    ToldReport { name: name.to_owned(), summary: summary::changes(&all, 0), drafts, matters, rest }
}

/// Adds an entry under its heading; headings are in the order in which they first occur.
fn put(groups: &mut Vec<Group>, heading: String, entry: Entry) {
    match groups.iter_mut().find(|group| group.heading == heading) {
        Some(group) => group.entries.push(entry),
        None => groups.push(Group { heading, entries: vec![entry] }),
    }
}

/// The heading for a less important change.
fn section(change: &Change) -> String {
    let named = place(&change.place);
    match (named.is_empty(), change.kind) {
        (false, _) => named,
        (true, Kind::Cover) => "Cover".to_owned(),
        (true, Kind::Definition | Kind::Population | Kind::Source) => "Data and definitions".to_owned(),
        (
            true,
            Kind::Section
            | Kind::Finding
            | Kind::Recommendation
            | Kind::Claim
            | Kind::Callout
            | Kind::Fact
            | Kind::Prose
            | Kind::Table
            | Kind::Chart,
        ) => "Inside front".to_owned(),
    }
}

/// A place in words: `3.1 Districts`; empty for items outside any section.
fn place(place: &Place) -> String {
    [place.section.as_str(), place.title.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sna_core::comparison::Weight;

    #[test]
    fn every_change_appears_once() {
        let told = tell(&fixture::drafts());
        let report = &told.reports[0];
        let entries = report.matters.iter().chain(&report.rest).flat_map(|group| &group.entries);
        let mut anchors: Vec<&str> = entries.map(|entry| entry.anchor.as_str()).collect();
        anchors.sort_unstable();
        anchors.dedup();
        assert_eq!(anchors.len(), fixture::drafts().changes().count());
        let counted: usize = told.reasons.iter().map(|reason| reason.changes.len()).sum();
        assert_eq!(counted, anchors.len());
    }

    #[test]
    fn what_matters_is_apart_from_the_rest() {
        let told = tell(&fixture::drafts());
        let first = fixture::drafts().changes().filter(|change| change.weight != Weight::Rest).count();
        let matters: usize = told.reports[0].matters.iter().map(|group| group.entries.len()).sum();
        assert_eq!(matters, first);
    }

    #[test]
    fn summaries_count_and_say_what_matters() {
        let told = tell(&fixture::drafts());
        insta::assert_snapshot!(told.summary.join("\n"));
    }

    #[test]
    fn identical_drafts_are_said_to_be_the_same() {
        let told = tell(&fixture::same());
        assert_eq!(told.summary, ["The drafts are the same."]);
        assert!(fixture::same().is_empty());
    }
}

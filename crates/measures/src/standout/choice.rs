//! Which figures stand out: those clearly different after the correction for their number, the furthest first; and their table.

use super::super::Body;
use super::super::areas::listed;
use super::super::numbers::number_of;
use super::Standout;
use super::candidates::{Candidate, Candidates, dimension_words};
use super::sides::Whole;
use sna_core::document::{BodyRow, Column, Figure, Format, Missing, Role, RowKind};
use sna_core::stats::{SIGNIFICANCE, holm_adjusted};

/// Marks the figures that are clearly different.
fn judged(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    let p_values: Vec<f64> = candidates.iter().map(|candidate| candidate.difference.p_value).collect();
    for (candidate, adjusted) in candidates.iter_mut().zip(holm_adjusted(&p_values)) {
        candidate.is_beyond_chance = adjusted < SIGNIFICANCE;
    }
    candidates
}

/// The figures that are clearly different, most standard errors first.
pub(super) fn beyond_chance(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut beyond = judged(candidates);
    beyond.retain(|candidate| candidate.is_beyond_chance);
    let distance = |candidate: &Candidate| candidate.difference.standard_errors.abs();
    // A stable sort: equal ones stay in the order of the options.
    beyond.sort_by(|one, other| distance(other).total_cmp(&distance(one)));
    beyond
}

/// The table.
pub(super) fn body(options: &Standout, whole: &Whole, candidates: Candidates) -> Body {
    let tested = candidates.all.len();
    let people = people_told(candidates.without_people, candidates.of_repeated_people);
    let shown = match options.every {
        true => judged(candidates.all),
        false => beyond_chance(candidates.all),
    };
    let beyond = shown.iter().filter(|candidate| candidate.is_beyond_chance).count();
    let top = if options.every { shown.len() } else { shown.len().min(options.top) };
    let shown = &shown[..top];
    let mut notes = vec![format!("{} {}", compared(options, whole, tested), found(tested, beyond, shown.len()))];
    notes.extend(on_neither_side(&candidates.unplaced, &dimension_words(&whole.dimension)));
    if !shown.is_empty() {
        notes.push(format!("{INTERVALS}{people}"));
    }
    let rows = shown.iter().map(|candidate| row(candidate, options.in_words)).collect();
    let columns = columns(&whole.name, options.in_words);
    Body { row_header: "Figure".to_owned(), columns, rows, notes, tests: usize::from(tested > 0), ..Body::default() }
}

/// `82 records of offences and 39 records of victims are on neither side because the district is not known.`
fn on_neither_side(unplaced: &[(String, u64)], part: &str) -> Option<String> {
    let records = match unplaced {
        [] => return None,
        [(_, number)] => number_of(*number, "record is", "records are"),
        several => {
            let each =
                several.iter().map(|(words, number)| number_of(*number, "record", "records") + &format!(" of {words}"));
            let each: Vec<String> = each.collect();
            listed(&each.iter().map(String::as_str).collect::<Vec<_>>()) + " are"
        }
    };
    Some(format!("{records} on neither side because the {part} is not known."))
}

const INTERVALS: &str = "Low and high are the limits of the 95% confidence interval of the ratio (log-normal).";

/// What tests and intervals make of people with several records.
fn people_told(without_people: bool, of_repeated_people: bool) -> &'static str {
    match (without_people, of_repeated_people) {
        (true, true) => {
            " Tests and intervals allow for people with several records where records name people, and otherwise treat records as \
             independent."
        }
        (true, false) => " Tests and intervals treat records as independent; one person can have several.",
        (false, true) => " Tests and intervals allow for people with several records.",
        (false, false) => "",
    }
}

/// The table of a report that is about the whole.
pub(super) fn nothing_to_compare(in_words: bool) -> Body {
    Body {
        row_header: "Figure".to_owned(),
        columns: columns("Here", in_words),
        notes: vec!["This report is about the whole area, so there is nothing to compare it with.".to_owned()],
        ..Body::default()
    }
}

fn columns(here: &str, in_words: bool) -> Vec<Column> {
    let two_decimals = |key, title: &str, role| Column::new(key, title, role, Format::Decimal(2));
    let figures = [
        two_decimals("here", here, Role::Value),
        two_decimals("rest", "Rest of the area", Role::Value),
        two_decimals("ratio", "Ratio", Role::Derived),
        two_decimals("low", "Low", Role::Interval),
        two_decimals("high", "High", Role::Interval),
        two_decimals("against", "Against the rest", Role::Derived),
    ];
    let words = [("begins", "Words before"), ("ends", "Words after")];
    let words = words.into_iter().filter(|_| in_words).map(|(key, title)| two_decimals(key, title, Role::Derived));
    figures.into_iter().chain(words).collect()
}

fn row(candidate: &Candidate, in_words: bool) -> BodyRow {
    let Candidate { key, wording, here, rest, difference, is_beyond_chance } = candidate;
    let number = |number: Option<f64>| number.map_or(Figure::Missing(Missing::NotApplicable), Figure::Number);
    let against = match (is_beyond_chance, difference.standard_errors > 0.0) {
        (false, _) => "similar",
        (true, true) => "higher",
        (true, false) => "lower",
    };
    let figures = [
        here.clone(),
        rest.clone(),
        number(difference.ratio),
        number(difference.ends.map(|ends| ends.0)),
        number(difference.ends.map(|ends| ends.1)),
        Figure::Text(against.to_owned()),
    ];
    let words =
        [&wording.begins, &wording.ends].into_iter().filter(|_| in_words).map(|text| Figure::Text(text.clone()));
    let cells = figures.into_iter().chain(words).collect();
    BodyRow { key: key.clone(), label: wording.label.clone(), kind: RowKind::Body, cells }
}

fn compared(options: &Standout, whole: &Whole, tested: usize) -> String {
    let (figures, were) = if tested == 1 { ("figure", "was") } else { ("figures", "were") };
    format!(
        "{tested} {figures} for {}, each based on at least {} here and in the rest, {were} compared by exact two-sided tests, \
         corrected for their number (Holm's method): the probability that any is called higher or lower by chance alone is below 5%.",
        whole.name,
        number_of(options.smallest, "record", "records"),
    )
}

fn found(tested: usize, beyond: usize, shown: usize) -> String {
    match (tested, beyond) {
        (1, 0) => "It is not clearly different from the rest.".to_owned(),
        (1, _) => "It is clearly different from the rest.".to_owned(),
        (_, 0) => "None of them is clearly different from the rest.".to_owned(),
        (_, 1) => "One of them is clearly different from the rest.".to_owned(),
        (_, beyond) if shown == 1 => {
            format!("{beyond} of them are clearly different from the rest; the one that differs most is shown.")
        }
        (_, beyond) if shown < beyond => {
            format!("{beyond} of them are clearly different from the rest; the {shown} that differ most are shown.")
        }
        (_, beyond) => format!("{beyond} of them are clearly different from the rest."),
    }
}

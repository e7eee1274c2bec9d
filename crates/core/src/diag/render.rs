//! Diagnostics as text for people. Understandable without colour, and safe to print wherever their words come from.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::groups::{MOST_ALIKE, Shown, grouped, left_out};
use super::shorten::{short_line, thousands};
use super::{Diagnostic, Diagnostics, Place, Severity, visible};

/// About as many lines as a run prints.
const MOST_LINES: usize = 100;

/// Most hints of a finding.
const MOST_HINTS: usize = 10;

/// The text of all findings, each followed by a blank line; `colour` adds terminal styles. Errors come before
/// warnings. Many findings of one code in one file are shown as one with the places of others, and what does not fit
/// on about a hundred lines is counted by code.
pub fn render(diagnostics: &Diagnostics, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let fitting = [MOST_ALIKE, 3].into_iter().find_map(|most| {
        let (text, rest) = fill(&grouped(diagnostics, most), &renderer);
        rest.is_empty().then_some(text)
    });
    fitting.unwrap_or_else(|| {
        let (text, rest) = fill(&grouped(diagnostics, 1), &renderer);
        text + &rest
    })
}

/// As many findings as fit, and what is said of the rest.
fn fill(shown: &[Shown<'_>], renderer: &Renderer) -> (String, String) {
    let mut text = String::new();
    let mut lines = 0;
    for (at, finding) in shown.iter().enumerate() {
        let words = format!("{}\n\n", renderer.render(&[group(&Words::of(finding))]));
        lines += words.matches('\n').count();
        if at > 0 && lines > MOST_LINES {
            return (text, left_out(&shown[at..]));
        }
        text.push_str(&words);
    }
    (text, String::new())
}

/// A finding with all its words fit to print.
struct Words<'d> {
    finding: &'d Diagnostic,
    title: String,
    file: Option<String>,
    excerpt: Option<Excerpt>,
    notes: Vec<(&'static str, String)>,
    more: Option<String>,
}

/// A line of the author's text, and the bytes of it that are marked.
struct Excerpt {
    text: String,
    line: usize,
    marked: std::ops::Range<usize>,
}

impl<'d> Words<'d> {
    fn of(shown: &Shown<'d>) -> Self {
        let finding = shown.first;
        let file = finding.place.as_ref().map(|place| clean(&place.file));
        let more = (shown.more > 0).then(|| {
            let place = file.as_ref().map_or_else(String::new, |file| format!(" in {file}"));
            format!("and {} more like it{place}", thousands(shown.more))
        });
        let excerpt = finding.place.as_ref().and_then(Excerpt::of);
        Self { finding, title: clean(&finding.message), file, excerpt, notes: notes(shown), more }
    }
}

/// What was found and expected, hints, and others like it.
fn notes(shown: &Shown<'_>) -> Vec<(&'static str, String)> {
    let Diagnostic { found, expected, hints, .. } = shown.first;
    let named = |name: &'static str| move |text: &String| (name, clean(text));
    let hidden = hints.len().saturating_sub(MOST_HINTS);
    let facts = found.iter().map(named("found")).chain(expected.iter().map(named("expected")));
    let hints = hints.iter().take(MOST_HINTS).map(named("hint"));
    let hints_left = (hidden > 0).then(|| ("hint", format!("and {} more", thousands(hidden))));
    let also = shown.also.iter().map(|other| ("also", clean(&in_brief(other, shown.first))));
    facts.chain(hints).chain(hints_left).chain(also).collect()
}

/// Where another finding is, and what sets it apart from the first.
fn in_brief(other: &Diagnostic, first: &Diagnostic) -> String {
    let place = other.place.as_ref().map_or_else(String::new, |place| {
        let numbers = [place.line, place.column].into_iter().flatten().map(|number| format!(":{number}"));
        format!("{}{}", place.file, numbers.collect::<String>())
    });
    let apart = if other.message == first.message { other.found.as_ref() } else { Some(&other.message) };
    let parts: Vec<&str> =
        [place.as_str(), apart.map_or("", String::as_str)].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(": ")
}

fn clean(text: &str) -> String {
    visible(&short_line(text)).into_owned()
}

impl Excerpt {
    fn of(place: &Place) -> Option<Self> {
        let (text, line, column) = (place.excerpt.as_ref()?, place.line?, place.column?);
        let word = word_at(text, column);
        // A tab is an ordinary part of a text; everything else that cannot be seen is written out.
        let shown = |part: &str| part.split('\t').map(visible).collect::<Vec<_>>().join("\t");
        let [before, marked, after] = [&text[..word.start], &text[word.clone()], &text[word.end..]].map(shown);
        let marked_bytes = before.len()..before.len() + marked.len();
        Some(Self { text: format!("{before}{marked}{after}"), line, marked: marked_bytes })
    }
}

fn group<'w>(words: &'w Words<'_>) -> Group<'w> {
    let level = match words.finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = Group::with_title(level.primary_title(words.title.as_str()).id(words.finding.code.as_str()));
    let placed = match &words.file {
        Some(file) => with_place(title, file, words),
        None => title,
    };
    let noted = words.notes.iter().fold(placed, |group, (name, text)| {
        let level = if *name == "hint" { Level::HELP } else { Level::NOTE };
        group.element(level.with_name(Some(*name)).message(text.as_str()))
    });
    words.more.iter().fold(noted, |group, more| group.element(Level::NOTE.no_name().message(more.as_str())))
}

fn with_place<'w>(group: Group<'w>, file: &'w str, words: &'w Words<'_>) -> Group<'w> {
    if let Some(Excerpt { text, line, marked }) = &words.excerpt {
        let snippet = Snippet::source(text.as_str()).line_start(*line).path(file);
        return group.element(snippet.annotation(AnnotationKind::Primary.span(marked.clone())));
    }
    let place = words.finding.place.as_ref();
    let mut origin = Origin::path(file);
    if let Some(line) = place.and_then(|place| place.line) {
        origin = origin.line(line);
    }
    if let Some(column) = place.and_then(|place| place.column) {
        origin = origin.char_column(column);
    }
    group.element(origin)
}

/// The byte range of the word that begins at a 1-based character column.
fn word_at(excerpt: &str, column: usize) -> std::ops::Range<usize> {
    let start = excerpt.char_indices().nth(column.saturating_sub(1)).map_or(excerpt.len(), |(at, _)| at);
    let rest = &excerpt[start..];
    let word = rest.find(|c: char| !(c.is_alphanumeric() || "_-./".contains(c))).unwrap_or(rest.len());
    let end = start + word.max(rest.chars().next().map_or(0, char::len_utf8));
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    #[test]
    fn a_finding_prints_its_place_found_expected_and_hint() {
        let text = "sections:\n  - use: volum\n";
        let found = Diagnostic::unknown(Code::UnknownKind, "section kind", "volum", ["volume", "harm"])
            .at(Place::position("sna.yaml", text, 2, 10));
        insta::assert_snapshot!(render(&found.into(), false));
    }

    #[test]
    fn a_record_is_named_by_line_only() {
        let found = Diagnostic::error(Code::UnreadableDate, "2 dates cannot be read")
            .at(Place::line(std::path::Path::new("offences.csv"), 17));
        insta::assert_snapshot!(render(&found.into(), false));
    }
}

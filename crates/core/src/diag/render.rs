//! Diagnostics as text for people. Understandable without colour, and safe to print wherever their words come from.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::groups::{MOST_ALIKE, Shown, grouped, left_out};
use super::shorten::{short_line, thousands};
use super::{Diagnostic, Diagnostics, Place, Severity, visible};

/// About as many lines as a run prints.
const MOST_LINES: usize = 100;

/// Few findings, and the lines on which they are all shown whole.
const FEW: usize = 20;
const LINES_OF_FEW: usize = 160;

/// Most hints of a finding.
const MOST_HINTS: usize = 10;

/// The text of all findings, each followed by a blank line; `colour` adds terminal styles. Errors come before
/// warnings. Many findings of one code in one file are shown as one with the places of others, and what does not fit
/// on about a hundred lines is counted by code.
pub fn render(diagnostics: &Diagnostics, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let number: usize = diagnostics.iter().map(|finding| 1 + finding.more).sum();
    let few = (number <= FEW).then_some((FEW, LINES_OF_FEW));
    let ways = few.into_iter().chain([(MOST_ALIKE, MOST_LINES), (3, MOST_LINES)]);
    let fitting = ways.into_iter().find_map(|(most, lines)| {
        let (text, rest) = fill(&grouped(diagnostics, most), lines, &renderer);
        rest.is_empty().then_some(text)
    });
    fitting.unwrap_or_else(|| {
        let (text, rest) = fill(&grouped(diagnostics, 1), MOST_LINES, &renderer);
        text + &rest
    })
}

/// As many findings as fit on so many lines, and what is said of the rest.
fn fill(shown: &[Shown<'_>], most: usize, renderer: &Renderer) -> (String, String) {
    let mut text = String::new();
    let mut lines = 0;
    for (at, finding) in shown.iter().enumerate() {
        let words = format!("{}\n\n", renderer.render(&[group(&Words::of(finding))]));
        lines += words.matches('\n').count();
        if at > 0 && lines > most {
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
    let own_hint = other.hints.iter().find(|hint| !first.hints.contains(hint));
    let apart = match other.message == first.message {
        false => Some(&other.message),
        true if other.found == first.found => own_hint,
        true => other.found.as_ref(),
    };
    let parts = [place.as_str(), apart.map_or("", String::as_str)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
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

    fn finding(code: Code, file: &str, line: usize) -> Diagnostic {
        let place = Place::line(std::path::Path::new(file), line);
        Diagnostic::error(code, format!("line {line} is wrong"))
            .at(place)
            .found(format!("`{line}`"))
            .expected("a number")
    }

    #[test]
    fn no_part_of_a_finding_can_forge_another_or_command_the_terminal() {
        let forged = "a\r\nerror[x]: forged\n--> y:1\u{1b}[31m\u{202e}";
        let text = format!("{forged}\n  key\t\u{202e}: \u{1b}value\n");
        let found = Diagnostic::error(Code::UnknownArea, format!("unknown area `{forged}`"))
            .at(Place::position(&format!("{forged}.yaml"), &text, 4, 7))
            .found(forged)
            .expected(forged)
            .hint(forged);
        insta::assert_snapshot!(render(&found.into(), false), @r"
        error[unknown-area]: unknown area `a\r\nerror[x]: forged\n--> y:1\u{1b}[31m\u{202e}`
         --> a\r\nerror[x]: forged\n--> y:1\u{1b}[31m\u{202e}.yaml:4:7
          |
        4 |   key    \u{202e}: \u{1b}value
          |          ^^^^^^^^
          |
          = found: a\r\nerror[x]: forged\n--> y:1\u{1b}[31m\u{202e}
          = expected: a\r\nerror[x]: forged\n--> y:1\u{1b}[31m\u{202e}
          = hint: a\r\nerror[x]: forged\n--> y:1\u{1b}[31m\u{202e}
        ");
    }

    #[test]
    fn errors_come_first_and_many_alike_are_one() {
        let warning =
            Diagnostic::warning(Code::OpenRing, "a ring is open").at(Place::file(std::path::Path::new("b.geojson")));
        let many = (1..=3000).map(|line| finding(Code::BadIndicator, "indicators.csv", line));
        let found: Diagnostics =
            [warning].into_iter().chain(many).chain([finding(Code::UnknownArea, "a.csv", 1)]).collect();
        insta::assert_snapshot!(render(&found, false), @"
        error[bad-indicator]: line 1 is wrong
        --> indicators.csv:1
         = found: `1`
         = expected: a number
         = also: indicators.csv:2: line 2 is wrong
         = also: indicators.csv:3: line 3 is wrong
         = also: indicators.csv:4: line 4 is wrong
         = also: indicators.csv:5: line 5 is wrong
         = also: indicators.csv:6: line 6 is wrong
         = also: indicators.csv:7: line 7 is wrong
         = also: indicators.csv:8: line 8 is wrong
         = also: indicators.csv:9: line 9 is wrong
         = also: indicators.csv:10: line 10 is wrong
         = and 2,990 more like it in indicators.csv

        error[unknown-area]: line 1 is wrong
        --> a.csv:1
         = found: `1`
         = expected: a number

        warning[open-ring]: a ring is open
        --> b.geojson
        ");
    }

    #[test]
    fn ten_alike_are_shown_whole() {
        let ten: Diagnostics = (1..=10).map(|line| finding(Code::BadIndicator, "a.csv", line)).collect();
        let text = render(&ten, false);
        assert_eq!((text.matches("error[").count(), text.contains("also")), (10, false));
    }

    #[test]
    fn a_run_prints_about_a_hundred_lines_and_counts_the_rest() {
        let of_file = |number: usize| {
            let file = format!("{number}.csv");
            [
                finding(Code::BadIndicator, &file, 1),
                finding(Code::UnknownArea, &file, 2),
                finding(Code::BadIndicator, &file, 3),
            ]
        };
        let warnings = (0..40).map(|number| {
            Diagnostic::warning(Code::OpenRing, "a ring is open")
                .at(Place::line(std::path::Path::new("z.geojson"), number))
        });
        let found: Diagnostics = warnings.chain((0..1000).flat_map(of_file)).collect();
        let text = render(&found, false);
        let lines: Vec<&str> = text.lines().collect();
        assert!((80..=105).contains(&lines.len()), "{}", lines.len());
        insta::assert_snapshot!(lines[lines.len() - 8..].join("\n"), @"

        error[unknown-area]: line 2 is wrong
        --> 8.csv:2
         = found: `2`
         = expected: a number

        and 2,973 more errors: 1,982 of `bad-indicator`, 991 of `unknown-area`
        and 40 more warnings: 40 of `open-ring`
        ");
    }

    #[test]
    fn what_is_long_is_shortened() {
        let long = "x".repeat(100_000);
        let hints = (0..3000)
            .fold(Diagnostic::error(Code::UnknownArea, format!("unknown area `{long}`")), |found, at| {
                found.hint(format!("hint {at}"))
            });
        let found = hints.at(Place::position("sna.yaml", &long, 1, 7)).found(format!("`{long}`")).expected(&long);
        let text = render(&found.into(), false);
        assert!(text.lines().count() < 20 && text.len() < 2500, "{text}");
        assert!(text.contains(" = hint: and 2,990 more\n") && text.contains("--> sna.yaml:1:7\n"), "{text}");
    }
}

//! Diagnostics as text for people. Understandable without colour.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Place, Severity};

/// The text of all findings, each followed by a blank line; `colour` adds terminal styles.
pub fn render(diagnostics: &Diagnostics, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    diagnostics.iter().map(|diagnostic| format!("{}\n\n", renderer.render(&[group(diagnostic)]))).collect()
}

fn group(diagnostic: &Diagnostic) -> Group<'_> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str());
    let mut group = match &diagnostic.place {
        Some(place) => with_place(Group::with_title(title), place),
        None => Group::with_title(title),
    };
    for (name, text) in [("found", &diagnostic.found), ("expected", &diagnostic.expected)] {
        if let Some(text) = text {
            group = group.element(Level::NOTE.with_name(Some(name)).message(text.as_str()));
        }
    }
    diagnostic
        .hints
        .iter()
        .fold(group, |group, hint| group.element(Level::HELP.with_name(Some("hint")).message(hint.as_str())))
}

fn with_place<'a>(group: Group<'a>, place: &'a Place) -> Group<'a> {
    match (&place.excerpt, place.line, place.column) {
        (Some(excerpt), Some(line), Some(column)) => {
            let snippet = Snippet::source(excerpt.as_str()).line_start(line).path(place.file.as_str());
            group.element(snippet.annotation(AnnotationKind::Primary.span(word_at(excerpt, column))))
        }
        (_, line, column) => {
            let mut origin = Origin::path(place.file.as_str());
            if let Some(line) = line {
                origin = origin.line(line);
            }
            if let Some(column) = column {
                origin = origin.char_column(column);
            }
            group.element(origin)
        }
    }
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

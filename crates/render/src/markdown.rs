//! A comparison as GitHub-flavoured Markdown, for a pull request: short, with the less important changes folded.

use sna_core::diag::visible;

use super::told::{CellLine, Cells, Differences, Entry, Group, Line, Told, ToldReport, counted, tell, words_of};

/// A comparison as Markdown: the important changes in full, only the names of the rest. `all` shows everything, which
/// may be too long for a comment on a pull request.
pub fn markdown(differences: &Differences, all: bool) -> String {
    let told = tell(differences);
    let mut parts = vec![format!("## What changed\n\n{}\n", lines(&told.summary))];
    parts.extend(reasons(&told));
    parts.extend(told.reports.iter().flat_map(|report| self::report(report, &told, all)));
    let mut page = parts.join("\n");
    while page.contains("\n\n\n") {
        page = page.replace("\n\n\n", "\n\n");
    }
    page
}

fn lines(sentences: &[String]) -> String {
    sentences.iter().map(|line| escape_start(line)).collect::<Vec<_>>().join("  \n")
}

fn reasons(told: &Told) -> Option<String> {
    let rows = told.reasons.iter().map(|count| format!("| {} | {} |\n", count.reason, count.changes.len()));
    (!told.reasons.is_empty()).then(|| format!("| Why | Changes |\n|---|---:|\n{}", rows.collect::<String>()))
}

fn report(report: &ToldReport, told: &Told, all: bool) -> Vec<String> {
    let mut parts = Vec::new();
    let mark = if told.of_folders { "####" } else { "###" };
    if told.of_folders {
        parts.push(format!("### {}\n\n{}\n", escape(&report.name), lines(&report.summary)));
    }
    for group in &report.matters {
        parts.push(format!("{mark} {}\n\n{}", escape(&group.heading), entries(group, all)));
    }
    parts.extend(report.rest.iter().map(|group| {
        let summary = format!("{}: {}", group.heading, counted(group.entries.len(), "change", "changes"));
        let rest = if all {
            entries(group, all)
        } else {
            group.entries.iter().map(|entry| format!("- {}\n", head(entry))).collect()
        };
        format!("<details><summary>{}</summary>\n\n{rest}\n</details>\n", escape_html(&summary))
    }));
    parts
}

fn entries(group: &Group, all: bool) -> String {
    group.entries.iter().map(|entry| self::entry(entry, all)).collect::<Vec<_>>().join("\n")
}

fn head(entry: &Entry) -> String {
    let key = if entry.key_finding { ", key finding" } else { "" };
    let place = if entry.place.is_empty() { String::new() } else { format!(" in {}", escape(&entry.place)) };
    format!("**{}**{place}: {}{key} ({})", escape(&entry.name), entry.happened, entry.reasons.join(", "))
}

/// An entry is a paragraph, and its lines are a list: GitHub does not reliably show a table inside a list.
fn entry(entry: &Entry, all: bool) -> String {
    let lines: String = entry.lines.iter().map(|line| told(line, all)).collect();
    let head = head(entry);
    if lines.is_empty() { format!("{head}\n") } else { format!("{head}\n\n{lines}") }
}

fn told(line: &Line, all: bool) -> String {
    match line {
        Line::Said(text) => format!("- {}\n", escape_start(text)),
        Line::Setting { what, old, new } => format!("- {}: {} → {}\n", escape_start(what), side(old), side(new)),
        Line::Names { sign: _, what, names } => {
            let escaped: Vec<String> = names.iter().map(|name| escape(name)).collect();
            format!("- {what}: {}\n", escaped.join(", "))
        }
        Line::Words { what: _, runs, remark } => {
            let versions = ["old", "new"].map(|draft| (draft, words_of(runs, draft)));
            let present = versions.iter().filter(|(_, words)| !words.trim().is_empty());
            let mut text: String =
                present.map(|(draft, words)| format!("- {draft}: {}\n", escape(words.trim()))).collect();
            if !remark.is_empty() {
                text.push_str(&format!("- *{}*\n", escape(remark)));
            }
            text
        }
        Line::Cells(cells) => self::cells(cells, all),
    }
}

fn side(text: &str) -> String {
    if text.is_empty() { "(none)".to_owned() } else { escape(text) }
}

fn cells(cells: &Cells, all: bool) -> String {
    let more = if all { cells.more.as_slice() } else { &[] };
    let rows: String = cells.shown.iter().chain(more).map(cell).collect();
    let others = if all || cells.others.is_empty() { String::new() } else { format!("\n{}\n", cells.others) };
    // Blank lines around the table keep it out of a list before or after it.
    let table = if rows.is_empty() {
        rows
    } else {
        format!("\n| Row | Column | Old | New | Change | |\n|---|---|---:|---:|---:|---|\n{rows}")
    };
    format!("{table}{others}\n")
}

fn cell(cell: &CellLine) -> String {
    let parts = [&cell.row, &cell.column, &cell.old, &cell.new, &cell.change].map(|part| escape(part));
    format!("| {} | {} |\n", parts.join(" | "), cell.remark)
}

/// Text inside a line that Markdown shows unchanged.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in one_line(text).chars() {
        match letter {
            // The words of a report must not mention a user or link to an issue.
            '@' | '#' => escaped.push_str(&format!("\\{letter}<!-- -->")),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' | '!' => {
                escaped.extend(['\\', letter]);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// Text that Markdown shows unchanged at the start of a line or list item, where it could begin a list or a heading.
fn escape_start(text: &str) -> String {
    let mut escaped = escape(text);
    match escaped.find(|letter: char| !letter.is_ascii_digit()) {
        Some(0) if escaped.starts_with(['-', '+', '=']) => escaped.insert(0, '\\'),
        Some(at) if at > 0 && escaped[at..].starts_with(['.', ')']) => escaped.insert(at, '\\'),
        Some(_) | None => {}
    }
    escaped
}

fn escape_html(text: &str) -> String {
    one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Words with one space between them, without control characters; what else nobody sees is written out.
fn one_line(text: &str) -> String {
    let seen: String = text.chars().filter(|letter| letter.is_whitespace() || !letter.is_control()).collect();
    visible(&seen.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::super::told::fixture;
    use super::*;

    #[test]
    fn a_pull_request_gets_what_matters_and_the_rest_folded() {
        insta::assert_snapshot!(markdown(&fixture::drafts(), false));
    }

    #[test]
    fn folders_give_a_heading_for_each_report() {
        insta::assert_snapshot!(markdown(&fixture::folders(), false));
    }

    #[test]
    fn identical_drafts_are_said_to_be_the_same() {
        assert_eq!(markdown(&fixture::same(), false), "## What changed\n\nThe drafts are the same.\n");
    }

    /// Everything that a Markdown reader finds except plain text.
    fn structure(text: &str) -> Vec<String> {
        Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
            .filter_map(|event| match event {
                Event::Start(Tag::Paragraph) | Event::End(_) | Event::Text(_) => None,
                Event::Start(tag) => Some(format!("{tag:?}")),
                Event::InlineHtml(html) if html.as_ref() == "<!-- -->" => None,
                Event::Html(html) => Some(format!("HTML of {} marks", html.matches('<').count())),
                other => Some(format!("{other:?}")),
            })
            .collect()
    }

    #[test]
    fn words_of_a_report_cannot_break_the_page() {
        let page = structure(&markdown(&fixture::hostile(), true));
        let tame = structure(&markdown(&fixture::hostile_tamed(), true));
        assert_eq!(page, tame);
    }

    proptest! {
        #[test]
        fn any_text_comes_out_as_it_went_in(text in "[ -~£–]{0,40}") {
            let written = format!("- {}\n", escape_start(&text));
            let mut read = String::new();
            let mut items = 0;
            for event in Parser::new_ext(&written, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
                match event {
                    Event::Text(part) => read.push_str(&part),
                    Event::Start(Tag::Item) => items += 1,
                    Event::InlineHtml(html) => prop_assert_eq!(html.as_ref(), "<!-- -->"),
                    Event::Start(Tag::List(None)) | Event::End(_) => {}
                    other => prop_assert!(false, "{:?} from {:?}", other, written),
                }
            }
            prop_assert_eq!(items, 1);
            prop_assert_eq!(read, text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}

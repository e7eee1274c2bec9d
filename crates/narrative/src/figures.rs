//! Digits typed by hand. A figure in prose is bound to a table or names its source; numbers that only look like figures
//! (a year, a date, a time, the number of a section) are allowed.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::errors::place;
use super::scan::Outline;
use super::{Text, markdown};
use sna_core::calendar::{FinancialYear, MONTHS, digits};
use sna_core::diag::{Code, Diagnostic, Diagnostics};

/// The most figures of a text that are listed.
const MOST_FOUND: usize = 10;

/// The characters before a figure that can say what it is.
const CONTEXT: usize = 60;

/// A character of running text.
#[derive(Debug, Clone, Copy)]
struct Letter {
    c: char,
    /// Byte in the outline.
    at: usize,
    /// Whether it is in a link to a source.
    linked: bool,
}

/// The finding for one figure, without its place.
pub(crate) fn unbound(figure: &str) -> Diagnostic {
    Diagnostic::error(Code::UnboundFigure, "a figure is typed by hand")
        .found(format!("`{figure}`"))
        .expected("a figure bound to a table, or one that names its source")
        .hint("bind it: `{{ table.cell(row, column) }}`")
        .hint(format!(
            "or name its source: a link in the same sentence, or `{{{{ stated(\"{figure}\", source=\"...\") }}}}`"
        ))
        .hint(format!("if it is a name, not a figure: `{{{{ plain(\"{figure}\") }}}}`"))
}

/// The figures typed by hand in a text that is Markdown.
pub(crate) fn check(text: &Text<'_>, stated: &[String]) -> Diagnostics {
    let outline = Outline::of(text.source);
    let all = flows(&outline.text);
    all.iter().flat_map(|flow| found(flow, text, &outline, stated)).take(MOST_FOUND).collect()
}

/// The figures typed by hand in a text that is not Markdown.
pub(crate) fn check_plain(text: &Text<'_>) -> Diagnostics {
    let outline = Outline::of(text.source);
    let flow: Vec<Letter> = outline.text.char_indices().map(|(at, c)| Letter { c, at, linked: false }).collect();
    found(&flow, text, &outline, &[]).into_iter().collect()
}

/// The figures of a text of which no character is known to be the data's.
pub(crate) fn in_value(value: &str) -> Vec<String> {
    let letters: Vec<Letter> = value.char_indices().map(|(at, c)| Letter { c, at, linked: false }).collect();
    figures(&letters).into_iter().map(|(figure, _)| figure).collect()
}

/// The running text of each block.
fn flows(outline: &str) -> Vec<Vec<Letter>> {
    let mut flows: Vec<Vec<Letter>> = vec![Vec::new()];
    let mut linked = false;
    for (event, range) in markdown::parser(outline).into_offset_iter() {
        let Some(flow) = flows.last_mut() else { continue };
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                linked = dest_url.starts_with("http") && markdown::is_web(&dest_url)
                    || dest_url.starts_with(markdown::is_mark);
            }
            Event::End(TagEnd::Link) => linked = false,
            Event::Text(text) | Event::Code(text) => {
                let same = outline.get(range.clone()) == Some(&*text);
                let at = |offset: usize| if same { range.start + offset } else { range.start };
                flow.extend(text.char_indices().map(|(offset, c)| Letter { c, at: at(offset), linked }));
            }
            Event::SoftBreak | Event::HardBreak => flow.push(Letter { c: ' ', at: range.start, linked }),
            Event::Start(Tag::Strong | Tag::Emphasis) | Event::End(TagEnd::Strong | TagEnd::Emphasis) => {}
            _ => flows.push(Vec::new()),
        }
    }
    flows
}

fn found(flow: &[Letter], text: &Text<'_>, outline: &Outline, stated: &[String]) -> Vec<Diagnostic> {
    let unsourced = sentences(flow).into_iter().filter(|sentence| !sentence.iter().any(|letter| letter.linked));
    unsourced
        .flat_map(figures)
        .filter(|(figure, _)| !stated.contains(figure))
        .take(MOST_FOUND)
        .map(|(figure, at)| unbound(&figure).at(place(text, outline.original(at))))
        .collect()
}

/// Splits after a full stop, question or exclamation mark that space follows.
fn sentences(flow: &[Letter]) -> Vec<&[Letter]> {
    let mut found = Vec::new();
    let mut start = 0;
    for at in 1..flow.len() {
        if matches!(flow[at - 1].c, '.' | '?' | '!') && flow[at].c.is_whitespace() {
            found.push(&flow[start..at]);
            start = at;
        }
    }
    found.push(&flow[start..]);
    found
}

/// The figures of a sentence that must not be typed by hand, each with its place in the outline.
fn figures(sentence: &[Letter]) -> Vec<(String, usize)> {
    let chars: Vec<char> = sentence.iter().map(|letter| letter.c).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_numeric() {
            at += 1;
            continue;
        }
        let end = figure_end(&chars, at);
        if !is_allowed(&chars, at, end) {
            let end = end + usize::from(chars.get(end) == Some(&'%'));
            found.push((chars[at..end].iter().collect(), sentence[at].at));
        }
        at = end;
    }
    found
}

/// The end of a run of digits, with signs between digits: `1,234.5`, `2019/20`, `18:00`.
fn figure_end(chars: &[char], start: usize) -> usize {
    let is_digit = |at: usize| chars.get(at).is_some_and(|c| c.is_numeric());
    let is_sign = |at: usize| matches!(chars.get(at), Some(',' | '.' | '/' | ':'));
    let mut end = start;
    while is_digit(end) || (is_sign(end) && is_digit(end + 1)) {
        end += 1;
    }
    end
}

fn is_allowed(chars: &[char], start: usize, end: usize) -> bool {
    let figure: String = chars[start..end].iter().collect();
    let unit_follows = chars.get(end) == Some(&'%');
    let money = start > 0 && matches!(chars[start - 1], '£' | '$' | '€');
    if unit_follows || money {
        return false;
    }
    let before = &chars[start.saturating_sub(CONTEXT)..start];
    is_part_of_name(before)
        || is_numbered(before, &figure)
        || is_age(before, &figure)
        || is_year(&figure)
        || is_time(&figure)
        || is_day(&figure, &chars[end..])
}

/// `A38`, `COVID-19`, `DE1`: the digits follow a word that begins with a capital letter.
fn is_part_of_name(before: &[char]) -> bool {
    let word = before.iter().rev().take_while(|c| c.is_alphanumeric() || **c == '-');
    word.last().is_some_and(|first| first.is_uppercase())
}

/// `Section 3.1`, `Table 4`.
fn is_numbered(before: &[char], figure: &str) -> bool {
    const NUMBERED: [&str; 12] = [
        "section", "sections", "table", "tables", "figure", "figures", "chapter", "chapters", "appendix", "annex",
        "page", "pages",
    ];
    let words: String = before.iter().collect();
    let last = words.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
    words.ends_with(char::is_whitespace)
        && NUMBERED.contains(&last.as_str())
        && figure.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// `aged 15`, and both numbers of `aged 15 to 17`: names of groups of people.
fn is_age(before: &[char], figure: &str) -> bool {
    let words: String = before.iter().collect();
    let mut words = words.split_whitespace().rev();
    let is_number = |word: Option<&str>| word.is_some_and(|word| digits(word, 1).or(digits(word, 2)).is_some());
    let follows = match words.next().map(str::to_lowercase).as_deref() {
        Some("aged") => true,
        Some("to") => is_number(words.next()) && words.next().is_some_and(|word| word.eq_ignore_ascii_case("aged")),
        _ => false,
    };
    follows && before.last().is_some_and(|last| last.is_whitespace()) && is_number(Some(figure))
}

/// `2023`, and `2023/24` where the second year follows the first.
fn is_year(figure: &str) -> bool {
    let year = match FinancialYear::read(figure) {
        Some(year) => u32::try_from(year.0).ok(),
        None => digits(figure, 4),
    };
    year.is_some_and(|year| (1900..2100).contains(&year))
}

fn is_time(figure: &str) -> bool {
    let Some((hour, minute)) = figure.split_once(':') else { return false };
    let hour = digits(hour, 2).or_else(|| digits(hour, 1));
    hour.is_some_and(|hour| hour <= 24) && digits(minute, 2).is_some_and(|minute| minute < 60)
}

/// `31` in `31 March` and `1st` in `1st of April`.
fn is_day(figure: &str, after: &[char]) -> bool {
    let rest: String = after.iter().take(24).collect();
    let rest = ["st", "nd", "rd", "th"].iter().find_map(|ending| rest.strip_prefix(ending)).unwrap_or(&rest);
    let month = rest.trim_start().trim_start_matches("of ").trim_start();
    let is_month =
        MONTHS.iter().any(|name| month.strip_prefix(name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)));
    let day = digits(figure, 1).or_else(|| digits(figure, 2));
    is_month && rest.starts_with(char::is_whitespace) && day.is_some_and(|day| (1..=31).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Vec<String> {
        let text = Text { source: text, file: "a.md", first_line: 1, column: 0, file_text: text };
        check(&text, &[]).iter().filter_map(|finding| finding.found.clone()).collect()
    }

    #[test]
    fn numbers_that_are_not_figures_are_allowed() {
        for text in [
            "In 2023/24, and from 1 April 2019 to 31 March 2024, between 18:00 and 5:59.",
            "See Section 3.1, Table 4 and\nchapter 2. The 2010s; 1st of May; 2024.",
            "The A38, COVID-19 and DE1. From 2019 to 2024.",
            "There were 5,475 ([ONS](https://example.org/2024)) of them.",
            "1. one\n2. two",
            "Children aged 0 to 17, people aged 18 and over, and Aged 15.",
            "{{ table.cell(\"12\", \"13\") }} {# 14 #}{% if x > 15 %}{% endif %}",
        ] {
            assert_eq!(typed(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_figure_typed_by_hand_is_found() {
        for (text, figure) in [
            ("There were 5,475 offences.", "`5,475`"),
            ("A rise of 12.5% since 2019.", "`12.5%`"),
            ("aged 10-17", "`17`"),
            ("aged 10 of 17", "`17`"),
            ("under 18", "`18`"),
            ("Costs of £2000", "`2000`"),
            ("In 2019/21", "`2019/21`"),
            ("At 25:00", "`25:00`"),
            ("**7** of them", "`7`"),
            ("x3 and over-65s", "`3`"),
            ("There were 5. See [ONS](https://example.org).", "`5`"),
            ("[see 9](#volume)", "`9`"),
            ("a half: ½", "`½`"),
            ("32 March", "`32`"),
        ] {
            assert_eq!(typed(text).first().map(String::as_str), Some(figure), "{text}");
        }
    }
}

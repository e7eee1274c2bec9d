//! Finds the expressions and tags of a template, and rewrites it so that each one can be watched.
//!
//! minijinja hands a formatter the value of an expression, but not the expression itself or when it began. So `{{ x }}`
//! is rewritten to `{{ __emit(__begin(3), (x)) }}`: what is read between the two calls was read for `x`. Text is only
//! inserted, so every place in the rewritten text can be traced to the author's. The text must be one that minijinja
//! compiles.

use std::collections::BTreeSet;
use std::ops::Range;

/// The mark of an expression in an [`Outline`] and, with an index added, of an emitted value in rendered text.
pub(crate) const MARK: u32 = 0xF_0000;
/// The last character of the private planes that are used as marks.
pub(crate) const LAST_MARK: u32 = 0x10_FFFD;

/// One part of a template, as byte ranges of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Literal text.
    Text(Range<usize>),
    /// `{{ ... }}`: the part between the braces.
    Print(Range<usize>),
    /// `{% ... %}`: the part between the signs.
    Tag(Range<usize>),
    /// A comment, or a mark of a raw block: nothing is printed.
    Silent,
}

/// The parts of a template, in order.
pub(crate) fn pieces(source: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, open)) = next_open(source, at) {
        found.push(Piece::Text(at..start));
        at = match open {
            b'#' => comment(source, start, &mut found),
            b'%' if is_raw(&source[start..]) => raw(source, start, &mut found),
            sign => expression(source, start, sign, &mut found),
        };
    }
    found.push(Piece::Text(at.min(source.len())..source.len()));
    found
}

fn next_open(source: &str, from: usize) -> Option<(usize, u8)> {
    let bytes = source.as_bytes();
    (from..bytes.len().saturating_sub(1))
        .find(|&at| bytes[at] == b'{' && matches!(bytes[at + 1], b'{' | b'%' | b'#'))
        .map(|at| (at, bytes[at + 1]))
}

fn comment(source: &str, start: usize, found: &mut Vec<Piece>) -> usize {
    let end = source[start + 2..].find("#}").map_or(source.len(), |end| start + 2 + end + 2);
    found.push(Piece::Silent);
    end
}

fn is_raw(tag: &str) -> bool {
    tag_word(tag) == "raw"
}

/// The first word of a text that begins with `{%`.
fn tag_word(tag: &str) -> &str {
    let inner = tag[2..].trim_start_matches(['-', '+']).trim_start();
    &inner[..inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(inner.len())]
}

fn raw(source: &str, start: usize, found: &mut Vec<Piece>) -> usize {
    let after = |from: usize| source[from..].find("%}").map_or(source.len(), |end| from + end + 2);
    let content = after(start);
    let mut close = content;
    while let Some(next) = source[close..].find("{%") {
        close += next;
        if tag_word(&source[close..]) == "endraw" {
            found.extend([Piece::Silent, Piece::Text(content..close), Piece::Silent]);
            return after(close);
        }
        close += 2;
    }
    source.len()
}

fn expression(source: &str, start: usize, sign: u8, found: &mut Vec<Piece>) -> usize {
    let bytes = source.as_bytes();
    let close: &[u8] = if sign == b'{' { b"}}" } else { b"%}" };
    let from = start + 2 + usize::from(matches!(bytes.get(start + 2), Some(b'-' | b'+')));
    let (mut at, mut depth) = (from, 0_i64);
    while at < bytes.len() {
        let signed = usize::from(matches!(bytes[at], b'-' | b'+'));
        if depth == 0 && bytes[at + signed..].starts_with(close) {
            found.push(if sign == b'{' { Piece::Print(from..at) } else { Piece::Tag(from..at) });
            return at + signed + 2;
        }
        match bytes[at] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            quote @ (b'"' | b'\'') => at = string_end(bytes, at, quote),
            _ => {}
        }
        at += 1;
    }
    source.len()
}

/// The position of the quotation mark that closes the string begun at `start`.
fn string_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at
}

/// An expression of the author, as it is watched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Watched {
    /// As written, without surrounding space.
    pub(crate) source: String,
    /// Names it mentions; for a `set`, after them the names it sets.
    pub(crate) names: Vec<String>,
    /// Names it sets.
    pub(crate) sets: Vec<String>,
}

impl Watched {
    /// Watches one expression.
    pub(crate) fn new(expression: &str) -> Self {
        Self { source: expression.trim().to_owned(), names: names(expression), sets: Vec::new() }
    }
}

/// A template in which each expression is watched.
#[derive(Debug, Default)]
pub(crate) struct Rewritten {
    /// What minijinja is given.
    pub(crate) source: String,
    /// The expressions, by their number.
    pub(crate) watched: Vec<Watched>,
    /// Insertions: position in `source` and length.
    insertions: Vec<(usize, usize)>,
}

impl Rewritten {
    /// Where a byte of the rewritten text is in the author's text.
    pub(crate) fn original(&self, at: usize) -> usize {
        let before = self.insertions.iter().take_while(|(start, _)| *start < at);
        at - before.map(|(start, length)| (*length).min(at - start)).sum::<usize>()
    }

    fn insert(&mut self, text: &str) {
        self.insertions.push((self.source.len(), text.len()));
        self.source.push_str(text);
    }
}

/// The beginning of the printed expression at a byte of the source, if there is one.
pub(crate) fn printed_at(source: &str, at: usize) -> Option<usize> {
    pieces(source).into_iter().find_map(|piece| match piece {
        Piece::Print(inner) if inner.start <= at && at <= inner.end => Some(inner.start),
        Piece::Print(_) | Piece::Text(_) | Piece::Tag(_) | Piece::Silent => None,
    })
}

/// Rewrites a template so that printed, kept and tested expressions are watched. Printed expressions that begin at a
/// place in `skipped` print nothing.
pub(crate) fn rewrite(source: &str, skipped: &BTreeSet<usize>) -> Rewritten {
    let mut out = Rewritten::default();
    let mut copied = 0;
    for piece in pieces(source) {
        let Some((function, inner, sets)) = to_watch(source, &piece) else { continue };
        out.source.push_str(&source[copied..inner.start]);
        if skipped.contains(&inner.start) {
            out.insert("\"\"");
            out.source.push_str(&" ".repeat(inner.len()));
            copied = inner.end;
            continue;
        }
        let number = out.watched.len();
        out.watched.push(Watched { sets, ..Watched::new(&source[inner.clone()]) });
        out.insert(&format!(" {function}(__begin({number}), ("));
        out.source.push_str(&source[inner.clone()]);
        out.insert(")) ");
        copied = inner.end;
    }
    out.source.push_str(&source[copied..]);
    out
}

/// The function that watches a piece, the expression in it, and the names it sets.
fn to_watch(source: &str, piece: &Piece) -> Option<(&'static str, Range<usize>, Vec<String>)> {
    match piece {
        Piece::Text(_) | Piece::Silent => None,
        Piece::Print(inner) => Some(("__emit", inner.clone(), Vec::new())),
        Piece::Tag(inner) => {
            let content = &source[inner.clone()];
            let word = content.trim_start();
            let after = inner.start + (content.len() - word.len());
            let keyword = &word[..word.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(word.len())];
            match keyword {
                "if" | "elif" => Some(("__test", after + keyword.len()..inner.end, Vec::new())),
                "set" => {
                    let equals = after + word.find('=')?;
                    Some(("__keep", equals + 1..inner.end, names(&source[after + 3..equals])))
                }
                _ => None,
            }
        }
    }
}

/// The names an expression mentions: not attributes, filters, tests, keywords or words inside strings.
pub(crate) fn names(expression: &str) -> Vec<String> {
    let bytes = expression.as_bytes();
    let mut found = Vec::new();
    let (mut at, mut before, mut in_test) = (0, b' ', false);
    while at < bytes.len() {
        let word = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        if matches!(bytes[at], b'"' | b'\'') {
            at = string_end(bytes, at, bytes[at]) + 1;
            before = b'"';
        } else if word > 0 {
            let name = &expression[at..at + word];
            if !matches!(before, b'.' | b'|') && !in_test && is_name(name) {
                found.push(name.to_owned());
            }
            in_test = name == "is" || (in_test && name == "not");
            before = b'a';
            at += word;
        } else {
            if !bytes[at].is_ascii_whitespace() {
                before = bytes[at];
            }
            at += 1;
        }
    }
    found
}

fn is_name(word: &str) -> bool {
    const KEYWORDS: [&str; 13] =
        ["and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None"];
    !word.starts_with(|c: char| c.is_ascii_digit()) && !KEYWORDS.contains(&word)
}

/// A template as text for the checks: tags taken out, one mark for each expression.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// The text.
    pub(crate) text: String,
    /// Where runs of the text begin: position in `text`, position in the source.
    runs: Vec<(usize, usize)>,
}

impl Outline {
    /// The outline of a template.
    pub(crate) fn of(source: &str) -> Self {
        let mut out = Self::default();
        let all = pieces(source);
        for (at, piece) in all.iter().enumerate() {
            match piece {
                Piece::Text(range) => out.copy(source, range, at > 0 && !matches!(all[at - 1], Piece::Print(_))),
                Piece::Print(inner) => {
                    out.runs.push((out.text.len(), inner.start));
                    out.text.extend(char::from_u32(MARK));
                }
                Piece::Tag(_) | Piece::Silent => {}
            }
        }
        out
    }

    /// Copies literal text; the line break after a tag belongs to the tag.
    fn copy(&mut self, source: &str, range: &Range<usize>, after_tag: bool) {
        let text = &source[range.clone()];
        let breaks = ["\r\n", "\n"].into_iter().find(|breaks| after_tag && text.starts_with(breaks));
        let cut = breaks.map_or(0, str::len);
        self.runs.push((self.text.len(), range.start + cut));
        self.text.push_str(&text[cut..]);
    }

    /// Where a byte of the outline is in the source.
    pub(crate) fn original(&self, at: usize) -> usize {
        let run = self.runs.iter().rev().find(|(start, _)| *start <= at);
        run.map_or(at, |(start, source)| source + (at - start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_end_where_minijinja_ends_them() {
        let found = pieces(r#"a {{ {"x": "}}"}.x }} b {# {{ #} {% raw %}{{ 1 }}{% endraw %} {%- if x -%}c{% endif %}"#);
        let shown: Vec<&Piece> = found.iter().filter(|piece| matches!(piece, Piece::Print(_))).collect();
        assert_eq!(shown, [&Piece::Print(4..19)]);
    }

    #[test]
    fn a_place_in_the_rewritten_text_leads_back() {
        let source = "x {{ alpha | pct }} y {% set b = gamma %}{% if b > 1 %}z{% endif %}";
        let rewritten = rewrite(source, &BTreeSet::new());
        insta::assert_snapshot!(rewritten.source, @"x {{ __emit(__begin(0), ( alpha | pct )) }} y {% set b = __keep(__begin(1), ( gamma )) %}{% if __test(__begin(2), ( b > 1 )) %}z{% endif %}");
        for word in ["alpha", "gamma", "b > 1", "endif"] {
            let at = rewritten.source.find(word).map(|at| rewritten.original(at));
            assert_eq!(at, source.find(word), "{word}");
        }
        assert_eq!(rewritten.watched[1].sets, ["b"]);
    }

    #[test]
    fn names_leave_out_attributes_filters_tests_and_strings() {
        assert_eq!(names(r#"a.b("c") | pct if d is missing and not e[1] else "f""#), ["a", "d", "e"]);
    }
}

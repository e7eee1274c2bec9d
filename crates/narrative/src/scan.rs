//! Finds the expressions and tags of a template. The text must be one that minijinja compiles.

use std::ops::Range;

use super::lex::string_end;

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
pub(crate) fn tag_word(tag: &str) -> &str {
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
    // Never closed: minijinja reads it all the same before it says so.
    let rest = from.min(source.len())..source.len();
    found.push(if sign == b'{' { Piece::Print(rest) } else { Piece::Tag(rest) });
    source.len()
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
    fn names_leave_out_attributes_filters_tests_and_strings() {
        assert_eq!(names(r#"a.b("c") | pct if d is missing and not e[1] else "f""#), ["a", "d", "e"]);
    }
}

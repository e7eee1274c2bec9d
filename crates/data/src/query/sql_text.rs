//! SQL as text: an author's condition on one line, quoted words, and names that need quotes.

use std::iter::Peekable;
use std::str::Chars;

/// Words that cannot name a table without quotes.
const RESERVED: [&str; 32] = [
    "all", "and", "as", "case", "check", "column", "create", "default", "desc", "distinct", "else", "end", "from",
    "group", "having", "in", "into", "limit", "not", "null", "offset", "on", "or", "order", "select", "table", "then",
    "to", "union", "unique", "when", "where",
];

/// A text as SQL writes it, in quotes.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A source's name as the table that SQL asks.
pub(super) fn table_name(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    if plain && begins && !RESERVED.contains(&name) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// A condition on one line: comments are removed and blanks between words become one, but text in quotes is kept
/// unchanged.
pub fn one_line(sql: &str) -> String {
    let (mut line, mut rest) = (String::with_capacity(sql.len()), sql.chars().peekable());
    while let Some(c) = rest.next() {
        match (c, rest.peek()) {
            ('-', Some('-')) => pass(&mut rest, |_, c| c == '\n', &mut line),
            ('/', Some('*')) => {
                rest.next();
                pass(&mut rest, |before, c| (before, c) == ('*', '/'), &mut line);
            }
            ('\'' | '"', _) => keep_quoted(c, &mut rest, &mut line),
            (c, _) if c.is_whitespace() => blank(&mut line),
            (c, _) => line.push(c),
        }
    }
    line.trim_end().to_owned()
}

fn blank(line: &mut String) {
    if !line.is_empty() && !line.ends_with(' ') {
        line.push(' ');
    }
}

/// Skips a comment up to its end; it counts as a blank.
fn pass(rest: &mut Peekable<Chars<'_>>, ends: impl Fn(char, char) -> bool, line: &mut String) {
    let mut before = ' ';
    for c in rest.by_ref() {
        if ends(before, c) {
            break;
        }
        before = c;
    }
    blank(line);
}

/// Keeps the text between two equal quotes. A doubled quote ends one such text and begins the next.
fn keep_quoted(quote: char, rest: &mut Peekable<Chars<'_>>, line: &mut String) {
    line.push(quote);
    for c in rest.by_ref() {
        line.push(c);
        if c == quote {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_on_one_line_keeps_its_meaning() {
        for (sql, line) in [
            ("  knife\n  AND\tdomestic  ", "knife AND domestic"),
            ("offence = 'GBH  with -- intent'", "offence = 'GBH  with -- intent'"),
            ("knife -- a blade\n AND domestic", "knife AND domestic"),
            ("knife /* a\n blade */AND domestic", "knife AND domestic"),
            ("ward = 'St Leonard''s  ' AND\n knife", "ward = 'St Leonard''s  ' AND knife"),
            ("age - 1 > 2 -- the end", "age - 1 > 2"),
            ("nte_area = \"a  b\"", "nte_area = \"a  b\""),
            ("knife /* open", "knife"),
        ] {
            assert_eq!(one_line(sql), line, "{sql}");
        }
    }

    #[test]
    fn names_are_quoted_where_sql_needs_it() {
        let names = ["offences", "stop_searches_2", "order", "stop-searches", "Crimes", "2023", "a\"b"].map(table_name);
        assert_eq!(
            names,
            ["offences", "stop_searches_2", "\"order\"", "\"stop-searches\"", "\"Crimes\"", "\"2023\"", "\"a\"\"b\""]
        );
    }
}

//! Rewrites a template so that each expression can be watched, and what grows is counted.
//!
//! minijinja hands a formatter the value of an expression, but not the expression itself or when it began. So `{{ x }}`
//! is rewritten to `{{ __emit(__begin(3), (x)) }}`: what is read between the two calls was read for `x`. Text is only
//! inserted, so every place in the rewritten text can be traced to the author's.

use std::collections::BTreeSet;
use std::ops::Range;

use super::lex::{Kind, factors, tokens};
use super::scan::{Piece, names, pieces};

/// An expression of the author, as it is watched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Watched {
    /// Its number in the text.
    pub(crate) number: usize,
    /// Where it begins in the author's text.
    pub(crate) at: usize,
    /// As written, without surrounding space.
    pub(crate) source: String,
    /// Names it mentions; for a `set`, after them the names it sets.
    pub(crate) names: Vec<String>,
    /// Names it sets.
    pub(crate) sets: Vec<String>,
    /// What a `set` sets, as written.
    pub(crate) target: String,
    /// Bytes of literal text that follow it.
    pub(crate) follows: usize,
}

impl Watched {
    /// Watches one expression.
    pub(crate) fn new(expression: &str) -> Self {
        Self { source: expression.trim().to_owned(), names: names(expression), ..Self::default() }
    }

    /// Whether it adds to what it sets: `ns.number + 1`.
    pub(crate) fn counts(&self) -> bool {
        let rest = self.source.strip_prefix(self.target.as_str()).filter(|_| !self.target.is_empty());
        rest.is_some_and(|rest| rest.trim_start().starts_with('+'))
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

    /// Copies a source with text inserted at some of its bytes.
    fn copy(&mut self, source: &str, mut inserted: Vec<(usize, String)>) {
        inserted.sort_by_key(|(at, _)| *at);
        let mut copied = 0;
        for (at, text) in inserted {
            self.source.push_str(&source[copied..at]);
            self.insert(&text);
            copied = at;
        }
        self.source.push_str(&source[copied..]);
    }
}

/// The beginning of the printed expression at a byte of the source, if there is one.
pub(crate) fn printed_at(source: &str, at: usize) -> Option<usize> {
    pieces(source).into_iter().find_map(|piece| match piece {
        Piece::Print(inner) if inner.start <= at && at <= inner.end => Some(inner.start),
        Piece::Print(_) | Piece::Text(_) | Piece::Tag(_) | Piece::Silent => None,
    })
}

/// Rewrites a single expression so that it multiplies numbers only.
pub(crate) fn rewrite_expression(source: &str) -> Rewritten {
    let mut out = Rewritten::default();
    out.copy(source, factors(source).into_iter().map(|(at, text)| (at, text.to_owned())).collect());
    out
}

/// Rewrites a template so that it multiplies numbers only, to see whether it can be read: minijinja works out products of
/// literals while it reads them.
pub(crate) fn with_factors(source: &str) -> Rewritten {
    let mut out = Rewritten::default();
    let in_piece = |piece: Piece| match piece {
        Piece::Print(inner) | Piece::Tag(inner) => {
            factors(&source[inner.clone()]).into_iter().map(|(at, text)| (inner.start + at, text.to_owned())).collect()
        }
        Piece::Text(_) | Piece::Silent => Vec::new(),
    };
    out.copy(source, pieces(source).into_iter().flat_map(in_piece).collect());
    out
}

/// Rewrites a template so that printed, kept and tested expressions are watched, and what grows is counted. Printed
/// expressions that begin at a place in `skipped` print nothing.
pub(crate) fn rewrite(source: &str, skipped: &BTreeSet<usize>) -> Rewritten {
    let mut out = Rewritten::default();
    let mut inserted: Vec<(usize, String)> = Vec::new();
    let mut blank = source.to_owned();
    let all = pieces(source);
    for (at, piece) in all.iter().enumerate() {
        let follows = all[at + 1..].iter().take_while(|piece| matches!(piece, Piece::Text(_) | Piece::Silent));
        let follows = follows.map(|piece| if let Piece::Text(range) = piece { range.len() } else { 0 }).sum();
        match piece {
            Piece::Print(inner) if skipped.contains(&inner.start) => {
                out.watched.push(Watched::default());
                inserted.push((inner.start, "\"\"".to_owned()));
                blank.replace_range(inner.clone(), &" ".repeat(inner.len()));
            }
            Piece::Print(inner) | Piece::Tag(inner) => {
                let expression = &source[inner.clone()];
                let numbers = factors(expression).into_iter().map(|(at, text)| (inner.start + at, text.to_owned()));
                inserted.extend(around(source, piece, follows, &mut out.watched));
                inserted.extend(numbers);
                if let Piece::Tag(_) = piece {
                    inserted.push((after(source, inner), guard(source, inner, follows)));
                }
            }
            Piece::Text(_) | Piece::Silent => {}
        }
    }
    out.copy(&blank, closed_last(inserted));
    out
}

/// Insertions at one byte, in the order in which they nest: what closes there comes before what opens.
fn closed_last(mut inserted: Vec<(usize, String)>) -> Vec<(usize, String)> {
    let rank = |text: &str| match text {
        ")" => 0,
        text if text.starts_with(')') => 1,
        "__number(" => 3,
        _ => 2,
    };
    inserted.sort_by_key(|(at, text)| (*at, rank(text)));
    inserted
}

/// The byte after the sign that ends a tag.
fn after(source: &str, inner: &Range<usize>) -> usize {
    let signed = usize::from(source[inner.end..].starts_with(['-', '+']));
    (inner.end + signed + 2).min(source.len())
}

/// Tags that print nothing and check, after another tag, the values it took and the length of the text that follows. They
/// cut the space after them as that tag does.
fn guard(source: &str, inner: &Range<usize>, follows: usize) -> String {
    let sign = source[inner.end..].chars().next().filter(|sign| matches!(sign, '-' | '+')).map(String::from);
    let sign = sign.unwrap_or_default();
    let values = taken(&source[inner.clone()]).join(", ");
    let fits = if values.is_empty() { String::new() } else { format!("__fits({values}) or ") };
    if follows == 0 && fits.is_empty() || after(source, inner) >= source.len() {
        return String::new();
    }
    format!("{{% if {fits}__prints({follows}) {sign}%}}{{% endif {sign}%}}")
}

/// The names of the values that a macro takes.
fn taken(tag: &str) -> Vec<String> {
    let found = tokens(tag);
    let text = |at: usize| found.get(at).map_or("", |token| &tag[token.range.clone()]);
    if text(0) != "macro" {
        return Vec::new();
    }
    let is_name = |at: &usize| found[*at].kind == Kind::Word && matches!(text(at - 1), "(" | ",");
    let mut depth = 0_usize;
    let outer = (1..found.len()).filter(|at| {
        match text(at - 1) {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 1
    });
    outer.filter(is_name).map(|at| text(at).to_owned()).collect()
}

/// What is inserted round the expression of a piece; adds it to those watched.
fn around(source: &str, piece: &Piece, follows: usize, watched: &mut Vec<Watched>) -> Vec<(usize, String)> {
    if let Piece::Tag(inner) = piece
        && let Some(list) = looped_over(&source[inner.clone()])
    {
        return vec![(inner.start + list.start, " __loop((".to_owned()), (inner.start + list.end, ")) ".to_owned())];
    }
    let Some((function, inner, target)) = to_watch(source, piece) else { return Vec::new() };
    let number = watched.len();
    let sets = names(&target);
    let new = Watched::new(&source[inner.clone()]);
    watched.push(Watched { number, at: inner.start, sets, target, follows, ..new });
    vec![(inner.start, format!(" {function}(__begin({number}), (")), (inner.end, ")) ".to_owned())]
}

/// The part of `for x in list if test recursive` that is looped over.
fn looped_over(tag: &str) -> Option<Range<usize>> {
    let found = tokens(tag);
    let text = |at: usize| found.get(at).map_or("", |token| &tag[token.range.clone()]);
    if text(0) != "for" {
        return None;
    }
    let begin = (1..found.len()).find(|at| text(*at) == "in")?;
    let mut depth = 0_usize;
    let end = (begin + 1..found.len()).find(|at| {
        match (found[*at].kind, text(*at)) {
            (Kind::Sign, "(" | "[" | "{") => depth += 1,
            (Kind::Sign, ")" | "]" | "}") => depth = depth.saturating_sub(1),
            (Kind::Word, "if" | "recursive") => return depth == 0,
            _ => {}
        }
        false
    });
    Some(found[begin].range.end..end.map_or(tag.len(), |end| found[end].range.start))
}

/// The function that watches a piece, the expression in it, and what it sets.
fn to_watch(source: &str, piece: &Piece) -> Option<(&'static str, Range<usize>, String)> {
    match piece {
        Piece::Text(_) | Piece::Silent => None,
        Piece::Print(inner) => Some(("__emit", inner.clone(), String::new())),
        Piece::Tag(inner) => {
            let content = &source[inner.clone()];
            let word = content.trim_start();
            let after = inner.start + (content.len() - word.len());
            let keyword = &word[..word.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(word.len())];
            match keyword {
                "if" | "elif" => Some(("__test", after + keyword.len()..inner.end, String::new())),
                "set" => {
                    let equals = after + word.find('=')?;
                    Some(("__keep", equals + 1..inner.end, source[after + 3..equals].trim().to_owned()))
                }
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_rewritten_text_leads_back() {
        let source = "x {{ alpha | pct }} y {% set b = gamma %}{% if b > 1 %}z{% endif %}";
        let rewritten = rewrite(source, &BTreeSet::new());
        insta::assert_snapshot!(rewritten.source, @"x {{ __emit(__begin(0), ( alpha | pct )) }} y {% set b = __keep(__begin(1), ( gamma )) %}{% if __test(__begin(2), ( b > 1 )) %}{% if __prints(1) %}{% endif %}z{% endif %}");
        for word in ["alpha", "gamma", "b > 1", "z{%"] {
            let at = rewritten.source.find(word).map(|at| rewritten.original(at));
            assert_eq!(at, source.find(word), "{word}");
        }
        assert_eq!(rewritten.watched[1].sets, ["b"]);
    }
}

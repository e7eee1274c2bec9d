//! Texts and expressions that are too long or too deep, refused before anything works through them.

use super::Text;
use super::errors::place;
use super::lex::{Kind, Token, tokens};
use super::scan::{Piece, pieces, tag_word};
use sna_core::diag::{Code, Diagnostic, Diagnostics};

/// The longest text, in bytes. A chapter takes 5,000.
const TEXT: usize = 200_000;
/// The most expressions and tags of a text.
const PARTS: usize = 2_000;
/// The deepest nesting of `{% if %}`, `{% for %}` and so on.
const BLOCKS: usize = 16;
/// The most `{% elif %}` of one `{% if %}`.
const BRANCHES: usize = 100;
/// The most names, numbers, texts and signs of an expression.
const TOKENS: usize = 400;
/// The deepest nesting of brackets.
const BRACKETS: usize = 24;
/// The most signs that join two values.
const JOINS: usize = 40;
/// The tags that authors can use.
const TAGS: [&str; 13] =
    ["if", "elif", "else", "endif", "for", "endfor", "set", "endset", "macro", "endmacro", "raw", "endraw", ""];

/// Refuses a template that no report needs.
///
/// # Errors
/// `text-too-large`, and `template-syntax` for a tag or name that authors cannot use.
pub(crate) fn check(text: &Text<'_>) -> Result<(), Diagnostics> {
    length(text)?;
    let all = pieces(text.source);
    let parts = all.iter().filter(|piece| matches!(piece, Piece::Print(_) | Piece::Tag(_)));
    if let Some(Piece::Print(at) | Piece::Tag(at)) = parts.clone().nth(PARTS) {
        let fault = too_large("a text has too many expressions and tags", format!("more than {PARTS}"), PARTS);
        return Err(fault.hint("divide it into several files").at(place(text, at.start)).into());
    }
    nesting(text, &all)?;
    for piece in parts {
        if let Piece::Print(range) | Piece::Tag(range) = piece {
            expression(text, range.start, &text.source[range.clone()])?;
        }
    }
    Ok(())
}

/// Refuses a single expression that no report needs.
///
/// # Errors
/// As [`check`].
pub(crate) fn check_expression(text: &Text<'_>) -> Result<(), Diagnostics> {
    length(text)?;
    expression(text, 0, text.source)
}

fn length(text: &Text<'_>) -> Result<(), Diagnostics> {
    let bytes = text.source.len();
    let fault = || too_large("a text is too long", format!("{bytes} bytes"), TEXT).hint("divide it into several files");
    if bytes > TEXT { Err(fault().at(place(text, 0)).into()) } else { Ok(()) }
}

fn too_large(message: &str, found: String, most: usize) -> Diagnostic {
    Diagnostic::error(Code::TextTooLarge, message).found(found).expected(format!("at most {most}"))
}

/// Blocks inside blocks, and the branches of each.
fn nesting(text: &Text<'_>, all: &[Piece]) -> Result<(), Diagnostics> {
    let mut branches: Vec<usize> = Vec::new();
    for piece in all {
        let Piece::Tag(range) = piece else { continue };
        let word = tag_word(&text.source[range.start.saturating_sub(2)..range.end]);
        let refused = |fault: Diagnostic| Err(fault.at(place(text, range.start)).into());
        match word {
            "if" | "for" | "macro" | "set" if is_block(word, &text.source[range.clone()]) => branches.push(0),
            "endif" | "endfor" | "endmacro" | "endset" => drop(branches.pop()),
            "elif" => {
                if let Some(branches) = branches.last_mut() {
                    *branches += 1;
                }
            }
            word if !TAGS.contains(&word) => return refused(unknown_tag(word)),
            _ => {}
        }
        if branches.len() > BLOCKS {
            return refused(too_large("tags are nested too deeply", format!("more than {BLOCKS} levels"), BLOCKS));
        }
        if branches.last().is_some_and(|branches| *branches > BRANCHES) {
            let fault = too_large("an `{% if %}` has too many branches", format!("more than {BRANCHES}"), BRANCHES);
            return refused(fault);
        }
    }
    Ok(())
}

/// Whether a tag begins a block; `{% set a = b %}` does not.
fn is_block(word: &str, tag: &str) -> bool {
    word != "set" || !tag.contains('=')
}

fn unknown_tag(word: &str) -> Diagnostic {
    Diagnostic::error(Code::TemplateSyntax, format!("the expression cannot be read: `{{% {word} %}}` cannot be used"))
        .expected("`if`, `elif`, `else`, `for`, `set`, `macro`, `raw` and their ends")
}

fn expression(text: &Text<'_>, start: usize, source: &str) -> Result<(), Diagnostics> {
    let found = tokens(source);
    let refused = |fault: Diagnostic, token: &Token| Err(fault.at(place(text, start + token.range.start)).into());
    let (mut depth, mut joins) = (0_usize, 0);
    for (at, token) in found.iter().enumerate() {
        let word = &source[token.range.clone()];
        match (token.kind, word) {
            (Kind::Sign, "(" | "[" | "{") => depth += 1,
            (Kind::Sign, ")" | "]" | "}") => depth = depth.saturating_sub(1),
            (Kind::Sign, "~" | "+") => joins += 1,
            (Kind::Word, word) if word.starts_with("__") => return refused(reserved(word), token),
            _ => {}
        }
        let fault = match () {
            () if at >= TOKENS => too_long("names, numbers and signs", TOKENS),
            () if depth > BRACKETS => too_long("levels of brackets", BRACKETS),
            () if joins > JOINS => too_long("`+` and `~`", JOINS),
            () => continue,
        };
        return refused(fault, token);
    }
    Ok(())
}

fn too_long(what: &str, most: usize) -> Diagnostic {
    too_large("an expression is too long", format!("more than {most} {what}"), most)
        .hint("name parts of it with `{% set %}`, or leave it to a table")
}

fn reserved(word: &str) -> Diagnostic {
    let message = format!("the expression cannot be read: `{word}` is not a name of an author's");
    Diagnostic::error(Code::TemplateSyntax, message).expected("names that do not begin with two underscores")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sna_core::diag::render;

    fn refused(source: &str) -> String {
        check(&Text::file("a.md", source)).map_or_else(|found| render(&found, false), |()| String::new())
    }

    #[test]
    fn what_no_report_needs_is_refused() {
        let many = |part: &str, times: usize| part.repeat(times);
        for (source, found) in [
            (format!("{{{{ {}1 }}}}", many("1+", 50_000)), "more than 40 `+` and `~`"),
            (format!("{{{{ {}x }}}}", many("not ", 40_000)), "more than 400 names, numbers and signs"),
            (format!("{{{{ x{} }}}}", many("|f", 90_000)), "more than 400 names, numbers and signs"),
            (format!("{{{{ x{}", many(".a", 20_000)), "more than 400 names, numbers and signs"),
            (format!("{{% set x = {}1 %}}", many("[", 3_000)), "more than 24 levels of brackets"),
            (format!("{{% if {}x %}}{{% endif %}}", many("a and ", 10_000)), "more than 400 names, numbers and signs"),
            (format!("{{% if x %}}{}{{% endif %}}", many("{% elif y %}", 500)), "more than 100"),
            (many("{% if x %}", 200), "more than 16 levels"),
            (many("{{ x }}", 3_000), "more than 2000"),
            (many("words ", 50_000), "300000 bytes"),
        ] {
            assert!(refused(&source).contains(&format!(" = found: {found}\n")), "{found}: {}", refused(&source));
        }
    }

    #[test]
    fn the_message_says_where_and_how_much() {
        insta::assert_snapshot!(refused(&format!("One.\n{{{{ {}1{} }}}}", "(".repeat(30), ")".repeat(30))), @"
        error[text-too-large]: an expression is too long
         --> a.md:2:28
          |
        2 | {{ ((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))) }}
          |                            ^
          |
          = found: more than 24 levels of brackets
          = expected: at most 24
          = hint: name parts of it with `{% set %}`, or leave it to a table
        ");
        insta::assert_snapshot!(refused("x\n{% include \"a\" %}{{ __emit(0, 1) }}"), @r#"
        error[template-syntax]: the expression cannot be read: `{% include %}` cannot be used
         --> a.md:2:3
          |
        2 | {% include "a" %}{{ __emit(0, 1) }}
          |   ^
          |
          = expected: `if`, `elif`, `else`, `for`, `set`, `macro`, `raw` and their ends
        "#);
        insta::assert_snapshot!(refused("{{ 1 }} {{ __emit(0, 1) }}"), @"
        error[template-syntax]: the expression cannot be read: `__emit` is not a name of an author's
         --> a.md:1:12
          |
        1 | {{ 1 }} {{ __emit(0, 1) }}
          |            ^^^^^^
          |
          = expected: names that do not begin with two underscores
        ");
    }

    #[test]
    fn what_reports_have_passes() {
        let line =
            "{% if a.b(\"c\") > 1 and not d %}{{ (e - f) | signed }}{% elif g %}{% set h = i ~ j %}{% endif %}\n";
        assert_eq!(refused(&line.repeat(300)), "");
        assert_eq!(refused("{% set x %}a{% endset %}{% macro m(a) %}{% endmacro %}{% raw %}{{ __a }}{% endraw %}"), "");
    }
}

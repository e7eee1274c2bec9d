//! From the text of a condition to its tree.

use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::bounds::{DIALECT, tokens};
use super::slips::{Slip, brief};
use super::tree::Term;
use super::walk::Walk;
use super::words::out_of_place;

/// How deeply the parser may call itself: it does so a few times for each bracket.
const PARSER_DEPTH: usize = 200;

/// The tree of a condition.
///
/// # Errors
/// What is wrong with it first.
pub(super) fn parse(text: &str) -> Result<Term, Slip> {
    let tokens = tokens(text)?;
    let mut parser =
        Parser::new(&DIALECT).with_recursion_limit(PARSER_DEPTH).with_tokens_with_locations(tokens.clone());
    let read = parser.parse_expr().map_err(|error| not_expected(&tokens, &error))?;
    let next = parser.peek_token();
    if next.token != Token::EOF {
        return Err(after_the_end(&tokens, &next));
    }
    Walk::condition(&read)
}

/// The place of a token among the others.
fn place(tokens: &[TokenWithSpan], line: u64, column: u64) -> Option<usize> {
    tokens.iter().position(|token| (token.span.start.line, token.span.start.column) == (line, column))
}

/// What the parser did not expect. Its own words are for programmers; only the place in them is used.
fn not_expected(tokens: &[TokenWithSpan], error: &ParserError) -> Slip {
    let at = match error {
        ParserError::ParserError(words) => {
            words.rsplit_once(" at Line: ").and_then(|(_, place)| place.split_once(", Column: "))
        }
        ParserError::TokenizerError(_) | ParserError::RecursionLimitExceeded => None,
    };
    let at = at.and_then(|(line, column)| place(tokens, line.parse().ok()?, column.parse().ok()?));
    match at {
        Some(at) => unexpected(tokens, at),
        None => Slip::new(format!("nothing after {}", named(tokens.last())))
            .hint("a condition ends with a value or a bracket"),
    }
}

fn named(token: Option<&TokenWithSpan>) -> String {
    token.map_or_else(|| "the beginning".to_owned(), |token| format!("`{}`", brief(&token.token.to_string())))
}

fn unexpected(tokens: &[TokenWithSpan], at: usize) -> Slip {
    match at.checked_sub(1) {
        None => Slip::new(format!("{} at the beginning", named(tokens.get(at)))),
        Some(before) if (&tokens[before].token, &tokens[at].token) == (&Token::LParen, &Token::RParen) => {
            Slip::new("brackets with nothing in them")
        }
        Some(before) => Slip::new(format!("{} after {}", named(tokens.get(at)), named(tokens.get(before)))),
    }
}

/// Something behind a whole condition: a sign between two values is missing, or a word between two conditions.
fn after_the_end(tokens: &[TokenWithSpan], next: &TokenWithSpan) -> Slip {
    let at = tokens.iter().position(|token| token.span == next.span).unwrap_or(tokens.len());
    if let Some(Token::Word(before)) = at.checked_sub(1).and_then(|at| tokens.get(at)).map(|token| &token.token)
        && ["AND", "OR", "NOT"].contains(&before.value.to_ascii_uppercase().as_str())
    {
        return out_of_place(&before.value);
    }
    let slip = unexpected(tokens, at);
    match next.token {
        Token::SingleQuotedString(_) | Token::Number(..) => slip.hint("is `=` missing before it?"),
        Token::Word(_) | Token::LParen => slip.hint("is `AND` or `OR` missing before it?"),
        _ => slip,
    }
}

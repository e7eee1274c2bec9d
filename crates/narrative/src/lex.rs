//! The words, numbers, texts and signs of an expression, as byte ranges.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or keyword.
    Word,
    /// A number.
    Number,
    /// Text in quotation marks.
    Text,
    /// An operator, bracket, comma or full stop.
    Sign,
}

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) range: Range<usize>,
}

/// Signs of two characters.
const PAIRS: [&[u8]; 6] = [b"**", b"//", b"==", b"!=", b"<=", b">="];

/// The tokens of an expression, which may be any text.
pub(crate) fn tokens(expression: &str) -> Vec<Token> {
    let bytes = expression.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (kind, end) = match bytes[at] {
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            quote @ (b'"' | b'\'') => (Kind::Text, (string_end(bytes, at, quote) + 1).min(bytes.len())),
            byte if byte.is_ascii_digit() => (Kind::Number, number_end(bytes, at)),
            byte if is_of_word(byte) => (Kind::Word, run(bytes, at, is_of_word)),
            _ => (Kind::Sign, at + if PAIRS.iter().any(|pair| bytes[at..].starts_with(pair)) { 2 } else { 1 }),
        };
        found.push(Token { kind, range: at..end });
        at = end;
    }
    found
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn run(bytes: &[u8], start: usize, is_part: fn(u8) -> bool) -> usize {
    start + bytes[start..].iter().take_while(|byte| is_part(**byte)).count()
}

/// The end of `12`, `1_000`, `0x1F`, `1.5` or `1e9`.
fn number_end(bytes: &[u8], start: usize) -> usize {
    let whole = run(bytes, start, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let decimals = bytes.get(whole) == Some(&b'.') && bytes.get(whole + 1).is_some_and(u8::is_ascii_digit);
    if decimals { run(bytes, whole + 1, |byte| byte.is_ascii_alphanumeric() || byte == b'_') } else { whole }
}

/// The position of the quotation mark that closes the string begun at `start`.
pub(crate) fn string_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at
}

/// Text to insert into an expression at a byte.
pub(crate) type Insertion = (usize, &'static str);

/// Insertions that put both sides of each multiplication into a function that takes only numbers: text multiplied by a
/// number would be repeated without bound.
pub(crate) fn factors(expression: &str) -> Vec<Insertion> {
    let tokens = tokens(expression);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if is(expression, token, "*") {
            let left = left_end(expression, &tokens, at);
            // Without a factor on either side it cannot be read: that is said of the text as it is.
            if left == at || right_end(expression, &tokens, at) == token.range.end {
                continue;
            }
            found.push((tokens[left].range.start, "__number("));
            found.push((token.range.start, ")"));
            let right = right_end(expression, &tokens, at);
            found.push((token.range.end, "__number("));
            found.push((right, ")"));
        }
    }
    found
}

fn is(source: &str, token: &Token, sign: &str) -> bool {
    token.kind != Kind::Text && &source[token.range.clone()] == sign
}

/// What ends a product on either side, outside brackets.
const LOOSER: [&str; 23] = [
    "+", "~", "==", "!=", "<", ">", "<=", ">=", "=", ",", ":", "and", "or", "not", "in", "is", "if", "elif", "else",
    "set", "(", "[", "{",
];

/// The first token of the product that is on the left of the sign at `sign`.
fn left_end(source: &str, tokens: &[Token], sign: usize) -> usize {
    let (mut depth, mut at) = (0_usize, sign);
    while at > 0 {
        let token = &tokens[at - 1];
        let text = if token.kind == Kind::Text { "" } else { &source[token.range.clone()] };
        match text {
            ")" | "]" | "}" => depth += 1,
            "(" | "[" | "{" if depth > 0 => depth -= 1,
            "-" if depth == 0 && !is_before_operand(source, tokens, at - 1) => break,
            _ if depth == 0 && LOOSER.contains(&text) => break,
            _ => {}
        }
        at -= 1;
    }
    at.min(sign)
}

/// Whether the minus at a token is a sign of the number that follows, not a subtraction.
fn is_before_operand(source: &str, tokens: &[Token], minus: usize) -> bool {
    let Some(before) = minus.checked_sub(1).map(|before| &tokens[before]) else { return true };
    let text = &source[before.range.clone()];
    match before.kind {
        Kind::Number | Kind::Text => false,
        Kind::Word => LOOSER.contains(&text),
        Kind::Sign => !matches!(text, ")" | "]" | "}"),
    }
}

/// The byte at which the factor on the right of the sign at `sign` ends.
fn right_end(source: &str, tokens: &[Token], sign: usize) -> usize {
    let (mut depth, mut end) = (0_usize, tokens[sign].range.end);
    for (at, token) in tokens.iter().enumerate().skip(sign + 1) {
        let text = if token.kind == Kind::Text { "" } else { &source[token.range.clone()] };
        let is_first = at == sign + 1;
        match text {
            "-" | "+" if is_first => {}
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" if depth > 0 => depth -= 1,
            ")" | "]" | "}" => break,
            "*" | "/" | "//" | "%" | "-" if depth == 0 => break,
            _ if depth == 0 && (LOOSER.contains(&text) || text == "recursive") => break,
            _ => {}
        }
        end = token.range.end;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(source: &str) -> String {
        let mut all = factors(source);
        all.sort_by_key(|(at, _)| *at);
        let mut out = String::new();
        let mut copied = 0;
        for (at, text) in all {
            out.push_str(&source[copied..at]);
            out.push_str(text);
            copied = at;
        }
        out + &source[copied..]
    }

    #[test]
    fn factors_are_wrapped_and_nothing_else_is_regrouped() {
        assert_eq!(rewritten("a*b"), "__number(a)*__number(b)");
        assert_eq!(rewritten("x+a.b(1)/c*d|pct"), "x+__number(a.b(1)/c)*__number(d|pct)");
        assert_eq!(rewritten("a*b*c"), "__number(__number(a)*__number(b))*__number(c)");
        assert_eq!(rewritten("1-a*-b**2"), "1-__number(a)*__number(-b**2)");
        assert_eq!(rewritten("-a//c*b"), "__number(-a//c)*__number(b)");
        assert_eq!(rewritten("(a*b)+'a * b'"), "(__number(a)*__number(b))+'a * b'");
        assert_eq!(rewritten("x if a*b>c else y*2"), "x if __number(a)*__number(b)>c else __number(y)*__number(2)");
        assert_eq!(rewritten("a**b"), "a**b");
    }

    #[test]
    fn any_text_has_tokens() {
        for text in ["'unclosed", "\\", "é * ü", "*", "* *", ")*(", "1.", "1.5.6", "a *", "\"\\"] {
            let found = tokens(text);
            assert!(found.iter().all(|token| text.get(token.range.clone()).is_some()), "{text}");
            rewritten(text);
        }
    }
}

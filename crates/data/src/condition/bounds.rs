//! The words and signs of a condition, before it is parsed: nothing that conditions cannot contain, and not too much, so
//! that the parser is given only what it reads quickly and in little memory.

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer, Whitespace, Word};

use super::slips::{Slip, brief};
use super::tree::Function;
use super::words::{SIGNS, is_word, refused, refused_sign};
use sna_core::columns;

/// Most terms that are joined by AND and OR.
pub(super) const MOST_TERMS: usize = 200;
/// Most characters of a condition.
pub(super) const MOST_CHARACTERS: usize = 500_000;
/// Most values of a list.
pub(super) const MOST_VALUES: usize = 20_000;
/// Most brackets and `CASE` inside each other.
pub(super) const DEEPEST: usize = 12;
/// Most words and signs apart from the values of lists and the commas between them.
const MOST_WORDS: usize = 6 * MOST_TERMS;

/// How the texts of conditions are read.
pub(super) const DIALECT: PostgreSqlDialect = PostgreSqlDialect {};

/// The words and signs of a condition without the blanks between them.
///
/// # Errors
/// The first that no condition can contain, brackets and quotes that are not in pairs, and too many of anything.
pub(super) fn tokens(text: &str) -> Result<Vec<TokenWithSpan>, Slip> {
    if text.trim().is_empty() {
        return Err(Slip::new("nothing").hint("leave the key out if every record counts"));
    }
    if text.len() > MOST_CHARACTERS {
        let found = format!("{} characters", text.len());
        return Err(Slip::TooLong { found, expected: format!("at most {MOST_CHARACTERS} characters") });
    }
    let mut all = Vec::new();
    let read = Tokenizer::new(&DIALECT, text).tokenize_with_location_into_buf(&mut all);
    let mut checked = Checked::default();
    for at in 0..all.len() {
        checked.see(&all[at].token, next_sign(&all[at + 1..]))?;
    }
    read.map_err(|_| open_quote(text))?;
    checked.end()?;
    all.retain(|token| !matches!(token.token, Token::Whitespace(_)));
    Ok(all)
}

/// The next token that is not a blank.
fn next_sign(rest: &[TokenWithSpan]) -> Option<&Token> {
    rest.iter().map(|token| &token.token).find(|token| !matches!(token, Token::Whitespace(_)))
}

/// A text or a name whose quotes are not closed.
fn open_quote(text: &str) -> Slip {
    let single = text.matches('\'').count() % 2 == 1;
    let quote = if single { "'" } else { "\"" };
    Slip::new(format!("a quotation mark ({quote}) without its partner"))
        .hint("write a text in two single quotes, and an apostrophe in it twice: 'St Mary''s'")
}

/// What has been seen of a condition.
#[derive(Default)]
struct Checked {
    /// Brackets and `CASE` that are open, by what closes them.
    open: Vec<&'static str>,
    joined: usize,
    betweens: usize,
    words: usize,
    values: usize,
}

impl Checked {
    fn see(&mut self, token: &Token, next: Option<&Token>) -> Result<(), Slip> {
        match token {
            Token::Whitespace(Whitespace::Space | Whitespace::Newline | Whitespace::Tab) => return Ok(()),
            Token::Whitespace(Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_)) => {
                return Err(
                    Slip::new("a comment").hint("move it to a comment of the file: `# ...` on a line of its own")
                );
            }
            Token::Comma => self.values += 1,
            Token::Number(number, _) => check_number(number)?,
            Token::SingleQuotedString(text) => check_text(text)?,
            Token::Word(word) => self.word(word, next)?,
            Token::LParen => self.opens(")")?,
            Token::RParen => self.closes(")")?,
            sign => self.sign(sign, next)?,
        }
        self.bounded()
    }

    fn word(&mut self, word: &Word, next: Option<&Token>) -> Result<(), Slip> {
        self.words += 1;
        check_word(word, next)?;
        if word.quote_style.is_none() {
            match word.value.to_ascii_uppercase().as_str() {
                "CASE" => self.opens("END")?,
                "END" => self.closes("END")?,
                "AND" | "OR" => self.joined += 1,
                "BETWEEN" => self.betweens += 1,
                _ => {}
            }
        }
        Ok(())
    }

    fn sign(&mut self, sign: &Token, next: Option<&Token>) -> Result<(), Slip> {
        self.words += 1;
        let written = match (sign, next) {
            (Token::Eq, Some(Token::Lt)) => "=<".to_owned(),
            (Token::Eq, Some(Token::Gt)) => "=>".to_owned(),
            _ => sign.to_string(),
        };
        if SIGNS.contains(&written.as_str()) { Ok(()) } else { Err(other_sign(sign, &written)) }
    }

    fn opens(&mut self, end: &'static str) -> Result<(), Slip> {
        self.words += 1;
        self.open.push(end);
        if self.open.len() > DEEPEST {
            let expected = format!("at most {DEEPEST}");
            return Err(Slip::TooLong { found: format!("more than {DEEPEST} brackets inside each other"), expected });
        }
        Ok(())
    }

    fn closes(&mut self, end: &'static str) -> Result<(), Slip> {
        match (self.open.pop(), end) {
            (Some(open), _) if open == end => Ok(()),
            (Some(")"), _) => Err(unclosed(")")),
            (_, "END") => Err(Slip::new("`END` without `CASE`")),
            (Some(_), _) => Err(unclosed("END")),
            (None, _) => Err(Slip::new("`)` without `(`")),
        }
    }

    fn bounded(&self) -> Result<(), Slip> {
        if self.values > MOST_VALUES {
            let expected = format!("at most {MOST_VALUES}");
            return Err(Slip::TooLong { found: format!("more than {MOST_VALUES} values in lists"), expected });
        }
        if self.joined > MOST_TERMS - 1 + self.betweens.min(MOST_TERMS) || self.words > MOST_WORDS {
            return Err(Slip::too_many_terms());
        }
        Ok(())
    }

    fn end(&self) -> Result<(), Slip> {
        self.open.last().map_or(Ok(()), |open| Err(unclosed(open)))
    }
}

fn unclosed(end: &str) -> Slip {
    let open = if end == ")" { "(" } else { "CASE" };
    Slip::new(format!("`{open}` without `{end}`"))
}

/// A word must be a column, a function with its bracket, or one of the words of conditions.
fn check_word(word: &Word, next: Option<&Token>) -> Result<(), Slip> {
    let name = word.value.to_ascii_lowercase();
    let is_call = next == Some(&Token::LParen);
    if word.quote_style.is_some() {
        let known = columns::column(&word.value).is_some() && !is_call;
        return if known { Ok(()) } else { Err(in_double_quotes(&word.value)) };
    }
    if next == Some(&Token::Period) {
        return Err(refused_sign("."));
    }
    let keyword = is_word(&name);
    match (keyword, is_call) {
        (true, false) => Ok(()),
        (true, true) if !["date", "null", "true", "false", "end"].contains(&name.as_str()) => Ok(()),
        (_, true) if Function::named(&name).is_some() => Ok(()),
        (_, true) => Err(refused(&brief(&word.value), true).unwrap_or_else(|| unknown_column(&word.value))),
        (false, false) if columns::column(&name).is_some() => Ok(()),
        (false, false) => Err(refused(&word.value, false).unwrap_or_else(|| unknown_column(&word.value))),
    }
}

fn unknown_column(name: &str) -> Slip {
    let slip = Slip::Column { name: brief(name), hint: None };
    name.chars().find(|c| QUOTES.contains(c)).map_or(slip, odd_quote)
}

/// Quotation marks of word processors and of other languages.
const QUOTES: [char; 6] = ['‘', '’', '“', '”', '´', '`'];

fn odd_quote(quote: char) -> Slip {
    Slip::new(format!("the quotation mark {quote}")).hint("write straight single quotes round a text: 'Robbery'")
}

fn in_double_quotes(name: &str) -> Slip {
    let name = brief(name);
    let hint = format!("double quotes make it the name of a column; a text is written in single quotes: '{name}'");
    Slip::Column { name, hint: Some(hint) }
}

/// A number as every database reads it.
fn check_number(number: &str) -> Result<(), Slip> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let plain = digits(whole) && digits(decimals);
    let large = whole.len() > 8 || decimals.len() > 7 || whole.parse().is_ok_and(|whole: u64| whole > LARGEST);
    match (plain, large) {
        (true, false) => Ok(()),
        (true, true) => Err(Slip::new(format!("the number `{}`", brief(number)))
            .hint(format!("numbers are at most {LARGEST}, with at most 7 decimals"))),
        (false, _) => Err(Slip::new(format!("the number `{}`", brief(number))).hint("write it out: `18`, `0.5`")),
    }
}

/// The largest number: sums of as many as a condition can have are still whole numbers of the usual size.
const LARGEST: u64 = 10_000_000;

fn check_text(text: &str) -> Result<(), Slip> {
    if text.chars().any(char::is_control) {
        return Err(Slip::new(format!(
            "a text with a line break or another mark that cannot be seen: '{}'",
            brief(text)
        ))
        .hint("write the text on one line"));
    }
    Ok(())
}

fn other_sign(sign: &Token, written: &str) -> Slip {
    match sign {
        Token::Char(quote) if QUOTES.contains(quote) => odd_quote(*quote),
        Token::NationalStringLiteral(_)
        | Token::EscapedStringLiteral(_)
        | Token::UnicodeStringLiteral(_)
        | Token::HexStringLiteral(_)
        | Token::DollarQuotedString(_)
        | Token::SingleQuotedByteStringLiteral(_)
        | Token::SingleQuotedRawStringLiteral(_) => {
            Slip::new(format!("`{}`", brief(written))).hint("write a text in single quotes, with nothing before them")
        }
        _ => refused_sign(&brief(written)),
    }
}

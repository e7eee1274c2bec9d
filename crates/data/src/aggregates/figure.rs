//! One figure as a file writes it: a number, or the shorthand that says why there is none.

use super::{Absent, Figures};

/// Shorthand for a missing figure, and what it means: the Department for Education's, and in square brackets also the
/// Government Analysis Function's.
pub const CODES: &[(&str, Absent, &str)] = &[
    ("x", Absent::NotAvailable, "not available, like a blank"),
    ("c", Absent::Confidential, "confidential"),
    ("z", Absent::NotApplicable, "not applicable"),
    ("low", Absent::Low, "rounds to 0 but is not 0"),
    ("k", Absent::Low, "rounds to 0 but is not 0, like `low`"),
    ("u", Absent::LowReliability, "too unreliable to be published"),
];

/// The largest number up to which every whole number can be stored exactly.
const LARGEST_COUNT: f64 = 9_007_199_254_740_992.0;

/// A cell with a figure: the figure, or why there is none, and its decimals as written. `None` if the cell is neither.
pub(super) fn figure(cell: &str, kind: Figures) -> Option<(Result<f64, Absent>, u8)> {
    if let Some(absent) = absent(cell) {
        return Some((Err(absent), 0));
    }
    let (number, decimals) = match kind {
        Figures::Count | Figures::Stock => {
            number(cell).filter(|(number, _)| is_count(*number)).map(|(number, _)| (number, 0))?
        }
        Figures::Rate => number(cell)?,
        Figures::Percent => number(cell.strip_suffix('%').map_or(cell, str::trim_end))?,
    };
    Some((Ok(number), u8::try_from(decimals).unwrap_or(u8::MAX)))
}

/// What a figure of a kind looks like, for messages.
pub(super) fn expected(kind: Figures) -> &'static str {
    match kind {
        Figures::Count | Figures::Stock => {
            "a whole number from 0 up; or a blank, `c`, `x`, `z`, `u`, `low` or `k` for a missing figure"
        }
        Figures::Rate => "a number such as `41.6`; or a blank, `c`, `x`, `z`, `u`, `low` or `k` for a missing figure",
        Figures::Percent => {
            "a number such as `32.5` or `32.5%`; or a blank, `c`, `x`, `z`, `u`, `low` or `k` for a missing figure"
        }
    }
}

fn absent(cell: &str) -> Option<Absent> {
    if cell.is_empty() {
        return Some(Absent::NotAvailable);
    }
    let bare = cell.strip_prefix('[').and_then(|cell| cell.strip_suffix(']')).unwrap_or(cell);
    let code = CODES.iter().find(|(code, _, _)| code.eq_ignore_ascii_case(bare));
    code.map(|(_, absent, _)| *absent)
}

fn is_count(number: f64) -> bool {
    number.is_sign_positive() && number.fract() == 0.0 && number <= LARGEST_COUNT
}

/// A decimal number with or without commas between its thousands, and its decimals. No exponent: programs write one where they
/// have dropped digits.
fn number(text: &str) -> Option<(f64, usize)> {
    let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => (-1.0, digits),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let is_whole = are_digits(whole) || are_thousands(whole) || (whole.is_empty() && decimals.is_some());
    if !is_whole || decimals.is_some_and(|decimals| !are_digits(decimals)) {
        return None;
    }
    let number: f64 = digits.replace(',', "").parse().ok().filter(|number: &f64| number.is_finite())?;
    Some((sign * number, decimals.map_or(0, str::len)))
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `1,021` and `12,345,678`, not `10,21` and not `0,325`, which is a decimal comma.
fn are_thousands(text: &str) -> bool {
    let mut groups = text.split(',');
    let first = groups.next().unwrap_or_default();
    let starts = are_digits(first) && first.len() <= 3 && !first.starts_with('0');
    let rest: Vec<&str> = groups.collect();
    starts && !rest.is_empty() && rest.iter().all(|group| are_digits(group) && group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_never_zero() {
        for (code, why, _) in CODES {
            for cell in [(*code).to_owned(), code.to_uppercase(), format!("[{code}]")] {
                assert_eq!(figure(&cell, Figures::Count), Some((Err(*why), 0)), "{cell}");
            }
        }
        assert_eq!(figure("", Figures::Rate), Some((Err(Absent::NotAvailable), 0)));
    }

    #[test]
    fn counts_are_whole_and_not_negative() {
        let read = |cell| figure(cell, Figures::Count).and_then(|(figure, _)| figure.ok());
        assert_eq!(
            ["0", "1021", "1,021", "12,345,678", "12.0"].map(read),
            [0.0, 1021.0, 1021.0, 12_345_678.0, 12.0].map(Some)
        );
        for cell in [
            "-1",
            "-0",
            "12.5",
            "10,21",
            "0,325",
            ",100",
            "1,0211",
            "1e3",
            "NaN",
            "inf",
            "n/a",
            "12 ",
            "1 021",
            ".",
            "+",
            "-",
            "5%",
            "9007199254740994",
        ] {
            assert_eq!(read(cell), None, "{cell}");
        }
    }

    #[test]
    fn rates_keep_their_decimals() {
        let read = |cell| figure(cell, Figures::Rate).and_then(|(figure, decimals)| Some((figure.ok()?, decimals)));
        assert_eq!(read("12.50"), Some((12.5, 2)));
        assert_eq!(read("-1,234.5"), Some((-1234.5, 1)));
        assert_eq!(read("\u{2212}3"), Some((-3.0, 0)));
        assert_eq!(read(".5"), Some((0.5, 1)));
        assert_eq!(read("5."), None);
        assert_eq!(read("5%"), None);
        assert_eq!(read(&"9".repeat(400)), None);
    }

    #[test]
    fn per_cents_may_have_their_sign() {
        let read = |cell| figure(cell, Figures::Percent).and_then(|(figure, decimals)| Some((figure.ok()?, decimals)));
        assert_eq!(["32.5%", "32.5 %", "32.5"].map(read), [Some((32.5, 1)); 3]);
        assert_eq!(read("%"), None);
        assert_eq!(read("5%%"), None);
    }
}

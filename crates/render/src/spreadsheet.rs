//! Text in CSV files that people open in spreadsheets. A cell that begins like a formula would run; it gets an apostrophe in front, as
//! OWASP advises, and a reader can take it away again.

use std::borrow::Cow;

use super::Artifact;

/// What marks a cell that is not a formula.
const MARK: char = '\'';

/// A cell that no spreadsheet runs. A text that has marks and then begins like a formula gets one more, so that taking one
/// away always gives the text back.
pub(super) fn safe(text: &str) -> Cow<'_, str> {
    match begins_like_a_formula(text.trim_start_matches(MARK)) {
        true => Cow::Owned(format!("{MARK}{text}")),
        false => Cow::Borrowed(text),
    }
}

/// Whether a spreadsheet may take the text for a formula: `=`, `+`, `-` or `@` first, also in their wide forms and after
/// blanks, unless the whole is a number; or a tab or line end first.
fn begins_like_a_formula(text: &str) -> bool {
    if text.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let text = text.trim_start_matches(|mark: char| {
        mark.is_whitespace() || mark.is_control() || mark == '\u{feff}' || mark == '\u{200b}'
    });
    text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !is_number(text)
}

/// A number as people write it: `-5`, `+1,234.5`, `-2.5%`, `-1e-3`.
fn is_number(text: &str) -> bool {
    let text = text.trim_end();
    let text = text.strip_suffix('%').unwrap_or(text);
    let has_digit_first =
        text.trim_start_matches(['+', '-']).starts_with(|mark: char| mark.is_ascii_digit() || mark == '.');
    has_digit_first && text.replace(',', "").parse::<f64>().is_ok()
}

/// The file next to the tables that says how to read them.
pub fn tables_readme() -> Artifact {
    Artifact { path: "tables/README.txt".to_owned(), bytes: README.as_bytes().to_vec() }
}

const README: &str = "\
The tables of the report as CSV (UTF-8, with commas)

One line for each cell:
  row       the row's label
  row_kind  body, unknown (records without a value) or total
  column    the column's key
  value     the number, unformatted; empty where there is none
  text      the text of a cell that is not a number
  mark      why there is no figure: [c] confidential, [x] not available, [z] not applicable, [low], [u] low reliability

A spreadsheet runs a cell that begins with =, +, - or @ as a formula. Where a label or text of the records begins like that,
or with a tab or a line end, the cell has an apostrophe (') in front, and is not run. Numbers such as -5 are as they are.
To get the text itself back: if a cell begins with one or more apostrophes and then like a formula, remove one apostrophe.
The JSON of the report has every text as it is.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_marked() {
        for text in [
            "=cmd|' /C calc'!A0",
            "+1+cmd|'x'!A0",
            "-3+cmd|'x'!A0",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\nx",
            "-",
            "- none",
            " =1+1",
            "\u{a0}=1",
            "＝1+1",
            "-1-2",
            "+44 1332",
        ] {
            assert_eq!(safe(text), format!("'{text}"), "{text:?}");
        }
        for text in
            ["-5", "+3.5", "-1,234", "-2.5%", "-1e-3", "Derby", "a=b", "10-17", "", "'", "'tis", "−5", "18 to 24"]
        {
            assert_eq!(safe(text), text, "{text:?}");
        }
    }

    #[test]
    fn the_text_can_always_be_got_back() {
        for text in ["=x", "'=x", "''=x", "'", "''x", "x", "-5", "'-5"] {
            let cell = safe(text).into_owned();
            let back = match cell.strip_prefix(MARK) {
                Some(rest) if begins_like_a_formula(cell.trim_start_matches(MARK)) => rest,
                Some(_) | None => cell.as_str(),
            };
            assert_eq!(back, text);
        }
    }
}

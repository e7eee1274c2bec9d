//! A workbook's cell as text, as close as possible to what a spreadsheet shows: whole numbers without a point,
//! percentages with their sign, dates as in ISO 8601.

use calamine::{DataRef, ExcelDateTime};

/// The first serial number after the last date: the year 10000.
const DATES_END: f64 = 2_958_466.0;
/// Decimals of a percentage that are not just remainders of its binary fraction.
const PERCENT_DECIMALS: usize = 9;

/// How a number is shown, by its format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// Unchanged; a date as a date.
    #[default]
    Plain,
    /// As a percentage: 0.325 as 32.5%.
    Percent,
    /// A date with a time of the day.
    Moment,
    /// A time of the day.
    Time,
}

impl Shown {
    /// What a format code such as `0.0%` or `dd/mm/yyyy hh:mm` shows.
    pub(super) fn by(code: Option<&str>) -> Self {
        let letters = code.map(unquoted).unwrap_or_default();
        let has = |wanted: &[char]| letters.contains(wanted);
        match (has(&['%']), has(&['h', 's']), has(&['y', 'd'])) {
            (true, _, _) => Self::Percent,
            (_, true, true) => Self::Moment,
            (_, true, false) => Self::Time,
            (_, false, _) => Self::Plain,
        }
    }
}

/// A format code's own letters in lower case, without texts in quotation marks, brackets and what follows a backslash.
fn unquoted(code: &str) -> String {
    let (mut letters, mut until, mut skip) = (String::new(), None, false);
    for letter in code.chars() {
        match (until, letter) {
            _ if skip => skip = false,
            (Some(end), _) => until = Some(end).filter(|end| *end != letter),
            (None, '"') => until = Some('"'),
            (None, '[') => until = Some(']'),
            (None, '\\' | '_' | '*') => skip = true,
            (None, _) => letters.extend(letter.to_lowercase()),
        }
    }
    letters
}

/// A cell's text, trimmed; `None` where it is blank.
///
/// # Errors
/// The cell has an error or an impossible date: its content, for a message.
pub(super) fn text(value: &DataRef<'_>, shown: Shown) -> Result<Option<String>, String> {
    let text = match value {
        DataRef::Empty => return Ok(None),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => self::number(*number, shown),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) => self::moment(moment, shown)?,
        DataRef::DateTimeIso(text) => text.trim_end_matches('Z').trim_end_matches("T00:00:00").replace('T', " "),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => return Err(format!("`{error}`")),
    };
    let trimmed = text.trim();
    Ok((!trimmed.is_empty()).then(|| if trimmed.len() == text.len() { text.clone() } else { trimmed.to_owned() }))
}

fn number(number: f64, shown: Shown) -> String {
    match shown {
        Shown::Percent => {
            let text = format!("{:.PERCENT_DECIMALS$}", number * 100.0);
            let text = text.trim_end_matches('0').trim_end_matches('.');
            format!("{}%", if text == "-0" { "0" } else { text })
        }
        // Adding 0 removes the sign of a zero.
        Shown::Plain | Shown::Moment | Shown::Time => (number + 0.0).to_string(),
    }
}

fn moment(moment: &ExcelDateTime, shown: Shown) -> Result<String, String> {
    let serial = moment.as_f64();
    if !(0.0..DATES_END).contains(&serial) {
        return Err("a date that no calendar has".to_owned());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.is_duration() {
        let hours = (serial * 24.0 + 1e-9).floor();
        return Ok(format!("{hours:02}:{minute:02}:{second:02}"));
    }
    let (date, time) = (format!("{year:04}-{month:02}-{day:02}"), format!("{hour:02}:{minute:02}:{second:02}"));
    Ok(match shown {
        Shown::Plain | Shown::Percent => date,
        Shown::Moment => format!("{date} {time}"),
        Shown::Time => time,
    })
}

//! Bands of whole numbers, such as `1`, `5-9` and `10+`, that contain every number from the first up.

use std::fmt;

use schemars::JsonSchema;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use super::categories::Category;
use sna_core::diag::{Code, Diagnostic};
use sna_core::document::{Cell, Format};
use sna_core::yaml::{Origin, Spanned};
use sna_data::query::{Along, Key, Keys};

/// A band as an author writes it: `3`, `5-9` or `10+`; a bare number needs no quotes.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(with = "String")]
pub struct BandText(pub String);

impl<'de> Deserialize<'de> for BandText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberOrText;
        impl Visitor<'_> for NumberOrText {
            type Value = BandText;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a band of numbers such as `3`, `5-9` or `10+`")
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<BandText, E> {
                Ok(BandText(number.to_string()))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<BandText, E> {
                Ok(BandText(number.to_string()))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<BandText, E> {
                Ok(BandText(text.to_owned()))
            }
        }
        deserializer.deserialize_any(NumberOrText)
    }
}

/// One band: its first number, and its last unless it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NumberBand {
    pub from: u64,
    pub to: Option<u64>,
}

impl NumberBand {
    /// A band that ends.
    pub(super) const fn closed(from: u64, to: u64) -> Self {
        Self { from, to: Some(to) }
    }

    /// A band that does not.
    pub(super) const fn open(from: u64) -> Self {
        Self { from, to: None }
    }

    fn read(text: &str) -> Option<Self> {
        let number = |text: &str| text.trim().parse::<u64>().ok().filter(|number| u32::try_from(*number).is_ok());
        if let Some(from) = text.strip_suffix('+') {
            return Some(Self::open(number(from)?));
        }
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        Some(Self::closed(number(from)?, number(to)?)).filter(|band| band.to >= Some(band.from))
    }

    /// Whether a number is in it.
    pub(super) fn holds(self, number: u64) -> bool {
        number >= self.from && self.to.is_none_or(|to| number <= to)
    }

    /// Its numbers, as keys of an answer.
    pub(super) fn of(self, along: Along) -> Keys {
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        Keys::band(along, whole(self.from), self.to.map(whole))
    }

    /// Its row: `1`, `5 to 9`, `10 and over`.
    pub(super) fn category(self) -> Category {
        let label = self.label("");
        Category { key: Key::Number(i64::try_from(self.from).unwrap_or(i64::MAX)), label }
    }

    /// Its label, with a unit such as ` days` after the last number: `5 to 9 days`, `1,825 days and over`.
    pub(super) fn label(self, unit: &str) -> String {
        let number = |number: u64| Cell::Count(number).print(Format::Count);
        match self.to {
            None => format!("{}{unit} and over", number(self.from)),
            Some(to) if to == self.from => format!("{}{unit}", number(to)),
            Some(to) => format!("{} to {}{unit}", number(self.from), number(to)),
        }
    }
}

/// The bands that an author lists, or the usual ones if the list is empty. Together they contain every number from the
/// first of the usual ones up.
///
/// # Errors
/// A band that cannot be read or does not follow on the one before; a last band that ends.
pub(super) fn read_bands(
    list: &[Spanned<BandText>],
    usual: &[NumberBand],
    origin: &Origin,
) -> Result<Vec<NumberBand>, Diagnostic> {
    let (Some(last), Some(first)) = (list.last(), usual.first()) else { return Ok(usual.to_vec()) };
    let refused = |text: &Spanned<BandText>, message: String| {
        Err(Diagnostic::error(Code::BadNumberBand, message).at(origin.place(text)).expected(format!(
            "bands from {} up without a gap, the last one open, such as `{}-9` and `10+`",
            first.from, first.from
        )))
    };
    let (mut bands, mut next): (Vec<NumberBand>, _) = (Vec::new(), Some(first.from));
    for text in list {
        match NumberBand::read(&text.value.0).filter(|band| next == Some(band.from)) {
            Some(band) => bands.push(band),
            None => return refused(text, format!("`{}` cannot be a band of numbers here", text.value.0)),
        }
        next = bands.last().and_then(|band| band.to).map(|to| to + 1);
    }
    if next.is_some() { refused(last, format!("there is a gap after `{}`", last.value.0)) } else { Ok(bands) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: [NumberBand; 2] = [NumberBand::closed(1, 4), NumberBand::open(5)];

    fn read(text: &str) -> Result<Vec<NumberBand>, &'static str> {
        let list: Vec<Spanned<BandText>> = sna_core::yaml::read(text, "a.yaml").map_err(|found| found.code.as_str())?;
        let origin = Origin::new("a.yaml".into(), text.to_owned());
        read_bands(&list, &USUAL, &origin).map_err(|found| found.code.as_str())
    }

    #[test]
    fn bands_are_read_with_and_without_quotes() {
        let bands = read("[1, '2', 3-9, 10+]\n").unwrap();
        let labels: Vec<String> = bands.iter().map(|band| band.category().label).collect();
        assert_eq!(labels, ["1", "2", "3 to 9", "10 and over"]);
        assert_eq!(NumberBand::open(1825).label(" days"), "1,825 days and over");
        assert_eq!(read("[]\n").unwrap(), USUAL);
    }

    #[test]
    fn bands_that_lose_a_number_are_refused() {
        for wrong in
            ["[2+]", "[1-4, 6+]", "[1-4, 4+]", "[1-4]", "[9-1, 2+]", "[few]", "[1+, 2+]", "[1-99999999999, 5+]"]
        {
            assert_eq!(read(&format!("{wrong}\n")), Err("bad-number-band"), "{wrong}");
        }
    }

    #[test]
    fn every_number_lies_in_one_band() {
        let bands = read("[1, 2-5, 6-6, 7+]\n").unwrap();
        for number in 1..100 {
            assert_eq!(bands.iter().filter(|band| band.holds(number)).count(), 1, "{number}");
        }
    }
}

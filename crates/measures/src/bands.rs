//! Age bands: single years put together, under any scheme, so that no age is lost.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::Category;
use sna_core::diag::{Code, Diagnostic, Place};
use sna_core::document::Span;
use sna_core::yaml::{FromWord, Origin, Spanned, word_or_map};
use sna_data::query::{Along, Key, KeySet, Keys};

/// A scheme of age bands: its name, or `list:` with bands such as `0-17` and `36+`.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(with = "BandsSpec")]
pub struct Bands(pub BandsSpec);

impl<'de> Deserialize<'de> for Bands {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        word_or_map(deserializer).map(Self)
    }
}

/// A scheme of age bands. Ages in no band are in a row `Other ages`, unknown ages in a row of their own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BandsSpec {
    /// `child_adult` (0 to 17, 18 and over), `fives` (0 to 4, 5 to 9 ...), `fives_from_one` (0, 1 to 5, 6 to 10 ...),
    /// or `single` years.
    pub scheme: Option<String>,
    /// Bands such as `0-17`, `18-24` and `25+`, youngest first.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub list: Vec<Spanned<String>>,
}

impl FromWord for BandsSpec {
    const EXPECTED: &'static str = "`child_adult`, `fives`, `fives_from_one` or `single`, or a mapping with `list:`";
    fn from_word(word: &str) -> Self {
        Self { scheme: Some(word.to_owned()), list: Vec::new() }
    }
}

/// The names of the schemes.
const SCHEMES: [&str; 4] = ["child_adult", "fives", "fives_from_one", "single"];

/// One band: its first age, and its last unless it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Band {
    pub from: i64,
    pub to: Option<i64>,
}

/// The key of ages in no band. Bands have their first age as key.
fn other_ages() -> Key {
    Key::Text("Other ages".to_owned())
}

impl Band {
    fn read(text: &str) -> Option<Self> {
        let number = |text: &str| text.trim().parse::<i64>().ok().filter(|age| (0..=110).contains(age));
        if let Some(from) = text.strip_suffix('+') {
            return Some(Self { from: number(from)?, to: None });
        }
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let (from, to) = (number(from)?, number(to)?);
        (from <= to).then_some(Self { from, to: Some(to) })
    }

    fn holds(self, age: i64) -> bool {
        age >= self.from && self.to.is_none_or(|to| age <= to)
    }

    /// `16 to 20`, `96 and over`, `0`.
    pub(super) fn label(self) -> String {
        match self.to {
            None => format!("{} and over", self.from),
            Some(to) if to == self.from => to.to_string(),
            Some(to) => format!("{} to {to}", self.from),
        }
    }
}

fn every(width: i64, from: i64, open: i64) -> Vec<Band> {
    let starts = (0..).map(|step| from + step * width).take_while(|start| *start < open);
    let closed = starts.map(|start| Band { from: start, to: Some(start + width - 1) });
    let open = [Band { from: open, to: None }];
    closed.chain(open).collect()
}

impl Bands {
    /// The bands, youngest first; `at` is where the ages are named.
    ///
    /// # Errors
    /// An unknown scheme, or bands that cannot be read or overlap.
    pub(super) fn read(&self, origin: &Origin, at: Place) -> Result<Vec<Band>, Diagnostic> {
        match &self.0.scheme {
            Some(scheme) => named(scheme)
                .ok_or_else(|| Diagnostic::unknown(Code::UnknownBands, "scheme of age bands", scheme, SCHEMES).at(at)),
            None => self.listed(origin),
        }
    }

    fn listed(&self, origin: &Origin) -> Result<Vec<Band>, Diagnostic> {
        let mut bands: Vec<Band> = Vec::new();
        for text in &self.0.list {
            let follows = |band: &Band| bands.last().is_none_or(|last| last.to.is_some_and(|to| to < band.from));
            match Band::read(&text.value).filter(follows) {
                Some(band) => bands.push(band),
                None => {
                    return Err(Diagnostic::error(
                        Code::BadBand,
                        format!("`{}` cannot be an age band here", text.value),
                    )
                    .at(origin.place(text))
                    .expected("bands such as `0-17`, `18-24` and `25+`, youngest first, without overlaps"));
                }
            }
        }
        Ok(bands)
    }
}

fn named(scheme: &str) -> Option<Vec<Band>> {
    match scheme {
        "child_adult" => Some(vec![Band { from: 0, to: Some(17) }, Band { from: 18, to: None }]),
        "fives" => Some(every(5, 0, 90)),
        "fives_from_one" => Some([vec![Band { from: 0, to: Some(0) }], every(5, 1, 96)].concat()),
        "single" => Some(every(1, 0, 96)),
        _ => None,
    }
}

/// The key of the band that an age is in; a key that is not an age is unchanged.
pub(super) fn band_of(bands: &[Band], key: &Key) -> Key {
    match key {
        Key::Number(age) => {
            bands.iter().find(|band| band.holds(*age)).map_or_else(other_ages, |band| Key::Number(band.from))
        }
        Key::Flag(_) | Key::Text(_) | Key::Missing => key.clone(),
    }
}

/// The ages that a band's key puts together.
pub(super) fn band_keys(bands: &[Band], along: impl Into<Along>, key: &Key) -> Keys {
    let band = bands.iter().find(|band| Key::Number(band.from) == *key);
    match band {
        Some(band) => Keys::band(along, band.from, band.to),
        None if *key == other_ages() => {
            let spans = bands.iter().map(|band| Span { from: band.from, to: band.to });
            Keys { along: along.into(), set: KeySet::NoBand(spans.collect()) }
        }
        None => Keys::only(along, key),
    }
}

/// The rows of a scheme in full, with the other and the unknown ages if they occur.
pub(super) fn band_categories(bands: &[Band], occurring: &std::collections::BTreeSet<Key>) -> Vec<Category> {
    let mut categories: Vec<Category> =
        bands.iter().map(|band| Category { key: Key::Number(band.from), label: band.label() }).collect();
    for (key, label) in [(other_ages(), "Other ages"), (Key::Missing, "Age not known")] {
        if occurring.contains(&key) {
            categories.push(Category { key, label: label.to_owned() });
        }
    }
    categories
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    fn origin() -> Origin {
        Origin::new("a.yaml".into(), String::new())
    }

    fn list(bands: &[&str]) -> Bands {
        let list = bands.iter().map(|band| sna_core::yaml::here((*band).to_owned())).collect();
        Bands(BandsSpec { scheme: None, list })
    }

    #[test]
    fn schemes_hold_every_age_once() {
        for scheme in SCHEMES {
            let bands = named(scheme).unwrap();
            for age in 0..=110 {
                assert_eq!(bands.iter().filter(|band| band.holds(age)).count(), 1, "{scheme} {age}");
            }
        }
        let labels: Vec<String> = named("fives_from_one").unwrap().into_iter().map(Band::label).collect();
        assert_eq!(labels[..3], ["0", "1 to 5", "6 to 10"]);
        assert_eq!(labels[labels.len() - 2..], ["91 to 95", "96 and over"]);
    }

    #[test]
    fn bands_are_read_or_refused() {
        let bands =
            list(&["0-17", "18-35", "36+"]).read(&origin(), Place::line(std::path::Path::new("a.yaml"), 1)).unwrap();
        assert_eq!(bands.iter().map(|band| band.label()).collect::<Vec<_>>(), ["0 to 17", "18 to 35", "36 and over"]);
        for wrong in [&["0-17", "17-20"][..], &["20-10"], &["36+", "40-50"], &["child"], &["-1-5"], &["0-500"]] {
            assert_eq!(
                list(wrong).read(&origin(), Place::line(std::path::Path::new("a.yaml"), 1)).unwrap_err().code.as_str(),
                "bad-band",
                "{wrong:?}"
            );
        }
        assert_eq!(
            Bands(BandsSpec::from_word("sixes"))
                .read(&origin(), Place::line(std::path::Path::new("a.yaml"), 1))
                .unwrap_err()
                .code
                .as_str(),
            "unknown-bands"
        );
    }

    proptest! {
        /// Bands add to the total under any scheme, whatever ages occur.
        #[test]
        fn bands_add_to_the_total(
            ages in proptest::collection::btree_map(prop_oneof![Just(None), (0i64..=110).prop_map(Some)], 1u64..500, 0..60),
            cuts in proptest::collection::btree_set(0i64..=110, 0..12),
            open in any::<bool>(),
        ) {
            let key = |age: Option<i64>| age.map_or(Key::Missing, Key::Number);
            let counts: BTreeMap<Key, u64> = ages.iter().map(|(age, count)| (key(*age), *count)).collect();
            let cuts: Vec<i64> = cuts.into_iter().collect();
            let mut bands: Vec<Band> =
                cuts.windows(2).map(|pair| Band { from: pair[0], to: Some(pair[1] - 1) }).collect();
            bands.extend(cuts.last().filter(|_| open).map(|from| Band { from: *from, to: None }));
            let occurring: BTreeSet<Key> = counts.keys().map(|key| band_of(&bands, key)).collect();
            let rows = band_categories(&bands, &occurring);
            let in_row = |row: &Category| {
                let keys = band_keys(&bands, Along::Column("age"), &row.key);
                counts.iter().filter(|(key, _)| keys.set.holds(key)).map(|(_, count)| count).sum::<u64>()
            };
            let listed: u64 = rows.iter().map(in_row).sum();
            prop_assert_eq!(listed, counts.values().sum::<u64>(), "every count is in one row");
        }
    }
}

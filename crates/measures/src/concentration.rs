//! Concentration: how much of the records the fullest places hold, beside what chance alone would give.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Body, Measure, Setting};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Format, Missing, Role, Row, RowKind, round_half_up};
use sna_core::stats::{ByChance, MOST_PLACES, Spread, by_chance, gini_for_sparse};
use sna_core::yaml::{Spanned, here};
use sna_data::query::{Counts, Dimension, Key, Question};

/// How far records crowd at few places: observed, and expected if every record fell at any place alike.
///
/// Columns: the share of records at the fullest 1, 5, 10, 25 and 50 % of all places (rounded to whole places, at least one); the
/// least number of places with half of the records, and their share of all places; the Gini index; and the Gini index adjusted
/// for fewer records than places (Bernasco and Steenbeek 2017).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Concentration {
    /// Name of the source; that of the section by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the places: `lsoa` (the default), `ward`, `street`, `hexagon`, `nte_area` or `district`.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
    /// Number of all places, also those without a record.
    #[schemars(with = "u64")]
    pub places: Spanned<u64>,
}

/// The fullest places looked at, in per cent of all.
const TOPS: [u32; 5] = [1, 5, 10, 25, 50];

/// So many per cent of all places, in whole places: at least one.
#[expect(clippy::cast_precision_loss, reason = "places are at most ten million")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded, and between 1 and ten million")]
fn top_places(percent: u32, places: u64) -> u64 {
    (round_half_up(places as f64 * f64::from(percent) / 100.0, 0) as u64).max(1)
}

/// A row of the table as plain figures.
struct Figures {
    shares: Vec<f64>,
    places_with_half: Cell,
    share_with_half: f64,
    gini: f64,
    sparse: f64,
}

impl Figures {
    #[expect(clippy::cast_precision_loss, reason = "places are at most ten million")]
    fn observed(spread: &Spread, places: u64) -> Self {
        let half = spread.places_with_half();
        Self {
            shares: TOPS.iter().map(|percent| spread.share_of_top(top_places(*percent, places))).collect(),
            places_with_half: Cell::Count(half),
            share_with_half: half as f64 / places as f64,
            gini: spread.gini(),
            sparse: gini_for_sparse(spread.gini(), spread.events(), places),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "places are at most ten million")]
    fn expected(chance: ByChance, spread: &Spread, places: u64) -> Self {
        Self {
            shares: chance.shares,
            places_with_half: Cell::Number(chance.places_with_half),
            share_with_half: chance.places_with_half / places as f64,
            gini: chance.gini,
            sparse: gini_for_sparse(chance.gini, spread.events(), places),
        }
    }

    fn cells(self) -> Vec<Cell> {
        let shares = self.shares.into_iter().map(Cell::Number);
        let further = [
            self.places_with_half,
            Cell::Number(self.share_with_half),
            Cell::Number(self.gini),
            Cell::Number(self.sparse),
        ];
        shares.chain(further).collect()
    }
}

fn columns() -> Vec<Column> {
    let top = |percent: &u32| {
        Column::new(&format!("top_{percent}"), &format!("Top {percent}%"), Role::Value, Format::Percent(1))
    };
    let further = |key, title, format| Column::new(key, title, Role::Derived, format);
    let further = [
        further("half_places", "Places with half", Format::Count),
        further("half_share", "Share of places with half", Format::Percent(1)),
        further("gini", "Gini index", Format::Decimal(2)),
        further("gini_adjusted", "Gini index, adjusted", Format::Decimal(2)),
    ];
    TOPS.iter().map(top).chain(further).collect()
}

fn row(key: &str, label: &str, cells: Vec<Cell>) -> Row {
    Row { key: key.to_owned(), label: label.to_owned(), kind: RowKind::Body, cells }
}

fn count(number: u64) -> String {
    Cell::Count(number).print(Format::Count)
}

/// The counts of the places that occur.
fn by_place(counts: &Counts) -> Vec<u64> {
    counts.0.iter().filter(|(keys, _)| keys.first() != Some(&Key::Missing)).map(|(_, count)| *count).collect()
}

impl Concentration {
    fn dimension(&self, setting: &Setting<'_>) -> Result<Dimension, Diagnostic> {
        let name = self.rows.clone().unwrap_or_else(|| here("lsoa".to_owned()));
        setting.places(setting.source(self.of.as_ref())?, &name)
    }

    fn check_places(&self, setting: &Setting<'_>, occurring: u64) -> Result<(), Diagnostic> {
        let fewest = occurring.max(1);
        if (fewest..=MOST_PLACES).contains(&self.places.value) {
            return Ok(());
        }
        let message = match self.places.value {
            places if places < occurring => "records fall at more places than there are",
            _ => "no such number of places",
        };
        Err(Diagnostic::error(Code::BadPlaces, message)
            .at(setting.origin.place(&self.places))
            .found(self.places.value.to_string())
            .expected(format!("the number of all places, {} to {}", count(fewest), count(MOST_PLACES))))
    }

    fn notes(&self, spread: Option<&Spread>, unplaced: u64) -> Vec<String> {
        let places = self.places.value;
        let tops: Vec<String> =
            TOPS.iter().map(|percent| format!("{percent}% ({})", count(top_places(*percent, places)))).collect();
        let touched = spread.map_or(0, Spread::touched);
        let mut notes = vec![
            format!("{} of {} places have a record. The top in whole places: {}.", count(touched), count(places), tops.join(", ")),
            "By chance: the mean if each record fell at any place alike, from simulated draws; its Gini index is exact. With few \
             records, chance alone leaves most of them at few places."
                .to_owned(),
            "The adjusted index is 0 for the most even spread that so few records allow (Bernasco and Steenbeek 2017)."
                .to_owned(),
        ];
        if unplaced > 0 {
            notes.push(format!("Records without a known place, left out: {}.", count(unplaced)));
        }
        notes
    }
}

impl Measure for Concentration {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        let mut found = Diagnostics::default();
        let dimension = found.keep(self.dimension(setting));
        found.keep(self.check_places(setting, 0));
        let asked = dimension.map(|dimension| setting.query(source, vec![dimension]));
        found.into_result(asked.into_iter().collect()).map(|(asked, _)| asked)
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let counts = answers.first().cloned().unwrap_or_default();
        let by_place = by_place(&counts);
        self.check_places(setting, by_place.len() as u64)?;
        let places = self.places.value;
        let tops = TOPS.map(|percent| top_places(percent, places));
        let spread = Spread::new(by_place, places);
        let chance = spread.as_ref().and_then(|spread| by_chance(spread.events(), places, &tops));
        let none = || vec![Cell::Missing(Missing::NotApplicable); columns().len()];
        let (observed, expected) = match (&spread, chance) {
            (Some(spread), Some(chance)) => {
                (Figures::observed(spread, places).cells(), Figures::expected(chance, spread, places).cells())
            }
            (None, _) | (_, None) => (none(), none()),
        };
        Ok(Body {
            row_header: "Records".to_owned(),
            columns: columns(),
            rows: vec![row("observed", "Observed", observed), row("chance", "By chance", expected)],
            notes: self.notes(spread.as_ref(), counts.at(&[Key::Missing])),
            ..Body::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use super::*;

    /// Offences at so many LSOAs: one count each.
    fn world(counts: &[usize]) -> World {
        let mut rows = "date,lsoa\n2023-05-01,\n".to_owned();
        for (place, number) in counts.iter().enumerate() {
            (0..*number).for_each(|_| rows += &format!("2023-05-01,E{place:03}\n"));
        }
        let manifest =
            "title: T\nsources: { offences: { title: O, files: o.csv, columns: { date: date, lsoa: lsoa } } }\n";
        World::read(manifest, &[("o.csv", rows)])
    }

    #[test]
    fn the_fullest_places_stand_beside_chance() {
        let counts: Vec<usize> = [vec![30, 20], vec![2; 25]].concat();
        let body = world(&counts).table("concentration: { places: 100 }").unwrap();
        assert_eq!(
            ["top_1", "top_5", "top_10", "top_25", "top_50"].map(|key| number(&body, "observed", key)),
            [0.3, 0.56, 0.66, 0.96, 1.0]
        );
        assert_eq!((number(&body, "observed", "half_places"), number(&body, "observed", "half_share")), (2.0, 0.02));
        assert_eq!(number(&body, "observed", "gini"), number(&body, "observed", "gini_adjusted"), "as many as places");
        for key in ["top_1", "top_5", "top_10", "top_25", "gini"] {
            assert!(number(&body, "chance", key) < number(&body, "observed", key), "{key}");
        }
        assert!(number(&body, "chance", "half_places") > 15.0, "100 at 100 by chance");
        assert!(body.notes[0].starts_with("27 of 100 places have a record. The top in whole places: 1% (1), 5% (5)"));
        assert!(body.notes.iter().any(|note| note.ends_with("left out: 1.")), "{:?}", body.notes);
    }

    /// 250 crimes at 490 places by chance alone have a Gini index of 0.67 and half of them in 14% of places.
    #[test]
    fn what_looks_crowded_may_be_chance() {
        let body = world(&[1; 250]).table("concentration: { places: 490 }").unwrap();
        let printed = |row, key, format| cell(&body, row, key).print(format);
        assert_eq!(printed("chance", "gini", Format::Decimal(2)), "0.67");
        assert_eq!(printed("chance", "half_share", Format::Percent(0)), "14%");
        assert_eq!(printed("observed", "gini_adjusted", Format::Decimal(2)), "0.00", "one each is as even as can be");
        assert!(number(&body, "observed", "gini") > 0.48);
    }

    #[test]
    fn no_record_has_no_concentration() {
        let body = world(&[]).table("concentration: { places: 5 }").unwrap();
        assert_eq!(cell(&body, "observed", "gini"), Cell::Missing(Missing::NotApplicable));
        assert_eq!(cell(&body, "chance", "top_1"), Cell::Missing(Missing::NotApplicable));
    }

    #[test]
    fn mistakes_are_named() {
        for (options, code) in [
            ("places: 1", "bad-places"),
            ("places: 0", "bad-places"),
            ("places: 99000000000", "bad-places"),
            ("places: 9, rows: ward", "missing-column"),
            ("places: 9, rows: month", "rows-without-places"),
        ] {
            assert_eq!(world(&[1, 1]).fault(&format!("concentration: {{ {options} }}")), code, "{options}");
        }
    }
}

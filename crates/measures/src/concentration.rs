//! Concentration: what share of the records the fullest places have, compared with chance.

use schemars::JsonSchema;
use serde::Deserialize;

use super::numbers::number_of;
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{BodyRow, Cell, Column, Figure, Format, Missing, NotCounted, Role, RowKind, round_half_up};
use sna_core::stats::{ByChance, MOST_PLACES, Spread, by_chance, gini_for_sparse};
use sna_core::yaml::{Spanned, here};
use sna_data::SourceFrame;
use sna_data::query::{AnswerId, Ask, Counts, Dimension, Key, Keys};

/// How far records are concentrated in few places: as observed, and as expected if every place were equally likely.
///
/// Columns: the share of records at the fullest 1, 5, 10, 25 and 50 % of all places (rounded to whole places, at least one); the
/// smallest number of places with half of the records, and their share of all places; the Gini index; and the Gini index adjusted
/// for fewer records than places (Bernasco and Steenbeek 2017).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Concentration {
    /// Name of the source; the section's by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the places: `lsoa` (the default), `ward`, `street`, `hexagon`, `nte_area` or `district`.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
    /// Number of all places, including those without a record.
    #[schemars(with = "u64")]
    pub places: Spanned<u64>,
}

/// The fullest places looked at, in per cent of all.
const TOPS: [u32; 5] = [1, 5, 10, 25, 50];

/// This percentage of all places, in whole places: at least one.
#[expect(clippy::cast_precision_loss, reason = "places are at most ten million")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded, and between 1 and ten million")]
fn top_places(percent: u32, places: u64) -> u64 {
    (round_half_up(places as f64 * f64::from(percent) / 100.0, 0) as u64).max(1)
}

/// A row of the table as plain figures.
struct Figures {
    shares: Vec<f64>,
    places_with_half: Figure,
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
            places_with_half: Figure::not_counted(NotCounted::WorkedOut, half),
            share_with_half: half as f64 / places as f64,
            gini: spread.gini(),
            sparse: gini_for_sparse(spread.gini(), spread.events(), places),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "places are at most ten million")]
    fn expected(chance: ByChance, spread: &Spread, places: u64) -> Self {
        Self {
            shares: chance.shares,
            places_with_half: Figure::Number(chance.places_with_half),
            share_with_half: chance.places_with_half / places as f64,
            gini: chance.gini,
            sparse: gini_for_sparse(chance.gini, spread.events(), places),
        }
    }

    fn cells(self) -> Vec<Figure> {
        let shares = self.shares.into_iter().map(Figure::Number);
        let further = [
            self.places_with_half,
            Figure::Number(self.share_with_half),
            Figure::Number(self.gini),
            Figure::Number(self.sparse),
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

fn row(key: &str, label: &str, cells: Vec<Figure>) -> BodyRow {
    BodyRow { key: key.to_owned(), label: label.to_owned(), kind: RowKind::Body, cells }
}

fn count(number: u64) -> String {
    Cell::Count(number).print(Format::Count)
}

/// The counts of the places that occur.
fn by_place(counts: &Counts, dimension: &Dimension) -> Vec<u64> {
    counts.lines().filter(|line| *line.key(dimension) != Key::Missing).map(|line| line.count).collect()
}

impl Concentration {
    fn dimension(&self, at: &At<'_>, source: &SourceFrame) -> Result<Dimension, Diagnostic> {
        let name = self.rows.clone().unwrap_or_else(|| here("lsoa".to_owned()));
        at.places(source, &name)
    }

    fn check_places(&self, at: &At<'_>, occurring: u64) -> Result<(), Diagnostic> {
        let fewest = occurring.max(1);
        if (fewest..=MOST_PLACES).contains(&self.places.value) {
            return Ok(());
        }
        let message = match self.places.value {
            places if places < occurring => "the records are at more places than `places:` says there are",
            _ => "this number of places is not possible",
        };
        Err(Diagnostic::error(Code::BadPlaces, message)
            .at(at.origin.place(&self.places))
            .found(self.places.value.to_string())
            .expected(format!("the number of all places, {} to {}", count(fewest), count(MOST_PLACES))))
    }

    fn notes(&self, spread: Option<&Spread>, unplaced: u64) -> Vec<String> {
        let places = self.places.value;
        let tops: Vec<String> =
            TOPS.iter().map(|percent| format!("{percent}% ({})", count(top_places(*percent, places)))).collect();
        let touched = spread.map_or(0, Spread::touched);
        let have = if touched == 1 { "has" } else { "have" };
        let mut notes = vec![
            format!("{} of {} {have} a record. The top in whole places: {}.", count(touched), number_of(places, "place", "places"), tops.join(", ")),
            "By chance: the average of simulated draws in which every place is equally likely; its Gini index is exact. With few \
             records, chance alone puts most of them at few places."
                .to_owned(),
            "The adjusted index is 0 for the most even spread that this number of records allows (Bernasco and Steenbeek 2017)."
                .to_owned(),
        ];
        if unplaced > 0 {
            notes.push(format!("Not included: {} without a known place.", number_of(unplaced, "record", "records")));
        }
        notes
    }
}

/// A concentration whose question is asked.
struct LaidConcentration<'a> {
    options: &'a Concentration,
    at: At<'a>,
    dimension: Dimension,
    counts: AnswerId,
}

impl Measure for Concentration {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        let mut found = Diagnostics::default();
        let dimension = found.keep(self.dimension(&at, source));
        found.keep(self.check_places(&at, 0));
        let Some(dimension) = dimension else { return Err(found) };
        let ((), _) = found.into_result(())?;
        let counts = ask.records(source, at.scope, [dimension.clone()]);
        Ok(Box::new(LaidConcentration { options: self, at, dimension, counts }))
    }
}

impl Laid for LaidConcentration<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let counts = &answered[self.counts];
        let by_place = by_place(counts, &self.dimension);
        self.options.check_places(&self.at, by_place.len() as u64)?;
        let spread = Spread::new(by_place, self.options.places.value);
        let [observed, expected] = self.options.cells(spread.as_ref());
        let unplaced = counts.sum([Keys::only(&self.dimension, &Key::Missing)]);
        Ok(Body {
            row_header: "Records".to_owned(),
            columns: columns(),
            rows: vec![row("observed", "Observed", observed), row("chance", "By chance", expected)],
            notes: self.options.notes(spread.as_ref(), unplaced.value()),
            ..Body::default()
        })
    }
}

impl Concentration {
    /// The cells of the observed figures, and of those expected by chance.
    fn cells(&self, spread: Option<&Spread>) -> [Vec<Figure>; 2] {
        let places = self.places.value;
        let tops = TOPS.map(|percent| top_places(percent, places));
        let with_chance = spread.and_then(|spread| Some((spread, by_chance(spread.events(), places, &tops)?)));
        with_chance.map_or_else(
            || [(); 2].map(|()| vec![Figure::Missing(Missing::NotApplicable); columns().len()]),
            |(spread, chance)| {
                [Figures::observed(spread, places), Figures::expected(chance, spread, places)].map(Figures::cells)
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use super::*;

    /// Offences at each LSOA: one count each.
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
        assert!(body.notes.iter().any(|note| note.starts_with("Not included: 1 record ")), "{:?}", body.notes);
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

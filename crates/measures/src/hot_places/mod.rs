//! Hot places: the streets or other named places with most records, and when most of them fall.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

mod groups;
mod layout;
mod peak;

use groups::Groups;
use layout::{LaidHotPlaces, Place};

use super::areas::listed as in_words;
use super::numbers::number_of;
use super::{At, Laid, Measure};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::{Spanned, here};
use sna_data::query::{Ask, Dimension, Key};
use sna_data::{Predicate, SourceFrame};

/// The places with most records: their number, their share, and the days and hours in which most of them fall.
///
/// The peak is the window of consecutive hours of one weekday with most records, and with it the same hours of every day that has
/// at least half as many. Below 10 records no peak is shown. If the records have no hour or no day there are no peaks.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HotPlaces {
    /// Name of the source; the section's by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the rows: `street` (the default) or another of places.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
    /// Only places in these areas: for each dimension, such as `ward`, its areas.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub within: IndexMap<Spanned<String>, Vec<Spanned<String>>>,
    /// Places that are counted together, by the name they get.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub groups: Groups,
    /// How many places to list; 10 by default.
    #[schemars(with = "Option<u64>")]
    pub top: Option<Spanned<u64>>,
    /// Hours of a peak, 1 to 24; 4 by default.
    #[schemars(with = "Option<u64>")]
    pub hours: Option<Spanned<u64>>,
}

/// Places listed where the author does not say how many.
const USUAL_TOP: u64 = 10;
/// Hours of a peak where the author does not say how many.
const USUAL_HOURS: u64 = 4;
/// Fewest records in a peak that is named.
const FEWEST_IN_PEAK: u64 = 5;
/// Fewest records for which a peak is named.
const FEWEST: u64 = 10;

impl HotPlaces {
    fn rows(&self) -> Spanned<String> {
        self.rows.clone().unwrap_or_else(|| here("street".to_owned()))
    }

    fn top(&self) -> u64 {
        self.top.as_ref().map_or(USUAL_TOP, |top| top.value)
    }

    fn hours(&self) -> usize {
        let hours = self.hours.as_ref().map_or(USUAL_HOURS, |hours| hours.value);
        usize::try_from(hours).unwrap_or(usize::MAX)
    }

    /// Options out of range.
    fn check(&self, at: &At<'_>) -> Diagnostics {
        let mut found = Diagnostics::default();
        if let Some(top) = self.top.as_ref().filter(|top| top.value == 0) {
            found.push(
                Diagnostic::error(Code::BadTop, "no place would be listed")
                    .at(at.origin.place(top))
                    .found("0")
                    .expected("1 or more"),
            );
        }
        if let Some(hours) = self.hours.as_ref().filter(|hours| !(1..=24).contains(&hours.value)) {
            found.push(
                Diagnostic::error(Code::BadHours, "a peak must be within one day")
                    .at(at.origin.place(hours))
                    .found(format!("{} hours", hours.value))
                    .expected("1 to 24"),
            );
        }
        found
    }

    /// The dimension of the rows, and the dimensions of the areas around the places.
    fn dimensions(&self, at: &At<'_>, source: &SourceFrame) -> Result<(Dimension, Vec<Dimension>), Diagnostics> {
        let mut found = self.check(at);
        let rows = found.keep(at.places(source, &self.rows()));
        let around = self.within.keys().filter_map(|name| found.keep(at.places(source, name))).collect();
        match rows {
            Some(rows) => found.into_result((rows, around)).map(|(dimensions, _)| dimensions),
            None => Err(found),
        }
    }

    /// The conditions that keep only places within the areas.
    fn conditions(&self, around: &[Dimension]) -> impl Iterator<Item = Predicate> {
        self.within
            .values()
            .zip(around)
            .map(|(areas, around)| Predicate::one_of(around.column(), areas.iter().map(|area| area.value.as_str())))
    }

    fn notes(&self, ranked: &[Place], shown: usize, has_peaks: bool) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.within.is_empty() {
            let areas: Vec<&str> = self.within.values().flatten().map(|area| area.value.as_str()).collect();
            notes.push(format!("Only places in {}; shares are of all records there.", in_words(&areas)));
        }
        let (listed, left_out) = ranked.split_at(shown);
        if !left_out.is_empty() {
            let places = ranked.len();
            notes.push(match shown {
                1 => format!("The place with the most records is listed, of {places} that have any."),
                _ => format!("The {shown} places with the most records are listed, of {places} that have any."),
            });
        }
        let last = listed.last().map_or(0, Place::number);
        let as_many = left_out.iter().filter(|place| place.number() == last).count();
        if as_many > 0 {
            notes.push(format!("Not listed, but with the same number of records as the last one listed: {as_many}."));
        }
        notes.push(if has_peaks {
            format!(
                "The peak is the {} of one weekday with the most records, and that time on each other day with at least half as \
                 many. It is shown for a place with at least {FEWEST} records, {FEWEST_IN_PEAK} or more of them in the peak. Records whose \
                 hour is not known are often stored at 00:00.",
                number_of(self.hours() as u64, "hour", "hours")
            )
        } else {
            "The records have no day or no hour, so no peaks are shown.".to_owned()
        });
        notes
    }
}

/// Whether peaks can be found in the records of a source.
fn has_peaks(source: &SourceFrame) -> bool {
    source.columns.contains(&Dimension::Hour.needs()) && !source.months_only
}

fn text(key: &Key) -> Option<&str> {
    match key {
        Key::Text(text) => Some(text),
        Key::Number(_) | Key::Flag(_) | Key::Missing => None,
    }
}

impl Measure for HotPlaces {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        let (dimension, around) = self.dimensions(&at, source)?;
        let mut within = at.scope.clone();
        within.conditions.extend(self.conditions(&around));
        let hours = has_peaks(source).then(|| self.hours());
        let time = hours.iter().flat_map(|_| [Dimension::Weekday, Dimension::Hour]);
        let counts = ask.records(source, &within, [dimension.clone()].into_iter().chain(time));
        let by_area = around.into_iter().map(|around| {
            let counts = ask.records(source, at.scope, [around.clone()]);
            (around, counts)
        });
        let around = by_area.collect();
        Ok(Box::new(LaidHotPlaces { options: self, at, dimension, hours, counts, around }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Body;
    use super::super::fixture::{World, cell, number};
    use sna_core::document::Format;

    const MANIFEST: &str = "title: T
sources:
  offences: { title: O, files: o.csv, columns: { date: date, hour: hour, street: street, ward: ward } }
  monthly: { title: M, files: m.csv, columns: { date: { column: month, format: '%Y-%m' }, street: street } }
";

    /// Offences on a day of January 2024 (the 1st is a Monday), at an hour, in a street of a ward.
    fn world(offences: &[(u32, &str, &str, &str, usize)]) -> World {
        let mut rows = "date,hour,street,ward\n".to_owned();
        for (day, hour, street, ward, number) in offences {
            (0..*number).for_each(|_| rows += &format!("2024-01-{day:02},{hour},{street},{ward}\n"));
        }
        World::read(MANIFEST, &[("o.csv", rows), ("m.csv", "month,street\n2024-01,Mill Lane\n".to_owned())])
    }

    fn town() -> World {
        world(&[
            (6, "0", "High Street", "St Mary's", 9),
            (7, "2", "High Street", "St Mary's", 6),
            (13, "3", "High Street", "St Mary's", 2),
            (8, "3", "High Street", "St Mary's", 3),
            (9, "15", "Mill Lane", "Castle", 5),
            (9, "18", "Mill Lane", "Castle", 4),
            (9, "18", "Market Place", "Castle", 1),
            (9, "18", "", "Castle", 2),
        ])
    }

    fn words(body: &Body, row: &str, column: &str) -> String {
        cell(body, row, column).print(Format::Percent(1))
    }

    #[test]
    fn the_peak_is_a_window_of_a_day_and_the_days_that_come_near() {
        let body = town().table("hot_places: { top: 2 }").unwrap();
        let labels: Vec<&str> = body.rows.iter().map(|row| row.label.as_str()).collect();
        assert_eq!(labels, ["High Street", "Mill Lane", "Not recorded", "All places"]);
        // Saturday 00:00 to 03:59 has 11, Sunday 6, Monday 3: fewer than half.
        assert_eq!(words(&body, "High Street", "peak_days"), "Saturday and Sunday");
        assert_eq!(words(&body, "High Street", "peak_hours"), "00:00 to 03:59");
        assert_eq!((number(&body, "High Street", "peak_count"), number(&body, "High Street", "count")), (17.0, 20.0));
        assert_eq!(words(&body, "High Street", "share"), "62.5%");
        assert_eq!(words(&body, "Mill Lane", "peak_days"), "[u]", "nine offences");
        assert_eq!((number(&body, "unknown", "count"), number(&body, "total", "count")), (2.0, 32.0));
        assert!(body.notes[0].contains("The 2 places with the most records are listed, of 3"), "{:?}", body.notes);
    }

    #[test]
    fn places_lie_within_areas_and_are_counted_together() {
        let yaml = "hot_places: { within: { ward: [\"St Mary's\", Castle] }, hours: 1, groups: { \"Mill Lane and market\": [Mill Lane, Market Place] } }";
        let body = town().table(yaml).unwrap();
        assert_eq!(number(&body, "Mill Lane and market", "count"), 10.0);
        assert_eq!(words(&body, "Mill Lane and market", "peak_hours"), "15:00 to 15:59", "of equal hours the first");
        assert_eq!(body.rows.len(), 4);
        let one = town().table("hot_places: { within: { ward: [\"St Mary's\"] } }").unwrap();
        assert_eq!((one.rows.len(), number(&one, "total", "count")), (2, 20.0));
        assert!(one.notes[0].starts_with("Only places in St Mary's;"), "{:?}", one.notes);
    }

    #[test]
    fn places_that_would_tie_with_the_last_are_told() {
        let body = world(&[(6, "0", "A", "W", 2), (6, "0", "B", "W", 2), (6, "0", "C", "W", 2)])
            .table("hot_places: { top: 1 }");
        let notes = body.unwrap().notes;
        assert!(notes.iter().any(|note| note.ends_with("as the last one listed: 2.")), "{notes:?}");
    }

    #[test]
    fn records_of_months_have_no_peaks() {
        let body = town().table("hot_places: { of: monthly }").unwrap();
        assert_eq!(body.columns.len(), 2);
        assert!(body.notes.iter().any(|note| note.ends_with("no peaks are shown.")), "{:?}", body.notes);
    }

    #[test]
    fn mistakes_are_named() {
        let world = town();
        for (options, code) in [
            ("rows: weapon", "missing-column"),
            ("rows: hour", "rows-without-places"),
            ("top: 0", "bad-top"),
            ("hours: 25", "bad-hours"),
            ("hours: 0", "bad-hours"),
            ("within: { ward: [Castel] }", "unknown-area"),
            ("within: { wrd: [Castle] }", "unknown-dimension"),
            ("groups: { Both: [Mill Lane, Mil Lane] }", "unknown-place"),
            ("groups: { One: [Mill Lane], Two: [Mill Lane] }", "place-grouped-twice"),
            ("groups: { High Street: [Mill Lane] }", "place-taken"),
        ] {
            assert_eq!(world.fault(&format!("hot_places: {{ {options} }}")), code, "{options}");
        }
    }
}

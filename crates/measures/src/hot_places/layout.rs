//! Hot places as a table: the places with most records, with their peaks, and records without a known place.

use std::collections::BTreeSet;

use super::super::areas::listed as in_words;
use super::super::categories::header;
use super::super::proportion::{count_column, proportion, proportion_column};
use super::super::{Answered, At, Body, Laid};
use super::groups::grouped;
use super::peak::{Peak, Week};
use super::{FEWEST, FEWEST_IN_PEAK, HotPlaces, text};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{BodyRow, Column, Counted, Figure, Format, Missing, Role, RowKind};
use sna_data::WEEKDAYS;
use sna_data::query::{AnswerId, Counts, Dimension, Key, Keys};

/// Most days that are named one by one.
const MOST_DAYS: usize = 3;

/// A place, or some that are counted together.
pub(super) struct Place {
    name: String,
    keys: Keys,
    count: Counted,
}

impl Place {
    pub(super) fn number(&self) -> u64 {
        self.count.value()
    }
}

/// Hot places whose questions are asked.
pub(super) struct LaidHotPlaces<'a> {
    pub options: &'a HotPlaces,
    pub at: At<'a>,
    pub dimension: Dimension,
    /// Hours of a peak, where the records have any.
    pub hours: Option<usize>,
    /// Records within the areas, by place and, where there are peaks, by weekday and hour.
    pub counts: AnswerId,
    /// All records by area, for each dimension of `within`.
    pub around: Vec<(Dimension, AnswerId)>,
}

impl Laid for LaidHotPlaces<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        // Without a known area no place would be known either.
        let ((), _) = self.check_within(answered).into_result(())?;
        let counts = &answered[self.counts];
        let ranked = self.ranked(counts)?;
        let shown = ranked.len().min(usize::try_from(self.options.top()).unwrap_or(usize::MAX));
        let listed = ranked[..shown].iter().map(|place| self.row(counts, place));
        Ok(Body {
            row_header: header(&self.dimension).to_owned(),
            columns: columns(self.hours.is_some()),
            rows: listed.chain(self.rows_without_peak(counts)).collect(),
            notes: self.options.notes(&ranked, shown, self.hours.is_some()),
            ..Body::default()
        })
    }
}

impl LaidHotPlaces<'_> {
    /// Areas without a record.
    fn check_within(&self, answered: &Answered<'_>) -> Diagnostics {
        let mut found = Diagnostics::default();
        for (areas, (dimension, counts)) in self.options.within.values().zip(&self.around) {
            let occurring = answered[*counts].keys(dimension);
            let known: Vec<&str> = occurring.iter().filter_map(text).collect();
            for area in areas.iter().filter(|area| !known.contains(&area.value.as_str())) {
                let fault = Diagnostic::unknown(Code::UnknownArea, "area", &area.value, known.iter().copied());
                found.push(fault.at(self.at.origin.place(area)));
            }
        }
        found
    }

    /// Places with their counts, the most first; equal ones by name.
    fn ranked(&self, counts: &Counts) -> Result<Vec<Place>, Diagnostics> {
        let by_name = grouped(&self.options.groups, &self.at, &counts.keys(&self.dimension))?;
        let mut ranked: Vec<Place> = by_name.into_iter().map(|(name, keys)| self.place(counts, name, keys)).collect();
        ranked.sort_by_key(|place| std::cmp::Reverse(place.number()));
        Ok(ranked)
    }

    fn place(&self, counts: &Counts, name: String, keys: BTreeSet<Key>) -> Place {
        let keys = Keys::any_of(&self.dimension, keys);
        let count = counts.sum([keys.clone()]);
        Place { name, keys, count }
    }

    fn row(&self, counts: &Counts, place: &Place) -> BodyRow {
        let peak = self.hours.iter().flat_map(|hours| peak_cells(counts, place, *hours));
        let cells = number_and_share(&place.count, counts).into_iter().chain(peak).collect();
        BodyRow { key: place.name.clone(), label: place.name.clone(), kind: RowKind::Body, cells }
    }

    /// Records without a known place, if there are any, and all records. Neither row has a peak, because nobody could go
    /// there: the place is not known, or there is more than one.
    fn rows_without_peak(&self, counts: &Counts) -> impl Iterator<Item = BodyRow> {
        let unknown = counts.sum([Keys::only(&self.dimension, &Key::Missing)]);
        let row = |key: &str, label: &str, kind, count: &Counted| {
            let peak = self.hours.iter().flat_map(|_| [(); 3].map(|()| Figure::Missing(Missing::NotApplicable)));
            let cells = number_and_share(count, counts).into_iter().chain(peak).collect();
            BodyRow { key: key.to_owned(), label: label.to_owned(), kind, cells }
        };
        let nowhere = (unknown.value() > 0).then(|| row("unknown", "Not recorded", RowKind::Unknown, &unknown));
        nowhere.into_iter().chain([row("total", "All places", RowKind::Total, &counts.all())])
    }
}

fn number_and_share(count: &Counted, all: &Counts) -> [Figure; 2] {
    [Figure::Count(count.clone()), proportion(count.value(), all.total())]
}

/// The days of a peak in words. Hours that recur on most days are not a peak of one day.
fn peak_days(peak: &Peak) -> String {
    let days: Vec<&str> = peak.days.iter().filter_map(|day| WEEKDAYS.get(*day)).copied().collect();
    if days.len() > MOST_DAYS { "Most days".to_owned() } else { in_words(&days) }
}

fn columns(has_peaks: bool) -> Vec<Column> {
    let peak = |key, title| Column::new(key, title, Role::Derived, Format::Count);
    let mut columns = vec![count_column("count", "Number"), proportion_column("share", "Share of all")];
    if has_peaks {
        columns.extend([
            peak("peak_days", "Peak: days"),
            peak("peak_hours", "Peak: hours"),
            peak("peak_count", "Number in the peak"),
        ]);
    }
    columns
}

/// Days, hours and number of a place's peak.
fn peak_cells(counts: &Counts, place: &Place, hours: usize) -> [Figure; 3] {
    let peak = (place.number() >= FEWEST).then(|| peak(counts, &place.keys, hours)).flatten();
    let Some(peak) = peak.filter(|peak| peak.count >= FEWEST_IN_PEAK) else {
        return std::array::from_fn(|_| Figure::Missing(Missing::LowReliability));
    };
    let inside = [place.keys.clone()].into_iter().chain(peak.keys(hours));
    [Figure::Text(peak_days(&peak)), Figure::Text(peak.window(hours)), Figure::Count(counts.sum(inside))]
}

/// The peak of a place, if it has one.
fn peak(counts: &Counts, place: &Keys, hours: usize) -> Option<Peak> {
    let lines = counts.lines().filter(|line| line.lies_in(place));
    let by_hour = lines.map(|line| (line.number(&Dimension::Weekday), line.number(&Dimension::Hour), line.count));
    Week::of(by_hour).peak(hours)
}

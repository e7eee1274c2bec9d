//! Areas with their records and residents: what tables of rates, of hotspots and of correlations rest on.

use std::collections::BTreeSet;

use super::categories::{Category, categories, header};
use super::setting::Setting;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Format, Missing, Row, RowKind};
use sna_core::stats::{Confidence, Rate, rate_interval};
use sna_core::yaml::{Spanned, here};
use sna_data::SourceFrame;
use sna_data::query::{Counts, Dimension, Key, Part};
use sna_data::roles::{PLACES, is_place};

/// Rates are for each so many residents.
pub(super) const PER: f64 = 1_000.0;

/// Most names that a note lists.
const MOST_NAMES: usize = 20;

impl Setting<'_> {
    /// The dimension of places that an author names.
    ///
    /// # Errors
    /// A name that means nothing, is no dimension of places, or stands for a column that the records lack.
    pub(super) fn places(&self, source: &SourceFrame, name: &Spanned<String>) -> Result<Dimension, Diagnostic> {
        let dimension = self.dimension(source, name)?;
        if is_place(dimension.name()) {
            return Ok(dimension);
        }
        Err(Diagnostic::error(Code::RowsWithoutPlaces, format!("`{}` is no dimension of places", name.value))
            .at(self.origin.place(name))
            .expected(sna_core::diag::list(&PLACES)))
    }
}

/// What an author says of areas: the source, the rows and the populations.
pub(super) struct AreaOptions<'o> {
    of: Option<&'o Spanned<String>>,
    rows: Spanned<String>,
    population: Option<&'o Spanned<String>>,
}

impl<'o> AreaOptions<'o> {
    /// As given; `usual` are the rows where none are named.
    pub(super) fn new(
        of: Option<&'o Spanned<String>>,
        rows: Option<&Spanned<String>>,
        usual: &str,
        population: Option<&'o Spanned<String>>,
    ) -> Self {
        Self { of, rows: rows.cloned().unwrap_or_else(|| here(usual.to_owned())), population }
    }

    /// The source and the dimension of the rows.
    ///
    /// # Errors
    /// Every name that means nothing.
    pub(super) fn check<'s>(&self, setting: &'s Setting<'_>) -> Result<(&'s SourceFrame, Dimension), Diagnostics> {
        let source = setting.source(self.of)?;
        let mut found = Diagnostics::default();
        let dimension = found.keep(setting.places(source, &self.rows));
        if dimension.is_some() {
            found.keep(setting.residents(&self.rows, self.population));
        }
        match dimension {
            Some(dimension) => found.into_result((source, dimension)).map(|(checked, _)| checked),
            None => Err(found),
        }
    }

    /// The areas, from counts by area (at the first position) and anything else.
    ///
    /// # Errors
    /// As [`AreaOptions::check`].
    pub(super) fn areas(&self, setting: &Setting<'_>, counts: &Counts) -> Result<Areas, Diagnostics> {
        let (_, dimension) = self.check(setting)?;
        let residents = setting.residents(&self.rows, self.population)?;
        let by_area = counts.by(&[0]);
        let whole_scope = setting.scope.part.is_none();
        // Which of the areas without a record lie in one district, nobody has said.
        let keys = if whole_scope { residents.keys(&dimension, setting, &by_area) } else { by_area.keys(0) };
        let listed = categories(&dimension, setting, &keys).into_iter().filter(|category| category.key != Key::Missing);
        let area = |category: Category| Area {
            records: by_area.at(std::slice::from_ref(&category.key)),
            residents: residents.of(&category),
            category,
        };
        let areas: Vec<Area> = listed.map(area).collect();
        let is_one_district = !whole_scope && dimension != Dimension::Column("district");
        let whole =
            if is_one_district { district_residents(setting) } else { areas.iter().map(|area| area.residents).sum() };
        let months = setting.covered(setting.scope.period.months().into_iter());
        let unknown = categories(&dimension, setting, &BTreeSet::from([Key::Missing])).pop();
        Ok(Areas {
            areas,
            header: header(&dimension),
            unknown: by_area.at(&[Key::Missing]),
            unknown_label: unknown.map(|category| category.label).unwrap_or_default(),
            residents: whole,
            months,
            source: residents.source,
            unlisted: is_one_district,
        })
    }
}

fn district_residents(setting: &Setting<'_>) -> Option<u64> {
    let name = setting.scope.district()?;
    setting.catalogue.areas.iter().find(|area| area.name == name)?.population
}

/// An area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Area {
    /// Its key and name.
    pub category: Category,
    /// Its records in the period.
    pub records: u64,
    /// Its residents; `None` where the manifest gives none.
    pub residents: Option<u64>,
}

/// The areas of a table.
pub(super) struct Areas {
    /// In the order of the manifest or of the alphabet.
    pub areas: Vec<Area>,
    /// The header over their names.
    pub header: &'static str,
    /// Records without an area.
    pub unknown: u64,
    unknown_label: String,
    /// Residents of the whole; `None` where an area's are not given.
    pub residents: Option<u64>,
    /// Months of the period that have records.
    pub months: u32,
    source: String,
    /// Whether areas without a record are left out.
    unlisted: bool,
}

impl Areas {
    /// All records.
    pub(super) fn records(&self) -> u64 {
        self.areas.iter().map(|area| area.records).sum::<u64>() + self.unknown
    }

    /// Years that the records cover.
    pub(super) fn years(&self) -> f64 {
        f64::from(self.months) / 12.0
    }

    /// Records a year; none where no month is covered.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub(super) fn average(&self, records: u64) -> Cell {
        match self.months {
            0 => Cell::Missing(Missing::NotAvailable),
            _ => Cell::Number(records as f64 / self.years()),
        }
    }

    /// Residents by years covered; `None` without residents.
    #[expect(clippy::cast_precision_loss, reason = "populations stay far below 2^53")]
    pub(super) fn exposure(&self, residents: Option<u64>) -> Option<f64> {
        residents.map(|residents| residents as f64 * self.years()).filter(|exposure| *exposure > 0.0)
    }

    /// Records a year for each thousand residents, with their 95% interval; `None` without residents.
    pub(super) fn rate(&self, records: u64, residents: Option<u64>) -> Option<Rate> {
        rate_interval(records, self.exposure(residents)?, PER, Confidence::NinetyFive)
    }

    /// The row of the records without an area; none where every record has one.
    pub(super) fn unknown_row(&self, cells: Vec<Cell>) -> Option<Row> {
        let label = self.unknown_label.clone();
        (self.unknown > 0).then(|| Row { key: "unknown".to_owned(), label, kind: RowKind::Unknown, cells })
    }

    /// The row of the whole area. Only districts are known to be the whole of it: of other areas records may hold some alone.
    pub(super) fn whole_row(&self, setting: &Setting<'_>, cells: Vec<Cell>) -> Row {
        let label = match (setting.scope.part.as_ref().and_then(Part::name), self.header) {
            (Some(name), _) => format!("All of {name}"),
            (None, "District") => "Whole area".to_owned(),
            (None, "LSOA") => "All LSOAs".to_owned(),
            (None, "Ward") => "All wards".to_owned(),
            (None, _) => "All places".to_owned(),
        };
        Row { key: "total".to_owned(), label, kind: RowKind::Total, cells }
    }

    /// The cell of a number of residents.
    pub(super) fn residents_cell(residents: Option<u64>) -> Cell {
        residents.map_or(Cell::Missing(Missing::NotAvailable), Cell::Count)
    }

    /// What the rates rest on, and which areas have none.
    pub(super) fn notes(&self) -> Vec<String> {
        let months = match self.months {
            1 => "the one month".to_owned(),
            months => format!("the {months} months"),
        };
        let mut notes = vec![format!(
            "Rates are records a year for each 1,000 residents, over {months} with records. Populations: {}.",
            self.source
        )];
        let without: Vec<&str> = self.areas.iter().filter(|area| area.residents.unwrap_or(0) == 0).map(name).collect();
        if !without.is_empty() {
            notes.push(format!(
                "Without a population, and so without a rate ({}): {}.",
                without.len(),
                listed(&without)
            ));
        }
        if self.unlisted {
            notes.push(
                "Areas without a record are not listed. The rate of the whole is for the district's own residents."
                    .to_owned(),
            );
        }
        notes
    }
}

fn name(area: &Area) -> &str {
    &area.category.label
}

/// `A, B and C`, at most twenty of them.
pub(super) fn listed(names: &[&str]) -> String {
    let more = names.len().saturating_sub(MOST_NAMES);
    let mut shown: Vec<String> = names.iter().take(MOST_NAMES).map(ToString::to_string).collect();
    if more > 0 {
        shown.push(format!("{} more", Cell::Count(more as u64).print(Format::Count)));
    }
    match shown.as_slice() {
        [] => "none".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_and_long_lists_are_cut() {
        assert_eq!(listed(&["A"]), "A");
        assert_eq!(listed(&["A", "B", "C"]), "A, B and C");
        assert!(listed(&["A"; 23]).ends_with("A and 3 more"));
    }
}

//! Areas with their records and residents: the basis of tables of rates, of hotspots and of correlations.

use std::collections::{BTreeMap, BTreeSet};

use super::area_years::months_in_words;
use super::categories::{Category, categories, header};
use super::people_of_areas::Repeats;
use super::residents::Residents;
use super::setting::At;
use sna_core::columns::places;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{BodyRow, Cell, Counted, Figure, Format, Missing, NotCounted, RowKind, format_number};
use sna_core::yaml::{Spanned, here};
use sna_data::query::{Counts, Dimension, Key, Keys, Part};
use sna_data::{Covered, DISTRICT, SourceFrame};

/// The number of residents that rates are for.
pub(super) const PER: f64 = 1_000.0;

/// Most names that a note lists.
const MOST_NAMES: usize = 20;

impl At<'_> {
    /// The dimension of places that an author names.
    ///
    /// # Errors
    /// The name is unknown, is not a dimension of places, or is a column that the records do not have.
    pub(super) fn places(&self, source: &SourceFrame, name: &Spanned<String>) -> Result<Dimension, Diagnostic> {
        let dimension = self.dimension(source, name)?;
        if dimension.column().is_place() {
            return Ok(dimension);
        }
        Err(Diagnostic::error(Code::RowsWithoutPlaces, format!("`{}` is not a dimension of places", name.value))
            .at(self.origin.place(name))
            .expected(sna_core::diag::list(&places())))
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

    /// The source and the places.
    ///
    /// # Errors
    /// A name is unknown.
    pub(super) fn read<'s>(&self, at: &At<'s>) -> Result<(&'s SourceFrame, Places), Diagnostics> {
        let source = at.source(self.of)?;
        let dimension = at.places(source, &self.rows)?;
        let residents = at.residents(&self.rows, self.population)?;
        Ok((source, Places { dimension, residents }))
    }
}

/// The areas of a table before their records are counted.
pub(super) struct Places {
    /// The dimension of the rows.
    pub dimension: Dimension,
    residents: Residents,
}

impl Places {
    /// The areas, from counts by area and anything else.
    pub(super) fn areas(&self, at: &At<'_>, counts: &Counts, covered: &Covered) -> Areas {
        let areas = self.listed(at, counts);
        let unlisted = self.is_one_district(at) && self.cover_the_area(at);
        let unknown = categories(&self.dimension, at, &BTreeSet::from([Key::Missing])).pop();
        Areas {
            header: header(&self.dimension),
            records: counts.all(),
            unknown: counts.sum([self.unknown()]),
            unknown_label: unknown.map(|category| category.label).unwrap_or_default(),
            residents: if unlisted { district_residents(at) } else { areas.iter().map(|area| area.residents).sum() },
            months: covered.days.months_in(at.scope.period),
            own_months: self.own_months(at, covered),
            source: self.residents.source.clone(),
            unlisted,
            areas,
            repeats: Repeats::default(),
        }
    }

    /// The keys of the records without an area.
    pub(super) fn unknown(&self) -> Keys {
        Keys::only(&self.dimension, &Key::Missing)
    }

    fn listed(&self, at: &At<'_>, counts: &Counts) -> Vec<Area> {
        let occurring = counts.keys(&self.dimension);
        // It is not known which areas without a record are in one district.
        let keys = match at.scope.part {
            None => self.residents.listed(&self.dimension, at, &occurring),
            Some(_) => occurring,
        };
        let known = categories(&self.dimension, at, &keys).into_iter().filter(|category| category.key != Key::Missing);
        let area = |category: Category| Area {
            records: counts.sum([category.of(&self.dimension)]),
            residents: self.residents.of(&category),
            category,
        };
        known.map(area).collect()
    }

    /// The months of the districts that have days of their own.
    fn own_months(&self, at: &At<'_>, covered: &Covered) -> BTreeMap<String, f64> {
        let by_district = self.dimension == Dimension::Column(DISTRICT);
        let own = covered.areas.iter().filter(|_| by_district);
        let all = covered.days.months_in(at.scope.period);
        let own = own.map(|(name, days)| (name.clone(), days.complete.months_in(at.scope.period)));
        own.filter(|(_, months)| (months - all).abs() > 1e-9).collect()
    }

    /// Whether the populations are of places that make up the whole area, and not of some, as where records are of a few wards.
    fn cover_the_area(&self, at: &At<'_>) -> bool {
        let whole: Option<u64> = at.catalogue.areas.iter().map(|area| area.population).sum();
        // Censuses and estimates of one area differ by a few per cent.
        whole.is_none_or(|whole| self.residents.all().saturating_mul(10) >= whole.saturating_mul(9))
    }

    fn is_one_district(&self, at: &At<'_>) -> bool {
        at.scope.part.is_some() && self.dimension != Dimension::Column("district")
    }
}

fn district_residents(at: &At<'_>) -> Option<u64> {
    let name = at.scope.district()?;
    at.catalogue.areas.iter().find(|area| area.name == name)?.population
}

/// An area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Area {
    /// Its key and name.
    pub category: Category,
    /// Its records in the period.
    pub records: Counted,
    /// Its residents; `None` where the manifest gives none.
    pub residents: Option<u64>,
}

/// The areas of a table.
pub(super) struct Areas {
    /// In the order of the manifest or of the alphabet.
    pub areas: Vec<Area>,
    /// The header over their names.
    pub header: &'static str,
    /// All records.
    pub records: Counted,
    /// Records without an area.
    pub unknown: Counted,
    unknown_label: String,
    /// Residents of the whole; `None` where an area's are not given.
    pub residents: Option<u64>,
    /// Months of the period that the records cover, part months by their days.
    pub months: f64,
    /// The same of areas that have days of their own.
    pub(super) own_months: BTreeMap<String, f64>,
    source: String,
    /// Whether areas without a record are not listed.
    unlisted: bool,
    /// What people with several records add to the variance of the numbers.
    pub(super) repeats: Repeats,
}

impl Areas {
    /// The same areas, with what people with several records add to the variance of the numbers.
    pub(super) fn with(self, repeats: Repeats) -> Self {
        Self { repeats, ..self }
    }

    /// The row of the records without an area; none where every record has one.
    pub(super) fn unknown_row(&self, cells: Vec<Figure>) -> Option<BodyRow> {
        let label = self.unknown_label.clone();
        (self.unknown.value() > 0).then(|| BodyRow { key: "unknown".to_owned(), label, kind: RowKind::Unknown, cells })
    }

    /// The row of the whole area. Only districts are known to cover it: of other areas the records may have only some.
    pub(super) fn whole_row(&self, setting: &At<'_>, cells: Vec<Figure>) -> BodyRow {
        let label = match (setting.scope.part.as_ref().and_then(Part::name), self.header) {
            (Some(name), _) => format!("All of {name}"),
            (None, "District") => "Whole area".to_owned(),
            (None, "LSOA") => "All LSOAs".to_owned(),
            (None, "Ward") => "All wards".to_owned(),
            (None, _) => "All places".to_owned(),
        };
        BodyRow { key: "total".to_owned(), label, kind: RowKind::Total, cells }
    }

    /// The cell of a number of residents.
    pub(super) fn residents_cell(residents: Option<u64>) -> Figure {
        let number = |residents| Figure::not_counted(NotCounted::Residents, residents);
        residents.map_or(Figure::Missing(Missing::NotAvailable), number)
    }

    /// What the rates are based on, and which areas have none.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "Rates are records a year per 1,000 residents, over {} covered by the records. Populations: {}.",
            months_in_words(self.months),
            self.source
        )];
        let own = self
            .own_months
            .iter()
            .map(|(name, months)| format!("{name} {}", format_number(*months, Format::Decimal(1))));
        let own: Vec<String> = own.collect();
        if !own.is_empty() {
            notes.push(format!("Covered for other numbers of months: {}.", own.join(", ")));
        }
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
                "Areas without a record are not listed. The overall rate uses the district's own residents.".to_owned(),
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

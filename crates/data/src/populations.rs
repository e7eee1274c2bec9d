//! What a manifest says of its areas in numbers: residents, and tiles on a map of squares.

use std::path::Path;

use indexmap::IndexMap;

use super::aggregates::totals_among;
use super::manifest::{Area, Manifest};
use super::manifest_file::ManifestFile;
use sna_core::columns::{ETHNIC_GROUPS, derived, roles};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place, first_of};
use sna_core::yaml::Spanned;

/// More than eight tiles side by side cannot be read across a page.
const LAST_TILE: u8 = 7;

/// Residents by the values of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PopulationSet {
    /// Name of the dimension.
    pub dimension: String,
    /// Where they come from.
    pub source: Option<String>,
    /// Residents by value.
    pub residents: IndexMap<String, u64>,
}

impl ManifestFile {
    /// Populations by name. A name that no record can have would leave its group without a rate.
    pub(super) fn populations(&self, manifest: &Manifest, found: &mut Diagnostics) -> IndexMap<String, PopulationSet> {
        let columns = derived().map(|(column, _)| column).chain(roles());
        let dimensions: Vec<&str> = columns.map(|column| column.name).collect();
        let mut unknown = |code, what, name: &Spanned<String>, known: &[&str]| {
            if !known.contains(&name.value.as_str()) {
                let known = known.iter().copied();
                found.push(Diagnostic::unknown(code, what, &name.value, known).at(self.place(name)));
            }
        };
        let (mut sets, mut totals) = (IndexMap::new(), Vec::new());
        for (name, populations) in &manifest.populations {
            let dimension = populations.of.as_ref().unwrap_or(name);
            unknown(Code::UnknownDimension, "dimension", dimension, &dimensions);
            if dimension.value == "ethnic_group" {
                let groups = populations.residents.keys();
                groups.for_each(|group| unknown(Code::UnknownCategory, "ethnic group", group, &ETHNIC_GROUPS));
            }
            let residents = populations.residents.iter().map(|(name, number)| (name.value.clone(), *number)).collect();
            totals.extend(self.total_among_parts(name, &populations.residents));
            let source = populations.source.clone().or_else(|| manifest.population_source.clone());
            sets.insert(name.value.clone(), PopulationSet { dimension: dimension.value.clone(), source, residents });
        }
        found.extend(totals);
        sets
    }

    /// A name whose residents are those of others together: it would be an area of its own, and they would count twice.
    fn total_among_parts(
        &self,
        set: &Spanned<String>,
        residents: &IndexMap<Spanned<String>, u64>,
    ) -> Option<Diagnostic> {
        let totals = totals_among(residents.iter().map(|(name, number)| (name.value.as_str(), *number)));
        let total = totals.first()?;
        let name = residents.keys().find(|name| name.value == total.value)?;
        let parts: Vec<String> = total.parts.iter().map(|part| format!("`{part}`")).collect();
        let message = format!("`{}` of the populations `{}` is others of them together", total.value, set.value);
        let fault = Diagnostic::error(Code::TotalAmongParts, message).at(self.place(name));
        Some(
            fault
                .found(format!("the residents of {}", first_of(&parts)))
                .expected("the parts alone: what they come to is worked out"),
        )
    }

    /// Tiles that are outside the grid, or that two areas share.
    pub(super) fn misplaced_tiles(&self, areas: &[Area]) -> Diagnostics {
        let placed: Vec<(&str, [u8; 2])> =
            areas.iter().filter_map(|area| Some((area.name.as_str(), area.tile?))).collect();
        let file = Place::file(Path::new(&self.origin.file));
        let beyond = placed.iter().filter(|(_, tile)| tile.iter().any(|at| *at > LAST_TILE)).map(|(name, tile)| {
            Diagnostic::error(Code::TileOutOfRange, format!("the tile of `{name}` is outside the grid"))
                .found(format!("{tile:?}"))
                .expected(format!("a column and a row, each 0 to {LAST_TILE}"))
        });
        let shared = placed.iter().enumerate().filter_map(|(at, (name, tile))| {
            let (first, _) = placed[..at].iter().find(|(_, other)| other == tile)?;
            let fault = Diagnostic::error(Code::SharedTile, format!("`{first}` and `{name}` are on the same tile"));
            Some(fault.found(format!("{tile:?} for both")).expected("a different tile for each area"))
        });
        beyond.chain(shared).map(|fault| fault.at(file.clone())).collect()
    }
}

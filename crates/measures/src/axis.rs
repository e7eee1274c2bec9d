//! The rows or the columns of a table: a dimension, and age bands where it is an age.

use std::collections::BTreeSet;

use super::bands::{Band, Bands, band_categories, banded};
use super::categories::{Category, categories, header};
use super::setting::Setting;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Missing};
use sna_core::yaml::Spanned;
use sna_data::SourceFrame;
use sna_data::query::{Counts, Dimension, Key};

/// A dimension and its bands.
pub(super) struct Axis {
    pub dimension: Dimension,
    bands: Option<Vec<Band>>,
}

impl Axis {
    /// The axis that an author names.
    ///
    /// # Errors
    /// A name that means nothing, bands that cannot be read, or bands of what is no age.
    pub(super) fn read(
        setting: &Setting<'_>,
        source: &SourceFrame,
        name: &Spanned<String>,
        bands: Option<&Bands>,
    ) -> Result<Self, Diagnostics> {
        let dimension = setting.dimension(source, name)?;
        let bands = bands.map(|bands| bands.read(setting.origin, setting.origin.place(name))).transpose()?;
        match (&dimension, &bands) {
            (Dimension::Age(_), _) | (_, None) => Ok(Self { dimension, bands }),
            (_, Some(_)) => Err(Diagnostic::error(Code::BandsWithoutAge, "only ages have bands")
                .at(setting.origin.place(name))
                .found(format!("`{}`", name.value))
                .expected("a dimension of ages, such as `age`")
                .into()),
        }
    }

    /// An axis without bands.
    pub(super) fn plain(dimension: Dimension) -> Self {
        Self { dimension, bands: None }
    }

    /// Counts with the ages at a position put together by bands.
    pub(super) fn fold(&self, counts: &Counts, position: usize) -> Counts {
        self.bands.as_ref().map_or_else(|| counts.clone(), |bands| banded(counts, position, bands))
    }

    /// Its rows or columns: in full where the dimension has a list, else those that occur.
    pub(super) fn categories(&self, setting: &Setting<'_>, occurring: &BTreeSet<Key>) -> Vec<Category> {
        match &self.bands {
            Some(bands) => band_categories(bands, occurring),
            None => categories(&self.dimension, setting, occurring),
        }
    }

    /// A figure of one of its categories; not available where that is a time without records.
    pub(super) fn figure(&self, setting: &Setting<'_>, category: &Category, cell: Cell) -> Cell {
        if setting.covers(&self.dimension, &category.key) { cell } else { Cell::Missing(Missing::NotAvailable) }
    }

    /// The header over its labels.
    pub(super) fn header(&self) -> &'static str {
        header(&self.dimension)
    }
}

//! The rows or the columns of a table: a dimension, and age bands where it is an age.

use std::collections::BTreeSet;

use super::answered::Months;
use super::bands::{Band, Bands, band_categories, band_keys, band_of};
use super::categories::{Category, categories, header};
use super::setting::At;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Figure, Missing};
use sna_core::yaml::Spanned;
use sna_data::SourceFrame;
use sna_data::query::{Counts, Dimension, Key, Keys};

/// A dimension and its bands.
pub(super) struct Axis {
    pub dimension: Dimension,
    bands: Option<Vec<Band>>,
}

impl Axis {
    /// The axis that an author names.
    ///
    /// # Errors
    /// The name is unknown, the bands cannot be read, or the dimension of the bands is not an age.
    pub(super) fn read(
        setting: &At<'_>,
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

    /// The keys that one of its categories puts together.
    pub(super) fn of(&self, category: &Category) -> Keys {
        match &self.bands {
            Some(bands) => band_keys(bands, &self.dimension, &category.key),
            None => category.of(&self.dimension),
        }
    }

    /// The keys of its categories that occur in an answer.
    pub(super) fn occurring(&self, counts: &Counts) -> BTreeSet<Key> {
        self.placed(counts.keys(&self.dimension))
    }

    /// Keys of the records as keys of categories.
    pub(super) fn placed(&self, keys: BTreeSet<Key>) -> BTreeSet<Key> {
        match &self.bands {
            Some(bands) => keys.iter().map(|key| band_of(bands, key)).collect(),
            None => keys,
        }
    }

    /// Its rows or columns for one answer.
    pub(super) fn listed(&self, at: &At<'_>, counts: &Counts) -> Vec<Category> {
        self.categories(at, &self.occurring(counts))
    }

    /// Its rows or columns: in full if the dimension has a list, otherwise those that occur.
    pub(super) fn categories(&self, setting: &At<'_>, occurring: &BTreeSet<Key>) -> Vec<Category> {
        match &self.bands {
            Some(bands) => band_categories(bands, occurring),
            None => categories(&self.dimension, setting, occurring),
        }
    }

    /// A figure of one of its categories; not available where that is a time without records.
    pub(super) fn figure(&self, months: &Months, category: &Category, cell: Figure) -> Figure {
        if months.cover(&self.dimension, &category.key) { cell } else { Figure::Missing(Missing::NotAvailable) }
    }

    /// The header over its labels.
    pub(super) fn header(&self) -> &'static str {
        header(&self.dimension)
    }
}

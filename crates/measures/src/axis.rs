//! The rows or the columns of a table: a dimension, and what puts its keys together: age bands, or twelve months at a time.

use std::collections::BTreeSet;

use super::answered::Answered;
use super::bands::{Band, Bands, band_categories, band_keys, band_of};
use super::categories::{Category, categories, header};
use super::rolling::{RollingYear, rolling_years};
use super::setting::{At, ROLLING_YEAR};
use super::times::{is_time, period_of};
use sna_core::calendar::{Extent, Period};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Figure, Missing};
use sna_core::yaml::Spanned;
use sna_data::SourceFrame;
use sna_data::query::{Counts, Dimension, Key, Keys};

/// A dimension and its bands.
pub(super) struct Axis {
    pub dimension: Dimension,
    grouping: Grouping,
}

/// What puts the keys of a dimension together.
enum Grouping {
    /// Nothing: each key is by itself.
    None,
    /// Bands of ages.
    Bands(Vec<Band>),
    /// Twelve months at a time.
    RollingYears(Vec<RollingYear>),
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
        match (&dimension, bands) {
            (_, None) if name.value == ROLLING_YEAR => Self::rolling(setting, name),
            (_, None) => Ok(Self::plain(dimension)),
            (Dimension::Age(_), Some(bands)) => Ok(Self { dimension, grouping: Grouping::Bands(bands) }),
            (_, Some(_)) => Err(Diagnostic::error(Code::BandsWithoutAge, "only ages have bands")
                .at(setting.origin.place(name))
                .found(format!("`{}`", name.value))
                .expected("a dimension of ages, such as `age`")
                .into()),
        }
    }

    /// An axis without bands.
    pub(super) fn plain(dimension: Dimension) -> Self {
        Self { dimension, grouping: Grouping::None }
    }

    /// Twelve months at a time, the last of which end with the period.
    fn rolling(setting: &At<'_>, name: &Spanned<String>) -> Result<Self, Diagnostics> {
        let years = rolling_years(setting.scope.period);
        if years.is_empty() {
            let fault = Diagnostic::error(Code::ShortPeriod, "the period is shorter than twelve months");
            return Err(fault.at(setting.origin.place(name)).expected("a period of at least twelve months").into());
        }
        Ok(Self { dimension: Dimension::Month, grouping: Grouping::RollingYears(years) })
    }

    /// The keys that one of its categories puts together.
    pub(super) fn of(&self, category: &Category) -> Keys {
        match &self.grouping {
            Grouping::Bands(bands) => band_keys(bands, &self.dimension, &category.key),
            Grouping::RollingYears(years) => {
                let year = years.iter().find(|year| year.key() == category.key);
                Keys::any_of(&self.dimension, year.into_iter().flat_map(|year| year.month_keys()))
            }
            Grouping::None => category.of(&self.dimension),
        }
    }

    /// The keys of its categories that occur in an answer.
    pub(super) fn occurring(&self, counts: &Counts) -> BTreeSet<Key> {
        self.placed(counts.keys(&self.dimension))
    }

    /// Keys of the records as keys of categories.
    pub(super) fn placed(&self, keys: BTreeSet<Key>) -> BTreeSet<Key> {
        match &self.grouping {
            Grouping::Bands(bands) => keys.iter().map(|key| band_of(bands, key)).collect(),
            Grouping::None | Grouping::RollingYears(_) => keys,
        }
    }

    /// Its rows or columns for one answer.
    pub(super) fn listed(&self, at: &At<'_>, counts: &Counts) -> Vec<Category> {
        self.categories(at, &self.occurring(counts))
    }

    /// Its rows or columns: in full if the dimension has a list, otherwise those that occur.
    pub(super) fn categories(&self, setting: &At<'_>, occurring: &BTreeSet<Key>) -> Vec<Category> {
        match &self.grouping {
            Grouping::Bands(bands) => band_categories(bands, occurring),
            Grouping::RollingYears(years) => years.iter().map(|year| year.category()).collect(),
            Grouping::None => categories(&self.dimension, setting, occurring),
        }
    }

    /// A figure of one of its categories; not available where that is a time that the records do not cover.
    pub(super) fn figure(&self, at: &At<'_>, answered: &Answered<'_>, category: &Category, cell: Figure) -> Figure {
        let days = answered.covered.days.within(at.scope.period);
        let is_covered = self.period(category).is_none_or(|time| days.extent(time) != Extent::Nothing);
        if is_covered { cell } else { Figure::Missing(Missing::NotAvailable) }
    }

    /// The time that a category is; `None` where the dimension is no time.
    pub(super) fn period(&self, category: &Category) -> Option<Period> {
        match &self.grouping {
            Grouping::RollingYears(years) => {
                years.iter().find(|year| year.key() == category.key).map(|year| year.period)
            }
            Grouping::None | Grouping::Bands(_) => period_of(&self.dimension, &category.key),
        }
    }

    /// The dimension, where each of its keys is a category by itself.
    pub(super) fn plain_dimension(&self) -> Option<&Dimension> {
        matches!(self.grouping, Grouping::None).then_some(&self.dimension)
    }

    /// Whether its categories are times that follow each other.
    pub(super) fn is_time(&self) -> bool {
        is_time(&self.dimension)
    }

    /// The header over its labels.
    pub(super) fn header(&self) -> &'static str {
        header(&self.dimension)
    }
}

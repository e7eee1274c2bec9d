//! Words that an author gives to areas: columns of their own.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::super::At;
use super::ranking::Placed;
use super::{FIGURES, NOT_APPLICABLE};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::Figure;
use sna_core::yaml::Spanned;

/// Columns of words: for each column, for each word, the areas that have it.
type Given = IndexMap<Spanned<String>, IndexMap<String, Vec<Spanned<String>>>>;

/// The words of each area, column by column.
pub(super) struct Labels(Vec<BTreeMap<String, String>>);

impl Labels {
    /// Columns that have the name of another, and areas that have two words in one column.
    pub(super) fn check(given: &Given, at: &At<'_>) -> Diagnostics {
        let mut found = Diagnostics::default();
        for (title, words) in given {
            if FIGURES.contains(&title.value.as_str()) {
                found.push(
                    Diagnostic::error(Code::ColumnTaken, format!("`{}` is already a column of figures", title.value))
                        .at(at.origin.place(title))
                        .expected("a different name for the column of words"),
                );
            }
            let mut named = BTreeSet::new();
            for area in words.values().flatten().filter(|area| !named.insert(area.value.as_str())) {
                found.push(
                    Diagnostic::error(Code::AreaLabelledTwice, format!("`{}` has two words", area.value))
                        .at(at.origin.place(area))
                        .expected(format!("one word for each area under `{}`", title.value)),
                );
            }
        }
        found
    }

    /// The words of the areas that are ranked.
    ///
    /// # Errors
    /// A label names an area that is not ranked.
    pub(super) fn read(given: &Given, at: &At<'_>, placed: &[Placed]) -> Result<Self, Diagnostics> {
        let known: Vec<&str> = placed.iter().map(|placed| placed.area.category.label.as_str()).collect();
        let all = given.values().flat_map(IndexMap::values).flatten();
        let found: Diagnostics = all
            .filter(|area| !known.contains(&area.value.as_str()))
            .map(|area| {
                Diagnostic::unknown(Code::UnknownArea, "area", &area.value, known.iter().copied())
                    .at(at.origin.place(area))
            })
            .collect();
        let column = |words: &IndexMap<String, Vec<Spanned<String>>>| {
            words.iter().flat_map(|(word, areas)| areas.iter().map(|area| (area.value.clone(), word.clone()))).collect()
        };
        found.into_result(Self(given.values().map(column).collect())).map(|(labels, _)| labels)
    }

    /// The words of an area, or the cells of a row that is not an area.
    pub(super) fn cells(&self, area: Option<&str>) -> Vec<Figure> {
        let word = |column: &BTreeMap<String, String>| {
            let word = area.and_then(|area| column.get(area));
            word.map_or(NOT_APPLICABLE, |word| Figure::Text(word.clone()))
        };
        self.0.iter().map(word).collect()
    }
}

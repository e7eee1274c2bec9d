//! Which column of a file has the figures, which are dimensions and what these are called.

use super::faults::Repeats;
use super::grid::Grid;
use super::manifest::AggregateSpec;
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};
use sna_core::yaml::{Origin, Spanned};

/// The column with figures, where the manifest does not say.
const VALUE: &str = "value";

/// Positions of the columns of a file, by their use.
pub(super) struct Columns {
    /// The figures.
    pub(super) value: usize,
    /// The dimensions by name.
    pub(super) dimensions: Vec<(String, usize)>,
}

/// The names of columns in the file and in the manifest, and where the manifest is.
pub(super) struct Naming<'a> {
    pub(super) spec: &'a AggregateSpec,
    pub(super) origin: &'a Origin,
    pub(super) grid: &'a Grid,
}

/// A use of a column: its position, the key that names it, and where.
struct Use<'a> {
    at: usize,
    key: &'a str,
    place: Option<Place>,
}

impl Naming<'_> {
    /// Finds out what each column is for.
    ///
    /// # Errors
    /// Every name that no column has, and every column with two uses, no name or an unusable name.
    pub(super) fn columns(&self) -> Result<Columns, Diagnostics> {
        let mut found = Diagnostics::default();
        let value = found.keep(self.value());
        let mut uses: Vec<Use<'_>> = value.map(|at| Use { at, key: "value", place: None }).into_iter().collect();
        let mut renamed = Vec::new();
        for (ours, theirs) in &self.spec.columns {
            found.extend(self.bad_name(ours));
            let at = found.keep(self.position(theirs));
            renamed.extend(at.map(|at| (at, ours.value.clone())));
            uses.extend(at.map(|at| self.used(at, "columns", theirs)));
        }
        for name in &self.spec.ignore {
            uses.extend(found.keep(self.position(name)).map(|at| self.used(at, "ignore", name)));
        }
        found.extend(self.two_uses(&uses));
        found.extend(self.nameless());
        let (dimensions, nameless) = self.dimensions(&uses, &renamed);
        found.extend(self.bad_columns(&nameless));
        found.extend(self.dimensions_twice(&dimensions));
        if dimensions.is_empty() && !found.has_errors() {
            let fault = Diagnostic::error(Code::NoDimension, "the file has only one column, the figures");
            found.push(fault.at(self.header()).expected("at least one more column, to say what each figure describes"));
        }
        found.into_result(Columns { value: value.unwrap_or_default(), dimensions }).map(|(columns, _)| columns)
    }

    /// The dimensions, in the order of the file, and the columns whose names cannot name a dimension.
    fn dimensions(&self, uses: &[Use<'_>], renamed: &[(usize, String)]) -> (Vec<(String, usize)>, Vec<&str>) {
        let (mut dimensions, mut nameless) = (Vec::new(), Vec::new());
        for (at, column) in self.grid.columns.iter().enumerate().filter(|(_, column)| !column.is_empty()) {
            let ours = renamed.iter().find(|(renamed, _)| *renamed == at).map(|(_, ours)| ours.clone());
            if ours.is_none() && uses.iter().any(|used| used.at == at) {
                continue;
            }
            match ours.or_else(|| snake_case(column)) {
                Some(name) => dimensions.push((name, at)),
                None => nameless.push(column.as_str()),
            }
        }
        (dimensions, nameless)
    }

    fn header(&self) -> Place {
        Place::line(&self.grid.path, self.grid.header)
    }

    fn known(&self) -> Vec<&str> {
        self.grid.columns.iter().map(String::as_str).filter(|column| !column.is_empty()).collect()
    }

    fn value(&self) -> Result<usize, Diagnostic> {
        if let Some(named) = &self.spec.value {
            return self.position(named);
        }
        self.grid.columns.iter().position(|column| column == VALUE).ok_or_else(|| {
            Diagnostic::error(Code::UnknownColumn, format!("`{}` has no column `{VALUE}`", self.grid.path.display()))
                .at(self.origin.place(&self.spec.file))
                .found(format!("`{}`", self.known().join("`, `")))
                .expected("a key `value:` that names the column with the figures")
                .hint(match self.known().as_slice() {
                    [only] if only.contains([';', '\t']) => "cells are separated by commas",
                    _ => "`header:` gives the line that holds the column names",
                })
        })
    }

    fn position(&self, name: &Spanned<String>) -> Result<usize, Diagnostic> {
        self.grid.columns.iter().position(|column| *column == name.value.trim() && !column.is_empty()).ok_or_else(
            || {
                Diagnostic::unknown(Code::UnknownColumn, "column", &name.value, self.known())
                    .at(self.origin.place(name))
                    .hint(format!("these are the columns of `{}`", self.grid.path.display()))
            },
        )
    }

    fn bad_name(&self, name: &Spanned<String>) -> Option<Diagnostic> {
        let wrong = snake_case(&name.value).as_deref() != Some(name.value.as_str());
        wrong.then(|| {
            Diagnostic::error(Code::BadDimensionName, format!("`{}` cannot name a dimension", name.value))
                .at(self.origin.place(name))
                .expected("small letters, digits and `_`, a letter first, such as `financial_year`")
        })
    }

    fn used<'p>(&self, at: usize, key: &'p str, name: &Spanned<String>) -> Use<'p> {
        Use { at, key, place: Some(self.origin.place(name)) }
    }

    /// Reports columns whose names cannot name a dimension.
    fn bad_columns(&self, columns: &[&str]) -> Option<Diagnostic> {
        let [first, rest @ ..] = columns else { return None };
        let message = match rest.len() {
            0 => format!("column `{first}` cannot name a dimension"),
            more => format!("{} columns cannot name a dimension", more + 1),
        };
        let fault = Diagnostic::error(Code::BadDimensionName, message)
            .at(self.header())
            .found(format!("`{}`", columns.join("`, `")));
        Some(
            fault
                .expected("names that begin with a letter")
                .hint("put one figure on each line: move years or places that are side by side into one column")
                .hint("`columns:` renames a column and `ignore:` leaves it out"),
        )
    }

    fn two_uses(&self, uses: &[Use<'_>]) -> Diagnostics {
        let again = uses.iter().enumerate().filter_map(|(position, again)| {
            Some((uses[..position].iter().find(|before| before.at == again.at)?, again))
        });
        let told = again.map(|(before, again)| {
            let name = &self.grid.columns[again.at];
            let keys = match before.key == again.key {
                true => format!("`{}:` twice", again.key),
                false => format!("`{}:` and `{}:`", before.key, again.key),
            };
            Diagnostic::error(Code::ColumnUsedTwice, format!("column `{name}` is used twice"))
                .at(again.place.clone().unwrap_or_else(|| self.header()))
                .found(keys)
                .expected("one use of each column")
        });
        told.collect()
    }

    fn dimensions_twice(&self, dimensions: &[(String, usize)]) -> Diagnostics {
        let again = dimensions.iter().enumerate().filter_map(|(at, (name, column))| {
            let (_, before) = dimensions[..at].iter().find(|(other, _)| other == name)?;
            Some((name, &self.grid.columns[*before], &self.grid.columns[*column]))
        });
        let told = again.map(|(name, before, column)| {
            Diagnostic::error(Code::DimensionTwice, format!("two columns make the dimension `{name}`"))
                .at(self.header())
                .found(format!("`{before}` and `{column}`"))
                .expected("a different name for one of them under `columns:`, or one of them under `ignore:`")
        });
        told.collect()
    }

    /// Columns with entries and no name.
    fn nameless(&self) -> Option<Diagnostic> {
        let mut nameless = Repeats::default();
        for at in (0..self.grid.columns.len()).filter(|at| self.grid.columns[*at].is_empty()) {
            if let Some((line, _)) = self.grid.lines.iter().find(|(_, cells)| !cells[at].is_empty()) {
                nameless.push(self.grid.header, format!("column {} with an entry in line {line}", at + 1));
            }
        }
        let says = |count| {
            if count == 1 { "1 column has no name".to_owned() } else { format!("{count} columns have no name") }
        };
        let told = nameless.told(Code::NamelessColumn, &self.grid.path, says)?;
        Some(told.expected("a name for each column").hint("`header:` gives the line that holds the column names"))
    }
}

/// A name in lower case, with `_` for any character that is not a letter or a digit; `None` if it would not begin with
/// a letter.
fn snake_case(name: &str) -> Option<String> {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { ' ' };
    let words: String = name.chars().map(plain).collect();
    let name = words.split_whitespace().collect::<Vec<_>>().join("_");
    name.starts_with(|first: char| first.is_ascii_alphabetic()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_snake_case() {
        let named = |name| snake_case(name).unwrap_or_default();
        assert_eq!(named("Financial year"), "financial_year");
        assert_eq!(named("LA name (2021)"), "la_name_2021");
        assert_eq!(named("sex"), "sex");
        assert_eq!([named("2021/22"), named("%"), named("")], ["", "", ""]);
    }
}

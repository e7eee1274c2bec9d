//! From a file's lines to an aggregate: values recoded, figures read, and every line that cannot be right.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::path::PathBuf;

use indexmap::IndexMap;

use super::columns::{Columns, Naming};
use super::faults::{Repeats, lines};
use super::figure::{expected, figure};
use super::grid::Grid;
use super::manifest::AggregateSpec;
use super::{Absent, Aggregate, AggregateLine, Figures};
use crate::files::FileFormat;
use crate::sheet_choice::SheetChoice;
use crate::sheets::without_value;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::{Origin, Spanned};

/// An aggregate that is being read.
pub(super) struct Reading<'a> {
    name: &'a str,
    spec: &'a AggregateSpec,
    origin: &'a Origin,
    grid: Grid,
    columns: Columns,
}

impl<'a> Reading<'a> {
    /// Reads the file and finds its columns.
    ///
    /// # Errors
    /// The file cannot be read, or a column cannot be found.
    pub(super) fn of(
        name: &'a str,
        spec: &'a AggregateSpec,
        origin: &'a Origin,
        (path, format, choice): (PathBuf, FileFormat, SheetChoice),
    ) -> Result<Self, Diagnostics> {
        let grid = Grid::read(path, format, &choice)?;
        let columns = Naming { spec, origin, grid: &grid }.columns()?;
        Ok(Self { name, spec, origin, grid, columns })
    }

    /// The aggregate, with warnings.
    ///
    /// # Errors
    /// Every fault in its lines, and every recode that changes nothing.
    pub(super) fn aggregate(mut self) -> Result<(Aggregate, Diagnostics), Diagnostics> {
        let mut found = std::mem::take(&mut self.grid.warnings);
        found.extend(self.recodes());
        found.extend(without_value(&self.grid.unusable, &self.grid.path, |cell| {
            cell.column == self.columns.value || self.columns.dimensions.iter().any(|(_, at)| *at == cell.column)
        }));
        found.extend(self.blank_dimensions());
        let (figures, decimals) = found.keep(self.figures()).unwrap_or_default();
        let keys: Vec<Vec<String>> = self.grid.lines.iter().map(|(_, cells)| self.keys(cells)).collect();
        found.extend(self.figures_twice(&keys));
        found.extend(self.unknown_stocks(&keys));
        found.extend(self.unknown_totals(&keys));
        let aggregate = Aggregate {
            name: self.name.to_owned(),
            title: self.spec.title.trim().to_owned(),
            publisher: self.spec.publisher.as_deref().map(|text| text.trim().to_owned()),
            period: self.spec.period.as_deref().map(|text| text.trim().to_owned()),
            unit: self.spec.unit.trim().to_owned(),
            figures: self.spec.is,
            stocks: self.spec.stocks.iter().map(|stock| stock.value.trim().to_owned()).collect(),
            totals: self.totals(),
            notes: self.spec.notes.iter().map(|note| note.trim().to_owned()).collect(),
            dimensions: self.columns.dimensions.iter().map(|(name, _)| name.clone()).collect(),
            lines: keys.into_iter().zip(figures).map(|(keys, figure)| AggregateLine { keys, figure }).collect(),
            decimals,
            path: self.grid.path,
        };
        found.into_result(aggregate)
    }

    /// Stocks that no line has: their figures would be tested as events.
    fn unknown_stocks(&self, keys: &[Vec<String>]) -> Diagnostics {
        let known: BTreeSet<&str> = keys.iter().flatten().map(String::as_str).collect();
        let unknown = self.spec.stocks.iter().filter(|stock| !known.contains(stock.value.trim()));
        let fault = |stock: &Spanned<String>| {
            Diagnostic::unknown(Code::UnknownCategory, "category", &stock.value, known.iter().copied())
                .at(self.origin.place(stock))
        };
        unknown.map(fault).collect()
    }

    fn totals(&self) -> IndexMap<String, Vec<String>> {
        let values = |totals: &[Spanned<String>]| totals.iter().map(|total| total.value.trim().to_owned()).collect();
        self.spec.totals.iter().map(|(dimension, totals)| (dimension.value.clone(), values(totals))).collect()
    }

    /// Totals of a dimension or a value that the file does not have: they are misspelt.
    fn unknown_totals(&self, keys: &[Vec<String>]) -> Diagnostics {
        let names: Vec<&str> = self.columns.dimensions.iter().map(|(name, _)| name.as_str()).collect();
        let mut found = Diagnostics::default();
        for (dimension, totals) in &self.spec.totals {
            let Some(at) = names.iter().position(|name| *name == dimension.value) else {
                let known = names.iter().copied();
                let fault = Diagnostic::unknown(Code::UnknownDimension, "dimension", &dimension.value, known);
                found.push(fault.at(self.origin.place(dimension)));
                continue;
            };
            let known: BTreeSet<&str> = keys.iter().filter_map(|keys| keys.get(at)).map(String::as_str).collect();
            for total in totals.iter().filter(|total| !known.contains(total.value.trim())) {
                let known = known.iter().copied();
                let fault = Diagnostic::unknown(Code::UnknownCategory, "category", &total.value, known);
                found.push(fault.at(self.origin.place(total)));
            }
        }
        found
    }

    /// A line's values, recoded.
    fn keys(&self, cells: &[String]) -> Vec<String> {
        let dimensions = self.columns.dimensions.iter();
        let key = |(name, at): &(String, usize)| {
            let cell = &cells[*at];
            let recodes = self.spec.recode.iter().find(|(dimension, _)| dimension.value == *name);
            let recoded = recodes.and_then(|(_, recodes)| recodes.iter().find(|(from, _)| from.value.trim() == cell));
            recoded.map_or_else(|| cell.clone(), |(_, to)| to.trim().to_owned())
        };
        dimensions.map(key).collect()
    }

    /// Every figure and the most decimals of any.
    fn figures(&self) -> Result<(Vec<Result<f64, Absent>>, u8), Diagnostic> {
        let (mut figures, mut wrong, mut decimals) = (Vec::new(), Repeats::default(), 0);
        for (line, cells) in &self.grid.lines {
            let cell = &cells[self.columns.value];
            match figure(cell, self.spec.is) {
                Some((figure, written)) => {
                    decimals = decimals.max(written);
                    figures.push(figure);
                }
                None => wrong.push(*line, format!("`{cell}` in line {line}")),
            }
        }
        let told = wrong.told(Code::BadFigure, &self.grid.path, |count| self.bad_figures(count));
        match told {
            Some(fault) => Err(self.hint_on_kind(fault.expected(expected(self.spec.is)))),
            None => Ok((figures, decimals.min(self.grid.most_decimals))),
        }
    }

    fn bad_figures(&self, count: usize) -> String {
        let column = &self.grid.columns[self.columns.value];
        let kind = match self.spec.is {
            Figures::Count | Figures::Stock => "count",
            Figures::Rate => "rate",
            Figures::Percent => "percentage",
        };
        if count == 1 {
            format!("1 cell of column `{column}` is not a {kind}")
        } else {
            format!("{count} cells of column `{column}` are not {kind}s")
        }
    }

    /// What `is:` should say, if every cell can be read as another kind.
    fn hint_on_kind(&self, fault: Diagnostic) -> Diagnostic {
        // A number below 0 is a mistake in a count, not a sign of a rate.
        let is_taken = |cell: &str, kind| {
            let number = figure(cell, kind).map(|(figure, _)| figure.unwrap_or_default());
            number.is_some_and(|number| number >= 0.0)
        };
        let takes = |kind| self.grid.lines.iter().all(|(_, cells)| is_taken(&cells[self.columns.value], kind));
        let other = [("rate", Figures::Rate), ("percent", Figures::Percent)].into_iter().find(|(_, kind)| takes(*kind));
        match other {
            Some((word, _)) => fault.hint(format!("every cell of the column can be read with `is: {word}`")),
            None => fault,
        }
    }

    fn blank_dimensions(&self) -> Diagnostics {
        let blank = |(name, at): &(String, usize)| {
            let mut blank = Repeats::default();
            let lines_without = self.grid.lines.iter().filter(|(_, cells)| cells[*at].is_empty());
            lines_without.filter(|(line, _)| !self.is_unusable(*line, *at)).for_each(|(line, _)| {
                blank.push(*line, format!("a blank in line {line}"));
            });
            let told = blank.told(Code::BlankDimension, &self.grid.path, |count| {
                lines(count, &format!("has no `{name}`"), &format!("have no `{name}`"))
            })?;
            let hint = "repeat a value that covers several lines, as in merged cells, on each of them, and remove notes under the table from the file";
            Some(told.expected(format!("a value in column `{}` of every line", self.grid.columns[*at])).hint(hint))
        };
        self.columns.dimensions.iter().filter_map(blank).collect()
    }

    fn is_unusable(&self, line: usize, column: usize) -> bool {
        self.grid.unusable.binary_search_by_key(&(line, column), |cell| (cell.line, cell.column)).is_ok()
    }

    fn figures_twice(&self, keys: &[Vec<String>]) -> Option<Diagnostic> {
        let (mut first, mut twice) = (HashMap::new(), Repeats::default());
        for ((line, _), keys) in self.grid.lines.iter().zip(keys) {
            if keys.iter().any(String::is_empty) {
                continue;
            }
            match first.get(keys) {
                Some(before) => twice.push(*line, format!("lines {before} and {line} (`{}`)", keys.join("`, `"))),
                None => {
                    first.insert(keys, *line);
                }
            }
        }
        let told = twice.told(Code::FigureTwice, &self.grid.path, |count| {
            lines(count, "repeats a figure from an earlier line", "repeat figures from earlier lines")
        })?;
        let names: Vec<String> = self.columns.dimensions.iter().map(|(name, _)| format!("`{name}`")).collect();
        let told = told.expected(format!("one line for each combination of {}", names.join(", ")));
        Some(if self.spec.ignore.is_empty() {
            told
        } else {
            told.hint("a column under `ignore:` may be what distinguishes the lines")
        })
    }

    /// Recodes of a dimension or a value that the file does not have: they are misspelt.
    fn recodes(&self) -> Diagnostics {
        let names: Vec<&str> = self.columns.dimensions.iter().map(|(name, _)| name.as_str()).collect();
        let mut found = Diagnostics::default();
        for (dimension, recodes) in &self.spec.recode {
            match self.columns.dimensions.iter().find(|(name, _)| *name == dimension.value) {
                Some((_, at)) => found.extend(self.unused(*at, recodes)),
                None => found.push(
                    Diagnostic::unknown(Code::UnknownDimension, "dimension", &dimension.value, names.iter().copied())
                        .at(self.origin.place(dimension)),
                ),
            }
        }
        found
    }

    fn unused(&self, at: usize, recodes: &IndexMap<Spanned<String>, String>) -> Diagnostics {
        let mut values: Vec<&str> = self.grid.lines.iter().map(|(_, cells)| cells[at].as_str()).collect();
        values.sort_unstable();
        values.dedup();
        let unused = recodes.keys().filter(|from| values.binary_search(&from.value.trim()).is_err());
        let told = unused.map(|from| {
            Diagnostic::unknown(Code::UnknownCategory, "value", &from.value, values.iter().copied())
                .at(self.origin.place(from))
                .hint(format!("these are the values of column `{}`", self.grid.columns[at]))
        });
        told.collect()
    }
}

//! The cells that an expression read, and values other than text or a number.

use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr};

use sna_core::document::{Format, Fraction, Input, Missing};
use sna_core::stats::Direction;

/// A figure that was read or worked out, and the cells behind it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// The number; `None` for words, such as the name of the highest row.
    pub(crate) number: Option<f64>,
    /// How it is written by default.
    pub(crate) format: Format,
    /// The counts behind it, where it is a percentage of counts.
    pub(crate) fraction: Option<Fraction>,
    /// The cells it was worked out from.
    pub(crate) inputs: Vec<Input>,
}

impl Figure {
    /// Whether it is this very number.
    fn is(&self, number: f64) -> bool {
        self.number.is_some_and(|known| known.to_bits() == number.to_bits())
    }

    /// Whether it is a percentage from a table.
    fn is_percentage_read(&self) -> bool {
        self.fraction.is_some() || (self.format.is_percent() && !self.inputs.is_empty())
    }
}

/// All that was read for one expression.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reading {
    pub(crate) figures: Vec<Figure>,
    pub(crate) missing: Vec<Missing>,
    /// Whether the expression deals with missing figures itself.
    pub(crate) settled: bool,
    /// The result of the first comparison of two counts.
    pub(crate) direction: Option<Direction>,
    /// Numbers that the data give without a cell: ranks, numbers of rows, figures of the report's own.
    pub(crate) counts: Vec<f64>,
    /// Text whose figures are the data's, or of a source that it names.
    pub(crate) written: Vec<String>,
}

impl Reading {
    /// Adds what was read for another expression.
    pub(crate) fn add(&mut self, other: &Self) {
        self.figures.extend(other.figures.iter().cloned());
        self.missing.extend(&other.missing);
        self.settled |= other.settled;
        self.direction = self.direction.or(other.direction);
        self.counts.extend(&other.counts);
        self.written.extend(other.written.iter().cloned());
    }

    /// Whether a number is one that was read from the data.
    pub(crate) fn has(&self, number: f64) -> bool {
        self.figures.iter().any(|figure| figure.is(number) && !figure.inputs.is_empty())
            || number.is_nan()
            || self.counts.iter().any(|known| known.to_bits() == number.to_bits())
    }

    /// Whether anything of the data was read.
    pub(crate) fn is_of_data(&self) -> bool {
        !self.counts.is_empty() || self.figures.iter().any(|figure| !figure.inputs.is_empty())
    }

    /// How a number was written where it was read.
    pub(crate) fn format_of(&self, number: f64) -> Option<Format> {
        self.figures.iter().rev().find(|figure| figure.is(number)).map(|figure| figure.format)
    }

    /// Words in place of a percentage whose base is smaller than `from`: its counts, or the mark where they are not
    /// known. For a number worked out from others, the greatest count that was read is used as the base.
    pub(crate) fn instead_of_percentage(&self, number: f64, from: u64) -> Option<String> {
        let is_small = |fraction: &Fraction| fraction.base < from;
        let mut latest_first = self.figures.iter().rev();
        if let Some(figure) = latest_first.find(|figure| figure.is(number) && figure.is_percentage_read()) {
            return figure.fraction.filter(is_small).map(Fraction::in_counts);
        }
        let counts = self.figures.iter().filter(|figure| figure.format == Format::Count);
        let greatest = counts.filter_map(|figure| figure.number).reduce(f64::max);
        let few = greatest.is_some_and(|greatest| greatest < as_number(from));
        let any_small = self.figures.iter().filter_map(|figure| figure.fraction).any(|fraction| is_small(&fraction));
        (few || any_small).then(|| Missing::LowReliability.mark().to_owned())
    }

    /// The cells behind the expression, each once, in the order they were read.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        let mut all: Vec<Input> = Vec::new();
        for input in self.figures.iter().flat_map(|figure| &figure.inputs) {
            let same =
                |known: &Input| (&known.table, &known.row, &known.column) == (&input.table, &input.row, &input.column);
            if !all.iter().any(same) {
                all.push(input.clone());
            }
        }
        all
    }
}

/// A count as a number to print or divide.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(crate) fn as_number(count: u64) -> f64 {
    count as f64
}

/// `ref("id")`: a reference on its way into the text.
#[derive(Debug)]
pub(crate) struct Reference(pub(crate) String);

/// `plain("...")`: literal text on its way into the text.
#[derive(Debug)]
pub(crate) struct Plain(pub(crate) String);

impl Object for Reference {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }
}

impl Object for Plain {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }
}

//! What an expression read, and the values that are more than text or a number.

use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr};

use crate::document::{Format, Input, Missing};
use crate::stats::Direction;

/// A figure that was read or worked out, and the cells behind it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// The number; `None` for words, such as the name of the highest row.
    pub(crate) number: Option<f64>,
    /// How it is written unless the author says otherwise.
    pub(crate) format: Format,
    /// The cells it was worked out from.
    pub(crate) inputs: Vec<Input>,
}

/// All that was read for one expression.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reading {
    pub(crate) figures: Vec<Figure>,
    pub(crate) missing: Vec<Missing>,
    /// Whether the expression deals with missing figures itself.
    pub(crate) settled: bool,
    /// What the first comparison of two counts said.
    pub(crate) direction: Option<Direction>,
}

impl Reading {
    /// Adds what was read for another expression.
    pub(crate) fn add(&mut self, other: &Self) {
        self.figures.extend(other.figures.iter().cloned());
        self.missing.extend(&other.missing);
        self.settled |= other.settled;
        self.direction = self.direction.or(other.direction);
    }

    /// How a number was written where it was read.
    pub(crate) fn format_of(&self, number: f64) -> Option<Format> {
        let same = |figure: &&Figure| figure.number.is_some_and(|known| known.to_bits() == number.to_bits());
        self.figures.iter().rev().find(same).map(|figure| figure.format)
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

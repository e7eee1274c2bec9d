//! The conditions that authors write, such as `knife AND offence_group = 'Homicide'`: read, checked and kept as a tree of what
//! they can contain. The engine computes that tree and provenance prints it, so nothing else reaches either.
//!
//! Every word and sign is checked first (`bounds`, `words`), then the text is parsed by sqlparser, then each part of its tree is
//! taken over (`walk`) with the kind of value it has (`comparing`). What is not expected is refused.

mod blanks;
mod bounds;
mod comparing;
mod expr;
mod form;
mod reading;
mod slips;
mod told;
mod tree;
mod walk;
mod words;

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use polars::prelude::Expr;
use sna_core::columns;
use sna_core::diag::{Diagnostic, Place};

pub(crate) use blanks::Denial;
pub use told::InWords;
pub use tree::quoted;
use tree::{Function, Term};

/// A condition on one record: it is true of a record, false, or not known.
#[derive(Debug, Clone)]
pub struct Predicate(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    term: Term,
    sql: String,
    columns: BTreeSet<&'static str>,
    sought: Vec<Sought>,
    denials: Vec<Denial>,
}

/// A text that a condition compares with a column of names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sought {
    /// Name of the column.
    pub(crate) column: &'static str,
    /// The text.
    pub(crate) value: String,
    /// Whether the records that have it are kept, not left out.
    pub(crate) kept: bool,
    /// Where the author wrote the condition.
    pub(crate) place: Arc<Place>,
}

/// Conditions that print alike are the same.
impl PartialEq for Predicate {
    fn eq(&self, other: &Self) -> bool {
        self.0.sql == other.0.sql
    }
}

impl Eq for Predicate {}

impl Predicate {
    /// Reads a condition over any registered columns.
    ///
    /// # Errors
    /// The text is not a condition on one record; the caller adds the place.
    pub fn read(text: &str) -> Result<Self, Diagnostic> {
        let known: Vec<&str> = columns::COLUMNS.iter().map(|column| column.name).collect();
        Self::read_over(text, &known)
    }

    /// Reads a condition over some columns.
    ///
    /// # Errors
    /// The text is not a condition on one record, or names another column; the caller adds the place.
    pub fn read_over(text: &str, known: &[&str]) -> Result<Self, Diagnostic> {
        let read = reading::parse(text).map(Self::of).map_err(|slip| slip.told(known))?;
        match read.columns().iter().find(|name| !known.contains(name)) {
            Some(name) => Err(slips::Slip::Column { name: (*name).to_owned(), hint: None }.told(known)),
            None => Ok(read),
        }
    }

    fn of(term: Term) -> Self {
        Self::seeking(term, Vec::new(), Vec::new())
    }

    fn seeking(term: Term, sought: Vec<Sought>, denials: Vec<Denial>) -> Self {
        Self(Arc::new(Inner { sql: term.sql(), columns: term.columns(), term, sought, denials }))
    }

    /// The condition with the place where its author wrote it: what it looks for and no record has is reported there.
    #[must_use]
    pub fn at(&self, place: &Place) -> Self {
        let place = Arc::new(place.clone());
        let sought = self.0.term.names_sought().into_iter();
        let sought = sought.map(|(column, value, kept)| Sought {
            place: Arc::clone(&place),
            column,
            value: value.to_owned(),
            kept,
        });
        let denial = Denial::of(&self.0.term, &place);
        Self::seeking(self.0.term.clone(), sought.collect(), denial.into_iter().collect())
    }

    /// What it looks for in columns of names; nothing where its author is not of this project.
    pub(crate) fn sought(&self) -> &[Sought] {
        &self.0.sought
    }

    /// What it denies of columns; nothing where its author is not of this project.
    pub(crate) fn denials(&self) -> &[Denial] {
        &self.0.denials
    }

    /// The condition as SQL that databases read alike, on one line.
    pub fn sql(&self) -> &str {
        &self.0.sql
    }

    /// Names of the columns that it asks about.
    pub fn columns(&self) -> &BTreeSet<&'static str> {
        &self.0.columns
    }

    /// Whether it is true of every record.
    pub fn holds_always(&self) -> bool {
        self.0.term.bare() == &Term::Flag(true)
    }

    /// The condition as the engine computes it.
    pub(crate) fn expr(&self) -> Expr {
        self.0.term.expr()
    }

    /// A flag is true.
    pub fn flag(column: &'static columns::Column) -> Self {
        Self::of(Term::Column(column))
    }

    /// A column has one of some values.
    pub fn one_of<'a>(column: &'static columns::Column, values: impl IntoIterator<Item = &'a str>) -> Self {
        let list = values.into_iter().map(|value| Term::Text(value.to_owned())).collect();
        Self::of(Term::In { of: Box::new(Term::Column(column)), list, negated: false })
    }

    /// All of some conditions.
    #[must_use]
    pub fn all<'a>(conditions: impl IntoIterator<Item = &'a Self>) -> Self {
        let (mut terms, mut sought, mut denials) = (Vec::new(), Vec::new(), Vec::new());
        for condition in conditions {
            match &condition.0.term {
                Term::And(parts) => terms.extend(parts.iter().cloned()),
                term => terms.push(term.clone()),
            }
            sought.extend(condition.sought().iter().cloned());
            denials.extend(condition.denials().iter().cloned());
        }
        Self::seeking(Term::And(terms), sought, denials)
    }

    /// The condition in brackets.
    #[must_use]
    pub fn in_brackets(&self) -> Self {
        let term = Term::Brackets(Box::new(self.0.term.clone()));
        Self::seeking(term, self.0.sought.clone(), self.0.denials.clone())
    }

    /// The records that do not meet the condition, with those of which it is not known.
    #[must_use]
    pub fn not_met(&self) -> Self {
        let or_no = vec![Term::Brackets(Box::new(self.0.term.clone())), Term::Flag(false)];
        // It says what a blank means, so none leaves a record out.
        Self::seeking(Term::Not(Box::new(Term::Call(Function::Coalesce, or_no))), self.0.sought.clone(), Vec::new())
    }
}

//! Where a blank decides: columns that a condition denies something of, such as `NOT domestic` or `ward <> 'Abbey'`. By SQL's
//! rules a record with a blank there is left out, although authors often take a blank for no.

use std::collections::BTreeSet;
use std::sync::Arc;

use polars::prelude::Expr;
use sna_core::diag::Place;

use super::tree::{Comparison, Term};

/// A condition of an author that denies something of columns.
#[derive(Debug, Clone)]
pub(crate) struct Denial {
    /// The columns.
    pub(crate) columns: BTreeSet<&'static str>,
    /// Where the author wrote the condition.
    pub(crate) place: Arc<Place>,
    term: Arc<Term>,
}

impl Denial {
    /// What a condition denies; `None` if it denies nothing.
    pub(super) fn of(term: &Term, place: &Arc<Place>) -> Option<Self> {
        let columns = denied(term);
        let denial = || Self { columns, place: Arc::clone(place), term: Arc::new(term.clone()) };
        (!denied(term).is_empty()).then(denial)
    }

    /// Every column of the condition.
    pub(crate) fn asks_about(&self) -> BTreeSet<&'static str> {
        self.term.columns()
    }

    /// True where it is not known whether the condition holds, because this column is blank.
    pub(crate) fn left_open_by(&self, column: &str) -> Expr {
        self.term.expr().is_null().and(polars::prelude::col(column).is_null())
    }

    /// True where it is not known whether the condition holds, because one of the columns is blank.
    pub(crate) fn left_open(&self) -> Expr {
        let open = self.columns.iter().map(|column| self.left_open_by(column));
        open.reduce(Expr::or).unwrap_or_else(|| polars::prelude::lit(false))
    }
}

/// The columns of which a condition denies something.
fn denied(term: &Term) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    collect(term, false, &mut found);
    found
}

fn collect(term: &Term, turned: bool, found: &mut BTreeSet<&'static str>) {
    match term {
        Term::Brackets(inner) => collect(inner, turned, found),
        Term::Not(inner) => collect(inner, !turned, found),
        Term::And(terms) | Term::Or(terms) => terms.iter().for_each(|term| collect(term, turned, found)),
        Term::Column(column) if turned => found.extend([column.name]),
        Term::Compare(left, how, right) => {
            let no = [left, right].iter().any(|side| side.bare() == &Term::Flag(false));
            if ((*how == Comparison::Unequal) != no) != turned {
                [left, right].into_iter().for_each(|side| found.extend(value_of(side)));
            }
        }
        Term::In { of, negated, .. } | Term::Between { of, negated, .. } | Term::Like { of, negated, .. } => {
            if *negated != turned {
                found.extend(value_of(of));
            }
        }
        // `IS`, functions and `CASE` can say what a blank means.
        Term::Is { .. } | Term::Case { .. } | Term::Call(..) => {}
        Term::Column(_) | Term::Text(_) | Term::Whole(_) | Term::Decimal(_) => {}
        Term::Flag(_) | Term::Day(_) | Term::Nothing | Term::Sum { .. } => {}
    }
}

/// The column whose value this is, if it is one.
fn value_of(term: &Term) -> Option<&'static str> {
    match term.bare() {
        Term::Column(column) => Some(column.name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Predicate;
    use super::denied;

    #[test]
    fn what_is_denied() {
        for (condition, columns) in [
            ("NOT domestic", vec!["domestic"]),
            ("domestic = FALSE", vec!["domestic"]),
            ("domestic <> TRUE", vec!["domestic"]),
            ("NOT (knife AND domestic = FALSE)", vec!["knife"]),
            ("ward <> 'Abbey' AND knife", vec!["ward"]),
            ("ward NOT IN ('Abbey') OR street NOT LIKE 'High%'", vec!["street", "ward"]),
            ("NOT ward IN ('Abbey')", vec!["ward"]),
            ("NOT (age < 18)", vec!["age"]),
            ("age NOT BETWEEN 10 AND 17", vec!["age"]),
            ("domestic", vec![]),
            ("domestic = TRUE", vec![]),
            ("NOT ward <> 'Abbey'", vec![]),
            ("NOT COALESCE(domestic, FALSE)", vec![]),
            ("COALESCE(domestic, FALSE) = FALSE", vec![]),
            ("domestic IS NOT TRUE", vec![]),
            ("ward IN ('Abbey', 'Mill') AND age >= 18", vec![]),
        ] {
            let read = Predicate::read(condition).expect(condition);
            assert_eq!(denied(&read.0.term).into_iter().collect::<Vec<_>>(), columns, "{condition}");
        }
    }
}

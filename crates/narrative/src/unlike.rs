//! Figures that a text sets against each other although they are not alike, and the warning about them.

use super::functions::join;
use sna_core::diag::{Code, Diagnostic};

/// What a text compares that is not alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unlike {
    /// Two times.
    Times {
        /// Which, of what.
        what: String,
        /// Why they are not alike.
        why: String,
    },
    /// Areas of a table, some of which are covered for fewer days than others and left out.
    Areas {
        /// The table.
        table: String,
        /// Those left out.
        names: Vec<String>,
    },
}

/// The warning that a text compares figures that are not alike.
pub(crate) fn told(unlike: &Unlike) -> Diagnostic {
    let warning =
        |what: &str| Diagnostic::warning(Code::UnlikeSpans, format!("a text compares {what}, which are not alike"));
    match unlike {
        Unlike::Times { what, why } => warning(what)
            .found(why.clone())
            .expected("two times that are covered alike, without a break between them")
            .hint(
                "it says that they cannot be compared; `{% if comparable(series, from, to) %}` leaves a sentence out",
            ),
        Unlike::Areas { table, names } => warning(&format!("numbers of areas in table `{table}`"))
            .found(format!("the records of {} cover fewer days than those of the others", join(names)))
            .expected("rates, which allow for it")
            .hint("they are left out of the order; `{% if not table.uneven %}` leaves a sentence out"),
    }
}

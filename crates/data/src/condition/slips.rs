//! What is wrong with a condition, in the author's words.

use sna_core::diag::{Code, Diagnostic};

use super::bounds::MOST_TERMS;

/// A fault of a condition: what is there, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slip {
    /// Something that conditions cannot contain, or that is not right.
    Wrong { found: String, hint: Option<String> },
    /// A column that is not there.
    Column { name: String, hint: Option<String> },
    /// More than a condition can contain.
    TooLong { found: String, expected: String },
}

/// How much of a long text is shown.
const SHOWN: usize = 60;

/// A text for a message: its beginning, if it is long, and nothing that changes how a line is shown.
pub(super) fn brief(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match plain.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &plain[..end]),
        None => plain,
    }
}

impl Slip {
    pub(super) fn new(found: impl Into<String>) -> Self {
        Self::Wrong { found: found.into(), hint: None }
    }

    pub(super) fn too_many_terms() -> Self {
        Self::TooLong {
            found: format!("more than {MOST_TERMS} terms joined by AND and OR"),
            expected: format!("at most {MOST_TERMS} terms"),
        }
    }

    /// Adds what to do.
    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        match self {
            Self::Wrong { found, .. } => Self::Wrong { found, hint: Some(hint.into()) },
            Self::Column { name, .. } => Self::Column { name, hint: Some(hint.into()) },
            long @ Self::TooLong { .. } => long,
        }
    }

    /// The message; `known` are the columns that can be named.
    pub(super) fn told(self, known: &[&str]) -> Diagnostic {
        let (told, hint) = match self {
            Self::Wrong { found, hint } => {
                let told = Diagnostic::error(Code::BadCondition, "the condition cannot be used").found(found);
                (told.expected("a SQL condition on one record, such as `knife AND offence_group = 'Homicide'`"), hint)
            }
            Self::Column { name, hint } => {
                (Diagnostic::unknown(Code::UnknownColumn, "column", &name, known.iter().copied()), hint)
            }
            Self::TooLong { found, expected } => {
                let told = Diagnostic::error(Code::LongCondition, "the condition is too long").found(found);
                let hint = "list the values of one column: `ward IN ('Abbey', 'Arboretum')` is one term".to_owned();
                (told.expected(expected), Some(hint))
            }
        };
        hint.into_iter().fold(told, Diagnostic::hint)
    }
}

//! Questions about records, as data, and the engine that answers all the questions of a run together.

mod alike;
mod answers;
mod ask;
mod asked_conditions;
mod blanks;
mod cells;
mod counts;
mod cube;
mod districts;
mod engine;
mod export;
mod export_words;
mod fates;
mod person_engine;
mod person_events;
#[cfg(test)]
mod person_parts_tests;
mod person_tallies;
mod persons;
mod polars_engine;
mod presence;
mod question;
mod repeats;
mod scan_parts;
mod scans;
mod scope;
mod scope_spec;
mod sought;
mod sql_text;
mod supplied;
#[cfg(test)]
mod tests;
mod turned;
mod watch;

pub use sna_core::document::{Along, AnswerId, KeySet, Keys};

pub use crate::condition::quoted;
pub use answers::Answers;
pub use ask::{Ask, Persons};
pub use counts::{Counts, Line};
pub use engine::{Audit, AuditAnswer, Engine, Grouped, Key, Questions};
pub use export::{DerivedRecords, export};
pub use export_words::{about, views};
pub use persons::{PersonQuery, Side, Sum};
pub use polars_engine::PolarsEngine;
pub use question::{Dimension, Query, Question};
pub use scope::{Condition, Part, PartValue, Scope};
pub use scope_spec::{PeriodSpec, ScopeSpec};

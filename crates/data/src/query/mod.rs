//! Questions about records, as data, and the engine that answers all of a run's together.

mod cells;
mod cube;
mod divided;
mod engine;
mod export;
mod export_words;
mod fates;
mod person_engine;
mod persons;
mod polars_engine;
mod question;
mod scans;
mod scope;
mod scope_spec;
mod sql_text;
#[cfg(test)]
mod tests;

pub use engine::{Answers, Audit, AuditAnswer, Counts, Engine, Key, Questions};
pub use export::{DerivedRecords, export};
pub use export_words::{about, views};
pub use persons::{PersonQuery, Side, Sum};
pub use polars_engine::PolarsEngine;
pub use question::{Dimension, Query, Question};
pub use scope::{Condition, Part, PartValue, Scope};
pub use scope_spec::{PeriodSpec, ScopeSpec};
pub use sql_text::one_line;

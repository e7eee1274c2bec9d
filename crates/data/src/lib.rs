//! Records: the manifest, the files, the columns derived from them, and what is wrong with any row.
//!
//! Nothing is counted here. A [`Catalogue`] holds lazy frames over canonical columns (see [`sna_core::columns`]);
//! the query room answers questions about them in one scan.

mod aggregates;
mod canonical;
mod catalogue;
mod cell_text;
mod columns;
mod condition;
mod copies;
mod costs;
mod csv_frame;
mod csv_lines;
mod csv_walk;
mod evening;
mod files;
mod geography;
mod harm;
pub mod hexagons;
mod hidden;
mod indicators;
mod inputs;
mod joining;
mod layer;
mod manifest;
mod manifest_file;
mod names;
mod namesakes;
mod opening;
mod parquet;
mod patterns;
mod persons;
mod placing;
mod populations;
pub mod query;
mod reasons;
mod sheet_choice;
mod sheets;
mod source;
#[cfg(test)]
mod spoiled;
mod supply;
mod tags;
mod total_rows;
mod workbook;
#[cfg(test)]
mod workbook_tests;

pub use aggregates::{
    Absent, Aggregate, AggregateLine, AggregateSpec, CODES, Figures, KnownBy, PublishedTotal, sources,
};
pub(crate) use canonical::given;
pub use catalogue::{Catalogue, DefinitionInUse, NO_DEFINITION};
pub(crate) use condition::{Denial, Sought};
pub use condition::{InWords, Predicate};
pub use costs::{UnitCost, UnitCosts, Uplift};
pub use csv_lines::{CsvFault, CsvFaultKind, csv_records};
pub use files::RecordFile;
pub use harm::{HarmWeight, HarmWeights};
pub use indicators::Indicators;
pub use inputs::{Fingerprint, Input, Purpose};
pub use layer::{Layer, Outline};

pub use manifest::{Area, ColumnSpec, Manifest, Recoded};
pub use populations::PopulationSet;
pub use reasons::Reason;
pub(crate) use reasons::doubts_in;
pub use sna_core::calendar::{FinancialYear, Month, Period, Quarter, WEEKDAYS, Years};
pub use sna_core::columns::{DISTRICT, OFFENCES};
pub(crate) use source::{PERSON, key};
pub use source::{SourceFrame, Wanted};
pub use supply::{Break, Concerns, Covered, Days, Lapse, Supply};
pub(crate) use supply::{Stop, Turn, Unit, Way, family, stops, turns};

//! What every other room is built on: findings for the author, YAML with places, the calendar, the columns that records
//! can have, statistics, the document and what a comparison of two documents says. It reads no records, and the only
//! file format it knows is YAML.

pub mod calendar;
pub mod columns;
pub mod comparison;
pub mod diag;
pub mod document;
pub mod file_name;
pub mod guarded;
pub mod stats;
pub mod walls;
pub mod yaml;

/// Version of the program, which every document and every file it makes names.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

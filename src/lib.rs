//! From records and one YAML file to a Strategic Needs Assessment.
//!
//! ```text
//!  YAML ──read──► SpecFile ──resolve──► ReportPlan ─┐
//!                                                   ├─ ask ─► Answers ─► Tables ─ compose ─► Document ─ render ─► Artifacts
//!  files ──read, validate, derive──► Catalogue ─────┘
//! ```
//!
//! Each stage is one folder: it takes the type on its left and returns the type on its right with everything it
//! found wrong on the way. [`pipeline`] is the only file that knows them all.

pub mod cli;
pub mod pipeline;

//! A report: [`spec`] reads the YAML that describes it and resolves every name; [`compose`] makes the document of its
//! tables and prose.

pub mod compose;
pub mod spec;

//! A report: [`spec`] reads the YAML that describes it and resolves every name; [`compose`] makes the document of its
//! tables and prose. `plots` has the kinds of chart, with the options that a spec gives them.

pub mod compose;
mod plots;
pub mod spec;

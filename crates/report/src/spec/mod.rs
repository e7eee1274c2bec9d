//! The report's YAML: its shape, the shipped section kinds, and the plan it resolves to.

mod definitions;
mod framing;
mod kinds;
mod parts;
mod plan;
mod reference;
mod resolve;
mod scope;
mod shape;
#[cfg(test)]
mod spoiled;
#[cfg(test)]
mod tests;
mod text;
mod unprinted;
mod unused;

pub use definitions::dated_inside;
pub use framing::{CalloutKindSpec, CoverageSpec, FactSpec, Numbering, RestsOnSpec, Says};
pub use kinds::{KINDS, Kind};
pub use plan::*;
pub use reference::{kind_about, reference_pages};
pub use resolve::{read_spec, resolve};
pub use shape::{ChartSpec, SpecFile};
pub use text::text_at;
pub use unused::unused_sections;

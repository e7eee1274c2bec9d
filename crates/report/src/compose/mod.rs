//! From a plan and its answers to a document: tables first, then charts, prose and findings made from them.

mod ask;
mod chart;
mod claims;
mod classes;
mod describe;
mod describe_places;
mod findings;
mod framing;
mod hexagons;
mod lines;
mod making;
mod map;
mod names;
mod number;
mod partners;
mod parts;
mod pyramid;
mod recommendations;
mod reconciliation;
mod sections;
mod small_numbers;
mod standing;
mod subtitle;
mod words;

pub use ask::{Asked, ask, ask_part, tables};
pub use sections::compose;

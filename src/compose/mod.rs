//! From a plan and its answers to a document: tables first, then charts, prose and findings made from them.

mod ask;
mod chart;
mod describe;
mod lines;
mod number;
mod pyramid;
mod reconciliation;
mod sections;
mod words;

pub use ask::{Asked, ask, tables};
pub use sections::compose;

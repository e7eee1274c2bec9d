//! From a plan and its answers to a document: tables first, then charts, prose and findings made from them.

mod ask;
mod blocks;
mod composer;
mod draft;
mod finishing;
mod making;
mod numbers;
mod partners;
mod parts;
mod sections;
mod small_numbers;
mod words;

pub use ask::{Asked, ask, ask_part, tables};
pub use sections::compose;

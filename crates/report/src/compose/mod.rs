//! From a plan and its answers to a document: tables first, then charts, prose and findings made from them.

mod ask;
mod claims;
mod findings;
mod framing;
mod making;
mod number;
mod partners;
mod parts;
mod recommendations;
mod reconciliation;
mod sections;
mod small_numbers;
mod subtitle;
mod words;

pub use ask::{Asked, ask, tables};
pub use parts::{Addends, additive, leave_out};
pub use sections::compose;

//! Words that are made of the plan: those an author's expressions can use, and what a chart says of its measure.

mod author;
mod subtitle;

pub(super) use author::{area, counted, words};
pub(super) use subtitle::{area_of, subtitle};

//! Words that are made from the plan: those that an author's expressions can use, and what a chart says about its
//! measure.

mod author;
mod narrowed;
mod subtitle;

pub(super) use author::{area, words};
pub(super) use narrowed::narrowed;
pub(super) use subtitle::{area_of, subtitle};

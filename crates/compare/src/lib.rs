//! What a reviewer asks of finished documents: what changed between two ([`diff`]), and where a figure comes from
//! ([`explain`]).

pub mod diff;
pub mod explain;
#[cfg(test)]
mod fixture;

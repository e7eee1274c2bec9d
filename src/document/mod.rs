//! The waist: a finished report as plain data.
//!
//! Everything before this room makes a [`Document`]; everything after it (PDF, tables, attachments, comparison)
//! sees only a [`Document`]. It holds typed values, never laid-out text.

mod chart;
mod check;
mod number;
mod prose;
mod section;
mod table;

pub use chart::{Band, Bar, Chart, LeftOut, Line, Mark, Panel, Plot};
pub use check::check;
pub use number::{Format, format_number, round_half_up};
pub use prose::{Bound, Inline, Input, Prose, plain_text};
pub use section::{Block, Cover, Document, Finding, FindingLink, Section, Source, SourceRows};
pub use table::{Cell, Column, Heat, Missing, Provenance, Role, Row, RowKind, Table};

//! The waist: a finished report as plain data.
//!
//! Everything before this room makes a [`Document`]; everything after it (PDF, tables, attachments, comparison)
//! sees only a [`Document`]. It contains typed values, never laid-out text.

mod block;
mod body;
mod chart;
mod check;
mod counted;
mod fraction;
mod framing;
mod making;
mod number;
mod plot;
mod prose;
mod section;
mod table;
mod times;
mod unplaced;

pub use block::*;
pub use body::{Body, BodyRow, Figure, Taken};
pub use chart::Chart;
pub use check::check;
pub use counted::{Along, AnswerId, Counted, Key, KeySet, Keys, Meaning, NotCounted, Span, Term};
pub use fraction::{Fraction, FractionKind};
pub use framing::{
    Callout, CalloutKind, Fact, Recommendation, RestsOn, direction_in_words, is_appendix, section_called,
};
pub use making::{
    CountedScope, DefinitionUsed, InputFile, Making, MonthRows, PartOf, PeriodUsed, PopulationUsed, ReadAs, Support,
};
pub use number::{Format, format_number, round_half_up};
pub use plot::*;
use prose::directions;
pub use prose::{Bound, Inline, Input, Prose, plain_text};
pub use section::{Cover, Document, FORMAT, OLDEST_FORMAT, Section, Source, SourceRows};
pub use table::{Cell, Column, Heat, Missing, Provenance, Role, Row, RowKind, Table};
pub use times::{Alike, BREAK, BreakTold, Comparable, SpanExtent, TimeSpan, Times, is_after_break};
pub use unplaced::{Repeated, Unplaced};

pub use crate::stats::Direction;

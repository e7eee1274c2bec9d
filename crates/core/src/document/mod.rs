//! The waist: a finished report as plain data.
//!
//! Everything before this room makes a [`Document`]; everything after it (PDF, tables, attachments, comparison)
//! sees only a [`Document`]. It holds typed values, never laid-out text.

mod body;
mod chart;
mod check;
mod counted;
mod fraction;
mod framing;
mod making;
mod map;
mod number;
mod prose;
mod section;
mod standing;
mod table;

pub use body::{Body, BodyRow, Figure, Taken};
pub use chart::{Band, Bar, Chart, Hidden, LeftOut, Line, Mark, Panel, Plot};
pub use check::check;
pub use counted::{Along, AnswerId, Counted, Key, KeySet, Keys, Meaning, NotCounted, Span, Term};
pub use fraction::{Fraction, FractionKind};
pub use framing::{
    Callout, CalloutKind, Fact, Recommendation, RestsOn, direction_in_words, is_appendix, section_called,
};
pub use making::{
    CountedScope, DefinitionUsed, InputFile, Making, MonthRows, PartOf, PeriodUsed, PopulationUsed, ReadAs, Support,
};
pub use map::{Class, MapArea, Ring, Tile};
pub use number::{Format, format_number, round_half_up};
use prose::directions;
pub use prose::{Bound, Inline, Input, Prose, plain_text};
pub use section::{
    Block, Claim, Cover, Document, FORMAT, Finding, FindingLink, OLDEST_FORMAT, Section, Source, SourceRows,
};
pub use standing::{Benchmark, Beyond, FunnelPoint, Interval, Standing};
pub use table::{Cell, Column, Heat, Missing, Provenance, Role, Row, RowKind, Table};

pub use crate::stats::Direction;

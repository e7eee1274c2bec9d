//! Two documents to the changes between them: by meaning, each with its reason. Layout is never compared.

mod change;

pub use change::{
    CellChange, CellKind, Change, Comparison, Draft, Effect, Kind, Place, Reason, Sentence, Side, Weight, WordRun,
    WordsChange,
};

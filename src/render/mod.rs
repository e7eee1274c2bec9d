//! The faces of a document. Each takes the document and gives files; none writes to disk.

mod files;
pub mod svg;
pub mod typst;

pub use files::{attachments, charts, json, own_files, tables};

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Its path under the output folder, with `/` between folders.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

//! The output formats of a document. Each turns the document into files; none writes to disk.

mod attached;
mod files;
mod fonts;
mod html;
mod markdown;
mod own;
#[cfg(test)]
mod spoiled;
mod spreadsheet;
pub mod svg;
mod terminal;
mod told;
pub mod typst;

pub use attached::{MOST_BYTES, read_document, too_large};
pub use files::{attachments, charts, comparison_json, json, table_paths, tables};
pub use html::{Listed, html, index};
pub use markdown::markdown;
pub use own::own_files;
pub use spreadsheet::tables_readme;
pub use terminal::{TerminalStyle, terminal};
pub use told::{Differences, Report, State};

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Its path under the output folder, with `/` between folders.
    pub path: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

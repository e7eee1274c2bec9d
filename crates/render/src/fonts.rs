//! The bundled font files: the only ones a report may use, so that it looks the same on every machine.

/// Running text.
pub(crate) const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/SourceSans3-Regular.ttf");
/// Headings, headers of tables and leading labels.
pub(crate) const SEMIBOLD: &[u8] = include_bytes!("../../../assets/fonts/SourceSans3-Semibold.ttf");
/// Emphasis.
pub(crate) const ITALIC: &[u8] = include_bytes!("../../../assets/fonts/SourceSans3-It.ttf");

//! What reaches the outside: words on the terminal, files on disk. A file appears whole or the old one stays.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use tempfile::NamedTempFile;

use sna_core::diag::{Code, Diagnostic, Diagnostics, Place, render, visible, visible_lines};
use sna_core::guarded;
use sna_render::Artifact;

/// Prints lines to stdout, what a terminal would obey written out. A reader that has gone away is not an error.
pub(super) fn print(text: &str) {
    print_as_it_is(&visible_lines(text));
}

/// Prints one line to stdout: a line break in a name is written out too.
pub(super) fn print_line(text: &str) {
    print_as_it_is(&format!("{}\n", visible(text)));
}

/// Prints to stdout text that was made safe where it was made, because it has styles of its own.
pub(super) fn print_as_it_is(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Prints findings to stderr, in colour on a terminal.
pub(super) fn say(found: &Diagnostics) {
    let mut stderr = std::io::stderr().lock();
    let colour = shows_colour(&stderr);
    let _ = stderr.write_all(render(found, colour).as_bytes());
}

/// Whether a stream is a terminal on which colour is wanted, according to `NO_COLOR` and similar variables.
pub(super) fn shows_colour(stream: &impl RawStream) -> bool {
    AutoStream::choice(stream) != ColorChoice::Never
}

/// A line that says what is being done; silent if nobody is watching.
pub(super) struct Display(ProgressBar);

impl Display {
    /// A display on the terminal's error stream, hidden in a pipe.
    pub(super) fn new() -> Self {
        let target =
            if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(bar)
    }

    /// Says what is being done now.
    pub(super) fn show(&self, stage: &'static str) {
        guarded::stage(stage);
        self.0.set_message(stage);
    }

    /// Removes the line.
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

/// Writes all files under a folder, or none: each is written next to its place first, and moved there when all are
/// whole.
///
/// # Errors
/// The place cannot be written, or has no room.
pub(super) fn write_all(folder: &Path, artifacts: &[Artifact]) -> Result<Vec<PathBuf>, Diagnostics> {
    // Waiting for the disk is most of the work: the files of many reports wait together.
    let staged: Vec<Result<(NamedTempFile, PathBuf), Diagnostics>> = artifacts
        .par_iter()
        .map(|artifact| {
            let path = folder.join(&artifact.path);
            let staged = stage(path.parent().unwrap_or(folder), &artifact.bytes);
            staged.map_err(|error| unwritable(&path, &error)).map(|file| (file, path))
        })
        .collect();
    let staged: Vec<(NamedTempFile, PathBuf)> = staged.into_iter().collect::<Result<_, _>>()?;
    let mut written = Vec::new();
    for (file, path) in staged {
        file.persist(&path).map_err(|error| unwritable(&path, &error.error))?;
        written.push(path);
    }
    Ok(written)
}

fn stage(folder: &Path, bytes: &[u8]) -> std::io::Result<NamedTempFile> {
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    // Temporary files are private by default; a report is as readable as any new file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.prefix(".sna-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostics {
    Diagnostic::machine(Code::UnwritableOutput, format!("cannot write `{}`", path.display()))
        .at(Place::file(path))
        .found(error.to_string())
        .expected("a folder that can be written to, with free space")
        .hint("nothing was written: earlier files are unchanged")
        .into()
}

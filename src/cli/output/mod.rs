//! What reaches the outside: words on the terminal here, files on disk in the modules below.

mod carry;
mod commit;
mod faults;
mod in_place;
mod interrupt;
mod look;
mod paths;
mod staging;

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;
use std::time::Duration;

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use sna_core::diag::{Code, Diagnostic, Diagnostics, render, visible, visible_lines};
use sna_core::guarded;

pub(super) use commit::{Writing, nothing_stale, write_all};

/// Why standard output took no more, once it did not.
static NOT_PRINTED: OnceLock<String> = OnceLock::new();

/// Prints lines to stdout, what a terminal would obey written out.
pub(super) fn print(text: &str) {
    print_as_it_is(&visible_lines(text));
}

/// Prints one line to stdout: a line break in a name is written out too.
pub(super) fn print_line(text: &str) {
    print_as_it_is(&format!("{}\n", visible(text)));
}

/// Prints to stdout text that was made safe where it was made, because it has styles of its own; `unprinted` reports a
/// failure at the end of the run.
pub(super) fn print_as_it_is(text: &str) {
    note(std::io::stdout().lock().write_all(text.as_bytes()));
}

/// Remembers the first failure. A reader that has gone away, such as `head`, is not one.
pub(super) fn note(printed: std::io::Result<()>) {
    if let Err(error) = printed
        && error.kind() != ErrorKind::BrokenPipe
    {
        let _ = NOT_PRINTED.set(error.to_string());
    }
}

/// What the run printed that did not arrive.
pub(super) fn unprinted() -> Option<Diagnostic> {
    note(std::io::stdout().lock().flush());
    let reason = NOT_PRINTED.get()?;
    let fault = Diagnostic::machine(Code::UnwritableOutput, "cannot write to the standard output");
    Some(fault.found(reason.clone()).expected("a terminal, a program that reads, or a disk with free space"))
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

//! The command line: the only room that prints, writes files or sets the exit code.

mod args;
mod build;
mod diff;
mod drafts;
mod explain;
mod explain_code;
mod export;
mod kinds;
mod output;
mod room;
mod synth;
mod timings;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use sna_core::diag::{Diagnostics, Place};
use sna_core::guarded;

/// Runs the program. Exit codes: 0 done, 1 the input is wrong, 2 the command is wrong, 3 the machine or the program
/// failed.
pub fn run() -> ExitCode {
    guarded::silence();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(told) => return help(&told),
    };
    room::without_unusable_threads();
    let done = room::on_a_large_stack(|| command(&arguments));
    let mut found = done.unwrap_or_else(|panicked| guarded::fault(panicked).into());
    found.extend(output::unprinted());
    output::say(&found);
    ExitCode::from(found.exit_code())
}

fn command(arguments: &Arguments) -> Diagnostics {
    match &arguments.command {
        Command::Build(arguments) => about(&arguments.spec, build::build(arguments)),
        Command::Check(arguments) => about(&arguments.spec, build::check(arguments)),
        Command::Diff(arguments) => about(&arguments.new, diff::diff(arguments)),
        Command::Kinds(arguments) => kinds::kinds(arguments),
        Command::Synth(arguments) => about(&arguments.margins, synth::synth(arguments)),
        Command::Export(arguments) => about(&arguments.spec, export::export(arguments)),
        Command::Explain(arguments) => about(&arguments.report, explain::explain(arguments)),
        Command::ExplainCode(arguments) => explain_code::explain_code(arguments),
        Command::Docs(arguments) => kinds::docs(arguments),
    }
}

/// The findings of a command, each at least at the file that the command is about.
fn about(file: &Path, found: Diagnostics) -> Diagnostics {
    found.or_at(&Place::file(file))
}

/// Prints help, or a fault of usage, with exit codes 0 and 2.
fn help(told: &clap::Error) -> ExitCode {
    if told.use_stderr() {
        let _ = told.print();
    } else {
        output::note(told.print());
    }
    let unprinted: Diagnostics = output::unprinted().into_iter().collect();
    output::say(&unprinted);
    match (unprinted.exit_code(), told.use_stderr()) {
        (0, true) => ExitCode::from(2),
        (code, _) => ExitCode::from(code),
    }
}

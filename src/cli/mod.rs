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
mod synth;
mod timings;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use sna_core::diag::Diagnostics;

/// Runs the program. Exit codes: 0 done, 1 the input is wrong, 2 the command is wrong, 3 the machine failed.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(told) => return help(&told),
    };
    let mut found = match arguments.command {
        Command::Build(arguments) => build::build(&arguments),
        Command::Check(arguments) => build::check(&arguments),
        Command::Diff(arguments) => diff::diff(&arguments),
        Command::Kinds(arguments) => kinds::kinds(&arguments),
        Command::Synth(arguments) => synth::synth(&arguments),
        Command::Export(arguments) => export::export(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::ExplainCode(arguments) => explain_code::explain_code(&arguments),
        Command::Docs(arguments) => kinds::docs(&arguments),
    };
    found.extend(output::unprinted());
    output::say(&found);
    ExitCode::from(found.exit_code())
}

/// Prints help, or a fault of usage, with exit codes 0 and 2.
fn help(told: &clap::Error) -> ExitCode {
    if !told.use_stderr() {
        output::note(told.print());
    } else {
        let _ = told.print();
    }
    let unprinted: Diagnostics = output::unprinted().into_iter().collect();
    output::say(&unprinted);
    match (unprinted.exit_code(), told.use_stderr()) {
        (0, true) => ExitCode::from(2),
        (code, _) => ExitCode::from(code),
    }
}

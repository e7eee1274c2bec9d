//! Faults of the program itself. A panic ends in a message of ours, and Rust's own words are never printed.
//!
//! [`silence`] is called once, in the program's first line. From then on a panic prints nothing: whoever calls
//! [`guarded`] decides what is said. [`stage`] and [`file()`] note what is being done, for [`fault`] to report.

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::diag::{Code, Diagnostic, Place};

/// Work that ended in a panic. What the panic says is not kept: it may repeat what a file contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panicked;

/// What is being done, and where the last panic began.
#[derive(Debug, Clone, Default)]
struct Now {
    stage: Option<&'static str>,
    file: Option<String>,
    source: Option<String>,
}

static NOW: Mutex<Now> = Mutex::new(Now { stage: None, file: None, source: None });

fn now() -> MutexGuard<'static, Now> {
    NOW.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The value of `work`.
///
/// # Errors
/// It panicked, on this thread or on one whose panic it passes on, as rayon's are.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    // What `work` has borrowed may be half changed after a panic; callers give the whole result up.
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Panicked)
}

/// From now on a panic prints nothing; where it began is noted.
pub fn silence() {
    set_hook(Box::new(note));
}

fn note(panic: &PanicHookInfo<'_>) {
    let source = panic.location().map(|place| format!("{}:{}", without_folders(place.file()), place.line()));
    now().source = source;
}

/// A source file without the folders of the machine it was compiled on: `minijinja-3.0.5/src/value/mod.rs`.
fn without_folders(file: &str) -> &str {
    let after = |mark: &str| file.rfind(mark).map(|at| &file[at + mark.len()..]);
    let registry = after("/registry/src/").and_then(|rest| rest.split_once('/')).map(|(_, rest)| rest);
    registry.or_else(|| after("/library/")).unwrap_or(file)
}

/// Notes the stage that begins.
pub fn stage(name: &'static str) {
    now().stage = Some(name);
}

/// Notes the file that is worked on from now.
pub fn file(path: &Path) {
    now().file = Some(path.display().to_string());
}

/// The message for a panic that nobody expected: the file and the stage that were worked on last.
pub fn fault(_: Panicked) -> Diagnostic {
    reported(&now())
}

fn reported(now: &Now) -> Diagnostic {
    let during = now.stage.map_or_else(String::new, |stage| format!(" while {stage}"));
    let fault = Diagnostic::machine(Code::FaultOfTheProgram, format!("the program itself failed{during}"))
        .found(now.source.as_deref().map_or_else(|| "a fault".to_owned(), |source| format!("a fault at {source}")))
        .expected("a result, or a message about what is wrong with the input")
        .hint("your files may be right: please report this message, and which version `sna --version` gives");
    match &now.file {
        Some(file) => fault.at(Place::file(Path::new(file))),
        None => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::render;

    #[test]
    fn a_panic_becomes_a_value() {
        assert_eq!(guarded(|| 4), Ok(4));
        assert_eq!(guarded(|| assert_eq!(1, 2)), Err(Panicked));
    }

    #[test]
    fn the_message_names_file_stage_and_place_and_nothing_of_the_panic() {
        let now = Now {
            stage: Some("composing"),
            file: Some("sna.yaml".to_owned()),
            source: Some("value/mod.rs:943".to_owned()),
        };
        let fault = reported(&now);
        assert_eq!(
            render(&fault.clone().into(), false),
            "error[fault-of-the-program]: the program itself failed while composing\n--> sna.yaml\n \
             = found: a fault at value/mod.rs:943\n \
             = expected: a result, or a message about what is wrong with the input\n \
             = hint: your files may be right: please report this message, and which version `sna --version` gives\n\n"
        );
        assert_eq!(crate::diag::Diagnostics::from(fault).exit_code(), 3);
    }

    #[test]
    fn folders_of_the_machine_are_left_out() {
        let of_crate = "/home/a/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/minijinja-3.0.5/src/value/mod.rs";
        assert_eq!(without_folders(of_crate), "minijinja-3.0.5/src/value/mod.rs");
        assert_eq!(without_folders("/rustc/17067e9ac6d/library/core/src/option.rs"), "core/src/option.rs");
        assert_eq!(without_folders("crates/narrative/src/record.rs"), "crates/narrative/src/record.rs");
    }
}

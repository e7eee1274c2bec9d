//! What goes wrong on disk, in words. Each says what has become of the files that were there.

use std::io;
use std::path::Path;

use super::commit::PATIENCE;
use super::staging;
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};

const UNCHANGED: &str = "nothing was changed: earlier files are as they were";

pub(super) fn unwritable(path: &Path, error: &io::Error) -> Diagnostics {
    fault(path)
        .found(error.to_string())
        .expected("a folder that can be written to, with free space")
        .hint(UNCHANGED)
        .into()
}

pub(super) fn in_the_way(path: &Path, what: &str) -> Diagnostics {
    fault(path).found(format!("{what} of that name")).expected("a folder that can be written to").hint(UNCHANGED).into()
}

pub(super) fn mixed(path: &Path, error: &io::Error) -> Diagnostics {
    fault(path)
        .found(error.to_string())
        .expected("a folder that can be written to, with free space")
        .hint("some files in the folder are from this run and some are not: build again")
        .into()
}

pub(super) fn not_put_back(folder: &Path, error: &io::Error) -> Diagnostics {
    fault(folder)
        .found(format!("an earlier run was interrupted, and its files cannot be put back: {error}"))
        .expected("a folder that can be written to")
        .hint(format!("look at the files in `{}`, remove it and build again", staging::inside(folder).display()))
        .into()
}

fn fault(path: &Path) -> Diagnostic {
    Diagnostic::machine(Code::UnwritableOutput, format!("cannot write `{}`", path.display())).at(Place::file(path))
}

pub(super) fn busy(folder: &Path) -> Diagnostics {
    let message = format!("another run is writing to `{}`", folder.display());
    Diagnostic::machine(Code::OutputInUse, message)
        .at(Place::file(folder))
        .found(format!("it has not ended within {} seconds", PATIENCE.as_secs()))
        .expected("one run at a time in a folder")
        .hint(UNCHANGED)
        .into()
}

pub(super) fn over_input(path: &Path) -> Diagnostics {
    Diagnostic::error(
        Code::OverwritesInput,
        format!("`{}` would be written over a file that this run reads", path.display()),
    )
    .at(Place::file(path))
    .expected("an output folder with none of the report's own files, or another `name:` under `report:`")
    .hint(UNCHANGED)
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_says_what_has_become_of_the_files() {
        let out = Path::new("out");
        let error = io::Error::from(io::ErrorKind::StorageFull);
        let told = [unwritable(out, &error), mixed(out, &error), busy(out)].into_iter().flatten().collect();
        insta::assert_snapshot!(sna_core::diag::render(&told, false), @"
        error[unwritable-output]: cannot write `out`
        --> out
         = found: no storage space
         = expected: a folder that can be written to, with free space
         = hint: nothing was changed: earlier files are as they were

        error[unwritable-output]: cannot write `out`
        --> out
         = found: no storage space
         = expected: a folder that can be written to, with free space
         = hint: some files in the folder are from this run and some are not: build again

        error[output-in-use]: another run is writing to `out`
        --> out
         = found: it has not ended within 60 seconds
         = expected: one run at a time in a folder
         = hint: nothing was changed: earlier files are as they were
        ");
    }
}

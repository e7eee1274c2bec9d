//! The `sna` program: see the library for the stages and `cli` for the commands.

use std::process::ExitCode;

// Typst and polars allocate many small values; this allocator serves them faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    sna::cli::run()
}

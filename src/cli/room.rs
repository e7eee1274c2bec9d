//! The room that the program works in: a stack on which nothing honest overflows, and a number of threads that can be
//! started.

use std::thread::{Builder, scope};

use sna_core::diag::{Code, Diagnostic};
use sna_core::guarded::{Panicked, guarded};

/// Stacks to try, in bytes, largest first. Only what is used of a stack takes memory, but all of it takes address space,
/// which may be limited.
const STACKS: [usize; 4] = [256 << 20, 64 << 20, 16 << 20, 8 << 20];

/// Runs the work on a thread with the largest stack that can be had.
///
/// # Errors
/// The work panicked.
pub(super) fn on_a_large_stack<T: Send>(work: impl Fn() -> T + Sync) -> Result<T, Panicked> {
    let guarded_work = || guarded(&work);
    for bytes in stacks(address_space()) {
        let done = scope(|scope| {
            let started = Builder::new().stack_size(bytes).spawn_scoped(scope, guarded_work);
            started.ok().map(|thread| thread.join().unwrap_or(Err(Panicked)))
        });
        if let Some(done) = done {
            return done;
        }
    }
    guarded_work()
}

/// The stacks of which the largest takes no more than an eighth of the address space.
fn stacks(address_space: Option<usize>) -> impl Iterator<Item = usize> {
    STACKS.into_iter().filter(move |bytes| address_space.is_none_or(|space| *bytes <= space / 8))
}

/// The address space that the process may take, in bytes, if it is limited. Linux alone says so.
fn address_space() -> Option<usize> {
    limited(&std::fs::read_to_string("/proc/self/limits").ok()?)
}

fn limited(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Variables of the environment that say how many threads to start.
const THREADS: [&str; 2] = ["POLARS_MAX_THREADS", "RAYON_NUM_THREADS"];

/// The most threads that anyone would ask for.
const MOST_THREADS: usize = 1024;

/// Starts the program again without the variables whose number of threads cannot be started, and says so. Libraries read
/// them by themselves, and a program cannot change its own environment safely.
pub(super) fn without_unusable_threads() {
    let set = |name: &&str| std::env::var_os(name).is_some_and(|value| !is_usable(&value.to_string_lossy()));
    let unusable: Vec<&str> = THREADS.into_iter().filter(set).collect();
    if !unusable.is_empty() {
        super::output::say(&unusable.iter().map(|name| ignored(name)).collect());
        start_again_without(&unusable);
    }
}

fn is_usable(value: &str) -> bool {
    value.trim().parse().is_ok_and(|threads| (1..=MOST_THREADS).contains(&threads))
}

/// Returns only if the program cannot be started again; it then goes on as it is.
fn start_again_without(variables: &[&str]) {
    #[cfg(unix)]
    if let Ok(program) = std::env::current_exe() {
        let mut again = std::process::Command::new(program);
        again.args(std::env::args_os().skip(1));
        for name in variables {
            again.env_remove(name);
        }
        let _ = std::os::unix::process::CommandExt::exec(&mut again);
    }
}

fn ignored(name: &str) -> Diagnostic {
    Diagnostic::warning(Code::UnusableThreads, format!("`{name}` in the environment is not a number of threads"))
        .expected(format!("a whole number from 1 to {MOST_THREADS}"))
        .hint("it is ignored: as many threads are used as there are processors")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sna_core::diag::render;

    #[test]
    fn work_gets_its_stack_and_a_panic_ends_it() {
        fn deep(levels: usize) -> usize {
            let room = [levels; 128];
            if levels == 0 { 0 } else { std::hint::black_box(&room)[127].min(1) + deep(levels - 1) }
        }
        assert_eq!(on_a_large_stack(|| deep(50_000)), Ok(50_000));
        assert_eq!(on_a_large_stack(|| assert_eq!(deep(1), 2)), Err(Panicked));
    }

    #[test]
    fn a_limit_on_the_address_space_is_kept() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units\n\
                      Max address space         209715200            unlimited            bytes\n";
        assert_eq!(limited(limits), Some(200 << 20));
        assert_eq!(limited("Max address space         unlimited            unlimited            bytes"), None);
        assert_eq!(stacks(Some(200 << 20)).collect::<Vec<_>>(), [16 << 20, 8 << 20]);
        assert_eq!(stacks(None).count(), 4);
    }

    #[test]
    fn numbers_of_threads() {
        for usable in ["1", " 8 ", "1024"] {
            assert!(is_usable(usable), "{usable}");
        }
        for value in ["0", "-1", "", "many", "1025", "99999999999999999999"] {
            assert!(!is_usable(value), "{value}");
        }
        insta::assert_snapshot!(render(&ignored("POLARS_MAX_THREADS").into(), false), @r"
        warning[unusable-threads]: `POLARS_MAX_THREADS` in the environment is not a number of threads
         |
         = expected: a whole number from 1 to 1024
         = hint: it is ignored: as many threads are used as there are processors
        ");
    }
}

//! Ctrl-C and `kill`: what a run has put on disk and not finished is removed before the program ends.
//!
//! Work that must not be cut in two holds the gate. A signal waits until nobody does, takes the gate for good and
//! clears up, so that nothing is written after it.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

static GATE: RwLock<()> = RwLock::new(());
static LITTER: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Does something whole: a signal takes effect before or after it. Never nested.
pub(super) fn whole<T>(work: impl FnOnce() -> T) -> T {
    let _held = GATE.read().unwrap_or_else(PoisonError::into_inner);
    work()
}

/// A folder to remove if the run is interrupted: with all that is in it if it is unfinished work, else only if it is empty.
pub(super) fn leaves(folder: PathBuf) {
    litter().push(folder);
}

/// The folder is gone, or is to stay.
pub(super) fn forget(folder: &std::path::Path) {
    litter().retain(|known| known != folder);
}

fn litter() -> MutexGuard<'static, Vec<PathBuf>> {
    LITTER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Watches for signals from now on. Before the first file is written there is nothing to clear up.
#[cfg(unix)]
pub(super) fn watch() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use std::sync::Once;
    static WATCHED: Once = Once::new();
    WATCHED.call_once(|| {
        // Without a handler the system ends the program, and the next run clears up.
        let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
        std::thread::spawn(move || {
            for signal in signals.forever() {
                let held = GATE.write().unwrap_or_else(PoisonError::into_inner);
                clear();
                let _ = signal_hook::low_level::emulate_default_handler(signal);
                drop(held);
            }
        });
    });
}

/// Elsewhere the system ends the program, and the next run clears up.
#[cfg(not(unix))]
pub(super) fn watch() {}

#[cfg(unix)]
fn clear() {
    for folder in litter().iter().rev() {
        let _ = match super::staging::is_unfinished(folder) {
            true if super::staging::is_needed(folder) => Ok(()),
            true => std::fs::remove_dir_all(folder),
            false => std::fs::remove_dir(folder),
        };
    }
}

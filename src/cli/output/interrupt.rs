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
    use std::sync::atomic::AtomicUsize;
    use std::sync::{Arc, Once};

    use signal_hook::consts::{SIGINT, SIGTERM};
    static WATCHED: Once = Once::new();
    WATCHED.call_once(|| {
        let received = Arc::new(AtomicUsize::new(0));
        for (signal, number) in [(SIGINT, 2), (SIGTERM, 15)] {
            // Without a handler the system ends the program, and the next run clears up.
            let _ = signal_hook::flag::register_usize(signal, Arc::clone(&received), number);
        }
        std::thread::spawn(move || end_when_told(&received));
    });
}

/// Looks for a signal every few milliseconds: a handler may not do more than note it.
#[cfg(unix)]
fn end_when_told(received: &std::sync::atomic::AtomicUsize) {
    use std::sync::atomic::Ordering;
    loop {
        std::thread::sleep(std::time::Duration::from_millis(10));
        let Some(signal) = i32::try_from(received.load(Ordering::SeqCst)).ok().filter(|signal| *signal > 0) else {
            continue;
        };
        let _held = GATE.write().unwrap_or_else(PoisonError::into_inner);
        clear();
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
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

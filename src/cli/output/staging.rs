//! A folder for unfinished work. One run at a time owns it, by a lock on a file in it that the system gives up when the
//! run ends, however it ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::interrupt;

/// How the names of all unfinished work begin, also of earlier versions of the program.
pub(super) const PREFIX: &str = ".sna-";

/// The name inside a folder that cannot be replaced as a whole.
const INSIDE: &str = ".sna-in-progress";

const LOCK: &str = "lock";

/// What says which files are being changed in place.
pub(super) const JOURNAL: &str = "journal";

/// How long to wait between two looks at a lock.
const PAUSE: Duration = Duration::from_millis(20);

/// Why a folder cannot be owned.
#[derive(Debug)]
pub(super) enum Refused {
    /// Another run owns it.
    Busy,
    /// The disk says no.
    Disk(io::Error),
}

/// An owned folder; it is removed with all that is in it when it is dropped.
#[derive(Debug)]
pub(super) struct Staging {
    path: PathBuf,
    // Closing the file gives up the lock.
    _lock: File,
}

/// Whether a folder is one of ours by its name.
pub(super) fn is_unfinished(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX))
}

/// Whether files of an output folder must still be put back from a folder of ours.
pub(super) fn is_needed(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join(JOURNAL)).is_ok()
}

/// Where the work for an output folder is done, next to it. The name is as long for a long name as for a short one.
pub(super) fn beside(parent: &Path, folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default();
    let digest = Sha256::digest(name.as_encoded_bytes());
    let digits: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    parent.join(format!("{PREFIX}{digits}"))
}

/// Where the work for an output folder is done inside it.
pub(super) fn inside(folder: &Path) -> PathBuf {
    folder.join(INSIDE)
}

/// Removes what runs into other folders of the same parent left when they were killed; those still running keep theirs.
pub(super) fn sweep(parent: &Path, own: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    for path in paths.filter(|path| path != own && is_beside(path) && is_folder(path)) {
        drop(Staging::own(&path, Duration::ZERO));
    }
}

fn is_beside(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let digits = name.strip_prefix(PREFIX).unwrap_or_default();
    digits.len() == 16 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// Whether there is a folder, and not a link to one.
pub(super) fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

impl Staging {
    /// Makes the folder, or takes over what a run that was killed has left; waits while another run owns it.
    pub(super) fn own(path: &Path, patience: Duration) -> Result<Self, Refused> {
        let begun = Instant::now();
        loop {
            if let Some(staging) = interrupt::whole(|| Self::attempt(path)).map_err(Refused::Disk)? {
                return Ok(staging);
            }
            if begun.elapsed() >= patience {
                return Err(Refused::Busy);
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn attempt(path: &Path) -> io::Result<Option<Self>> {
        match fs::create_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_folder(path) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error),
            made => made?,
        }
        let lock = path.join(LOCK);
        let file = match OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&lock) {
            // Its owner removed the folder just now.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                let _ = fs::remove_dir(path);
                return Err(error);
            }
            Ok(file) => file,
        };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(None),
            // A disk without locks: one run at a time is up to its users.
            Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => return Err(error),
            Err(TryLockError::Error(_)) | Ok(()) => {}
        }
        if !is_still(&file, &lock) {
            return Ok(None);
        }
        interrupt::leaves(path.to_owned());
        Ok(Some(Self { path: path.to_owned(), _lock: file }))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes everything in it but the lock.
    pub(super) fn clear(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.path)? {
            let path = entry?.path();
            match is_folder(&path) {
                true => fs::remove_dir_all(&path)?,
                false if path.ends_with(LOCK) => {}
                false => fs::remove_file(&path)?,
            }
        }
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        interrupt::whole(|| {
            if is_needed(&self.path) {
                return;
            }
            let _ = self.clear();
            let _ = fs::remove_file(self.path.join(LOCK));
            // Not empty if the next run has it already.
            let _ = fs::remove_dir(&self.path);
            interrupt::forget(&self.path);
        });
    }
}

/// Whether the locked file is still the one that others will lock.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |found: fs::Metadata| (found.dev(), found.ino());
    let (held, named) = (file.metadata().map(identity), fs::symlink_metadata(path).map(identity));
    held.ok().zip(named.ok()).is_some_and(|(held, named)| held == named)
}

#[cfg(not(unix))]
fn is_still(_: &File, path: &Path) -> bool {
    path.exists()
}

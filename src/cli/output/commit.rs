//! One commit of all files of a run: the output folder holds everything that it held before, or everything new.
//!
//! The files are written into a new folder next to the output folder; files of others are carried over; the two folders
//! are exchanged in one step. A folder that is somebody's workplace, or that cannot be exchanged, is changed in place
//! (`in_place`).

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;

use super::carry::{Carry, exchange};
use super::faults::{busy, in_the_way, mixed, not_put_back, unwritable};
use super::in_place::{Failure, InPlace, sync};
use super::interrupt;
use super::staging::{self, Refused, Staging, is_folder};
use sna_core::diag::Diagnostics;
use sna_render::Artifact;

/// How long to wait for another run that writes to the same folder.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);

/// What a run writes.
pub(in crate::cli) struct Writing<'a> {
    /// The folder as it was named.
    pub(in crate::cli) folder: &'a Path,
    /// The files.
    pub(in crate::cli) artifacts: &'a [Artifact],
    /// The files that the run has read, which it must not write over.
    pub(in crate::cli) inputs: &'a [PathBuf],
    /// Files of earlier drafts that this one no longer has; asked of the folder once nobody else writes to it.
    pub(in crate::cli) stale: &'a dyn Fn(&Path) -> Vec<String>,
}

/// For commands that write the same files every time.
pub(in crate::cli) fn nothing_stale(_: &Path) -> Vec<String> {
    Vec::new()
}

/// Writes all files under a folder, or none.
///
/// # Errors
/// The place cannot be written or has no room, another run keeps writing to it, or an input would be written over.
pub(in crate::cli) fn write_all(writing: &Writing<'_>) -> Result<Vec<PathBuf>, Diagnostics> {
    interrupt::watch();
    let target = Target::of(writing)?;
    target.write().map(|()| writing.artifacts.iter().map(|artifact| writing.folder.join(&artifact.path)).collect())
}

/// The output folder, ready to be changed by this run alone.
pub(super) struct Target<'a> {
    pub(super) writing: &'a Writing<'a>,
    /// Its real path: links to it stay.
    pub(super) folder: PathBuf,
    /// Folders on the way to it that this run has made.
    made: Vec<PathBuf>,
    /// Unfinished work next to it; its lock is the lock of the folder. None where nothing can be written there.
    beside: Option<Staging>,
}

impl<'a> Target<'a> {
    fn of(writing: &'a Writing<'a>) -> Result<Self, Diagnostics> {
        let named = if writing.folder == Path::new("") { Path::new(".") } else { writing.folder };
        let failed = |error: io::Error| unwritable(writing.folder, &error);
        let mut target = Self { writing, folder: PathBuf::new(), made: Vec::new(), beside: None };
        target.folder = match fs::symlink_metadata(named) {
            Ok(_) => named.canonicalize().map_err(failed)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => target.make_parents(named).map_err(failed)?,
            Err(error) => return Err(failed(error)),
        };
        if target.folder.exists() && !target.folder.is_dir() {
            return Err(in_the_way(writing.folder, "a file"));
        }
        target.own_beside()?;
        Ok(target)
    }

    /// Makes the folders above one that does not exist, and says where it will be.
    fn make_parents(&mut self, named: &Path) -> io::Result<PathBuf> {
        let parent = match named.parent() {
            Some(parent) if parent != Path::new("") => parent,
            Some(_) | None => Path::new("."),
        };
        let missing: Vec<&Path> = parent.ancestors().take_while(|path| fs::symlink_metadata(path).is_err()).collect();
        for folder in missing.into_iter().rev().filter(|folder| *folder != Path::new("")) {
            interrupt::whole(|| {
                fs::create_dir(folder).map(|()| {
                    interrupt::leaves(folder.to_owned());
                    self.made.push(folder.to_owned());
                })
            })?;
        }
        Ok(parent.canonicalize()?.join(named.file_name().unwrap_or_default()))
    }

    fn own_beside(&mut self) -> Result<(), Diagnostics> {
        let Some(parent) = self.folder.parent() else { return Ok(()) };
        let path = staging::beside(parent, &self.folder);
        self.beside = match Staging::own(&path, PATIENCE) {
            Ok(staging) => Some(staging),
            Err(Refused::Busy) => return Err(busy(self.writing.folder)),
            // Where there is none yet, nobody can work there.
            Err(Refused::Disk(_)) if self.folder.is_dir() && !is_folder(&path) => None,
            Err(Refused::Disk(error)) => return Err(unwritable(self.writing.folder, &error)),
        };
        staging::sweep(parent, &path);
        Ok(())
    }

    fn write(&self) -> Result<(), Diagnostics> {
        self.put_back()?;
        self.check()?;
        let gone = self.gone();
        if let Some(beside) = self.beside.as_ref().filter(|_| !self.is_workplace())
            && self.swap(beside, &gone)?
        {
            return Ok(());
        }
        self.in_place(&gone)
    }

    /// Puts the files back that a run has begun to change in place before it was killed.
    fn put_back(&self) -> Result<(), Diagnostics> {
        let path = staging::inside(&self.folder);
        if !is_folder(&path) {
            return Ok(());
        }
        let work = self.own_inside()?;
        let undone = interrupt::whole(|| InPlace { folder: &self.folder, work: &work }.undo());
        undone.map_err(|error| not_put_back(self.writing.folder, &error))
    }

    fn own_inside(&self) -> Result<Staging, Diagnostics> {
        Staging::own(&staging::inside(&self.folder), PATIENCE).map_err(|refused| match refused {
            Refused::Busy => busy(self.writing.folder),
            Refused::Disk(error) => unwritable(self.writing.folder, &error),
        })
    }

    /// Writes a new folder and exchanges it for the old one; `false` if that cannot be done here.
    fn swap(&self, beside: &Staging, gone: &BTreeSet<PathBuf>) -> Result<bool, Diagnostics> {
        let new = beside.path().join("new");
        self.stage(beside)?;
        if !self.folder.exists() {
            let moved = interrupt::whole(|| fs::rename(&new, &self.folder));
            moved.map_err(|error| unwritable(self.writing.folder, &error))?;
            self.keep_made();
            return Ok(true);
        }
        let leave = self.writing.artifacts.iter().map(|artifact| PathBuf::from(&artifact.path));
        let leave: BTreeSet<PathBuf> = leave.chain(gone.iter().cloned()).collect();
        if (Carry { old: &self.folder, new: &new, leave: &leave }).carry().is_err() {
            return Ok(false);
        }
        interrupt::whole(|| {
            if let Err(error) = exchange(&new, &self.folder) {
                return if cannot_exchange(&error) { Ok(false) } else { Err(unwritable(self.writing.folder, &error)) };
            }
            // What others have put there meanwhile is carried over as well.
            if (Carry { old: &new, new: &self.folder, leave: &leave }).carry().is_err() {
                let back = exchange(&new, &self.folder);
                return back.map(|()| false).map_err(|error| mixed(self.writing.folder, &error));
            }
            let _ = self.folder.parent().map(sync);
            Ok(true)
        })
    }

    /// The folders that were made on the way stay.
    fn keep_made(&self) {
        self.made.iter().for_each(|folder| interrupt::forget(folder));
        let _ = self.folder.parent().map(sync);
    }

    /// A path under the folder as the author named it; an empty one is the folder itself.
    fn named(&self, path: &Path) -> PathBuf {
        if path == Path::new("") { self.writing.folder.to_owned() } else { self.writing.folder.join(path) }
    }

    fn in_place(&self, gone: &BTreeSet<PathBuf>) -> Result<(), Diagnostics> {
        let work = self.own_inside()?;
        self.stage(&work)?;
        let written: Vec<PathBuf> =
            self.writing.artifacts.iter().map(|artifact| PathBuf::from(&artifact.path)).collect();
        let committed = InPlace { folder: &self.folder, work: &work }.commit(&written, gone);
        committed.map_err(|failure| match failure {
            Failure::PutBack(path, error) => unwritable(&self.named(&path), &error),
            Failure::Mixed(path, error) => mixed(&self.named(&path), &error),
        })
    }

    /// Writes all files under `new` of a folder of ours, and makes them last.
    fn stage(&self, work: &Staging) -> Result<(), Diagnostics> {
        let failed = |error: io::Error| unwritable(self.writing.folder, &error);
        interrupt::whole(|| work.clear()).map_err(failed)?;
        let new = work.path().join("new");
        let folders: BTreeSet<PathBuf> = self
            .writing
            .artifacts
            .iter()
            .flat_map(|artifact| {
                let inner = Path::new(&artifact.path).ancestors().skip(1);
                inner.map(|part| new.join(part)).collect::<Vec<_>>()
            })
            .chain([new.clone()])
            .collect();
        folders.iter().try_for_each(|folder| interrupt::whole(|| fs::create_dir(folder))).map_err(failed)?;
        // Waiting for the disk is most of the work: the files of many reports wait together.
        let written: Vec<Result<(), Diagnostics>> = self
            .writing
            .artifacts
            .par_iter()
            .map(|artifact| {
                let written = interrupt::whole(|| write(&new.join(&artifact.path), &artifact.bytes));
                written.map_err(|error| unwritable(&self.writing.folder.join(&artifact.path), &error))
            })
            .collect();
        written.into_iter().collect::<Result<(), Diagnostics>>()?;
        folders.iter().try_for_each(|folder| sync(folder)).map_err(failed)
    }
}

impl Drop for Target<'_> {
    fn drop(&mut self) {
        self.beside = None;
        // Those that are in use are not empty, and stay.
        self.made.iter().rev().for_each(|folder| {
            interrupt::whole(|| {
                let _ = fs::remove_dir(folder);
                interrupt::forget(folder);
            });
        });
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Whether folders cannot be exchanged here at all: another kind of disk, a mount point, somebody else's folder.
fn cannot_exchange(error: &io::Error) -> bool {
    use io::ErrorKind;
    matches!(
        error.kind(),
        ErrorKind::Unsupported | ErrorKind::InvalidInput | ErrorKind::ResourceBusy | ErrorKind::CrossesDevices
    )
}

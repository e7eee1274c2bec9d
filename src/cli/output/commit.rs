//! One commit of all files of a run: the output folder holds everything that it held before, or everything new.
//!
//! The files are written into a new folder next to the output folder; files of others are carried over; the two folders
//! are exchanged in one step. A folder that is somebody's workplace, or that cannot be exchanged, is changed in place
//! (`in_place`).

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;

use super::carry::{Carry, exchange};
use super::in_place::{Failure, InPlace, sync};
use super::interrupt;
use super::staging::{self, PREFIX, Refused, Staging, is_folder};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};
use sna_render::Artifact;

/// How long to wait for another run that writes to the same folder.
const PATIENCE: Duration = Duration::from_secs(60);

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
struct Target<'a> {
    writing: &'a Writing<'a>,
    /// Its real path: links to it stay.
    folder: PathBuf,
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
        self.beside = match Staging::own(path.clone(), PATIENCE) {
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
        Staging::own(staging::inside(&self.folder), PATIENCE).map_err(|refused| match refused {
            Refused::Busy => busy(self.writing.folder),
            Refused::Disk(error) => unwritable(self.writing.folder, &error),
        })
    }

    /// Refuses to write over an input, or where a folder or file is in the way.
    fn check(&self) -> Result<(), Diagnostics> {
        let inputs: BTreeSet<PathBuf> = self.writing.inputs.iter().flat_map(|path| names_of(path)).collect();
        let faults = self.writing.artifacts.iter().filter_map(|artifact| {
            let (named, path) = (self.writing.folder.join(&artifact.path), self.folder.join(&artifact.path));
            let between = Path::new(&artifact.path).ancestors().skip(1).map(|part| self.folder.join(part));
            let blocked = between
                .take_while(|part| *part != self.folder)
                .find(|part| fs::symlink_metadata(part).is_ok_and(|found| !found.is_dir()));
            match blocked {
                Some(_) => Some(in_the_way(named.parent().unwrap_or(&named), "a file or a link")),
                None if is_folder(&path) => Some(in_the_way(&named, "a folder")),
                None if is_device(&path) => Some(in_the_way(&named, "a device or a pipe")),
                None if names_of(&path).iter().any(|name| inputs.contains(name)) => Some(over_input(&named)),
                None => None,
            }
        });
        let found: Diagnostics = faults.flatten().collect();
        found.into_result(()).map(|_| ())
    }

    /// Files that go: tables that a report no longer has, and what killed runs of earlier versions left.
    fn gone(&self) -> BTreeSet<PathBuf> {
        let new: BTreeSet<&str> = self.writing.artifacts.iter().map(|artifact| artifact.path.as_str()).collect();
        let stale = (self.writing.stale)(&self.folder);
        let stale = stale.into_iter().filter(|path| !new.contains(path.as_str())).map(PathBuf::from);
        // What a draft names is somebody's text: only files of this folder go, and none behind a link.
        let stale = stale.filter(|path| self.is_own_file(path));
        let folders: BTreeSet<&Path> = new.iter().filter_map(|path| Path::new(path).parent()).collect();
        stale.chain(folders.into_iter().flat_map(|inner| self.left_in(inner))).collect()
    }

    fn is_own_file(&self, path: &Path) -> bool {
        let is_plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        let mut folders = path.ancestors().skip(1).map(|part| self.folder.join(part));
        let is_file = || fs::symlink_metadata(self.folder.join(path)).is_ok_and(|found| !found.is_dir());
        is_plain && folders.all(|folder| is_folder(&folder)) && is_file()
    }

    fn left_in(&self, inner: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder.join(inner)).into_iter().flatten().flatten();
        let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
        let names = files.map(|entry| entry.file_name());
        names.filter(|name| name.to_string_lossy().starts_with(PREFIX)).map(|name| inner.join(name)).collect()
    }

    /// Whether somebody works in the folder: the run was started there, or its inputs are there. A single file needs no
    /// exchange: it takes its place in one step.
    fn is_workplace(&self) -> bool {
        if self.writing.artifacts.len() == 1 {
            return true;
        }
        let here = std::env::current_dir().and_then(|folder| folder.canonicalize());
        let inputs = self.writing.inputs.iter().flat_map(|path| names_of(path));
        inputs.chain(here.ok()).any(|path| path.starts_with(&self.folder))
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

    fn in_place(&self, gone: &BTreeSet<PathBuf>) -> Result<(), Diagnostics> {
        let work = self.own_inside()?;
        self.stage(&work)?;
        let written: Vec<PathBuf> =
            self.writing.artifacts.iter().map(|artifact| PathBuf::from(&artifact.path)).collect();
        let committed = InPlace { folder: &self.folder, work: &work }.commit(&written, gone);
        committed.map_err(|failure| match failure {
            Failure::PutBack(path, error) => unwritable(&self.writing.folder.join(path), &error),
            Failure::Mixed(path, error) => mixed(&self.writing.folder.join(path), &error),
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

/// Whether something is there that is neither a file nor a folder.
fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// What a file is known by: its place, and the file that a link there leads to.
fn names_of(path: &Path) -> Vec<PathBuf> {
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        Some(_) | None => Path::new("."),
    };
    let place = parent.canonicalize().ok().zip(path.file_name()).map(|(parent, name)| parent.join(name));
    path.canonicalize().into_iter().chain(place).collect()
}

/// Whether folders cannot be exchanged here at all: another kind of disk, a mount point, somebody else's folder.
fn cannot_exchange(error: &io::Error) -> bool {
    use io::ErrorKind;
    matches!(
        error.kind(),
        ErrorKind::Unsupported | ErrorKind::InvalidInput | ErrorKind::ResourceBusy | ErrorKind::CrossesDevices
    )
}

const UNCHANGED: &str = "nothing was changed: earlier files are as they were";

fn unwritable(path: &Path, error: &io::Error) -> Diagnostics {
    fault(path)
        .found(error.to_string())
        .expected("a folder that can be written to, with free space")
        .hint(UNCHANGED)
        .into()
}

fn in_the_way(path: &Path, what: &str) -> Diagnostics {
    fault(path).found(format!("{what} of that name")).expected("a folder that can be written to").hint(UNCHANGED).into()
}

fn mixed(path: &Path, error: &io::Error) -> Diagnostics {
    fault(path)
        .found(error.to_string())
        .expected("a folder that can be written to, with free space")
        .hint("some files in the folder are from this run and some are not: build again")
        .into()
}

fn not_put_back(folder: &Path, error: &io::Error) -> Diagnostics {
    fault(folder)
        .found(format!("an earlier run was interrupted, and its files cannot be put back: {error}"))
        .expected("a folder that can be written to")
        .hint(format!("look at the files in `{}`, remove it and build again", staging::inside(folder).display()))
        .into()
}

fn fault(path: &Path) -> Diagnostic {
    Diagnostic::machine(Code::UnwritableOutput, format!("cannot write `{}`", path.display())).at(Place::file(path))
}

fn busy(folder: &Path) -> Diagnostics {
    let message = format!("another run is writing to `{}`", folder.display());
    Diagnostic::machine(Code::OutputInUse, message)
        .at(Place::file(folder))
        .found(format!("it has not ended within {} seconds", PATIENCE.as_secs()))
        .expected("one run at a time in a folder")
        .hint(UNCHANGED)
        .into()
}

fn over_input(path: &Path) -> Diagnostics {
    Diagnostic::error(
        Code::OverwritesInput,
        format!("`{}` would be written over a file that this run reads", path.display()),
    )
    .at(Place::file(path))
    .expected("an output folder with none of the report's own files, or another `name:` under `report:`")
    .hint(UNCHANGED)
    .into()
}

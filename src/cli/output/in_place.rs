//! A folder that cannot be replaced as a whole is changed file by file, with a journal. If the run is killed meanwhile, the next
//! one finds the journal and puts everything back before it begins.
//!
//! Until the journal is removed, each file that was there has a second name under `old`; that removal is the one step
//! after which the new files count.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::interrupt;
use super::staging::{JOURNAL, Staging, is_folder};

/// The files of a run and where they go: `work` is a folder of ours inside `folder`.
pub(super) struct InPlace<'a> {
    pub(super) folder: &'a Path,
    pub(super) work: &'a Staging,
}

/// Why the files are not the new ones.
#[derive(Debug)]
pub(super) enum Failure {
    /// Every file is as it was.
    PutBack(PathBuf, io::Error),
    /// Some files are new.
    Mixed(PathBuf, io::Error),
}

impl InPlace<'_> {
    /// Moves the files under `new` to their places and removes `gone`.
    pub(super) fn commit(&self, written: &[PathBuf], gone: &BTreeSet<PathBuf>) -> Result<(), Failure> {
        interrupt::whole(|| {
            self.steps(written, gone).map_err(|(path, error)| match self.undo() {
                Ok(()) => Failure::PutBack(path, error),
                Err(undoing) => Failure::Mixed(path, undoing),
            })
        })
    }

    fn steps(&self, written: &[PathBuf], gone: &BTreeSet<PathBuf>) -> Result<(), (PathBuf, io::Error)> {
        let in_journal = |error| (PathBuf::new(), error);
        self.note(written, gone).map_err(in_journal)?;
        for path in written.iter().chain(gone) {
            self.keep(path).map_err(|error| (path.clone(), error))?;
        }
        for path in written {
            self.put(path).map_err(|error| (path.clone(), error))?;
        }
        for path in gone {
            remove(&self.folder.join(path)).map_err(|error| (path.clone(), error))?;
        }
        sync(self.folder).map_err(in_journal)?;
        fs::remove_file(self.journal()).map_err(in_journal)?;
        // The new files count now, whether or not the disk confirms it.
        let _ = sync(self.work.path());
        Ok(())
    }

    fn journal(&self) -> PathBuf {
        self.work.path().join(JOURNAL)
    }

    /// Writes which files there are and which there were not. It counts once it has its name.
    fn note(&self, written: &[PathBuf], gone: &BTreeSet<PathBuf>) -> io::Result<()> {
        let line = |path: &PathBuf| {
            let was_there = fs::symlink_metadata(self.folder.join(path)).is_ok();
            format!("{} {}\n", if was_there { "old" } else { "new" }, path.display())
        };
        let text: String = written.iter().chain(gone).map(line).collect();
        let draft = self.work.path().join("journal.draft");
        let mut file = File::create(&draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(draft, self.journal())?;
        sync(self.work.path())
    }

    /// Gives the file that is there a second name.
    fn keep(&self, path: &Path) -> io::Result<()> {
        let (from, to) = (self.folder.join(path), self.work.path().join("old").join(path));
        if fs::symlink_metadata(&from).is_err() {
            return Ok(());
        }
        fs::create_dir_all(to.parent().unwrap_or(self.work.path()))?;
        // Where a file can have only one name, it leaves its place for a moment.
        fs::hard_link(&from, &to).or_else(|_| fs::rename(&from, &to))
    }

    fn put(&self, path: &Path) -> io::Result<()> {
        let (from, to) = (self.work.path().join("new").join(path), self.folder.join(path));
        let parent = to.parent().unwrap_or(self.folder);
        fs::create_dir_all(parent)?;
        fs::rename(from, &to)?;
        sync(parent)
    }

    /// Puts everything back that the journal names; without a journal there is nothing to do.
    ///
    /// # Errors
    /// A file that cannot be moved, or a journal that is not ours.
    pub(super) fn undo(&self) -> io::Result<()> {
        let text = match fs::read_to_string(self.journal()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            read => read?,
        };
        for line in text.lines() {
            let (state, path) = line.split_once(' ').ok_or(io::ErrorKind::InvalidData)?;
            let path = Path::new(path);
            self.is_within(path)?;
            match state {
                "old" => self.put_back(path)?,
                _ if fs::symlink_metadata(self.work.path().join("new").join(path)).is_err() => {
                    remove(&self.folder.join(path))?;
                }
                _ => {}
            }
        }
        sync(self.folder)?;
        fs::remove_file(self.journal())
    }

    fn put_back(&self, path: &Path) -> io::Result<()> {
        match fs::rename(self.work.path().join("old").join(path), self.folder.join(path)) {
            // It was not moved yet, or is back already.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            moved => moved,
        }
    }

    /// A journal may come from anybody: no path in it leads out of the folder, by itself or by a link.
    fn is_within(&self, path: &Path) -> io::Result<()> {
        let is_plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        let on_the_way = path.ancestors().skip(1);
        let is_real = |base: &Path, part: &Path| !base.join(part).exists() || is_folder(&base.join(part));
        let (old, new) = (self.work.path().join("old"), self.work.path().join("new"));
        let mut bases = [self.folder, &old, &new].into_iter();
        let are_real = bases.all(|base| on_the_way.clone().all(|part| is_real(base, part)));
        if is_plain && are_real { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Makes the names in a folder last, where the system can.
///
/// # Errors
/// The disk fails.
#[cfg(unix)]
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied
            ) =>
        {
            Ok(())
        }
        synced => synced,
    }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as elsewhere")]
pub(super) fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

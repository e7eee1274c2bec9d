//! The files of an output folder that are not of this run: they go into the new folder as they are, by another name for
//! the same file. What cannot be carried over exactly is refused, and the folder is then changed in place.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

#[cfg(unix)]
/// A folder with more than these files and folders is somebody's workplace, not an output folder.
const MOST: usize = 2_000;

/// From the folder that is replaced to the folder that replaces it.
pub(super) struct Carry<'a> {
    pub(super) old: &'a Path,
    pub(super) new: &'a Path,
    /// Paths under both that are not carried: the new one has its own, or neither has it.
    pub(super) leave: &'a BTreeSet<PathBuf>,
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, File, Metadata};
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::super::staging::PREFIX;
    use super::{Carry, MOST, Path, io};

    impl Carry<'_> {
        /// Carries everything over. Done again after the swap, it carries what others have put there meanwhile.
        ///
        /// # Errors
        /// Something that cannot be carried over exactly.
        pub(in super::super) fn carry(&self) -> io::Result<()> {
            let mut seen = 0;
            self.folder(Path::new(""), &mut seen)?;
            like(self.old, self.new)
        }

        fn folder(&self, at: &Path, seen: &mut usize) -> io::Result<()> {
            for entry in fs::read_dir(self.old.join(at))? {
                let path = at.join(entry?.file_name());
                *seen += 1;
                if *seen > MOST {
                    return Err(refused("too many files"));
                }
                self.entry(&path, seen)?;
            }
            Ok(())
        }

        fn entry(&self, path: &Path, seen: &mut usize) -> io::Result<()> {
            let (old, new) = (self.old.join(path), self.new.join(path));
            let found = fs::symlink_metadata(&old)?;
            let is_ours = || path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
            match found.is_dir() {
                true if is_ours() => Err(refused("a run is at work in it")),
                true => self.inner(path, &found, seen),
                false if self.leave.contains(path) => Ok(()),
                false => link(&old, &new, &found),
            }
        }

        /// A folder in the folder. One that has nothing left in it but had before goes.
        fn inner(&self, path: &Path, found: &Metadata, seen: &mut usize) -> io::Result<()> {
            let (old, new) = (self.old.join(path), self.new.join(path));
            if found.dev() != fs::symlink_metadata(self.old)?.dev() {
                return Err(refused("a different disk"));
            }
            let is_new = !new.exists();
            if is_new {
                fs::create_dir(&new)?;
            }
            self.folder(path, seen)?;
            let lost_files = self.leave.iter().any(|left| left.starts_with(path));
            if is_new && lost_files && fs::read_dir(&new)?.next().is_none() {
                return fs::remove_dir(&new);
            }
            like(&old, &new)
        }
    }

    /// Gives a file its second name, unless it has it.
    fn link(old: &Path, new: &Path, found: &Metadata) -> io::Result<()> {
        match fs::symlink_metadata(new) {
            Ok(there) if (there.dev(), there.ino()) == (found.dev(), found.ino()) => return Ok(()),
            Ok(_) => fs::remove_file(new)?,
            Err(_) => {}
        }
        fs::hard_link(old, new)
    }

    /// Makes a folder like another: its owner, its permissions, its time.
    fn like(old: &Path, new: &Path) -> io::Result<()> {
        let (found, made) = (fs::metadata(old)?, fs::metadata(new)?);
        if (found.uid(), found.gid()) != (made.uid(), made.gid()) {
            std::os::unix::fs::chown(new, Some(found.uid()), Some(found.gid()))?;
        }
        if has_attributes(old) {
            return Err(refused("attributes of its own"));
        }
        fs::set_permissions(new, fs::Permissions::from_mode(found.mode() & 0o7777))?;
        File::open(new)?.sync_all()
    }

    /// Whether a folder has access rights or labels beyond its permissions; those that the system gives do not count.
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    fn has_attributes(folder: &Path) -> bool {
        let mut names = vec![0_u8; 4096];
        match rustix::fs::listxattr(folder, names.as_mut_slice()) {
            Ok(length) => {
                let mut names = names[..length].split(|byte| *byte == 0).filter(|name| !name.is_empty());
                names.any(|name| !name.starts_with(b"security."))
            }
            Err(rustix::io::Errno::NOTSUP) => false,
            Err(_) => true,
        }
    }

    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    fn has_attributes(_: &Path) -> bool {
        true
    }

    fn refused(why: &'static str) -> io::Error {
        io::Error::new(io::ErrorKind::Unsupported, why)
    }
}

#[cfg(not(unix))]
impl Carry<'_> {
    /// Elsewhere folders have rights that cannot be carried over.
    pub(super) fn carry(&self) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Exchanges two folders in one step, so that there is always one of them under each name.
///
/// # Errors
/// The system or the disk cannot do this, or refuses.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

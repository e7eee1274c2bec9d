//! What a run finds in the output folder before it changes it: what is in the way, what goes, and whether somebody works there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::commit::Target;
use super::faults::{in_the_way, over_input};
use super::paths::{is_device, is_plain, leads_elsewhere, names_of};
use super::staging::{PREFIX, is_folder};
use sna_core::diag::Diagnostics;

impl Target<'_> {
    /// Refuses to write over an input, or where a folder or file is in the way.
    pub(super) fn check(&self) -> Result<(), Diagnostics> {
        let inputs: BTreeSet<PathBuf> = self.writing.inputs.iter().flat_map(|path| names_of(path)).collect();
        let faults = self.writing.artifacts.iter().filter_map(|artifact| {
            let (named, path) = (self.writing.folder.join(&artifact.path), self.folder.join(&artifact.path));
            let between = Path::new(&artifact.path).ancestors().skip(1).map(|part| self.folder.join(part));
            let blocked = between
                .take_while(|part| *part != self.folder)
                .find(|part| fs::symlink_metadata(part).is_ok_and(|found| !found.is_dir()));
            match blocked {
                Some(_) => Some(in_the_way(named.parent().unwrap_or(&named), "a file or a link")),
                None if leads_elsewhere(&artifact.path).is_some() => leads_elsewhere(&artifact.path),
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
    pub(super) fn gone(&self) -> BTreeSet<PathBuf> {
        let new: BTreeSet<&str> = self.writing.artifacts.iter().map(|artifact| artifact.path.as_str()).collect();
        let stale = (self.writing.stale)(&self.folder);
        let stale = stale.into_iter().filter(|path| !new.contains(path.as_str())).map(PathBuf::from);
        // What a draft names is somebody's text: only files of this folder go, and none behind a link.
        let inputs: BTreeSet<PathBuf> = self.writing.inputs.iter().flat_map(|path| names_of(path)).collect();
        let is_input = |path: &PathBuf| names_of(&self.folder.join(path)).iter().any(|name| inputs.contains(name));
        let stale = stale.filter(|path| self.is_own_file(path) && !is_input(path));
        let folders: BTreeSet<&Path> = new.iter().filter_map(|path| Path::new(path).parent()).collect();
        stale.chain(folders.into_iter().flat_map(|inner| self.left_in(inner))).collect()
    }

    fn is_own_file(&self, path: &Path) -> bool {
        let mut folders = path.ancestors().skip(1).map(|part| self.folder.join(part));
        let is_file = || fs::symlink_metadata(self.folder.join(path)).is_ok_and(|found| !found.is_dir());
        is_plain(path) && folders.all(|folder| is_folder(&folder)) && is_file()
    }

    fn left_in(&self, inner: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder.join(inner)).into_iter().flatten().flatten();
        let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
        let names = files.map(|entry| entry.file_name());
        names.filter(|name| name.to_string_lossy().starts_with(PREFIX)).map(|name| inner.join(name)).collect()
    }

    /// Whether somebody works in the folder: the run was started there, or its inputs are there. A single file needs no
    /// exchange: it takes its place in one step. Nobody works in a folder that does not exist yet.
    pub(super) fn is_workplace(&self) -> bool {
        if !self.folder.exists() {
            return false;
        }
        if self.writing.artifacts.len() == 1 {
            return true;
        }
        let here = std::env::current_dir().and_then(|folder| folder.canonicalize());
        let inputs = self.writing.inputs.iter().flat_map(|path| names_of(path));
        inputs.chain(here.ok()).any(|path| path.starts_with(&self.folder))
    }
}

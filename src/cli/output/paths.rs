//! What a path names: a file by its place and by where a link there leads, a device, something outside its folder.

use std::fs;
use std::path::{Component, Path, PathBuf};

use sna_core::diag::Diagnostics;
use sna_core::file_name;

/// The last check of every command: no path leads elsewhere, whatever it was made from.
pub(super) fn leads_elsewhere(path: &str) -> Option<Diagnostics> {
    let parts = path.split('/').filter(|part| !is_plain(Path::new(part)));
    let found: Diagnostics = parts.filter_map(|part| file_name::check("a file", part).err()).collect();
    found.has_errors().then_some(found)
}

/// Whether a path goes down from where it begins, and nowhere else.
pub(super) fn is_plain(path: &Path) -> bool {
    path != Path::new("") && path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// Whether something is there that is neither a file nor a folder.
pub(super) fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// What a file is known by: its place, and the file that a link there leads to.
pub(super) fn names_of(path: &Path) -> Vec<PathBuf> {
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        Some(_) | None => Path::new("."),
    };
    let place = parent.canonicalize().ok().zip(path.file_name()).map(|(parent, name)| parent.join(name));
    path.canonicalize().into_iter().chain(place).collect()
}

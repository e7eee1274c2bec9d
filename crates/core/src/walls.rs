//! The folders that the files of a project may be in. A report takes kinds, texts and manifests from other people; none of
//! them can name a file elsewhere, by its path or by a link.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::diag::{Code, Diagnostic, Place};

/// The folders of a project, and which of their files a run has opened. A copy shares both.
#[derive(Debug, Clone, Default)]
pub struct Walls {
    /// Real paths.
    roots: Vec<PathBuf>,
    opened: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl Walls {
    /// Walls around the folder of a file that the command names, and around the folders that it allows. The file itself is
    /// admitted, wherever a link leads.
    pub fn around(file: &Path, allowed: &[PathBuf]) -> Self {
        let walls = Self::default().with_folder_of(file);
        let roots = allowed.iter().map(|folder| real(folder)).chain(walls.roots.iter().cloned()).collect();
        walls.note(file);
        Self { roots, ..walls }
    }

    /// The same, with the folder of a file that the report itself names: its data manifest.
    #[must_use]
    pub fn with_folder_of(&self, file: &Path) -> Self {
        let root = real(file.parent().unwrap_or(Path::new("")));
        Self { roots: self.roots.iter().cloned().chain([root]).collect(), opened: Arc::clone(&self.opened) }
    }

    /// Admits a file that is to be opened; `at` is where it is named. It need not exist.
    ///
    /// # Errors
    /// `outside-project`: its real path is in none of the folders.
    pub fn admit(&self, path: &Path, at: &Place) -> Result<(), Diagnostic> {
        if self.holds(&real(path)) {
            self.note(path);
            Ok(())
        } else {
            Err(outside(path, at))
        }
    }

    /// Admits a pattern of files, from a folder, before any folder is searched for them: the folder where the search begins.
    ///
    /// # Errors
    /// `outside-project`: the search would begin in none of the folders, or climb out of where it began.
    pub fn admit_pattern(&self, folder: &Path, pattern: &str, at: &Place) -> Result<(), Diagnostic> {
        let is_open = |part: &Component<'_>| part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
        let parts = Path::new(pattern).components();
        let fixed: PathBuf = parts.clone().take_while(|part| !is_open(part)).collect();
        let climbs = parts.skip_while(|part| !is_open(part)).any(|part| part == Component::ParentDir);
        match self.holds(&real(&folder.join(fixed))) && !climbs {
            true => Ok(()),
            false => Err(outside(&folder.join(pattern), at)),
        }
    }

    /// The files that were admitted, as they were named.
    pub fn opened(&self) -> Vec<PathBuf> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn note(&self, path: &Path) {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
    }

    fn holds(&self, real: &Path) -> bool {
        self.roots.iter().any(|root| real.starts_with(root))
    }
}

/// The real path of a file or folder. Of one that does not exist, the real path of the nearest folder that does, and the rest of its
/// name; `..` in the rest leads nowhere else.
fn real(path: &Path) -> PathBuf {
    let path = if path == Path::new("") { Path::new(".") } else { path };
    match path.canonicalize() {
        Ok(real) => real,
        Err(error) => beyond(path, &error),
    }
}

fn beyond(path: &Path, error: &io::Error) -> PathBuf {
    // A link to something that does not exist, or in a circle, leads to nothing that can be opened.
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    match (path.parent(), path.components().next_back()) {
        _ if is_link && error.kind() == io::ErrorKind::NotFound => {
            let target = std::fs::read_link(path).unwrap_or_default();
            let folder = real(path.parent().unwrap_or(Path::new("")));
            target.parent().map_or(folder.clone(), |parent| real(&folder.join(parent)))
        }
        (Some(parent), Some(Component::Normal(name))) => real(parent).join(name),
        (Some(parent), Some(Component::ParentDir)) => {
            let folder = real(parent);
            folder.parent().map_or(folder.clone(), Path::to_owned)
        }
        (Some(parent), Some(Component::CurDir)) => real(parent),
        _ => path.to_owned(),
    }
}

/// Whether a file is a description for people, or the leaving of an editor or of a desktop.
pub fn accompanies(name: &str) -> bool {
    let lower = name.to_lowercase();
    let ends = ["~", ".bak", ".orig", ".tmp", ".swp", ".swo", ".rej"];
    let begins = [".", "#", "~$", "readme", "licence", "license", "changelog"];
    let whole = ["thumbs.db", "desktop.ini"];
    ends.iter().any(|end| lower.ends_with(end))
        || begins.iter().any(|begin| lower.starts_with(begin))
        || whole.contains(&lower.as_str())
}

fn outside(path: &Path, at: &Place) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::OutsideProject, format!("`{}` is outside the project", path.display()))
        .at(at.clone())
        .expected("a file in the folder of the report or in the folder of its data manifest, also behind links")
        .hint("to read files elsewhere, name their folder on the command line: `--allow FOLDER`");
    match std::fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) {
        true => diagnostic.found("a link that leads elsewhere"),
        false => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with a project in it, and a file that does not belong to the project.
    fn folders() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for inner in ["project/sections", "data", "elsewhere"] {
            std::fs::create_dir_all(folder.path().join(inner)).unwrap();
        }
        std::fs::write(folder.path().join("elsewhere/x.md"), "x").unwrap();
        folder
    }

    #[test]
    fn files_of_the_two_folders_are_admitted_and_no_others() {
        let folder = folders();
        let at = |path: &str| folder.path().join(path);
        let walls = Walls::around(&at("project/sna.yaml"), &[]).with_folder_of(&at("project/../data/data.yaml"));
        let place = Place::file(&at("project/sna.yaml"));
        let is_in = |path: &str| walls.admit(&at(path), &place).is_ok();
        for path in ["project/a.md", "data/x/y.csv", "project/none/../a.md", "project/sections/../../data/a.csv"] {
            assert!(is_in(path), "{path}");
        }
        for path in
            ["elsewhere/x.md", "x", "project/../elsewhere/x.md", "project/none/../../x.md", "projects/a.md", "../x"]
        {
            assert!(!is_in(path), "{path}");
        }
        assert!(walls.admit(Path::new("/etc/hostname"), &place).is_err());
        let allowed = Walls::around(&at("project/sna.yaml"), &[at("elsewhere")]);
        assert!(allowed.admit(&at("elsewhere/x.md"), &place).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_before_they_are_judged() {
        use std::os::unix::fs::symlink;
        let folder = folders();
        let at = |path: &str| folder.path().join(path);
        symlink(at("elsewhere"), at("project/folder")).unwrap();
        symlink(at("elsewhere/x.md"), at("project/x.md")).unwrap();
        symlink(at("elsewhere/none.md"), at("project/none.md")).unwrap();
        symlink("sections", at("project/inner")).unwrap();
        let walls = Walls::around(&at("project/sna.yaml"), &[]);
        let place = Place::file(&at("project/sna.yaml"));
        let is_in = |path: &str| walls.admit(&at(path), &place).is_ok();
        assert!(is_in("project/inner/a.yaml"));
        assert!(!is_in("project/x.md") && !is_in("project/folder/x.md") && !is_in("project/folder/new.md"));
        assert!(!is_in("project/none.md"), "a link to nothing elsewhere");
    }

    #[test]
    fn patterns_are_judged_before_a_folder_is_searched() {
        let folder = folders();
        let at = |path: &str| folder.path().join(path);
        let walls = Walls::around(&at("project/sna.yaml"), &[]);
        let place = Place::file(&at("project/sna.yaml"));
        let is_in = |path: &str| walls.admit_pattern(&at("project"), path, &place).is_ok();
        assert!(is_in("*.csv") && is_in("**/20??.csv") && is_in("sections/../*.csv"));
        assert!(!is_in("../elsewhere/*.csv") && !is_in("../*/x.md") && !is_in("*/../../elsewhere/*.md"));
        let odd = Walls::around(&at("data [20*]/sna.yaml"), &[]);
        assert!(odd.admit_pattern(&at("data [20*]"), "*.csv", &place).is_ok(), "only the pattern is one");
    }

    #[test]
    fn a_file_elsewhere_is_named() {
        let fault = outside(Path::new("../secret.md"), &Place::file(Path::new("sna.yaml")));
        insta::assert_snapshot!(crate::diag::render(&fault.into(), false), @"
        error[outside-project]: `../secret.md` is outside the project
        --> sna.yaml
         = expected: a file in the folder of the report or in the folder of its data manifest, also behind links
         = hint: to read files elsewhere, name their folder on the command line: `--allow FOLDER`
        ");
    }
}

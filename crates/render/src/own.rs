//! A project's own template files, which replace the shipped ones of the same name.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::path::Path;

use super::typst::TEMPLATE_FILES;
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place, misspelt};
use sna_core::walls::{Walls, accompanies};

/// The file of colours.
const PALETTE: &str = "palette.yaml";

/// The files in a project's `templates/` folder, by name, with a warning for each that no template uses; none if there is
/// no such folder.
///
/// # Errors
/// A folder or a file in it that cannot be read or is outside the walls.
pub fn own_files(folder: &Path, walls: &Walls) -> Result<(BTreeMap<String, Vec<u8>>, Diagnostics), Diagnostics> {
    let (mut files, mut found) = (BTreeMap::new(), Diagnostics::default());
    match std::fs::symlink_metadata(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok((files, found)),
        Err(_) | Ok(_) => walls.admit(folder, &Place::file(folder))?,
    }
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if accompanies(&name) {
            continue;
        }
        if path.is_dir() {
            found.push(unused(&path, &name));
            continue;
        }
        let bytes = walls
            .admit(&path, &Place::file(&path))
            .and_then(|()| std::fs::read(&path).map_err(|error| unreadable(&path, &error)));
        files.extend(found.keep(bytes).map(|bytes| (name, bytes)));
    }
    let unused: Vec<&String> = files.keys().filter(|name| !is_used(name, &files)).collect();
    found.extend(unused.into_iter().map(|name| self::unused(&folder.join(name), name)));
    found.into_result(files)
}

/// Whether a file is one that a template reads: a shipped one by its name, or one that another own file names.
fn is_used(name: &str, files: &BTreeMap<String, Vec<u8>>) -> bool {
    let is_named = |text: &[u8]| text.windows(name.len()).any(|part| part == name.as_bytes());
    let mut others = files.iter().filter(|(other, _)| *other != name && other.ends_with(".typ"));
    name == PALETTE || TEMPLATE_FILES.contains(&name) || others.any(|(_, text)| is_named(text))
}

fn unused(path: &Path, name: &str) -> Diagnostic {
    let diagnostic = Diagnostic::warning(Code::UnusedFile, format!("nothing uses `{}`", path.display()))
        .at(Place::file(path))
        .expected("the name of a shipped template file, or a file that one of your own template files names");
    match misspelt(name, TEMPLATE_FILES.into_iter().chain([PALETTE])) {
        Some(name) => diagnostic.hint(format!("did you mean `{name}`?")),
        None => diagnostic,
    }
}

fn unreadable(path: &Path, error: &Error) -> Diagnostic {
    Diagnostic::error(Code::UnreadableFile, format!("cannot read `{}`", path.display()))
        .at(Place::file(path))
        .found(error.to_string())
        .expected("a readable template file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_that_nothing_uses_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let templates = folder.path().join("templates");
        let none = own_files(&templates, &Walls::default()).unwrap();
        assert!(none.0.is_empty());
        std::fs::create_dir(&templates).unwrap();
        for (name, text) in [
            ("themes.typ", ""),
            ("cover.typ", "#image(\"crest.svg\")"),
            ("crest.svg", "<svg/>"),
            ("palette.yaml", ""),
            ("x~", ""),
        ] {
            std::fs::write(templates.join(name), text).unwrap();
        }
        let walls = Walls::around(&folder.path().join("sna.yaml"), &[]);
        let (files, found) = own_files(&templates, &walls).unwrap();
        assert_eq!(files.len(), 4);
        let told = sna_core::diag::render(&found, false).replace(&templates.display().to_string(), "templates");
        insta::assert_snapshot!(told, @"
        warning[unused-file]: nothing uses `templates/themes.typ`
        --> templates/themes.typ
         = expected: the name of a shipped template file, or a file that one of your own template files names
         = hint: did you mean `theme.typ`?
        ");
    }

    #[cfg(unix)]
    #[test]
    fn a_template_that_cannot_be_read_is_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let templates = folder.path().join("templates");
        std::fs::create_dir(&templates).unwrap();
        std::os::unix::fs::symlink("gone.typ", templates.join("theme.typ")).unwrap();
        let walls = Walls::around(&folder.path().join("sna.yaml"), &[]);
        assert_eq!(own_files(&templates, &walls).unwrap_err().into_iter().next().unwrap().code, Code::UnreadableFile);
    }
}
